"""A student's sources in the worker: read, looked at and imported from memory. No file of theirs is in the sandbox."""

from __future__ import annotations

import ast
import functools
import importlib.abc
import importlib.machinery
import io
import linecache
import sys
import tokenize
import types
from typing import Any


class SourceFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports modules from sources held in memory: no file of the submission exists in the sandbox."""

    def __init__(self) -> None:
        self.sources: dict[str, bytes] = {}
        self.files: dict[str, str] = {}
        self.absent: list[str] = []

    def add(self, sources: dict[str, bytes], files: dict[str, str]) -> None:
        self.sources.update(sources)
        self.files.update(files)
        for name in sources:
            sys.modules.pop(name, None)

    def filename(self, name: str) -> str:
        return self.files.get(name) or name.replace(".", "/") + ".py"

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name in self.sources:
            spec = importlib.machinery.ModuleSpec(name, self, origin=self.filename(name))
            spec.has_location = True
            return spec
        if any(name == package or name.startswith(package + ".") for package in self.absent):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        if any(source.startswith(name + ".") for source in self.sources):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        name = module.__name__
        if name.split(".")[0] in self.absent:
            module.__dict__["__getattr__"] = _absent(name)
        elif name in self.sources:
            exec(_compiled(self.text(name), self.filename(name)), module.__dict__)

    def parse(self, name: str) -> ast.Module:
        return ast.parse(self.text(name), self.filename(name))

    def text(self, name: str) -> str:
        """The source of a module, which a traceback shows lines of from now on."""
        filename = self.filename(name)
        try:
            text = decoded(self.sources[name])
        except SyntaxError as error:
            error.filename = filename  # whose fault it is, where another module imports this one
            raise
        linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
        return text


# A grader's process loads the same two files once for each misconception.
@functools.lru_cache(maxsize=8)
def _compiled(text: str, filename: str) -> types.CodeType:
    return compile(text, filename, "exec", dont_inherit=True)


def _absent(module: str) -> Any:
    """The names of a package that loads data and is not there now: they can be imported, and not called."""

    def name_of(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def refuse(*arguments: Any, **named: Any) -> Any:
            raise ImportError(f"{module}.{name} may be used to load data only")

        return refuse

    return name_of


def decoded(source: bytes) -> str:
    """The text of a source file. A file that is not UTF-8 and does not say what it is is read as Latin-1."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        text = io.IncrementalNewlineDecoder(None, True).decode(source.decode(encoding), True)
    except (SyntaxError, LookupError, UnicodeDecodeError):
        if source.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in source:
            raise SyntaxError("the file is not plain text: save it as UTF-8") from None
        text = source.decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise SyntaxError("the file is not plain text: save it as UTF-8")
    return text


def used_names(tree: ast.Module) -> list[list[Any]]:
    """[line, dotted name] of every import, and of every attribute reached through an imported name.

    What stands under `if __name__ == "__main__":` does not count: it does not run here.
    """
    tree.body = [node for node in tree.body if not _is_main_guard(node)]
    aliases: dict[str, str] = {}
    names: list[list[Any]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names.append([node.lineno, alias.name])
                whole = alias.name if alias.asname else alias.name.split(".")[0]
                aliases[alias.asname or whole] = whole
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            for alias in node.names:
                names.append([node.lineno, f"{base}.{alias.name}"])
                aliases[alias.asname or alias.name] = f"{base}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (dotted := _dotted(node)):
            head, _, rest = dotted.partition(".")
            if head in aliases:
                names.append([node.lineno, f"{aliases[head]}.{rest}"])
    return names[:5000]


def is_stub(tree: ast.Module) -> bool:
    """Whether nothing of the module is written yet: each function, and some method of each class, raises so."""
    found = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and not n.name.startswith("_")]
    return bool(found) and all(
        _unwritten(node) if isinstance(node, ast.FunctionDef) else any(map(_unwritten, node.body)) for node in found
    )


def _unwritten(node: ast.stmt) -> bool:
    last = node.body[-1] if isinstance(node, ast.FunctionDef) else None
    return isinstance(last, ast.Raise) and "NotImplementedError" in ast.unparse(last)


def _is_main_guard(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and isinstance(node.test.left, ast.Name)
        and node.test.left.id == "__name__"
    )


def _dotted(node: ast.expr) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None
