"""Generate the pictures in docs/ from what Gradus prints and draws: uv run python docs/make_pictures.py"""

from __future__ import annotations

import importlib
import io
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.figure import Figure
from PIL import Image
from rich.console import Console

from gradus.core import checks
from gradus.core.course import Course, load
from gradus.core.handed_in.submission import lines_of, open_folder
from gradus.core.report import Report
from gradus.grading.runner import run_checks
from gradus.grading.scoring import build
from gradus.pages.overview import page as overview
from gradus.pages.overview import tally
from gradus.pages.student import gather, placing, review
from gradus.sandbox.launch import PROCESS
from gradus.scores.roster import Student
from gradus.student import pictures, terminal
from gradus.student.plots import STYLE

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tests import a_class as tests

DOCS = Path(__file__).resolve().parent
WRITTEN = {
    "forward_difference": "return (f(x + h) - f(x)) / h",
    "numerical_derivative": "return (f(x + h) - f(x - h)) / h",
    "behavior": 'return "increasing" if f(x) > 0 else "decreasing"',
}


def graded(written: dict[str, str]) -> tuple[Report, bytes]:
    """The report of a student who has written these functions of the first exercise, and the module."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "course"
        shutil.copytree(DOCS.parent, root, ignore=shutil.ignore_patterns(".*", "tests", "results"))
        for name in ("test_hidden.py", "misconceptions.py"):  # a student has neither, but their fingerprints
            for path in root.glob(f"graders/*/*/{name}"):
                path.unlink()
        course = load(root)
        exercise = course.by_id["calculus/derivatives"]
        stub = course.stubs / exercise.path
        text = stub.read_text("utf-8")
        for name, line in written.items():
            text = text.replace(f'raise NotImplementedError("{exercise.id}: {name}")', line)
        stub.write_text(text, "utf-8")
        record = run_checks(course, open_folder(root, course), [exercise], PROCESS, official=False)
        return build(course, record, [exercise]), text.encode()


def verdict() -> None:
    """What a student sees who has written three functions, two of them wrong."""
    report, _ = graded(WRITTEN)
    out = Console(file=io.StringIO(), record=True, width=100, markup=False, highlight=False, force_terminal=True)
    terminal.show_exercise(out, report.exercises[0])
    terminal.show_sum(out, report.exercises)
    picture = out.export_svg(title="uv run gradus check")
    # A web font would be asked for from somebody's server; the reader's own monospace does.
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    (DOCS / "verdict.svg").write_text(picture, "utf-8")


def load_reference(name: str) -> ModuleType:
    return importlib.import_module(f"exercises.{name.replace('/', '.')}")


def moons() -> None:
    """What the network of the reference says of two moons before it is trained and after: two PNG files."""
    course = load(DOCS.parent)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(course.solutions, Path(folder) / "exercises")
        sys.path.insert(0, folder)
        picture = pictures.find(course, course.by_id["micrograd/moons"]).module
        sys.path.remove(str(course.root))  # the stubs are there
        for name, step in (("before", 0), ("after", picture.STEPS)):
            with mpl.rc_context(STYLE):
                figure = Figure(figsize=(4.2, 3.2), dpi=140, layout="constrained")
                ax = figure.subplots()
                picture.boundary(ax, load_reference, step)
            drawn = io.BytesIO()
            figure.savefig(drawn, format="png")
            path = DOCS / f"moons-{name}.png"
            Image.open(drawn).convert("RGB").quantize(64).save(path, "PNG", optimize=True)
            print(path.name, ax.get_title())


BROWSER = "--headless --no-sandbox --disable-gpu --no-first-run --hide-scrollbars"
LIGHT = "--blink-settings=preferredColorScheme=1"


def a_class() -> None:
    """The overview of a class that does not exist, and the teacher's view of a student: two PNG files."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print("no Chromium: the pictures of a class stay as they are")
        return
    course = load(DOCS.parent)
    people = [person for person in tests.people(40)[4:] if max(map(ord, "".join(person))) < 0x250]
    students = [Student(login, first_name=first, last_name=last) for login, first, last in people]
    reports = [tests.report(login, 7) for login, _, _ in people]
    named = {each.id: checks.classes(course.graders(each) / checks.MISCONCEPTIONS) for each in course.exercises}
    view = tally.build(reports, students=[*students, Student("zoe", name="Zoe Absent")], misconceptions=named)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(overview.render(view, course.title, "2026-11-29 18:04 UTC, from results"), "utf-8")
        _save(_parts(browser, path.as_uri(), ("#students",)), "overview")
        path.write_text(_review(course), "utf-8")
        shot = Path(folder) / "shot.png"
        options = [*BROWSER.split(), LIGHT, f"--user-data-dir={folder}/profile", "--window-size=1100,1350"]
        subprocess.run([browser, *options, f"--screenshot={shot}", path.as_uri()], check=True, capture_output=True)
        _save(Image.open(shot), "review")


