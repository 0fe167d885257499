"""The shared libraries that this Python and some packages need, as the system's own loader finds them.

See LD_TRACE_LOADED_OBJECTS and LD_PRELOAD in ld.so(8): the loader says where it finds each library, and runs none.
"""

import functools
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

# What a C library or a compiled module opens by itself while it runs.
_OPENED_LATER = ("libgcc_s.so.1", "libstdc++.so.6", "libnss_files.so.2")
_AT_ONCE = 200
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")
_FOUND = re.compile(r"^\s*(?:(\S+) => )?(/.*) \(0x[0-9a-f]+\)$", re.MULTILINE)


class Libraries(NamedTuple):
    """Where libraries must be so that they are found: real files by paths, and the folder that holds most of them."""

    files: dict[str, str]
    folder: str

    def places(self) -> list[str]:
        """What must be readable: the folder, and what lies elsewhere."""
        return [self.folder, *(path for path in self.files if os.path.dirname(path) != self.folder)]


def needed(executable: str, places: Iterable[str]) -> Libraries:
    """The libraries that a program and the compiled modules in `places` need, but for those that lie in `places`.

    Most are to be found in the one folder in which every loader looks: that of the C library.
    """
    there = tuple(os.path.realpath(place) for place in places)
    found = {name: path for place in ("", *there) for name, path in _found(executable, place)}
    if not any(name.startswith("libc.") for name in found):  # a loader that does not answer, as musl's
        return _all_of_the_system()
    folder = os.path.dirname(next((path for name, path in found.items() if name.startswith("libc.")), "/lib/libc"))
    files = {}
    for name, path in found.items():
        real = os.path.realpath(path)
        if not any(real == place or real.startswith(place + os.sep) for place in there):
            files[name if name[0] == "/" else f"{folder}/{name}"] = real
    return Libraries(files, folder)


def _all_of_the_system() -> Libraries:
    """Every folder in which a system has libraries, and Python's own library, where it is."""
    files = {path: os.path.realpath(path) for path in _SYSTEM if os.path.isdir(path)}
    own = os.path.join(os.path.realpath(sys.base_prefix), "lib")
    names = os.listdir(own) if os.path.isdir(own) and not os.path.realpath(own).startswith("/usr/") else []
    files |= {f"{own}/{name}": f"{own}/{name}" for name in names if name.startswith("libpython")}
    return Libraries(files, "/lib")


@functools.cache
def _found(executable: str, place: str) -> tuple[tuple[str, str], ...]:
    """Name and path of the libraries that a program loads, with the modules in `place` if that is not empty.

    The name of the loader itself is its path.
    """
    folder, names = (place, [*_modules(place)]) if os.path.isdir(place) else os.path.split(place)
    modules = [f"./{names}"] * (".so" in names) if isinstance(names, str) else names
    found: dict[str, str] = {}
    for start in range(0, len(modules) or not place, _AT_ONCE):
        # Paths from here, since LD_PRELOAD can hold no blanks.
        asked = [name for name in modules[start : start + _AT_ONCE] if not set(" :") & set(name)]
        environment = {"LD_TRACE_LOADED_OBJECTS": "1", "LD_PRELOAD": " ".join([*asked, *_OPENED_LATER])}
        options: Any = {"capture_output": True, "encoding": "utf-8", "errors": "surrogateescape"}
        done = subprocess.run([executable], env=environment, cwd=folder or "/", **options)
        found |= {name or path: path for name, path in _FOUND.findall(done.stdout)}
    return tuple(found.items())


def _modules(folder: str) -> Iterator[str]:
    """The compiled modules and libraries in a folder, by their paths from it."""
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".so") or ".so." in name:
                yield os.path.join(".", os.path.relpath(place, folder), name)


def python_folders() -> dict[str, str]:
    """The real folders of this Python's standard library, by their places under its prefix; the modules in C come last.

    Both may be the same folder, or lie in each other.
    """
    pure = os.path.dirname(os.__file__)
    compiled = next((path for path in sys.path if path.endswith("lib-dynload")), os.path.join(pure, "lib-dynload"))
    prefix, standard = (
        os.path.realpath(sys.base_prefix),
        f"{sys.platlibdir}/python{sys.version_info.major}.{sys.version_info.minor}",
    )
    found = {}
    for path, usual in ((pure, standard), (compiled, f"{standard}/lib-dynload")):
        real = os.path.realpath(path)
        found[os.path.relpath(real, prefix) if real.startswith(prefix + os.sep) else usual] = real
    return {place: path for place, path in found.items() if os.path.isdir(path)}
