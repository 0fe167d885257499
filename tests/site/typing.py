"""Types the commands of a page: a small shell, which runs Gradus in this process and other programs beside it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import bubblewrap_works, invoke

# The programs that pages start with `uv run`, as modules of this Python.
MODULES = {"pytest": "pytest", "python": "", "ruff": "ruff", "jupytext": "jupytext", "nbgrader": "nbgrader"}
MODULES |= {"check-jsonschema": "check_jsonschema"}
START = re.compile(r"(?:uv run (?:--group \w+ )?|python3 start\.py(?: |$))")
ASSIGNMENT = re.compile(r"(\w+)=(.*)", re.DOTALL)
MARKED = ("overview", "review", "feedback", "export", "gradebook")


@dataclass(frozen=True)
class Answer:
    """What a command printed, on both streams, and its exit status."""

    status: int
    text: str


@dataclass
class Shell:
    """A terminal in a folder, with the variables that were set in it; `typed` is the answer to what a command asks."""

    folder: Path
    typed: str = ""
    variables: dict[str, str] = field(default_factory=dict)

    def run(self, line: str) -> Answer:
        """Type a line. Raises LookupError for what this shell does not know."""
        filled = re.sub(r"\$(\w+)", lambda found: self.variables[found[1]], line)
        before, answer = self.folder, Answer(0, "")
        commands = filled.split(" && ")
        for each in commands:
            answer = self._one(each.strip())
            if answer.status:
                break
        if not commands[-1].strip().startswith("cd "):
            self.folder = before  # who goes into a folder for one command comes back for the next
        return answer

    def _one(self, command: str) -> Answer:
        words = [found for word in shlex.split(command) for found in self._spread(word)]
        if words[0] == "export" or ASSIGNMENT.fullmatch(words[0]):
            for word in words[words[0] == "export" :]:
                name, value = word.split("=", 1)
                self.variables[name] = value
            return Answer(0, "")
        if words[0] == "cd":
            self.folder = (self.folder / words[1]).resolve(strict=True)
            return Answer(0, "")
        if words[:2] == ["mkdir", "-p"]:
            (self.folder / words[2]).mkdir(parents=True, exist_ok=True)
            return Answer(0, "")
        start = START.match(command)
        if not start:
            raise LookupError(f"run this, or list it in tests/site/excused.toml: {command}")
        return self._program(words[len(shlex.split(start[0])) :], through_uv=start[0].startswith("uv"))

    def _spread(self, word: str) -> list[str]:
        """The files that a word with a * stands for."""
        if "*" not in word:
            return [word]
        there = (path for path in self.folder.glob(word) if not path.name.startswith("."))
        return sorted(path.relative_to(self.folder).as_posix() for path in there) or [word]

    def _program(self, words: list[str], *, through_uv: bool) -> Answer:
        program = words[0] if words else ""
        if program in MODULES and (through_uv or program == "pytest"):
            return self._beside([*([] if program == "python" else ["-m", MODULES[program]]), *words[1:]])
        if through_uv and program != "gradus":
            raise LookupError(f"tests/site/typing.py does not know the program {program}")
        given = words[1:] if through_uv else words
        if bubblewrap_works():  # as the pages say for macOS and Windows
            given = [word for word in given if word not in ("--sandbox", "bubblewrap")]
            given += ["--unprotected"] if given and given[0] in MARKED else []
        done = invoke(*given, cwd=self.folder, input=self.typed, COLUMNS="100", **self.variables)
        return Answer(done.returncode, done.stdout + done.stderr)

    def _beside(self, words: list[str]) -> Answer:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.folder,
            env={
                **os.environ,
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
                **self.variables,
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
        )
        return Answer(done.returncode, done.stdout + done.stderr)
