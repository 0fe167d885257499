"""What a student can run: one neuron, one layer, one small network, with parameters all alike."""

import numpy as np

from gradus.grading import assign, each, expect, helpers, points

shared = helpers(__file__)
engine_works = shared.engine_works
parameters = shared.parameters
values = shared.values
grads_of = shared.grads_of


def alike(thing, count, number):
    """The same neuron, layer or network with every parameter set to this number."""
    assign(parameters(thing, count), "data", [number] * count)
    return thing


def says(thing, x, wanted, label):
    """Expect a neuron, a layer or a network to answer x with Values that hold these numbers."""
    answer, data = shared.values_and_data(thing(x), len(wanted), label)
    expect(data, f"the data of {label}").close_to(wanted)
    return answer


@points(0.5)
def test_parameters_of_a_neuron(submission):
    """A neuron with three inputs has four parameters, which are Values, with grad 0.0.

    One weight for each input, and one number more that belongs to no input.
    """
    for grad in each(parameters(submission.Neuron(3), 4), "grad"):
        expect(grad, "the grad of a parameter").close_to(0.0)


@points(0.5)
def test_neuron_by_hand(submission):
    """A neuron with all parameters 0.7 says 5.18 to [2.3, 4.1], and 0 to [-2.3, -4.1].

    Work out the sum on paper: two products and the bias. What does ReLU make of it?
    """
    neuron = alike(submission.Neuron(2), 3, 0.7)
    says(neuron, [-2.3, -4.1], [0.0], "neuron([-2.3, -4.1]), every parameter 0.7")
    says(neuron, [2.3, 4.1], [5.18], "neuron([2.3, 4.1]), every parameter 0.7")
    says(neuron, np.array([2.3, 4.1]), [5.18], "neuron(np.array([2.3, 4.1])), every parameter 0.7")


@points(0.5)
def test_linear_neuron_by_hand(submission):
    """A linear neuron with all parameters 0.7 says -3.78 to [-2.3, -4.1].

    nonlin says whether there is a ReLU after the sum. Here it is False.
    """
    neuron = alike(submission.Neuron(2, False), 3, 0.7)
    says(neuron, [-2.3, -4.1], [-3.78], "Neuron(2, False) of [-2.3, -4.1], every parameter 0.7")
    says(neuron, [2.3, 4.1], [5.18], "Neuron(2, False) of [2.3, 4.1], every parameter 0.7")


@points(0.5)
def test_gradients_of_a_neuron(submission):
    """Each weight's gradient is its input, the bias has 1; where ReLU gives 0, all have 0.

    Does the answer of your neuron still remember the Values that it was made from?
    """
    for x, wanted in (([2.3, 4.1], [1.0, 2.3, 4.1]), ([-2.3, -4.1], [0.0, 0.0, 0.0])):
        neuron = alike(submission.Neuron(2), 3, 0.7)
        (answer,) = values(neuron(x), 1, f"neuron({x})")
        answer.backward()
        label = f"the grads of the parameters after neuron({x}).backward(), by size"
        expect(sorted(grads_of(neuron, 3)), label).close_to(wanted)


@points(0.5)
def test_layer_by_hand(submission):
    """A layer of three neurons gives three answers to the same two inputs.

    Each neuron of the layer hears all of x. What does each of them say?
    """
    layer = alike(submission.Layer(2, 3), 9, 0.7)
    says(layer, [2.3, 4.1], [5.18, 5.18, 5.18], "Layer(2, 3) of [2.3, 4.1], every parameter 0.7")
    says(layer, np.array([-2.3, -4.1]), [0.0, 0.0, 0.0], "Layer(2, 3) of [-2.3, -4.1], every parameter 0.7")


@points(0.5)
def test_neurons_of_a_layer_are_apart(submission):
    """In a layer each neuron has parameters of its own: one answer depends on one neuron's.

    Call backward() on the first of three answers. How many of the nine parameters should care?
    """
    layer = alike(submission.Layer(2, 3), 9, 0.7)
    says(layer, [2.3, 4.1], [5.18, 5.18, 5.18], "Layer(2, 3) of [2.3, 4.1]")[0].backward()
    label = "the grads of all nine parameters after backward() of the first answer, by size"
    expect(sorted(grads_of(layer, 9)), label).close_to([0.0] * 6 + [1.0, 2.3, 4.1])


@points(0.5)
def test_network_by_hand(submission):
    """MLP(2, [3, 1]) with all parameters -0.7 says -8.638 to [-2.3, -4.1], and -0.7 to [2.3, 4.1].

    Three neurons with ReLU hear the two inputs; one without ReLU hears those three.
    """
    model = submission.MLP(2, [3, 1])
    expect(model.layers, "model.layers").is_sequence(2, "layers")
    answers, cases = [], ((-0.7, [-2.3, -4.1]), (-0.7, np.array([2.3, 4.1])), (0.7, [2.3, 4.1]), (0.7, [-2.3, -4.1]))
    for number, x in (*cases, (-0.7, [-0.6, -1.1])):
        alike(model, 13, number)
        _, (data,) = shared.values_and_data(model(x), 1, f"model({list(x)}), every parameter {number}")
        answers.append(shared.number(data, "the data of an answer"))
    label = "the answers to [-2.3, -4.1] and [2.3, 4.1], every parameter -0.7, to [2.3, 4.1] and [-2.3, -4.1], 0.7, "
    label += "and to [-0.6, -1.1], -0.7"
    expect(answers, label).close_to([-8.638, -0.7, 11.578, 0.7, -1.729])


@points(0.5)
def test_zero_grad_of_a_network(submission):
    """zero_grad sets every parameter's grad back to 0.0, and no parameter's data.

    Go through all parameters of all layers. Which of their two numbers is to be 0?
    """
    model = alike(submission.MLP(2, [3, 1]), 13, 0.7)
    (answer,) = values(model([2.3, 4.1]), 1, "model([2.3, 4.1])")
    answer.backward()
    model.zero_grad()
    numbers = shared.numbers(model.parameters(), "data", "a parameter's data")
    found = expect(sorted(numbers) + sorted(grads_of(model, 13)), "all data and then all grads after zero_grad()")
    found.close_to([0.7] * 13 + [0.0] * 13)
