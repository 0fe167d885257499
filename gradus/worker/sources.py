"""Student sources in the worker: decoded, parsed and imported from memory."""

import ast
import contextlib
import functools
import importlib.abc
import importlib.machinery
import io
import linecache
import os
import re
import sys
import tokenize
import types
from collections.abc import Collection
from typing import Any, ClassVar

from gradus.worker import names, standins

SURROGATE = re.compile("[\ud800-\udfff]")  # half of a character, which some encodings let through


class SourceFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports modules from encoded `sources`; packages in `absent` can be imported, but not looked into.

    In a `folder`, the modules are written to their files too, where a program finds itself by `__file__`, and the one
    that is imported is also called `__main__`.
    """

    def __init__(self, folder: str = "") -> None:
        self.folder = folder
        self.sources: dict[str, bytes] = {}
        self.files: dict[str, str] = {}
        self.absent: dict[str, str] = {}

    def add(self, sources: dict[str, Any], files: dict[str, str]) -> None:
        """Add or replace modules, given as arrays of bytes, and the files that a debugger opens for them."""
        self.sources.update((name, bytes(source)) for name, source in sources.items())
        self.files.update(files)
        for name in sources:
            sys.modules.pop(name, None)
            self._write(name)

    def _write(self, name: str) -> None:
        if self.folder and name.startswith("exercises."):
            path = self.path(name)
            with contextlib.suppress(OSError):
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as file:
                    file.write(self.sources[name])

    def hide(self, packages: list[str], why: str) -> None:
        """Have packages be absent; whoever looks into one reads `why`."""
        self.absent.update(dict.fromkeys(packages, why))

    def close(self) -> None:
        """Stop importing, and forget the modules that were imported: in process, the next submission has its own."""
        sys.meta_path.remove(self)
        for name, module in list(sys.modules.items()):
            if getattr(getattr(module, "__spec__", None), "loader", None) is self:
                del sys.modules[name]

    def filename(self, name: str) -> str:
        """The path that tracebacks show for the module `name`."""
        return self.files.get(name) or name.replace(".", "/") + ".py"

    def path(self, name: str) -> str:
        """The path that the module `name` finds in `__file__`."""
        return os.path.join(self.folder, self.filename(name))

    def is_students(self, filename: str) -> bool:
        """Whether code with this file is the submission's own, or made by it out of a string."""
        return filename.startswith("<") or any(filename == self.filename(name) for name in self.sources)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """The spec of a module of the submission, of a package around one, or of an absent package."""
        if name in self.sources:
            spec = importlib.machinery.ModuleSpec(name, self, origin=self.path(name))
            spec.has_location = True
            return spec
        if name.partition(".")[0] in self.absent or any(source.startswith(name + ".") for source in self.sources):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        """Run a module's source in its namespace."""
        name = module.__name__
        if why := self.absent.get(name.partition(".")[0]):
            module.__dict__["__getattr__"] = standins.absent_attribute(why)
        elif name in self.sources:
            text, before = self.text(name), sys.modules["__main__"]
            if self.folder:
                sys.modules["__main__"] = module
            try:
                exec(_compiled(text, self.filename(name)), module.__dict__)
            finally:
                if getattr(before, "__spec__", None) is not None:  # another module of the submission imports this one
                    sys.modules["__main__"] = before

    def inspect(self, name: str) -> list[Any]:
        """[is_stub, used_names, defined_names] of a module, which does not run. Raises SyntaxError if it is none."""
        text, filename = self.text(name), self.filename(name)
        try:
            tree = ast.parse(text, filename)
            uses = [[*use] for use in names.used_names(tree, text, filename)]
            return [names.is_stub(tree), uses, names.defined_names(tree)]
        except (RecursionError, MemoryError):
            raise SyntaxError("something in the file is nested too deeply", (filename, 1, 0, "")) from None

    def text(self, name: str) -> str:
        """The source text of a module, also for tracebacks. Raises SyntaxError if it cannot be decoded."""
        filename = self.filename(name)
        try:
            text = decoded(self.sources[name])
        except SyntaxError as error:
            error.filename = filename  # another module may be importing this one
            raise
        lines = [f"{line}\n" for line in text.split("\n")]  # as Python counts them: not at form feeds or U+2028
        linecache.cache[filename] = (len(text), None, lines, filename)
        return text


class Installed(importlib.machinery.PathFinder):
    """Finds what is installed, but for the top-level modules that are `hidden`."""

    hidden: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def find_spec(cls, name: str, path: Any = None, target: Any = None) -> Any:
        """The spec of a module, or None."""
        return None if name.partition(".")[0] in cls.hidden else super().find_spec(name, path, target)


def hide(names: Collection[str]) -> None:
    """Hide installed top-level modules from every import of this process."""
    Installed.hidden = frozenset(names)
    sys.meta_path[:] = [Installed if each is importlib.machinery.PathFinder else each for each in sys.meta_path]


# In process, the grader loads the same two files once for each misconception.
@functools.lru_cache(maxsize=8)
def _compiled(text: str, filename: str) -> types.CodeType:
    return compile(text, filename, "exec", dont_inherit=True)


def decoded(source: bytes) -> str:
    """Decode a source file, as Latin-1 if it is not UTF-8 and declares no encoding. Raises SyntaxError if binary."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        text = source.decode(encoding)
    except (SyntaxError, LookupError, UnicodeError):  # the codecs idna and undefined raise no UnicodeDecodeError
        text = "\0" if source.startswith((b"\xff\xfe", b"\xfe\xff")) else source.decode("latin-1")
    if "\0" in text or SURROGATE.search(text):
        raise SyntaxError("the file is not plain text: save it as UTF-8")
    return io.IncrementalNewlineDecoder(None, True).decode(text, True)
