"""A batch, in a pool that grades nothing: which job is next, what is lent, what is tried again; the lock, the bar."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections import UserDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from rich.console import Console

from gradus.cli.teacher._progress import Watch, watched
from gradus.core import checks
from gradus.core.course import Course
from gradus.core.files import PARTIAL, remove_partial, write_atomic
from gradus.core.handed_in.submission import Submission
from gradus.core.lock import NAME, LockedError, locked
from gradus.core.status import Kind, Status, Visibility
from gradus.grading.official import batch
from gradus.grading.official.batch import grade_all
from gradus.grading.official.messages import Lines, News, Task, line, parsed
from gradus.grading.official.pool import CheckEnded, Event, Job, JobEnded, Seen, Written
from gradus.grading.official.provenance import Basis
from gradus.grading.official.reporting import verdicts
from gradus.grading.official.sharing import Sharing
from gradus.grading.phases import Half
from gradus.grading.runner import Record
from gradus.grading.running import Outcome
from tests.conftest import ROOT

pytestmark = pytest.mark.fast

Answer = Callable[[Job], JobEnded]


def well(job: Job) -> JobEnded:
    return JobEnded(job, Written("process", 1.0, 1.0, 2.0, lent=tuple(job.lent)))


def halves(job: Job) -> Seen:
    return Seen({each.id: f"{job.report.stem} {each.id}" for each in job.exercises})


@dataclass
class Clock:
    now: float = 0.0


class FakePool:
    """Grades at once, the newest job first; `seen` and `started` have what was started in each phase, in order."""

    def __init__(self, places: int = 2, answer: Answer = well, see: Callable[[Job], Seen] = halves) -> None:
        self.places, self.answer, self.see = places, answer, see
        self.seen: list[Job] = []
        self.started: list[Job] = []
        self.running: list[Job] = []
        self.most = 0
        self.closed = 0

    def start(self, job: Job) -> None:
        (self.seen if job.phase is Visibility.VISIBLE else self.started).append(job)
        self.running.append(job)
        self.most = max(self.most, len(self.running))

    def wait(self) -> list[Event]:
        assert self.running, "waited for nothing"
        job = self.running.pop()
        ended = JobEnded(job, seen=self.see(job)) if job.phase is Visibility.VISIBLE else self.answer(job)
        return [CheckEnded(job, "a/b::c"), ended]

    def close(self) -> None:
        self.closed += 1

    def names(self) -> list[str]:
        return [job.report.stem for job in self.started]


def job(name: str, mini: Course | None = None, **keys: str) -> Job:
    exercises = mini.exercises if mini else ()
    named = {key.replace("_", "/"): digest for key, digest in keys.items()}
    return Job(Path(name), Submission(name, Path(name)), Path(f"{name}.json"), exercises, named)


def test_each_is_graded_once_and_never_more_than_there_are_places() -> None:
    seen: list[Event] = []
    pool, jobs = FakePool(3), [job(str(number)) for number in range(10)]
    ended = grade_all(jobs, pool, done=seen.append)
    assert sorted(pool.names()) == sorted(ended_job.report.stem for ended_job in ended) == [str(n) for n in range(10)]
    assert pool.most == 3 and pool.closed == 1
    assert sum(isinstance(event, JobEnded) and not event.seen for event in seen) == 10 and len(seen) == 30


def test_an_error_costs_one_submission() -> None:
    def answer(each: Job) -> JobEnded:
        return JobEnded(each, error="the machine burnt down") if each.report.stem == "1" else well(each)

    ended = grade_all([job(str(number)) for number in range(4)], FakePool(answer=answer))
    assert [bool(each.error) for _, each in sorted(ended.items(), key=lambda item: item[0].report)] == [0, 1, 0, 0]


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_the_pool_is_closed_whatever_happens(error: type[BaseException]) -> None:
    def answer(each: Job) -> JobEnded:
        raise error

    pool = FakePool(answer=answer)
    with pytest.raises(error):
        grade_all([job("ada")], pool)
    assert pool.closed == 1


class TestSharing:
    def test_the_same_code_waits_for_the_first_and_takes_its_verdict_over(self) -> None:
        same = [job(f"same{number}", a_b="d1") for number in range(3)]
        pool = FakePool(4)
        ended = grade_all([*same, job("other", a_b="d2")], pool)
        assert pool.names() == ["same0", "other", "same1", "same2"]
        assert [dict(each.lent) for each in pool.started] == [{}, {}, *[{"a/b": Path("same0.json")}] * 2]
        assert len(ended) == 4

    def test_what_earlier_reports_hold_is_lent_at_once(self) -> None:
        sharing, pool = Sharing(), FakePool(4)
        sharing.hold(("a/b", "d1"), Path("earlier.json"))
        grade_all([job("ada", a_b="d1"), job("bob", a_b="d1")], pool, sharing)
        assert [dict(each.lent) for each in pool.started] == [{"a/b": Path("earlier.json")}] * 2

    def test_a_verdict_that_rests_on_time_is_lent_to_nobody(self) -> None:
        pool = FakePool(4, lambda each: JobEnded(each, Written("process", 1.0, 0.0, 2.0, late=("a/b",))))
        grade_all([job(str(number), a_b="d1") for number in range(4)], pool)
        assert not any(each.lent for each in pool.started)
        assert pool.most == 3  # the others don't wait for one another

    def test_where_the_first_has_an_error_the_next_one_is_graded(self) -> None:
        pool = FakePool(4, lambda each: JobEnded(each, error="no") if each.report.stem == "0" else well(each))
        ended = grade_all([job(str(number), a_b="d1") for number in range(3)], pool)
        assert [dict(each.lent) for each in pool.started] == [{}, {}, {"a/b": Path("1.json")}]
        assert sum(bool(each.error) for each in ended.values()) == 1

    def test_each_exercise_is_lent_for_itself(self) -> None:
        jobs = [job("0", a_b="d1", c_d="d1"), job("1", a_b="d1", c_d="d2"), job("2", a_b="d3", c_d="d2")]
        pool = FakePool(4)
        grade_all(jobs, pool)
        lent = {each.report.stem: dict(each.lent) for each in pool.started}
        assert lent == {"0": {}, "2": {}, "1": {"a/b": Path("0.json"), "c/d": Path("2.json")}}

    def test_a_thousand_that_wait_are_looked_at_once_each(self) -> None:
        looked = 0

        class Keys(UserDict[str, str]):
            def __iter__(self) -> Iterator[str]:
                nonlocal looked
                looked += 1
                return super().__iter__()

        jobs = [job(str(number)) for number in range(1000)]
        jobs = [Job(each.folder, each.submission, each.report, (), Keys({"a/b": "d1"})) for each in jobs]
        grade_all(jobs, FakePool(4))
        assert 1000 <= looked < 3000


class TestPhases:
    """What student code made is told before the first hidden check of the whole run begins."""

    def jobs(self, mini: Course, *digests: str) -> list[Job]:
        keys = [{"warmup_square": digest, "warmup_power": f"p{number}"} for number, digest in enumerate(digests)]
        return [job(str(number), mini, **each) for number, each in enumerate(keys)]

    def test_all_visible_checks_come_before_all_hidden_ones(self, mini: Course) -> None:
        pool, told = FakePool(3), list[Event]()
        grade_all(self.jobs(mini, *"abcdefg"), pool, done=told.append)
        ended = [each.job.phase for each in told if isinstance(each, JobEnded)]
        assert ended == ["visible"] * 7 + ["hidden"] * 7 and pool.most == 3
        secrets = {each.secret for each in [*pool.seen, *pool.started]}
        assert len(secrets) == 1 and len(secrets.pop()) == 32

    def test_the_secret_is_another_one_in_each_run(self, mini: Course) -> None:
        pool = FakePool()
        for _ in range(2):
            grade_all(self.jobs(mini, "a"), pool)
        assert len({each.secret for each in pool.seen}) == 2

    def test_each_code_is_seen_once_and_its_half_goes_to_all_who_have_it(self, mini: Course) -> None:
        pool = FakePool(1)
        grade_all(self.jobs(mini, "same", "same"), pool)
        assert [[each.id for each in seen.exercises] for seen in pool.seen] == [
            ["warmup/square", "warmup/power"],
            ["warmup/power"],
        ]
        assert [dict(each.halves) for each in pool.started] == [
            {"warmup/square": "0 warmup/square", "warmup/power": "0 warmup/power"},
            {"warmup/square": "0 warmup/square", "warmup/power": "1 warmup/power"},
        ]

    def test_a_half_that_rests_on_time_is_lent_to_nobody(self, mini: Course) -> None:
        pool = FakePool(1, see=lambda each: replace(halves(each), late=("warmup/square",)))
        grade_all(self.jobs(mini, "same", "same"), pool)
        assert [len(each.exercises) for each in pool.seen] == [2, 1, 1]
        assert [each.halves["warmup/square"] for each in pool.started] == ["0 warmup/square", "1 warmup/square"]

    def test_where_the_first_has_an_error_the_other_is_seen(self, mini: Course) -> None:
        class Broken(FakePool):
            def wait(self) -> list[Event]:
                told = super().wait()
                first = [each for each in told if isinstance(each, JobEnded) and each.job.report.stem == "0"]
                return [JobEnded(each.job, error="no") for each in first] or told

        pool = Broken(1)
        ended = grade_all(self.jobs(mini, "same", "same"), pool)
        assert [each.error for each in ended.values()] == ["no", ""]
        assert [each.report.stem for each in pool.started] == ["1"]
        assert pool.started[0].halves.keys() == {"warmup/square", "warmup/power"}

    def test_who_has_had_no_turn_in_time_is_for_the_next_run(self, mini: Course) -> None:
        """Else those that are waited for could keep all others from a verdict, run after run."""
        clock = Clock()

        def see(each: Job) -> Seen:
            clock.now += 10
            return halves(each)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(time, "monotonic", lambda: clock.now)
            pool = FakePool(1, see=see)
            ended = grade_all(self.jobs(mini, *"abcd"), pool, seconds=15)
        assert [each.report.stem for each in pool.started] == ["0", "1"]
        assert [each.error for each in ended.values()] == ["", "", batch.LATE, batch.LATE]

    def test_what_the_machine_had_no_time_for_is_tried_before_any_hidden_check(self, mini: Course) -> None:
        def see(each: Job) -> Seen:
            starved = ("warmup/power",) if each.report.stem == "0" and not each.alone else ()
            return replace(halves(each), late=starved, starved=starved)

        pool = FakePool(2, see=see)
        grade_all(self.jobs(mini, "a", "b", "c"), pool)
        assert [(each.report.stem, each.alone) for each in pool.seen] == [
            *[(str(number), False) for number in range(3)],
            ("0", True),
        ]
        assert [each.id for each in pool.seen[-1].exercises] == ["warmup/power"]


class TestAgain:
    def test_what_the_machine_had_no_time_for_is_tried_alone(self, mini: Course) -> None:
        tried: dict[str, int] = {}

        def answer(each: Job) -> JobEnded:
            name = each.report.stem
            tried[name] = tried.get(name, 0) + 1
            starved = ("warmup/power",) if name == "0" else ()
            changed = {"warmup/power": 1.0 if each.alone else -2.0}
            return JobEnded(each, Written("process", 2.0, 6.0, 6.0, changed, late=starved, starved=starved))

        pool = FakePool(4, answer)
        ended = grade_all([job(str(number), mini) for number in range(3)], pool)
        assert tried == {"0": 2, "1": 1, "2": 1}
        again = pool.started[-1]
        assert again.alone and [each.id for each in again.exercises] == ["warmup/power"] and not again.lent
        written = ended[job("0")].written
        assert written and written.changed == {"warmup/power": -1.0} and written.seconds == 4.0

    def test_an_error_then_is_told(self, mini: Course) -> None:
        def answer(each: Job) -> JobEnded:
            starved = ("warmup/power",)
            return JobEnded(each, error="no") if each.alone else JobEnded(each, Written("p", 1, 1, 1, starved=starved))

        ended = grade_all([job("0", mini)], FakePool(answer=answer))
        assert [each.error for each in ended.values()] == ["no"]


def test_messages_survive_their_way() -> None:
    rest = Visibility.HIDDEN, {"a/b": Half({}).pack()}, "0f" * 16
    task = Task(3, "/tmp/jos\udce9\n", "r.json", ("a/b",), 5.0, ("a/b",), {"a/b": "x.json"}, True, *rest)
    news = News(3, written=Written("process", 1.5, 2.0, 3.0, {"a/b": -1.0}, ("c/d",), ("e/f",), ("e/f",)))
    lines = Lines()
    found: list[bytes] = []
    for byte in line(task) + line(news):
        found += lines.of(bytes([byte]))
    assert parsed(Task, found[0]) == task and parsed(News, found[1]) == news


class TestStarved:
    def record(self, mini: Course, **starved: bool) -> Record:
        """What a run says where the square was late, and the power had no time left after it."""
        results = []
        for each in mini.exercises:
            for check in checks.read(mini, each):
                name = each.id.split("/")[1]
                outcome = Outcome(Status.TIMEOUT, "late", Kind.TIMEOUT) if starved else Outcome(Status.PASSED)
                outcome.starved = starved.get(name, False)
                results.append((check, outcome))
        return Record("ada", "process", 1.0, results)

    @pytest.mark.parametrize("alone", [False, True])
    def test_verdicts_of_a_busy_machine_are_preliminary(self, mini: Course, alone: bool) -> None:
        made = Basis(mini).made(Submission("ada", mini.solutions), mini.exercises)
        new, starved = verdicts(mini, self.record(mini, square=True), mini.exercises, made, alone=alone)
        assert starved == (() if alone else ("warmup/square", "warmup/power"))
        assert [each.made is None for each in new.exercises] == [not alone] * 2

    def test_others_stand(self, mini: Course) -> None:
        made = Basis(mini).made(Submission("ada", mini.solutions), mini.exercises)
        for record in (self.record(mini), self.record(mini, square=False)):
            new, starved = verdicts(mini, record, mini.exercises, made)
            assert starved == () and all(each.made for each in new.exercises)


class TestProgress:
    def test_a_line_now_and_then_where_nobody_watches(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        now = 0.0
        monkeypatch.setattr(time, "monotonic", lambda: now)
        watch = Watch(Console(file=io.StringIO()), 4)
        for seen in (Seen(), None):
            for number in range(4):
                now += 60
                watch(CheckEnded(job(str(number)), "a/b::c"))
                watch(JobEnded(job(str(number)), seen=seen))
        told = [f"gradus: {n} of 4 submissions, {4 - n} min left" for n in (1, 2, 3)]
        told = [f"gradus: visible checks of {n} of 4 submissions, {8 - n} min left" for n in (1, 2, 3, 4)] + told
        assert capsys.readouterr().err.splitlines() == told

    def test_a_bar_on_a_terminal(self) -> None:
        shown = io.StringIO()
        with watched(Console(file=shown, force_terminal=True, width=100), 4) as watch:
            watch(JobEnded(job("0"), seen=Seen()))
            watch(JobEnded(job("0")))
            watch(CheckEnded(job("\x1b[31m[bold]red\n"), "a/b::c"))
            watch.progress.refresh()
        assert "1/4" in shown.getvalue() and r"s left, \x1b[31m[bold]red: 1 check" in shown.getvalue()


class TestLock:
    def test_the_second_is_refused_and_nothing_is_left(self, tmp_path: Path) -> None:
        with locked(tmp_path), pytest.raises(LockedError), locked(tmp_path):
            pass
        assert list(tmp_path.iterdir()) == []
        with locked(tmp_path):
            pass

    @pytest.mark.skipif(sys.platform == "win32", reason="signals")
    def test_a_killed_process_leaves_no_lock(self, tmp_path: Path) -> None:
        program = "import sys, pathlib, time; from gradus.core.lock import locked\n"
        program += "with locked(pathlib.Path(sys.argv[1])): print('locked', flush=True); time.sleep(60)"
        process = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT)
        assert process.stdout
        with process.stdout:
            assert process.stdout.readline() == b"locked\n"
            with pytest.raises(LockedError), locked(tmp_path):
                pass
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        assert (tmp_path / NAME).is_file()
        with locked(tmp_path):
            pass
        assert list(tmp_path.iterdir()) == []

    def test_partial_files_of_a_killed_process_go(self, tmp_path: Path) -> None:
        write_atomic(tmp_path / "ada.json", "{}")
        (tmp_path / f".{'0123456789ab'}{PARTIAL}").write_text("{")
        (tmp_path / f".mine{PARTIAL}").write_text("{")
        remove_partial(tmp_path)
        assert sorted(path.name for path in tmp_path.iterdir()) == [f".mine{PARTIAL}", "ada.json"]
