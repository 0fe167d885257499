"""A whole class in one round, within GitHub's limits: requests an hour, new content a minute and an hour."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from gradus.pulls.cli import main
from tests.pulls import simulated
from tests.pulls.conftest import Teacher
from tests.pulls.fake.limits import CONTENT, POINTS
from tests.pulls.github import GitHub
from tests.pulls.test_class import Class


@pytest.mark.parametrize("size", [40, pytest.param(300, marks=pytest.mark.long)])
def test_everybody_pushes_at_once(
    github: GitHub, tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first round grades what everybody was given, the second what everybody pushed; the third is idle."""
    course = simulated.weekly_course(tmp_path / "weekly")
    (tmp_path / "teacher").mkdir()
    teacher = Teacher(github, course, tmp_path / "teacher", [], monkeypatch)
    made = Class(github, course, teacher, size, 1)
    monkeypatch.setattr("tests.pulls.conftest.main", lambda arguments, sleep: main(arguments, github.sleep))
    github.limits.content, github.limits.points, github.checking = CONTENT, POINTS, size < 100
    github.seconds_per_request = 0.05
    figures: list[tuple[str, int, int, float]] = []

    def round_of(name: str) -> None:
        begun, asked, waited = github.now, len(github.log), len(github.waits)
        assert made.round() == 0
        log = Counter("GraphQL" if path == "/graphql" else method for method, path in github.log[asked:])
        minutes = (github.now - begun).total_seconds() / 60
        figures.append((name, sum(log.values()), log["GraphQL"], minutes))
        longest = max(github.waits[waited:], default=0.0)
        assert longest <= 1, "GitHub asked for a wait"

    round_of("what everybody was given")
    assert len(teacher.ledger.entries) == size and not github.course.check_runs
    github.later(hours=2)
    for student in made.students:
        text = f"# {student.login}\n# passes 3 checks\ndef square(x):\n    return x\n"
        files = {f"exercises/weeks/{week}.py": text + f"# {week}\n" for week in simulated.WEEKS}
        github.push_to(made.places[student.login], files)
    round_of("what everybody pushed")
    github.later(hours=2)
    round_of("idle")
    entries = teacher.ledger.entries
    assert len(entries) == 2 * size and {entry.score for entry in entries} == {0, 10}
    assert all(len(place.comments[1]) == 1 for place in made.places.values())
    with capsys.disabled():
        for name, requests, graphs, minutes in figures:
            print(
                f"\n{size} students, {name}: {requests} requests, {graphs} of them GraphQL, {minutes:.0f} minutes",
                end="",
            )
    limit = github.limits.hourly["core"]
    assert all(requests < limit for _, requests, _, _ in figures)
    assert figures[-1][1] < max(20, size / 3)  # 300 students are polled by fewer than 100 requests
