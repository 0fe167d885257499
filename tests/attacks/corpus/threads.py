"""Tries to go on in threads: they compute, print and hold every lock while the right answers are given."""

import sys
import threading


def work():
    while True:
        sum(range(10_000))


sys.setswitchinterval(1.0)
for _ in range(8):
    threading.Thread(target=work, daemon=True).start()
sys.setswitchinterval(0.001)
