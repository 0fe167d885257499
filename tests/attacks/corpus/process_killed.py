"""Tries to end the processes with the first numbers, and its group."""

import os


def attempt():
    try:
        killed = 0
        for number in [*range(2, 300), 0, -1, -2]:
            if number != os.getpid():
                try:
                    os.kill(number, 0)
                    killed += 1
                except OSError:
                    pass
        return killed > 0
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT process_killed")
