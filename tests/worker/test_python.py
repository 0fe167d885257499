"""The worker is the Python that students know: ordinary programs cost nothing, and what is refused is refused alike."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from gradus.core import course as courses
from gradus.core.course import Course
from gradus.core.handed_in.submission import Submission
from gradus.grading.student import Student, StudentModule
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.workers import Workers
from tests.conftest import MINI, bubblewrap_works, sampled

HERE = Path(__file__).resolve().parent
RIGHT = (MINI / "solutions/warmup/square.py").read_text("utf-8")
HOME, OFFICIAL = "process", "process" if bubblewrap_works() else "bubblewrap"
Attempt = Callable[..., Any]


def sections(name: str) -> dict[str, str]:
    """The sections of a text file by their headings, which begin with ###."""
    parts = re.split(r"^### (.*)\n", (HERE / name).read_text("utf-8"), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], map(str.strip, parts[1::2]), strict=True))


ORDINARY = sections("ordinary.txt")
REFUSED = {
    heading.partition(" :: ")[0]: (text, heading.partition(" :: ")[2])
    for heading, text in sections("refused.txt").items()
}


def course_with(folder: Path, **more: str) -> Course:
    shutil.copytree(MINI, folder)
    settings = folder / "course.toml"
    text = settings.read_text("utf-8").replace('allow = ["numpy"]', 'allow = ["numpy", "matplotlib"]')
    for exercise, line in more.items():
        text = text.replace(f'id = "warmup/{exercise}"', f'id = "warmup/{exercise}"\n{line}')
    settings.write_text(text, "utf-8")
    return courses.load(folder)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return course_with(tmp_path_factory.mktemp("ordinary") / "course")


_shared: dict[Path, Workers] = {}


def shared(course: Course) -> Workers:
    """One zygote clones the workers of all official attempts at a course, as it does those of a batch."""
    if course.root not in _shared:
        _shared[course.root] = Workers(OFFICIAL, course.root)
        _shared[course.root].prepare(course.by_id["warmup/square"].packages)
    return _shared[course.root]


@pytest.fixture(scope="module", autouse=True)
def _zygotes() -> Iterator[None]:
    yield
    while _shared:
        _shared.popitem()[1].close()


@pytest.fixture
def attempt(course: Course, tmp_path: Path) -> Attempt:
    return lambda source, sandbox=OFFICIAL, **more: answer(course, tmp_path / "handed_in", source, sandbox, **more)


def answer(
    course: Course, folder: Path, source: str, sandbox: str, exercise: str = "square", function: str = "square"
) -> Any:
    """What the function answers to 3.0, or the message of the error."""
    shutil.copytree(course.solutions, folder, dirs_exist_ok=True)
    (folder / "warmup" / f"{exercise}.py").write_text(source, "utf-8", errors="surrogatepass")
    workers = shared(course) if sandbox == OFFICIAL else None
    student = Student(course, Submission("ada", folder), sandbox, workers=workers)
    try:
        return getattr(StudentModule(student, course.by_id[f"warmup/{exercise}"]), function)(3.0)
    except StudentCodeError as error:
        return error.text
    finally:
        student.close()


def below(lines: str) -> str:
    return f"{RIGHT}\n\n{lines}\n"


