"""Shared fixtures: a fake Gitea, which is a fake Forgejo the second time, and what asks it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gradus.pulls.forge.client import Client
from gradus.pulls.forge.forge import Status
from gradus.pulls.forge.gitea import GITEA, Gitea
from tests.pulls.gitea.fake import PREFIX, Fake, serving
from tests.pulls.gitea.people import BOT, TOKEN


@pytest.fixture(params=["gitea", "forgejo"])
def fake(request: Any) -> Iterator[Fake]:
    with serving(request.param) as fake:
        yield fake


@pytest.fixture
def waits() -> list[float]:
    """The seconds of each wait, in place of waiting."""
    return []


@pytest.fixture
def forge(fake: Fake, waits: list[float]) -> Gitea:
    return asking(fake, waits)


def asking(fake: Fake, waits: list[float], token: str = TOKEN, login: str = BOT) -> Gitea:
    return Gitea(Client(fake.url + PREFIX, token, sleep=waits.append, service=GITEA), login)


def status(title: str = "3 of 16 points", done: bool = False, url: str | None = "https://ci.example/1") -> Status:
    return Status("Gradus #1", "gradus:1:ada:0", done, title, "# A page", (), url)
