"""Examples of what each reader reads, from which fuzzing starts, and the words that make its inputs interesting."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import tarfile
import zipfile
from functools import cache
from typing import Any

import numpy as np

from gradus.worker import wire
from tests.fuzz.targets import MINI, ROOT

SHA = "ab" * 20
TIME = "2026-11-20T12:00:00Z"
SIGHT = {"seen": TIME, "since": TIME}
SKIPPED = {"path": "a", "reason": "b"}
PLACE = {"repository": "a/b", "number": 1}
COMMIT = {**PLACE, "account": "7", "sha": SHA}
PULL: dict[str, Any] = {
    **COMMIT,
    "place": "a/b",
    "login": "ada",
    "source": "ada/course",
    "branch": "main",
    "sight": SIGHT,
    "state": "grade",
    "head": True,
}
ENTRY: dict[str, Any] = {**COMMIT, "sights": [SIGHT], "planned": TIME, "graders": SHA, "run": None}
ENTRY |= {"score": 1.5, "max_score": 2.0, "report": SHA, "check_run": None, "state": "open"}
ENTRY |= {"works": ["warmup/square 0a0b0c0d 1.5"], "same_files": ["a is the same file as bob's"]}
REPORT = json.loads((ROOT / "tests" / "golden" / "report.json").read_text("utf-8"))
ANSWER = {"id": "a", "graded_by": "machine", "status": "passed", "points": 1.0, "score": 1.0, "message": ""}
LEDGER: dict[str, Any] = {
    "schema": "gradus.ledger/2",
    "polled": TIME,
    "accounts": [{"id": "7", "login": "ada", "logins": ["ada"], "seen": TIME}],
}
LEDGER |= {"heads": [COMMIT], "entries": [ENTRY], "waiting": [{**COMMIT, "sight": SIGHT, "tried": None}]}
LEDGER["latest"] = [{"account": "7", "name": "ada", "digest": "0a0b"}]
LEDGER["shown"] = [{"repository": "a/b", "number": 1, "comment": 5, "digest": "0a0b"}]
LEDGER["files"] = [{"blob": SHA, "account": "7"}]
PACKED: dict[str, Any] = {"schema": "gradus.packed/1", "modules": {"warmup/square": "eCA9IDEK"}, "faults": {}}
PACKED["faults"] = {"warmup/power": {"text": "There is none.", "missing": True}}
PLAN: dict[str, Any] = {
    "schema": "gradus.plan/2",
    "course": "a/b",
    "ledger": "a/c",
    "branch": "ledger",
    "graders": SHA,
    "now": TIME,
}
PLAN |= {"due": {"warmup/square": TIME}, "extended": {"7": {"warmup/square": TIME}}, "accounts": LEDGER["accounts"]}
PLAN |= {"news": True, "seen": [PULL]}
TAKEN = {"path": "exercises/a.py", "source": "a.zip", "place": "a/a.py", "sha256": "00"}
MARK = {"mark": 1.0, "comment": "Good", "automatic": None, "submission": "", "at": TIME}
DOCUMENTS: list[Any] = [
    REPORT,
    LEDGER,
    PACKED,
    PLAN,
    {
        "schema": "gradus.notes/2",
        "notes": [{**PLACE, "sha": SHA, "dropped": None, "refused": [SKIPPED], "lines": {"warmup/square": {"f": 3}}}],
    },
    {"schema": "gradus.collected/1", "origins": [{"login": "ada", "source": "a", "folder": "b", "files": [TAKEN]}]},
    {"schema": "gradus.by_hand/1", "submission": "ada", "entries": {"warmup/square": MARK}},
    {"schema": "gradus.greeting/1", "run": "r", "sandbox": "s", "exercises": ["e"], "state": {}, "proven": "{}"},
    {"schema": "gradus.task/1", "run": "r", "exercises": ["e"], "submission": PACKED, "alone": False},
    {"schema": "gradus.answer/1", "report": REPORT, "starved": ["a"], "error": "", "machine": "m"},
]
NEWS: list[Any] = [
    {"number": 3, "checks": ["warmup/square::a"]},
    {"error": "The graders cannot be run."},
    {"number": 1, "folder": "f", "report": "r", "exercises": ["e"], "seconds": 5.0, "lent": {"a": "b"}},
]

COURSE = """\
[[units]]
id = "one"
exercises = ["warmup"]
opens = 2026-11-01T12:00:00Z
due = "2026-12-01T12:00:00+01:00"
weight = 2

