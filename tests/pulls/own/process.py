"""`gradus pulls run` as a process of its own, with a forge that keeps what it has in a file.

Run as `python -m tests.pulls.own.process FOLDER OPTIONS`: FOLDER holds a Teacher's things.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gradus.pulls.cli import main
from gradus.pulls.forge import forge as forges
from gradus.pulls.own import command
from gradus.pulls.own.forges import Forges
from gradus.pulls.own.grader import Grader
from tests.conftest import ROOT
from tests.pulls.own.doubles import COURSE, FakeForge
from tests.pulls.own.teacher import FAKE


@dataclass
class StoredForge(FakeForge):
    """Keeps itself in a file, so that what was posted outlives the process."""

    path: Path = field(default_factory=Path)

    def comment(self, *arguments: Any) -> int:
        made = super().comment(*arguments)
        self.store()
        return made

    def status(self, repository: str, sha: str, status: forges.Status, known: int | None) -> int | None:
        made = super().status(repository, sha, status, known)
        self.store()
        return made

    def store(self) -> None:
        partial = self.path.with_suffix(".new")
        partial.write_bytes(pickle.dumps(self))
        partial.replace(self.path)

    @classmethod
    def of(cls, forge: FakeForge, path: Path) -> StoredForge:
        made = cls(**vars(forge), path=path)
        made.store()
        return made


def start(folder: Path, *options: str, **environment: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "tests.pulls.own.process", str(folder), *options]
    return subprocess.Popen(
        words,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def stored(folder: Path) -> StoredForge:
    made = pickle.loads((folder / "forge").read_bytes())
    assert isinstance(made, StoredForge)
    return made


if __name__ == "__main__":
    # Its own module is loaded a second time under its name, where pickle finds the class.
    from tests.pulls.own.process import stored as load_stored

    place = Path(sys.argv[1])
    forge = load_stored(place)
    setattr(command, "by_environment", lambda options: Forges(lambda: forge, lambda: forge))  # noqa: B010
    setattr(command, "Grader", lambda jobs, account: Grader(jobs, account, FAKE))  # noqa: B010
    os.chdir(place / "course")
    sys.exit(main(["run", "--course-repo", COURSE, "--ledger", str(place / "ledger"), *sys.argv[2:]]))
