"""What a student can run: one neuron, one layer, one small network, with parameters all alike."""

from gradus.grading import expect, helpers, points

shared = helpers(__file__)
engine_works = shared.engine_works
parameters = shared.parameters
values = shared.values


def alike(thing, count, number):
    """The same neuron, layer or network with every parameter set to this number."""
    for p in parameters(thing, count):
        p.data = number
    return thing


def says(thing, x, wanted, label):
    """Expect a neuron, a layer or a network to answer x with Values that hold these numbers."""
    answer = values(thing(x), len(wanted), label)
    expect([value.data for value in answer], f"the data of {label}").close_to(wanted)
    return answer


@points(0.5)
def test_parameters_of_a_neuron(submission):
    """A neuron with three inputs has four parameters, which are Values, with grad 0.0.

    One weight for each input, and one number more that belongs to no input.
    """
    for p in parameters(submission.Neuron(3), 4):
        expect(p.grad, "the grad of a parameter").close_to(0.0)


@points(0.5)
def test_neuron_by_hand(submission):
    """A neuron with all parameters 0.5 says 3.5 to [2, 4], and 0 to [-2, -4].

    Work out the sum on paper: two products and the bias. What does ReLU make of it?
    """
    neuron = alike(submission.Neuron(2), 3, 0.5)
    says(neuron, [2.0, 4.0], [3.5], "neuron([2, 4]), every parameter 0.5")
    says(neuron, [-2.0, -4.0], [0.0], "neuron([-2, -4]), every parameter 0.5")


@points(0.5)
def test_linear_neuron_by_hand(submission):
    """A linear neuron with all parameters 0.5 says -2.5 to [-2, -4].

    nonlin says whether there is a ReLU after the sum. Here it is False.
    """
    neuron = alike(submission.Neuron(2, False), 3, 0.5)
    says(neuron, [-2.0, -4.0], [-2.5], "Neuron(2, False) of [-2, -4], every parameter 0.5")
    says(neuron, [2.0, 4.0], [3.5], "Neuron(2, False) of [2, 4], every parameter 0.5")


@points(0.5)
def test_gradients_of_a_neuron(submission):
    """Each weight's gradient is its input, the bias has 1; where ReLU gives 0, all have 0.

    Does the answer of your neuron still remember the Values that it was made from?
    """
    for x, wanted in (([2.0, 4.0], [1.0, 2.0, 4.0]), ([-2.0, -4.0], [0.0, 0.0, 0.0])):
        neuron = alike(submission.Neuron(2), 3, 0.5)
        (answer,) = values(neuron(x), 1, f"neuron({x})")
        answer.backward()
        grads = [expect(p.grad, "a parameter's grad").number() for p in parameters(neuron, 3)]
        label = f"the grads of the parameters after neuron({x}).backward(), by size"
        expect(sorted(grads), label).close_to(wanted)


@points(0.5)
def test_layer_by_hand(submission):
    """A layer of three neurons gives three answers to the same two inputs.

    Each neuron of the layer hears all of x. What does each of them say?
    """
    layer = alike(submission.Layer(2, 3), 9, 0.5)
    says(layer, [2.0, 4.0], [3.5, 3.5, 3.5], "Layer(2, 3) of [2, 4], every parameter 0.5")
    says(layer, [-2.0, -4.0], [0.0, 0.0, 0.0], "Layer(2, 3) of [-2, -4], every parameter 0.5")


@points(0.5)
def test_neurons_of_a_layer_are_apart(submission):
    """In a layer each neuron has parameters of its own: one answer depends on one neuron's.

    Call backward() on the first of three answers. How many of the nine parameters should care?
    """
    layer = alike(submission.Layer(2, 3), 9, 0.5)
    says(layer, [2.0, 4.0], [3.5, 3.5, 3.5], "Layer(2, 3) of [2, 4]")[0].backward()
    grads = [expect(p.grad, "a parameter's grad").number() for p in parameters(layer, 9)]
    label = "the grads of all nine parameters after backward() of the first answer, by size"
    expect(sorted(grads), label).close_to([0.0] * 6 + [1.0, 2.0, 4.0])


@points(0.5)
def test_network_by_hand(submission):
    """MLP(2, [3, 1]) with all parameters -0.5 says -4.25 to [-2, -4], and -0.5 to [2, 4].

    Three neurons with ReLU hear the two inputs; one without ReLU hears those three.
    """
    model = submission.MLP(2, [3, 1])
    expect(model.layers, "model.layers").is_sequence(2, "layers")
    alike(model, 13, -0.5)
    says(model, [-2.0, -4.0], [-4.25], "model([-2, -4]), every parameter -0.5")
    says(model, [2.0, 4.0], [-0.5], "model([2, 4]), every parameter -0.5")


@points(0.5)
def test_zero_grad_of_a_network(submission):
    """zero_grad sets every parameter's grad back to 0.0, and no parameter's data.

    Go through all parameters of all layers. Which of their two numbers is to be 0?
    """
    model = alike(submission.MLP(2, [3, 1]), 13, 0.5)
    (answer,) = values(model([2.0, 4.0]), 1, "model([2, 4])")
    answer.backward()
    model.zero_grad()
    for name, wanted in (("data", 0.5), ("grad", 0.0)):
        numbers = [expect(getattr(p, name), f"a parameter's {name}").number() for p in model.parameters()]
        expect(sorted(numbers), f"the {name} of each parameter after zero_grad()").close_to([wanted] * 13)
