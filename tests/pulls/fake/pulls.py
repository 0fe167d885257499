"""Pull requests, comments under them, and checks of commits."""

from __future__ import annotations

from typing import Any

from tests.pulls.description import sample
from tests.pulls.fake import rendering
from tests.pulls.fake.routes import Answer, Call, StatusError, invalid, serves
from tests.pulls.objects import node_id, stamp

PULL, COMMENTS = "/pulls/{pull_number}", "/issues/{issue_number}/comments"
LONGEST = 65536  # of a comment, in characters; a summary may have one byte less


@serves("GET /pulls", "pull_requests=read", paged="")
def list_pulls(call: Call) -> Answer:
    found, query = call.repository, call.query
    pulls = [each for each in found.pulls.values() if query.get("state", "open") in (each["state"], "all")]
    if "head" in query:
        pulls = [each for each in pulls if query["head"] == f"{(each['fork'] or '').partition('/')[0]}:{each['head']}"]
    pulls = [each for each in pulls if query.get("base", each["base"]) == each["base"]]
    if "sort" in query or "direction" in query:
        down = query.get("direction", "desc" if query.get("sort", "created") == "created" else "asc") == "desc"
        pulls = sorted(pulls, key=lambda each: (each["created_at"], each["number"]), reverse=down)
    return 200, [rendering.pull(call.github, found, each, "pull-request-simple") for each in pulls]


def known(call: Call, key: str) -> dict[str, Any]:
    pull = call.repository.pulls.get(int(call.values[key]))
    if pull is None or pull["state"] == "gone":
        raise StatusError(404, "Not Found")
    return pull


@serves(f"GET {PULL}", "pull_requests=read")
def get_pull(call: Call) -> Answer:
    return 200, rendering.pull(call.github, call.repository, known(call, "pull_number"), "pull-request")


@serves("POST /pulls", "pull_requests=write")
def post_pull(call: Call) -> Answer:
    found, body = call.repository, call.body
    branches = {key: body[key].rpartition(":")[2] for key in ("head", "base")}
    for key, branch in branches.items():
        if found.head(branch) is None:
            raise StatusError(
                422, "Validation Failed", errors=[{"resource": "PullRequest", "field": key, "code": "invalid"}]
            )
    head, base = found.head(branches["head"]), found.head(branches["base"])
    for pull in found.pulls.values():
        if pull["state"] == "open" and all(pull[key] == branch for key, branch in branches.items()):
            raise invalid("PullRequest", f"A pull request already exists for {found.owner}:{branches['head']}.")
    if head in found.before(base):
        raise invalid("PullRequest", f"No commits between {branches['base']} and {branches['head']}")
    number = max(found.pulls, default=0) + 1
    found.pulls[number] = {
        **branches,
        "number": number,
        "state": "open",
        "draft": body.get("draft", False),
        "locked": False,
        "title": body.get("title", branches["head"]),
        "body": body.get("body"),
        "user": call.github.person(call.github.actor(call.token)),
        "created_at": stamp(call.github.now),
        "sha": head,
        "fork": found.full_name,
    }
    return 201, rendering.pull(call.github, found, found.pulls[number], "pull-request")


@serves(f"PATCH {PULL}", "pull_requests=write")
def patch_pull(call: Call) -> Answer:
    pull = known(call, "pull_number")
    if call.repository.head(call.body.get("base", pull["base"])) is None and "base" in call.body:
        raise StatusError(
            422, "Validation Failed", errors=[{"resource": "PullRequest", "field": "base", "code": "invalid"}]
        )
    pull |= {key: value for key, value in call.body.items() if key in ("title", "body", "state", "base")}
    return 200, rendering.pull(call.github, call.repository, pull, "pull-request")


@serves(f"GET {COMMENTS}", "issues=read", "pull_requests=read", paged="")
def list_comments(call: Call) -> Answer:
    return 200, call.repository.comments.get(known(call, "issue_number")["number"], [])


