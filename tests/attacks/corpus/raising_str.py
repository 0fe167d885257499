"""Tries to break whoever describes an exception: its text raises, is no text, is 100 MB, its class has no name."""


class Meta(type):
    @property
    def __name__(cls):
        return 6.0

    def __getattribute__(cls, name):
        raise SystemExit(name)


class Odd(Exception):
    def __str__(self):
        raise KeyboardInterrupt


class Odder(Exception, metaclass=Meta):
    __str__ = lambda self: 6


class Huge(BaseException):
    __str__ = lambda self: "x\n" * 50_000_000


def numerical_derivative(f, x, h=1e-4):
    raise Odd


def tangent_line(f, x0):
    raise Huge


def plan(distance, count):
    error = Odder()
    error.__cause__ = error.__context__ = Odd()
    raise error
