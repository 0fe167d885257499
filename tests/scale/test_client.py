"""The client of a cluster against a Dask that can be told what to do: to lose answers, to give wrong ones, to refuse.

Tasks run in this process, by the code that runs on a machine.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gradus.core import course as courses
from gradus.core.course import Course
from gradus.core.handed_in.packed import Packed
from gradus.core.handed_in.submission import open_folder
from gradus.core.status import Visibility
from gradus.grading.grader import Grader
from gradus.grading.official import reporting
from gradus.grading.official.cluster import client, machine, scheduler
from gradus.grading.official.cluster.bench import Bench
from gradus.grading.official.cluster.client import Cluster
from gradus.grading.official.cluster.messages import Answer, Greeting, Task
from gradus.grading.official.cluster.processors import Claim
from gradus.grading.official.cluster.scheduler import ClusterError
from gradus.grading.official.pool import Job, JobEnded, Seen
from gradus.grading.phases import Phase
from gradus.grading.runner import run
from gradus.grading.student import Student
from tests.scale.conftest import hand_in as one_of_a_kind

distributed = pytest.importorskip("distributed")
ONE, TWO = "tcp://10.0.0.1:1", "tcp://10.0.0.2:1"
RUNS: dict[str, dict[str, Any]] = {}
Act = Callable[[str, bytes], Any]


def dask_worker(address: str) -> None:
    """Make this process the Dask worker of an address, to the code that runs on a machine."""
    state = SimpleNamespace(nthreads=1)
    machine._runs = RUNS.setdefault(address, {})
    machine._dask = lambda: SimpleNamespace(address=address, local_directory=None, state=state)  # type: ignore


class Future:
    """A future that is done as soon as it is submitted, unless nothing became of it."""

    def __init__(self, key: str, status: str, value: Any) -> None:
        self.key, self.status, self.value = key, status, value
        self.done: list[Callable[[Future], None]] = []

    def add_done_callback(self, function: Callable[[Future], None]) -> None:
        self.done.append(function)
        if self.status != "pending":
            function(self)

    def exception(self) -> Any:
        return self.value

    def cancel(self) -> None:
        self.status = "cancelled"

    def release(self) -> None: ...


class Dask:
    """What Gradus uses of distributed.Client. `act(address, data)` is what becomes of a task: an answer or more."""

    def __init__(self, act: Act, *workers: str) -> None:
        self.act, self.workers, self.status = act, dict.fromkeys(workers, 1), "running"
        self.scheduler = SimpleNamespace(address="tcp://10.0.0.9:8786")
        self.greeted: list[str] = []
        self.sent: list[tuple[str, str, bytes]] = []
        self.left: list[str] = []
        self.closed = False
        self.become: Callable[[str], None] = dask_worker
        self.lock = threading.Lock()  # one process is all machines here

    def nthreads(self) -> dict[str, int]:
        return dict(self.workers)

    def run(self, function: Any, data: Any, *, workers: list[str], on_error: str) -> dict[str, Any]:
        (self.left if function is machine.leave else self.greeted).extend(workers)
        found = {}
        for address in workers:
            with self.lock:
                if address in self.workers:
                    self.become(address)
                    found[address] = function(data)
        return found

    def submit(self, function: Any, data: bytes, *, key: str, workers: list[str], pure: bool) -> Future:
        address = sorted(workers)[0]
        self.sent.append((address, key, data))
        with self.lock:
            self.become(address)
            made = self.act(address, data)
        return made if isinstance(made, Future) else Future(key, "finished", made)

    def gather(self, futures: list[Future]) -> list[Any]:
        if any(future.value is OSError for future in futures):
            raise OSError("the worker that had it is gone")
        return [future.value for future in futures]

    def cancel(self, futures: list[Future], force: bool) -> None: ...

    def close(self, timeout: float) -> None:
        self.closed = True


Make = Callable[..., tuple[Cluster, Dask]]


@pytest.fixture(scope="module")
def bench(school: Course) -> Iterator[Bench]:
    """Graders for all tests that leave the course as it is."""
    made = Bench(school, school.exercises, "process", 1, None, None)
    yield made
    made.stop()


@pytest.fixture
def make(school: Course, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Make a cluster for a course, by default the one that stays as it is: `make(act, ONE, TWO)`."""
    own = machine._bench
    monkeypatch.setattr(machine, "_bench", lambda run: bench if run.course == school else own(run))
    monkeypatch.setattr(scheduler, "LOOK", 0.0)
    monkeypatch.setattr(client, "LOOK", 0.01)
    for name in ("_dask", "_runs"):  # which `dask_worker` replaces
        monkeypatch.setattr(machine, name, getattr(machine, name))
    dask_worker(ONE)
    monkeypatch.setattr(machine, "LOOK", 0.0)
    made: list[Cluster] = []

    def build(act: Act, *workers: str, course: Course = school, **more: Any) -> tuple[Cluster, Dask]:
        monkeypatch.chdir(course.root)
        dask = Dask(act, *workers)
        monkeypatch.setattr(client, "connect", lambda address: dask)
        cluster = Cluster("tcp://10.0.0.9:8786", course, course.exercises, "process", **more)
        made.append(cluster)
        return cluster, dask

    yield build
    for cluster in made:
        cluster.close()


