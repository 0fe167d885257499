"""The teacher's view of one student: code, outcomes at their functions, marks by hand through the command."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from gradus.core import course
from gradus.core.course import Course
from gradus.core.handed_in.submission import lines_of
from gradus.core.report import ExerciseResult
from gradus.pages.student import code
from gradus.pages.student.placing import checks_of, place
from gradus.scores import by_hand
from tests import a_class
from tests.a_class import short
from tests.conftest import ROOT, HandIn, grade, invoke

pytestmark = pytest.mark.fast


def names(source: str) -> list[tuple[str, int, int]]:
    return [(each.name, each.first, each.last) for each in code.outline(lines_of(source.encode())).defined]


def test_definitions_of_a_module() -> None:
    source = (
        "import x\nGATE = (1, 2)\n\n@x.y\n@x.z\ndef f(a):\n    def inner(): pass\n    return 1\n\n"
        "class A:\n    def g(self): return 1\n    async def h(self):\n        pass\nif x:\n    def k(): pass\n"
        "try:\n    pass\nexcept E:\n    pass\nelse:\n    def m(): pass\ndef f(a):\n    return 2\n"
    )
    assert names(source) == [
        ("GATE", 2, 2),
        ("A", 10, 13),
        ("g", 11, 11),
        ("h", 12, 13),
        ("k", 15, 15),
        ("m", 21, 21),
        ("f", 22, 23),
    ]


def test_definitions_of_what_is_no_python() -> None:
    source = "def f(x:\n    return (x\n\n# note\ndef g(y):\n    return y\n)\nclass A:\n    def h(self):\n        pass\n"
    assert names(source) == [("f", 1, 4), ("g", 5, 7), ("A", 8, 11), ("h", 9, 11)]


def test_code_in_a_text_defines_nothing() -> None:
    assert [name for name, *_ in names('"""\ndef old():\n    pass\n"""\ndef new():\n    pass\n')] == ["new"]


@pytest.mark.parametrize(
    "source",
    [
        "(" * 100_000,
        "-" * 100_000 + "1",
        "a." * 60_000 + "a",
        "1+" * 60_000 + "1",
        "x=" * 60_000 + "1",
        "not " * 40_000 + "1",
        "lambda:" * 20_000 + "1",
        "\n".join(" " * depth + "if 1:" for depth in range(400)),
        '"""' + '\\"' * 40_000,
        '"\\' * 40_000,
        "'''\\" * 20_000,
        "\0" * 1000,
        "def f():\n x\n" * 10_000,
        "\n" * 300_000,
        "def " + "a" * 900_000 + "():\n    pass",
    ],
    ids=range(15),
)
def test_hostile_sources_are_shown_within_bounds(source: str) -> None:
    lines = lines_of(source.encode())
    code.outline(lines)
    shown = code.shown(lines, frozenset({1}), "x")
    assert len(shown) == min(len(lines), code.MOST_LINES)
    assert sum(map(len, shown)) < 4_000_000
    for each in shown[:50]:
        assert each.count("<span") == each.count("</span>")


def test_lines_are_numbered_as_in_an_editor() -> None:
    assert lines_of("a\r\nb\rc\nd\u2028e\x0cf".encode()) == ["a", "b", "c", "d\u2028e\x0cf"]
    assert lines_of("\ufeffé".encode()) == ["é"]
    assert lines_of("é".encode("latin-1")) == ["é"]
    assert lines_of("é\n".encode("utf-16")) == ["é", ""]


def test_colours_change_no_letter() -> None:
    source = (ROOT / "solutions" / "micrograd" / "engine.py").read_text("utf-8")
    lines = source.split("\n")
    plain = [re.sub(r"<[^>]*>", "", each) for each in code.shown(lines, frozenset(), "x")]
    assert [html.unescape(each) for each in plain] == [f"{n}{line}\n" for n, line in enumerate(lines, 1)]


def test_lines_that_messages_name() -> None:
    facts = [
        "raised    E: x\n          at line 12 of a/b.py:\n              y",
        "at line 7 of a/c.py:",
        "at line 3 of a/b.py",
    ]
    assert code.blamed(facts, "a/b.py") == {12, 3}


@pytest.mark.long
def test_every_check_of_the_course_finds_its_function() -> None:
    """A check that is placed nowhere leaves a teacher to guess."""
    whole = course.load(ROOT)
    lost = []
    for exercise in whole.exercises:
        known = checks_of(whole, exercise)
        outline = code.outline(lines_of((whole.solutions / exercise.path).read_bytes()))
        made = _results(exercise.id, list(known))
        placed = place(made.checks, known, outline.defined)
        lost += [each.id for each in placed.get("", [])]
    assert not lost


