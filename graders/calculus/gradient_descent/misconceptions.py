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
    """Where the walk settles you count one step too few: the step that shows it counts as well."""

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
    """Your ball rolls uphill: a v that holds the slope is subtracted, a v that holds minus the slope is added."""

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


class CurvatureGuardedEight:
    """You add a small number to the curvature before you divide. Where the loss is in small units, the curvature is
    as small as that number: compare your step with slope divided by curvature there.
    """

    def newton_descent(grad, curvature, start, steps=10):
        return walk(lambda x: grad(x) / (curvature(x) + 1e-8), start, 1.0, steps)


class CurvatureGuardedTen:
    """You add a small number to the curvature before you divide. Where the loss is in small units, the curvature is
    as small as that number: compare your step with slope divided by curvature there.
    """

    def newton_descent(grad, curvature, start, steps=10):
        return walk(lambda x: grad(x) / (curvature(x) + 1e-10), start, 1.0, steps)


class CurvatureGuardedTwelve:
    """You add a small number to the curvature before you divide. Where the loss is in small units, the curvature is
    as small as that number: compare your step with slope divided by curvature there.
    """

    def newton_descent(grad, curvature, start, steps=10):
        return walk(lambda x: grad(x) / (curvature(x) + 1e-12), start, 1.0, steps)


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


class LeavesWhenItHasArrived:
    """Your walk leaves the loop early, where it hardly moves any more. The path has steps + 1 points in any case."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        return leaving_early(grad, start, learning_rate, steps, after=True)


class LeavesWhereTheSlopeIsSmall:
    """Your walk leaves the loop early, where it hardly moves any more. The path has steps + 1 points in any case."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        return leaving_early(grad, start, learning_rate, steps, after=False)


class BallLeavesWhenItHasArrived:
    """Your walk leaves the loop early, where it hardly moves any more. The path has steps + 1 points in any case."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        x = np.array(start, dtype=float)
        v, path = np.zeros_like(x), [x]
        for _ in range(steps):
            v = momentum * v + grad(x)
            x = x - learning_rate * v
            path.append(x)
            if np.linalg.norm(learning_rate * v) < 1e-6:
                break
        return np.array(path)


class BallLeavesWhereTheSlopeIsSmall:
    """Your walk leaves the loop early, where it hardly moves any more. The path has steps + 1 points in any case."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        x = np.array(start, dtype=float)
        v, path = np.zeros_like(x), [x]
        for _ in range(steps):
            if np.linalg.norm(grad(x)) < 1e-6:
                break
            v = momentum * v + grad(x)
            x = x - learning_rate * v
            path.append(x)
        return np.array(path)


class NewtonLeavesWhenItHasArrived:
    """Your walk leaves the loop early, where it hardly moves any more. The path has steps + 1 points in any case."""

    def newton_descent(grad, curvature, start, steps=10):
        path = [float(start)]
        for _ in range(steps):
            path.append(path[-1] - grad(path[-1]) / curvature(path[-1]))
            if abs(path[-1] - path[-2]) < 1e-6:
                break
        return np.array(path)


class NewtonLeavesWhereTheSlopeIsSmall:
    """Your walk leaves the loop early, where it hardly moves any more. The path has steps + 1 points in any case."""

    def newton_descent(grad, curvature, start, steps=10):
        path = [float(start)]
        for _ in range(steps):
            if abs(grad(path[-1])) < 1e-6:
                break
            path.append(path[-1] - grad(path[-1]) / curvature(path[-1]))
        return np.array(path)


class OneStepTooMany:
    """Your path has one step too many: steps of them are made, and with the start it has steps + 1 points."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        return walk(grad, start, learning_rate, steps + 1)


class StartLeftOut:
    """The start is missing, and one step too many is made: your path begins after the first step."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        return walk(grad, start, learning_rate, steps + 1)[1:]


