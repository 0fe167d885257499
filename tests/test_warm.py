"""The warm grader says what a single run says, and no submission, crash or signal costs another one anything."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from gradus.core import course as courses
from gradus.core import report as reports
from gradus.core.course import Course
from gradus.core.handed_in.submission import open_folder
from gradus.core.lock import locked
from gradus.grading import scoring
from gradus.grading.official import jobs, local, messages
from gradus.grading.official.batch import grade_all
from gradus.grading.official.local import LocalPool
from gradus.grading.official.pool import Job, JobEnded
from gradus.grading.runner import run_checks
from tests.attacks.handed_in import CORPUS, HONEST, REFERENCE
from tests.conftest import ROOT, HandIn, heeds_ctrl_c, invoke, needs_bubblewrap

linux = pytest.mark.skipif(not local.FORKS, reason="the warm grader forks on Linux only")

RIGHT = "def square(x):\n    return x * x\n\n\ndef mean(xs):\n    return sum(xs) / len(xs)\n"
WRONG: dict[str, str | bytes | None] = {
    "right": RIGHT,
    "double": RIGHT.replace("x * x", "2 * x"),
    "missing": None,
    "unreadable": b"\xff\xfe\x00" * (1 << 19),
    "syntax": "def square(:\n",
    "stub": "def square(x):\n    raise NotImplementedError\n",
    "raises": RIGHT.replace("x * x", "undefined"),
    "prints": RIGHT.replace("return x * x", "print('here', x)\n    return None"),
    "exits": "import os\nos._exit(3)\n",
    "dies": RIGHT.replace("x * x", "__import__('os')._exit(3)"),
    "endless": RIGHT.replace("return x * x", "while True: pass"),
    "changes": RIGHT.replace("return sum", "xs[0] = 7.0\n    return sum"),
    "object": RIGHT.replace("x * x", "object()"),
}


def in_pool(course: Course, folders: Sequence[Path], out: Path, sandbox: str, **options: Any) -> dict[Job, JobEnded]:
    out.mkdir(exist_ok=True)
    plan = jobs.plan(course, folders, out, course.exercises, sandbox, again=False)
    assert plan.refused == []
    return grade_all(plan.todo, LocalPool(course, course.exercises, sandbox, 2, **options), plan.sharing)


# tom keeps the operands of a Value in a set: in which order he goes through them, and so what he gets where he
# overwrites gradients, is up to their addresses.
UP_TO_ADDRESSES = {("tom", "micrograd/engine::sums_and_products_collect")}


def plain(text: str) -> Any:
    """A report, but for when it was made, how long it took, and a diagnosis that varies from run to run."""
    report = json.loads(text)
    report.pop("seconds")
    for exercise in report["exercises"]:
        exercise.pop("made")
        for check in exercise["checks"]:
            if (report["submission"], check["id"]) in UP_TO_ADDRESSES:
                check.pop("diagnosis")
    return report


def told(report: dict[str, Any]) -> list[str]:
    """What a report says of each check, in lines that can be compared."""
    return [f"{c['id']} {c['status']} {c['message']}" for each in report["exercises"] for c in each["checks"]]


def assert_same(course: Course, folders: Sequence[Path], out: Path, sandbox: str, **options: Any) -> None:
    """The reports of a batch are those of one run of pytest for each submission."""
    ended = in_pool(course, folders, out, sandbox, **options)
    assert [each.error for each in ended.values()] == [""] * len(folders)
    for folder in folders:
        submission = open_folder(folder, course)
        apart = scoring.build(course, run_checks(course, submission, course.exercises, sandbox))
        report = plain((out / f"{folder.name}.json").read_text("utf-8"))
        assert told(report) == told(plain(apart.to_json())), folder.name
        assert report == plain(apart.to_json()), folder.name


class TestTheSameReport:
    @pytest.mark.parametrize(
        ("names", "forks"),
        [
            pytest.param([*WRONG], True, marks=[linux, pytest.mark.long]),  # with those that are waited for
            pytest.param(sorted(WRONG.keys() - {"endless", "exits", "dies"}), True, marks=[linux, pytest.mark.long]),
            pytest.param(["right", "double", "missing"], False, marks=pytest.mark.long),
        ],
        ids=["all", "forked", "each by itself"],
    )
    def test_of_whatever_is_handed_in(
        self, mini: Course, hand_in: HandIn, tmp_path: Path, names: list[str], forks: bool
    ) -> None:
        folders = [hand_in(name, square=WRONG[name]) for name in names]
        assert_same(mini, folders, tmp_path / "out", "process", forks=forks)

    @needs_bubblewrap
    def test_in_the_sandbox(self, mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
        folders = [hand_in(name, square=WRONG[name]) for name in ("right", "double", "dies")]
        assert_same(mini, folders, tmp_path / "out", "bubblewrap")

    @pytest.mark.long
    @needs_bubblewrap
    def test_of_the_course(self, tmp_path: Path) -> None:
        """The reference, the stubs, and those who are on their way."""
        course = courses.load(ROOT)
        (tmp_path / "one/exercises/calculus").mkdir(parents=True)
        shutil.copy(course.solutions / "calculus/derivatives.py", tmp_path / "one/exercises/calculus")
        scenarios = [path for path in sorted((ROOT / "tests/scenarios").iterdir()) if path.is_dir()]
        assert_same(course, [course.solutions, course.stubs, tmp_path / "one", *scenarios], tmp_path, "bubblewrap")

    @pytest.mark.long
    @needs_bubblewrap
    @pytest.mark.parametrize(
        "name",
        ["exit_in_call", "leak_by_print", "lying_numbers", "callback_objects", "import_refused", "patched_grading"],
    )
    def test_of_attacks(self, tmp_path: Path, name: str) -> None:
        shutil.copytree(ROOT / "tests/attacks/course", tmp_path / "course")
        course = courses.load(tmp_path / "course")
        source = f"{REFERENCE}\n\n{CORPUS[name]}" if name in HONEST else CORPUS[name]
        (tmp_path / name / "calculus").mkdir(parents=True)
        (tmp_path / name / "calculus/derivatives.py").write_text(source, "utf-8")
        assert_same(course, [tmp_path / name], tmp_path / "out", "bubblewrap")


@linux
def test_nothing_of_one_reaches_the_next(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    """Between the same right answers, who spoils what can be spoilt changes nothing."""
    spoilt = "import builtins, sys\nbuiltins.sum = lambda xs: 7\nsys.setrecursionlimit(50)\n" + RIGHT
    folders = [hand_in(f"s{number}", square=spoilt if number % 2 else f"# {number}\n{RIGHT}") for number in range(6)]
    ended = in_pool(mini, folders, tmp_path / "out", "process")
    scores = {job.report.stem: ended[job].written for job in ended}
    assert all(scores[f"s{number}"].score == 6 for number in (0, 2, 4)), scores  # type: ignore[union-attr]


class TestSharedVerdicts:
    def test_are_those_that_grading_would_give(self, mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
        names = ["right", "double", "raises", "stub"]
        folders = [hand_in(f"{name}-{number}", square=WRONG[name]) for number in range(3) for name in names]
        ended = in_pool(mini, folders, tmp_path / "out", "process")
        lent = {job.report.stem: each.written.lent for job, each in ended.items() if each.written}
        assert sum(map(bool, lent.values())) == 8 and not any(lent[f"{name}-0"] for name in names)
        for name in names:
            texts = [(tmp_path / "out" / f"{name}-{number}.json").read_text("utf-8") for number in range(3)]
            assert len({json.dumps(plain(text) | {"submission": ""}) for text in texts}) == 1
            assert all(each["made"] for each in json.loads(texts[2])["exercises"])

    @pytest.mark.long
    def test_are_told_and_kept(self, mini: Course, hand_in: HandIn) -> None:
        folders = [hand_in("ada"), hand_in("bob"), hand_in("eve", square=WRONG["double"])]
        done = invoke("grade", *folders, "--out", "results", "--sandbox", "process", cwd=mini.root)
        assert done.returncode == 0
        assert "2 verdicts on code that several handed in were shared: it is graded once." in done.stderr
        again = invoke("grade", *folders, hand_in("zoe"), "--out", "results", "--sandbox", "process", cwd=mini.root)
        assert "3 submissions were graded before" in again.stderr and "2 verdicts" in again.stderr

    @pytest.mark.long
    def test_that_rest_on_time_are_not_lent(self, mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
        folders = [hand_in(f"s{number}", square=WRONG["endless"]) for number in range(2)]
        ended = in_pool(mini, folders, tmp_path / "out", "process")
        assert [each.written.lent for each in ended.values() if each.written] == [(), ()]


TURNS = """
import sys, time
from gradus.grading.official.forks import Forks
from gradus.grading.official.messages import News
forks = Forks(0, 1, int(sys.argv[1]))
if task := forks.serve():
    forks.say(News(task.number, ("ready",)))
    forks.await_turn()
    forks.await_turn()
    forks.say(News(task.number, ("begun",)))
    if task.folder == "dies":
        sys.exit(7)
    time.sleep(0.3)
    forks.say(News(task.number, judged=True))
    time.sleep(0.3)
    forks.say(News(task.number, error="ended"))
