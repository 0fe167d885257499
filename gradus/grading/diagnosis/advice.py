"""What Python's and NumPy's own error messages mean to a beginner: facts, for any exercise."""

import re

from gradus.core.facts import ERRORS, WARNINGS


def on_error(exception: str, text: str) -> str:
    """A sentence on an exception of the student's code; empty if nothing general can be said."""
    shown = f"{exception}: {text}"
    return next((sentence for pattern, sentence in ERRORS if re.search(pattern, shown)), "")


def on_warnings(warned: list[str]) -> str:
    """A sentence on NumPy's warnings, as "RuntimeWarning: overflow encountered in exp"; empty if there was none."""
    return next((WARNINGS[word] for word in WARNINGS for text in warned if word in text), "")
