"""What decides: unequal weights in every place, many shapes, every gradient by central differences.

Which parameter is which is found out by setting one of them to 1 and all others to 0.
"""

from itertools import pairwise

import numpy as np

from gradus.grading import assign, drawn, each, expect, helpers, left_alone, numeric_gradient, other, points, with_drawn

shared = helpers(__file__)
engine_works = shared.engine_works
parameters = shared.parameters
values = shared.values
grads_of = shared.grads_of

PROBE = [2.0, 3.0, 5.0, 7.0, 11.0]


def data(answer, count):
    """The numbers in an answer."""
    _, numbers = shared.values_and_data(answer, count)
    return expect(numbers, "the data of the answer").array((count,))


def one_by_one(parameters):
    """Gives each parameter in turn, set to 1 while all others are 0; in the end all are 0."""
    assign(parameters, "data", [0.0] * len(parameters))
    for before, p in pairwise([*parameters[:1], *parameters]):
        assign([before, p], "data", [0.0, 1.0])
        yield p
    assign(parameters[-1:], "data", [0.0])


def places(thing, nin, nout):
    """The parameters of a neuron or a layer by their place: an array (nout, nin + 1) of Values.

    Row j belongs to neuron j: its weights, and its bias at the end.
    """
    unplaced = parameters(thing, nout * (nin + 1))
    answers = []
    for _ in one_by_one(unplaced):
        answers.append([float(number) for number in shared.values_and_data(thing(PROBE[:nin]), nout)[1]])
    wanted = np.concatenate([x * np.eye(nout) for x in [*PROBE[:nin], 1.0]])
    order, right = (np.lexsort(np.transpose(rows)) for rows in (answers, wanted))
    expect(np.array(answers)[order], "the answers with one parameter 1, the others 0").close_to(wanted[right])
    placed = np.empty((nin + 1, nout), dtype=object)
    for place, which in zip(right, order, strict=True):
        placed[np.unravel_index(place, placed.shape)] = unplaced[which]
    return placed.T


def fill(placed, numbers):
    """Set each parameter to the number that stands at its place."""
    assign(placed.flat, "data", map(float, numbers.flat))


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


def inputs_for(rng, numbers, count):
    """Inputs that leave every hidden neuron of the network well away from the corner of its ReLU."""
    while True:
        x = xs = rng.normal(0.0, 1.5, (count, numbers[0].shape[1] - 1))
        nearest = np.inf
        for layer in numbers[:-1]:
            before = x @ layer[:, :-1].T + layer[:, -1]
            nearest, x = min(nearest, np.abs(before).min()), np.maximum(before, 0.0)
        if nearest > 1e-3:
            return xs


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
    grads, slopes = [], []
    for index, (where, what) in enumerate(zip(placed, numbers, strict=True)):
        grads += shared.numbers([*where.flat], "grad", "a parameter's grad")
        slopes += list(numeric_gradient(lambda layer, i=index: loss(with_layer(numbers, i, layer)), what).flat)
    label = "all grads, layer by layer, a row for each neuron, its bias last"
    expect(grads, label).close_to(slopes, atol=1e-5)


@points(0.5)
def test_any_neuron(submission):
    """A neuron weighs each input by its own weight, adds its bias once, and then decides on ReLU.

    Try unequal weights, a sum that is negative, and one that is only positive thanks to the bias.
    """
    for seed, nin, nonlin in with_drawn((4, 4, True), (5, 2, False), (6, 1, True), (7, 5, False)):
        rng = np.random.default_rng(seed)
        neuron = submission.Neuron(nin, nonlin)
        placed = places(neuron, nin, 1)
        for _ in range(4):
            row, x = rng.normal(0.0, 2.0, (1, nin + 1)), rng.normal(0.0, 2.0, nin)
            fill(placed, row)
            total = row[:, :-1] @ x + row[:, -1]
            wanted = np.maximum(total, 0.0) if nonlin else total
            expect(data(neuron(list(x)), 1), "the data of neuron(x)").close_to(wanted)
            expect(data(neuron(x), 1), "the data of neuron(x), x an array").close_to(wanted)


@points(0.5)
def test_any_layer(submission):
    """A layer of any size gives one answer for each neuron, from lists, arrays and whole numbers.

    Each neuron of a layer has a weight for every input. How many parameters is that?
    """
    fixed = (3, 2, [1, -2, 3]), (2, 4, np.array([0.5, -1.5])), (4, 1, [0, 2, 0, -1])
    for nin, nout, x in with_drawn(*fixed, draw=lambda rng: (3, 2, rng.normal(0.0, 2.0, 3))):
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
    for seed, sizes in with_drawn(*enumerate(((2, 5, 3, 2), (3, 4, 2), (2, 4, 1), (4, 3), (3, 2, 4, 2, 1)))):
        model, _, numbers = network(submission, sizes, seed)
        inputs = np.random.default_rng(seed).normal(0.0, 2.0, (6, sizes[0]))
        answers = []
        for x in [*inputs, *(list(x) for x in inputs)]:
            answers.append(shared.numbers(values(model(x), sizes[-1]), "data", "the data"))
        label = f"the data of MLP{sizes[0], list(sizes[1:])} for 6 inputs, as arrays and as lists"
        expect(answers, label).close_to([answer_of(numbers, x) for x in [*inputs, *inputs]], atol=1e-6)


