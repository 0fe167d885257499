"""Tries to rewrite the result at exit, and dies between two checks."""

import atexit
import os
import threading


def rewrite():
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, b'{"score": 10.0}')
        except OSError:
            pass
    os._exit(0)


atexit.register(rewrite)


def tangent_line(f, x0):
    threading.Timer(0.02, rewrite).start()
    return lambda x: 123.0
