"""Watch the exercises for changes, and the graders, which are loaded once."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from gradus.core.course import Course, Exercise

STEP, DEBOUNCE = 10, 200  # milliseconds: until a change is told, and at most while more of them come


class Watcher:
    """Calls `saved` with the exercises whose modules in `folder` changed, and `stale` when graders did, in a thread."""

    def __init__(
        self, course: Course, folder: Path, saved: Callable[[list[Exercise]], None], stale: Callable[[], None]
    ) -> None:
        self.course, self.folder, self.saved, self.stale = course, folder.resolve(), saved, stale
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Begin to watch; what was saved before is not told."""
        self.thread.start()

    def close(self) -> None:
        """Stop watching."""
        self.ended.set()

    def _watch(self) -> None:
        from watchfiles import watch

        places = [self.folder, *(place for place in [self.course.root / "graders"] if place.is_dir())]
        for changes in watch(
            *places, step=STEP, debounce=DEBOUNCE, stop_event=self.ended, raise_interrupt=False, recursive=True
        ):
            self.tell({name for _, name in changes})

    def tell(self, names: Iterable[str]) -> None:
        """Tell of changed files by their paths."""
        changed = {Path(name).resolve() for name in names}
        paths = {exercise: self.folder / exercise.path for exercise in self.course.exercises}
        if exercises := [exercise for exercise, path in paths.items() if path in changed]:
            self.saved(exercises)
        graders = (self.course.root / "graders").resolve()
        if any(path.suffix in (".py", ".toml", ".json") and path.is_relative_to(graders) for path in changed):
            self.stale()
