"""One repository that all students fork: who may read and fork it, and whose workflows run on pull requests."""

from typing import Any

from gradus.pulls.forge.client import RequestRejectedError, extract
from gradus.pulls.roster import Place
from gradus.pulls.setup.layout import Layout, SetupError, web
from gradus.pulls.setup.repositories.student import invite, members
from gradus.pulls.setup.steps import Steps

# Otherwise every push of every student waits for a click: a student never has a pull request merged.
APPROVAL = {"approval_policy": "first_time_contributors_new_to_github"}
FORKS = {
    "run_workflows_from_fork_pull_requests": True,
    "send_write_tokens_to_workflows": False,
    "send_secrets_and_variables": False,
    "require_approval_for_fork_pr_workflows": False,
}
OF_PUBLIC, OF_PRIVATE = "fork-pr-contributor-approval", "fork-pr-workflows-private-repos"


def keep_shared(steps: Steps, layout: Layout, places: list[Place]) -> None:
    """Let students read the repository, fork it, and see the visible checks on their pull requests."""
    found = steps.find(f"/repos/{layout.students}")
    if found is None:  # it would be made, if this was not only tried
        steps.made("changed", f"who may fork {layout.students}, and whose workflows run")
        return
    private = extract(bool, found, "private")
    if private:
        steps.attempt(f"forks of {layout.students}", lambda: keep_forking(steps, layout, found))
    steps.attempt(f"workflows of forks of {layout.students}", lambda: keep_workflows(steps, layout, private))
    if private and places:
        steps.attempt(f"the readers of {layout.students}", lambda: invite_readers(steps, layout, places))


def keep_forking(steps: Steps, layout: Layout, found: Any) -> None:
    """Allow forks of a private repository. That the organisation allows them at all is for its owner to decide."""
    org = steps.get(f"/orgs/{layout.org}")
    if org.get("members_can_fork_private_repositories") is False:
        where = f"{web()}/organizations/{layout.org}/settings/member_privileges"
        steps.todo(
            f"Allow forking of private repositories at {where}, then run this again: students fork {layout.students}."
        )
        return
    what = f"{layout.students} may be forked"
    if found.get("allow_forking"):
        steps.there(what)
    else:
        steps.write("PATCH", f"/repos/{layout.students}", {"allow_forking": True}, verb="changed", what=what)


def workflow_settings(private: bool) -> tuple[str, dict[str, Any]]:
    """The setting for workflows of forks' pull requests, by the end of its path, and what it should be."""
    return (OF_PRIVATE, FORKS) if private else (OF_PUBLIC, APPROVAL)


def keep_workflows(steps: Steps, layout: Layout, private: bool) -> None:
    """Let workflows of forks run, without a secret, a token that writes, or an approval for each push."""
    end, wanted = workflow_settings(private)
    path, what = f"/repos/{layout.students}/actions/permissions/{end}", f"workflows of forks run in {layout.students}"
    found = steps.get(path)
    if all(found.get(key) == value for key, value in wanted.items()):
        steps.there(what)
    else:
        steps.write("PUT", path, wanted, verb="changed", what=what)


def invite_readers(steps: Steps, layout: Layout, places: list[Place]) -> None:
    """Invite the class to read. Raises SetupError that names those who could not be invited."""
    there, failed, changed = members(steps, layout.students), list[str](), False
    logins = [login for place in places for login in place.logins]
    for login in logins:
        member = there.get(login.lower())
        if member and not member.expired:
            continue
        try:
            invite(steps, layout.students, login, "pull")
            changed = True
        except SetupError as error:
            failed.append(str(error))
        except RequestRejectedError as error:
            failed.append(f"{login}: {error}.")
    waiting = [login for login in logins if (member := there.get(login.lower())) and member.invited]
    if failed:
        raise SetupError(" ".join(failed))
    if not changed:
        told = f" (not accepted yet: {', '.join(waiting)})" if waiting else ""
        steps.there(f"the readers of {layout.students}{told}")
