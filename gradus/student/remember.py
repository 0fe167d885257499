"""Remember what a learner did: in .gradus/progress.json, the last state, and in the history."""

from collections.abc import Iterable
from dataclasses import replace

from gradus.core.course import Course, Exercise
from gradus.core.report import ExerciseResult
from gradus.student import focus, history, progress
from gradus.student.history import Event, What
from gradus.student.progress import Entry


def checked(course: Course, results: Iterable[ExerciseResult]) -> list[ExerciseResult]:
    """Store the results of a run, where that can be written; returns those of exercises that it finished."""
    entries, finished, events = progress.read(course), [], []
    for result in results:
        exercise, entry = course.by_id[result.id], entries.get(result.id, Entry())
        state = "passed" if result.finished else "begun" if result.begun else ""
        if state == "passed" != entry.state:
            finished.append(result)
        entries[result.id] = replace(
            entry,
            state=state,
            score=result.earned,
            possible=result.possible,
            digest=progress.digest(course, exercise),
            further=sum(check.score for check in result.further),
            further_possible=sum(check.points for check in result.further),
            red=focus.red(course, result, focus.functions(course, exercise)),
        )
        if result.begun:
            events.append(_event(result, entries[result.id], result in finished))
    progress.write(course, entries)
    history.add(course.root, events)
    return finished


def _event(result: ExerciseResult, entry: Entry, finished: bool) -> Event:
    sentences = tuple(dict.fromkeys(check.diagnosis for check in result.checks if check.diagnosis))
    return Event(
        history.now(),
        What.CHECK,
        exercise=result.id,
        function=entry.red if entry.state != "passed" else "",
        score=result.earned,
        possible=result.possible,
        finished=finished,
        misconceptions=sentences,
    )


def hinted(course: Course, exercise: Exercise, function: str, step: int) -> None:
    """Store that a hint was given: the one at place `step`, from 1, for a function, or for the whole exercise."""
    entries = progress.read(course)
    entry = entries.get(exercise.id, Entry())
    new = replace(entry, climbed={**entry.climbed, function: step}) if function else replace(entry, hints=step)
    progress.write(course, entries | {exercise.id: new})
    history.add(course.root, [Event(history.now(), What.HINT, exercise=exercise.id, function=function, step=step)])
