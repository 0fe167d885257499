"""What decides: longer chains, arrays, other points, gradients far smaller than a nudge can see."""

import numpy as np

from gradus.grading import drawn, expect, gradient_check, left_alone, note, numeric_gradient, points, with_drawn


def double(x):
    return 2 * x


def slope_of_double(x):
    return 2 + 0 * x


def rational(x):
    return 1 / (1 + x**2)


def slope_of_rational(x):
    return -2 * x / (1 + x**2) ** 2


def minus_sin(x):
    return -np.sin(x)


def steepness(z):
    """The slope of the sigmoid at z, written without the sigmoid."""
    return 1 / (4 * np.cosh(z / 2) ** 2)


def end_of(weights, a):
    """The last stage of the layers with these weights, from a."""
    for w in weights:
        a = np.tanh(w * a)
    return float(np.squeeze(a))


def layer_oracle(weights, x):
    """d last / d stage for each stage, by nudging the stage."""
    stages = [end_of(weights[:i], x) for i in range(len(weights))]
    slopes = [numeric_gradient(lambda a, i=i: end_of(weights[i:], a), stage) for i, stage in enumerate(stages)]
    return np.append(slopes, 1.0)


def layers(rng):
    """Weights of four layers, none of them near 0, and an input."""
    return (rng.uniform(0.4, 1.5, 4) * rng.choice([-1, 1], 4)).tolist(), rng.uniform(0.3, 0.9)


@points(1)
def test_chain_of_three(submission):
    """Each derivative of a longer chain is taken at what its own function receives.

    Write down what enters the third function. Is that where you take its derivative?
    """
    functions, derivatives = [np.sin, np.exp, rational], [np.cos, np.exp, slope_of_rational]
    expect(submission.chain_derivative(functions, derivatives, 0.7)).close_to(
        slope_of_rational(np.exp(np.sin(0.7))) * np.exp(np.sin(0.7)) * np.cos(0.7)
    )
    functions = [rational, np.cos, double]
    derivatives = [slope_of_rational, minus_sin, slope_of_double]
    expect(submission.chain_derivative(functions, derivatives, -1.2)).close_to(
        -2 * np.sin(rational(-1.2)) * slope_of_rational(-1.2)
    )
    x = np.random.default_rng(drawn()).uniform(-1.5, 1.5)
    expect(submission.chain_derivative([np.cos, np.exp, np.sin], [minus_sin, np.exp, np.cos], x)).close_to(
        np.cos(np.exp(np.cos(x))) * np.exp(np.cos(x)) * -np.sin(x)
    )


@points(0.5)
def test_chain_of_one_and_of_many(submission):
    """A chain may be a single function, or the same one many times over.

    The derivative of one function alone is its own. What does each further function add to that?
    Large numbers on the way swallow a nudge; the derivatives that you are given are exact.
    """
    expect(submission.chain_derivative([np.sin], [np.cos], 2.0)).close_to(np.cos(2.0))
    far = submission.chain_derivative([lambda x: x + 1e9, np.sin], [lambda x: 1.0 + 0 * x, np.cos], 0.7)
    expect(far).close_to(np.cos(0.7 + 1e9))
    shrinking = [lambda x: 1.3e-3 * x, np.sin, lambda x: x / 4700]
    flat = submission.chain_derivative(shrinking, [lambda x: 1.3e-3 + 0 * x, np.cos, lambda x: 1 / 4700 + 0 * x], 0.7)
    expect(flat, "a tiny slope").close_to(1.3e-3 * np.cos(9.1e-4) / 4700, atol=0.0)
    many = submission.chain_derivative([np.sin] * 5, [np.cos] * 5, 1.1)
    inputs = [1.1, np.sin(1.1), np.sin(np.sin(1.1))]
    inputs += [np.sin(inputs[-1]), np.sin(np.sin(inputs[-1]))]
    expect(many).left_alone(submission).close_to(np.prod(np.cos(inputs)))
    many = submission.chain_derivative([double] * 12, [slope_of_double] * 12, -0.3)
    expect(many).left_alone(submission).close_to(2.0**12)
    x = np.random.default_rng(drawn()).uniform(0.3, 1.2)
    expect(submission.chain_derivative([np.sin] * 3, [np.cos] * 3, x)).close_to(
        np.cos(x) * np.cos(np.sin(x)) * np.cos(np.sin(np.sin(x)))
    )


