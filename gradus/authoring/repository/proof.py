"""Proves by running it that what is released gives nothing away: on the stubs nothing is begun, on the reference all passes.

A course that passed `gradus verify` in this very state is proven. Otherwise this is tried here, on what is about to be
written; exercises that did not change since they were proven are not tried again.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gradus.authoring import stubs, verified
from gradus.core.course import Course, CourseError, Exercise, load
from gradus.core.decode import DecodeError, read_json
from gradus.core.files import write_atomic
from gradus.core.status import Status, Visibility
from gradus.core.submission import Submission
from gradus.grading.proof import digests
from gradus.grading.runner import run_checks
from gradus.sandbox.launch import PROCESS

FILE = ".gradus/released.json"
TIMEOUT = 900
MOST = 10  # problems that a message tells
# Each process has exercises of its own, so NumPy's threads would only compete for processors.
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def unverified(course: Course) -> str:
    """Why `gradus verify` does not vouch for the course as it is; empty if it does."""
    try:
        verified.require(course)
    except CourseError as error:
        return str(error)
    return ""


def require(course: Course, *, of_verify: bool = False) -> None:
    """Raises CourseError unless it is proven that stubs begin nothing and that the reference passes its visible checks.

    With `of_verify`, only what `gradus verify` passed in this very state will do.
    """
    if not (missing := unverified(course)):
        return
    if of_verify:
        raise CourseError(missing)
    texts = stubs.generate(course)
    now = {each.id: _state(course, each, texts[course.stubs / each.path]) for each in course.exercises}
    proven = _read(course)
    if open_ones := [each for each in course.exercises if proven.get(each.id) != now[each.id]]:
        with tempfile.TemporaryDirectory(prefix="gradus-stubs-") as folder:
            for path, text in texts.items():
                stub = Path(folder) / path.relative_to(course.root)
                stub.parent.mkdir(parents=True, exist_ok=True)
                stub.write_text(text, "utf-8", newline="\n")
            findings = list(_in_subprocesses(course, open_ones, Path(folder)))
        if findings:
            more = [f"{len(findings) - MOST} more like these."] if len(findings) > MOST else []
            raise CourseError("\n".join([*findings[:MOST], *more, "Mend this first; gradus verify tells more."]))
        with contextlib.suppress(OSError):  # then it is proven again the next time
            (course.root / FILE).parent.mkdir(exist_ok=True)
            write_atomic(course.root / FILE, json.dumps(now, indent=1) + "\n")


def _state(course: Course, exercise: Exercise, stub: str) -> str:
    """A digest of everything that the proof of an exercise depends on."""
    return digests.of(digests.ordered([verified.state(course, exercise), stub]))


def _read(course: Course) -> dict[str, str]:
    try:
        return read_json(dict[str, str], course.root / FILE, FILE)
    except DecodeError:
        return {}


def _in_subprocesses(course: Course, exercises: Sequence[Exercise], folder: Path) -> Iterator[str]:
    """The problems of some exercises, whose stubs are in `folder`, shared out over the processors."""
    jobs = min(os.cpu_count() or 1, len(exercises))
    shares = [[each.id for each in exercises[start::jobs]] for start in range(jobs)]
    with ThreadPoolExecutor(jobs) as pool:
        for findings in pool.map(lambda share: _in_subprocess(course, share, folder), shares):
            yield from findings


def _in_subprocess(course: Course, names: Sequence[str], folder: Path) -> list[str]:
    command = [sys.executable, "-m", "gradus.authoring.repository.proof", str(course.root), str(folder), *names]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, env=os.environ | ONE_THREAD)
    except subprocess.TimeoutExpired:
        return [f"{', '.join(names)}: stubs and reference were not through within {TIMEOUT} seconds."]
    if done.returncode:
        return [f"{', '.join(names)}: stubs and reference could not be tried.\n{done.stderr[-2000:]}"]
    return [text for text in done.stdout.split("\0") if text]


def findings(course: Course, exercises: Sequence[Exercise], folder: Path) -> Iterator[str]:
    """What is wrong with the stubs in `folder`, and with the reference in visible checks."""
    for check, outcome in run_checks(course, Submission("stubs", folder / "exercises"), exercises, PROCESS).results:
        if outcome.status is not Status.NOT_STARTED:
            gives = f": is its answer in the stub exercises/{course.by_id[check.exercise].path}?"
            more = gives if outcome.status is Status.PASSED else ", expected not_started."
            yield f"{check.id}: the stub gets {outcome.status}{more}"
    for check, outcome in run_checks(course, Submission("solutions", course.solutions), exercises, PROCESS).results:
        if check.visibility is Visibility.VISIBLE and outcome.status is not Status.PASSED:
            yield f"{check.id}: the reference gets {outcome.status}.\n{outcome.message}{outcome.detail}"


def main(arguments: Sequence[str]) -> None:
    """Print the problems of some exercises, each followed by a null character; `require` runs this in a subprocess."""
    course = load(Path(arguments[0]))
    try:
        for finding in findings(course, [course.by_id[name] for name in arguments[2:]], Path(arguments[1])):
            print(finding, end="\0")
    except CourseError as error:
        print(error, end="\0")


if __name__ == "__main__":
    main(sys.argv[1:])
