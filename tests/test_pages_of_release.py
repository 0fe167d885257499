"""The pages of a student repository: about this course, whatever the course is, and a course may have its own."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest

from gradus.authoring import leaks, release
from gradus.authoring.repository import pages, templates
from gradus.core.course import Course, CourseError, load
from tests.conftest import ROOT, sampled

pytestmark = pytest.mark.fast


def own(course: Course, name: str, text: str | bytes) -> None:
    path = course.root / "student" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def changed(course: Course, before: str, after: str) -> Course:
    path = course.root / "course.toml"
    assert before in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    return load(course.root)


def test_another_course_is_not_this_one(mini: Course) -> None:
    """No name of this repository's exercises, lessons or pages, in any page of another course."""
    theirs = {e.id.rpartition("/")[2] for e in load(ROOT).exercises} | {"calculus", "prerequisites", "jupyter lab"}
    texts = {name: data.decode() for name, data in pages.of(mini, ["exercises/warmup/square.py"]).items()}
    for name, text in texts.items():
        found = [word for word in theirs if re.search(rf"\b{word}\b", text)]
        assert not found, (name, found)
    readme = texts["README.md"]
    assert "gradus hint`" in readme and "graders/warmup/square --pdb" in readme
    assert "lesson" not in readme and "docs/" not in readme and "gradus show" not in readme
    assert "| exercise | it asks |\n|---|---|\n| [warmup/square](exercises/warmup/square.py) | " in readme
    assert "lessons" not in texts["AGENTS.md"] and "docs/" not in texts["AGENTS.md"]
    assert "{" not in re.sub(r"```.*?```|\$\{\{.*?\}\}", "", readme + texts["AGENTS.md"], flags=re.DOTALL)
    assert all(json.loads(texts[name]) for name in texts if name.endswith(".json"))


def test_pages_with_lessons_docs_and_pictures(mini: Course) -> None:
    course = changed(mini, 'id = "warmup/square"', 'id = "warmup/square"\nlesson = "two"')
    (course.graders(course.exercises[1]) / "picture.py").write_text("")
    files = ["lessons/two.ipynb", "docs/learn/troubleshooting.md", "graders/warmup/power/picture.py"]
    texts = {name: data.decode() for name, data in pages.of(course, files).items()}
    readme = texts["README.md"]
    assert "jupyter lab lessons" in readme and "[two](lessons/two.ipynb)" in readme
    assert "gradus show power" in readme and "[troubleshooting](docs/learn/troubleshooting.md)" in readme
    assert "notation.md" not in readme + texts["AGENTS.md"] and "00-prerequisites" not in readme
    assert "uv sync --group lessons" in json.loads(texts[".devcontainer/devcontainer.json"])["postCreateCommand"]


TITLES = ['The "inner" product', "C:\\new \\U0001 {map}", "caf\u00e9 \U0001f600 \x7f", "a # b = [c]"]


@pytest.mark.parametrize("title", TITLES)
def test_any_title_gives_a_project_that_can_be_read(mini: Course, title: str) -> None:
    course = changed(mini, '"A course for the tests"', json.dumps(title, ensure_ascii=False).replace("\x7f", "\\u007f"))
    project = tomllib.loads(pages.of(course, ["gradus/cli/group.py"])["pyproject.toml"].decode())
    assert project["project"]["description"].replace("\ufffd", "\x7f") in (title, project["project"]["description"])
    assert project["project"]["scripts"] == {"gradus": "gradus.cli:main"}


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("allow", "pandas", "pandas"),
        ("allow", "matplotlib", None),  # the engine brings it
        ("allow", "json", None),  # of the standard library
        ("allow", "mpl_toolkits", None),  # of matplotlib
        ("allow", "click", None),
        ("data", "sklearn", "scikit-learn"),
        ("data", "bs4", "beautifulsoup4"),  # installed here under another name
        ("allow", "nowhere_to_be_found", "nowhere_to_be_found"),
    ],
)
def test_students_get_what_their_code_may_import(mini: Course, key: str, value: str, wanted: str | None) -> None:
    before = tomllib.loads(pages.of(mini, [])["pyproject.toml"].decode())["project"]["dependencies"]
    course = changed(mini, 'id = "warmup/square"', f'id = "warmup/square"\n{key} = ["{value}"]')
    files = pages.of(course, [])
    after = tomllib.loads(files["pyproject.toml"].decode())["project"]["dependencies"]
    assert [each.lower() for each in after if each not in before] == ([wanted.lower()] if wanted else [])
    assert "in some exercises other packages" in files["README.md"].decode()


