"""Hostile submissions on their way in: archives and folders that trap whoever opens, lists or shows them.

Nothing is written outside of the folder of the submissions, nobody hands in for somebody else, no archive takes much
time or memory, and everything is told without a byte that a terminal obeys.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import random
import stat
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gradus.core.course import Course
from gradus.core.files import FileError
from gradus.intake import archives, packed
from gradus.intake.archives import Archives
from gradus.intake.record import read
from gradus.intake.tree import from_disk
from tests.conftest import Done, invoke

pytestmark = pytest.mark.fast
HONEST = b"def square(x):\n    return x * x\n"
Entries = list[tuple[str | zipfile.ZipInfo, bytes]]
Put = Callable[..., Done]


def zipped(entries: Entries, compression: int = zipfile.ZIP_STORED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return data.getvalue()


def tarred(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def special(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


@pytest.fixture
def put(mini: Course, tmp_path: Path) -> Put:
    """Lay files into a heap, and collect it with a roster of ada, bob and eve."""

    def run(files: dict[str, bytes], *options: object) -> Done:
        for name, data in files.items():
            path = tmp_path / "heap" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        roster = tmp_path / "roster.csv"
        roster.write_text("login,last_name,first_name\nada,Lovelace,Ada\nbob,Bauer,Bob\neve,Evans,Eve\n", "utf-8")
        options = ("--roster", roster, *options)
        done = invoke("collect", tmp_path / "heap", "--into", tmp_path / "into", *options, cwd=mini.root)
        assert "Traceback" not in done.stderr
        return done

    return run


def written(tmp_path: Path) -> set[str]:
    """All files that are there now, but for those of the heap and the course."""
    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if not path.is_dir()}
    return {name for name in there if not name.startswith(("heap/", "course/", "roster.csv"))}


OUTSIDE = [
    "../../results/bob.json",
    "../../../evil.py",
    "/tmp/evil.py",
    "//host/share/square.py",
    "C:/evil.py",
    "C:evil.py",
    "..\\..\\evil.py",
    "\\evil.py",
    "exercises/../../bob/square.py",
    "exercises/warmup/square.py/../../../../evil.py",
    "a/" * 100 + "square.py",
    "x" * 2000 + ".py",
    "x" * 300 + ".py",
]


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_paths_outside(name: str, kind: str, put: Put, tmp_path: Path) -> None:
    evil, good = b"evil = True\n", "exercises/warmup/square.py"
    entries = [(name, evil), (good, HONEST)]
    data = zipped([*entries]) if kind == "zip" else tarred(*((tarfile.TarInfo(n), d) for n, d in entries))
    done = put({f"eve.{kind}": data})
    outside = "leads out of the archive" in done.stdout
    assert done.returncode == (2 if outside else 0)
    assert outside or "path is too long" in done.stdout
    assert written(tmp_path) == {"into/eve/exercises/warmup/square.py", "into/.collected.json"}
    assert (tmp_path / "into/eve/exercises/warmup/square.py").read_bytes() == HONEST


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_links_and_devices_in_a_zip(mode: int, put: Put, tmp_path: Path) -> None:
    done = put({"eve.zip": zipped([(special("square.py", mode | 0o644), b"/etc/passwd"), ("power.py", HONEST)])})
    assert "square.py: it is a link, a pipe or a device" in done.stdout
    assert written(tmp_path) == {"into/eve/exercises/warmup/power.py", "into/.collected.json"}


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_a_tar(kind: bytes, put: Put, tmp_path: Path) -> None:
    link, target = tarfile.TarInfo("warmup/square.py"), tarfile.TarInfo("secret")
    link.type, link.linkname = kind, "secret"
    done = put({"eve.tar": tarred((target, b"root:x:0:0"), (link, b""), (tarfile.TarInfo("warmup/power.py"), HONEST))})
    assert "it is a link, a pipe or a device" in done.stdout
    assert written(tmp_path) == {"into/eve/exercises/warmup/power.py", "into/.collected.json"}


def test_links_in_a_folder(put: Put, tmp_path: Path) -> None:
    put({"ada/square.py": HONEST})
    eve = tmp_path / "heap" / "eve"
    eve.mkdir()
    (eve / "exercises").symlink_to("/etc", target_is_directory=True)
    (eve / "square.py").symlink_to(tmp_path / "heap" / "ada" / "square.py")
    os.mkfifo(eve / "power.py")
    (tmp_path / "heap" / "bob.zip").symlink_to(tmp_path / "roster.csv")
    done = put({})
    assert written(tmp_path) == {"into/ada/exercises/warmup/square.py", "into/.collected.json"}
    assert done.stdout.count("it is a link, a pipe or a device") == 4


def test_a_bomb_takes_no_memory(put: Put) -> None:
    bomb = zipped([("square.py", b"\0" * (64 << 20)), ("power.py", HONEST)], zipfile.ZIP_DEFLATED)
    tracemalloc.start()
    done = put({"eve.zip": bomb})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "square.py is larger than 1 MiB" in done.stdout
    assert peak < 24 << 20


@pytest.mark.parametrize("ending", ["zip", "tar.gz"])
def test_a_bomb_within(ending: str, put: Put, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for module in (archives, packed):
        monkeypatch.setattr(module, "MAX_UNPACKED", 1 << 20)
    bomb = zipped([(f"inner.{ending}", b"\0" * (40 << 20)), ("power.py", HONEST)], zipfile.ZIP_DEFLATED)
    done = put({"eve.zip": bomb})
    assert "it unpacks to more than" in done.stdout
    assert written(tmp_path) == {"into/eve/exercises/warmup/power.py", "into/.collected.json"}


def test_many_archives_share_what_they_may_take(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (archives, packed):
        monkeypatch.setattr(module, "MAX_UNPACKED", 1 << 20)
    inner = zipped([("pad.txt", b"\0" * (900 << 10))])
    done = put({"eve.zip": zipped([(f"{n}.zip", inner) for n in range(20)], zipfile.ZIP_DEFLATED)})
    assert done.stdout.count("it unpacks to more than") == 19


def test_archives_within_archives(put: Put) -> None:
    data = zipped([("square.py", HONEST)])
    for depth in range(6):
        data = zipped([(f"{depth}.zip", data)])
    assert "too many archives within each other" in put({"eve.zip": data}).stdout


def test_too_many_entries(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_ENTRIES", 50)
    assert "it has more than 50 entries" in put({"eve.zip": zipped([(f"{n}.py", b"") for n in range(60)])}).stdout
    monkeypatch.setattr(packed, "MAX_DIRECTORY", 1000)
    assert "its list of entries is too long" in put({"eve.zip": zipped([(f"{n}.py", b"") for n in range(60)])}).stdout


def test_a_size_that_lies(put: Put, tmp_path: Path) -> None:
    data = bytearray(zipped([("square.py", HONEST * 10)], zipfile.ZIP_DEFLATED))
    directory = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, directory + 24, 5)
    done = put({"eve.zip": bytes(data)})
    assert "square.py cannot be unpacked" in done.stdout
    assert written(tmp_path) == set()


def test_a_tar_that_leads_back(put: Put) -> None:
    """A negative size once made Python's reader go round and round."""
    data = bytearray(tarred((tarfile.TarInfo("square.py"), HONEST), (tarfile.TarInfo("power.py"), HONEST)))
    header = bytearray(data[:512])
    header[124:136] = b"\xff" * 8 + struct.pack(">i", -2048)
    header[148:156] = b" " * 8
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    data[1024:1536] = header
    assert "cannot be read" in put({"eve.tar": bytes(data)}).stdout


