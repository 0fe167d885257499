"""Whose repository is which."""

from pathlib import Path

import pytest

from gradus.core.tables import TableError
from gradus.pulls.roster import Place, read_places, slug

PATTERN = "my-school/students-*"


def places(folder: Path, text: str, pattern: str = PATTERN) -> list[Place]:
    path = folder / "roster.csv"
    path.write_text(text, "utf-8")
    return read_places(path, pattern)


def test_the_star_stands_for_the_login_in_the_order_of_the_roster(tmp_path: Path) -> None:
    assert places(tmp_path, "login\neve\nAda\n") == [
        Place("my-school/students-eve", "eve", ("eve",)),
        Place("my-school/students-ada", "Ada", ("Ada",)),
    ]


def test_the_star_stands_for_the_team(tmp_path: Path) -> None:
    text = "GitHub login;Team\nada;Größe 1\neve;\nbob;  größe  1\n"
    assert places(tmp_path, text) == [
        Place("my-school/students-grosse-1", "Größe 1", ("ada", "bob")),
        Place("my-school/students-eve", "eve", ("eve",)),
    ]


def test_a_column_names_repositories(tmp_path: Path) -> None:
    text = "login,repository\nada,hers\neve,Other-School/x.y\nbob,\nsam,pair\nkim,Pair\nzoe,students-bob\n"
    assert places(tmp_path, text) == [
        Place("my-school/hers", "ada", ("ada",)),
        Place("Other-School/x.y", "eve", ("eve",)),
        Place("my-school/students-bob", "students-bob", ("bob", "zoe")),
        Place("my-school/pair", "Pair", ("sam", "kim")),
    ]


def test_a_pattern_without_a_star_needs_the_column(tmp_path: Path) -> None:
    assert places(tmp_path, "login,repository\nada,hers\n", "my-school/students")[0].repository == "my-school/hers"
    with pytest.raises(TableError, match=r"roster\.csv, line 2: the repository is empty, and my-school/students has"):
        places(tmp_path, "login\nada\n", "my-school/students")


def test_what_moodle_exports_is_a_roster(tmp_path: Path) -> None:
    text = "Nachname,Vorname,Anmeldename\nLovelace,Ada,ada\n"
    assert places(tmp_path, text)[0].repository == "my-school/students-ada"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("login\nada\nADA\n", "line 3: duplicate login ADA, see line 2"),
        ("login,repository\nada,x\nada,y\n", "line 3: duplicate login ada, see line 2"),
        ("login,id\nada,1\neve,1\n", "line 3: duplicate id 1, see line 2"),
        ("login\nada@example.org\n", "line 2: ada@example.org is no GitHub login"),
        ("login\nada/../x\n", "line 2: ada/../x is no GitHub login"),
        ("login\n-ada\n", "line 2: -ada is no GitHub login"),
        ("login,team\nada,\n,x\n", "line 3: the login is empty"),
        ("login,team\nada,☃\n", "line 2: the team ☃ makes no name of a repository"),
        ("login,repository\nada,a b\n", "line 2: a b is no repository"),
        ("login,repository\nada,..\n", r"line 2: \.\. is no repository"),
        ("login,repository\nada,x.git\n", "line 2: x.git is no repository"),
        ("login,repository\nada,a/b/c\n", "line 2: a/b/c is no repository"),
        ("login,team\nada,A B\neve,A-B\n", "line 3: the team A-B would have the repository my-school/students-a-b, wh"),
        ("login,team\nada,eve\neve,\n", "line 3: eve would have the repository my-school/students-eve, which line 2"),
        ("login,team,repository\nada,one,x\neve,two,X\n", "line 3: the team two would have the repository my-school/X"),
        ("name\nada\n", "has no column login"),
    ],
)
def test_an_invalid_row_is_named_by_file_and_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(TableError, match=f"roster.csv.*{told}"):
        places(tmp_path, text)


@pytest.mark.parametrize("pattern", ["students-*", "a/*-*", "/x-*", "a/b/*", "a/ *", "my school/*", "a/*.git", "*/x"])
def test_an_invalid_pattern_is_refused(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(TableError, match=r"is no pattern of repositories: write it like my-school/students-\*"):
        places(tmp_path, "login\nada\n", pattern)


def test_a_name_of_a_repository_has_a_hundred_characters_at_most(tmp_path: Path) -> None:
    assert len(places(tmp_path, f"login,team\nada,{'a' * 91}\n")[0].repository) == len("my-school/") + 100
    with pytest.raises(TableError, match=r"line 2: the team a+… makes no name of a repository"):
        places(tmp_path, f"login,team\nada,{'a' * 92}\n")


def test_a_slug_has_letters_digits_and_hyphens() -> None:
    assert slug("  Équipe №7 / β ") == "equipe-no7"
