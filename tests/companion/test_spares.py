"""Workers that wait for their first question: which one is given out, and that none is left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gradus.sandbox.callbacks import Callbacks
from gradus.sandbox.spares import Spares
from gradus.sandbox.workers import Workers

NUMPY, DRAWING = frozenset({"numpy"}), frozenset({"numpy", "matplotlib"})
pytestmark = pytest.mark.fast


@pytest.fixture
def spares() -> Iterator[Spares]:
    made = Spares()
    yield made
    made.close()


def test_the_oldest_of_its_packages_is_taken(spares: Spares) -> None:
    spares.start(NUMPY)
    spares.start(DRAWING)
    spares.start(NUMPY)
    first, second = spares.waiting[NUMPY]
    assert (spares.take(NUMPY), spares.take(NUMPY), spares.take(NUMPY)) == (first, second, None)
    for taken in (first, second):
        taken.close()


def test_one_that_has_ended_is_passed_over(spares: Spares) -> None:
    spares.start(NUMPY)
    spares.start(NUMPY)
    dead, living = spares.waiting[NUMPY]
    dead.process.kill()
    dead.process.wait()
    assert spares.take(NUMPY) is living
    living.close()


def test_those_for_other_packages_are_ended(spares: Spares) -> None:
    spares.start(NUMPY)
    (other,) = spares.waiting[NUMPY]
    assert not spares.keep(DRAWING) and other.process.poll() is not None
    spares.start(DRAWING)
    assert spares.keep(DRAWING)


@pytest.mark.parametrize("draws", [False, True])
def test_a_spare_answers_as_any_worker(spares: Spares, draws: bool) -> None:
    spares.start(DRAWING, draws=draws)
    (spare,) = spares.waiting[DRAWING]
    transport = Workers("process", Path.cwd(), spares).connect(DRAWING, Callbacks(), lambda reference: reference)
    assert transport.process is spare
    transport.ready()
    assert transport.ask(["axes"], 60)[0] == "value"
    transport.close()
    assert spare.process.poll() is not None and not Path(spare.launch.folder).exists()


def test_nothing_is_left_behind(spares: Spares) -> None:
    spares.start(NUMPY)
    (waiting,) = spares.waiting[NUMPY]
    spares.close()
    assert waiting.process.poll() is not None and not Path(waiting.launch.folder).exists()
