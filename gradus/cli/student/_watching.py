"""`gradus check --watch`: the checks stay loaded, a worker waits for the next save, and keys ask for more."""

import contextlib
import functools
import queue
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from gradus.cli.common import next_one
from gradus.cli.output import typed
from gradus.cli.student import _checking, _showing
from gradus.core.course import Course, Exercise
from gradus.core.handed_in.submission import Submission, SubmissionError, open_folder
from gradus.core.report import ExerciseResult
from gradus.sandbox.spares import Spares
from gradus.student import hinting, layout, overview, progress, remember, untouched
from gradus.student.preferences import Pacing, Preferences
from gradus.student.quiz import questions
from gradus.student.quiz.asking import Dialogue
from gradus.student.watch.files import Watcher
from gradus.student.watch.keys import Keys
from gradus.student.watch.screen import Screen

if TYPE_CHECKING:
    from gradus.grading.runner import Record
    from gradus.grading.watching import Rounds

QUESTIONS = 3  # of a quiz between two saves
GRADERS = "graders"  # what is put into the queue when these changed
Asked = tuple[Submission, Sequence[Exercise]]


class Watching:
    """One learner who saves files and presses keys, until Ctrl-C.

    Those things wait in a queue, where threads put them: exercises to check, a key, or that the graders changed.
    """

    def __init__(
        self, course: Course, named: Sequence[Exercise], place: Path, settings: Preferences, *, plain: bool
    ) -> None:
        """Watch the exercises that were `named`, or all, in the folder `place`."""
        self.course, self.named, self.place, self.settings, self.plain = course, named, place, settings, plain
        self.current = named[0] if named else next_one(course)
        there = [*course.set_by(datetime.now(UTC)).exercises, *named, self.current]
        self.exercises = [each for each in course.exercises if each in there]
        self.out = layout.console()
        self.screen = Screen(course, self.out, plain=plain)
        self.waiting: queue.Queue[list[Exercise] | str] = queue.Queue()
        self.spares = Spares(course.root)
        self.rounds: Rounds | None = None
        self.result: ExerciseResult | None = None
        self.again = True
        self.streams = sys.stdout, sys.stderr
        self.keys = Keys(self.waiting.put, lines=plain)
        self.actions: dict[str, Callable[[], None]] = {
            "h": self._hint, "n": self._next, "l": self._list, "s": self._picture, "q": self._quiz, "x": self._explain,
            "c": self._check_again,
        }  # fmt: skip

    def run(self) -> None:
        """Watch until Ctrl-C. Raises CourseError if the graders cannot be run."""
        watcher = Watcher(self.course, open_folder(self.place, self.course).root, self._saved, self._stale)
        watcher.start()
        self.waiting.put([self.current])
        try:
            with self.keys:
                while self.again:
                    self._hold()
        except KeyboardInterrupt:
            click.echo()
        finally:
            watcher.close()
            self.spares.close()

    def _hold(self) -> None:
        """Load the checks, and run them until the end or until they change."""
        self._prepare()
        with _checking.importing():
            from gradus.grading import proof
            from gradus.grading.runner import forget
            from gradus.grading.watching import Rounds
            from gradus.sandbox.launch import PROCESS

        self.again = False
        proven = functools.partial(proof.vouches, self.course, PROCESS)
        self.rounds = Rounds(self.course, self._wanted, self._done, self._prepare, self.spares, proven)
        self.rounds.hold(self.exercises)
        forget(self.course)

    # What threads call

    def _saved(self, exercises: list[Exercise]) -> None:
        mine = [each for each in exercises if not self.named or each in (*self.named, self.current)]
        if mine:
            self.waiting.put(mine)
            if self.rounds:
                self.rounds.abandon()

    def _stale(self) -> None:
        self.waiting.put(GRADERS)

    # What the rounds call

    def _prepare(self) -> None:
        """Have a worker ready for the next save."""
        if not self.spares.keep(self.current.packages):
            self.spares.start(self.current.packages, draws=_checking.draws(self.course, self.current))

    def _wanted(self) -> Asked | None:
        """The next exercise to check, as soon as one was saved; None if the graders have to be loaded again."""
        with self._printing():
            while (event := self.waiting.get()) != GRADERS:
                if isinstance(event, str):
                    self._press(event)
                elif asked := self._begin(event[0]):
                    return asked
            self.again = True
            self.waiting.put([self.current])
            return None

    def _begin(self, exercise: Exercise) -> Asked | None:
        """Turn to an exercise; None if there is nothing to run, because it was not begun or its folder is gone."""
        self.current = exercise
        try:
            submission = open_folder(self.place, self.course)
        except SubmissionError as error:
            click.echo(f"gradus: {error}", err=True)
            return None
        self.screen.begin(exercise)
        if untouched.is_untouched(submission, exercise):
            self._show(untouched.result(self.course, exercise), [])
            return None
        self.screen.checking(exercise)
        return submission, [exercise]

    def _done(self, record: "Record") -> None:
        from gradus.grading import scoring
        from gradus.grading.faults import once

        with self._printing():
            report = scoring.build(self.course, record, [self.current])
            self._show(report.exercises[0], [*once(record.faults.values())])

    def _show(self, result: ExerciseResult, faults: list[str]) -> None:
        """Show a result, and go on to the next exercise if that finished one."""
        self.result = result
        self.screen.begin(self.current)
        _showing.results(self.out, self.course, [result], self.settings, plain=self.plain)
        _showing.faults(faults)
        finished = remember.checked(self.course, [result]) if self._own and not faults else []
        _showing.finished(self.out, self.course, finished, self.settings)
        if finished and self.settings.teaching.pacing is not Pacing.LEARNER_LED and (following := self._following()):
            self.current = following
            layout.wrapped(self.out, Text(f"Watching {following.id} now.", "bold"))
        self.screen.end()

    @property
    def _own(self) -> bool:
        """Whether the learner's own exercises are watched, and not another folder."""
        return self.place == self.course.stubs

    @contextlib.contextmanager
    def _printing(self) -> Iterator[None]:
        """Print to the terminal, where pytest keeps for itself what is printed."""
        with contextlib.redirect_stdout(self.streams[0]), contextlib.redirect_stderr(self.streams[1]):
            yield

    # Keys

    def _press(self, key: str) -> None:
        if action := self.actions.get("c" if key in ("\r", "\n", " ") else key):
            action()

    def _check_again(self) -> None:
        self.waiting.put([self.current])

    def _hint(self) -> None:
        with contextlib.suppress(hinting.HintError):
            self.out.print()
            hinting.show(self.out, hinting.find(self.course, self.current), self.settings)
            return
        click.echo("There is nothing to hint at: no function is red.")

    def _next(self) -> None:
        if following := self._following():
            self.current = following
            self.waiting.put([following])
        else:
            click.echo("There is no exercise left that is not finished.")

    def _following(self) -> Exercise | None:
        """The next exercise that is not finished, after the current one, and then from the beginning."""
        states = progress.states(self.course)
        here = self.exercises.index(self.current) + 1
        turned = [*self.exercises[here:], *self.exercises[:here]]
        open_ones = (each for each in turned if states.get(each.id, progress.State()).state != "passed")
        return next((each for each in open_ones if each != self.current), None)

    def _list(self) -> None:
        self.screen.begin(self.current)
        overview.show_course(self.out, overview.look(self.course))
        self.screen.end()

    def _picture(self) -> None:
        command = [sys.executable, "-P", "-m", "gradus", "show", self.current.id]
        done = subprocess.run(command, cwd=self.course.root, capture_output=True, text=True, encoding="utf-8")
        click.echo(done.stdout or done.stderr, nl=False)

    def _quiz(self) -> None:
        with self.keys.rest():
            try:
                found = questions.questions(self.course)
            except questions.QuizError as error:
                click.echo(f"gradus: {error}")
                return
            mine = questions.lessons_of(self.course, [self.current])
            liked = questions.of_type(
                (each for each in found if each.lesson in mine), self.settings.assessment.quiz_type
            )
            picked = questions.choose(liked, mine, QUESTIONS, date.today())
            if not picked:
                click.echo("Nothing of this lesson is due now.")
            Dialogue(self.course, self.out, typed, self.settings, date.today()).hold(picked)
        self.screen.end()

    def _explain(self) -> None:
        self.out.print()
        self.screen.explain(self.result)
