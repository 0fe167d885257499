"""Hostile submissions, graded for real: nothing gained, nothing learned, nothing left behind, nobody else disturbed.

What handed_in.py makes is graded in one run of `gradus grade` for each family, four submissions at a time, with honest
ones between them. Each test then looks at what became of one submission; some look at the machine. A family is a class,
so that pytest-xdist can run several at once.
"""

from __future__ import annotations

import ctypes
import glob
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gradus.authoring import fingerprints
from gradus.core.course import load
from gradus.grading import proof
from gradus.grading.official import messages
from tests.attacks.handed_in import (
    ATTEMPTS,
    CORPUS,
    FAMILIES,
    FOLDERS,
    HERE,
    NAMES,
    REFERENCE,
    TABLES,
    Submissions,
    forgeries,
    plant,
    sources,
    with_honest,
)
from tests.attacks.run import (
    MARK,
    SANDBOX,
    SECRETS,
    TOKEN,
    Graded,
    Listener,
    contents,
    forge_reports,
    grade,
    wait_for_leftovers,
)
from tests.conftest import bubblewrap_works

WHY_NOT = bubblewrap_works()
if WHY_NOT:
    warnings.warn(f"NONE OF THE ATTACKS WERE TRIED: {WHY_NOT}", stacklevel=1)
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=f"THE ATTACKS WERE NOT TRIED: {WHY_NOT}")

