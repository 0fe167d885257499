"""Tries to make a thousand files in shared memory."""

import os


def attempt():
    try:
        made = []
        try:
            for number in range(1000):
                made.append(f"/dev/shm/gradus-many-{os.getpid()}-{number}")
                open(made[-1], "w").close()
            return True
        finally:
            for path in made[:1000]:
                os.path.exists(path) and os.unlink(path)
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT files_without_end")
