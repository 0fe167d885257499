"""Known wrong answers: each class replaces functions of the reference, its docstring helps."""

import numpy as np


class PathWithoutStart:
    """The path begins with the start itself, before the first step."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        return walk(grad, start, learning_rate, steps)[1:]


class PathWithoutLast:
    """You store each point before the step, and the last step's point is never stored."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        return walk(grad, start, learning_rate, steps)[:-1]


class LastPointOnly:
    """You return where the walk ends. The whole path is asked for, point by point."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        return walk(grad, start, learning_rate, steps)[-1]


class StepAdded:
    """The gradient points uphill, and you follow it: a step down goes against it."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        return walk(grad, start, -learning_rate, steps)


class GradientOfTheStart:
    """You ask for the gradient once, at the start. It is another one at every point."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        slope = grad(np.array(start, dtype=float))
        return walk(lambda x: slope, start, learning_rate, steps)


class SameArrayStored:
    """You stored one array many times: -= writes into what already stands in the path."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        x = np.array(start, dtype=float)
        path = [x]
        for _ in range(steps):
            x -= learning_rate * grad(x)
            path.append(x)
        return np.array(path)


class StartInEveryRow:
    """x = start is no copy: -= writes into the caller's start, and into every row of the path."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        x = start
        path = [x]
        for _ in range(steps):
            x -= learning_rate * grad(x)
            path.append(x)
        return np.array(path)


class StartMoved:
    """-= writes into the caller's own start: begin with a copy of it."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        x, path = start, [np.array(start, dtype=float)]
        for _ in range(steps):
            x -= learning_rate * grad(x)
            path.append(np.array(x))
        return np.array(path)


class WholeNumbersOnly:
    """The start was a whole number, so your array holds whole numbers: the rest is cut off."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        path = np.array([start] * (steps + 1))
        for i in range(steps):
            path[i + 1] = path[i] - learning_rate * grad(path[i])
        return path


class StepsNotCounted:
    """range counts from 0: in the first round of the loop one step was made, not none."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        point, steps = settle(loss, grad, start, learning_rate, tolerance, max_steps)
        return point, steps - 1 if steps < max_steps else max_steps


class ChangeWithItsSign:
    """A loss that grows changes too: compare the size of the change, without its sign."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        return settle(loss, grad, start, learning_rate, tolerance, max_steps, lambda a, b: a - b)


class ChangeWithTheOtherSign:
    """new - old is negative on the way down, and so always below the tolerance: take its size."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        return settle(loss, grad, start, learning_rate, tolerance, max_steps, lambda a, b: b - a)


class StopsAtSmallSlope:
    """You stop where the slope is small. The rule asks by how much the loss changes."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        return by_points(grad, start, learning_rate, max_steps, lambda old, new: size(grad(new)) < tolerance)


class StopsAtSmallStep:
    """You stop where the point hardly moves. The rule asks by how much the loss changes."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        return by_points(grad, start, learning_rate, max_steps, lambda old, new: size(new - old) < tolerance)


class StopsAtSmallLoss:
    """You wait for a small loss. The lowest point need not be at 0: wait for a small change."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        return by_points(grad, start, learning_rate, max_steps, lambda old, new: abs(loss(new)) < tolerance)


class ComparedWithTheFirst:
    """You compare every loss with the first one: the new loss is the old one of the next round."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        first = loss(np.array(start, dtype=float))
        return by_points(grad, start, learning_rate, max_steps, lambda old, new: abs(loss(new) - first) < tolerance)


class OlderPoint:
    """You return the point before the last step. The newest one is asked for."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        point, steps = settle(loss, grad, start, learning_rate, tolerance, max_steps)
        if steps < max_steps:
            point = walk(grad, start, learning_rate, steps)[-2]
        return point, steps


class ToleranceFixed:
    """You compare with a fixed number: the tolerance that was passed in is not used."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        return settle(loss, grad, start, learning_rate, 1e-6, max_steps)


