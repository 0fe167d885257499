"""What a workflow must not do where students' code and secrets meet: each finding is a sentence.

Linters know what is dangerous in general. These rules know what this project promises (docs/threat-model.md), and say
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
# The one thing that a machine with a secret may run: our own code, on what the machine brings.
TRUSTED = re.compile(r"python3 -P -m gradus\.pulls (plan|fetch|post) [^;&|`<>]*")
JUDGES = re.compile(r"\bgradus(\.cohort)? (grade|check|verify|show)\b|\bpytest\b|\.ci/run\b")
TOKENS = re.compile(r"secrets\.|secrets\[|github\.token|\.outputs\.token")
FETCHES = re.compile(r"\bgit (fetch|clone|checkout|pull|switch|worktree)\b|\bgh \w+ (checkout|clone)\b")


def findings(text: str) -> list[str]:
    """All that is wrong with a workflow."""
    flow = yaml.safe_load(text)
    return [*_whole(flow, text), *(f for name, job in flow["jobs"].items() for f in _job(flow, name, job))]


def runs(text: str) -> list[str]:
    """The scripts of a workflow's steps."""
    return [step["run"] for job in yaml.safe_load(text)["jobs"].values() for step in job["steps"] if "run" in step]


def commands(script: str) -> list[list[str]]:
    """The commands of a script, each as a list of words."""
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
    on: Any = flow.get("on", flow.get(True))  # YAML takes on for true
    return {on} if isinstance(on, str) else set(on)


def _whole(flow: dict[Any, Any], text: str) -> Iterator[str]:
    if unknown := events(flow) - EVENTS:
        yield f"is started by {sorted(unknown)[0]}"
    if flow.get("permissions") != {}:
        yield "grants permissions at the top"
    if not isinstance(flow.get("concurrency"), dict) or not flow["concurrency"].get("group"):
        yield "has no concurrency group"
    if TOKENS.search(str(flow.get("env", ""))):
        yield "has a token in the environment of all jobs"
    for line in text.splitlines():
        if re.match(r"\s*(- )?uses:", line):
            match = PINNED.fullmatch(line)
            if not match:
                yield f"does not pin by commit, with the version beside it: {line.strip()}"
            elif match["action"] not in ACTIONS:
                yield f"uses an action that is not on the list: {match['action']}"


def _job(flow: dict[Any, Any], name: str, job: dict[str, Any]) -> Iterator[str]:
    if "steps" not in job:
        yield f"{name}: is not made of steps"
        return
    granted = job.get("permissions")
    if not isinstance(granted, dict):
        yield f"{name}: says not what it may do"
        granted = {}
    if not 0 < job.get("timeout-minutes", 0) <= LONGEST:
        yield f"{name}: has no timeout, or a long one"
    if not re.fullmatch(r"(ubuntu|macos|windows)-[\d.]+|\$\{\{ matrix\.system \}\}", str(job.get("runs-on"))):
        yield f"{name}: does not run on a machine of GitHub's, of a version that is named"
    if "id-token" in granted:
        yield f"{name}: may ask for an identity"
    content = str(job)
    secret = bool(TOKENS.search(content)) or "write" in granted.values()
    judges = any(JUDGES.search(step.get("run", "")) for step in job["steps"])
    if "secrets." in content and "environment" not in job:
        yield f"{name}: has a secret that belongs to no environment"
    if TOKENS.search(str(job.get("env", ""))):
        yield f"{name}: has a token in the environment of all steps"
    if secret and "pull_request" in events(flow):
        yield f"{name}: has a token, and a pull request defines what it does"
    if judges:
        yield from _judging(name, job, granted, secret)
    for step in job["steps"]:
        yield from _step(name, step)
        if secret or "environment" in job:
            yield from _privileged(name, step)


def _judging(name: str, job: dict[str, Any], granted: dict[str, str], secret: bool) -> Iterator[str]:
    if secret or "environment" in job:
        yield f"{name}: runs students' code and has a token"
    if set(granted.items()) - {("contents", "read")}:
        yield f"{name}: runs students' code and may do more than read"
    for step in job["steps"]:
        inputs = {key: value for key, value in step.get("with", {}).items() if "cache" in key}
        if "cache" in step.get("uses", "") or any(str(value).lower() != "false" for value in inputs.values()):
            yield f"{name}: runs students' code and has a cache"


def _step(name: str, step: dict[str, Any]) -> Iterator[str]:
    script, inputs = step.get("run", ""), step.get("with", {})
    if "${{" in f"{script}{step.get('shell')}{step.get('working-directory')}":
        yield f"{name}: an expression in a script"
    if FETCHES.search(script):
        yield f"{name}: fetches code by a command"
    if re.search(r"GITHUB_(ENV|PATH)", script):
        yield f"{name}: changes the environment of later steps"
    action = step.get("uses", "").partition("@")[0]
    if action == "actions/checkout":
        if inputs.get("persist-credentials") is not False:
            yield f"{name}: keeps credentials after a checkout"
        if foreign := set(inputs) & {"ref", "repository", "allow-unsafe-pr-checkout", "submodules", "lfs"}:
            yield f"{name}: checks out something else, by {sorted(foreign)[0]}"
    if action.endswith("-artifact"):
        if "${{" in str(inputs.get("name", "")):
            yield f"{name}: an artifact whose name is not fixed"
        if not str(inputs.get("path", "")).startswith("${{ runner.temp }}/"):
            yield f"{name}: an artifact outside of the temporary folder"
        if set(inputs) & {"run-id", "github-token", "repository"}:
            yield f"{name}: an artifact of another run"
    if action == "actions/download-artifact" and not re.fullmatch(
        r"\$\{\{ needs\.[\w-]+\.outputs\.[\w-]+ \}\}", str(inputs.get("artifact-ids", ""))
    ):
        yield f"{name}: takes an artifact by a name that another job could have given"
    if action == "actions/create-github-app-token" and not (
        {"owner", "repositories"} <= set(inputs) and any(key.startswith("permission-") for key in inputs)
    ):
        yield f"{name}: a token for more than is needed"


def _privileged(name: str, step: dict[str, Any]) -> Iterator[str]:
    script = step.get("run")
    if script is not None and not TRUSTED.fullmatch(script.strip()):
        yield f"{name}: has a token and runs something else than gradus.pulls: {script.strip()[:60]}"


def files(root: Path) -> list[Path]:
    """This repository's workflows, and those that students get."""
    student = root / "gradus" / "authoring" / "student" / "dot_github"
    return sorted([*root.glob(".github/workflows/*.y*ml"), *student.glob("workflows/*.y*ml")])
