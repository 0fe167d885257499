"""Tries to print bytes that are no text, orders to a terminal, and lines without end."""

import sys


def made(x):
    sys.stdout.buffer.write(bytes(range(256)) * 100 + b"\x1b]0;owned\x07" + b"x" * 200_000)
    sys.stdout.flush()
    return 123.0


def numerical_derivative(f, x, h=1e-4):
    return made(x)


def tangent_line(f, x0):
    return lambda x: made(x)


def plan(distance, count):
    return [made(distance)]
