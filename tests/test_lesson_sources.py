"""Mistakes of a lesson's author: each is one sentence with file and line, and no command goes on without it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner

from gradus.cli import main
from gradus.core.course import Course, CourseError
from gradus.lessons import build
from gradus.lessons import verify as lessons_verify
from gradus.lessons.sources.findings import source_findings
from tests.lessons import LESSON, QUESTION, SOURCE, with_lesson

pytestmark = pytest.mark.fast
TEXT = SOURCE.read_text("utf-8")
LINES = TEXT.splitlines()
END = len(LINES)
NAMES = (f'"grade_id": "{QUESTION}",', f'"grade_id": "{QUESTION}-check"', '"grade_id": "why-not-negative"')
ANSWER, CHECK, WORDS = (1 + next(i for i, line in enumerate(LINES) if name in line) for name in NAMES)


def on(line: int, old: str, new: str) -> Callable[[str], str]:
    """Replace text in one line."""

    def change(text: str) -> str:
        lines = text.split("\n")
        assert old in lines[line - 1]
        lines[line - 1] = lines[line - 1].replace(old, new, 1)
        return "\n".join(lines)

    return change


def everywhere(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


CELL = "\n```python nbgrader={}\n{}\n```\n"
SQUARES = (
    '{"grade": false, "grade_id": "squares", "locked": false, "schema_version": 3, "solution": true, "task": false}'
)
CORRECT = (
    '{"grade": true, "grade_id": "correct_squares", "locked": true, "points": 1, "schema_version": 3, '
    '"solution": false, "task": false}'
)
TASK = '{"grade": false, "grade_id": "essay", "locked": true, "points": 4, "solution": false, "task": true}'
FUNCTION = "def squares(n):\n    ### BEGIN SOLUTION\n    return n\n    ### END SOLUTION"


def appended(more: str) -> Callable[[str], str]:
    return lambda text: text + more


MISTAKES: dict[str, tuple[Callable[[str], str], int, str]] = {
    "a comma missing in a text's metadata": (
        on(WORDS, '"grade": true, ', '"grade": true '),
        WORDS,
        "no valid JSON, so there would be no question: Expecting ',' delimiter, at column 38",
    ),
    "a comma missing in an answer's metadata": (on(ANSWER, "false, ", "false "), ANSWER, "no valid JSON"),
    "a comma too many": (on(CHECK, '"task": false}', '"task": false,}'), CHECK, "no valid JSON"),
    "a bracket missing": (on(WORDS, "} -->", " -->"), WORDS, "no valid JSON"),
    "Python's words": (on(WORDS, "true", "True"), WORDS, "no valid JSON"),
    "another key": (on(WORDS, "nbgrader=", "nbgrade="), WORDS, '"nbgrade={" is no metadata'),
    "spaces around the sign": (on(CHECK, "nbgrader=", "nbgrader = "), CHECK, "write nbgrader={ without spaces"),
    "a text that nobody grades": (
        on(WORDS, '"grade": true', '"grade": false'),
        WORDS,
        'half of its metadata are missing: a text that a person grades has "grade": true',
    ),
    "a text that is no answer": (on(WORDS, '"solution": true', '"solution": false'), WORDS, 'has "solution": true'),
    "neither": (
        lambda text: on(WORDS, '"solution": true', '"solution": false')(on(WORDS, "true", "false")(text)),
        WORDS + 3,
        "**A good answer** belongs to no question",
    ),
    "no metadata on a text": (
        everywhere(LINES[WORDS - 1], "<!-- #region -->"),
        WORDS + 3,
        "**A good answer** belongs to no question",
    ),
    "no key": (on(ANSWER, '"solution": true, ', ""), ANSWER, '"solution" must be true or false'),
    "a misspelt key": (on(ANSWER, '"solution"', '"soluton"'), ANSWER, 'have no "soluton": is "solution" meant?'),
    "a misspelt id key": (on(WORDS, '"grade_id"', '"gradeid"'), WORDS, 'is "grade_id" meant?'),
    "no id": (on(WORDS, '"grade_id": "why-not-negative", ', ""), WORDS, 'have no "grade_id"'),
    "an id with spaces": (on(WORDS, "why-not", "why not"), WORDS, "letters, digits and hyphens"),
    "no points": (on(CHECK, '"points": 1, ', ""), CHECK, 'it has no "points"'),
    "no points for words": (on(WORDS, '"points": 2, ', ""), WORDS, 'it has no "points"'),
    "points as text": (on(CHECK, '"points": 1', '"points": "1"'), CHECK, '"points" must be a number above 0'),
    "points that are true": (on(CHECK, '"points": 1', '"points": true'), CHECK, "a number above 0"),
    "negative points": (on(CHECK, '"points": 1', '"points": -1'), CHECK, "a number above 0"),
    "points that are no number": (on(CHECK, '"points": 1', '"points": NaN'), CHECK, "a number above 0"),
    "the check's id misspelt": (
        on(CHECK, "three-check", "tree-check"),
        CHECK,
        f"there is no answer square-of-minus-tree; the nearest is {QUESTION} (line {ANSWER})",
    ),
    "the answer's id misspelt": (on(ANSWER, "three", "tree"), CHECK, "there is no answer square-of-minus-three"),
    "both ids misspelt": (
        lambda text: on(ANSWER, "three", "tree")(on(CHECK, "three", "tree")(text)),
        ANSWER,
        "its answer must be assigned to square_of_minus_tree, not to square_of_minus_three",
    ),
    "the variable misspelt": (
        everywhere("square_of_minus_three =", "square_of_minus_tree ="),
        ANSWER,
        "its answer must be assigned to square_of_minus_three, not to square_of_minus_tree",
    ),
    "a check that is not graded": (
        on(CHECK, '"grade": true', '"grade": false'),
        CHECK + 2,
        '"### BEGIN HIDDEN TESTS" stands outside the check of an answer',
    ),
    "an answer without metadata": (
        everywhere(LINES[ANSWER - 1], "```python"),
        ANSWER + 2,
        '"### BEGIN SOLUTION" stands outside the cell of an answer',
    ),
    "a check without metadata": (
        everywhere(LINES[CHECK - 1], "```python"),
        CHECK + 2,
        '"### BEGIN HIDDEN TESTS" stands outside',
    ),
    "no check": (
        lambda text: "\n".join(text.split("\n")[: CHECK - 1] + text.split("\n")[WORDS - 3 :]),
        ANSWER,
        f"it has no check: a cell with the id {QUESTION}-check",
    ),
    "two cells of one id": (everywhere('"why-not-negative"', f'"{QUESTION}"'), WORDS, "two cells have the id"),
    "a mark in prose": (
        appended("\n### BEGIN SOLUTION\nNine.\n### END SOLUTION\n"),
        END + 2,
        "stands outside the cell",
    ),
    "a mark in plain code": (
        appended("\n```python\n### BEGIN SOLUTION\nx = 9\n### END SOLUTION\n```\n"),
        END + 3,
        "stands outside the cell of an answer",
    ),
    "no end": (everywhere("### END SOLUTION\n", ""), ANSWER + 2, '"### BEGIN SOLUTION" has no partner'),
    "no beginning": (everywhere("### BEGIN SOLUTION\n", ""), ANSWER + 3, '"### END SOLUTION" has no partner'),
    "no marks": (
        lambda text: everywhere("### BEGIN SOLUTION\n", "")(everywhere("### END SOLUTION\n", "")(text)),
        ANSWER,
        'its answer does not stand between "### BEGIN SOLUTION" and "### END SOLUTION"',
    ),
    "a misspelt mark": (
        everywhere("BEGIN SOLUTION", "BEGIN SOLUTIONS"),
        ANSWER + 2,
        '"### BEGIN SOLUTION", and nothing',
    ),
    "a space behind a mark": (everywhere("### BEGIN SOLUTION", "### BEGIN SOLUTION "), ANSWER + 2, "a line of its own"),
    "two signs only": (
        everywhere("### END HIDDEN", "## END HIDDEN"),
        CHECK + 10,
        '"### END HIDDEN TESTS", and nothing',
    ),
    "hidden tests in an answer": (
        on(ANSWER + 3, "square", "### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS\nsquare"),
        ANSWER + 3,
        "stands outside the check",
    ),
    "code that does not end": (on(ANSWER + 5, "```", ""), ANSWER, "does not end before the next does"),
    "a region that does not end": (
        everywhere("<!-- #endregion -->\n", ""),
        WORDS,
        "the region that begins here does not",
    ),
    "a region that ends twice": (everywhere("<!-- #endregion -->", "<!-- #endregion -->\n" * 2), 55, "did not begin"),
    "metadata in prose": (
        appended("\nSee nbgrader=" + LINES[WORDS - 1].partition("nbgrader=")[2]),
        END + 2,
        "nbgrader's metadata stand here in no cell",
    ),
    "feedback on nothing": (
        on(CHECK + 1, f'"{QUESTION}"', '"square-of-minus-tree"'),
        CHECK + 1,
        f'feedback("square-of-minus-tree") names no question: is {QUESTION} meant?',
    ),
    "indicators of nothing": (
        everywhere('indicators("why-not-negative")', 'indicators("why-negative")'),
        57,
        "is why-not-negative meant?",
    ),
    "NumPy in a hidden test": (
        on(CHECK + 3, "abs(square_of_minus_three - 9) < 0.01", "np.isclose(square_of_minus_three, 9)"),
        CHECK + 3,
        f"{QUESTION}: its check has no np: only the answer, abs, float, int, isinstance, len, round, str and feedback",
    ),
    "an import in a hidden test": (on(CHECK + 3, "assert", "import math; assert"), CHECK + 3, "has no import math"),
    "a variable of another cell": (on(CHECK + 3, "- 9", "- nine"), CHECK + 3, "its check has no nine"),
    "no Python in a check": (on(CHECK + 3, "assert", "assert assert"), CHECK + 3, "its check is no Python"),
    "a reason that is reckoned": (everywhere("WITHIN = 0.01", "WITHIN = float(1)"), CHECK, "its hidden part cannot be"),
    "reasons without a table": (everywhere("### END HIDDEN", "WHY = 3\n### END HIDDEN"), CHECK, "WHY is a table"),
    "a tolerance in words": (everywhere("WITHIN = 0.01", 'WITHIN = "0.01"'), CHECK, "WITHIN is a number"),
    "code that tests judge": (
        appended(CELL.format(SQUARES, FUNCTION) + CELL.format(CORRECT, "assert squares(1) == [1]")),
        END + 9,
        "this lesson has cells that only nbgrader can judge: correct_squares (line ",
    ),
    "a task": (
        appended(f"\n<!-- #region nbgrader={TASK} -->\nWrite an essay.\n<!-- #endregion -->\n"),
        END + 2,
        "this lesson has cells that only nbgrader can judge: essay (line ",
    ),
    "code that a person grades": (
        on(ANSWER, '"grade": false', '"grade": true, "points": 1'),
        ANSWER,
        f"only nbgrader can judge: {QUESTION} (line {ANSWER})",
    ),
}


def broken(course: Course, text: str | bytes) -> Course:
    build.source(course, LESSON).write_bytes(text if isinstance(text, bytes) else text.encode())
    return course


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_sentence_with_its_line(mini: Course, name: str) -> None:
    change, line, words = MISTAKES[name]
    course = broken(with_lesson(mini), change(TEXT))
    with pytest.raises(CourseError) as raised:
        build.notebook(course, LESSON)
    (sentence,) = str(raised.value).splitlines()
    assert sentence.startswith(f"solutions/lessons/{LESSON}.md, line {line}: ")
    assert words in sentence
    assert list(lessons_verify.lesson_findings(course, LESSON)) == [sentence]
    with pytest.raises(CourseError):
        build.check(course)


def test_a_sound_lesson_has_no_findings(mini: Course) -> None:
    assert source_findings(TEXT) == []
    assert source_findings(TEXT.replace("\n", "\r\n")) == []
    build.check(with_lesson(mini))


def test_several_mistakes_are_all_told(mini: Course) -> None:
    text = on(CHECK, '"points": 1, ', "")(on(WORDS, '"points": 2', '"points": -2')(TEXT))
    with pytest.raises(CourseError) as raised:
        build.notebook(broken(with_lesson(mini), text), LESSON)
    assert [line.split(": ")[0].rpartition(" ")[2] for line in str(raised.value).splitlines()] == [
        str(CHECK),
        str(WORDS),
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe# Squares", "is not UTF-8"),
        (TEXT.replace("jupyter:\n", "jupyter: [\n").encode(), "YAML between two lines of ---"),
    ],
)
def test_a_file_that_cannot_be_read(mini: Course, data: bytes, words: str) -> None:
    with pytest.raises(CourseError, match=rf"^solutions/lessons/{LESSON}\.md cannot be read: ") as raised:
        build.notebook(broken(with_lesson(mini), data), LESSON)
    assert words in str(raised.value)
    assert str(mini.root) not in str(raised.value)


def test_a_byte_order_mark_is_no_fault(mini: Course) -> None:
    build.notebook(broken(with_lesson(mini), b"\xef\xbb\xbf" + TEXT.encode()), LESSON)


@pytest.mark.parametrize("command", [["stubs"], ["release", "students"], ["lessons", "ada", "--out", "results"]])
def test_no_command_goes_on(mini: Course, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    course = broken(with_lesson(mini), MISTAKES["a comma missing in a text's metadata"][0](TEXT))
    monkeypatch.chdir(course.root)
    (course.root / "ada").mkdir()
    monkeypatch.setattr("gradus.grading.diagnosis.matching.require_fresh", lambda *_: None)
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 3, result.output
    assert f"solutions/lessons/{LESSON}.md, line {WORDS}: nbgrader's metadata are no valid JSON" in result.output
    assert not (course.root / "students").exists()


def test_a_lesson_that_is_missing(mini: Course) -> None:
    course = with_lesson(mini)
    build.source(course, LESSON).unlink()
    sentence = f"solutions/lessons/{LESSON}.md is missing: write it, or take the lesson out of course.toml."
    assert list(lessons_verify.lesson_findings(course, LESSON)) == [sentence]


def test_verify_counts_the_questions(mini: Course) -> None:
    assert lessons_verify.counted(with_lesson(mini), LESSON) == (
        "two-questions: 1 question for the machine, 1 for a person, 3 points."
    )
