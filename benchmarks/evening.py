"""What a class costs beside grading it: collecting 300 submissions, and the overview and pages of all of them.

    uv run python benchmarks/evening.py

Grades SAMPLE whole submissions, and takes 300 to cost as much each, on the same processors. The other commands run on
300: archives of the same files, and copies of the same reports. Target: together at most 5 % of grading. Exits 1 where
it is missed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLASS, SAMPLE, SHARE = 300, 6, 0.05


def seconds(*words: object) -> float:
    """The wall time of a command in the course."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "gradus", *map(str, words)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def hand_in(folder: Path) -> list[Path]:
    """As many archives as the class has students, each with a whole submission."""
    sources = [path for path in sorted((ROOT / "tests" / "scenarios").iterdir()) if path.is_dir()] + [
        ROOT / "solutions"
    ]
    sources = [path for path in sources if any(path.rglob("*.py"))]
    folder.mkdir()
    for number in range(CLASS):
        source = sources[number % len(sources)]
        with zipfile.ZipFile(folder / f"s{number:03}.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            for path in sorted(source.rglob("*.py")):
                inner = path.relative_to(source).as_posix().removeprefix("exercises/")
                packed.write(path, f"students-main/exercises/{inner}")
    return sources


def main() -> None:
    """Print the seconds of each, and the share."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        hand_in(folder / "heap")
        roster = folder / "roster.csv"
        roster.write_text("login\n" + "".join(f"s{number:03}\n" for number in range(CLASS)), "utf-8")
        collect = seconds("collect", folder / "heap", "--into", folder / "submissions", "--roster", roster)
        some = sorted((folder / "submissions").glob("s*"))[:SAMPLE]
        grade = seconds("grade", *some, "--out", folder / "few") * CLASS / SAMPLE
        reports = sorted((folder / "few").glob("*.json"))
        (folder / "results").mkdir()
        for number in range(CLASS):
            report = json.loads(reports[number % len(reports)].read_text("utf-8"))
            report["submission"] = f"s{number:03}"
            (folder / "results" / f"s{number:03}.json").write_text(json.dumps(report), "utf-8")
        overview = seconds("overview", folder / "results", "--roster", roster, "--html", folder / "overview.html")
        feedback = seconds("feedback", folder / "results", "--out", folder / "pages", "--roster", roster)
        shutil.rmtree(folder / "results")
    beside = collect + overview + feedback
    print(f"{CLASS} submissions on {os.cpu_count()} processors: grading {grade:.0f} s (from {SAMPLE} of them),")
    print(f"collect {collect:.1f} s, overview {overview:.1f} s, feedback {feedback:.1f} s")
    print(f"together {beside / grade:.1%} of grading (target: at most {SHARE:.0%})")
    sys.exit(beside / grade > SHARE)


if __name__ == "__main__":
    main()
