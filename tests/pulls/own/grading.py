"""In the place of `gradus grade`: it does what a file beside the course says, and writes down what it was given.

Run as a program: Python, this file, then the options and folders of `gradus grade`.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path


def main(words: list[str]) -> int:
    orders = json.loads((Path.cwd() / "orders.json").read_text("utf-8"))
    options, folders = parsed(words)
    note = {"options": options, "environment": dict(os.environ), "user": os.getuid(), "stdin": sys.stdin.read()}
    note |= {"group": os.getpgrp() == os.getpid(), "folders": [str(folder) for folder in folders]}
    note |= {"files": sorted(str(p.relative_to(f.parent)) for f in folders for p in f.rglob("*") if p.is_file())}
    note |= {"pid": os.getpid(), "descriptors": len(os.listdir("/proc/self/fd"))}
    if place := orders.get("note"):
        with open(place, "a", encoding="utf-8") as file:
            file.write(json.dumps(note) + "\n")
    out = Path(options["--out"])
    out.mkdir(exist_ok=True)
    made = orders.get("reports", {})
    for folder in folders:
        if (text := made.get(folder.name, made.get("*"))) is not None:
            (out / f"{folder.name}.json").write_text(text.replace("NAME", folder.name), "utf-8")
    print(orders.get("said", ""), file=sys.stderr)
    if orders.get("deaf"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        time.sleep(orders.get("seconds", 0))
    except KeyboardInterrupt:
        print("gradus: interrupted", file=sys.stderr)
        return 130
    return int(orders.get("status", 0))


def parsed(words: list[str]) -> tuple[dict[str, str], list[Path]]:
    options, folders = {}, []
    while words:
        word = words.pop(0)
        if word.startswith("--"):
            options[word] = words.pop(0)
        else:
            folders.append(Path(word))
    return options, folders


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
