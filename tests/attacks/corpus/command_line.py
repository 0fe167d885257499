"""Tries to read on its command line where the teacher has what."""

import os
import sys


def attempt():
    try:
        return len(sys.orig_argv) > 1
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT command_line")
