"""Tries to read a file past the page cache."""

import os


def attempt():
    try:
        os.close(os.open(os.__file__, os.O_RDONLY | os.O_DIRECT))
        return True
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT cache_passed_by")
