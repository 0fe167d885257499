"""Who asks the fake GitHub, and what that token allows: Apps, their installations, users, and signed tokens of Apps."""

from __future__ import annotations

import base64
import functools
import json
import subprocess
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.pulls.fake.routes import INACCESSIBLE, StatusError

if TYPE_CHECKING:
    from tests.pulls.objects import Repository

LEVELS = ("", "read", "write", "admin")
ROLES = ("", "read", "triage", "write", "maintain", "admin")
PUBLIC = ("metadata", "contents", "pull_requests", "checks", "issues", "statuses", "actions")  # of a public repository
ADMIN = ("administration", "environments", "secrets", "actions_variables")  # for a user, an administrator's
DEFAULT = {"metadata": "read", "contents": "read", "pull_requests": "write", "checks": "write"}
LONGEST = 600  # seconds for which a token that an App signs may be valid


@dataclass
class Installation:
    """An App on an account: which permissions it has there, for which repositories (by id; None for all)."""

    id: int
    account: str
    permissions: dict[str, str]
    repositories: set[int] | None = None
    suspended: bool = False


@dataclass
class App:
    """A GitHub App, and where it is installed."""

    id: int
    slug: str
    owner: str
    permissions: dict[str, str] = field(default_factory=lambda: dict(DEFAULT))
    installations: list[Installation] = field(default_factory=list)
    checks_times: bool = True  # whether the times in what it signs are compared with the fake's clock

    @property
    def client_id(self) -> str:
        return f"Iv23li{self.id:014}"

    @property
    def private_key(self) -> str:
        return keys()[0]


@dataclass
class Token:
    """Who asks. `repositories` are the ids of those that an installation's token is for; None for all of `owner`."""

    name: str
    kind: str  # installation, user, app or nobody
    login: str | None = None  # None: the App's bot
    owner: str = ""
    permissions: dict[str, str] = field(default_factory=dict)
    repositories: set[int] | None = None
    expires: datetime | None = None
    bucket: str = ""  # what has a rate limit: all tokens of an installation, or of a user, share one
    app: App | None = None

    def __post_init__(self) -> None:
        self.bucket = self.bucket or self.name

    def role(self, repository: Repository, admins: set[str]) -> str:
        """A user's role in a repository."""
        if self.login in admins or self.login == repository.owner:
            return "admin"
        return repository.collaborators.get(self.login or "", "")

    def sees(self, repository: Repository, admins: set[str]) -> bool:
        if self.kind == "installation":
            return not repository.private or self._covers(repository)
        return not repository.private or (self.kind == "user" and self.role(repository, admins) != "")

    def needs(self, permissions: tuple[str, ...], repository: Repository | None, admins: set[str]) -> None:
        """Raise StatusError unless one of the permissions, "name=access", is there."""
        if "app" in permissions:
            if self.kind != "app":
                raise StatusError(401, "A JSON web token could not be decoded")
        elif permissions and not any(self._has(each, repository, admins) for each in permissions):
            if self.kind == "nobody":
                raise StatusError(401, "Requires authentication")
            if self.kind != "user":
                raise StatusError(403, INACCESSIBLE)
            of_apps = any(each.startswith("checks=") for each in permissions)
            text = "You must authenticate via a GitHub App." if of_apps else "Must have admin rights to Repository."
            raise StatusError(403, text)

    def _has(self, permission: str, repository: Repository | None, admins: set[str]) -> bool:
        name, _, access = permission.partition("=")
        if access == "read" and repository is not None and not repository.private and name in PUBLIC:
            return True
        if self.kind == "installation":
            given = self.permissions.get(name, "read" if name == "metadata" else "")
            return self._covers(repository) and LEVELS.index(given) >= LEVELS.index(access)
        if self.kind != "user":
            return False
        if repository is None:
            return self.login in admins
        if name == "checks" and access == "write":
            return False  # no user writes a check run: that takes an App
        needed = "admin" if name in ADMIN else "read" if name == "issues" else access
        return ROLES.index(self.role(repository, admins)) >= ROLES.index(needed)

    def _covers(self, repository: Repository | None) -> bool:
        if repository is None:
            return True
        mine = self.owner.casefold() == repository.owner.casefold()
        return mine and (self.repositories is None or repository.id in self.repositories)


@functools.cache
def keys() -> tuple[str, str]:
    """Return a private and a public RSA key, the same for all Apps of a test run: making them takes long."""
    for extra in (["-traditional"], []):  # GitHub gives the older form; LibreSSL writes it without being asked to
        made = subprocess.run(["openssl", "genrsa", *extra, "2048"], capture_output=True, text=True)
        if made.returncode == 0:
            break
    public = subprocess.run(
        ["openssl", "rsa", "-pubout"], input=made.stdout, capture_output=True, text=True, check=True
    )
    return made.stdout, public.stdout


def signed(token: str, apps: list[App], now: datetime) -> App:
    """Return the App that signed a token to name itself. Raises StatusError if it is not valid now."""
    try:
        head, claims, signature = token.split(".")
        described, claimed = json.loads(_decoded(head)), json.loads(_decoded(claims))
        data, mark = f"{head}.{claims}".encode(), _decoded(signature)
    except ValueError:
        raise StatusError(401, "A JSON web token could not be decoded") from None
    if described.get("alg") != "RS256" or not _verified(data, mark):
        raise StatusError(401, "A JSON web token could not be decoded")
    app = next((each for each in apps if str(claimed.get("iss")) in (str(each.id), each.client_id)), None)
    if app is None:
        raise StatusError(404, "Integration not found")
    begin, end, clock = claimed.get("iat"), claimed.get("exp"), now.timestamp()
    if not isinstance(end, int) or (app.checks_times and end <= clock):
        text = "'Expiration time' claim ('exp') must be a numeric value representing the future time at which"
        raise StatusError(401, f"{text} the assertion expires")
    if not isinstance(begin, int) or (app.checks_times and begin > clock):
        text = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
        raise StatusError(401, text)
    if end - (clock if app.checks_times else begin) > LONGEST:
        raise StatusError(401, "'Expiration time' claim ('exp') is too far in the future")
    return app


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _verified(data: bytes, signature: bytes) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        key, mark = Path(folder, "key.pem"), Path(folder, "signature")
        key.write_text(keys()[1], "ascii")
        mark.write_bytes(signature)
        command: list[Any] = ["openssl", "dgst", "-sha256", "-verify", key, "-signature", mark]
        return subprocess.run(command, input=data, capture_output=True).returncode == 0
