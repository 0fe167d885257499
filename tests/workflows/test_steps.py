"""What steps of workflows run: what their commands are called with, and that there are such commands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from tests.conftest import ROOT
from tests.workflows import rules

FILES = rules.files(ROOT)
IDS = [path.name for path in FILES]


def steps(job: str) -> dict[str, dict[str, Any]]:
    """The named steps of a job of grade.yml."""
    flow = yaml.safe_load((ROOT / ".github/workflows/grade.yml").read_text("utf-8"))
    return {step["name"]: step for step in flow["jobs"][job]["steps"] if "name" in step}


def said(script: str, folder: Path, **environment: str) -> list[str]:
    """What the programs of a step are called with."""
    for name in ("python3", "uv"):
        (folder / name).write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
        (folder / name).chmod(0o755)
    known = {"PATH": f"{folder}:/usr/bin:/bin", "RUNNER_TEMP": str(folder), "GITHUB_REPOSITORY": "school/course"}
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script], env=known | environment, capture_output=True, text=True, timeout=20
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("regrade", ["", "true"])
def test_the_plan_is_made_as_the_teacher_says(tmp_path: Path, regrade: str) -> None:
    step = steps("plan")["Plan"]
    environment = {"OWNER": "school", "NAME": "students; echo x", "COOLDOWN": "10", "LIMIT": "100", "DEADLINE": ""}
    assert {*environment, "REGRADE"} <= step["env"].keys()
    told = said(step["run"], tmp_path, **environment, REGRADE=regrade)
    assert told[:5] == ["-P", "-m", "gradus.pulls", "plan", "--course-repo"]
    assert "school/students; echo x" in told and "" in told  # one word each, whatever stands in it
    assert ("--regrade" in told) == bool(regrade)


def test_what_one_job_leaves_the_next_one_finds(tmp_path: Path) -> None:
    for name in ("pr-1-abc", "pr-2-def"):
        (tmp_path / "submissions" / name).mkdir(parents=True)
    told = said(steps("grade")["Grade"]["run"], tmp_path)
    assert [word for word in told if "/pr-" in word] == [
        f"{tmp_path}/submissions/pr-1-abc",
        f"{tmp_path}/submissions/pr-2-def",
    ]
    assert told[-4:] == ["--out", f"{tmp_path}/reports", "--sandbox", "bubblewrap"]
    kept = {
        name: step["with"]["path"]
        for job in ("plan", "grade")
        for name, step in steps(job).items()
        if "path" in step.get("with", {})
    }
    assert kept["Hand on the submissions"] == "${{ runner.temp }}/work/submissions"
    assert kept["Take the submissions"] == "${{ runner.temp }}/submissions"
    assert kept["Hand on the reports"] == "${{ runner.temp }}/reports/*.json"
    assert kept["Keep the plan"] == "${{ runner.temp }}/work/*.json"
    taken = {name: step["with"]["path"] for name, step in steps("report").items() if name.startswith("Take")}
    assert taken == {"Take the plan": "${{ runner.temp }}/work", "Take the reports": "${{ runner.temp }}/reports"}


def test_posting_needs_nothing_installed(tmp_path: Path) -> None:
    """As the job that posts does: a bare Python, PYTHONPATH, and no other folder to import from."""
    command = [sys.executable, "-S", "-P", "-m", "gradus.pulls", "post", "--help"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "REPORTS" in done.stdout


# Commands that exist


def wrong_use(words: list[str]) -> str:
    """Why the command cannot be meant like this; empty where it can, or where it is none of ours."""
    words = [re.sub(r"\$\{\w+:\+(.*)\}", r"\1", word) for word in words]
    from gradus.cli.main import main

    if "gradus.pulls" in words:
        return pulls(words[words.index("gradus.pulls") + 1 :])
    if "gradus" not in words or "run" not in words[: words.index("gradus")]:
        return ""
    name, *arguments = [*words[words.index("gradus") + 1 :], ""]
    command = main if name.startswith("-") or not name else main.commands.get(name)
    if not command:
        return f"there is no command {name}"
    if name == "pulls":
        return pulls(arguments[:-1])
    try:
        command.make_parser(click.Context(command)).parse_args([name, *arguments] if command is main else arguments)
    except click.ClickException as error:
        return error.format_message()
    return ""


def pulls(arguments: list[str]) -> str:
    from gradus.pulls.cli import parser

    try:
        parser().parse_args([re.sub(r"\$\w+", "1", argument) for argument in arguments])
    except SystemExit:
        return f"gradus.pulls does not take {' '.join(arguments)}"
    return ""


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_workflows_run_commands_that_exist(path: Path) -> None:
    used = [words for script in rules.runs(path.read_text("utf-8")) for words in rules.commands(script)]
    assert [why for words in used if (why := wrong_use(words))] == []
    assert sum(any(w in ("gradus", "gradus.pulls") for w in words) for words in used) >= 1


@pytest.mark.parametrize("name", ["README.md", "docs/classroom.md", "docs/gradebook.md"])
def test_pages_name_commands_that_exist(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    scripts = [re.sub(r"\\\n|\s#[^\n]*", " ", block) for block in blocks]
    used = [words for script in scripts for words in rules.commands(script) if "gradus" in " ".join(words)]
    assert used and [why for words in used if (why := wrong_use(words))] == []


@pytest.mark.parametrize(
    "script",
    [
        "uv run gradus grade x --ouf y",
        "uv run gradus check --all --gitlab",
        "true && uv run --no-sync gradus mark x",
        "python3 -P -m gradus.pulls plan --course x",
        "python3 -P -m gradus.pulls fetch",
        "python3 -P -m gradus.pulls send x",
    ],
)
def test_a_command_that_does_not_exist_is_found(script: str) -> None:
    assert [why for words in rules.commands(script) if (why := wrong_use(words))]
