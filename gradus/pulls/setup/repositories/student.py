"""A student's own repository: made from the template, its members invited, and with one pull request for the scores."""

from dataclasses import dataclass, field
from typing import Any

from gradus.core.text import one_line
from gradus.pulls.forge.client import RequestRejectedError, extract
from gradus.pulls.roster import Place
from gradus.pulls.setup.layout import FEEDBACK, MAIN, Layout, SetupError, web
from gradus.pulls.setup.repositories.commits import begin, first_commit, head, history, move, wait_for_head
from gradus.pulls.setup.repositories.rules import FEEDBACK_STAYS, keep_rules
from gradus.pulls.setup.steps import Steps, explained

# Two equal branches have no pull request. It needs no checks, which would cost a minute for each student.
EMPTY_COMMIT = "Open the pull request for feedback [skip ci]"
TITLE = "Feedback"
BODY = (
    "Your scores stand here. Work on `main` and push: each push is graded after a while, and this page shows what "
    "counts. Please don't merge or close this pull request."
)


@dataclass(frozen=True)
class Member:
    """An account that may read a repository, or is invited to: whether it may push, and whether it is still invited."""

    push: bool
    invited: bool = False
    expired: bool = False


def members(steps: Steps, repository: str) -> dict[str, Member]:
    """Who has access to a repository, or an invitation, by login in lower case."""
    found: dict[str, Member] = {}
    for each in steps.client.pages(f"/repos/{repository}/invitations"):
        if isinstance(each.get("invitee"), dict):
            login, push = extract(str, each, "invitee", "login"), each.get("permissions") not in ("read", "triage")
            found[login.lower()] = Member(push, invited=True, expired=bool(each.get("expired")))
    for each in steps.client.pages(f"/repos/{repository}/collaborators", affiliation="all"):
        found[extract(str, each, "login").lower()] = Member(bool((each.get("permissions") or {}).get("push")))
    return found


def invite(steps: Steps, repository: str, login: str, permission: str) -> None:
    """Invite an account to a repository, or change what it may. Raises SetupError if there is no such account."""
    path = f"/repos/{repository}/collaborators/{login}"
    try:
        invited = steps.write("PUT", path, {"permission": permission})
    except RequestRejectedError as error:
        if error.status == 404 and steps.find(f"/users/{login}") is None:
            raise SetupError(f"GitHub knows no account {login}: correct it in the roster.") from None
        raise
    told = f"{login} to {repository}" if invited or steps.dry else f"{login}, who needs no invitation, to {repository}"
    steps.made("invited", told)