class StepForPoint:
    """Your new point is the step alone. It is taken from where you stand: the old point minus the step."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        path = [np.array(start, dtype=float)]
        for _ in range(steps):
            path.append(learning_rate * np.asarray(grad(path[-1])))
        return np.array(path)


class StepForPointTurned:
    """Your new point is the step alone. It is taken from where you stand: the old point minus the step."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        path = [np.array(start, dtype=float)]
        for _ in range(steps):
            path.append(-learning_rate * np.asarray(grad(path[-1])))
        return np.array(path)


class StartTwice:
    """The start stands twice in your path: it is there before the loop, and the first round stores it again."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        path = walk(grad, start, learning_rate, steps)
        return np.array([path[0], *path[: max(steps, 0)]])


class PathLeftOver:
    """Points of an earlier walk are still in your path: begin with a new list in every call."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        x = np.array(start, dtype=float)
        LEFT_OVER.setdefault("path", []).append(x)
        for _ in range(steps):
            x = x - learning_rate * grad(x)
            LEFT_OVER["path"].append(x)
        return list(LEFT_OVER["path"])


class RateForgotten:
    """You step by the whole gradient: the learning rate scales each step."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        return walk(grad, start, 1.0, steps)


class RateFixed:
    """You step by a rate of your own: the learning rate that was passed in is not used."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        return walk(grad, start, 0.1, steps)


class RateShrinks:
    """Your learning rate shrinks on the way. Here it stays as it was passed in."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        path = [np.array(start, dtype=float)]
        for step in range(steps):
            path.append(path[-1] - learning_rate / (step + 1) * grad(path[-1]))
        return np.array(path)


class StepsOfLengthOne:
    """You scale the gradient to length 1. The step is the learning rate times the gradient, as long as it is."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        return walk(lambda x: grad(x) / max(size(grad(x)), 1e-12), start, learning_rate, steps)


class GradientsForPoints:
    """You store the gradients. The path holds the points at which they were asked."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        return np.array([grad(x) for x in walk(grad, start, learning_rate, steps)])


class AlwaysFromTheStart:
    """You take every step from the start: the new point is where the next step begins."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        x = np.array(start, dtype=float)
        return np.array([x] + [x - learning_rate * grad(x)] * steps)


class RowsAndColumnsExchanged:
    """Your path has a row for each coordinate. Each row is to be a point."""

    def gradient_descent(grad, start, learning_rate=0.1, steps=100):
        return walk(grad, start, learning_rate, steps).T


class CountOneTooLarge:
    """Where the walk settles you count one step too many: do you compare after the step, or before the next one?"""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        x, before = np.array(start, dtype=float), np.inf
        taken = 0
        while taken < max_steps:
            taken += 1
            now = loss(x)
            if abs(before - now) < tolerance:
                break
            x = x - learning_rate * grad(x)
            before = now
        return x, taken


class OneStepPastTheEnd:
    """You make one step more after the loss has settled. The first change below the tolerance is the end."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        x, taken = settle(loss, grad, start, learning_rate, tolerance, max_steps)
        return (x - learning_rate * grad(x), taken + 1) if taken < max_steps else (x, taken)


class CountOneTooSmall:
    """Where the walk settles you count one step too few: the step that shows it counts as well."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        point, taken = settle(loss, grad, start, learning_rate, tolerance, max_steps)
        return point, max(taken - 1, 1) if taken < max_steps else max_steps


class CountWithoutTheLast:
    """The count is one too small, also where the walk never settles: count a step as soon as it is made."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        point, taken = settle(loss, grad, start, learning_rate, tolerance, max_steps)
        return point, taken - 1


class MaxStepsMissedByOne:
    """You give up one step early: max_steps steps are allowed."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        return settle(loss, grad, start, learning_rate, tolerance, max_steps - 1)


class OneStepPastMaxSteps:
    """You make one step more than max_steps."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        return settle(loss, grad, start, learning_rate, tolerance, max_steps + 1)


class OldLossReplacedTooSoon:
    """You stop after one step, whatever the loss does: is the old loss still the old one when you compare?"""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        return settle(loss, grad, start, learning_rate, tolerance, max_steps, lambda old, new: 0.0)


class RelativeChange:
    """You divide the change by the loss. The rule compares the change itself with the tolerance."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        change = lambda old, new: abs(new - old) / max(abs(old), 1e-12)  # noqa: E731
        return settle(loss, grad, start, learning_rate, tolerance, max_steps, change)


