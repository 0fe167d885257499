"""A zygote and its clones: that they end when they must, and that waiting for one is fair on a busy machine."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from gradus.core.status import Kind, Status
from gradus.sandbox.callbacks import Callbacks
from gradus.sandbox.errors import StudentCodeError, WorkerStartError
from gradus.sandbox.launch import Launch
from gradus.sandbox.processes import Clone, Zygote
from gradus.sandbox.registry import find
from gradus.sandbox.session import Session
from gradus.sandbox.transport import SubprocessTransport
from gradus.sandbox.workers import Workers
from tests.conftest import needs_bubblewrap

pytestmark = needs_bubblewrap
PACKAGES = frozenset({"numpy"})
# What a test waits for before it fails; nothing here takes a second on a quiet machine.
LONG = 60.0


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers("bubblewrap")
    made.prepare(PACKAGES)
    yield made
    made.close()


def connect(workers: Workers) -> SubprocessTransport:
    transport = workers.connect(PACKAGES, Callbacks(), lambda reference: reference)
    transport.ready()
    return transport


def process(transport: SubprocessTransport) -> int:
    assert isinstance(transport.process, Clone)
    number = transport.process.number()
    assert number
    return number


def ends(number: int) -> bool:
    """Whether the process ends in time."""
    deadline = time.monotonic() + LONG
    while os.path.exists(f"/proc/{number}"):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_a_clone_ends_with_its_transport(workers: Workers) -> None:
    one, other = connect(workers), connect(workers)
    number = process(one)
    one.close()
    one.close()
    assert ends(number)
    assert other.ask(["sources", {}, {}], LONG)[0] == "value"
    other.close()


def test_a_clone_ends_with_the_process_that_asked_for_it(workers: Workers) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, str(process(connect(workers))).encode())
            time.sleep(LONG)
        finally:
            os._exit(1)
    number = int(os.read(reading, 20))
    assert os.path.exists(f"/proc/{number}")
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert ends(number)
    for each in (reading, writing):
        os.close(each)


def test_clones_end_with_the_zygote(workers: Workers) -> None:
    transport = connect(workers)
    workers.close()
    assert ends(process(transport))
    transport.close()


def test_a_zygote_that_was_killed_is_started_again(workers: Workers) -> None:
    zygote = workers.zygotes[PACKAGES]
    assert zygote
    zygote.process.kill()
    zygote.process.wait()
    with pytest.raises(WorkerStartError):
        SubprocessTransport(zygote.clone(), Callbacks(), lambda reference: reference).ready()
    connect(workers).close()


def test_a_fork_uses_the_zygote_of_its_parent(workers: Workers) -> None:
    child = os.fork()
    if child == 0:
        same = workers.zygotes[PACKAGES]
        connect(workers).close()
        os._exit(workers.zygotes[PACKAGES] is not same)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_nothing_is_left_of_many(workers: Workers) -> None:
    gc.collect()  # of the tests before
    before = len(os.listdir("/proc/self/fd"))
    numbers = []
    for _ in range(20):
        transport = connect(workers)
        numbers.append(process(transport))
        transport.close()
    assert len(os.listdir("/proc/self/fd")) <= before
    assert all(map(ends, numbers))


def session(workers: Workers, source: str, observer: Callable[[], Watch | None] = lambda: None) -> Session:
    def load(new: Session) -> None:
        new.load_sources({"student": source.encode()}, {})
        new.modules["student"] = new.import_module("student")

    return Session("student", partial(workers.connect, PACKAGES), load, observer)


OWN = """
import os, threading, time
def me():
    return [os.getpid(), os.getppid()]
def keep(text):
    with open("kept", "w") as file:
        file.write(text)
    return sorted(os.listdir("."))
def threads(count):
    stop = threading.Event()
    started = [threading.Thread(target=stop.wait) for _ in range(count)]
    try:
        for each in started:
            each.start()
        return "all"
    except RuntimeError:
        return "refused"
    finally:
        stop.set() if count < 100 else None
def kill(number):
    os.kill(number, 9)
