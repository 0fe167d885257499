"""Inputs that are drawn: others in each official run, the same for all of its submissions, and right answers pass them.

The exercises of the course are run with secrets of their own, in this process: one secret for some of them in each run,
20 for all, and 3 for each variant, where `long` is asked for.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gradus.core import checks as listing
from gradus.core.checks import Check
from gradus.core.course import Course, load
from gradus.core.handed_in.submission import open_folder
from gradus.core.status import Status, Visibility
from gradus.grading import drawn, expect, with_drawn
from gradus.grading.official import jobs
from gradus.grading.official.batch import grade_all
from gradus.grading.official.local import LocalPool
from gradus.grading.phases import Phase
from gradus.grading.runner import run_checks, run_each
from gradus.grading.running import RunningCheck, run
from gradus.grading.student import Overlay
from gradus.sandbox.launch import PROCESS
from tests.conftest import ROOT, HandIn, sampled
from tests.drawing import Runs, official

COURSE = load(ROOT)
EXERCISES = [exercise.id for exercise in COURSE.exercises]
SQUARE = "warmup/square"
HIDDEN = Check(f"{SQUARE}::others", SQUARE, "", "", Visibility.HIDDEN, 1.0, 9.0)
MEAN = "\n\ndef mean(xs):\n    return sum(xs) / len(xs)\n"
RIGHT = "def square(x):\n    return x * x\n" + MEAN
BODY = "    expect(submission.square(-SECRET)).close_to(SECRET**2)\n"


def failed(runs: Runs) -> dict[tuple[bytes, str, str], str]:
    return {case: each.message for case, each in runs.outcomes.items() if each.status is not Status.PASSED}


def secrets(count: int) -> list[bytes]:
    return [b"secret %d" % number for number in range(count)]


def reference(course: Course, exercise: str) -> list[Overlay]:
    return [Overlay(course.graders(course.by_id[exercise]) / "variants.py", "")]


# The exercises of the course


@pytest.mark.parametrize("exercise", sampled(EXERCISES, 4))
def test_the_reference_passes_what_is_drawn(exercise: str) -> None:
    runs = official(COURSE, COURSE.by_id[exercise], secrets(1), reference(COURSE, exercise))
    assert failed(runs) == {}
    assert len(runs.drawing) >= len(runs.hidden) / 2, sorted(runs.hidden - runs.drawing)


@pytest.mark.long
@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_reference_passes_whatever_is_drawn(exercise: str) -> None:
    runs = official(COURSE, COURSE.by_id[exercise], secrets(20), reference(COURSE, exercise))
    assert failed(runs) == {}
    assert len(runs.outcomes) == len(runs.hidden) + 19 * len(runs.drawing)


@pytest.mark.long
@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_variant_passes_what_is_drawn(exercise: str) -> None:
    file = COURSE.graders(COURSE.by_id[exercise]) / "variants.py"
    overlays = [Overlay(file, name) for name in listing.classes(file)]
    assert failed(official(COURSE, COURSE.by_id[exercise], secrets(3), overlays)) == {}


# The words


def in_check(act: Callable[[], object], secret: bytes = b"", check: Check = HIDDEN) -> RunningCheck:
    """The check in which this was done, as an official run with that secret has it."""
    now = RunningCheck(check, 9.0, key=Phase(None, secret).key(check))
    with run(now):
        act()
    return now


def seed_of(secret: bytes, check: Check = HIDDEN) -> int:
    found: list[int] = []
    in_check(lambda: found.append(drawn()), secret, check)
    return found[0]


@pytest.mark.fast
def test_a_seed_depends_on_the_secret_and_the_check() -> None:
    another = replace(HIDDEN, id=f"{SQUARE}::more")
    seeds = [seed_of(secret, check) for secret in secrets(20) for check in (HIDDEN, another)]
    assert len({*seeds, seed_of(b"")}) == 41 and all(0 <= seed < 2**32 for seed in seeds)
    assert seed_of(b"one") == seed_of(b"one")


@pytest.mark.fast
def test_a_visible_check_and_one_without_a_secret_have_a_seed_that_never_changes() -> None:
    visible = replace(HIDDEN, id=f"{SQUARE}::seen", visibility=Visibility.VISIBLE)
    assert seed_of(b"one", visible) == seed_of(b"two", visible) == zlib.crc32(visible.id.encode())
    assert seed_of(b"") == zlib.crc32(HIDDEN.id.encode())


@pytest.mark.fast
def test_a_seed_is_for_checks_only() -> None:
    with pytest.raises(RuntimeError, match="while it runs"):
        drawn()
    with pytest.raises(RuntimeError, match="while it runs"):
        list(with_drawn(1, 2))


@pytest.mark.fast
def test_the_last_case_is_drawn_when_the_others_are_done() -> None:
    found: list[object] = []
    now = RunningCheck(HIDDEN, 9.0)

    def act(*cases: object, **options: Callable[[np.random.Generator], object]) -> None:
        for case in with_drawn(*cases, **options):
            found.append((case, now.drawn))

    with run(now):
        act((1, 5), (2, 3))
    now.drawn = False
    with run(now):
        act(4, 6)
    now.drawn = False
    with run(now):
        act(0.5, draw=lambda rng: rng.uniform(1, 3))
    seed = zlib.crc32(HIDDEN.id.encode())
    assert found[:3] == [((1, 5), False), ((2, 3), False), ((seed, 5), True)]
    assert found[3:6] == [(4, False), (6, False), (seed, True)]
    assert found[6:] == [(0.5, False), (np.random.default_rng(seed).uniform(1, 3), True)]


@pytest.mark.fast
def test_nothing_is_recorded_after_a_draw() -> None:
    def act() -> None:
        expect(4.5)
        for case in with_drawn(1.5, draw=lambda rng: 2.5):
            expect(case)
        expect(3.5)

    assert len(in_check(act).trace) == 2


@pytest.mark.parametrize(("word", "kept"), [("", 2), ("    drawn()\n", 1)])
def test_an_exception_after_a_draw_is_no_fingerprint(mini: Course, word: str, kept: int) -> None:
    change(mini, "hidden", BODY, f"{BODY}{word}    expect(submission.square(7.0)).close_to(49.0)\n")
    file = mini.root / "graders/warmup/square/misconceptions.py"
    file.write_text("class Late:\n    def square(x):\n        return x * x if x < 5 else x.nothing\n", "utf-8")
    results = run_each(mini, mini.by_id[SQUARE], [Overlay(file, "Late")])["Late"].results
    (outcome,) = (outcome for check, outcome in results if check.id.endswith("::square_of_others"))
    assert outcome.status is Status.ERROR and len(outcome.trace) == kept


# Official runs


def change(course: Course, which: str, old: str, new: str) -> None:
    """Change a file of checks, in which drawn() is at hand."""
    file = course.root / f"graders/warmup/square/test_{which}.py"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new).replace("import expect,", "import drawn, expect,"), "utf-8")


@pytest.fixture
def telling(mini: Course) -> Callable[[str], list[int]]:
    """The small course with a visible and a hidden check that write their seeds down, to be read (and forgotten)."""

    def told(which: str) -> list[int]:
        path = mini.root / which
        found = [int(line) for line in path.read_text("utf-8").split()]
        path.unlink()
        return found

    for which, before in (("hidden", BODY), ("visible", "    expect(submission.square(3.0)).close_to(9.0)\n")):
        write = f"    with open({str(mini.root / which)!r}, 'a') as told:\n        print(drawn(), file=told)\n"
        change(mini, which, before, before + write)
    return told


def test_each_official_run_draws_anew_and_the_same_for_all(
    mini: Course, hand_in: HandIn, tmp_path: Path, telling: Callable[[str], list[int]]
) -> None:
    folders = [hand_in("ada"), hand_in("bob", square=RIGHT), hand_in("eve", square=RIGHT + "\n# no copy\n")]
    runs: list[list[int]] = []
    for number in range(2):
        out = tmp_path / f"run {number}"
        out.mkdir()
        plan = jobs.plan(mini, folders, out, mini.exercises, PROCESS, again=False)
        ended = grade_all(plan.todo, LocalPool(mini, mini.exercises, PROCESS, 2), plan.sharing)
        assert [each.written and each.written.score for each in ended.values()] == [6.0] * 3
        runs.append(telling("hidden"))
        assert telling("visible") == [zlib.crc32(f"{SQUARE}::square_of_three".encode())] * 3
    first, second = ({*seeds} for seeds in runs)
    assert [len(seeds) for seeds in runs] == [3, 3] and len(first) == len(second) == 1 and first != second
    assert not {zlib.crc32(f"{SQUARE}::square_of_others".encode())} & (first | second)


def test_every_other_run_has_the_same_inputs(mini: Course, telling: Callable[[str], list[int]]) -> None:
    for _ in range(2):
        run_each(mini, mini.by_id[SQUARE], reference(mini, SQUARE))
    assert telling("hidden") == [zlib.crc32(f"{SQUARE}::square_of_others".encode())] * 2
    assert telling("visible") == [zlib.crc32(f"{SQUARE}::square_of_three".encode())] * 2


@pytest.mark.parametrize(
    ("more", "verdict"),
    [("", "passed"), ("    x = 1 + drawn() / 2**32\n    expect(submission.square(x)).close_to(x * x)\n", "failed")],
    ids=["known", "drawn"],
)
def test_whoever_knows_the_inputs_of_the_file_gains_nothing(
    mini: Course, hand_in: HandIn, more: str, verdict: str
) -> None:
    """The control: without a draw, a table of the known inputs gets the points."""
    table = "def square(x):\n    return {3.0: 9.0, -41.75: 41.75**2}.get(x, 0.0)\n"
    eve = open_folder(hand_in("eve", square=table + MEAN), mini)
    change(mini, "hidden", BODY, BODY + more)
    results = run_checks(mini, eve, [mini.by_id[SQUARE]], PROCESS).results
    assert [each.status for check, each in results if check.id.endswith("::square_of_others")] == [verdict]
