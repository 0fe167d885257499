"""Tries to keep what hidden checks pass in until a visible check, of this exercise or of the next one, can tell.

The test hands this in as both exercises, so that the second one looks for what the first one left.
"""

import atexit
import builtins
import os
import sys
import tempfile
import threading
from types import SimpleNamespace

PLACES = ["/scratch", "/dev/shm", "/tmp", "/var/tmp", "/gradus", "/", os.getcwd(), tempfile.gettempdir()]
NAME = "gradus-attack-memory"


def remembered():
    found = [getattr(builtins, NAME, ""), os.environ.get(NAME, "")]
    found += [thread.name for thread in threading.enumerate() if NAME in thread.name]
    for place in PLACES:
        try:
            with open(f"{place}/{NAME}") as file:
                found.append(file.read())
        except OSError:
            pass
    return "".join(found)


def remember(*things):
    text = f"LOOT {things}"
    setattr(builtins, NAME, text)
    os.environ[NAME] = text
    sys.modules[NAME] = SimpleNamespace(text=text)
    threading.Thread(target=threading.Event().wait, name=f"{NAME} {text}", daemon=True).start()
    atexit.register(print, text)
    for place in PLACES:
        try:
            with open(f"{place}/{NAME}", "w") as file:
                file.write(text)
        except OSError:
            pass


if remembered():
    raise RuntimeError(remembered())


def numerical_derivative(f, x, h=1e-4):
    if str(x) == "3.0" and remembered():
        raise RuntimeError(remembered())
    if str(x) != "3.0":
        remember(x, f(x))
    return (f(x + h) - f(x - h)) / (2 * h)


def tangent_line(f, x0):
    if x0 != 3.0:
        remember(x0, f(x0))
        os._exit(0)
    return lambda x: f(x0) + numerical_derivative(f, x0) * (x - x0)


def mean(values):
    if remembered():
        raise RuntimeError(remembered())
    return sum(values) / len(values)
