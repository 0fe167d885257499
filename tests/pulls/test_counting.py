"""What counts for each exercise: the attempt that stood there when it was due, whatever was pushed for others since."""

from __future__ import annotations

from datetime import datetime

from gradus.core.schedule.units import Attempts, Rules, Unit
from gradus.pulls.ledger.counting import counted, tries
from gradus.pulls.ledger.ledger import Entry, Observation
from gradus.pulls.ledger.terms import Terms

WEEK1, WEEK4 = "calculus/derivatives", "network/digits"
DUE = {WEEK1: "2026-09-14T22:00:00Z", WEEK4: "2026-10-05T22:00:00Z"}
UNITS = tuple(
    Unit(name, name, (work,), due=datetime.fromisoformat(DUE[work]))
    for name, work in (("week-1", WEEK1), ("week-4", WEEK4))
)


def pushed(number: int, time: str, *works: str, until: str = "") -> Entry:
    """A graded commit that became the head at `time`, or by `until`, with works like "calculus/derivatives a 10"."""
    since = f"2026-{time}:00Z"
    sight = Observation(f"2026-{until}:00Z", since) if until else Observation(since, since, exact=True)
    lines = []
    for work in works:
        name, content, score = work.split()
        lines.append(f"{name} {content * 8:.8} {score}")
    return Entry(
        repository="school/students-ada",
        number=1,
        account="school/students-ada",
        sha=f"{number:040x}",
        sights=(sight,),
        planned=since,
        graders="v1",
        run=None,
        score=0.0,
        max_score=20.0,
        report=f"{number:040x}",
        works=tuple(lines),
        check_run=None,
        state="open",
    )


def outcome(rules: Rules, *entries: Entry, extended: str = "") -> dict[str, tuple[float, int, str]]:
    """By exercise: what counts, the number of the commit, and why."""
    more = {"school/students-ada": {WEEK1: extended}} if extended else {}
    counts = counted(entries, "school/students-ada", Terms(DUE, more, UNITS, rules))
    return {name: (each.worth, int(each.tried.entry.sha, 16), each.why) for name, each in counts.items()}


def test_a_later_push_takes_nothing_from_what_was_punctual() -> None:
    first = pushed(1, "09-10T10:00", f"{WEEK1} a 10")
    second = pushed(2, "10-01T09:50", f"{WEEK1} a 10", f"{WEEK4} b 8")
    for rules in (Rules(), Rules(late_penalty=10), Rules(attempt=Attempts.BEST, late_penalty=10), Rules(late_until=0)):
        assert outcome(rules, first, second) == {WEEK1: (10, 2, "in time"), WEEK4: (8, 2, "in time")}


def test_even_if_it_broke_what_was_punctual() -> None:
    first = pushed(1, "09-10T10:00", f"{WEEK1} a 10")
    second = pushed(2, "10-01T09:50", f"{WEEK1} c 0", f"{WEEK4} b 8")
    assert outcome(Rules(), first, second)[WEEK1] == (10, 1, "in time")


def test_late_work_is_late_from_when_its_content_came() -> None:
    """Two days late, though the commit that was graded last came seventeen days late."""
    start = pushed(1, "09-10T10:00")
    late = pushed(2, "09-16T10:00", f"{WEEK1} a 10")
    later = pushed(3, "10-01T10:00", f"{WEEK1} a 10", f"{WEEK4} b 8")
    assert outcome(Rules(late_penalty=10), start, late, later)[WEEK1] == (8, 3, "2 days late")
    assert outcome(Rules(late_penalty=10, late_days=1), start, late, later)[WEEK1] == (
        9,
        3,
        "2 days late, 1 of them free",
    )


def test_an_exercise_that_was_not_begun_in_time_is_no_attempt() -> None:
    """The stub that stood there when it was due does not hide what came late."""
    start, late = pushed(1, "09-10T10:00", f"{WEEK4} b 8"), pushed(2, "09-15T10:00", f"{WEEK1} a 10")
    assert outcome(Rules(late_penalty=10), start, late)[WEEK1] == (9, 2, "1 day late")


def test_an_extension_is_its_owners() -> None:
    late = pushed(1, "09-16T10:00", f"{WEEK1} a 10")
    assert outcome(Rules(late_until=0), late)[WEEK1] == (0, 1, "2 days late")
    assert outcome(Rules(late_until=0), late, extended="2026-09-17T00:00:00Z")[WEEK1] == (10, 1, "in time")


def test_what_is_not_known_counts_for_the_student() -> None:
    between = pushed(1, "09-14T20:00", f"{WEEK1} a 10", until="09-15T06:00")
    assert outcome(Rules(late_until=0), between)[WEEK1] == (10, 1, "counts as in time: when it came is not known")
    before = pushed(1, "09-14T20:00", f"{WEEK1} a 10", until="09-14T21:00")
    after = pushed(1, "09-14T23:00", f"{WEEK1} a 10", until="09-15T06:00")
    assert outcome(Rules(late_until=0), before)[WEEK1] == (10, 1, "in time")
    assert outcome(Rules(late_until=0), after)[WEEK1] == (0, 1, "1 day late")


def test_what_comes_back_is_another_attempt() -> None:
    first, second, third = (
        pushed(n, f"09-1{n}T10:00", f"{WEEK1} {c} {s}") for n, c, s in ((1, "a", 6), (2, "b", 9), (3, "a", 6))
    )
    assert [each.content[0] for each in tries([third, first, second])[WEEK1]] == ["a", "b", "a"]
    assert outcome(Rules(), first, second, third)[WEEK1] == (6, 3, "in time")
    assert outcome(Rules(attempt=Attempts.BEST), first, second, third)[WEEK1] == (9, 2, "in time")
