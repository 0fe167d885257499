"""Tries to hang where nobody looks: in a finalizer, in an exception's text, in a property, in a trace function."""

import sys
import time


class Slow(Exception):
    def __str__(self):
        time.sleep(1000)
        return ""

    __repr__ = __str__


class Object:
    def __del__(self):
        time.sleep(1000)

    @property
    def size(self):
        sys.settrace(lambda *_: time.sleep(1000))
        return plan(1, 1)


def tangent_line(f, x0):
    raise Slow


def numerical_derivative(f, x, h=1e-4):
    Object()
    return 6.0


def plan(distance, count):
    return [Object()]
