"""Tries to go on in threads, while the right answers are given: they compute, print, and never end."""

import threading
import time


def work():
    while True:
        print("x" * 1000, sum(range(1000)))
        time.sleep(0.01)


for _ in range(4):
    threading.Thread(target=work).start()
