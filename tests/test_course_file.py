"""course.toml is read strictly: what is misspelled or of the wrong type is named, with what was expected there."""

from __future__ import annotations

import pytest

from gradus.core.course import Course, load
from tests.conftest import invoke

pytestmark = pytest.mark.fast
TOP, PART, EXERCISE = 'title = "A course', 'title = "Warm-up"', "points = 4"
# Where a line is put into the file, the line, and what the sentence says.
CASES = [
    # A string where a list belongs would be read letter by letter, and forbid nothing.
    ('allow = ["numpy"]', 'allow = "numpy"', ": allow: expected a list, found a string"),
    ('forbid = ["numpy.gradient"]', 'forbid = "numpy.gradient"', ": forbid: expected a list, found a string"),
    (EXERCISE, 'points = 4\nallow = "scipy"', "warmup/square.allow: expected a list, found a string"),
    (EXERCISE, 'points = 4\nforbid = "math.pow"', "warmup/square.forbid: expected a list, found a string"),
    (EXERCISE, 'points = 4\ndata = "sklearn"', "warmup/square.data: expected a list, found a string"),
    ('hints = ["What is a square?", "Multiply."]', 'hints = "Multiply."', "warmup/square.hints: expected a list"),
    ('builds_on = ["warmup/square"]', 'builds_on = "warmup/square"', "warmup/power.builds_on: expected a list"),
    ('hints = ["Use what you have."]', "hints = [5]", "warmup/power.hints[0]: expected a string, found a whole number"),
    ('allow = ["numpy"]', "allow = [true]", ": allow[0]: expected a string, found true or false"),
    # Misspelled keys at every level.
    (TOP, f'forbidden = ["numpy"]\n{TOP}', "line 1: unknown key forbidden: did you mean forbid?"),
    (TOP, f"second = 2\n{TOP}", "unknown key second: did you mean seconds?"),
    (PART, f'{PART}\ntitel = "Warm-up"', "has an unknown key titel: did you mean title?"),
    (EXERCISE, "points = 4\nhint = []", "warmup/square has an unknown key hint: did you mean hints?"),
    (EXERCISE, "points = 4\nbuild_on = []", "warmup/square has an unknown key build_on: did you mean builds_on?"),
    (EXERCISE, "points = 4\nzzz = 1", "warmup/square has an unknown key zzz; the keys are id, title, points"),
    # The map, lessons, and further work.
    (PART, f'{PART}\nlesson = "a/b"', "part warmup.lesson: a lesson's name has letters"),
    (EXERCISE, 'points = 4\nlesson = "../x"', "warmup/square.lesson: a lesson's name has letters"),
    (EXERCISE, 'points = 4\nfurther = "mean"', "warmup/square.further: expected a list, found a string"),
    (EXERCISE, "points = 4\nstep = 1", "warmup/square.step: expected a string, found a whole number"),
    # Numbers.
    (EXERCISE, 'points = "4"', "warmup/square.points: expected a number, found a string"),
    (EXERCISE, "points = true", "warmup/square.points: expected a number, found true or false"),
    (EXERCISE, "points = nan", "warmup/square.points: expected a finite number"),
    (EXERCISE, "points = inf", "warmup/square.points: expected a finite number"),
    (EXERCISE, "points = -1", "warmup/square.points: an exercise is worth more than 0 points"),
    (EXERCISE, "points = [4]", "warmup/square.points: expected a number, found a list"),
    (EXERCISE, "points = 2026-11-29", "warmup/square.points: expected a number, found something else"),
    ("seconds = 2", 'seconds = "2"', ": seconds: expected a number, found a string"),
    ("seconds = 2", "seconds = nan", ": seconds: expected a finite number"),
    ("seconds = 2", "seconds = 0", "seconds: expected more than 0"),
    ("seconds = 2", "seconds = -2", "seconds: expected more than 0"),
    ("seconds = 2", "seconds = 1e300", "at most 86,400"),
    # Tables of the wrong shape.
    ("[[parts]]", "[parts]", ": parts: expected a list, found a table"),
    ('title = "Higher powers"\n', "", "warmup/power has no title"),
    (EXERCISE, 'points = 4\ntitle = { en = "Squares" }', "line 14: this is no TOML: Cannot overwrite"),
    ('title = "Higher powers"', "title = { a = 1 }", "warmup/power.title: expected a string, found a table"),
    ('id = "warmup/power"', 'id = ["warmup/power"]', "exercise 2.id: expected a string, found a list"),
    ('id = "warmup"\n', "", "has no id"),
]


