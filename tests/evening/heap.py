"""A heap as a class hands it in: forty students, every layout that schools have, right and wrong answers."""

from __future__ import annotations

import io
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

Files = dict[str, str]

SQUARE = "def square(x):\n    return {square}\n\n\ndef mean(xs):\n    return {mean}\n"
POWER = "from exercises.warmup.square import square\n\n\ndef fourth(x):\n    return {fourth}\n"
RIGHT = {"square": "x * x", "mean": "sum(xs) / len(xs)", "fourth": "square(square(x))"}


def answers(**other: str) -> Files:
    """The two modules of the small course, right but for what is given."""
    parts = RIGHT | other
    return {"square.py": SQUARE.format(**parts), "power.py": POWER.format(**parts)}


# What students wrote, by a name: a test grades each once by itself, and marks must agree with that.
WORK: dict[str, Files] = {
    "right": answers(),
    "doubles": answers(square="2 * x"),
    "sums": answers(mean="sum(xs)"),
    "half": {"square.py": answers()["square.py"]},
    "typo": answers() | {"square.py": "def square(x)\n    return x * x\n"},
    "stops": answers(fourth="1 / 0"),
}


@dataclass(frozen=True)
class Person:
    """One student: the account, the name, the layout in which the work comes, and the work."""

    login: str
    first: str
    last: str
    layout: str
    work: str

    @property
    def number(self) -> str:
        """The number that learning platforms have for this student."""
        return str(zlib.crc32(self.login.encode()) % 900_000 + 100_000)


def archive(files: Files) -> bytes:
    """A ZIP of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return buffer.getvalue()


def below(folder: str, files: Files) -> Files:
    """The files in a folder."""
    return {f"{folder}/{name}": text for name, text in files.items()}


def plain(person: Person, files: Files) -> dict[str, bytes | str]:
    """A folder for the account, as a shared drive has it."""
    return {**below(f"drive/{person.login}/exercises/warmup", files)}


def parts(person: Person, files: Files) -> dict[str, bytes | str]:
    """Without exercises/."""
    return {**below(f"drive/{person.login}/warmup", files)}


def flat(person: Person, files: Files) -> dict[str, bytes | str]:
    """The modules alone."""
    return {**below(f"drive/{person.login}", files)}


def deep(person: Person, files: Files) -> dict[str, bytes | str]:
    """A folder too many, and another case."""
    return {**below(f"drive/{person.login}/hw1/hw1/Exercises/warmup", files)}


def again(person: Person, files: Files) -> dict[str, bytes | str]:
    """Names as a browser's second download gives them."""
    return {f"drive/{person.login}/{name.replace('.py', ' (1).py')}": text for name, text in files.items()}


def text(person: Person, files: Files) -> dict[str, bytes | str]:
    """Endings as Windows hides them."""
    return {f"drive/{person.login}/{name}.txt": text for name, text in files.items()}


def github(person: Person, files: Files) -> dict[str, bytes | str]:
    """GitHub's Download ZIP."""
    return {f"zips/{person.login}.zip": archive(below("students-main/exercises/warmup", files))}


def moodle(person: Person, files: Files) -> dict[str, bytes | str]:
    """Moodle's Download all submissions: a folder for each, with what was uploaded in it."""
    folder = f"moodle/{person.first} {person.last}_{person.number}_assignsubmission_file_"
    return {f"{folder}/work.zip": archive(below("exercises/warmup", files))}


def canvas(person: Person, files: Files) -> dict[str, bytes | str]:
    """Canvas: all files of all students in one folder."""
    name = f"{person.last}{person.first}".lower().replace(" ", "")
    return {f"canvas/{name}_{person.number}_77{i}_{file}": text for i, (file, text) in enumerate(files.items())}


def nbgrader(person: Person, files: Files) -> dict[str, bytes | str]:
    """nbgrader's submitted/."""
    return {**below(f"submitted/{person.login}/ps1", files)}


def classroom(person: Person, files: Files) -> dict[str, bytes | str]:
    """Clones of a GitHub classroom."""
    return {**below(f"hw1-submissions/hw1-{person.login}/exercises/warmup", files)}


def decomposed(person: Person, files: Files) -> dict[str, bytes | str]:
    """A folder whose name a Mac wrote: each accent is a character of its own."""
    return {**below(f"drive/{unicodedata.normalize('NFD', person.login)}/exercises/warmup", files)}


def nothing(person: Person, files: Files) -> dict[str, bytes | str]:
    """Nobody heard of them."""
    return {}


LAYOUTS: dict[str, Callable[[Person, Files], dict[str, bytes | str]]] = {
    each.__name__: each
    for each in (
        plain,
        parts,
        flat,
        deep,
        again,
        text,
        github,
        moodle,
        canvas,
        nbgrader,
        classroom,
        decomposed,
        nothing,
    )
}
NAMES = (
    "Ada Lovelace|Bob Builder|Cleo Egypt|Dan Brown|Eve Adams|Fay Moor|Gil Bates|Hal Incandenza|Ivy Green|José Núñez|"
    "Kim Lee|Leo Tall|Mia Wallace|Ned Stark|Oda Mae|Pip Pirrip|Quy Tran|Ron Weasley|Sue Storm|Tom Sawyer|Ugo Foscolo|"
    "Val Kyrie|Wim Wenders|Xia Chen|Yan Tiersen|Zoë Wanamaker|Abe Bee|Bea Cee|Cyd Dee|Dov Eff|Eli Gee|Flo Aitch|"
    "Gus Jay|Hua Kay|Ian Ell|Joy Emm|Kai Enn|Liv Owe|Max Pee|Nia Cue"
).split("|")


def people(count: int) -> list[Person]:
    """So many students; every layout and every work comes, once there are a dozen."""
    layouts, works = list(LAYOUTS), list(WORK)
    made = []
    for number, name in enumerate(NAMES[:count]):
        first, _, last = name.partition(" ")
        layout = "decomposed" if not name.isascii() else layouts[number % len(layouts)]
        made.append(Person(first.lower(), first, last, layout, works[number % len(works)]))
    return made


def files(person: Person) -> dict[str, bytes | str]:
    """What this student's work looks like in the heap."""
    return LAYOUTS[person.layout](person, WORK[person.work])


def odd() -> Iterator[tuple[str, bytes | str]]:
    """What else lies there: a broken ZIP, a bomb, paths that lead out, a stranger's work, a system's own files."""
    yield "zips/broken.zip", b"PK\x03\x04 and then nothing"
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("exercises/warmup/square.py", b"\0" * (64 << 20))
    yield "zips/bomb.zip", bomb.getvalue()
    yield "zips/outside.zip", archive(below("../../results", WORK["right"]))
    yield "drive/zelda/exercises/warmup/square.py", WORK["right"]["square.py"]
    yield "drive/.DS_Store", b"\0\0\0\1Bud1"
    yield "zips/__MACOSX/._ada.zip", b"\0\5\x16\7"


def write(folder: Path, count: int) -> list[Person]:
    """Write the heap and roster.csv into a folder; returns the students."""
    made = people(count)
    heap = {name: content for person in made for name, content in files(person).items()} | dict(odd())
    for name, content in heap.items():
        path = folder / "downloads" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    rows = [f"{p.login},{p.number},s{p.number},{p.last},{p.first},{p.login}@example.org" for p in made]
    text = "\n".join(["login,id,student_id,last_name,first_name,email", *rows, ""])
    (folder / "roster.csv").write_text(text, "utf-8")
    return made
