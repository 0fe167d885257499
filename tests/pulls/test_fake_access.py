"""The fake GitHub: Apps and their tokens, what they may do, and GraphQL."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pulls.fake.asking import ask, query, sign
from tests.pulls.fake.tokens import App, Installation
from tests.pulls.github import COURSE, READ, TEACHER, GitHub
from tests.pulls.objects import Fault, Repository

TOKENS = "/app/installations/7001/access_tokens"
ADA, BOB = "/repos/school/students-ada", "/repos/school/students-bob"
POLL = """
query($o: String!, $n0: String!, $n1: String!, $n2: String!) {
  rateLimit { cost remaining resetAt }
  r0: repository(owner: $o, name: $n0) { ...open } r1: repository(owner: $o, name: $n1) { ...open }
  r2: repository(owner: $o, name: $n2, followRenames: true) { ...open }
}
fragment open on Repository {
  nameWithOwner databaseId isPrivate
  defaultBranchRef { name target { oid } }
  pullRequests(first: 10, states: OPEN, orderBy: {field: CREATED_AT, direction: ASC}) {
    totalCount
    nodes {
      number isDraft locked headRefOid headRefName baseRefName createdAt
      author { __typename login ... on User { databaseId } ... on Bot { databaseId } }
      headRepository { nameWithOwner }
    }
  }
}
"""


@pytest.fixture
def ada(github: GitHub) -> Repository:
    return github.student("ada")


def test_a_token_for_all_repositories_ends_after_an_hour(github: GitHub, ada: Repository) -> None:
    made = ask(github, sign(github, github.app), "POST", TOKENS)
    assert made.status == 201 and made.data["repository_selection"] == "all"
    assert made.data["expires_at"] == "2026-11-20T13:00:00Z"
    token = made.data["token"]
    listed = ask(github, token, "GET", "/installation/repositories").data
    assert [each["full_name"] for each in listed["repositories"]] == [COURSE, f"{COURSE}-private", ada.full_name]
    assert ask(github, token, "GET", f"{ADA}/pulls").status == 200
    github.later(minutes=59, seconds=59)
    assert ask(github, token, "GET", f"{ADA}/pulls").status == 200
    github.later(seconds=1)
    assert ask(github, token, "GET", f"{ADA}/pulls").status == 401


def test_a_token_for_some_repositories_and_permissions(github: GitHub, ada: Repository) -> None:
    github.student("bob")
    wanted = {"repositories": ["students-ada"], "permissions": {"pull_requests": "read"}}
    made = ask(github, sign(github, github.app), "POST", TOKENS, wanted).data
    assert made["permissions"] == {"metadata": "read", "pull_requests": "read"}
    assert [each["name"] for each in made["repositories"]] == ["students-ada"]
    token = made["token"]
    assert ask(github, token, "GET", f"{ADA}/pulls").status == 200
    assert ask(github, token, "GET", f"{BOB}/pulls").status == 404
    refused = ask(github, token, "POST", f"{ADA}/issues/1/comments", {"body": "x"})
    assert refused.status == 403 and refused.data["message"] == "Resource not accessible by integration"
    assert refused.headers["x-accepted-github-permissions"] == "issues=write; pull_requests=write"
    assert ask(github, token, "GET", f"{ADA}/activity").status == 403
    assert ask(github, token, "GET", "/user").status == 403
    # All tokens of an installation share its limit.
    used = int(ask(github, token, "GET", ADA).headers["x-ratelimit-used"])
    assert int(ask(github, github.mint(), "GET", ADA).headers["x-ratelimit-used"]) == used + 1
    other = github.mint(repositories=[github.repositories["school/students-bob"]])
    (bob,) = ask(github, other, "GET", "/installation/repositories").data["repositories"]
    assert bob["full_name"] == "school/students-bob"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"permissions": {"administration": "write"}}, "permissions requested are not granted"),
        ({"permissions": {"contents": "write"}}, "permissions requested are not granted"),
        ({"repositories": ["course", "nowhere"]}, "does not exist or is not accessible"),
    ],
)
def test_no_token_for_more_than_the_installation_has(github: GitHub, body: dict[str, Any], text: str) -> None:
    refused = ask(github, sign(github, github.app), "POST", TOKENS, body)
    assert refused.status == 422 and text in refused.data["message"]


def test_an_installation_for_chosen_repositories(github: GitHub, ada: Repository) -> None:
    github.app.installations[0].repositories = {ada.id}
    signed = sign(github, github.app)
    assert ask(github, signed, "GET", f"{ADA}/installation").data["repository_selection"] == "selected"
    assert ask(github, signed, "GET", f"/repos/{COURSE}/installation").status == 404
    assert ask(github, ask(github, signed, "POST", TOKENS).data["token"], "GET", f"/repos/{COURSE}/pulls").status == 404
    github.app.installations[0].suspended = True
    assert ask(github, signed, "POST", TOKENS).status == 403


def test_what_an_app_signs_is_checked(github: GitHub) -> None:
    right = sign(github, github.app)
    assert ask(github, right, "GET", "/app").data["slug"] == github.slug
    assert [each["id"] for each in ask(github, right, "GET", "/app/installations").data] == [7001]
    assert ask(github, right, "GET", "/app/installations/7002").status == 404
    head, claims, signature = right.split(".")
    for wrong in (
        f"{head}.{claims}.{signature[::-1]}",
        f"{head}.{claims[:-2]}AA.{signature}",
        sign(github, github.app, seconds=601),
        sign(github, github.app, iat=int(github.now.timestamp()) + 5),
        sign(github, github.app, exp=int(github.now.timestamp())),
        "x.y.z",
    ):
        assert ask(github, wrong, "GET", "/app").status == 401
    assert ask(github, sign(github, App(999, "other", "school")), "GET", "/app").status == 404
    assert ask(github, github.mint(), "GET", "/app").status == 401
    assert ask(github, sign(github, github.app, iss=github.app.id), "GET", "/app").status == 200
    github.app.checks_times = False
    assert ask(github, sign(github, github.app, iat=1, exp=541), "GET", "/app").status == 200


def test_whoever_names_nobody(github: GitHub, ada: Repository) -> None:
    assert ask(github, "", "GET", ADA).status == 404
    assert ask(github, "ghp_unknown", "GET", ADA).status == 401
    assert ask(github, "", "GET", "/user").status == 401
    github.course.private = False
    assert ask(github, "", "GET", f"/repos/{COURSE}/pulls").status == 200
    assert ask(github, "", "GET", f"/repos/{COURSE}/actions/variables").status == 401
    elsewhere = Installation(7002, "elsewhere", {"pull_requests": "write"})
    token = github.mint(place=elsewhere)
    assert ask(github, token, "GET", f"/repos/{COURSE}/pulls").status == 200
    assert ask(github, token, "POST", f"/repos/{COURSE}/pulls", {"head": "a", "base": "b"}).status == 403
    assert ask(github, token, "GET", ADA).status == 404


def test_users_may_what_their_role_allows(github: GitHub, ada: Repository) -> None:
    student, teacher = github.token("ada"), github.token(TEACHER)
    assert ask(github, student, "GET", "/user").data["login"] == "ada"
    assert ask(github, student, "POST", f"{ADA}/issues/1/comments", {"body": "x"}).status == 201
    assert ask(github, student, "PUT", f"{ADA}/collaborators/ada").status == 403
    body = {"name": "x", "head_sha": ada.head(), "output": {"title": "", "summary": ""}}
    refused = ask(github, teacher, "POST", f"{ADA}/check-runs", body)
    assert refused.status == 403 and "via a GitHub App" in refused.data["message"]


def test_one_query_for_many_repositories(github: GitHub, ada: Repository) -> None:
    github.student("bob", opened_by=TEACHER)
    github.push_to(ada, {"x.py": "1\n"})
    asked = {"o": "school", "n0": "students-ada", "n1": "students-bob", "n2": "nowhere"}
    answer = query(github, github.mint(), POLL, **asked)
    assert answer.status == 200 and answer.headers["x-ratelimit-resource"] == "graphql"
    (error,) = answer.data["errors"]
    assert (error["type"], error["path"]) == ("NOT_FOUND", ["r2"]) and "school/nowhere" in error["message"]
    data = answer.data["data"]
    assert data["r2"] is None
    assert data["rateLimit"] == {"cost": 1, "remaining": 4999, "resetAt": "2026-11-20T13:00:00Z"}
    assert data["r0"]["databaseId"] == ada.id and data["r0"]["isPrivate"]
    assert data["r0"]["defaultBranchRef"] == {"name": "main", "target": {"oid": ada.head()}}
    (pull,) = data["r0"]["pullRequests"]["nodes"]
    assert pull["author"] == {"__typename": "Bot", "login": github.slug, "databaseId": 90_070}
    assert pull["headRefOid"] == ada.head() and pull["headRepository"] == {"nameWithOwner": ada.full_name}
    (pull,) = data["r1"]["pullRequests"]["nodes"]
    assert pull["author"] == {"__typename": "User", "login": TEACHER, "databaseId": 501}
    github.rename(ada, "school/lovelace")
    assert query(github, github.mint(), POLL, **asked).data["data"]["r0"]["nameWithOwner"] == "school/lovelace"
    assert [path for _, path in github.log] == ["/graphql"] * 2 and github.writes == []


def test_a_query_sees_what_its_token_sees(github: GitHub, ada: Repository) -> None:
    asked = {"o": "school", "n0": "students-ada", "n1": "course", "n2": "nowhere"}
    answer = query(github, READ, POLL, **asked).data
    assert [each["path"] for each in answer["errors"]] == [["r0"], ["r2"]]
    answer = query(github, github.mint({"contents": "read"}), POLL, **asked).data
    assert [each["type"] for each in answer["errors"]] == ["FORBIDDEN", "FORBIDDEN", "NOT_FOUND"]
    assert answer["errors"][0]["path"] == ["r0", "pullRequests"] and answer["data"]["r0"] is None
    assert query(github, "", POLL, **asked).status == 401


def test_wrong_queries_are_answered_with_200(github: GitHub, ada: Repository) -> None:
    def errors(text: str, **variables: Any) -> list[dict[str, Any]]:
        answer = query(github, READ, text, **variables)
        assert answer.status == 200
        found: list[dict[str, Any]] = answer.data["errors"]
        return found

    assert "data" not in query(github, READ, "{ viewer { login } made_up }").data
    assert errors("{ viewer { login } made_up }")[0]["extensions"]["code"] == "undefinedField"
    assert "Syntax Error" in errors("{")[0]["message"]
    assert "Variable" in errors('query($o: String!) { repository(owner: $o, name: "x") { id } }')[0]["message"]
    pulls = '{ repository(owner: "school", name: "course") { pullRequests%s { totalCount } } }'
    assert errors(pulls % "")[0]["type"] == "MISSING_PAGINATION_BOUNDARIES"
    assert errors(pulls % "(first: 101)")[0]["type"] == "EXCESSIVE_PAGINATION"


def test_pages_nodes_and_costs(github: GitHub) -> None:
    students = [github.student(f"student-{number}") for number in range(5)]
    text = """query($after: String) { organization(login: "school") {
        repositories(first: 2, after: $after, privacy: PRIVATE, orderBy: {field: NAME, direction: DESC}) {
          totalCount pageInfo { hasNextPage endCursor } nodes { id name pullRequests(last: 9) { totalCount } } } } }"""
    pages: list[Any] = []
    after, token = None, github.mint()
    while not pages or pages[-1]["pageInfo"]["hasNextPage"]:
        pages.append(query(github, token, text, after=after).data["data"]["organization"]["repositories"])
        after = pages[-1]["pageInfo"]["endCursor"]
    nodes = [node for page in pages for node in page["nodes"]]
    assert len(pages) == 4 and pages[0]["totalCount"] == 7
    assert [node["name"] for node in nodes][:2] == ["students-student-4", "students-student-3"]
    ids = [ask(github, token, "GET", f"/repos/{each.full_name}").data["node_id"] for each in students]
    assert set(ids) < {node["id"] for node in nodes}
    answer = query(
        github, token, "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository { name } } }", ids=[*ids, "x"]
    )
    assert answer.data["data"]["nodes"] == [*({"name": each.name} for each in students), None]
    assert answer.data["errors"][0]["path"] == ["nodes", 5]
    listed = 'r{}: repository(owner: "school", name: "course") {{ pullRequests(first: 10) {{ totalCount }} }} '
    text = "{ rateLimit { cost nodeCount } " + "".join(listed.format(number) for number in range(250)) + "}"
    assert query(github, token, text).data["data"]["rateLimit"] == {"cost": 2, "nodeCount": 2500}


def test_files_and_times_of_commits(github: GitHub, ada: Repository) -> None:
    sha = github.push_to(ada, {"a/b.py": "x = 1\n"})
    text = """{ repository(owner: "school", name: "students-ada") {
        file: object(expression: "main:a/b.py") { oid ... on Blob { text byteSize } }
        none: object(expression: "main:nothing") { oid }
        head: object(expression: "HEAD") { oid ... on Commit {
          checkSuites(first: 5) { nodes { createdAt app { slug } } } tree { entries { name type } } } } } }"""
    github.later(minutes=5)
    data = query(github, github.mint(), text).data["data"]["repository"]
    assert data["file"]["text"] == "x = 1\n" and data["none"] is None and data["head"]["oid"] == sha
    assert data["head"]["checkSuites"]["nodes"] == [{"createdAt": "2026-11-20T12:00:00Z", "app": {"slug": github.slug}}]
    suites = ask(github, github.mint(), "GET", f"{ADA}/commits/{sha}/check-suites").data["check_suites"]
    assert [(each["created_at"], each["head_branch"]) for each in suites] == [("2026-11-20T12:00:00Z", "main")]


def test_the_limit_of_graphql(github: GitHub, ada: Repository) -> None:
    github.limits.hourly["graphql"] = 1
    text, token = "{ viewer { login } }", github.mint()
    assert query(github, token, text).data == {"data": {"viewer": {"login": f"{github.slug}[bot]"}}}
    over = query(github, token, text)
    assert over.status == 200 and over.data["errors"][0]["type"] == "RATE_LIMITED"
    assert over.headers["x-ratelimit-remaining"] == "0"
    assert ask(github, token, "GET", ADA).status == 200
    github.later(hours=1)
    token = github.mint()
    limited = Fault("POST", "/graphql", graphql="RATE_LIMITED", message="API rate limit exceeded")
    github.faults = [limited, Fault("POST", "/graphql", 403, {"Retry-After": "9"}), Fault.page("POST", "/graphql")]
    answers = [query(github, token, text) for _ in range(4)]
    assert [each.status for each in answers] == [200, 403, 502, 200]
    assert answers[0].data["errors"] == [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]