def test_the_course_has_templates_of_its_own(mini: Course) -> None:
    own(
        mini,
        "README.md.in",
        "# {title}\n\n{if lessons/}\nlessons\n{end}\n{if not lessons/}\nnone\n{end}\nSay {hello}. {first}\n",
    )
    own(mini, "AGENTS.md", "Ours, with {title}.\n")
    own(mini, ".github/workflows/checks.yml", "name: ours\n")
    own(mini, "dot_github/CODEOWNERS", "* @ada\n")
    own(mini, "docs/map.png", b"\x89PNG\r\n\0")
    own(mini, "__pycache__/x.pyc", b"\0")
    files = release.contents(mini)
    assert files["README.md"] == b"# A course for the tests\n\nnone\nSay {hello}. square\n"
    assert files["AGENTS.md"] == b"Ours, with {title}.\n"
    assert files[".github/workflows/checks.yml"] == b"name: ours\n"
    assert files[".github/CODEOWNERS"] == b"* @ada\n"
    assert files["docs/map.png"] == b"\x89PNG\r\n\0"
    assert not [name for name in files if "pycache" in name or name.startswith("student/")]
    assert "pyproject.toml" in files and ".gitattributes" in files


REFUSED: dict[str, tuple[str, str | bytes, str]] = {
    "a stub": ("exercises/warmup/square.py", "", "student/exercises/warmup/square.py: what is released as"),
    "a new stub": ("exercises/warmup/other.py", "", "is made from the course"),
    "a grader": ("Graders/warmup/square/test_hidden.py", "", "is made from the course"),
    "the engine": ("gradus/core/course.py", "", "is made from the course"),
    "course.toml": ("course.toml", "", "student/course.toml: what is released as course.toml"),
    "another case": ("readme.md", "", "readme.md and README.md would be one file"),
    "a misspelt key": (
        "x.md.in",
        "a\n{titel}\n",
        "student/x.md.in, line 2: there is no {titel}. Did you mean {title}?",
    ),
    "no end": ("x.md.in", "{if lessons/}\n", "student/x.md.in, line 1: {if …} without {end}"),
    "two ifs": ("x.md.in", "{if a}\n{if b}\n{end}\n", "line 1: {if …} without {end} before the next one"),
    "an end": ("x.md.in", "{end}\n", "line 1: {end} without {if …}"),
    "Latin-1": ("x.md.in", b"\xe9", "student/x.md.in is not UTF-8"),
    "no notebook": ("x.ipynb", "{", "x.ipynb is no notebook"),
    "a notebook without cells": ("x.ipynb", "{}", "x.ipynb is no notebook of format 4"),
    "an output": ("x.ipynb", '{"cells": [{"outputs": [1]}]}', "would contain outputs"),
    "an answer": ("docs/hints.md", "    return np.sum(xs) / len(xs)\n", "docs/hints.md would contain"),
}


@pytest.mark.parametrize("name", sampled(REFUSED, 3))
def test_a_template_that_is_refused(mini: Course, name: str) -> None:
    path, text, words = REFUSED[name]
    own(mini, path, text)
    with pytest.raises(CourseError, match=re.escape(words)):
        release.contents(mini)