[marks]
attempt = "best"
grace_minutes = 15
late_days = 3
late_penalty = 10
late_until = 7
"""
SOURCE = '''\
# -*- coding: utf-8 -*-
"""Text."""
import numpy as np
from exercises.warmup.square import *
from os import path as p, sep
if __name__ == "__main__":
    np.linalg.norm(a.b.c)
TYPE: "int" = 3
class Net:
    def forward(self, x):
        raise NotImplementedError(f"{x!r:>{5}}")
@np.vectorize
def square(x, *, y=lambda z: z ** 2):
    try:
        return [each for each in x if (w := each)]
    except* ValueError:
        global g
        del g
'''
CELLS = ["answer = -4\n", 'answer = "B"  # because', "In [3]: answer = 1/3", "answer: float = 0,5", "%time answer = 2"]
CELLS += ["a, (b, *c) = 1, (2, 3)\nanswer = round(float('2.5'), 1)", "“answer” = − 5\nanswer = ‘b’", ">>> answer += 2"]
CELLS += ["with x:\n  answer = (1, 2)", "if x:\n  answer = 3\nelse:\n  answer = [1,", "answer = (a := 3) * 10 ** 20"]
PAGES = f"""\
200
Date: Fri, 20 Nov 2026 12:00:00 GMT
Link: <http://localhost/repos/a/b/pulls?page=2>; rel="next"

[{{"number": 1, "created_at": "{TIME}", "draft": false, "user": {{"login": "ada", "id": 7, "type": "User"}},
"head": {{"sha": "{SHA}", "repo": {{"full_name": "ada/course"}}}}}}]
%%
403
Date: Fri, 20 Nov 2026 12:00:00 GMT
Retry-After: 3
x-ratelimit-remaining: 0
x-ratelimit-reset: 1795000000

{{"message": "API rate limit"}}
%%
200
Date: Fri, 20 Nov 2026 12:00:00 GMT
Content-Length: 2

[]
%%
200

{{"object": {{"sha": "{SHA}"}}, "tree": [], "truncated": false}}
"""
TREE = f"""\
200
Date: Fri, 20 Nov 2026 12:00:00 GMT

{{"tree": {{"sha": "{SHA}"}}}}
%%
200

{{"truncated": true, "tree": [{{"path": "exercises", "type": "tree", "sha": "{SHA}", "mode": "040000"}}]}}
%%
200

{{"tree": [{{"path": "exercises", "type": "tree", "sha": "{SHA}", "mode": "040000"}}]}}
%%
200

{{"tree": [{{"path": "warmup", "type": "tree", "sha": "{SHA}", "mode": "040000"}}]}}
%%
200

{{"tree": [{{"path": "square.py", "type": "blob", "sha": "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", "size": 0,
"mode": "100644"}}]}}
%%
200

{{"encoding": "base64", "content": ""}}
"""
GRADESCOPE = """\
submission_1:
  :submitters:
  - :name: Ada
    :sid: '1'
    :email: "ada@example.org"
  :created_at: 2026-11-20 12:00:00.000000000 Z
