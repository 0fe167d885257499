"""Time is bounded: that of a check's own work, whatever it was made to look at, and that of a whole submission."""

from __future__ import annotations

import contextlib
import signal
import time

import pytest

from gradus.core import course as courses
from gradus.core.checks import Check
from gradus.core.course import Course
from gradus.core.handed_in.submission import open_folder
from gradus.core.status import Visibility
from gradus.grading.budget import TimeBudget
from gradus.grading.runner import run_checks
from gradus.grading.running import CheckTimeoutError, RunningCheck, time_limit
from tests.conftest import HandIn

timers = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no interval timers")


@timers
def test_a_loop_ends() -> None:
    def loop() -> None:
        while True:
            pass

    with pytest.raises(CheckTimeoutError), time_limit(0.1):
        loop()


@timers
def test_it_rings_again_where_the_first_is_swallowed() -> None:
    def works() -> None:
        end = time.process_time() + 5
        while time.process_time() < end:
            pass

    def swallows() -> None:
        with contextlib.suppress(Exception):
            works()
        works()

    started = time.process_time()
    with pytest.raises(CheckTimeoutError), time_limit(0.1):
        swallows()
    assert time.process_time() - started < 4


@timers
def test_nothing_rings_afterwards() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with time_limit(0.1):
        pass
    time.sleep(0.2)
    assert signal.getsignal(signal.SIGPROF) is before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def check(number: int, exercise: str = "a", seconds: float = 10) -> Check:
    return Check(f"{exercise}::{number}", exercise, "", "", Visibility.VISIBLE, 1, seconds)


def test_an_exercise_and_a_submission_have_so_much_time() -> None:
    several = [check(n) for n in range(16)] + [check(n, "b", 60) for n in range(2)]
    allowance = TimeBudget(several, 10)
    assert (allowance.of(several[0]), allowance.of(several[-1])) == (10, 60)
    for waited in (10, 10, 10, 10, 4):
        allowance.spend(several[0], waited)
    assert allowance.of(several[1]) == 6
    allowance.spend(several[1], 6.5)  # an answer may be late by what it takes to end a worker
    assert (allowance.of(several[2]), allowance.of(several[-1])) == (0, 60)
    exercises = [check(0, str(number)) for number in range(20)]
    allowance = TimeBudget(exercises, 10)
    for each in exercises[:13]:
        allowance.spend(each, 45)
    assert allowance.of(exercises[13]) == 10
    allowance.spend(exercises[13], 9.5)
    assert allowance.of(exercises[14]) == 5.5
    allowance.spend(exercises[14], 5.45)
    assert allowance.of(exercises[15]) == 0  # in 0.05 s a right answer would look like a loop without an end
    hasty = check(0, seconds=0.05)
    assert TimeBudget([hasty], 0.05).of(hasty) == 0.05


def test_who_waited_less_because_of_earlier_checks_says_so() -> None:
    allowance = TimeBudget([check(0), check(1)], 10, deadline=12)
    now = RunningCheck(check(0), allowance.of(check(0)))
    now.calling(["call"], "square(3.0)", [("square", None)])
    assert allowance.shorten(check(0), now) == ""
    allowance.spend(check(0), 10)
    now = RunningCheck(check(1), allowance.of(check(1)))
    now.calling(["call"], "mean([1])", [("mean", None)])
    assert "so this one waited 2.0 s only" in allowance.shorten(check(1), now)


CHECKS = """
from gradus.grading import expect, points


@points(0.5)
def test_{name}(submission):
    \"\"\"Check {name}.

    Help.
    \"\"\"
    expect(submission.{function}).close_to({right})
"""


def test_who_never_answers_is_not_asked_for_ever(mini: Course, hand_in: HandIn) -> None:
    """Every check of an exercise hangs: five deadlines are waited for; the next exercise has its own time."""
    settings = (mini.root / "course.toml").read_text("utf-8")
    settings = settings.replace("seconds = 2", "seconds = 0.5").replace("points = 4", "points = 10")
    (mini.root / "course.toml").write_text(settings, "utf-8")
    tests = [CHECKS.format(name=f"number_{n}", function="square(2.0)", right=4.0) for n in range(20)]
    (mini.root / "graders/warmup/square/test_visible.py").write_text("\n".join(tests[:10]), "utf-8")
    (mini.root / "graders/warmup/square/test_hidden.py").write_text("\n".join(tests[10:]), "utf-8")
    course = courses.load(mini.root)
    folder = hand_in("sleeper", square="import time\n\ndef square(x):\n    time.sleep(60)\n")
    record = run_checks(course, open_folder(folder, course), course.exercises, "process")
    square = [outcome for check, outcome in record.results if check.exercise == "warmup/square"]
    assert {outcome.status for outcome in square} == {"timeout"}
    tried = [outcome for outcome in square if "no answer in time" in outcome.message]
    assert 4 <= len(tried) <= 6
    assert all("Skipped" in outcome.message for outcome in square if outcome not in tried)
    assert record.seconds < 30
    power = [outcome.status for check, outcome in record.results if check.exercise == "warmup/power"]
    assert "timeout" not in power
