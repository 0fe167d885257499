"""Looks at what students have: the template, or the shared repository, and each student's own."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from gradus.core.text import count
from gradus.pulls.forge.client import extract
from gradus.pulls.roster import Place
from gradus.pulls.setup.doctor.course import actions
from gradus.pulls.setup.doctor.findings import Finding, State, Visit, ok, todo, unknown
from gradus.pulls.setup.layout import FEEDBACK, MAIN, web
from gradus.pulls.setup.repositories.commits import head
from gradus.pulls.setup.repositories.rules import FEEDBACK_STAYS, find_rules, holds
from gradus.pulls.setup.repositories.shared import workflow_settings
from gradus.pulls.setup.repositories.student import members


def look_at_students(visit: Visit, places: list[Place]) -> None:
    """The template or shared repository, and each student's own. Raises GitHubError if GitHub cannot be asked."""
    name = visit.layout.students
    where = f"{web()}/{name}/settings"
    visit.look(name, where, lambda: _template(visit))
    if visit.sees(name):
        visit.look(f"Actions in {name}", f"{where}/actions", lambda: actions(visit, name))
    if visit.layout.shared and visit.sees(name):
        visit.look(f"forks of {name}", where, lambda: _forks(visit))
        visit.look(f"workflows of forks of {name}", f"{where}/actions", lambda: _workflows(visit))
        logins = [login for place in places for login in place.logins]
        visit.look(f"the readers of {name}", f"{where}/access", lambda: _readers(visit, logins))
    elif not visit.layout.shared:
        _look_at_places(visit, places)


def _look_at_places(visit: Visit, places: list[Place]) -> None:
    if not places:
        visit.tell(unknown("the students' repositories", "Give --roster, which says whose they are."))
        return
    before = len(visit.found)
    for place in places:
        visit.look(place.repository, f"{web()}/{place.repository}", partial(_place, visit, place))
    bad = [each for each in visit.found[before:] if each.state is not State.OK]
    if not bad:
        visit.tell(ok(f"{count(len(places), 'student')} with a private repository, access, pull request and rules"))


def _template(visit: Visit) -> Iterator[Finding]:
    name, settings = visit.layout.students, f"{web()}/{visit.layout.students}/settings"
    found = visit.steps.find(f"/repos/{name}")
    if found is None:
        yield todo(f"{name} is not there, or the token does not see it", _setup(visit, " --release FOLDER"))
        return
    private = extract(bool, found, "private")
    if not private and not visit.layout.shared:
        yield todo(
            f"{name} is public", f"Make it private at {settings}#danger-zone, unless everybody may read the course."
        )
    elif not private:
        yield ok(f"{name} is public, as you chose: everybody can read all work and scores")
    else:
        yield ok(f"{name} is private")
    if not visit.layout.shared and not found.get("is_template"):
        yield todo(f"{name} is no template", _setup(visit))
    if head(visit.steps, name) is None:
        yield todo(f"{name} has no branch {MAIN}", _setup(visit, " --release FOLDER"))


def _setup(visit: Visit, more: str = "") -> str:
    return f"gradus pulls setup --org {visit.layout.org}{' --shared' if visit.layout.shared else ''}{more}"


def _forks(visit: Visit) -> Iterator[Finding]:
    found = visit.steps.get(f"/repos/{visit.layout.students}")
    if not extract(bool, found, "private"):
        return
    allowed = visit.steps.get(f"/orgs/{visit.layout.org}").get("members_can_fork_private_repositories")
    if allowed is False:
        told = "the organisation does not allow forks of private repositories"
        yield todo(told, f"Allow forking of private repositories at {visit.organisation}/member_privileges")
    elif allowed is None:
        told = "whether the organisation allows forks of private repositories"
        yield unknown(told, f"Look at {visit.organisation}/member_privileges")
    if found.get("allow_forking"):
        yield ok(f"{visit.layout.students} may be forked")
    else:
        yield todo(f"{visit.layout.students} may not be forked", _setup(visit))


def _workflows(visit: Visit) -> Iterator[Finding]:
    private = extract(bool, visit.steps.get(f"/repos/{visit.layout.students}"), "private")
    end, wanted = workflow_settings(private)
    found = visit.steps.get(f"/repos/{visit.layout.students}/actions/permissions/{end}")
    wrong = [key.replace("_", " ") for key, value in wanted.items() if found.get(key) != value]
    if wrong:
        yield todo(f"workflows of forks are not set up as they should be: {', '.join(wrong)}", _setup(visit))
    else:
        yield ok("workflows of forks run, without a secret and without waiting for your approval each time")


def _readers(visit: Visit, logins: list[str]) -> Iterator[Finding]:
    if not extract(bool, visit.steps.get(f"/repos/{visit.layout.students}"), "private"):
        return
    there = members(visit.steps, visit.layout.students)
    if missing := [login for login in logins if login.lower() not in there]:
        yield todo(f"not invited to {visit.layout.students}: {', '.join(missing)}", _setup(visit, " --roster CSV"))
    waiting = [login for login in logins if login.lower() in there and there[login.lower()].invited]
    yield from _waiting(visit.layout.students, waiting)
    if logins and not missing and not waiting:
        yield ok(f"everybody in the roster can read {visit.layout.students}")


def _waiting(repository: str, logins: list[str]) -> Iterator[Finding]:
    if logins:
        told = f"the invitation to {repository} is not accepted yet: {', '.join(logins)}"
        yield todo(told, f"Remind them: {web()}/{repository}/invitations")


def _place(visit: Visit, place: Place) -> Iterator[Finding]:
    """What is not in order in one student's repository; nothing if all is."""
    name, setup = place.repository, _setup(visit, " --roster CSV")
    found = visit.steps.find(f"/repos/{name}")
    if found is None:
        yield todo(f"{name}, for {place.name}, is not there", setup)
        return
    if not extract(bool, found, "private"):
        yield todo(f"{name} is public", f"Make it private at {web()}/{name}/settings#danger-zone")
    if found.get("archived"):
        yield todo(f"{name} is archived", f"Unarchive it at {web()}/{name}/settings#danger-zone")
    there = members(visit.steps, name)
    if missing := [each for each in place.logins if not (there.get(each.lower()) and there[each.lower()].push)]:
        yield todo(f"cannot push to {name}: {', '.join(missing)}", setup)
    expired = [each for each in place.logins if each.lower() in there and there[each.lower()].expired]
    if expired:
        yield todo(f"the invitation to {name} has expired: {', '.join(expired)}", setup)
    pending = [each for each in place.logins if each.lower() in there and there[each.lower()].invited]
    yield from _waiting(name, [each for each in pending if each not in expired and each not in missing])
    if head(visit.steps, name, FEEDBACK) is None:
        yield todo(f"{name} has no branch {FEEDBACK}", setup)
    if not any(_is_feedback(each) for each in visit.steps.pages(f"/repos/{name}/pulls", state="open", base=FEEDBACK)):
        yield todo(f"{name} has no open pull request “Feedback”: no score is posted there", setup)
    rules = find_rules(visit.steps, name, FEEDBACK_STAYS)
    if rules is None or not holds(rules, FEEDBACK_STAYS):
        yield todo(f"the branch {FEEDBACK} of {name} is not protected", setup)


def _is_feedback(pull: Any) -> bool:
    return extract(str, pull, "base", "ref") == FEEDBACK and extract(str, pull, "head", "ref") == MAIN
