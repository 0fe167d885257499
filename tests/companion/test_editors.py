"""The settings of editors in a student repository: each task and each debugger does what its name and the page say."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from gradus.authoring.repository import pages
from gradus.core.course import load
from tests.companion.released import HALF, SQUARE, of_the_release, repository, run_pytest
from tests.conftest import ROOT, invoke

LESSON = "lessons/two-questions.ipynb"
BREAKPOINT = HALF.splitlines().index("    return twice") + 1
CHECKS, EVERYTHING, OPEN_LESSON, OPEN_FILE, TEST_PANEL = (
    "Debug the checks of the open exercise",
    "Debug all checks",
    "Debug the open lesson",
    "Debug the open Python file",
    "Debug a check of the test panel",
)


@pytest.fixture(scope="module")
def student(prepared: Path, taught: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A half-solved student repository, for tests that change nothing in it."""
    return repository(prepared, taught, tmp_path_factory.mktemp("editors") / "student")


def settings(student: Path, name: str) -> Any:
    return json.loads((student / name).read_text("utf-8"))


def named(student: Path, name: str) -> Any:
    """The debugger of this name."""
    configurations = settings(student, ".vscode/launch.json")["configurations"]
    return next(each for each in configurations if each["name"] == name)


def with_values(setting: Any, student: Path, file: str) -> Any:
    """A setting with VS Code's variables filled in while `file` is open."""
    values = {
        "workspaceFolder": str(student),
        "relativeFile": file,
        "file": str(student / file),
        "fileDirname": str((student / file).parent),
    }
    if isinstance(setting, str):
        return re.sub(r"\$\{(\w+)\}", lambda match: values[match[1]], setting)
    if isinstance(setting, list):
        return [with_values(each, student, file) for each in setting]
    if isinstance(setting, dict):
        return {key: with_values(value, student, file) for key, value in setting.items()}
    return setting


# The files


@pytest.mark.parametrize("whole", [True, False], ids=["with lessons and pictures", "without"])
def test_every_file_is_json_and_fits_the_course(student: Path, whole: bool) -> None:
    files = [SQUARE, *([LESSON, "graders/warmup/square/picture.py"] if whole else [])]
    texts = {name: data.decode() for name, data in pages.of(load(student), files).items() if name.endswith(".json")}
    found = {Path(name).name: json.loads(text) for name, text in texts.items()}
    assert set(found) == {"settings.json", "extensions.json", "tasks.json", "launch.json", "devcontainer.json"}
    recommended = found["extensions.json"]["recommendations"]
    assert "ms-python.debugpy" in recommended and ("ms-toolsai.jupyter" in recommended) == whole
    assert ("lesson" in texts[".vscode/launch.json"]) == ("picture" in texts[".vscode/tasks.json"]) == whole
    assert ("quiz" in texts[".vscode/tasks.json"]) == whole
    container = found["devcontainer.json"]
    assert container["customizations"]["vscode"]["extensions"] == recommended
    assert container["postCreateCommand"].endswith("uv sync --group lessons") == whole
    assert sum(each.get("group", {}).get("isDefault", False) for each in found["tasks.json"]["tasks"]) == 2


def test_the_page_names_every_task_and_every_debugger(student: Path) -> None:
    page = (ROOT / "docs/learn/editors.md").read_text("utf-8")
    rows = re.findall(r"^\| ([A-Z][^|`]+) \|", page.partition("## PyCharm")[0], re.MULTILINE)
    assert [task["label"] for task in settings(student, ".vscode/tasks.json")["tasks"]] == [
        each for each in rows if each != "Linux, macOS" and each != "Windows"
    ]
    names = [each["name"] for each in settings(student, ".vscode/launch.json")["configurations"]]
    assert names == [CHECKS, EVERYTHING, OPEN_LESSON, OPEN_FILE, TEST_PANEL]
    assert [name for name in names if f"*{name}*" not in " ".join(page.split())] == [TEST_PANEL]


# Tasks

SHOWN = {
    "Check the open exercise": "✗ The square of 3 is 9.",
    "Check the open exercise after each save": "✗ The square of 3 is 9.",
    "Give a hint for the open exercise": "hint 1 of ",
    "Ask questions on the open exercise": "What is the square of -3?",
    "Show the picture of the open exercise": "The picture is in",
    "Run all tests": "1 failed, 2 not started",
}


@pytest.mark.parametrize(
    "label", [label if "Check" in label else pytest.param(label, marks=pytest.mark.long) for label in SHOWN]
)
def test_each_task_runs(student: Path, label: str) -> None:
    """A watch ends when its terminal is closed, the others by themselves."""
    tasks = settings(student, ".vscode/tasks.json")
    task = next(each for each in tasks["tasks"] if each["label"] == label)
    assert (tasks["type"], tasks["command"], task["args"][0]) == ("process", "uv", "run")
    command = [sys.executable, "-P", "-m", *with_values(task["args"][1:], student, SQUARE)]
    environment = of_the_release(student)
    if "--watch" not in command:
        done = subprocess.run(
            command, cwd=student, env=environment, input="", capture_output=True, text=True, encoding="utf-8"
        )
        assert SHOWN[label] in done.stdout, done.stderr
        assert done.returncode == ("pytest" in command)
        return
    null, pipe = subprocess.DEVNULL, subprocess.PIPE
    with subprocess.Popen(command, cwd=student, env=environment, stdin=null, stdout=pipe, encoding="utf-8") as watch:
        assert watch.stdout and any(SHOWN[label] in line for line in watch.stdout)
        watch.kill()


