"""Validates a lesson before students get it: its questions, its links, and that it runs, fresh and solved."""

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from gradus.core.course import Course, CourseError
from gradus.core.text import count
from gradus.lessons import quiz, running
from gradus.lessons.build import notebook, source, without_answers
from gradus.lessons.feedback import read_reasons, reason_findings
from gradus.lessons.prose import number_findings
from gradus.lessons.questions import find_questions
from gradus.lessons.reading.judging import grade_answers
from gradus.lessons.reading.notebooks import cell_source, grade_id
from gradus.lessons.report import AnswerStatus

LINK = re.compile(r"\]\(([^)\s]+)\)")
SHARED = re.compile(r"\.\./\.\./docs/(derivations|learn)/[^/]+\.(md|svg|png)$")
CHOICE = re.compile(r"(?m)^\s*- \*\*([a-h])\*\*")


def lesson_findings(course: Course, lesson: str) -> Iterator[str]:
    """Yield a message for every problem of a lesson."""
    try:
        built = notebook(course, lesson)
        read_reasons(built, lesson)
        quiz.of_lesson(course, lesson, built, quiz.read(course))
    except CourseError as error:
        yield from str(error).splitlines()
        return
    for finding in (*_questions(built, lesson), *_links(course, lesson), *_run(course, lesson, built)):
        yield f"solutions/lessons/{lesson}.md: {finding}"


def counted(course: Course, lesson: str) -> str:
    """How many questions a lesson has, and of how many points, in a sentence. Raises CourseError if it is broken."""
    questions = find_questions(notebook(course, lesson))
    machine = sum(bool(question.test) for question in questions)
    points = sum(question.points for question in questions)
    asked = f"{count(machine, 'question')} for the machine, {len(questions) - machine} for a person"
    return f"{lesson}: {asked}, {points:g} {'point' if points == 1 else 'points'}."


def _questions(notebook: Any, lesson: str) -> Iterator[str]:
    questions = find_questions(notebook)
    cells = json.loads(json.dumps(notebook["cells"]))
    counts = Counter(filter(None, map(grade_id, cells)))
    if duplicates := [name for name, count in counts.items() if count > 1]:
        yield f"two cells have the id {duplicates[0]}."
        return
    if not questions:
        yield "it has no questions: where is a cell with nbgrader's metadata?"
    yield from _reasons(notebook, lesson)
    blank = grade_answers(json.loads(json.dumps(without_answers(notebook)["cells"])), notebook)
    for question, answer, unanswered in zip(questions, grade_answers(cells, notebook), blank, strict=True):
        if not question.test:
            continue
        if answer.status is not AnswerStatus.PASSED:
            yield f"{question.id}: its own answer does not pass. {answer.message}"
        (check,) = [cell for cell in cells if grade_id(cell) == f"{question.id}-check"]
        yield from _check(question.id, cell_source(check) or "")
        if unanswered.status is not AnswerStatus.NOT_STARTED:
            yield f"{question.id}: there is no empty answer: begin with {question.variable} = None."


def _reasons(notebook: Any, lesson: str) -> Iterator[str]:
    """Whether every answer that a question offers has a reason."""
    offered: dict[str, list[str]] = {}
    letters: list[str] = []
    for cell in notebook["cells"]:
        text = cell_source(cell) or ""
        if cell["cell_type"] == "markdown":
            letters = CHOICE.findall(text.rpartition("**Question")[2]) or letters
        elif cell["metadata"].get("nbgrader", {}).get("solution"):
            offered[grade_id(cell)], letters = letters, []
    for reasons in read_reasons(notebook, lesson):
        yield from reason_findings(reasons, "".join(offered.get(reasons.question.id, [])))


def _check(name: str, test: str) -> Iterator[str]:
    visible, _, hidden = test.partition("### BEGIN HIDDEN TESTS")
    if "assert" not in hidden:
        yield f"{name}: no hidden test asserts the answer."
    if any(isinstance(node, ast.Assert) and node.msg is None for node in ast.walk(ast.parse(visible))):
        yield f"{name}: the visible check has no message for an empty answer: give its assertion a sentence."


def _links(course: Course, lesson: str) -> Iterator[str]:
    """A link must work in solutions/lessons/, for teachers, and in lessons/, for students."""
    path = source(course, lesson)
    for link in LINK.findall(path.read_text("utf-8")):
        if "://" in link:
            continue
        file, _, section = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.is_file():
            yield f"its link to {link} is broken."
        elif file and not SHARED.match(file) and file.removesuffix(".md") not in course.lessons:
            yield f"its link to {link} is to a file that students don't have: see docs/derivations and docs/learn."
        elif section and section not in _anchors(target.read_text("utf-8")):
            yield f"its link to {link} names a section that does not exist."


def _anchors(text: str) -> set[str]:
    """The anchors that GitHub and Jupyter give to headings."""
    titles = re.findall(r"(?m)^#+ (.+)$", text)
    return {re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-") for title in titles}


def _run(course: Course, lesson: str, notebook: Any) -> Iterator[str]:
    """Run the cells twice: with stubs and no answers, and with the reference and all answers."""
    fresh, solved = running.run_both(course, lesson, notebook, without_answers(notebook))
    for run, when in ((fresh, "before anything is solved"), (solved, "with the reference")):
        if run.error:
            yield f"{when}, {run.error}"
    yield from dict.fromkeys((*fresh.findings, *solved.findings))
    if not fresh.error and not solved.error:
        yield from number_findings(notebook, (fresh, solved))