def _parts(browser: str, address: str, sections: tuple[str, ...]) -> Image.Image:
    """A page down to the end of its distribution, and these sections below: `uv sync --group browser` is needed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=browser, args=BROWSER.split())
        page = opened.new_page(viewport={"width": 1200, "height": 1000})
        page.goto(address)
        page.wait_for_selector("html[data-ready]")
        page.add_style_tag(content=".top { position: static !important; }")
        boxes = [page.locator(each).bounding_box() for each in ("#distribution", *sections)]
        picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
        opened.close()
    first, *others = [(round(box["y"]), round(box["y"] + box["height"])) for box in boxes if box]
    parts = [picture.crop((0, 0, 1200, first[1])), *(picture.crop((0, *box[:1], 1200, box[1])) for box in others)]
    whole = Image.new("RGB", (1200, sum(part.height for part in parts) + 20), "white")
    at = 0
    for part in parts:
        whole.paste(part, (0, at))
        at += part.height
    return whole


def _save(picture: Image.Image, name: str) -> None:
    picture.convert("RGB").quantize(200).save(DOCS / f"{name}.png", "PNG", optimize=True)


def _review(course: Course) -> str:
    """The page about a student with two wrong functions: no right one is in a picture that students may see."""
    report, source = graded({name: line for name, line in WRITTEN.items() if name != "forward_difference"})
    report = replace(report, submission="ada")
    view = tally.build([report], students=[Student("ada", name="Ada Lovelace")])
    (known,) = gather.everybody(view, [report], {}, {})
    exercise = course.by_id[report.exercises[0].id]
    files = {exercise.id: review.Source(exercise.path, tuple(lines_of(source)))}
    placed = {exercise.id: placing.checks_of(course, exercise)}
    return review.render(review.Review(known, files, placed, "gradus review results ada"), course.title)


class Box(NamedTuple):
    x: int
    y: int
    width: int
    height: int
    fill: str
    title: str
    lines: tuple[str, ...]


GREY, WHITE, BLUE, ORANGE, LINE, WORDS = "#f2f4f7", "#ffffff", "#dbeafe", "#fde8d3", "#98a2b3", "#475467"
BOXES = (
    Box(20, 20, 270, 410, GREY, "Student repository", ("students fork it",)),
    Box(40, 90, 230, 74, WHITE, "Checks", ("visible checks, no secret;", "no mark")),
    Box(40, 204, 230, 74, WHITE, "Pull request", ("a student's code",)),
    Box(40, 318, 230, 74, WHITE, "Comment and check run", ("score, and what went wrong",)),
    Box(380, 20, 560, 410, GREY, "Course repository, private", ("twice an hour, on three machines",)),
    Box(400, 90, 520, 74, WHITE, "Ledger, a branch", ("what was graded when, and every report",)),
    Box(400, 204, 150, 74, BLUE, "plan", ("token that reads", "runs none of the code")),
    Box(585, 204, 150, 74, ORANGE, "grade", ("no secret", "runs it in a sandbox")),
    Box(770, 204, 150, 74, BLUE, "report", ("token that writes", "runs none of the code")),
    Box(585, 318, 150, 74, WHITE, "Hidden checks", ("beside the sandbox,", "not in it")),
)
ARROWS = (
    "M155 204 V166",
    "M270 241 H398",
    "M550 241 H583",
    "M735 241 H768",
    "M660 318 V280",
    "M475 164 V202",
    "M845 204 V166",
    "M845 278 V412 H335 V355 H272",
)
NOTES = ((335, 231, "files, as data"),)


def flow() -> None:
    """How a pull request comes to its score."""
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 450" font-family="sans-serif" font-size="13">',
        "<title>How a pull request comes to its score</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        f'<path d="M0 0 L8 4 L0 8 z" fill="{WORDS}"/></marker></defs>',
        f'<rect width="960" height="450" fill="{WHITE}"/>',
    ]
    for box in BOXES:
        place = f'x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}"'
        parts.append(f'<rect {place} rx="8" fill="{box.fill}" stroke="{LINE}"/>')
        middle = box.x + box.width // 2
        parts.append(_text(middle, box.y + 25, box.title, 'font-weight="bold"'))
        parts += [_text(middle, box.y + 44 + 17 * row, line) for row, line in enumerate(box.lines)]
    parts += [f'<path d="{d}" fill="none" stroke="{WORDS}" stroke-width="1.5" marker-end="url(#tip)"/>' for d in ARROWS]
    parts += [_text(x, y, words) for x, y, words in NOTES]
    (DOCS / "flow.svg").write_text("\n".join([*parts, "</svg>"]) + "\n", "utf-8", newline="\n")


def _text(x: int, y: int, words: str, style: str = f'font-size="12" fill="{WORDS}"') -> str:
    return f'<text x="{x}" y="{y}" text-anchor="middle" {style}>{words}</text>'


if __name__ == "__main__":
    verdict()
    flow()
    moons()
    a_class()