@points(1)
def test_gradients_of_a_network(submission):
    """After backward() every weight and every bias of every layer holds the right gradient.

    Nudge one parameter, and see by how much the result changes. Does the graph break off somewhere?
    """
    for seed, sizes in with_drawn((17, (3, 4, 2)), (22, (2, 4, 3, 2)), (37, (4, 3, 1))):
        model, placed, numbers = network(submission, sizes, seed)
        rng = np.random.default_rng(seed)
        (x,), weights = inputs_for(rng, numbers, 1), rng.uniform(0.5, 1.5, sizes[-1])
        model.zero_grad()
        weighted(values(model(list(x)), sizes[-1]), weights).backward()
        expect_gradients(placed, numbers, lambda n, x=x, w=weights: float(w @ answer_of(n, x)))


@points(0.5)
def test_samples_add_up(submission):
    """Where a result is made of several samples, the gradients of all of them add up.

    Every sample goes through the same parameters, not through copies of them.
    """
    weights = np.array([0.5, -1.0, 2.0, 1.5, -0.7])

    def loss(numbers, samples):
        return float(sum(w * answer_of(numbers, x)[0] for w, x in zip(weights, samples, strict=True)))

    for seed in with_drawn(21):
        model, placed, numbers = network(submission, (2, 3, 1), seed)
        samples = inputs_for(np.random.default_rng(seed + 1), numbers, 5)
        answers = [values(model(list(x)), 1)[0] for x in samples]
        model.zero_grad()
        weighted(answers, weights).backward()
        expect_gradients(placed, numbers, lambda n, samples=samples: loss(n, samples))


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
    expect(each(inputs, "grad"), "the grads of a neuron's inputs").close_to([0.75, -0.5])
    layer = submission.Layer(2, 3)
    placed = places(layer, 2, 3)
    numbers = np.array([[0.75, -0.5, 2.0], [-1.5, 0.25, 3.0], [0.6, 0.9, -0.3]])
    fill(placed, numbers)
    inputs = [engine.Value(1.7), engine.Value(0.4)]
    answer, found = shared.values_and_data(layer(inputs), 3)
    expect(found, "the data of layer(x)").close_to(numbers @ [1.7, 0.4, 1.0])
    weighted(answer, np.array([1.5, -0.8, 0.3])).backward()
    slopes = numbers[:, :2].T @ [1.5, -0.8, 0.3]
    expect(each(inputs, "grad"), "the grads of a layer's inputs").close_to(slopes)
    model, _, numbers = network(submission, (3, 4, 2), 31)
    x, weights = np.array([0.7, -1.2, 2.0]), np.array([1.5, -0.8])
    inputs = [engine.Value(float(number)) for number in x]
    answer, found = shared.values_and_data(model(inputs), 2)
    expect(found, "the data of model(x)").close_to(answer_of(numbers, x))
    weighted(answer, weights).backward()
    slope = numeric_gradient(lambda x: float(weights @ answer_of(numbers, x)), x)
    expect(each(inputs, "grad"), "the grads of the inputs").close_to(slope, atol=1e-5)
    row = np.random.default_rng(drawn()).uniform(-2.0, 2.0, (1, 3))
    inputs, neuron = [engine.Value(1.5), engine.Value(-0.5)], submission.Neuron(2, False)
    fill(places(neuron, 2, 1), row)
    (answer,) = values(neuron(inputs), 1)
    answer.backward()
    expect(each(inputs, "grad"), "the grads of a neuron's inputs").close_to(row[0, :2])


@points(0.5)
def test_parameters_themselves(submission):
    """parameters() holds every parameter once, and each time the very same Values.

    Change a parameter that you were given. Is it the one that the network uses?
    """
    for sizes, count in (((3, 4, 2), 26), ((2, 5, 3, 1), 37)):
        model = submission.MLP(sizes[0], list(sizes[1:]))
        model_parameters = parameters(model, count)
        assign(model_parameters, "data", [float(number) for number in range(count)])
        again = each(parameters(model, count), "data")
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
        before = parameters(thing, count)
        assign(before, "data", [0.7] * count)
        assign(before, "grad", [3.3 - 2.37 * i for i in range(count)])
        thing.zero_grad()
        kept = shared.numbers(parameters(thing, count), "data", "a parameter's data")
        found = expect(kept + grads_of(thing, count), f"all data and then all grads after {make}.zero_grad()")
        found.close_to([0.7] * count + [0.0] * count)


@points(0.5)
def test_weights_start_apart(submission):
    """In a new layer no two weights are the same, and no two neurons either; all are small.

    Neurons that start alike get the same gradients, and stay alike for ever.
    """
    made = [submission.Neuron(6), submission.Layer(5, 4), submission.Layer(3, 7), submission.MLP(4, [3, 2])]
    starts = [
        shared.numbers(parameters(thing, count), "data", "a parameter")
        for thing, count in zip(made, (7, 24, 28, 23), strict=True)
    ]
    counts = [len({round(number, 9) for number in row}) for row in starts]
    enough = all(count >= 0.7 * weights for count, weights in zip(counts, (6, 20, 21, 18), strict=True))
    label = "how many different numbers a Neuron(6), a Layer(5, 4), a Layer(3, 7) and an MLP(4, [3, 2]) begin with"
    expect(counts, label).holds(enough, "about as many as there are weights")
    expect(max(abs(number) for row in starts for number in row) < 10).is_true("small numbers to begin with")


@points(0.5)
def test_sizes_and_inputs_stay(submission):
    """Neither the list of sizes nor the inputs are changed, and a second call answers the same.

    A list that is passed in belongs to the caller: work with a new one.
    """
    model = submission.MLP(3, [4, 2])
    left_alone(submission)
    assign(parameters(model, 26), "data", [0.25] * 26)
    for x in ([1.0, -2.0, 4.0], np.array([1.0, -2.0, 4.0])):
        for _ in range(2):
            answer = model(x)
            left_alone(submission)
            expect(data(answer, 2), "the data of model(x)").close_to([1.25, 1.25])
