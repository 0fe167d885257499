"""Which sandbox is used, the error if none works, what a worker in one can see, and which replies are believed."""

from __future__ import annotations

import importlib.util
import operator
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradus.core.course import Course
from gradus.core.status import Kind
from gradus.sandbox import libraries
from gradus.sandbox.errors import SandboxUnavailableError, StudentCodeError
from gradus.sandbox.handle import Handle
from gradus.sandbox.kinds import bubblewrap, landlock
from gradus.sandbox.packages import site_folders
from gradus.sandbox.registry import choose, find
from gradus.sandbox.session import Session
from gradus.sandbox.workers import Workers
from gradus.worker import confine
from tests.conftest import needs_bubblewrap, run_gradus, sampled

ROOT = Path(__file__).resolve().parent.parent
linux = pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap is Linux's")


@pytest.fixture
def no_memory_of_probes() -> Iterator[None]:
    for sandbox in (bubblewrap.SANDBOX, landlock.SANDBOX):
        sandbox.check.cache_clear()
    yield
    for sandbox in (bubblewrap.SANDBOX, landlock.SANDBOX):
        sandbox.check.cache_clear()


def landlock_is_missing() -> bool:
    """Whether what `auto` takes after bubblewrap does not work here."""
    try:
        choose("landlock")
    except SandboxUnavailableError:
        return True
    return False


