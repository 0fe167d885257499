"""What a lesson's cells call: verdicts with reasons, the student's own functions, sliders, graphs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from gradus.core import feedback as sealed
from gradus.core.course import Course
from gradus.core.decode import DecodeError
from gradus.core.feedback import AnswerKind, judge, seal_question
from gradus.lessons import build, feedback
from gradus.student import answers
from gradus.student.lesson import Node, agree, begin, draw_graph, graphs, indicators, session, slider, sliders, written
from gradus.student.lesson import feedback as say
from tests.lessons import EXPLANATION, LESSON, QUESTION, answered, cell, hand_in_lesson, student_notebook, with_lesson

pytestmark = pytest.mark.fast
Printed = pytest.CaptureFixture[str]
CHOICE = seal_question("q", AnswerKind.CHOICE, {"a": (False, "Look left."), "b": (True, "Twice.")})
NUMBER = seal_question(
    "n", AnswerKind.NUMBER, {-4: (True, "Twice."), 4: (False, "The sign.")}, otherwise="Read the row.", within=0.05
)


@pytest.mark.parametrize(
    ("answer", "right", "reason"),
    [
        ("a", False, "Look left."),
        ("b", True, "Twice."),
        (" B ", True, "Twice."),
        ("(b)", True, "Twice."),
        ("B)", True, "Twice."),
        ("“b”.", True, "Twice."),
        ("Answer: b", True, "Twice."),
        (["b"], None, 'Answer with one of the letters, in quotes: "a" or "b".'),
        ("c", None, 'Answer with one of the letters, in quotes: "a" or "b".'),
        (2, None, 'Answer with one of the letters, in quotes: "a" or "b".'),
        (None, None, "Not answered yet. Put your answer in the place of None above, then run both cells."),
    ],
)
def test_a_choice_gets_the_reason_that_belongs_to_it(answer: object, right: bool | None, reason: str) -> None:
    assert judge("q", CHOICE, answer) == sealed.Verdict(right, reason)


@pytest.mark.parametrize(
    ("answer", "right", "reason"),
    [
        (-4, True, "Twice."),
        (-4.045, True, "Twice."),
        (-4.06, False, "Read the row."),
        (np.float64(4.01), False, "The sign."),
        (np.array(-4), True, "Twice."),
        ("-4", True, "Twice."),
        (" \u22124,0", True, "Twice."),
        ("-8/2", True, "Twice."),
        ("4,000", None, "The answer to this question is a number, such as 3 or -0.5."),
        ("9**9**9**9", None, "The answer to this question is a number, such as 3 or -0.5."),
        ("__import__", None, "The answer to this question is a number, such as 3 or -0.5."),
        (0, False, "Read the row."),
        (1e299, False, "Read the row."),
        (1e308, None, "The answer to this question is a finite number, such as 3 or -0.5."),
        (10**400, None, "The answer to this question is a finite number, such as 3 or -0.5."),
        ("four", None, "The answer to this question is a number, such as 3 or -0.5."),
        ((2, 8), None, sealed.NO_COMMA),
        ([4], None, "The answer to this question is a number, such as 3 or -0.5."),
        (True, False, "Read the row."),
        (float("nan"), None, "The answer to this question is a finite number, such as 3 or -0.5."),
        (float("inf"), None, "The answer to this question is a finite number, such as 3 or -0.5."),
    ],
)
def test_a_number_counts_within_its_tolerance(answer: object, right: bool | None, reason: str) -> None:
    assert judge("n", NUMBER, answer) == sealed.Verdict(right, reason)


def test_the_file_shows_no_answer() -> None:
    """Neither which letter or number is right, nor a word of a reason; the same question seals to the same bytes."""
    text = json.dumps([asdict(CHOICE), asdict(NUMBER)])
    assert not any(word in text for word in ("Look", "Twice", "sign", "row", "-4"))
    assert seal_question("q", AnswerKind.CHOICE, {"a": (False, "Look left."), "b": (True, "Twice.")}) == CHOICE
    other = seal_question("p", AnswerKind.CHOICE, {"a": (False, "Look left."), "b": (True, "Twice.")})
    assert not other.reasons.keys() & CHOICE.reasons.keys()


def test_a_damaged_file_gives_no_traceback() -> None:
    broken = sealed.SealedQuestion(AnswerKind.NUMBER, within=0.05, otherwise="?")
    assert judge("n", broken, 3) == sealed.Verdict(False, "")


@pytest.fixture(autouse=True)
def _one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences are not wrapped, so that tests can compare them."""
    monkeypatch.setattr(session, "WIDTH", 500)


