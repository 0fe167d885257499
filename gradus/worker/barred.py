"""Functions that would be the answer: whoever calls one, by whatever name, is refused; but installed packages are not.

Who calls is told by the code that calls, not by the file that it says it is from: it must be, word for word, code of an
installed package that names the function. So neither a piece of code with another file's name, nor a function of a
package that calls what it is given, gets through. What remains: a copy of the package's own source, and memory that is
read as bytes. Python has no walls inside a process.
"""

import functools
import importlib.machinery
import os
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

Function = Callable[..., Any]
_vaults: list[Function] = []
_LOOKS = {"gc.get_objects", "gc.get_referrers", "gc.get_referents"}


class Barred:
    """The functions that are refused, by their dotted names."""

    def __init__(self) -> None:
        self.originals: dict[str, tuple[type, str, str]] = {}  # the type, module and name of each, as it says itself
        self.guards: dict[str, Function] = {}
        self.searched: dict[str, frozenset[int]] = {}
        self.folders = tuple(os.path.realpath(path) + os.sep for path in sys.path if os.path.isdir(path))

    def bar(self, name: str, *, anew: bool = False) -> None:
        """Put a guard in the place of the function called `name`, in all modules of its package that are loaded.

        Lists, sets and dictionaries of modules are searched for it again if another one is there, or `anew`.
        """
        module, _, attribute = name.rpartition(".")
        if name not in self.guards:
            original = getattr(sys.modules.get(module), attribute, None)
            if not callable(original) or isinstance(original, type):
                return
            if not self.guards:
                sys.addaudithook(_refuse_looks)
            self.originals[name] = _own_name(original)
            self.guards[name] = _guard(name, original, self.folders)
        package = name.partition(".")[0]
        loaded = [each for key, each in [*sys.modules.items()] if key == package or key.startswith(package + ".")]
        spaces = [vars(each) for each in loaded if isinstance(each, types.ModuleType)]
        for space in spaces:
            if attribute in space:
                _replace({attribute: space[attribute]}, self.originals[name], self.guards[name], space)
        now = frozenset(map(id, loaded))
        if anew or self.searched.get(name) != now:
            self.searched[name] = now
            for space in spaces:
                for each in [*space.values()]:
                    if type(each) in (dict, list, set):
                        _replace(each, self.originals[name], self.guards[name], each)


def _replace(found: Any, original: tuple[type, str, str], guard: Function, held: Any) -> None:
    """Replace a function in a container that a package has, such as the dictionary of a module, by its guard."""
    kind = original[0]
    if isinstance(held, set):
        for each in [
            each for each in found if type(each) is kind and _own_name(each) == original and each is not guard
        ]:
            held.discard(each)
    else:
        items = found.items() if isinstance(found, dict) else enumerate(found)
        for key, each in [(key, each) for key, each in items if type(each) is kind]:
            if _own_name(each) == original and each is not guard:
                held[key] = guard


def _own_name(function: Any) -> tuple[type, str, str]:
    return type(function), str(getattr(function, "__module__", "")), str(getattr(function, "__name__", ""))


def _guard(name: str, original: Function, folders: tuple[str, ...]) -> Function:
    """A function that calls the original for installed packages, and refuses everybody else."""
    attribute = name.rpartition(".")[2]
    vault = _vault(original, functools.partial(_may_call, attribute, folders), functools.partial(_refuse, name))

    def guard(*arguments: Any, **named: Any) -> Any:
        return vault()(*arguments, **named)

    guard.__name__ = guard.__qualname__ = attribute
    guard.__doc__ = original.__doc__
    return guard


def _refuse(name: str, *arguments: Any, **named: Any) -> Any:
    raise ImportError(f"{name} cannot be used: this exercise asks you to write it yourself.")


def _vault(original: Function, may_call: Callable[[Any], bool], refuse: Function) -> Function:
    """A function that answers the original to a guard whose caller may call it; where it keeps it, nothing looks."""

    def vault() -> Any:
        decide: Any = "may_call"
        return "original" if decide(sys._getframe(2).f_code) else "refuse"

    kept = {"original": original, "may_call": may_call, "refuse": refuse}
    code = vault.__code__
    # Not in a closure, which anybody may read; reading the constants of its code asks _refuse_looks.
    held = types.FunctionType(code.replace(co_consts=tuple(kept.get(each, each) for each in code.co_consts)), globals())
    _vaults.append(held)
    return held


def _refuse_looks(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _LOOKS or (event == "object.__getattr__" and any(arguments[0] is each for each in _vaults)):
        raise PermissionError(1, "Operation not permitted: an exercise that asks you to write it yourself hides it")


def _may_call(attribute: str, folders: tuple[str, ...], code: types.CodeType) -> bool:
    return attribute in code.co_names and _is_installed(code, code.co_filename, folders)


@functools.cache
def _is_installed(code: types.CodeType, filename: str, folders: tuple[str, ...]) -> bool:
    """Whether the file lies in one of the folders, and holds this very code."""
    if not os.path.realpath(filename).startswith(folders):
        return False
    try:
        whole = importlib.machinery.SourceFileLoader("", filename).get_code("")
    except (OSError, ImportError, SyntaxError):
        return False
    return whole is not None and code in _within(whole)


def _within(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            yield from _within(each)
