"""One pull request that brings a release into one repository, made anew when the release or the repository changed."""

from collections.abc import Collection, Iterator
from typing import Any

from gradus.core.text import count
from gradus.pulls.forge.client import RequestRejectedError, extract
from gradus.pulls.setup.layout import FEEDBACK, MAIN, SetupError
from gradus.pulls.setup.repositories.commits import (
    Change,
    Entry,
    begin,
    first_commit,
    head,
    history,
    move,
    write_commit,
)
from gradus.pulls.setup.repositories.merge import Update, merge
from gradus.pulls.setup.repositories.release import Release
from gradus.pulls.setup.repositories.template import NO_WORKFLOW
from gradus.pulls.setup.repositories.versions import Versions
from gradus.pulls.setup.steps import Steps
from gradus.pulls.setup.update.description import TITLE, description

BRANCH = "gradus-update"
MESSAGE = "Update from the course\n\nBy gradus pulls update, which replaces this commit when there is more."


class Proposal:
    """The pull request from `gradus-update` into main of one repository."""

    def __init__(self, steps: Steps, repository: str, release: Release, versions: Versions) -> None:
        self.steps, self.repository, self.release, self.versions = steps, repository, release, versions
        self.what = f"the pull request “{TITLE}” in {repository}"

    def make(self) -> None:
        """Open the pull request or bring it up to date. Raises SetupError, RequestRejectedError and GitHubError."""
        newest = head(self.steps, self.repository)
        if newest is None:
            raise SetupError(f"it is not there, or has no branch {MAIN}: gradus pulls setup makes it")
        tree = self._tree(newest)
        update = self._update(newest, self.versions.entries(self.repository, tree))
        pull = self._find_pull()
        if not update.change.files:
            return self._nothing(pull, update)
        branch = head(self.steps, self.repository, BRANCH)
        proposed = self._proposed(pull, branch)
        for change in _candidates(update.change):
            moved = proposed != self._ids_of(change)
            if not moved or self._commit(change, tree, newest, branch):
                return self._keep_pull(pull, update, change, moved=moved)
        self.steps.todo(NO_WORKFLOW.format(repository=self.repository))

    def _nothing(self, pull: Any, update: Update) -> None:
        if pull and pull["state"] == "open":
            number = extract(int, pull, "number")
            self._write("PATCH", f"/{number}", {"state": "closed"}, "closed", "nothing is left of it")
        else:
            self.steps.there(f"the release in {self.repository}{_alone(update.edited)}")

    def _update(self, newest: str, there: dict[str, Entry]) -> Update:
        start = head(self.steps, self.repository, FEEDBACK) or first_commit(self.steps, self.repository, newest)
        first = self.versions.entries(self.repository, self._tree(start))
        return merge(self.release, there, self.versions.before(self.repository, there, first))

    def _tree(self, commit: str) -> str:
        return next(tree for _, tree in history(self.steps, self.repository, commit, 1))

    def _find_pull(self) -> Any:
        """The pull request from the branch into main, the open one or else the newest; None if there is none."""
        path, source = f"/repos/{self.repository}/pulls", f"{self.repository.partition('/')[0]}:{BRANCH}"
        found = [
            each
            for each in self.steps.pages(path, state="all", base=MAIN, head=source)
            if extract(str, each, "base", "ref") == MAIN and extract(str, each, "head", "ref") == BRANCH
        ]
        return next((each for each in found if each.get("state") == "open"), found[0] if found else None)

    def _proposed(self, pull: Any, branch: str | None) -> dict[str, str | None] | None:
        """What was proposed last, the id of each file by path; None if that was merged, or there is nothing.

        Raises SetupError if the branch has a commit of somebody else's that would be lost.
        """
        if pull and pull.get("merged_at"):
            return None
        # Who closed the pull request and deleted the branch has declined this, too.
        source = branch or (extract(str, pull, "head", "sha") if pull else None)
        commit = self.steps.find(f"/repos/{self.repository}/git/commits/{source}") if source else None
        if commit is None:
            return None
        parents = extract(list, commit, "parents")
        if extract(str, commit, "message").strip() != MESSAGE or len(parents) != 1:
            if branch is None:
                return None
            told = f"its branch {BRANCH} has a commit that is not from here, and stays as it is"
            raise SetupError(f"{told}: merge the pull request or delete the branch, then run this again.")
        new = self.versions.entries(self.repository, extract(str, commit, "tree", "sha"))
        old = self.versions.entries(self.repository, self._tree(extract(str, parents[0], "sha")))
        paths = (path for path in new.keys() | old.keys() if new.get(path) != old.get(path))
        return {path: new[path].id if path in new else None for path in paths}

    def _ids_of(self, change: Change) -> dict[str, str | None]:
        return {path: None if data is None else self.release.ids[path] for path, data in change.files.items()}

    def _commit(self, change: Change, tree: str, newest: str, branch: str | None) -> bool:
        """Let the branch end with one commit on main; False if GitHub refuses it for its workflows."""
        if self.steps.dry:
            return True
        try:
            made = write_commit(self.steps, self.repository, change, tree, [newest], MESSAGE)
            if branch is None:
                begin(self.steps, self.repository, BRANCH, made)
            elif branch != made:
                move(self.steps, self.repository, BRANCH, made, force=True)
        except RequestRejectedError as error:
            if error.status in (403, 404) and change.workflows:
                return False
            raise
        return True

    def _keep_pull(self, pull: Any, update: Update, change: Change, *, moved: bool) -> None:
        """See to the pull request for what is on the branch now. One that the student closed stays closed."""
        left_out = update.change.files.keys() - change.files.keys()
        body = description(change, update.edited, left_out)
        told = f"{count(len(change.files), 'file')}{_alone(update.edited)}"
        if left_out:
            self.steps.todo(NO_WORKFLOW.format(repository=self.repository))
        if pull and pull["state"] == "open":
            if moved or (pull.get("body") or "").strip() != body.strip():
                number = extract(int, pull, "number")
                self._write("PATCH", f"/{number}", {"title": TITLE, "body": body}, "changed", told)
            else:
                self.steps.there(f"{self.what}: {told}")
        elif pull and not moved:
            self.steps.there(f"{self.what}, which was closed: {told}")
        else:
            self._write("POST", "", {"title": TITLE, "head": BRANCH, "base": MAIN, "body": body}, "made", told)

    def _write(self, method: str, path: str, body: dict[str, Any], verb: str, told: str) -> None:
        what = f"{self.what}: {told}"
        self.steps.write(method, f"/repos/{self.repository}/pulls{path}", body, verb=verb, what=what)


def _candidates(change: Change) -> Iterator[Change]:
    """The change, and what is left of it for a token that may not write workflows."""
    yield change
    if change.workflows and change.without_workflows().files:
        yield change.without_workflows()


def _alone(edited: Collection[str]) -> str:
    return f", {len(edited)} left alone" if edited else ""
