"""`gradus verify` finds what is wrong with a course: each finding seen once, by breaking the course on purpose."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from gradus.authoring import stubs
from gradus.authoring.verifying import structure, verify
from gradus.core.course import Course, CourseError, load
from tests.conftest import invoke, sampled

SQUARE = "warmup/square"
MISCONCEPTIONS = "graders/warmup/square/misconceptions.py"


def edit(path: Path, old: str, new: str) -> str:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return text


def grader(course: Course, name: str) -> Path:
    return course.root / "graders" / "warmup" / "square" / name


def findings(course: Course) -> list[str]:
    return list(verify.exercise_findings(course, course.by_id[SQUARE]))


@pytest.mark.long
def test_a_sound_course_has_nothing_to_mend(mini: Course) -> None:
    done = invoke("verify", cwd=mini.root)
    assert done.returncode == 0, done.stdout
    assert "2 exercises, 6 points: no problems found." in done.stdout


def test_the_command_tells_findings_and_fails(mini: Course) -> None:
    edit(mini.solutions / "warmup" / "square.py", "x * x", "x + x")
    done = invoke("verify", "square", cwd=mini.root)
    assert done.returncode == 3
    assert "square_of_three: the reference gets failed." in done.stdout


def replacing(file: str, old: str, new: str) -> Callable[[Course], object]:
    return lambda course: edit(grader(course, file), old, new)


SKEWED = {"visible": 0.1, "hidden": 1.9}
BROKEN: dict[str, tuple[Callable[[Course], object], str]] = {
    "a wrong reference": (
        lambda c: edit(c.solutions / "warmup" / "square.py", "len(xs)", "2"),
        "mean_of_many: the reference gets failed",
    ),
    "a check that looks at the wrong thing first": (
        replacing(
            "test_visible.py",
            "    expect(submission.square(3.0)).close_to(9.0)",
            "    try:\n        answer = submission.square(3.0)\n    except Exception:\n        answer = 0.0\n"
            "    expect(answer).close_to(9.0)",
        ),
        "square_of_three: the stub gets failed, expected not_started",
    ),
    "a misconception that no check sees": (
        replacing("misconceptions.py", "return x * abs(x)", "return x * x"),
        "misconception SignKept keeps every point",
    ),
    "two misconceptions that answer alike": (
        replacing("misconceptions.py", "return x**3", "return 2 * x"),
        "misconception Doubled is not diagnosed at warmup/square::square_of_three",
    ),
    "a misconception without a sentence": (
        replacing("misconceptions.py", '    """That is the third power."""\n', ""),
        "misconception Cubed has no docstring",
    ),
    "a right variant that loses": (
        replacing("variants.py", "np.array([np.mean(xs)])", "np.array([np.mean(xs), 0.0])"),
        "variant NumPys, which is right, gets failed",
    ),
    "no misconceptions": (lambda c: grader(c, "misconceptions.py").unlink(), "misconceptions.py is missing or empty"),
    "no variants": (lambda c: grader(c, "variants.py").unlink(), "variants.py is missing or empty"),
    "a grader that stumbles": (
        replacing(
            "test_hidden.py", "expect(submission.mean(xs))", "expect(submission.mean(xs) / (submission.mean(xs) < 15))"
        ),
        "mean_of_many: the check raised an exception on misconception",
    ),
    "a form that no check passes": (
        lambda c: edit(c.solutions / "warmup" / "square.py", "a float.\n", "a float.\n\n    Args:\n        x: int.\n"),
        "solutions/warmup/square.py, line 9, square: x may be an int, but no check passes one.",
    ),
    "no help": (
        replacing("test_visible.py", "\n\n    Multiply the number by itself.\n    ", ""),
        "square_of_three: its docstring has a title, but no help",
    ),
    "visible points out of proportion": (
        lambda c: [edit(grader(c, f"test_{w}.py"), "@points(1)", f"@points({p})") for w, p in SKEWED.items()],
        "15% of the points are visible",
    ),
}


@pytest.mark.parametrize("name", sampled(BROKEN, 8))
def test_each_finding(mini: Course, name: str) -> None:
    breaking, sentence = BROKEN[name]
    breaking(mini)
    stubs.write(mini)
    assert any(sentence in finding for finding in findings(mini)), findings(mini)


STRUCTURE: dict[str, tuple[Callable[[Course], object], str]] = {
    "drift": (
        lambda c: (c.stubs / "warmup" / "square.py").write_text("x = 1\n"),
        "exercises/warmup/square.py does not match solutions/: run gradus stubs.",
    ),
    "a stub of no exercise": (
        lambda c: (c.stubs / "warmup" / "cube.py").write_text("x = 1\n"),
        "exercises/warmup/cube.py does not match solutions/",
    ),
    "a missing solution": (
        lambda c: (c.solutions / "warmup" / "power.py").unlink(),
        "solutions/warmup/power.py is missing",
    ),
    "a mark without its partner": (
        lambda c: edit(c.solutions / "warmup" / "power.py", "    ### END SOLUTION\n", ""),
        "warmup/power.py, line 17: ### BEGIN SOLUTION without ### END SOLUTION.",
    ),
    "no source": (
        lambda c: edit(c.solutions / "warmup" / "power.py", "Source: arithmetic.\n\n    >>>", ">>>"),
        "solutions/warmup/power.py, line 9, fourth: its docstring names no Source.",
    ),
    "no shapes": (
        lambda c: edit(c.solutions / "warmup" / "square.py", "The square of x, a float.", "The square."),
        "solutions/warmup/square.py, line 9, square: its docstring names no types or shapes.",
    ),
    "a name that nobody checks": (
        lambda c: edit(c.solutions / "warmup" / "power.py", "def fourth", "def tenth"),
        "solutions/warmup/power.py, line 9, tenth: no check calls it.",
    ),
    "a constant that nobody checks": (
        lambda c: edit(c.solutions / "warmup" / "power.py", "def fourth", "SIXTEEN = None\n\n\ndef fourth"),
        "solutions/warmup/power.py, line 9, SIXTEEN: no check uses it.",
    ),
    "a method that nobody checks": (
        lambda c: edit(
            c.solutions / "warmup" / "power.py",
            "def fourth",
            'class Power:\n    """A float. Source: none."""\n\n    def of(self):\n        """Two."""\n\n\ndef fourth',
        ),
        "solutions/warmup/power.py, line 9, Power.of: no check uses it.",
    ),
    "no hints": (
        lambda c: edit(c.root / "course.toml", 'hints = ["Use what you have."]\n', ""),
        "course.toml, line 17: warmup/power has no hints.",
    ),
    "graders of no exercise": (
        lambda c: (c.root / "graders" / "warmup" / "square").rename(c.root / "graders" / "warmup" / "cube"),
        "graders/warmup/cube belongs to no exercise of course.toml.",
    ),
}


@pytest.mark.fast
@pytest.mark.parametrize("name", STRUCTURE)
def test_what_is_seen_without_running(mini: Course, name: str) -> None:
    breaking, sentence = STRUCTURE[name]
    breaking(mini)
    found = list(structure.findings(load(mini.root)))
    assert any(sentence in finding for finding in found), found


DEMANDS = {
    "misconceptions = 7": f"{MISCONCEPTIONS}: 6 misconceptions; course.toml asks for 7 or more under [verify]: ",
    "variants = 5": "graders/warmup/square/variants.py: 4 variants; course.toml asks for 5 or more under [verify]: ",
    "points = 10": "course.toml, line 14: warmup/square is worth 4 points; course.toml asks for 10 under [verify].",
    "visible = [40, 45]": "warmup/square: 38% of the points are visible; students need 40 to 45 %.",
    "misconceptions = 0": "",
}


@pytest.mark.fast
@pytest.mark.parametrize("demand", DEMANDS)
def test_what_a_course_asks_of_each_exercise(mini: Course, demand: str) -> None:
    assert list(structure.demanded(mini, mini.by_id[SQUARE])) == []
    edit(mini.root / "course.toml", "[[parts]]", f"[verify]\n{demand}\n\n[[parts]]")
    if demand == "misconceptions = 0":
        grader(mini, "misconceptions.py").unlink()
    course = load(mini.root)
    found = list(structure.demanded(course, course.by_id[SQUARE]))
    assert [each.partition(DEMANDS[demand])[0] for each in found] == ([""] if DEMANDS[demand] else [])


TOML = {
    ('id = "warmup/power"', 'id = "warmup/square"'): "warmup/square is listed twice",
    ('builds_on = ["warmup/square"]', 'builds_on = ["warmup/cube"]'): "warmup/cube does not come before it",
    ("points = 4", "points = 0"): "is worth more than 0 points",
    ("points = 4", 'points = "four"'): "exercise warmup/square.points: expected a number, found a string",
    ('id = "warmup/power"', 'id = "../power"'): ".id: it looks like part/exercise",
    ('id = "warmup/power"', 'id = "other/power"'): "a part that is not listed",
    ("points = 4", "points = 4\npoint = 4"): "unknown key point: did you mean points?",
    ("points = 4", "points = "): "line 13: this is no TOML",
    ("points = 4", 'points = 4\nlesson = "../secrets"'): "a lesson's name has letters",
    ("[[parts]]", "[verify]\nvariant = 2\n\n[[parts]]"): "unknown key variant: did you mean variants?",
    ("[[parts]]", "[verify]\nvariants = -2\n\n[[parts]]"): "how many an exercise has at least, from 0 to 1,000.",
    ("[[parts]]", "[verify]\nvisible = [50, 30]\n\n[[parts]]"): "verify.visible: expected two percentages",
    ("[[parts]]", "[verify]\nvisible = 40\n\n[[parts]]"): "verify.visible: expected a list, found a whole number",
    ("[[parts]]", "[verify]\npoints = 0\n\n[[parts]]"): "verify.points: expected what each exercise is worth",
    ("[[parts]]", '[verify]\nmutants = "yes"\n\n[[parts]]'): "verify.mutants: expected true or false, found a string",
    ("[[exercises]]", "[[exercise]]"): "unknown key exercise: did you mean exercises?",
}


@pytest.mark.fast
@pytest.mark.parametrize("change", TOML)
def test_a_course_that_makes_no_sense(mini: Course, change: tuple[str, str]) -> None:
    edit(mini.root / "course.toml", *change)
    with pytest.raises(CourseError, match=re.escape(TOML[change])):
        load(mini.root)
    done = invoke(cwd=mini.root)
    assert done.returncode == 3
    assert TOML[change] in done.stderr
