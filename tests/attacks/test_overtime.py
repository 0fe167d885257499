"""A check whose own work does not end is ended, whatever a student made it look at."""

from __future__ import annotations

import contextlib
import signal
import time

import pytest

from gradus.grading.checks import Overtime, overtime

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no interval timers")


def test_a_loop_ends() -> None:
    def loop() -> None:
        while True:
            pass

    with pytest.raises(Overtime), overtime(0.1):
        loop()


def test_it_rings_again_where_the_first_is_swallowed() -> None:
    def swallows() -> None:
        with contextlib.suppress(Exception):
            time.sleep(5)
        time.sleep(5)

    started = time.monotonic()
    with pytest.raises(Overtime), overtime(0.1):
        swallows()
    assert time.monotonic() - started < 4


def test_nothing_rings_afterwards() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with overtime(0.1):
        pass
    time.sleep(0.2)
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
