"""Small tables as spreadsheets, school systems and people write them: the roster, and the times of submissions."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gradus.core.files import private_folder, write_atomic
from gradus.core.tables import TableError, parse_csv, read_table, to_csv, without_rows
from gradus.scores.roster import Student, parse_time, read_roster, read_submissions

pytestmark = pytest.mark.fast

ZOE = Student("zoe", "9", "s3", "Müller", "Zoë", "zoe@example.org")
LONG = "login,id,student_id,last_name,first_name,email\nzoe,9,s3,Müller,Zoë,zoe@example.org\n"
ADA = Student("ada", student_id="s1", last_name="Lovelace", first_name="Ada", email="ada@example.org")


def roster(folder: Path, data: str | bytes, notes: list[str] | None = None) -> list[Student]:
    (folder / "roster.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_roster(folder / "roster.csv", notes).values())


AS_WRITTEN: dict[str, tuple[str | bytes, Student]] = {
    "the login alone": ("login\nada\n", Student("ada")),
    "login and name": ("login,name\nada,Ada Lovelace\n", Student("ada", name="Ada Lovelace")),
    "another order, and columns of their own": (
        "notes,E-Mail,login\nfine,ada@example.org,ada\n",
        Student("ada", email="ada@example.org"),
    ),
    "with a byte order mark": ("\ufeff" + LONG, ZOE),
    "with two of them": ("\ufeff\ufeff" + LONG, ZOE),
    "semicolons and CRLF": (LONG.replace(",", ";").replace("\n", "\r\n"), ZOE),
    "tabs": (LONG.replace(",", "\t"), ZOE),
    "line ends of an old Mac": (LONG.replace("\n", "\r"), ZOE),
    "Excel's Unicode text": (LONG.replace(",", "\t").encode("utf-16"), ZOE),
    "Excel's Unicode text, the other way round": (b"\xfe\xff" + LONG.replace(",", "\t").encode("utf-16-be"), ZOE),
    "a first line for Excel": ("sep=;\r\n" + LONG.replace(",", ";"), ZOE),
    "no line end at the end": (LONG.rstrip("\n"), ZOE),
    "empty lines, and lines of delimiters": ("\n,,,,,\n" + LONG + "\n,,,,,\n , ,,,,\n", ZOE),
    "spaces after the commas": ('login, name\nada, "Lovelace, Ada"\n', Student("ada", name="Lovelace, Ada")),
    "a cell of two lines": ('login,name\nada,"Ada\nLovelace"\n', Student("ada", name="Ada\nLovelace")),
    "cells left out at the end": ("login,student_id,email\nada,s1\n", Student("ada", student_id="s1")),
    "empty cells too many": ("login,student_id\nada,s1,,\n", Student("ada", student_id="s1")),
    "empty columns at the end": ("login,student_id,,\nada,s1,,\n", Student("ada", student_id="s1")),
    "invisible characters": ("\u200blogin\u00a0,name\n\u200bada\u00a0,\u00a0Ada\n", Student("ada", name="Ada")),
    "capitals and spaces in the header": (
        "LOGIN,First Name,LAST_NAME,Student-ID,E-Mail\nada,Ada,Lovelace,s1,ada@example.org\n",
        ADA,
    ),
    "commas in the names, unquoted": ("login;name\nada;Dr. A, B, C, D\n", Student("ada", name="Dr. A, B, C, D")),
    "a formula that an export defused": ("login,name\n'-ada-,'=Ada\n", Student("-ada-", name="=Ada")),
    "Moodle's": (
        "Username,First name,Last name,ID number,Email address\nada,Ada,Lovelace,s1,ada@example.org\n",
        ADA,
    ),
    "Moodle's in German": (
        "Vorname;Nachname;Anmeldename;ID-Nummer;E-Mail-Adresse\nAda;Lovelace;ada;s1;ada@example.org\n",
        ADA,
    ),
    "Moodle's in French": (
        "Prénom,Nom,Nom d'utilisateur,Numéro d'identification,Adresse de courriel\n"
        "Ada,Lovelace,ada,s1,ada@example.org\n",
        ADA,
    ),
    "Moodle's with the accounts at GitHub added": (
        "First name,Surname,Username,ID number,Email address,login\nAda,Lovelace,al1815,s1,ada@example.org,ada\n",
        ADA,
    ),
    "Canvas's": (
        "Student,ID,SIS User ID,SIS Login ID,Section,Essay (12)\n    Points Possible,,,,,10\n"
        '"Lovelace, Ada",11,s1,ada,CS 1,9\n"Student, Test",14,,x8a,CS 1,\n',
        Student("ada", "11", "s1", name="Lovelace, Ada"),
    ),
    "GitHub Classroom's": (
        '"identifier","github_username","github_id","name"\n"s1","ada","1815","Ada Lovelace"\n',
        Student("ada", "1815", "s1", name="Ada Lovelace"),
    ),
    "teams and folders": ("login,team,folder\nada,blue,hw1-ada\n", Student("ada", team="blue", folder="hw1-ada")),
}  # fmt: skip


@pytest.mark.parametrize("kind", AS_WRITTEN)
def test_a_roster_as_it_is_written(tmp_path: Path, kind: str) -> None:
    data, student = AS_WRITTEN[kind]
    assert roster(tmp_path, data) == [student]


def test_old_windows_text_is_read_and_told(tmp_path: Path) -> None:
    notes: list[str] = []
    assert roster(tmp_path, LONG.encode("cp1252"), notes) == [ZOE]
    assert len(notes) == 1 and "is not UTF-8: read as Windows text. If “" in notes[0] and "Müller" in notes[0]
    with pytest.raises(TableError, match="is not UTF-8: save it as “CSV UTF-8”"):  # nobody would hear of the guess
        roster(tmp_path, LONG.encode("cp1252"))


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "no login": ("name,email\nAda,a@x\n", "has no column login: its first line names name, email."),
    "only white space for a login": ("login,name\n\u200b ,Ada\n", "line 2: the login is empty"),
    "logins that look alike": ("login\njos\u00e9\nJOSE\u0301\n", "line 3: duplicate login"),
    "an unquoted comma in a name": ("login,name\nada,Lovelace, Ada\n", "line 2: 3 cells under 2 columns"),
    "the same under an empty column": ("login,name,\nada,Lovelace, Ada\n", "line 2: 3 cells under 2 columns"),
    "a number in place of a text": ("login,student_id\nada,1.81512E+11\n", "line 2: student_id 1.81512E+11: a spread"),
    "the same where commas are decimal": ("login;student_id\nada;1,82E+11\n", "line 2: student_id 1,82E+11: a spread"),
    "two columns of one meaning": ("login,e-mail,E-Mail,email\nada,a,b,c\n", "line 1: 3 columns are called e-mail"),
    "a workbook": (b"PK\x03\x04\x14\x00", "is a spreadsheet's own file"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1", "is a spreadsheet's own file"),
    "UTF-16 without a mark": ("login\nada\n".encode("utf-16-le"), "is not UTF-8"),
    "half of a character": (b"\xff\xfel\x00o", "is not UTF-8"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_roster_that_is_refused(tmp_path: Path, kind: str) -> None:
    data, words = REFUSED[kind]
    with pytest.raises(TableError) as error:
        roster(tmp_path, data, [])
    assert words in str(error.value) and "roster.csv" in str(error.value)


def test_a_line_is_counted_as_an_editor_counts_it(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="line 5: duplicate login ada, see line 3"):
        roster(tmp_path, 'sep=,\nlogin,name\nada,x\nbob,y\nada,"z\nz"\n'.replace('"z\nz"', "z"))


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20 09:00:00.123456 UTC",
        "2026-11-20T09:00:00.123456Z",
        "2026-11-20 09:00:00.123456789 UTC",
        "2026-11-20 10:00:00.123456 +0100",
        "2026-11-20 10:00:00.123456+01:00",
        "20261120T090000.123456z",
    ],
)
def test_times_of_other_systems(text: str) -> None:
    assert parse_time(text) == datetime(2026, 11, 20, 9, 0, 0, 123456, UTC)


@pytest.mark.parametrize("text", ["Fri, 20 Nov 2026 10:00:00 +0100", "20 Nov 2026 09:00 GMT", "2026-11-20 01:00 -0800"])
def test_times_as_git_and_mail_write_them(text: str) -> None:
    assert parse_time(text) == datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "20.11.2026 10:00",
        "11/12/2026 10:00 AM",
        "2026-11-20",
        "2026-11-20Z",
        "2026-11-20 10:00:00",
        "1",
        "2026-11-20 10",
    ],
)
def test_times_that_could_be_others(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a time|has no time zone"):
        parse_time(text)


def test_submissions_need_no_commit(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("Login;Submitted\nADA;2026-11-20T10:00:00+01:00\nbob;\n")
    submissions = read_submissions(tmp_path / "s.csv")
    assert submissions["ada"].submitted == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert submissions["bob"].submitted is None and submissions["bob"].commit == ""


def test_what_is_written_is_read_as_it_was(tmp_path: Path) -> None:
    names = ["=1+1", "'quoted", "a;b", 'say "x"', "-0", "@eve", "Zoë", "＝1"]
    for delimiter in ",;\t":
        (tmp_path / "t.csv").write_text(
            to_csv([["login", "name"], *[["x", name] for name in names]], delimiter), "utf-8"
        )
        assert [row["name"] for _, row in read_table(tmp_path / "t.csv", ["login", "name"])] == names


def test_rows_are_taken_out_and_nothing_else_changes() -> None:
    rows = ['login;name;"a note"\r\n', 'ADA;"Ada\r\nLovelace";x\r\n', '"ada2";"Ada; the second";\r\n', "\r\n", "bob;;"]
    text = "".join(rows)
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        left, count = without_rows(text.encode(encoding), ["login"], lambda row: row["login"].lower() == "ada")
        assert count == 1 and left == "".join([rows[0], *rows[2:]]).encode(encoding)
    assert without_rows(text.encode(), ["login"], lambda row: False) == (text.encode(), 0)


def test_decimal_commas() -> None:
    assert to_csv([["a", 7.5, "7.5"]], ";", ",") == "a;7,5;7.5\n"
    assert parse_csv("a;b,c,d\n", ["a"]) == [(1, ["a", "b,c,d"])]


@pytest.mark.skipif(os.name == "nt", reason="POSIX has modes")
def test_what_is_private_is_for_its_owner(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "results" / "lessons")
    assert [stat.S_IMODE(each.stat().st_mode) for each in (folder, folder.parent)] == [0o700, 0o700]
    assert stat.S_IMODE(tmp_path.stat().st_mode) == stat.S_IMODE(private_folder(tmp_path).stat().st_mode)
    path = tmp_path / "marks.csv"
    write_atomic(path, "a", private=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    write_atomic(path, "b", private=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640 and path.read_text() == "b"
