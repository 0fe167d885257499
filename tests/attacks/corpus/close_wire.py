"""Tries to leave the grader waiting: one end of the wire closed, standard error closed, the process alive."""

import os
import sys
import time

frame = sys._getframe()
while frame.f_code.co_name != "serve":
    frame = frame.f_back
wire, readable = frame.f_locals["writable"], frame.f_locals["readable"]


def tangent_line(f, x0):
    os.close(readable)
    for descriptor in range(3):
        os.close(descriptor)
    return 15.0


def numerical_derivative(f, x, h=1e-4):
    os.close(2)
    os.close(1)
    return 123.0


def plan(distance, count):
    os.close(wire)
    time.sleep(600)