def test_encrypted(put: Put) -> None:
    data = bytearray(zipped([("square.py", HONEST)]))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert "square.py: it is encrypted: ask for it without a password" in put({"eve.zip": bytes(data)}).stdout


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_that_overrides_another(put: Put, tmp_path: Path) -> None:
    done = put(
        {"eve.zip": zipped([("warmup/square.py", HONEST), ("warmup/square.py", b"x = 1"), ("power.py", HONEST)])}
    )
    assert "two different files claim to be exercises/warmup/square.py" in done.stdout
    assert written(tmp_path) == {"into/eve/exercises/warmup/power.py", "into/.collected.json"}


def test_a_name_with_a_nul(put: Put) -> None:
    data = zipped([("squareX.py", HONEST)]).replace(b"squareX.py", b"square\0.py")
    assert "leads out of the archive" in put({"eve.zip": data}).stdout


EVIL = "\x1b[31m\u202eyp.erauqs\x07\r\n::error::\u2028"


def test_names_that_a_terminal_obeys(put: Put, tmp_path: Path) -> None:
    tree = {
        "eve.zip": zipped([(f"{EVIL}.py", HONEST), (f"{EVIL}/square (1).py", HONEST), (f"../{EVIL}.py", b"")]),
        f"{EVIL}/square.py": HONEST,
        f"ada {EVIL}/square.py": HONEST,
        f"{EVIL}.zip": b"no",
        f"bob_{EVIL}_square.py": HONEST,
    }
    done = put(tree)
    texts = [done.stdout, done.stderr]
    texts += [text for origin in read(tmp_path / "into").values() for text in (*origin.remarks, *origin.left)]
    for text in texts:
        assert not set("\x1b\u202e\x07\r\u2028") & set(text)
        assert "\n::error" not in text
    assert all(name.isprintable() for name in os.listdir(tmp_path / "into"))