class BallInEveryRow:
    """x = start is no copy: -= moves the caller's start, and every point stored before."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        x, v = start, 0.0
        path = [x]
        for _ in range(steps):
            v = momentum * v + grad(x)
            x -= learning_rate * v
            path.append(x)
        return np.array(path)


class VelocityAveraged:
    """You weigh the gradient with 1 - momentum: another convention. Here it counts in full."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        return roll(grad, start, learning_rate, steps, lambda v, g: momentum * v + (1 - momentum) * g)


class VelocityForgotten:
    """Every step begins without speed: v must live outside the loop, and keep its value."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        return roll(grad, start, learning_rate, steps, lambda v, g: g)


class VelocityNotShrunk:
    """The ball keeps all of its speed: v is multiplied by momentum before g is added."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        return roll(grad, start, learning_rate, steps, lambda v, g: v + g)


class MomentumOnTheGradient:
    """You multiply the gradient by momentum. It is the old speed that is shrunk by it."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        return roll(grad, start, learning_rate, steps, lambda v, g: v + momentum * g)


class VelocityAgainstTheSlope:
    """Your v has the slope's opposite sign, and the step subtracts it again: that goes uphill."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        return roll(grad, start, learning_rate, steps, lambda v, g: momentum * v - g)


class PositionBeforeVelocity:
    """You move with the old speed, and update the speed afterwards: g and v come first."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        x = np.array(start, dtype=float)
        v, path = np.zeros_like(x), [x]
        for _ in range(steps):
            x, v = x - learning_rate * v, momentum * v + grad(x)
            path.append(x)
        return np.array(path)


class GradientAhead:
    """You ask for the gradient where the speed will lead (Nesterov). Here it is asked at x."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        x = np.array(start, dtype=float)
        v, path = np.zeros_like(x), [x]
        for _ in range(steps):
            v = momentum * v + grad(x - learning_rate * momentum * v)
            x = x - learning_rate * v
            path.append(x)
        return np.array(path)


class RateTwice:
    """The learning rate is in your v already, and the step multiplies by it once more."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        return roll(grad, start, learning_rate, steps, lambda v, g: momentum * v + learning_rate * g)


class MomentumPathWithoutStart:
    """The ball's path begins where it lay: with the start, before the first step."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        return roll(grad, start, learning_rate, steps, lambda v, g: momentum * v + g)[1:]


class TimesCurvature:
    """You multiply by the curvature. Where the slope changes quickly, its zero is near: divide."""

    def newton_descent(grad, curvature, start, steps=10):
        return walk(lambda x: grad(x) * curvature(x), start, 1.0, steps)


class CurvatureOfTheStart:
    """You ask for the curvature once, at the start. It is another one at every point."""

    def newton_descent(grad, curvature, start, steps=10):
        at_start = curvature(float(start))
        return walk(lambda x: grad(x) / at_start, start, 1.0, steps)


class NewtonWithRate:
    """Newton's step has no learning rate: slope divided by curvature is the whole way."""

    def newton_descent(grad, curvature, start, steps=10):
        return walk(lambda x: grad(x) / curvature(x), start, 0.1, steps)


class NewtonAdded:
    """You walk away from where the slope vanishes: the quotient is subtracted."""

    def newton_descent(grad, curvature, start, steps=10):
        return walk(lambda x: grad(x) / curvature(x), start, -1.0, steps)


class SizeOfTheCurvature:
    """You drop the curvature's sign. Newton's method looks for any slope 0, a maximum included."""

    def newton_descent(grad, curvature, start, steps=10):
        return walk(lambda x: grad(x) / abs(curvature(x)), start, 1.0, steps)


class NanCompared:
    """Every comparison with NaN is False, and so no rule of yours sees it: look for it first."""

    def classify_run(losses):
        return judge([-1e9 if np.isnan(loss) else loss for loss in losses])


