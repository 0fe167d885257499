"""Tries to make the report huge: deep and wide answers, long texts, an expression that grows with every question."""


def numerical_derivative(f, x, h=1e-4):
    wide = "x" * 100
    for _ in range(3):
        wide = [wide] * 12
    return wide


class Chain:
    def __getattr__(self, name):
        return self

    def __call__(self, *_):
        return self


def tangent_line(f, x0):
    raise ValueError("long " * 1_000_000)


def plan(distance, count):
    return ["x" * 1000] * 900
