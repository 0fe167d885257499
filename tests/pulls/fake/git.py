"""The Git database: commits, trees, blobs and refs, and files at a path."""

from __future__ import annotations

import base64
from typing import Any

from tests.pulls.description import sample
from tests.pulls.fake import rendering
from tests.pulls.fake.routes import Answer, Call, StatusError, serves
from tests.pulls.objects import Repository, node_id, stamp

LARGE = 1 << 20  # bytes: the content of a larger file is not given with its path


def ready(call: Call) -> Repository:
    """The repository. Raises StatusError while it has no commit, or is still being copied from a template."""
    found = call.repository
    if found.waits > 0:
        found.waits -= 1
        raise StatusError(409, "Git Repository is empty.")
    if not found.commits:
        raise StatusError(409, "Git Repository is empty.")
    return found


@serves("GET /git/commits/{commit_sha}", "contents=read")
def get_commit(call: Call) -> Answer:
    if (sha := call.values["commit_sha"]) not in call.repository.commits:
        raise StatusError(404, "Not Found")
    return 200, rendering.git_commit(call.repository, sha)


@serves("GET /git/trees/{tree_sha}", "contents=read")
def get_tree(call: Call) -> Answer:
    found, sha = call.repository, call.values["tree_sha"]
    if commit := found.head(sha) or (sha if sha in found.commits else None):
        sha = found.commits[commit]["tree"]  # the name of a branch or a commit will do
    if sha not in found.trees:
        raise StatusError(404, "Not Found")
    recursive = "recursive" in call.query
    listed = found.flat(sha, folders=True) if recursive else found.trees[sha]
    entries = [rendering.entry(found, path, each) for path, each in listed.items()]
    truncated = recursive and found.truncates
    return 200, sample("git-tree", sha=sha, tree=entries[:1] if truncated else entries, truncated=truncated)


@serves("GET /git/blobs/{file_sha}", "contents=read")
def get_blob(call: Call) -> Answer:
    if (sha := call.values["file_sha"]) not in call.repository.blobs:
        raise StatusError(404, "Not Found")
    data = call.repository.blobs[sha]
    content = base64.encodebytes(data).decode()
    return 200, sample("blob", sha=sha, content=content, encoding="base64", size=len(data))


@serves("GET /git/ref/{ref}", "contents=read")
def get_ref(call: Call) -> Answer:
    found, name = ready(call), f"refs/{call.values['ref']}"
    if name not in found.refs:
        raise StatusError(404, "Not Found")
    return 200, rendering.ref(found, name)


@serves("GET /git/matching-refs/{ref}", "contents=read")
def matching_refs(call: Call) -> Answer:
    found, begin = ready(call), f"refs/{call.values['ref']}"
    return 200, [rendering.ref(found, name) for name in sorted(found.refs) if name.startswith(begin)]


@serves("POST /git/trees", "contents=write")
def post_tree(call: Call) -> Answer:
    found, body = call.repository, call.body
    if "base_tree" in body and body["base_tree"] not in found.trees:
        raise StatusError(404, "Not Found")
    files = found.flat(body["base_tree"]) if "base_tree" in body else {}
    for each in body["tree"]:
        if "content" in each:
            files[each["path"]] = (each["mode"], each["type"], found.blob(each["content"].encode()))
        elif each["sha"] is not None:
            if each["sha"] not in {**found.blobs, **found.trees}:
                raise StatusError(422, f"tree.sha {each['sha']} is not a valid blob")
            files[each["path"]] = (each["mode"], each["type"], each["sha"])
        elif each["path"] in files:
            del files[each["path"]]
        else:
            raise StatusError(422, "GitRPC::BadObjectState")
    sha = found.tree(files)
    entries = [rendering.entry(found, path, each) for path, each in found.trees[sha].items()]
    return 201, sample("git-tree", sha=sha, tree=entries, truncated=False)


@serves("POST /git/commits", "contents=write")
def post_commit(call: Call) -> Answer:
    found, body = call.repository, call.body
    if body["tree"] not in found.trees:
        raise StatusError(422, "Tree SHA does not exist")
    if not set(body.get("parents", [])) <= set(found.commits):
        raise StatusError(422, "Parent SHA does not exist or is not a commit object")
    actor = call.github.actor(call.token)
    author = (body.get("author", {}).get("name", actor), body.get("author", {}).get("email", f"{actor}@example.org"))
    sha = found.commit(body["tree"], body.get("parents", []), body["message"], author=author, at=call.github.now)
    return 201, rendering.git_commit(found, sha)


