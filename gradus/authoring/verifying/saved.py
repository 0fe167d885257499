"""Which exercises a save is about: of a solution, of graders, of a lesson, or of course.toml."""

import queue
import threading
from collections.abc import Iterable
from pathlib import Path

from gradus.core.course import FILENAME, Course, Exercise
from gradus.grading.diagnosis.matching import FILENAME as FINGERPRINTS

STEP, DEBOUNCE = 50, 300  # milliseconds: until a change is told, and at most while more of them come
HIDDEN = (".", "__pycache__")


class Saves:
    """Puts the paths that were saved in a course into the queue `waiting`, from threads of its own."""

    def __init__(self, root: Path) -> None:
        self.root, self.ended = root, threading.Event()
        self.waiting: queue.Queue[set[Path]] = queue.Queue()

    def start(self) -> None:
        """Begin to watch; what was saved before is not told."""
        folders = [path for path in (self.root / "solutions", self.root / "graders") if path.is_dir()]
        # course.toml may be replaced by another file of its name, so its folder is watched, and nothing below that.
        for places, recursive in ((folders, True), ([self.root], False)):
            threading.Thread(target=self._watch, args=(places, recursive), daemon=True).start()

    def close(self) -> None:
        """Stop watching."""
        self.ended.set()

    def next(self) -> set[Path]:
        """Wait for the next saves, and return all that there are by then."""
        found: set[Path] = set()
        while not found or not self.waiting.empty():
            try:
                found |= self.waiting.get(timeout=0.2)  # a wait without an end is deaf to Ctrl-C on Windows
            except queue.Empty:
                continue
        return found

    def _watch(self, places: Iterable[Path], recursive: bool) -> None:
        from watchfiles import watch

        for changes in watch(
            *places, step=STEP, debounce=DEBOUNCE, stop_event=self.ended, raise_interrupt=False, recursive=recursive
        ):
            paths = {Path(name) for _, name in changes}
            if not recursive:
                paths &= {self.root / FILENAME}
            if paths := {path for path in paths if self._ours(path)}:
                self.waiting.put(paths)

    def _ours(self, path: Path) -> bool:
        """Whether an author writes the file, and not an editor or a command of ours."""
        parts = path.relative_to(self.root).parts
        return not any(part.startswith(HIDDEN) for part in parts) and path.name != FINGERPRINTS


def exercises(before: Course, course: Course, paths: Iterable[Path]) -> list[Exercise]:
    """The exercises that saves of these paths are about, in the course's order; `before` is as it was until then."""
    changed = set(paths)
    everything = course.root / FILENAME in changed and _settings(before) != _settings(course)
    return [each for each in course.exercises if everything or _about(before, course, each, changed)]


def _settings(course: Course) -> tuple[object, ...]:
    return course.seconds, course.verify, course.parts, [each.id for each in course.exercises]


def _about(before: Course, course: Course, exercise: Exercise, paths: set[Path]) -> bool:
    if before.by_id.get(exercise.id) != exercise:
        return True
    used = {course.solutions / each.path for each in [*course.before(exercise), exercise]}
    used |= {course.solutions / "lessons" / f"{lesson}.md" for lesson in course.lessons_of(exercise)}
    return bool(used & paths) or any(path.is_relative_to(course.graders(exercise)) for path in paths)
