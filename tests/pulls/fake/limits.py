"""How often one may ask: GitHub's hourly limit, and the secondary ones on points and on new content."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.pulls.fake.routes import StatusError

HOUR = 3600
# GitHub's limits on new content, as the most in so many seconds; and its points for a minute of requests.
CONTENT = {60: 80, HOUR: 500}
POINTS = {"core": 900, "graphql": 2000}
RETRY = 60
ANONYMOUS = 60
CONTENT_TEXT = (
    "You have exceeded a secondary rate limit and have been temporarily blocked from content creation. "
    "Please retry your request again later."
)
POINTS_TEXT = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@dataclass
class Window:
    """What was used of an hour that began with a request."""

    reset: datetime
    used: int = 0


@dataclass
class Limits:
    """The limits, and what was used of them, by who asks. The secondary ones are off until a test sets them.

    They need a clock that moves while the client waits: see GitHub.sleep.
    """

    hourly: dict[str, int] = field(default_factory=lambda: {"core": 5000, "graphql": 5000})
    content: dict[int, int] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    windows: dict[tuple[str, str], Window] = field(default_factory=dict)
    created: dict[str, list[datetime]] = field(default_factory=dict)
    spent: dict[tuple[str, str], list[tuple[datetime, int]]] = field(default_factory=dict)

    def window(self, bucket: str, resource: str, now: datetime) -> Window:
        window = self.windows.get((bucket, resource))
        if window is None or now >= window.reset:
            window = self.windows[bucket, resource] = Window(now + timedelta(seconds=HOUR))
        return window

    def headers(self, bucket: str, resource: str, now: datetime) -> dict[str, str]:
        window, limit = self.window(bucket, resource, now), self.most(bucket, resource)
        numbers = {
            "limit": limit,
            "remaining": max(limit - window.used, 0),
            "reset": int(window.reset.timestamp()),
            "used": window.used,
        }
        return {
            **{f"x-ratelimit-{name}": str(value) for name, value in numbers.items()},
            "x-ratelimit-resource": resource,
        }

    def spend(self, bucket: str, resource: str, cost: int, now: datetime) -> bool:
        """Count a request; False if the hour has nothing left for it."""
        window = self.window(bucket, resource, now)
        if window.used + cost > self.most(bucket, resource):
            return False
        window.used += cost
        return True

    def refund(self, bucket: str, resource: str, now: datetime) -> None:
        """Count a request as none."""
        window = self.window(bucket, resource, now)
        window.used = max(window.used - 1, 0)

    def most(self, bucket: str, resource: str) -> int:
        """The most in an hour: little for whoever names nobody."""
        return self.hourly[resource] if bucket else min(ANONYMOUS, self.hourly[resource])

    def weigh(self, bucket: str, resource: str, points: int, now: datetime) -> None:
        """Count a request's points. Raises StatusError if the minute has none left."""
        if (most := self.points.get(resource)) is None:
            return
        begin = now - timedelta(seconds=60)
        spent = [each for each in self.spent.get((bucket, resource), []) if each[0] > begin]
        if sum(each[1] for each in spent) + points > most:
            raise limited(POINTS_TEXT, RETRY)
        self.spent[bucket, resource] = [*spent, (now, points)]

    def create(self, bucket: str, now: datetime) -> None:
        """Count something new that people see. Raises StatusError if there was too much of that."""
        created = self.created.setdefault(bucket, [])
        for seconds, most in self.content.items():
            recent = [each for each in created if each > now - timedelta(seconds=seconds)]
            if len(recent) >= most:
                free = recent[-most] + timedelta(seconds=seconds)
                raise limited(CONTENT_TEXT, max(RETRY, math.ceil((free - now).total_seconds())))
        created.append(now)


def limited(text: str, seconds: int) -> StatusError:
    error = StatusError(403, text)
    error.headers["Retry-After"] = str(seconds)
    return error
