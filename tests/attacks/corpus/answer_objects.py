"""Tries to exhaust the table of objects with answers that each hold thousands of new ones."""

def made(x):
    return [object() for _ in range(6_000)]


def numerical_derivative(f, x, h=1e-4):
    return made(x)


def tangent_line(f, x0):
    return lambda x: made(x)


def plan(distance, count):
    return [made(distance)]
