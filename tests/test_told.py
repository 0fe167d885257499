"""What a student is told, and how often: prints, faults of the whole file, repeated errors and causes, narrow pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gradus.core import markdown
from gradus.core import report as reports
from gradus.core.course import Course
from gradus.core.report import CheckResult, ExerciseResult
from gradus.core.status import Status, Visibility
from gradus.core.telling import SAME_CAUSE, points_line, tell
from gradus.grading.budget import TimeBudget
from gradus.sandbox.output import HALF, Output
from tests.conftest import HandIn, checks, grade, invoke, sampled
from tests.test_plugin import plain_pytest

PRINTS = """import sys, warnings
print("at import")

def square(x):
    print("x =", x)
    for step in range(30):
        print("step", step, "::error::x \\x1b[31m \\u202e")
    sys.stderr.write("\\nno end of line")
    warnings.warn("not a print")
    return 2 * x


def mean(xs):
    print(xs)
    return sum(xs) / len(xs)
"""
FAULTS = {
    "def square(x):\n\tif x:\n\t\treturn (x * x\n": f"\n{16 * ' '}return (x * x\n{23 * ' '}^\n",
    "def square(x):\n    return x +\n": f"\n{12 * ' '}return x +\n{22 * ' '}^\n",
    "def square(x):\n    y = 1\n  return y\n": "unindent does not match",
    "def square(x):\n        y = 1\n\treturn y\n": "TabError",
    "def square(x):\n    return x\n\nsquare(1, 2)\n": "at line 4 of exercises/warmup/square.py",
    "import scipy\n": "line 1 uses scipy",
    "\0": "save it as UTF-8",
}


def written(course: Course, text: str, name: str = "square") -> Course:
    (course.stubs / "warmup" / f"{name}.py").write_text(text, "utf-8")
    return course


def shown(course: Course, *names: str, columns: int = 100) -> str:
    done = invoke("check", *names, cwd=course.root, COLUMNS=str(columns))
    assert done.returncode == 0, done.stderr
    return done.stdout


def result(*results: CheckResult) -> ExerciseResult:
    return ExerciseResult("warmup/square", "Squares", 0, 4, results)


def failed(name: str, **fields: Any) -> CheckResult:
    plain: dict[str, Any] = {"message": "", "diagnosis": None, "help": "Look.", "visibility": Visibility.VISIBLE}
    plain |= {"title": f"Title of {name}", "status": Status.FAILED, "points": 1.0, "score": 0.0}
    return CheckResult(id=f"warmup/square::{name}", **{**plain, **fields})


# Prints


def test_prints_are_shown_below_the_check_that_failed(mini: Course) -> None:
    text = shown(written(mini, PRINTS), "square")
    block = text[text.index("✗ The square of 3") : text.index("✓ The mean of 1 and 2")]
    lines = block.splitlines()
    assert lines.index("    expected  9.0, give or take 9e-05") + 1 == lines.index("    printed   x = 3.0")
    assert r"              step 4 : :error::x \x1b[31m \u202e" in lines
    assert "              … 21 more lines" in lines and "              no end of line" in lines
    assert "at import" not in text and "not a print" not in text and "[1.0, 2.0]" not in text
    assert "41.75" not in text
    assert text.count("printed") == 1


def test_prints_are_in_the_report_of_visible_checks_alone(mini: Course, hand_in: HandIn) -> None:
    told = checks(grade(mini, hand_in("ada", square=PRINTS))["ada"])
    assert told["square_of_three"]["printed"].startswith("x = 3.0\nstep 0")
    assert len(told["square_of_three"]["printed"].splitlines()) == 13
    assert [name for name, check in told.items() if check["printed"]] == ["square_of_three"]
    assert told["square_of_others"]["status"] == "failed"


@pytest.mark.parametrize("option", ["-s", pytest.param("-q", marks=pytest.mark.long)])
def test_prints_in_pytest(mini: Course, option: str) -> None:
    done = plain_pytest(written(mini, PRINTS), "graders/warmup/square", option)
    assert "    printed   x = 3.0\n" in done.stdout and "… 21 more lines" in done.stdout
    assert "41.75" not in done.stdout


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        pytest.param("while True: pass", "timeout", marks=pytest.mark.long),
        ("import os; os._exit(1)", "error"),
        pytest.param("1 / 0", "error", marks=pytest.mark.long),
    ],
)
def test_prints_before_the_end(mini: Course, hand_in: HandIn, ending: str, status: str) -> None:
    source = f"def square(x):\n    print('got', x)\n    {ending}\n"
    check = checks(grade(mini, hand_in("ada", square=source))["ada"])["square_of_three"]
    assert (check["status"], check["printed"]) == (status, "got 3.0")


@pytest.mark.fast
def test_output_is_bounded() -> None:
    output = Output()
    for number in range(100_000):
        output.keep(b"line %d\n" % number)
    lines = output.lines()
    assert lines[0] == "line 0" and lines[-1] == "line 99999" and len(lines) == 13
    assert lines[6] == "… 99988 more lines"
    assert len(output.head) + len(output.tail) <= 2 * HALF
    output.clear()
    assert output.lines() == []
    output.keep(b"\xff\xfe\0 \x1b]0;x\x07" + b"w" * 500 + b"\r\n\n  50%\r 100%\r\n\n\n")
    first, second, third = output.lines()
    assert len(first) == 76 and first.isprintable() and (second, third) == ("", " 100%")


# Faults of the whole file


@pytest.mark.parametrize("source", sampled(FAULTS, 8))
def test_a_fault_of_the_whole_file_is_told_once(mini: Course, source: str) -> None:
    words = FAULTS[source]
    report = json.loads(invoke("check", "square", "--json", cwd=written(mini, source).root).stdout)
    told = report["exercises"][0]["checks"]
    assert all(check["whole_file"] and not check["help"] and check["message"] for check in told)
    text = shown(mini, "square")
    assert "✗ Nothing in exercises/warmup/square.py can be checked yet." in text
    assert text.count("square.py") <= 3 and "4 checks wait for this." in text
    assert "Multiply the number" not in text and "The mean of 1" not in text
    assert words in text


def test_a_missing_file_is_told_once(mini: Course) -> None:
    (mini.stubs / "warmup" / "square.py").unlink()
    text = shown(mini, "square")
    assert text.count("There is no warmup/square.py in what was handed in.") == 1
    assert "4 checks wait for this." in text and "Multiply" not in text


@pytest.mark.parametrize("ci", sampled(["true", ""], 2))
def test_a_fault_of_the_whole_file_in_pytest(mini: Course, ci: str) -> None:
    done = plain_pytest(written(mini, "def square(x:\n"), "graders/warmup/square", CI=ci)  # pytest cuts nothing in CI
    assert done.stdout.count("SyntaxError") == 1 and "4 checks wait for this." in done.stdout
    assert "1 failed, 3 waiting" in done.stdout and "Multiply" not in done.stdout


def test_a_fault_of_the_whole_file_on_a_page(mini: Course, hand_in: HandIn) -> None:
    grade(mini, hand_in("ada", square="def square(x:\n"))
    report = reports.read(mini.root / "results" / "ada.json")
    text = markdown.exercises(report.exercises, limit=60_000)
    assert text.count("SyntaxError") == 1 and "4 checks wait for this" in text and "Multiply" not in text


# What was said above


@pytest.mark.fast
def test_an_error_and_a_cause_are_told_once() -> None:
    error = "raised    NameError: name 'sun'\nat line 12 of exercises/warmup/square.py:\n    sun(xs)"
    told = list(
        tell(
            [
                failed("a", message=f"called    f(1)\n{error}", help="Help a."),
                failed("b", message=f"called    g(2)\n{error}", help="Help b.", printed="one\ntwo"),
                failed("c", message="called    f(3)\nreturned  1", diagnosis="You add."),
                failed("d", message="called    f(4)\nreturned  1", diagnosis="You add."),
            ]
        )
    )
    assert told[0].facts.endswith("    sun(xs)")
    assert told[1].facts == (
        "called    g(2)\nraised    the same error as above, at line 12\nprinted   one\n          two"
    )
    assert [each.advice for each in told] == ["Help a.", "Help b.", "You add.", SAME_CAUSE]
    page = markdown.exercises([result(*(each.check for each in told))], limit=60_000)
    assert page.count("sun(xs)") == 1 and page.count("You add.") == 1 and SAME_CAUSE in page


# Pages


@pytest.mark.fast
def test_the_points_line_is_always_there() -> None:
    done = failed("a", status=Status.PASSED, score=1.0)
    assert points_line([result(done)]) == "1 of 1 points here; 3 more are judged when you hand in"
    assert points_line([result(done), result(failed("b"))]) == "1 of 2 points here; 6 more are judged when you hand in"
    assert points_line([result(done)], complete=False) == "1 of 1 points in the checks that ran"
    assert points_line([ExerciseResult("a/b", "", 1, 1, (done,))]) == "1 of 1 points"


@pytest.mark.long
def test_the_points_line_in_check_and_pytest(mini: Course) -> None:
    """As a student has it, without hidden checks: also when all is green."""
    for name in ("square", "power"):
        (mini.graders(mini.by_id[f"warmup/{name}"]) / "test_hidden.py").unlink()
        (mini.stubs / "warmup" / f"{name}.py").write_bytes((mini.solutions / "warmup" / f"{name}.py").read_bytes())
    line = "1.5 of 1.5 points here; 2.5 more are judged when you hand in"
    assert line in shown(mini, "square")
    assert f"{line}." in plain_pytest(mini, "graders/warmup/square").stdout
    assert "1 of 1 points in the checks that ran." in plain_pytest(mini, "graders/warmup/square", "-k", "three").stdout
    assert "2.5 of 2.5 points here; 3.5 more are judged when you hand in" in shown(mini, "square", "power")


@pytest.mark.parametrize("columns", sampled([40, 80], 2))
def test_long_titles_hang_below_their_first_letter(mini: Course, columns: int) -> None:
    for file in mini.graders(mini.exercises[0]).glob("test_*.py"):
        text = file.read_text("utf-8").replace(
            "The square of 3 is 9.", f"The square of 3 is 9, {'as always ' * 9}here."
        )
        file.write_text(text, "utf-8")
    text = shown(written(mini, PRINTS), "square", columns=columns)
    text += invoke(cwd=mini.root, COLUMNS=str(columns)).stdout
    lines = [line for line in text.splitlines() if not line.startswith("    repeat")]  # to be pasted: never broken
    assert max(map(len, lines)) <= columns and not [line for line in lines if line != line.rstrip()]
    first = next(number for number, line in enumerate(lines) if line.startswith("✗ The square of 3"))
    assert lines[first + 1].startswith("  ") and lines[first + 1][2] != " "
    for exercise in mini.exercises:
        assert exercise.id in text


def test_what_a_label_says_hangs_below_its_first_letter(mini: Course) -> None:
    changing = "def mean(xs):\n    answer = sum(xs) / 2\n    xs[0] = 7.0\n    return answer\n"
    lines = shown(written(mini, changing), "square", columns=40).splitlines()
    then = next(number for number, line in enumerate(lines) if line.startswith("    then"))
    assert lines[then + 1].startswith(14 * " ") and lines[then + 1][14] != " "


# Names


@pytest.mark.long
def test_a_misspelt_name_offers_the_near_one(mini: Course) -> None:
    text = shown(written(mini, "def squares(x):\n    return x * x\n\n\nmeans = None\n"), "square")
    assert "There is no square in what was handed in; there is squares: is that it?" in text
    assert "There is no mean in what was handed in; there is means: is that it?" in text
    done = plain_pytest(mini, "graders/warmup/square/test_visible.py")
    assert "there is squares: is that it?" in done.stdout


def test_a_right_name_is_never_offered_for_another(mini: Course) -> None:
    """`mean` is asked for itself, so it is not a misspelt `means`; a far name is none of anything."""
    for file in mini.graders(mini.exercises[0]).glob("test_*.py"):
        file.write_text(file.read_text("utf-8").replace("submission.square", "submission.means"), "utf-8")
    text = shown(written(mini, "def mean(x):\n    return 1\n\n\ndef quadrat(x):\n    return 1\n"), "square")
    assert "There is no means in what was handed in." in text


def test_what_a_name_may_be_meant_for(mini: Course) -> None:
    for name, words in {
        "squar": "Did you mean square?",
        "warm-up": "Did you mean warmup?",
        "warmup/powr": "Did you mean warmup/power?",
        "mean": "It is defined in warmup/square: give that name.",
        "nothing": "There are: warmup/square, warmup/power.",
    }.items():
        done = invoke("check", name, cwd=mini.root)
        assert done.returncode == 2 and words in done.stderr, name
    part = json.loads(invoke("check", "warmup", "square", "--json", cwd=mini.root).stdout)
    assert [exercise["id"] for exercise in part["exercises"]] == ["warmup/square", "warmup/power"]
    for command in ("hint", "show"):
        done = invoke(command, "warmup", cwd=mini.root)
        assert done.returncode == 2 and "Choose one of it: square, power." in done.stderr


# Loops, breakpoints, -x


@pytest.mark.long
def test_an_endless_loop_costs_one_wait(mini: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(TimeBudget, "spend", lambda self, check, seconds: waited.append(seconds))
    settings = mini.root / "course.toml"
    settings.write_text(settings.read_text("utf-8").replace("seconds = 2", "seconds = 3"), "utf-8")
    loop = "def square(x):\n    while x != 5:\n        pass\n    return 25.0\n"
    text = shown(written(mini, loop + "\n\ndef mean(xs):\n    return sum(xs) / len(xs)\n"), "square", "power")
    assert "✓ The mean of 1 and 2" in text
    assert waited[0] > 2.9 and 0.9 < waited[2] < 2.5  # the other two are for the mean


@pytest.mark.long
def test_a_loop_that_was_not_waited_for(mini: Course) -> None:
    """The message says so; and a call that answers within a second is judged."""
    visible = mini.graders(mini.exercises[0]) / "test_visible.py"
    extra = '\n\n@points(0.25)\ndef test_square_of_{0}(submission):\n    """Again {0}.\n\n    Look.\n    """\n'
    extra += "    expect(submission.square({0})).close_to({1})\n"
    visible.write_text(visible.read_text("utf-8") + extra.format(4, 16) + extra.format(5, 25), "utf-8")
    text = shown(written(mini, "def square(x):\n    while x != 5:\n        pass\n    return 25.0\n"), "square")
    assert "    square gave no answer in an earlier check, so this one waited 1 second only." in text
    assert "✓ Again 5." in text


@pytest.mark.parametrize("stop", sampled(["breakpoint()", "import pdb; pdb.set_trace()", "input('name? ')"], 3))
def test_a_breakpoint_says_how_to_stop_there(mini: Course, monkeypatch: pytest.MonkeyPatch, stop: str) -> None:
    monkeypatch.setenv("UV", "uv")
    text = shown(written(mini, f"def square(x):\n    print('before')\n    {stop}\n    return x\n"), "square")
    assert "breakpoint() and input() need a keyboard, and a check has none. Run it with one:" in text
    assert "\n        uv run pytest graders/warmup/square/test_visible.py --in-process -s\n" in text
    assert "    printed   before\n" in text and "(Pdb)" not in text


def test_not_started_does_not_stop_pytest(mini: Course) -> None:
    written(mini, "def square(x):\n    raise NotImplementedError\n\n\ndef mean(xs):\n    return 7\n")
    done = plain_pytest(mini, "graders/warmup/square", "-x")
    assert "1 failed, 1 not started" in done.stdout and "returned  7" in done.stdout
    assert done.returncode == 1
