"""`gradus verify --watch`: verify again what a save is about, with its stub and fingerprints made anew."""

from collections.abc import Sequence

import click

from gradus.authoring import fingerprints, stubs
from gradus.authoring.verifying import saved, structure
from gradus.authoring.verifying.verify import verify
from gradus.cli.author import _findings
from gradus.core.course import Course, CourseError, Exercise, load
from gradus.core.text import count
from gradus.core.within import PlaceError
from gradus.student import layout


class Watching:
    """One author who saves files, until Ctrl-C. The exercises that were named are watched, or else all."""

    def __init__(self, course: Course, named: Sequence[Exercise], jobs: int) -> None:
        self.course, self.jobs = course, jobs
        self.named = [each.id for each in named]
        self.out = layout.console()

    def run(self) -> None:
        """Verify the exercises that were named, and then what saves are about, until Ctrl-C."""
        saves = saved.Saves(self.course.root)
        saves.start()
        try:
            if self.named:
                self._round([self.course.by_id[name] for name in self.named])
            else:
                click.echo(f"Watching {count(len(self.course.exercises), 'exercise')}.")
                self._end()
            while True:
                self._saved(saves)
        except KeyboardInterrupt:
            click.echo()
        finally:
            saves.close()

    def _saved(self, saves: saved.Saves) -> None:
        """Wait for a save, and verify what it is about, if that is watched."""
        paths = saves.next()
        try:
            before, self.course = self.course, load(self.course.root)
        except CourseError as error:
            self._begin("course.toml")
            click.echo(str(error))
            self._end()
            return
        about = saved.exercises(before, self.course, paths)
        if mine := [each for each in about if not self.named or each.id in self.named]:
            self._round(mine)

    def _round(self, exercises: Sequence[Exercise]) -> None:
        self._begin(", ".join(each.id for each in exercises))
        try:
            made = [path.relative_to(self.course.root).as_posix() for path in stubs.write(self.course)]
            self._made(made)
            findings = self._verify(exercises)
            if findings and all(each.endswith(structure.OLD) for each in findings):
                written = fingerprints.write(self.course, exercises)
                self._made([path.relative_to(self.course.root).as_posix() for path in written])
                findings = self._verify(exercises)
            _findings.show(self.course, exercises, findings)
        except (CourseError, PlaceError, OSError) as error:
            click.echo(str(error))
        self._end()

    def _verify(self, exercises: Sequence[Exercise]) -> list[str]:
        return verify(self.course, exercises, self.jobs, lambda name: None)

    def _made(self, names: Sequence[str]) -> None:
        if names:
            click.echo(f"Made anew: {', '.join(names)}")

    def _begin(self, what: str) -> None:
        """Begin a page, and say at once that a save was seen."""
        if self.out.is_terminal:
            self.out.clear()
        click.echo(f"Verifying {what} …")

    def _end(self) -> None:
        click.echo("Save a solution, graders, a lesson or course.toml to verify it again. Ctrl-C ends.")