NAMES = [
    "..",
    ".collected.json",
    ".times.csv",
    ".replaced",
    "con",
    "a:b",
    "x" * 150,
    "e\x00ve"[:1] + "\x7f",
    " .",
    "-rf",
]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_login_may_not_be(name: str, put: Put, tmp_path: Path, mini: Course) -> None:
    put({"ada/square.py": HONEST})
    data = (tmp_path / "into" / ".collected.json").read_bytes()
    (tmp_path / "odd.csv").write_text(f"login,folder\n{name},odd\n", "utf-8")
    done = put({"odd/square.py": HONEST}, "--roster", tmp_path / "odd.csv")
    assert "Traceback" not in done.stderr
    record = json.loads((tmp_path / "into" / ".collected.json").read_text("utf-8"))
    assert {origin["login"] for origin in record["origins"]} <= {"ada", "-rf", "e", "odd"}
    assert data
    assert {path.parts[len(tmp_path.parts)] for path in tmp_path.rglob("*.py")} <= {"heap", "into", "course"}


@pytest.mark.parametrize(
    "tree",
    [
        {"eve/ada/square.py": b"# eve's"},
        {"eve.zip": zipped([("ada/exercises/warmup/square.py", b"# eve's")])},
        {"eve/Ada Lovelace_1_assignsubmission_file_/square.py": b"# eve's"},
        {"eve/lovelaceada_1_2_square.py": b"# eve's"},
        {"evanseve_1_2_lovelaceada_3_4_square.py": b"# eve's"},
        {"evanseve_1_2_ada.zip": zipped([("ada/square.py", b"# eve's")])},
        {"Eve Evans_2_assignsubmission_file_/ada.zip": zipped([("square.py", b"# eve's")])},
        {"eve/submitted/ada/ps1/square.py": b"# eve's"},
        {
            "eve/submission_metadata.yml": b"submission_1:\n  :submitters:\n  - :name: Ada Lovelace\n",
            "eve/submission_1/square.py": b"# eve's",
        },
    ],
)
@pytest.mark.parametrize("handed_in", [True, False])
def test_nobody_hands_in_for_another(tree: dict[str, bytes], handed_in: bool, put: Put, tmp_path: Path) -> None:
    put({"ada/square.py": HONEST, **tree} if handed_in else {"bob/square.py": HONEST, **tree})
    into = tmp_path / "into"
    assert (into / "eve/exercises/warmup/square.py").read_bytes() == b"# eve's"
    assert (into / "ada").exists() == handed_in
    if handed_in:
        assert (into / "ada/exercises/warmup/square.py").read_bytes() == HONEST


def test_what_lies_further_out_counts(put: Put, tmp_path: Path) -> None:
    """Somebody who is in no roster names folders after one who is."""
    done = put({"ada/square.py": HONEST, "stranger/ada/square.py": b"# newer", "bob/square.py": HONEST})
    assert (tmp_path / "into/ada/exercises/warmup/square.py").read_bytes() == HONEST
    assert "stranger/ada: what lies further out counts, and differs" in done.stdout


def test_nothing_is_written_through_links(put: Put, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (tmp_path / "into").mkdir()
    (tmp_path / "into" / "ada").symlink_to(target, target_is_directory=True)
    assert "It stays as it is" in put({"ada/square.py": HONEST}).stdout
    put({}, "--again")
    assert not any(target.iterdir())
    assert not (tmp_path / "into" / "ada").is_symlink()


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
def test_damaged_archives(kind: str, tmp_path: Path) -> None:
    """Whatever a byte is changed to, listing never fails, and reading fails in one way."""
    inner = zipped([("exercises/warmup/square.py", HONEST * 50)], zipfile.ZIP_DEFLATED)
    whole = {
        "zip": zipped([("a/square.py", HONEST * 50), ("b.zip", inner)], zipfile.ZIP_DEFLATED),
        "tar": tarred((tarfile.TarInfo("a/square.py"), HONEST), (tarfile.TarInfo("b.zip"), inner)),
    }
    whole["tar.gz"] = gzip.compress(whole["tar"])
    chance, path = random.Random(7), tmp_path / f"x.{kind}"
    for _ in range(400):
        data = bytearray(whole[kind])
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data[: chance.choice([len(data), len(data), chance.randrange(len(data))])])
        opened = Archives()
        node = from_disk(path, path.name, opened.unpack)
        for _, file in node.files():
            with contextlib.suppress(FileError):
                assert len(file.read(1 << 20)) <= 1 << 20
        opened.close()
