"""The slope is known. How do you walk?

Day 5. Backpropagation says which way is uphill for each weight. How far to go, whether to keep
some speed, whether to take every weight alike, and when to slow down is the business of an
optimizer. Each one here is a few lines, and Adam, or a close relative, trains most large networks.
What you set for it, such as the learning rate, the momentum and the batch size, is a hyperparameter:
chosen by you, not learned.

Go in this order: `sgd_step` and `descend` (the plain walk), `momentum_step` (a walk with a memory),
`minibatches` (look at a few samples at a time: stochastic gradient descent, SGD), `rmsprop_step`,
`adam_step` (a memory of sizes too). The last three are marked "Further" and may wait: schedules, that
is learning rates that change with time (`step_decay`, `cosine_annealing`, `warm_restarts`).

In this module dW is the gradient of a loss with respect to W, an array of the same shape; all
formulas are meant element by element. What a step has to remember comes in as an argument and goes
out as a result: no function changes an array that it was given. Type annotations are not needed.

Lesson: lessons/day5-optimizers.ipynb, read it first.
Words and symbols: docs/learn/notation.md. It diverges or crawls? docs/learn/troubleshooting.md.

Source: Goodfellow, Bengio, Courville, Deep Learning, chapter 8; the CS231n notes, "Neural Networks
Part 3: Learning and Evaluation" (parameter updates, annealing the learning rate).

Derivation: docs/derivations/network.md, "Momentum and Adam".
"""

import numpy as np


def sgd_step(W, dW, learning_rate):
    """Take one step of plain gradient descent.

    The gradient points to where the loss grows. Go the other way, as far as the gradient is long
    times the learning rate.

    Args:
        W: float array of any shape, the parameters. It is not modified.
        dW: float array of the same shape, the gradient. It is not modified.
        learning_rate: float.

    Returns:
        Float array of the same shape: the parameters after the step, in a new array.

    Example:
        >>> sgd_step(np.array([1.0, 2.0]), np.array([10.0, -5.0]), 0.1).tolist()
        [0.0, 2.5]

    Hint: `W -= ...` writes into the array that was passed in. What makes a new one?

    Source: Goodfellow, Bengio, Courville, Deep Learning, 4.3.
    """
    raise NotImplementedError("network/optimizers: sgd_step")


def descend(W, dW, learning_rate=0.1, steps=10):
    """Take several steps of gradient descent, and keep every place on the way.

    The gradient changes as you move, so it is asked for anew at each place: here dW is a function.

    Args:
        W: float array of any shape, where to start. It is not modified.
        dW: function dW(W), the gradient at W: an array of the same shape.
        learning_rate: float.
        steps: int, how many steps to take; 0 or more. All of them are taken, however small they get.

    Returns:
        The path, the start first: a float array of shape (steps + 1, ...), where ... is the shape
        of W, or a list of steps + 1 arrays of the shape of W.

    Example:
        The gradient of w² is 2w, so a rate of 0.1 leaves 0.8 of w at each step.

        >>> path = descend(np.array([1.0, -2.0]), lambda W: 2 * W, learning_rate=0.1, steps=2)
        >>> np.round(path, 2).tolist()
        [[1.0, -2.0], [0.8, -1.6], [0.64, -1.28]]

    Hint: How many places are there on a walk of one step?

    Source: Goodfellow, Bengio, Courville, Deep Learning, 4.3.
    """
    raise NotImplementedError("network/optimizers: descend")


def momentum_step(W, dW, velocity, learning_rate=0.01, momentum=0.9):
    """Take one step like a heavy ball, which keeps part of its speed.

    Where the gradient keeps its direction the ball gathers speed; where it flips from side to side
    the kicks cancel. The speed that is kept is called velocity, the share of it momentum. It is
    written in several ways. This one is meant, in this order:

        v = momentum · v + dW
        W = W - learning_rate · v

    Args:
        W: float array of any shape, the parameters. It is not modified.
        dW: float array of the same shape, the gradient at W. It is not modified.
        velocity: float array of the same shape, the v of the step before; zeros before the first.
            It is not modified.
        learning_rate: float.
        momentum: float from 0 (plain gradient descent) to just below 1.

    Returns:
        Tuple (W, velocity): both after the step, in new arrays.

    Example:
        >>> W, v = np.array([1.0]), np.array([0.0])
        >>> W, v = momentum_step(W, np.array([2.0]), v, learning_rate=0.1, momentum=0.5)
        >>> W, v = momentum_step(W, np.array([2.0]), v, learning_rate=0.1, momentum=0.5)
        >>> W.round(4).tolist(), v.tolist()
        ([0.5], [3.0])

    Hint: Which of the two lines comes first, and which v does the second one use?

    Source: Boris Polyak, Some methods of speeding up the convergence of iteration methods (1964);
        Goodfellow, Bengio, Courville, Deep Learning, 8.3.2, which keeps the rate inside v.
    """
    raise NotImplementedError("network/optimizers: momentum_step")