def test_twice_the_same_template_is_refused(mini: Course) -> None:
    own(mini, "README.md", "a")
    own(mini, "README.md.in", "b")
    with pytest.raises(CourseError, match="is there twice"):
        release.contents(mini)


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege there")
@pytest.mark.parametrize("kind", ["file", "folder", "root", "docs", "picture"])
def test_a_link_out_of_the_course_is_refused(mini: Course, tmp_path: Path, kind: str) -> None:
    (tmp_path / "secret").mkdir()
    secret = tmp_path / "secret" / "roster.md"
    secret.write_text("ada\n")
    folder = {"docs": mini.root / "docs" / "learn", "picture": mini.graders(mini.exercises[0])}.get(kind)
    folder = folder or mini.root / "student"
    if kind == "root":
        folder.symlink_to(secret.parent)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        name = {"docs": "roster.md", "picture": "picture.py"}.get(kind, "x.md")
        (folder / name).symlink_to(secret.parent if kind == "folder" else secret)
    with pytest.raises(CourseError, match="link"):
        release.contents(mini)


@pytest.mark.long
def test_settings_of_an_editor_may_have_comments(mini: Course) -> None:
    own(mini, ".vscode/settings.json", '// ours\n{"a": 1}\n')
    assert release.contents(mini)[".vscode/settings.json"] == b'// ours\n{"a": 1}\n'
    own(mini, ".vscode/settings.json", '// return np.sum(xs) / len(xs)\n{"a": 1}\n')
    with pytest.raises(leaks.LeakError, match=r"settings\.json would contain 'return np"):
        release.contents(mini)


def test_values_are_filled_in_once() -> None:
    assert templates.fill("{a} {b} {c}", {"a": "{b}", "b": "2"}) == "{b} 2 {c}"
    paths = ["docs/a.md", "lessons/x.ipynb"]
    text = "{if docs/b.md or lessons/}\n1\n{end}\n{if docs/b.md or doc}\n2\n{end}\n{if docs/{a}.md}\n3\n{end}"
    assert templates.render(text, "x", {"a": "a"}, paths) == "1\n3"


def test_the_page_on_templates_lists_every_key(mini: Course) -> None:
    page = (
        (ROOT / "docs" / "authoring.md").read_text("utf-8").partition("### Pages of your own")[2].partition("\n## ")[0]
    )
    listed = re.findall(r"`\{(\w+)\}`", "".join(row.split("|")[1] for row in page.split("\n") if row.startswith("|")))
    assert set(listed) == pages.values(mini).keys()


PINNED = '[release]\nengine = "gradus-course==0.2.0"\n\n[[parts]]'


def test_a_student_repository_may_depend_on_a_pinned_engine(mini: Course, tmp_path: Path) -> None:
    """It carries no engine, and changes to one and back with the next release."""
    place = tmp_path / "students"
    release.release(mini, place)
    assert (place / "gradus" / "cli").is_dir()
    pinned = changed(mini, "[[parts]]", PINNED)
    release.release(pinned, place)
    assert not [path for path in (place / "gradus").rglob("*") if path.is_file()]
    project = tomllib.loads((place / "pyproject.toml").read_text("utf-8"))
    assert "gradus-course==0.2.0" in project["project"]["dependencies"]
    assert project["project"]["name"] != "gradus-course" and "build-system" not in project
    assert project["tool"]["uv"]["package"] is False
    release.release(mini, place)
    assert (place / "gradus" / "cli").is_dir()


@pytest.mark.parametrize("engine", ["", "numpy", "gradus-course=0.2", "gradus-course>=", "carry"])
def test_an_engine_that_cannot_be_had_is_refused(mini: Course, engine: str) -> None:
    with pytest.raises(CourseError, match=r"course\.toml, line 7: release\.engine: "):
        pages.of(changed(mini, "[[parts]]", PINNED.replace("gradus-course==0.2.0", engine)), [])
