"""Fuzz one reader with Atheris: uv run --group fuzz python -m tests.fuzz.run TARGET --runs N.

libFuzzer mutates the inputs of tests/fuzz/corpus/TARGET, guided by what of the engine each reaches. An input that
breaks the reader is written to --found. The figures at the end go into docs/quality.md.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

import atheris

CORPUS = Path(__file__).parent / "corpus"
SECONDS = 5  # for one input, with a debugger's slowness; targets.SLOW is what a reader may take


def main() -> None:
    """Parse the command line, and fuzz until the runs are over. Never returns: libFuzzer ends the process."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run", description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--runs", type=int, default=100_000, help="inputs to try")
    parser.add_argument("--longest", type=int, default=4096, help="bytes of an input")
    parser.add_argument("--memory", type=int, default=1024, help="MiB that the process may take")
    parser.add_argument("--found", type=Path, help="a folder for inputs that break something, and for new ones")
    parser.add_argument("--minimise", type=Path, help="instead: merge this folder into the corpus, as few as reach all")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()

    with atheris.instrument_imports(include=["gradus", "json", "tomllib", "csv", "zipfile", "tarfile"]):
        from tests.fuzz import examples, targets
    if chosen.target not in targets.TARGETS:
        parser.error(f"the targets are {', '.join(targets.TARGETS)}")

    found = chosen.found or Path(tempfile.mkdtemp(prefix="gradus-fuzz-"))
    (found / "new").mkdir(parents=True, exist_ok=True)
    (CORPUS / chosen.target).mkdir(parents=True, exist_ok=True)
    limits = [f"-max_len={chosen.longest}", f"-rss_limit_mb={chosen.memory}", f"-timeout={SECONDS}"]
    if chosen.minimise:
        work = ["-merge=1", str(CORPUS / chosen.target), str(chosen.minimise)]
    else:
        work = [f"-runs={chosen.runs}", f"-seed={chosen.seed}", f"-artifact_prefix={found}/"]
        work += ["-print_final_stats=1", str(found / "new"), str(CORPUS / chosen.target)]
    targets.TARGETS[chosen.target].read(examples.of(chosen.target)[0])  # what it imports when it is first used
    began = time.monotonic()
    tried = 0

    def one(data: bytes) -> None:
        nonlocal tried
        tried += 1
        targets.try_one(chosen.target, data)
        if tried == chosen.runs:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
            print(f"{chosen.target}: {tried:,} inputs in {time.monotonic() - began:.0f} s, peak RSS {peak} MiB")

    atheris.Setup([sys.argv[0], *limits, *work], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
