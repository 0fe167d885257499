"""Takes a person out of the ledger, its history included: the branch begins anew with what is left.

A commit that only deletes would leave everything in the commits before it. So one without a parent replaces them all.
"""

import csv
import io
import os
import subprocess
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from gradus.core.files import write_atomic
from gradus.core.names import same
from gradus.core.tables import to_csv
from gradus.core.text import one_line
from gradus.core.within import Within
from gradus.pulls.forge.client import GitHubError, RequestRejectedError, extract
from gradus.pulls.ledger.branch import Branch
from gradus.pulls.ledger.derived import TABLE
from gradus.pulls.ledger.ledger import Account, Entry, Ledger

MESSAGE = "The ledger begins anew"
RULE = """The rules of {repository} forbid to write {branch} anew ({error}): nothing was changed there.
An owner of the repository lifts the rule History stays (docs/classroom.md) for a moment:
  gh api repos/{repository}/rulesets --jq '.[] | [.id, .name]'
  gh api --method PUT repos/{repository}/rulesets/ID -f enforcement=disabled
then gradus forget again, and the last line once more with enforcement=active."""


@dataclass(frozen=True)
class Erased:
    """What is left of a ledger: whose `accounts`, `names` in tables and files go, and the person's pull requests."""

    ledger: Ledger
    accounts: tuple[str, ...]
    names: frozenset[str]
    paths: frozenset[str]
    pulls: tuple[str, ...]


def erased(ledger: Ledger, login: str, number: str = "") -> Erased | None:
    """The ledger without an account, found by its current login, or else by its `number`; None if it has neither.

    Of a team's account only the member goes: the work is the others', too.
    """
    ids = {account.id for account in ledger.accounts if same(account.login) == same(login)}
    ids = ids or {account.id for account in ledger.accounts if account.id == number}
    member = any(len(a.logins) > 1 and same(login) in map(same, a.logins) for a in ledger.accounts)
    if not ids and not member:
        return None
    gone = [each for each in (*ledger.entries, *ledger.heads, *ledger.waiting) if each.account in ids]
    pulls = {f"{each.repository.partition('/')[2]} #{each.number}" for each in gone}
    places = {(each.repository, each.number) for each in gone}
    paths = {entry.path for entry in ledger.entries if entry.account in ids}
    names = {latest.name for latest in ledger.latest if latest.account in ids}
    logins = tuple(account.login for account in ledger.accounts if account.id in ids) or (login,)
    accounts = [_left(account, login) for account in ledger.accounts if account.id not in ids]
    left = replace(
        ledger,
        accounts=tuple(accounts),
        heads=tuple(head for head in ledger.heads if head.account not in ids),
        entries=tuple(_unnamed(each, logins) for each in ledger.entries if each.account not in ids),
        waiting=tuple(commit for commit in ledger.waiting if commit.account not in ids),
        latest=tuple(latest for latest in ledger.latest if latest.account not in ids),
        shown=tuple(each for each in ledger.shown if (each.repository, each.number) not in places),
        files=tuple(each for each in ledger.files if each.account not in ids),
    )
    paths |= {f"latest/{name}.json" for name in names}
    return Erased(left, logins, frozenset(names), frozenset(paths), tuple(sorted(pulls)))


def _left(account: Account, login: str) -> Account:
    return replace(account, logins=tuple(each for each in account.logins if same(each) != same(login)))


def _unnamed(entry: Entry, logins: Iterable[str]) -> Entry:
    """An entry that no longer says that somebody's work is the same."""
    owned = tuple(f" {login}'s" for login in logins)
    return replace(entry, same_files=tuple(text for text in entry.same_files if not text.endswith(owned)))


def _rows_left(table: str, names: Collection[str]) -> str:
    """The table of what counts, without the rows of some names."""
    rows = list(csv.reader(io.StringIO(table)))
    return to_csv([tuple(row) for row in rows if row and row[0] not in names])


