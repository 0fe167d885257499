"""Looks for problems in a process of its own: what one exercise's modules import and change stays out of the rest."""

import os
import subprocess
import sys
from collections.abc import Sequence

from gradus.grading.proof.reference import ONE_THREAD


def findings(module: str, arguments: Sequence[str], seconds: int, *, unfinished: str, failed: str) -> list[str]:
    """What `python -m module arguments` prints, each finding followed by a null character.

    If it does not end within `seconds`, the only finding is `unfinished`; if it fails, `failed` and why.
    """
    # -P: the current folder may contain somebody's numpy.py.
    command = [sys.executable, "-P", "-m", module, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, env=os.environ | ONE_THREAD)
    except subprocess.TimeoutExpired:
        return [unfinished]
    if done.returncode:
        ended = f"Python ended with status {done.returncode}: does a misconception or a variant end it?"
        return [f"{failed}\n{done.stderr[-2000:].strip() or ended}"]
    return [text for text in done.stdout.split("\0") if text]
