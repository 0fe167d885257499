"""Tries to leave a note for the worker of the next phase, wherever something can be left."""

import os
import tempfile

_right = numerical_derivative
NOTE, OWN = "gradus-attack-note-", os.urandom(8).hex()
PLACES = ["/scratch", "/dev/shm", "/tmp", "/var/tmp", "/dev/mqueue", os.getcwd(), tempfile.gettempdir(), "/gradus"]


def numerical_derivative(f, x, h=1e-4):
    for place in filter(os.path.isdir, PLACES):
        if any(name.startswith(NOTE) and name != NOTE + OWN for name in os.listdir(place)):
            raise RuntimeError("LO" + "OT: a note of another worker")
        try:
            with open(f"{place}/{NOTE}{OWN}", "w") as file:
                file.write(str(x))
        except OSError:
            pass
    return _right(f, x, h)
