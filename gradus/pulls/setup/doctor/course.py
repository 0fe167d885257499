"""Looks at the organisation and the course's repository: who can read it, and what its workflows may do and know."""

import base64
import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from gradus.core.text import one_line
from gradus.pulls.connect import ROSTER
from gradus.pulls.forge.client import extract
from gradus.pulls.roster import Place
from gradus.pulls.setup.app.app import ID
from gradus.pulls.setup.doctor.findings import Finding, Visit, ok, todo, unknown
from gradus.pulls.setup.layout import MAIN
from gradus.pulls.setup.repositories.course import (
    CLIENT_ID,
    ENVIRONMENTS,
    FOR_NOTHING,
    FREE,
    GRADED,
    MAIN_ONLY,
    READ_ONLY,
    SECRET,
    WITHOUT,
    branch_policies,
    environments_with_key,
    find_variable,
)
from gradus.pulls.setup.repositories.rules import HISTORY, find_rules, holds
from gradus.pulls.setup.repositories.student import members

SCOPES = ("repo", "workflow", "admin:org")
SKIPPED_IF_PRIVATE = "github.event.repository.private"
NUMBERS = {"GRADUS_COOLDOWN": re.compile(r"\d{1,5}(\.\d+)?"), "GRADUS_LIMIT": re.compile(r"[1-9]\d{0,5}")}
DEADLINE = "GRADUS_DEADLINE"


def look_at_course(visit: Visit, places: list[Place], roster: str) -> None:
    """Everything about the organisation and the course's repository. Raises GitHubError if GitHub cannot be asked."""
    settings = f"{visit.course}/settings"
    visit.look("the organisation", visit.organisation, lambda: _organisation(visit))
    visit.look("secrets of the organisation", f"{visit.organisation}/secrets/actions", lambda: _secrets(visit))
    visit.look("the course's repository", visit.course, lambda: _repository(visit))
    if not visit.sees(visit.layout.course):
        return
    visit.look("who can read the course", f"{settings}/access", lambda: _readers(visit, places))
    visit.look("Actions in the course", f"{settings}/actions", lambda: actions(visit, visit.layout.course))
    visit.look("ci.yml", f"{visit.course}/actions", lambda: _ci(visit))
    for name in ENVIRONMENTS:
        visit.look(f"the environment {name}", f"{settings}/environments", partial(_environment, visit, name))
    visit.look("the App's key", f"{settings}/environments", lambda: _keys(visit))
    visit.look("variables", f"{settings}/variables/actions", lambda: _variables(visit, roster))
    visit.look("the rule that history stays", f"{settings}/rules", lambda: _history(visit))


def token(visit: Visit) -> Iterator[Finding]:
    """Whose token it is, and what it may do. The first question of all, so that its errors are not caught."""
    response = visit.steps.client.response("/user")
    login, scopes = extract(str, response.data, "login"), response.headers.get("X-OAuth-Scopes")
    if scopes is None:
        told = f"the token of {one_line(login)} does not say what it may do: it has no scopes"
        yield unknown(told, "Where something below is not known, log in with gh auth login, and run this again.")
    elif missing := [scope for scope in SCOPES if scope not in re.split(r"[,\s]+", scopes)]:
        told = f"the token of {one_line(login)} lacks the scopes {', '.join(missing)}"
        yield todo(told, f"gh auth refresh --scopes {','.join(missing)}")
    else:
        yield ok(f"the token of {one_line(login)} has the scopes {', '.join(SCOPES)}")


def _organisation(visit: Visit) -> Iterator[Finding]:
    org = visit.layout.org
    found = visit.steps.find(f"/orgs/{org}")
    if found is None:
        yield todo(f"there is no organisation {org}, or the token does not see it", "Correct --org, or the token.")
        return
    plan = (found.get("plan") or {}).get("name")
    where = f"{visit.organisation}/billing"
    if plan is None:
        yield unknown("the plan of the organisation is only shown to its owners", f"Look at {where}")
    elif plan == FREE:
        yield todo(f"the organisation has {WITHOUT}", f"Take Team at {where}/plans: {FOR_NOTHING}")
    else:
        yield ok(f"the plan of the organisation is {one_line(str(plan))}")
    yield from _seats(found.get("plan") or {}, where)
    if found.get("members_can_change_repo_visibility") is True:
        told = "members who administer a repository can make it public"
        yield todo(told, f"Take that away at {visit.organisation}/member_privileges")