@points(0.5)
def test_chain_on_arrays(submission):
    """The chain rule works elementwise on an array, and leaves it alone.

    Nothing in the rule needs to know whether x is one number or many.
    """
    fixed = np.array([[0.5, -1.0, 2.0], [0.0, 3.0, -0.2]])
    for x in with_drawn(fixed, draw=lambda rng: rng.uniform(-2, 2, (3, 2))):
        slopes = submission.chain_derivative([rational, np.sin], [slope_of_rational, np.cos], x)
        expect(slopes).left_alone(submission).close_to(np.cos(rational(x)) * slope_of_rational(x))


@points(0.5)
def test_pipeline_elsewhere(submission):
    """The pipeline is right at other points too, negative ones included.

    Only numbers of the pipeline itself, 2 and 10, stand in the code; all others depend on x.
    """
    for x in with_drawn(-1.45, 0.26, 3.7123458e-5, draw=lambda rng: rng.uniform(0.3, 1.3)):
        answer = submission.pipeline_gradients(x)
        names = ("a", "b", "c", "dc_db", "dc_da", "dc_dx")
        complete = isinstance(answer, dict) and all(name in answer for name in names)
        expect(answer).holds(complete, "a dict with all six entries")
        wanted = (2 * x, 4 * x**2, 4 * x**2 - 10, 1.0, 4 * x, 8 * x)
        judged = [expect(answer[name], f'the entry "{name}"') for name in names]
        for each, number in zip(judged, wanted, strict=True):
            each.close_to(number, atol=0.0)


@points(0.5)
def test_product_of_sum_elsewhere(submission):
    """The three derivatives of (x + y)·z are right at other points.

    Nudge x, y and z one at a time, by hand or in Python, and compare.
    """

    def judge(point):
        parts = expect(submission.product_of_sum_gradients(*point)).is_sequence(3, "derivatives")
        answer = [expect(part, "one of the derivatives").number() for part in parts]
        gradient_check(answer, lambda p: (p[0] + p[1]) * p[2], point)

    for point in ((1.55, 0.27, 2.1), (-0.53, -3.1, 0.7), (2.0, 1.0, 0.0)):
        judge(point)
    answer = submission.product_of_sum_gradients(8.3712654e-6, -2.6180339e-5, 1.4142136e-5)
    wanted = [1.4142136e-5, 1.4142136e-5, -1.78090736e-5]
    expect(answer, "the derivatives at tiny numbers").close_to(wanted, atol=0.0)
    judge(np.random.default_rng(drawn()).uniform(-3, 3, 3))


@points(0.5)
def test_deep_sigmoids(submission):
    """The gradient of many sigmoids is right however small it is, and that of none is 1.

    Every sigmoid has a slope of its own, since each gets another number. Does the first one see x?
    """
    expect(submission.deep_sigmoid_gradient(3.0, 0)).close_to(1.0)

    def judge(x, depth):
        stages = [x]
        for _ in range(depth - 1):
            stages.append((1 + np.tanh(stages[-1] / 2)) / 2)
        wanted = np.prod(steepness(np.array(stages)))
        expect(submission.deep_sigmoid_gradient(x, depth)).close_to(wanted, rtol=1e-6, atol=0.0)

    for x, depth in ((1.3, 1), (-2.0, 3), (0.4, 7), (-6.0, 40), (-80.0, 2)):
        judge(x, depth)
    for x in (100.0, -100.0):
        expect(submission.deep_sigmoid_gradient(x, 1)).close_to(0.0, atol=1e-12)
    rng = np.random.default_rng(drawn())
    judge(rng.uniform(-4, 4), int(rng.integers(2, 9)))


