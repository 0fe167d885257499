"""Tries to spend the deadline many times over: thousands of parts, each of which answers just in time."""

import time


class Step:
    @property
    def size(self):
        time.sleep(0.045)
        return 2.0


def plan(distance, count):
    return [Step() for _ in range(3000)]
