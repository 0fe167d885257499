"""Tries to take all memory with lists and strings."""


def numerical_derivative(f, x, h=1e-4):
    things = []
    while True:
        things.append([0] * 10_000_000)


def tangent_line(f, x0):
    return "x" * (8 << 30)
