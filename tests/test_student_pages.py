"""The pages of single students: what they may read, what a person adds, and Moodle's ZIP of them."""

from __future__ import annotations

import io
import json
import os
import re
import stat
import zipfile
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

from gradus.core.course import Course
from gradus.core.report import CheckResult, ExerciseResult, Report
from gradus.core.status import HIDDEN, Status, Visibility
from gradus.lessons.report import AnswerResult, AnswerStatus, GradedBy, LessonReport, LessonResult
from gradus.pages.overview import tally
from gradus.pages.student import gather, markdown, moodle, page
from gradus.pages.student.known import Known, for_student, next_step
from gradus.scores.by_hand import ByHand, Entry
from gradus.scores.comments import Graded
from tests import a_class
from tests.a_class import join, short
from tests.conftest import HandIn, grade, invoke

pytestmark = pytest.mark.fast
SECRET = "17.25 is what the hidden check passes in"


def known(report: Report, **more: object) -> Known:
    view = tally.build([report], by_hand=more.get("by_hand"))  # type: ignore[arg-type]
    more = {"lessons": {}, "by_hand": {}, **more}
    return gather.everybody(view, [report], **more)[0]  # type: ignore[arg-type]


def both(student: Known) -> list[str]:
    return [page.render(student, "Course"), markdown.render(student, "Course")]


def hidden(status: Status, message: str, **more: object) -> CheckResult:
    named = ("warmup/square::h", "Squares of others.", Visibility.HIDDEN)
    check = CheckResult(*named, status, 1.0, 0.0, message, None, "Try a negative number.")
    return replace(check, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [s for s in Status if s not in (Status.PASSED, Status.MISSING, Status.BLOCKED)])
def test_whatever_a_report_says_of_a_hidden_check_stays_out(status: Status) -> None:
    check = hidden(status, f"called    square({SECRET})", printed=SECRET, reproduce=f"print(square({SECRET}))")
    (shown,) = for_student([ExerciseResult("warmup/square", "S", 0.0, 1.0, (check,))])[0].checks
    assert SECRET not in repr(shown)
    report = short("ada", "failed")
    (done,) = report.exercises
    whole = replace(report, exercises=(replace(done, checks=(*done.checks, check)),))
    for text in both(known(whole)):
        assert SECRET not in text and "Squares of others" in text


@pytest.mark.parametrize("status", [status for status in HIDDEN if status.wrong or status is Status.BLOCKED])
def test_the_sentences_made_for_hidden_checks_are_shown(status: Status) -> None:
    report = short("ada", "failed")
    (done,) = report.exercises
    checks = (*done.checks, hidden(status, HIDDEN[status]))
    html, _ = both(known(replace(report, exercises=(replace(done, checks=checks),))))
    assert escape(HIDDEN[status]) in html
    assert "Try a negative number." in html


def test_a_page_says_what_happened_why_and_what_next() -> None:
    report = join(short("ada", "passed", "failed: Twice is not square."), short("ada", "not_started", item="b/next"))
    for text in both(known(report)):
        for words in ("1 of 3" if "<html" not in text else "of 3", "Check 2 holds.", "f(2)", "Twice is not square."):
            assert words in text
        assert text.index("Look at this first") < text.index("f(2)") and "b/next" in text


def test_what_is_first_to_look_at_is_something_that_was_tried() -> None:
    step = next_step(known(short("ada", "not_started", "passed", "failed")))
    assert step and step[1].id == "warmup/square::c3"
    step = next_step(known(short("ada", "passed", "not_started")))
    assert step and step[1].id == "warmup/square::c2"
    assert next_step(known(short("ada", "passed"))) is None


def test_nothing_to_do_is_said() -> None:
    for text in both(known(short("ada", "passed"))):
        assert "Everything is finished." in text


def test_the_next_exercise_is_named_where_nothing_is_open() -> None:
    report = join(short("ada", "passed"), short("ada", "not_started", item="b/next"))
    for text in both(known(report)):
        assert "Next:" in text and "Look at this first" not in text


def test_one_cause_is_told_once() -> None:
    for text in both(known(short("ada", "failed: Twice is not square.", "failed: Twice is not square."))):
        assert text.count("Twice is not square.") == 2  # at the top, and at the first check
        assert "The same cause as above." in text


def test_a_fault_of_the_file_is_told_once() -> None:
    report = short("ada", *["error"] * 9)
    (done,) = report.exercises
    fault = "SyntaxError: '(' was never closed"
    checks = tuple(replace(each, whole_file=True, message=fault, help="") for each in done.checks)
    html, text = both(known(replace(report, exercises=(replace(done, checks=checks),))))
    assert html.count("was never closed") == text.count("was never closed") == 1
    assert "9 checks wait for this." in html


