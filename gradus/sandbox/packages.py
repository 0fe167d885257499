"""The installed files that a worker may import, and the caches that make it start quickly."""

import contextlib
import functools
import importlib.util
import json
import os
import subprocess
import sys
import sysconfig
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from gradus.core.files import write_atomic


def site_folders() -> list[str]:
    """The real paths of this interpreter's site-packages folders, in import order."""
    folders = [sysconfig.get_path("platlib"), sysconfig.get_path("purelib")]
    folders += [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    return [path for path in dict.fromkeys(map(os.path.realpath, folders)) if os.path.isdir(path)]


def hidden_folders(folder: str) -> list[str]:
    """The folders of packages that lie in a folder of the standard library, as it is bound."""
    return [name for name in ("site-packages", "dist-packages") if os.path.isdir(os.path.join(folder, name))]


@functools.cache
def package_entries(packages: frozenset[str]) -> tuple[Path, ...]:
    """The entries of site-packages that belong to these distributions and their dependencies."""
    pending, seen, entries = list(packages), set[str](), set[Path]()
    while pending:
        name = canonicalize_name(pending.pop())
        if name in seen:
            continue
        seen.add(name)
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        needed = map(Requirement, distribution.requires or ())
        pending += [each.name for each in needed if each.marker is None or each.marker.evaluate({"extra": ""})]
        top = _top(distribution) - {"..", "__pycache__"}
        entries |= {Path(os.path.realpath(str(distribution.locate_file(part)))) for part in top}
    return tuple(sorted(entry for entry in entries if entry.exists()))


@functools.cache
def modules(packages: frozenset[str]) -> frozenset[str]:
    """The top-level modules of these distributions themselves: matplotlib is matplotlib, mpl_toolkits and pylab."""
    names = set[str]()
    for package in packages:
        with contextlib.suppress(metadata.PackageNotFoundError):
            names |= {name.partition(".")[0] for name in _top(metadata.distribution(package))}
    return frozenset(filter(str.isidentifier, names)) - {"__pycache__"}


@functools.cache
def others(packages: frozenset[str]) -> tuple[str, ...]:
    """The installed top-level modules that belong neither to these distributions nor to their dependencies."""
    needed = {entry.name.partition(".")[0] for entry in package_entries(packages)}
    if not modules(packages) <= needed:  # it is not written down what belongs to whom
        return ()
    names = {name.partition(".")[0] for folder in site_folders() for name in os.listdir(folder)}
    return tuple(sorted(filter(str.isidentifier, names - needed)))


def _top(distribution: metadata.Distribution) -> set[str]:
    """The top-level names that a distribution installed. Its `files` would build thousands of path objects."""
    if record := distribution.read_text("RECORD"):
        return {line.partition("/")[0].partition(",")[0] for line in record.splitlines()}
    return {file.parts[0] for file in distribution.files or ()}


# What is imported of a package before a worker needs it.
WARM = {"numpy": ["numpy"], "matplotlib": ["matplotlib.figure", "matplotlib.backends.backend_agg"]}
WARM |= {"scikit-learn": ["sklearn.datasets"]}
_FONTS = ("ttflist", "afmlist")


@functools.cache
def fonts() -> Path:
    """The folder where matplotlib caches its font list for all workers: building it takes seconds."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "gradus" / f"matplotlib-{metadata.version('matplotlib')}"


def _without_system_fonts(folder: Path) -> None:
    """Take the fonts of this machine out of matplotlib's lists: no worker has them, and their paths are its owner's."""
    for path in folder.glob("fontlist-*.json"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            known = json.loads(path.read_text("utf-8"))
            lists = {name: [font for font in known[name] if not os.path.isabs(font["fname"])] for name in _FONTS}
            if any(lists[name] != known[name] for name in _FONTS):
                write_atomic(path, json.dumps(known | lists))


@functools.cache
def warm(packages: frozenset[str]) -> None:
    """Import `packages` once per machine, outside the sandbox, to write bytecode and font lists: workers cannot."""
    for name, modules in WARM.items():
        # find_spec of a submodule would import the package into the grader.
        spec = importlib.util.find_spec(modules[0].partition(".")[0]) if name in packages else None
        compiled = spec is None or spec.origin is None or os.path.exists(importlib.util.cache_from_source(spec.origin))
        if not compiled or (name == "matplotlib" in packages and not list(fonts().glob("fontlist-*.json"))):
            environment = os.environ | {"MPLBACKEND": "Agg", "PYTHONDONTWRITEBYTECODE": ""}
            if name == "matplotlib":
                with contextlib.suppress(OSError):
                    fonts().mkdir(parents=True, exist_ok=True)
                environment["MPLCONFIGDIR"] = str(fonts())
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                # -P: the current folder may contain a student's numpy.py.
                command = [sys.executable, "-P", "-c", f"import {', '.join(modules)}"]
                subprocess.run(command, env=environment, capture_output=True, timeout=300)
    if "matplotlib" in packages:
        _without_system_fonts(fonts())
