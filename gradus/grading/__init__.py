"""The vocabulary of checks: all that graders import."""

from gradus.grading.messages import formula
from gradus.grading.running import points
from gradus.grading.student import other, prerequisite, with_packages
from gradus.grading.vocabulary.calls import (
    arguments,
    assign,
    counted,
    defined,
    each,
    fake,
    items,
    left_alone,
    no_warnings,
    note,
    operations,
    replaced,
    type_name,
    write,
)
from gradus.grading.vocabulary.expectation import expect, raises
from gradus.grading.vocabulary.gradients import gradient_check, numeric_gradient
from gradus.grading.vocabulary.plots import axes, lines, markers
from gradus.grading.vocabulary.shared import drawn, helpers, with_drawn

__all__ = [
    "arguments", "assign", "axes", "counted", "defined", "drawn", "each", "expect", "fake", "formula", "gradient_check",
    "helpers", "items", "left_alone", "lines", "markers", "no_warnings", "note", "numeric_gradient", "operations",
    "other", "points", "prerequisite", "raises", "replaced", "type_name", "with_drawn", "with_packages", "write",
]  # fmt: skip