class LastAgainstFirst:
    """You compare the last loss with the first. Diverged means that the whole tail is above it."""

    def classify_run(losses):
        return "diverged" if losses[-1] > losses[0] else judge(losses)


class AnyAboveTheStart:
    """You call it diverged as soon as one loss is above the start. The tail decides, as a whole."""

    def classify_run(losses):
        return "diverged" if max(losses) > losses[0] else judge(losses)


class FlatByAFixedNumber:
    """You compare with a fixed number. Flat is meant in proportion to the spread of the run."""

    def classify_run(losses):
        return judge(losses, flat=lambda tail, run: np.ptp(tail) <= 1e-3)


class FlatFirst:
    """You ask whether the tail is flat before you ask if it is above the start: keep the order."""

    def classify_run(losses):
        losses = np.array(losses, dtype=float)
        if np.isfinite(losses).all() and np.ptp(losses[-tail_of(losses) :]) <= 1e-3 * np.ptp(losses):
            return "converged"
        return judge(losses)


class TailOfFour:
    """Your tail is always the last 4 losses. Of a long run it is the last quarter."""

    def classify_run(losses):
        return judge(losses, tail_of=lambda run: 4)


class RisesAnywhere:
    """You count the rises of the whole run. Only the steps within the tail decide."""

    def classify_run(losses):
        return judge(losses, rises=lambda tail, run: np.diff(run))


class OneRiseIsEnough:
    """One step up in the tail is enough for you: at least a tenth of them must go up."""

    def classify_run(losses):
        return judge(losses, share=1e-9)


class DiagonalForEigenvalues:
    """You read the signs on the diagonal. The curvatures that matter are the eigenvalues."""

    def critical_point(hessian):
        return kind_of(np.diag(hessian))


class DeterminantOnly:
    """The determinant's sign tells a saddle in two dimensions only: look at every eigenvalue."""

    def critical_point(hessian):
        determinant = np.linalg.det(hessian)
        if abs(determinant) <= 1e-5:
            return "degenerate"
        if determinant < 0:
            return "saddle"
        return "minimum" if hessian[0, 0] > 0 else "maximum"


class ZeroCountsAsPositive:
    """A curvature of zero is neither up nor down: with it the second derivatives can't decide."""

    def critical_point(hessian):
        curvatures = np.linalg.eigvalsh(hessian)
        if (curvatures >= -1e-5).all():
            return "minimum"
        return "maximum" if (curvatures <= 1e-5).all() else "saddle"


class ZeroOnlyIfExact:
    """A measured curvature is hardly ever exactly 0: the docstring says when it counts as 0."""

    def critical_point(hessian):
        return kind_of(np.linalg.eigvalsh(hessian), 0.0)


class DegenerateFirst:
    """One up and one down make a saddle, even if a third is zero: keep the order of the rules."""

    def critical_point(hessian):
        curvatures = np.linalg.eigvalsh(hessian)
        return "degenerate" if (abs(curvatures) <= 1e-5).any() else kind_of(curvatures)


class SignsSwapped:
    """Positive curvature bends upwards on both sides, like a bowl: you stand at its bottom."""

    def critical_point(hessian):
        return kind_of(-np.linalg.eigvalsh(hessian))


class PathAgainstSteps:
    """You draw the path against the number of the step. Draw it where it runs: on the landscape."""

    def plot_descent(ax, loss, path, xs, ys=None):
        if ys is not None:
            return picture(ax, loss, path, xs, ys)
        ax.plot(xs, loss(xs))
        ax.plot(path, "o-")
        return ax


class CoordinatesAgainstSteps:
    """Your map has a line for each coordinate. The path is one: x to the right, y upwards."""

    def plot_descent(ax, loss, path, xs, ys=None):
        if ys is None:
            return picture(ax, loss, path, xs)
        ax.contour(xs, ys, loss(np.array(np.meshgrid(xs, ys))))
        ax.plot(path, "o-")
        return ax


