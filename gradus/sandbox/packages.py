"""Which installed files a worker may import, and what keeps its start short."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def site_folders() -> list[str]:
    """The folders of this interpreter that hold installed packages, real paths, in import order."""
    folders = [sysconfig.get_path("platlib"), sysconfig.get_path("purelib")]
    folders += [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    return [path for path in dict.fromkeys(map(os.path.realpath, folders)) if os.path.isdir(path)]


def package_folders() -> list[str]:
    """Every folder of installed packages that binding a Python and the system's libraries would let in."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    bases = [os.path.realpath(sys.base_prefix), "/usr", "/usr/local"]
    names = [f"lib/{version}/site-packages", f"lib/{version}/dist-packages", "lib/python3/dist-packages"]
    places = [f"{base}/{name}" for base in bases for name in names]
    return sorted({path for path in [*places, *site_folders()] if os.path.isdir(path)})


@functools.cache
def package_entries(packages: frozenset[str]) -> tuple[Path, ...]:
    """The files and folders of site-packages that make up these distributions and all that they require."""
    waiting, seen, entries = list(packages), set[str](), set[Path]()
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        for text in distribution.requires or ():
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
        top = {name for name in _top(distribution) if name not in ("..", "__pycache__")}
        entries |= {Path(os.path.realpath(str(distribution.locate_file(part)))) for part in top}
    return tuple(sorted(entry for entry in entries if entry.exists()))


def _top(distribution: metadata.Distribution) -> Iterable[str]:
    """The first parts of the paths that a distribution installed; `files` makes a path object of each of thousands."""
    if record := distribution.read_text("RECORD"):
        return {line.partition("/")[0].partition(",")[0] for line in record.splitlines()}
    return {file.parts[0] for file in distribution.files or ()}


WARM = {
    "numpy": "numpy",
    "matplotlib": "matplotlib.figure, matplotlib.backends.backend_agg",
    "scikit-learn": "sklearn.datasets",
}


@functools.cache
def fonts() -> Path:
    """Where matplotlib keeps its list of fonts between workers: making it costs seconds."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "gradus" / f"matplotlib-{metadata.version('matplotlib')}"


@functools.cache
def warm(packages: frozenset[str]) -> None:
    """Import once, outside any sandbox, what workers import: they cannot keep compiled files or a font list.

    Once a machine for each package; where nothing can be written, every worker is slower and nothing else.
    """
    for name, modules in WARM.items():
        # Only the package itself is looked up: for a module in it, find_spec would import the package into the grader.
        spec = importlib.util.find_spec(modules.partition(".")[0]) if name in packages else None
        compiled = spec is None or spec.origin is None or os.path.exists(importlib.util.cache_from_source(spec.origin))
        if not compiled or (name == "matplotlib" in packages and not list(fonts().glob("fontlist-*.json"))):
            environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
            environment |= {"MPLBACKEND": "Agg"}
            if name == "matplotlib":
                with contextlib.suppress(OSError):
                    fonts().mkdir(parents=True, exist_ok=True)
                environment["MPLCONFIGDIR"] = str(fonts())
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                # -P: the folder that we are in may hold a student's numpy.py.
                command = [sys.executable, "-P", "-c", f"import {modules}"]
                subprocess.run(command, env=environment, capture_output=True, timeout=300)
