"""`gradus grade --scheduler`: a real scheduler and real Dask workers give the reports that this machine gives."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gradus.core.course import Course
from tests.conftest import heeds_ctrl_c, invoke, run_gradus
from tests.scale.cluster import ACluster
from tests.scale.conftest import KINDS, SQUARE, hand_in, reports

psutil = pytest.importorskip("psutil")
distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked and killed")


def command(course: Course, address: str, out: Path, folders: list[Path], *more: str) -> list[str]:
    words = ["grade", *map(str, folders), "--out", str(out), "--sandbox", "process", "--scheduler", address, *more]
    return words


def started(course: Course, words: list[str]) -> subprocess.Popen[str]:
    """The command in the background."""
    return subprocess.Popen(
        [sys.executable, "-m", "gradus", *words],
        cwd=course.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeds_ctrl_c,
        start_new_session=True,
    )


def wait_for(out: Path, number: int, run: subprocess.Popen[str]) -> None:
    """Until so many reports are there."""
    deadline = time.monotonic() + 120
    while len(list(out.glob("*.json"))) < number:
        assert time.monotonic() < deadline and run.poll() is None, run.communicate()
        time.sleep(0.02)


def executed(address: str) -> dict[str, int]:
    """The tasks that each Dask worker has run."""
    with distributed.Client(address, set_as_default=False) as client:
        counts: dict[str, int] = client.run(lambda dask_worker: dask_worker.state.executed_count)
        return counts


@pytest.mark.parametrize("number", [pytest.param(number, marks=pytest.mark.long) for number in (6, 500)])
def test_a_machine_is_lost_and_another_comes(school: Course, tmp_path: Path, number: int) -> None:
    """Exactly one report each, equal to those of a run on this machine."""
    folders = [hand_in(school, tmp_path / "submissions", each) for each in range(number)]
    here, there = tmp_path / "here", tmp_path / "there"
    alone = invoke("grade", *folders, "--out", here, "--sandbox", "process", "--json", cwd=school.root)
    assert alone.returncode == 0, alone.stderr
    with ACluster(tmp_path / "cluster", school.root, workers=3) as cluster:
        run = started(school, command(school, cluster.address, there, folders, "--json"))
        wait_for(there, number // 6, run)
        cluster.add()
        cluster.workers[0].send_signal(signal.SIGKILL)
        out, err = run.communicate(timeout=60 + 2 * number)
        assert run.returncode == 0, err + cluster.log()
        done = executed(cluster.address)
    assert sorted(path.name for path in there.iterdir()) == sorted(f"{folder.name}.json" for folder in folders)
    assert reports(there) == reports(here)
    assert out == alone.stdout
    if number > 100:
        assert len(done) == 3 and min(done.values()) > number / 20  # each, also the one that came later


class TestBadInput:
    def test_nobody_answers(self, school: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A sentence, exit status 3, and the earlier report is kept."""
        monkeypatch.setattr("gradus.grading.official.cluster.scheduler.CONNECT", 1.0)
        (tmp_path / "results").mkdir()
        (tmp_path / "results" / "s000.json").write_text("{}", "utf-8")
        folder = hand_in(school, tmp_path / "submissions", 0)
        done = invoke(*command(school, "tcp://127.0.0.1:9", tmp_path / "results", [folder]), cwd=school.root)
        assert done.returncode == 3
        assert "no Dask scheduler answers at tcp://127.0.0.1:9" in done.stderr and "Traceback" not in done.stderr
        assert {path.name: path.read_text("utf-8") for path in (tmp_path / "results").iterdir()} == {"s000.json": "{}"}

    @pytest.mark.parametrize("address", ["", "somewhere", "http://127.0.0.1:8786", "tcp://127.0.0.1", "tcp://a b:1"])
    def test_no_address(self, school: Course, tmp_path: Path, address: str) -> None:
        folder = hand_in(school, tmp_path / "submissions", 0)
        done = invoke(*command(school, address, tmp_path / "results", [folder]), cwd=school.root)
        assert done.returncode == 2 and "tcp://10.0.0.7:8786" in done.stderr
        assert not (tmp_path / "results").exists()

    def test_dask_is_not_installed(self, school: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "distributed", None)
        folder = hand_in(school, tmp_path / "submissions", 0)
        done = invoke(*command(school, "tcp://127.0.0.1:9", tmp_path / "results", [folder]), cwd=school.root)
        assert done.returncode == 3 and "gradus-course[scale]" in done.stderr

    @pytest.mark.long
    def test_something_else_answers(self, school: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A port where nobody speaks Dask's language."""
        monkeypatch.setattr("gradus.grading.official.cluster.scheduler.CONNECT", 2.0)
        folder = hand_in(school, tmp_path / "submissions", 0)
        serving = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
        with subprocess.Popen(
            serving, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as web:
            assert web.stdout
            port = web.stdout.readline().split("port ")[1].split()[0]
            done = invoke(*command(school, f"tcp://127.0.0.1:{port}", tmp_path / "out", [folder]), cwd=school.root)
            web.kill()
        assert done.returncode == 3 and "no Dask scheduler answers" in done.stderr


class TestMachines:
    @pytest.mark.long
    def test_one_of_another_state_takes_no_part(self, school: Course, tmp_path: Path) -> None:
        """It is named, with what differs; without any other, nothing is graded."""
        other = tmp_path / "other"
        shutil.copytree(school.root, other)
        check = other / "graders" / "warmup" / "power" / "test_hidden.py"
        check.write_text(check.read_text("utf-8") + "\n# mended\n", "utf-8")
        folders = [hand_in(school, tmp_path / "submissions", each) for each in range(4)]
        with ACluster(tmp_path / "cluster", school.root) as cluster:
            cluster.add(course=other)
            done = run_gradus(*command(school, cluster.address, tmp_path / "out", folders), cwd=school.root)
            assert done.returncode == 3
            assert "no machine of the cluster can grade" in done.stderr
            assert "other checks or solutions of warmup/power" in done.stderr
            assert not list((tmp_path / "out").iterdir())
            cluster.add()
            while len(executed(cluster.address)) < 2:
                time.sleep(0.1)
            done = run_gradus(*command(school, cluster.address, tmp_path / "out", folders), cwd=school.root)
        assert done.returncode == 0, done.stderr
        assert "takes no part: it has other checks or solutions of warmup/power" in done.stderr
        assert len(reports(tmp_path / "out")) == 4

    @pytest.mark.long
    def test_one_without_gradus_takes_no_part(self, school: Course, tmp_path: Path) -> None:
        (tmp_path / "empty" / "gradus").mkdir(parents=True)
        (tmp_path / "empty" / "gradus" / "__init__.py").write_text(
            "raise ModuleNotFoundError(\"No module named 'gradus'\", name='gradus')\n", "utf-8"
        )
        folder = hand_in(school, tmp_path / "submissions", 0)
        with ACluster(tmp_path / "cluster", school.root) as cluster:
            cluster.add(PYTHONPATH=str(tmp_path / "empty"))
            done = run_gradus(*command(school, cluster.address, tmp_path / "out", [folder]), cwd=school.root)
        assert done.returncode == 3 and "there is no gradus there: install gradus-course[scale]" in done.stderr

    @pytest.mark.long
    def test_they_are_waited_for(self, school: Course, tmp_path: Path) -> None:
        """The course is where GRADUS_COURSE says."""
        folder = hand_in(school, tmp_path / "submissions", 0)
        with ACluster(tmp_path / "cluster", school.root) as cluster:
            run = started(school, command(school, cluster.address, tmp_path / "out", [folder]))
            time.sleep(7)
            cluster.add(course=tmp_path, GRADUS_COURSE=str(school.root))
            _, err = run.communicate(timeout=60)
        assert run.returncode == 0, err
        assert "has no Dask worker that is ready: waiting. Start `dask worker tcp://" in err


class TestWhileItRuns:
    def slow(self, school: Course, folder: Path, number: int) -> list[Path]:
        """Submissions that take a while."""
        made = [hand_in(school, folder, each * len(KINDS)) for each in range(number)]
        for submission in made:
            slow = "import time\n" + SQUARE.format("time.sleep(0.2) or x * x") + f"# {submission.name}\n"
            (submission / "exercises" / "warmup" / "square.py").write_text(slow, "utf-8")
        return made

    @pytest.mark.long
    def test_the_scheduler_is_lost(self, school: Course, tmp_path: Path) -> None:
        """What is done is kept, and the next run goes on, here without a cluster."""
        folders, out = self.slow(school, tmp_path / "submissions", 5), tmp_path / "out"
        out.mkdir()
        with ACluster(tmp_path / "cluster", school.root, workers=1) as cluster:
            run = started(school, command(school, cluster.address, out, folders))
            wait_for(out, 1, run)
            cluster.scheduler.kill()
            _, err = run.communicate(timeout=90)
        assert run.returncode == 3
        assert "the connection to the Dask scheduler at tcp://" in err and "Run the same command again" in err
        assert "Traceback" not in err and "distributed." not in err
        kept = {path.name: path.read_bytes() for path in out.iterdir()}
        assert 1 <= len(kept) < 5 and all(json.loads(text) for text in kept.values())
        done = invoke("grade", *folders, "--out", out, "--sandbox", "process", cwd=school.root)
        assert done.returncode == 0, done.stderr
        assert len(list(out.iterdir())) == 5
        assert {name: (out / name).read_bytes() for name in kept} == kept

    @pytest.mark.long
    def test_ctrl_c(self, school: Course, tmp_path: Path) -> None:
        """The machines end what they were doing, and the same command goes on."""
        folders, out = self.slow(school, tmp_path / "submissions", 8), tmp_path / "out"
        out.mkdir()
        with ACluster(tmp_path / "cluster", school.root, workers=1) as cluster:
            run = started(school, command(school, cluster.address, out, folders))
            wait_for(out, 1, run)
            os.killpg(run.pid, signal.SIGINT)
            _, err = run.communicate(timeout=30)
            assert run.returncode == 130, err
            assert "Run the same command again to go on" in err and "Traceback" not in err
            assert not [path for path in out.iterdir() if path.suffix != ".json"]
            deadline = time.monotonic() + 30
            while graders(cluster):
                assert time.monotonic() < deadline
                time.sleep(0.1)
            done = invoke(*command(school, cluster.address, out, folders), cwd=school.root)
            assert done.returncode == 0, done.stderr
        assert len(list(out.iterdir())) == 8

    @pytest.mark.long
    def test_graders_end_with_their_dask_worker(self, school: Course, tmp_path: Path) -> None:
        folders, out = self.slow(school, tmp_path / "submissions", 8), tmp_path / "out"
        out.mkdir()
        with ACluster(tmp_path / "cluster", school.root, workers=1) as cluster:
            run = started(school, command(school, cluster.address, out, folders))
            wait_for(out, 1, run)
            below = graders(cluster)
            assert below
            cluster.workers[0].kill()
            deadline = time.monotonic() + 30
            while any(alive(pid) for pid in below):
                assert time.monotonic() < deadline
                time.sleep(0.1)
            run.kill()
            run.communicate()


def graders(cluster: ACluster) -> set[int]:
    """The processes below the Dask workers."""
    workers = [psutil.Process(process.pid) for process in cluster.workers if process.poll() is None]
    return {child.pid for worker in workers for child in worker.children(recursive=True)}


def alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != "zombie")
    except psutil.NoSuchProcess:
        return False


@pytest.mark.long
def test_with_certificates(school: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """TLS: the client takes its certificate from Dask's configuration; without one it isn't let in."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl")
    key, pem = tmp_path / "node.key", tmp_path / "node.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=gradus"]
    subprocess.run([*made, "-keyout", key, "-out", pem], check=True, capture_output=True)
    files = ("--tls-ca-file", str(pem), "--tls-cert", str(pem), "--tls-key", str(key))
    folder = hand_in(school, tmp_path / "submissions", 0)
    with ACluster(tmp_path / "cluster", school.root, scheduler=("--protocol", "tls", *files)) as cluster:
        assert cluster.address.startswith("tls://")
        cluster.add(*files)
        words = command(school, cluster.address, tmp_path / "out", [folder])
        refused = run_gradus(*words, cwd=school.root)
        assert refused.returncode == 3 and "no Dask scheduler answers at tls://" in refused.stderr
        prefix = "DASK_DISTRIBUTED__COMM__TLS__"
        known = {"CA_FILE": pem, "CLIENT__CERT": pem, "CLIENT__KEY": key}
        done = run_gradus(*words, cwd=school.root, **{prefix + name: str(path) for name, path in known.items()})
    assert done.returncode == 0, done.stderr
    assert len(reports(tmp_path / "out")) == 1
