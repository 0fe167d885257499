"""What the overview of a thousand students costs: the command, and the page in a browser.

    uv run --group browser python benchmarks/overview.py [STUDENTS]

Makes a class, writes its page, and opens it in Chromium: seconds until it can be used, and milliseconds until the next
frame is drawn after a sort, a key in the search, a student's window, and the switch that hides names. It sets no limit.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5
FRAME = """act => new Promise(done => {
  const start = performance.now();
  new Function(act)();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
})"""
ACTS = {
    "a sort": "document.querySelector('#students [role=columnheader][tabulator-field=w3]').click()",
    "a key in the search": "const box = document.querySelector('#students input'); box.value = box.value ? '' : 'a';"
    "box.dispatchEvent(new Event('input', { bubbles: true }))",
    "a student's window": "document.querySelector('#students .tabulator-row .who').click()",
    "hiding names": "document.querySelector('dialog').close(); document.querySelector('#hide-names').click()",
}


def opened(page: Any, path: Path) -> float:
    """The seconds until the page can be used."""
    start = time.perf_counter()
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]")
    return time.perf_counter() - start


def main() -> None:
    """Make the class, write the page, open it."""
    from playwright.sync_api import sync_playwright

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        subprocess.run([sys.executable, "-m", "tests.a_class", folder, str(count)], cwd=ROOT, check=True)
        overview = ["-m", "gradus", "overview", str(folder / "results"), "--roster", str(folder / "roster.csv")]
        start = time.perf_counter()
        subprocess.run([sys.executable, *overview, "--html", folder / "class.html"], cwd=ROOT, check=True)
        print(f"gradus overview --html: {time.perf_counter() - start:.1f} s")
        print(f"the page: {(folder / 'class.html').stat().st_size / 1e6:.1f} MB")
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        # The page's policy forbids code from strings, as FRAME makes it: it is set aside to measure.
        page = browser.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        ready = [opened(page, folder / "class.html") for _ in range(RUNS)]
        print(f"ready: {statistics.median(ready):.2f} s")
        for what, act in ACTS.items():
            times = [page.evaluate(FRAME, act) for _ in range(RUNS)]
            print(f"{what}: {statistics.median(times):.0f} ms (at most {max(times):.0f})")
        browser.close()


if __name__ == "__main__":
    main()