def minibatches(X, y, batch_size, rng):
    """Shuffle the samples, and hand them out in small batches.

    A few samples say roughly where downhill is, at a fraction of the price. In one epoch every
    sample is looked at exactly once, together with its own target, in a random order: each row can
    come to any place, the first and the last, too.

    All batches have batch_size rows, but the last: it takes what is left, and may be shorter. A
    batch_size larger than n gives one batch, with all rows.

    Args:
        X: float array (n, inputs), a row for each sample. It is not modified.
        y: float array (n, classes), a row for each sample. It is not modified.
        batch_size: int, 1 or more.
        rng: numpy.random.Generator. The order takes its randomness from here and nowhere else, so
            two generators with the same seed give the same batches.

    Returns:
        List of pairs (X_batch, y_batch) of float arrays, or a generator of such pairs.

    Example:
        >>> X, y = np.arange(10.0).reshape(5, 2), np.eye(5)
        >>> batches = list(minibatches(X, y, 2, np.random.default_rng(0)))
        >>> [X_batch.shape for X_batch, y_batch in batches]
        [(2, 2), (2, 2), (1, 2)]
        >>> sorted(float(x) for X_batch, _ in batches for x in X_batch[:, 0])
        [0.0, 2.0, 4.0, 6.0, 8.0]

    Hint: One random order can index both X and y. Slices may reach beyond the end of an array.

    Source: Goodfellow, Bengio, Courville, Deep Learning, 8.1.3 (batch and minibatch algorithms).
    """
    raise NotImplementedError("network/optimizers: minibatches")


def rmsprop_step(W, dW, cache, learning_rate=0.001, decay=0.9, eps=1e-8):
    """Take one step that is about equally long for every parameter.

    A steep direction should not be given longer steps only because it is steep. A running mean of
    the squared gradient remembers how large the gradient of each parameter usually is:

        c = decay · c + (1 - decay) · dW²
        W = W - learning_rate · dW / (√c + eps)

    The small number eps stands outside the root, and keeps a division by 0 away.

    Args:
        W: float array of any shape, the parameters. It is not modified.
        dW: float array of the same shape, the gradient at W. It is not modified.
        cache: float array of the same shape, the c of the step before; zeros before the first. It
            is not modified.
        learning_rate: float.
        decay: float from 0 to just below 1, how much of the running mean is kept.
        eps: float greater than 0.

    Returns:
        Tuple (W, cache): both after the step, in new arrays.

    Example:
        Gradients of very unequal size, steps of the same length:

        >>> W, dW = np.array([1.0, 1.0]), np.array([100.0, -0.1])
        >>> W, cache = rmsprop_step(W, dW, np.zeros(2), learning_rate=0.01, decay=0.75)
        >>> W.round(4).tolist(), cache.round(4).tolist()
        ([0.98, 1.02], [2500.0, 0.0025])

    Hint: The mean is of squares, and W is measured in another unit. What brings it back?

    Source: Tieleman and Hinton, Lecture 6.5 of Neural Networks for Machine Learning (2012);
        Goodfellow, Bengio, Courville, Deep Learning, 8.5.2.
    """
    raise NotImplementedError("network/optimizers: rmsprop_step")


