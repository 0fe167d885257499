"""Whose mistake an exception in a check is, and where it stands: in a file of the course's, with its line."""

import builtins
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest

import gradus
from gradus.core.checks import Check, file_of
from gradus.core.course import Course
from gradus.core.text import nearest, one_line
from gradus.grading.running import CheckTimeoutError, ExpectedValueError
from gradus.sandbox.errors import WorkerStartError
from gradus.sandbox.handle import Handle

ENGINE = Path(gradus.__file__).resolve().parent
# What judges answers must be able to take any; the others read objects that stay in the worker.
JUDGES = ("core", "grading")
READERS = ("plots.py", "gradients.py", "student.py", "calls.py")
SCARCE = (MemoryError, RecursionError, OverflowError)  # of an answer that is too large, wherever it is noticed
_FROM = re.compile(r"(cannot import name '(\w+)' from '([\w.]+)').*")
_SIGNATURE = re.compile(r"(?:Expectation\.)?(\w+)\(\) (?:got|missing|takes) ")


def never_an_answers(error: BaseException, course: Course) -> bool:
    """Whether no answer of a student's can cause the exception: the check or the engine is wrong."""
    match error:
        case pytest.FixtureLookupError() | pytest.UsageError() | NameError() | ImportError() | WorkerStartError():
            return True
        case ExpectedValueError():
            return False
        case AttributeError() if _is_ours(error.obj):
            return True
        case TypeError() if (match := _SIGNATURE.match(str(error))) and not in_engine(error, course):
            return _is_a_word(match[1])
    return False


def told(error: BaseException, check: Check, course: Course) -> str:
    """One sentence for the author: file, line, the check, and what is wrong with it."""
    if isinstance(error, WorkerStartError):
        return f"{check.id}: {one_line(str(error), 500)}"
    what = _what(error)
    if in_engine(error, course) and not isinstance(error, ExpectedValueError):
        inner = list(_frames(error, course))[-1]
        where = Path(inner[0].f_code.co_filename).resolve().relative_to(ENGINE.parent).as_posix()
        what += f" (in {where}, line {inner[1]})"
    return f"{place(error, check, course)}: {what}"


def place(error: BaseException, check: Check, course: Course) -> str:
    """Where a check ended: "graders/calculus/derivatives/test_hidden.py, line 7, test_slope"."""
    file, line = _place(error, check, course)
    return f"{file}, line {line}, {check.test}"


def of_import(error: BaseException, file: Path, course: Course) -> str:
    """One sentence for the author about a file of checks, or one that it imports, that cannot be imported."""
    cause = error.__cause__ or error.__context__ or error
    name = _relative(str(file), course)
    if isinstance(cause, SyntaxError):
        return f"{_relative(cause.filename or str(file), course)}, line {cause.lineno}: {cause.msg}"
    lines = [
        (_relative(frame.f_code.co_filename, course), line)
        for frame, line in traceback.walk_tb(cause.__traceback__)
        if (course.root / "graders") in Path(frame.f_code.co_filename).parents
    ]
    where = "{}, line {}".format(*lines[-1]) if lines else name
    return f"{where}: {_what(cause)}"


def once(faults: Iterable[str]) -> tuple[str, ...]:
    """Sentences about faults, without those that tell of the same line again for another check."""
    first: dict[tuple[str, str], str] = {}
    for fault in faults:
        place, _, rest = fault.partition(", test_")
        first.setdefault((place, rest.partition(": ")[2]), fault)
    return tuple(first.values())


def _is_ours(owner: Any) -> bool:
    """Whether something is a module, or an object of a class of the engine's or of the graders', and no answer."""
    if isinstance(owner, ModuleType):
        return True
    kind = owner if isinstance(owner, type) else type(owner)
    return kind is not Handle and re.match(r"(gradus|graders)(\.|_|$)", kind.__module__) is not None


def _is_a_word(name: str) -> bool:
    """Whether a function of that name is in the vocabulary of checks."""
    from gradus import grading
    from gradus.grading.vocabulary.expectation import Expectation

    return name in grading.__all__ or hasattr(Expectation, name)


def _frames(error: BaseException, course: Course) -> Iterator[tuple[FrameType, int]]:
    """The frames of an exception that are not of a library, the outermost first: from the first one of a check on."""
    graders, begun = course.root / "graders", False
    for frame, line in traceback.walk_tb(error.__traceback__):
        folders = Path(frame.f_code.co_filename).parents
        begun = begun or graders in folders
        if begun and (graders in folders or ENGINE in folders):
            yield frame, line


def in_engine(error: BaseException, course: Course) -> bool:
    """Whether the exception arose in the part of the engine that judges, called by a check."""
    frames = list(_frames(error, course))
    if not frames or ENGINE not in (file := Path(frames[-1][0].f_code.co_filename)).parents:
        return False
    return file.relative_to(ENGINE).parts[0] in JUDGES and file.name not in READERS


def _place(error: BaseException, check: Check, course: Course) -> tuple[str, int]:
    """The file, relative to the course, and the line in it where the check went wrong."""
    if isinstance(error, pytest.FixtureLookupError) and error.fixturestack:
        asking: Any = error.fixturestack[-1]  # a fixture, or the function of one, by pytest's version
        code = getattr(asking, "func", asking).__code__
        return _relative(code.co_filename, course), code.co_firstlineno
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        if (course.root / "graders") in Path(frame.f_code.co_filename).parents:
            return _relative(frame.f_code.co_filename, course), line
    file = file_of(course, course.by_id[check.exercise], check.visibility)
    return _relative(str(file), course), check.line


def _relative(file: str, course: Course) -> str:
    path = Path(file)
    return path.relative_to(course.root).as_posix() if course.root in path.parents else path.name


def _what(error: BaseException) -> str:
    """What is wrong: the exception, and the name that may be meant."""
    text = one_line(str(error), 300)
    match error:
        case pytest.FixtureLookupError():
            return f"there is no fixture {error.argname}{_meant(str(error.argname), _fixtures(error))}"
        case ExpectedValueError():
            return text
        case CheckTimeoutError():
            return "its own work takes too long"
        case AttributeError() if error.name and error.obj is not None:
            text += _meant(error.name, [name for name in dir(error.obj) if not name.startswith("_")])
        case NameError() if error.name:
            text += _meant(error.name, _names_in_sight(error))
        case ImportError() if match := _FROM.match(text):
            text = match[1] + _meant(match[2], dir(sys.modules.get(match[3])))
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _fixtures(error: pytest.FixtureLookupError) -> list[str]:
    """The fixtures that a check can have meant: those of its file, and the engine's."""
    there = vars(error.request.module).items()
    own = [name for name, each in there if "Fixture" in type(each).__name__ or hasattr(each, "_pytestfixturefunction")]
    return ["submission", *own]


def _meant(name: str, names: list[str]) -> str:
    near = nearest(name, [each for each in names if each != name])
    return f": did you mean {near}?" if near else ""


def _names_in_sight(error: BaseException) -> list[str]:
    frame = [frame for frame, _ in traceback.walk_tb(error.__traceback__)][-1]
    return [*frame.f_locals, *frame.f_globals, *dir(builtins)]