Submit = Callable[..., Job]


def halves(course: Course, folder: Path) -> dict[str, str]:
    """What the visible checks of a submission came to."""
    grader = Grader(Student(course, open_folder(folder, course), "process"), phase=Phase(Visibility.VISIBLE))
    run(grader, course.exercises)
    return {exercise.id: grader.verdicts.half(exercise.id).pack() for exercise in course.exercises}


@pytest.fixture
def submit(school: Course, tmp_path: Path) -> Submit:
    """Make a job: `submit("ada", "def square(x): ...")`, by default with the right answer.

    Its visible checks have run.
    """
    (tmp_path / "results").mkdir()

    def hand_in(name: str, square: str = "", course: Course = school) -> Job:
        folder = tmp_path / "submissions" / name
        shutil.copytree(course.solutions, folder / "exercises")
        if square:
            (folder / "exercises" / "warmup" / "square.py").write_text(square, "utf-8")
        report = tmp_path / "results" / f"{name}.json"
        known = halves(course, folder)
        submission = open_folder(folder, course)
        return Job(folder, submission, report, course.exercises, phase=Visibility.HIDDEN, halves=known)

    return hand_in


def ended(cluster: Cluster, *jobs: Job) -> list[JobEnded]:
    """What became of some jobs."""
    for each in jobs:
        cluster.start(each)
    events: list[JobEnded] = []
    while len(events) < len(jobs):
        events += [event for event in cluster.wait() if isinstance(event, JobEnded)]
    return events


def ready(cluster: Cluster, *addresses: str) -> None:
    """Wait until these machines have been greeted."""
    while {*addresses} - cluster.machines.ready.keys():
        cluster._look()


def grade(_: str, data: bytes) -> bytes:
    """As a machine does."""
    return machine.grade(data)


def forged(**changes: Any) -> Act:
    """As a machine does, but for some keys of the answer."""

    def act(_: str, data: bytes) -> bytes:
        return replace(Answer.parse(machine.grade(data)), **changes).pack()

    return act