UNREADABLE = "could not be read"
STOPPED = "Python stopped: it crashed"
SILENT = "no answer in time"
# What each module of the corpus is worth of the 10 points of the attacked exercise, and words (or others, after a |)
# that stand in the message of a visible check: they show that the attack did what it is there for, nothing else.
EXPECTED: dict[str, tuple[float, str]] = {
    "answer_changed_later": (10, ""),
    "answer_deep": (0, "nested more than 32 levels deep"),
    "answer_endless": (0, "an object of type Endless"),
    "answer_huge_number": (0, "an integer of more than a thousand digits"),
    "answer_in_itself": (0, "nested more than 32 levels deep"),
    "answer_long_dict": (0, "keys that are neither strings nor ordinary numbers"),
    "answer_masked": (0, "expected  15.0"),
    "answer_matrix": (0, "an object of type Yes"),
    "answer_objects": (0, "a list\nexpected  a number"),
    "answer_proxy": (0, "an object of type Mirror"),
    "answer_record": (0, "an object of type ndarray"),
    "answer_special_numbers": (0, "returned  -inf"),
    "argument_changed_later": (10, ""),
    "bignum": (0, SILENT),
    "callback_arguments": (10, ""),
    "callback_broadcast": (0, "the function could not be evaluated at these arguments"),
    "callback_memory": (0, "more than 32 MiB for one call"),
    "callback_objects": (0, "returned  123.0"),
    "callback_opened": (10, ""),
    "callback_recursion": (0, "the function could not be evaluated at these arguments"),
    "close_descriptors": (0, STOPPED),
    "close_wire": (0, f"Python stopped|{SILENT}"),  # a clone's pipes end with it, those of bubblewrap do not
    "code_of_others": (0, STOPPED),
    "drip": (0, SILENT),
    "endless_callbacks": (0, SILENT),
    "exit_at_import": (0, STOPPED),
    "exit_in_call": (0, STOPPED),
    "exit_later": (0, f"returned  123.0|{STOPPED}"),  # a slow machine comes to it in an earlier call
    "exit_politely": (0, "SystemExit"),
    "flood_of_callbacks": (0, SILENT),
    "forged_ahead": (0, "reply to another request"),
    "forged_later": (0, UNREADABLE),
    "fork_bomb": (0, f"SystemExit|{SILENT}"),  # a slow machine has no threads left for an answer in time
    "freed_imports": (10, ""),
    "hanging_seed": (0, SILENT),
    "import_hook": (0, "returned  123.0"),
    "import_more": (10, ""),
    "import_refused": (0, "sklearn.datasets.load_digits"),
    "interpreter_of_its_own": (0, "_xxsubinterpreters"),
    "leak_by_class_name": (0, "seen_3_0"),
    "leak_by_exception": (0, "I was asked for x = 3.0"),
    "leak_by_memory": (9, ""),
    "leak_by_missing_attribute": (0, "There is no plan(6.0, 3)[0].size"),
    "leak_by_print": (0, "returned  123.0"),
    "leak_by_return": (0, "x is 3.0"),
    "long_answer": (0, "a list of shape (8388608,)"),
    "look_around": (10, ""),
    "lying_array": (0, "returned  123.0"),
    "lying_class": (0, UNREADABLE),
    "lying_numbers": (0, "an object of type Number"),
    "lying_object": (0, "object of type Right"),
    "lying_subclass": (0, "an object of type Number"),
    "memory_by_answers": (0, "There is no tangent_line"),
    "memory_elsewhere": (10, ""),
    "memory_list": (0, "MemoryError"),
    "memory_numpy": (0, "array of shape (62914560,)"),
    "module_replaced": (0, "returned  123.0"),
    "module_says_yes": (0, "returned  123.0"),
    "network": (10, ""),
    "never_answers": (0, SILENT),
    "never_imported": (0, SILENT),
    "not_written_at_all": (0, "Not written yet."),
    "note_for_the_next_worker": (10, ""),
    "nothing_to_call": (0, "could not go on with what came back"),
    "output_flood": (0, "called    tangent_line(f, 3.0)"),
    "output_flood_forever": (0, "returned  123.0"),
    "output_large": (0, "long long"),
    "output_orders": (0, ": :error"),
    "patched_builtins": (0, "returned  123.0"),
    "patched_grading": (10, ""),
    "patched_isinstance": (0, STOPPED),
    "patched_json": (0, "a JSON object where none is used"),
    "patched_numpy": (0, "returned  123.0"),
    "patched_worker": (0, "returned  True"),
    "print_later": (0, "returned  123.0"),
    "processes": (10, ""),
    "raising_str": (0, "its message cannot be shown"),
    "read_environment": (10, ""),
    "read_files": (10, ""),
    "rebound_names": (0, "returned  123.0"),
    "recursion": (0, "RecursionError"),
    "regex": (0, SILENT),
    "seed_names_the_check": (10, ""),
    "segfault": (0, STOPPED),
    "signals_ignored": (0, SILENT),
    "sleeps_in_finalizer": (0, SILENT),
    "slow_answers": (0, SILENT),
    "swap_wire": (0, UNREADABLE),
    "system_calls": (10, ""),
    "text_markdown": (0, "raised    ValueError"),
    "text_printed_bytes": (0, "returned  123.0"),
    "text_surrogates": (0, "raised    ValueError"),
    "text_traceback": (0, "at line 7 of exercises/calculus/derivatives.py"),
    "text_type_names": (0, "at line 8 of exercises/calculus/derivatives.py"),
    "text_warnings": (0, "returned  123.0"),
    "threads": (10, ""),
    "trace_everything": (0, "returned  5.0"),
    "worker_of_the_last_phase": (10, ""),
    "write_files": (10, ""),
    **dict.fromkeys(ATTEMPTS, (10.0, "")),
}


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course whose answers the attackers are after."""
    root = tmp_path_factory.mktemp("attacked") / "course"
    shutil.copytree(HERE / "course", root, ignore=shutil.ignore_patterns("__pycache__"))
    course = load(root)
    fingerprints.write(course, course.exercises)
    assert proof.prove(course, course.exercises, SANDBOX, jobs=2) == []
    return root


@pytest.fixture(scope="class")
def graded(
    request: pytest.FixtureRequest, attacked: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Graded]:
    """A family, graded once."""
    folder, listener = tmp_path_factory.mktemp("attacks"), Listener()
    shutil.copytree(attacked, folder / "course")
    to = Submissions(folder / "submissions", folder / "course", listener.port)
    submissions = with_honest(FAMILIES[request.cls.family](to), to)
    forge_reports(folder, [path.name for path in submissions])
    before = contents(folder)
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: orphans become our children
    graded = grade(folder, submissions)
    graded.connections = list(listener.heard)
    after = contents(folder)
    graded.changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    yield graded
    shutil.rmtree(folder / "submissions", ignore_errors=True)  # pytest keeps its folders; these are deep


@pytest.fixture
def run(graded: Graded) -> Graded:
    """The run of the family. One that was cut off fails once: there is nothing to say about each submission."""
    if graded.cut_off and not graded.reported:
        graded.reported = True
        pytest.fail(f"{graded.cut_off} Its last words:\n{graded.said[-1000:]}", pytrace=False)
    elif graded.cut_off:
        pytest.skip(graded.cut_off)
    return graded


def assert_harmless(run: Graded, name: str, score: float) -> list[dict[str, Any]]:
    """The report of a hostile submission is whole and worth `score`, and holds no secret. Answers its checks."""
    report = run.report(name)
    assert report["max_score"] == 15.0
    assert [exercise["max_score"] for exercise in report["exercises"]] == [10.0, 5.0]
    checks: list[dict[str, Any]] = [check for exercise in report["exercises"] for check in exercise["checks"]]
    assert len(checks) == 10
    assert sum(check["points"] for check in checks) == 15.0
    assert report["score"] == sum(check["score"] for check in checks) == score, [c["message"] for c in checks]
    text = re.sub('"[0-9a-f]{16,64}"', "", run.texts[name])  # a digest holds any four digits sooner or later
    assert not [secret for secret in [*SECRETS, TOKEN, "LOOT", MARK] if secret in text]
    assert len(text) < 30_000
    for check in checks:
        for text in (check["message"], check["printed"]):
            assert all(c == "\n" or c.isprintable() for c in text)
            assert "##[" not in text
            assert not [line for line in text.splitlines() if line.strip().startswith("::")]
        if check["visibility"] == "hidden" or check["status"] == "passed":
            assert not check["printed"] and not check["reproduce"]
        assert check["reproduce"].isprintable() and len(check["reproduce"]) <= 900
        lines = check["printed"].splitlines()
        assert len(lines) <= 13 and max(map(len, lines), default=0) <= 76
    return checks


def test_every_attack_is_expected() -> None:
    assert set(EXPECTED) | set(TABLES) == set(CORPUS)
    for source in CORPUS.values():
        assert source.startswith('"""Tries ')


