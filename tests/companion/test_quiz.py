"""`gradus quiz`: which questions, when again, what is said, and that each question of the course can be asked."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradus.core import quiz as asked
from gradus.core.course import Course, CourseError, load
from gradus.core.feedback import AnswerKind, SealedQuestion
from gradus.core.quiz import QuizQuestion
from gradus.lessons import build, quiz
from gradus.lessons.feedback import read_reasons
from gradus.lessons.plain import PlainTextError, plain
from gradus.student.preferences import QuizType
from gradus.student.quiz import cards, own, questions
from gradus.student.quiz.cards import DAYS, Card
from gradus.student.quiz.questions import Asked
from tests.companion.conftest import QUIZ, begin, solve
from tests.conftest import ROOT, Done, invoke, sampled
from tests.lessons import EXPLANATION, LESSON, QUESTION, with_lesson

WHOLE = load(ROOT)
TODAY = date(2026, 3, 2)
fast = pytest.mark.fast


def ask(course: Course, *typed: str, **options: str) -> Done:
    for key, value in options.items():
        invoke("config", key, value, cwd=course.root)
    done = invoke("quiz", cwd=course.root, input="".join(f"{line}\n" for line in typed))
    assert done.returncode == 0, done.stderr
    return done


def said(done: Done) -> str:
    return " ".join(done.stdout.split())


def test_say_first_then_run_your_own_function(learner: Course) -> None:
    solve(learner)
    text = said(ask(learner, "9", "q"))
    assert "1 of 2 lesson two-questions What is the square of -3?" in text
    assert "Your own code: square(-3.0) → 9.0 ✓ Right. Minus times minus is plus." in text
    assert text.index("A number") < text.index("→ 9.0"), "what was expected is said before it is shown"
    assert text.endswith("1 of 1 right. It comes back now and then, so that it stays.")


def test_why_the_tempting_answer_is_wrong_and_once_more_at_the_end(learner: Course) -> None:
    text = said(ask(learner, "-9", "9", quiz_type="multiple_choice"))
    assert "Your own code: square(-3.0) Not written yet: square." in text
    assert "✗ Not quite. That is minus the square of 3." in text and "Once more" in text
    assert text.index("Once more") < text.index("✓ Right") and text.endswith("settle.") and "0 of 1 right" in text


def test_a_function_that_is_red_is_not_believed(learner: Course) -> None:
    begin(learner)
    invoke("check", "square", cwd=learner.root)
    assert "→ -6.0 square was red in your last check: this may be wrong. ✓ Right." in said(ask(learner, "9", "q"))


def test_an_explanation_is_judged_by_its_writer(learner: Course) -> None:
    text = said(ask(learner, "Minus and minus.", "perhaps", "y", quiz_type="explanation"))
    assert "Why is no square negative?" in text and "A good answer - looks at both signs." in text
    assert text.count("(y or n)") == 2 and "1 of 1 right." in text


@pytest.mark.parametrize(
    ("kind", "numbers", "words"),
    [("multiple_choice", True, False), ("explanation", False, True), ("mixed", True, True)],
)
def test_a_type_chooses_what_is_asked(learner: Course, kind: str, numbers: bool, words: bool) -> None:
    text = ask(learner, "", "", quiz_type=kind).stdout
    assert ("square of -3" in text, "no square negative" in text) == (numbers, words)


def test_a_style_chooses_when_the_verdicts_come(learner: Course) -> None:
    late = said(ask(learner, "-9", "Signs.", "y", feedback_style="summary"))
    assert late.index("✗ Not quite. That is minus") > late.index("looks at both signs")
    shutil.rmtree(learner.root / ".gradus")
    tally = said(ask(learner, "-9", "q", feedback_style="detailed"))
    assert "That is minus the square of 3. So far 0 of 1 right." in tally


def test_tones_and_depths(learner: Course) -> None:
    assert "✗ Not right." in said(ask(learner, "-9", "q", tone="objective"))
    shutil.rmtree(learner.root / ".gradus")
    text = said(ask(learner, "-9", "q", tone="humorous", explanation_depth="detailed"))
    assert "The dial begs to differ." in text and "Read on: lessons/two-questions.ipynb" in text


def test_what_is_no_answer_is_asked_again(learner: Course) -> None:
    text = said(ask(learner, "nine", "1e999", "9", "q", quiz_type="multiple_choice"))
    assert "The answer to this question is a number" in text and "finite number" in text and "✓ Right" in text


def test_the_end_of_the_input_ends_the_quiz_and_loses_nothing(learner: Course) -> None:
    assert said(ask(learner, "9")).endswith("so that it stays.")
    assert cards.read(learner)[f"{LESSON}/{QUESTION}"].right == 1


@pytest.mark.parametrize("name", ["square", "warmup", LESSON, f"lessons/{LESSON}.ipynb", f"lessons\\{LESSON}.ipynb"])
def test_what_a_quiz_is_about(learner: Course, name: str) -> None:
    assert "What is the square of -3?" in invoke("quiz", name, cwd=learner.root, input="q\n").stdout


def test_nothing_to_ask(learner: Course) -> None:
    done = invoke("quiz", "power", cwd=learner.root)
    assert done.returncode == 2 and "there are no questions on power" in done.stderr
    ask(learner, "9", "Signs.", "y")
    done = invoke("quiz", cwd=learner.root)
    soon = date.today() + timedelta(days=DAYS[1])
    assert done.returncode == 2 and f"comes again from {soon} on" in done.stderr
    (learner.root / asked.FILE).unlink()
    done = invoke("quiz", cwd=learner.root)
    assert done.returncode == 2 and "lessons/quiz.json, which holds the questions, is missing or damaged" in done.stderr


def test_what_was_missed_comes_again_after_a_day(learner: Course) -> None:
    ask(learner, "-9", "q", "q")
    card = cards.read(learner)[f"{LESSON}/{QUESTION}"]
    assert (card.box, card.asked, card.right) == (0, 1, 0)
    assert card.due == (date.today() + timedelta(days=1)).isoformat()
    assert [cards.is_due(card, date.today() + timedelta(days=days)) for days in (0, 1, 2)] == [False, True, True]


def test_what_was_wrong_in_a_lesson_is_due_at_once(learner: Course) -> None:
    (learner.root / ".gradus").mkdir()
    (learner.root / ".gradus/lessons.json").write_text(json.dumps({LESSON: {QUESTION: "wrong"}}), "utf-8")
    assert "1 quiz question is due again:\n    gradus quiz\n" in invoke(cwd=learner.root).stdout
    assert "missed before" in ask(learner, "q").stdout


@pytest.mark.parametrize("text", ["", "[]", '{"a/b": 3}', '{"a/b": {"box": "1"}}', "\udcff", "[" * 100_000])
def test_broken_cards_count_as_never_asked(learner: Course, text: str) -> None:
    (learner.root / ".gradus").mkdir()
    (learner.root / cards.FILE).write_text(text, "utf-8", errors="surrogateescape")
    assert "1 of 2" in ask(learner, "q").stdout


@fast
def test_the_boxes() -> None:
    card = Card()
    for box, days in [(1, 3), (2, 7), (3, 21), (4, 60), (4, 60)]:
        card = card.answered(True, TODAY)
        assert (card.box, card.due) == (box, (TODAY + timedelta(days=days)).isoformat())
    card = card.answered(False, TODAY)
    assert (card.box, card.due, card.asked, card.right) == (0, (TODAY + timedelta(days=1)).isoformat(), 6, 5)


def made(lesson: str, name: str, card: Card | None = None, kind: AnswerKind = AnswerKind.CHOICE) -> Asked:
    return Asked(lesson, name, QuizQuestion("?"), SealedQuestion(kind), card or Card())


@fast
def test_due_ones_come_first_and_lessons_take_turns() -> None:
    early, late = "2026-03-01", "2026-03-03"
    found = [
        made("a", "known", Card(2, early, 3, 3)),
        made("a", "missed", Card(0, early, 1, 0)),
        made("a", "later", Card(0, late, 1, 0)),
        made("a", "new"),
        made("b", "first"),
        made("b", "second"),
        made("c", "not reached"),
    ]
    picked = [each.name for each in questions.choose(found, ["a", "b"], 10, TODAY)]
    assert picked == ["missed", "known", "first", "new", "second"]
    assert [each.name for each in questions.choose(found, ["a", "b"], 1, TODAY)] == ["missed"]
    words = [made("a", "words", kind=AnswerKind.TEXT), *found]
    assert [each.name for each in questions.of_type(words, QuizType.EXPLANATION)] == ["words"]


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("square(3.0)", "9.0"),
        ("np.array([1.0, 2.0])", "[1.0, 2.0]"),
        ("mean([])", "It stopped with ZeroDivisionError: division by zero"),
        ("1 / 0", "It stopped with ZeroDivisionError: division by zero"),
        ("cube(2)", "It stopped with NameError"),
        ("print('\\x1b[31m', 'x' * 9) or 'y'", "'y'"),
        ("'\\x1b[31m' + 'x' * 5000", "'\\x1b[31mxxx"),
    ],
)
def test_an_expression_runs_in_a_process_of_its_own(learner: Course, expression: str, shown: str) -> None:
    begin(
        learner,
        "import numpy as np\n\ndef square(x):\n    return x * x\n\ndef mean(xs):\n    return sum(xs) / len(xs)\n",
    )
    found = own.run(learner, "warmup/square", expression)
    assert (found.value or found.why).startswith(shown) and len(found.value) <= 300


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("def square(x): raise NotImplementedError('warmup/square: square')\n", "Not written yet: square."),
        ("def square(x:\n", "It stopped with SyntaxError"),
        ("import os; os._exit(0)\n", "It ended without an answer. gradus check warmup/square says more."),
        ("def square(x):\n    while True: pass\n", "It gave no answer within 1 seconds."),
        ('import sys\nprint(\'["value", "forged"]\')\nsys.exit(0)\n', ""),
    ],
)
def test_why_there_is_no_value(learner: Course, monkeypatch: pytest.MonkeyPatch, text: str, why: str) -> None:
    monkeypatch.setattr(own, "SECONDS", 1 if "while" in text else 20)
    begin(learner, text)
    assert own.run(learner, "warmup/square", "square(2.0)").why.startswith(why)


@fast
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The slope of $x^2$ at $x = -2$, *as a number*.", "The slope of x² at x = -2, as a number."),
        (r"$\eta \le 10^{-3}$ and $x_i^{2n}$", "η ≤ 10⁻³ and xᵢ²ⁿ"),
        (r"$\frac{1}{n}\sum_i x_i$", "1/nΣᵢ xᵢ"),
        ("`a * b` and **bold** [link](x.md)", "`a * b` and bold link"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        (r"$e^{-x}$", "e⁻ˣ"),
        (r"$x^{ab}$", "x^(ab)"),
    ],
)
def test_formulas_on_a_terminal(text: str, wanted: str) -> None:
    assert plain(text) == wanted


@fast
@pytest.mark.parametrize("text", [r"$\begin{pmatrix}1\end{pmatrix}$", r"$\mathbb{R}$"])
def test_a_formula_that_no_terminal_shows(text: str) -> None:
    with pytest.raises(PlainTextError):
        plain(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[two-question.square-of-minus-three]\n",
            "two-question: there is no such lesson. Did you mean two-questions?",
        ),
        ("[two-questions.square-of-minus-thee]\n", "Did you mean square-of-minus-three?"),
        ("[two-questions.square-of-minus-three]\nasks = 'x'\n", "unknown key asks"),
        ("[two-questions.square-of-minus-three]\nrun = 'square('\n", "run is no expression of Python"),
        ("[two-questions.square-of-minus-three]\nrun = '1'\nexercise = 'a/b'\n", "there is no a/b"),
        ("[two-questions", "solutions/lessons/quiz.toml cannot be used"),
    ],
)
def test_an_authors_mistakes_are_told(mini: Course, text: str, said: str) -> None:
    course = with_lesson(mini)
    (course.solutions / "lessons/quiz.toml").write_text(text, "utf-8")
    with pytest.raises(CourseError) as error:
        quiz.questions(course, {LESSON: build.notebook(course, LESSON)})
    assert said in str(error.value)


def test_what_is_left_out_is_not_asked(mini: Course) -> None:
    course = with_lesson(mini)
    (course.solutions / "lessons/quiz.toml").write_text(
        f"{QUIZ}\n[two-questions.{EXPLANATION}]\nskip = true\n", "utf-8"
    )
    found = quiz.questions(course, {LESSON: build.notebook(course, LESSON)})
    wanted = QuizQuestion("What is the square of -3?", {}, "square(-3.0)", "warmup/square")
    assert found == {LESSON: {QUESTION: wanted}}


# The course's own questions


@pytest.fixture(scope="module")
def every() -> dict[str, dict[str, QuizQuestion]]:
    return quiz.questions(WHOLE, {name: build.notebook(WHOLE, name) for name in WHOLE.lessons})


def test_nearly_every_question_of_the_course_can_be_asked(every: dict[str, dict[str, QuizQuestion]]) -> None:
    assert [*every] == WHOLE.lessons
    there = sum(len(read_reasons(build.notebook(WHOLE, name), name)) for name in WHOLE.lessons)
    assert sum(map(len, every.values())) >= there - 10
    for lesson, mine in every.items():
        for name, question in mine.items():
            text = question.ask + "".join(question.choices.values())
            assert "$" not in text and "\\" not in text.replace("\\n", ""), (lesson, name)
            assert not question.run or ast.parse(question.run, mode="eval")


@pytest.mark.parametrize("lesson", sampled(WHOLE.lessons, 10))
def test_predictions_come_true_with_the_reference(lesson: str, every: Any, tmp_path: Path) -> None:
    """What `run` shows is the right answer, where that is a number."""
    right = {
        each.question.id: [answer for answer in each.answers if each.is_right(answer)]
        for each in read_reasons(build.notebook(WHOLE, lesson), lesson)
        if each.kind is AnswerKind.NUMBER
    }
    shutil.copytree(ROOT / "solutions", tmp_path / "exercises", ignore=shutil.ignore_patterns("lessons", "__pycache__"))
    for name, question in every[lesson].items():
        if not question.run:
            continue
        module = WHOLE.by_id[question.exercise].module
        code = f"from {module} import *\nimport numpy as np\nimport {module} as m\n"
        code += f"print(repr(eval({question.run!r}, dict(vars(m), np=np))))"
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, (name, done.stderr)
        if name in right:
            value = eval(done.stdout, {"np": np, "array": np.array})
            assert float(value) == pytest.approx(right[name][0], abs=0.06, rel=0.02), (name, done.stdout)
