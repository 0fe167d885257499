"""Runs a command and outlives it until nothing that it started is left: whoever loses its parent becomes a child here.

Prints a line of JSON with the command's process when it has started, and one with how it ended.
"""

import ctypes
import json
import os
import subprocess
import sys
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
PATIENCE = 30.0  # seconds until what the command has started must be gone


def left() -> list[str]:
    """The command lines of the children of this process that have not ended."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "stat").read_text().rpartition(")")[2].split()
            if words[1] == str(os.getpid()) and words[0] != "Z":
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")[:200])
        except (OSError, IndexError):
            continue
    return found


def main() -> None:
    """Run the command in the arguments."""
    assert ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
    folder = Path(sys.argv[1])
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as errors:
        command = subprocess.Popen(sys.argv[2:], stdout=out, stderr=errors, stdin=subprocess.DEVNULL)
    print(json.dumps({"process": command.pid}), flush=True)
    status = command.wait()
    ended = time.monotonic()
    strays: list[str] = []
    while True:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            break
        if time.monotonic() > ended + PATIENCE:
            strays = left()
            break
        time.sleep(0.05)
    print(json.dumps({"status": status, "strays": strays, "seconds": time.monotonic() - ended}), flush=True)


if __name__ == "__main__":
    main()
