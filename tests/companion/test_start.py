"""From a clone to the first green check, what is missing on a machine, and the one command that sets everything up."""

from __future__ import annotations

import json
import os
import runpy
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gradus.authoring import release
from gradus.authoring.repository import pages
from gradus.core.course import Course, Exercise, load
from gradus.student import commands, doctor
from tests.companion.terminals import Terminal
from tests.conftest import ROOT, invoke

START = ROOT / "gradus" / "authoring" / "student" / "start.py"
PROMPT = "learner> "


def publish(files: dict[str, bytes], root: Path) -> Path:
    """A repository to clone."""
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    git = ["git", "-C", str(root), "-c", "user.name=teacher", "-c", "user.email=teacher@example.org"]
    for words in ("init -q", "add -A", "commit -qm release"):
        subprocess.run([*git, *words.split()], check=True)
    return root


class Evening:
    """A learner before a shell in an empty folder, where `gradus` is the command of the clone."""

    def __init__(self, place: Path) -> None:
        program = place / "bin" / "gradus"
        program.parent.mkdir()
        python = f"{shlex.quote(sys.executable)} -P -m gradus"
        program.write_text(f'#!/bin/sh\nPYTHONPATH="$HOME/course" exec {python} "$@"\n')
        program.chmod(0o755)
        path = os.pathsep.join([str(program.parent), os.environ["PATH"]])
        around = {"HOME": str(place), "PATH": path, "PS1": PROMPT, "GIT_CONFIG_GLOBAL": os.devnull}
        self.terminal = Terminal(["/bin/sh", "-i"], place, around)
        self.terminal.see(PROMPT)

    def type_in(self, line: str) -> str:
        """Type a line, key by key, and return what is shown until the next prompt."""
        since = len(self.terminal.text)
        self.terminal.press(line + "\n")
        return self.terminal.see(f"\n{PROMPT}", since)

    def write(self, path: str, old: str, new: str) -> None:
        """Change a file as an editor would."""
        self.type_in(f"sed -i.bak 's|{old}|{new}|' {path} && rm {path}.bak")


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    (tmp_path / "home").mkdir()
    learner = Evening(tmp_path / "home")
    with learner.terminal:
        yield learner


