"""A page's console blocks, run as they stand: what is typed, what comes out, and how long it took."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"(?ms)^```console\n(.*?)^```$")
_SECONDS = re.compile(r"\b\d+\.\d(?= +(bubblewrap|process|landlock))")
_SPACE = re.compile(r"[ █▉▊▋▌▍▎▏]+")
TABLE = "| command | seconds |\n|---|---|\n"  # the page ends with it
CUT = "…"  # a line of the page that stands for any lines of the output


@dataclass
class Typed:
    """A command of a page with what the page shows of its output, and what came when it was run."""

    command: str
    shown: list[str]
    came: list[str]
    seconds: float = 0.0


def typed(page: str) -> list[Typed]:
    """The commands of a page, in order."""
    found: list[Typed] = []
    for block in BLOCK.findall(page):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Typed(line[2:], [], []))
            else:
                found[-1].shown.append(line)
    return found


def environment() -> dict[str, str]:
    """An environment in which no Python of this clone is found."""
    ours = ("PYTHON", "VIRTUAL", "PYTEST", "UV_NO_SYNC", "UV_COMPILE", "UV_PROJECT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    here = str(Path(sys.prefix))
    kept["PATH"] = os.pathsep.join(each for each in kept["PATH"].split(os.pathsep) if not each.startswith(here))
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return kept | {"UV_NO_PROGRESS": "1", "UV_PYTHON": version, "COLUMNS": "100", "NO_COLOR": "1"}


def run(*command: object, cwd: Path, status: int = 0) -> str:
    """What a command prints, in a clean environment; AssertionError if it ends with another status."""
    words = [str(each) for each in command]
    done = subprocess.run(
        words, cwd=cwd, env=environment(), capture_output=True, text=True, encoding="utf-8", timeout=500
    )
    assert done.returncode == status, f"{' '.join(words)}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def play(commands: list[Typed], folder: Path) -> None:
    """Run commands one after the other, beginning in `folder`; `cd`, `mkdir -p` and `cp -r` are done here."""
    for each in commands:
        words, started = shlex.split(each.command), time.monotonic()
        match words:
            case ["cd", place]:
                folder = (folder / place).resolve()
            case ["mkdir", "-p", place]:
                (folder / place).mkdir(parents=True, exist_ok=True)
            case ["cp", "-r", *sources, target]:
                for source in sources:
                    name = (folder / target) / Path(source).name
                    shutil.copytree(folder / source, name, dirs_exist_ok=True)
            case _:
                each.came = run(*words, cwd=folder).splitlines()
        each.seconds = time.monotonic() - started


def agrees(each: Typed) -> bool:
    """Whether what came is what the page shows, but for seconds, white space and the lines that CUT stands for."""
    pattern = ""
    for line in each.shown:
        pattern += r"(?:.*\n)*?" if line.strip() == CUT else re.escape(_plain(line)) + r"\n"
    return bool(re.fullmatch(pattern, "".join(_plain(line) + "\n" for line in each.came)))


def _plain(line: str) -> str:
    return _SPACE.sub(" ", _SECONDS.sub("0.0", line)).strip()


def written(page: str, commands: list[Typed]) -> str:
    """The page with what came, where it shows no CUT, and with the seconds of each command in its table."""
    waiting = list(commands)

    def block(match: re.Match[str]) -> str:
        lines: list[str] = []
        for line in match[1].splitlines():
            if line.startswith("$ "):
                each = waiting.pop(0)
                lines += [line, *(each.shown if any(x.strip() == CUT for x in each.shown) else each.came)]
        return "```console\n" + "".join(f"{line.rstrip()}\n" for line in lines) + "```"

    text, head, _ = BLOCK.sub(block, page).partition(TABLE)
    rows = [f"| `{each.command}` | {each.seconds:.1f} |\n" for each in commands if each.seconds >= 0.05]
    total = f"| all of it | {sum(each.seconds for each in commands):.0f} |\n"
    return text + head + "".join(rows) + total