@pytest.mark.parametrize("file", [SQUARE, SQUARE.replace("/", "\\"), "graders\\warmup\\square\\test_visible.py"])
def test_what_is_open_is_checked_on_every_system(student: Path, file: str) -> None:
    task = settings(student, ".vscode/tasks.json")["tasks"][0]
    done = invoke(*with_values(task["args"][2:], student, file), cwd=student)
    assert "✗ The square of 3 is 9." in done.stdout, done.stderr


# Debuggers


class Debugged:
    """A Python under debugpy, as VS Code starts it from a configuration, and the client that looks at it."""

    def __init__(self, configuration: dict[str, Any], student: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            place = free.getsockname()
        target = [configuration["program"]] if "program" in configuration else ["-m", configuration["module"]]
        listen = ["--listen", f"{place[0]}:{place[1]}", "--wait-for-client"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "debugpy", *listen, *target, *configuration.get("args", [])],
            cwd=configuration["cwd"],
            env={**of_the_release(student), **configuration.get("env", {}), "PYDEVD_DISABLE_FILE_VALIDATION": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        self.socket = _connected(place)
        self.stream = self.socket.makefile("rb")
        self.number = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.stream.close()
        self.socket.close()

    def send(self, command: str, **arguments: Any) -> int:
        self.number += 1
        message = {"seq": self.number, "type": "request", "command": command, "arguments": arguments}
        data = json.dumps(message).encode()
        self.socket.sendall(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        return self.number

    def ask(self, command: str, **arguments: Any) -> Any:
        number = self.send(command, **arguments)
        answer = next(each for each in self._messages() if each.get("request_seq") == number)
        assert answer["success"], answer
        return answer.get("body")

    def see(self, event: str) -> Any:
        """What is told of the next event of this kind."""
        return next(each for each in self._messages() if each.get("event") == event).get("body")

    def _messages(self) -> Iterator[dict[str, Any]]:
        while header := self.stream.readline():
            self.stream.readline()
            yield json.loads(self.stream.read(int(header.split(b":")[1])))

    def stack(self, stopped: dict[str, Any]) -> list[tuple[str, str, int]]:
        """Where a thread stopped: the function, the file's name and the line, the innermost first."""
        frames = self.ask("stackTrace", threadId=stopped["threadId"])["stackFrames"]
        return [(each["name"], Path(each["source"]["path"]).name, each["line"]) for each in frames]


def _connected(place: tuple[str, int]) -> socket.socket:
    end = time.monotonic() + 60
    while True:
        try:
            return socket.create_connection(place, timeout=60)
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.02)


def stop_at_the_breakpoint(configuration: dict[str, Any], student: Path) -> list[list[tuple[str, str, int]]]:
    """Where the program stops at the breakpoint in `square`, and after "step out"."""
    with Debugged(configuration, student) as debugged:
        debugged.ask("initialize", adapterID="debugpy", pathFormat="path")
        debugged.send("attach", **{key: configuration[key] for key in ("justMyCode", "rules") if key in configuration})
        debugged.see("initialized")
        at = {"source": {"path": str(student / SQUARE)}, "breakpoints": [{"line": BREAKPOINT}]}
        debugged.ask("setBreakpoints", **at)
        debugged.ask("configurationDone")
        stopped = debugged.see("stopped")
        assert stopped["reason"] == "breakpoint"
        stacks = [debugged.stack(stopped)]
        debugged.ask("stepOut", threadId=stopped["threadId"])
        return [*stacks, debugged.stack(debugged.see("stopped"))]


OWN = "from exercises.warmup.square import square\n\nprint(square(3.0))\n"


CHECK = "test_square_of_three", "test_visible.py", 10


@pytest.mark.parametrize(
    ("name", "file"), [(CHECKS, SQUARE), pytest.param(EVERYTHING, "README.md", marks=pytest.mark.long)]
)
def test_the_students_code_runs_where_the_debugger_is(student: Path, name: str, file: str) -> None:
    """The short version of the next test: what is printed in pytest's own process is shown at once."""
    configuration = with_values(named(student, name), student, file)
    assert configuration["module"] == "pytest"
    assert "test_visible.py x is 3.0\n" in run_pytest(student, *configuration["args"]).stdout


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "file", "caller"),
    [
        (CHECKS, SQUARE, CHECK),
        (EVERYTHING, "README.md", CHECK),
        (TEST_PANEL, SQUARE, CHECK),
        (OPEN_FILE, "own.py", ("<module>", "own.py", 3)),
    ],
)
def test_a_debugger_stops_in_the_students_function(
    student: Path, name: str, file: str, caller: tuple[str, str, int]
) -> None:
    """It is called by what a student knows: between them, nothing of the engine is shown."""
    pytest.importorskip("debugpy")
    (student / "own.py").write_text(OWN)
    configuration = with_values(named(student, name), student, file)
    if name == TEST_PANEL:  # VS Code adds these for the check that was clicked
        check = str(student / "graders/warmup/square/test_visible.py::test_square_of_three")
        configuration |= {"module": "pytest", "cwd": str(student), "args": [f"--rootdir={student}", check]}
    stacks = stop_at_the_breakpoint(configuration, student)
    assert stacks == [[("square", "square.py", BREAKPOINT), caller], [caller]]


@pytest.mark.long
def test_a_debugger_stops_in_the_students_function_when_a_lesson_calls_it(student: Path) -> None:
    pytest.importorskip("debugpy")
    pytest.importorskip("IPython")
    stacks = stop_at_the_breakpoint(with_values(named(student, OPEN_LESSON), student, LESSON), student)
    assert stacks[0][0] == ("square", "square.py", BREAKPOINT) and len(stacks[0]) == 2
