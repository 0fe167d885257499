"""The wheel of the running engine: whole, the same each time, and one that an installer takes."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import io
import subprocess
import zipfile

import pytest

from gradus.authoring import engine
from tests.conftest import ROOT

pytestmark = pytest.mark.fast


def packed() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(engine.wheel()[1]))


def test_the_wheel_is_the_same_each_time() -> None:
    assert engine.wheel() == engine.wheel()


def test_the_wheel_has_every_file_of_the_package() -> None:
    listed = subprocess.run(["git", "ls-files", "gradus"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {*listed.stdout.split()} <= {*packed().namelist()}
    assert not [name for name in packed().namelist() if "__pycache__" in name]


def test_the_record_tells_the_digest_of_each_file() -> None:
    with packed() as found:
        (record,) = [name for name in found.namelist() if name.endswith("/RECORD")]
        rows = [line.split(",") for line in found.read(record).decode().splitlines()]
        assert [row[0] for row in rows] == found.namelist()
        for name, digest, size in rows[:-1]:
            data = found.read(name)
            wanted = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            assert (digest, size) == (f"sha256={wanted}", f"{len(data)}")


def test_the_wheel_has_the_command_and_the_plugin() -> None:
    with packed() as found:
        (points,) = [name for name in found.namelist() if name.endswith("/entry_points.txt")]
        assert "gradus = gradus.cli:main" in found.read(points).decode()
        assert "gradus = gradus.grading.plugin" in found.read(points).decode()


def test_an_engine_that_is_not_installed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "distribution", missing)
    with pytest.raises(engine.EngineError, match="is not installed"):
        engine.wheel()
