"""Student sources in the worker: decoded, parsed and imported from memory. None of the files is in the sandbox."""

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
    """Imports modules from encoded `sources`; packages in `absent` can be imported, but not used."""

    def __init__(self) -> None:
        self.sources: dict[str, bytes] = {}
        self.files: dict[str, str] = {}
        self.absent: list[str] = []

    def add(self, sources: dict[str, Any], files: dict[str, str]) -> None:
        """Add or replace modules, given as arrays of bytes, and the files that a debugger opens for them."""
        self.sources.update((name, bytes(source)) for name, source in sources.items())
        self.files.update(files)
        for name in sources:
            sys.modules.pop(name, None)

    def close(self) -> None:
        """Stop importing, and forget the modules that were imported: in process, the next submission has its own."""
        sys.meta_path.remove(self)
        for name, module in list(sys.modules.items()):
            if getattr(getattr(module, "__spec__", None), "loader", None) is self:
                del sys.modules[name]

    def filename(self, name: str) -> str:
        """The path that tracebacks show for the module `name`."""
        return self.files.get(name) or name.replace(".", "/") + ".py"

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """The spec of a module of the submission, of a package around one, or of an absent package."""
        if name in self.sources:
            spec = importlib.machinery.ModuleSpec(name, self, origin=self.filename(name))
            spec.has_location = True
            return spec
        if name.partition(".")[0] in self.absent or any(source.startswith(name + ".") for source in self.sources):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        """Run a module's source in its namespace."""
        name = module.__name__
        if name.partition(".")[0] in self.absent:
            module.__dict__["__getattr__"] = _absent(name)
        elif name in self.sources:
            exec(_compiled(self.text(name), self.filename(name)), module.__dict__)

    def inspect(self, name: str) -> list[Any]:
        """[is_stub, used_names, defined_names] of a module, which does not run. Raises SyntaxError if it is none."""
        tree = ast.parse(self.text(name), self.filename(name))
        return [is_stub(tree), used_names(tree), defined_names(tree)]

    def text(self, name: str) -> str:
        """The source text of a module, also for tracebacks. Raises SyntaxError if it cannot be decoded."""
        filename = self.filename(name)
        try:
            text = decoded(self.sources[name])
        except SyntaxError as error:
            error.filename = filename  # another module may be importing this one
            raise
        linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
        return text


# In process, the grader loads the same two files once for each misconception.
@functools.lru_cache(maxsize=8)
def _compiled(text: str, filename: str) -> types.CodeType:
    return compile(text, filename, "exec", dont_inherit=True)


def _absent(module: str) -> Any:
    """A module-level `__getattr__` for a package that is absent: its names can be imported, but not called."""

    def attribute(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def refuse(*arguments: Any, **named: Any) -> Any:
            raise ImportError(f"{module}.{name} may be used to load data only")

        return refuse

    return attribute


def decoded(source: bytes) -> str:
    """Decode a source file, as Latin-1 if it is not UTF-8 and declares no encoding. Raises SyntaxError if binary."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        text = source.decode(encoding)
    except (SyntaxError, LookupError, UnicodeDecodeError):
        text = "\0" if source.startswith((b"\xff\xfe", b"\xfe\xff")) else source.decode("latin-1")
    if "\0" in text:
        raise SyntaxError("the file is not plain text: save it as UTF-8")
    return io.IncrementalNewlineDecoder(None, True).decode(text, True)


def used_names(tree: ast.Module) -> list[list[Any]]:
    """[line, column, dotted name] of each import and use of an import, outside of `if __name__ == "__main__":`."""
    tree.body = [node for node in tree.body if not _is_main_guard(node)]
    aliases: dict[str, str] = {}
    names: list[list[Any]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            base = f"{'.' * node.level}{node.module or ''}." if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                names.append([alias.lineno, alias.col_offset, base + alias.name])
                bound = alias.name if base or alias.asname else alias.name.split(".")[0]
                aliases[alias.asname or bound] = base + bound
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (dotted := _dotted(node)):
            head, _, rest = dotted.partition(".")
            if head in aliases:
                names.append([node.lineno, node.col_offset, f"{aliases[head]}.{rest}"])
    return names[:5000]


def defined_names(tree: ast.Module) -> list[str]:
    """The names that a module defines at its left edge: functions, classes and variables."""
    names: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names += [target.id for target in targets if isinstance(target, ast.Name)]
    return names[:1000]


def is_stub(tree: ast.Module) -> bool:
    """Whether the module is not started: every function, and a method of every class, raises NotImplementedError."""
    public = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and not n.name.startswith("_")]
    return bool(public) and all(map(_unwritten, public))


def _unwritten(node: ast.stmt) -> bool:
    match node:
        case ast.FunctionDef(body=[*_, ast.Raise() as last]):
            return "NotImplementedError" in ast.unparse(last)
        case ast.ClassDef(body=body):
            return any(_unwritten(method) for method in body if isinstance(method, ast.FunctionDef))
    return False


def _is_main_guard(node: ast.stmt) -> bool:
    match node:
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return True
    return False


def _dotted(node: ast.expr) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None
