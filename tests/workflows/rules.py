"""Rules for workflows that handle students' code or secrets.

Linters know what is dangerous in general. These rules hold what this project promises (docs/threat-model.md): they list
what is allowed rather than what is not.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

EVENTS = {"push", "pull_request", "schedule", "workflow_dispatch"}
ACTIONS = {
    "actions/checkout",
    "actions/create-github-app-token",
    "actions/download-artifact",
    "actions/upload-artifact",
}
PINNED = re.compile(r"\s*(?:- )?uses: (?P<action>[\w.-]+/[\w./-]+)@[0-9a-f]{40} # v\d+\.\d+\.\d+")
LONGEST = 120
# Whoever keeps a private copy pays for its minutes: there, what starts by itself runs only if they asked for it.
UNPAID = "${{ !github.event.repository.private || vars.GRADUS_CI == 'true' }}"
# One student repository, or, with a star in its name, all that the App is installed on.
REPOSITORIES = "${{ !contains(vars.GRADUS_COURSE_REPO, '*') && vars.GRADUS_COURSE_REPO || '' }}"
APP = {("contents", "read"), ("metadata", "read"), ("pull-requests", "read")}
APP |= {("checks", "write"), ("pull-requests", "write")}
# The only command that a job with a secret may run: our own code, without an installation.
TRUSTED = re.compile(r"python3 -P -m gradus\.pulls (plan|fetch|post) (?:[^;&|`<>$]|\$(?!\())*")
GRADES = re.compile(r"\bgradus (grade|check|verify|show)\b|\bpytest\b|\.ci/run\b")
TOKENS = re.compile(r"secrets\.|secrets\[|github\.token|\.outputs\.token")
FETCHES = re.compile(r"\bgit (fetch|clone|checkout|pull|switch|worktree)\b|\bgh \w+ (checkout|clone)\b")


def findings(text: str) -> list[str]:
    """Return a sentence for each rule that a workflow breaks."""
    flow = yaml.safe_load(text)
    return [*_workflow(flow, text), *(f for name, job in flow["jobs"].items() for f in _job(flow, name, job))]


def runs(text: str) -> list[str]:
    """Return the scripts of a workflow's steps."""
    return [step["run"] for job in yaml.safe_load(text)["jobs"].values() for step in job["steps"] if "run" in step]