def test_sentences_are_wrapped_at_words(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(session, "WIDTH", 20)
    session.say("A sentence of thirty letters, or so.")
    assert capsys.readouterr().out == "A sentence of thirty\nletters, or so.\n"


@pytest.fixture
def lesson(mini: Course, monkeypatch: pytest.MonkeyPatch) -> Iterator[Course]:
    """A student's folder with the lesson open in it."""
    course = with_lesson(mini)
    hand_in_lesson(course.root, student_notebook(course))
    (course.root / sealed.FILE).write_bytes(feedback.as_json({LESSON: build.notebook(course, LESSON)}))
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(session, "_open", [])
    begin(LESSON, course.root)
    yield course
    for name in [name for name in sys.modules if name.split(".")[0] == "exercises"]:
        del sys.modules[name]


def test_verdicts_are_printed_and_remembered(lesson: Course, capsys: pytest.CaptureFixture[str]) -> None:
    say(QUESTION, None)
    assert answers.read(lesson) == {LESSON: (0, 2)}
    say(QUESTION, -9)
    say(QUESTION, 9)
    say(QUESTION, "what?")
    say("nothing", 1)
    assert capsys.readouterr().out.splitlines() == [
        "Not answered yet. Put your answer in the place of None above, then run both cells.",
        "✗ Not quite. That is minus the square of 3.",
        "✓ Right. Minus times minus is plus.",
        "The answer to this question is a number, such as 3 or -0.5.",
        "There is no feedback here: lessons/feedback.json has nothing on two-questions, nothing.",
    ]
    assert answers.read(lesson) == {LESSON: (1, 2)}
    assert json.loads((lesson.root / answers.FILE).read_text()) == {LESSON: {QUESTION: "right"}}


class History:
    """What a notebook's shell knows of the cells that were run."""

    def __init__(self, *typed: str) -> None:
        self.history_manager = SimpleNamespace(input_hist_raw=list(typed))


READ = "Handed in, a notebook is read and not run: write the number or the letter itself, square_of_minus_three = …"


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        (["square_of_minus_three = 9", "feedback(…)"], []),
        (["%%time\nsquare_of_minus_three = 3 * 3"], []),
        (["square_of_minus_three = np.square(-3)"], [READ]),
        (["square_of_minus_three = 9", "square_of_minus_three = mine\n"], [READ]),
        (["square_of_minus_three = mine", "square_of_minus_three = 9"], []),
        (["my answer:\nsquare_of_minus_three = mine"], [READ]),
        (["print(square_of_minus_three)", "square_of_minus_three = = 9"], []),
        ([], []),
    ],
)
def test_what_would_not_be_read_is_told_at_once(
    lesson: Course,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    typed: list[str],
    lines: list[str],
) -> None:
    monkeypatch.setattr("gradus.student.lesson.questions.shell_of_notebook", lambda: History(*typed))
    say(QUESTION, 9)
    assert capsys.readouterr().out.splitlines() == ["✓ Right. Minus times minus is plus.", *lines]


@pytest.mark.parametrize(("second", "told"), [("-9", True), ("9.0", False), ("None", False), ("f(3)", False)])
def test_two_answers_in_the_saved_notebook(lesson: Course, capsys: Printed, second: str, told: bool) -> None:
    notebook = answered(lesson)
    notebook["cells"].append({**cell(notebook, QUESTION), "source": [f"square_of_minus_three = {second}"]})
    hand_in_lesson(lesson.root, notebook)
    say(QUESTION, 9)
    sentence = "The saved notebook has two cells for this, with different answers: 9 and -9. Keep one."
    assert capsys.readouterr().out.splitlines()[1:] == [sentence] * told


