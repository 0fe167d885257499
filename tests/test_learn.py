"""The learners' pages: their code runs, their numbers are its numbers, and every word of the stubs is explained."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import textwrap
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest

from gradus.authoring import leaks, release
from gradus.core import quiz
from gradus.core.course import Exercise, load
from gradus.lessons import build
from gradus.lessons.quiz import as_json
from tests.conftest import ROOT

COURSE = load(ROOT)
LEARN = ROOT / "docs" / "learn"
PAGES = sorted(LEARN.glob("*.md"))
NOTATION = (LEARN / "notation.md").read_text("utf-8")
BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CELLS = re.compile(r"(?<!\\)\|")
EMPHASIS = re.compile(r"\*\*(.+?)\*\*")
FURTHER = "# Further: harder, may wait. The part is complete without it."

# What a beginner met in a stub before anything explained it.
ONCE_UNEXPLAINED = """slope | derivative | elementwise | array | shape | order | exponent | logarithm | power rule |
sum rule | Axes | vector | norm | unit vector | length 1 | steepest ascent | NaN | second derivative | curvature |
symmetric | dot product | loss | learning rate | eigenvalue | contour | meshgrid | stacked"""
TERMS = """rate of change | tangent | forward difference | central difference | limit | scalar multiple | constant |
partial derivative | gradient | directional derivative | Hessian | gradient descent | hyperparameter | parameter |
local minimum | global minimum | convex | saddle point | critical point | momentum | velocity | epoch | overfitting |
generalisation | chain rule | computation graph | DAG | topological order | forward pass | backward pass |
backpropagation | upstream gradient | local derivative | automatic differentiation | reverse mode | forward mode |
vanishing gradient | exploding gradient | neuron | weight | bias | threshold | activation function | sigmoid | ReLU |
nonlinearity | layer | MLP | batch | mini-batch | broadcasting | vectorisation | initialisation | He | logit | softmax |
log-sum-exp | cross-entropy | one-hot | SGD | RMSprop | Adam | bias correction | schedule | warm restarts | hinge loss |
margin | regularisation | decision boundary | accuracy | confusion matrix | train/test split | prior | likelihood |
posterior | naive | projection | eigenvector | principal component | least squares | gradient check | argmax | argmin"""

RUN = """
import contextlib, io, json, sys, types, warnings
package = types.ModuleType("exercises")
package.__path__ = [sys.argv[1]]
sys.modules["exercises"] = package
warnings.simplefilter("ignore")
names, printed, gives = {}, [], []
steps = json.load(sys.stdin)
for code in steps["code"]:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(code, names)
    printed.append(out.getvalue())
for expression, value in steps["pairs"]:
    left, right = eval(expression, names), eval(value, names)
    gives.append(bool(names["np"].shape(left) == names["np"].shape(right) and names["np"].allclose(left, right)))
json.dump({"printed": printed, "gives": gives}, sys.stdout)
"""


def read(page: Path) -> str:
    return page.read_text("utf-8")


def blocks(page: Path) -> list[tuple[str, str]]:
    """The language and the text of each block of code."""
    return [(language, textwrap.dedent(text)) for language, text in BLOCK.findall(read(page))]


def run(code: list[str], pairs: list[tuple[str, str]], folder: Path) -> dict[str, list[str]]:
    """Run blocks one after the other, then compare pairs of expressions, in a process and a folder of their own."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(COURSE.solutions)],
        input=json.dumps({"code": code, "pairs": pairs}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, list[str]] = json.loads(done.stdout)
    return result


def rows(text: str, columns: int) -> list[list[str]]:
    """The cells of every table row of a page that has so many columns, without headings and rulers."""
    cells = [[c.strip() for c in CELLS.split(line)[1:-1]] for line in text.splitlines() if line.startswith("|")]
    return [
        c for c in cells if len(c) == columns and not set(c[0]) <= set("-") and c[-1] not in ("gives", "first met in")
    ]


def words() -> list[list[str]]:
    return rows(NOTATION.split("\n## Words", 1)[1], 3)


def stub(exercise: Exercise) -> str:
    return (COURSE.stubs / exercise.path).read_text("utf-8")


def flat(text: str) -> str:
    return " ".join(text.split()).lower()


def mentions(term: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(term.lower())}", text) is not None


def numbers(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?:e[+-]?\d+)?(?!\w)", text.replace(",000", "000")))


def rounds_to(number: str, quoted: str) -> bool:
    mantissa, _, exponent = quoted.partition("e")
    last_place = 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    return number == quoted or abs(float(number) - float(quoted)) <= last_place / 2


# Code and numbers


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_code_prints_what_stands_below_it(page: Path, tmp_path: Path) -> None:
    found = blocks(page)
    code = [text for language, text in found if language == "python"]
    printed = iter(run(code, [], tmp_path)["printed"])
    for (language, text), (below, output) in pairwise([*found, ("", "")]):
        if language == "python":
            assert (output if below == "text" else "") == next(printed), text


@pytest.mark.fast
@pytest.mark.parametrize("name", ["troubleshooting", "breakthroughs"])
def test_numbers_in_prose_stand_in_code_or_output(name: str) -> None:
    page = LEARN / f"{name}.md"
    prose = re.sub(r"PEP 668|`[^`]*`", "", BLOCK.sub("", read(page)))
    known = numbers("\n".join(text for _, text in blocks(page)))
    quoted = {number for number in numbers(prose) if "." in number or (number.isdigit() and len(number) > 2)}
    assert {q for q in quoted if not any(rounds_to(number, q) for number in known)} == set()


