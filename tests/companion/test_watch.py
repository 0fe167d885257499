"""`gradus check --watch`: saves of every kind, keys, the next exercise, and a page for screen readers."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from gradus.core.course import Course, Exercise
from gradus.student.watch.files import Watcher
from tests.companion.conftest import WRONG, begin, solve
from tests.companion.terminals import Terminal
from tests.conftest import heeds_ctrl_c, invoke

WATCH = [sys.executable, "-P", "-m", "gradus", "check", "square", "--watch"]
END = "Ctrl-C end"
RIGHT = WRONG.replace("2 * x", "x * x")


def watching(course: Course, *options: str) -> Terminal:
    return Terminal([*WATCH, *options], course.root)


def rename_over(path: Path, text: str) -> None:
    """Save as many editors do: a new file takes the place of the old one."""
    other = path.with_name("4913~")
    other.write_text(text, "utf-8")
    other.replace(path)


def test_every_way_to_save_is_seen(learner: Course) -> None:
    path = learner.stubs / "warmup/square.py"
    begin(learner)
    with watching(learner) as screen:
        first = screen.see(END)
        assert (
            "Watching warmup/square" in first and "0 of 2 exercises finished" in first and "✗ The square of 3" in first
        )
        page = screen.see_again(END, lambda: path.write_text(RIGHT, "utf-8"))
        assert "✓ The square of 3 is 9." in page and "Checking warmup/square" in page
        assert "✗ The square of 3" in screen.see_again(END, lambda: rename_over(path, WRONG))
        page = screen.see_again(END, lambda: path.write_text("def square(x:\n", "utf-8"))
        assert "Nothing in exercises/warmup/square.py can be checked yet." in page and "line 1" in page
        assert "There is no warmup/square.py" in screen.see_again(END, path.unlink)
        assert "✓ The square of 3 is 9." in screen.see_again(END, lambda: path.write_text(RIGHT, "utf-8"))
        screen.press("\x03")
        assert screen.end() == 0
    assert "Traceback" not in screen.text


def test_the_next_exercise_follows(learner: Course) -> None:
    with watching(learner) as screen:
        assert "not started" in screen.see(END)
        page = screen.see_again(END, lambda: solve(learner))
        assert "Well done! You finished: Squares and means" in page and "Watching warmup/power now." in page
        page = screen.see_again(END, lambda: solve(learner, "power"))
        assert "Watching warmup/power" in page and "Every check that you can run here passes. Hand it in." in page


@pytest.mark.long
def test_a_learner_who_leads_is_not_led(learner: Course) -> None:
    invoke("config", "pacing", "learner-led", cwd=learner.root)
    with watching(learner) as screen:
        screen.see(END)
        page = screen.see_again(END, lambda: solve(learner))
        assert "Watching warmup/power now." not in page
        assert "Watching warmup/power" in screen.see_again(END, "n")


def test_keys(learner: Course) -> None:
    begin(learner)
    with watching(learner) as screen:
        screen.see(END)
        assert "What is 4 times 4" in screen.see_again("One step further:", "h")
        assert "hint 2 of 3" in screen.see_again("One step further:", "h")
        page = screen.see_again("The square of x, a float.", "x")
        assert "What square is asked to do:" in page and "Multiply the number by itself." in page
        assert "[square] → power" in screen.see_again(END, "l")
        assert "warmup/square has no picture" in screen.see_again("picture", "s")
        assert "Watching warmup/power" in screen.see_again(END, "n")
        assert "Watching warmup/square" in screen.see_again(END, "n")
        assert "✗ The square of 3" in screen.see_again(END, "c")
        screen.see_again("A number", "q")
        assert "✓ Right. Minus times minus is plus." in screen.see_again("In your own words", "9\n")
        screen.see_again(END, "q\n")
        assert "✗ The square of 3" in screen.see_again(END, "\n"), "keys count again"
        screen.press("zü\x1b[A")
        screen.press("\x03")
        assert screen.end() == 0
    assert "Traceback" not in screen.text


@pytest.mark.long
def test_the_terminal_is_as_before_when_it_ends(learner: Course) -> None:
    shell = ["/bin/sh", "-c", f"trap : INT; stty -a; {' '.join(WATCH)}; stty -a"]
    with Terminal(shell, learner.root) as screen:
        screen.see(END)
        screen.press("\x03")
        screen.end()
    settings = [line.split(";") for line in screen.text.splitlines() if "echo" in line and "icanon" in line]
    assert len(settings) == 2 and settings[0] == settings[1] and " -echo " not in f" {settings[1][0]} "


def test_a_save_ends_a_round_that_hangs(learner: Course) -> None:
    path = learner.root / "course.toml"
    path.write_text(path.read_text("utf-8").replace("seconds = 2", "seconds = 50"), "utf-8")
    begin(learner, WRONG.replace("return 2 * x", "while True: pass"))
    with watching(learner) as screen:
        screen.see("Checking warmup/square")
        time.sleep(1.0)
        started = time.monotonic()
        page = screen.see_again("✓ The square of 3 is 9.", lambda: begin(learner, RIGHT))
        assert time.monotonic() - started < 40 and "no answer" not in page


def test_for_screen_readers(learner: Course) -> None:
    begin(learner)
    with watching(learner, "--plain") as screen:
        page = screen.see("Ctrl-C ends.")
        assert "Watching warmup/square. 0 of 2 exercises finished." in page
        assert "Failed: The square of 3 is 9. 0 of 1 point." in page and "Not started: The mean" in page
        assert not any(sign in page for sign in "✓✗·░█→") and "\x1b[2J" not in screen.raw.decode()
        assert "hint 1 of 3" in screen.see_again("One step further:", "h\n")
        screen.press("\x03")
        assert screen.end() == 0


@pytest.mark.long
def test_checks_that_change_are_loaded_again(learner: Course) -> None:
    graders = learner.graders(learner.find("square")) / "test_visible.py"
    begin(learner)
    with watching(learner) as screen:
        screen.see(END)
        text = graders.read_text("utf-8").replace("The square of 3 is 9.", "Three by three is nine.")
        assert "✗ Three by three is nine." in screen.see_again(END, lambda: graders.write_text(text, "utf-8"))


def test_without_a_terminal(learner: Course) -> None:
    process = subprocess.Popen(
        WATCH, cwd=learner.root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        encoding="utf-8", preexec_fn=heeds_ctrl_c,
    )  # fmt: skip
    assert process.stdout
    for line in process.stdout:
        if END in line:
            break
    stop = threading.Event()

    def save() -> None:
        while not stop.wait(0.3):
            solve(learner)

    threading.Thread(target=save, daemon=True).start()
    said = next(line for line in process.stdout if "Well done" in line)
    stop.set()
    process.send_signal(2)
    assert process.wait(60) == 0 and "Squares" in said
    assert "Traceback" not in process.stdout.read()


def test_which_files_count(learner: Course) -> None:
    saved: list[list[Exercise]] = []
    stale: list[bool] = []
    watcher = Watcher(learner, learner.stubs, saved.append, lambda: stale.append(True))
    here = os.fspath(learner.root)
    watcher.tell([f"{here}/exercises/notes.txt", f"{here}/exercises/warmup/__pycache__/square.pyc"])
    assert (saved, stale) == ([], [])
    watcher.tell([f"{here}/exercises/warmup/power.py", f"{here}/exercises/warmup/square.py"])
    assert [[each.id for each in found] for found in saved] == [["warmup/square", "warmup/power"]]
    watcher.tell([f"{here}/graders/warmup/square/test_visible.py"])
    assert stale == [True]


def test_plain_is_for_a_single_check_too(learner: Course) -> None:
    begin(learner)
    page = invoke("check", "square", "--plain", cwd=learner.root).stdout
    assert "Failed: The square of 3 is 9. 0 of 1 point." in page and "✗" not in page