STYLES: dict[str, tuple[str, list[str]]] = {
    "objective": ('[teaching]\ntone = "objective"', ["✗ Not right. That is minus the square of 3."]),
    "humorous": (
        '[teaching]\ntone = "humorous"',
        ["✗ Not quite. The dial begs to differ. That is minus the square of 3."],
    ),
    "detailed": (
        '[teaching]\nexplanation_depth = "detailed"',
        [
            "✗ Not quite. That is minus the square of 3.",
            "Read on: the words are in docs/learn/notation.md, the formulas in docs/derivations.",
        ],
    ),
    "a tally": (
        '[assessment]\nfeedback_style = "detailed"',
        ["✗ Not quite. That is minus the square of 3.", "So far 0 of 1 right, of 1 questions in this lesson."],
    ),
    "a summary": (
        '[assessment]\nfeedback_style = "summary"',
        ["0 of 1 right.", "", QUESTION, "✗ Not quite. That is minus the square of 3."],
    ),
    "an unknown value": (
        '[teaching]\ntone = "rude"',
        [
            ".gradus.toml cannot be used, so the defaults hold: teaching.tone: expected one of objective, "
            "encouraging, humorous",
            "✗ Not quite. That is minus the square of 3.",
        ],
    ),
    "an unknown key": (
        "[teaching]\ntune = 1",
        [
            ".gradus.toml cannot be used, so the defaults hold: teaching has an unknown key tune",
            "✗ Not quite. That is minus the square of 3.",
        ],
    ),
    "no TOML": ("tone", [".gradus.toml cannot be used", "✗ Not quite. That is minus the square of 3."]),
}


@pytest.mark.parametrize("name", STYLES)
def test_a_learner_chooses_how_to_be_talked_to(lesson: Course, capsys: pytest.CaptureFixture[str], name: str) -> None:
    text, lines = STYLES[name]
    (lesson.root / ".gradus.toml").write_text(text)
    begin(LESSON, lesson.root)
    say(QUESTION, -9)
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == len(lines)
    assert all(line.startswith(begun) for line, begun in zip(printed, lines, strict=True)), printed


def test_a_summary_waits_for_the_last_question(lesson: Course, capsys: pytest.CaptureFixture[str]) -> None:
    (lesson.root / ".gradus.toml").write_text('[assessment]\nfeedback_style = "summary"')
    begin(LESSON, lesson.root)
    session._open[0].questions["another"] = CHOICE
    say(QUESTION, 9)
    assert capsys.readouterr().out == "Noted: 1 of 2 answered. The verdicts come after the last one.\n"


def test_a_concise_reason_is_its_first_sentence(lesson: Course, capsys: pytest.CaptureFixture[str]) -> None:
    (lesson.root / ".gradus.toml").write_text('[teaching]\nexplanation_depth = "concise"')
    begin(LESSON, lesson.root)
    session._open[0].questions["long"] = seal_question(
        f"{LESSON}/long", AnswerKind.CHOICE, {"a": (False, "Look left. The sign is 0.5 there."), "b": (True, "Yes.")}
    )
    say("long", "a")
    assert capsys.readouterr().out == "✗ Not quite. Look left.\n"


def test_indicators_wait_for_an_attempt(lesson: Course, capsys: pytest.CaptureFixture[str]) -> None:
    indicators(EXPLANATION)
    assert "looks at both signs" not in capsys.readouterr().out
    hand_in_lesson(lesson.root, answered(lesson, why="Because of the signs."))
    indicators(EXPLANATION)
    assert capsys.readouterr().out == "A good answer\n  - looks at both signs.\n"
    assert answers.read(lesson) == {LESSON: (1, 2)}


