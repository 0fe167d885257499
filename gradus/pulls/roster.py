"""Whose repository is which: from the roster and the pattern by which a class's repositories are called."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gradus.core.names import same
from gradus.core.roster import COLUMNS, rows
from gradus.core.tables import TableError
from gradus.core.text import one_line

STAR = "*"
OWNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")  # Gitea allows more than GitHub
REPOSITORY = re.compile(r"(?!\.{1,2}$)(?!.*\.git$)[A-Za-z0-9._-]{1,100}")
LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")  # ada_school of an enterprise, ada.lovelace of Gitea


@dataclass(frozen=True)
class Place:
    """A repository and whose it is: `name` is the login or, of a group, the team's name; `logins` are its members.

    GitHub compares names of repositories and logins without regard to case.
    """

    repository: str
    name: str
    logins: tuple[str, ...]


def read_places(path: Path, pattern: str, notes: list[str] | None = None) -> list[Place]:
    """The repositories of a class, in the order of its roster.

    `pattern` is like my-school/students-*: the star stands for the team or, without one, for the login. A row's cell
    `repository`, NAME or OWNER/NAME, says otherwise; rows with the same repository are one group. `notes` is for what
    had to be guessed of an old encoding. Raises TableError if the table or the pattern is invalid.
    """
    owner, _, stars = pattern.partition("/")
    if not OWNER.fullmatch(owner) or stars.count(STAR) > 1 or not REPOSITORY.fullmatch(stars.replace(STAR, "a")):
        raise TableError(f"{one_line(pattern)} is no pattern of repositories: write it like my-school/students-*.")
    places: dict[str, Place] = {}
    begun: dict[str, tuple[int, str]] = {}  # the line of a repository's first row, and the team in it
    for line, row in rows(path, ("login",), COLUMNS, ("login", "id"), notes):
        where = f"{path}, line {line}"
        place = _place(row, owner, stars, where)
        key = same(place.repository)
        first, team = begun.setdefault(key, (line, same(_team(row))))
        if team != same(_team(row)):
            told = f"{_whose(row)} would have the repository {place.repository}, which line {first} gives to another"
            raise TableError(f"{where}: {told}. A column repository can name another one.")
        if there := places.get(key):
            # Without a team, a group is called like its repository.
            called = there.name if team else place.repository.partition("/")[2]
            place = replace(there, name=called, logins=there.logins + place.logins)
        places[key] = place
    return list(places.values())


def _place(row: Mapping[str, str], owner: str, name: str, where: str) -> Place:
    """The repository of one row. Raises TableError, which begins with `where`, if a name in it is invalid."""
    login, team, own = row["login"].strip(), _team(row), row["repository"].strip()
    if not LOGIN.fullmatch(login):
        raise TableError(
            f"{where}: {one_line(login)} is no GitHub login: letters, digits and hyphens; of Gitea also dots."
        )
    if own:
        repository = own if "/" in own else f"{owner}/{own}"
        begin, _, end = repository.partition("/")
        if not OWNER.fullmatch(begin) or not REPOSITORY.fullmatch(end):
            told = "is no repository: write NAME or OWNER/NAME, with letters, digits, dots, hyphens and underscores"
            raise TableError(f"{where}: {one_line(own)} {told}.")
        return Place(repository, team or login, (login,))
    if STAR not in name:
        raise TableError(f"{where}: the repository is empty, and {owner}/{name} has no star to make one from.")
    part = slug(team) if team else login.lower()
    made = name.replace(STAR, part)
    if not part or not REPOSITORY.fullmatch(made):
        told = "makes no name of a repository: name one in a column repository"
        raise TableError(f"{where}: {_whose(row)} {told}.")
    return Place(f"{owner}/{made}", team or login, (login,))


def slug(name: str) -> str:
    """A team's name as a part of a repository's: Größe 1 becomes grosse-1."""
    plain = unicodedata.normalize("NFKD", same(name)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _team(row: Mapping[str, str]) -> str:
    return " ".join(row["team"].split())


def _whose(row: Mapping[str, str]) -> str:
    return f"the team {one_line(_team(row))}" if _team(row) else one_line(row["login"])