def test_symbols_in_python_give_what_the_table_says(tmp_path: Path) -> None:
    pairs = [(code.strip("`"), value.strip("`")) for *_, code, value in rows(NOTATION, 5)]
    assert len(pairs) > 40
    setup = [text for language, text in blocks(LEARN / "notation.md") if language == "python"]
    gives = run(setup, pairs, tmp_path)["gives"]
    assert [pair for pair, right in zip(pairs, gives, strict=True) if not right] == []


# Words and symbols


@pytest.mark.fast
@pytest.mark.parametrize("terms", [TERMS, ONCE_UNEXPLAINED], ids=["of the field", "that stopped a beginner"])
def test_notation_explains_every_term(terms: str) -> None:
    explained = flat("\n".join(" ".join(row[:-1]) for row in words()) + NOTATION.split("\n## Words", 1)[0])
    assert [term for term in map(flat, terms.split("|")) if not mentions(term, explained)] == []


@pytest.mark.fast
def test_words_are_met_first_where_the_page_says() -> None:
    order = [(exercise.id, flat(stub(exercise))) for exercise in COURSE.exercises]
    wrong = []
    for _, term, place in words():
        key = EMPHASIS.findall(term)[0]
        first = next((id for id, text in order if mentions(key, text)), None)
        if place.startswith("`"):
            if first != place.strip("`"):
                wrong.append((key, place, first))
        elif not place.startswith("[") and place.removeprefix("lesson ") not in COURSE.lessons:
            wrong.append((key, place, "no such lesson"))
    assert wrong == []


@pytest.mark.fast
@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda e: e.id)
def test_every_symbol_of_a_stub_is_in_the_notation(exercise: Exercise) -> None:
    def symbols(text: str) -> set[str]:
        signs = unicodedata.normalize("NFKD", text)
        return {c for c in signs if ord(c) > 127 and unicodedata.category(c) in ("Sm", "Lu", "Ll", "Mn")}

    assert symbols(stub(exercise)) - symbols(NOTATION) == set()


# Stubs


@pytest.mark.fast
@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda e: e.id)
def test_stub_names_its_lesson_and_the_glossary(exercise: Exercise) -> None:
    head = ast.get_docstring(ast.parse(stub(exercise))) or ""
    assert f"\nLesson: lessons/{exercise.lesson}.ipynb, read it first.\n" in head
    assert "\nWords and symbols: docs/learn/notation.md." in head
    for page in re.findall(r"docs/\S+?\.md", stub(exercise)):
        assert (ROOT / page).is_file(), page


@pytest.mark.fast
@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda e: e.id)
def test_stub_lists_its_functions_in_their_order(exercise: Exercise) -> None:
    tree = ast.parse(stub(exercise))
    defined = [node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    public = [name for name in defined if not name.startswith("_")]
    if len(public) > 1:  # a module of one class lists its methods
        listed = [name for name in re.findall(r"`(\w+)`", ast.get_docstring(tree) or "") if name in public]
        assert list(dict.fromkeys(listed)) == public


@pytest.mark.fast
@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda e: e.id)
def test_further_functions_come_last(exercise: Exercise) -> None:
    marked = re.findall(rf"^{re.escape(FURTHER)}\ndef (\w+)", stub(exercise), re.MULTILINE)
    defined = re.findall(r"^def (\w+)", stub(exercise), re.MULTILINE)
    assert marked == [*exercise.further] == defined[len(defined) - len(marked) :]


# What is released


@pytest.mark.long
def test_nothing_that_is_written_for_students_gives_an_answer_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages, lessons, hints, quiz and the checks that students have; a release looks at everything else, too."""
    answered = {name: build.notebook(COURSE, name) for name in COURSE.lessons}
    bare = {f"lessons/{name}.ipynb": build.without_answers(notebook) for name, notebook in answered.items()}
    paths = [path for folder in ("learn", "tutor", "derivations") for path in (ROOT / "docs" / folder).glob("*.md")]
    for exercise in COURSE.exercises:
        paths += [path for name in release.RELEASED if (path := COURSE.graders(exercise) / name).is_file()]
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in [*paths, ROOT / "course.toml"]}
    leaks.search(COURSE, files | {quiz.FILE: as_json(COURSE, answered)})
    monkeypatch.setattr(leaks, "_compare", lambda course, files: None)  # a release compares their code, too
    leaks.search(COURSE, {name: json.dumps(notebook).encode() for name, notebook in bare.items()})


@pytest.mark.fast
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_to_files_that_students_have(page: Path) -> None:
    for link in LINK.findall(BLOCK.sub("", read(page))):
        if not re.match(r"https?://|#", link):
            target = (page.parent / link.partition("#")[0]).resolve()
            assert target.is_file() and target.parent in (LEARN, ROOT / "docs" / "derivations"), link


@pytest.mark.fast
def test_readings_have_links_for_every_exercise() -> None:
    sections = re.split(r"^## ", read(LEARN / "readings.md"), flags=re.MULTILINE)[1:]
    assert [section.partition("\n")[0] for section in sections] == [exercise.id for exercise in COURSE.exercises]
    for section in sections:
        links = LINK.findall(section)
        assert 2 <= len(links) <= 4 and len(set(links)) == len(links), section
        assert len(re.findall(r"^- \[.+\]\(https?://\S+\): \S.{20,}", section, re.MULTILINE)) == len(links), section


@pytest.mark.fast
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_pages_do_not_talk_down(page: Path) -> None:
    assert re.findall(r"\b(?:simply|obviously|just|trivial\w*|of course)\b", BLOCK.sub("", read(page)), re.I) == []