@pytest.mark.parametrize(("old", "new", "sentence"), CASES, ids=[new.replace("\n", " ")[:50] for _, new, _ in CASES])
def test_what_is_wrong_is_named(mini: Course, old: str, new: str, sentence: str) -> None:
    path = mini.root / "course.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    done = invoke("stubs", "--check", cwd=mini.root)
    assert done.returncode == 3
    assert sentence in done.stderr and "course.toml" in done.stderr, done.stderr
    assert done.stdout == ""


# The same once more: the line that is named is the one that was changed.
@pytest.mark.parametrize(("old", "new", "sentence"), [case for case in CASES if case[1]])
def test_the_line_is_named(mini: Course, old: str, new: str, sentence: str) -> None:
    path = mini.root / "course.toml"
    before = path.read_text("utf-8")
    path.write_text(before.replace(old, new, 1), "utf-8")
    told = invoke("stubs", "--check", cwd=mini.root).stderr
    first = before[: before.index(old)].count("\n") + 1
    assert any(f"course.toml, line {first + more}: " in told for more in range(new.count("\n") + 1)), told


def test_all_that_is_missing_is_told_at_once(mini: Course) -> None:
    (mini.root / "course.toml").write_text(
        '[[parts]]\nid = "a"\n\n[[exercises]]\nid = "a/b"\n\n[[exercises]]\nidd = "c"\n'
    )
    done = invoke("stubs", cwd=mini.root)
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        "gradus: course.toml has no title.",
        "course.toml, line 1: part a has no title.",
        "course.toml, line 4: exercise a/b has no title and points.",
        "course.toml, line 7: exercise 2 has no id (is idd meant by it?), title and points.",
    ]


def test_what_has_a_default_may_be_left_out(mini: Course) -> None:
    path = mini.root / "course.toml"
    text = path.read_text("utf-8").replace("seconds = 2\n", "").replace('allow = ["numpy"]\n', "")
    path.write_text(text, "utf-8")
    course = load(mini.root)
    assert course.seconds == 10 and course.exercises[0].allow == {"numpy"}


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"title = 1\ntitle = 2", b"exercises = 3", b"[[[["])
def test_a_file_that_is_no_course(mini: Course, data: bytes) -> None:
    (mini.root / "course.toml").write_bytes(data)
    done = invoke(cwd=mini.root)
    assert done.returncode == 3 and done.stderr.startswith("gradus: course.toml"), done.stderr


def test_a_step_has_a_name_and_lessons_an_order(mini: Course) -> None:
    assert [exercise.step for exercise in mini.exercises] == ["square", "power"]
    path = mini.root / "course.toml"
    text = path.read_text("utf-8").replace(PART, f'{PART}\nlesson = "before"')
    text = text.replace(EXERCISE, 'points = 4\nstep = "x²"\nlesson = "squares"')
    path.write_text(text.replace('title = "Higher powers"', 'title = "Higher powers"\nlesson = "powers"'), "utf-8")
    course = load(mini.root)
    assert [exercise.step for exercise in course.exercises] == ["x²", "power"]
    assert course.lessons == ["before", "squares", "powers"]
    assert [course.lessons_of(exercise) for exercise in course.exercises] == [["before", "squares"], ["powers"]]


def test_the_shortest_name_finds_the_exercise_again(mini: Course) -> None:
    path = mini.root / "course.toml"
    again = '\n[[parts]]\nid = "later"\ntitle = "Later"\n\n[[exercises]]\nid = "later/power"\ntitle = "p"\npoints = 1\n'
    path.write_text(path.read_text("utf-8") + again, "utf-8")
    course = load(mini.root)
    names = [course.shortest(exercise) for exercise in course.exercises]
    assert names == ["square", "warmup/power", "later/power"]
    assert [course.find(name) for name in names] == list(course.exercises)


def test_a_byte_order_mark_is_no_fault(mini: Course) -> None:
    path = mini.root / "course.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load(mini.root).title == mini.title
