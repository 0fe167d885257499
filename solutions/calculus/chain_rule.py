"""Sensitivities multiply.

A network is a chain: each layer takes what the one before it made. Nudge the start, and the nudge
is stretched or shrunk at every step, so that the sensitivities of the steps multiply. That is the
chain rule. Drawn as boxes with arrows, such a calculation is a computation graph. Going through it
from the inputs to the end is the forward pass: it makes the values. Going from the end to the
inputs is the backward pass: it makes the derivatives. Backpropagation is the chain rule, walked
backward; there is no other trick in it.

You walk by hand through two tiny graphs (`product_of_sum_gradients`, `pipeline_gradients`), write
the rule itself (`chain_derivative`), and then see what long chains do to a gradient
(`deep_sigmoid_gradient`, `layer_gradients`, `diagnose_gradients`). Work from top to bottom.

Everything here is exact calculus, without nudges; nudge afterwards, to check yourself. d c / d a is
read "how strongly c reacts to a".

Lesson: lessons/04-chain-rule-backprop.ipynb, read it first.
Words and symbols: docs/learn/notation.md.

Source: Gilbert Strang, Calculus, section 4.1; CS231n notes, "Backpropagation, Intuitions"; Deep
Learning (Goodfellow, Bengio & Courville), sections 6.5 and 8.2.5.

Derivation: docs/derivations/calculus.md, "A chain of layers".
"""

import numpy as np


def product_of_sum_gradients(x, y, z):
    """Differentiate (x + y)·z with respect to each of its three inputs.

    It is the smallest computation graph in which two inputs meet: x and y are added, and the sum is
    multiplied by z. A sum and a product treat the gradient that comes back to them (the upstream
    gradient) in different ways. You can see both by nudging: 5 + 7 moves by 0.1 when the 7 does;
    5 · 7 moves by 0.5.

    Args:
        x: float.
        y: float.
        z: float.

    Returns:
        Tuple of three floats: the derivative of (x + y)·z with respect to x, to y and to z.

    Example:
        >>> [float(d) for d in product_of_sum_gradients(-2.0, 5.0, -4.0)]
        [-4.0, -4.0, 3.0]

    Hint: call the sum q. How does q·z react to q, and to z? And how does q react to x?

    Source: CS231n notes, "Backpropagation, Intuitions" (compound expressions with chain rule).
    """
    ### BEGIN SOLUTION
    q = x + y
    df_dq, df_dz = z, q  # f = q z
    return df_dq * 1.0, df_dq * 1.0, df_dz  # dq/dx = dq/dy = 1
    ### END SOLUTION


def pipeline_gradients(x):
    """Walk forward and backward through a pipeline of three steps.

    The pipeline is

        a = 2x,  b = a²,  c = b - 10.

    Forward, from x to c, you compute the values. Backward, from c to x, you ask at each stage how
    strongly c, the end, reacts to that stage: each answer is made from the one before it, and from
    how this one step reacts to its own input (its local derivative).

    Args:
        x: float.

    Returns:
        Dict of six floats. "a", "b" and "c" are the values; "dc_db", "dc_da" and "dc_dx" are the
        derivatives of c with respect to b, to a and to x.

    Example:
        >>> answer = pipeline_gradients(3.0)
        >>> [float(answer[key]) for key in ("a", "b", "c")]
        [6.0, 36.0, 26.0]
        >>> [float(answer[key]) for key in ("dc_db", "dc_da", "dc_dx")]
        [1.0, 12.0, 24.0]

    Hint: going backward, first find how a single step reacts to its own input, then ask how much of
    that arrives at the end.

    Source: CS231n notes, "Backpropagation, Intuitions".
    """
    ### BEGIN SOLUTION
    a = 2 * x
    b = a**2
    c = b - 10
    dc_db = 1.0
    dc_da = dc_db * 2 * a  # db/da = 2a
    dc_dx = dc_da * 2  # da/dx = 2
    return {"a": a, "b": b, "c": c, "dc_db": dc_db, "dc_da": dc_da, "dc_dx": dc_dx}
    ### END SOLUTION


def chain_derivative(functions, derivatives, x):
    """Differentiate a chain of functions of one number.

    The chain feeds x to the first function, the result to the second, and so on: with [f, g] it is
    g(f(x)). Its derivative says how the last result reacts when x is nudged.

    Args:
        functions: list of functions of one number, at least one: the innermost first. They also
            work elementwise on arrays. The list is not modified.
        derivatives: list of as many functions: derivatives[i] is the derivative of functions[i].
            The list is not modified.
        x: float, or float array of any shape: what goes into the first function. It is not
            modified.

    Returns:
        Float for a number x; for an array, an array of the same shape with the derivative of the
        whole chain at each element.

    Example:
        First 3x, then the square: the chain is 9x², and its derivative at 2 is 36.

        >>> functions = [lambda x: 3 * x, lambda x: x**2]
        >>> derivatives = [lambda x: 3 + 0 * x, lambda x: 2 * x]
        >>> float(chain_derivative(functions, derivatives, 2.0))
        36.0
        >>> chain_derivative(functions, derivatives, np.array([0.0, 1.0])).tolist()
        [0.0, 18.0]

    Hint: in the example the square never meets the 2. Which number does it get, and where should
    its derivative be taken?

    Source: Strang, Calculus, section 4.1.
    """
    ### BEGIN SOLUTION
    slope = 1.0
    for f, dfdx in zip(functions, derivatives, strict=True):
        slope = slope * dfdx(x)  # this step's sensitivity, at this step's own input
        x = f(x)  # the input of the next step
    return slope
    ### END SOLUTION


