"""Resources counted in sum: control groups where there are some, files in memory, and what callbacks are given."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradus.core.status import Kind
from gradus.sandbox import callbacks, cgroups
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.session import Session
from gradus.sandbox.transport import SubprocessTransport
from gradus.sandbox.workers import Workers
from gradus.worker import wire
from tests.conftest import needs_bubblewrap

PACKAGES = frozenset({"numpy"})
HOG = """
import os
def hoard(megabytes):
    global kept
    kept = bytearray(megabytes << 20)
    return len(kept)
def folders(place, most):
    for number in range(most):
        try:
            os.mkdir(f"{place}/{number}")
        except OSError:
            return number
    return most
"""


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers("bubblewrap")
    made.prepare(PACKAGES)
    yield made
    made.close()


def session(workers: Workers) -> Session:
    def load(new: Session) -> None:
        new.load_sources({"student": HOG.encode()}, {})
        new.modules["student"] = new.import_module("student")

    return Session("student", partial(workers.connect, PACKAGES), load, lambda: None)


@needs_bubblewrap
def test_a_clone_has_few_files(workers: Workers) -> None:
    """A folder takes no byte of a tmpfs, but a kilobyte of the kernel."""
    if not workers.zygotes[PACKAGES]:
        pytest.skip("no zygote here")
    student = session(workers)
    assert 1000 < student.module().folders("/scratch", 5000) < 4096
    assert 10 < student.module().folders("/dev/shm", 5000) < 64
    student.close()


# Where there are control groups

needs_groups = pytest.mark.skipif(not cgroups.places(), reason="this process may make no control groups")


def groups(process: int | None) -> list[str]:
    text = Path(f"/proc/{process}/cgroup").read_text("utf-8")
    return [line.rpartition("/")[2] for line in text.splitlines() if "gradus-" in line]


@needs_bubblewrap
@needs_groups
def test_a_worker_has_a_group_of_its_own_until_it_ends(workers: Workers) -> None:
    one, other = session(workers), session(workers)
    names = set()
    for each in (one, other):
        each.module()
        assert isinstance(each.transport, SubprocessTransport)
        names |= {*groups(each.transport.process.number())}
    assert names
    folders = [place.folder / name for place in cgroups.places() for name in names]
    assert len(names) == 2 and all(folder.exists() for folder in folders)
    one.close()
    other.close()
    deadline = time.monotonic() + 30
    while any(folder.exists() for folder in folders) and time.monotonic() < deadline:
        time.sleep(0.05)
        cgroups.sweep(cgroups.places())
    assert not [folder for folder in folders if folder.exists()]


@needs_bubblewrap
@needs_groups
@pytest.mark.skipif(not any("memory" in str(place) for place in cgroups.places()), reason="none for memory")
@pytest.mark.parametrize("cloned", [True, False])
def test_who_takes_more_than_the_group_has_is_stopped(
    monkeypatch: pytest.MonkeyPatch, workers: Workers, cloned: bool
) -> None:
    monkeypatch.setattr(cgroups, "BESIDES", (200 << 20) - (1 << 30))
    if not cloned:
        workers.close()
        workers.zygotes[PACKAGES] = None
    student = session(workers)
    assert student.module().hoard(10) == 10 << 20
    with pytest.raises(StudentCodeError, match="ran out of memory") as stopped:
        student.module().hoard(400)
    assert stopped.value.kind is Kind.DIED
    assert student.module().hoard(20) == 20 << 20  # in the next worker
    student.close()


@needs_groups
def test_groups_of_a_killed_run_are_removed() -> None:
    code = "from gradus.sandbox import cgroups; import os; print(cgroups.make(1 << 30).folders); os._exit(1)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    folders = [Path(part.split("'")[0]) for part in said.split("PosixPath('")[1:]]
    assert folders and all(folder.exists() for folder in folders)
    mine = cgroups.make(1 << 30)
    assert mine
    cgroups.places.cache_clear()
    cgroups.places()
    assert not [folder for folder in folders if folder.exists()]
    assert all(folder.exists() for folder in mine.folders)
    kept = mine.folders
    mine.close()
    assert not [folder for folder in kept if folder.exists()]


# Which part of the tree: as systems without and with systemd have it


def tree(root: Path, folder: str, **files: str) -> Path:
    (root / folder).mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (root / folder / name.replace("__", ".")).write_text(text)
    return root / folder


def mounted(point: Path, kind: str, options: str = "rw", root: str = "/") -> str:
    return f"30 24 0:26 {root} {point} rw,nosuid shared:9 - {kind} {kind} {options}\n"


DELEGATED = {"cgroup__subtree_control": "cpu memory pids\n", "cgroup__procs": ""}


def test_the_old_tree(tmp_path: Path) -> None:
    memory, pids = tree(tmp_path, "memory/a"), tree(tmp_path, "pids")
    mounts = mounted(tmp_path / "memory", "cgroup", "rw,memory") + mounted(pids, "cgroup", "rw,pids", root="/b")
    found = cgroups._places("4:memory:/a\n8:pids:/b\n0::/\n", mounts + mounted(tmp_path / "unified", "cgroup2"))
    assert [place.folder for place in found] == [memory, pids]
    assert found[0].limits[0] == ("memory.limit_in_bytes", None)


def test_a_delegated_part_of_the_new_tree(tmp_path: Path) -> None:
    """The group itself has processes, so that no limits can be set in it; its slice has what is needed."""
    slice_ = tree(tmp_path, "user.slice/user@1000.service/app.slice", **DELEGATED)
    tree(slice_, "terminal.scope", cgroup__subtree_control="\n", cgroup__procs="12\n")
    own = "0::/user.slice/user@1000.service/app.slice/terminal.scope\n"
    (place,) = cgroups._places(own, mounted(tmp_path, "cgroup2"))
    assert place.folder == slice_ and ("memory.swap.max", 0) in place.limits


def test_a_tree_in_which_nothing_is_delegated(tmp_path: Path) -> None:
    tree(tmp_path, "system.slice/agent.service", cgroup__subtree_control="", cgroup__procs="12\n")
    assert cgroups._places("0::/system.slice/agent.service\n", mounted(tmp_path, "cgroup2")) == []
    assert cgroups._places("0::/\n", "") == []


def test_limits_that_cannot_be_set_are_no_reason_to_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = cgroups.Place(tmp_path / "gone", (("memory.max", None),))
    monkeypatch.setattr(cgroups, "places", lambda: (place,))
    assert cgroups.make(1 << 30) is None


def test_a_group_is_written_as_the_kernel_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cgroups, "places", lambda: (cgroups.Place(tmp_path, cgroups._NEW),))
    group = cgroups.make(1 << 30)
    assert group
    group.enter(os.getpid())
    written = {path.name: path.read_text() for path in group.folders[0].iterdir()}
    limits = {"memory.max": str((1 << 30) + cgroups.BESIDES), "memory.swap.max": "0", "pids.max": "300"}
    assert written == limits | {"cgroup.procs": str(os.getpid())}


# What the functions of a check are given


def call(table: callbacks.Callbacks, *arguments: Any) -> bytes:
    return table.answer([0, "", [*arguments], {}])


@pytest.fixture
def table() -> callbacks.Callbacks:
    made = callbacks.Callbacks()
    made.table.append(lambda *arguments: None)
    return made


def test_one_call_takes_so_much(table: callbacks.Callbacks) -> None:
    """Small integers become floats, so 8 of 9 bytes are not in the message."""
    small = [np.zeros(10**6, np.int8)] * 3
    call(table, small)
    with pytest.raises(wire.ProtocolError, match="more than 32 MiB for one call"):
        call(table, small, *small)
    with pytest.raises(wire.ProtocolError, match="more than 32 MiB for one call"):
        call(table, *[[0] * 100_000] * 6)


def test_all_calls_of_a_check_take_so_much(table: callbacks.Callbacks) -> None:
    large = np.zeros(10**6)
    for _ in range(2):
        for _ in range(33):
            call(table, large)
        with pytest.raises(wire.ProtocolError, match="more than 256 MiB for the functions of one check"):
            call(table, large)
        table.clear()
        table.table.append(lambda x: None)


@needs_bubblewrap
def test_who_asks_for_the_process_at_once_gets_it(workers: Workers) -> None:
    """The kernel tells it once: that the one who waits in vain must not wait for ever."""
    zygote = workers.zygotes[PACKAGES]
    if not zygote:
        pytest.skip("no zygote here")
    for _ in range(20):
        clone, numbers = zygote.clone(), list[int | None]()
        asking = [threading.Thread(target=lambda: numbers.append(clone.number()), daemon=True) for _ in range(3)]  # noqa: B023
        for each in asking:
            each.start()
        for each in asking:
            each.join(30)
        assert len(numbers) == 3 and len(set(numbers)) == 1 and numbers[0]
        clone.close()
