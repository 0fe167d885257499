"""`python -m tests.alike [CLASSES [STUDENTS [COPIES]]]`: what `gradus alike` finds in made-up classes, in figures.

Precision: of the pairs that are shown, how many are copies. Recall: of the copies, how many are shown. By exercise the
same is asked of each exercise of a pair. "Above all others" are the copies before the first pair that is none.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from gradus.cli.teacher._alike import given
from gradus.core.handed_in.submission import open_folder
from gradus.scores.alike.compare import compare
from gradus.scores.alike.found import Alike
from tests.alike import a_class
from tests.alike.a_class import COURSE, Class

FIRST = 101  # the bounds in gradus/scores/alike were chosen on the classes 1 to 3, and these are others


def look(made: Class) -> Alike:
    """What is found in a class."""
    with tempfile.TemporaryDirectory() as folder:
        a_class.write(Path(folder), made)
        submissions = [open_folder(path, COURSE) for path in sorted(Path(folder).iterdir())]
        exercises = [each for each in COURSE.exercises if each.id in next(iter(made.modules.values()))]
        return compare(submissions, exercises, {each.id: given(COURSE, each) for each in exercises})


def copied(made: Class) -> dict[frozenset[str], a_class.Copy]:
    """The copies by the two students."""
    return {frozenset((each.taker, each.giver)): each for each in made.copies}


def shown(found: Alike) -> list[frozenset[str]]:
    """The pairs that are shown, in their order."""
    return [frozenset((pair.left, pair.right)) for pair in found.pairs]


def first(found: Alike, made: Class) -> int:
    """How many copies stand above the first pair that is none."""
    copies = copied(made)
    return next((at for at, pair in enumerate(shown(found)) if pair not in copies), len(found.pairs))


def main(arguments: Iterable[str]) -> None:
    """Print the figures."""
    given_ = [*map(int, arguments)]
    classes, students, copies = [*given_, *(5, 60, 10)[len(given_) :]]
    total: Counter[str] = Counter()
    kinds: Counter[tuple[str, bool]] = Counter()
    sizes: Counter[tuple[int, bool]] = Counter()
    for seed in range(FIRST, FIRST + classes):
        made = a_class.make(students, copies, seed)
        start = time.perf_counter()
        found = look(made)
        pairs, known = shown(found), copied(made)
        right = {(frozenset((pair.left, pair.right)), each.exercise) for pair in found.pairs for each in pair.exercises}
        true = {(pair, exercise) for pair, copy in known.items() for exercise in copy.exercises}
        total += Counter(
            shown=len(pairs), copies=len(known), hits=len(known.keys() & set(pairs)), above=first(found, made),
            by_exercise=len(right), copied=len(true), hit=len(right & true),
        )  # fmt: skip
        kinds.update((copy.kind, pair in pairs) for pair, copy in known.items())
        sizes.update((len(copy.exercises), pair in pairs) for pair, copy in known.items())
        print(f"class {seed}: {len(pairs)} pairs, {first(found, made)} copies above all others, "
              f"{time.perf_counter() - start:.0f} s")  # fmt: skip
    print(
        f"pairs: precision {total['hits'] / max(total['shown'], 1):.2f}, recall {total['hits'] / total['copies']:.2f}"
    )
    precision, recall = total["hit"] / max(total["by_exercise"], 1), total["hit"] / total["copied"]
    print(f"pairs and exercises: precision {precision:.2f}, recall {recall:.2f}")
    print(f"copies above all others: {total['above']} of {total['copies']}")
    for kind in a_class.DISGUISES:
        print(f"disguised by {kind}: {kinds[kind, True]} of {kinds[kind, True] + kinds[kind, False]} shown")
    for size in sorted({size for size, _ in sizes}):
        print(
            f"exercises that were copied: {size}: {sizes[size, True]} of {sizes[size, True] + sizes[size, False]} shown"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
