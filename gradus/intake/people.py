"""Whose name stands on a submission: logins, e-mail addresses, numbers, full names and teams of the roster."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gradus.core.names import same
from gradus.core.tables import TableError, read_table
from gradus.core.text import one_line
from gradus.scores.roster import Student

SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "ł": "l", "đ": "d", "ı": "i"})
_TEAM = re.compile(r"^(?:teams?|groups?|gruppe|groupe|grupo|gruppo|equipo|équipe)[\s_-]*")
SHORTEST = 2  # characters of a login that is recognised within a longer name


@dataclass(frozen=True)
class Match:
    """The students whom a name stands for, several if it is a team's. `why` is empty if the name is a login itself."""

    logins: tuple[str, ...]
    why: str = ""
    team: str = ""


class AmbiguousError(Exception):
    """A name may be that of several students; the text says which."""


class People:
    """The students of a roster, and their teams. Without a roster nobody is known."""

    def __init__(self, students: Mapping[str, Student], teams: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.students = students
        self.teams = {same(name): (name, logins) for name, logins in (teams or _teams(students.values())).items()}
        self.exact: dict[str, dict[str, str]] = defaultdict(dict)  # key -> login -> why
        self.names: dict[str, dict[str, str]] = defaultdict(dict)
        for student in students.values():
            self._add(student)

    def _add(self, student: Student) -> None:
        local = student.email.partition("@")[0]
        for key, why in (
            (local, "the e-mail address before the @"),
            (student.email, "the e-mail address"),
            (student.student_id, "the student number"),
            (student.folder, "the roster's column folder"),
            (student.login, ""),
        ):
            if same(key):
                self.exact[same(key)][student.login] = why
        for name in full_names(student):
            for key, why in ((letters(name), "the full name"), *((k, "the name without accents") for k in plain(name))):
                if key:
                    self.names[key].setdefault(student.login, why)

    def team_of(self, login: str) -> tuple[str, tuple[str, ...]] | None:
        """The team's name and members, if the student is in one."""
        return next((team for team in self.teams.values() if login in team[1]), None)

    def find(self, text: str, *, whole: bool = False, named: bool = False) -> Match | None:
        """Whom a name stands for, if anybody. Raises AmbiguousError if it may be several.

        Unless it has to be the `whole` name, a login, number or full name may also stand within a longer one; only the
        full name may if the text is `named` after a person, for it may be another of the same first name.
        """
        key = same(text)
        if found := self.exact.get(key):
            logins = [login for login, why in found.items() if not why]  # a login beats somebody's number
            return self._one(text, {login: found[login] for login in logins} or found)
        if key in self.teams:
            return Match(self.teams[key][1], "the name of a team", self.teams[key][0])
        for variant in (letters(text), *plain(text)):
            if variant and (found := self.names.get(variant)):
                return self._one(text, found)
        local, at, _ = key.partition("@")
        if at and (found := self.exact.get(local)):
            return self._one(text, dict.fromkeys(found, "the e-mail address before the @"))
        for name, (team, members) in self.teams.items():
            if _TEAM.sub("", name) == _TEAM.sub("", key) != "":
                return Match(members, "the name of a team", team)
        if whole:
            return None
        return self._by_half(text) or self._within(text, named)

    def _by_half(self, text: str) -> Match | None:
        """The only student who has a last name, or else a first name."""
        for field, why in (("last_name", "the last name"), ("first_name", "the first name")):
            found = [
                each.login for each in self.students.values() if letters(getattr(each, field)) == letters(text) != ""
            ]
            if len(found) == 1:
                return Match((found[0],), f"{why}, which nobody else in the roster has")
        return None

    def _one(self, text: str, found: Mapping[str, str]) -> Match:
        """The one student who was found, or the team that all of them are."""
        if len(found) == 1:
            ((login, why),) = found.items()
            return Match((login,), why)
        for name, logins in self.teams.values():
            if set(found) <= set(logins):
                return Match(logins, f"it names {' and '.join(sorted(map(one_line, found)))}, a team", name)
        several = " or ".join(sorted(map(one_line, found)))
        raise AmbiguousError(f"{one_line(text, 100)} may be {several} (if it is both: make them a team in the roster)")

    def _within(self, text: str, named: bool) -> Match | None:
        key, words = f" {same(text)} ", set(_words(text)) | {word for form in plain_words(text) for word in form}
        found: dict[str, tuple[str, str]] = {}  # login -> what of theirs stands in the text, and why
        for handle, logins in self.exact.items():
            if len(handle) >= SHORTEST and handle in key and _stands_alone(handle, key):
                for login, why in logins.items():
                    if not (named and full_names(self.students[same(login)])):
                        found[login] = (handle, f"it contains {why or 'the login'}")
        for student in self.students.values():
            for name in full_names(student):
                if len(_words(name)) > 1 and (set(_words(name)) <= words or set(plain_words(name)[0]) <= words):
                    found.setdefault(student.login, (same(name), "it contains the full name"))
        longest = max((handle for handle, _ in found.values()), key=len, default="")
        found = {login: each for login, each in found.items() if each[0] == longest or each[0] not in longest}
        return self._one(text, {login: why for login, (_, why) in found.items()}) if found else None


def read_teams(path: Path, students: Mapping[str, Student]) -> dict[str, tuple[str, ...]]:
    """The members of each team, from a table with the columns team and login. Raises TableError."""
    teams: dict[str, tuple[str, ...]] = {}
    seen: dict[str, int] = {}
    for line, row in read_table(path, ("team", "login")):
        team, login, where = row["team"], same(row["login"]), f"{path}, line {line}"
        if not team or not login:
            raise TableError(f"{where}: a team and a login stand in each line.")
        if login in seen:
            raise TableError(f"{where}: {one_line(row['login'])} is in a team already, see line {seen[login]}.")
        if students and login not in students:
            raise TableError(f"{where}: {one_line(row['login'])} is not in the roster.")
        seen[login] = line
        teams[team] = (*teams.get(team, ()), students[login].login if students else row["login"])
    return teams


def full_names(student: Student) -> list[str]:
    """The ways in which a student's full name is written."""
    first, last = student.first_name, student.last_name
    names = [f"{first} {last}", f"{last} {first}"] if first and last else []
    if student.name:
        before, comma, after = student.name.partition(",")
        names += [f"{after} {before}", f"{before} {after}"] if comma else _turned(student.name)
    return [" ".join(name.split()) for name in names]


def _turned(name: str) -> list[str]:
    *front, last = name.split() or [""]
    return [name, " ".join([last, *front])] if front else [name]


def letters(text: str) -> str:
    """The letters and digits of a name: Canvas writes lovelaceada, ILIAS Lovelace_Ada."""
    return "".join(_words(text))


def plain(text: str) -> list[str]:
    """The letters without accents, and with those that German and others write out."""
    return ["".join(words) for words in plain_words(text)]


def plain_words(text: str) -> list[list[str]]:
    """The words without accents, and with those that German and others write out."""
    return [_words(_without_marks(same(text))), _words(_without_marks(same(text).translate(SPELT)))]


def _without_marks(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", same(text).replace("'", "").replace("’", ""))


def _stands_alone(handle: str, text: str) -> bool:
    return bool(re.search(rf"(?<![^\W_]){re.escape(handle)}(?![^\W_])", text))


def _teams(students: Iterable[Student]) -> dict[str, tuple[str, ...]]:
    teams: dict[str, tuple[str, ...]] = {}
    names: dict[str, str] = {}
    for student in students:
        if student.team:
            name = names.setdefault(same(student.team), student.team)
            teams[name] = (*teams.get(name, ()), student.login)
    return teams
