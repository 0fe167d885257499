"""One transcript for each tone and depth: a short evening of a learner, as it stands in tests/golden/companion."""

from __future__ import annotations

import itertools
import os
import sys

import pytest

from gradus.core.course import Course
from gradus.student.preferences import Depth, Tone
from tests.companion.conftest import WRONG, begin, solve
from tests.conftest import ROOT, invoke, sampled

GOLDEN = ROOT / "tests" / "golden" / "companion"
MEAN = WRONG.replace("return 2 * x", "return x * x").replace(
    'raise NotImplementedError("warmup/square: mean")', "return sum(xs)"
)


def evening(course: Course) -> str:
    """What is typed and shown: a wrong answer, two hints, half of it right, a quiz, and all of it right."""
    told: list[str] = []

    def type_in(*words: str, then: str = "") -> None:
        done = invoke(*words, cwd=course.root, input=then, COLUMNS="100", UV="")
        assert done.returncode == 0, done.stderr
        told.append(f"$ gradus {' '.join(words)}".rstrip() + f"\n{done.stdout}")

    type_in()
    begin(course)
    type_in("check")
    type_in("hint")
    type_in("hint")
    begin(course, MEAN)
    type_in("check")
    type_in("quiz", "square", then="-9\nBoth signs.\ny\n9\n")
    solve(course)
    type_in("check")
    return "\n".join(told)


@pytest.mark.skipif(sys.platform == "win32", reason="paths have backslashes there")
@pytest.mark.parametrize("style", sampled(itertools.product(Tone, Depth), 4), ids="-".join)
def test_an_evening(learner: Course, style: tuple[Tone, Depth]) -> None:
    tone, depth = style
    invoke("config", "tone", tone, cwd=learner.root)
    invoke("config", "explanation_depth", depth, cwd=learner.root)
    shown, path = evening(learner), GOLDEN / f"{tone}-{depth}.txt"
    if os.environ.get("GRADUS_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown, "utf-8", newline="\n")
    assert shown == path.read_text("utf-8"), "run GRADUS_GOLDEN=write uv run pytest tests/companion/test_transcripts.py"


@pytest.mark.fast
def test_no_two_evenings_are_the_same() -> None:
    assert len({path.read_text("utf-8") for path in GOLDEN.glob("*.txt")}) == len(Tone) * len(Depth)
