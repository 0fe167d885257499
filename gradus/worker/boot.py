"""Entry point of a worker process: confines it, then serves requests.

Run as `python -I -S -B boot.py SETTINGS`. Standard input and output are the wire; output goes to standard error.
"""

import json
import os
import sys


def main() -> None:
    """Confine this process as SETTINGS (JSON, see sandbox/launch.py) says, and serve until the grader disconnects."""
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

    # Before NumPy: Landlock and seccomp apply to the calling thread and to those that it starts later.
    from gradus.worker import confine

    confine.die_with_parent()
    # Only in a user namespace of its own does the limit on threads count this worker's alone.
    confine.limit(settings["memory"], threads=256 if settings["lock"] else None)
    layers = confine.lock_down(settings["readable"], settings["writable"]) if settings["lock"] else {}

    from gradus.worker import server, sources, surroundings

    sys.path.remove(settings["engine"])
    if not settings["lock"]:
        sources.hide(settings["hidden"])
    readable = ["/etc/localtime" if path == "/etc" else path for path in settings["readable"]]
    surroundings.refuse(readable, settings["writable"])
    server.serve(incoming, outgoing, layers)


main()