class TestAnswers:
    def test_the_report_is_written(self, make: Make, submit: Submit) -> None:
        cluster, dask = make(grade, ONE)
        ada = submit("ada")
        (end,) = ended(cluster, ada)
        assert end.written and end.written.score == end.written.max_score == 6
        report = json.loads(ada.report.read_text("utf-8"))
        assert report["submission"] == "ada" and report["score"] == 6
        cluster.close()
        assert dask.closed and dask.left == [ONE]

    def test_no_name_travels(self, make: Make, submit: Submit) -> None:
        cluster, dask = make(grade, ONE)
        ada = submit("ada-lovelace")
        ended(cluster, ada)
        ((_, key, data),) = dask.sent
        assert re.fullmatch("gradus-[0-9a-f]{16}-1", key)  # letters that are drawn, and a number
        assert b"lovelace" not in data and str(ada.folder.parent).encode() not in data

    @pytest.mark.long
    def test_a_second_answer_is_dropped(self, make: Make, submit: Submit) -> None:
        cluster, _ = make(grade, ONE)
        ada = submit("ada")
        ended(cluster, ada)
        written = ada.report.read_bytes()
        cluster.finished.put(Future(f"gradus-{cluster.run}-1", "finished", b"{}"))
        ended(cluster, submit("bob"))
        assert ada.report.read_bytes() == written

    @pytest.mark.parametrize(
        ("answer", "told"),
        [
            (b"", "cannot be read"),
            ("{}", "cannot be read"),
            (b'{"schema": "gradus.answer/1", "more": 1}', "unknown key"),
            (Answer(Answer.SCHEMA).pack(), "no machine said why"),
            (Answer(Answer.SCHEMA, error="Its grader was \x1b[31mended.").pack(), "Its grader was \\x1b[31mended."),
        ],
        ids=["empty", "no bytes", "unknown key", "nothing", "error"],
    )
    def test_one_that_is_none(self, make: Make, submit: Submit, answer: Any, told: str) -> None:
        """The job has an error, and the earlier report is kept."""
        ada = submit("ada")
        ada.report.write_text("as it was", "utf-8")
        cluster, _ = make(lambda address, data: answer, ONE)
        (end,) = ended(cluster, ada)
        assert end.written is None and told in end.error
        assert ada.report.read_text("utf-8") == "as it was"
        assert [path.name for path in ada.report.parent.iterdir()] == ["ada.json"]

    def test_a_report_on_something_else(self, make: Make, submit: Submit, tmp_path: Path) -> None:
        """Another submission's, another exercise's, from another sandbox, or of another state of the checks."""
        ada, bob = submit("ada"), submit("bob", "def square(x): return 1\n")
        kept: list[bytes] = []

        def keep(_: str, data: bytes) -> bytes:
            kept.append(machine.grade(data))
            return kept[-1]

        cluster, dask = make(keep, ONE)
        ended(cluster, ada)
        right = Answer.parse(kept[0])
        report = right.report
        assert report
        square, power = report.exercises
        made = square.made
        assert made
        other = replace(square, made=replace(made, graders="0" * 16))
        wrong = [
            replace(report, exercises=(square,)),
            replace(report, exercises=(square, square)),
            replace(report, exercises=(square, power, power)),
            replace(report, exercises=(other, power)),
            replace(report, exercises=(replace(square, made=None), power)),
            replace(report, sandbox="in-process"),
            replace(report, refused="no"),
        ]
        for each in [*wrong, report]:
            dask.act = lambda address, data, each=each: replace(right, report=each).pack()  # type: ignore[misc]
            (end,) = ended(cluster, bob)
            assert not end.written and "graded" in end.error
        assert not bob.report.exists()

    def test_what_had_no_time_is_preliminary(self, make: Make, submit: Submit) -> None:
        """Such a verdict says not what it rests on; that is believed only where the machine says so."""

        def late(_: str, data: bytes) -> bytes:
            answer = Answer.parse(machine.grade(data))
            assert answer.report
            square, power = answer.report.exercises
            report = replace(answer.report, exercises=(replace(square, made=None), power))
            return replace(answer, report=report, starved=("warmup/square",)).pack()

        cluster, _ = make(late, ONE)
        (end,) = ended(cluster, submit("ada"))
        assert end.written and end.written.starved == ("warmup/square",)

    def test_a_full_disk(self, make: Make, submit: Submit, monkeypatch: pytest.MonkeyPatch) -> None:
        ada = submit("ada")
        ada.report.write_text("as it was", "utf-8")
        cluster, _ = make(grade, ONE)

        def full(*_: Any, **__: Any) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(reporting, "store", full)
        (end,) = ended(cluster, ada)
        assert "No space left on device" in end.error and ada.report.read_text("utf-8") == "as it was"


