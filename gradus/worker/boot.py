"""Entry point of a worker process: confines it, then serves requests.

Run as `python -I -S -B boot.py SETTINGS`. Standard input and output are the wire; output goes to standard error.
"""

import functools
import gc
import json
import os
import sys
from typing import Any


def main() -> None:
    """Serve, as SETTINGS (JSON, see sandbox/launch.py) says, until the grader disconnects."""
    settings = json.loads(sys.argv[1])
    incoming, outgoing = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(incoming, os.O_BINARY)
        msvcrt.setmode(outgoing, os.O_BINARY)
    sys.argv = [""]
    sys.path[:] = [*settings["path"], settings["engine"], *sys.path]

    from gradus.worker import confine, surroundings

    if settings["lock"]:
        surroundings.forget_machine()
    confine.die_with_parent()
    work(settings, incoming, outgoing)


def work(settings: dict[str, Any], incoming: int, outgoing: int) -> None:
    """Confine this process, and serve until the grader disconnects."""
    # Before NumPy, if nothing imported it yet: Landlock and seccomp apply to the calling thread and to later ones.
    from gradus.worker import confine

    # Only in a user namespace of its own does the limit on threads count this worker's alone.
    confine.limit(settings["memory"], threads=256 if settings["lock"] else None)
    layers = confine.lock_down(settings["readable"], settings["writable"]) if settings["lock"] else {}

    from gradus.worker import server, sources, surroundings

    if settings["engine"] in sys.path:
        sys.path.remove(settings["engine"])
    if not settings["lock"]:
        sources.hide(settings["hidden"])
    surroundings.refuse(files(settings))
    gc.set_threshold(10_000, 20, 20)  # seldom: a worker lives for seconds, and makes little garbage
    server.serve(incoming, outgoing, layers, settings["idle"])


@functools.lru_cache(maxsize=1)
def _files(readable: tuple[str, ...], writable: tuple[str, ...]) -> Any:
    from gradus.worker.surroundings import Files

    return Files(readable, writable)


def files(settings: dict[str, Any]) -> Any:
    """The files that the worker may open; a zygote has found out before its clones ask."""
    return _files((*settings["readable"],), (*settings["writable"],))


if __name__ == "__main__":
    main()
