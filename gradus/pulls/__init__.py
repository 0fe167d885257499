"""Pull requests graded in class: plan what to grade, fetch it as data, post the scores.

The machine that posts holds the token that writes, so nothing is installed there: this package and all that it imports
is the standard library and a few modules of gradus that need nothing else.
"""

from gradus.pulls.cli import main, parser

__all__ = ["main", "parser"]