class TestWhatIsSeen:
    @pytest.mark.long
    def test_comes_back(self, make: Make, submit: Submit) -> None:
        cluster, _ = make(grade, ONE)
        ada = replace(submit("ada"), phase=Visibility.VISIBLE, halves={})
        (end,) = ended(cluster, ada)
        assert end.seen and end.seen.halves.keys() == {"warmup/square", "warmup/power"}
        assert not end.written and not ada.report.exists()

    def test_of_something_else_is_an_error(self, make: Make, submit: Submit) -> None:
        cluster, _ = make(forged(seen=Seen({"warmup/cube": "x"})), ONE)
        (end,) = ended(cluster, replace(submit("ada"), phase=Visibility.VISIBLE))
        assert end.error and not end.seen

    def test_what_came_instead_of_a_report_is_an_error(self, make: Make, submit: Submit) -> None:
        cluster, _ = make(forged(report=None, seen=Seen({"warmup/square": "x"})), ONE)
        (end,) = ended(cluster, submit("ada"))
        assert end.error and not end.seen


class TestIdenticalCode:
    def test_is_not_sent_again(self, make: Make, submit: Submit) -> None:
        cluster, dask = make(grade, ONE)
        ada, bob = submit("ada"), submit("bob")
        ended(cluster, ada)
        lent = {each.id: ada.report for each in ada.exercises}
        (end,) = ended(cluster, replace(bob, lent=lent))
        assert end.written and {*end.written.lent} == {*lent} and len(dask.sent) == 1
        assert json.loads(bob.report.read_text("utf-8"))["submission"] == "bob"

    @pytest.mark.long
    def test_only_the_rest_is_sent(self, make: Make, submit: Submit) -> None:
        cluster, dask = make(grade, ONE)
        ada, bob = submit("ada"), submit("bob")
        ended(cluster, ada)
        (end,) = ended(cluster, replace(bob, lent={"warmup/square": ada.report}))
        assert end.written and end.written.score == 6
        assert Task.parse(dask.sent[-1][2]).exercises == ("warmup/power",)


class TestLost:
    def test_an_answer_that_is_lost_is_asked_for_again(self, make: Make, submit: Submit) -> None:
        first = iter([OSError])
        cluster, dask = make(lambda address, data: next(first, None) or machine.grade(data), ONE)
        (end,) = ended(cluster, submit("ada"))
        assert end.written and len(dask.sent) == 2

    def test_not_for_ever(self, make: Make, submit: Submit) -> None:
        cluster, dask = make(lambda address, data: OSError, ONE)
        (end,) = ended(cluster, submit("ada"))
        assert "it was sent to 5 machines without an answer" in end.error and len(dask.sent) == client.TRIES

    def test_a_machine_that_leaves_with_its_task(self, make: Make, submit: Submit) -> None:
        """Only machines that were ready get a task; when all of those are gone, the next one gets it."""
        cluster, dask = make(lambda address, data: Future("", "pending", None), ONE)
        ada = submit("ada")
        ready(cluster, ONE)
        cluster.start(ada)
        dask.workers, dask.act = {TWO: 1}, grade
        (end,) = cluster.wait()
        assert isinstance(end, JobEnded) and end.written
        assert [address for address, *_ in dask.sent] == [ONE, TWO]

    def test_a_submission_that_kills(self, make: Make, submit: Submit) -> None:
        from distributed import KilledWorker

        def kill(_: str, data: bytes) -> Future:
            killed = KilledWorker("t", None, 3)  # type: ignore[arg-type]
            return Future(f"gradus-{cluster.run}-{cluster.number}", "error", killed)

        cluster, _ = make(kill, ONE)
        (end,) = ended(cluster, submit("ada"))
        assert "each machine that graded it was lost" in end.error

    def test_the_scheduler(self, make: Make, submit: Submit) -> None:
        """It may come back; when Dask gives up, so does the batch."""

        def lose(_: str, data: bytes) -> Future:
            dask.status = "connecting"
            return Future(f"gradus-{cluster.run}-{cluster.number}", "cancelled", None)

        cluster, dask = make(lose, ONE)
        ready(cluster, ONE)
        cluster.start(submit("ada"))
        cluster._step()
        assert not cluster.running and len(dask.sent) == 1
        dask.status, dask.act = "running", grade
        (end,) = cluster.wait()
        assert isinstance(end, JobEnded) and end.written and len(dask.sent) == 2
        dask.act = lose
        cluster.start(submit("bob"))
        dask.status = "closed"
        with pytest.raises(ClusterError, match="is lost: is it still running"):
            cluster.wait()


