"""Lessons: complete, correct and fast; stubs and empty answers get a sentence; nbgrader accepts them as they are."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gradus.authoring.verifying import structure, verify
from gradus.core import course as courses
from gradus.core import feedback as sealed
from gradus.core.course import Course
from gradus.lessons import build, feedback, running
from gradus.lessons import verify as lessons_verify
from gradus.scores.programs import programs_on_path
from tests.conftest import ROOT, sampled
from tests.lessons import EXPLANATION, LESSON, QUESTION, SOURCE, cell, with_lesson

COURSE = courses.load(ROOT)
NAMED = """00-prerequisites 01-derivatives-sensitivity 02-gradient-compass 03-gradient-descent 04-chain-rule-backprop
linear-regression micrograd_basics micrograd_intermediate micrograd_advanced demo day1-neuron day2-shapes day3-losses
day4-backprop day5-optimizers day6-network day7-digits bayes principal-directions""".split()


def test_the_course_has_the_lessons_that_the_curriculum_names() -> None:
    assert COURSE.lessons == NAMED
    assert sorted(NAMED) == sorted(path.stem for path in (ROOT / "solutions" / "lessons").glob("*.md"))


@pytest.mark.long  # `gradus verify` looks at them, too
@pytest.mark.parametrize("lesson", NAMED)
def test_a_lesson_is_sound_and_runs_before_anything_is_solved_and_after(lesson: str) -> None:
    assert list(lessons_verify.lesson_findings(COURSE, lesson)) == []


def in_jupyter(lesson: str, folder: Path, solved: bool) -> Any:
    """The lesson after a run in a real kernel; raises the error of a cell."""
    nbclient: Any = pytest.importorskip("nbclient")
    modules = COURSE.solutions if solved else COURSE.stubs
    shutil.copytree(modules, folder / "exercises", ignore=shutil.ignore_patterns("lessons"))
    shutil.copy(ROOT / "course.toml", folder)
    (folder / "lessons").mkdir()
    notebook = build.notebook(COURSE, lesson)
    (folder / sealed.FILE).write_bytes(feedback.as_json({lesson: notebook}))
    if not solved:
        notebook = build.without_answers(notebook)
    place = {"metadata": {"path": str(folder / "lessons")}}
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3", resources=place).execute()
    return notebook


@pytest.mark.long
@pytest.mark.parametrize("solved", [False, True])
@pytest.mark.parametrize("lesson", NAMED)
def test_a_lesson_runs_in_jupyter(lesson: str, solved: bool, tmp_path: Path) -> None:
    in_jupyter(lesson, tmp_path, solved)


@pytest.mark.long
def test_in_jupyter_a_slider_stands_below_its_stops(tmp_path: Path) -> None:
    notebook = in_jupyter("00-prerequisites", tmp_path, solved=False)
    (outputs,) = (cell.outputs for cell in notebook.cells if "slider(\n    shadow" in cell.source)
    kinds = [key for output in outputs for key in output.get("data", {})]
    assert "image/png" in kinds
    assert "application/vnd.jupyter.widget-view+json" in kinds


def source(old: str, new: str) -> Callable[[Course], None]:
    def breaking(course: Course) -> None:
        path = build.source(course, LESSON)
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return breaking


RUNS = "That is all.\n\n```python\n{}\n```\n"
BROKEN: dict[str, tuple[Callable[[Course], object], str]] = {
    "no source": (lambda c: build.source(c, LESSON).unlink(), "is missing: write it"),
    "a wrong answer of its own": (source("= 9\n### END S", "= 8\n### END S"), "its own answer does not pass"),
    "two cells of one id": (source('"why-not-negative"', '"square-of-minus-three"'), "two cells have the id"),
    "no empty answer": (source("= None  #", "= 3  #"), "there is no empty answer"),
    "a check that knows nothing": (
        source("assert abs(square_of_minus_three - 9) < 0.01", ""),
        "no hidden test asserts the answer",
    ),
    "a check that says nothing": (source('feedback("square', 'assert 1\nfeedback("square'), "no message for an empty"),
    "no feedback": (source('feedback("square-of-minus-three"', 'str("square"'), "does not call feedback"),
    "no reason for other numbers": (
        source('    "other": "Multiply the number by itself.",\n', ""),
        "no reason for any",
    ),
    "no tolerance": (source("WITHIN = 0.01\n", ""), "has no WITHIN"),
    "another tolerance": (source("WITHIN = 0.01\n", "WITHIN = 0.1\n"), "draws another border"),
    "two right answers": (
        source('    -9: "That', '    9.001: "Near.",\n    -9: "That'),
        "2 of the answers in WHY pass",
    ),
    "a reason that is no sentence": (source("WITHIN = 0.01", "WITHIN = float(1)"), "its hidden part cannot be read"),
    "nothing on good answers": (source("**A good answer**", "Good:"), "below **A good answer**"),
    "nobody asks for good answers": (
        source('indicators("why-not-negative")', "pass"),
        "it needs a cell with indicators",
    ),
    "a number from nowhere": (source("is 144.", "is 145."), "its text says 145, which no cell"),
    "a number without its decimals": (source("is 144.", "is 144.2."), "its text says 144.2, which no cell"),
    "no questions": (lambda c: build.source(c, LESSON).write_text("# Only text.\n"), "it has no questions"),
    "a link to nowhere": (source("That is all.", "[see](../../docs/no.md)"), "docs/no.md is broken"),
    "a link out of reach": (
        source("That is all.", "[see](../../course.toml)"),
        "is to a file that students don't have",
    ),
    "a cell that fails": (source("That is all.\n", RUNS.format("1 / 0")), "ZeroDivisionError"),
    "a picture that fails": (
        source("That is all.\n", RUNS.format("import matplotlib.pyplot as p\np.title('$\\\\x$')\np.show()")),
        "Unknown symbol",
    ),
    "a hidden test that fails": (source("assert abs(square_of_minus_three - 9) < 0.01", "assert 0"), "AssertionError"),
    "a cell that needs the exercise": (
        source("That is all.\n", RUNS.format("from exercises.warmup.square import square\nsquare(2.0)")),
        "before anything is solved, it does not run",
    ),
    "a picture of nothing": (
        source("That is all.\n", RUNS.format("import matplotlib.pyplot as p\np.subplots()\np.title('x')")),
        "its figure is empty",
    ),
}


RUN = {"a cell", "a picture", "a hidden test", "a number"}  # what is found by running the lesson, twice


@pytest.mark.parametrize("name", sampled(BROKEN, 6))
def test_what_is_wrong_with_a_lesson_is_found(mini: Course, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    breaking, sentence = BROKEN[name]
    if not name.startswith(tuple(RUN)):
        monkeypatch.setattr(running, "run_both", lambda *_: (running.Run({}, error="x"), running.Run({}, error="x")))
    course = with_lesson(mini)
    breaking(course)
    findings = list(lessons_verify.lesson_findings(course, LESSON))
    assert any(sentence in finding and f"solutions/lessons/{LESSON}.md" in finding for finding in findings), findings


@pytest.mark.long
def test_a_lesson_that_never_ends(mini: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    course = with_lesson(mini)
    source("That is all.\n", RUNS.format("while True: pass"))(course)
    monkeypatch.setattr(running, "TIMEOUT", 2)
    assert "takes longer than 2 seconds" in "".join(lessons_verify.lesson_findings(course, LESSON))


@pytest.mark.long
def test_verify_looks_at_lessons(mini: Course) -> None:
    course = with_lesson(mini)
    (course.solutions / "lessons" / "orphan.md").write_text("# Nobody's\n")
    source("= 9\n### END S", "= 8\n### END S")(course)
    assert "solutions/lessons/orphan.md belongs to no exercise of course.toml." in list(structure.findings(course))
    findings = list(verify.exercise_findings(course, course.by_id["warmup/square"]))
    assert any("its own answer does not pass" in finding for finding in findings)


CELLS = [
    'from gradus.student.lesson import begin, written\n\nbegin("squares")',
    'print(written("square", "square"))',
    "from exercises.warmup.square import square",
    "nine = square(3.0)",
    "print(nine)",
    "answer = None  # your answer: a number",
    'assert isinstance(answer, int), "Answer with a number."',
    'def own():\n    assert 1 == 2, "deep inside"\n\n\nown()',
    "from pathlib import Path\n\nfile = Path('../exercises/warmup/square.py')\n"
    "gap = 'raise NotImplementedError(\"warmup/square: square\")'\n"
    "i = file.write_text(file.read_text().replace(gap, 'return x * x / (x - 1)'))",
    'print(written("square", "square").square(3.0))',
    'print(written("square", "square").square(1.0))',
]


def test_what_is_missing_gets_a_sentence(mini: Course) -> None:
    """And a function that was edited is loaded anew by the cell that uses it."""
    nbformat: Any = pytest.importorskip("nbformat")
    nbclient: Any = pytest.importorskip("nbclient")
    (mini.root / "lessons").mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in CELLS])
    place = {"metadata": {"path": str(mini.root / "lessons")}}
    nbclient.NotebookClient(notebook, kernel_name="python3", allow_errors=True, timeout=60, resources=place).execute()
    messages = [[out.get("text") or out.get("evalue") for out in cell.outputs] for cell in notebook.cells]
    lines = (mini.stubs / "warmup" / "square.py").read_text().splitlines()
    defined, stopped = (1 + next(i for i, line in enumerate(lines) if part in line) for part in ("def square", "x * x"))
    assert messages == [
        [],
        [
            f"Now write: square (line {defined}) in exercises/warmup/square.py. Then run this cell again.\n"
            "You can also read on first.\nNone\n"
        ],
        [],
        ["Not written yet: square in exercises/warmup/square.py. Write it, then run this cell again.\n"],
        ["There is no nine yet. Run the cells above this one first, or check its spelling.\n"],
        [],
        ["Answer with a number.\n"],
        ["deep inside"],
        [],
        ["4.5\n"],
        [
            f"Your code stopped at line {stopped} of exercises/warmup/square.py with ZeroDivisionError: "
            "float division by zero\n"
        ],
    ]
    assert [out.output_type for cell in notebook.cells for out in cell.outputs] == [
        *["stream"] * 4,
        "error",  # a student's own assertion, in a function, keeps its traceback
        *["stream"] * 2,
    ]


def test_outside_a_course_a_notebook_says_so(tmp_path: Path) -> None:
    from gradus.student.lesson import begin

    with pytest.raises(courses.CourseNotFoundError, match=r"No course\.toml in "):
        begin("squares", tmp_path)


@pytest.mark.parametrize("lesson", NAMED)
def test_what_nbgrader_needs_is_in_the_metadata(lesson: str) -> None:
    """An answer cell and a locked test for each question that a machine grades, one cell for a person's."""
    marks = {
        c.metadata["nbgrader"]["grade_id"]: c.metadata["nbgrader"]
        for c in build.notebook(COURSE, lesson).cells
        if "nbgrader" in c.metadata
    }
    kinds = {name: (m["grade"], m["solution"], m["locked"]) for name, m in marks.items()}
    assert all(mark["schema_version"] == 3 and not mark["task"] for mark in marks.values())
    checks = {name for name in kinds if name.endswith("-check")}
    manual = {name for name, kind in kinds.items() if kind == (True, True, False)}
    assert {kinds[name] for name in checks} == {(True, False, True)}
    assert {name for name, kind in kinds.items() if kind == (False, True, False)} == {c[:-6] for c in checks}
    assert kinds.keys() == checks | manual | {c[:-6] for c in checks}
    assert checks
    assert manual or lesson == "00-prerequisites"
    assert all(marks[name]["points"] > 0 for name in checks | manual)