def adam_step(W, dW, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Take one step of Adam: momentum and RMSprop together, with their slow start corrected.

    m is a running mean of the gradient, v one of its square. Both begin at 0, and so they are too
    small at first; a division, by a number that depends on the step t, makes up for that. It is
    called bias correction (this bias has nothing to do with a neuron's):

        m = beta1 · m + (1 - beta1) · dW
        v = beta2 · v + (1 - beta2) · dW²
        W = W - learning_rate · m̂ / (√v̂ + eps),  m̂ = m / (1 - beta1ᵗ),  v̂ = v / (1 - beta2ᵗ)

    The steps are counted from 1: t is 1 in the first. The corrected means m̂ and v̂ are for this step
    only; what is remembered for the next one is m and v. The eps stands outside the root.

    Args:
        W: float array of any shape, the parameters. It is not modified.
        dW: float array of the same shape, the gradient at W. It is not modified.
        m: float array of the same shape, from the step before; zeros before the first. It is not
            modified.
        v: float array of the same shape, from the step before; zeros before the first. It is not
            modified.
        t: int, which step this is: 1, 2, 3, ...
        learning_rate: float.
        beta1: float from 0 to just below 1.
        beta2: float from 0 to just below 1.
        eps: float greater than 0.

    Returns:
        Tuple (W, m, v): all three after the step, in new arrays; m and v without the correction.

    Example:
        The first step has the length of the learning rate, whatever the gradient.

        >>> W, dW = np.array([1.0, 1.0]), np.array([50.0, -0.2])
        >>> W, m, v = adam_step(W, dW, np.zeros(2), np.zeros(2), 1, learning_rate=0.1)
        >>> W.round(4).tolist(), m.round(4).tolist(), v.round(7).tolist()
        ([0.9, 1.1], [5.0, -0.02], [2.5, 4e-05])

    Hint: Give what is corrected a name of its own, so that it does not get into what you return.

    Source: Kingma and Ba, Adam: A Method for Stochastic Optimization (2015), algorithm 1.
    """
    raise NotImplementedError("network/optimizers: adam_step")


# Further: harder, may wait. The part is complete without it.
def step_decay(step, period, learning_rate=0.1, factor=0.5):
    """A learning rate that falls in stairs: step decay.

    It stays the same for `period` steps, then it is multiplied by `factor`, and so on. The border
    belongs to the lower stair: steps 0 to period - 1 have the learning rate as it was given, steps
    period to 2 · period - 1 have it times factor, the next ones times factor².

    Args:
        step: int, 0 or more: which step is about to be taken.
        period: int, 1 or more: how many steps a stair is wide.
        learning_rate: float, the rate of step 0.
        factor: float between 0 and 1.

    Returns:
        Float, the learning rate of that step.

    Example:
        >>> [float(step_decay(step, 2, learning_rate=0.8)) for step in range(5)]
        [0.8, 0.8, 0.4, 0.4, 0.2]

    Hint: How many whole stairs lie behind you?

    Source: the CS231n notes, "Neural Networks Part 3" (annealing the learning rate).
    """
    raise NotImplementedError("network/optimizers: step_decay")


# Further: harder, may wait. The part is complete without it.
def cosine_annealing(step, period, learning_rate=0.1, minimum=0.0):
    """A learning rate that falls along half a wave of the cosine: gently, steeply, gently.

    This is cosine annealing (to anneal is to let glowing metal or glass cool down slowly).

    From step 0 to step `period` it is

        minimum + (learning_rate - minimum) / 2 · (1 + cos(π · step / period))

    so step 0 has the rate as it was given, step period / 2 is halfway down, and step `period` has
    the minimum. After that it stays at the minimum, and does not rise again.

    Args:
        step: int, 0 or more: which step is about to be taken.
        period: int, 1 or more: at which step the minimum is reached.
        learning_rate: float, the rate of step 0.
        minimum: float, where the rate ends.

    Returns:
        Float, the learning rate of that step.

    Example:
        >>> [round(float(cosine_annealing(step, 4, 1.0)), 4) for step in (0, 1, 2, 3, 4, 5)]
        [1.0, 0.8536, 0.5, 0.1464, 0.0, 0.0]

    Hint: The cosine of what lies beyond the end comes up again. Where should the walk stop?

    Source: Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts (2017),
        equation 5.
    """
    raise NotImplementedError("network/optimizers: cosine_annealing")


# Further: harder, may wait. The part is complete without it.
def warm_restarts(step, period, learning_rate=0.1, minimum=0.0, growth=2):
    """A learning rate that falls along a cosine again and again, from the top each time.

    A high rate after a low one throws the walk out of a narrow valley. The first cycle lasts
    `period` steps, and each cycle lasts `growth` times as long as the one before: with period 3 and
    growth 2, the cycles begin at steps 0, 3, 9, 21 and so on. Within a cycle of T steps, s steps
    after its beginning, the rate is

        minimum + (learning_rate - minimum) / 2 · (1 + cos(π · s / T)),   s = 0, 1, ..., T - 1

    Every cycle begins with the learning rate as it was given. The minimum itself is never reached:
    the step that would have it begins the next cycle.

    Args:
        step: int, 0 or more: which step is about to be taken.
        period: int, 1 or more: how many steps the first cycle lasts.
        learning_rate: float, the rate at which each cycle begins.
        minimum: float, towards which the rate falls.
        growth: int, 1 or more; with 1 all cycles are equally long.

    Returns:
        Float, the learning rate of that step.

    Example:
        >>> [round(float(warm_restarts(step, 2, 1.0)), 4) for step in range(8)]
        [1.0, 0.5, 1.0, 0.8536, 0.5, 0.1464, 1.0, 0.9619]
        >>> [round(float(warm_restarts(step, 2, 1.0, growth=1)), 4) for step in range(5)]
        [1.0, 0.5, 1.0, 0.5, 1.0]

    Hint: Take whole cycles away from step, one after the other, until what is left lies within one.

    Source: Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts (2017),
        section 3, where period is called T_0 and growth T_mult.
    """
    raise NotImplementedError("network/optimizers: warm_restarts")
