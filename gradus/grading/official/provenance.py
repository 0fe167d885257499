"""What a verdict rests on: versions, and digests of the modules handed in, the checks, the reference and the engine."""

import platform
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from gradus import __version__
from gradus.core.course import Course, Exercise
from gradus.core.handed_in.submission import ModuleReadError, Submission
from gradus.core.report import Made
from gradus.grading.proof import digests


class Basis:
    """What the verdicts of a batch rest on: what is the same for all submissions is read once.

    Raises OSError if a file of the course's cannot be read.
    """

    def __init__(self, course: Course) -> None:
        self.course = course
        self._graders: dict[str, str] = {}

    def graders(self, exercise: Exercise) -> str:
        """The digest of what judges an exercise."""
        if exercise.id not in self._graders:
            self._graders[exercise.id] = digests.of(digests.digest(self.course, exercise), digests.engine())
        return self._graders[exercise.id]

    def made(self, submission: Submission, exercises: Iterable[Exercise]) -> dict[str, Made]:
        """What verdicts on these exercises rest on now, by exercise.

        Two of one exercise are equal, but for `at`, if grading again changes nothing.
        """
        return self.look(submission, exercises)[0]

    def look(self, submission: Submission, exercises: Iterable[Exercise]) -> tuple[dict[str, Made], set[str]]:
        """What `made` gives, and the exercises among these and those before them whose modules cannot be read."""
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        read: dict[str, str] = {}
        found, absent = {}, set[str]()
        for exercise in exercises:
            needed = [*self.course.before(exercise), exercise]
            for each in needed:
                if each.id not in read:
                    try:
                        content = submission.source(each)
                    except ModuleReadError as error:
                        content = f"\0{error}".encode("utf-8", "surrogatepass")
                        absent.add(each.id)
                    read[each.id] = digests.of_bytes(content)
            handed_in = digests.whole(*(read[each.id] for each in needed))
            found[exercise.id] = Made(at, *_versions(), handed_in, self.graders(exercise))
        return found, absent

    def current(self, made: Made, exercise: Exercise) -> bool:
        """Whether a verdict, on whatever modules, was made with what there is now."""
        now = Made(made.at, *_versions(), made.submission, self.graders(exercise))
        return made == now


def same(one: Made | None, other: Made | None) -> bool:
    """Whether two verdicts rest on the same, whenever they were made; unknown is never the same."""
    return one is not None and other is not None and replace(one, at="") == replace(other, at="")


def _versions() -> tuple[str, str, str]:
    return __version__, platform.python_version(), digests.installed("numpy")