@serves("POST /git/refs", "contents=write")
def post_ref(call: Call) -> Answer:
    found, name = call.repository, call.body["ref"]
    if not found.commits:
        raise StatusError(409, "Git Repository is empty.")
    if name in found.refs:
        raise StatusError(422, "Reference already exists")
    if call.body["sha"] not in found.commits:
        raise StatusError(422, "Object does not exist")
    _move(call, name)
    return 201, rendering.ref(found, name)


@serves("PATCH /git/refs/{ref}", "contents=write")
def patch_ref(call: Call) -> Answer:
    found, name = call.repository, f"refs/{call.values['ref']}"
    if name not in found.refs:
        raise StatusError(422, "Reference does not exist")
    if call.body["sha"] not in found.commits:
        raise StatusError(422, "Object does not exist")
    if found.refs[name] not in found.before(call.body["sha"]) and not call.body.get("force"):
        raise StatusError(422, "Update is not a fast forward")
    _move(call, name)
    return 200, rendering.ref(found, name)


def _move(call: Call, name: str) -> None:
    branch = name.removeprefix("refs/heads/")
    if branch == name:
        call.repository.refs[name] = call.body["sha"]
    else:
        call.github.move_branch(call.repository, branch, call.body["sha"], call.github.actor(call.token))


@serves("GET /branches/{branch}", "contents=read")
def get_branch(call: Call) -> Answer:
    found, name = call.repository, call.values["branch"]
    if found.waits > 0:
        found.waits -= 1
        raise StatusError(404, "Branch not found")
    if (sha := found.head(name)) is None:
        raise StatusError(404, "Branch not found")
    git = rendering.git_commit(found, sha)
    made = sample("branch-with-protection", name=name)
    inner = {key: git[key] for key in ("author", "committer", "message")}
    inner |= {"tree": {"sha": git["tree"]["sha"], "url": git["tree"]["url"]}, "url": git["url"], "comment_count": 0}
    made["commit"] |= {"sha": sha, "node_id": node_id("Commit", sha), "commit": inner, "parents": git["parents"]}
    return 200, made


@serves("GET /contents/{path}", "contents=read")
def get_contents(call: Call) -> Answer:
    found, path = call.repository, call.values["path"].strip("/")
    if found.waits > 0:
        found.waits -= 1
        raise StatusError(404, "This repository is empty.")
    named = call.query.get("ref", found.default_branch)
    sha = found.head(named) or (named if named in found.commits else None)
    if sha is None:
        raise StatusError(404, f"No commit found for the ref {named}" if found.commits else "This repository is empty.")
    entries = found.flat(found.commits[sha]["tree"], folders=True)
    if path in entries and entries[path][1] == "blob":
        return 200, _file(found, path, entries[path][2], whole=True)
    inside = {name: each for name, each in entries.items() if name.rpartition("/")[0] == path}
    if path and path not in entries:
        raise StatusError(404, "Not Found")
    return 200, [_file(found, name, each[2], kind=each[1]) for name, each in inside.items()]


def _file(found: Repository, path: str, sha: str, *, whole: bool = False, kind: str = "blob") -> dict[str, Any]:
    data = found.blobs.get(sha, b"")
    name = path.rpartition("/")[2]
    fields: dict[str, Any] = {"name": name, "path": path, "sha": sha, "size": len(data)}
    fields |= {"url": "https://example.org/", "git_url": None, "html_url": None, "download_url": None}
    fields |= {"_links": {"git": None, "html": None, "self": "https://example.org/"}}
    if whole and len(data) > LARGE:
        return {**fields, "type": "file", "encoding": "none", "content": ""}
    if whole:
        return {**fields, "type": "file", "encoding": "base64", "content": base64.encodebytes(data).decode()}
    return {**fields, "type": {"blob": "file", "tree": "dir", "commit": "submodule"}[kind]}


@serves("POST /statuses/{sha}", "statuses=write")
def post_status(call: Call) -> Answer:
    if (sha := call.values["sha"]) not in call.repository.commits:
        raise StatusError(422, f"No commit found for SHA: {sha}")
    now = stamp(call.github.now)
    fields = {"state": call.body["state"], "context": call.body.get("context", "default"), "created_at": now}
    fields |= {key: call.body.get(key) for key in ("description", "target_url")}
    creator = call.github.person(call.github.actor(call.token))
    made = sample("status", id=call.github.number(), **fields, updated_at=now, creator=creator)
    call.repository.statuses.append({**made, "sha": sha})
    return 201, made
