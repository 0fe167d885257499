"""`written` and `agree`: a lesson's cells that use what the student wrote, if it is there."""

import ast
import importlib
import sys
from pathlib import Path
from typing import Any

import numpy as np

from gradus.core.course import Exercise
from gradus.student.lesson.session import Session, current, say, stub_message, where_it_stopped

_seen: dict[str, tuple[int, int]] = {}  # the files of the modules that are loaded, with their size and time


def written(exercise: str, *names: str) -> Any:
    """The student's module of an exercise if all `names` in it are written, otherwise None.

    A name is that of a function, a class, or a method as in "Value.__add__". Where something is not written, this
    prints where to write it; a file that was saved since the last call is loaded anew.
    """
    if not (session := current()):
        return None
    try:
        wanted = session.course.find(exercise)
        path = session.course.stubs / wanted.path
        missing = _unwritten(path, names)
    except KeyError as error:
        say(error.args[0])
        return None
    except OSError:
        say(f"There is no exercises/{wanted.path}: was it moved or deleted?")
        return None
    except SyntaxError as error:
        say(f"exercises/{wanted.path} cannot be read: line {error.lineno}, {error.msg}.")
        return None
    if missing:
        say(_now_write(wanted, missing))
        return None
    return _load(session, wanted)


def agree(what: str, yours: Any, other: Any, *, name: str = "the formula", within: float = 1e-4) -> bool:
    """Print the student's number or array beside one from elsewhere, and whether they agree within a relative gap."""
    try:
        mine, theirs = np.asarray(yours, dtype=float), np.asarray(other, dtype=float)
    except (TypeError, ValueError):
        say(f"{what}: yours is {_short(yours)}, which is no number or array of numbers. {name}: {_short(other)}")
        return False
    if mine.shape != theirs.shape:
        say(f"{what}: yours has shape {mine.shape}, {name} has shape {theirs.shape}.")
        return False
    gap = float(np.max(np.abs(mine - theirs), initial=0.0))
    scale = max(1.0, float(np.max(np.abs(theirs), initial=0.0)))
    same = bool(gap <= within * scale)
    verdict = "they agree" if same else "they differ: gradus check says more"
    numbers = f"yours {_short(mine)}, {name} {_short(theirs)}, " if mine.size <= 6 else ""
    say(f"{what}: {numbers}largest gap {gap:.2g}: {verdict}.")
    return same


def _short(value: Any) -> str:
    array = np.asarray(value)
    if array.dtype.kind not in "fiu":
        return f"{type(value).__name__}"
    return f"{float(array):.6g}" if array.ndim == 0 else np.array2string(array, precision=4, separator=", ")


def _now_write(exercise: Exercise, missing: list[tuple[str, int]]) -> str:
    places = ", ".join(f"{name} (line {line})" if line else name for name, line in missing)
    return f"Now write: {places} in exercises/{exercise.path}. Then run this cell again. You can also read on first."


def _unwritten(path: Path, names: tuple[str, ...]) -> list[tuple[str, int]]:
    """The names in a file that are missing or still stubs, with their lines (0: not in the file)."""
    known: dict[str, tuple[bool, int]] = {}
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.ClassDef):
            methods = [child for child in node.body if isinstance(child, ast.FunctionDef)]
            known |= {f"{node.name}.{child.name}": (_is_stub(child), child.lineno) for child in methods}
            known[node.name] = (any(map(_is_stub, methods)), node.lineno)
        elif isinstance(node, ast.FunctionDef):
            known[node.name] = (_is_stub(node), node.lineno)
        elif isinstance(node, ast.Assign):
            empty = isinstance(node.value, ast.Constant) and node.value.value is None
            known |= {t.id: (empty, node.lineno) for t in node.targets if isinstance(t, ast.Name)}
        elif isinstance(node, ast.Import | ast.ImportFrom):
            known |= {(alias.asname or alias.name): (False, node.lineno) for alias in node.names}
    found = [(name, *known.get(name, (True, 0))) for name in names]
    return [(name, line) for name, stub, line in found if stub]


def _is_stub(node: ast.FunctionDef) -> bool:
    """Whether a function does nothing but raise NotImplementedError, after its docstring."""
    body = [each for each in node.body if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))]
    return len(body) == 1 and isinstance(body[0], ast.Raise) and "NotImplementedError" in ast.dump(body[0])


def _load(session: Session, exercise: Exercise) -> Any:
    """Import the module, anew if a file of exercises/ was saved since."""
    stubs = session.course.stubs
    now = {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in stubs.rglob("*.py")}
    if _seen != now:
        for name in [name for name in sys.modules if name.split(".")[0] == "exercises"]:
            del sys.modules[name]
        importlib.invalidate_caches()
        _seen.clear()
        _seen.update(now)
    try:
        return importlib.import_module(exercise.module)
    except NotImplementedError as error:
        say(stub_message(error))
    except Exception as error:
        say(where_it_stopped(session.course, error) or f"{exercise.path} cannot be loaded: {error}")
    return None