def test_a_refused_submission_hears_why() -> None:
    report = Report(Report.SCHEMA, "ada", "", 0.0, 0.0, 0.0, (), refused="There is essay.docx alone.")
    for text in both(known(report)):
        assert "could not be" not in text and "There is essay.docx alone." in text and "could be graded" in text


def test_marks_and_comments_by_hand_are_shown() -> None:
    entries = {"warmup/square": Entry(2.0, "Neat *idea*", 0.0), "warmup/square::c2": Entry(comment="Think of -1")}
    student = known(short("ada", "passed", "failed"), by_hand={"ada": ByHand(ByHand.SCHEMA, "ada", entries)})
    assert student.score == 2
    for text in both(student):
        assert "2 points by hand" in text and "Neat *idea*" in text and "Think of -1" in text


def test_the_gradebook_counts_over_the_reports() -> None:
    graded = Graded(1.5, 2.0, 0.5, False, (("why", "Nicely put"),))
    student = known(short("Ada", "passed", "failed"), gradebook={("ada", "warmup-square"): graded})
    assert student.score == 1
    for text in both(student):
        assert "why: Nicely put" in text and "5 points less, as it came late." in text


def test_late_work_says_what_that_costs(mini: Course, hand_in: HandIn) -> None:
    """As the course's rules have it, which tables use too."""
    text = (mini.root / "course.toml").read_text("utf-8")
    (mini.root / "course.toml").write_text(text + "\n[marks]\nlate_penalty = 10\n", "utf-8")
    grade(mini, hand_in("ada"))
    (mini.root / "times.csv").write_text("login,submitted\nada,2026-11-22T10:00:00Z\n", "utf-8")
    times = ("--submissions", "times.csv", "--due", "2026-11-20T12:00:00Z")
    done = invoke("feedback", "results", "--out", "feedback", "--unprotected", *times, cwd=mini.root)
    assert done.returncode == 0, done.stderr
    for path in (mini.root / "feedback").iterdir():
        told = re.sub("<[^>]*>", "", path.read_text("utf-8").replace("\\.", "."))
        assert "This came late by 2 days: 0.8 points less." in told and "4.8 of 6" in told


def test_lessons_say_what_came_of_each_answer() -> None:
    answers = (
        AnswerResult("slope", GradedBy.MACHINE, AnswerStatus.FAILED, 1.0, 0.0, "Which way does it lean?"),
        AnswerResult("why", GradedBy.PERSON, AnswerStatus.UNGRADED, 4.0, 0.0, ""),
    )
    lesson = LessonReport(LessonReport.SCHEMA, "ada", (LessonResult("01-a", 0.0, 5.0, answers, ("Two cells.",)),))
    view = tally.build([short("ada", "passed")], [lesson])
    (student,) = gather.everybody(view, [short("ada", "passed")], {"ada": lesson}, {})
    for text in both(student):
        for words in ("slope", "Which way does it lean?", "a person reads it", "Two cells.", "01-a"):
            assert words in text


