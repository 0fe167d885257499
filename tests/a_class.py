"""A class that nobody has to grade: believable reports of the real course's checks, made from a seed.

`python -m tests.a_class FOLDER [STUDENTS]` writes results/, submissions/ and roster.csv there, to look at pages.
"""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

from gradus.core import checks, course
from gradus.core.checks import Check
from gradus.core.course import Course, Exercise
from gradus.core.report import CheckResult, ExerciseResult, Made, Report
from gradus.core.status import HIDDEN, Kind, Status, Visibility
from gradus.core.tables import to_csv
from gradus.lessons.report import AnswerResult, AnswerStatus, GradedBy, LessonReport, LessonResult

ROOT = Path(__file__).resolve().parent.parent
FIRST = "Ada Alan Grace Emmy José Zoë Søren Nurşen Katherine Linus Barbara 李 Fatima Noor Tim Radia".split()
LAST = (
    "Lovelace Turing Hopper Noether García Müller Øst Yılmaz Johnson Torvalds Liskov 明 Haddad Ali Lee Perlman".split()
)
ODD = [
    ("رنا", "الخطيب"),
    ("👩\u200d🎓 Mia", "🚀"),
    ("Wolfeschlegelsteinhausenbergerdorff", "von Hohenzollern-Sigmaringen"),
    ("<b>Bobby</b>", 'O\'Tables & "Sons"'),
]
VALUE = "called    {name}(3.0)\nreturned  {got}\nexpected  {want}, give or take 1e-05"
RAISED = (
    "called    {name}(3.0)\nraised    TypeError: can't multiply sequence by non-int of type 'float'\n"
    "          at line {line} of {file}.py:\n              return xs * 0.5"
)
SYNTAX = "SyntaxError: '(' was never closed\nat line 41 of {file}.py:\n    return (f(x + h) - f(x - h) / (2 * h)"


@cache
def the_course() -> Course:
    return course.load(ROOT)


@cache
def checks_of(exercise: Exercise) -> tuple[tuple[Check, tuple[str, ...]], ...]:
    """The checks, each with the misconceptions that a wrong answer of it is due to here: always the same few."""
    sentences = list(checks.classes(the_course().graders(exercise) / checks.MISCONCEPTIONS).values())
    draw = random.Random(exercise.id)
    usual = draw.sample(sentences, min(6, len(sentences)))
    return tuple(
        (check, tuple(draw.choices(usual, (8, 4, 3, 2, 1, 1), k=2))) for check in checks.read(the_course(), exercise)
    )


def report(login: str, seed: int, *, exercises: int | None = None) -> Report:
    """The report of a student who got as far as the seed says."""
    draw = random.Random(f"{seed} {login}")
    skill, reach = min(1, max(0.05, draw.gauss(0.72, 0.2))), draw.triangular(1, 19, 11)
    every = the_course().exercises[:exercises]
    done = tuple(_exercise(each, draw, skill, number < reach, login) for number, each in enumerate(every))
    score, most = sum(each.score for each in done), sum(each.max_score for each in done)
    return Report(Report.SCHEMA, login, "bubblewrap", round(draw.uniform(3, 12), 2), round(score, 6), most, done)


def _exercise(exercise: Exercise, draw: random.Random, skill: float, begun: bool, login: str) -> ExerciseResult:
    fate = draw.random() if begun else 1
    broken, endless, done = fate < 0.02, 0.02 <= fate < 0.04, 0.04 <= fate < 0.04 + skill * 0.6
    results = []
    for check, diagnoses in checks_of(exercise):
        status = Status.PASSED
        if not begun:
            status = Status.NOT_STARTED
        elif broken:
            status = Status.ERROR
        elif not done and draw.random() > skill:
            status = draw.choices((Status.FAILED, Status.ERROR, Status.NOT_STARTED), (7, 2, 3))[0]
        elif endless and draw.random() < 0.3:
            status = Status.TIMEOUT
        results.append(_check(check, status, draw, diagnoses, broken))
    shared = draw.random() < 0.03 and begun
    digest = f"same-{exercise.id}" if shared else f"{login}-{exercise.id}"
    made = Made("2026-11-29T18:04:11Z", "0.9.0", "3.11.2", "2.4.1", digest, f"graders-{exercise.id}")
    score = round(sum(each.score for each in results), 6)
    return ExerciseResult(exercise.id, exercise.title, score, exercise.points, tuple(results), made)


def _check(check: Check, status: Status, draw: random.Random, diagnoses: tuple[str, ...], broken: bool) -> CheckResult:
    hidden = check.visibility is Visibility.HIDDEN
    name = next((use for use in sorted(check.uses) if use not in ("array", "close_to", "holds")), "f")
    details = {
        "name": name,
        "got": draw.randint(2, 9) / 4,
        "want": 6.0,
        "line": draw.randint(20, 60),
        "file": check.exercise,
    }
    message = ""
    match status:
        case Status.FAILED:
            message = VALUE.format(**details)
        case Status.ERROR:
            message = (SYNTAX if broken else RAISED).format(**details)
        case Status.TIMEOUT:
            message = f"called    {name}(3.0)\n{Kind.TIMEOUT.sentence}"
        case Status.NOT_STARTED:
            message = f"{name} is not written yet."
    if hidden:
        status = status if status in HIDDEN else Status.FAILED
        message = HIDDEN[status]
    told = draw.choices((*diagnoses, None), (5, 2, 4))[0] if status is Status.FAILED else None
    score = check.points if status is Status.PASSED else 0.0
    advice = "" if status is Status.PASSED or broken else check.help
    repeat = f"from exercises.{check.exercise.replace('/', '.')} import *; print({name}(3.0))"
    repeat = repeat if status is Status.FAILED and not hidden else ""
    texts = message, told, advice
    result = CheckResult(check.id, check.title, check.visibility, status, check.points, score, *texts)
    return replace(result, further=check.further, whole_file=broken, reproduce=repeat)


