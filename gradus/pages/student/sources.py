"""Finds the code of a student in the folder of submissions. It is read as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gradus.core.checks import Check
from gradus.core.course import Course, Exercise
from gradus.core.handed_in.submission import ModuleReadError, Submission, SubmissionError, lines_of, open_folder
from gradus.core.names import same
from gradus.core.report import ExerciseResult
from gradus.grading.official import provenance
from gradus.pages.student.known import Known
from gradus.pages.student.placing import checks_of
from gradus.pages.student.review import Source
from gradus.scores.roster import Student


@dataclass(frozen=True)
class Sources:
    """The code of the exercises that a student began, and their checks by id, both by exercise."""

    files: Mapping[str, Source] = field(default_factory=dict)
    checks: Mapping[str, Mapping[str, Check]] = field(default_factory=dict)


class Finder:
    """Finds the code of students in `folder`, whose folders have the names of logins, or those that the roster says.

    The checks are read once.
    """

    def __init__(self, course: Course, folder: Path, students: Mapping[str, Student]) -> None:
        self._course, self._students = course, students
        self._checks: dict[str, Mapping[str, Check]] = {}
        try:
            self._paths = {same(path.name): path for path in folder.iterdir()}
            self._why = f"There is no folder of that name in {folder}: the code is not shown."
        except OSError as error:
            self._paths, self._why = {}, f"{folder} cannot be read: {error.strerror}. The code is not shown."

    def find(self, known: Known) -> Sources:
        """The code of a student. Raises CourseError if the checks cannot be read."""
        course = self._course
        begun = [each for each in known.exercises if known.cells[each.id].state.begun and each.id in course.by_id]
        try:
            student = self._students.get(same(known.login))
            names = [known.login, *([student.folder] if student and student.folder else [])]
            path = next((self._paths[same(each)] for each in names if same(each) in self._paths), None)
            if path is None or path.is_symlink():
                raise SubmissionError(self._why)
            submission = open_folder(path, course)
        except SubmissionError as error:
            files = {each.id: Source(f"{each.id}.py", missing=str(error)) for each in begun}
        else:
            files = {each.id: _source(course, submission, course.by_id[each.id], each) for each in begun}
        for each in begun:
            if each.id not in self._checks:
                self._checks[each.id] = checks_of(course, course.by_id[each.id])
        return Sources(files, {each.id: self._checks[each.id] for each in begun})


def _source(course: Course, submission: Submission, exercise: Exercise, result: ExerciseResult) -> Source:
    try:
        data = submission.source(exercise)
    except ModuleReadError as error:
        return Source(exercise.path, missing=str(error))
    now = provenance.Basis(course).made(submission, [exercise])[exercise.id].submission
    other = bool(result.made and result.made.submission and not now.startswith(result.made.submission))
    return Source(exercise.path, tuple(lines_of(data)), other=other)
