"""Tries to say of each name, each time that it is asked for, that it means something else."""

names = ["numerical_derivative", "tangent_line", "plan"]


def made(x):
    for name in names:
        globals()[name] = lambda *_: 123.0
    return 123.0


def numerical_derivative(f, x, h=1e-4):
    return made(x)


def tangent_line(f, x0):
    return lambda x: made(x)


def plan(distance, count):
    return [made(distance)]
