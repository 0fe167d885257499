"""Make github_schema.graphql: the part of GitHub's published GraphQL schema that the fake GitHub answers.

    npm pack @octokit/graphql-schema && tar xzf octokit-graphql-schema-*.tgz package/schema.graphql
    python tests/pulls/extract_graphql.py package/schema.graphql

Only the fields and arguments named here are kept, each as GitHub describes it. Of what these need, scalars, enums and
inputs come whole. Directives and words for people go.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from graphql import build_ast_schema, language, parse, print_ast, validate_schema

FIELDS = {
    "Query": "id node(id) nodes(ids) organization(login) rateLimit repository(followRenames name owner) viewer",
    "RateLimit": "cost limit nodeCount remaining resetAt used",
    "PageInfo": "endCursor hasNextPage hasPreviousPage startCursor",
    "Node": "id",
    "Actor": "login",
    "RepositoryOwner": "id login",
    "GitObject": "id oid",
    "App": "databaseId id slug",
    "Blob": "byteSize id isBinary isTruncated oid text",
    "Bot": "databaseId id login",
    "CheckSuite": "app createdAt databaseId id",
    "CheckSuiteConnection": "nodes pageInfo totalCount",
    "Commit": "checkSuites(after before first last) committedDate id message oid tree",
    "Organization": "databaseId id login repositories(after before first last orderBy privacy)",
    "PullRequest": "author baseRefName baseRefOid createdAt databaseId headRefName headRefOid headRepository id "
    "isCrossRepository isDraft locked number state title updatedAt",
    "PullRequestConnection": "nodes pageInfo totalCount",
    "Ref": "id name prefix target",
    "Repository": "databaseId defaultBranchRef id isArchived isEmpty isPrivate isTemplate name nameWithOwner "
    "object(expression oid) owner pullRequest(number) "
    "pullRequests(after baseRefName before first headRefName last orderBy states) ref(qualifiedName)",
    "RepositoryConnection": "nodes pageInfo totalCount",
    "Tree": "entries id oid",
    "TreeEntry": "mode name object oid path type",
    "User": "databaseId id login",
}
SCALARS = {"Boolean", "Float", "ID", "Int", "String"}


class Extract:
    def __init__(self, document: Any) -> None:
        self.known = {each.name.value: each for each in document.definitions if hasattr(each, "name")}
        self.kept: dict[str, Any] = {}

    def types(self) -> None:
        for name, listed in FIELDS.items():
            wanted = {field: words.split() for field, words in re.findall(r"(\w+)(?:\(([\w ]*)\))?", listed)}
            node = self.known[name]
            fields = [
                self.field(each, wanted.pop(each.name.value)) for each in node.fields if each.name.value in wanted
            ]
            assert not wanted, f"{name} has no {', '.join(wanted)}"
            faces = [each for each in node.interfaces or () if each.name.value in FIELDS]
            self.kept[name] = plain(node, fields=tuple(fields), interfaces=tuple(faces))

    def field(self, node: Any, words: list[str]) -> Any:
        self.need(node.type)
        arguments = [each for each in node.arguments or () if each.name.value in words]
        assert len(arguments) == len(words), f"{node.name.value} lacks one of {words}"
        return plain(node, arguments=tuple(self.argument(each) for each in arguments))

    def argument(self, node: Any) -> Any:
        self.need(node.type)
        return plain(node)

    def need(self, kind: Any) -> None:
        """Keep the scalar, enum or input that a field or an argument is of."""
        while not isinstance(kind, language.NamedTypeNode):
            kind = kind.type
        name = kind.name.value
        if name in FIELDS or name in SCALARS or name in self.kept:
            return
        node = self.known[name]
        if isinstance(node, language.EnumTypeDefinitionNode):
            self.kept[name] = plain(node, values=tuple(plain(each) for each in node.values or ()))
        elif isinstance(node, language.InputObjectTypeDefinitionNode):
            self.kept[name] = plain(node, fields=tuple(self.argument(each) for each in node.fields or ()))
        elif isinstance(node, language.ScalarTypeDefinitionNode):
            self.kept[name] = plain(node)
        else:
            raise AssertionError(f"{name} is needed: list its fields")


def plain(node: Any, **changes: Any) -> Any:
    """A copy of a definition without its description and its directives."""
    kept = {key: getattr(node, key) for key in node.keys if key != "loc"}
    return type(node)(**{**kept, "description": None, "directives": (), **changes})


def main() -> None:
    extract = Extract(parse(Path(sys.argv[1]).read_text("utf-8"), no_location=True))
    extract.types()
    document = language.DocumentNode(definitions=tuple(extract.kept[name] for name in sorted(extract.kept)))
    errors = validate_schema(build_ast_schema(document))
    assert not errors, errors
    origin = "# Of @octokit/graphql-schema (MIT), schema.graphql, by extract_graphql.py.\n\n"
    Path(__file__).with_name("github_schema.graphql").write_text(origin + print_ast(document) + "\n", "utf-8")


if __name__ == "__main__":
    main()
