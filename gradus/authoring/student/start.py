"""Sets up Gradus and runs it: python3 start.py, on Windows py start.py. What you write behind it goes to gradus.

It needs any Python from 3.8 on and an internet connection the first time: it fetches uv, which then fetches the Python
and the packages of this course. Nothing of your system is changed: uv is put into .gradus/uv, the packages into .venv.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "pyproject.toml").is_file())
PLACE = ROOT / ".gradus" / "uv"
PROGRAMS = ("pytest", "python", "jupyter")  # run as they are, in the course's environment
NO_PIP = """\
This Python has no pip, which fetches the rest. Get it, and run the same command again:
    on Debian and Ubuntu:  sudo apt install python3-pip
    on Fedora:             sudo dnf install python3-pip
    elsewhere:             python3 -m ensurepip --user
Or install uv yourself (docs.astral.sh/uv), and run: uv run gradus"""
NO_NETWORK = "uv could not be fetched (see above). Is there an internet connection? Then run the same command again."


def find_uv() -> str | None:
    """The path of uv: the system's own, or the one that was fetched before; None if there is neither."""
    fetched = [PLACE / folder / name for folder in ("bin", "Scripts") for name in ("uv", "uv.exe")]
    return shutil.which("uv") or next((str(path) for path in fetched if path.is_file()), None)


def fetch_uv() -> str:
    """Fetch uv into .gradus/uv, which needs no rights; a Python that the system protects allows that, too."""
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode:
        sys.exit(NO_PIP)
    print("Setting up, once: this takes a minute or two.", file=sys.stderr)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*command, "--target", str(PLACE), "--upgrade", "uv"]).returncode:
        sys.exit(NO_NETWORK)
    return find_uv() or sys.exit(NO_NETWORK)


def uv_words(arguments: list[str]) -> list[str]:
    """What uv gets: `run gradus …`, `run pytest …`, or what follows --uv."""
    first = arguments[0] if arguments else ""
    if first == "--uv":
        return [*arguments[1:], "--project", str(ROOT)]
    group = ["--group", "lessons"] if first == "jupyter" else []
    return ["run", "--project", str(ROOT), *group, *([] if first in PROGRAMS else ["gradus"]), *arguments]


def main() -> None:
    """Run `uv run gradus …`, and say in what it prints how it was started."""
    arguments = sys.argv[1:]
    launcher = "py" if os.name == "nt" else "python3"
    script = os.path.relpath(__file__) if Path(__file__).parent == ROOT else "start.py"
    environment = dict(os.environ)
    if not shutil.which("uv"):  # then what is printed is to be typed as this was
        environment["GRADUS_STARTED_AS"] = f"{launcher} {script}"
    command = [find_uv() or fetch_uv(), *uv_words(arguments)]
    try:
        sys.exit(subprocess.run(command, env=environment).returncode)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
