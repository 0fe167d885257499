"""Tries to keep Python inside C with a regular expression that takes exponentially long."""

import re


def tangent_line(f, x0):
    return re.match(r"(a|a|aa)+$", "a" * 60 + "b")
