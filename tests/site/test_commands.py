"""Every command that stands on a page of the site is run here, or stands in excused.toml with its reason."""

from __future__ import annotations

import itertools
import re
import shlex
import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest

from gradus.authoring import release
from gradus.core.course import load
from tests.conftest import ROOT
from tests.migrate import notebooks
from tests.site import reading, stage
from tests.site.reading import Command, excuse_of
from tests.site.typing import Shell

pytestmark = [
    pytest.mark.fast,
    pytest.mark.skipif(sys.platform == "win32", reason="the pages' commands are for a shell of Unix"),
]

COMMANDS = reading.everything()
RUN = {page: [each for each in lines if excuse_of(each) is None] for page, lines in COMMANDS.items()}
RUN = {page: list(dict.fromkeys(lines)) for page, lines in RUN.items() if lines}
# Pages for people who have the student repository.
OF_STUDENTS = ("start/student.md", "learn/", "tutor/")
# What takes seconds, on which page: the long test types it.
SLOW = {
    "authoring.md": re.compile("gradus (release|verify)"),
    "gradebook.md": re.compile(r"run (nbgrader|jupytext)|gradus gradebook|\$known"),
    "learn/editors.md": re.compile("uv run pytest"),
    "report-format.md": re.compile("check-jsonschema"),
    "start/author.md": re.compile(""),  # a course of its own
}
# The options that name what a command writes.
WRITTEN = ("--out", "--html", "--moodle", "--into")


@pytest.fixture(scope="module")
def school(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small course, its class, and the student repository."""
    folder = tmp_path_factory.mktemp("school")
    shutil.copytree(prepared, folder / "course")
    course = load(folder / "course")
    (course.graders(course.exercises[0]) / "picture.py").write_text(stage.PICTURE, "utf-8")
    release.release(course, folder / "released")
    stage.with_a_class(course)
    return folder


@pytest.fixture
def place(school: Path, tmp_path: Path) -> Path:
    """A copy of that, to type commands in."""
    return shutil.copytree(school, tmp_path / "school", symlinks=True)


def run_all(shell: Shell, commands: list[Command]) -> None:
    for command in commands:
        text = stage.here(command.text)
        answer = shell.run(text)
        assert answer.status == 0 and "Traceback" not in answer.text, f"{command.page}: {text}\n{answer.text}"
        words = shlex.split(text)
        written = [name for option, name in itertools.pairwise(words) if option in WRITTEN]
        assert [name for name in written if not (shell.folder / name).exists()] == [], f"{text}\n{answer.text}"


def slow(command: Command) -> bool:
    """Whether only the long test types it."""
    return command.page in SLOW and bool(SLOW[command.page].search(command.text))


def set_up(place: Path, page: str) -> Path:
    """What a page takes for granted; returns the folder in which its commands are typed."""
    course = place / "course"
    if page == "authoring.md":
        (course / "pyproject.toml").write_text('[tool.ruff.lint.isort]\nknown-first-party = ["gradus"]\n', "utf-8")
        (place / "ada" / "calculus").mkdir(parents=True)
        (place / "ada" / "calculus" / "integrals.py").write_text("def double(x):\n    return x\n", "utf-8")
    if page == "gradebook.md":
        stage.with_attempts(course)
        stage.with_a_lesson(load(course))
    if page == "moving.md":
        for name in ("problem1", "problem2"):
            notebooks.of_nbgrader(course / "ps1" / f"{name}.ipynb")
        notebooks.of_otter(course / "hw03.ipynb")
    if page == "report-format.md":
        shutil.copytree(ROOT / "docs", course / "docs")
    if page.startswith("learn/"):
        shutil.copy(course / "solutions/warmup/square.py", place / "released/exercises/warmup")
    return place / "released" if page.startswith(OF_STUDENTS) else course


def type_in(place: Path, page: str, commands: list[Command]) -> None:
    run_all(Shell(set_up(place, page), typed="y\n"), commands)


@pytest.mark.parametrize("page", [page for page, lines in RUN.items() if not all(map(slow, lines))])
def test_the_commands_of_a_page(place: Path, page: str) -> None:
    type_in(place, page, [each for each in RUN[page] if not slow(each)])


@pytest.mark.long
@pytest.mark.parametrize("page", SLOW)
def test_the_slow_commands_of_a_page(place: Path, page: str) -> None:
    assert any(slow(each) for each in RUN[page])
    type_in(place, page, RUN[page])


def test_no_excuse_is_idle_and_each_has_a_reason() -> None:
    everything = [each for lines in COMMANDS.values() for each in lines]
    excused = [(each, excuse) for each in everything if (excuse := excuse_of(each))]
    used = Counter(excuse for _, excuse in excused)
    assert [excuse for excuse in reading.excuses() if excuse not in used] == []
    begins = {(excuse.page, begin) for excuse in used for begin in excuse.begin}
    fitting = {(e.page, b) for e, x in excused for b in x.begin if e.text.startswith(b)}
    assert begins == fitting
    for excuse in used:
        assert excuse.reason and [test for test in excuse.tests if not exists(test)] == [], excuse
    named = sum(bool(excuse.tests) for _, excuse in excused)
    print(
        f"{len(everything)} commands on {len(COMMANDS)} pages: {len(everything) - len(excused)} are run here,", end=" "
    )
    print(f"{named} by other tests, {len(excused) - named} by none:")
    for command, excuse in excused:
        print(f"  {command.page}: {command.text[:70]} ({excuse.reason})")


def exists(test: str) -> bool:
    """Whether a folder or file of tests exists, and has the test that is named behind it."""
    path, _, name = test.partition("::")
    return (ROOT / path).exists() and (not name or f"def {name}(" in (ROOT / path).read_text("utf-8"))