def work(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return "worked"
def sleep(seconds):
    time.sleep(seconds)
    return "slept"
"""


def test_a_clone_sees_no_other(workers: Workers) -> None:
    one, other = session(workers, OWN), session(workers, OWN)
    assert one.module().me() == [1, 0]
    assert other.module().me() == [1, 0]
    assert "kept" in one.module().keep("one")
    assert sorted(other.module().keep("two")) == sorted(one.module().keep("one"))
    for number in (2, 40, -1):
        with pytest.raises(StudentCodeError, match="PermissionError"):
            one.module().kill(number)
    one.close()
    other.close()


def test_threads_of_one_clone_leave_those_of_another_alone(workers: Workers) -> None:
    hog, other = session(workers, OWN), session(workers, OWN)
    assert hog.module().threads(1000) == "refused"
    assert other.module().threads(3) == "all"
    hog.close()
    other.close()


class Forbidding:
    """A sandbox on a machine that lets no zygote clone, or does not start it at all."""

    def __init__(self, entry: str) -> None:
        self.real, self.entry = find("bubblewrap"), entry
        self.name, self.strength, self.note = self.real.name, self.real.strength, self.real.note

    def check(self) -> None: ...

    def launch(self, packages: frozenset[str], hidden: Path | None = None) -> Launch:
        return self.real.launch(packages, hidden)

    def zygote(self, packages: frozenset[str], hidden: Path | None = None) -> Launch | None:
        allowed = self.real.zygote(packages, hidden)
        assert allowed
        kept = [word for word in allowed.command if not word.startswith("CAP_") and word != "--cap-add"]
        command = [word.replace("zygote.py", self.entry) for word in allowed.command] if self.entry else kept
        return Launch(command, allowed.environment, allowed.folder, temporary=False, kill_group=False)


@pytest.mark.parametrize("entry", ["", "nothing.py"], ids=["may not clone", "does not start"])
def test_where_a_zygote_is_forbidden_each_worker_is_started(entry: str, workers: Workers) -> None:
    workers.close()
    workers.sandbox = Forbidding(entry)
    student = session(workers, OWN)
    assert student.module().work(0.01) == "worked"
    assert workers.zygotes == {PACKAGES: None}
    student.close()


def test_a_zygote_that_cannot_start_says_why() -> None:
    allowed = find("bubblewrap").zygote(PACKAGES)
    assert allowed
    command = [word.replace("zygote.py", "nothing.py") for word in allowed.command]
    zygote = Zygote(Launch(command, allowed.environment, "/", temporary=False, kill_group=False))
    with pytest.raises(WorkerStartError, match=r"nothing\.py"):
        zygote.ready()


class Watch:
    """A check with a time limit, and what it was charged."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def left(self) -> float:
        return max(0.0, self.seconds)

    def spend(self, seconds: float) -> None:
        self.seconds -= seconds

    def calling(self, request: list[object], text: str, functions: list[tuple[str, object]]) -> None: ...
    def returned(self, request: list[object], result: object, text: str, warned: list[str]) -> None: ...
    def changing(self, name: str, before: object, after: object) -> None: ...


@pytest.fixture
def crowded() -> Iterator[Workers]:
    """Workers on one processor, as this process, with five programs beside them that never rest."""
    processors, busy, made = os.sched_getaffinity(0), list[subprocess.Popen[bytes]](), Workers("bubblewrap")
    os.sched_setaffinity(0, {min(processors)})
    try:
        made.prepare(PACKAGES)
        busy += [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(5)]
        yield made
    finally:
        os.sched_setaffinity(0, processors)
        made.close()
        for each in busy:
            each.kill()
            each.wait()


def test_an_answer_in_time_counts_on_a_busy_machine(crowded: Workers) -> None:
    watch = Watch(LONG)
    student = session(crowded, OWN, lambda: watch)
    module = student.module()
    watch.seconds, started = 1.5, time.monotonic()
    assert module.work(1.2) == "worked"  # by the clock on the wall, it takes at least twice as long
    assert time.monotonic() - started > 1.5
    assert 0 < watch.seconds < 0.5
    student.close()


def test_an_endless_loop_on_a_busy_machine_is_starved(crowded: Workers) -> None:
    watch = Watch(LONG)
    student = session(crowded, OWN, lambda: watch)
    module = student.module()
    watch.seconds = 0.5
    with pytest.raises(StudentCodeError) as late:
        module.work(1000.0)
    assert (late.value.status, late.value.kind, late.value.starved) == (Status.TIMEOUT, Kind.TIMEOUT, True)
    student.close()


def test_who_sleeps_is_charged(workers: Workers) -> None:
    watch = Watch(LONG)
    student = session(workers, OWN, lambda: watch)
    module = student.module()
    watch.seconds, started = 0.5, time.monotonic()
    with pytest.raises(StudentCodeError) as late:
        module.sleep(1000.0)
    assert late.value.status is Status.TIMEOUT
    assert time.monotonic() - started < LONG
    student.close()
