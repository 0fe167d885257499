"""What a module of the submission may import and use, decided in one place: before it runs, and when it imports."""

import builtins
import functools
import importlib.util
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from gradus.worker import standins
from gradus.worker.barred import Barred


class Policy(NamedTuple):
    """What one module may import: the standard library, `modules`, and the modules that it `builds_on`.

    `allowed` are the names of packages that messages show. It may not use the dotted names in `forbidden`; `others` are
    the modules of the course's other exercises.
    """

    allowed: tuple[str, ...]
    modules: tuple[str, ...]
    forbidden: tuple[str, ...]
    builds_on: tuple[str, ...]
    others: tuple[str, ...]

    def forbids(self, name: str) -> bool:
        """Whether the dotted `name` is one that the module may not use, because it would be the answer."""
        return any(_within(name, each) for each in self.forbidden)

    def refused(self, name: str) -> str:
        """Why the module may not import the dotted `name`; empty if it may."""
        return _reason(self, name)


@functools.lru_cache(maxsize=4096)  # a loop may import often
def _reason(policy: Policy, name: str) -> str:
    if policy.forbids(name):
        return "this exercise asks you to write it yourself."
    head = name.partition(".")[0]
    if head in ("", "__main__") or any(_within(name, each) for each in policy.builds_on):
        return ""
    if head != "exercises" and (head in policy.modules or head in sys.stdlib_module_names):
        return ""
    if better := next(filter(None, (_in_full(name, each) for each in policy.builds_on)), ""):
        return f"the exercise is found by its full name only; write: {better}"
    if head == "exercises" or any(_in_full(name, each) for each in policy.others):
        needed = ", ".join(policy.builds_on)
        return f"it may build on {needed}." if needed else "an exercise does not import another one."
    built = f", and what it builds on ({', '.join(policy.builds_on)})" if policy.builds_on else ""
    allowed = ", ".join(policy.allowed)
    return f"it may import the standard library and {allowed}{built}; everything else belongs in its own file."


def _within(name: str, other: str) -> bool:
    return name == other or name.startswith(other + ".")


def _in_full(name: str, module: str) -> str:
    """The import of an exercise's module that is meant by a shorter name, as where the file runs in its own folder."""
    package, _, last = module.rpartition(".")
    for short in (last, f"{package.rpartition('.')[2]}.{last}"):
        if name.casefold() == short.casefold():
            return f"from {package} import {last}"
        if _within(name.casefold(), short.casefold()):
            return f"from {module} import {name[len(short) + 1 :].partition('.')[0]}"
    return ""


_gates: list["ImportGate"] = []
_import, _import_module, _reload = builtins.__import__, importlib.import_module, importlib.reload


class ImportGate:
    """Has the import statements of modules with a policy keep to it, from `open` to `close`.

    In a process of its own, where `is_students` says of a file whether it is theirs, it also has matplotlib keep its
    backend, and functions that are the answer refuse whoever calls them (barred.py).
    """

    def __init__(self, is_students: Callable[[str], bool] | None = None) -> None:
        self.is_students = is_students
        self.policies: dict[str, Policy] = {}
        self.barred = Barred()

    def after(self, *, anew: bool = False) -> None:
        """Look at what has been imported now, or `anew`."""
        if self.is_students is not None:
            standins.keep_agg()
            for name in {name for policy in self.policies.values() for name in policy.forbidden}:
                self.barred.bar(name, anew=anew)

    def add(self, policies: Mapping[str, Sequence[Sequence[str]]]) -> None:
        """Add the policies of modules by their names, each as the fields of a Policy."""
        for module, fields in policies.items():
            self.policies[module] = Policy(*map(tuple, fields))
        self.after()

    def open(self) -> None:
        """Begin to decide on imports."""
        _gates.append(self)
        builtins.__import__, importlib.import_module, importlib.reload = _guarded, _imported, _reloaded

    def close(self) -> None:
        """Stop deciding on imports."""
        _gates.remove(self)
        if not _gates:
            builtins.__import__, importlib.import_module, importlib.reload = _import, _import_module, _reload


def _guarded(
    name: str,
    globals: Mapping[str, Any] | None = None,
    locals: Mapping[str, Any] | None = None,
    fromlist: Sequence[str] | None = (),
    level: int = 0,
) -> Any:
    """The import statement. Raises ImportError, in a student's module, for what its policy refuses."""
    importer = globals.get("__name__") if globals else None
    gate = next((each for each in reversed(_gates) if importer in each.policies), None)
    if gate is None or globals is None:
        module = _import(name, globals, locals, fromlist or (), level)
        return module if globals else _seen(module)
    policy = gate.policies[str(importer)]
    base = importlib.util.resolve_name("." * level + name, globals.get("__package__")) if level else name
    for dotted in [f"{base}.{each}" for each in fromlist] if fromlist else [base]:
        reason = policy.refused(dotted)
        if reason and not _within(dotted, str(importer)):  # pickle imports the module of a class
            if policy.forbids(dotted):
                raise ImportError(f"{dotted} cannot be imported: {reason}", name=base)
            raise ModuleNotFoundError(f"No module named {base!r} here: {reason}", name=base)
    return _seen(_import(name, globals, locals, fromlist or (), level))


@functools.wraps(_import_module)
def _imported(name: str, package: str | None = None) -> Any:
    return _seen(_import_module(name, package))


@functools.wraps(_reload)
def _reloaded(module: Any) -> Any:
    return _seen(_reload(module), anew=True)


def _seen(module: Any, *, anew: bool = False) -> Any:
    """A module that a program may have imported, after whoever waits for it has looked at it."""
    for gate in _gates:
        gate.after(anew=anew)
    return module
