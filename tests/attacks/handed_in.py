"""What the attackers hand in, besides the modules of corpus/: sources that break parsers, and folders that trap."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
REFERENCE = (HERE / "course/solutions/calculus/derivatives.py").read_text("utf-8")
SUMS = (HERE / "course/solutions/calculus/sums.py").read_text("utf-8")
CORPUS = {path.stem: path.read_text("utf-8") for path in sorted((HERE / "corpus").glob("*.py"))}
TABLES = ("forged_replies", "forged_frames")
# These try one thing, and fail where it succeeds.
ATTEMPTS = {name for name, text in CORPUS.items() if "\ndef attempt():\n" in text}
# These answer rightly besides: the reference stands above the attack. Full marks show that all of it ran.
HONEST = ATTEMPTS | set(
    "patched_grading callback_arguments leak_by_memory memory_elsewhere processes threads read_environment read_files "
    "write_files system_calls look_around import_more freed_imports network callback_opened answer_changed_later "
    "argument_changed_later seed_names_the_check note_for_the_next_worker worker_of_the_last_phase".split()
)
CHECKS_AT_ONCE = 7


class Submissions:
    """Makes submissions in a folder; what attacks must know of the machine is put into them."""

    def __init__(self, folder: Path, course: Path, port: int) -> None:
        self.folder, self.course, self.port = folder, course, port

    def add(self, name: str, derivatives: str | bytes, sums: str | bytes = SUMS) -> Path:
        part = self.folder / name / "exercises" / "calculus"
        part.mkdir(parents=True)
        (part / "derivatives.py").write_bytes(self._told(derivatives))
        (part / "sums.py").write_bytes(self._told(sums))
        return self.folder / name

    def _told(self, source: str | bytes) -> bytes:
        if isinstance(source, bytes):
            return source
        return source.replace("/the/course", str(self.course)).replace("47113", str(self.port)).encode()

    def corpus(self, name: str) -> Path:
        text = CORPUS[name]
        if name.startswith("forbidden_"):  # of which the other exercise has an answer
            return self.add(name, REFERENCE, f"{SUMS}\n\n{text}")
        # Right answers must not end at the first exercise for this one.
        sums = text if name == "leak_by_memory" else SUMS
        return self.add(name, f"{REFERENCE}\n\n{text}" if name in HONEST else text, sums)


def entries(table: str) -> list[str]:
    """The names in the table of forged replies or frames."""
    return re.findall(r'^    "(\w+)": ', CORPUS[table], re.MULTILINE)


def forgeries() -> Iterator[tuple[str, str, str]]:
    """Name and both modules of the submissions that go through the two tables."""
    names = entries("forged_replies")
    for one, other in zip(names[::2], [*names[1::2], names[0]], strict=False):
        both = [_forgery("forged_replies", "import", [name]) for name in (one, other)]
        yield f"reply_at_import-{one}-{other}", both[0], both[1]
    for table in TABLES:
        names = entries(table)
        for first in range(0, len(names), CHECKS_AT_ONCE):
            chosen = names[first : first + CHECKS_AT_ONCE]
            yield f"{table}-{first}-{'-'.join(chosen)}"[:200], _forgery(table, "call", chosen), SUMS


def _forgery(table: str, moment: str, names: list[str]) -> str:
    text = CORPUS[table].replace('"import", ["the test fills this in"]', f'"{moment}", {names}')
    return text.replace('["the test fills this in"]', str(names))


def _nested(opening: str, inside: str, closing: str, times: int) -> str:
    return opening * times + inside + closing * times


def _finally(depth: int) -> str:
    """Each `finally` is compiled twice, so what stands in the innermost one 2 ** depth times."""
    lines = []
    for level in range(depth):
        lines += [f"{' ' * level}try: pass", f"{' ' * level}finally:"]
    return "\n".join([*lines, " " * depth + "x = 1"])


# Sources and what they are worth: 0, or 10 where they are right in spite of their form.
SOURCES: dict[str, tuple[str | bytes, float]] = {
    "empty": ("", 0),
    "parentheses": (_nested("(", "", ")", 50_000), 0),
    "brackets_open": ("[" * 300_000, 0),
    "minus": ("x = " + "-" * 500_000 + "1", 0),
    "nots": ("x = " + "not " * 200_000 + "1", 0),
    "attributes": ("x = a" + ".a" * 300_000, 0),
    "sums_long": ("x = 1" + "+1" * 300_000, 0),
    "calls": ("x = " + _nested("f(", "1", ")", 90) + "()" * 100_000, 0),
    "lambdas": ("x = " + "lambda:" * 100_000 + "1", 0),
    "else_if": ("if 0: pass\n" + "elif 0: pass\n" * 50_000, 0),
    "indented": ("\n".join(" " * i + "if 1:" for i in range(90)), 0),
    "finally": (_finally(19), 0),
    "formats": ("x = " + 'f"{' * 1000 + "1" + '}"' * 1000, 0),
    "integer": ("x = " + "9" * 1_000_000, 0),
    "power": ("x = " + "2**" * 10_000 + "2", 0),
    "strings": ('x = "a"' + ' "a"' * 200_000, 0),
    "names": ("".join(f"x{i}=1;" for i in range(70_000)), 0),
    "null_bytes": (REFERENCE.encode() + b"\0x = 1\n", 0),
    "only_null_bytes": (bytes(1 << 20), 0),
    "binary": (bytes(range(256)) * 4000, 0),
    "utf_16": (REFERENCE.encode("utf-16"), 0),
    "utf_32": (REFERENCE.encode("utf-32"), 0),
    "invalid_utf_8": (b"# coding: utf-8\nx = '\xff\xfe'\n", 0),
    "large": (REFERENCE.encode() + b"#" * (1 << 20), 0),
    **{
        f"coding_{name}": (f"# coding: {name}\nx = 1\n".encode(), 0)
        for name in "rot13 idna punycode undefined unicode_escape utf-7 zlib hex mbcs no-such ../../etc \x00".split(" ")
    },
    "coding_very_long": (b"# coding: " + b"a" * 100_000 + b"\n", 0),
    "utf_7": (b"# coding: utf-7\n" + REFERENCE.encode("utf-7"), 10),
    "latin_1": (REFERENCE.encode() + "\n# naïve\n".encode("latin-1"), 10),
    "byte_order_mark": (REFERENCE.encode("utf-8-sig"), 10),
    "carriage_returns": (REFERENCE.replace("\n", "\r").encode(), 10),
    "largest": (REFERENCE.encode() + b"#" * ((1 << 20) - len(REFERENCE.encode())), 10),
}


def sources() -> Iterator[tuple[str, str | bytes, str | bytes, float]]:
    """Name, both modules and worth of the submissions that hold SOURCES: worthless ones in pairs, to save time."""
    worthless = [name for name, (_, worth) in SOURCES.items() if not worth]
    for one, other in zip(worthless[::2], [*worthless[1::2], worthless[0]], strict=False):
        name = f"source-{one}-{other}".replace("/", "_").replace("\0", "0")
        yield name, SOURCES[one][0], SOURCES[other][0], 0.0
    yield from ((f"source-{name}", source, SUMS, worth + 5) for name, (source, worth) in SOURCES.items() if worth)


# What each planted module does when somebody imports it outside of the sandbox: leave a trace.
PLANTED = "open({trace!r}, 'a').write(__name__ + '\\n')\nraise SystemExit(0)\n"


def plant(folder: Path, trace: Path) -> None:
    """Modules and settings that Python or pytest would take if they found them."""
    folder.mkdir(parents=True, exist_ok=True)
    modules = "numpy pytest conftest sitecustomize usercustomize json gradus rich click ast exercises pytest_jsonreport"
    for name in modules.split():
        (folder / f"{name}.py").write_text(PLANTED.format(trace=str(trace)), "utf-8")
    settings = "[pytest]\naddopts = -p conftest --co\npython_files = nothing\n"
    for name in ("pytest.ini", "tox.ini", ".pytest.ini"):
        (folder / name).write_text(settings, "utf-8")
    (folder / "pyproject.toml").write_text('[tool.pytest.ini_options]\naddopts = "--co -p conftest"\n', "utf-8")
    (folder / "setup.cfg").write_text("[tool:pytest]\naddopts = --co\n", "utf-8")
    (folder / "attack.pth").write_text(f"import conftest; open({str(trace)!r}, 'a').write('pth')\n", "utf-8")
    (folder / ".env").write_text("PYTEST_ADDOPTS=--co\n", "utf-8")
    (folder / "course.toml").write_text('title = "mine"\n', "utf-8")


def _replaced(make: Callable[[Path, Submissions], object]) -> Callable[[Path, Submissions], None]:
    def build(folder: Path, to: Submissions) -> None:
        module = folder / "exercises" / "calculus" / "derivatives.py"
        module.unlink()
        make(module, to)

    return build


def _huge(module: Path, size: int) -> None:
    with open(module, "wb") as file:
        file.truncate(size)


def _socket(module: Path) -> None:
    here = os.getcwd()
    os.chdir(module.parent)  # a socket's path is short
    try:
        socket.socket(socket.AF_UNIX).bind(module.name)
    finally:
        os.chdir(here)


def _everywhere(folder: Path, to: Submissions) -> None:
    for place in (folder, folder / "exercises", folder / "exercises" / "calculus"):
        plant(place, to.folder.parent / "planted")


def _reports(folder: Path, to: Submissions) -> None:
    forged = json.dumps({"schema": "gradus.report/1", "submission": folder.name, "score": 15.0, "max_score": 15.0})
    for place in (folder, folder / "exercises", folder / "exercises" / "calculus"):
        for name in (f"{folder.name}.json", "results.json", "report.json", ".gradus", "autograding.json"):
            (place / name).write_text(forged, "utf-8")
    (folder / "exercises/calculus/derivatives.py").write_text("", "utf-8")


def _linked_part(folder: Path, to: Submissions) -> None:
    shutil.rmtree(folder / "exercises" / "calculus")
    (folder / "exercises" / "calculus").symlink_to(to.course / "solutions" / "calculus")


def _deep(folder: Path, to: Submissions) -> None:
    here = os.getcwd()
    try:
        os.chdir(folder / "exercises" / "calculus")
        for _ in range(400):  # far longer than a path may be
            os.mkdir("d" * 20)
            os.chdir("d" * 20)
    finally:
        os.chdir(here)


def _many(folder: Path, to: Submissions) -> None:
    for number in range(3000):
        (folder / "exercises" / "calculus" / f"derivatives{number}.py").write_text("x = 1\n", "utf-8")


# Folders: how each is built from an honest submission, its worth, and a word of the first visible check's message.
FOLDERS: dict[str, tuple[Callable[[Path, Submissions], None], float, str]] = {
    "planted_modules": (_everywhere, 15, ""),
    "planted_reports": (_reports, 5, "There is no tangent_line"),
    "link_to_solution": (
        _replaced(lambda module, to: module.symlink_to(to.course / "solutions/calculus/derivatives.py")),
        5,
        "symbolic link",
    ),
    "link_to_device": (_replaced(lambda module, to: module.symlink_to("/dev/zero")), 5, "symbolic link"),
    "link_to_itself": (_replaced(lambda module, to: module.symlink_to(module)), 5, "symbolic link"),
    "link_for_a_part": (_linked_part, 0, "symbolic link"),
    "pipe": (_replaced(lambda module, to: os.mkfifo(module)), 5, "not a regular file"),
    "socket": (_replaced(lambda module, to: _socket(module)), 5, "cannot be read"),
    "folder_for_a_module": (_replaced(lambda module, to: module.mkdir()), 5, "not a regular file"),
    "file_of_50_mb": (_replaced(lambda module, to: _huge(module, 50 << 20)), 5, "larger than 1 MiB"),
    "file_of_1_tb": (_replaced(lambda module, to: _huge(module, 1 << 40)), 5, "larger than 1 MiB"),
    "deep_folder": (_deep, 15, ""),
    "many_files": (_many, 15, ""),
}

# Names of folders, each an honest submission's.
NAMES = [
    "::error::owned",
    "  ::add-mask::15",
    "##[error]owned",
    "two\nlines\n::error::owned",
    "\x1b[2J\x1b]0;owned\x07red\x9b31m",
    "# heading **bold** [link](http:x) ![](x) | cell | <img src=x onerror=alert(1)> @everyone `code`",
    "[red]rich [bold]y[link=x]z",
    "-n --out=elsewhere",
    "$(touch gradus-attack) `id` ; id | id > gradus-attack & %s %n {0} {course}",
    "‮esrever⁦ ​zero width",
    "w" * 20 + " " + "word " * 12 + "::error::owned",
    "=cmd()",
    "x" * 250,
    "y.json",
    os.fsdecode(b"\xff\xfe\x80"),
]


HONEST_EVERY = 12


def _corpus(to: Submissions, first: int) -> list[Path]:
    """Every second module of the corpus."""
    return [to.corpus(name) for name in [name for name in CORPUS if name not in TABLES][first::2]]


def _folders(to: Submissions) -> list[Path]:
    submissions = []
    for name, (build, _, _) in FOLDERS.items():
        submissions.append(to.add(name, REFERENCE))
        build(submissions[-1], to)
    return [*submissions, *(to.add(name, REFERENCE) for name in NAMES)]


# What is graded in one run, so that several can be on their way at a time.
FAMILIES: dict[str, Callable[[Submissions], list[Path]]] = {
    "corpus, even": lambda to: _corpus(to, 0),
    "corpus, odd": lambda to: _corpus(to, 1),
    "forgeries": lambda to: [to.add(*forgery) for forgery in forgeries()],
    "sources": lambda to: [to.add(name, one, other) for name, one, other, _ in sources()],
    "folders": _folders,
}


def with_honest(submissions: list[Path], to: Submissions) -> list[Path]:
    """The submissions with an honest one before every twelve of them."""
    mixed = []
    for number, submission in enumerate(submissions):
        if number % HONEST_EVERY == 0 and number // HONEST_EVERY < max(1, len(submissions) // HONEST_EVERY):
            mixed.append(to.add(f"honest_{number // HONEST_EVERY}", REFERENCE))
        mixed.append(submission)
    return mixed


def everything(folder: Path, course: Path, port: int) -> list[Path]:
    """All families at once, written into `folder`, with honest submissions between them."""
    to = Submissions(folder, course, port)
    return with_honest([path for family in FAMILIES.values() for path in family(to)], to)
