"""What fuzzing has found: inputs that ended in a traceback, or took minutes, before they were mended."""

from __future__ import annotations

import tarfile

import pytest

from tests.fuzz.targets import try_one

EXERCISE = '[[exercises]]\nid = "a/e{}"\ntitle = "T"\npoints = 1\nbuilds_on = [{}]\n'
PART = '[[parts]]\nid = "a"\ntitle = "A"\n'
HEAD = 'title = "C"\nallow = []\nseconds = 1\n'


def exercises(number: int) -> str:
    """So many exercises, each of which builds on all before it."""
    before = [f'"a/e{k}"' for k in range(number)]
    return HEAD + PART + "".join(EXERCISE.format(k, ", ".join(before[:k])) for k in range(number))


def tarred(extended: bytes) -> bytes:
    """A tar file whose only entry has this extended header."""
    before, entry = tarfile.TarInfo("x"), tarfile.TarInfo("square.py")
    before.type, before.size = tarfile.XHDTYPE, len(extended)
    blocks = extended + bytes(-len(extended) % 512)
    return before.tobuf(tarfile.USTAR_FORMAT) + blocks + entry.tobuf(tarfile.USTAR_FORMAT) + bytes(1024)


def page(**fields: str) -> str:
    """A response of GitHub's with these headers."""
    fields = {"Date": "Fri, 20 Nov 2026 12:00:00 GMT"} | fields
    return "200\n" + "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in fields.items()) + "\n[]"


def pull(**fields: str) -> str:
    """A page with one pull request, some of whose values are replaced."""
    values = {"number": "1", "id": "7", "login": '"a"', "sha": f'"{"ab" * 20}"', "repo": "null"} | fields
    text = '[{{"number": {number}, "created_at": "2026-11-20T12:00:00Z", "user": {{"login": {login}, "id": {id}, '
    text += '"type": "User"}}, "head": {{"sha": {sha}, "repo": {repo}}}}}]'
    return page().replace("[]", text.format(**values))


FOUND: list[tuple[str, bool, str | bytes]] = [
    ("course", False, "seconds = " + "9" * 5000),
    ("course", False, HEAD + '[[exercises]]\nid = "a\\nb"\ntitle = "T"\npoints = 1\n'),
    ("course", False, HEAD + PART + EXERCISE.format(1, '"x\\u202e\\n"')),
    ("course", False, exercises(2) + '[[units]]\nid = "u"\nexercises = [' + '"a", ' * 9000 + "]\n"),
    ("course", True, exercises(60)),
    ("roster", True, b"login\nada\n\xa0\n"),
    ("roster", False, b'sep=\r"\nlogin\rname\n'),
    ("cell", False, "answer=1,2\n" * 5000 + "answer=x"),
    ("source", False, b"# coding: undefined\nx = 1\n\xff("),
    ("source", False, b"# coding: unicode_escape\nx='\\ud800'\n"),
    ("source", False, b"x=" + b"-" * 3000 + b"1"),
    ("source", True, b"def f():\n  raise NotImplementedError(" + b"-" * 900 + b"1)\n"),
    ("source", True, b"import a\n" + (b"a" + b".b" * 900 + b"\n") * 30),
    ("source", False, "\n".join([*(f"import a{k} as b" for k in range(1500)), *(f"b.c{k}" for k in range(3000))])),
    ("plain_json", False, '{"a": [1e999]}'),
    ("archive", True, b"t" + tarred(b"1" * 40_000)),
    ("github", True, page(Date="Fri, 31 Dec 9999 23:00:00 -2300")),
    ("github", True, page(Date="Fri, 20 Nov 2" + "0" * 40 + " 12:00:00 GMT")),
    ("github", True, page(Link='<http://localhost:x/>; rel="next"')),
    ("github", True, page(Link='<https://[/>; rel="next"')),
    ("github", True, page(Retry_After="²").replace("200", "429")),
    ("github", True, page(x_ratelimit_remaining="0", x_ratelimit_reset="³").replace("200", "403")),
    ("github", True, pull(number="Infinity")),
    ("github", True, pull(id="1e999", repo="[1]")),
]


@pytest.mark.parametrize(("name", "taken", "data"), FOUND, ids=[f"{n}-{each[0]}" for n, each in enumerate(FOUND)])
def test_what_was_found_stays_mended(name: str, taken: bool, data: str | bytes) -> None:
    assert try_one(name, data.encode("latin-1", "xmlcharrefreplace") if isinstance(data, str) else data) is taken
