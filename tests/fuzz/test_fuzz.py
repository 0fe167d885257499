"""Whatever reads what others wrote returns a value or says in one sentence what is wrong, soon, for any bytes.

More of it: GRADUS_FUZZ=20 uv run pytest tests/fuzz tries twenty times as many inputs, and run.py is guided by coverage.
"""

from __future__ import annotations

import copy
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import examples
from tests.fuzz.targets import TARGETS, mini, try_one

CORPUS = Path(__file__).parent / "corpus"
TIMES = float(os.environ.get("GRADUS_FUZZ", "1"))
NAMES = list(TARGETS)
JSON = ("notebook", "fingerprints", "document", "posted_report", "line", "plain_json")
TEXTS = ("source", "shown_source", "cell", "course", "roster", "submissions", "extensions", "teams", "table", "github")


def some(number: int) -> settings:
    """Settings for about so many inputs."""
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
    return settings(max_examples=max(1, int(number * TIMES)), deadline=None, suppress_health_check=checks)


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """What readers import when they are first used must not count as their time."""
    mini()
    for name in NAMES:
        TARGETS[name].read(examples.of(name)[0])


@pytest.mark.fast
@pytest.mark.parametrize("name", NAMES)
def test_examples_are_read(name: str) -> None:
    assert all(try_one(name, data) for data in examples.of(name)[:1])


@pytest.mark.parametrize("name", NAMES)
def test_the_corpus(name: str) -> None:
    for path in sorted((CORPUS / name).iterdir()):
        try_one(name, path.read_bytes())


@pytest.mark.parametrize("name", NAMES)
@some(30)
@given(data=st.binary(max_size=600))
def test_any_bytes(name: str, data: bytes) -> None:
    try_one(name, data)


def damaged(data: bytes, words: list[bytes], rng: random.Random) -> bytes:
    """An input with a few pieces cut out, put in, doubled, moved or changed."""
    for _ in range(rng.choice([1, 1, 2, 3, 8])):
        one, other = sorted(rng.randrange(len(data) + 1) for _ in range(2))
        other = min(other, one + rng.choice([1, 2, 8, 60, 2000]))
        piece = data[one:other]
        new = rng.choice([b"", rng.choice(words), piece * 2, piece[::-1], bytes([rng.randrange(256)]), piece * 40])
        data = (data[:one] + new + data[other:])[: 64 << 10]
    return data


@pytest.mark.parametrize("name", NAMES)
@some(120)
@given(rng=st.randoms(use_true_random=True))
def test_damaged_examples(name: str, rng: random.Random) -> None:
    try_one(name, damaged(rng.choice(examples.of(name)), examples.words(name), rng))


HOSTILE: list[Any] = [
    *(None, True, False, 0, -1, 2**63, 10**4000, -0.0, 1e308, "", "x", "\x00", "\ud800", "\x1b[2J\u202e", [], {}, [[]]),
    *({"a": 1}, [None], "9" * 300, "x" * 5000, "../../x", "::error::", "\n", "=cmd()", 5e-324),
]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every list or table in a value, with each of its keys."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, inner in pairs for found in ((value, key), *places(inner))]


@pytest.mark.parametrize("name", JSON)
@some(120)
@given(rng=st.randoms(use_true_random=True))
def test_any_value_anywhere(name: str, rng: random.Random) -> None:
    value = json.loads(rng.choice(examples.of(name)))
    for _ in range(rng.choice([1, 1, 2, 5])):
        if found := places(value):
            parent, key = rng.choice(found)
            if rng.random() < 0.1:
                del parent[key]
            elif rng.random() < 0.1 and isinstance(parent, dict):
                parent[rng.choice(["x", "\ud800", "", "schema", "\n"])] = parent[key]
            else:
                parent[key] = copy.deepcopy(rng.choice(HOSTILE))  # what it holds may be changed next
    try_one(name, json.dumps(value).encode())


@pytest.mark.parametrize("name", TEXTS)
@some(60)
@given(data=st.data())
def test_lines_of_examples_in_any_order(name: str, data: st.DataObject) -> None:
    known = [line for example in examples.of(name) for line in example.splitlines(keepends=True)]
    lines = st.lists(
        st.sampled_from(known) | st.sampled_from(examples.words(name)) | st.binary(max_size=12), max_size=30
    )
    try_one(name, b"".join(data.draw(lines)))
