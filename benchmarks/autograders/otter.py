"""otter-grader: a test file for each check, and an `otter run` for each submission."""

from __future__ import annotations

import json
import subprocess

from benchmarks.autograders.autograder import Autograder, Verdicts, surroundings
from benchmarks.autograders.checks import POINTS
from benchmarks.autograders.environments import EnvironmentMissingError
from benchmarks.autograders.notebooks import shared, source

TEST = """from types import SimpleNamespace

from otter.test_files import test_case

OK_FORMAT = False

name = "{name}"
points = {points}

{shared}

{source}

@test_case()
def asked(env):
    {name}(SimpleNamespace(**env))
"""


class OtterRun(Autograder):
    """A command for each submission, and in it a kernel."""

    name = "otter run"
    isolated = "nothing: submission and checks share a kernel, each submission has its own; otter grade adds containers"
    packages = ("otter-grader==7.0.0", "numpy==2.4.6", "matplotlib==3.11.2", "ipykernel")

    def write(self) -> None:
        (self.folder / "tests").mkdir()
        for name, points in POINTS.items():
            text = TEST.format(name=name, points=points, shared=shared(), source=source(name))
            (self.folder / "tests" / f"{name}.py").write_text(text, "utf-8")
        words = ["generate", "-t", "tests", "-o", "autograder.zip", "--no-config", "--no-requirements"]
        made = subprocess.run(
            [str(self.python.with_name("otter")), *words, "--no-environment"],
            cwd=self.folder,
            env=surroundings(self.python),
            capture_output=True,
            text=True,
        )
        if made.returncode:
            raise EnvironmentMissingError(f"otter generate failed: {made.stderr.strip()[-2000:]}")
        for submission in self.submissions:
            place = self.folder / "submissions" / submission.name
            place.mkdir(parents=True)
            (place / "derivatives.py").write_text(submission.text, "utf-8")

    def clear(self, count: int) -> None:
        for path in self.folder.glob("submissions/*/results.json"):
            path.unlink()

    def commands(self, count: int) -> list[list[str]]:
        run = [str(self.python.with_name("otter")), "run", "--no-logo", "-a", "autograder.zip"]
        places = [f"submissions/{submission.name}" for submission in self.submissions[:count]]
        return [[*run, "-o", place, f"{place}/derivatives.py"] for place in places]

    def verdicts(self, count: int) -> Verdicts:
        found = {}
        for path in self.folder.glob("submissions/*/results.json"):
            tests = json.loads(path.read_text("utf-8"))["tests"]
            scores = {test["name"].strip(): test.get("score") for test in tests}
            passed = {name: scores[name] == points for name, points in POINTS.items() if name in scores}
            if passed:
                found[path.parent.name] = passed
        return found
