"""Judging a submission. What a graders' file imports stands here."""

from gradus.grading.expect import defined, expect, left_alone, mutated, no_warnings, raises, write
from gradus.grading.gradients import gradient_check, numeric_gradient
from gradus.grading.plots import axes, lines, markers
from gradus.grading.running import points
from gradus.grading.shared import helpers
from gradus.grading.student import other, prerequisite, with_packages

__all__ = [
    "axes",
    "defined",
    "expect",
    "gradient_check",
    "helpers",
    "left_alone",
    "lines",
    "markers",
    "mutated",
    "no_warnings",
    "numeric_gradient",
    "other",
    "points",
    "prerequisite",
    "raises",
    "with_packages",
    "write",
]