@serves(f"POST {COMMENTS}", "issues=write", "pull_requests=write")
def post_comment(call: Call) -> Answer:
    pull = known(call, "issue_number")
    if pull["locked"]:
        raise StatusError(403, "Unable to create comment because issue is locked.")
    _short(call)
    person = call.github.person(call.github.actor(call.token))
    where = call.repository
    return 201, call.github.say(pull["number"], call.body["body"], person["login"], person["type"], repository=where)


@serves("PATCH /issues/comments/{comment_id}", "issues=write", "pull_requests=write")
def patch_comment(call: Call) -> Answer:
    for comments in call.repository.comments.values():
        for comment in comments:
            if str(comment["id"]) == call.values["comment_id"]:
                _short(call)
                comment["body"] = call.body["body"]
                return 200, comment
    raise StatusError(404, "Not Found")


def _short(call: Call) -> None:
    if len(call.body["body"]) > LONGEST:
        raise StatusError(422, f"Body is too long (maximum is {LONGEST} characters)")


@serves("GET /commits/{ref}/check-runs", "checks=read", paged="check_runs")
def list_check_runs(call: Call) -> Answer:
    found = [run for run in call.repository.check_runs if run["head_sha"] == _commit(call)]
    found = [run for run in found if run["name"] == call.query.get("check_name", run["name"])]
    return 200, {"total_count": len(found), "check_runs": found}


def _commit(call: Call) -> str:
    """The commit that a ref names: a branch, or itself."""
    named = call.values["ref"]
    return call.repository.head(named.removeprefix("heads/")) or named


@serves("GET /commits/{ref}/check-suites", "checks=read", paged="check_suites")
def list_check_suites(call: Call) -> Answer:
    found, sha = call.repository, _commit(call)
    suites = [_suite(call, each) for each in found.check_suites if each["sha"] == sha and sha in found.commits]
    suites = [each for each in suites if call.query.get("app_id", str(each["app"]["id"])) == str(each["app"]["id"])]
    return 200, {"total_count": len(suites), "check_suites": suites}


def _suite(call: Call, made: dict[str, Any]) -> dict[str, Any]:
    github, found = call.github, call.repository
    app = next((each for each in github.apps if each.slug == made["slug"]), github.app)
    return sample(
        "check-suite",
        id=made["id"],
        node_id=node_id("CheckSuite", made["id"]),
        head_branch=made["branch"],
        head_sha=made["sha"],
        status="queued",
        before=made["before"],
        after=made["sha"],
        app=rendering.app(github, app, "nullable-integration"),
        repository=rendering.repository(github, found),
        head_commit=rendering.simple_commit(found, made["sha"]),
        pull_requests=[],
        **rendering.timed(github, made["created"]),
    )


@serves("POST /check-runs", "checks=write")
def post_check_run(call: Call) -> Answer:
    if call.body["head_sha"] not in call.repository.commits:
        raise StatusError(422, "No commit found for SHA")
    app = sample("nullable-integration", slug=call.github.slug, id=call.github.app.id)
    run = _run(call, sample("check-run", id=call.github.number(), app=app), call.body)
    call.repository.check_runs.append(run)
    return 201, run


@serves("PATCH /check-runs/{check_run_id}", "checks=write")
def patch_check_run(call: Call) -> Answer:
    found = [run for run in call.repository.check_runs if str(run["id"]) == call.values["check_run_id"]]
    if not found:
        raise StatusError(404, "Not Found")
    found[0] |= _run(call, found[0], call.body)
    return 200, found[0]


def _run(call: Call, run: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """A check run with what is sent of it. Annotations are added to those that it has, and listed apart from it."""
    if "output" not in body:
        return {**run, **body}
    if len(body["output"]["summary"].encode()) >= LONGEST:
        raise StatusError(422, "summary is too long")
    output = dict(body["output"])
    kept = call.repository.annotations.setdefault(run["id"], [])
    kept += output.pop("annotations", [])
    output["annotations_count"] = len(kept)
    return {**run, **body, "output": {**run["output"], **output}}