class NothingReturned:
    """The picture is there, and plot_descent does not return the Axes."""

    def plot_descent(ax, loss, path, xs, ys=None):
        picture(ax, loss, path, xs, ys)


class CoordinatesSwapped:
    """You hand the loss its two coordinates in the wrong order: p[0] is x, and p[1] is y."""

    def plot_descent(ax, loss, path, xs, ys=None):
        return picture(ax, loss if ys is None else lambda p: loss(p[::-1]), path, xs, ys)


# What several of them share


def walk(grad, start, rate, steps):
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - rate * grad(path[-1]))
    return np.array(path)


def roll(grad, start, rate, steps, velocity):
    path, v = [np.array(start, dtype=float)], 0.0
    for _ in range(steps):
        v = velocity(v, grad(path[-1]))
        path.append(path[-1] - rate * v)
    return np.array(path)


def size(step):
    return float(np.sqrt(np.sum(step**2)))


def by_points(grad, start, rate, max_steps, settled):
    x = np.array(start, dtype=float)
    for step in range(1, max_steps + 1):
        old, x = x, x - rate * grad(x)
        if settled(old, x):
            return x, step
    return x, max_steps


def settle(loss, grad, start, rate, tolerance, max_steps, change=lambda old, new: abs(new - old)):
    def settled(old, new):
        return change(loss(old), loss(new)) < tolerance

    return by_points(grad, start, rate, max_steps, settled)


def tail_of(losses):
    return max(len(losses) // 4, 4)


def judge(
    losses,
    tail_of=tail_of,
    flat=lambda tail, run: np.ptp(tail) <= 1e-3 * np.ptp(run) + 1e-9,
    rises=lambda tail, run: np.diff(tail),
    share=0.1,
):
    losses = np.array(losses, dtype=float)
    if not np.isfinite(losses).all():
        return "diverged"
    tail = losses[-tail_of(losses) :]
    if tail.min() > losses[0] + 1e-9:
        return "diverged"
    if flat(tail, losses):
        return "converged"
    return "oscillating" if np.mean(rises(tail, losses) > 1e-9) >= share else "too slow"


def kind_of(curvatures, zero=1e-5):
    up, down = curvatures > zero, curvatures < -zero
    if up.any() and down.any():
        return "saddle"
    if not (up | down).all():
        return "degenerate"
    return "minimum" if up.all() else "maximum"


def picture(ax, loss, path, xs, ys=None):
    if ys is None:
        ax.plot(xs, loss(xs))
        ax.plot(path, loss(path), "o-")
    else:
        ax.contour(xs, ys, loss(np.array(np.meshgrid(xs, ys))), levels=20)
        ax.plot(path[:, 0], path[:, 1], "o-")
    return ax


class TailRoundedUp:
    """The tail is a quarter of the losses, rounded down: 4 of 19, and // does that."""

    def classify_run(losses):
        losses = np.array(losses, dtype=float)
        tail = losses[-max(4, -(-len(losses) // 4)) :]
        if not np.isfinite(losses).all() or tail.min() > losses[0] + 1e-9:
            return "diverged"
        if np.ptp(tail) <= 0.001 * np.ptp(losses) + 1e-9:
            return "converged"
        return "oscillating" if np.mean(np.diff(tail) > 1e-9) >= 0.1 else "too slow"


class ZeroIsRelative:
    """What counts as zero is a fixed number, the docstring's; it does not grow with the largest eigenvalue."""

    def critical_point(hessian):
        curvatures = np.linalg.eigvalsh(hessian)
        zero = 1e-5 * np.abs(curvatures).max()
        up, down = (curvatures > zero).sum(), (curvatures < -zero).sum()
        if up and down:
            return "saddle"
        if up + down < len(curvatures):
            return "degenerate"
        return "minimum" if up else "maximum"