def deep_sigmoid_gradient(x, depth):
    """Differentiate a sigmoid of a sigmoid of a sigmoid ..., as deep as you like.

    The sigmoid is σ(x) = 1 / (1 + e⁻ˣ), where e is the number 2.718... It is flat nearly everywhere,
    and at its steepest, at 0, its slope is only 1/4. Put many of them behind one another, and almost
    nothing of a nudge arrives at the end. The vanishing gradient stopped deep networks from learning
    for years.

    Its slope can be read off its value s = σ(x) alone: it is s - s², or s times what is missing from
    s to 1. Where s is 0.9 the slope is 0.09; check it with a nudge.

    The result is soon much smaller than anything that a nudge could measure, so use the chain rule.

    Args:
        x: float, from -100 to 100.
        depth: int, how many times the sigmoid is applied: σ(x) for 1, σ(σ(x)) for 2, and x itself
            for 0.

    Returns:
        Float, the derivative with respect to x, at x.

    Example:
        Twenty sigmoids leave about a tenth of a millionth of a millionth.

        >>> float(deep_sigmoid_gradient(0.0, 1))
        0.25
        >>> round(float(deep_sigmoid_gradient(0.0, 2)), 4)
        0.0588
        >>> float(deep_sigmoid_gradient(0.0, 20)) < 2e-13
        True

    Hint: the second sigmoid does not see x. What does it see, and what is its own value there?

    Source: Deep Learning, sections 3.10 (the sigmoid) and 8.2.5 (vanishing gradients).
    """
    ### BEGIN SOLUTION
    slope = 1.0
    for _ in range(depth):
        x = 1 / (1 + np.exp(-x))
        slope = slope * x * (1 - x)  # σ' = σ (1 - σ), and x is now σ
    return slope
    ### END SOLUTION


def layer_gradients(weights, x):
    """Say how the last layer of a deep, narrow network reacts to each of its layers.

    Every layer has one neuron. The input is the stage 0, and each layer makes the next stage:

        a₀ = x,  aᵢ = tanh(wᵢ·aᵢ₋₁)  for i = 1, ..., n.

    Run forward and keep every stage; then walk back from aₙ and collect the derivatives of aₙ with
    respect to all of them, which is what backpropagation does.

    Args:
        weights: list of n floats w₁, ..., wₙ, in the order in which the layers are applied; at
            least one. It is not modified.
        x: float.

    Returns:
        List of n + 1 floats, or array of shape (n + 1,), from the input to the last stage:
        d aₙ / d a₀, d aₙ / d a₁, ..., d aₙ / d aₙ. The last one is 1: aₙ follows itself exactly.

    Example:
        At 0 the slope of tanh is 1, so that only the weights are left.

        >>> [round(float(g), 4) for g in layer_gradients([2.0, 3.0, 0.5], 0.0)]
        [3.0, 1.5, 0.5, 1.0]
        >>> [round(float(g), 4) for g in layer_gradients([1.0, 1.0], 1.0)]
        [0.2469, 0.5878, 1.0]

    Hint: begin with the easiest one, which is the last. What is between aₙ₋₁ and aₙ? The slope of
    tanh, like that of the sigmoid, can be read off its value t: it is 1 - t². (tanh is an S-shaped
    curve from -1 to 1; at 0.5 it is 0.462, and its slope there 0.786.)

    Source: Deep Learning, section 6.5 (back-propagation); section 8.2.5.
    """
    ### BEGIN SOLUTION
    stages = [x]
    for w in weights:
        stages.append(np.tanh(w * stages[-1]))
    gradients = [1.0]  # d a_n / d a_n
    for w, a in zip(weights[::-1], stages[:0:-1], strict=True):  # a = tanh(w · the stage before)
        gradients.append(gradients[-1] * (1 - a**2) * w)
    return gradients[::-1]
    ### END SOLUTION


def diagnose_gradients(gradients):
    """Say whether the gradients of a chain vanish, explode or stay healthy on their way back.

    A layer learns from the gradient that arrives at it. What counts is therefore how large the
    gradient at the input still is, compared with the one at the last stage, where it set out. A
    vanishing gradient teaches next to nothing; an exploding gradient makes every step far too long.

    The rule, with r = |gradients[0]| / |gradients[-1]|:
        r < 0.001   "vanishing"
        r > 1000    "exploding"
        otherwise   "healthy"

    Args:
        gradients: list of floats, or float array of shape (n,): the gradient at each stage, from
            the input to the last stage, as `layer_gradients` returns them; at least two. All are
            finite and the last one is not 0; signs may differ. It is not modified.

    Returns:
        One of the strings "vanishing", "healthy", "exploding".

    Example:
        >>> diagnose_gradients([1e-9, 1e-6, 1e-3, 1.0])
        'vanishing'
        >>> diagnose_gradients([-0.5, 0.7, -0.8, 1.0])
        'healthy'
        >>> diagnose_gradients(layer_gradients([5.0] * 10, 0.0))
        'exploding'

    Hint: a gradient travels from the end of this list to its beginning.

    Source: Deep Learning, section 8.2.5; the numbers are this course's own.
    """
    ### BEGIN SOLUTION
    ratio = abs(gradients[0]) / abs(gradients[-1])
    if ratio < 0.001:
        return "vanishing"
    if ratio > 1000:
        return "exploding"
    return "healthy"
    ### END SOLUTION