def fake_bubblewrap(folder: Path, says: str) -> str:
    """A PATH on which a bwrap says this and fails, as it does where a system forbids it."""
    folder.mkdir(exist_ok=True)
    script = folder / "bwrap"
    script.write_text(f"#!/bin/sh\necho '{says}' >&2\nexit 1\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return f"{folder}:/usr/bin:/bin"


SAYINGS = {
    "bwrap: setting up uid map: Permission denied": "apparmor_parser -r",
    "bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted": "kernel.apparmor_restrict_unprivileged_userns=0",
    "bwrap: No permissions to create new namespace": "kernel.unprivileged_userns_clone=1",
    "bwrap: Creating new namespace failed: Operation not permitted": "kernel.unprivileged_userns_clone=1",
    "bwrap: Unknown option --size\nUsage: \x1b[31m": "bubblewrap does not work here. Its error:",
}


@linux
@pytest.mark.parametrize("says", sampled(SAYINGS, 3))
def test_a_refusal_names_the_remedy(mini: Course, tmp_path: Path, says: str) -> None:
    path = fake_bubblewrap(tmp_path / "bin", says)
    done = run_gradus("grade", "solutions", "--out", "out", "--sandbox", "bubblewrap", cwd=mini.root, PATH=path)
    assert done.returncode == 3
    assert SAYINGS[says] in done.stderr
    assert "\x1b" not in done.stderr
    assert not (mini.root / "out" / "solutions.json").exists()


@linux
def test_auto_falls_back_and_says_so(mini: Course, tmp_path: Path) -> None:
    path = fake_bubblewrap(tmp_path / "bin", "bwrap: setting up uid map: Permission denied")
    done = run_gradus("grade", "solutions", "--out", "out", "--sandbox", "auto", cwd=mini.root, PATH=path)
    assert done.returncode == 0
    taken, said = (
        ("process", "Graded without a sandbox") if landlock_is_missing() else ("landlock", "without namespaces")
    )
    assert said in " ".join(done.stderr.split())
    assert f'"sandbox": "{taken}"' in (mini.root / "out" / "solutions.json").read_text()


def test_not_installed(monkeypatch: pytest.MonkeyPatch, no_memory_of_probes: None, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxUnavailableError, match="apt install bubblewrap"):
        choose("bubblewrap")
    monkeypatch.setattr(confine, "landlock_version", lambda: 0)
    assert choose("auto").name == "process"


def test_a_name_that_is_no_sandbox() -> None:
    for lookup in (choose, find):
        with pytest.raises(SandboxUnavailableError, match="no sandbox called nonsense"):
            lookup("nonsense")


PAPER = """
class Paper:
    name, strength, note = "paper", 99, ""
    def check(self): ...
SANDBOX = Paper()
"""
ADD = """
import sys
from gradus.sandbox import kinds
kinds.__path__.append(sys.argv[1])
from gradus.sandbox.registry import choose, names
print(*names(), choose("auto").name, choose("paper").name)
from gradus.cli import main
main(["grade", "--help"])
"""


def test_adding_a_sandbox_is_adding_a_file(tmp_path: Path) -> None:
    (tmp_path / "paper.py").write_text(PAPER, "utf-8")
    result = subprocess.run([sys.executable, "-c", ADD, str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert result.stdout.splitlines()[0] == "bubblewrap landlock process paper paper paper", result.stderr
    assert "[auto|bubblewrap|landlock|process|paper]" in result.stdout


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (PAPER.replace('"paper"', '"bubblewrap"'), "calls its sandbox bubblewrap: it must be called paper"),
        ("import nothing_there", "cannot be loaded: ModuleNotFoundError"),
        ("", "cannot be loaded: AttributeError"),
    ],
)
def test_a_sandbox_cannot_take_the_name_of_another(tmp_path: Path, source: str, words: str) -> None:
    """A report says only the name of its sandbox, and that name decides whether the score is posted."""
    (tmp_path / "paper.py").write_text(source, "utf-8")
    result = subprocess.run([sys.executable, "-c", ADD, str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 1 and words in result.stderr.splitlines()[-1]


class Patient:
    """An observer that waits for half a minute and keeps nothing."""

    def left(self) -> float:
        return 30.0

    def spend(self, seconds: float) -> None: ...
    def calling(self, request: list[object], text: str, functions: list[tuple[str, object]]) -> None: ...
    def returned(self, request: list[object], result: object, text: str, warned: list[str]) -> None: ...
    def changing(self, name: str, before: object, after: object) -> None: ...


Worker = Callable[..., Session]


@pytest.fixture(params=["cloned", "started"])
def worker(request: pytest.FixtureRequest) -> Iterator[Worker]:
    """Starts a session in bubblewrap whose module is `source`: both ways must give the same walls."""
    opened: list[Workers] = []

    def start(source: str, packages: frozenset[str], secret: Path | None = None) -> Session:
        def load(session: Session) -> None:
            session.load_sources({"student": source.encode()}, {})
            session.modules["student"] = session.import_module("student")

        workers = Workers("bubblewrap", secret)
        opened.append(workers)
        if request.param == "started":
            workers.zygotes[packages] = None
        else:
            workers.prepare(packages)
            assert workers.zygotes[packages], "no zygote here"
        return Session("student", partial(workers.connect, packages), load, Patient)

    yield start
    for workers in opened:
        workers.close()


# All at once, and what most exercises have.
PACKAGES = [{"numpy", "matplotlib", "scikit-learn"}, pytest.param({"numpy"}, marks=pytest.mark.long)]
SPY = """
import os, sys
def look(path):
    return sorted(os.listdir(path)) if os.path.isdir(path) else None
def read(path):
    with open(path, "rb") as file:
        return file.read(100).decode("latin-1")
def environment():
    return dict(os.environ)
def load(name):
    return __import__(name).__name__
def files(folder):
    return sorted(
        os.path.relpath(os.path.join(place, name), folder)
        for place, _, names in os.walk(folder) for name in names if "__pycache__" not in place
    )
def write(path, size):
    with open(path, "wb") as file:
        file.write(bytes(size))
    return os.path.getsize(path)
def mentions(words):
    import gc
    seen, found = set(), []
    pending = gc.get_objects()
    while pending:
        thing = pending.pop()
        if type(thing) is str:
            found += [f"{word} in {thing[:200]}" for word in words if word in thing and thing not in words]
        elif id(thing) not in seen and thing is not pending:
            seen.add(id(thing))
            pending += gc.get_referents(thing)
    return found[:20]
"""


@needs_bubblewrap
@pytest.mark.parametrize("packages", PACKAGES, ids=sorted)
def test_no_path_of_this_machine_is_in_a_worker(worker: Worker, packages: set[str]) -> None:
    """Neither the command line nor a module, a piece of code or a list of fonts tells where the teacher has what."""
    session = worker(SPY, frozenset(packages), ROOT)
    folders = ROOT, Path.home(), sys.base_prefix, sys.prefix, Path(sys.executable).resolve().parent
    words = [f"{folder}/" for folder in map(str, folders) if folder not in ("/", "/usr", "/usr/bin")]
    try:
        assert session.module().mentions(words) == []
    finally:
        session.close()


WALK = """
import os, sys
for place, folders, files in os.walk(sys.argv[1]):
    folders[:] = [name for name in folders if os.path.join(place, name) not in sys.argv[2:]]
    print(*(os.path.join(place, name) for name in [*folders, *files]), sep=chr(10))
"""


@needs_bubblewrap
@pytest.mark.parametrize("packages", PACKAGES, ids=sorted)
def test_a_sandbox_holds_a_python_and_its_packages_and_nothing_else(packages: set[str]) -> None:
    """As bubblewrap makes it, before Landlock closes more."""
    start = find("bubblewrap").launch(frozenset(packages), ROOT)
    command = start.command[: start.command.index("--") + 2]
    large = ["/python", "/packages", "/dev", "/gradus"]
    done = subprocess.run([*command, "-I", "-c", WALK, "/", *large], env={}, capture_output=True, text=True, timeout=60)
    found = {Path(line) for line in done.stdout.split()}
    tops = {"dev", "etc", "gradus", "lib", "lib64", "packages", "python", "scratch", "usr"}
    assert {path.parts[1] for path in found} <= tops, done.stderr
    files = {path for path in found if not any(other.is_relative_to(path) and other != path for other in found)}
    others = {path for path in files if ".so" not in path.name and "locale" not in path.parts}
    matplotlib = {path for path in others if path.is_relative_to("/scratch")}
    assert {*map(str, others - matplotlib)} <= {"/etc/localtime", *large[1:]}
    assert len(files) < 150 and len(matplotlib) <= 2
    assert not [path for path in found if "site-packages" in path.parts or "bin" in path.parts]


@needs_bubblewrap
def test_every_module_of_this_python_finds_its_libraries(worker: Worker) -> None:
    session = worker(SPY, frozenset({"numpy"}))
    names = [name for name in COMPILED if importlib.util.find_spec(name)]
    try:
        assert [session.module().load(name) for name in names] == names
    finally:
        session.close()


# Modules that rest on a library of the system, each on another one.
COMPILED = "_bz2 _ctypes _curses _hashlib _lzma _sqlite3 _ssl _uuid readline zlib".split()


@needs_bubblewrap
def test_where_the_loader_does_not_say_what_it_loads(monkeypatch: pytest.MonkeyPatch, worker: Worker) -> None:
    """As in musl: the system's libraries are there as a whole then."""
    monkeypatch.setattr(libraries, "_found", lambda executable, place: ())
    bubblewrap._mounts.cache_clear()
    session = worker(SPY, frozenset({"numpy"}))
    try:
        assert session.module().load("_ctypes") == "_ctypes"
        assert session.module().look("/usr/lib")
    finally:
        bubblewrap._mounts.cache_clear()
        session.close()


def test_libraries_of_a_folder_with_a_blank_in_its_name(tmp_path: Path) -> None:
    """Of a module in C, all that the loader loads for it, but for what lies beside it."""
    compiled = [*libraries.python_folders().values()][-1]
    module = next(Path(compiled).glob("_sqlite3.*.so"), None) or next(Path(compiled).glob("_ctypes.*.so"))
    (tmp_path / "my packages").mkdir()
    shutil.copy(module, tmp_path / "my packages")
    names = {Path(path).name for path in libraries.needed(sys.executable, [str(tmp_path / "my packages")]).files}
    assert any(name.startswith(("libsqlite3.so", "libffi.so")) for name in names)
    assert "libc.so.6" in names and module.name not in names


@needs_bubblewrap
def test_what_a_worker_can_see(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "not-for-students")
    root = ROOT
    session = worker(SPY, frozenset({"numpy"}), root)
    student = session.module()
    try:
        assert "GITHUB_TOKEN" not in student.environment()
        assert student.look("/proc") is None
        for place in (root / "solutions", root / "graders", root / "tests", root / "course.toml"):
            assert student.look(str(place)) is None
        assert student.look("/home") in (None, []) or "tester" not in student.look("/home")
        for path in ("/etc/passwd", "/etc/shadow", str(root / "course.toml"), "/proc/1/environ"):
            with pytest.raises(StudentCodeError, match=r"FileNotFoundError|PermissionError|NotADirectoryError"):
                student.read(path)
        assert student.load("numpy") == "numpy"
        for package in ("sklearn", "pytest", "click", "gradus.core.course", "pip"):
            with pytest.raises(StudentCodeError, match=r"ModuleNotFoundError|PermissionError"):
                student.load(package)
    finally:
        session.close()


@needs_bubblewrap
def test_what_a_worker_can_see_of_gradus(worker: Worker) -> None:
    session = worker(SPY, frozenset({"numpy"}))
    try:
        visible = session.module().files("/gradus")
    finally:
        session.close()
    inside = [path for path in (ROOT / "gradus" / "worker").iterdir() if path.is_file()]
    assert visible == sorted(path.relative_to(ROOT).as_posix() for path in [*inside, ROOT / "gradus" / "__init__.py"])


def test_the_worker_imports_nothing_else_of_gradus(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "gradus" / "worker", tmp_path / "gradus" / "worker")
    shutil.copy(ROOT / "gradus" / "__init__.py", tmp_path / "gradus")
    code = "import gradus.worker.server, gradus.worker.confine as c; print(gradus.__path__, c._system_calls('aarch64'))"
    result = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert str(tmp_path) in result.stdout and "'openat2': 437" in result.stdout, result.stderr


@needs_bubblewrap
def test_scikit_learn_is_there_where_asked_for(worker: Worker) -> None:
    session = worker(SPY, frozenset({"numpy", "scikit-learn"}))
    try:
        assert session.module().load("sklearn.datasets") == "sklearn"
    finally:
        session.close()


@needs_bubblewrap
def test_where_a_worker_can_write(worker: Worker) -> None:
    session = worker(SPY, frozenset({"numpy"}))
    student = session.module()
    try:
        assert student.write("/scratch/mine", 1000) == 1000
        for path in ("/mine", "/tmp/mine", "/usr/mine", "/dev/mine", "/gradus/gradus/__init__.py"):
            with pytest.raises(StudentCodeError, match="Error"):
                student.write(path, 10)
        with pytest.raises(StudentCodeError, match="OSError"):
            student.write("/scratch/large", 60 << 20) and student.write("/scratch/larger", 60 << 20)
    finally:
        session.close()


@needs_bubblewrap
def test_a_virtual_environment_beside_the_secret_is_still_seen(worker: Worker, tmp_path: Path) -> None:
    """The course's own .venv lies inside the course folder, which stays outside."""
    secret = Path(site_folders()[0]).parents[2]
    session = worker(SPY, frozenset({"numpy"}), secret)
    try:
        assert session.module().load("numpy") == "numpy"
    finally:
        session.close()


# What a hostile worker replies


class Scripted:
    """A transport whose worker gives one reply to everything."""

    cause = None

    def __init__(self, reply: list[Any]) -> None:
        self.reply, self.closed = reply, False

    def ready(self) -> None: ...
    def begin(self) -> None: ...
    def ask(self, request: list[Any], seconds: float) -> list[Any]:
        return self.reply

    def printed(self) -> list[str]:
        return []

    def forget(self) -> None: ...

    def close(self) -> None:
        self.closed = True


def ask(reply: list[Any], request: Callable[[Session, Handle], object]) -> Kind:
    """The kind of failure that a request ends with, where the worker gives this reply; its worker is closed then."""
    transport: Any = Scripted(reply)
    session = Session("student", lambda *_: transport, lambda session: session.load_sources({}, {}), lambda: None)
    session.start()
    session.sent = [1.0, 2.0, 3.0, 4.0]
    with pytest.raises(StudentCodeError) as raised:
        request(session, Handle(session, 1, "Thing", session.generation))
    assert transport.closed
    return raised.value.kind


TYPED: dict[str, Callable[[Session, Handle], object]] = {
    "load_sources": lambda session, handle: session.load_sources({"a": b""}, {}),
    "hide_packages": lambda session, handle: session.hide_packages(["sklearn"]),
    "hold_imports": lambda session, handle: session.hold_imports({}),
    "inspect": lambda session, handle: session.inspect("a"),
    "import_module": lambda session, handle: session.import_module("a"),
    "import_overlaid": lambda session, handle: session.import_overlaid("a", "b", "c"),
    "learn_functions": lambda session, handle: session.learn_functions(handle),
    "new_axes": lambda session, handle: session.new_axes(),
    "drawn": lambda session, handle: session.drawn(handle),
    "set": lambda session, handle: setattr(handle, "x", 1.0),
    "each": lambda session, handle: session.each([handle, handle], "x"),
    "assign": lambda session, handle: session.assign([handle, handle], "x", [1.0, 2.0]),
    "write": lambda session, handle: session.write(handle, "x", np.zeros(2)),
    "arguments": lambda session, handle: session.arguments(),
    "len": lambda session, handle: len(handle),
    "iter": lambda session, handle: list(iter(handle)),
    "module": lambda session, handle: session.module(),
}
ANY: dict[str, Callable[[Session, Handle], object]] = {
    "data": lambda session, handle: session.data(handle),
    "get": lambda session, handle: handle.x,
    "call": lambda session, handle: handle(1.0, key=2.0),
    "getitem": lambda session, handle: handle[0],
    "neg": lambda session, handle: -handle,
    "add": lambda session, handle: operator.add(handle, 1),
    "less": lambda session, handle: operator.lt(handle, 1),
}
WRONG_VALUES: list[Any] = [
    3.5, "text", b"bytes", True, -1, 2**40, {}, {"a": 1}, (), [1], [1, 2, 3], [True, 5], [True, [1]], [True, [[1, 2]]],
    [True, [["x", 1]]], [1, []], np.zeros(2), np.zeros((2, 2)), np.array(1.0), object(),
]  # fmt: skip
WRONG_REPLIES: list[list[Any]] = [
    ["nonsense", 1], ["value"], ["value", 1.0], ["value", 1.0, None], ["value", 1.0, "text"], ["value", 1.0, [1]],
    ["value", 1.0, []], ["value", 1.0, [], 2], ["value", 1.0, [], [9]], ["value", 1.0, [], [True]],
    ["value", 1.0, [], [-1]], ["rebound"], ["rebound", 1.0], ["rebound", 1.0, []], ["rebound", 1.0, [], [9]],
    ["value", 1.0, [], [], 1], ["value", 1.0, np.zeros(3)], ["missing"], ["missing", 1], ["missing", np.zeros(2)],
    ["unsendable"], ["unsendable", 1], ["unsendable", np.zeros(2)], ["raised"], ["raised", "ValueError"],
    ["raised", *[np.zeros(2)] * 7], ["raised", 1, 2, 3, 4, 5, 6, 7], ["ready", {}], ["call", 0, "", [], {}],
    ["raised", "ValueError", "x", "m", float("nan"), "x = 1", False, []],
    ["raised", "ValueError", "x", "m", 2**70, "x = 1", False, []],
    ["raised", "ValueError", "x", "m", 1, "x = 1", 0, []],
    ["raised", "ValueError", "x", "m", 1, "x = 1", False, [1]],
    ["raised", "ValueError", "x", "m", 1, "x = 1", False, "TypeError"],
]  # fmt: skip


@pytest.mark.parametrize("name", TYPED)
def test_a_result_of_the_wrong_type_is_a_protocol_error(name: str) -> None:
    for value in WRONG_VALUES:
        if (name, type(value)) not in {("iter", list), ("len", bool)}:
            assert ask(["value", value, [], []], TYPED[name]) is Kind.PROTOCOL, value
    if name not in ("load_sources", "hold_imports", "hide_packages", "set", "write"):
        assert ask(["value", None, [], []], TYPED[name]) is Kind.PROTOCOL


TOGETHER: list[Any] = [
    [[], True], [[None], True], [[None] * 3, True], [[None] * 2, False], [[None] * 3, False], [[None] * 2, 1],
    [[None] * 2, None], [[None] * 2], [[None] * 2, True, True], [(None, None), True], [np.zeros(2), True],
    [[None] * 2, np.True_], {"x": [None] * 2}, [None] * 2, [None, None], [True, [None] * 2],
]  # fmt: skip


@pytest.mark.parametrize("name", ["each", "assign"])
def test_questions_asked_together_are_all_answered_or_none_is(name: str) -> None:
    for value in TOGETHER:
        assert ask(["value", value, [], []], TYPED[name]) is Kind.PROTOCOL, value


NUMBERS = np.zeros(6)
NO_DRAWINGS: list[Any] = [
    [NUMBERS, [], []][:2], [NUMBERS, [], [], []], [NUMBERS.tolist(), [], []], [NUMBERS, (), []], [NUMBERS, [], ()],
    [NUMBERS.reshape(2, 3), [], []], [NUMBERS.astype(int), [], []], [NUMBERS.astype("float32"), [], []],
    [NUMBERS[:5], [], []], [NUMBERS, [[1, 1]], []], [NUMBERS, [[1, 1, 1]], []], [NUMBERS, [[True, 1, True]], []],
    [NUMBERS, [[-1, 3, True]], []], [NUMBERS, [[4, 4, True]], []], [NUMBERS, [[2, 1, True]], []],
    [NUMBERS, [[2**40, 0, True]], []], [NUMBERS, [], [-1]], [NUMBERS, [], [4]], [NUMBERS, [], [1.0]],
    [NUMBERS, [], [True]], [NUMBERS, [[2, 2, True]], [2]], [np.array(1.0), [], []],
]  # fmt: skip


def test_a_drawing_that_does_not_add_up_is_a_protocol_error() -> None:
    for value in NO_DRAWINGS:
        assert ask(["value", value, [], []], TYPED["drawn"]) is Kind.PROTOCOL, value


def test_an_attribute_that_is_set_gives_nothing_back() -> None:
    assert ask(["value", [[None, 1.0], True], [], []], TYPED["assign"]) is Kind.PROTOCOL


def test_what_was_not_answered_together_is_asked_once_more_and_by_itself() -> None:
    """A worker that never says that it is done is asked no more than a question for each."""
    transport: Any = Scripted(["value", [[], False], [], []])
    session = Session("student", lambda *_: transport, lambda session: None, lambda: None)
    asked: list[Any] = []

    def ask(request: list[Any], seconds: float) -> list[Any]:
        asked.append(request[0])
        return list(transport.reply)

    transport.ask = ask
    session.start()
    handles = [Handle(session, number, "Thing", session.generation) for number in range(1, 301)]
    assert session.each(handles, "x") == [[[], False]] * 300
    assert asked == (["each"] + ["get"] * 128) * 2 + ["each"] + ["get"] * 44


@pytest.mark.parametrize("name", [*TYPED, *ANY])
def test_a_malformed_reply_is_a_protocol_error(name: str) -> None:
    for reply in WRONG_REPLIES:
        assert ask(reply, (TYPED | ANY)[name]) is Kind.PROTOCOL, reply
