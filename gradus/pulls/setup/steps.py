"""What a command asks and changes at GitHub, told line by line: made, changed, or there already."""

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from gradus.core.text import one_line, printable
from gradus.pulls.connect import UsageError, github_api
from gradus.pulls.forge.client import Client, GitHubError, RequestRejectedError, Sleep, UnansweredError
from gradus.pulls.setup.layout import SetupError

WOULD = {"made": "make", "changed": "change", "invited": "invite", "opened again": "open again", "closed": "close"}
TOKENS = ("GH_TOKEN", "GITHUB_TOKEN")
NO_TOKEN = (
    "There is no token for GitHub: log in with `gh auth login --scopes repo,workflow,admin:org`, or put a token of an "
    "owner of the organisation into the environment variable GH_TOKEN."
)
IN_A_ROW = 3  # items that GitHub does not answer for: then it is no fault of an item's


def connect(patience: float, sleep: Sleep) -> Client:
    """A client with the teacher's own token. Raises UsageError if there is none."""
    return Client(github_api(), _token(), patience=patience, sleep=sleep)


def _token() -> str:
    for name in TOKENS:
        if value := os.environ.get(name, "").strip():
            return value
    command = ["gh", "auth", "token", "--hostname", (urlsplit(github_api()).hostname or "").removeprefix("api.")]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        raise UsageError(NO_TOKEN) from None
    if done.returncode or not done.stdout.strip():
        raise UsageError(NO_TOKEN)
    return done.stdout.strip()


class Steps:
    """The steps of one command, in order; with `dry`, nothing is written and each says what it would do."""

    def __init__(self, client: Client, *, dry: bool = False, show: Callable[[str], None] = print) -> None:
        self.client, self.dry, self.show = client, dry, show
        self.by_hand: list[str] = []
        self.problems: list[str] = []
        self._unanswered = 0

    def get(self, path: str, **query: Any) -> Any:
        """Return the JSON at `path`. Raises RequestRejectedError and GitHubError."""
        return self.client.get(path, **query)

    def find(self, path: str, **query: Any) -> Any:
        """Return the JSON at `path`, None if there is nothing. Raises as `get` does."""
        try:
            return self.client.get(path, **query)
        except RequestRejectedError as error:
            if error.status == 404:
                return None
            raise

    def pages(self, path: str, key: str = "", **query: Any) -> Iterator[Any]:
        """Yield the items of a list, nothing if there is none. Raises as `get` does."""
        try:
            yield from self.client.pages(path, key, **query)
        except RequestRejectedError as error:
            if error.status != 404:
                raise

    def there(self, what: str) -> None:
        """Tell what needs no change."""
        self._line("there already", what)

    def made(self, verb: str, what: str) -> None:
        """Tell what was done, or would be."""
        self._line(f"would {WOULD[verb]}" if self.dry else verb, what)

    def todo(self, what: str) -> None:
        """Tell now, and again at the end, what a person has to do."""
        self.by_hand.append(printable(what, 1000))
        self._line("to do", what)

    def problem(self, what: str) -> None:
        """Tell now, and again at the end, what failed."""
        self.problems.append(printable(what, 1000))
        self._line("failed", what)

    def _line(self, verb: str, what: str) -> None:
        self.show(f"{verb:<16}  {printable(what, 1000)}")

    def write(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        verb: str = "made",
        what: str = "",
        unless: Callable[[], Any] = lambda: None,
    ) -> Any:
        """Send `body`, tell `what` was done, and return the JSON; with `dry`, only tell, and return None.

        If GitHub refuses it as there already (409, 422) and `unless` finds it, as after a response that was lost, that
        is returned. Raises RequestRejectedError and GitHubError.
        """
        made = None
        if not self.dry:
            try:
                made = self.client.write(method, path, body)
            except RequestRejectedError as error:
                if error.status not in (409, 422) or not (made := unless()):
                    raise
        if what:
            self.made(verb, what)
        return made

    def attempt(self, name: str, step: Callable[[], Any]) -> bool:
        """Take a step that must not stop the others: whether it came through; why not is told with its `name`.

        Raises GitHubError if nothing can go on, or several in a row had no answer that can be used.
        """
        try:
            step()
        except UnansweredError as error:
            self._unanswered += 1
            if self._unanswered >= IN_A_ROW:
                raise
            self.problem(f"{name}: {error}")
            return False
        except RequestRejectedError as error:
            self.problem(f"{name}: {explained(error)}")
        except SetupError as error:
            self.problem(f"{name}: {error}")
        else:
            self._unanswered = 0
            return True
        self._unanswered = 0
        return False

    def each(self, names: Iterable[str], step: Callable[[str], Any]) -> None:
        """Take a step for each name, so that one that fails does not stop the others. Raises as `attempt` does."""
        left = list(names)
        while left:
            try:
                self.attempt(left[0], partial(step, left[0]))
            except GitHubError:
                more = f" and {len(left) - 1} more" if len(left) > 1 else ""
                self.problems.append(printable(f"{left[0]}{more}: not done, as GitHub does not answer.", 1000))
                raise
            del left[0]


def explained(error: RequestRejectedError) -> str:
    """Why GitHub rejected a request, with what to do about it if that is known."""
    text = one_line(str(error), 300)
    if error.status in (403, 404):
        return f"{text}. Is the token an owner's, with the scopes repo, workflow and admin:org?"
    return f"{text}."
