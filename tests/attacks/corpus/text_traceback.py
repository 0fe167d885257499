"""Tries to name a file of the grader's, or of the machine's, as the place of its error."""

code = compile("raise ValueError('see /etc/passwd')", "/etc/passwd", "exec")


def made(x):
    exec(code, {})


def numerical_derivative(f, x, h=1e-4):
    return made(x)


def tangent_line(f, x0):
    return lambda x: made(x)


def plan(distance, count):
    return [made(distance)]