def _results(item: str, ids: list[str]) -> ExerciseResult:
    (done,) = short("ada", *["passed"] * len(ids), item=item).exercises
    return replace(done, checks=tuple(replace(c, id=name) for c, name in zip(done.checks, ids, strict=True)))


def test_a_check_belongs_to_the_function_that_others_do_not_use(mini: Course) -> None:
    exercise = mini.by_id["warmup/square"]
    known = checks_of(mini, exercise)
    outline = code.outline(lines_of((mini.solutions / exercise.path).read_bytes()))
    placed = place(_results(exercise.id, list(known)).checks, known, outline.defined)
    assert {name: [each.id.split("::")[1] for each in found] for name, found in placed.items()} == {
        "square": ["square_of_three", "square_of_others"],
        "mean": ["mean_of_two", "mean_of_many"],
    }


@pytest.fixture
def graded(mini: Course, hand_in: HandIn) -> Path:
    """A course with one graded submission, in which square is wrong."""
    hand_in("ada", square="def mean(xs):\n    return sum(xs) / len(xs)\n\n\ndef square(x):\n    return 2 * x\n")
    grade(mini, mini.root.parent / "submissions" / "ada")
    return mini.root


def test_outcomes_stand_at_their_functions(graded: Path) -> None:
    page = graded / "ada.html"
    done = invoke(
        "review", "results", "--unprotected", "ada", "--submissions", "../submissions", "--html", page, cwd=graded
    )
    assert done.returncode == 0, done.stderr
    text = re.sub(r"<[^>]*>", "", page.read_text("utf-8").partition("</style>")[2])
    order = ["2 checks passed", "def mean", "The square of 3 is 9.", "Twice a number is not its square.", "def square"]
    assert [text.index(each) for each in order] == sorted(text.index(each) for each in order)
    assert "This is not the code that was graded" not in text


@pytest.mark.long
def test_other_code_than_was_graded_is_told(graded: Path) -> None:
    module = graded.parent / "submissions" / "ada" / "exercises" / "warmup" / "square.py"
    module.write_text("def square(x):\n    return x * x\n", "utf-8")
    invoke(
        "review", "results", "--unprotected", "ada", "--submissions", "../submissions", "--html", "a.html", cwd=graded
    )
    assert "This is not the code that was graded" in (graded / "a.html").read_text("utf-8")


@pytest.mark.long
def test_without_the_code_the_verdicts_are_there(graded: Path) -> None:
    done = invoke(
        "review", "results", "--unprotected", "ada", "--submissions", "nowhere", "--html", "a.html", cwd=graded
    )
    text = (graded / "a.html").read_text("utf-8")
    assert done.returncode == 0 and "The code is not shown" in text and "The square of 3 is 9." in text


@pytest.mark.skipif(not hasattr(Path, "symlink_to"), reason="links")
def test_a_submission_that_is_a_link_is_not_followed(graded: Path) -> None:
    (graded / "elsewhere").mkdir()
    (graded / "elsewhere" / "ada").symlink_to(graded.parent / "submissions" / "ada")
    invoke("review", "results", "--unprotected", "ada", "--submissions", "elsewhere", "--html", "a.html", cwd=graded)
    assert "def square" not in (graded / "a.html").read_text("utf-8")


def test_a_mark_by_hand_survives_grading_again(graded: Path) -> None:
    given = ("--mark", "square=3,5", "--comment", "square=A fine idea")
    done = invoke("review", "results", "--unprotected", "ADA", *given, cwd=graded)
    assert done.stdout == "ada: warmup/square: 3.5 points by hand, A fine idea.\n", done.stderr
    invoke("export", "results", "--unprotected", "--format", "long", "--out", "long.csv", cwd=graded)
    assert "ada,,warmup/square,3.5,4" in (graded / "long.csv").read_text("utf-8")
    module = graded.parent / "submissions" / "ada" / "exercises" / "warmup" / "square.py"
    module.write_text("def square(x):\n    return x * x\n", "utf-8")
    grade(course.load(graded), graded.parent / "submissions" / "ada")
    done = invoke("export", "results", "--unprotected", "--format", "long", "--out", "long.csv", cwd=graded)
    assert "ada,,warmup/square,3.5,4" in (graded / "long.csv").read_text("utf-8")
    assert "look again at the 3.5 by hand for warmup/square: the code has changed since" in done.stderr
    assert (
        "Marks by hand to look at again (1)"
        in invoke("overview", "results", "--unprotected", cwd=graded, COLUMNS="200").stdout
    )
    shown = invoke("review", "results", "--unprotected", "ada", cwd=graded, COLUMNS="100").stdout
    assert "A fine idea" in shown and "look again" in shown
    assert invoke("review", "results", "--unprotected", "ada", "--clear", "square", cwd=graded).stdout.endswith(
        "taken back.\n"
    )
    assert not by_hand.read(graded / "results")


