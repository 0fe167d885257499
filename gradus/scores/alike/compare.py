"""Compares the modules of a class, exercise by exercise: only pairs that share something rare are looked at."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from gradus.core.course import Exercise
from gradus.core.handed_in.submission import ModuleReadError, Submission, lines_of
from gradus.scores.alike import modules
from gradus.scores.alike.found import Alike, Likeness, Pair
from gradus.scores.alike.matching import passage, runs
from gradus.scores.alike.modules import Module
from gradus.scores.alike.tokens import Given, TooLongError, read

# What is less is not shown: `python -m tests.alike` says how often chance gets so far. Fewer rows are not looked at.
WEIGHT, SHARE, ROWS = 25.0, 0.55, 4.0


def compare(
    submissions: Sequence[Submission], exercises: Iterable[Exercise], given: Mapping[str, Sequence[str]]
) -> Alike:
    """The pairs of students whose modules have passages alike. `given` are the sources that all got, by exercise.

    Names of submissions must differ. Nothing of a submission is run. Raises AlikeError if the library is missing.
    """
    found: dict[tuple[str, str], list[Likeness]] = defaultdict(list)
    notes: list[tuple[str, str]] = []
    compared = []
    for exercise in exercises:
        compared.append(exercise.id)
        sources = Given(read(lines_of(text.encode())) for text in given.get(exercise.id, ()))
        every = list(_modules(submissions, exercise, sources, notes))
        for names, likeness in _likenesses(every, exercise):
            found[names].append(likeness)
    pairs = [Pair(*names, tuple(sorted(each, key=lambda one: -one.size))) for names, each in found.items()]
    pairs.sort(key=lambda pair: (-pair.size, pair.left, pair.right))
    return Alike(tuple(pairs), tuple(each.name for each in submissions), tuple(compared), tuple(notes))


def _modules(
    submissions: Iterable[Submission], exercise: Exercise, given: Given, notes: list[tuple[str, str]]
) -> Iterator[Module]:
    for number, submission in enumerate(submissions):
        try:
            lines = lines_of(submission.source(exercise))
            yield modules.module(submission.name, number, lines, read(lines), given)
        except ModuleReadError as error:
            if not error.missing:
                notes.append((submission.name, str(error)))
        except TooLongError as error:
            notes.append((submission.name, f"{exercise.path} {error}."))


def _likenesses(every: Sequence[Module], exercise: Exercise) -> Iterator[tuple[tuple[str, str], Likeness]]:
    weights = modules.weigh(every)
    holders: dict[int, list[int]] = defaultdict(list)
    for at, each in enumerate(every):
        for key in each.places:
            if key in weights:
                holders[key].append(at)
    shared: dict[tuple[int, int], float] = defaultdict(float)
    for key, which in holders.items():
        for both in combinations(which, 2):
            shared[both] += weights[key]
    for (one, two), weight in shared.items():
        if weight >= ROWS:
            left, right = every[one], every[two]
            if likeness := _likeness(left, right, exercise):
                yield (left.student, right.student), likeness


def _likeness(left: Module, right: Module, exercise: Exercise) -> Likeness | None:
    share, weight = modules.common(left, right)
    if weight < WEIGHT or share < SHARE:
        return None
    passages = [passage(left, right, run) for run in runs(left, right)]
    passages.sort(key=lambda each: (-each.tokens, each.left.first))
    return Likeness(exercise.id, tuple(passages), share, weight)