class Family:
    """What must hold of every run, whoever is in it."""

    family = ""

    def test_nobody_else_is_disturbed(self, run: Graded) -> None:
        honest = [name for name in run.texts if name.startswith("honest_")]
        assert honest
        for name in honest:
            assert_harmless(run, name, 15.0)

    def test_the_run_ends_well(self, run: Graded) -> None:
        assert run.status == 0, run.said[-3000:]
        assert "no score" not in run.said and "Traceback" not in run.said
        assert max(json.loads(text)["seconds"] for text in run.texts.values()) < 120

    def test_what_the_command_prints(self, run: Graded) -> None:
        """Folders' names are in its table: they give no orders to a terminal or to a runner's log."""
        assert all(c == "\n" or c.isprintable() for c in run.said)
        assert not [line for line in run.said.splitlines() if line.strip().startswith("::") or "##[" in line]
        assert not [secret for secret in [*SECRETS, TOKEN, "LOOT"] if secret in run.said]

    def test_nothing_is_written_outside(self, run: Graded) -> None:
        assert not run.changed
        places = {"/", "/tmp", "/var/tmp", "/dev", "/dev/shm", "/root", "/home", "/etc", "/usr/lib", "/usr/local/lib"}
        places |= {os.path.expanduser("~"), os.getcwd(), sys.base_prefix, tempfile.gettempdir(), *sys.path}
        places |= {str(run.folder), str(run.folder / "course"), str(run.folder / "reports"), str(HERE)}
        assert not [found for place in places for found in glob.glob(f"{place}/gradus-attack*")]
        assert not (run.folder / "submissions" / "planted").exists(), "a planted module was imported"
        assert (run.folder / "precious").read_text("utf-8") == "precious"
        assert {path.suffix for path in (run.folder / "reports").iterdir()} == {
            ".json"
        }  # no report was kept: all forged

    def test_nothing_reaches_the_network(self, run: Graded) -> None:
        assert run.connections == []

    def test_memory_stays_bounded(self, run: Graded) -> None:
        """Of every process that the run waited for: the command, the graders, the workers."""
        assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 3 << 20  # KiB

    def test_no_process_outlives_the_run(self, run: Graded) -> None:
        assert not wait_for_leftovers(run.folder, names="processes" in run.texts)


def corpus(family: str) -> pytest.MarkDecorator:
    """The modules of the corpus that are in this family."""
    names = [name for name in CORPUS if name not in TABLES]
    return pytest.mark.parametrize("name", names[list(FAMILIES).index(family) :: 2])


# What Landlock alone does not keep, as docs/threat-model.md says: whether a path exists, and where Python is installed.
# The last finds a folder that it may not list, in which bubblewrap has an empty one.
NOT_WITHOUT_NAMESPACES = ("system_files", "places_of_modules", "read_files", "note_for_the_next_worker")