class StartForPoint:
    """You return the start. The newest point of the walk is asked for."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        _, taken = settle(loss, grad, start, learning_rate, tolerance, max_steps)
        return np.array(start, dtype=float), taken


class LossForPoint:
    """You return the loss at the end. The point is asked for, and the number of steps."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        point, taken = settle(loss, grad, start, learning_rate, tolerance, max_steps)
        return loss(point), taken


class CountBeforePoint:
    """The two answers stand in the wrong order: the point comes first, then the number of steps."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        return settle(loss, grad, start, learning_rate, tolerance, max_steps)[::-1]


class BestForNewest:
    """You keep the lowest point. The newest one is asked for, even if the loss has grown."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        _, taken = settle(loss, grad, start, learning_rate, tolerance, max_steps)
        return min(walk(grad, start, learning_rate, taken), key=loss), taken


class MinimizeUphill:
    """The gradient points uphill, and you follow it: a step down goes against it."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        return settle(loss, grad, start, -learning_rate, tolerance, max_steps)


class RateFixedInMinimize:
    """You step by a rate of your own: the learning rate that was passed in is not used."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        return settle(loss, grad, start, 0.1, tolerance, max_steps)


class StartMovedByMinimize:
    """-= writes into the caller's own start: begin with a copy of it."""

    def minimize(loss, grad, start, learning_rate=0.1, tolerance=1e-6, max_steps=10_000):
        x, old = start, loss(start)
        for step in range(1, max_steps + 1):
            x -= learning_rate * grad(x)
            new = loss(x)
            if abs(new - old) < tolerance:
                return x, step
            old = new
        return x, max_steps


class StartMovedByTheBall:
    """-= writes into the caller's own start: begin with a copy of it."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        x, v, path = start, 0.0, [np.array(start, dtype=float)]
        for _ in range(steps):
            v = momentum * v + grad(x)
            x -= learning_rate * v
            path.append(np.array(x))
        return np.array(path)


class VelocityLeftOver:
    """The speed of one walk is still there when the next begins. Every walk starts with v = 0."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        x = np.array(start, dtype=float)
        v, path = LEFT_OVER.get(x.shape, np.zeros_like(x)), [x]
        for _ in range(steps):
            v = momentum * v + grad(x)
            x = x - learning_rate * v
            path.append(x)
        LEFT_OVER[x.shape] = v
        return np.array(path)


class BallPushedAtTheStart:
    """Your v begins with the gradient at the start, which then counts again. It begins with 0."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        x = np.array(start, dtype=float)
        v, path = grad(x), [x]
        for _ in range(steps):
            v = momentum * v + grad(x)
            x = x - learning_rate * v
            path.append(x)
        return np.array(path)


class SpeedOutsideTheRate:
    """You subtract momentum times v without the learning rate, and the gradient besides: v holds both already."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        x = np.array(start, dtype=float)
        v, path = np.zeros_like(x), [x]
        for _ in range(steps):
            v = momentum * v + grad(x)
            x = x - learning_rate * grad(x) - momentum * v
            path.append(x)
        return np.array(path)


class BallRollsUp:
    """Your ball rolls uphill: a v that holds the slope is subtracted, a v that holds minus the slope is added."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        return roll(grad, start, -learning_rate, steps, lambda v, g: momentum * v + g)


class RateForgottenByTheBall:
    """You step by the whole velocity: the learning rate scales each step."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        return roll(grad, start, 1.0, steps, lambda v, g: momentum * v + g)


class MomentumFixed:
    """You use a momentum of your own: the one that was passed in is not used."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        return roll(grad, start, learning_rate, steps, lambda v, g: 0.9 * v + g)


class SpeedOverwritten:
    """Your velocity is momentum times the gradient: nothing of the old speed is in it."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        return roll(grad, start, learning_rate, steps, lambda v, g: momentum * g)


