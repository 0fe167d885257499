"""The fake GitHub is checked against GitHub's own description; here that check is tested."""

from __future__ import annotations

import contextlib
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.pulls import description, server
from tests.pulls.description import ViolationError, check_request, check_response, operation, sample

RUNS = "POST /repos/{owner}/{repo}/check-runs"
COMMENTS = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments"
RIGHT: dict[str, Any] = {
    "name": "Gradus #1",
    "head_sha": "a" * 40,
    "status": "completed",
    "conclusion": "neutral",
    "output": {"title": "1 of 2 points", "summary": ""},
}


def test_valid_requests_and_responses_pass() -> None:
    check_request(RUNS, {}, RIGHT)
    check_request(COMMENTS, {"per_page": "100", "page": "2"}, None)
    check_response(COMMENTS, 200, [sample("issue-comment", body="x")])
    check_response(COMMENTS, 404, sample("basic-error", message="Not Found"))
    assert operation("GET", "/repos/a/b/git/ref/heads/ledger")[1]["ref"] == "heads/ledger"


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ({}, {**RIGHT, "conclusion": "passed"}),
        ({}, {**RIGHT, "verdict": 1}),
        ({}, {key: value for key, value in RIGHT.items() if key != "head_sha"}),
        ({}, {**RIGHT, "output": {"title": "no summary"}}),
        ({}, {**RIGHT, "output": {"title": "", "summary": "x" * 65536}}),
        ({}, None),
        ({"page": "1"}, RIGHT),
    ],
)
def test_an_invalid_request_is_found(query: dict[str, str], body: Any) -> None:
    with pytest.raises(ViolationError):
        check_request(RUNS, query, body)


@pytest.mark.parametrize(
    ("status", "data"),
    [
        (200, [sample("issue-comment", made_up=1)]),
        (200, [{"id": 1}]),
        (200, sample("issue-comment")),
        (200, [sample("issue-comment", id="1")]),
        (200, [sample("issue-comment", user={"login": "ada"})]),
        (204, None),
        (404, {"error": "Not Found"}),
    ],
)
def test_an_invalid_response_is_found(status: int, data: Any) -> None:
    with pytest.raises(ViolationError):
        check_response(COMMENTS, status, data)


@pytest.mark.parametrize(
    "path", ["/repos/a/b/pulls/1/merge", "/repos/a/b/readme", "/user/emails", "/repos/a/b/issues/1"]
)
def test_an_unknown_operation_is_found(path: str) -> None:
    with pytest.raises(ViolationError):
        operation("GET", path)


def test_a_violation_fails_the_test_that_met_it() -> None:
    headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}

    def ask() -> None:
        with server.serving() as fake, contextlib.suppress(urllib.error.HTTPError):
            urllib.request.urlopen(urllib.request.Request(f"{fake.url}/user/emails", headers=headers))

    with pytest.raises(AssertionError, match="there is no GET /user/emails"):
        ask()


def test_every_definition_has_a_sample_that_it_accepts() -> None:
    for name in ("pull-request", "pull-request-simple", "issue-comment", "check-run", "git-commit", "git-tree", "blob"):
        description._check(sample(name), {"$ref": f"#/definitions/{name}"}, name)
