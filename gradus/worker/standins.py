"""Stand-ins for what a worker has not: a package that only other checks have, and a screen to draw on."""

import dis
import sys
from collections.abc import Callable, Iterator
from typing import Any

_OPERATORS = "add sub mul truediv floordiv mod pow matmul and or xor lshift rshift".split()
_COMPARISONS = "lt le gt ge eq ne neg pos abs invert getitem call".split()
_LOOKS = "bool len int float complex index str format array contains reversed".split()
_UNPACK = dis.opmap["UNPACK_SEQUENCE"]


class Absent:
    """What a module takes from a package that is absent: it can be passed on, and fails where it is looked into.

    So a module that loads data at its top can be imported, and its functions that need none of it work.
    """

    def __init__(self, why: str) -> None:
        object.__setattr__(self, "_why", why)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __setattr__(self, name: str, value: Any) -> None: ...
    def __setitem__(self, key: Any, value: Any) -> None: ...

    def __iter__(self) -> Iterator[Any]:
        """Itself as often as `X, y = …` takes; anything else that iterates would look into it."""
        frame = sys._getframe(1)
        at = frame.f_lasti
        if frame.f_code.co_code[at] == _UNPACK:
            return iter([self] * frame.f_code.co_code[at + 1])
        raise ImportError(self._why)

    def __instancecheck__(self, thing: Any) -> bool:
        return isinstance(thing, Absent)

    def __mro_entries__(self, bases: Any) -> tuple[type, ...]:
        """No base: a class that is derived from it is a class of its own."""
        return ()

    def __repr__(self) -> str:
        return f"<absent: {self._why}>"

    __hash__ = object.__hash__


def _itself(self: Absent, *arguments: Any, **named: Any) -> Any:
    return self


def _refuse(self: Absent, *arguments: Any, **named: Any) -> Any:
    raise ImportError(self._why)


for _name in (*_OPERATORS, *(f"r{_name}" for _name in _OPERATORS), *_COMPARISONS):
    setattr(Absent, f"__{_name}__", _itself)
for _name in _LOOKS:
    setattr(Absent, f"__{_name}__", _refuse)


def absent_attribute(why: str) -> Callable[[str], Any]:
    """A module-level `__getattr__` for a package that is absent. `why` is what whoever looks into it reads."""

    def attribute(name: str) -> Any:
        if name == "__version__":
            return "0"
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(why)

    return attribute


class Screen(int):
    """A window of a screen that is not there: everything can be asked of it, its size too, and nothing happens."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self

    def __iter__(self) -> Iterator[int]:
        return iter((1280, 800))  # as maxsize() answers


def keep_agg() -> None:
    """Once matplotlib is loaded, have it draw without a window whatever a program asks for, and wait for nobody."""
    main, pyplot = sys.modules.get("matplotlib"), sys.modules.get("matplotlib.pyplot")
    if main is not None and getattr(main, "use", _use) is not _use:
        main.use = _use  # type: ignore[attr-defined]
    bases = sys.modules.get("matplotlib.backend_bases")
    if (canvas := getattr(bases, "FigureCanvasBase", None)) and canvas.start_event_loop is not _no_loop:
        canvas.start_event_loop = _no_loop
        bases.FigureManagerBase.window = bases.FigureManagerBase.frame = Screen(1280)  # type: ignore[union-attr]
    if (switch := getattr(pyplot, "switch_backend", None)) and not hasattr(switch, "of_matplotlib"):
        pyplot.switch_backend = _switching(switch)  # type: ignore[union-attr]
        pyplot.show = _show  # type: ignore[union-attr]


_told: list[str] = []


def _tell(backend: Any) -> None:
    if not _told and str(backend).lower() != "agg":
        _told.append(str(backend))
        print(f"matplotlib draws without a window here: the backend {str(backend)[:40]} is not used.")


def _use(backend: Any = "agg", *arguments: Any, **named: Any) -> None:
    """Keep the backend that there is."""
    _tell(backend)


def _switching(original: Callable[[str], None]) -> Callable[..., None]:
    def switch_backend(newbackend: Any = "agg") -> None:
        """Keep the backend that there is."""
        _tell(newbackend)
        original("agg")

    switch_backend.of_matplotlib = original  # type: ignore[attr-defined]
    return switch_backend


def _show(*arguments: Any, **named: Any) -> None:
    """Show nothing: there is nobody to look at it."""


def _no_loop(self: Any, timeout: float = 0) -> None:
    """Wait for no event: nobody presses a key or a button."""
