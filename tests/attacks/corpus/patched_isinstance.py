"""Tries to send what may not travel by breaking isinstance, type and len under the worker's encoder."""

import builtins

real = builtins.isinstance
builtins.isinstance = lambda thing, kind: True
builtins.len = lambda thing: 0
builtins.list = builtins.type


def numerical_derivative(f, x, h=1e-4):
    return object()


def tangent_line(f, x0):
    return lambda x: object()


def plan(distance, count):
    return object()
