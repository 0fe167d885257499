"""`gradus alike`: copies are found, what many write and what was given is not, and hostile files do no harm."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gradus.core.course import Course
from gradus.core.handed_in.submission import lines_of, open_folder
from gradus.pages.alike import words
from gradus.scores.alike import compare as comparing
from gradus.scores.alike.compare import compare
from gradus.scores.alike.found import Alike
from gradus.scores.alike.modules import FEWEST, limit
from gradus.scores.alike.tokens import LONGEST, Given, TooLongError, read
from tests.alike import __main__ as figures
from tests.alike import a_class
from tests.alike.a_class import COURSE
from tests.conftest import HandIn, invoke, run_gradus, sampled

OWN = """
def square(x):
    low, high = 0.0, abs(x) + 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if middle ** 0.5 < abs(x):
            low = middle
        else:
            high = middle
    return round(low, 9)


def mean(xs):
    total, number = 0.0, 0
    while number < len(xs):
        total += xs[number] - total / 3 + total / 3
        number += 1
    return total / max(number, 1) if xs else float("nan")
"""
DISGUISED = '''
# all my own work


def mean(values):
    """The mean."""
    s, i = 0.0, 0
    while i < len(values):
        s += values[i] - s / 3 + s / 3   # add it

        i += 1
    return s / max(i, 1) if values else float('no number')


def square(number):
    a, b = 0.0, abs(number) + 1.0

    for again in range(60):
        m = (a + b) / 2
        if m ** 0.5 < abs(number):
            a = m
        else:
            b = m
    return round(a, 9)
'''
OTHERS = ("return x * x", "return x ** 2", "y = x\n    return y * y", "return pow(x, 2)", "return abs(x) * abs(x)")


def tokens(text: str) -> str:
    return read(lines_of(text.encode())).text


def others(hand_in: HandIn, number: int = 8) -> None:
    """So many students who wrote something short."""
    for at in range(number):
        body = OTHERS[at % len(OTHERS)]
        hand_in(f"other{at}", square=f"def square(x):\n    {body}\n\n\ndef mean(xs):\n    return sum(xs) / len(xs)\n")


def found(course: Course, folder: Path, *options: object, status: int = 0) -> dict[str, object]:
    done = invoke("alike", folder, "--json", *options, cwd=course.root)
    assert done.returncode == status, done.stderr
    data: dict[str, object] = json.loads(done.stdout)
    return data


def pairs(data: dict[str, object]) -> list[list[str]]:
    listed = data["pairs"]
    assert isinstance(listed, list)
    return [each["pair"] for each in listed]


def test_what_a_person_changes_first_makes_no_difference(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    """Names, comments, texts, blank lines and the order of functions."""
    others(hand_in)
    hand_in("ada", square=OWN)
    hand_in("bob", square=DISGUISED)
    data = found(mini, tmp_path / "submissions")
    assert pairs(data) == [["ada", "bob"]]
    (likeness,) = data["pairs"][0]["exercises"]  # type: ignore[index]
    assert likeness["exercise"] == "warmup/square" and likeness["share"] > 0.8 and likeness["lines"] >= 12
    assert len(likeness["passages"]) == 2
    assert data["compared"] == 10 and data["exercises"] == ["warmup/square", "warmup/power"]


def test_short_natural_answers_do_not_light_up(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    others(hand_in, 12)
    assert pairs(found(mini, tmp_path / "submissions")) == []
    done = invoke("alike", tmp_path / "submissions", cwd=mini.root)
    assert words.NOTHING in " ".join(done.stdout.split())


def test_what_everybody_has_counts_for_nothing(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    """The same long code in two submissions is shown, in as many as the limit, too, and not in one more."""
    for number in range(limit(12)):
        hand_in(f"same{number}", square=OWN)
    others(hand_in, 12 - limit(12))
    group = limit(12)
    # those with the same have it weighed less, and each pair is shown as long as it is enough
    assert len(pairs(found(mini, tmp_path / "submissions"))) in (0, group * (group - 1) // 2)
    hand_in("one-more", square=DISGUISED)
    assert pairs(found(mini, tmp_path / "submissions")) == []


def test_the_stub_counts_for_nothing(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    """Two hand in long code that everybody was given, and nobody else does."""
    stub = mini.stubs / "warmup" / "square.py"
    given = stub.read_text("utf-8") + OWN.replace("square", "helper").replace("mean", "other")
    others(hand_in)
    hand_in("ada", square=given)
    hand_in("bob", square=given)
    assert pairs(found(mini, tmp_path / "submissions")) == [["ada", "bob"]]
    stub.write_text(given, "utf-8")
    assert pairs(found(mini, tmp_path / "submissions")) == []


def test_what_stands_outside_of_the_marks_of_the_reference_counts_for_nothing(
    mini: Course, hand_in: HandIn, tmp_path: Path
) -> None:
    others(hand_in)
    hand_in("ada", square=OWN)
    hand_in("bob", square=DISGUISED)
    solution = mini.solutions / "warmup" / "square.py"
    solution.write_text(solution.read_text("utf-8") + OWN, "utf-8")
    assert pairs(found(mini, tmp_path / "submissions")) == []


def test_the_limit_grows_with_the_class() -> None:
    assert [limit(n) for n in (2, 10, 30, 60, 300, 1000)] == [FEWEST, FEWEST, 6, 12, 60, 200]


@pytest.mark.long
def test_two_runs_find_the_same(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    """Python salts its hashes differently each time."""
    others(hand_in)
    hand_in("ada", square=OWN)
    hand_in("bob", square=DISGUISED)
    outputs = {
        run_gradus("alike", tmp_path / "submissions", "--json", cwd=mini.root, PYTHONHASHSEED=seed).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1 and "ada" in outputs.pop()


@pytest.fixture(scope="module")
def made() -> a_class.Class:
    """A class in which it is known who has whose code."""
    return a_class.make(40, 8, 5, tuple(each for each in COURSE.exercises if each.part == "calculus"))


@pytest.fixture(scope="module")
def seen(made: a_class.Class) -> Alike:
    """What is found in it."""
    return figures.look(made)


@pytest.mark.long
class TestClass:
    def test_copies_rank_above_those_who_worked_alone(self, made: a_class.Class, seen: Alike) -> None:
        copies, listed = figures.copied(made), figures.shown(seen)
        assert figures.first(seen, made) >= 5
        assert len(copies.keys() & set(listed)) >= 6
        assert len(set(listed) - copies.keys()) <= 3, "chance is shown too often"

    def test_a_copy_of_everything_is_found_in_several_exercises(self, made: a_class.Class, seen: Alike) -> None:
        whole = {pair for pair, copy in figures.copied(made).items() if len(copy.exercises) == 5}
        found = {frozenset((each.left, each.right)): len(each.exercises) for each in seen.pairs}
        assert whole and all(found.get(pair, 0) >= 2 for pair in whole)

    @pytest.mark.long
    def test_nobody_alone_is_shown_in_a_class_without_copies(self) -> None:
        honest = a_class.make(60, 0, 6, tuple(each for each in COURSE.exercises if each.part == "calculus"))
        assert len(figures.look(honest).pairs) <= 2

    def test_lines_are_those_of_the_files(self, made: a_class.Class, seen: Alike) -> None:
        for pair in seen.pairs:
            for each in pair.exercises:
                for passage in each.passages:
                    for student, excerpt in ((pair.left, passage.left), (pair.right, passage.right)):
                        lines = made.modules[student][each.exercise].split("\n")
                        assert list(excerpt.lines) == lines[excerpt.first - 1 : excerpt.last]
                        assert excerpt.beside[0] and excerpt.beside[-1]


class TestTokens:
    def test_names_comments_texts_and_spaces(self) -> None:
        one = tokens('def f(a):\n    """What."""\n    b = a+1  # why\n    return "x"\n')
        assert one == tokens("def g(xyz):\n\n  c =   xyz + 1\n  return 'another'\n")
        assert one != tokens("def f(a):\n    b = a - 1\n    return 'x'\n")

    def test_other_functions_do_other_things(self) -> None:
        assert tokens("y = np.exp(x)") != tokens("y = np.log(x)")
        assert tokens("y = a.first(x)") == tokens("y = b.second(z)")

    @pytest.mark.parametrize(
        "text",
        [
            "x" * LONGEST,
            "x=1\n" * (LONGEST // 4),
            '"' * LONGEST,
            "'''" * (LONGEST // 3),
            "\\" * LONGEST,
            "(" * LONGEST,
            " " * LONGEST,
            " \n" * (LONGEST // 2),
            "#" * LONGEST,
            "f'{" * (LONGEST // 3),
            "1e+" * (LONGEST // 3),
            "r" * (LONGEST - 1) + "'",
            "\0" * LONGEST,
            "\u202e\ud800é" * (LONGEST // 3),
        ],
        ids=lambda text: repr(text[:6]),
    )
    def test_no_source_takes_long(self, text: str) -> None:
        start = time.process_time()
        found = read(text.split("\n"))
        marks = Given([found]).marked(found)
        assert len(marks) == len(found.text) == len(found.lines)
        assert time.process_time() - start < 2

    def test_what_is_longer_is_not_read(self) -> None:
        with pytest.raises(TooLongError, match="100,000"):
            read(["x = 1"] * LONGEST)

    def test_random_bytes(self) -> None:
        draw = random.Random(3)
        for _ in range(50):
            found = read(lines_of(draw.randbytes(2000)))
            assert list(found.lines) == sorted(found.lines)


class TestHostile:
    """Whatever is handed in: the others are compared, and who is not is named."""

    @pytest.mark.parametrize(
        "text",
        sampled(
            [
                "x = 1\n" * 16_000,
                OWN * 120,
                "".join(f"a{i} = b{i} + {i}\n" for i in range(4000)),
                "def f(:\n" * 9000,
                "[" * 90_000,
            ],
            3,
        ),
        ids=lambda text: repr(text[:12]),
    )
    def test_endless_repeats_take_no_time(self, mini: Course, hand_in: HandIn, tmp_path: Path, text: str) -> None:
        for name in ("ada", "bob", "cleo", "dan"):
            hand_in(name, square=text)
        others(hand_in)
        start = time.process_time()
        found(mini, tmp_path / "submissions")
        assert time.process_time() - start < 30

    def test_files_that_nobody_can_use(self, mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
        others(hand_in)
        hand_in("ada", square=OWN)
        hand_in("bob", square=DISGUISED.encode("utf-16"))
        hand_in("long", square="x = 1\n" * 50_000)
        hand_in("large", square=b"x" * (2 << 20))
        hand_in("none", square=None)
        linked = hand_in("linked", square=None) / "exercises" / "warmup" / "square.py"
        linked.symlink_to(tmp_path / "submissions" / "ada" / "exercises" / "warmup" / "square.py")
        (tmp_path / "submissions" / "empty").mkdir()
        (tmp_path / "submissions" / ".replaced").mkdir()
        (tmp_path / "submissions" / "notes.txt").write_text("no folder")
        data = found(mini, tmp_path / "submissions")
        assert pairs(data) == [["ada", "bob"]]
        notes = {each["student"]: each["note"] for each in data["notes"]}  # type: ignore[attr-defined]
        assert set(notes) == {"long", "large", "linked", "empty"}
        assert "100,000 characters" in notes["long"] and "1 MiB" in notes["large"] and "link" in notes["linked"]
        done = invoke("alike", tmp_path / "submissions", cwd=mini.root)
        assert "gradus: empty was not compared" in done.stderr

    def test_nothing_is_run_or_imported(self, mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
        others(hand_in)
        trap = f"open({str(tmp_path / 'ran')!r}, 'w')\nraise SystemExit(7)\n"
        for name in ("ada", "bob"):
            folder = hand_in(name, square=trap + OWN)
            for file in ("conftest.py", "copydetect.py", "numpy.py", "sitecustomize.py"):
                (folder / file).write_text(trap)
        assert pairs(found(mini, tmp_path / "submissions")) == [["ada", "bob"]]
        assert not (tmp_path / "ran").exists()

    def test_names_are_printed_as_text(self, mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
        others(hand_in)
        evil = "<b>[red]\x1b[31m\u202e"
        hand_in(evil, square=OWN)
        hand_in("bob", square=OWN)
        done = invoke("alike", tmp_path / "submissions", cwd=mini.root)
        assert "\x1b" not in done.stdout and "\u202e" not in done.stdout and "<b>[red]" in done.stdout


class TestCommand:
    def test_folders_one_by_one(self, mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
        others(hand_in)
        folders = [hand_in("ada", square=OWN), hand_in("bob", square=DISGUISED)]
        assert pairs(found(mini, folders[0], folders[1])) == [["ada", "bob"]]
        nested = tmp_path / "more" / "cleo"
        nested.mkdir(parents=True)
        folders[1].rename(nested / "hw1")
        assert pairs(found(mini, folders[0], nested)) == [["ada", "cleo"]]

    def test_a_folder_of_submissions_beside_another(self, mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
        others(hand_in)
        hand_in("ada", square=OWN)
        (tmp_path / "submissions").rename(tmp_path / "last-year")
        hand_in("bob", square=DISGUISED)
        hand_in("cleo")
        assert pairs(found(mini, tmp_path / "last-year", tmp_path / "submissions")) == [["ada", "bob"]]

    def test_only_some_exercises(self, mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
        others(hand_in)
        hand_in("ada", square=OWN)
        hand_in("bob", square=DISGUISED)
        assert pairs(found(mini, tmp_path / "submissions", "--only", "power")) == []
        assert pairs(found(mini, tmp_path / "submissions", "--only", "square")) == [["ada", "bob"]]

    @pytest.mark.parametrize(
        ("arguments", "status", "words"),
        [
            (["nowhere"], 2, "does not exist"),
            ([], 2, "Missing argument"),
            (["submissions/ada"], 2, "is one submission"),
            (["submissions", "--only", "nothing"], 2, "nothing"),
            (["submissions", "--roster", "none.csv"], 2, "none.csv"),
            (["submissions", "submissions"], 2, "two submissions are called"),
            (["empty"], 2, "nothing to compare: 0 of the folders"),
        ],
    )
    def test_wrong_usage(
        self, mini: Course, hand_in: HandIn, tmp_path: Path, arguments: list[str], status: int, words: str
    ) -> None:
        hand_in("ada")
        hand_in("bob")
        (tmp_path / "empty").mkdir()
        paths = [str(tmp_path / each) if (tmp_path / each).is_dir() else each for each in arguments]
        done = invoke("alike", *paths, cwd=mini.root)
        assert done.returncode == status and words in done.stderr and "Traceback" not in done.stderr

    @pytest.mark.skipif(sys.platform == "win32", reason="folders of Windows have no such permissions")
    def test_an_unreadable_folder_is_named_and_the_others_are_compared(
        self, mini: Course, hand_in: HandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        others(hand_in)
        hand_in("ada", square=OWN)
        hand_in("bob", square=DISGUISED)
        shut = hand_in("cleo", square=OWN)
        real = os.scandir

        def scandir(path: str | os.PathLike[str] = ".") -> object:
            if Path(path) == shut:  # for root, who reads all, permissions would show nothing
                raise PermissionError(13, "Permission denied", str(path))
            return real(path)

        monkeypatch.setattr(os, "scandir", scandir)
        data = found(mini, tmp_path / "submissions", status=3)
        assert pairs(data) == [["ada", "bob"]]
        assert data["notes"] == [{"student": "cleo", "note": f"{shut} cannot be read: Permission denied."}]
        done = invoke("alike", tmp_path / "submissions", cwd=mini.root)
        assert done.returncode == 3 and "1 folder could not be read, and not compared: cleo." in done.stderr

    def test_a_full_disk_leaves_no_partial_file(
        self, mini: Course, hand_in: HandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hand_in("ada", square=OWN)
        hand_in("bob", square=DISGUISED)
        real = Path.write_text

        def full(path: Path, text: str, *rest: object, **more: object) -> int:
            real(path, text[:100], *rest, **more)  # type: ignore[arg-type]
            raise OSError(28, "No space left on device", str(path))

        monkeypatch.setattr(Path, "write_text", full)
        page = tmp_path / "pages" / "alike.html"
        done = invoke("alike", tmp_path / "submissions", "--html", page, cwd=mini.root)
        assert done.returncode == 3
        assert done.stderr == f"gradus: {page} cannot be written: No space left on device.\n"
        assert not [*page.parent.iterdir()]

    def test_without_the_package_one_is_told_what_to_install(
        self, mini: Course, hand_in: HandIn, tmp_path: Path
    ) -> None:
        hand_in("ada")
        hand_in("bob")
        code = "import sys; sys.modules['copydetect'] = None; from gradus.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", code, "alike", str(tmp_path / "submissions")],
            cwd=mini.root,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 3
        assert done.stderr == "gradus: Comparing modules needs copydetect: install gradus-course[teacher].\n"

    def test_a_missing_stub_is_the_courses_fault(self, mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
        hand_in("ada")
        hand_in("bob")
        (mini.stubs / "warmup" / "square.py").unlink()
        done = invoke("alike", tmp_path / "submissions", cwd=mini.root)
        assert done.returncode == 3 and "gradus stubs" in done.stderr

    def test_names_of_the_roster_and_none(self, mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
        others(hand_in)
        hand_in("ada", square=OWN)
        hand_in("bob", square=DISGUISED)
        roster = tmp_path / "roster.csv"
        roster.write_text("login,last_name,first_name\nada,Lovelace,Ada\nbob,Lovelace,Ada\n", "utf-8")
        done = invoke("alike", tmp_path / "submissions", "--roster", roster, cwd=mini.root)
        assert all(part in done.stdout for part in ("Ada Lovelace (ada), Ada Lovelace", "(bob)"))
        done = invoke("alike", tmp_path / "submissions", "--roster", roster, "--anonymous", cwd=mini.root)
        assert "student 1, student 2" in done.stdout and "ada" not in done.stdout.lower()
        page = tmp_path / "alike.html"
        invoke("alike", tmp_path / "submissions", "--anonymous", "--html", page, cwd=mini.root)
        assert "student 1" in page.read_text("utf-8") and "ada" not in page.read_text("utf-8")


def test_a_person_who_is_forgotten_is_in_no_pair(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    others(hand_in)
    for name in ("ada", "bob"):
        hand_in(name, square=OWN)
    (tmp_path / "submissions").rename(mini.root / "submissions")
    data = invoke("alike", "submissions", "--json", cwd=mini.root).stdout
    (mini.root / "alike.json").write_text(data, "utf-8")
    invoke("alike", "submissions", "--html", "alike.html", cwd=mini.root)
    done = invoke("forget", "ada", "--yes", cwd=mini.root)
    assert done.returncode == 0 and "alike.html" in done.stdout + done.stderr
    left = json.loads((mini.root / "alike.json").read_text("utf-8"))
    assert left["pairs"] == [] and left["schema"] == "gradus.alike/1"


def test_nobody_is_accused() -> None:
    said = " ".join((words.CAUSES, words.NOTHING, *words.READING)).lower()
    for word in ("plagiar", "cheat", "copied", "copy", "suspicio", "guilt", "fraud", "steal", "culprit", "offend"):
        assert word not in said
    assert "no probability" in said and "ask" in said


def test_memory_and_time_do_not_grow_with_the_square_of_the_class(
    mini: Course, hand_in: HandIn, tmp_path: Path
) -> None:
    """Everybody in small groups with code of its own: so many pairs are looked at as groups have, not as the class."""
    looked = []
    for groups in (5, 10):
        folders = []
        for group in range(groups):
            text = "".join(f"a = b[{group}] + c({i}, {group}.5) - d\n" for i in range(12))
            folders += [hand_in(f"{groups}-{group}-{who}", square=text) for who in "abc"]
        submissions = [open_folder(each, mini) for each in folders]
        looked.append(len(compare(submissions, [mini.exercises[0]], {}).pairs))
    assert looked == [15, 30]
    assert comparing.ROWS > 0
