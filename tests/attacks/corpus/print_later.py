"""Tries to print a hidden check's inputs where they are shown: later, from a thread, and in pieces that join."""

import os
import sys
import threading
import time

seen = []


def repeat():
    while True:
        time.sleep(0.02)
        for text in list(seen):
            os.write(1, f"I was asked for {text}\n".encode())
            print(text, end="\r", file=sys.stderr)


threading.Thread(target=repeat, daemon=True).start()


def numerical_derivative(f, x, h=1e-4):
    seen.append(str(x))
    time.sleep(0.1)
    return 123.0


def tangent_line(f, x0):
    seen.append(str(x0))
    time.sleep(0.1)
    return lambda x: 123.0


def plan(distance, count):
    seen.append(str((distance, count)))
    time.sleep(0.1)
    return []