def lessons(login: str, seed: int) -> LessonReport:
    """The report of the same student's lessons."""
    draw = random.Random(f"{seed} {login} lessons")
    names = [exercise.lesson for exercise in the_course().exercises if exercise.lesson][:4]
    return LessonReport(LessonReport.SCHEMA, login, tuple(_lesson(name, draw) for name in names))


def _lesson(name: str, draw: random.Random) -> LessonResult:
    answers = []
    for number in range(4):
        status = draw.choices(list(AnswerStatus)[:3], (6, 2, 1))[0]
        score = float(status is AnswerStatus.PASSED)
        message = "" if score else "The slope at -2 is negative: which way does the parabola lean there?"
        answers.append(AnswerResult(f"question-{number + 1}", GradedBy.MACHINE, status, 1.0, score, message))
    words = AnswerResult("in-your-words", GradedBy.PERSON, AnswerStatus.UNGRADED, 4.0, 0.0, "")
    remarks = ("The answer to question-2 stood in two cells: both were read.",) if draw.random() < 0.2 else ()
    return LessonResult(name, sum(each.score for each in answers), 8.0, (*answers, words), remarks)


def short(login: str, *words: str, item: str = "warmup/square", digest: str = "", graders: str = "v1") -> Report:
    """A report on one exercise whose checks c1, c2, ... have these statuses; "failed: why" has a diagnosis."""
    checks = []
    for number, word in enumerate(words, 1):
        status, _, diagnosis = word.partition(": ")
        passed = status == "passed"
        score, message = float(passed), "" if passed else f"called    f({number})"
        texts = (message, diagnosis or None, "" if passed else f"Look at {number}.")
        named = (f"{item}::c{number}", f"Check {number} holds.", Visibility.VISIBLE)
        found = next(each for each in Status if each.value == status)
        checks.append(CheckResult(*named, found, 1.0, score, *texts))
    made = Made("2026-11-29T18:04:11Z", "0.9.0", "3.11.2", "2.4.1", digest, graders)
    score = sum(each.score for each in checks)
    done = ExerciseResult(item, "Squares", score, float(len(checks)), tuple(checks), made)
    return Report(Report.SCHEMA, login, "bubblewrap", 1.0, score, float(len(checks)), (done,))


def join(*reports: Report) -> Report:
    """One report of the exercises of several."""
    exercises = tuple(each for report in reports for each in report.exercises)
    score, most = sum(each.score for each in exercises), sum(each.max_score for each in exercises)
    return replace(reports[0], exercises=exercises, score=score, max_score=most)


def save(results: Path, *reports: Report) -> Path:
    """Write reports into a folder of results."""
    results.mkdir(parents=True, exist_ok=True)
    for each in reports:
        (results / f"{each.submission}.json").write_text(each.to_json(), "utf-8")
    return results


def people(students: int, seed: int = 7) -> list[tuple[str, str, str]]:
    """Logins, first and last names."""
    draw = random.Random(seed)
    named = [*ODD, *((draw.choice(FIRST), draw.choice(LAST)) for _ in range(students - len(ODD)))][:students]
    return [
        (f"s{number:03}{'-' + last.lower() if last.isalpha() else ''}", first, last)
        for number, (first, last) in enumerate(named, 1)
    ]


def write(folder: Path, students: int = 61, seed: int = 7) -> None:
    """Write results, submissions and a roster of the class, two of whom handed in nothing and one was refused."""
    every = people(students, seed)
    for path in (folder / "results" / "lessons", folder / "submissions"):
        path.mkdir(parents=True, exist_ok=True)
    roster = [("login", "id", "student_id", "last_name", "first_name", "email")]
    for number, (login, first, last) in enumerate(every):
        roster.append((login, "", f"m{number:05}", last, first, f"{number}@example.org"))
        if number in (5, 17):
            continue
        made = report(login, seed)
        if number == 9:
            made = replace(
                made,
                exercises=(),
                score=0.0,
                max_score=0.0,
                refused="The ZIP holds no module of the course: there are essay.docx and notes.pdf.",
            )
        (folder / "results" / f"{login}.json").write_text(made.to_json(), "utf-8")
        (folder / "results" / "lessons" / f"{login}.json").write_text(lessons(login, seed).to_json(), "utf-8")
        for result in made.exercises:
            path = folder / "submissions" / login / "exercises" / f"{result.id}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            home = the_course().solutions if result.begun else the_course().stubs
            path.write_bytes((home / f"{result.id}.py").read_bytes())
    (folder / "roster.csv").write_text(to_csv(roster), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 61)
