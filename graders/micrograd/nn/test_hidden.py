"""What decides: unequal weights in every place, many shapes, every gradient by central differences.

Which parameter is which is found out by setting one of them to 1 and all others to 0.
"""

import numpy as np

from gradus.grading import expect, helpers, left_alone, numeric_gradient, other, points

shared = helpers(__file__)
engine_works = shared.engine_works
parameters = shared.parameters
values = shared.values

PROBE = [2.0, 3.0, 5.0, 7.0, 11.0]


def data(answer, count):
    """The numbers in an answer."""
    numbers = [value.data for value in values(answer, count)]
    return expect(numbers, "the data of the answer").array((count,))


def places(thing, nin, nout):
    """The parameters of a neuron or a layer by their place: an array (nout, nin + 1) of Values.

    Row j belongs to neuron j: its weights, and its bias at the end.
    """
    unplaced = parameters(thing, nout * (nin + 1))
    for p in unplaced:
        p.data = 0.0
    answers = []
    for p in unplaced:
        p.data = 1.0
        answers.append([float(value.data) for value in values(thing(PROBE[:nin]), nout)])
        p.data = 0.0
    wanted = np.concatenate([x * np.eye(nout) for x in [*PROBE[:nin], 1.0]])
    order, right = (np.lexsort(np.transpose(rows)) for rows in (answers, wanted))
    expect(np.array(answers)[order], "the answers with one parameter 1, the others 0").close_to(wanted[right])
    placed = np.empty((nin + 1, nout), dtype=object)
    for place, which in zip(right, order, strict=True):
        placed[np.unravel_index(place, placed.shape)] = unplaced[which]
    return placed.T


def fill(placed, numbers):
    """Set each parameter to the number that stands at its place."""
    for p, number in zip(placed.flat, numbers.flat, strict=True):
        p.data = float(number)


def network(submission, sizes, seed):
    """A network with drawn numbers in it: the model, its Values and the numbers, layer by layer."""
    rng = np.random.default_rng(seed)
    model = submission.MLP(sizes[0], list(sizes[1:]))
    layers = expect(model.layers, "model.layers").is_sequence(len(sizes) - 1, "layers")
    placed, numbers = [], []
    for layer, nin, nout in zip(layers, sizes, sizes[1:], strict=False):
        placed.append(places(layer, nin, nout))
        numbers.append(rng.normal(0.0, 1.0, (nout, nin + 1)).round(2))
    for where, what in zip(placed, numbers, strict=True):
        fill(where, what)
    return model, placed, numbers


def answer_of(numbers, x):
    """What a network with these numbers should say to x."""
    for depth, layer in enumerate(numbers, 1):
        x = layer[:, :-1] @ x + layer[:, -1]
        x = np.maximum(x, 0.0) if depth < len(numbers) else x
    return x


def with_layer(numbers, index, layer):
    return [*numbers[:index], layer, *numbers[index + 1 :]]


def weighted(values, weights):
    """One Value out of several: their sum with these weights."""
    total = values[0] * float(weights[0])
    for value, weight in zip(values[1:], weights[1:], strict=True):
        total = total + value * float(weight)
    return total


def expect_gradients(placed, numbers, loss):
    """Expect in every parameter's grad the slope of the grader's loss(numbers)."""
    for index, (where, what) in enumerate(zip(placed, numbers, strict=True)):
        grads = [expect(p.grad, "a parameter's grad").number() for p in where.flat]
        slope = numeric_gradient(lambda layer, i=index: loss(with_layer(numbers, i, layer)), what)
        label = f"the grads of layer {index + 1}, a row for each neuron, its bias last"
        expect(np.reshape(grads, what.shape), label).close_to(slope, atol=1e-5)


@points(0.5)
def test_any_neuron(submission):
    """A neuron weighs each input by its own weight, adds its bias once, and then decides on ReLU.

    Try unequal weights, a sum that is negative, and one that is only positive thanks to the bias.
    """
    rng = np.random.default_rng(4)
    for nin, nonlin in ((4, True), (2, False), (1, True), (5, False)):
        neuron = submission.Neuron(nin, nonlin)
        placed = places(neuron, nin, 1)
        for _ in range(4):
            row, x = rng.normal(0.0, 2.0, (1, nin + 1)), rng.normal(0.0, 2.0, nin)
            fill(placed, row)
            total = row[:, :-1] @ x + row[:, -1]
            wanted = np.maximum(total, 0.0) if nonlin else total
            expect(data(neuron(list(x)), 1), "the data of neuron(x)").close_to(wanted)


@points(0.5)
def test_any_layer(submission):
    """A layer of any size gives one answer for each neuron, from lists, arrays and whole numbers.

    Each neuron of a layer has a weight for every input. How many parameters is that?
    """
    for nin, nout, x in ((3, 2, [1, -2, 3]), (2, 4, np.array([0.5, -1.5])), (4, 1, [0, 2, 0, -1])):
        layer = submission.Layer(nin, nout)
        numbers = np.random.default_rng(nin).normal(0.0, 1.0, (nout, nin + 1))
        fill(places(layer, nin, nout), numbers)
        wanted = np.maximum(numbers[:, :-1] @ np.asarray(x, float) + numbers[:, -1], 0.0)
        expect(data(layer(x), nout), "the data of layer(x)").close_to(wanted)


@points(1)
def test_any_network(submission):
    """A network of any shape gives the right numbers; all of its layers but the last have ReLU.

    Let every layer speak on its own: what goes in, what comes out, and what hears the next one?
    """
    for seed, sizes in enumerate(((3, 4, 2), (2, 4, 1), (4, 3), (2, 5, 3, 2), (3, 2, 4, 2, 1))):
        model, _, numbers = network(submission, sizes, seed)
        for x in np.random.default_rng(seed).normal(0.0, 2.0, (4, sizes[0])):
            answer = data(model(list(x)), sizes[-1])
            expect(answer, f"the data of MLP{sizes[0], list(sizes[1:])}(x)").close_to(answer_of(numbers, x), atol=1e-6)