def erase_on_github(branch: Branch, login: str, number: str = "") -> None:
    """Replace the branch by one commit without the account; nothing is written if it does not know it.

    Raises GitHubError, which says what an owner must do if the repository's rules forbid it.
    """
    snapshot = branch.snapshot()
    gone = erased(snapshot.ledger, login, number)
    if gone is None or snapshot.tree is None:
        return
    try:
        entries = _entries(branch, snapshot.tree, gone)
        body = {"tree": entries, "base_tree": snapshot.tree}
        tree = extract(str, branch.client.write("POST", "/git/trees", body), "sha")
        orphan = {"message": MESSAGE, "tree": tree, "parents": []}
        commit = extract(str, branch.client.write("POST", "/git/commits", orphan), "sha")
        if extract(str, branch.client.get(f"/git/ref/heads/{branch.name}"), "object", "sha") != snapshot.commit:
            raise GitHubError(f"{branch} was written to at the same moment: run this again when no grading runs.")
        branch.client.write("PATCH", f"/git/refs/heads/{branch.name}", {"sha": commit, "force": True})
    except RequestRejectedError as error:
        raise GitHubError(RULE.format(repository=branch.repository, branch=branch.name, error=error)) from None


def _entries(branch: Branch, tree: str, gone: Erased) -> list[dict[str, str | None]]:
    """What changes in the tree: the files that go, and the ledger and its table anew."""
    listed = branch.client.get(f"/git/trees/{tree}", recursive=1)
    there = {extract(str, entry, "path"): extract(str, entry, "sha") for entry in extract(list, listed, "tree")}
    if listed.get("truncated"):
        raise GitHubError(f"{branch} has more files than GitHub lists: give a clone of it, --ledger FOLDER.")
    new = {Ledger.FILE: gone.ledger.to_json()}
    if TABLE in there:
        new[TABLE] = _rows_left(branch.report(there[TABLE]).decode("utf-8"), gone.names)
    changes: list[dict[str, str | None]] = [{"path": path, "content": text} for path, text in new.items()]
    changes += [{"path": path, "sha": None} for path in sorted(gone.paths & there.keys())]
    return [{"mode": "100644", "type": "blob", **change} for change in changes]


def erase_in_folder(folder: Path, login: str, number: str = "") -> list[str]:
    """Take the account out of a copy of the branch and, if it is Git's, out of its history there.

    Returns what remains to be done, as commands with an explanation. Raises DecodeError and OSError.
    """
    gone = erased(Ledger.read(folder), login, number)
    if gone is None:
        return []
    for path in sorted(gone.paths):
        Within(folder).remove(path)
        _remove_if_empty((folder / path).parent)
    if (folder / TABLE).is_file():
        write_atomic(folder / TABLE, _rows_left((folder / TABLE).read_text("utf-8"), gone.names))
    write_atomic(folder / Ledger.FILE, gone.ledger.to_json())
    if not (folder / ".git").exists():
        return []
    _git(folder, "add", "--update")
    commit = _git(folder, "commit-tree", _git(folder, "write-tree"), "-m", MESSAGE)
    _git(folder, "reset", "--soft", commit)
    where = one_line(str(folder), 300)
    return [
        f"put it in the place of the branch on GitHub: git -C {where} push --force-with-lease REMOTE HEAD:ledger",
        f"drop the old commits here: git -C {where} fetch --all --prune, then git -C {where} reflog expire "
        f"--expire=now --all && git -C {where} gc --prune=now",
    ]


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _git(folder: Path, *arguments: str) -> str:
    """What Git prints. Raises OSError if it fails or is not installed."""
    names = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
    who = dict(zip(names, ("gradus", "gradus@localhost") * 2, strict=True))
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], env={**os.environ, **who}, capture_output=True, text=True, timeout=600
    )
    if done.returncode:
        raise OSError(f"git {arguments[0]} failed: {one_line(done.stderr, 300)}")
    return done.stdout.strip()
