"""`gradus show`, still and with a slider, and checks that run again when a file is saved."""

from __future__ import annotations

import importlib
import re
import shutil
import sys
from collections.abc import Iterator

import pytest

from gradus.core import course as courses
from tests.conftest import invoke

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PICTURE = '''"""Squares."""

def draw(figure, load):
    figure.subplots().plot([load("warmup/square").square(x) for x in range(4)])
'''


@pytest.fixture(autouse=True)
def nothing_of_a_students_stays() -> Iterator[None]:
    """A picture imports the student's modules into this process."""
    before = list(sys.path)
    yield
    sys.path[:] = before
    for name in [name for name in sys.modules if name.partition(".")[0] == "exercises"]:
        del sys.modules[name]
    importlib.invalidate_caches()


@pytest.mark.parametrize(
    ("source", "status", "words"),
    [
        ("def square(x):\n    return x * x\n", 0, "picture is in"),
        (
            "def square(x):\n    return x / (x - 3)\n",
            2,
            "your code stopped at line 2 of exercises/warmup/square.py with Zero",
        ),
        pytest.param("def square(x):\nreturn x\n", 2, "line 2 of", marks=pytest.mark.long),
        ("def square(x):\n    return [x, [x]]\n", 2, "cannot be drawn (graders/warmup/square/picture.py, line 4)"),
        pytest.param("", 2, "cannot be drawn", marks=pytest.mark.long),
    ],
)
def test_what_may_come_of_it(mini: courses.Course, source: str, status: int, words: str) -> None:
    (mini.root / "graders/warmup/square/picture.py").write_text(PICTURE)
    (mini.stubs / "warmup/square.py").write_text(source)
    done = invoke("show", "square", "--out", "square.png", cwd=mini.root)
    assert (done.returncode, (mini.root / "square.png").exists()) == (status, status == 0), done.stderr
    assert words in done.stdout + done.stderr


@pytest.mark.fast
def test_there_is_none(mini: courses.Course) -> None:
    done = invoke("show", "power", cwd=mini.root)
    assert done.returncode == 2
    assert "warmup/power has no picture" in done.stderr


def test_a_broken_picture_is_the_courses_fault(mini: courses.Course) -> None:
    (mini.root / "graders/warmup/square/picture.py").write_text("1 / 0\n")
    done = invoke("show", "square", cwd=mini.root)
    assert (done.returncode, "ZeroDivisionError" in done.stderr) == (3, True)


def test_a_picture_without_draw_is_the_courses_fault(mini: courses.Course) -> None:
    (mini.root / "graders/warmup/square/picture.py").write_text('"""Squares."""\n')
    done = invoke("show", "square", cwd=mini.root)
    assert (done.returncode, "has no function draw(figure, load)" in done.stderr) == (3, True)


def test_options_are_of_a_kind(mini: courses.Course) -> None:
    (mini.root / "graders/warmup/square/picture.py").write_text(PICTURE + '\nOPTIONS = {"top": 4}\n')
    done = invoke("show", "square", cwd=mini.root)
    assert (done.returncode, "OPTIONS is a dict" in done.stderr) == (3, True)


SLIDING = '''"""Squares & <b>cubes</b>."""

from gradus.student.options import Option

OPTIONS = {
    "top": Option(4, 2, 8, stops=(2, 4, 8), label="<i>top</i>", task="Find & see.", frames=4, process=True),
    "shift": Option(0.0, -1.0, 1.0, stops=(-1.0, 0.0, 1.0), label="shift", task="Move it."),
}


def draw(figure, load, top=4, shift=0.0):
    ax = figure.subplots()
    ax.plot([load("warmup/square").square(x) + shift for x in range(top)])
    ax.set_title(f"top {top!r}, shift {shift!r}")
'''


