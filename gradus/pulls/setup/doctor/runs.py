"""Looks at the App, at the runs that grade, and at what they cost."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from gradus.core.text import count, one_line
from gradus.pulls.forge.client import extract
from gradus.pulls.setup.app.app import PERMISSIONS, installation
from gradus.pulls.setup.doctor.findings import Finding, Visit, ok, todo, unknown
from gradus.pulls.setup.repositories.course import CLIENT_ID, WORKFLOW, find_variable

RECENT = timedelta(hours=24)  # GitHub starts runs late, and skips some
BAD = ("failure", "timed_out", "startup_failure")


def look_at_runs(visit: Visit) -> None:
    """Everything about the App and the workflow that grades. Raises GitHubError if GitHub cannot be asked."""
    if visit.sees(visit.layout.course):
        visit.look("the App's installation", f"{visit.organisation}/installations", lambda: _app(visit))
        visit.look(WORKFLOW, f"{visit.course}/actions", lambda: _workflow(visit))
        visit.look("the runs of the clock", f"{visit.course}/actions", lambda: _runs(visit))
    visit.look("minutes of Actions", f"{visit.organisation}/billing", lambda: _minutes(visit))
    visit.look("budgets", f"{visit.organisation}/billing/budgets", lambda: _budgets(visit))


def _app(visit: Visit) -> Iterator[Finding]:
    client_id = find_variable(visit.steps, visit.layout, CLIENT_ID)
    setup = f"gradus pulls setup --org {visit.layout.org}"
    if not client_id:
        yield todo("it is not known which App grades: the variable is missing", setup)
        return
    found = installation(visit.steps, visit.layout, client_id)
    if found is None:
        yield todo("the App is not installed in the organisation", setup)
        return
    name, page = one_line(extract(str, found, "app_slug")), _page(visit, found)
    if found.get("suspended_at"):
        yield todo(f"the App {name} is suspended", f"Unsuspend it at {page}")
    else:
        yield ok(f"the App {name} is installed")
    yield from _permissions(name, page, extract(dict, found, "permissions"))
    yield _reach(visit, name, page, extract(str, found, "repository_selection"))


def _page(visit: Visit, found: Any) -> str:
    return f"{visit.organisation}/installations/{extract(int, found, 'id')}"


def _permissions(name: str, page: str, given: dict[str, Any]) -> Iterator[Finding]:
    if lacking := [key for key, level in PERMISSIONS.items() if given.get(key) not in (level, "write")]:
        told = f"the App {name} lacks the permissions {', '.join(f'{key}: {PERMISSIONS[key]}' for key in lacking)}"
        yield todo(told, f"Give them on the App's own page, if it does not ask for them, and accept them at {page}")
    if more := [key for key, level in given.items() if PERMISSIONS.get(key) not in (level, "write")]:
        told = (
            f"the App {name} may more than it needs: {one_line(', '.join(f'{key}: {given[key]}' for key in more), 200)}"
        )
        yield todo(told, f"Take that away on the App's own page, below {page.rpartition('/installations')[0]}/apps")
    if not lacking and not more:
        yield ok(f"the App {name} has the permissions that it needs, and no other")


def _reach(visit: Visit, name: str, page: str, selection: str) -> Finding:
    if visit.layout.shared:
        if selection == "all":
            told = f"the App {name} reaches all repositories, {visit.layout.course} among them"
            return todo(told, f"Only select repositories, {visit.layout.students}, at {page}")
        return unknown(f"the App {name} reaches some repositories", f"See that it is {visit.layout.students} at {page}")
    if selection == "all":
        return ok(f"the App {name} reaches all repositories, so each student's")
    told = f"the App {name} reaches some repositories"
    return unknown(told, f"See that each student's is among them at {page}, also after you have added some.")


def _workflow(visit: Visit) -> Iterator[Finding]:
    found = visit.steps.find(f"/repos/{visit.layout.course}/actions/workflows/{WORKFLOW}")
    state = extract(str, found, "state") if found else "not there"
    if state == "active":
        yield ok(f"{WORKFLOW} is on")
    elif found:
        why = " because nothing was pushed for two months" if state == "disabled_inactivity" else ""
        yield todo(f"{WORKFLOW} is off{why}", f"gh workflow enable {WORKFLOW} --repo {visit.layout.course}")
    else:
        push = f"git push {visit.course}.git HEAD:main"
        yield todo(f"there is no {WORKFLOW} on main of {visit.layout.course}", push)


def _runs(visit: Visit) -> Iterator[Finding]:
    path = f"/repos/{visit.layout.course}/actions/runs"
    runs = [each for each in extract(list, visit.steps.get(path, per_page=100), "workflow_runs") if _grades(each)]
    scheduled = visit.steps.get(path, event="schedule", per_page=20)
    by_clock = [each for each in extract(list, scheduled, "workflow_runs") if _grades(each)]
    now = visit.steps.client.now
    begun = datetime.fromisoformat(extract(str, by_clock[0], "created_at")) if by_clock else None
    start = f"gh workflow run {WORKFLOW} --repo {visit.layout.course}"
    if begun is None or now is None:
        told = "the clock has started no run yet"
        yield unknown(told, f"Look again half an hour after the first push, or start one by hand: {start}")
    elif now - begun > RECENT:
        yield todo(f"the clock has started no run since {begun:%Y-%m-%d %H:%M} UTC", f"Start one by hand: {start}")
    else:
        yield ok(f"the clock started a run at {begun:%Y-%m-%d %H:%M} UTC")
    ended = next((each for each in runs if each.get("status") == "completed"), None)
    if ended is None:
        yield unknown("no run has ended yet", f"Start one by hand: {start}")
    elif ended.get("conclusion") in BAD:
        yield todo("the last run is red", f"Its log says why: {extract(str, ended, 'html_url')}")
    else:
        yield ok(f"the last run ended as {one_line(str(ended.get('conclusion')))}")


def _grades(run: Any) -> bool:
    return extract(str, run, "path").partition("@")[0].endswith(f"/{WORKFLOW}")


def _minutes(visit: Visit) -> Iterator[Finding]:
    now = visit.steps.client.now
    path = f"/organizations/{visit.layout.org}/settings/billing/usage"
    found = visit.steps.get(path, **({"year": now.year, "month": now.month} if now else {}))
    items = extract(list, found, "usageItems")
    used = sum(each.get("quantity") or 0 for each in items if str(each.get("unitType")).lower() == "minutes")
    cost = sum(each.get("netAmount") or 0 for each in items if str(each.get("product")).lower() == "actions")
    if cost > 0:
        told = f"{used:.0f} minutes of Actions this month, of which {cost:.2f} USD are to be paid"
        yield todo(told, f"See whether that is meant: {visit.organisation}/billing. Fewer runs: cron in {WORKFLOW}.")
    else:
        yield ok(f"{used:.0f} minutes of Actions this month, at no cost")


def _budgets(visit: Visit) -> Iterator[Finding]:
    found = visit.steps.get(f"/organizations/{visit.layout.org}/settings/billing/budgets")
    budgets = extract(list, found, "budgets")
    where = f"{visit.organisation}/billing/budgets"
    if budgets:
        yield ok(f"there are {count(len(budgets), 'budget')}, which can stop runs: {where}")
    else:
        yield unknown("there is no budget that limits what runs cost", f"Set one at {where}")
