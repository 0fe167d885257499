"""gradescope-utils: unittest with weights and a JSON of results, a process for each submission."""

from __future__ import annotations

import json
import shutil

from benchmarks.autograders.autograder import CHECKS, Autograder, Verdicts, names
from benchmarks.autograders.checks import POINTS

HEAD = '''"""Runs the checks on the module called derivatives on the path, and writes the file named first."""

import sys
import unittest

import checks
from gradescope_utils.autograder_utils.decorators import number, weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner


class TestDerivatives(unittest.TestCase):
    def setUp(self):
        import derivatives

        self.submission = derivatives
'''

TEST = """
    @weight({points})
    @number("{name}")
    def {name}(self):
        checks.{name}(self.submission)
"""

TAIL = """

suite = unittest.defaultTestLoader.loadTestsFromTestCase(TestDerivatives)
with open(sys.argv[1], "w") as stream:
    JSONTestRunner(visibility="visible", stream=stream).run(suite)
"""


class GradescopeUtils(Autograder):
    """As Gradescope's containers run it, without the container, which is Gradescope's own."""

    name = "gradescope-utils"
    isolated = "nothing here: submission and checks share a process; Gradescope adds a container for each submission"
    packages = ("gradescope-utils==0.5.0", "numpy==2.4.6", "matplotlib==3.11.2")

    def write(self) -> None:
        shutil.copy(CHECKS, self.folder / "checks.py")
        tests = "".join(TEST.format(name=name, points=points) for name, points in POINTS.items())
        (self.folder / "run_tests.py").write_text(HEAD + tests + TAIL, "utf-8")
        for submission in self.submissions:
            place = self.folder / "submissions" / submission.name
            place.mkdir(parents=True)
            (place / "derivatives.py").write_text(submission.text, "utf-8")
        (self.folder / "results").mkdir()

    def clear(self, count: int) -> None:
        for path in (self.folder / "results").iterdir():
            path.unlink()

    def commands(self, count: int) -> list[list[str]]:
        handed_in = self.submissions[:count]
        return [[str(self.python), "run_tests.py", f"results/{each.name}.json"] for each in handed_in]

    def variables(self, place: int) -> dict[str, str]:
        return {"PYTHONPATH": str(self.folder / "submissions" / self.submissions[place].name)}

    def verdicts(self, count: int) -> Verdicts:
        found = {}
        for path in (self.folder / "results").iterdir():
            if said := path.read_text("utf-8"):
                passed = {test["number"]: test["score"] == test["max_score"] for test in json.loads(said)["tests"]}
                found[path.stem] = {name: passed[name] for name in names() if name in passed}
        return found