@pytest.fixture
def sliding(mini: courses.Course) -> courses.Course:
    (mini.root / "graders/warmup/square/picture.py").write_text(SLIDING)
    (mini.stubs / "warmup/square.py").write_text("def square(x):\n    return x * x\n")
    return mini


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ((), 0, "It has --top (<i>top</i>, 2 to 8) and --shift (shift, -1 to 1)."),
        (("--top", "8", "--shift=-0.5"), 0, "picture is in"),
        (("--top", "9"), 2, "--top is a whole number from 2 to 8, not '9'."),
        (("--top", "2.5"), 2, "--top is a whole number from 2 to 8, not '2.5'."),
        (("--shift", "nan"), 2, "--shift is a number from -1 to 1, not 'nan'."),
        (("--shift",), 2, "--shift is a number from -1 to 1, not ''."),
        (("--pot", "3"), 2, "no option --pot. It has --top (<i>top</i>, 2 to 8) and --shift"),
        (("power",), 2, "draws one exercise, not 2"),
    ],
)
def test_options_on_the_command_line(sliding: courses.Course, words: tuple[str, ...], status: int, said: str) -> None:
    done = invoke("show", "square", *words, "--out", "square.png", cwd=sliding.root)
    assert (done.returncode, (sliding.root / "square.png").exists()) == (status, status == 0), done.stderr
    assert said in done.stdout + done.stderr


@pytest.mark.long
def test_a_page_with_sliders(sliding: courses.Course) -> None:
    done = invoke("show", "square", "--interactive", "--shift", "1", cwd=sliding.root)
    assert done.returncode == 0, done.stderr
    page = (sliding.root / ".gradus/pictures/warmup-square.html").read_text("utf-8")
    assert page.count("data:image/png;base64,") == page.count("<figure ") == 4 * 3
    assert page.count('<figure class="stop"') == 3 * 3
    assert page.count("<button ") == 3 + 3 + 1 and page.count('type="range"') == 2
    assert "<noscript>" in page and "Find &amp; see." in page
    assert "<i>" not in page and "<b>" not in page and "Squares &amp; &lt;b&gt;cubes" in page
    assert 'alt="&lt;i&gt;top&lt;/i&gt; 8, shift -1. Squares &amp;' in page and "top 8, shift -1.0" in page
    assert not re.search(r"(?:src|href)=.(?!data:)|https?:", page)
    assert 'value="2" data-values="[&quot;-1&quot;' in page, "the slider starts where the option was set"


@pytest.mark.long
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_a_page_in_a_browser(sliding: courses.Course) -> None:
    api = pytest.importorskip("playwright.sync_api")
    assert invoke("show", "square", "--interactive", "--out", "page.html", cwd=sliding.root).returncode == 0
    address = (sliding.root / "page.html").as_uri()
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        wrong: list[object] = []
        page.on("pageerror", lambda error: wrong.append(error))
        page.on("console", lambda message: wrong.append(message.text))
        page.goto(address)

        def now() -> str:
            return str(page.inner_text("figure:visible figcaption"))

        assert now() == "<i>top</i> 4, shift 0"
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")
        assert (now(), page.inner_text("output >> nth=0")) == ("<i>top</i> 5, shift 0", "5")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # Play, which stops at the last frame
        page.wait_for_selector("figure.now[data-at='3,1']")
        assert page.inner_text(".play") == "Play"
        page.click("button[data-for=option-shift] >> nth=0")
        assert now() == "<i>top</i> 8, shift -1"
        assert not wrong
        still = browser.new_context(java_script_enabled=False).new_page()
        still.goto(address)
        assert (still.locator("figure:visible").count(), still.locator("input:visible").count()) == (9, 0)
        browser.close()


@pytest.mark.long
def test_a_page_of_many_values_moves_one_slider_at_a_time(sliding: courses.Course) -> None:
    path = sliding.root / "graders/warmup/square/picture.py"
    path.write_text(SLIDING.replace("stops=(-1.0, 0.0, 1.0)", "stops=tuple(k / 5 for k in range(-5, 6))"))
    done = invoke("show", "square", "--interactive", "--out", "page.html", cwd=sliding.root)
    assert done.returncode == 0, done.stderr
    page = (sliding.root / "page.html").read_text("utf-8")
    assert (page.count("<section>"), page.count("<figure ")) == (2, 4 + 11)


def test_a_picture_without_options_has_no_slider(sliding: courses.Course) -> None:
    folder = sliding.root / "graders/warmup/power"
    (folder / "picture.py").write_text(PICTURE)
    done = invoke("show", "power", "--interactive", cwd=sliding.root)
    assert done.returncode == 2
    assert "the picture of warmup/power has no slider. These have one: warmup/square." in done.stderr


def test_watching_is_for_people(mini: courses.Course) -> None:
    done = invoke("check", "--watch", "--json", cwd=mini.root)
    assert (done.returncode, "--watch is for a person" in done.stderr) == (2, True)
