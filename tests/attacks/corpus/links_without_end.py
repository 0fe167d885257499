"""Tries to make five thousand names of one file."""

import os


def attempt():
    try:
        open("gradus-linked", "w").close()
        for number in range(5000):
            os.link("gradus-linked", f"gradus-link-{number}")
        return True
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT links_without_end")