def assert_as_expected(run: Graded, name: str) -> None:
    if SANDBOX == "landlock" and name in NOT_WITHOUT_NAMESPACES:
        pytest.skip("another thing happens without namespaces")
    worth, words = EXPECTED[name]
    checks = assert_harmless(run, name, worth + 5)
    messages = [check["message"] for check in checks if check["visibility"] == "visible"]
    assert any(word in message for word in words.split("|") for message in messages), messages
    if name in PRINTED:
        assert_printed(run, name)


class TestCorpusEven(Family):
    family = "corpus, even"

    @corpus(family)
    def test_corpus(self, run: Graded, name: str) -> None:
        assert_as_expected(run, name)


PRINTED = {
    "leak_by_print": "I was asked for (3.0, 9.0)",  # of what students have themselves, all is shown
    "output_flood": "all tests passed",
    "output_orders": "returned  15.0\nexpected  15.0\n: :error::owned",
    "print_later": "I was asked for 3.0",
}


def assert_printed(run: Graded, name: str) -> None:
    """What it prints comes out under the visible checks, and nowhere else."""
    checks = [check for exercise in run.report(name)["exercises"] for check in exercise["checks"]]
    assert any(PRINTED[name] in check["printed"] for check in checks), [check["printed"] for check in checks]


@pytest.mark.long  # the other half, which GitHub runs beside the fuzzing
class TestCorpusOdd(Family):
    family = "corpus, odd"

    @corpus(family)
    def test_corpus(self, run: Graded, name: str) -> None:
        assert_as_expected(run, name)


class TestForgeries(Family):
    family = "forgeries"

    @pytest.mark.parametrize("name", [name for name, _, _ in forgeries()])
    def test_forgery(self, run: Graded, name: str) -> None:
        """No answer in a form that the grader does not expect is worth anything, or brings it down."""
        assert_harmless(run, name, 0.0 if "import" in name else 5.0)

    def test_forgers_know_the_right_forms(self, run: Graded) -> None:
        """The first three forged replies are in order; else the others would only show that the forms changed."""
        name = next(name for name in run.texts if name.startswith("forged_replies-0-plain_call"))
        tangent, slope, _, plan = (check["message"] for check in assert_harmless(run, name, 5.0)[:4])
        assert "a reply to another request" in tangent  # the function was called; what came next was out of turn
        assert "plain words" in slope
        assert "There is no plan(6.0, 3)[0].size" in plan


@pytest.mark.long  # as is this one
class TestSources(Family):
    family = "sources"

    @pytest.mark.parametrize(("name", "worth"), [(name, worth) for name, _, _, worth in sources()])
    def test_source(self, run: Graded, name: str, worth: float) -> None:
        """Sources that break a parser cost their own exercise; odd ones that are Python are graded."""
        assert_harmless(run, name, worth)


class TestFolders(Family):
    family = "folders"

    @pytest.mark.parametrize("name", FOLDERS)
    def test_folder(self, run: Graded, name: str) -> None:
        _, worth, words = FOLDERS[name]
        assert words in assert_harmless(run, name, worth)[0]["message"]

    @pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name).replace("::", ": :"))  # :: ends a class's name
    def test_name_of_a_folder(self, run: Graded, name: str) -> None:
        assert_harmless(run, name, 15.0)
        assert run.report(name)["submission"] == name


# What needs a run of its own


def slow_course(course: Path, to: Path, port: int = 1) -> Submissions:
    """The same course, in which a check waits for a minute."""
    shutil.copytree(course, to / "course")
    settings = to / "course" / "course.toml"
    settings.write_text(settings.read_text("utf-8").replace("seconds = 2", "seconds = 60"), "utf-8")
    return Submissions(to / "submissions", to / "course", port)