class TestMachines:
    def test_one_whose_graders_cannot_run_takes_no_part_any_more(
        self, make: Make, bench: Bench, submit: Submit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Else it would be the quickest, and use up all submissions."""
        told: list[str] = []
        broken = SimpleNamespace(unusable="No process could be started.", stop=lambda: None)
        broken.grade = lambda *_: (JobEnded(submit("x"), error=broken.unusable), None)
        own = machine._bench

        def choose(run: Any) -> Any:
            run.bench = broken if machine._dask().address == ONE else None
            return run.bench or own(run)

        cluster, dask = make(grade, ONE, TWO, tell=told.append)
        monkeypatch.setattr(machine, "_bench", choose)
        ready(cluster, ONE, TWO)
        monkeypatch.setattr(machine, "_bench", choose)
        (end,) = ended(cluster, submit("ada"))
        assert end.written and [address for address, *_ in dask.sent] == [ONE, TWO]
        while not told:
            cluster._look()
        assert told == [f"{ONE} takes no part: No process could be started."]

    def test_one_that_never_answers_holds_nothing_up(self, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(client, "LEAVE", 0.2)
        cluster, dask = make(grade, ONE)
        ready(cluster, ONE)
        never = threading.Event()
        dask.run = lambda *_, **__: never.wait()  # type: ignore[method-assign,assignment]
        started = time.monotonic()
        cluster.close()
        assert time.monotonic() - started < 5
        never.set()

    @pytest.mark.long
    def test_each_is_greeted_once(self, make: Make, submit: Submit) -> None:
        cluster, dask = make(grade, ONE, TWO)
        ended(cluster, *(submit(f"s{number}") for number in range(3)))
        assert sorted(dask.greeted) == [ONE, TWO]

    def test_places_grow_with_machines(self, make: Make) -> None:
        cluster, dask = make(grade)
        assert cluster.places == 1
        dask.workers = {ONE: 1, TWO: 8}
        ready(cluster, ONE, TWO)
        assert cluster.places == 9 * client.AHEAD

    def test_a_limit(self, make: Make) -> None:
        cluster, _ = make(grade, ONE, TWO, limit=1)
        ready(cluster, ONE, TWO)
        assert cluster.places == 1

    @pytest.mark.long
    def test_one_that_changes_while_it_grades(self, make: Make, mini: Course, submit: Submit) -> None:
        """It refuses, is told of, and another grades."""
        told: list[str] = []
        cluster, dask = make(grade, ONE, TWO, tell=told.append, course=mini)
        ended(cluster, submit("ada", course=mini))
        check = mini.root / "graders" / "warmup" / "power" / "test_hidden.py"
        before = check.read_text("utf-8")

        def mended(address: str) -> None:
            check.write_text(before + ("\n# mended\n" if address == ONE else ""), "utf-8")
            dask_worker(address)

        dask.become = mended
        (end,) = ended(cluster, submit("bob", course=mini))
        assert end.written and [address for address, *_ in dask.sent[1:]] == [ONE, TWO]
        while not told:
            cluster._look()
        assert len(told) == 1 and told[0].startswith(f"{ONE} takes no part: it has other checks or solutions of warmup")

    def test_none_for_a_long_time(self, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(scheduler, "SOON", 0.1)
        monkeypatch.setattr(scheduler, "PATIENCE", 0.3)
        told: list[str] = []
        cluster, _ = make(grade, tell=told.append)
        with pytest.raises(ClusterError, match=r"no machine took part at .* Start `dask worker tcp://10.0.0.9:8786`"):
            cluster.wait()
        assert len(told) == 1 and "waiting" in told[0]


class TestGreetings:
    @pytest.fixture
    def greeting(self, mini: Course, make: Make) -> Greeting:
        cluster, _ = make(grade, course=mini)
        return Greeting.parse(cluster.machines.greeting)

    def test_the_same_state_is_welcome(self, greeting: Greeting) -> None:
        assert machine.greet(greeting.pack()) == ""
        machine.leave(greeting.run)

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"Python": "3.9.1"}, "it has Python "),
            ({"numpy": "1.0"}, "it has numpy "),
            ({"Gradus": "0.1", "Gradus' own code": "x"}, "it has Gradus "),
            ({"Gradus' own code": "x"}, "it has another state of Gradus' own code"),
            ({"course.toml": "x"}, "it has another course.toml"),
            ({"warmup/square": "x", "warmup/power": "x"}, "checks or solutions of warmup/square, warmup/power"),
        ],
        ids=lambda case: next(iter(case)) if isinstance(case, dict) else "",
    )
    def test_another_is_told_what_differs(self, greeting: Greeting, changed: dict[str, str], told: str) -> None:
        said = machine.greet(replace(greeting, state=greeting.state | changed).pack())
        assert told in said and "bring it to the same commit" in said

    def test_no_sandbox(self, greeting: Greeting) -> None:
        assert machine.greet(replace(greeting, sandbox="nothing").pack())

    def test_no_course(self, greeting: Greeting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        assert "No course.toml in" in machine.greet(greeting.pack())
        monkeypatch.setenv("GRADUS_COURSE", str(tmp_path / "nowhere"))
        assert "No course.toml in" in machine.greet(greeting.pack())

    def test_garbage(self, greeting: Greeting) -> None:
        assert "not valid JSON" in machine.greet(b"{")
        assert "not valid JSON" in Answer.parse(machine.grade(b"{")).refused

    def test_proofs_come_along(self, greeting: Greeting, mini: Course) -> None:
        """A machine need not run the reference."""
        kept = mini.root / ".gradus" / "proven.json"
        kept.unlink()
        assert machine.greet(greeting.pack()) == "" and {*json.loads(kept.read_text("utf-8"))} == {
            "warmup/square process",
            "warmup/power process",
        }
        machine.leave(greeting.run)

    def test_an_unknown_run(self, greeting: Greeting) -> None:
        task = Task(Task.SCHEMA, "other", (), Packed(Packed.SCHEMA, {}, {}))
        assert "knows nothing of this run" in Answer.parse(machine.grade(task.pack())).refused


class TestPacked:
    def test_the_same_bytes_and_the_same_reasons(self, school: Course, tmp_path: Path) -> None:
        """Also of modules that cannot be read: where the folder was is not said, what lies there is."""
        for number in range(10):
            submission = open_folder(one_of_a_kind(school, tmp_path, number), school)
            packed = Packed.parse(Packed.of(submission, school.exercises).to_json().encode())
            unpacked = packed.submission("x")
            for exercise in school.exercises:
                assert tried(unpacked, exercise) == tried(submission, exercise)
        assert str(tmp_path) not in packed.to_json()

    def test_what_was_not_sent(self, school: Course) -> None:
        unpacked = Packed(Packed.SCHEMA, {}, {}).submission("x")
        with pytest.raises(OSError, match="was not sent"):
            unpacked.source(school.exercises[0])

    def test_no_base64(self) -> None:
        from gradus.core.decode import DecodeError

        with pytest.raises(DecodeError, match="Base64"):
            Packed(Packed.SCHEMA, {"a/b": "\u00e9"}, {}).submission("x")


def tried(submission: Any, exercise: courses.Exercise) -> tuple[Any, ...]:
    try:
        return (submission.source(exercise),)
    except OSError as error:
        return str(error), error.missing  # type: ignore[attr-defined]


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="processors can't be chosen here")
class TestProcessors:
    def test_dask_workers_of_one_machine_take_different_ones(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1, 2, 3})
        one, two, three = (Claim(number, tmp_path) for number in (1, 2, 3))
        assert (one.processors, two.processors, three.processors) == ({0}, {1, 2}, {3, 0, 1})
        two.release()
        assert Claim(2, tmp_path).processors == {1, 2}

    def test_one_that_has_the_machine_takes_what_there_is(self, tmp_path: Path) -> None:
        assert Claim(len(os.sched_getaffinity(0)), tmp_path).processors == set()

    def test_a_folder_that_cannot_be_used(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1})
        assert Claim(1, tmp_path / "missing").processors == set()
