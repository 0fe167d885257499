"""A folder as a student handed it in: one level down, in another case, lying flat, with near-miss names."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gradus.cli.common import chosen
from gradus.core.course import Course
from gradus.core.handed_in import found
from gradus.core.handed_in.near import CASE, COPY, EXACT, PREFIX, likeness, suggest
from gradus.core.handed_in.submission import ModuleReadError, SubmissionError, open_folder
from tests.conftest import invoke
from tests.lessons import LESSON, answered, with_lesson

pytestmark = pytest.mark.fast
Lay = Callable[..., Path]


@pytest.fixture
def lay(mini: Course, tmp_path: Path) -> Lay:
    """Make a folder `ada` with copies of square.py at these places."""

    def make(*places: str) -> Path:
        for place in places:
            path = tmp_path / "heap" / "ada" / place
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(mini.solutions / "warmup" / "square.py", path)
        return tmp_path / "heap" / "ada"

    return make


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("exercises/warmup/square.py", ""),
        ("warmup/square.py", ""),
        ("square.py", "warmup/square.py was found as square.py."),
        ("exercises/square.py", "warmup/square.py was found as square.py."),
        ("Exercises/warmup/square.py", "The folder is written Exercises, not exercises."),
        ("exercises/Warmup/Square.py", "warmup/square.py was found as Warmup/Square.py."),
        ("students-main/exercises/warmup/square.py", "The exercises lie one folder deeper, in students-main/."),
        ("hw1/warmup/square.py", "The exercises lie one folder deeper, in hw1/."),
        ("hw1/Square.py", "warmup/square.py was found as Square.py."),
        ("__MACOSX/exercises/warmup/._square.py exercises/warmup/square.py", ""),
    ],
)
def test_where_modules_are_found(place: str, told: str, lay: Lay, mini: Course) -> None:
    submission = open_folder(lay(*place.split()), mini)
    assert submission.name == "ada"
    assert submission.source(mini.by_id["warmup/square"]) == (mini.solutions / "warmup" / "square.py").read_bytes()
    assert (told in submission.remarks) if told else submission.remarks == ()


@pytest.mark.parametrize(
    ("places", "says"),
    [
        (["a/b/exercises/warmup/square.py"], "Exercises lie two folders deeper, in a/b/: give that folder."),
        (["bob/square.py", "eve/square.py"], "Exercises lie one folder deeper, in bob/, eve/: give each"),
        (["hw1.zip"], "It contains hw1.zip, which `gradus collect` reads"),
        (["notes.txt", "cat.png"], "It contains cat.png, notes.txt."),
        (["\x1b[31mred"], "It contains \\x1b[31mred."),
    ],
)
def test_a_refusal_says_what_lies_there(places: list[str], says: str, lay: Lay, mini: Course) -> None:
    with pytest.raises(SubmissionError) as caught:
        open_folder(lay(*places), mini)
    assert "contains neither exercises/ nor a part of the course (warmup/)" in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize("name", ["square (1).py", "square.py.txt", "Kopie von square.py", "sqaure.py"])
def test_a_near_miss_is_named_not_taken(name: str, lay: Lay, mini: Course) -> None:
    submission = open_folder(lay(f"exercises/warmup/{name}", "exercises/warmup/power.py"), mini)
    with pytest.raises(ModuleReadError) as caught:
        submission.source(mini.by_id["warmup/square"])
    assert caught.value.missing
    assert str(caught.value) == (
        f"There is no warmup/square.py in what was handed in. There is {name}: is that it? "
        "Rename it to square.py and hand in again."
    )


def test_a_near_miss_beside_exercises_is_named(lay: Lay, mini: Course) -> None:
    submission = open_folder(lay("exercises/warmup/power.py", "square (1).py"), mini)
    with pytest.raises(ModuleReadError, match=r"There is square \(1\)\.py"):
        submission.source(mini.by_id["warmup/square"])


def test_another_students_files_are_not_looked_at(lay: Lay, mini: Course) -> None:
    folder = lay("warmup/power.py", "../square (1).py")
    with pytest.raises(ModuleReadError) as caught:
        open_folder(folder, mini).source(mini.by_id["warmup/square"])
    assert str(caught.value) == "There is no warmup/square.py in what was handed in."


def test_links_are_not_followed(lay: Lay, mini: Course, tmp_path: Path) -> None:
    other = lay("exercises/warmup/square.py")
    eve = tmp_path / "heap" / "eve"
    eve.mkdir()
    for name in ("hw1", "warmup", "Exercises"):
        (eve / name).symlink_to(other / "exercises", target_is_directory=True)
    (eve / "square.py").symlink_to(other / "exercises" / "warmup" / "square.py")
    with pytest.raises(SubmissionError):
        open_folder(eve, mini)


@pytest.mark.parametrize(
    ("name", "wanted", "near"),
    [
        ("chain_rule.py", "chain_rule.py", EXACT),
        ("Chain_Rule.PY", "chain_rule.py", CASE),
        ("chain\u200b_rule.py", "chain_rule.py", CASE),
        ("chain-rule.py", "chain_rule.py", COPY),
        ("chain rule (2).py", "chain_rule.py", COPY),
        ("chain_rule-1.py", "chain_rule.py", COPY),
        ("chain_rule - Copy.py", "chain_rule.py", COPY),
        ("Copy of Copy of chain_rule.py", "chain_rule.py", COPY),
        ("chain_rule.py.txt", "chain_rule.py", COPY),
        ("chain_rule_final_v2.py", "chain_rule.py", COPY),
        ("lovelaceada_123_456_chain_rule-2.py", "chain_rule.py", PREFIX),
        ("test_chain_rule.py", "chain_rule.py", None),
        ("unchain_rule.py", "chain_rule.py", None),
        ("chain_rule.pyc", "chain_rule.py", None),
        ("rule.py", "chain_rule.py", None),
        ("day1-neuron-Copy1.ipynb", "day1-neuron.ipynb", COPY),
        ("day1-neuron.ipynb.json", "day1-neuron.ipynb", COPY),
        ("day1-neuron.py", "day1-neuron.ipynb", None),
        ("day2-neuron.ipynb", "day1-neuron.ipynb", None),
    ],
)
def test_how_near_a_name_is(name: str, wanted: str, near: int | None) -> None:
    assert likeness(name, wanted) == near


def test_the_nearest_name_is_suggested() -> None:
    assert suggest("square.py", ["sqaure.py", "my_square.py", "square (1).py"]) == "square (1).py"
    assert suggest("square.py", ["cube.py", "square.md"]) == ""


def test_notebooks(tmp_path: Path) -> None:
    for place in ("Lessons/Day1.ipynb", "day2.ipynb", "lessons.old/day3.ipynb", "day3.ipynb", "day4 (1).ipynb"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).touch()
    seen = found.notebooks(tmp_path, ["day1", "day2", "day3", "day4"])
    assert {name: path.relative_to(tmp_path).as_posix() for name, path in seen.files.items()} == {
        "day1": "Lessons/Day1.ipynb",
        "day2": "day2.ipynb",
    }
    assert seen.remarks == {
        "day1": "It was found as Lessons/Day1.ipynb.",
        "day2": "It was found as day2.ipynb.",
        "day3": "It is there more than once, as lessons.old/day3.ipynb and day3.ipynb: none was taken.",
    }
    assert seen.advice("day4").startswith("There is day4 (1).ipynb: is that it?")


@pytest.mark.parametrize(
    ("name", "here", "found"),
    [
        ("square", ".", ["warmup/square"]),
        ("Square", ".", ["warmup/square"]),
        ("warmup/square", ".", ["warmup/square"]),
        ("./exercises/warmup/square.py", ".", ["warmup/square"]),
        ("exercises/warmup/square.py", ".", ["warmup/square"]),
        (".\\exercises\\warmup\\square.py", ".", ["warmup/square"]),
        ("exercises\\warmup\\", ".", ["warmup/square", "warmup/power"]),
        ("./exercises/warmup/", ".", ["warmup/square", "warmup/power"]),
        ("{root}/exercises/warmup/square.py", "graders", ["warmup/square"]),
        ("{root}/exercises/warmup", ".", ["warmup/square", "warmup/power"]),
        ("../warmup/square.py", "exercises/warmup", ["warmup/square"]),
        ("square.py", "exercises/warmup", ["warmup/square"]),
        ("./square.py", "exercises/warmup", ["warmup/square"]),
        ("warmup/square.py", "exercises", ["warmup/square"]),
        ("warmup", ".", ["warmup/square", "warmup/power"]),
        ("solutions/warmup/square.py", ".", ["warmup/square"]),
        ("graders/warmup/square/test_visible.py", ".", ["warmup/square"]),
        ("graders/warmup/square", ".", ["warmup/square"]),
    ],
)
def test_names_of_exercises_as_a_shell_completes_them(
    name: str, here: str, found: list[str], mini: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(mini.root / here)
    assert [exercise.id for exercise in chosen(mini, [name.format(root=mini.root)])] == found


@pytest.mark.parametrize("name", ["/etc/passwd", "../../exercises/warmup/cube.py", "", ".", "cube"])
def test_names_of_no_exercise(name: str, mini: Course, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        chosen(mini, [name])
    assert "There is no exercise called" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("place", "points", "says"),
    [
        ("Lessons/{name}.ipynb", 1, "It was found as Lessons/two-questions.ipynb."),
        ("{name}.ipynb", 1, "It was found as two-questions.ipynb."),
        ("hw1/lessons/{name}.ipynb", 1, "It was found as hw1/lessons/two-questions.ipynb."),
        (
            "lessons/{name} (1).ipynb",
            0,
            "There is two-questions (1).ipynb: is that it? Rename it to two-questions.ipynb",
        ),
        ("lessons/Kopie von {name}.ipynb", 0, "There is Kopie von two-questions.ipynb: is that it?"),
    ],
)
def test_notebooks_in_other_places(place: str, points: float, says: str, mini: Course, tmp_path: Path) -> None:
    course = with_lesson(mini)
    path = tmp_path / "ada" / place.format(name=LESSON)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(answered(course)), "utf-8")
    done = invoke("lessons", tmp_path / "ada", "--out", "results", cwd=course.root)
    assert done.returncode == 0
    assert says in done.stdout
    assert f"{LESSON}  {points:g} of 3 points" in done.stdout


@pytest.mark.long
def test_check_and_grade_say_what_was_found_elsewhere(lay: Lay, mini: Course) -> None:
    folder = lay("students-main/square.py")
    for command in (("check", "square", "--submission", folder), ("grade", folder, "--out", "out")):
        done = invoke(*command, cwd=mini.root)
        assert done.returncode == 0
        assert "The exercises lie one folder deeper, in students-main/." in done.stderr
        assert "warmup/square.py was found as square.py." in done.stderr
