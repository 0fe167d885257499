"""The history of a ledger's folder: a commit after each change, in a Git repository of the folder's own."""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from gradus.core.text import one_line

TIMEOUT = 600  # seconds for one command of Git's
WHO = {"NAME": "gradus", "EMAIL": "gradus@localhost"}
# Nothing of the account's own configuration counts: no signing, no hooks, no other ends of lines.
SETTINGS = (
    "core.hooksPath=/dev/null",
    "commit.gpgSign=false",
    "core.autocrlf=false",
    "core.fsmonitor=false",
    "gc.autoDetach=false",
    "maintenance.autoDetach=false",
    "init.defaultBranch=ledger",
)
LOCKS = ("index.lock", "HEAD.lock", "refs/heads/*.lock")


class History:
    """The history of `folder`. It is a help, and never a reason to fail: `tell` is told once what is wrong with it."""

    def __init__(self, folder: Path, tell: Callable[[str], None]) -> None:
        self.folder, self._tell = folder, tell
        self._told = ""

    def commit(self, message: str) -> None:
        """Commit what has changed; not the files whose names begin with a dot. Nobody else may write now."""
        try:
            self._commit(message)
        except FileNotFoundError:
            self._say("Git is not installed: the ledger is kept, but not what it was before.")
        except subprocess.TimeoutExpired:
            self._say(f"Git takes longer than {TIMEOUT} seconds: this change is not in the ledger's history.")
        except OSError as error:
            self._say(f"This change is not in the ledger's history: {error}.")
        else:
            self._told = ""

    def _commit(self, message: str) -> None:
        repository = self.folder / ".git"
        if not os.path.lexists(repository):
            self._git("init", "--quiet", "--template=", where=("-C", str(self.folder)))
        for pattern in LOCKS if repository.is_dir() else ():
            for lock in repository.glob(pattern):
                _remove_old(lock)
        self._git("add", "--all", "--", ".", ":(exclude).*", ":(exclude)*/.*")
        if self._git("diff", "--cached", "--quiet", fine=(0, 1)):
            self._git("commit", "--quiet", "--no-verify", "--message", message)

    def _git(self, *arguments: str, where: tuple[str, ...] = (), fine: tuple[int, ...] = (0,)) -> int:
        """Run Git and return its status. Raises OSError if that is not `fine`, FileNotFoundError without Git."""
        if not (git := shutil.which("git")):
            raise FileNotFoundError
        place = where or ("--git-dir", str(self.folder / ".git"), "--work-tree", str(self.folder))
        options = [word for setting in SETTINGS for word in ("-c", setting)]
        clean = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
        clean |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "HOME": str(self.folder)}
        clean |= {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in WHO.items()}
        done = subprocess.run(
            [git, *options, *place, *arguments],
            cwd=self.folder,
            env=clean,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT,
            start_new_session=True,  # Ctrl-C is not for it
        )
        if done.returncode not in fine:
            raise OSError(f"git {arguments[0]}: {one_line(done.stderr.decode('utf-8', 'replace'), 300)}")
        return done.returncode

    def _say(self, text: str) -> None:
        if text != self._told:
            self._tell(text)
        self._told = text


def _remove_old(lock: Path) -> None:
    """Remove a lock of a Git that was killed: none of ours runs for so long."""
    with contextlib.suppress(OSError):
        if time.time() - lock.stat().st_mtime > TIMEOUT:
            lock.unlink()
