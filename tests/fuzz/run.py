"""Fuzz one reader with Atheris: uv run --group fuzz python -m tests.fuzz.run TARGET --runs N.

libFuzzer mutates the inputs of tests/fuzz/corpus/TARGET, guided by what of the engine each reaches. An input that
breaks the reader is written to --found, and new ones to the folder new in it, of which --keep takes into the corpus
what reaches something new. The figures at the end go into docs/quality.md.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import resource
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType
from typing import Any

CORPUS = Path(__file__).parent / "corpus"
SECONDS = 5  # for one input, instrumented; targets.SLOW is what a reader may take


def main() -> None:
    """Parse the command line, and fuzz until the runs are over. Never returns: libFuzzer ends the process."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run", description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--runs", type=int, default=100_000, help="inputs to try")
    parser.add_argument("--longest", type=int, default=4096, help="bytes of an input")
    parser.add_argument("--memory", type=int, default=1024, help="MiB that the process may take")
    parser.add_argument("--found", type=Path, help="a folder for inputs that break something, and for new ones")
    parser.add_argument("--keep", type=Path, help="instead: take what reaches something new from this folder")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    if chosen.keep:
        keep(chosen.target, chosen.keep)
    else:
        fuzz(chosen)


def fuzz(chosen: argparse.Namespace) -> None:
    """Have libFuzzer try so many inputs."""
    import atheris

    with atheris.instrument_imports(include=["gradus", "json", "tomllib", "csv", "zipfile", "tarfile"]):
        from tests.fuzz import examples, targets
    found = chosen.found or Path(tempfile.mkdtemp(prefix="gradus-fuzz-"))
    (found / "new").mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(found)  # libFuzzer ends the process before it could remove files of its own
    arguments = [f"-max_len={chosen.longest}", f"-rss_limit_mb={chosen.memory}", f"-timeout={SECONDS}"]
    arguments += [f"-runs={chosen.runs}", f"-seed={chosen.seed}", f"-artifact_prefix={found}/", "-print_final_stats=1"]
    targets.TARGETS[chosen.target].read(examples.of(chosen.target)[0])  # what it imports when it is first used
    began, tried = time.monotonic(), 0

    def one(data: bytes) -> None:
        nonlocal tried
        tried += 1
        targets.try_one(chosen.target, data)
        if tried == chosen.runs:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
            print(f"{chosen.target}: {tried:,} inputs in {time.monotonic() - began:.0f} s, peak RSS {peak} MiB")

    atheris.Setup([sys.argv[0], *arguments, str(found / "new"), str(CORPUS / chosen.target)], one)
    atheris.Fuzz()


def keep(target: str, folder: Path) -> None:
    """Take the smallest inputs that reach steps from line to line of the engine that the corpus does not reach."""
    from tests.fuzz import examples, targets

    targets.TARGETS[target].read(examples.of(target)[0])
    corpus = CORPUS / target
    corpus.mkdir(parents=True, exist_ok=True)
    seen: set[object] = set()
    for data in (path.read_bytes() for path in sorted(corpus.iterdir())):
        seen |= reached(target, data)
    for path in sorted(folder.iterdir(), key=lambda path: path.stat().st_size):
        steps = reached(target, data := path.read_bytes())
        if steps - seen:
            seen |= steps
            (corpus / hashlib.sha256(data).hexdigest()[:12]).write_bytes(data)


def reached(target: str, data: bytes) -> set[object]:
    """The steps from line to line of the engine that an input takes."""
    from tests.fuzz import targets

    steps: set[object] = set()
    last: dict[FrameType, int] = {}

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if "/gradus/" not in frame.f_code.co_filename:
            return None
        steps.add((frame.f_code, last.get(frame), frame.f_lineno))
        last[frame] = frame.f_lineno
        return trace

    sys.settrace(trace)
    try:
        with contextlib.suppress(Exception):
            targets.TARGETS[target].read(data)
    finally:
        sys.settrace(None)
    return steps


if __name__ == "__main__":
    main()