class GradientCountedTwice:
    """You step by the gradient and by the velocity, which holds it already: the gradient counts twice."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        x = np.array(start, dtype=float)
        v, path = np.zeros_like(x), [x]
        for _ in range(steps):
            v = momentum * v + grad(x)
            x = x - learning_rate * (grad(x) + v)
            path.append(x)
        return np.array(path)


class GradientAheadByTheNewSpeed:
    """You step by the gradient plus momentum times the new speed (Nesterov). Here the new speed is the whole step."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        x = np.array(start, dtype=float)
        v, path = np.zeros_like(x), [x]
        for _ in range(steps):
            v = momentum * v + grad(x)
            x = x - learning_rate * (grad(x) + momentum * v)
            path.append(x)
        return np.array(path)


class SpeedWeighed:
    """You shrink speed and gradient together. Momentum shrinks the old speed only; the gradient counts in full."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        return roll(grad, start, learning_rate, steps, lambda v, g: momentum * (v + g))


class SpeedAndGradientExchanged:
    """The old speed counts with 1 - momentum. It is multiplied by momentum itself."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        return roll(grad, start, learning_rate, steps, lambda v, g: (1 - momentum) * v + g)


class AveragedTheOtherWay:
    """You weigh speed and gradient so that they sum to 1. Here the gradient counts in full, the speed by momentum."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        return roll(grad, start, learning_rate, steps, lambda v, g: (1 - momentum) * v + momentum * g)


class BallPathWithoutLast:
    """You store each point before the step, and the last step's point is never stored."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        return roll(grad, start, learning_rate, steps, lambda v, g: momentum * v + g)[:-1]


class BallLastPointOnly:
    """You return where the walk ends. The whole path is asked for, point by point."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        return roll(grad, start, learning_rate, steps, lambda v, g: momentum * v + g)[-1]


class BallOfWholeNumbers:
    """The start was a whole number, so your array holds whole numbers: the rest is cut off."""

    def momentum_descent(grad, start, learning_rate=0.1, momentum=0.9, steps=100):
        path, v = np.array([start] * (steps + 1)), 0.0
        for i in range(steps):
            v = momentum * v + grad(path[i])
            path[i + 1] = path[i] - learning_rate * v
        return path


class NewtonUpsideDown:
    """You divide the curvature by the slope. How far until a slope of 6, falling by 2 for each unit, is 0?"""

    def newton_descent(grad, curvature, start, steps=10):
        return walk(lambda x: curvature(x) / (grad(x) or 1e-12), start, 1.0, steps)


class SlopeOfTheStart:
    """You ask for the slope once, at the start. It is another one at every point."""

    def newton_descent(grad, curvature, start, steps=10):
        at_start = grad(float(start))
        return walk(lambda x: at_start / curvature(x), start, 1.0, steps)


class CurvatureSquared:
    """You divide by the curvature twice."""

    def newton_descent(grad, curvature, start, steps=10):
        return walk(lambda x: grad(x) / curvature(x) ** 2, start, 1.0, steps)


class NewtonHalved:
    """You go half of the way. Slope divided by curvature leads to where the slope would vanish."""

    def newton_descent(grad, curvature, start, steps=10):
        return walk(lambda x: grad(x) / curvature(x) / 2, start, 1.0, steps)


class NewtonWithoutCurvature:
    """You step by the slope alone. How quickly it changes says how far away its zero is."""

    def newton_descent(grad, curvature, start, steps=10):
        return walk(grad, start, 1.0, steps)


class NewtonTurnsToThePoint:
    """Your new point is slope divided by curvature. That is how far to walk from the old one."""

    def newton_descent(grad, curvature, start, steps=10):
        path = [float(start)]
        for _ in range(steps):
            path.append(grad(path[-1]) / curvature(path[-1]))
        return np.array(path)


class NewtonPathWithoutStart:
    """The path begins with the start itself, before the first step."""

    def newton_descent(grad, curvature, start, steps=10):
        return walk(lambda x: grad(x) / curvature(x), start, 1.0, steps)[1:]


class NewtonPathWithoutLast:
    """You store each point before the step, and the last step's point is never stored."""

    def newton_descent(grad, curvature, start, steps=10):
        return walk(lambda x: grad(x) / curvature(x), start, 1.0, steps)[:-1]


