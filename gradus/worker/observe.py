"""What the worker notes about a call: arguments that it changed, functions and operations that it used."""

import types
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

MAX_FUNCTIONS = 100


def snapshot(argument: Any) -> Any:
    """A copy of an argument's data; what is no array, list, tuple or dict is itself, subclasses of these included."""
    if type(argument) is np.ndarray:
        return argument.copy()
    if type(argument) in (list, tuple):
        return [snapshot(item) for item in argument]
    return {key: snapshot(item) for key, item in argument.items()} if type(argument) is dict else argument


def changed(before: Any, after: Any) -> bool:
    """Whether an argument differs from its snapshot in type, shape, order, or any element."""
    if before is after:
        return False
    if type(before) is np.ndarray:
        return not (
            type(after) is np.ndarray
            and (before.shape, before.dtype) == (after.shape, after.dtype)
            and np.array_equal(before, after, equal_nan=after.dtype.kind in "fc")
        )
    if type(before) is list:
        return type(after) not in (list, tuple) or len(before) != len(after) or any(map(changed, before, after))
    if type(before) is dict:
        same_keys = type(after) is dict and list(before) == list(after)
        return not same_keys or any(changed(before[key], after[key]) for key in before)
    plain = (bool, int, float, complex, str)
    return type(before) not in plain or type(after) not in plain or (before != after and before == before)


class CallCounter:
    """Counts the calls of a module's function, by any name of the module's own, until `restore`."""

    def __init__(self, module: Any, name: str) -> None:
        self.module, self.name, self.function, self.calls = module, name, getattr(module, name), 0
        setattr(module, name, self._count)

    def _count(self, *arguments: Any, **named: Any) -> Any:
        self.calls += 1
        return self.function(*arguments, **named)

    def restore(self) -> None:
        """Put the function back."""
        setattr(self.module, self.name, self.function)


class ModuleNames:
    """The names of modules that were asked for: as long as they mean the same, nobody need ask again."""

    def __init__(self) -> None:
        self.meanings: dict[tuple[int, str], tuple[dict[str, Any], Any]] = {}

    def note(self, module: Any, name: str, meaning: Any) -> None:
        """Note what a name means, if it is one of a module."""
        if type(module) is types.ModuleType:
            names = vars(module)
            self.meanings[id(names), name] = names, meaning

    def functions(self, module: Any) -> list[tuple[str, Any]]:
        """The names of a module that mean a function, which are noted, and what they mean."""
        names = vars(module) if type(module) is types.ModuleType else {}
        found = [(n, each) for n, each in [*names.items()] if type(n) is str and type(each) is types.FunctionType]
        found = found[:MAX_FUNCTIONS]
        for name, each in found:
            self.note(module, name, each)
        return found

    def rebound(self) -> bool:
        """Whether one of them means something else now. All are forgotten then."""
        if all(names.get(name, self) is meaning for (_, name), (names, meaning) in self.meanings.items()):
            return False
        self.meanings.clear()
        return True


class NotingArray(np.ndarray):
    """An array that notes in `names` what NumPy is asked to do with it and with what is computed from it."""

    names: set[str]

    def __array_finalize__(self, origin: Any) -> None:
        self.names = getattr(origin, "names", set())

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        self.names.add(ufunc.__name__)
        if "out" in options:
            options["out"] = tuple(map(_plain, options["out"]))
        return self._noting(getattr(ufunc, method)(*map(_plain, inputs), **options))

    def __array_function__(self, function: Callable[..., Any], types: Any, arguments: Any, named: Any) -> Any:
        self.names.add(function.__name__)
        return super().__array_function__(function, types, arguments, named)

    def dot(self, *arguments: Any, **named: Any) -> Any:
        """Note the product, which as a method is no ufunc."""
        self.names.add("dot")
        return self._noting(_plain(self).dot(*map(_plain, arguments), **named))

    def _noting(self, result: Any) -> Any:
        if not isinstance(result, np.ndarray):
            return result
        noting = result.view(NotingArray)
        noting.names = self.names
        return noting


def _plain(operand: Any) -> Any:
    return operand.view(np.ndarray) if isinstance(operand, NotingArray) else operand


def operations(function: Callable[..., Any], arguments: Sequence[Any]) -> list[Any]:
    """[the function's result, the names of NumPy's functions that it applied to its array arguments]."""
    names: set[str] = set()
    noting = [a.view(NotingArray) if isinstance(a, np.ndarray) else a for a in arguments]
    for argument in noting:
        if isinstance(argument, NotingArray):
            argument.names = names
    return [_plain(function(*noting)), sorted(names)]
