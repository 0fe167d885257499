"""What Gradus does, frozen: reports, printed pages, exports and released files, held against golden files.

    python -m tests.behaviour [PART ...]            compare; exit status 1 where something differs
    python -m tests.behaviour --write [PART ...]    write the golden files anew: read the diff before you commit it

Run it before and after a change that must not change behaviour. Parts: commands, grade, verify, exports, release and
attacks; attacks takes minutes. Everything runs through the command line, so that a move inside the engine shows
nothing here. Seconds are left out, and so are the engine's own files of a release, whose paths alone are listed.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gradus.exporters.registry import exporters
from tests.conftest import ROOT, run_gradus

GOLDEN = ROOT / "tests" / "golden" / "behaviour"
SCENARIOS = ("ada", "ines", "tom", "zoe")
COURSE = ("course.toml", "exercises", "graders", "solutions", "docs", "LICENSE")
# Attacks whose statuses depend on the speed of the machine: which of their limits ends them. Their scores do not.
SPEED = ("fork_bomb", "source-names")
# Two misconceptions answer alike up to the order of a set of objects, which changes with their addresses.
CHANGEABLE = ("Each use of a Value overwrites the gradient", "Draw the example of backward(). Everything that uses b")
# Memory addresses, seconds and temporary folders.
VOLATILE = re.compile(r"0x[0-9a-f]{6,}|\d+\.\d+ seconds?|/tmp/[\w./-]+")


def copy_of_course(folder: Path) -> Path:
    """The course in a folder of its own, so that no run touches this checkout."""
    for name in COURSE:
        source = ROOT / name
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, folder / name, ignore=ignore) if source.is_dir() else shutil.copy(source, folder / name)
    return folder


def said(*arguments: object, cwd: Path, **environment: str) -> str:
    done = run_gradus(*arguments, cwd=cwd, **environment)
    command = " ".join(str(argument) for argument in arguments).replace(str(cwd), "").replace(str(ROOT), "")
    return VOLATILE.sub("…", f"$ gradus {command}\n{done.stdout}{done.stderr}status {done.returncode}\n\n")


def report_lines(report: dict[str, Any], *, messages: bool = True) -> Iterator[str]:
    """A report without seconds, a line each for itself, its exercises and its checks."""
    yield f"{report['submission']}: {report['sandbox']}, {report['score']:g} of {report['max_score']:g}"
    for exercise in report["exercises"]:
        yield f"  {exercise['id']} ({exercise['title']}) {exercise['score']:g} of {exercise['max_score']:g}"
        for check in exercise["checks"]:
            line = f"    {check['id'].split('::')[1]} {check['visibility']} {check['status']}"
            yield f"{line} {check['score']:g}/{check['points']:g}"
            texts = ("message", "diagnosis") if messages else ()
            for name in texts:
                if check[name]:
                    yield f"      {name}: {VOLATILE.sub('…', json.dumps(check[name], ensure_ascii=False))}"


def commands(folder: Path) -> str:
    course = copy_of_course(folder)
    text = said(cwd=course) + said("--json", cwd=course)
    shutil.copytree(ROOT / "tests/scenarios/tom", course / "exercises", dirs_exist_ok=True)
    text += said("check", "--all", cwd=course) + said(cwd=course)
    for _ in range(3):
        text += said("hint", "derivatives", cwd=course)
    text += said("check", "nothing", cwd=course) + said("stubs", "--check", cwd=course)
    done = run_gradus("check", "--all", "--json", cwd=course)
    report = json.loads(done.stdout)
    helps = [check["help"] for exercise in report["exercises"] for check in exercise["checks"]]
    digest = hashlib.sha256("\n".join(helps).encode()).hexdigest()
    return text + "\n".join(report_lines(report)) + f"\nhelp texts: {len(helps)}, sha256 {digest}\n"


def graded(folder: Path, course: Path, *submissions: Path) -> list[dict[str, Any]]:
    out = folder / "results"
    done = run_gradus("grade", *submissions, "--out", out, cwd=course)
    assert done.returncode == 0, done.stderr
    return [json.loads((out / f"{path.name}.json").read_text("utf-8")) for path in submissions]


def grade(folder: Path) -> str:
    scenarios = [ROOT / "tests/scenarios" / name for name in SCENARIOS]
    reports = graded(folder, ROOT, ROOT / "solutions", ROOT / "exercises", *scenarios)
    return "\n".join(line for report in reports for line in report_lines(report)) + "\n"


def verify(folder: Path) -> str:
    return said("verify", cwd=copy_of_course(folder))


def exports(folder: Path) -> str:
    """Every format, from the reports of the small course."""
    shutil.copytree(ROOT / "tests/mini", folder / "course")
    run_gradus("stubs", cwd=folder / "course")
    course = folder / "course"
    (course / "results").mkdir()
    made = json.loads((ROOT / "tests/golden/report.json").read_text("utf-8"))
    for name in ("ada", "bob"):
        path = course / "results" / f"{name}.json"
        path.write_text(json.dumps({**made, "submission": name}), "utf-8")
        os.utime(path, (1795000000, 1795000000))
    roster = "login,id,student_id,last_name,first_name,email\nada,1,s1,L,A,a@b.c\nbob,2,s2,M,B,b@b.c\n"
    (course / "roster.csv").write_text(roster, "utf-8")
    shutil.copy(ROOT / "tests/golden/canvas-template.csv", course / "template.csv")
    names = "CLASSROOM ASSIGNMENT SUBMISSION_TAG COMMIT_URL RELEASE_URL".split()
    text = ""
    for kind in exporters():
        more = ["--roster", "roster.csv"] if kind in ("long", "moodle", "canvas") else []
        more += ["--template", "template.csv", "--column", "warmup/power=103"] if kind == "canvas" else []
        out = course / "out" / kind
        told = said(
            *("export", "results", "--format", kind, "--out", f"out/{kind}", *more),
            cwd=course,
            **dict.fromkeys(names, "x"),
        )
        files = sorted(path for path in [out, *out.rglob("*")] if path.is_file())
        for path in files:
            content = re.sub(r'"datetime": "[^"]+"', '"datetime": "…"', path.read_text("utf-8"))
            told += f"{path.relative_to(course).as_posix()} {hashlib.sha256(content.encode()).hexdigest()}\n"
        text += told + "\n"
    return text


def release(folder: Path) -> str:
    """The path and the hash of every released file; of the engine, paths alone."""
    (folder / "course").mkdir()
    course = copy_of_course(folder / "course")
    done = run_gradus("release", folder / "students", cwd=course)
    assert done.returncode == 0, done.stderr
    lines = []
    for path in sorted((folder / "students").rglob("*")):
        name = path.relative_to(folder / "students").as_posix()
        if path.is_file() and name != ".gradus-release.json":
            digest = "engine" if name.startswith("gradus/") else hashlib.sha256(path.read_bytes()).hexdigest()
            lines.append(f"{digest} {name}")
    return "\n".join(lines) + "\n"


def attacks(folder: Path) -> str:
    """The scores and statuses of everything in the attack corpus, and whether the secrets stayed in."""
    from tests.attacks.handed_in import HERE, everything

    shutil.copytree(HERE / "course", folder / "course", ignore=shutil.ignore_patterns("__pycache__"))
    run_gradus("fingerprints", cwd=folder / "course")
    submissions = everything(folder / "submissions", folder / "course", port=1)
    out = folder / "results"
    command = [sys.executable, "-m", "gradus", "grade", *map(str, submissions), "--out", str(out)]
    subprocess.run(command, cwd=folder / "course", check=True, timeout=1800, stdout=subprocess.DEVNULL)
    reports = [json.loads(path.read_text("utf-8")) for path in sorted(out.glob("*.json"))]
    for report in reports:
        if report["submission"].startswith(SPEED):
            report["exercises"] = []
    return "\n".join(ascii(line)[1:-1] for report in reports for line in report_lines(report, messages=False)) + "\n"


PARTS: dict[str, Callable[[Path], str]] = {
    "commands": commands,
    "grade": grade,
    "verify": verify,
    "exports": exports,
    "release": release,
    "attacks": attacks,
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Hold what Gradus does against the golden files.")
    parser.add_argument("--write", action="store_true", help="write the golden files anew")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS])
    wanted = parser.parse_args()
    different = 0
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name in wanted.parts or PARTS:
        with tempfile.TemporaryDirectory(prefix="gradus-behaviour-") as folder:
            lines = PARTS[name](Path(folder)).splitlines(keepends=True)
        text = "".join(line for line in lines if not any(words in line for words in CHANGEABLE))
        path = GOLDEN / f"{name}.txt"
        before = path.read_text("utf-8") if path.is_file() else ""
        if wanted.write:
            path.write_text(text, "utf-8", newline="\n")
        lines = list(difflib.unified_diff(before.splitlines(), text.splitlines(), "golden", "now", "", "", 1, ""))
        print(f"{name}: {'as before' if not lines else f'{len(lines)} lines of difference'}")
        print("\n".join(lines[:400]))
        different += bool(lines)
    return int(different > 0 and not wanted.write)


if __name__ == "__main__":
    sys.exit(main())
