"""Units: what has been set, until when it is due, and what the commands say of it; marks with the rules of a course."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gradus.core.course import Course, CourseError, load
from gradus.core.report import Report
from gradus.lessons import build
from gradus.scores import by_hand
from gradus.scores.by_hand import Entry
from tests.conftest import Done, invoke
from tests.lessons import LESSON, answered, hand_in_lesson, with_lesson
from tests.pulls.conftest import report

pytestmark = pytest.mark.fast
SOON = datetime.now(UTC) + timedelta(days=2, hours=1)
LATER = datetime.now(UTC) + timedelta(days=5, hours=1)
FIRST = '[[units]]\nid = "first"\ntitle = "Squares"\nexercises = ["warmup/square"]\n'
SECOND = '[[units]]\nid = "second"\ntitle = "Powers"\nexercises = ["warmup/power"]\n'
DUE = "2026-12-01T12:00:00Z"


def with_units(course: Course, text: str) -> Course:
    path = course.root / "course.toml"
    path.write_text(path.read_text("utf-8") + "\n" + text, "utf-8")
    return load(course.root)


@pytest.fixture
def two(mini: Course) -> Course:
    """The small course in two units: one is due in two days, the other opens in five."""
    return with_units(
        mini, f"{FIRST}opens = 2020-01-01T00:00:00Z\ndue = {SOON.isoformat()}\n{SECOND}opens = {LATER.isoformat()}\n"
    )


# ------------------------------------------------------------------------------------------------- course.toml


def test_a_course_without_units_sets_everything(mini: Course) -> None:
    assert mini.units == () and not mini.marks.late
    assert mini.set_by(datetime(1970, 1, 1, tzinfo=UTC)).exercises == mini.exercises


def test_units_are_open_from_their_time_on(mini: Course) -> None:
    course = with_units(mini, f'{FIRST}{SECOND}opens = "2026-12-01T12:00:00+01:00"\n')
    before, after = datetime(2026, 12, 1, 10, 59, tzinfo=UTC), datetime(2026, 12, 1, 11, tzinfo=UTC)
    assert [each.id for each in course.set_by(before).exercises] == ["warmup/square"]
    assert [each.id for each in course.set_by(after).exercises] == ["warmup/square", "warmup/power"]
    assert course.unit("First").title == "Squares"
    found = course.unit_of("warmup/power")
    assert found and found.id == "second" and course.unit_of("warmup/cube") is None


def test_a_part_stands_for_its_exercises_and_lessons_come_with_them(mini: Course) -> None:
    course = with_units(with_lesson(mini), '[[units]]\nid = "all"\nexercises = ["warmup"]\n')
    (unit,) = course.units
    assert unit.title == "all" and unit.works == ("warmup/square", "warmup/power", f"lessons/{LESSON}")
    other = load(course.root)
    assert other.set_by(datetime.now(UTC)).lessons == (LESSON,)


def test_lessons_can_be_named(mini: Course) -> None:
    course = with_units(with_lesson(mini), f'{FIRST}lessons = []\n{SECOND}lessons = ["{LESSON}"]\n')
    assert [unit.lessons for unit in course.units] == [(), (LESSON,)]
    text = (mini.root / "course.toml").read_text("utf-8").replace("lessons = []\n", "")
    (mini.root / "course.toml").write_text(text, "utf-8")
    assert [unit.lessons for unit in load(mini.root).units] == [(), (LESSON,)]  # it is named elsewhere


WRONG = [
    (FIRST + 'exercise = ["x"]', "unit first has an unknown key exercise: did you mean exercises?"),
    ('[[units]]\nid = "a"\nexercises = ["square"]', "there is no exercise or part square: did you mean warmup/square?"),
    ('[[units]]\nid = "a"\nexercises = ["warmup/sqare"]', "warmup/sqare: did you mean warmup/square?"),
    ('[[units]]\nid = "a"\nexercises = ["warmup", "warmup/power"]', "unit a names warmup/power twice"),
    (FIRST + '[[units]]\nid = "b"\nexercises = ["warmup"]', "the exercise warmup/square is in the units first and b"),
    (FIRST + FIRST.replace("first", "First"), "the unit First is listed twice"),
    ('[[units]]\nid = "a b"', "a unit's id has letters, digits, - and _"),
    ('[[units]]\nid = ""', "a unit's id has letters"),
    ('[[units]]\ntitle = "a"', "unit 1 has no id"),
    ('[units]\nid = "a"', ": units: expected a list, found a table"),
    (FIRST + "due = 2026-12-01T12:00:00", "unit first.due: 2026-12-01T12:00:00 has no time zone: write it like"),
    (FIRST + "due = 2026-12-01", "unit first.due: that is not a date with a time and its zone"),
    (FIRST + 'due = "1 December"', "unit first.due: 1 December is not a time: write it like"),
    (FIRST + "due = 12", "unit first.due: that is not a date with a time"),
    (FIRST + "due = 9999-12-31T00:00:00Z", "the year 9999 is out of range"),
    (FIRST + f"opens = {DUE}\ndue = {DUE}", "unit first is due before it opens"),
    (FIRST + "weight = 1\n" + SECOND, "unit first has a weight and second has none"),
    (FIRST + "weight = 0\n" + SECOND + "weight = 0", "no unit has a weight of more than 0"),
    (FIRST + "weight = -1", "unit first.weight: expected a number from 0"),
    (FIRST + "drop_lowest = -1", "unit first.drop_lowest: expected a number of exercises"),
    (FIRST + "drop_lowest = 0.5", "unit first.drop_lowest: expected a whole number"),
    (FIRST + 'lessons = ["intro"]', "unit first: there is no lesson intro"),
    ("[marks]\nlate_penality = 5", "marks has an unknown key late_penality: did you mean late_penalty?"),
    ("[marks]\nlate_penalty = 101", "marks.late_penalty: expected a number from 0 to 100"),
    ("[marks]\nlate_days = -1", "marks.late_days: expected a number from 0"),
    ("[marks]\nlate_days = 1.5", "marks.late_days: expected a whole number"),
    ('[marks]\nattempt = "first"', "marks.attempt: expected one of last, best"),
    ("[marks]\ngrace_minutes = nan", "marks.grace_minutes: expected a finite number"),
    ("[[marks]]\nlate_days = 1", "marks: expected a table, found a list"),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG, ids=[sentence[:50] for _, sentence in WRONG])
def test_what_makes_no_sense_is_named(mini: Course, text: str, sentence: str) -> None:
    with pytest.raises(CourseError) as caught:
        with_units(mini, text + "\n")
    assert sentence in str(caught.value) and str(caught.value).startswith("course.toml")
    done = invoke(cwd=mini.root)
    assert done.returncode == 3 and sentence in done.stderr and done.stdout == ""


# ------------------------------------------------------------------------------------------------- the learner


def see(course: Course, *options: str, status: int = 0, **environment: str) -> str:
    done = invoke(*options, cwd=course.root, **{"UV": "uv", "TZ": "UTC", **environment})
    assert done.returncode == status, done.stderr
    return done.stdout if not status else done.stderr


def solve(course: Course, name: str) -> Done:
    shutil.copy(course.solutions / "warmup" / f"{name}.py", course.stubs / "warmup")
    return invoke("check", name, cwd=course.root, UV="uv")


def test_the_overview_shows_units(two: Course) -> None:
    lines = see(two).splitlines()
    squares = next(line for line in lines if line.startswith("Squares"))
    assert squares.endswith(f"due {SOON:%a} {SOON.day} {SOON:%B %H:%M}, in 2 days")
    powers = lines.index(next(line for line in lines if line.startswith("Powers")))
    assert lines[powers].endswith(f"opens {LATER:%a} {LATER.day} {LATER:%B %H:%M}, in 5 days")
    assert lines[powers + 1].strip() == "1 exercise"
    assert "warmup/power" not in "\n".join(lines) and "Next: warmup/square" in "\n".join(lines)


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_the_overview_fits_its_page(two: Course, columns: int) -> None:
    lines = see(two, COLUMNS=str(columns)).splitlines()
    assert all(len(line) <= columns for line in lines if not line.startswith("    uv run")), lines
    assert all(line == line.rstrip() for line in lines)


def test_what_is_finished_and_what_opens_next(two: Course) -> None:
    done = solve(two, "square")
    assert "That completes a unit: Squares" in done.stdout
    assert f"Everything that has been set is finished: hand it in. Powers opens {LATER:%a} {LATER.day}" in done.stdout
    page = see(two)
    assert "✓ complete" in page and "due" not in page
    # What was begun before its time has its state, and naming it always works.
    assert "6" not in page.replace(f"{LATER:%H:%M}", "") and solve(two, "power").returncode == 0
    assert "✓ warmup/power" in see(two)


def test_what_was_due_and_what_is_in_no_unit(mini: Course) -> None:
    page = see(with_units(mini, FIRST + "due = 2020-01-01T00:00:00Z\n"))
    assert "was due Wed 1 January 2020 00:00, " in page and "days ago" in page
    assert "Not set\n    1 exercise\n" in page


def test_nothing_is_set_yet(mini: Course) -> None:
    course = with_units(mini, f"{FIRST}opens = {LATER.isoformat()}\n")
    assert "Nothing has been set yet. Squares opens" in see(course)
    done = invoke("check", "--all", cwd=course.root)
    assert done.returncode == 0 and "nothing has been set yet: Squares opens" in done.stderr and done.stdout == ""
    assert "--unit first takes a unit all the same" in see(course, "grade", "x", "--out", "y", status=2)
    assert invoke("check", "square", cwd=course.root).returncode == 0


@pytest.mark.long
def test_check_is_about_what_has_been_set(two: Course) -> None:
    def checked(*options: str) -> list[str]:
        done = invoke("check", *options, "--json", cwd=two.root)
        return [each["id"] for each in json.loads(done.stdout)["exercises"]]

    assert checked("--all") == checked() == checked("--unit", "first") == ["warmup/square"]
    assert checked("--unit", "second") == checked("power") == ["warmup/power"]
    assert checked("square", "--unit", "second") == ["warmup/square", "warmup/power"]


def test_the_overview_can_be_narrowed(two: Course) -> None:
    page = see(two, "--unit", "second")
    assert "warmup/power" in page and "square" not in page and "opens" in page
    assert "warmup/square" in see(two, "--only", "square")
    data = json.loads(see(two, "--json"))
    assert data["next"] == "warmup/square" and [unit["open"] for unit in data["units"]] == [True, False]
    assert data["units"][0]["due"] == SOON.isoformat() and data["units"][1]["due"] is None


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--unit", "secnd"), "--unit: There is no unit called secnd. Did you mean second?"),
        (("--unit", "x"), "There are: first, second."),
        (("--only", "cube"), "--only: There is no exercise called cube."),
        (("--unit", "first", "--only", "power"), "nothing of --only power is in --unit first."),
        (("--unit", "first", "check"), "write --unit and --only after check."),
    ],
)
def test_what_cannot_be_chosen(two: Course, options: tuple[str, ...], sentence: str) -> None:
    assert sentence in see(two, *options, status=2)


def test_a_course_without_units_has_none_to_choose(mini: Course) -> None:
    assert "This course has no units: [[units]] in course.toml makes them." in see(mini, "--unit", "a", status=2)


# ------------------------------------------------------------------------------------------------- lessons


def test_lessons_of_a_unit(mini: Course, tmp_path: Path) -> None:
    course = with_units(with_lesson(mini), f'{FIRST}lessons = ["{LESSON}"]\n{SECOND}opens = {LATER.isoformat()}\n')
    folder = hand_in_lesson(tmp_path / "ada", answered(course))

    def graded(*options: str, status: int = 0) -> Done:
        done = invoke("lessons", folder, "--out", tmp_path / "results", *options, cwd=course.root)
        assert done.returncode == status, done.stderr
        return done

    assert LESSON in graded().stdout and LESSON in graded("--only", LESSON).stdout
    assert "there is no lesson among what was chosen" in graded("--unit", "second", status=2).stderr
    assert "there is no lesson among what was chosen" in graded("--only", "power", status=2).stderr


def test_the_results_of_other_lessons_stay(mini: Course, tmp_path: Path) -> None:
    course = with_lesson(mini)
    copy = course.solutions / "lessons" / "again.md"
    copy.write_bytes((course.solutions / "lessons" / f"{LESSON}.md").read_bytes())
    path = course.root / "course.toml"
    path.write_text(path.read_text("utf-8").replace("points = 2\n", 'points = 2\nlesson = "again"\n'), "utf-8")
    folder = hand_in_lesson(tmp_path / "ada", answered(course))
    for only in (LESSON, "again", LESSON):
        done = invoke("lessons", folder, "--out", tmp_path / "r", "--only", only, cwd=course.root)
        assert done.returncode == 0, done.stderr
    table = json.loads((tmp_path / "r/lessons/ada.json").read_text("utf-8"))
    assert [each["id"] for each in table["lessons"]] == [LESSON, "again"]
    assert table["lessons"][0]["score"] > table["lessons"][1]["score"] == 0


def test_lessons_that_are_not_there_take_one_line(mini: Course, tmp_path: Path) -> None:
    course = with_lesson(mini)
    (course.solutions / "lessons" / "again.md").write_bytes((course.solutions / f"lessons/{LESSON}.md").read_bytes())
    path = course.root / "course.toml"
    path.write_text(path.read_text("utf-8").replace("points = 2\n", 'points = 2\nlesson = "again"\n'), "utf-8")
    (tmp_path / "bob").mkdir()
    done = invoke("lessons", tmp_path / "bob", "--out", tmp_path / "r", cwd=course.root)
    assert done.stdout == f"bob\n  no notebook of 2 lessons: {LESSON}, again\n"
    assert build.notebook(load(course.root), "again")


# ------------------------------------------------------------------------------------------------- marks


class Class:
    """A class with results, and the table `long` that is made of them, by login and exercise."""

    def __init__(self, course: Course, folder: Path) -> None:
        self.course, self.folder = course, folder

    def hand_in(self, login: str, share: float, results: str = "results") -> None:
        made: Report = report(self.course, login, share)
        (self.folder / results).mkdir(exist_ok=True)
        (self.folder / results / f"{login}.json").write_text(made.to_json(), "utf-8")

    def write(self, name: str, *lines: str) -> Path:
        (self.folder / name).write_text("\n".join(lines) + "\n", "utf-8")
        return self.folder / name

    def export(self, *options: object, results: tuple[str, ...] = ("results",), status: int = 0) -> Done:
        folders = [self.folder / each for each in results]
        out = self.folder / "out.csv"
        done = invoke("export", *folders, "--format", "long", "--out", out, *options, cwd=self.course.root)
        assert done.returncode == status, done.stderr
        return done

    @property
    def table(self) -> dict[tuple[str, str], dict[str, str]]:
        with (self.folder / "out.csv").open(encoding="utf-8", newline="") as file:
            return {(row["login"], row["exercise"].split("/")[1]): row for row in csv.DictReader(file)}

    def column(self, name: str) -> dict[tuple[str, str], str]:
        return {key: row[name] for key, row in self.table.items()}


RULES = "[marks]\nlate_days = 1\nlate_penalty = 10\ngrace_minutes = 15\n"


def test_marks_with_due_dates_late_days_and_extensions(mini: Course, tmp_path: Path) -> None:
    course = with_units(mini, f"{RULES}{FIRST}due = {DUE}\n{SECOND}due = 2026-12-08T12:00:00Z\n")
    group = Class(course, tmp_path)
    for login in ("ada", "bob", "cat", "dan", "eve"):
        group.hand_in(login, 1)
    times = {"ada": "2026-12-01T12:10:00Z", "bob": "2026-12-03T13:00:00Z", "cat": "2026-12-04T12:00:00Z", "dan": ""}
    rows = [f"{login},c,{time}" for login, time in times.items()]
    submissions = group.write("submissions.csv", "login,commit,submitted", *rows)
    extensions = group.write("extensions.csv", "login,work,due,days", "cat,first,,2", "zoë,,,2")
    done = group.export("--submissions", submissions, "--extensions", extensions)
    assert "gradus: no time for dan, eve: it is not known whether that is late." in done.stderr
    assert "gradus: --extensions: nobody is called zoë." in done.stderr
    found = {
        login: (row["score"], row["late"], row["days_late"]) for (login, x), row in group.table.items() if x == "square"
    }
    assert found == {
        "ada": ("4", "no", "0"),
        "bob": ("3.2", "yes", "3"),  # one day of three is free: 4 * (1 - 0.1 * 2)
        "cat": ("4", "yes", "1"),  # due on 3 December for her, and a day late: free
        "dan": ("4", "unknown", ""),
        "eve": ("4", "unknown", ""),
    }
    assert group.table["bob", "square"]["earned"] == "4" and group.table["bob", "square"]["free_days"] == "1"
    assert {x: row["late"] for (login, x), row in group.table.items() if login == "bob"} == {
        "square": "yes",
        "power": "no",
    }
    assert set(group.column("unit").values()) == {"first", "second"}


def test_without_rules_late_work_is_late_and_keeps_its_points(mini: Course, tmp_path: Path) -> None:
    group = Class(with_units(mini, f"{FIRST}due = {DUE}\n{SECOND}"), tmp_path)
    group.hand_in("ada", 1)
    submissions = group.write("s.csv", "login,commit,submitted", "ada,c,2026-12-05T12:00:00Z")
    done = group.export("--submissions", submissions)
    assert group.column("late") == {("ada", "square"): "yes", ("ada", "power"): ""} and "no time" not in done.stderr
    assert group.column("score") == {("ada", "square"): "4", ("ada", "power"): "2"}
    # The command line says more than the unit: for all, for one unit, for one exercise.
    for due, late in [
        ("2026-12-06T00:00Z", "no"),
        ("first=2026-12-06T00:00Z", "no"),
        ("square=2026-12-06T00:00Z", "no"),
    ]:
        group.export("--submissions", submissions, "--due", due)
        assert group.column("late")["ada", "square"] == late
    assert "there are no marks for that" in group.export("--due", "third=2026-12-06T00:00Z", status=2).stderr


def test_marks_speak_of_what_has_been_set(two: Course, tmp_path: Path) -> None:
    group = Class(two, tmp_path)
    group.hand_in("ada", 1)
    done = group.export()
    assert list(group.table) == [("ada", "square")]
    assert "gradus: left out, as not asked for or not set yet: warmup/power." in done.stderr
    group.export("--unit", "second")
    assert list(group.table) == [("ada", "power")]
    group.export("--only", "warmup")
    assert list(group.table) == [("ada", "square"), ("ada", "power")]
    out = tmp_path / "scores.json"
    done = invoke("export", tmp_path / "results", "--format", "gradescope", "--out", out, cwd=two.root)
    assert done.returncode == 0, done.stderr
    assert json.loads(out.read_text("utf-8"))["score"] == 4


def test_no_course_is_needed_for_plain_marks(mini: Course, tmp_path: Path) -> None:
    group = Class(mini, tmp_path)
    group.hand_in("ada", 1)
    (tmp_path / "elsewhere").mkdir()
    command = ("export", tmp_path / "results", "--format", "long", "--out", tmp_path / "out.csv")
    assert invoke(*command, cwd=tmp_path / "elsewhere").returncode == 0
    done = invoke(*command, "--unit", "first", cwd=tmp_path / "elsewhere")
    assert done.returncode == 2 and "--unit and --only need the course" in done.stderr


@pytest.mark.parametrize(("attempt", "score", "which"), [("last", "1.5", "2"), ("best", "4", "1")])
def test_several_attempts(mini: Course, tmp_path: Path, attempt: str, score: str, which: str) -> None:
    group = Class(with_units(mini, f'[marks]\nattempt = "{attempt}"\n'), tmp_path)
    group.hand_in("ada", 1, "monday")
    group.hand_in("ada", 0.35, "friday")
    group.hand_in("bob", 1, "friday")
    group.export(results=("monday", "friday"))
    assert group.column("score")["ada", "square"] == score and group.column("attempt")["ada", "square"] == which
    assert group.column("score")["bob", "square"] == "4" and len(group.table) == 4


def test_each_attempt_has_its_own_time(mini: Course, tmp_path: Path) -> None:
    group = Class(with_units(mini, f"{RULES}{FIRST}due = {DUE}\n"), tmp_path)
    group.hand_in("ada", 0.35, "monday")
    group.hand_in("ada", 1, "friday")
    monday = group.write("m.csv", "login,commit,submitted", "ada,m,2026-11-30T12:00:00Z")
    friday = group.write("f.csv", "login,commit,submitted", "ada,f,2026-12-04T12:00:00Z")
    group.export("--submissions", monday, "--submissions", friday, results=("monday", "friday"))
    row = group.table["ada", "square"]
    assert (row["score"], row["commit"], row["late"]) == (
        "1.5",
        "m",
        "no",
    )  # late work does not replace what was in time
    done = group.export("--submissions", monday, results=("monday", "friday"), status=2)
    assert "1 --submissions for 2 folders of results: give one for each" in done.stderr
    done = invoke(
        *("export", tmp_path / "monday", tmp_path / "friday", "--format", "junit", "--out", tmp_path / "j.xml"),
        cwd=mini.root,
    )
    assert done.returncode == 2 and "give one" in done.stderr


def test_marks_by_hand_count_and_late_work_loses_of_them(mini: Course, tmp_path: Path) -> None:
    group = Class(with_units(mini, f"{RULES}late_until = 9\n{FIRST}due = {DUE}\n"), tmp_path)
    group.hand_in("ada", 0)
    submissions = group.write("s.csv", "login,commit,submitted", "ada,c,2026-12-03T12:00:00Z")
    by_hand.put(tmp_path / "results", "ada", {"warmup/square": Entry(3.0, automatic=0.0)})
    group.export("--submissions", submissions)
    row = group.table["ada", "square"]
    assert (row["earned"], row["score"], row["days_late"], row["free_days"]) == ("3", "2.7", "2", "1")


ROSTER = "login,student_id,last_name,first_name,email"


def test_weights_and_drops_are_in_the_total(mini: Course, tmp_path: Path) -> None:
    group = Class(with_units(mini, f"{FIRST}weight = 1\n{SECOND}weight = 3\n"), tmp_path)
    group.hand_in("ada", 0.7)  # 4 of 4, and 0 of 2
    group.hand_in("bob", 1)
    roster = group.write("roster.csv", ROSTER, "ada,s1,L,A,a@x.org", "bob,s2,M,B,b@x.org")

    def totals(*options: object) -> list[str]:
        out = tmp_path / "moodle.csv"
        command = ("export", tmp_path / "results", "--format", "moodle", "--out", out, "--roster", roster, *options)
        done = invoke(*command, cwd=mini.root)
        assert done.returncode == 0, done.stderr
        with out.open(encoding="utf-8", newline="") as file:
            return [row["Total"] for row in csv.DictReader(file)]

    assert totals() == ["25", "100"]
    assert totals("--unit", "first") == ["100", "100"]
    path = mini.root / "course.toml"
    plain = path.read_text("utf-8")
    path.write_text(f"{plain}[marks]\ndrop_lowest = 1\n", "utf-8")
    assert totals() == ["100", "100"]
    group.export("--roster", roster)
    assert group.column("dropped") == {
        ("ada", "square"): "no",
        ("ada", "power"): "yes",
        ("bob", "square"): "no",
        ("bob", "power"): "yes",
    }


def test_a_report_of_one_unit_can_be_graded(two: Course, hand_in: Any, tmp_path: Path) -> None:
    folder = hand_in("ada")
    out = tmp_path / "results"
    done = invoke("grade", folder, "--out", out, "--sandbox", "process", cwd=two.root)
    assert done.returncode == 0, done.stderr
    table = json.loads((out / "ada.json").read_text("utf-8"))
    assert [each["id"] for each in table["exercises"]] == ["warmup/square"] and table["max_score"] == 4