def test_linked_exercises_are_refused(attacked: Path, tmp_path: Path) -> None:
    """A submission that is a link to the solutions is not graded; that is said, and the others are."""
    shutil.copytree(attacked, tmp_path / "course")
    to = Submissions(tmp_path / "submissions", tmp_path / "course", 1)
    honest = to.add("honest", REFERENCE)
    (tmp_path / "submissions" / "linked").mkdir()
    (tmp_path / "submissions" / "linked" / "exercises").symlink_to(tmp_path / "course" / "solutions")
    long = to.add("z" * 255, REFERENCE)
    graded = grade(tmp_path, [tmp_path / "submissions" / "linked", long, honest])
    assert graded.status == 2
    assert "is a symbolic link" in graded.said and "too long" in graded.said
    assert set(graded.texts) == {"honest", "linked"}
    refused = json.loads(graded.texts["linked"])
    assert refused["exercises"] == [] and refused["score"] == 0 and "is a symbolic link" in refused["refused"]
    assert_harmless(graded, "honest", 15.0)


def test_graded_from_within_the_submission(attacked: Path, tmp_path: Path) -> None:
    """Whoever stands in a student's folder, inside the course, imports nothing of what lies there."""
    shutil.copytree(attacked, tmp_path / "course")
    to = Submissions(tmp_path / "course" / "handed_in", tmp_path / "course", 1)
    submission = to.add("ada", REFERENCE)
    plant(submission, tmp_path / "planted")
    (submission / "course.toml").unlink()
    graded = grade(tmp_path, [submission], cwd=submission)
    assert graded.status == 0, graded.said
    assert_harmless(graded, "ada", 15.0)
    assert not (tmp_path / "planted").exists()


@pytest.mark.long
def test_answers_are_counted(attacked: Path, tmp_path: Path) -> None:
    """However long a check waits, a worker may not send more in it than a grader can hold."""
    to = slow_course(attacked, tmp_path)
    graded = grade(tmp_path, [to.corpus("memory_by_answers")])
    assert "more data than a check takes" in assert_harmless(graded, "memory_by_answers", 5.0)[3]["message"]


def test_a_worker_that_does_not_start_is_no_zero(attacked: Path, tmp_path: Path) -> None:
    """What fails before any of the student's code runs is our fault: no report, and an infrastructure error."""
    shutil.copytree(attacked, tmp_path / "course")
    submission = Submissions(tmp_path / "submissions", tmp_path / "course", 1).add("ada", REFERENCE)
    broken = """
from gradus.grading.official import single
from gradus.sandbox.kinds.bubblewrap import Bubblewrap
from gradus.sandbox.launch import Launch
Bubblewrap.zygote = lambda *_: None
Bubblewrap.launch = lambda *_: Launch(["/bin/sh", "-c", "echo out of order >&2"], {}, "/", False, False)
single.main()
"""
    command = [sys.executable, "-c", broken, str(tmp_path / "course"), "bubblewrap", "600"]
    exercises = tuple(exercise.id for exercise in load(attacked).exercises)
    task = messages.line(messages.Task(0, str(submission), str(tmp_path / "ada.json"), exercises, 600))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        process.stdin.write(task)
        process.stdin.flush()  # and open: where it ends, so does the grader
        *_, last = (messages.parsed(messages.News, line) for line in process.stdout)
    assert "The worker did not start" in last.error and "out of order" in last.error
    assert not (tmp_path / "ada.json").exists()


# What a machine may forbid to everybody, and what only root may do.
OFTEN_FORBIDDEN = set(
    "another_root cache_cachestat cache_of_equal_pages faults_by_hand handles keys large_pages lock_by_lease "
    "machine_log mounts namespaces performance_counters process_memory programs_in_the_kernel quotas rings "
    "segments".split()
)


@pytest.mark.parametrize("name", sorted(ATTEMPTS))
def test_controls(tmp_path: Path, name: str) -> None:
    """Where nothing confines it, each attempt succeeds: what stops it in a worker are the walls."""
    path = HERE / "corpus" / f"{name}.py"
    done = subprocess.run([sys.executable, "-P", str(path)], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    if name in OFTEN_FORBIDDEN and "LOOT" not in done.stderr:
        pytest.skip("this machine forbids it anyway")
    assert f"RuntimeError: LOOT {name}" in done.stderr


@pytest.mark.long
def test_the_attacks_are_real(attacked: Path, tmp_path: Path) -> None:
    """Without a sandbox some of the same modules get what they are after: so the walls were what stopped them."""
    listener = Listener()
    to = slow_course(attacked, tmp_path, listener.port)
    names = ["read_environment", "read_files", "network"]
    graded = grade(tmp_path, [to.corpus(name) for name in names], sandbox="process")
    assert graded.status == 0, graded.said
    for name in names:
        assert "LOOT" in graded.texts[name], name
    assert listener.heard
