"""From scores to marks: late days, penalties, attempts, extensions, what is dropped, weights. Worked out by hand."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradus.core.schedule.due import DueDates, Extension, days_late, read_extensions, when
from gradus.core.schedule.policy import Attempt, Outcome, Work, reduced, settle, total
from gradus.core.schedule.units import Attempts, Rules, Unit
from gradus.core.tables import TableError

pytestmark = pytest.mark.fast
DUE = datetime(2026, 12, 1, 12, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
TEN = Rules(late_penalty=10)
UNITS = (Unit("w1", "Week 1", ("a/one", "a/two"), ("intro",)), Unit("w2", "Week 2", ("b/one",)))


def late(days: float) -> datetime:
    return DUE + days * DAY


# ------------------------------------------------------------------------------------------------- lateness


@pytest.mark.parametrize(
    ("after", "grace", "days"),
    [
        (-DAY, 0, 0),
        (timedelta(), 0, 0),
        (timedelta(seconds=1), 0, 1),
        (15 * MINUTE, 15, 0),
        (15 * MINUTE + timedelta(seconds=1), 15, 1),
        (DAY, 15, 1),  # grace is none on top of a day that was begun
        (DAY + timedelta(microseconds=1), 15, 2),
        (10 * DAY, 0, 10),
        (timedelta(hours=30), 60 * 48, 0),
    ],
)
def test_days_that_were_begun(after: timedelta, grace: float, days: int) -> None:
    assert days_late(DUE + after, DUE, grace) == days


def test_a_time_zone_is_no_lateness() -> None:
    there = datetime.fromisoformat("2026-12-01T13:00:00+01:00")
    assert days_late(there, DUE) == 0 and days_late(there + MINUTE, DUE) == 1


@pytest.mark.parametrize(
    ("earned", "days", "free", "rules", "score"),
    [
        (8, 0, 0, TEN, 8),
        (8, 3, 1, TEN, 6.4),  # the example of the docstring
        (8, 2, 2, TEN, 8),
        (8, 11, 0, TEN, 0),
        (0.1, 3, 0, TEN, 0.07),  # exactly: no 0.06999...
        (0.3, 1, 0, Rules(late_penalty=33.3), 0.2001),
        (8, 1, 0, Rules(late_penalty=100), 0),
        (8, 5, 0, Rules(), 8),
        (8, 3, 0, Rules(late_until=3), 8),
        (8, 4, 4, Rules(late_until=3), 0),  # days that are free don't move the end
        (1, 1, 0, Rules(late_penalty=100 / 3), 0.666667),
    ],
)
def test_what_late_work_is_worth(earned: float, days: int, free: int, rules: Rules, score: float) -> None:
    assert reduced(earned, days, free, rules) == score


# ------------------------------------------------------------------------------------------------- attempts


def work(
    *attempts: tuple[float, float | None], due: datetime | None = DUE, name: str = "a/one", unit: str = ""
) -> Work:
    """Attempts by points and days after the due date; None: nobody knows when."""
    tried = [Attempt(earned, None if days is None else late(days)) for earned, days in attempts]
    return Work(name, tried, due, unit)


BEST = Rules(attempt=Attempts.BEST, late_penalty=10)


@pytest.mark.parametrize(
    ("attempts", "rules", "chosen"),
    [
        ([(3, -2), (9, -1)], Rules(), 1),
        ([(9, -2), (3, -1)], Rules(), 1),  # the last one, be it worse
        ([(3, -2), (9, 1)], Rules(), 0),  # late work does not replace what came in time
        ([(3, 1), (9, 2)], Rules(), 1),
        ([(9, -2), (3, -1)], BEST, 0),
        ([(6, -1), (10, 1)], BEST, 1),  # 9 is more than 6
        ([(9, -1), (10, 1)], BEST, 0),  # 9 and 9: the one in time
        ([(9, -3), (9, -1)], BEST, 0),  # equal: the earlier one
        ([(6, -1), (10, 2)], Rules(attempt=Attempts.BEST, late_penalty=10, late_until=1), 0),
        ([(6, -1), (10, 2)], Rules(attempt=Attempts.BEST, late_penalty=100), 0),
        ([(6, -1), (10, 2)], Rules(attempt=Attempts.BEST, late_penalty=100, late_days=2), 1),
        ([(4, None), (3, None)], Rules(), 1),
        ([(4, None), (3, 1)], Rules(), 0),
    ],
)
def test_the_attempt_that_counts(attempts: list[tuple[float, float | None]], rules: Rules, chosen: int) -> None:
    assert settle([work(*attempts)], rules)["a/one"].attempt == chosen


def test_what_has_no_time_is_unknown_and_not_punctual() -> None:
    outcome = settle([work((4, None))], TEN)["a/one"]
    assert outcome == Outcome(0, None, unknown=True) and outcome.score(4, TEN) == 4
    assert settle([work((4, None), due=None)], TEN)["a/one"] == Outcome(0)  # nothing was due
    assert settle([work((4, -1))], TEN)["a/one"] == Outcome(0, False)


# ------------------------------------------------------------------------------------------------- late days


def free(works: list[Work], rules: Rules) -> dict[str, int]:
    return {name: outcome.free for name, outcome in settle(works, rules).items()}


def test_late_days_are_spent_in_the_order_of_the_due_dates() -> None:
    first = work((8, 2), name="a/one", unit="w1")
    second = Work("b/one", [Attempt(8, DUE + 9 * DAY)], DUE + 7 * DAY, "w2")
    rules = Rules(late_days=3, late_penalty=10)
    for order in itertools.permutations([first, second]):
        assert free(list(order), rules) == {"a/one": 2, "b/one": 1}
    assert settle([first, second], rules)["b/one"].score(8, rules) == 7.2


def test_what_is_due_together_is_late_together() -> None:
    rules = Rules(late_days=3, late_penalty=10)
    unit = [work((8, 2), name=name, unit="w1") for name in ("a/one", "a/two", "lessons/intro")]
    later = Work("b/one", [Attempt(8, DUE + 9 * DAY)], DUE + 7 * DAY, "w2")
    assert free([*unit, later], rules) == {"a/one": 2, "a/two": 2, "lessons/intro": 2, "b/one": 1}


def test_no_day_is_spent_where_it_saves_nothing() -> None:
    later = Work("b/one", [Attempt(8, DUE + 9 * DAY)], DUE + 7 * DAY, "w2")
    for spared in (work((0, 3), unit="w1"), work((8, 30), unit="w1"), work((8, None), unit="w1")):
        rules = Rules(late_days=2, late_penalty=10, late_until=20)
        assert free([spared, later], rules) == {"a/one": 0, "b/one": 2}
    assert free([work((8, 2))], Rules(late_days=2)) == {"a/one": 0}  # late work costs nothing


# ------------------------------------------------------------------------------------------------- extensions


def test_an_extension_only_gives() -> None:
    assert Extension("ada", days=2).applied(DUE) == late(2)
    assert Extension("ada", due=late(5)).applied(DUE) == late(5)
    assert Extension("ada", due=late(-5)).applied(DUE) == DUE
    assert Extension("ada", due=late(1), days=3).applied(DUE) == late(3)


def test_whose_and_for_what() -> None:
    given_ = [
        Extension("ada", frozenset({"a/one"}), days=2),
        Extension("ada", frozenset(), days=1),
        Extension("bob", frozenset({"a/one", "a/two"}), due=late(9)),
    ]
    for extensions in itertools.permutations(given_):
        dates = DueDates(DUE, {"a/two": late(3)}, extensions)
        assert dates.of("a/one") == DUE and dates.of("a/one", "eve") == DUE
        assert dates.of("a/one", "ADA") == late(2)  # the longest one, not both
        assert dates.of("a/two", "ada") == late(4) and dates.of("a/two", "bob") == late(9)
        assert dates.of("b/one", "bob") == DUE
    assert DueDates(None, {}, given_).of("a/one", "ada") is None  # where nothing is due, nothing becomes due


def table(folder: Path, text: str) -> list[Extension]:
    (folder / "extensions.csv").write_text(text, "utf-8")
    works = ["a/one", "a/two", "b/one", "lessons/intro"]
    return read_extensions(folder / "extensions.csv", UNITS, works)


def test_a_table_of_extensions(tmp_path: Path) -> None:
    rows = "Ada,w1,,2\nbob,,2026-12-05T12:00:00Z,\nJosé,b/one,,7\neve,intro,,1\ncat,two,,1\ndan,a,,1\n"
    read = table(tmp_path, f"login,work,due,days\n{rows}")
    assert [each.login for each in read] == ["ada", "bob", "josé", "eve", "cat", "dan"]
    assert read[0].works == {"a/one", "a/two", "lessons/intro"} and read[0].days == 2
    assert read[1].works == frozenset() and read[1].due == late(4)
    assert [each.works for each in read[2:5]] == [{"b/one"}, {"lessons/intro"}, {"a/two"}]
    assert read[5].works == {"a/one", "a/two"}
    assert table(tmp_path, "login;days\nada;3\n") == [Extension("ada", days=3)]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("ada,w3,,2", "line 2, column work: there is no unit, exercise or lesson w3. There are: w1, w2, a/one, a/two"),
        ("ada,a/tow,,2", "no unit, exercise or lesson a/tow. Did you mean a/two?"),
        ("ada,one,,2", "one could be a/one or b/one: write it in full."),
        ("ada,w1,,two", "line 2, column days: two is not a whole number of days."),
        ("ada,w1,,-2", "-2 is not a whole number"),
        ("ada,w1,,1.5", "1.5 is not a whole number"),
        ("ada,w1,," + "9" * 5000, "is not a whole number"),
        ("ada,w1,,²", "is not a whole number"),
        ("ada,w1,2026-12-05,", "column due: 2026-12-05T00:00:00 has no time zone"),
        ("ada,w1,tomorrow,", "column due: tomorrow is not a time"),
        ("ada,w1,9999-12-31T23:59:59Z,", "the year 9999 is out of range"),
        ("ada,w1,,", "it gives neither a due date nor days."),
        (",w1,,2", "line 2: the login is empty."),
    ],
)
def test_what_is_wrong_in_a_table_of_extensions(tmp_path: Path, row: str, words: str) -> None:
    with pytest.raises(TableError) as caught:
        table(tmp_path, f"login,work,due,days\n{row}\n")
    assert words in str(caught.value) and "extensions.csv" in str(caught.value)


# ------------------------------------------------------------------------------------------------- totals


SCORES = {"a/one": (7.0, 10.0), "a/two": (5.0, 10.0), "lessons/intro": (2.0, 4.0), "b/one": (4.0, 10.0)}


def weighted(*weights: float, drop: int = 0) -> list[Unit]:
    return [
        Unit(unit.id, unit.title, unit.exercises, unit.lessons, weight=weight, drop_lowest=drop)
        for unit, weight in zip(UNITS, weights, strict=True)
    ]


def test_without_rules_a_total_is_a_sum() -> None:
    plain = total(SCORES, (), Rules())
    assert (plain.score, plain.max_score, plain.units, plain.dropped) == (18, 34, {}, frozenset())
    assert total(SCORES, UNITS, Rules()).score == 18
    assert total(SCORES, UNITS, Rules()).units == {"w1": 58.333333, "w2": 40}
    assert total(dict.fromkeys("abc", (0.1, 1.0)), (), Rules()).score == 0.3


def test_weights() -> None:
    scores = {"a/one": (7.0, 10.0), "b/one": (4.0, 10.0)}
    assert (total(scores, weighted(1, 3), Rules()).score, total(scores, weighted(1, 3), Rules()).max_score) == (
        47.5,
        100,
    )
    assert total(scores, weighted(0, 2), Rules()).score == 40
    assert total(SCORES, weighted(1, 1), Rules()).units == {"w1": 58.333333, "w2": 40}
    # What is in no unit has no weight.
    assert total({**scores, "c/one": (0.0, 10.0)}, weighted(1, 3), Rules()).score == 47.5
    # A unit without marks is left out.
    assert total({"a/one": (7.0, 10.0)}, weighted(1, 3), Rules()).score == 70


def test_the_lowest_of_a_unit_are_dropped() -> None:
    units = weighted(1, 1, drop=1)
    after = total(SCORES, units, Rules())
    assert after.dropped == {"lessons/intro"}  # 50 percent, as a/two, and later
    assert after.units == {"w1": 60, "w2": 40} and after.score == 50  # of one work, none is dropped
    assert total({"a/one": (7, 10), "a/two": (5, 10)}, units, Rules()).units == {"w1": 70}
    assert total(SCORES, weighted(1, 1, drop=9), Rules()).dropped == {"a/two", "lessons/intro"}


def test_whole_units_are_dropped() -> None:
    after = total(SCORES, weighted(1, 3), Rules(drop_lowest=1))
    assert after.dropped == {"w2"} and after.score == 58.333333
    without = total(SCORES, UNITS, Rules(drop_lowest=1))
    assert without.dropped == {"w2"} and (without.score, without.max_score) == (58.333333, 100)
    # Without weights a unit weighs as much as its points: (7 + 5 + 2) of 24, and 4 of 10.
    only_in = [Unit(u.id, u.title, u.exercises, u.lessons, drop_lowest=1) for u in UNITS]
    assert total(SCORES, only_in, Rules()).score == round(100 * (12 + 4) / 30, 6)


def test_without_units_works_are_dropped() -> None:
    after = total(SCORES, (), Rules(drop_lowest=2))
    assert after.dropped == {"b/one", "lessons/intro"} and after.score == 60
    # What is worth no points is no percentage, and nothing is divided by it.
    assert total({"a": (0.0, 0.0), "b": (1.0, 2.0)}, (), Rules(drop_lowest=1)).score == 50
    assert total({"a": (0.0, 0.0)}, (), Rules(drop_lowest=1)).score == 0
    assert total({}, (), Rules(drop_lowest=1)).score == 0


POINTS = st.integers(0, 100).map(lambda n: n / 10)


@settings(deadline=None, max_examples=60)
@given(
    st.dictionaries(st.sampled_from(["a/one", "a/two", "lessons/intro", "b/one", "c/x", "c/y"]), POINTS, min_size=1),
    st.integers(0, 3),
    st.integers(0, 3),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_no_total_depends_on_an_order(
    scores: dict[str, float], drop: int, drop_units: int, weigh: bool, chance: random.Random
) -> None:
    units = weighted(2, 3, drop=drop) if weigh else [Unit(u.id, u.title, u.exercises, u.lessons) for u in UNITS]
    exact = {name: (score, 10.0) for name, score in scores.items()}
    shuffled = list(exact.items())
    chance.shuffle(shuffled)
    rules = Rules(drop_lowest=drop_units)
    first = total(exact, units, rules)
    assert total(dict(shuffled), units, rules) == first
    assert 0 <= first.score <= first.max_score


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(POINTS, st.one_of(st.none(), st.integers(-3, 9))), min_size=1, max_size=5),
    st.sampled_from(["best", "last"]),
    st.integers(0, 4),
    st.sampled_from([0, 10, 100]),
    st.one_of(st.none(), st.integers(0, 5)),
)
def test_a_mark_is_never_more_than_was_earned(
    attempts: list[tuple[float, float | None]], which: str, days: int, penalty: float, until: int | None
) -> None:
    rules = Rules(Attempts(which), late_days=days, late_penalty=penalty, late_until=until)
    outcome = settle([work(*attempts)], rules)["a/one"]
    earned = attempts[outcome.attempt][0]
    assert 0 <= outcome.score(earned, rules) <= earned and outcome.free <= min(days, outcome.days)
    if which == "best":  # no other attempt would have been worth more, late days or not
        assert all(
            outcome.score(earned, rules) >= settle([work(each)], rules)["a/one"].score(each[0], rules)
            for each in attempts
        )


# ------------------------------------------------------------------------------------------------- times in words


@pytest.mark.parametrize(
    ("zone", "time", "words"),
    [
        ("UTC", "2026-12-03T12:00:00Z", "Thu 3 December 12:00, in 2 days"),
        ("UTC", "2026-12-02T12:00:00Z", "Wed 2 December 12:00, in 24 hours"),
        ("UTC", "2026-12-01T12:30:00Z", "Tue 1 December 12:30, in 30 minutes"),
        ("UTC", "2026-12-01T12:01:00Z", "Tue 1 December 12:01, in 1 minute"),
        ("UTC", "2026-11-28T12:00:00Z", "Sat 28 November 12:00, 3 days ago"),
        ("UTC", "2027-01-08T12:00:00Z", "Fri 8 January 2027 12:00, in 38 days"),
        ("UTC", "2026-12-03T13:00:00+01:00", "Thu 3 December 12:00 UTC, in 2 days"),
        ("Europe/Berlin", "2026-12-03T13:00:00+01:00", "Thu 3 December 13:00, in 2 days"),
        ("Europe/Berlin", "2026-12-03T23:30:00Z", "Fri 4 December 00:30 UTC+1, in 2 days"),
        ("Asia/Kolkata", "2026-12-03T12:00:00Z", "Thu 3 December 17:30 UTC+05:30, in 2 days"),
        ("America/New_York", "2026-12-03T12:00:00Z", "Thu 3 December 07:00 UTC-5, in 2 days"),
    ],
)
def test_times_in_words(monkeypatch: pytest.MonkeyPatch, zone: str, time: str, words: str) -> None:
    import time as clock

    if not hasattr(clock, "tzset"):
        pytest.skip("this system's zone cannot be set")
    monkeypatch.setenv("TZ", zone)
    clock.tzset()
    try:
        assert when(datetime.fromisoformat(time), DUE) == words
    finally:
        monkeypatch.undo()
        clock.tzset()