@points(1)
def test_layers_against_nudges(submission):
    """Every entry says how strongly the last stage reacts to a nudge of that stage.

    Start the network at a stage in the middle, nudge it there, and watch the end.
    """
    fixed = ([0.7, 1.3, 2.1], 0.9), ([0.7, -1.3, 2.1], 0.9), ([1.5, 0.4, -0.8, 1.1, 2.0], -0.35)
    for weights, x in with_drawn(*fixed, draw=layers):
        gradients = submission.layer_gradients(weights, x)
        expect(gradients).left_alone(submission).close_to(layer_oracle(weights, x), atol=1e-6)


@points(0.5)
def test_one_layer_and_forty(submission):
    """One layer gives two numbers; forty layers give forty-one, however small.

    The steps back are as many as there are weights, and each multiplies what was there before it.
    """
    gradients = submission.layer_gradients([-1.5], 0.6)
    expect(gradients).close_to([-1.5 / np.cosh(0.9) ** 2, 1.0])
    for weights, x in with_drawn(([11.0, -0.5], 1.0), ([0.5, -0.4] * 20, 0.8), draw=layers):
        stages = [x]
        for w in weights:
            stages.append(np.tanh(w * stages[-1]))
        local = np.array(weights) / np.cosh(np.array(weights) * stages[:-1]) ** 2
        wanted = np.append(np.cumprod(local[::-1])[::-1], 1.0)
        given = expect(submission.layer_gradients(weights, x)).array(wanted.shape)
        expect(given / wanted, "each entry, divided by the right one").close_to(np.ones(len(wanted)))
        left_alone(submission)


@points(0.5)
def test_only_the_two_ends_count(submission):
    """The gradient at the input is compared with the one at the end, without their signs.

    A list of tiny numbers need not vanish, and one large number in it need not explode.
    """
    cases = (
        ("exploding", [-1e6, 300.0, 1.0]),
        ("healthy", [2e-8, -3e-8, 1e-8]),
        ("vanishing", [1e-6, 3.0, -2.0, 1.0]),
        ("healthy", [0.8, 1e-6, 0.5, 1.0]),
        ("healthy", [0.8, 2e6, 0.5, 1.0]),
        ("exploding", [3e-3, 2e-2, -1e-7]),
        ("vanishing", [-40.0, 3e3, -2e5]),
        ("healthy", [7e5, -3e4, 2e4]),
        ("healthy", [2.4e-16, 3e-13, -2e-13]),
        ("exploding", [-4.1e-12, 8e-14, 2e-15]),
    )
    answers = [submission.diagnose_gradients(gradients) for _, gradients in cases]
    note(answers)
    for answer, (word, _) in zip(answers, cases, strict=True):
        expect(answer).equals(word)
    rng = np.random.default_rng(drawn())
    for word, low, high in (("vanishing", -7, -4), ("healthy", -2, 2), ("exploding", 4, 7)):
        first, middle, last = 10 ** rng.uniform(low, high), rng.normal(size=3), rng.choice([-1.0, 1.0])
        scale = 10 ** rng.uniform(-3, 3)
        expect(submission.diagnose_gradients([scale * first, *scale * middle, scale * last])).equals(word)


@points(0.5)
def test_limits_of_the_diagnosis(submission):
    """A few times smaller or larger is still healthy; the limits are those of the docstring.

    Compute r by hand for a list of your own, and read the rule again.
    """
    cases = (
        ("healthy", np.array([-0.0013, 0.3, -1.0])),
        ("healthy", [-1600.0, 10.0, 2.0]),
        ("vanishing", [0.0, 0.0, 1.0]),
        ("vanishing", [8e-4, 0.1, 1.0]),
        ("exploding", [1250.0, 20.0, -1.0]),
        ("exploding", [-2700.0, 2.0]),
        ("healthy", np.array([0.003, 2.0])),
        ("vanishing", np.array([0.0015, -2.0])),
    )
    answers = [submission.diagnose_gradients(gradients) for _, gradients in cases]
    note(answers)
    for answer, (word, _) in zip(answers, cases, strict=True):
        expect(answer).equals(word)