@pytest.mark.parametrize("content", ["", "[]", "{", '{"two-questions": 3}', "\udcff"])
def test_what_is_stored_may_be_broken(lesson: Course, content: str) -> None:
    (lesson.root / ".gradus").mkdir(exist_ok=True)
    (lesson.root / answers.FILE).write_bytes(content.encode("utf-8", "surrogateescape"))
    assert answers.read(lesson) == {LESSON: (0, 2)}
    (lesson.root / sealed.FILE).write_bytes(content.encode("utf-8", "surrogateescape"))
    answers.read(lesson)
    with pytest.raises(DecodeError):
        sealed.read(lesson.root / sealed.FILE)


def test_written_says_where_to_write(lesson: Course, capsys: pytest.CaptureFixture[str]) -> None:
    path = lesson.stubs / "warmup" / "square.py"
    assert written("square", "square", "cube") is None
    assert "square (line " in (out := capsys.readouterr().out)
    assert ", cube in exercises/warmup/square.py. Then run this cell again." in out
    assert written("squares", "square") is None
    assert "There is no exercise called squares." in capsys.readouterr().out
    path.write_text("def square(x)\n    return x\n")
    assert written("square", "square") is None
    assert capsys.readouterr().out == "exercises/warmup/square.py cannot be read: line 1, expected ':'.\n"
    path.write_text("import math\n\nlost = math.sqrt(-1)\n\n\ndef square(x):\n    return x * x\n")
    assert written("square", "square") is None
    assert "Your code stopped at line 3 of exercises/warmup/square.py with ValueError" in capsys.readouterr().out
    path.write_text("def square(x):\n    return x * x\n")
    assert written("square", "square").square(3) == 9
    path.write_text('def square(x):\n    "Doc."\n    return x**2 + 1\n')
    assert written("square", "square").square(3) == 10
    path.unlink()
    assert written("square", "square") is None
    assert "There is no exercises/warmup/square.py: was it moved or deleted?" in capsys.readouterr().out


def test_written_knows_classes_and_constants(lesson: Course) -> None:
    stub = 'raise NotImplementedError("warmup/square: A.f")'
    path = lesson.stubs / "warmup" / "square.py"
    path.write_text(
        f"GATE = None\n\n\nclass A:\n    def f(self):\n        {stub}\n\n    def g(self):\n        return 1\n"
    )
    assert written("square", "GATE") is None
    assert written("square", "A") is None
    assert written("square", "A.f") is None
    assert written("square", "A.g").A().g() == 1


def test_two_voices(capsys: pytest.CaptureFixture[str]) -> None:
    assert agree("x² at 3", 6.0000001, 6.0)
    assert not agree("x² at 3", [6.0, 1.0], [6.0, 2.0], name="the nudge")
    assert not agree("x² at 3", [6.0], 6.0)
    assert not agree("x² at 3", None, "six")
    assert capsys.readouterr().out.splitlines() == [
        "x² at 3: yours 6, the formula 6, largest gap 1e-07: they agree.",
        "x² at 3: yours [6., 1.], the nudge [6., 2.], largest gap 1: they differ: gradus check says more.",
        "x² at 3: yours has shape (1,), the formula has shape ().",
        "x² at 3: yours is NoneType, which is no number or array of numbers. the formula: str",
    ]
    assert not agree("nan", float("nan"), 1.0)