def all_answers(course: Course, folder: Path, sources: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """The answers of many modules, each (source, sandbox), by their names; workers wait side by side."""
    shared(course)
    with ThreadPoolExecutor(4) as pool:
        places = {name: folder / str(number) for number, name in enumerate(sources)}
        waiting = {name: pool.submit(answer, course, places[name], *each) for name, each in sources.items()}
        return {name: each.result() for name, each in waiting.items()}


@pytest.fixture(scope="module")
def ordinary(
    request: pytest.FixtureRequest, course: Course, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    asked = {item.callspec.params.get("name") for item in request.session.items if hasattr(item, "callspec")}
    above = {name for name in ORDINARY if name.startswith("above: ")}
    sources = {
        name: f"{lines}\n{RIGHT}" if name in above else below(lines)
        for name, lines in ORDINARY.items()
        if name in asked
    }
    both = {name: (source, OFFICIAL) for name, source in sources.items()}
    return all_answers(course, tmp_path_factory.mktemp("handed_in"), both)


@pytest.mark.parametrize("name", sampled(ORDINARY, 6))
def test_an_ordinary_program_costs_nothing(ordinary: dict[str, Any], name: str) -> None:
    assert ordinary[name] == 9.0


@pytest.fixture(scope="module")
def refused(course: Course, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    sources = {
        f"{name} in {box}": (below(REFUSED[name][0].replace("/the/course", str(course.root / "course.toml"))), box)
        for name in REFUSED
        for box in {HOME, OFFICIAL}
    }
    return all_answers(course, tmp_path_factory.mktemp("refused"), sources)


@pytest.mark.parametrize("name", sampled(REFUSED, 5))
def test_what_is_refused_officially_is_refused_at_home(refused: dict[str, Any], name: str) -> None:
    at_home, officially = refused[f"{name} in {HOME}"], refused[f"{name} in {OFFICIAL}"]
    assert REFUSED[name][1] in at_home
    assert re.sub(r"'/[^']*'", "", at_home) == re.sub(r"'/[^']*'", "", officially)


@pytest.mark.parametrize("name", ["use TkAgg", "help", "a user", "its own file", "try, what is installed here"])
def test_what_works_officially_works_at_home(attempt: Attempt, name: str) -> None:
    assert attempt(below(ORDINARY[name]), HOME) == 9.0


def test_a_backend_that_is_not_used_is_said_once(course: Course, tmp_path: Path) -> None:
    body = "import matplotlib as m\n    m.use('TkAgg')\n    m.use('QtAgg')\n    return x * x"
    folder = tmp_path / "handed_in"
    shutil.copytree(course.solutions, folder)
    (folder / "warmup" / "square.py").write_text(RIGHT.replace("return x * x", body), "utf-8")
    student = Student(course, Submission("ada", folder), OFFICIAL)
    try:
        assert StudentModule(student, course.by_id["warmup/square"]).square(3.0) == 9.0
        printed = student.printed()
    finally:
        student.close()
    assert printed == ["matplotlib draws without a window here: the backend TkAgg is not used."]


# Names that are the answer are refused wherever they could run

ANSWERS = {
    "in a try": "try:\n    from numpy import gradient\nexcept ImportError:\n    pass",
    "in a function": "def unused():\n    return np.gradient([1.0])",
    "in a method": "class A:\n    def f(self, a=np.gradient): pass",
    "in a lambda": "f = lambda: np.gradient",
    "in the other branch of a guard": 'if __name__ == "__main__":\n    pass\nelse:\n    from numpy import gradient',
    "in a guard that holds": 'if __name__ != "__main__":\n    from numpy import gradient',
    "in a guard of a renamed module": '__name__ = "__main__"\nif __name__ == "__main__":\n    np.gradient',
    "in a guard by another name": 'main = "__main__"\nif __name__ == main:\n    from numpy import gradient',
    "where types are checked after all": "TYPE_CHECKING = True\nif TYPE_CHECKING:\n    from numpy import gradient",
    "where types are checked by an import": (
        "from os import name as TYPE_CHECKING\nif TYPE_CHECKING:\n    from numpy import gradient"
    ),
    "in the condition of a guard": 'if __name__ == "__main__" or np.gradient:\n    pass',
    "through a star": "from numpy import *\ng = gradient",
    "through a star, in a function": "from numpy import *\ndef f():\n    gradient2 = 1\n    return gradient([1.0])",
    "behind a name that is used twice": "def f():\n    import math as np\ng = np.gradient",
    "below thousands of other names": "np.pi\n" * 6000 + "g = np.gradient",
    "deep in an expression": "x = " + "1 + " * 3000 + "np.gradient",
    "under a long elif": "if square == 0:\n    pass\n"
    + "elif square == 1:\n    pass\n" * 1500
    + "else:\n    np.gradient",
    "in suppress": "import contextlib\nwith contextlib.suppress(ImportError):\n    from numpy import gradient as g",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_answer_is_refused(attempt: Attempt, name: str) -> None:
    text = str(attempt(below(ANSWERS[name])))
    assert "uses numpy.gradient: this exercise asks you to write it yourself" in text or "nested too deeply" in text


HIDDEN_NAMES = {
    "by getattr": "import sys\nf = getattr(sys.modules['numpy'], 'gra' + 'dient')",
    "by importlib": "import importlib\nf = importlib.import_module('numpy').gradient",
    "by vars": "f = vars(np)['gradient']",
    "by another module": (
        "import sys\nnumpys = [vars(m) for name, m in [*sys.modules.items()] if name.startswith('numpy.')]\n"
        "f = next(names['gra' + 'dient'] for names in numpys if 'gra' + 'dient' in names)"
    ),
    "in a string": "f = lambda y: eval('np.grad' + 'ient(y)')",
    "called by the standard library": "f = lambda y: [*map(lambda g: g(y), [G])][0]",
    "called in a thread": (
        "from concurrent.futures import ThreadPoolExecutor\nf = lambda y: ThreadPoolExecutor(1).submit(G, y).result()"
    ),
    "called by a function of the package": "f = lambda y: np.apply_along_axis(G, 0, y)",
    "called by another function of the package": "f = lambda y: [np.vectorize(G, signature='(n)->(n)')(y)[0]]",
    "in code with the file of the package": (
        "import numpy.linalg\nspace = {'g': G}\n"
        "exec(compile('def f(y): return g(y)', np.linalg._linalg.__file__, 'exec'), space)\nf = space['f']"
    ),
    "in code that names it, with such a file": (
        "exec(compile('def f(y): return grad' + 'ient(y)', np.lib._function_base_impl.__file__, 'exec'), vars(np))\n"
        "f = vars(np)['f']"
    ),
    "in a table of the package": (
        "from numpy.testing import overrides\nfound = overrides.get_overridable_numpy_array_functions()\n"
        "f = next((g for g in found if g.__name__ == 'grad' + 'ient'), G)"
    ),
    "from a module that is loaded anew": (
        "import importlib\nf = getattr(importlib.reload(np.lib._function_base_impl), 'grad' + 'ient')"
    ),
    "from a module that was forgotten": (
        "import importlib, sys\nname = 'numpy.lib._function_base_impl'\ndel sys.modules[name]\n"
        "f = getattr(importlib.import_module(name), 'grad' + 'ient')"
    ),
    "in what the guard closes over": (
        "def opened(g):\n"
        "    cells = [c.cell_contents for c in getattr(g, '__closure__', None) or ()]\n"
        "    return [g, *(x for c in cells for x in opened(c))]\n"
        "found = opened(G)\n"
        "def f(y):\n"
        "    for g in reversed(found):\n"
        "        try:\n"
        "            r = g(y)\n"
        "            r = r(y) if callable(r) else r\n"
        "            return r\n"
        "        except TypeError: pass\n"
        "    return G(y)"
    ),
}


@pytest.mark.parametrize("name", HIDDEN_NAMES)
def test_the_answer_by_another_name_refuses_to_be_called(attempt: Attempt, name: str) -> None:
    """The name is found too late to refuse the file: only what calls it fails."""
    body = RIGHT.replace("return x * x", "return float(f(np.array([0.0, 9.0]))[0])")
    text = attempt(f"{body}\n\nG = getattr(np, 'gra' + 'dient')\n{HIDDEN_NAMES[name]}\n")
    assert "ImportError: numpy.gradient cannot be used: this exercise asks you to write it yourself." in str(text)


HIDDEN_LOOKS = {
    "among all objects": "import gc\nf = next(g for g in gc.get_objects() if getattr(g, '__name__', '') == 'gradient')",
    "in the code of what guards it": (
        "v = G.__closure__[0].cell_contents\nf = next(c for c in v.__code__.co_consts if callable(c))"
    ),
}


@pytest.mark.parametrize("name", HIDDEN_LOOKS)
def test_the_answer_is_not_found_by_looking(attempt: Attempt, name: str) -> None:
    source = f"{RIGHT}\n\nG = getattr(np, 'gra' + 'dient')\n{HIDDEN_LOOKS[name]}\n"
    assert "an exercise that asks you to write it yourself hides it" in str(attempt(source))


def test_a_package_may_use_the_answer_itself(course: Course, tmp_path: Path) -> None:
    """Here polyfit, which is allowed, rests on lstsq, which is not."""
    settings = (course.root / "course.toml").read_text("utf-8")
    (tmp_path / "course").mkdir()
    shutil.copytree(course.root, tmp_path / "course", dirs_exist_ok=True)
    (tmp_path / "course" / "course.toml").write_text(settings.replace("numpy.gradient", "numpy.linalg.lstsq"), "utf-8")
    body = RIGHT.replace(
        "return x * x", "return round(float(np.polyfit([1.0, 2.0, 3.0], [1.0, 4.0, 9.0], 2)[0]) * x * x)"
    )
    assert answer(courses.load(tmp_path / "course"), tmp_path / "handed_in", body, OFFICIAL) == 9


def test_more_names_than_anybody_writes(attempt: Attempt) -> None:
    lines = "\n".join(f"np.a{number}" for number in range(5001)) + "\nnp.gradient"
    assert "uses more than 5,000 names" in attempt(below(lines))


HARMLESS = {
    "a demonstration": 'if __name__ == "__main__":\n    print(np.gradient([1.0, 2.0]))',
    "a name of one's own": "def gradient(x):\n    return x\ngradient(3)",
    "a name of one's own beside a star": "from numpy import *\ndef gradient(x):\n    return x\ngradient(3)",
    "an argument beside a star": "from numpy import *\ndef step(w, gradient):\n    return w - gradient",
    "an attribute": "class Net:\n    gradient = 0\nNet().gradient",
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_has_the_name_of_the_answer(attempt: Attempt, name: str) -> None:
    assert attempt(below(HARMLESS[name])) == 9.0


def test_an_import_is_refused_where_it_runs(attempt: Attempt) -> None:
    body = RIGHT.replace("return x * x", "import torch\n    return x * x")
    assert re.search(r"No module named 'torch' here: it may import .*\nat line 18 of", attempt(body))
    student = (
        body.replace("def square", "def cube").replace("def mean", "def square").replace("np.sum(xs) / len(xs)", "9.0")
    )
    assert attempt(student) == 9.0


# Other exercises

SPELLINGS = {
    "from square import square": "write: from exercises.warmup.square import square",
    "from warmup.square import square": "write: from exercises.warmup.square import square",
    "from Square import square": "write: from exercises.warmup.square import square",
    "import square": "write: from exercises.warmup import square",
    "import numba": "and what it builds on (exercises.warmup.square); everything else belongs in its own file",
    "from exercises.warmup.cube import cube": "it may build on exercises.warmup.square.",
}


@pytest.mark.parametrize("line", SPELLINGS)
def test_an_exercise_is_found_by_its_full_name(attempt: Attempt, line: str) -> None:
    assert SPELLINGS[line] in attempt(f"{line}\n\ndef fourth(x):\n    return x\n", exercise="power", function="fourth")


@pytest.mark.parametrize(
    "line",
    [
        "from exercises.warmup.square import square",
        "from .square import square",
        "from . import square as module\nsquare = module.square",
        "from ..warmup.square import square",
        "import exercises.warmup.square as module\nsquare = module.square",
        "try:\n    from square import square\nexcept ImportError:\n    from exercises.warmup.square import square",
    ],
)
def test_ways_to_build_on_an_exercise(attempt: Attempt, line: str) -> None:
    source = f"{line}\n\ndef fourth(x):\n    return square(square(x))\n"
    assert attempt(source, exercise="power", function="fourth") == 81.0


def test_an_exercise_that_builds_on_none(attempt: Attempt) -> None:
    assert "an exercise does not import another one" in attempt(below("from power import fourth"))


# Data that other checks load

LOADED = {
    "a data set": ("DIGITS = load_digits()\nX = DIGITS.data[:9] / 16.0", 9.0),
    "a pair": ("X, y = load_digits(return_X_y=True)\nX = 1 - X / 16.0", 9.0),
    "a class": ("import sklearn\nprint(sklearn.__version__)\nclass A(sklearn.base.BaseEstimator): pass", 9.0),
    "a look": ("for image in load_digits().images:\n    pass", "this check has no scikit-learn\nat line "),
    "an array": ("X = np.asarray(load_digits().data)", "load it inside the function that loads data: this check"),
    "a length": ("n = len(load_digits().data)", "this check has no scikit-learn"),
}  # fmt: skip


@pytest.mark.parametrize("name", sampled(LOADED, 3))
def test_data_at_the_top_of_a_module(tmp_path: Path, name: str) -> None:
    lines, expected = LOADED[name]
    course = course_with(tmp_path / "course", square='data = ["sklearn"]')
    source = below(f"from sklearn.datasets import load_digits\n{lines}")
    found = answer(course, tmp_path / "handed_in", source, OFFICIAL)
    assert found == expected if expected == 9.0 else str(expected) in found


# Messages about a source


@pytest.mark.parametrize(
    ("line", "newer"),
    [
        ('a = f"{"x"}"', True),
        ("type Vector = list", True),
        ("def first[T](x: list[T]) -> T: ...", True),
        ("try:\n    pass\nexcept ValueError, TypeError:\n    pass", True),
        ('x = t"hello"', True),
        ("def f(:\n    pass", False),
        ('print "x"', False),
        ("x = (1,", False),
    ],
)
def test_the_python_that_reads_is_named(attempt: Attempt, line: str, newer: bool) -> None:
    text = attempt(below(line))
    if "SyntaxError" in str(text):  # else this Python reads it
        assert ("this is read by Python 3." in text) is newer
    else:
        assert newer and text == 9.0


def test_the_line_under_an_error_is_the_one_that_is_meant(attempt: Attempt) -> None:
    source = f"# a\u2028b\x0cc\x85d\x0be\x1cf\n{RIGHT}\nraise ValueError('here')\n"
    line = source.count("\n")
    assert f"at line {line} of exercises/warmup/square.py:\n    raise ValueError('here')" in attempt(source)
    assert f"line {line} uses torch" in attempt(source.replace("raise ValueError('here')", "import torch"))
    assert "    import torch\n           ^" in attempt(source.replace("raise ValueError('here')", "import torch"))
