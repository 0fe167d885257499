"""nbgrader's form grader in a real browser: a score that a person enters reaches the totals.

Needs Chromium, and Playwright to drive it: uv run --group browser pytest -m long tests/test_form_grader.py
"""

from __future__ import annotations

import csv
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gradus.core.course import Course
from tests.conftest import HandIn, grade, needs_bubblewrap, run_gradus
from tests.lessons import EXPLANATION, LESSON, answered, hand_in_lesson, with_lesson

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"),
    needs_bubblewrap,
]
ATTACK = (
    "Minus times minus is plus: $(-3)^2 = 9 > 0$.\n\n<script>window.stolen = 1</script> "
    '<img src="x" onerror="window.stolen = 2"> [read on](javascript:window.stolen=3)\n\n# base_url'
)


@pytest.fixture
def book(mini: Course, hand_in: HandIn) -> Path:
    """A gradebook folder with the scores of a student who answered a lesson's two questions."""
    course = with_lesson(mini)
    notebook = answered(course, why=ATTACK)
    notebook["cells"][0]["metadata"]["nbgrader"] = {"grade": True, "grade_id": '"><script>window.stolen = 4</script>'}
    notebook["cells"].append(
        {
            "cell_type": "code",
            "metadata": {},
            "source": "1",
            "execution_count": 1,
            "outputs": [
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {"text/html": "<script>window.stolen = 5</script>"},
                }
            ],
        }
    )
    folder = hand_in_lesson(hand_in("ada"), notebook)
    grade(course, folder, sandbox="bubblewrap")
    (course.root / "roster.csv").write_text(
        "login,id,student_id,last_name,first_name,email\nada,1,s1,Lovelace,Ada,ada@example.org\n"
    )
    for command in (["lessons", folder, "--out", "results"], ["gradebook", "results", "--roster", "roster.csv"]):
        done = run_gradus(*command, cwd=course.root)
        assert done.returncode == 0, done.stderr
    return course.root / "gradebook"


@pytest.fixture
def server(book: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a Jupyter server with the form grader, which sees only the folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "HOME": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path / "jupyter")}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    command = [sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root", f"--port={port}"]
    log = (tmp_path / "server.log").open("w")
    process = subprocess.Popen(
        [*command, "--IdentityProvider.token=secret", "--ServerApp.port_retries=0"],
        cwd=book,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/formgrader/api/status?token=secret", timeout=5)
                break
            except OSError:
                assert process.poll() is None, (tmp_path / "server.log").read_text()
                time.sleep(1)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def test_a_manual_score_reaches_the_totals(server: str, book: Path, tmp_path: Path) -> None:
    playwright: Any = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    pictures = Path(os.environ.get("GRADUS_PICTURES", tmp_path))
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        page.route("**/*", lambda route: route.continue_() if "127.0.0.1" in route.request.url else route.abort())
        page.set_default_timeout(60_000)
        page.goto(f"{server}/formgrader/gradebook?token=secret")
        page.get_by_role("link", name=LESSON).wait_for()
        page.screenshot(path=pictures / "1-lessons.png")
        page.goto(f"{server}/formgrader/gradebook/{LESSON}/{LESSON}")
        page.get_by_role("link", name="Submission #1").first.wait_for()
        page.screenshot(path=pictures / "2-submissions.png")
        page.get_by_role("link", name="Submission #1").first.click()
        box = page.locator(f"[id='{EXPLANATION}']")
        page.locator(f"[id='{EXPLANATION}'].needs_manual_grade").wait_for()
        assert "Minus times minus is plus" in page.locator("#notebook-container").first.inner_text()
        assert page.evaluate("window.stolen") is None
        assert page.locator("#notebook-container a[href^='javascript']").count() == 0
        page.screenshot(path=pictures / "3-before.png", full_page=True)
        with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"):
            box.fill("1.5")
            box.blur()
        page.screenshot(path=pictures / "4-after.png", full_page=True)
        browser.close()
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    subprocess.run([sys.executable, "-m", "nbgrader", "export"], cwd=book, env=environment, check=True)
    (theirs,) = [row for row in _rows(book / "grades.csv") if row["assignment"] == LESSON]
    assert (theirs["student_id"], theirs["score"], theirs["max_score"]) == ("ada", "2.5", "3.0")
    root = book.parent
    again = run_gradus("gradebook", "results", "--roster", "roster.csv", cwd=root)
    assert again.returncode == 0, again.stderr
    done = run_gradus(
        *("export", "results", "--format", "moodle", "--out", "marks.csv", "--roster", "roster.csv"),
        *("--db", f"sqlite:///{book}/gradebook.db"),
        cwd=root,
    )
    assert (done.returncode, done.stderr) == (0, "")
    (ours,) = _rows(root / "marks.csv")
    assert (ours["ID number"], ours[f"lessons/{LESSON}"], ours["Total"]) == ("s1", "2.5", "8.5")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