def test_from_the_clone_to_the_first_green_check(evening: Evening, mini: Course, tmp_path: Path) -> None:
    """On a small course; the one below is the same on this repository's own."""
    publish(release.contents(mini), tmp_path / "origin")
    file, stub = "exercises/warmup/square.py", 'raise NotImplementedError("warmup/square: square")'
    evening.type_in("git clone -q ../origin course && cd course")
    page = evening.type_in("gradus")
    command = page.rpartition("and check it:\n")[2].strip().splitlines()[0].strip()
    assert "[square]" in page and command == "gradus check square"
    assert "0 of 1.5 points here" in evening.type_in(command), "what was printed works as it is typed"
    evening.write(file, stub, "return 2 * x")
    assert "✗ The square of 3 is 9." in evening.type_in("gradus check")
    assert "What is a square?" in evening.type_in("gradus hint")
    evening.write(file, "return 2 . x", "return x * x")
    page = evening.type_in("gradus check")
    assert "✓ The square of 3 is 9." in page and "1 of 2 checks pass." in page
    page = evening.type_in("gradus progress")
    assert "2 checks, 1 hint" in page and "+1 point" in page and "in warmup/square" in page
    changed = evening.type_in("git status --short").split("\n")[1:-1]
    assert changed == [f" M {file}"], "what is remembered is not handed in"
    evening.type_in("git checkout -q exercises")
    assert "not started again, was 1 / 1.5" in evening.type_in("gradus")


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course of this repository, released, as a repository to clone."""
    return publish(release.contents(load(ROOT)), tmp_path_factory.mktemp("origin") / "course")


@pytest.mark.long
def test_the_first_green_check_of_the_course(evening: Evening, origin: Path) -> None:
    file = "exercises/calculus/derivatives.py"
    evening.type_in(f"git clone -q {shlex.quote(str(origin))} course && cd course")
    page = evening.type_in("gradus")
    assert "[derivatives]" in page and "lesson 01-derivatives-sensitivity: 0 of 10 questions answered" in page
    assert "\n    jupyter lab lessons/01-derivatives-sensitivity.ipynb\n" in page
    assert "0 of 4 points here" in evening.type_in("gradus check derivatives")
    evening.write(
        file, 'raise NotImplementedError("calculus/derivatives: forward_difference")', "return f(x + h) - f(x)"
    )
    page = evening.type_in("gradus check")
    assert "✗ The forward difference" in page and "You return by how much f changes." in page
    assert "forward_difference (red in your last check), hint 1 of 3: a question" in evening.type_in("gradus hint")
    evening.write(file, "return f(x + h) - f(x)", "return (f(x + h) - f(x)) / h")
    page = evening.type_in("gradus check")
    assert "✓ The forward difference" in page and "1 of 7 checks pass." in page
    assert "numerical_derivative" in evening.type_in("gradus hint"), "the next function that is not written"


@pytest.mark.long
def test_what_students_get_for_their_assistants(origin: Path) -> None:
    guide = (origin / "AGENTS.md").read_text("utf-8")
    assert "docs/tutor/README.md" in guide and (origin / "docs/tutor/calculus.md").is_file()
    assert (origin / "lessons/quiz.json").is_file() and (origin / "graders/calculus/gradients/hints.toml").is_file()


def test_assistants_are_told_to_teach(mini: Course) -> None:
    files = pages.of(mini, [])
    guide = files["AGENTS.md"].decode()
    assert "uv run gradus progress --json" in guide and "uv run gradus config --json" in guide
    assert "Do not fill in a stub" in guide and "docs/tutor" not in guide, "this course has no such pages"
    assert files["CLAUDE.md"].decode().startswith("@AGENTS.md\n")


@pytest.mark.fast
@pytest.mark.parametrize("exercise", load(ROOT).exercises, ids=lambda exercise: exercise.id)
def test_the_guide_for_tutors_has_a_section_for_every_exercise(exercise: Exercise) -> None:
    text = (ROOT / "docs/tutor" / f"{exercise.part}.md").read_text("utf-8")
    section = text.partition(f"\n## {exercise.id}: {exercise.title}\n")[2].partition("\n## ")[0]
    labels = [
        "Objectives",
        "Before this",
        "Analogies",
        "Misconceptions",
        "Verification questions",
        "Four ways in",
        "Time",
    ]
    labels += ["If they struggle", "If they excel", "If they are bored"]
    assert [label for label in labels if f"**{label}" not in section] == []


# The first command


def started(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str, **machine: Any) -> Any:
    """What start.py would run on a machine: the command, and what the started program reads of how it was started."""
    ran: list[tuple[list[str], dict[str, str]]] = []

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        ran.append(([Path(command[0]).name, *command[1:]], options.get("env", {})))
        if "install" in command and machine.get("network", True):
            uv = Path(command[command.index("--target") + 1]) / "bin" / "uv"
            uv.parent.mkdir(parents=True)
            uv.touch()
        failed = ("install" in command and not machine.get("network", True)) or (
            "--version" in command and not machine.get("pip", True)
        )
        return subprocess.CompletedProcess(command, int(failed))

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr("shutil.which", lambda name: "/bin/uv" if machine.get("uv") else None)
    monkeypatch.setattr(sys, "argv", ["start.py", *words])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(machine["place"] / "start.py"), run_name="__main__")
    return ran, ended.value.code


@pytest.fixture
def cloned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "start.py").write_bytes(START.read_bytes())
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.fast
@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ((), ["run", "gradus"]),
        (("check", "derivatives"), ["run", "gradus", "check", "derivatives"]),
        (("pytest", "-x"), ["run", "pytest", "-x"]),
        (("jupyter", "lab"), ["run", "--group", "lessons", "jupyter", "lab"]),
        (("--uv", "sync"), ["sync"]),
    ],
)
def test_what_uv_is_asked(cloned: Path, monkeypatch: Any, capsys: Any, words: Any, wanted: list[str]) -> None:
    ran, status = started(monkeypatch, capsys, *words, place=cloned, uv=True)
    ((command, environment),) = ran
    project = command.index("--project")
    assert command[:project] + command[project + 2 :] == ["uv", *wanted] and command[project + 1] == str(cloned)
    assert status == 0 and "GRADUS_STARTED_AS" not in environment, "uv run can be typed here"


@pytest.mark.fast
def test_uv_is_fetched_into_the_course_once(cloned: Path, monkeypatch: Any, capsys: Any) -> None:
    ran, _ = started(monkeypatch, capsys, place=cloned)
    assert [command[:4] for command, _ in ran][1][1:] == ["-m", "pip", "install"]
    install = ran[1][0]
    assert install[install.index("--target") + 1] == str(cloned / ".gradus" / "uv"), "which a protected Python allows"
    assert ran[2][1]["GRADUS_STARTED_AS"] == "python3 start.py"
    again, _ = started(monkeypatch, capsys, "check", place=cloned)
    assert len(again) == 1 and again[0][0][0] == "uv"


@pytest.mark.fast
@pytest.mark.parametrize(
    ("machine", "said"), [({"pip": False}, "sudo apt install python3-pip"), ({"network": False}, "internet connection")]
)
def test_a_machine_that_lacks_something(cloned: Path, monkeypatch: Any, capsys: Any, machine: Any, said: str) -> None:
    _, status = started(monkeypatch, capsys, place=cloned, **machine)
    assert said in str(status)


@pytest.mark.fast
def test_on_windows_it_is_py(cloned: Path, monkeypatch: Any, capsys: Any) -> None:
    uv = cloned / ".gradus" / "uv" / "Scripts" / "uv.exe"
    uv.parent.mkdir(parents=True)
    uv.touch()
    text = (cloned / "start.py").read_text("utf-8").replace('os.name == "nt"', "True")
    (cloned / "start.py").write_text(text, "utf-8")
    ran, _ = started(monkeypatch, capsys, place=cloned)
    assert ran[0][0][0] == "uv.exe" and ran[0][1]["GRADUS_STARTED_AS"] == "py start.py"


@pytest.mark.fast
def test_it_runs_on_any_python_that_people_have() -> None:
    """Nothing newer than Python 3.8 in it, which is what old systems bring: uv fetches the Python of the course."""
    import ast

    ast.parse(START.read_text("utf-8"), feature_version=(3, 8))
    assert "match " not in START.read_text("utf-8").replace("match[", "")


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"UV": ""}, "gradus check square"),
        ({"UV": "uv"}, "uv run gradus check square"),
        ({"UV": "uv", commands.STARTED_AS: "python3 start.py"}, "python3 start.py check square"),
        ({"UV": "uv", commands.STARTED_AS: "py start.py"}, "py start.py check square"),
        ({"UV": "uv", commands.STARTED_AS: "python3 ../start.py"}, "python3 ../start.py check square"),
        ({"UV": "", commands.STARTED_AS: "rm -rf ~; x"}, "gradus check square"),
    ],
)
def test_commands_are_printed_as_they_can_be_typed(learner: Course, environment: dict[str, str], wanted: str) -> None:
    shown = invoke(cwd=learner.root, **environment).stdout.splitlines()
    assert f"    {wanted}" in shown


@pytest.mark.fast
def test_a_package_that_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "rich").mkdir()
    (tmp_path / "rich/__init__.py").write_text("raise ModuleNotFoundError('No module', name='rich')\n")
    (tmp_path / "click.py").write_text("raise ModuleNotFoundError('No module', name='click')\n")
    done = subprocess.run(
        [sys.executable, "-m", "gradus"], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "gradus: the package click is not installed. In the course's folder, run: uv sync\n"


# What is missing


def test_a_machine_that_has_everything_it_needs(learner: Course) -> None:
    done = invoke("doctor", cwd=learner.root)
    assert done.returncode == 0 and done.stdout.endswith("Checks can run here.\n")
    data = json.loads(invoke("doctor", "--json", cwd=learner.root).stdout)
    names = "Python Packages Course Preferences Lessons Display Terminal"
    assert [each["name"] for each in data] == names.split()
    assert all(each["fine"] for each in data if each["needed"])


@pytest.mark.parametrize(
    ("missing", "name", "said", "status"),
    [
        ("matplotlib", "Packages", "Missing: matplotlib. Get them: uv sync.", 3),
        ("jupyterlab", "Lessons", "To open them: uv sync --group lessons.", 0),
    ],
)
def test_a_package_is_missing(
    learner: Course, monkeypatch: pytest.MonkeyPatch, missing: str, name: str, said: str, status: int
) -> None:
    version = doctor._version
    monkeypatch.setattr(doctor, "_version", lambda each: "" if each == missing else version(each))
    done = invoke("doctor", "--json", cwd=learner.root)
    (found,) = [each for each in json.loads(done.stdout) if each["name"] == name]
    assert (done.returncode, found["remedy"]) == (status, said)


@pytest.mark.parametrize(
    ("platform", "said"),
    [("linux", "sudo apt install graphviz"), ("darwin", "brew install graphviz"), ("win32", "winget install Graphviz")],
)
def test_graphviz_and_how_to_get_it(learner: Course, monkeypatch: pytest.MonkeyPatch, platform: str, said: str) -> None:
    path = learner.root / "course.toml"
    path.write_text(path.read_text("utf-8").replace('allow = ["numpy"]', 'allow = ["numpy", "graphviz"]'), "utf-8")
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr(sys, "platform", platform)
    (found,) = doctor._graphviz(load(learner.root))
    assert said in found.remedy and not found.needed


def test_files_that_cannot_be_written_and_preferences_that_are_broken(
    learner: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    (learner.root / ".gradus.toml").write_text("[teaching", "utf-8")
    done = invoke("doctor", cwd=learner.root)
    assert done.returncode == 3 and "exercises, . cannot be written" in done.stdout
    assert ".gradus.toml cannot be used" in done.stdout and done.stdout.endswith("Missing: Course.\n")
