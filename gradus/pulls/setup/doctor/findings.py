"""What a look at one setting finds: in order, to do, or not to be seen with this token, which is never in order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from gradus.core.text import printable
from gradus.pulls.forge.client import RequestRejectedError, UnansweredError
from gradus.pulls.setup.layout import Layout, web
from gradus.pulls.setup.steps import IN_A_ROW, Steps


class State(StrEnum):
    """What is known of a setting."""

    OK = "ok"
    TODO = "to do"
    UNKNOWN = "not known"


@dataclass(frozen=True)
class Finding:
    """One sentence about a setting, and for what is not in order, what to click or to type."""

    state: State
    text: str
    action: str = ""


def ok(text: str) -> Finding:
    """A setting that is in order."""
    return Finding(State.OK, text)


def todo(text: str, action: str) -> Finding:
    """A setting that a person has to change."""
    return Finding(State.TODO, text, action)


def unknown(text: str, action: str) -> Finding:
    """A setting that cannot be seen; the action is where to look."""
    return Finding(State.UNKNOWN, text, action)


Look = Callable[[], Iterable[Finding]]


@dataclass
class Visit:
    """A visit to a class on GitHub that only asks: what it has found so far, each told at once."""

    steps: Steps
    layout: Layout
    show: Callable[[str], None] = print
    found: list[Finding] = field(default_factory=list)
    unanswered: int = 0
    seen: dict[str, bool] = field(default_factory=dict)

    @property
    def course(self) -> str:
        """The address of the course's repository, for people."""
        return f"{web()}/{self.layout.course}"

    @property
    def organisation(self) -> str:
        """The address of the organisation's settings, for people."""
        return f"{web()}/organizations/{self.layout.org}/settings"

    def look(self, what: str, where: str, look: Look) -> None:
        """Tell what a look finds. Raises GitHubError if GitHub cannot be asked at all."""
        before, self.unanswered = self.unanswered, 0
        try:
            for finding in look():
                self.tell(finding)
        except RequestRejectedError as error:
            why = "the token may not see it" if error.status in (403, 404) else str(error)
            self.tell(unknown(f"{what}: {why}", f"Look at {where}"))
        except UnansweredError as error:
            self.unanswered = before + 1
            if self.unanswered >= IN_A_ROW:
                raise
            self.tell(unknown(f"{what}: {error}", f"Look at {where}"))

    def sees(self, repository: str) -> bool:
        """Whether the token sees a repository: only then does what is missing in it mean something."""
        if repository not in self.seen:
            self.seen[repository] = self.steps.find(f"/repos/{repository}") is not None
        return self.seen[repository]

    def tell(self, finding: Finding) -> None:
        """Keep a finding, and show it."""
        self.found.append(finding)
        self.show(f"{finding.state:<9}  {printable(finding.text, 600)}")
        if finding.action:
            self.show(f"{'':<9}  → {printable(finding.action, 600)}")

    def number(self, state: State) -> int:
        """How many findings have a state."""
        return sum(finding.state is state for finding in self.found)