def commands(script: str) -> list[list[str]]:
    """Split a script into commands, each a list of words."""
    lexer = shlex.shlex(script.replace("\n", " ; "), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    found: list[list[str]] = [[]]
    for word in lexer:
        if word and set(word) <= set("();<>|&"):
            found.append([])
        else:
            found[-1].append(word)
    return [words for words in found if words]


def events(flow: dict[Any, Any]) -> set[str]:
    on: Any = flow.get("on", flow.get(True))  # YAML 1.1 reads "on" as true
    return {on} if isinstance(on, str) else set(on)


def _workflow(flow: dict[Any, Any], text: str) -> Iterator[str]:
    if unknown := events(flow) - EVENTS:
        yield f"is triggered by {sorted(unknown)[0]}"
    if flow.get("permissions") != {}:
        yield "grants permissions at workflow level"
    if not isinstance(flow.get("concurrency"), dict) or not flow["concurrency"].get("group"):
        yield "has no concurrency group"
    elif {"schedule", "workflow_dispatch"} <= events(flow) and (
        flow["concurrency"].get("queue") != "max" or flow["concurrency"].get("cancel-in-progress") is not False
    ):
        yield "lets the clock take the place of a run that somebody asked for"
    if TOKENS.search(str(flow.get("env", ""))):
        yield "has a token in the environment of all jobs"
    for line in text.splitlines():
        if re.match(r"\s*(- )?uses:", line):
            match = PINNED.fullmatch(line)
            if not match:
                yield f"does not pin by commit, with a version comment: {line.strip()}"
            elif match["action"] not in ACTIONS:
                yield f"uses an action that is not allowed: {match['action']}"


def _job(flow: dict[Any, Any], name: str, job: dict[str, Any]) -> Iterator[str]:
    if "steps" not in job:
        yield f"{name}: has no steps"
        return
    granted = job.get("permissions")
    if not isinstance(granted, dict):
        yield f"{name}: has no permissions"
        granted = {}
    if not 0 < job.get("timeout-minutes", 0) <= LONGEST:
        yield f"{name}: has no timeout of at most {LONGEST} minutes"
    if not re.fullmatch(r"(ubuntu|macos|windows)-[\d.]+|\$\{\{ matrix\.system \}\}", str(job.get("runs-on"))):
        yield f"{name}: does not run on a GitHub-hosted runner of a fixed version"
    if "id-token" in granted:
        yield f"{name}: may request an OIDC token"
    if "push" in events(flow) and job.get("if") != UNPAID:
        yield f"{name}: costs minutes in a private copy"
    content = str(job)
    secret = bool(TOKENS.search(content)) or "write" in granted.values()
    grades = any(GRADES.search(step.get("run", "")) for step in job["steps"])
    if "secrets." in content and "environment" not in job:
        yield f"{name}: has a secret outside an environment"
    if TOKENS.search(str(job.get("env", ""))):
        yield f"{name}: has a token in the environment of all steps"
    if secret and "pull_request" in events(flow):
        yield f"{name}: has a token although a pull request can change the workflow"
    if grades:
        yield from _grading(name, job, granted, secret)
    for step in job["steps"]:
        yield from _step(name, step)
        if secret or "environment" in job:
            yield from _privileged(name, step)


def _grading(name: str, job: dict[str, Any], granted: dict[str, str], secret: bool) -> Iterator[str]:
    if secret or "environment" in job:
        yield f"{name}: runs students' code and has a token"
    if set(granted.items()) - {("contents", "read")}:
        yield f"{name}: runs students' code with more than read access"
    for step in job["steps"]:
        inputs = {key: value for key, value in step.get("with", {}).items() if "cache" in key}
        if "cache" in step.get("uses", "") or any(str(value).lower() != "false" for value in inputs.values()):
            yield f"{name}: runs students' code and uses a cache"


def _step(name: str, step: dict[str, Any]) -> Iterator[str]:
    script, inputs = step.get("run", ""), step.get("with", {})
    if "${{" in f"{script}{step.get('shell')}{step.get('working-directory')}":
        yield f"{name}: has an expression in a script"
    if FETCHES.search(script):
        yield f"{name}: fetches code by a command"
    if re.search(r"GITHUB_(ENV|PATH)", script):
        yield f"{name}: changes the environment of later steps"
    action = step.get("uses", "").partition("@")[0]
    if action == "actions/checkout":
        if inputs.get("persist-credentials") is not False:
            yield f"{name}: keeps credentials after a checkout"
        if foreign := set(inputs) & {"ref", "repository", "allow-unsafe-pr-checkout", "submodules", "lfs"}:
            yield f"{name}: checks out other code, by {sorted(foreign)[0]}"
    if action.endswith("-artifact"):
        if "${{" in str(inputs.get("name", "")):
            yield f"{name}: has an artifact whose name is not fixed"
        if not str(inputs.get("path", "")).startswith("${{ runner.temp }}/"):
            yield f"{name}: has an artifact outside the temporary folder"
        if action == "actions/upload-artifact" and (
            inputs.get("retention-days") != 1 or inputs.get("compression-level", 6) == 0
        ):
            yield f"{name}: has an artifact that is kept longer or larger than needed"
        if set(inputs) & {"run-id", "github-token", "repository"}:
            yield f"{name}: takes an artifact of another run"
    if action == "actions/download-artifact" and not re.fullmatch(
        r"\$\{\{ needs\.[\w-]+\.outputs\.[\w-]+ \}\}", str(inputs.get("artifact-ids", ""))
    ):
        yield f"{name}: takes an artifact by its name, which another job could have used"
    if action == "actions/create-github-app-token":
        asked = {(key.removeprefix("permission-"), v) for key, v in inputs.items() if key.startswith("permission-")}
        if "owner" not in inputs or inputs.get("repositories") != REPOSITORIES or not asked or asked - APP:
            yield f"{name}: requests a token with more rights than needed"


def _privileged(name: str, step: dict[str, Any]) -> Iterator[str]:
    script = step.get("run")
    if script is not None and not TRUSTED.fullmatch(script.strip()):
        yield f"{name}: has a token and runs something other than gradus.pulls: {script.strip()[:60]}"


def files(root: Path) -> list[Path]:
    """Return the workflows of this repository and of the student repository."""
    student = root / "gradus" / "authoring" / "student" / "dot_github"
    return sorted([*root.glob(".github/workflows/*.y*ml"), *student.glob("workflows/*.y*ml")])
