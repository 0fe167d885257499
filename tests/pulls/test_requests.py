"""Every request that the commands send in a whole journey, compared with tests/golden/requests.txt.

GRADUS_GOLDEN=write writes the file anew: look at what changed before you keep it.
"""

from __future__ import annotations

import os
import re

from gradus.core.course import Course
from tests.conftest import ROOT
from tests.pulls.conftest import Teacher, files
from tests.pulls.github import GitHub

GOLDEN = ROOT / "tests" / "golden" / "requests.txt"


def with_names_for_ids(text: str) -> str:
    """`text` with commit, tree and blob ids replaced by id-1, id-2, … in the order in which they first occur."""
    names: dict[str, str] = {}
    return re.sub(r"[0-9a-f]{40}", lambda match: names.setdefault(match[0], f"id-{len(names) + 1}"), text)


def test_requests_of_a_journey(github: GitHub, mini: Course, teacher: Teacher) -> None:
    log: list[str] = []

    def run(title: str, *options: object, score: float = 0.5, **environment: str) -> None:
        """Plan, fetch and post, and write down what each of them asked GitHub."""
        for name in ("plan", "fetch", "post"):
            begin = len(github.log)
            if name == "post":
                teacher.grade(score)
            arguments = options if name == "plan" else ()
            assert getattr(teacher, name)(*arguments, **environment) == 0
            log.append(f"# {title}: {name}")
            log.extend(f"{method} {target}" for method, target in github.log[begin:])

    github.page = 2
    ada = github.open(1, "ada", 11, github.push(files(mini, square="x = 1\n"), "ada"))
    bob = github.open(2, "bob", 12, github.push(files(mini, square="x = 1\n", power="y = 2\n"), "bob"))
    github.open(3, "eve", 13, github.push(files(mini, square="z = 3\n"), "eve"), fork=None)
    run("the first run")
    github.later(minutes=15)
    run("nothing new")
    ada["sha"] = github.push(files(mini, square="x = 4\n"), "ada again")
    github.later(minutes=15)
    run("a new commit", score=1)
    bob["state"] = "closed"
    github.later(minutes=15)
    run("a closed pull request")
    github.later(minutes=15)
    teacher.graders = "cd" * 20
    run("a regrade", "--regrade", score=1)
    github.course.truncates = True
    ada["sha"] = github.push(files(mini, square="x = 5\n"), "ada once more")
    github.later(minutes=15)
    run("a tree that GitHub cuts off")
    text = with_names_for_ids("\n".join(log) + "\n")
    if os.environ.get("GRADUS_GOLDEN") == "write":
        GOLDEN.write_text(text, "utf-8", newline="\n")
    assert text == GOLDEN.read_text("utf-8")
