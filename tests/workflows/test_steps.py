"""What the steps of workflows run: with which arguments, and that those commands exist."""

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


def arguments_of(script: str, folder: Path, **environment: str) -> list[str]:
    """Run a step's script, and return the arguments that its programs are called with."""
    (folder / "engine" / "bin").mkdir(parents=True, exist_ok=True)
    for name in ("python3", "engine/bin/python", "engine/bin/pip"):
        (folder / name).write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
        (folder / name).chmod(0o755)
    known = {"PATH": f"{folder}:/usr/bin:/bin", "RUNNER_TEMP": str(folder), "GITHUB_REPOSITORY": "school/course"}
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script], env=known | environment, capture_output=True, text=True, timeout=20
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("regrade", ["", "true"])
def test_the_plan_gets_the_teachers_settings(tmp_path: Path, regrade: str) -> None:
    step = steps("plan")["Plan"]
    environment = {"OWNER": "school", "NAME": "students; echo x", "COOLDOWN": "10", "LIMIT": "100", "DEADLINE": ""}
    assert {*environment, "REGRADE", "GRADUS_ROSTER"} <= step["env"].keys()
    words = arguments_of(step["run"], tmp_path, **environment, REGRADE=regrade)
    assert words[:5] == ["-P", "-m", "gradus.pulls", "plan", "--course-repo"]
    assert "school/students; echo x" in words and "" in words  # one word each, whatever stands in it
    assert ("--regrade" in words) == bool(regrade)


def test_each_job_finds_the_artifacts_of_the_one_before(tmp_path: Path) -> None:
    for name in ("pr-1-abc", "pr-2-def"):
        (tmp_path / "submissions" / name).mkdir(parents=True)
    words = arguments_of(steps("grade")["Grade"]["run"], tmp_path)
    assert [word for word in words if "/pr-" in word] == [
        f"{tmp_path}/submissions/pr-1-abc",
        f"{tmp_path}/submissions/pr-2-def",
    ]
    assert words[-6:-2] == ["--out", f"{tmp_path}/reports", "--sandbox", "bubblewrap"]
    limit = steps("grade")["Grade"]["timeout-minutes"]
    assert words[-2] == "--visible-for" and 2 * float(words[-1]) <= limit + 10, "the reports come in the second half"
    uploads = {
        name: step["with"]["path"]
        for job in ("plan", "grade")
        for name, step in steps(job).items()
        if "path" in step.get("with", {})
    }
    assert uploads["Hand on the submissions"] == "${{ runner.temp }}/work/submissions"
    assert uploads["Take the submissions"] == "${{ runner.temp }}/submissions"
    assert uploads["Hand on the reports"] == "${{ runner.temp }}/reports/*.json"
    assert uploads["Keep the plan"] == "${{ runner.temp }}/work/*.json"
    downloads = {name: step["with"]["path"] for name, step in steps("report").items() if name.startswith("Take")}
    assert downloads == {"Take the plan": "${{ runner.temp }}/work", "Take the reports": "${{ runner.temp }}/reports"}


def test_posting_needs_nothing_installed(tmp_path: Path) -> None:
    """Run as in the posting job: Python without packages, and only PYTHONPATH to import from."""
    command = [sys.executable, "-S", "-P", "-m", "gradus.pulls", "post", "--help"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "REPORTS" in done.stdout


def usage_error(words: list[str]) -> str:
    """Why a command line is wrong usage; empty if it is right, or not ours."""
    words = [re.sub(r"\$\{\w+:\+(.*)\}", r"\1", word) for word in words]
    from gradus.cli import main

    if "gradus.pulls" in words:
        return pulls_usage_error(words[words.index("gradus.pulls") + 1 :])
    if "gradus" not in words or "run" not in words[: words.index("gradus")]:
        return ""
    name, *arguments = [*words[words.index("gradus") + 1 :], ""]
    command = main if name.startswith("-") or not name else main.get_command(click.Context(main), name)
    if not command:
        return f"there is no command {name}"
    if name == "pulls":
        return pulls_usage_error(arguments[:-1])
    try:
        context = click.Context(command, **command.context_settings)
        command.make_parser(context).parse_args([name, *arguments] if command is main else arguments)
    except click.ClickException as error:
        return error.format_message()
    return ""


def pulls_usage_error(arguments: list[str]) -> str:
    from gradus.pulls.cli import parser

    try:
        parser().parse_args([re.sub(r"\$\w+", "1", argument) for argument in arguments])
    except SystemExit:
        return f"gradus.pulls does not take {' '.join(arguments)}"
    return ""


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_workflows_run_commands_that_exist(path: Path) -> None:
    used = [words for script in rules.runs(path.read_text("utf-8")) for words in rules.commands(script)]
    assert [why for words in used if (why := usage_error(words))] == []
    assert sum(any(w in ("gradus", "gradus.pulls") for w in words) for words in used) >= 1


@pytest.mark.parametrize("name", ["README.md", "docs/classroom.md", "docs/gradebook.md"])
def test_pages_show_commands_that_exist(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    scripts = [re.sub(r"\\\n|\s#[^\n]*", " ", block) for block in blocks]
    used = [words for script in scripts for words in rules.commands(script) if "gradus" in " ".join(words)]
    assert used and [why for words in used if (why := usage_error(words))] == []


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
def test_a_wrong_command_is_found(script: str) -> None:
    assert [why for words in rules.commands(script) if (why := usage_error(words))]