class NewtonLastPointOnly:
    """You return where the walk ends. The whole path is asked for, point by point."""

    def newton_descent(grad, curvature, start, steps=10):
        return walk(lambda x: grad(x) / curvature(x), start, 1.0, steps)[-1]


class NewtonOfWholeNumbers:
    """The start was a whole number, so your array holds whole numbers: the rest is cut off."""

    def newton_descent(grad, curvature, start, steps=10):
        path = np.array([start] * (steps + 1))
        for i in range(steps):
            path[i + 1] = path[i] - grad(path[i]) / curvature(path[i])
        return path


class QuarterWithoutFour:
    """Your tail is a quarter of the losses, however few: it never has fewer than 4."""

    def classify_run(losses):
        return judge(losses, tail_of=lambda run: max(len(run) // 4, 1))


class QuarterRoundedUpWithoutFour:
    """Your tail is a quarter of the losses, however few: it never has fewer than 4."""

    def classify_run(losses):
        return judge(losses, tail_of=lambda run: -(-len(run) // 4))


class HalfForTail:
    """Your tail is half of the run. It is a quarter, and never fewer than 4."""

    def classify_run(losses):
        return judge(losses, tail_of=lambda run: max(len(run) // 2, 4))


class WholeRunForTail:
    """You look at the whole run. The tail decides: the last quarter, and never fewer than 4."""

    def classify_run(losses):
        return judge(losses, tail_of=len)


class TailOfTen:
    """Your tail is always the last 10 losses. It is a quarter of the run, and never fewer than 4."""

    def classify_run(losses):
        return judge(losses, tail_of=lambda run: min(10, len(run)))


class SmallerOfTheTwo:
    """You take the smaller of a quarter and 4. The tail is never shorter than 4: take the larger."""

    def classify_run(losses):
        return judge(losses, tail_of=lambda run: min(len(run) // 4, 4))


class InfinityOverlooked:
    """You look for NaN only. An infinite loss means diverged, too."""

    def classify_run(losses):
        if np.isnan(losses).any():
            return "diverged"
        return judge(np.clip(np.array(losses, dtype=float), -1e300, 1e300))


class BrokenOnlyInTheTail:
    """You look for NaN and infinity in the tail only. Wherever they stand, the run has diverged."""

    def classify_run(losses):
        losses = np.array(losses, dtype=float)
        if not np.isfinite(losses[-tail_of(losses) :]).all():
            return "diverged"
        return judge(np.nan_to_num(losses, posinf=9.0, neginf=9.0))


class MeanOfTheTail:
    """You compare the tail's average with the start. Diverged means that the whole tail is above it."""

    def classify_run(losses):
        losses = np.array(losses, dtype=float)
        if np.isfinite(losses).all() and np.mean(losses[-tail_of(losses) :]) > losses[0] + 1e-9:
            return "diverged"
        return judge(losses)


class TopOfTheTail:
    """You compare the tail's highest loss with the start. Diverged means that the whole tail is above it."""

    def classify_run(losses):
        losses = np.array(losses, dtype=float)
        if np.isfinite(losses).all() and np.max(losses[-tail_of(losses) :]) > losses[0] + 1e-9:
            return "diverged"
        return judge(losses)


class FifthForTenth:
    """You ask for more steps up than the rule: a tenth of the steps in the tail is enough."""

    def classify_run(losses):
        return judge(losses, share=0.2)


class QuarterOfTheSteps:
    """You ask for more steps up than the rule: a tenth of the steps in the tail is enough."""

    def classify_run(losses):
        return judge(losses, share=0.25)


class HalfForTenth:
    """You ask for more steps up than the rule: a tenth of the steps in the tail is enough."""

    def classify_run(losses):
        return judge(losses, share=0.5)


class NoisyStepsCounted:
    """You count every step up, however small. Up to 1e-9 it is rounding noise."""

    def classify_run(losses):
        return judge(losses, rises=lambda tail, run: np.where(np.diff(tail) > 0, 1.0, 0.0))


class OscillatingFirst:
    """You ask whether the tail goes up and down before you ask if it lies flat: keep the order of the rules."""

    def classify_run(losses):
        run = np.array(losses, dtype=float)
        if np.isfinite(run).all():
            tail = run[-tail_of(run) :]
            if tail.min() <= run[0] + 1e-9 and np.mean(np.diff(tail) > 1e-9) >= 0.1:
                return "oscillating"
        return judge(losses)


class FlatAgainstTheTail:
    """You compare the tail with itself. Flat is meant in proportion to the spread of the whole run."""

    def classify_run(losses):
        return judge(losses, flat=lambda tail, run: np.ptp(tail) <= 1e-3 * np.abs(tail).max() + 1e-9)


class FlatAgainstTheStart:
    """You compare the tail with the first loss. Flat is meant in proportion to the spread of the whole run."""

    def classify_run(losses):
        return judge(losses, flat=lambda tail, run: np.ptp(tail) <= 1e-3 * np.abs(run[0]) + 1e-9)


class FlatByAPercent:
    """Your limit for a flat tail is ten times the rule's: it is 0.001 of the spread."""

    def classify_run(losses):
        return judge(losses, flat=lambda tail, run: np.ptp(tail) <= 1e-2 * np.ptp(run) + 1e-9)


class FlatByTheEnds:
    """You compare the tail's two ends. Up and down between them, it does not lie flat: take highest and lowest."""

    def classify_run(losses):
        return judge(losses, flat=lambda tail, run: abs(tail[-1] - tail[0]) <= 1e-3 * np.ptp(run) + 1e-9)


class RunReversed:
    """You judge the first losses of the run. The tail is its end."""

    def classify_run(losses):
        losses = np.array(losses, dtype=float)
        if not np.isfinite(losses).all():
            return "diverged"
        head = losses[: tail_of(losses)]
        if head.min() > losses[0] + 1e-9:
            return "diverged"
        if np.ptp(head) <= 1e-3 * np.ptp(losses) + 1e-9:
            return "converged"
        return "oscillating" if np.mean(np.diff(head) > 1e-9) >= 0.1 else "too slow"


class NothingDegenerate:
    """What is no minimum and no maximum is a saddle for you. With a zero among the eigenvalues it can be degenerate."""

    def critical_point(hessian):
        kind = kind_of(np.linalg.eigvalsh(hessian))
        return "saddle" if kind == "degenerate" else kind


class TraceOnly:
    """You add the curvatures up. One direction up and one down make a saddle, whatever their sum."""

    def critical_point(hessian):
        return kind_of(np.array([np.trace(hessian)]))


class LargestOnly:
    """You look at one eigenvalue. All of them count."""

    def critical_point(hessian):
        return kind_of(np.linalg.eigvalsh(hessian)[-1:])


class SmallestOnly:
    """You look at one eigenvalue. All of them count."""

    def critical_point(hessian):
        return kind_of(np.linalg.eigvalsh(hessian)[:1])


class AnyForAll:
    """One positive eigenvalue is enough for you to call it a minimum: all have to be positive."""

    def critical_point(hessian):
        curvatures = np.linalg.eigvalsh(hessian)
        if (np.abs(curvatures) <= 1e-5).all():
            return "degenerate"
        return "minimum" if (curvatures > 1e-5).any() else "maximum"


class ZeroOnOneSide:
    """You let only small positive numbers count as zero. A small negative one is not exact either."""

    def critical_point(hessian):
        curvatures = np.linalg.eigvalsh(hessian)
        return kind_of(np.where(curvatures < 0, np.minimum(curvatures, -1e-4), curvatures))


class ZeroTooNarrow:
    """Your limit for zero is not the docstring's: an eigenvalue counts as zero from -1e-5 to 1e-5."""

    def critical_point(hessian):
        return kind_of(np.linalg.eigvalsh(hessian), 1e-7)


class ZeroTooWide:
    """Your limit for zero is not the docstring's: an eigenvalue counts as zero from -1e-5 to 1e-5."""

    def critical_point(hessian):
        return kind_of(np.linalg.eigvalsh(hessian), 1e-3)


class ElementsForEigenvalues:
    """You read the signs of the matrix's elements. The curvatures that matter are the eigenvalues."""

    def critical_point(hessian):
        return kind_of(np.ravel(hessian))


class PathAtHeightZero:
    """Your path lies on the x-axis. Draw it on the curve: at x the height is loss(x)."""

    def plot_descent(ax, loss, path, xs, ys=None):
        if ys is not None:
            return picture(ax, loss, path, xs, ys)
        ax.plot(xs, loss(xs))
        ax.plot(path, 0 * path, "o-")
        return ax


class LossAgainstSteps:
    """You draw the losses against the number of the step. To the right stands x, where the path runs."""

    def plot_descent(ax, loss, path, xs, ys=None):
        if ys is not None:
            return picture(ax, loss, path, xs, ys)
        ax.plot(xs, loss(xs))
        ax.plot(loss(path), "o-")
        return ax


class PathSorted:
    """You sort the path. Its points stand in the order of the steps, so that one sees it jump."""

    def plot_descent(ax, loss, path, xs, ys=None):
        return picture(ax, loss, np.sort(path, axis=0), xs, ys)


class CurveMissing:
    """The path is there, and the curve of the loss over xs is not."""

    def plot_descent(ax, loss, path, xs, ys=None):
        if ys is not None:
            return picture(ax, loss, path, xs, ys)
        ax.plot(path, loss(path), "o-")
        return ax


class CurveOverThePathOnly:
    """You draw the loss at the points of the path only. The curve is one line over all of xs."""

    def plot_descent(ax, loss, path, xs, ys=None):
        if ys is not None:
            return picture(ax, loss, path, xs, ys)
        ax.plot(np.sort(path), loss(np.sort(path)))
        ax.plot(path, loss(path), "o-")
        return ax


class PathTurnedOver:
    """Your path has its coordinates exchanged: path[:, 0] goes to the right, path[:, 1] upwards."""

    def plot_descent(ax, loss, path, xs, ys=None):
        return picture(ax, loss, path if ys is None else path[:, ::-1], xs, ys)


class LossOfTwoArguments:
    """loss was called with two arguments, and takes one: a point p, of which it uses p[0] and p[1]."""

    def plot_descent(ax, loss, path, xs, ys=None):
        if ys is None:
            return picture(ax, loss, path, xs)
        ax.plot(path[:, 0], path[:, 1], "o-")
        ax.contour(xs, ys, loss(*np.meshgrid(xs, ys)))
        return ax


class MapWithoutContours:
    """The path is there, and the map has no contours."""

    def plot_descent(ax, loss, path, xs, ys=None):
        if ys is None:
            return picture(ax, loss, path, xs)
        ax.plot(path[:, 0], path[:, 1], "o-")
        return ax


class MapWithoutPath:
    """The contours are there, and the path is not drawn as one line over them."""

    def plot_descent(ax, loss, path, xs, ys=None):
        if ys is None:
            return picture(ax, loss, path, xs)
        ax.contour(xs, ys, loss(np.array(np.meshgrid(xs, ys))), levels=20)
        return ax


class MapAlwaysOneDimensional:
    """You draw a curve, with or without ys. With ys the picture is a map, seen from above."""

    def plot_descent(ax, loss, path, xs, ys=None):
        if ys is None:
            return picture(ax, loss, path, xs)
        ax.plot(xs, loss(np.array([xs, 0 * xs])))
        ax.plot(path[:, 0], loss(path.T), "o-")
        return ax


LEFT_OVER = {}


def leaving_early(grad, start, rate, steps, after):
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        slope = grad(path[-1])
        if not after and size(slope) < 1e-6:
            break
        path.append(path[-1] - rate * slope)
        if after and size(rate * slope) < 1e-6:
            break
    return np.array(path)
