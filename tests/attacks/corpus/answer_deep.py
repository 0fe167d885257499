"""Tries to exhaust the decoder's stack with a list nested twenty thousand times."""

def made(x):
    answer = []
    for _ in range(20_000):
        answer = [answer]
    return answer


def numerical_derivative(f, x, h=1e-4):
    return made(x)


def tangent_line(f, x0):
    return lambda x: made(x)


def plan(distance, count):
    return [made(distance)]
