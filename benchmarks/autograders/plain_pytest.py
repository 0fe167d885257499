"""Plain pytest with pytest-json-report: a process for each submission, and all of them in one process."""

from __future__ import annotations

import json
import shutil

from benchmarks.autograders.autograder import CHECKS, Autograder, Verdicts

EACH = '''"""The submission is the module called derivatives on the path."""

import pytest


@pytest.fixture
def submission():
    import derivatives

    return derivatives
'''

ALL = '''"""Every submission is loaded under a name of its own."""

import importlib.util
import os
from pathlib import Path

import pytest

names = [path.name for path in sorted(Path("submissions").iterdir())][: int(os.environ["COUNT"])]


@pytest.fixture(params=names, scope="session")
def submission(request):
    path = Path("submissions", request.param, "derivatives.py")
    spec = importlib.util.spec_from_file_location(f"derivatives_{request.param}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
'''


class PlainPytest(Autograder):
    """A pytest process for each submission."""

    name = "pytest, pytest-json-report"
    isolated = "nothing: submission and checks share a process, each submission has its own"
    packages = ("pytest==9.2.0", "pytest-json-report==1.5.0", "numpy==2.4.6", "matplotlib==3.11.2")
    conftest = EACH

    def write(self) -> None:
        shutil.copy(CHECKS, self.folder / "test_derivatives.py")
        (self.folder / "conftest.py").write_text(self.conftest, "utf-8")
        for submission in self.submissions:
            place = self.folder / "submissions" / submission.name
            place.mkdir(parents=True)
            (place / "derivatives.py").write_text(submission.text, "utf-8")
        (self.folder / "results").mkdir()

    def clear(self, count: int) -> None:
        for path in (self.folder / "results").iterdir():
            path.unlink()

    def command(self, result: str) -> list[str]:
        """A pytest that writes this result."""
        report = ["--json-report", f"--json-report-file=results/{result}.json"]
        return [str(self.python), "-m", "pytest", "-q", *report, "test_derivatives.py"]

    def commands(self, count: int) -> list[list[str]]:
        return [self.command(submission.name) for submission in self.submissions[:count]]

    def variables(self, place: int) -> dict[str, str]:
        return {"PYTHONPATH": str(self.folder / "submissions" / self.submissions[place].name)}

    def verdicts(self, count: int) -> Verdicts:
        found: dict[str, dict[str, bool]] = {}
        for path in (self.folder / "results").iterdir():
            for test in json.loads(path.read_text("utf-8"))["tests"]:
                name, _, which = test["nodeid"].partition("::")[2].partition("[")
                found.setdefault(which.removesuffix("]") or path.stem, {})[name] = test["outcome"] == "passed"
        return found


class PytestForAll(PlainPytest):
    """One pytest process for all submissions: what it costs to isolate nothing at all."""

    name = "pytest, one process for the class"
    isolated = "nothing at all: what one does is done to all after it, and one that ends ends all"
    conftest = ALL
    compared = False

    def commands(self, count: int) -> list[list[str]]:
        return [self.command("all")]

    def variables(self, place: int) -> dict[str, str]:
        return {"COUNT": str(self.count)}

    def clear(self, count: int) -> None:
        super().clear(count)
        self.count = count
