"""The options that the commands about marks share, and their parsing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from gradus.cli.common import chosen_work, here
from gradus.cli.output import ONLY, UNIT, fail, warn
from gradus.core.course import Course, CourseNotFoundError, Selection
from gradus.core.decode import DecodeError
from gradus.core.exits import USAGE
from gradus.core.names import same
from gradus.core.report import Report
from gradus.core.schedule.due import DueDates, Extension, read_extensions, works_called
from gradus.core.schedule.extensions import roster_extensions
from gradus.core.schedule.units import Rules
from gradus.core.tables import TableError
from gradus.core.text import one_line
from gradus.pulls.ledger.counting import by_account, may_count, tries
from gradus.pulls.ledger.ledger import Ledger, account_names
from gradus.scores import by_hand
from gradus.scores.absent import absent, by_roster, listed, login_of
from gradus.scores.marks import (
    ClassResults,
    Mark,
    ScoredItem,
    check_versions,
    narrowed,
    read_attempts,
    read_reports,
    read_scored,
)
from gradus.scores.mixture import mixtures, unlike
from gradus.scores.protection import FLAG
from gradus.scores.roster import Student, SubmissionInfo, parse_time, read_roster, read_submissions

FILE = click.Path(path_type=Path)
EXISTING = click.Path(path_type=Path, exists=True)
RESULTS = click.argument("results", nargs=-1, required=True, metavar="RESULTS...", type=EXISTING)
ANY_RESULTS = click.argument("results", nargs=-1, metavar="[RESULTS...]", type=EXISTING)
ROSTER = "CSV with a column login; and student_id, email, last_name, first_name, id, team, if you have them."
SUBMISSION = "CSV: login,submitted and, if known, commit. With several RESULTS, one for each, in their order."
SUBMISSIONS = click.option("--submissions", multiple=True, type=FILE, help=SUBMISSION)
DUE = "When work was due, with a time zone, for all or as EXERCISE=TIME or UNIT=TIME; may be given more than once."
MIXED = click.option("--mixed", is_flag=True, help="Take marks that different versions of the checks gave.")
DUES = click.option("--due", "dues", multiple=True, help=DUE)
NO_SANDBOX = "Take scores of code that ran in no sandbox (macOS, Windows); what is written says so."
UNPROTECTED = click.option(f"--{FLAG}", is_flag=True, help=NO_SANDBOX)
EXTENSION = "CSV of students who have more time: login,work,due,days."
EXTENSIONS = click.option("--extensions", type=FILE, help=EXTENSION)
Times = Mapping[str, SubmissionInfo]


def class_options(command: Callable[..., Any], results: Callable[..., Any] = RESULTS) -> Callable[..., Any]:
    """Give a command the argument RESULTS, in the form of `results`, and the options that `read_class` takes.

    But for the roster.
    """
    for option in (UNPROTECTED, ONLY, UNIT, EXTENSIONS, DUES, SUBMISSIONS, results):
        command = option(command)
    return command


def read_class(
    results: Sequence[Path],
    roster: Path | None,
    submissions: Sequence[Path],
    dues: Sequence[str],
    extensions: Path | None = None,
    units: Sequence[str] = (),
    only: Sequence[str] = (),
    *,
    unprotected: bool = False,
) -> ClassResults:
    """Read the options and warn of accounts that are not in the roster; exits with a message if one is invalid.

    The course in whose folder the command runs says what has been set, when it is due, and how scores become marks.
    """
    course, works = chosen_in_course(units, only)
    notes: list[str] = []
    try:
        students = read_roster(roster, notes) if roster else {}
        times = [read_submissions(path, notes) for path in submissions]
        due_of = partial(_due_dates, course, dues=dues, extensions=extensions, roster=roster)
        items, reports = _items(results, times, students, notes, _attempts(course, due_of), unprotected)
        items = _left(items, works)
        due = due_of([*dict.fromkeys(item.name for item in items)])
    except (ValueError, DecodeError) as error:
        fail(str(error), USAGE)
    warn(notes)
    _warn_of_strangers(due.extensions, items, students)
    class_results = ClassResults(items, students, {}, due, reports=reports)
    return replace(class_results, units=course.units, rules=course.marks) if course else class_results


def warn_of_class(results: ClassResults, *, mixed: bool) -> None:
    """Say who of the roster has no mark and who is not in it; exits if marks cannot be compared, but for `mixed`."""
    warn(absent(results.items, results.reports, results.students).sentences())
    told = mixtures(results.reports, {item.name for item in results.items})
    if told and not mixed:
        fail("\ngradus: ".join([*told, "--mixed takes the marks as they are."]), USAGE)
    warn([*told, *unlike(results.reports)])


def chosen_in_course(units: Sequence[str], only: Sequence[str]) -> tuple[Course | None, frozenset[str] | None]:
    """The course of the current folder, if there is one, and the works to speak of; None for whatever has marks."""
    try:
        course = here()
    except CourseNotFoundError as error:
        if units or only:
            fail(f"--unit and --only need the course. {error}", USAGE)
        return None, None
    if not units and not only and not course.units:
        return course, None
    return course, chosen_work(course, units, only).works


def reports_of(
    results: Sequence[Path], units: Sequence[str], only: Sequence[str], notes: list[str], *, unprotected: bool
) -> list[Report]:
    """The reports of one folder of results, on what --unit and --only choose. Raises TableError if one is invalid."""
    if len(results) > 1:
        raise TableError("this format is made of one folder of results or one report: give one.")
    _, works = chosen_in_course(units, only)
    reports = list(read_reports(results[0], notes, unprotected=unprotected).values())
    return reports if works is None else [narrowed(report, works) for report in reports]


def warn_of_marks(marks: Iterable[Mark]) -> None:
    """Say for whom nobody knows whether they are late."""
    unknown = [mark for mark in marks if mark.untimed]
    if untimed := listed(dict.fromkeys(mark.login for mark in unknown if mark.submission.submitted is None)):
        warn([f"no time for {untimed}: it is not known whether that is late. --submissions says when work came."])
    if between := listed(dict.fromkeys(mark.login for mark in unknown if mark.submission.submitted)):
        told = "came between two looks, before and after it was due: it is not known which, and counts as in time"
        warn([f"work of {between} {told}."])


def split_pairs(options: Sequence[str]) -> dict[str, str]:
    """Options like EXERCISE=ID as a dict; exits with an error message if one has no "="."""
    if invalid := [option for option in options if "=" not in option]:
        fail(f"{one_line(invalid[0])}: write it as EXERCISE=ID.", USAGE)
    return {name: value for name, _, value in (option.partition("=") for option in options)}


def _items(
    results: Sequence[Path],
    times: Sequence[Times],
    students: Mapping[str, Student],
    notes: list[str],
    attempts_in: Callable[[Path], list[tuple[Path, str, str, SubmissionInfo]]],
    unprotected: bool,
) -> tuple[list[ScoredItem], list[Report]]:
    """The items of all results, and the reports in folders. Raises TableError and DecodeError.

    Several items of one account and name are attempts. Of a ledger only those are read that may count.
    """
    ledgers = [path for path in results if _is_ledger(path)]
    folders = [path for path in results if path not in ledgers]
    if times and len(times) != len(folders):
        raise TableError(
            f"{len(times)} --submissions for {len(folders)} folders of results: give one for each of them."
        )
    items: list[ScoredItem] = []
    reports: list[Report] = []
    for path in results:
        if path in ledgers:
            items += read_attempts(attempts_in(path), unprotected=unprotected)
            continue
        known = times[folders.index(path)] if times else {}
        unknown = SubmissionInfo()
        read = read_reports(path, notes, students, unprotected=unprotected)
        reports += read.values()
        hand, named = by_hand.read(path, students), by_roster(read_scored(path, read), students)
        known_code = [replace(each, submission=login_of(each.submission, students)) for each in read.values()]
        marked, told = by_hand.apply(named, hand, by_hand.digests_of(known_code))
        notes += told
        for item in marked:
            items.append(replace(item, submission=known.get(same(item.login), unknown)))
    check_versions(items)
    return items, reports


def _attempts(
    course: Course | None, due_of: Callable[[Sequence[str]], DueDates]
) -> Callable[[Path], list[tuple[Path, str, str, SubmissionInfo]]]:
    """What finds the attempts in a ledger that may count: report, login, exercise, commit and time."""
    rules = course.marks if course else Rules()
    exercises = [exercise.id for exercise in course.exercises] if course else []

    def found(folder: Path) -> list[tuple[Path, str, str, SubmissionInfo]]:
        ledger = Ledger.read(folder)
        names, accounts = account_names(ledger.accounts), {each.id: each for each in ledger.accounts}
        attempts: list[tuple[Path, str, str, SubmissionInfo]] = []
        for account, entries in sorted(by_account(ledger).items()):
            tried = tries(entries)
            dues = due_of(sorted(tried))
            members = accounts[account].logins if account in accounts else ()
            for login in members if len(members) > 1 else (names.get(account, account),):
                for work, every in tried.items():
                    for each in may_count(every, dues.of(work, login), rules):
                        until = None if each.sight.exact else parse_time(each.sight.seen)
                        info = SubmissionInfo(each.entry.sha, parse_time(each.sight.since), until)
                        attempts.append((folder / each.entry.path, login, work, info))
                # What was never begun has 0 points, not no mark.
                first = min(entries, key=lambda entry: entry.sights[0])
                info = SubmissionInfo(first.sha, parse_time(first.sights[0].since))
                untouched = [name for name in exercises if name not in tried]
                attempts += [(folder / first.path, login, work, info) for work in untouched]
        return attempts

    return found


def _is_ledger(results: Path) -> bool:
    return (results / Ledger.FILE).is_file()


def _left(items: list[ScoredItem], works: frozenset[str] | None) -> list[ScoredItem]:
    """The items of these works. Raises TableError if none is left; says which ones were not asked for."""
    if works is None:
        return items
    left = [item for item in items if item.name in works]
    out = [name for name in dict.fromkeys(item.name for item in items) if name not in works]
    if not left:
        raise TableError(f"the results are on {', '.join(out[:3])}: nothing that was asked for has marks.")
    if out:
        warn([f"left out, as not asked for or not set yet: {', '.join(map(one_line, out))}."])
    return left


def _due_dates(
    course: Course | None, names: Sequence[str], dues: Sequence[str], extensions: Path | None, roster: Path | None
) -> DueDates:
    """When everything is due, by --due for one work, --due for all, or its unit. Raises ValueError."""
    units = course.units if course else ()
    default = [parse_time(due) for due in dues if "=" not in due]
    by_name: dict[str, datetime] = {} if default else dict(DueDates.of_units(units).by_name)
    pairs = split_pairs([due for due in dues if "=" in due])
    for name, time in {name: parse_time(time) for name, time in pairs.items()}.items():
        try:
            called = works_called(name, units, names) & {*names}
        except KeyError as error:
            fail(f"--due {one_line(name)}: there are no marks for that: {error.args[0]}", USAGE)
        if not called:
            fail(f"--due {one_line(name)}: there are no marks for that.", USAGE)
        by_name |= dict.fromkeys(called, time)
    known = [*names, *(Selection(course.exercises, tuple(course.lessons)).works if course else ())]
    works = list(dict.fromkeys(known))
    given = read_extensions(extensions, units, works) if extensions else []
    given += roster_extensions(roster, units, works) if roster else []
    return DueDates(default[-1] if default else None, by_name, given)


def _warn_of_strangers(given: Iterable[Extension], items: Iterable[ScoredItem], students: Iterable[str]) -> None:
    known = {same(item.login) for item in items} | {*students}
    if strangers := [one_line(login, 40) for login in dict.fromkeys(e.login for e in given) if login not in known]:
        warn([f"--extensions: nobody is called {', '.join(strangers[:20])}."])