def _seats(plan: Any, where: str) -> Iterator[Finding]:
    """Whoever has access to a private repository takes a seat, and an invitation does, too."""
    seats, taken = plan.get("seats"), plan.get("filled_seats")
    if isinstance(seats, int) and isinstance(taken, int) and 0 < seats <= taken:
        told = f"all {seats} seats of the organisation are taken: who is invited to a private repository needs one"
        yield todo(told, f"Add seats at {where}; GitHub Education has no limit.")


def _secrets(visit: Visit) -> Iterator[Finding]:
    """Students write the workflows of their own repositories: what is offered there is theirs."""
    where = f"{visit.organisation}/secrets/actions"
    items = visit.steps.client.pages(f"/orgs/{visit.layout.org}/actions/secrets", "secrets")
    offered = [extract(str, each, "name") for each in items if each.get("visibility") != "selected"]
    if offered:
        told = f"students' workflows can read the organisation's secrets {one_line(', '.join(offered), 200)}"
        yield todo(told, f"Limit each to selected repositories at {where}")
    else:
        yield ok("no secret of the organisation is offered to students' workflows")


def _repository(visit: Visit) -> Iterator[Finding]:
    name = visit.layout.course
    found = visit.steps.find(f"/repos/{name}")
    if found is None:
        yield todo(f"{name} is not there, or the token does not see it", f"gradus pulls setup --org {visit.layout.org}")
        return
    if not extract(bool, found, "private"):
        told = f"{name} is public: everybody can read the checks and the solutions"
        yield todo(told, f"Make it private at {visit.course}/settings#danger-zone, and change the hidden checks.")
    else:
        yield ok(f"{name} is private")
    if visit.steps.find(f"/repos/{name}/branches/{MAIN}") is None:
        yield todo(f"{name} has no branch {MAIN}", f"git push {visit.course}.git HEAD:{MAIN}")


def _readers(visit: Visit, places: list[Place]) -> Iterator[Finding]:
    there = members(visit.steps, visit.layout.course)
    students = {login.lower() for place in places for login in place.logins}
    if reading := sorted(students & there.keys()):
        told = f"in the roster, and can read the course: {', '.join(reading)}"
        yield todo(told, f"Unless they assist you, remove them at {visit.course}/settings/access, and see which base "
                         f"permission members have at {visit.organisation}/member_privileges")  # fmt: skip
    elif students:
        yield ok("nobody in the roster can read the course")
    else:
        yield unknown("whether students can read the course", "Give --roster, which says who they are.")


def actions(visit: Visit, repository: str) -> Iterator[Finding]:
    """Whether workflows run in a repository, with a token that only reads by default."""
    path, where = f"/repos/{repository}/actions/permissions", f"{visit.course}/settings/actions"
    where = where.replace(visit.layout.course, repository)
    found = visit.steps.get(path)
    if not extract(bool, found, "enabled"):
        yield todo(f"Actions are off in {repository}", f"Switch them on at {where}")
    elif found.get("allowed_actions") == "local_only":
        told = f"Actions of GitHub's own are not allowed in {repository}"
        yield todo(told, f"Allow actions created by GitHub at {where}")
    else:
        yield ok(f"Actions are on in {repository}")
    token = visit.steps.get(f"{path}/workflow")
    if all(token.get(key) == value for key, value in READ_ONLY.items()):
        yield ok(f"the token of workflows in {repository} can only read by default")
    else:
        told = f"the token of workflows in {repository} can write by default, or approve pull requests"
        yield todo(told, f"Workflow permissions, Read repository contents, at {where}")


def _ci(visit: Visit) -> Iterator[Finding]:
    """The engine's own tests would spend the class's minutes."""
    course = f"/repos/{visit.layout.course}"
    found = visit.steps.find(f"{course}/actions/workflows/ci.yml")
    if found is None or extract(str, found, "state") != "active":
        yield ok("ci.yml does not run")
        return
    file = visit.steps.get(f"{course}/contents/.github/workflows/ci.yml")
    text = base64.b64decode(file.get("content") or "").decode("utf-8", "replace")
    if SKIPPED_IF_PRIVATE in text and find_variable(visit.steps, visit.layout, "GRADUS_CI") != "true":
        yield ok("ci.yml is skipped in a private repository")
    else:
        told = "ci.yml, the engine's own tests, runs at each push and costs minutes"
        yield todo(told, f"gh workflow disable ci.yml --repo {visit.layout.course}")