@points(1)
def test_gradients_of_a_network(submission):
    """After backward() every weight and every bias of every layer holds the right gradient.

    Nudge one parameter, and see by how much the result changes. Does the graph break off somewhere?
    """
    for sizes, seed in (((3, 4, 2), 17), ((2, 4, 3, 2), 22), ((4, 3, 1), 37)):
        model, placed, numbers = network(submission, sizes, seed)
        rng = np.random.default_rng(seed)
        x, weights = rng.normal(0.0, 1.5, sizes[0]), rng.uniform(0.5, 1.5, sizes[-1])
        model.zero_grad()
        weighted(values(model(list(x)), sizes[-1]), weights).backward()
        expect_gradients(placed, numbers, lambda n, x=x, w=weights: float(w @ answer_of(n, x)))


@points(0.5)
def test_samples_add_up(submission):
    """Where a result is made of several samples, the gradients of all of them add up.

    Every sample goes through the same parameters, not through copies of them.
    """
    model, placed, numbers = network(submission, (2, 3, 1), 21)
    samples = np.random.default_rng(22).normal(0.0, 1.5, (5, 2))
    weights = np.array([0.5, -1.0, 2.0, 1.5, -0.7])
    answers = [values(model(list(x)), 1)[0] for x in samples]
    model.zero_grad()
    weighted(answers, weights).backward()
    expect_gradients(
        placed, numbers, lambda n: float(sum(w * answer_of(n, x)[0] for w, x in zip(weights, samples, strict=True)))
    )


@points(0.5)
def test_inputs_may_be_values(submission):
    """Inputs that are Values give the same answer, and backward() reaches them too.

    The result depends on the inputs as well. Do you use the Value itself, or only its number?
    """
    engine = other(submission, "micrograd/engine")
    inputs, neuron = [engine.Value(1.0), engine.Value(8.0)], submission.Neuron(2, False)
    fill(places(neuron, 2, 1), np.array([[0.75, -0.5, 2.0]]))
    (answer,) = values(neuron(inputs), 1)
    answer.backward()
    expect([value.grad for value in inputs], "the grads of a neuron's inputs").close_to([0.75, -0.5])
    model, _, numbers = network(submission, (3, 4, 2), 31)
    x, weights = np.array([0.7, -1.2, 2.0]), np.array([1.5, -0.8])
    inputs = [engine.Value(float(number)) for number in x]
    answer = values(model(inputs), 2)
    expect([value.data for value in answer], "the data of model(x)").close_to(answer_of(numbers, x))
    weighted(answer, weights).backward()
    slope = numeric_gradient(lambda x: float(weights @ answer_of(numbers, x)), x)
    expect([value.grad for value in inputs], "the grads of the inputs").close_to(slope, atol=1e-5)


@points(0.5)
def test_parameters_themselves(submission):
    """parameters() holds every parameter once, and each time the very same Values.

    Change a parameter that you were given. Is it the one that the network uses?
    """
    for sizes, count in (((3, 4, 2), 26), ((2, 5, 3, 1), 37)):
        model = submission.MLP(sizes[0], list(sizes[1:]))
        model_parameters = parameters(model, count)
        for number, p in enumerate(model_parameters):
            p.data = float(number)
        again = [p.data for p in parameters(model, count)]
        label = "the data of all parameters, set to 0, 1, 2, ... before, by size"
        ordered = np.sort(expect(again, "the data of all parameters").array((count,)))
        expect(ordered, label).close_to(np.arange(count))


@points(0.5)
def test_zero_grad_of_each(submission):
    """Neuron, Layer and MLP each have a zero_grad, after which backward() starts from nothing.

    Call backward() twice with zero_grad() in between: the grads must be the same both times.
    """
    for make, sizes, count in (("Neuron", (3,), 4), ("Layer", (2, 2), 6), ("MLP", (2, [3, 2]), 17)):
        thing = getattr(submission, make)(*sizes)
        for i, p in enumerate(parameters(thing, count)):
            p.data, p.grad = 0.5, 3.0 - 2 * i
        thing.zero_grad()
        kept = [p.data for p in parameters(thing, count)]
        expect(kept, "the data after zero_grad()").close_to(np.full(count, 0.5))
        grads = [p.grad for p in parameters(thing, count)]
        expect(grads, "the grads after zero_grad()").close_to(np.zeros(count))


@points(0.5)
def test_weights_start_apart(submission):
    """In a new layer no two weights are the same, and no two neurons either.

    Neurons that start alike get the same gradients, and stay alike for ever.
    """
    starts = [expect(p.data, "a weight").number() for p in parameters(submission.Layer(5, 4), 24)]
    # 20 weights, and biases that may be all 0
    expect(len(set(starts)) >= 15).is_true("the weights of a new Layer(5, 4) differ")


@points(0.5)
def test_sizes_and_inputs_stay(submission):
    """Neither the list of sizes nor the inputs are changed, and a second call answers the same.

    A list that is passed in belongs to the caller: work with a new one.
    """
    model = submission.MLP(3, [4, 2])
    left_alone(submission)
    for p in parameters(model, 26):
        p.data = 0.25
    for x in ([1.0, -2.0, 4.0], np.array([1.0, -2.0, 4.0])):
        for _ in range(2):
            answer = model(x)
            left_alone(submission)
            expect(data(answer, 2), "the data of model(x)").close_to([1.25, 1.25])