@pytest.mark.long
def test_nbgraders_own_flow_takes_a_lesson_as_it_is(mini: Course, tmp_path: Path) -> None:
    """As docs/gradebook.md says: Jupytext and generate_assignment; what gradus release made; autograde; feedback."""
    jupytext: Any = pytest.importorskip("jupytext")
    apps: Any = pytest.importorskip("nbgrader.apps")
    config: Any = pytest.importorskip("traitlets.config").Config()
    course = with_lesson(mini)
    released = build.student_notebooks(course)[LESSON]
    book = tmp_path / "own"
    place = book / "source" / LESSON / f"{LESSON}.ipynb"
    place.parent.mkdir(parents=True)
    jupytext.write(jupytext.read(SOURCE), place)
    for student, number in (("ada", "9"), ("bob", "-9")):
        notebook = json.loads(released)
        cell(notebook, QUESTION)["source"] = f"square_of_minus_three = {number}\n"
        cell(notebook, EXPLANATION)["source"] = "Minus times minus is plus."
        submitted = book / "submitted" / student / LESSON / f"{LESSON}.ipynb"
        submitted.parent.mkdir(parents=True)
        submitted.write_text(json.dumps(notebook))
    config.CourseDirectory.root = str(book)
    config.CourseDirectory.db_url = f"sqlite:///{book}/gradebook.db"
    with programs_on_path():
        api = apps.NbGraderAPI(config=config)
        assert api.generate_assignment(LESSON)["success"]
        for student in ("ada", "bob"):
            outcome = api.autograde(LESSON, student)
            assert outcome["success"], outcome["log"]
        assert api.generate_feedback(LESSON, "bob")["success"]
        with api.gradebook as gradebook:
            marks = {
                (grade.notebook.student.id, grade.name): (grade.auto_score, grade.needs_manual_grade)
                for notebook in gradebook.notebook_submissions(LESSON, LESSON)
                for grade in notebook.grades
            }
    assert marks == {
        ("ada", f"{QUESTION}-check"): (1.0, False),
        ("ada", EXPLANATION): (None, True),
        ("bob", f"{QUESTION}-check"): (0.0, False),
        ("bob", EXPLANATION): (None, True),
    }
    page = (book / "feedback" / "bob" / LESSON / f"{LESSON}.html").read_text("utf-8")
    assert "Minus times minus is plus." in page