def test_the_command_writes_private_pages_for_everybody(tmp_path: Path) -> None:
    reports = [short("ada", "passed"), short("..bob", "failed"), short("CON", "failed"), short("x" * 200, "failed")]
    (tmp_path / "results").mkdir()
    for number, report in enumerate(reports):
        (tmp_path / "results" / f"{number}.json").write_text(report.to_json(), "utf-8")
    (tmp_path / "roster.csv").write_text("login\nada\nzoe\n", "utf-8")
    out = tmp_path / "feedback"
    done = invoke("feedback", tmp_path / "results", "--out", out, "--roster", tmp_path / "roster.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{out}: 8 pages for 4 students.\n" and "nothing was handed in: zoe" in done.stderr
    names = sorted(path.name for path in out.iterdir())
    assert len(names) == 8 and {"ada.html", "ada.md", "account_con.html"} <= set(names)
    if os.name == "posix":
        assert stat.S_IMODE(out.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}


def test_one_format_alone(tmp_path: Path) -> None:
    results = a_class.save(tmp_path / "results", short("ada", "passed"))
    for form in ("html", "md"):
        assert invoke("feedback", results, "--out", tmp_path / form, "--format", form, cwd=tmp_path).returncode == 0
        assert [path.name for path in (tmp_path / form).iterdir()] == [f"ada.{form}"]


MOODLE = "Ada Lovelace_123456_assignsubmission_file_"


@pytest.mark.parametrize(
    ("folder", "number"),
    [
        (MOODLE, "123456"),
        ("Ada Lovelace_123456_assignsubmission_file", "123456"),
        ("Group A-Zoë O'Neil_7_assignsubmission_onlinetext_", "7"),
        ("李明_99_assignfeedback_file_", "99"),
        ("Ada_Lovelace_123456_assignsubmission_file_", ""),
        ("Ada Lovelace_12a_assignsubmission_file_", ""),
        ("Ada Lovelace_123456_file_", ""),
        ("../x_1_assignsubmission_file_", ""),
        ("a/b_1_assignsubmission_file_", ""),
        ("x_1_assignsubmission_file_/../y", ""),
        ("x\n_1_assignsubmission_file_", ""),
        ("x" * 300 + "_1_assignsubmission_file_", ""),
        ("ada", ""),
        ("", ""),
    ],
)
def test_folders_of_moodle_are_recognised(folder: str, number: str) -> None:
    assert moodle.participant(folder) == number


def as_moodle_reads(names: list[str], participants: dict[int, str]) -> dict[str, str]:
    """Which file goes to whom, by the rules of Moodle's importer: see mod/assign/feedback/file/importziplib.php."""
    taken: dict[str, str] = {}
    for name in names:
        parts = name.split("/")
        if parts[-1].startswith((".", "~")):
            continue
        while parts:
            info = parts.pop(0).split("_", 4)
            if len(info) < 4 or not info[1].isdigit() or int(info[1]) not in participants:
                continue
            if (info[2], info[3]) not in (("assignsubmission", "file"), ("assignfeedback", "file")):
                continue
            taken[name] = participants[int(info[1])]
            break
    return taken


def test_moodle_gives_each_page_to_its_student() -> None:
    folders = {"ada": MOODLE, "bob": "Bob_7_assignsubmission_file", "cid": "cid", "dan": "D_8_assignsubmission_file_"}
    folders["eve"] = "E_8_assignsubmission_file_"
    archive = moodle.pack({login: {f"{login}.html": login, f"{login}.md": "é"} for login in folders}, folders)
    with zipfile.ZipFile(io.BytesIO(archive.data)) as file:
        names = file.namelist()
        assert file.read(f"{MOODLE}/ada.md").decode() == "é" and file.testzip() is None
    assert as_moodle_reads(names, {123456: "ada", 7: "bob", 8: "dan"}) == {
        f"{MOODLE}/ada.html": "ada",
        f"{MOODLE}/ada.md": "ada",
        "Bob_7_assignsubmission_file/bob.html": "bob",
        "Bob_7_assignsubmission_file/bob.md": "bob",
    }
    assert "cid" in archive.notes[0] and "dan, eve" in archive.notes[1]
    again = moodle.pack({login: {f"{login}.html": login, f"{login}.md": "é"} for login in folders}, folders)
    assert again == archive


def test_the_zip_knows_what_was_collected(tmp_path: Path) -> None:
    results = a_class.save(
        tmp_path / "results", short("ada", "passed"), short(MOODLE, "failed"), short("cid", "passed")
    )
    collected = tmp_path / "submissions"
    collected.mkdir()
    origin = {"login": "ADA", "source": "moodle.zip", "folder": "Ada_1_assignsubmission_file_"}
    record = {"schema": "gradus.collected/1", "origins": [origin]}
    (collected / ".collected.json").write_text(json.dumps(record), "utf-8")
    pack = tmp_path / "out" / "moodle.zip"
    done = invoke("feedback", results, "--out", tmp_path / "feedback", "--moodle", pack, cwd=tmp_path)
    assert done.returncode == 0 and "for want of a folder's name from Moodle: cid" in done.stderr
    with zipfile.ZipFile(pack) as file:
        assert {name.partition("/")[0] for name in file.namelist()} == {"Ada_1_assignsubmission_file_", MOODLE}


def test_hidden_inputs_are_nowhere_in_a_graded_page(mini: Course, hand_in: HandIn) -> None:
    """Code that prints, raises and returns what it was given, in the hope that a page shows it."""
    leak = (
        "seen = []\ndef square(x):\n    seen.append(x)\n    print(seen)\n"
        "    raise type(f'Saw_{int(x * 100)}', (Exception,), {})(repr(seen))\n"
        "def mean(xs):\n    raise ValueError(repr(list(xs)) + repr(seen))\n"
    )
    grade(mini, hand_in("ada", square=leak))
    out = mini.root / "feedback"
    done = invoke("feedback", mini.root / "results", "--unprotected", "--out", out, cwd=mini.root)
    assert done.returncode == 0, done.stderr
    done = invoke("review", mini.root / "results", "ada", "--unprotected", "--html", out / "review.html", cwd=mini.root)
    assert done.returncode == 0, done.stderr
    for path in out.iterdir():
        for secret in ("41.75", "4175", "1743", "-8.0", "3.25"):
            assert secret not in path.read_text("utf-8"), path.name