"""


@linux
class TestTurns:
    def said(self, at_once: int, folders: Sequence[str]) -> list[tuple[int, str]]:
        """What children say, in order, of as many tasks as there are folders."""
        command = [sys.executable, "-c", TURNS, str(at_once)]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=ROOT) as process:
            assert process.stdin and process.stdout
            for number, folder in enumerate(folders):
                process.stdin.write(messages.line(messages.Task(number, folder, "r.json", ("x",), 60.0)))
            process.stdin.flush()
            news: list[messages.News] = []
            while sum(bool(each.error) for each in news) < len(folders):
                news.append(messages.parsed(messages.News, process.stdout.readline()))
            process.stdin.close()
        return [(each.number or 0, [*each.checks, "judged" if each.judged else "ended"][0]) for each in news]

    @pytest.mark.parametrize("at_once", [1, 2])
    def test_so_many_run_at_once_and_the_others_are_ready(self, at_once: int) -> None:
        said = self.said(at_once, ["well"] * 4)
        running, most = 0, 0
        for _, what in said:
            running += {"begun": 1, "judged": -1}.get(what, 0)
            most = max(most, running)
        assert most == at_once
        assert {number for number, what in said if what == "begun"} == {0, 1, 2, 3}
        assert said.index((3, "ready")) < said.index((3, "begun"))
        # Whoever has been judged goes on beside the next one.
        assert said.index((at_once, "begun")) < said.index((0, "ended"))

    def test_who_dies_leaves_the_place_to_the_next(self) -> None:
        said = self.said(1, ["dies", "well", "dies", "well"])
        assert [number for number, what in said if what == "begun"] == [0, 1, 2, 3]
        assert {number for number, what in said if what == "ended"} == {0, 1, 2, 3}


SLOW = "import time\ntime.sleep(30)\n" + RIGHT


def children_of(process: int, running: str) -> list[int]:
    """The children of a process that run this program: there are others for a moment, such as uname."""
    found = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for number in Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                if running in Path(f"/proc/{number}/cmdline").read_text("utf-8", "replace"):
                    found.append(int(number))
    return found


GRADER, WORKER = "gradus.grading.official.warm", "boot.py"


def gone(processes: Iterable[int]) -> bool:
    """Whether none of them runs any more; what nobody has waited for yet has ended, too."""
    for number in processes:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if Path(f"/proc/{number}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0] != "Z":
                return False
    return True


def wait_for(found: Callable[[], Any], seconds: float = 60) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if result := found():
            return result
        time.sleep(0.05)
    raise AssertionError("it did not happen")


@linux
class TestDeaths:
    @pytest.fixture
    def pool(self, mini: Course) -> Iterator[LocalPool]:
        pool = LocalPool(mini, mini.exercises, "process", 2)
        yield pool
        pool.close()

    def jobs(self, mini: Course, folders: Sequence[Path], out: Path) -> list[Job]:
        out.mkdir()
        return jobs.plan(mini, folders, out, mini.exercises, "process", again=False).todo

    def ended(self, pool: LocalPool, number: int) -> dict[str, JobEnded]:
        found: dict[str, JobEnded] = {}
        while len(found) < number:
            found |= {each.job.report.stem: each for each in pool.wait() if isinstance(each, JobEnded)}
        return found

    def test_a_child_that_dies_costs_one(self, mini: Course, hand_in: HandIn, tmp_path: Path, pool: LocalPool) -> None:
        ada, bob = self.jobs(mini, [hand_in("ada", square=SLOW), hand_in("bob")], tmp_path / "out")
        ada.report.write_text("what was there", "utf-8")
        pool.start(ada)
        assert pool.warm
        (child,) = wait_for(lambda: children_of(pool.warm.process.pid, GRADER))  # type: ignore[union-attr]
        pool.start(bob)
        os.kill(child, signal.SIGSEGV)
        ended = self.ended(pool, 2)
        assert ended["ada"].error == "Its grader was ended by signal 11." and not ended["ada"].seen
        assert ended["bob"].seen and len(ended["bob"].seen.halves) == 2
        assert ada.report.read_text("utf-8") == "what was there"

    def test_a_warm_grader_that_dies_is_replaced(
        self, mini: Course, hand_in: HandIn, tmp_path: Path, pool: LocalPool
    ) -> None:
        (ada,) = self.jobs(mini, [hand_in("ada", square="import time\ntime.sleep(1)\n" + RIGHT)], tmp_path / "out")
        pool.start(ada)
        assert pool.warm
        first = pool.warm.process.pid
        (child,) = wait_for(lambda: children_of(first, GRADER))
        os.kill(first, signal.SIGKILL)
        ended = self.ended(pool, 1)
        assert ended["ada"].seen and len(ended["ada"].seen.halves) == 2
        assert pool.warm.process.pid != first
        wait_for(lambda: gone([child]))

    def test_but_not_for_ever(self, mini: Course, hand_in: HandIn, tmp_path: Path, pool: LocalPool) -> None:
        (ada,) = self.jobs(mini, [hand_in("ada", square=SLOW)], tmp_path / "out")
        pool.arguments[0] = str(tmp_path / "no course")
        pool.start(ada)
        ended = self.ended(pool, 1)
        assert "no course" in ended["ada"].error and not ended["ada"].written

    @pytest.mark.long
    def test_one_that_takes_far_too_long_is_ended(
        self, mini: Course, hand_in: HandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(local, "MORE", 1.0)
        pool = LocalPool(mini, mini.exercises, "process", 2, deadline=0.5)
        slow = mini.root / "graders/warmup/square/test_visible.py"
        text = slow.read_text("utf-8")
        slow.write_text(text.replace("    expect(", "    __import__('time').sleep(9)\n    expect("), "utf-8")
        (ada,) = self.jobs(mini, [hand_in("ada")], tmp_path / "out")
        pool.start(ada)
        try:
            error = self.ended(pool, 1)["ada"].error
        finally:
            pool.close()
        assert "was not graded after 3.5 seconds" in error

    def test_graders_that_cannot_be_imported_are_told_once_for_all(
        self, mini: Course, hand_in: HandIn, tmp_path: Path, pool: LocalPool
    ) -> None:
        todo = self.jobs(mini, [hand_in("ada"), hand_in("bob")], tmp_path / "out")
        check = mini.root / "graders/warmup/square/test_visible.py"
        check.write_text("import nonsense_of_mine\n" + check.read_text("utf-8"), "utf-8")
        for each in todo:
            pool.start(each)
        ended = self.ended(pool, 2)
        assert all("nonsense_of_mine" in each.error for each in ended.values()) and pool.deaths <= 1

    def test_nothing_is_left_when_it_is_closed(
        self, mini: Course, hand_in: HandIn, tmp_path: Path, pool: LocalPool
    ) -> None:
        for each in self.jobs(
            mini, [hand_in("ada", square=SLOW), hand_in("bob", square=SLOW + "#\n")], tmp_path / "out"
        ):
            pool.start(each)
        assert pool.warm
        warm = pool.warm.process.pid
        children = wait_for(lambda: len(found := children_of(warm, GRADER)) == 2 and found)
        workers = wait_for(lambda: [each for child in children for each in children_of(child, WORKER)])
        pool.close()
        assert gone([warm, *children])
        wait_for(lambda: gone(workers))
        assert list((tmp_path / "out").iterdir()) == []


@linux
def test_without_forks_a_process_ends_when_it_is_let_go(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    pool = LocalPool(mini, mini.exercises, "process", 2, forks=False)
    (tmp_path / "out").mkdir()
    (ada,) = jobs.plan(
        mini, [hand_in("ada", square=SLOW)], tmp_path / "out", mini.exercises, "process", again=False
    ).todo
    pool.start(ada)
    (running,) = pool.running.values()
    process = running.process.process.pid
    wait_for(lambda: children_of(process, WORKER))
    started = time.monotonic()
    pool.close()
    assert time.monotonic() - started < 8 and not os.path.exists(f"/proc/{process}")


@pytest.mark.long  # tests/faults/test_killed.py kills for each run
@linux
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_signal_ends_everything_and_the_next_run_goes_on(
    mini: Course, hand_in: HandIn, number: signal.Signals
) -> None:
    folders = [hand_in("ada"), hand_in("bob", square=SLOW)]
    command = [sys.executable, "-m", "gradus", "grade", *map(str, folders), "--out", "results"]
    pipe = subprocess.PIPE
    started = subprocess.Popen(
        [*command, "--sandbox", "process"], cwd=mini.root, stdout=pipe, stderr=pipe, text=True, preexec_fn=heeds_ctrl_c
    )
    try:
        wait_for((mini.root / "results/ada.json").is_file)
        warm = wait_for(lambda: children_of(started.pid, GRADER))
        inside = wait_for(lambda: [each for pid in warm for each in children_of(pid, GRADER)])
    finally:
        started.send_signal(number)
        _, err = started.communicate(timeout=60)
    wait_for(lambda: gone([*warm, *inside]))
    assert started.returncode == (130 if number == signal.SIGTERM else -number), err
    if number == signal.SIGTERM:
        assert "interrupted: 1 submission was graded, 1 to go" in err and "Traceback" not in err
        assert list((mini.root / "results").glob(".*")) == []
    (folders[1] / "exercises/warmup/square.py").write_text(RIGHT, "utf-8")
    done = invoke("grade", *folders, "--out", "results", "--sandbox", "process", cwd=mini.root)
    assert done.returncode == 0 and "1 submission was graded before and unchanged since: kept" in done.stderr
    assert list((mini.root / "results").glob(".*")) == []


class TestBadPlaces:
    def grade(self, mini: Course, *folders: Path, out: Path | str = "results") -> subprocess.CompletedProcess[str]:
        return invoke("grade", *folders, "--out", out, "--sandbox", "process", cwd=mini.root)

    def test_two_runs_into_one_folder(self, mini: Course, hand_in: HandIn) -> None:
        (mini.root / "results").mkdir()
        with locked(mini.root / "results"):
            done = self.grade(mini, hand_in("ada"))
        assert done.returncode == 3 and "another run writes to results: wait for it" in done.stderr
        assert list((mini.root / "results").iterdir()) == []
        assert self.grade(mini, hand_in("bob")).returncode == 0

    def test_a_folder_that_cannot_be_read(self, mini: Course, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nobody's fault who handed it in: no report says that it was refused."""
        ada, bob, scan = hand_in("ada"), hand_in("bob"), os.scandir

        def refuse(path: Any) -> Any:
            if os.fspath(path) == str(ada):
                raise PermissionError(13, "Permission denied")
            return scan(path)

        monkeypatch.setattr(os, "scandir", refuse)
        done = self.grade(mini, ada, bob)
        assert done.returncode == 3 and "ada cannot be read: Permission denied." in done.stderr
        assert [path.name for path in (mini.root / "results").glob("*.json")] == ["bob.json"]

    def test_a_folder_of_reports_that_cannot_be_made(
        self, mini: Course, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ada, make = hand_in("ada"), Path.mkdir

        def refuse(path: Path, *arguments: Any, **options: Any) -> None:
            if path.name == "results":
                raise PermissionError(13, "Permission denied")
            make(path, *arguments, **options)

        monkeypatch.setattr(Path, "mkdir", refuse)
        done = self.grade(mini, ada)
        assert done.returncode == 3 and "the reports cannot be written to results: Permission denied." in done.stderr

    @pytest.mark.long  # tests/faults/test_places.py has a full disk for each run
    @pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs to mount a small disk")
    def test_a_full_disk_keeps_the_old_report(self, mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
        out = tmp_path / "small"
        out.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", out], capture_output=True)
        if mounted.returncode:
            pytest.skip("mounting is not allowed here")
        try:
            ada = hand_in("ada", square=WRONG["double"])
            assert self.grade(mini, ada, out=out).returncode == 0
            before = (out / "ada.json").read_text("utf-8")
            with open(out / "filler", "wb", buffering=0) as file:
                try:
                    while file.write(b"x" * 4096):
                        pass
                except OSError:
                    pass
            (ada / "exercises/warmup/square.py").write_text(RIGHT, "utf-8")
            done = self.grade(mini, ada, out=out)
            assert done.returncode == 3, done.stderr
            assert (
                "no score, and the earlier report is kept. The report cannot be written: No space left" in done.stderr
            )
            assert (out / "ada.json").read_text("utf-8") == before
            assert {path.name for path in out.rglob("*")} <= {"ada.json", "filler", "before"}
            (out / "filler").unlink()
            assert self.grade(mini, ada, out=out).returncode == 0
            assert reports.read(out / "ada.json").score == 6
        finally:
            subprocess.run(["umount", out], check=True)


@pytest.mark.long
def test_a_deadline_is_for_the_whole_submission(mini: Course, hand_in: HandIn) -> None:
    """Two checks of the endless function would wait two seconds each: after the first, none is waited for."""
    folder = hand_in("ada", square=WRONG["endless"])
    done = invoke("grade", folder, "--out", "results", "--sandbox", "process", "--deadline", "2", cwd=mini.root)
    assert done.returncode == 0
    found = [check for each in reports.read(mini.root / "results/ada.json").exercises for check in each.checks]
    assert {(check.visibility, check.status) for check in found} == {("visible", "timeout"), ("hidden", "failed")}
    assert sum("gave no answer in an earlier check" in c.message or "Skipped" in c.message for c in found) >= 1
