"""`replaced`: the student's own function is one of the check's for a while, and nothing is left of it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from gradus.core.course import Course
from gradus.core.status import Kind, Status
from gradus.grading import replaced
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.launch import IN_PROCESS, PROCESS
from gradus.sandbox.session import Session
from tests.conftest import HandIn, invoke
from tests.worker.sessions import session_with

pytestmark = pytest.mark.fast

STUDENT = """
import os

import numpy as np

SIZE = 3
kept = []


def squares(n):
    return [i**2 for i in range(1, n + 1)]

def sum_of_squares(n):
    return sum(squares(n))

def by_itself(n):
    return sum(i**2 for i in range(1, n + 1))

def by_name(n):
    return sum(squares(n=n))

def keep(n):
    kept.append(squares)
    return sum(squares(n))

def use_what_was_kept(n):
    return kept[0](n)

def look(n):
    closure = [cell.cell_contents for cell in squares.__closure__ or ()]
    return [str(type(each)) for each in closure] + [squares.__name__]

def often(n):
    for i in range(int(n)):
        squares(1)
    return 0.0

def with_an_object(n):
    return squares(object())

def end(n):
    os._exit(1)

def hold_fast(n):
    global squares
    squares = by_itself
    return squares(n)
"""


class Submission:
    """As StudentModule, without the grading."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session.module(), name)


@pytest.fixture(params=[IN_PROCESS, PROCESS])
def submission(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A submission with the source above."""
    session = session_with(STUDENT, request.param, lambda: None, Session, learns=request.param == PROCESS)
    yield Submission(session)
    session.close()


def test_who_calls_it_gets_the_checks(submission: Any) -> None:
    assert submission.sum_of_squares(3) == 14
    with replaced(submission, "squares", lambda n: [10.0] * n) as calls:
        assert submission.sum_of_squares(3) == 30.0
        assert submission.by_name(2) == 20.0
        assert submission.by_itself(3) == 14
    assert calls == [(3,), (2,)] and type(calls[0][0]) is int
    assert submission.sum_of_squares(3) == 14 and submission.squares(2) == [1, 4]
    with replaced(submission, "squares", np.arange):
        assert submission.sum_of_squares(4) == 6.0
    with pytest.raises(ZeroDivisionError), replaced(submission, "squares", abs):
        _ = 1 / 0
    assert submission.sum_of_squares(3) == 14


def test_what_the_checks_function_raises_is_raised_in_the_students(submission: Any) -> None:
    def refuses(n: int) -> list[float]:
        raise ValueError("SECRET")

    with (
        replaced(submission, "squares", refuses),
        pytest.raises(StudentCodeError, match=r"raised +ValueError") as caught,
    ):
        submission.sum_of_squares(3)
    assert "SECRET" not in str(caught.value)


def test_what_was_kept_of_it_is_of_no_use(submission: Any) -> None:
    with replaced(submission, "squares", lambda n: [41.75] * n) as calls:
        assert submission.keep(2) == 83.5
    for _ in range(2):
        with pytest.raises(StudentCodeError) as caught:
            submission.use_what_was_kept(2)
        assert "41.75" not in str(caught.value) and "RuntimeError" in str(caught.value)
    assert calls == [(2,)]
    assert submission.sum_of_squares(3) == 14


@pytest.mark.parametrize("submission", [PROCESS], indirect=True)
def test_whoever_looks_into_it_finds_nothing_of_the_checks(submission: Any) -> None:
    def secretive(n: int) -> list[float]:
        return [41.75]

    with replaced(submission, "squares", secretive):
        found = submission.look(1)
    assert found[-1] == "squares" and "secretive" not in str(found) and "41.75" not in str(found)


@pytest.mark.long
def test_many_calls_fill_nothing(submission: Any) -> None:
    with replaced(submission, "squares", lambda n: 0.0) as calls:
        submission.often(10_100 if submission._session.generation else 2)
    assert 0 < len(calls) <= 10_000


def test_an_object_is_no_data_for_it(submission: Any) -> None:
    with replaced(submission, "squares", lambda n: n + 1), pytest.raises(StudentCodeError):
        submission.with_an_object(1)
    assert submission.sum_of_squares(3) == 14


def test_a_name_that_is_no_function(submission: Any) -> None:
    with pytest.raises(StudentCodeError, match="SIZE is no function") as caught, replaced(submission, "SIZE", abs):
        pass
    assert (caught.value.status, caught.value.kind) == (Status.ERROR, Kind.TYPE)
    with pytest.raises(StudentCodeError, match="There is no cubes"), replaced(submission, "cubes", abs):
        pass
    with pytest.raises(TypeError, match="its last argument is a function"), replaced(submission, "squares", 3):  # type: ignore[arg-type]
        pass


@pytest.mark.parametrize("submission", [PROCESS], indirect=True)
def test_a_worker_that_ends_in_it_takes_it_along(submission: Any) -> None:
    with pytest.raises(StudentCodeError), replaced(submission, "squares", abs):
        submission.end(1)
    assert submission.sum_of_squares(3) == 14


def test_who_takes_its_place_back_loses_it_again(submission: Any) -> None:
    with replaced(submission, "squares", lambda n: [10.0] * n) as calls:
        assert submission.hold_fast(3) == 14
    assert calls == [] and submission.sum_of_squares(3) == 14


CALLS_SQUARE = """    with replaced(submission, "square", lambda x: x + 0.5) as calls:
        expect(submission.fourth(2.0)).close_to(3.0)
    expect(len(calls)).equals(2)
"""


def test_in_a_check_it_is_asked_for_as_anything_else(mini: Course, hand_in: HandIn) -> None:
    file = mini.graders(mini.by_id["warmup/power"]) / "test_visible.py"
    text = file.read_text("utf-8").replace("import expect, points", "import expect, points, replaced")
    file.write_text(text.rstrip("\n") + "\n" + CALLS_SQUARE, "utf-8")
    checked = invoke("check", "power", "--submission", hand_in("una"), cwd=mini.root)
    assert "✗" not in checked.stdout and not checked.stderr
    mine = "from exercises.warmup.square import square\n\n\ndef fourth(x):\n    return x**4\n"
    ada = hand_in("ada", power=mine)
    checked = invoke("check", "power", "--submission", ada, cwd=mini.root)
    assert "returned  16.0\n    expected  3.0, give or take 3e-05" in checked.stdout
    assert "repeat" not in checked.stdout  # there the student's own square would be called
