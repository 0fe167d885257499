"""Gradus itself: `gradus grade` with bubblewrap, one submission at a time."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from benchmarks.autograders.autograder import Autograder, Verdicts, names
from benchmarks.autograders.environments import ROOT

EXERCISE = "calculus/derivatives"


class Gradus(Autograder):
    """The working tree's own environment and course."""

    name = "gradus grade --jobs 1"
    isolated = "each submission: a sandbox without network, files or processes; checks and answers outside it"

    where = ROOT

    def write(self) -> None:
        for submission in self.submissions:
            path = self.folder / "submissions" / submission.name / "exercises" / f"{EXERCISE}.py"
            path.parent.mkdir(parents=True)
            path.write_text(submission.text, "utf-8")

    def clear(self, count: int) -> None:
        shutil.rmtree(self.folder / "results", ignore_errors=True)

    def commands(self, count: int) -> list[list[str]]:
        folders = [str(self.folder / "submissions" / submission.name) for submission in self.submissions[:count]]
        return [grade(folders, self.folder / "results")]

    def verdicts(self, count: int) -> Verdicts:
        found = {}
        for path in (self.folder / "results").glob("*.json"):
            for exercise in json.loads(path.read_text("utf-8"))["exercises"]:
                if exercise["id"] == EXERCISE:
                    checks = ((each["id"].partition("::")[2], each["status"]) for each in exercise["checks"])
                    passed = {f"test_{name}": status == "passed" for name, status in checks}
                    found[path.stem] = {name: passed[name] for name in names() if name in passed}
        return found


def grade(folders: list[str], results: Path, jobs: int = 1) -> list[str]:
    """The command that grades these folders; it is to run in the course."""
    words = ["grade", *folders, "--out", str(results), "--jobs", str(jobs), "--sandbox", "bubblewrap"]
    return [sys.executable, "-m", "gradus", *words]