@pytest.mark.long
def test_parts_and_comments_alone(graded: Path) -> None:
    part = "square::square_of_three"
    done = invoke(
        "review", "results", "--unprotected", "ada", "--mark", f"{part}=0.5", "--comment", "power=Look", cwd=graded
    )
    assert done.returncode == 0, done.stderr
    entries = by_hand.read(graded / "results")["ada"].entries
    assert entries["warmup/square::square_of_three"].mark == 0.5
    assert entries["warmup/square::square_of_three"].automatic == 0 and entries["warmup/power"].mark is None
    invoke("review", "results", "--unprotected", "ada", "--comment", f"{part}=Why?", cwd=graded)
    kept = by_hand.read(graded / "results")["ada"].entries["warmup/square::square_of_three"]
    assert (kept.mark, kept.comment) == (0.5, "Why?")


REFUSED = [
    (("ada", "--mark", "square=11"), "11 is no mark from 0 to 4"),
    (("ada", "--mark", "square=-1"), "-1 is no mark from 0 to 4"),
    (("ada", "--mark", "square=nan"), "nan is no mark"),
    (("ada", "--mark", "square=ten"), "ten is no number of points"),
    (("ada", "--mark", "square"), "write it as EXERCISE=POINTS"),
    (("ada", "--mark", "sqare=1"), "there is no result of that. Did you mean warmup/square?"),
    (("ada", "--mark", "square::square_of_tree=1"), "Did you mean square_of_three?"),
    (("adda", "--mark", "square=1"), "there is no report of adda. Did you mean ada?"),
    (("--mark", "square=1"), "which student?"),
    ((), "give a LOGIN"),
    (("ada", "--mark", "warmup=1"), "there is no result of that"),
]


def test_what_cannot_be_given_is_told(graded: Path) -> None:
    for arguments, words in REFUSED:
        done = invoke("review", "results", "--unprotected", *arguments, cwd=graded)
        assert done.returncode == 2 and words in done.stderr, (arguments, done.stderr)
        assert not (graded / "results" / "by_hand").exists() or not by_hand.read(graded / "results"), arguments


def test_a_table_of_marks_is_taken_whole_or_not_at_all(tmp_path: Path) -> None:
    results = a_class.save(tmp_path / "results", short("ada", "passed", "failed"), short("bob", "failed"))
    table = tmp_path / "marks.csv"
    table.write_text("Login;work;mark;comment\nADA;square;1,5;Good\nbob;square;2;\n", "utf-8")
    done = invoke("review", results, "--marks", table, cwd=tmp_path)
    assert done.returncode == 2 and "line 3: warmup/square: 2 is no mark from 0 to 1" in done.stderr
    assert not by_hand.read(results)
    table.write_text("Login;work;mark;comment\nADA;square;1,5;Good\nbob;square;;Ask me\nbob;square;;\n", "utf-8")
    done = invoke("review", results, "--marks", table, cwd=tmp_path)
    assert done.returncode == 0 and done.stdout == "2 entries for 2 students.\n", done.stderr
    read = by_hand.read(results)
    assert read["ada"].entries["warmup/square"].mark == 1.5 and read["bob"].entries["warmup/square"].comment == "Ask me"


def test_the_whole_class_in_a_folder(graded: Path) -> None:
    a_class.save(graded / "results", short("bob", "passed", "passed"), short("cid", "failed", "failed"))
    done = invoke(
        "review", "results", "--unprotected", "--submissions", "../submissions", "--out", "review", cwd=graded
    )
    assert done.returncode == 0, done.stderr
    pages = {path.name: path.read_text("utf-8") for path in (graded / "review").iterdir()}
    assert set(pages) == {"index.html", "ada.html", "bob.html", "cid.html"}
    block = re.search(r'<script type="application/json" id="links">(.*?)</script>', pages["index.html"])
    assert block
    links = list(json.loads(block[1]).values())  # in the order of the table, which its script draws
    assert sorted(links) == ["ada.html", "bob.html", "cid.html"]
    assert f'href="{links[1]}"' in pages[links[0]]
