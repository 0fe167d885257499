"""An author's mistake is one sentence with file and line, the first cause first: seen by making each on purpose."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from gradus.authoring import fingerprints, stubs
from gradus.authoring.verifying import verify
from gradus.core.course import Course, CourseError, load
from tests.conftest import sampled

VISIBLE, HIDDEN = "graders/warmup/square/test_visible.py", "graders/warmup/square/test_hidden.py"
WRONG, RIGHT = "graders/warmup/square/misconceptions.py", "graders/warmup/square/variants.py"
HELPERS, PICTURE = "graders/warmup/square/helpers.py", "graders/warmup/square/picture.py"
SOLUTION, MANIFEST = "solutions/warmup/square.py", "course.toml"
HINTS = "graders/warmup/square/hints.toml"
LADDER = '[{}]\nquestion = "a?"\nidea = "b"\nplan = ["c"]\n'
Change = Callable[[Path], object]
ASKED = "expect(submission.square(-SECRET)).close_to(SECRET**2)"
DEFINED = "def test_square_of_others(submission)"
MARKED = "@points(1)\n" + DEFINED


def edit(file: str, old: str, new: str) -> Change:
    def change(root: Path) -> None:
        text = (root / file).read_text("utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new, 1), "utf-8")

    return change


def raw(file: str, content: bytes | str, before: bytes = b"") -> Change:
    """Write a file, or put something before what is in it."""

    def change(root: Path) -> None:
        old = (root / file).read_bytes() if before else b""
        (root / file).write_bytes(before + old + (content.encode() if isinstance(content, str) else content))

    return change


def renew(root: Path) -> object:
    """Make the fingerprints anew, which are old after a change of the solution."""
    course = load(root)
    return fingerprints.write(course, course.exercises)


def test_more(name: str, body: str) -> str:
    return f'\n\n@points(0.5)\ndef {name}(submission):\n    """More.\n\n    Look.\n    """\n    {body}\n'


test_more.__test__ = False  # type: ignore[attr-defined]
ASKING = "import pytest\n\n\n@pytest.fixture\ndef two(submision): ...\n\n\n"
CUBED = 'class Cubed:\n    """That is the third power."""\n\n    def square(x):\n        return x**3\n'
AT_14 = f"{HIDDEN}, line 14, test_square_of_others"
LINE_5, LINE_8 = f"{VISIBLE}, line 5", f"{HIDDEN}, line 9: test_square_of_others"

# What was done, and the one sentence that tells it.
MISTAKES: dict[str, tuple[Change, str]] = {
    # The price of a check.
    "points without brackets": (
        edit(HIDDEN, MARKED, "@points\n" + DEFINED),
        f"{LINE_8}: @points has no brackets: write what the check is worth, as in @points(1).",
    ),
    "points as a text": (
        edit(HIDDEN, MARKED, '@points("1")\n' + DEFINED),
        f"{LINE_8}: @points('1') is a text: write a plain number, as in @points(1).",
    ),
    "negative points": (
        edit(HIDDEN, MARKED, "@points(-1)\n" + DEFINED),
        f"{LINE_8}: @points(-1): a check is worth more than 0 points.",
    ),
    "zero points": (
        edit(HIDDEN, MARKED, "@points(0)\n" + DEFINED),
        f"{LINE_8}: @points(0): a check is worth more than 0 points.",
    ),
    "points of nothing": (
        edit(HIDDEN, MARKED, "@points()\n" + DEFINED),
        f"{LINE_8}: @points() has no number: write what the check is worth, as in @points(1).",
    ),
    "points that are true": (
        edit(HIDDEN, MARKED, "@points(True)\n" + DEFINED),
        f"{LINE_8}: @points takes one plain number: it is also read without running the file.",
    ),
    "points by a name": (
        edit(HIDDEN, MARKED, "@points(SECRET)\n" + DEFINED),
        f"{LINE_8}: @points takes one plain number: it is also read without running the file.",
    ),
    "points twice": (
        edit(HIDDEN, MARKED, "@points(1)\n" + MARKED),
        f"{HIDDEN}, line 10: test_square_of_others has @points twice.",
    ),
    "no points": (
        edit(HIDDEN, MARKED, DEFINED),
        f"{HIDDEN}, line 8: test_square_of_others has no @points with a number: every check needs its points.",
    ),
    "point for points": (
        edit(HIDDEN, MARKED, "@point(1)\n" + DEFINED),
        f"{LINE_8} has no @points with a number: @point is not @points.",
    ),
    "second for seconds": (
        edit(HIDDEN, MARKED, "@points(1, second=60)\n" + DEFINED),
        f"{LINE_8}: @points has no argument second: did you mean seconds?",
    ),
    "seconds as a text": (
        edit(HIDDEN, MARKED, '@points(1, seconds="60")\n' + DEFINED),
        f"{LINE_8}: seconds of @points is a plain number from 0 to 86,400.",
    ),
    "end to end as a number": (
        edit(HIDDEN, MARKED, "@points(1, end_to_end=1)\n" + DEFINED),
        f"{LINE_8}: end_to_end of @points is True or False.",
    ),
    "another sum": (
        edit(HIDDEN, MARKED, "@points(2)\n" + DEFINED),
        "warmup/square: course.toml gives 4 points, its checks add up to 5.",
    ),
    # What is no check, or hides one.
    "no docstring": (
        edit(VISIBLE, '    """The square of 3 is 9.\n\n    Multiply the number by itself.\n    """\n', ""),
        f"{LINE_5}: test_square_of_three has no docstring: its first line is the check's title.",
    ),
    "no help": (
        edit(VISIBLE, "\n\n    Multiply the number by itself.\n    ", ""),
        f"{LINE_5}, test_square_of_three: its docstring has a title, but no help after it.",
    ),
    "a class of checks": (
        edit(HIDDEN, "SECRET = 41.75", "SECRET = 41.75\n\n\nclass TestMore:\n    def test_it(self, submission): ..."),
        f"{HIDDEN}, line 9: test_it is inside of something: write each check at the margin of the file.",
    ),
    "an async check": (
        edit(HIDDEN, DEFINED, "async " + DEFINED),
        f"{LINE_8} is async: write each check as a plain function, def test_square_of_others.",
    ),
    "two checks of one name": (
        edit(HIDDEN, "def test_mean_of_many", "def test_square_of_others"),
        f"{HIDDEN}, line 18: test_square_of_others is defined twice, and hides the one in line 9.",
    ),
    "one name in both files": (
        edit(HIDDEN, "def test_square_of_others", "def test_square_of_three"),
        "warmup/square::square_of_three is defined twice in the graders (test_visible.py, line 5 and test_hidden.py, "
        "line 9): give the tests different names.",
    ),
    "a check under a condition": (
        edit(HIDDEN, MARKED, "if True:\n\n    def test_it(submission): ...\n\n\n" + MARKED),
        f"{HIDDEN}, line 10: test_it is inside of something: write each check at the margin of the file.",
    ),
    "a name that is no test's": (
        edit(HIDDEN, DEFINED, "def square_of_others(submission)"),
        f"{HIDDEN}, line 9: square_of_others has @points, but is no check: the name of a check begins with test_.",
    ),
    "tset for test": (
        edit(HIDDEN, MARKED, "def tset_square(submission): ...\n\n\n" + MARKED),
        f"{HIDDEN}, line 8: tset_square is no check: did you mean test_square?",
    ),
    "a fixture's name": (
        edit(HIDDEN, DEFINED, "def test_square_of_others(submision)"),
        f"{HIDDEN}, line 9, test_square_of_others: there is no fixture submision: did you mean submission?",
    ),
    "a fixture that asks for one": (
        edit(HIDDEN, MARKED, ASKING + MARKED.replace("(sub", "(two, sub")),
        f"{HIDDEN}, line 11, test_square_of_others: there is no fixture submision: did you mean submission?",
    ),
    "no expectation": (
        edit(HIDDEN, ASKED, "submission.square(-SECRET)"),
        f"{HIDDEN}, line 9, test_square_of_others: it expects nothing, so it cannot fail: use expect(...).",
    ),
    "an expectation of nothing": (
        edit(HIDDEN, ASKED, "expect(submission.square(-SECRET))"),
        f"{HIDDEN}, line 14: expect(...) alone expects nothing: add what, as in .close_to(6.0).",
    ),
    # Files.
    "a syntax error in a check": (edit(HIDDEN, DEFINED + ":", DEFINED), f"{HIDDEN}, line 9: expected ':'."),
    "tabs and spaces": (
        edit(HIDDEN, f"    {ASKED}", f"\t{ASKED}"),
        f"{HIDDEN}, line 14: inconsistent use of tabs and spaces in indentation.",
    ),
    "not UTF-8": (
        raw(HIDDEN, "", "# Grüße\n".encode("latin-1")),
        f"{HIDDEN}, line 1: it is not UTF-8: save the file in that encoding.",
    ),
    "no hidden checks": (lambda root: (root / HIDDEN).unlink(), f"There is no {HIDDEN}."),
    "a syntax error in misconceptions": (raw(WRONG, "x = = 1\n"), f"{WRONG}, line 1: invalid syntax."),
    "a syntax error in variants": (raw(RIGHT, "class A"), f"{RIGHT}, line 1: expected ':'."),
    "a syntax error in helpers": (raw(HELPERS, "x = = 1\n"), f"{HELPERS}, line 1: invalid syntax."),
    "a syntax error in a picture": (raw(PICTURE, "\nx = = 1\n"), f"{PICTURE}, line 2: invalid syntax."),
    "a picture without draw": (raw(PICTURE, "x = 1\n"), f"{PICTURE}, line 1: there is no function draw(figure, load)."),
    # Imports.
    "a word that is not in the vocabulary": (
        edit(HIDDEN, "import expect, points", "import expct, points"),
        f"{HIDDEN}, line 3: ImportError: cannot import name 'expct' from 'gradus.grading': did you mean expect?",
    ),
    "a module that does not exist": (
        edit(HIDDEN, "import numpy as np", "import nunpy as np"),
        f"{HIDDEN}, line 1: ModuleNotFoundError: No module named 'nunpy'",
    ),
    "an import of the other file": (
        edit(HIDDEN, "import numpy as np", "import numpy as np\nfrom graders.warmup.square.test_visible import points"),
        f"{HIDDEN}, line 2: it imports graders.warmup.square.test_visible, and a file of graders stands "
        "alone: what both "
        "share goes to helpers.py, shared = helpers(__file__).",
    ),
    "the same, in short": (
        edit(HIDDEN, "import numpy as np", "import numpy as np\nfrom test_visible import points"),
        f"{HIDDEN}, line 2: it imports test_visible, and a file of graders stands alone: what both share goes to "
        "helpers.py, shared = helpers(__file__).",
    ),
    "an import of helpers": (
        edit(HIDDEN, "import numpy as np", "import helpers\nimport numpy as np"),
        f"{HIDDEN}, line 1: it imports helpers, and helpers.py is loaded by a word of the vocabulary: shared = "
        "helpers(__file__).",
    ),
    "an import of the solution": (
        edit(HIDDEN, "import numpy as np", "import numpy as np\nfrom solutions.warmup.square import square"),
        f"{HIDDEN}, line 2: it imports solutions.warmup.square, and a check asks the student's code "
        "through submission; "
        "warmup/square may not even be written yet.",
    ),
    "helpers that are missing": (
        edit(HIDDEN, "import expect, points", "import expect, helpers, points\n\nshared = helpers(__file__)"),
        f"{HIDDEN}, line 5: there is no {HELPERS}.",
    ),
    "an error on import": (
        edit(HIDDEN, "SECRET = 41.75", "SECRET = 41.75 / 0"),
        f"{HIDDEN}, line 5: ZeroDivisionError: float division by zero",
    ),
    # What checks do.
    "a typo in the vocabulary": (
        edit(HIDDEN, ASKED, ASKED.replace("close_to", "is_close_to")),
        f"{AT_14}: AttributeError: 'Expectation' object has no attribute 'is_close_to': did you mean close_to?",
    ),
    "a typo in a function's name": (
        edit(HIDDEN, ASKED, ASKED.replace("square", "sqare")),
        f"{AT_14}: the reference has no sqare; did you mean square?",
    ),
    "a typo in a name": (
        edit(HIDDEN, ASKED, ASKED.replace("SECRET**2", "SECERT**2")),
        f"{AT_14}: NameError: name 'SECERT' is not defined: did you mean SECRET?",
    ),
    "an index out of range": (
        edit(HIDDEN, ASKED, f"{ASKED}\n    [1, 2][5]"),
        f"{HIDDEN}, line 15, test_square_of_others: IndexError: list index out of range",
    ),
    "an argument that does not exist": (
        edit(HIDDEN, ASKED, ASKED.replace("SECRET**2", "SECRET**2, rtl=1e-3")),
        f"{AT_14}: TypeError: Expectation.close_to() got an unexpected keyword argument 'rtl'",
    ),
    "writing to the student's module": (
        edit(HIDDEN, ASKED, f"submission.square = abs\n    {ASKED}"),
        f"{AT_14}: AttributeError: a student's module is read-only; in a block, with replaced(submission, "
        '"square", …) puts another in',
    ),
    "an expected nan": (
        edit(HIDDEN, ASKED, ASKED.replace("SECRET**2", "np.nan")),
        f"{AT_14}: it expects nan, to which no answer is close",
    ),
    "an expected text": (
        edit(HIDDEN, ASKED, ASKED.replace("SECRET**2", "'a'")),
        f"{AT_14}: it expects a text, to which no number is close: use equals",
    ),
    "a tolerance below 0": (
        edit(HIDDEN, ASKED, ASKED.replace("SECRET**2", "SECRET**2, atol=-1")),
        f"{AT_14}: its tolerance is less than 0",
    ),
    "a wrong expected value": (
        edit(HIDDEN, ASKED, ASKED.replace("SECRET**2", "SECRET**3")),
        f"{AT_14}: the reference gets failed.\ncalled    square(-41.75)\n"
        "returned  1743.0625\nexpected  72772.8594, give or take 0.7",
    ),
    "too few seconds": (
        lambda root: (
            edit(HIDDEN, MARKED, "@points(1, seconds=0.001)\n" + DEFINED)(root),
            edit(SOLUTION, "return x * x", "return [x * x for _ in range(1_000_000)][0]")(root),
        ),
        f"{AT_14}: the reference gives no answer within 0.001 s: give it more, as in @points(1, seconds=0.01).",
    ),
    # The reference.
    "a syntax error in the solution": (
        edit(SOLUTION, "return x * x", "return x * * x"),
        f"{SOLUTION}, line 18: invalid syntax.",
    ),
    "an import that is not allowed": (
        edit(SOLUTION, "import numpy as np", "import numpy as np\nimport pandas"),
        f"{SOLUTION} cannot be run: line 7 uses pandas: it may import the standard library and numpy; everything else "
        "belongs in its own file.\n    import pandas\n           ^\nNo function of this file runs while "
        "that line is there.",
    ),
    "an error in the solution": (
        edit(SOLUTION, "import numpy as np", "import numpy as np\n\n1 / 0"),
        f"{SOLUTION} cannot be run: raised    ZeroDivisionError: division by zero\nat line 8 of {SOLUTION}:\n    1 / 0",
    ),
    "a missing solution": (
        lambda root: (root / SOLUTION).unlink(),
        f"{SOLUTION} is missing: course.toml lists warmup/square.",
    ),
    "an error that every check meets": (
        edit(SOLUTION, "return x * x", "return x * x + 1 / (x * 0)"),
        f"{VISIBLE}, line 10, test_square_of_three: the reference gets error.\ncalled    square(3.0)\n"
        f"raised    ZeroDivisionError: float division by zero\nat line 18 of {SOLUTION}:\n"
        "    return x * x + 1 / (x * 0)",
    ),
    "a name in an example": (
        lambda root: (edit(SOLUTION, ">>> square(3.0)", ">>> squre(3.0)")(root), renew(root)),
        f"{SOLUTION}, line 14: its example uses squre, which nothing defines; did you mean square?",
    ),
    "a solution without marks": (
        edit(SOLUTION, "    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION", "    return x * x"),
        f"{SOLUTION}, line 9: square has no ### BEGIN SOLUTION: its answer would be in the stub. Put the marks around "
        "all of it, or write ### GIVEN above it if students are meant to have it.",
    ),
    "no source": (
        edit(SOLUTION, "    Source: arithmetic.\n\n    >>> square", "    >>> square"),
        f"{SOLUTION}, line 9, square: its docstring names no Source.",
    ),
    "an error that is promised": (
        edit(SOLUTION, "The square of x, a float.", "The square of x, a float. Raises ValueError."),
        f"{SOLUTION}, line 9, square: it may raise ValueError, but no check makes it.",
    ),
    # What course.toml, hints and survivors say.
    "no hints": (
        edit(MANIFEST, 'hints = ["What is a square?", "Multiply."]\n', ""),
        "course.toml, line 11: warmup/square has no hints.",
    ),
    "a package that there is not": (
        edit(MANIFEST, "points = 4", 'points = 4\nallow = ["nunpy"]'),
        "course.toml, line 14: there is no package nunpy here: install it, or write the name that import takes.",
    ),
    "a forbidden name that there is not": (
        edit(MANIFEST, "numpy.gradient", "numpy.gradeint"),
        "course.toml, line 3: there is no numpy.gradeint to forbid; did you mean numpy.gradient?",
    ),
    "hints for a name that there is not": (
        raw(HINTS, LADDER.format("squre") + LADDER.format("mean")),
        f"{HINTS}, line 1: squre is no function that a student writes; did you mean square?",
    ),
    "hints without a question": (
        raw(HINTS, LADDER.format("square") + LADDER.format("mean").replace("?", ".")),
        f"{HINTS}, line 5: mean needs a question that ends with ?, an idea, and a plan without empty steps.",
    ),
    "a misspelt key of hints": (
        raw(HINTS, LADDER.format("square").replace("question", "questio")),
        f"{HINTS}.square has an unknown key questio: did you mean question?",
    ),
    # Misconceptions and variants.
    "a misconception that never ends": (
        edit(WRONG, "return x**3", "\n        while True: pass"),
        f"{WRONG}, line 40: Cubed does not end; the reference takes a moment. Nothing else was tried.",
    ),
    "a misconception that ends Python": (
        edit(WRONG, "return x**3", "import os; os._exit(3)"),
        "warmup/square: it could not be verified.\n"
        "Python ended with status 3: does a misconception or a variant end it?",
    ),
    "a misconception with self": (
        edit(WRONG, CUBED, CUBED.replace("(x)", "(self, x)")),
        f"{WRONG}, line 43, Cubed.square: it takes self, and is called as the module's function is, without one: leave "
        "self out.",
    ),
    "a misconception of nothing": (
        edit(WRONG, CUBED, CUBED.replace("square", "sqaure")),
        f"{WRONG}, line 43, Cubed.sqaure: the reference has no sqaure; did you mean square?",
    ),
    "a misconception of something else": (
        edit(WRONG, CUBED, CUBED.replace("square", "third")),
        f"{WRONG}, line 43, Cubed.third: the reference has no third: there are square, mean.",
    ),
    "an empty misconception": (
        edit(WRONG, CUBED, 'class Cubed:\n    """That is the third power."""\n'),
        f"{WRONG}, line 40, Cubed: it replaces nothing: write into it the function as learners write it.",
    ),
    "two misconceptions of one name": (
        edit(WRONG, "class Cubed", "class Doubled"),
        f"{WRONG}, line 40, Doubled: it is defined twice, and hides the one in line 1.",
    ),
    "a misconception that crashes": (
        edit(WRONG, "return x**3", "return np.sqroot(x)"),
        f"{WRONG}, line 40: misconception Cubed crashes instead of answering: NameError: name 'np' is not defined in "
        "line 44.",
    ),
    "a misconception that always crashes": (
        edit(WRONG, "return x**3", "return [][3]"),
        f"{WRONG}, line 40: misconception Cubed crashes instead of answering: IndexError: list index out of range in "
        "line 44.",
    ),
    "a misconception without a sentence": (
        edit(WRONG, '    """That is the third power."""\n\n', ""),
        f"{WRONG}, line 40: misconception Cubed has no docstring, which is the sentence that helps.",
    ),
    "a misconception that is none": (
        edit(WRONG, "return x**3", "return x**2"),
        f"{WRONG}, line 40: misconception Cubed keeps every point: no check detects it.",
    ),
    "a check that no misconception fails": (
        edit(HIDDEN, "submission.square(-SECRET)).close_to(SECRET**2)", "submission.square(1.0)).between(0.5, 2.5)"),
        f"{HIDDEN}, line 9, test_square_of_others: no misconception fails it, so it tells nothing apart: what would a "
        "learner get wrong here?",
    ),
    "misconceptions that cannot be imported": (
        raw(WRONG, "", b"import no_such_module\n"),
        f"{WRONG} cannot be run: raised    ModuleNotFoundError: No module named 'no_such_module'\nat line 1 of "
        f"{WRONG}:\n    import no_such_module",
    ),
    "a variant with self": (
        edit(RIGHT, "def square(x):", "def square(self, x):"),
        f"{RIGHT}, line 7, PowerOperator.square: it takes self, and is called as the module's function "
        "is, without one: "
        "leave self out.",
    ),
    "a variant of nothing": (
        edit(RIGHT, "def square(x):", "def squre(x):"),
        f"{RIGHT}, line 7, PowerOperator.squre: the reference has no squre; did you mean square?",
    ),
    "a variant that is not right": (
        edit(RIGHT, "return x**2", "return x**2 + 1"),
        f"{RIGHT}, line 4: variant PowerOperator, which is right, gets failed at warmup/square::square_of_three, and 1 "
        "other check.\ncalled    square(3.0)\nreturned  10.0\nexpected  9.0, give or take 9e-05",
    ),
}


@pytest.mark.parametrize("name", sampled(MISTAKES, 25))
def test_one_sentence(mini: Course, name: str) -> None:
    change, sentence = MISTAKES[name]
    change(mini.root)
    with contextlib.suppress(CourseError):  # of a solution: `verify` says what is wrong with it
        stubs.write(mini)
    found = verify.verify(mini, [mini.by_id["warmup/square"]], 1, lambda exercise: None)
    assert found == [sentence]


# In course.toml: the sentence with which every command stops.
MANIFESTS = {
    ("seconds = 2", "second = 2"): "course.toml, line 4: unknown key second: did you mean seconds?",
    ('allow = ["numpy"]', 'allow = "numpy"'): "course.toml, line 2: allow: expected a list, found a string.",
    ('hints = ["Use what you have."]', 'hints = "Use what you have."'): (
        "course.toml, line 21: exercise warmup/power.hints: expected a list, found a string."
    ),
    ('title = "Higher powers"\n', ""): "course.toml, line 16: exercise warmup/power has no title.",
    ("points = 2", 'points = "2"'): (
        "course.toml, line 19: exercise warmup/power.points: expected a number, found a string."
    ),
    ("points = 2", "points = -2"): (
        "course.toml, line 19: exercise warmup/power.points: an exercise is worth more than 0 points."
    ),
    ("points = 2", "point = 2"): ("course.toml, line 16: exercise warmup/power has no points (is point meant by it?)."),
    ("points = 2", "points = 2\npoints = 2"): "course.toml, line 20: this is no TOML: Cannot overwrite a value.",
    ('title = "A course for the tests"\n', ""): "course.toml has no title.",
}


@pytest.mark.fast
@pytest.mark.parametrize("change", MANIFESTS)
def test_one_sentence_about_the_course(mini: Course, change: tuple[str, str]) -> None:
    edit(MANIFEST, *change)(mini.root)
    with pytest.raises(CourseError, match=f"^{re.escape(MANIFESTS[change])}$"):
        load(mini.root)


def test_one_fault_of_a_solution_that_others_build_on(mini: Course) -> None:
    """It is told once, and not again for every exercise that needs it."""
    edit(SOLUTION, "import numpy as np", "import numpy as np\n\n1 / 0")(mini.root)
    stubs.write(mini)
    found = verify.verify(mini, mini.exercises, 2, lambda exercise: None)
    assert len(found) == 1 and found[0].startswith(f"{SOLUTION} cannot be run: raised    ZeroDivisionError")
    found = verify.verify(mini, [mini.by_id["warmup/power"]], 1, lambda exercise: None)
    assert found == [
        "solutions/warmup/power.py needs another exercise. Finish warmup/square first: it cannot be imported."
    ]


def test_a_variant_that_the_reference_itself_calls(mini: Course) -> None:
    """That it loses may be another function's doing, which uses what the variant gives."""
    path = mini.solutions / "warmup" / "square.py"
    path.write_text(path.read_text("utf-8").replace("np.sum(xs) / len(xs)", "np.sum(xs) / square(len(xs) ** 0.5)"))
    edit(RIGHT, "return x**2", "return [x**2]")(mini.root)
    stubs.write(mini)
    (found,) = verify.verify(mini, [mini.by_id["warmup/square"]], 1, lambda exercise: None)
    assert "variant PowerOperator, which is right, gets failed" in found
    assert "The reference's own mean calls what it replaces." in found
