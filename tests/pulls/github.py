"""A fake GitHub on the loopback interface: the operations that are used, and the ways in which they fail.

Every request and response is checked against GitHub's description; what violates it is kept in `violations`.
What it knows is in fake/state.py, what people do there in fake/people.py, and the operations are in the other files.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.pulls import description
from tests.pulls.description import ViolationError, sample
from tests.pulls.fake import administration, apps, git, graphql, pulls, repositories, workflows
from tests.pulls.fake.people import PREFIX, People
from tests.pulls.fake.routes import OPERATIONS, REPOSITORY, Answer, Call, StatusError
from tests.pulls.fake.state import COURSE, LEDGER, LEDGER_READ, LEDGER_WRITE, READ, SCHOOL, SLUG, TEACHER, TOKENS, WRITE
from tests.pulls.fake.tokens import Token, signed
from tests.pulls.objects import START

__all__ = ["COURSE", "LEDGER", "LEDGER_READ", "LEDGER_WRITE", "PREFIX", "READ", "SCHOOL", "SLUG", "START", "TEACHER"]
__all__ += ["TOKENS", "WRITE", "GitHub", "StatusError"]
MODULES = (administration, apps, git, pulls, repositories, workflows)  # each registers its operations
DOCUMENTATION = "https://docs.github.com/rest"
# What people see, and what GitHub therefore lets nobody make too much of.
CREATING = {
    "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
    "POST /repos/{owner}/{repo}/pulls",
    "POST /repos/{owner}/{repo}/check-runs",
    "PUT /repos/{owner}/{repo}/collaborators/{username}",
    "POST /repos/{template_owner}/{template_repo}/generate",
    "POST /orgs/{org}/repos",
}
Response = tuple[int, Any, dict[str, str]]


class GitHub(People):
    def answer(self, secret: str, method: str, target: str, body: Any, known: str = "") -> Response:
        """Answer a request; `known` is the mark (ETag) of the answer that the client has."""
        self.later(seconds=self.seconds_per_request)
        parts = urlsplit(target)
        token, headers, resource = Token("", "nobody"), {}, "graphql" if parts.path == "/graphql" else "core"
        try:
            token = self._who(secret)
            if parts.path == "/graphql":
                status, data = self._graphql(token, method, body)
            else:
                path, found = self._place(parts.path)
                call = Call(self, token, path, {}, dict(parse_qsl(parts.query)), body, found)
                headers = call.headers
                status, data = self._rest(call, method)
        except StatusError as no:
            status, data, headers = no.status, sample("basic-error", **self._error(no)), no.headers
        headers |= self.limits.headers(token.bucket, resource, self.now)
        if method == "GET" and status == 200:
            headers["ETag"] = f'W/"{hashlib.sha256(json.dumps(data).encode()).hexdigest()}"'
            if headers["ETag"] == known:  # an answer that is known costs nothing
                self.limits.refund(token.bucket, resource, self.now)
                return 304, None, {**headers, **self.limits.headers(token.bucket, resource, self.now)}
        return status, data, headers

    def _error(self, no: StatusError) -> dict[str, Any]:
        return {"message": str(no), "documentation_url": DOCUMENTATION, "status": str(no.status)}

    def actor(self, token: Token) -> str:
        """The login of whoever asks: an installation is the App's bot."""
        return token.login or f"{self.slug}[bot]"

    def _who(self, secret: str) -> Token:
        """Raises StatusError if it is nobody's token, or was one."""
        if not secret:
            return Token("", "nobody")
        if secret.count(".") == 2:
            app = signed(secret, self.apps, self.now)
            return Token(secret, "app", f"{app.slug}[bot]", bucket=f"app {app.id}", app=app)
        token = self.tokens.get(secret)
        if token is None or (token.expires is not None and token.expires <= self.now):
            raise StatusError(401, "Bad credentials")
        return token

    def _place(self, path: str) -> tuple[str, Any]:
        """The path with names for ids, and the repository that it leads to."""
        if by_id := re.fullmatch(r"/repositories/(\d+)(/.*)?", path):
            found = self.by_id(by_id[1])
            if found is None:
                raise StatusError(404, "Not Found")
            return f"/repos/{found.full_name}{by_id[2] or ''}", found
        if by_id := re.fullmatch(r"/organizations/(\d+)(/.*)?", path):
            logins = [each["login"] for each in self.users.values() if str(each["id"]) == by_id[1]]
            return f"/orgs/{logins[0] if logins else ''}{by_id[2] or ''}", None
        if (named := re.match(r"(/orgs/|/organizations/)([^/]+)", path)) and (login := self.login(named[2])):
            return f"{named[1]}{login}{path[named.end() :]}", None
        named = re.match(r"/repos/([^/]+/[^/]+)", path)
        return path, self.find(named[1]) if named else None

    def _rest(self, call: Call, method: str) -> Answer:
        """Answer a request of the REST interface, as its description says. Raises StatusError without a description."""
        try:
            name, call.values = description.operation(method, call.path)
            description.check_request(name, call.query, call.body)
            if name not in OPERATIONS:
                raise ViolationError(f"the fake does not serve {name}")
        except ViolationError as violation:
            self.violations.append(str(violation))
            raise StatusError(404, "Not Found") from None
        try:
            status, data = self._done(call, name)
        except StatusError as no:
            call.headers |= no.headers
            status, data = no.status, self._described_error(name, no)
        try:
            if self.checking:
                description.check_response(name, status, data)
        except ViolationError as violation:
            self.violations.append(str(violation))
        return status, data

    def _described_error(self, name: str, no: StatusError) -> dict[str, Any]:
        """An error in the form that the operation's description gives it."""
        described = description.document()["operations"][name]["responses"].get(str(no.status)) or {}
        form = described.get("$ref", "basic-error").rpartition("/")[2] if no.status == 422 else "basic-error"
        fields = self._error(no)
        if form != "basic-error":
            del fields["status"]
            if no.errors:
                fields["errors"] = no.errors if form == "validation-error" else [each["message"] for each in no.errors]
        if "Location" in no.headers:
            fields["url"] = no.headers["Location"]
        return sample(form, **fields)

    def _done(self, call: Call, name: str) -> Answer:
        """Do what is asked for, if this token may. Raises StatusError."""
        method, operation, token = name.partition(" ")[0], OPERATIONS[name], call.token
        in_a_repository = name.partition(" ")[2].startswith(REPOSITORY)
        self._spend(token, name)
        call.headers["X-Accepted-GitHub-Permissions"] = "; ".join(operation.permissions)
        if in_a_repository:
            visible = call.found is not None and (token.kind == "app" or token.sees(call.found, self.admins))
            if not visible:
                raise StatusError(404, "Not Found")
            if f"{call.values['owner']}/{call.values['repo']}".casefold() != call.repository.full_name.casefold():
                raise self._moved(call, method)
        token.needs(operation.permissions, call.found, self.admins)
        if hook := self.at.pop((method, name.partition(" ")[2].removeprefix(REPOSITORY)), None):
            hook()
        if name in CREATING:
            self.limits.create(token.bucket, self.now)
        status, data = operation.handler(call)
        if operation.paged is not None and status == 200:
            data = self._paged(call, data, operation.paged)
        return status, data

    def _spend(self, token: Token, name: str) -> None:
        """Count a request. Raises StatusError if there were too many."""
        if name == "GET /rate_limit":
            return
        if not self.limits.spend(token.bucket, "core", 1, self.now):
            raise StatusError(403, f"API rate limit exceeded for {token.bucket or 'an address'}.")
        self.limits.weigh(token.bucket, "core", 1 if name.startswith("GET ") else 5, self.now)

    def _moved(self, call: Call, method: str) -> StatusError:
        rest = re.sub(r"^/repos/[^/]+/[^/]+", "", call.path)
        query = f"?{urlencode(call.query)}" if call.query else ""
        moved = StatusError(301 if method == "GET" else 307, "Moved Permanently")
        moved.headers["Location"] = f"{self.url}/repositories/{call.repository.id}{rest}{query}"
        return moved

    def link(self, call: Call, links: dict[str, dict[str, Any]]) -> None:
        """Link to other pages of an answer: their addresses have ids in place of names."""
        path = call.path
        if call.found is not None:
            path = re.sub(r"^/repos/[^/]+/[^/]+", f"/repositories/{call.found.id}", path)
        elif named := re.match(r"/orgs/([^/]+)", path):
            path = path.replace(named[0], f"/organizations/{self.users[named[1]]['id']}", 1)
        if links:
            written = (f'<{self.url}{path}?{urlencode(query)}>; rel="{name}"' for name, query in links.items())
            call.headers["Link"] = ", ".join(written)

    def _paged(self, call: Call, data: Any, key: str) -> Any:
        """A page of a list, which may be below a key."""
        items = data[key] if key else data
        size, number = min(int(call.query.get("per_page", 30)), self.page), int(call.query.get("page", 1))
        last = max((len(items) - 1) // size + 1, 1)
        numbers = {"prev": number - 1, "next": number + 1, "last": last, "first": 1}
        left = {"prev", "first"} if number >= last else {"next", "last"} if number == 1 else set(numbers)
        left = set() if last == 1 and number == 1 else left
        links = {name: {**call.query, "page": page} for name, page in numbers.items() if name in left}
        self.link(call, links)
        part = items[(number - 1) * size : number * size]
        return {**data, key: part} if key else part

    def _graphql(self, token: Token, method: str, body: Any) -> Answer:
        if token.kind == "nobody":
            raise StatusError(401, "This endpoint requires you to be authenticated.")
        if token.kind == "app" or method != "POST" or not isinstance(body, dict):
            raise StatusError(400, "A query attribute must be specified and must be a string.")
        if hook := self.at.pop(("POST", "/graphql"), None):
            hook()
        return graphql.answer(self, token, body)