@dataclass
class StudentRepository:
    """The repository of one place in the roster, and what has been changed in it."""

    steps: Steps
    layout: Layout
    place: Place
    waiting: list[str] = field(default_factory=list)  # logins whose invitation is open
    changed: bool = False

    @property
    def path(self) -> str:
        """The repository's path in the API."""
        return f"/repos/{self.place.repository}"

    def make(self) -> None:
        """Make what is missing. Raises SetupError, RequestRejectedError and GitHubError."""
        found = self.steps.find(self.path)
        known = self._known_logins() if found is None else list(self.place.logins)
        if found is None:
            self._generate()
            if self.steps.dry:
                return
        else:
            self._require_usable(found)
        name = self.place.repository
        self.steps.attempt(f"the members of {name}", lambda: self._invite(known))
        self.steps.attempt(f"the pull request of {name}", self._open_feedback)
        self.steps.attempt(f"the rules of {name}", self._keep_rules)
        if not self.changed:
            waiting = f" (invited, not accepted yet: {', '.join(self.waiting)})" if self.waiting else ""
            self.steps.there(f"{name}, for {self.place.name}{waiting}")

    def _known_logins(self) -> list[str]:
        """Those members whom GitHub knows. Raises SetupError if it knows none: a misspelt login gets no repository."""
        known = []
        for login in self.place.logins:
            if self.steps.find(f"/users/{login}"):
                known.append(login)
            elif len(self.place.logins) > 1:
                told = f"GitHub knows no account {login}: correct it in the roster."
                self.steps.problem(f"the members of {self.place.repository}: {told}")
        if not known:
            logins = ", ".join(self.place.logins)
            raise SetupError(f"GitHub knows no account {logins}: correct it in the roster. No repository was made.")
        return known

    def _generate(self) -> None:
        """Make the private repository from the template."""
        owner, _, name = self.place.repository.partition("/")
        body = {"owner": owner, "name": name, "private": True, "include_all_branches": False}
        what = f"the private repository {self.place.repository}, for {self.place.name}"
        path, self.changed = f"/repos/{self.layout.students}/generate", True
        self.steps.write("POST", path, body, what=what, unless=lambda: self.steps.find(self.path))

    def _require_usable(self, found: Any) -> None:
        where = f"{web()}/{self.place.repository}/settings#danger-zone"
        if not extract(bool, found, "private"):
            raise SetupError(f"it is public, and scores would be, too: make it private at {where}")
        if found.get("archived"):
            raise SetupError(f"it is archived: unarchive it at {where}")

    def _invite(self, logins: list[str]) -> None:
        """Invite the members that are not there yet. Raises SetupError if GitHub does not know one."""
        there, unknown = members(self.steps, self.place.repository), []
        for login in logins:
            member = there.get(login.lower())
            if member and member.push and not member.expired:
                self.waiting += [login] if member.invited else []
                continue
            try:
                invite(self.steps, self.place.repository, login, "push")
                self.changed = True
            except (SetupError, RequestRejectedError) as error:
                unknown.append(explained(error) if isinstance(error, RequestRejectedError) else str(error))
        if unknown:
            raise SetupError(" ".join(unknown))

    def _open_feedback(self) -> None:
        """See to the branch `feedback`, where the history began, and one open pull request from main into it."""
        newest = wait_for_head(self.steps, self.place.repository)
        start = head(self.steps, self.place.repository, FEEDBACK)
        if start is None:
            start = first_commit(self.steps, self.place.repository, newest)
            self.changed = True
            if not self.steps.dry:
                begin(self.steps, self.place.repository, FEEDBACK, start)
        if pull := self._find_pull():
            if pull["state"] != "open":
                self._write("PATCH", f"/pulls/{extract(int, pull, 'number')}", {"state": "open"}, "opened again")
            return
        if newest == start and not self.steps.dry:
            self._commit_nothing(newest)
        body = {"title": TITLE, "head": MAIN, "base": FEEDBACK, "body": BODY}
        self._write("POST", "/pulls", body, "made", unless=self._find_pull)

    def _write(self, method: str, path: str, body: dict[str, Any], verb: str, unless: Any = lambda: None) -> None:
        what = f"the pull request “{TITLE}” in {self.place.repository}"
        self.steps.write(method, self.path + path, body, verb=verb, what=what, unless=unless)
        self.changed = True

    def _find_pull(self) -> Any:
        """The pull request from main into feedback, the open one or else the newest that was closed."""
        owner = self.place.repository.partition("/")[0]
        found = list(self.steps.pages(f"{self.path}/pulls", state="all", base=FEEDBACK, head=f"{owner}:{MAIN}"))
        ours = [each for each in found if extract(str, each, "base", "ref") == FEEDBACK]
        ours = [each for each in ours if extract(str, each, "head", "ref") == MAIN and not each.get("merged_at")]
        return next((each for each in ours if each.get("state") == "open"), ours[0] if ours else None)

    def _commit_nothing(self, newest: str) -> None:
        """Commit the same files again; if the student was faster and pushed, nothing is needed."""
        tree = next(tree for _, tree in history(self.steps, self.place.repository, newest, 1))
        body = {"message": EMPTY_COMMIT, "tree": tree, "parents": [newest]}
        made = extract(str, self.steps.write("POST", f"{self.path}/git/commits", body), "sha")
        try:
            move(self.steps, self.place.repository, MAIN, made)
        except RequestRejectedError as error:
            if error.status not in (409, 422) or head(self.steps, self.place.repository) == newest:
                raise

    def _keep_rules(self) -> None:
        if keep_rules(self.steps, self.place.repository, FEEDBACK_STAYS, tell=False):
            self.changed = True


def make_student(steps: Steps, layout: Layout, place: Place) -> None:
    """Make one student's repository, or what it lacks. Raises SetupError, RequestRejectedError and GitHubError."""
    StudentRepository(steps, layout, place).make()


def label(place: Place) -> str:
    """How messages call a place in the roster."""
    return f"{place.repository}, for {one_line(place.name)}"