def test_before_the_first_cell(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is raised: where nbgrader runs a notebook outside of a course, its hidden tests still decide."""
    session._open.clear()
    say(QUESTION, 1)
    indicators(EXPLANATION)
    assert written("square", "square") is None
    assert capsys.readouterr().out.count("Run the first cell of this notebook, inside the course's folder") == 3


class Shell:
    """What sliders ask of Jupyter."""

    kernel = True


def test_a_slider_has_its_stops_as_still_pictures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import matplotlib.pyplot as plt

    drawn: list[float] = []

    def draw(ax: Any, value: float) -> None:
        drawn.append(value)
        ax.plot([0, value])

    slider(draw, 0.0, 1.0, stops=[0.1, 0.5], label="rate", task="find the largest.")
    assert drawn == [0.1, 0.5]
    assert [ax.get_title() for ax in plt.gcf().axes] == ["rate = 0.1", "rate = 0.5"]
    assert "No slider here: the pictures above show rate = 0.1, 0.5." in capsys.readouterr().out
    plt.close("all")


@pytest.mark.parametrize(
    ("low", "high", "stops", "log", "kind"),
    [
        (0.0, 1.0, [0.5], False, "FloatSlider"),
        (0, 9, [3], False, "IntSlider"),
        (1e-6, 1.0, [0.1], True, "FloatLogSlider"),
    ],
)
def test_the_slider_fits_its_numbers(low: float, high: float, stops: list[float], log: bool, kind: str) -> None:
    widgets = pytest.importorskip("ipywidgets")
    control = sliders._control(widgets, low, high, stops, "rate", log)
    assert type(control).__name__ == kind
    assert control.value == stops[0]


def graph() -> Node:
    a, b = Node("a", 2.0, grad=16.0), Node("b", -3.0, grad=-16.0)
    u = Node("u", -6.0, "×", (a, b), grad=-8.0, local=(-3.0, 2.0))
    v = Node("v<b>", -4.0, "+", (u, a), grad=-8.0)
    return Node("L", 16.0, "²", (v,), grad=1.0)


def test_a_graph_shows_names_operators_data_and_gradients() -> None:
    nodes = graphs.ordered([graph()])
    assert [node.name for node in nodes] == ["a", "b", "u", "v<b>", "L"]
    figure = graphs.as_figure(nodes, "title")
    texts = {text.get_text() for text in figure.axes[0].texts}
    assert {"a", "v<b>", "-6", "grad -8", "×", "+", "²", "×-3", "×2"} <= texts
    assert "grad -8" not in {t.get_text() for t in graphs.as_figure(nodes, gradients=False).axes[0].texts}
    source = graphs.as_graphviz(nodes).source
    assert source.count("shape=circle") == 3
    assert "grad 16" in source


def test_no_arrow_of_a_graph_crosses_a_box() -> None:
    """a is used again two columns later: its arrow bends around u."""
    nodes = graphs.ordered([graph()])
    layout = graphs._layout(nodes)
    (a, _, u, v, _) = nodes
    (bend,) = layout.bends[id(v), 1]
    assert bend[0] == layout.places[id(u)][0]
    assert abs(bend[1] - layout.places[id(u)][1]) >= 1
    assert layout.places[id(a)][0] < bend[0]


def test_a_graph_of_thousands_of_nodes_does_not_recurse() -> None:
    end = Node("x", 1.0)
    for _ in range(5000):
        end = Node("", 1.0, "+", (end,))
    assert len(graphs.ordered([end])) == 5001


def test_drawing_without_graphviz_uses_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib.pyplot as plt

    monkeypatch.setattr(graphs, "shell_of_notebook", lambda: Shell())
    monkeypatch.setattr("shutil.which", lambda name: None)
    plt.close("all")
    draw_graph(graph())
    assert len(plt.get_fignums()) == 1
    plt.close("all")


def test_with_graphviz_a_notebook_gets_an_svg(monkeypatch: pytest.MonkeyPatch) -> None:
    display = pytest.importorskip("IPython.display")
    shown: list[Any] = []
    monkeypatch.setattr(graphs, "shell_of_notebook", lambda: Shell())
    monkeypatch.setattr("shutil.which", lambda name: "dot")
    monkeypatch.setattr(display, "display", shown.append)
    monkeypatch.setattr("graphviz.Digraph.pipe", lambda self, **_: "<svg xmlns='http://www.w3.org/2000/svg'/>")
    draw_graph(graph())
    assert [type(each).__name__ for each in shown] == ["SVG"]


def test_nbgrader_and_the_fresh_run_agree_on_what_a_student_gets(mini: Course) -> None:
    """Verify runs what `without_answers` makes; students get what nbgrader makes."""
    pytest.importorskip("nbgrader")
    course = with_lesson(mini)
    released = json.loads(build.student_notebooks(course)[LESSON])
    bare = build.without_answers(build.notebook(course, LESSON))
    assert [("".join(cell["source"])).strip() for cell in released["cells"]] == [c.source.strip() for c in bare.cells]
    assert not Path("gradebook.db").exists()
