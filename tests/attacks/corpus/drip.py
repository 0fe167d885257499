"""Tries to outlast the deadline with a right answer that comes one byte at a time."""

import os
import sys
import time

write = os.write


def drip(descriptor, data):
    for byte in bytes(data):
        write(descriptor, bytes([byte]))
        time.sleep(0.1)
    return len(data)


def tangent_line(f, x0):
    os.write = drip
    return 15.0
