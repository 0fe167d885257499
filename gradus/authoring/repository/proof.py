"""Proves by running it that what is released gives nothing away: stubs begin nothing, the reference passes.

A course that passed `gradus verify` in this very state is proven. Otherwise this is tried here, on what is about to be
written; an exercise that did not change since is not tried again.
"""

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gradus.authoring import apart, stubs
from gradus.authoring.verifying import verified
from gradus.core.course import Course, CourseError, Exercise, load
from gradus.core.decode import DecodeError, read_json
from gradus.core.files import write_atomic
from gradus.core.handed_in.submission import Submission
from gradus.core.status import Status
from gradus.grading.proof import digests, reference
from gradus.grading.runner import run_checks
from gradus.sandbox.launch import PROCESS

FILE = ".gradus/stubs.json"
TIMEOUT = 1800
MOST = 10  # problems that a message tells


def require(course: Course, *, of_verify: bool = False) -> str:
    """Raises CourseError unless it is proven that no check passes on a stub, and that the reference passes them all.

    With `of_verify`, only what `gradus verify` passed in this very state will do. Returns why verify does not vouch for
    the rest, such as misconceptions and lessons; nothing if it does.
    """
    try:
        verified.require(course)
    except CourseError as error:
        if of_verify:
            raise
        missing = str(error)
    else:
        return ""
    found = [*_of_stubs(course), *reference.prove(course, course.exercises, jobs=os.cpu_count() or 1)]
    if found:
        more = [f"{len(found) - MOST} more like these."] if len(found) > MOST else []
        raise CourseError("\n".join([*found[:MOST], *more, "Nothing was released. gradus verify tells more."]))
    return missing


def _of_stubs(course: Course) -> list[str]:
    """What is wrong with the stubs that would be released, as far as they changed since they were tried."""
    texts = stubs.generate(course)
    now = {each.id: _state(course, each, texts[course.stubs / each.path]) for each in course.exercises}
    tried = _read(course)
    if not (open_ones := [each for each in course.exercises if tried.get(each.id) != now[each.id]]):
        return []
    with tempfile.TemporaryDirectory(prefix="gradus-stubs-") as folder:
        for path, text in texts.items():
            stub = Path(folder) / path.relative_to(course.stubs)
            stub.parent.mkdir(parents=True, exist_ok=True)
            stub.write_text(text, "utf-8", newline="\n")
        found = list(_in_subprocesses(course, open_ones, Path(folder)))
    if not found:
        with contextlib.suppress(OSError):  # a course that cannot be written to is tried again the next time
            (course.root / FILE).parent.mkdir(exist_ok=True)
            write_atomic(course.root / FILE, json.dumps(now, indent=1) + "\n")
    return found


def _state(course: Course, exercise: Exercise, stub: str) -> str:
    """A digest of everything that decides what a stub gets."""
    try:
        return digests.of(digests.digest(course, exercise), digests.circumstances(), stub)
    except OSError as error:
        raise CourseError(f"{error.filename} cannot be read: {error.strerror}.") from None


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
    which, arguments = ", ".join(names), [str(course.root), str(folder), *names]
    late = f"{which}: the stubs are not through their checks after {TIMEOUT} seconds."
    failed = f"{which}: the stubs could not be tried."
    return apart.findings("gradus.authoring.repository.proof", arguments, TIMEOUT, unfinished=late, failed=failed)


def findings(course: Course, exercises: Sequence[Exercise], folder: Path) -> Iterator[str]:
    """What is wrong with the stubs of some exercises, which are in `folder`."""
    for check, outcome in run_checks(course, Submission("stubs", folder), exercises, PROCESS).results:
        path = f"exercises/{course.by_id[check.exercise].path}"
        if outcome.status is Status.PASSED:
            yield f"{check.id}: the stub {path} passes it: is the answer in it, or does the check ask nothing?"
        elif outcome.status is not Status.NOT_STARTED:
            yield f"{check.id}: the stub {path} gets {outcome.status}, expected not_started."


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
