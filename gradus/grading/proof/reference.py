"""Runs the reference through the graders: what it loses is a mistake of the course's, which costs no student a point.

An exercise is run again where its digest has changed since it passed; .gradus/proven.json in the course keeps that.
"""

import contextlib
import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from gradus.core import checks
from gradus.core.checks import Check
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.decode import DecodeError, build, loads, read_json
from gradus.core.files import write_atomic
from gradus.grading.proof import digests
from gradus.sandbox.launch import PROCESS

FILE = ".gradus/proven.json"
TIMEOUT = 1800
# Each exercise has a process of its own, so NumPy's threads would only compete for processors.
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Proof:
    """What came of the reference in one exercise, whose digest is `of`: ids of passed checks, sentences on the rest."""

    of: str
    passed: tuple[str, ...]
    findings: tuple[str, ...]


def prove(
    course: Course,
    exercises: Sequence[Exercise],
    sandbox: str = PROCESS,
    jobs: int = 1,
    done: Callable[[str], None] = lambda exercise: None,
) -> list[str]:
    """A sentence for each mistake of the course's that costs the reference a point, with file and line; none if sound.

    Only exercises that changed since they passed in this sandbox are run, `jobs` at a time; `done` gets the id of each.
    A cache that is missing, unreadable or of something else is as none.
    """
    known = _read(course)
    run = functools.partial(_run, course, sandbox)
    open_ones = [each for each in exercises if not _holds(known.get(_name(each, sandbox)), course, sandbox, each)]
    found: dict[str, Proof] = {}
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        try:
            for exercise, proof in zip(open_ones, pool.map(run, open_ones), strict=True):
                # What is lost beside other exercises is tried alone: there may have been no time left.
                name = _name(exercise, sandbox)
                found[name] = run(exercise) if proof.findings and jobs > 1 else proof
                _write(course, {name: found[name]})
                done(exercise.id)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return list(dict.fromkeys(sentence for each in found.values() for sentence in each.findings))


def vouches(course: Course, sandbox: str, check: Check) -> bool:
    """Whether the reference passes the check. A student repository has none: its checks were proven before release."""
    exercise = course.by_id[check.exercise]
    if not (course.solutions / exercise.path).is_file():
        return True
    return check.id in _proof(course, sandbox, exercise).passed


def export(course: Course, exercises: Sequence[Exercise], sandbox: str) -> str:
    """What is proven of these exercises as they are now, as JSON: `adopt` reads it on a machine of the same state."""
    known = _read(course) | _proofs(course.root)
    keys = {_name(each, sandbox): _key(course, sandbox, each) for each in exercises}
    held = {name: known[name] for name, key in keys.items() if name in known and known[name].of == key != ""}
    return json.dumps({name: asdict(proof) for name, proof in held.items()})


def adopt(course: Course, text: str) -> bool:
    """Add what another machine has proven; returns whether it could be kept in the course's folder. Raises DecodeError.

    A proof counts only where its digest is the same, so that of another state does no harm.
    """
    new = build(dict[str, Proof], loads(text.encode()), FILE)
    known = _read(course)
    if missing := {name: proof for name, proof in new.items() if known.get(name) != proof}:
        _write(course, missing)
    return not missing or _read(course).items() >= new.items()


def vouching(course: Course, sandbox: str, exercises: Sequence[Exercise]) -> Callable[[Check], bool]:
    """As `vouches`, for many checks: what is known of these exercises is looked up once."""
    known, passed = _read(course), dict[str, frozenset[str]]()
    for exercise in exercises:
        proof = known.get(_name(exercise, sandbox))
        if proof and proof.of == _key(course, sandbox, exercise) != "":
            passed[exercise.id] = frozenset(proof.passed)

    def vouch(check: Check) -> bool:
        ids = passed.get(check.exercise)
        return vouches(course, sandbox, check) if ids is None else check.id in ids

    return vouch


@functools.cache
def _proofs(root: Path) -> dict[str, Proof]:
    """Proofs of this process, where the course's folder cannot be written to."""
    return {}


def _proof(course: Course, sandbox: str, exercise: Exercise) -> Proof:
    """What is known of an exercise as it is now, or else comes of running it."""
    of, here, name = _key(course, sandbox, exercise), _proofs(course.root), _name(exercise, sandbox)
    for known in (here.get(name), _read(course).get(name)):
        if known and known.of == of != "":
            return known
    here[name] = _run(course, sandbox, exercise)
    _write(course, {name: here[name]})
    return here[name]


def _name(exercise: Exercise, sandbox: str) -> str:
    """What a proof is filed under."""
    return f"{exercise.id} {sandbox}"


def _key(course: Course, sandbox: str, exercise: Exercise) -> str:
    """What a proof is good for; empty, and so for nothing, where a file cannot be read."""
    try:
        return digests.of(digests.digest(course, exercise), digests.circumstances(), sandbox)
    except OSError:
        return ""


def _holds(proof: Proof | None, course: Course, sandbox: str, exercise: Exercise) -> bool:
    """Whether the exercise is as it was when the reference passed every check of it."""
    if proof is None or proof.findings:
        return False
    try:
        wanted = {check.id for check in checks.read(course, exercise)}
    except CourseError:
        return False
    return {*proof.passed} == wanted and proof.of == _key(course, sandbox, exercise) != ""


def _run(course: Course, sandbox: str, exercise: Exercise) -> Proof:
    """Run the reference through the exercise's checks, in a process of its own."""
    of = _key(course, sandbox, exercise)
    # -P: the current folder may contain somebody's numpy.py.
    command = [sys.executable, "-P", "-m", "gradus.grading.proof", str(course.root), exercise.id, sandbox]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=TIMEOUT, stdin=subprocess.DEVNULL, env=os.environ | ONE_THREAD
        )
        passed, findings = build(dict[str, tuple[str, ...]], loads(done.stdout), "proof").values()
    except subprocess.TimeoutExpired:
        return Proof(of, (), (f"{exercise.id}: the reference is not through its checks after {TIMEOUT} seconds.",))
    except (DecodeError, ValueError):
        why = done.stderr.decode("utf-8", "replace").strip()[-3000:]
        return Proof(of, (), (f"{exercise.id}: the reference could not be run through its checks.\n{why}",))
    return Proof(of, passed, findings)


def _read(course: Course) -> dict[str, Proof]:
    try:
        return read_json(dict[str, Proof], course.root / FILE, FILE)
    except DecodeError:
        return {}


def _write(course: Course, new: dict[str, Proof]) -> None:
    """Add to the file; a folder that cannot be written to is proven again the next time."""
    path = course.root / FILE
    known = {name: proof for name, proof in _read(course).items() if name.split(" ")[0] in course.by_id} | new
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        write_atomic(path, json.dumps({name: asdict(proof) for name, proof in known.items()}, indent=1) + "\n")