def _environment(visit: Visit, name: str) -> Iterator[Finding]:
    found = visit.steps.find(f"/repos/{visit.layout.course}/environments/{name}")
    where = f"{visit.course}/settings/environments"
    if found is None:
        yield todo(f"there is no environment {name}", f"gradus pulls setup --org {visit.layout.org}")
        return
    limited = found.get("deployment_branch_policy") == MAIN_ONLY
    branches = branch_policies(visit.steps, visit.layout, name) if limited else []
    if limited and branches == [MAIN]:
        yield ok(f"only the branch {MAIN} may use the environment {name}")
    else:
        which = one_line(", ".join(branches), 200) if limited else "every branch"
        yield todo(f"{which or 'no branch'} may use the environment {name}", f"Leave {MAIN} alone at {where}")


def _keys(visit: Visit) -> Iterator[Finding]:
    there = environments_with_key(visit.steps, visit.layout)
    for name in ENVIRONMENTS:
        if name in there:
            yield ok(f"the environment {name} holds a secret {SECRET}")
        else:
            told = f"the environment {name} holds no secret {SECRET}"
            yield todo(told, f"gradus pulls setup --org {visit.layout.org}, which makes the App or takes --key FILE")


def _variables(visit: Visit, roster: str) -> Iterator[Finding]:
    where, setup = f"{visit.course}/settings/variables/actions", f"gradus pulls setup --org {visit.layout.org}"
    items = visit.steps.client.pages(f"/repos/{visit.layout.course}/actions/variables", "variables")
    values = {extract(str, each, "name"): extract(str, each, "value") for each in items}
    if ID.fullmatch(values.get(CLIENT_ID, "")):
        yield ok(f"the variable {CLIENT_ID} is set")
    else:
        yield todo(f"the variable {CLIENT_ID} is no Client ID", setup)
    wanted, graded = visit.layout.graded, values.get(GRADED, "")
    if not graded:
        yield todo(f"the variable {GRADED} is not set: nothing is graded", setup)
    elif wanted in re.split(r"[\s,]+", graded):
        yield ok(f"the variable {GRADED} is {one_line(graded)}")
    else:
        yield todo(f"the variable {GRADED} is {one_line(graded)}, expected {wanted}", f"Change it at {where}")
    yield from _roster(visit, values.get(ROSTER, ""), roster)
    for name, pattern in NUMBERS.items():
        if name in values and not pattern.fullmatch(values[name].strip()):
            yield todo(f"the variable {name} is {one_line(values[name])}", f"Make it a number at {where}")
    if values.get(DEADLINE) and not _is_time(values[DEADLINE]):
        told = f"the variable {DEADLINE} is {one_line(values[DEADLINE])}"
        yield todo(told, f"Write it like 2026-12-01T23:59:00+01:00, with its time zone, at {where}")


def _roster(visit: Visit, value: str, roster: str) -> Iterator[Finding]:
    setup = f"gradus pulls setup --org {visit.layout.org} --roster CSV"
    if roster and value.splitlines() == roster.splitlines():
        yield ok(f"the variable {ROSTER} is the roster")
    elif roster:
        yield todo(f"the variable {ROSTER} is {'another' if value else 'no'} roster", setup)
    elif not value and not visit.layout.shared:
        yield todo(f"the variable {ROSTER} is not set: nobody's repository is graded", setup)


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text.strip()).tzinfo is not None
    except ValueError:
        return False


def _history(visit: Visit) -> Iterator[Finding]:
    found = find_rules(visit.steps, visit.layout.course, HISTORY)
    if found is not None and holds(found, HISTORY):
        yield ok("the history of main and of the ledger cannot be rewritten")
    else:
        told = f"the rule “{HISTORY['name']}” is {'not as it should be' if found else 'missing'}"
        yield todo(told, f"gradus pulls setup --org {visit.layout.org}, or {visit.course}/settings/rules")
