"""Workflows and their runs: what a file in .github/workflows is to GitHub. Nothing is ever run."""

from __future__ import annotations

from typing import Any

from tests.pulls.description import sample
from tests.pulls.fake import rendering
from tests.pulls.fake.administration import listed
from tests.pulls.fake.routes import Answer, Call, StatusError, serves
from tests.pulls.objects import node_id

FOLDER = ".github/workflows/"
WORKFLOW = "/actions/workflows/{workflow_id}"
FIRST = 80_000  # the number of the first workflow in a repository


def _workflow(call: Call) -> tuple[int, str]:
    """A workflow's id and file, by either of them."""
    found, named = call.repository, call.values["workflow_id"]
    sha = found.head()
    paths = sorted(found.flat(found.commits[sha]["tree"])) if sha else []
    files = [path.removeprefix(FOLDER) for path in paths if path.startswith(FOLDER)]
    for number, name in enumerate(files, FIRST):
        if named in (name, str(number)):
            return number, name
    raise StatusError(404, "Not Found")


@serves(f"GET {WORKFLOW}", "actions=read")
def get_workflow(call: Call) -> Answer:
    number, name = _workflow(call)
    state = call.repository.workflows.get(name, "active")
    named = {"id": number, "node_id": node_id("Workflow", number), "name": name.partition(".")[0]}
    return 200, sample("workflow", **named, path=FOLDER + name, state=state)


@serves(f"PUT {WORKFLOW}/disable", "actions=write")
def disable(call: Call) -> Answer:
    call.repository.workflows[_workflow(call)[1]] = "disabled_manually"
    return 204, None


@serves(f"PUT {WORKFLOW}/enable", "actions=write")
def enable(call: Call) -> Answer:
    call.repository.workflows.pop(_workflow(call)[1], None)
    return 204, None


@serves(f"POST {WORKFLOW}/dispatches", "actions=write")
def dispatch(call: Call) -> Answer:
    found, (number, name) = call.repository, _workflow(call)
    if found.workflows.get(name, "active") != "active":
        raise StatusError(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow")
    branch = call.body["ref"].removeprefix("refs/heads/")
    if (sha := found.head(branch)) is None:
        raise StatusError(422, f"No ref found for: {branch}")
    if b"workflow_dispatch" not in found.blobs[found.flat(found.commits[sha]["tree"])[FOLDER + name][2]]:
        raise StatusError(422, "Workflow does not have 'workflow_dispatch' trigger")
    made = {"id": call.github.number(), "workflow": number, "name": name, "event": "workflow_dispatch", "sha": sha}
    made |= {"branch": branch, "inputs": call.body.get("inputs", {}), "actor": call.github.actor(call.token)}
    found.runs.append({**made, "status": "queued", "conclusion": None, "at": call.github.now})
    if not call.body.get("return_run_details"):
        return 204, None
    url = f"{call.github.url}/repos/{found.full_name}/actions/runs/{made['id']}"
    return 200, {"workflow_run_id": made["id"], "run_url": url, "html_url": url}


@serves("GET /actions/runs", "actions=read", paged="workflow_runs")
def list_runs(call: Call) -> Answer:
    query = call.query
    wanted = {"branch": "branch", "event": "event", "head_sha": "sha", "actor": "actor"}
    found = call.repository.runs[::-1]
    for key, field in wanted.items():
        found = [run for run in found if query.get(key, run[field]) == run[field]]
    found = [run for run in found if query.get("status", run["status"]) in (run["status"], run["conclusion"])]
    return listed("workflow_runs", [_run(call, run) for run in found])


def _run(call: Call, made: dict[str, Any]) -> dict[str, Any]:
    github, found = call.github, call.repository
    repository, person = rendering.repository(github, found), github.person(made["actor"])
    return sample(
        "workflow-run",
        id=made["id"],
        node_id=node_id("WorkflowRun", made["id"]),
        name=made["name"].partition(".")[0],
        path=FOLDER + made["name"],
        workflow_id=made["workflow"],
        head_branch=made["branch"],
        head_sha=made["sha"],
        event=made["event"],
        status=made["status"],
        conclusion=made["conclusion"],
        actor=person,
        triggering_actor=person,
        repository=repository,
        head_repository=repository,
        head_commit=rendering.simple_commit(found, made["sha"]),
        pull_requests=[],
        **rendering.timed(github, made["at"]),
    )
