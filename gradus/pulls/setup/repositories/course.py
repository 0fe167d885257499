"""The private repository with the checks: that it is there, what its workflows may do, and what they know."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from gradus.core.text import one_line
from gradus.pulls.forge.client import extract
from gradus.pulls.setup.layout import MAIN, Layout, SetupError, web
from gradus.pulls.setup.repositories.rules import HISTORY, keep_rules
from gradus.pulls.setup.steps import Steps

SECRET = "GRADUS_APP_PRIVATE_KEY"
ENVIRONMENTS = ("reading", "posting")
CLIENT_ID, GRADED = "GRADUS_APP_CLIENT_ID", "GRADUS_COURSE_REPO"
WORKFLOW = "grade.yml"
FREE, WITHOUT = "free", "the plan Free, which has no environments and no rules in private repositories"
FOR_NOTHING = "GitHub Education gives it to teachers for nothing, https://github.com/education/teachers"
READ_ONLY = {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": False}
MAIN_ONLY = {"protected_branches": False, "custom_branch_policies": True}


def make_course(steps: Steps, layout: Layout) -> None:
    """Make the repository if it is missing, and limit who may do what in it.

    Raises SetupError if it is public, or the organisation has no environments: then nothing is changed at all.
    """
    _require_plan(steps, layout)
    path = f"/repos/{layout.course}"
    found = steps.find(path)
    if found is None:
        body = {"name": layout.course_name, "private": True, "has_wiki": False, "has_projects": False}
        what = f"the private repository {layout.course}"
        steps.write("POST", f"/orgs/{layout.org}/repos", body, what=what, unless=lambda: steps.find(path))
    elif not extract(bool, found, "private"):
        told = f"{layout.course} is public: everybody can read the checks and the solutions."
        raise SetupError(f"{told} Make it private: {web()}/{layout.course}/settings#danger-zone")
    else:
        steps.there(f"the private repository {layout.course}")
    if steps.find(f"{path}/branches/{MAIN}") is None:
        push = f"git push {web()}/{layout.course}.git HEAD:{MAIN}"
        steps.todo(f"{layout.course} has no {MAIN} yet. In the folder of your course, with all committed, type: {push}")
    if found is None and steps.dry:
        steps.made("made", f"the settings, environments and rules of {layout.course}")
        return
    keep_actions(steps, layout.course)
    for name in ENVIRONMENTS:
        steps.attempt(f"the environment {name}", partial(keep_environment, steps, layout, name))
    steps.attempt(f"the rules of {layout.course}", partial(keep_rules, steps, layout.course, HISTORY))


def _require_plan(steps: Steps, layout: Layout) -> None:
    """Raise SetupError if the organisation's plan lacks what keeps the key; the plan is only shown to its owners."""
    found = steps.find(f"/orgs/{layout.org}")
    if found is None:
        raise SetupError(f"There is no organisation {layout.org}, or the token does not see it: correct --org.")
    if (found.get("plan") or {}).get("name") == FREE:
        where = f"{web()}/organizations/{layout.org}/billing/plans"
        raise SetupError(f"{layout.org} has {WITHOUT}. Take Team at {where}: {FOR_NOTHING}")


def keep_actions(steps: Steps, repository: str) -> None:
    """Let workflows run, with a token that only reads unless they ask for more."""
    path = f"/repos/{repository}/actions/permissions"
    if not extract(bool, steps.get(path), "enabled"):
        steps.write("PUT", path, {"enabled": True}, verb="changed", what=f"Actions are on in {repository}")
    found = steps.get(f"{path}/workflow")
    if any(found.get(key) != value for key, value in READ_ONLY.items()):
        what = f"the token of workflows in {repository} can only read by default"
        steps.write("PUT", f"{path}/workflow", READ_ONLY, verb="changed", what=what)
    else:
        steps.there(f"the token of workflows in {repository} can only read by default")


def keep_environment(steps: Steps, layout: Layout, name: str) -> None:
    """Make an environment that only the branch main may use."""
    path, what = f"/repos/{layout.course}/environments/{name}", f"the environment {name}, for the branch {MAIN} alone"
    found = steps.find(path)
    limited = found is not None and found.get("deployment_branch_policy") == MAIN_ONLY
    if not limited:
        body = {"deployment_branch_policy": MAIN_ONLY}
        steps.write("PUT", path, body, verb="changed" if found else "made", what=what)
    branches = branch_policies(steps, layout, name) if limited or not steps.dry else [MAIN]
    if MAIN not in branches:
        steps.write("POST", f"{path}/deployment-branch-policies", {"name": MAIN})
        if limited:
            steps.made("changed", what)
    elif limited:
        steps.there(what)
    if others := [each for each in branches if each != MAIN]:
        told = f"the environment {name} may be used by {one_line(', '.join(others), 200)}, too: remove all but {MAIN}"
        steps.todo(f"{told} at {web()}/{layout.course}/settings/environments")


def branch_policies(steps: Steps, layout: Layout, name: str) -> list[str]:
    """The branches and tags that may use an environment."""
    path = f"/repos/{layout.course}/environments/{name}/deployment-branch-policies"
    return [extract(str, each, "name") for each in steps.pages(path, "branch_policies")]


def environments_with_key(steps: Steps, layout: Layout) -> list[str]:
    """The environments that hold the App's key."""
    path = f"/repos/{layout.course}/environments"
    return [name for name in ENVIRONMENTS if SECRET in _names(steps.pages(f"{path}/{name}/secrets", "secrets"))]


def _names(items: Any) -> Sequence[str]:
    return [extract(str, each, "name") for each in items]


def find_variable(steps: Steps, layout: Layout, name: str) -> str:
    """The value of a variable of the course's repository; empty if there is none."""
    found = steps.find(f"/repos/{layout.course}/actions/variables/{name}")
    return "" if found is None else extract(str, found, "value")


def keep_variable(steps: Steps, layout: Layout, name: str, value: str, shown: str = "") -> None:
    """Set a variable that workflows read; `shown` is how to tell of one that has many lines."""
    path, what = f"/repos/{layout.course}/actions/variables", shown or f"the variable {name} = {value}"
    there, body = find_variable(steps, layout, name), {"name": name, "value": value}
    if there.splitlines() == value.splitlines():
        steps.there(what)
    elif there:
        told = what if shown else f"{what} (was {one_line(there)})"
        steps.write("PATCH", f"{path}/{name}", body, verb="changed", what=told)
    else:
        steps.write("POST", path, body, what=what, unless=partial(find_variable, steps, layout, name))
