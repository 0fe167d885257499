"""Tries to hang where nobody looks: in an exception's text, in a finalizer, in a property."""

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
        Object()


def tangent_line(f, x0):
    raise Slow


def plan(distance, count):
    return [Object()]