"""
ROSTER = 'login,ID number,Surname,First name,"Email address",team\nada,1,Lovelace,Ada,ada@example.org,x\nbob,2,,,,x\n'
FINGERPRINTS: dict[str, Any] = {
    "of": "x",
    "needs": {"a": ["b"]},
    "known": [{"name": "N", "sentence": "S.", "replaces": ["square"]}],
}
FINGERPRINTS["known"][0] |= {"traces": {"warmup/square::a": [["a", [], 1.5], ["!", "E", "t"]]}, "evidence": {"a": 3.0}}


def _tables(*texts: str) -> list[bytes]:
    """Texts as spreadsheets save them."""
    windows = [text.replace(",", ";").replace("\n", "\r\n").encode("cp1252") for text in texts]
    return [text.encode() for text in texts] + windows + [("\ufeff" + texts[0]).encode("utf-16")]


def _values() -> list[bytes]:
    values: list[Any] = [None, True, [1.5, "x", 2**60], {"a": (1, 2), 3: []}, [1j, -0.0, object()], [[[[[]]]]]]
    values += [["t1", "value", np.arange(6.0).reshape(2, 3), [], [0]], np.array([True]), np.zeros((0, 2), np.int8)]
    values += [["t2", "raised", "ValueError", "text", "", 3, "line", False, ["ValueError", "Exception"]]]
    return [wire.encode(value, lambda thing: ["h", 7, "thing"]) for value in values]


def _headers() -> list[bytes]:
    found = []
    for frame in _values():
        size, count = wire.PREFIX.unpack(frame[: wire.PREFIX.size])
        start = wire.PREFIX.size + wire.LENGTH.size * count
        found.append(b"\n\n".join([frame[start : start + size], *([frame[start + size :]] if count else [])]))
    return found


def _notebook(*sources: str) -> bytes:
    from tests.lessons import EXPLANATION, QUESTION

    names = [QUESTION, EXPLANATION, f"{QUESTION}-check"]
    cells = [
        {
            "cell_type": "code" if number != 1 else "markdown",
            "id": f"c{number}",
            "metadata": {"nbgrader": {"grade_id": names[number % 3], "solution": True}},
            "source": source.replace("answer", QUESTION.replace("-", "_")),
            "outputs": [{"data": {"text/plain": ["1"]}}],
        }
        for number, source in enumerate(sources)
    ]
    metadata = {"kernelspec": {"language": "python"}, "language_info": {"name": "python"}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}).encode()


def archives() -> list[bytes]:
    """A small archive of each kind, behind its letter."""
    entries = {"ada/square.py": b"x = 1\n", "ada/deep/lesson.ipynb": b"{}", "../up.py": b"", "inner.zip": b""}
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr("power.py", b"y")
    entries["inner.zip"] = inner.getvalue()
    zipped, tarred = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(zipfile.ZipInfo(name, (2026, 11, 20, 12, 0, 0)), data)
    with tarfile.open(fileobj=tarred, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in entries.items():
            info = tarfile.TarInfo(name if name[0] == "." else f"é{name}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link.py")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    plain = tarred.getvalue().rstrip(b"\0") + bytes(1024)
    packed_tars = [b"g" + gzip.compress(plain, mtime=0), b"b" + bz2.compress(plain)]
    return [b"z" + zipped.getvalue(), b"t" + plain, *packed_tars]


@cache
def of(name: str) -> list[bytes]:
    """Examples of what the reader `name` reads."""
    course = (MINI / "course.toml").read_text("utf-8")
    known: dict[str, Any] = {
        "frame": _values,
        "header": _headers,
        "source": lambda: [SOURCE.encode(), SOURCE.encode("utf-16"), b"# coding: latin-1\nx = '\xe9'\n"],
        "notebook": lambda: [_notebook(*CELLS[:3]), _notebook(*CELLS[3:6]), _notebook(CELLS[-1])],
        "cell": lambda: [text.encode() for text in CELLS],
        "archive": archives,
        "gradescope_metadata": lambda: [GRADESCOPE.encode()],
        "course": lambda: [course.encode(), (course + COURSE).encode()],
        "roster": lambda: _tables(ROSTER, 'sep=;\nlogin;name\n\'=ada;"O""Neil, B"\n'),
        "submissions": lambda: _tables(
            f"login,commit,submitted\nada,{SHA},{TIME}\nbob,,2026-11-20 12:00:00.5 UTC\n",
            'Username,Timestamp\nada,"Fri, 20 Nov 2026 12:00:00 +0100"\n',
        ),
        "extensions": lambda: _tables(f"login,work,due,days\nada,square,{TIME},\nbob,warmup,,2\n"),
        "teams": lambda: _tables("team,login\nx,ada\nx,bob\n"),
        "table": lambda: _tables(ROSTER),
        "fingerprints": lambda: [json.dumps(FINGERPRINTS).encode()],
        "document": lambda: [json.dumps(each).encode() for each in DOCUMENTS],
        "posted_report": lambda: [json.dumps({**REPORT, "submission": "pr-1", "sandbox": "bubblewrap"}).encode()],
        "line": lambda: [json.dumps(each).encode() for each in NEWS],
        "plain_json": lambda: [b'{"a": [1, -2.5e3, "\\ud83c\\udfb2", null, true]}'],
        "github": lambda: [PAGES.encode(), TREE.encode()],
    }
    known["shown_source"] = known["source"]
    return list(known[name]())


WORDS: dict[str, list[str]] = {
    "header": [*(f'["{kind}",[' for kind in "ltd"), '["a","float64",[1],0]', '["i","0xff"]', '["h",7,"x"]', "1e999"],
    "source": ["coding: ", "undefined", "idna", "punycode", "\f", "import a.b.c as d\n", "from . import *\n", "-" * 99],
    "cell": ["answer", "=", ",", "(", "0x" + "f" * 5000, "**", "%%bash", "str(", "'", "\u202e", "−", "1_0", "\\\n"],
    "course": [
        "[[exercises]]\n",
        'id = "a/b"\n',
        "points = 1e308\n",
        "9" * 5000,
        "inf",
        "nan",
        "due = ",
        '"""',
        "\u202e",
    ],
    "roster": ["login", "=", "'", '"', ";", "\t", "\x00", "\xa0", "sep=", "1,2E+10", "\u200b", "\r"],
    "submissions": [TIME, "+99:99", "-9999", "0001-01-01T00:00Z", "9999-12-31T23:59-23:59", "GMT", "Z", "\ud7ff", "٣"],
    "document": ["1e999", "NaN", "9" * 5000, "\\ud800", '"x":', "null", "[" * 2000, "-1", "true", "{}", "1e308"],
    "github": ["Infinity", "1e999", "²", 'Link: <https://[>; rel="next"', "Date: Mon, 1 Jan 0001 00:00:00 +9999"],
    "archive": ["../", "/etc/", "C:\\", "\x00", "..\\", "PK\x01\x02", "PK\x05\x06", "ustar"],
}
SAME = {"frame": "header", "shown_source": "source", "notebook": "cell", "extensions": "submissions", "teams": "roster"}
SAME |= {"table": "roster", "posted_report": "document", "line": "document", "plain_json": "document"}
SAME |= {"fingerprints": "document", "gradescope_metadata": "roster"}


def words(name: str) -> list[bytes]:
    """What to put into the inputs of a reader."""
    return [word.encode("utf-8") for word in WORDS[SAME.get(name, name)]]
