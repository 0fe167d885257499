"""Tries to make the grader's function call the student's, which calls the grader's, and so on."""


class Number:
    def __init__(self, f):
        self.f = f

    def __pow__(self, other):
        return self.f(self)

    __mul__ = __rmul__ = __sub__ = __radd__ = __add__ = __pow__


def tangent_line(f, x0):
    return f(Number(f))


def numerical_derivative(f, x, h=1e-4):
    return f([Number(f)])
