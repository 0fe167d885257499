"""Tries to make the wire something else: dup2 of standard error and of a pipe over it, and prints on it."""

import os
import sys

frame = sys._getframe()
while frame.f_code.co_name != "serve":
    frame = frame.f_back
wire, readable = frame.f_locals["writable"], frame.f_locals["readable"]


def tangent_line(f, x0):
    os.dup2(wire, 1)
    print("10 passed", flush=True)
    return 15.0


def numerical_derivative(f, x, h=1e-4):
    os.dup2(os.pipe()[0], readable)
    return 123.0


def plan(distance, count):
    os.dup2(2, wire)
    return 123.0
