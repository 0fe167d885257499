"""`gradus` without a command: the map, lessons and their questions, and what comes next, as it can be typed."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from rich.cells import cell_len

from gradus.core.course import Course, load
from tests.conftest import ROOT, invoke

pytestmark = pytest.mark.fast
PART, EXERCISE = 'title = "Warm-up"', 'title = "Squares and means"'
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def taught(mini: Course) -> Course:
    """The small course with a map, a warm-up and a lesson for each exercise; two questions in a lesson."""
    path = mini.root / "course.toml"
    text = path.read_text("utf-8").replace(PART, f'{PART}\nlesson = "before"', 1)
    text = text.replace(EXERCISE, f'{EXERCISE}\nstep = "x times x"\nlesson = "squares"')
    text = text.replace('title = "Higher powers"', 'title = "Higher powers"\nlesson = "powers"')
    path.write_text(f'start = "school"\n{text}', "utf-8")
    (mini.root / "lessons").mkdir()
    names = ("before", "squares", "powers")
    for name in names:
        (mini.root / "lessons" / f"{name}.ipynb").write_text("{}", "utf-8")
    asked = {name: {"q1": {"kind": "choice"}, "q2": {"kind": "number"}} for name in names}
    (mini.root / "lessons/feedback.json").write_text(json.dumps(asked), "utf-8")
    return load(mini.root)


def see(course: Course, **environment: str) -> str:
    done = invoke(cwd=course.root, **{"UV": "uv", **environment})
    assert done.returncode == 0, done.stderr
    return done.stdout


def answer(course: Course, lesson: str, **answers: str) -> None:
    (course.root / ".gradus").mkdir(exist_ok=True)
    (course.root / ".gradus/lessons.json").write_text(json.dumps({lesson: answers}), "utf-8")


def solve(course: Course, *names: str) -> str:
    for name in names:
        shutil.copy(course.solutions / "warmup" / f"{name}.py", course.stubs / "warmup")
    return invoke("check", *names, cwd=course.root, UV="uv").stdout


def progress_in(folder: Path, *names: str) -> Course:
    """A copy of the whole course where exercises of these names are finished."""
    for name in ("course.toml", "exercises", "graders"):
        source = ROOT / name
        shutil.copytree(source, folder / name) if source.is_dir() else shutil.copy(source, folder / name)
    course = load(folder)
    (folder / ".gradus").mkdir()
    entry = {"state": "passed", "score": 4.0, "possible": 4.0, "hints": 0, "digest": ""}
    for name in names:
        path = course.find(name).path
        shutil.copy(ROOT / "solutions" / path, folder / "exercises" / path)
    done = {course.find(name).id: entry for name in names}
    (folder / ".gradus/progress.json").write_text(json.dumps(done), "utf-8")
    return course


def the_map(text: str) -> list[str]:
    return text.split("\n\n")[1].splitlines()


def test_the_map_shows_where_you_are(taught: Course) -> None:
    assert the_map(see(taught)) == ["school → [x times x] → power"]
    solve(taught, "square")
    assert the_map(see(taught)) == ["school → ✓ x times x → [power]"]
    solve(taught, "power")
    assert the_map(see(taught)) == ["school → ✓ x times x → ✓ power"]


@pytest.mark.parametrize("columns", [40, 80, 100])
def test_the_map_of_the_course_at_every_width(tmp_path: Path, columns: int) -> None:
    """Every step stands whole on one line; without colour, done and present steps have a sign."""
    course = progress_in(tmp_path, "derivatives", "gradients")
    lines = the_map(see(course, COLUMNS=str(columns)))
    assert max(map(cell_len, lines)) <= columns
    assert len(lines) > 1
    assert all(line.endswith(" →") for line in lines[:-1])
    steps = [step for line in lines for step in line.removesuffix(" →").split(" → ")]
    rest = [exercise.step for exercise in course.exercises[3:]]
    assert steps == ["raw math", "✓ derivatives", "✓ gradients", "[descent]", *rest]
    assert "decision boundary" in rest and "chain rule" in rest


def test_colour_changes_no_word_of_the_overview(taught: Course) -> None:
    solve(taught, "square")
    plain = see(taught, COLUMNS="100")
    assert "\x1b" not in plain
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", see(taught, FORCE_COLOR="1", NO_COLOR="1"))
    coloured = see(taught, FORCE_COLOR="1", TERM="xterm", COLUMNS="100")
    assert "\x1b[32m✓ x times x" in coloured and "\x1b[1m[power]" in coloured
    assert COLOUR.sub("", coloured) == plain


@pytest.mark.parametrize("columns", [40, 59, 60, 80])
@pytest.mark.long
def test_the_whole_overview_fits(taught: Course, columns: int) -> None:
    solve(taught, "square")
    answer(taught, "squares", q1="right")
    lines = see(taught, COLUMNS=str(columns)).splitlines()
    commands = [line for line in lines if line.startswith("    uv run ")]
    assert max(cell_len(line) for line in lines if line not in commands) <= columns
    assert "    uv run --group lessons jupyter lab lessons/powers.ipynb" in commands, "whole, so that it can be copied"
    assert any("✓ warmup/square" in line for line in lines) and any("4 / 4" in line for line in lines)


def test_a_new_student_begins_with_the_lesson(taught: Course) -> None:
    assert see(taught).split("\n\n")[-1] == (
        "Next: warmup/square  Squares and means\n"
        "Rusty? A short warm-up, if you like:\n"
        "    uv run --group lessons jupyter lab lessons/before.ipynb\n"
        "Start with its lesson:\n"
        "    uv run --group lessons jupyter lab lessons/squares.ipynb\n"
        "Then write exercises/warmup/square.py, and check it:\n"
        "    uv run gradus check square\n"
    )


def test_commands_are_those_that_can_be_typed_here(taught: Course) -> None:
    shown = see(taught, UV="")
    assert "\n    jupyter lab lessons/squares.ipynb\n" in shown and "\n    gradus check square\n" in shown
    assert "uv run" not in shown
    below = invoke(cwd=taught.stubs / "warmup", UV="").stdout
    assert "\n    jupyter lab ../../lessons/squares.ipynb\n" in below and "Then write square.py, and check" in below


def test_lessons_that_are_not_there_are_not_named(taught: Course) -> None:
    shutil.rmtree(taught.root / "lessons")
    shown = see(taught)
    assert "lesson" not in shown and "jupyter" not in shown
    assert "Write exercises/warmup/square.py, and check it:" in shown


def test_a_lesson_that_was_begun_is_gone_on_with(taught: Course) -> None:
    assert "    lesson squares: 0 of 2 questions answered\n" in see(taught)
    answer(taught, "squares", q1="wrong", gone="right")
    shown = see(taught)
    assert "    lesson squares: 1 of 2 questions answered\n" in shown
    assert "Go on with its lesson:\n" in shown and "Start with" not in shown


def test_a_warm_up_that_is_done_is_no_longer_offered(taught: Course) -> None:
    answer(taught, "before", q1="right", q2="written")
    shown = see(taught)
    assert "Rusty?" not in shown
    assert "Warm-up\n    warm-up before: 2 of 2 questions answered\n" in shown


def test_lessons_of_other_parts_only_with_progress(taught: Course) -> None:
    path = taught.root / "course.toml"
    later = '\n[[parts]]\nid = "later"\ntitle = "Later"\n'
    path.write_text(path.read_text("utf-8").replace('id = "warmup/power"', 'id = "later/power"') + later, "utf-8")
    shutil.move(taught.root / "graders/warmup/power", taught.root / "graders/later/power")
    assert "lesson powers" not in see(taught)
    answer(taught, "powers", q2="right")
    assert "lesson powers: 1 of 2 questions answered" in see(taught)


@pytest.mark.parametrize("text", ["", "[]", '{"squares": ["q1"]}', '{"squares": {"q1": 1}}', "\udcff"])
def test_broken_answers_count_as_none(taught: Course, text: str) -> None:
    (taught.root / ".gradus").mkdir(exist_ok=True)
    (taught.root / ".gradus/lessons.json").write_text(text, "utf-8", errors="surrogateescape")
    assert "lesson squares: 0 of 2 questions answered" in see(taught)
    (taught.root / "lessons/feedback.json").write_text(text, "utf-8", errors="surrogateescape")
    assert "questions answered" not in see(taught)


def test_an_exercise_that_was_begun(taught: Course) -> None:
    (taught.stubs / "warmup/square.py").write_text("def square(x):\n    return x\n", "utf-8")
    assert "Well done" not in invoke("check", cwd=taught.root).stdout
    assert see(taught).split("\n\n")[-1] == (
        "Next: warmup/square  Squares and means\n"
        "Go on with exercises/warmup/square.py, and check it:\n"
        "    uv run gradus check square\n"
        "Its lesson:\n"
        "    uv run --group lessons jupyter lab lessons/squares.ipynb\n"
        "Stuck? Ask for a hint:\n"
        "    uv run gradus hint square\n"
    )


def test_finishing_an_exercise_is_said_once(taught: Course) -> None:
    said = solve(taught, "square")
    assert said.partition("4 of 4 points\n\n")[2] == (
        "Well done! You finished: Squares and means\n"
        "See what your own functions show, in the rest of its lesson:\n"
        "    uv run --group lessons jupyter lab lessons/squares.ipynb\n"
        "\n"
        "Next: warmup/power  Higher powers\n"
        "Start with its lesson:\n"
        "    uv run --group lessons jupyter lab lessons/powers.ipynb\n"
        "Then write exercises/warmup/power.py, and check it:\n"
        "    uv run gradus check power\n"
    )
    again = invoke("check", "square", cwd=taught.root).stdout
    assert again.endswith("4 of 4 points\n")


def test_another_folder_finishes_nothing(taught: Course) -> None:
    said = invoke("check", "--all", "--submission", taught.solutions, cwd=taught.root).stdout
    assert said.endswith("6 of 6 points\n")
    assert "→ · warmup/square" in see(taught)


def test_a_part_that_is_complete(taught: Course) -> None:
    assert "complete" not in solve(taught, "square") + see(taught)
    said = solve(taught, "power")
    assert "That completes a part of the course: Warm-up\n" in said
    assert said.endswith("Every check that you can run here passes. Hand it in.\n")
    assert re.search(r"^Warm-up +✓ complete$", see(taught), re.MULTILINE)


def test_a_file_that_changed_before_it_was_begun(mini: Course) -> None:
    invoke("check", "square", cwd=mini.root)
    path = mini.stubs / "warmup/square.py"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert re.search(r"Squares and means +not started", see(mini)), "it is a stub as before"
    path.write_text("def square(x):\n    return x\n", "utf-8")
    assert re.search(r"Squares and means +changed, not checked yet", see(mini))


def test_an_exercise_that_is_a_stub_again_is_not_started(taught: Course) -> None:
    stub = (taught.stubs / "warmup/square.py").read_bytes()
    solve(taught, "square")
    assert "✓ warmup/square" in see(taught)
    (taught.stubs / "warmup/square.py").write_bytes(stub)
    shown = see(taught)
    assert re.search(r"→ · warmup/square  Squares and means +not started again, was 4 / 4", shown)
    assert "Next: warmup/square" in shown
