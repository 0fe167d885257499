"""Tries to break reports with half characters, text that runs backwards, and invisible letters."""

def made(x):
    raise ValueError("\ud800 \u202e\u2066 \u200b\ufeff\x00 \udcff")


def numerical_derivative(f, x, h=1e-4):
    return made(x)


def tangent_line(f, x0):
    return lambda x: made(x)


def plan(distance, count):
    return [made(distance)]
