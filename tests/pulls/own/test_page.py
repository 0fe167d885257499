"""docs/own-machine.md and its unit: the commands exist, and no setting takes away what the sandbox needs."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gradus.pulls.cli import parser
from tests.conftest import ROOT

UNIT, PAGE = ROOT / "docs" / "gradus-pulls.service", ROOT / "docs" / "own-machine.md"
# What the sandbox cannot do without: namespaces, a host's name, mounts, and other accounts.
NEVER = ("RestrictNamespaces", "ProtectHostname", "SystemCallFilter", "PrivateUsers", "DynamicUser")
IMPLY = """
DynamicUser LockPersonality MemoryDenyWriteExecute PrivateDevices ProtectClock ProtectHostname ProtectKernelLogs
ProtectKernelModules ProtectKernelTunables RestrictAddressFamilies RestrictNamespaces RestrictRealtime RestrictSUIDSGID
SystemCallArchitectures SystemCallFilter SystemCallLog
""".split()


def settings(text: str) -> dict[str, str]:
    """The settings of a unit's section Service; the last of a name counts."""
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    section = text.split("[Service]\n")[1].split("\n[")[0]
    return dict(line.split("=", 1) for line in section.splitlines() if "=" in line)


def test_nothing_takes_away_what_the_sandbox_needs() -> None:
    there = settings(UNIT.read_text("utf-8"))
    assert not [name for name in NEVER if name in there]
    assert "AF_NETLINK" in there["RestrictAddressFamilies"].split()
    page = PAGE.read_text("utf-8")
    assert all(f"`{name}=" in page for name in NEVER)


def test_it_is_closed_otherwise() -> None:
    there = settings(UNIT.read_text("utf-8"))
    assert (
        there["User"] == "gradus-pulls" and there["CapabilityBoundingSet"] == "" and there["NoNewPrivileges"] == "yes"
    )
    assert (
        there["ProtectSystem"] == "strict" and there["ProtectHome"] == "yes" and there["StateDirectoryMode"] == "0700"
    )
    assert there["LoadCredential"].startswith("app-key:") and there["KillMode"] == "mixed"
    assert "KEY" not in there["Environment"] and "TOKEN" not in there["Environment"]


def test_another_account_can_be_changed_to() -> None:
    """Whatever implies NoNewPrivileges is undone, or sudo could not work."""
    there = settings(UNIT.read_text("utf-8"))
    blocks = re.findall(r"```ini\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    changed = settings(next(block for block in blocks if "NoNewPrivileges=no" in block))
    both = {**there, **changed}
    assert [name for name in IMPLY if both.get(name) not in (None, "", "no")] == []
    assert both["CapabilityBoundingSet"] == "CAP_SETUID CAP_SETGID CAP_AUDIT_WRITE"


def commands() -> list[list[str]]:
    """The options of each `gradus pulls run` on the page and in the unit."""
    text = UNIT.read_text("utf-8") + "\n" + PAGE.read_text("utf-8")
    lines = text.replace("\\\n", " ").splitlines()
    found = [line.split("gradus pulls run", 1)[1] for line in lines if re.search(r"gradus pulls run +--", line)]
    return [shlex.split(line.replace("…", "school/x --ledger x")) for line in found]


def test_its_commands_can_be_read() -> None:
    assert len(commands()) >= 3
    for words in commands():
        options = parser().parse_args(["run", *words])
        assert options.ledger and options.course_repo
    rows = re.findall(r"^\| `(--[^|]*)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    known = set(re.findall(r"--[a-z-]+", _help()))
    assert {name for line in rows for name in re.findall(r"--[a-z-]+", line)} <= known


def _help() -> str:
    done = subprocess.run([sys.executable, "-m", "gradus.pulls", "run", "--help"], capture_output=True, text=True)
    return done.stdout


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_can_read_it(tmp_path: Path) -> None:
    text = UNIT.read_text("utf-8").replace("/srv/course/.venv/bin/python", sys.executable)
    unit = tmp_path / "gradus-pulls.service"
    unit.write_text(text, "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True)
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "gradus-pulls" in line]
    assert ours == []
    unit.write_text(text.replace("KillMode=mixed", "KillMode=nonsense"), "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True)
    assert "gradus-pulls.service:" in done.stderr  # it does find mistakes
