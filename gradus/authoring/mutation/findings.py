"""What the mutants of an exercise say of its checks: those that keep every point, and are not listed with a reason."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from gradus.authoring.mutation import survivors
from gradus.authoring.mutation.judge import SURVIVED, judge_exercise, kept
from gradus.authoring.mutation.mutants import mutants
from gradus.authoring.mutation.second import second_order
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.text import one_line

MAKERS = (mutants, second_order)


def try_all(
    course: Course, exercises: Sequence[Exercise], jobs: int, done: Callable[[str], None]
) -> tuple[list[str], int]:
    """Try the mutants of some exercises, `jobs` at a time; `done` gets the id of each.

    Returns a sentence for each that tells of a hole, with file and line, and how many there were.
    """

    def found(exercise: Exercise) -> tuple[list[str], int]:
        try:
            verdicts = {name: each for make in MAKERS for name, each in judge_exercise(course, exercise, make).items()}
            return [*_of_verdicts(course, exercise, verdicts)], len(verdicts)
        except CourseError as error:
            return [f"{exercise.id}: {error}"], 0

    sentences, total = list[str](), 0
    with ThreadPoolExecutor(jobs) as pool:
        for exercise, (more, number) in zip(exercises, pool.map(found, exercises), strict=True):
            sentences, total = sentences + more, total + number
            done(exercise.id)
    return sentences, total


def known(course: Course, exercise: Exercise) -> Iterator[str]:
    """What is known of an exercise's mutants without trying one: that they were not tried, or who survived."""
    verdicts: dict[str, str] = {}
    for make in MAKERS:
        if (each := kept(course, exercise, make)) is None:
            yield f"{exercise.id}: its mutants were not tried in this state: run gradus verify --mutants {exercise.id}."
            return
        verdicts |= each
    yield from _of_verdicts(course, exercise, verdicts)


def _of_verdicts(course: Course, exercise: Exercise, verdicts: dict[str, str]) -> Iterator[str]:
    listed = survivors.read(course, exercise)
    where = f"graders/{exercise.id}/{survivors.FILE}"
    alive = {name.partition(":")[2] for name, verdict in verdicts.items() if verdict == SURVIVED}
    made = {each.name: each for make in MAKERS for each in make(course, exercise)}
    for name in [name for name in made if name in alive and name not in listed]:
        mutant = made[name]
        change = f"solutions/{exercise.path}, line {mutant.line}: no check notices {one_line(mutant.change, 160)}"
        yield f'{change}. Write one that does, or a line "{name}" = "…" with the reason into {where}.'
    if gone := [name for name in listed if name not in alive]:
        text = (course.graders(exercise) / survivors.FILE).read_text("utf-8-sig")
        for name in gone:
            why = "loses points now" if name in made else "is no mutant of the solution any more"
            yield f"{where}, line {survivors.line_of(text, name)}: {one_line(name, 80)} {why}: take it out."
