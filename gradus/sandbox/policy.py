"""What course.toml lets an exercise import, as the policy of its module."""

from gradus.core.course import Course, Exercise
from gradus.core.exercise import distribution
from gradus.sandbox.packages import modules
from gradus.worker.names import Use
from gradus.worker.policy import Policy

__all__ = ["Policy", "Use", "policy"]


def policy(course: Course, exercise: Exercise) -> Policy:
    """The policy of an exercise's module: of a distribution that it may import, every top-level module."""
    allowed = exercise.allow | exercise.data
    distributions = frozenset(distribution(name) for name in allowed)
    built_on = [each.module for each in course.before(exercise)]
    others = [each.module for each in course.exercises if each.module not in built_on and each is not exercise]
    return Policy(
        tuple(sorted(allowed)),
        tuple(sorted(allowed | modules(distributions))),
        tuple(sorted(exercise.forbid)),
        tuple(built_on),
        tuple(others),
    )
