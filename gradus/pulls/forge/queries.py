"""GitHub's GraphQL: many repositories, or many files, in one request."""

from collections.abc import Sequence
from typing import Any

REPOSITORIES, BLOBS = 50, 40  # in one query
PULLS = """nameWithOwner pullRequests(first: 10, states: OPEN, orderBy: {field: CREATED_AT, direction: ASC}) { nodes {
  number isDraft locked headRefOid headRefName baseRefName createdAt headRepository { nameWithOwner }
  author { __typename login ... on User { databaseId } ... on Bot { databaseId } } } }"""


def open_pulls(repositories: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """The query for the open pull requests of repositories, as r0, r1, …, with its variables."""
    variables: dict[str, Any] = {}
    parts: list[str] = []
    for number, repository in enumerate(repositories):
        variables[f"o{number}"], _, variables[f"n{number}"] = repository.partition("/")
        parts.append(f"r{number}: repository(owner: $o{number}, name: $n{number}) {{ {PULLS} }}")
    declared = ", ".join(f"${name}: String!" for name in variables)
    return f"query({declared}) {{ {' '.join(parts)} }}", variables


def texts(repository: str, shas: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """The query for the text of blobs of a repository, as b0, b1, …, with its variables."""
    owner, _, name = repository.partition("/")
    variables: dict[str, Any] = {"owner": owner, "name": name}
    variables |= {f"s{number}": sha for number, sha in enumerate(shas)}
    parts = [f"b{n}: object(oid: $s{n}) {{ ... on Blob {{ isTruncated text }} }}" for n in range(len(shas))]
    declared = ", ".join(f"$s{number}: GitObjectID!" for number in range(len(shas)))
    ask = f"repository(owner: $owner, name: $name) {{ {' '.join(parts)} }}"
    return f"query($owner: String!, $name: String!, {declared}) {{ {ask} }}", variables
