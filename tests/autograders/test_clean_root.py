"""All autograders in a clean Debian, in which the bundles' own scripts install everything, as in the systems' images.

It takes minutes, and needs root, debootstrap (sudo apt install debootstrap) and the network. With -s it prints how long
each step took.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gradus.authoring import fingerprints
from gradus.core.course import Course, load
from tests.autograders.hostile import FORKS, HOSTILE, KILLS, RIGHT, WRONG
from tests.autograders.test_results import read_by_vpl
from tests.autograders.test_root import assert_nothing_got_out, bundle, lay, results
from tests.conftest import MINI

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not shutil.which("debootstrap") or os.geteuid() != 0, reason="needs root and debootstrap"),
]
DEBIAN = "bookworm"
# A container's: namespaces of its own, a few devices, a small /dev/shm; the network only so that packages can be had.
ENTER = """
set -e
root=$1; shift
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for name in null zero full random urandom; do touch "$root/dev/$name"; mount --bind "/dev/$name" "$root/dev/$name"; done
mkdir "$root/dev/shm"
mount -t tmpfs -o size=64m,mode=1777 tmpfs "$root/dev/shm"
exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"
"""


class Root:
    """A clean Debian in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pip = {name: value for name, value in os.environ.items() if name == "PIP_CERT" or "_proxy" in name.lower()}

    def run(self, *command: str, user: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command in it, as in a container; print how long that took."""
        began = time.monotonic()
        enter = [
            "unshare",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "--uts",
            "--ipc",
            "bash",
            "-c",
            ENTER,
            "enter",
        ]
        other = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
        variables = [f"{name}={value}" for name, value in self.pip.items()]
        words = [*enter, str(self.folder), *variables, *other, *command]
        done = subprocess.run(words, capture_output=True, text=True, timeout=900)
        print(f"\n{' '.join(command)[-60:]}: {time.monotonic() - began:.1f} s, exit status {done.returncode}")
        return done


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The small course."""
    folder = tmp_path_factory.mktemp("packed") / "course"
    shutil.copytree(MINI, folder)
    made = load(folder)
    fingerprints.write(made, made.exercises)
    return made


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, course: Course) -> Iterator[Root]:
    """A clean Debian in which Gradescope's setup.sh has run."""
    folder = tmp_path_factory.mktemp("clean") / "root"
    began = time.monotonic()
    made = subprocess.run(
        ["debootstrap", "--variant=minbase", "--include=ca-certificates", DEBIAN, folder],
        capture_output=True,
        text=True,
    )
    if made.returncode:
        pytest.skip(f"debootstrap could not fetch Debian: {made.stderr[-200:] or made.stdout[-200:]}")
    print(f"\ndebootstrap: {time.monotonic() - began:.1f} s")
    for name in ("/etc/resolv.conf", os.environ.get("PIP_CERT", "")):
        if name and os.path.isfile(name):
            (folder / name[1:]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(name, folder / name[1:])
    autograder = folder / "autograder"
    bundle(course, "gradescope", autograder / "source", "--only", "square", "--hidden", "after_due_date")
    shutil.copy(autograder / "source" / "run_autograder", autograder)
    (autograder / "submission_metadata.json").write_text("{}", "utf-8")
    clean = Root(folder)
    done = clean.run("bash", "/autograder/source/setup.sh")
    assert done.returncode == 0, done.stderr[-3000:]
    assert "The reference passes all checks of 1 exercises, in the sandbox landlock." in done.stdout
    yield clean
    shutil.rmtree(folder, ignore_errors=True)


LOOPS = RIGHT.replace("return x * x", "while True: pass")
SUBMISSIONS = {"right": (RIGHT, 4.0), "wrong": (WRONG, 2.0), "hostile": (HOSTILE, 2.0), "kills": (KILLS, 0.0)}
SUBMISSIONS |= {"forks": (FORKS, 0.0), "loops": (LOOPS, 2.0), "no Python": ("\x00\ud7ff def", 0.0)}


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_gradescope(root: Root, name: str) -> None:
    text, score = SUBMISSIONS[name]
    lay(root.folder / "autograder", square=text)
    done = root.run("/autograder/run_autograder")
    assert done.returncode == 0, done.stderr
    result = results(root.folder / "autograder")
    assert result["score"] == score, result
    assert result["extra_data"]["sandbox"] == "landlock"
    if name == "hostile":
        assert_nothing_got_out(result)
    left = subprocess.run(["ps", "-eo", "uid="], capture_output=True, text=True).stdout.split()
    assert "61000" not in left


def test_gradescope_where_nothing_was_handed_in(root: Root) -> None:
    lay(root.folder / "autograder")
    assert root.run("/autograder/run_autograder").returncode == 0
    assert results(root.folder / "autograder")["score"] == 0


def test_a_course_that_was_broken_gives_no_results(root: Root) -> None:
    lay(root.folder / "autograder", square=RIGHT)
    settings = root.folder / "autograder" / "source" / "settings.json"
    kept = settings.read_bytes()
    settings.write_bytes(kept[:-20])
    try:
        done = root.run("/autograder/run_autograder")
    finally:
        settings.write_bytes(kept)
    assert done.returncode == 3 and "settings.json cannot be used" in done.stderr
    assert not list((root.folder / "autograder" / "results").iterdir())


@pytest.mark.parametrize(("name", "score"), [("right", 1.0), ("hostile", 0.5)])
def test_prairielearn(root: Root, course: Course, tmp_path: Path, name: str, score: float) -> None:
    grade = root.folder / "grade"
    shutil.rmtree(grade, ignore_errors=True)
    bundle(course, "prairielearn", tmp_path / "unpacked")
    shutil.copytree(tmp_path / "unpacked" / "serverFilesCourse", grade / "serverFilesCourse")
    info = json.loads((tmp_path / "unpacked/questions/warmup-square/info.json").read_text("utf-8"))
    (grade / "student").mkdir()
    text = SUBMISSIONS[name][0].replace("/autograder/source/", "/grade/serverFilesCourse/gradus/")
    (grade / "student" / "square.py").write_text(text.replace("/autograder/", "/grade/"), "utf-8")
    done = root.run(*info["externalGradingOptions"]["entrypoint"])
    assert done.returncode == 0, done.stderr
    result = json.loads((grade / "results" / "results.json").read_text("utf-8"))
    assert result["gradable"] is True and result["score"] == score
    assert "LOOT" not in json.dumps(result)


@pytest.mark.parametrize(("name", "mark"), [("right", "20"), ("hostile", "10")])
def test_vpl(root: Root, course: Course, tmp_path: Path, name: str, mark: str) -> None:
    """As a prisoner of its jail, whom no right of root's protects from the student."""
    bundle(course, "vpl", tmp_path / "unpacked", "--only", "square")
    home = root.folder / "home" / "p1"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(tmp_path / "unpacked" / "execution_files", home)
    (home / "square.py").write_text(SUBMISSIONS[name][0], "utf-8")
    (home / "vpl_environment.sh").write_text("export VPL_GRADEMIN=0\nexport VPL_GRADEMAX=20\n", "utf-8")
    subprocess.run(["chown", "-R", "12345:12345", home], check=True)
    script = "cd /home/p1 && export HOME=/home/p1 && ulimit -u 100 && ./vpl_evaluate.sh && ./vpl_execution"
    done = root.run("bash", "-c", script, user=12345)
    grade, comments = read_by_vpl(done.stdout)
    assert grade == mark and len(comments) > 4, done
    assert "LOOT" not in done.stdout and not (home / "gradus_course.txt").exists()


def test_an_image(root: Root, course: Course, tmp_path: Path) -> None:
    """What its Containerfile lays out, without an engine that builds it: a user other than root grades each folder."""
    for name in ("bundle", "submissions", "results"):
        shutil.rmtree(root.folder / name, ignore_errors=True)
    bundle(course, "oci", root.folder / "bundle", "--only", "square")
    for name in ("right", "wrong", "hostile"):
        (root.folder / "submissions" / name).mkdir(parents=True)
        (root.folder / "submissions" / name / "square.py").write_text(SUBMISSIONS[name][0], "utf-8")
    (root.folder / "results").mkdir()
    subprocess.run(["chown", "-R", "10001:10001", root.folder / "bundle", root.folder / "results"], check=True)
    done = root.run("env", "XDG_CACHE_HOME=/tmp/cache", "bash", "/bundle/entrypoint.sh", user=10001)
    assert done.returncode == 0, done.stderr
    reports = {path.stem: json.loads(path.read_text("utf-8")) for path in (root.folder / "results").glob("*.json")}
    assert {name: report["score"] for name, report in reports.items()} == {"right": 4.0, "wrong": 2.0, "hostile": 2.0}
    assert {report["sandbox"] for report in reports.values()} == {"landlock"}


@pytest.mark.skipif(not shutil.which("buildah"), reason="needs buildah")
def test_the_recipe_of_an_image(root: Root, course: Course, tmp_path: Path) -> None:
    """Built and run by buildah, which needs no engine, with the clean Debian in the place of the image below it."""
    own = [
        "buildah",
        "--root",
        str(tmp_path / "storage"),
        "--runroot",
        str(tmp_path / "run"),
        "--storage-driver",
        "vfs",
    ]

    def buildah(*words: object) -> str:
        began = time.monotonic()
        done = subprocess.run([*own, *map(str, words)], capture_output=True, text=True, timeout=900)
        print(f"\nbuildah {words[0]}: {time.monotonic() - began:.1f} s, exit status {done.returncode}")
        assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
        return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""

    left_out = [
        f"--exclude=./{name}" for name in "autograder opt grade home bundle submissions results tmp dev proc".split()
    ]
    subprocess.run(["tar", "-C", root.folder, *left_out, "-cf", tmp_path / "base.tar", "."], check=True)
    base = buildah("from", "scratch")
    buildah("add", "-q", base, tmp_path / "base.tar", "/")
    variables = [word for name, value in root.pip.items() for word in ("--env", f"{name}={value}")]
    buildah("config", *variables, "--env", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", base)
    buildah("run", "--isolation", "chroot", base, "install", "-d", "-m", "1777", "/tmp")
    buildah("commit", "-q", base, "localhost/base")
    bundle(course, "oci", tmp_path / "context", "--only", "square")
    host = ["--isolation", "chroot", "--network", "host"]
    recipe = tmp_path / "context" / "Containerfile"
    buildah("bud", *host, "--from", "localhost/base", "-t", "gradus-course", "-f", recipe, tmp_path / "context")
    for name in ("right", "wrong", "hostile"):
        (tmp_path / "submissions" / name).mkdir(parents=True)
        (tmp_path / "submissions" / name / "square.py").write_text(SUBMISSIONS[name][0], "utf-8")
    (tmp_path / "results").mkdir()
    for folder in (tmp_path, tmp_path / "results"):
        folder.chmod(0o777)
    mounts = ["-v", f"{tmp_path / 'submissions'}:/submissions:ro", "-v", f"{tmp_path / 'results'}:/results"]
    buildah("run", "--isolation", "chroot", *mounts, buildah("from", "gradus-course"), "/usr/local/bin/gradus-grade")
    reports = {path.stem: json.loads(path.read_text("utf-8")) for path in (tmp_path / "results").glob("*.json")}
    assert {name: report["score"] for name, report in reports.items()} == {"right": 4.0, "wrong": 2.0, "hostile": 2.0}
    assert {path.stat().st_uid for path in (tmp_path / "results").glob("*.json")} == {10001}
