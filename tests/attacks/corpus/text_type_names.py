"""Tries to give orders with the names of its classes."""

Odd = type("::error::\n\x1b[2J<b>&=cmd()", (), {})
Oops = type("::warning::\nPASSED 15/15", (Exception,), {})


def made(x):
    raise Oops("::set-output name=score::15")


def numerical_derivative(f, x, h=1e-4):
    return made(x)


def tangent_line(f, x0):
    return lambda x: made(x)


def plan(distance, count):
    return [Odd()]
