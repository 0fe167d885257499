"""Which score goes where: a line item for each exercise, a member of the platform's course for each student."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from gradus.core.decode import DecodeError, build
from gradus.core.names import same
from gradus.core.text import one_line
from gradus.exporters.lti import service as lti
from gradus.exporters.lti.platform import LtiError
from gradus.exporters.lti.service import RejectedError, Service
from gradus.scores.protection import WORDS
from gradus.scores.roster import Student
from gradus.scores.totals import Mark

LEARNER = "Learner"
TAG = "gradus"


@dataclass(frozen=True)
class Item:
    """A column of the platform's gradebook. `url` is empty for one that is still to be made."""

    label: str
    most: float
    url: str = ""


@dataclass(frozen=True)
class Sending:
    """A score on its way: whose account at the platform it is for, and what came of it, once it was tried."""

    mark: Mark
    user: str
    item: Item

    def body(self, now: datetime) -> dict[str, Any]:
        """The document that the platform gets. A mark that waits for a person says so, as does an unprotected one."""
        progress = "PendingManual" if self.mark.waiting else "FullyGraded"
        score = {"scoreGiven": self.mark.score, "scoreMaximum": self.mark.max_score}
        when = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        state: dict[str, Any] = {"activityProgress": "Completed", "gradingProgress": progress, "timestamp": when}
        state |= {"comment": WORDS} if self.mark.unprotected else {}
        return {"userId": self.user, **score, **state}


@dataclass
class Plan:
    """The scores to send, the columns to make first, and sentences on what is left out."""

    sendings: list[Sending] = field(default_factory=list)
    missing: list[Item] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def plan(marks: Sequence[Mark], service: Service, titles: Mapping[str, str]) -> Plan:
    """What would be sent, after a look at the platform's columns and members; nothing is changed. Raises LtiError.

    A column belongs to an exercise if its resource or its label is the exercise's id, or what `titles` says.
    """
    made = Plan()
    users = _users(service)
    items = [_item(each) for each in service.pages(service.platform.lineitems, lti.ITEM_LIST, lti.ITEMS)]
    columns: dict[str, Item] = {}
    for mark in marks:
        if mark.student is None or mark.empty:
            continue
        if mark.exercise not in columns:
            columns[mark.exercise] = _column(mark, items, titles, made)
        user = _of(mark.student, users, made.notes)
        if user:
            made.sendings.append(Sending(mark, user, columns[mark.exercise]))
    made.notes = list(dict.fromkeys(made.notes))
    return made


def send(made: Plan, service: Service, now: datetime, done: Callable[[Sending, str], None]) -> int:
    """Make the columns that are missing and send the scores; returns how many were refused, each told by `done`.

    Raises LtiError if it cannot go on; what was sent until then stays, and sending it again does no harm.
    """
    new: dict[str, str] = {}
    for item in made.missing:
        body = {"label": item.label, "resourceId": item.label, "tag": TAG, "scoreMaximum": item.most}
        new[item.label] = _item(service.post(service.platform.lineitems, lti.ITEM, lti.ITEMS, body)).url
    refused = 0
    for sending in made.sendings:
        url = sending.item.url or new[sending.item.label]
        path, question, query = url.partition("?")  # Moodle's addresses have a query
        try:
            service.post(f"{path.rstrip('/')}/scores{question}{query}", lti.SCORE, lti.SCORES, sending.body(now))
            done(sending, "")
        except RejectedError as error:
            refused += 1
            done(sending, str(error))
    return refused


def _item(data: Any) -> Item:
    try:
        table = build(dict[str, Any], data, "a line item")
        label = table.get("resourceId") if table.get("tag") == TAG else table.get("label")
        most = build(float, table.get("scoreMaximum", 0), "a line item.scoreMaximum")
        return Item(build(str, label, "a line item.label"), most, build(str, table.get("id"), "a line item.id"))
    except DecodeError as error:
        raise LtiError(f"the platform's list of columns cannot be used: {error}.") from None


def _column(mark: Mark, items: Iterable[Item], titles: Mapping[str, str], made: Plan) -> Item:
    label = titles.get(mark.exercise, mark.exercise)
    found = [item for item in items if same(item.label) == same(label)]
    if len(found) > 1:
        raise LtiError(f"{len(found)} columns are called {one_line(label)}: rename one in the platform.")
    if not found:
        made.missing.append(Item(label, mark.max_score))
        return made.missing[-1]
    if found[0].most != mark.max_score:
        made.notes.append(
            f"{mark.exercise} is worth {mark.max_score:g} points, and {found[0].most:g} there: it scales."
        )
    return found[0]


def _users(service: Service) -> dict[tuple[str, str], list[str]]:
    """The accounts of the course's learners by what they are known by, in the form of `same`."""
    users: dict[tuple[str, str], list[str]] = {}
    for data in service.pages(service.platform.members, lti.MEMBER_LIST, lti.MEMBERS, "members"):
        member = data if isinstance(data, dict) else {}
        roles = member.get("roles")
        learns = isinstance(roles, list) and any(str(role).rpartition("#")[2] == LEARNER for role in roles)
        if not learns or not isinstance(user := member.get("user_id"), str) or member.get("status") == "Inactive":
            continue
        for kind in ("lis_person_sourcedid", "email"):
            if isinstance(value := member.get(kind), str) and value.strip():
                users.setdefault((kind, same(value)), []).append(user)
    return users


def _of(student: Student, users: Mapping[tuple[str, str], Sequence[str]], notes: list[str]) -> str:
    """The account of a student: by the school's number, or else by e-mail; empty, with a note, if it is not known."""
    login = one_line(student.login)
    for kind, value in (("lis_person_sourcedid", student.student_id), ("email", student.email)):
        found = users.get((kind, same(value)), []) if value else []
        if len(found) == 1:
            return found[0]
        if found:
            notes.append(f"{login} could be {len(found)} accounts of the platform: left out.")
            return ""
    notes.append(f"{login} is not in the platform's course: left out.")
    return ""
