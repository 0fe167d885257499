"""The wire: what may travel arrives as it was; whatever else arrives is refused, cheaply, with one kind of error."""

from __future__ import annotations

import contextlib
import json
import math
import random
import struct
import time
import tracemalloc
from collections import OrderedDict, namedtuple
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from gradus.sandbox.callbacks import Callbacks
from gradus.worker import wire
from gradus.worker.wire import ProtocolError, RemoteRef, SerialisationError

PREFIXES = wire.PREFIX.size + wire.LENGTH.size * wire.MAX_BUFFERS
LIMIT = PREFIXES + wire.MAX_HEADER + wire.MAX_BODY
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Bytes:
    """Reads from what was sent, to its end; counts what the decoder asked for, which it may then have to hold."""

    def __init__(self, data: bytes) -> None:
        self.data, self.position, self.asked = data, 0, 0

    def __call__(self, size: int) -> bytearray:
        assert size >= 0
        self.asked += size
        assert self.asked <= LIMIT
        piece = self.data[self.position : self.position + size]
        if len(piece) < size:
            raise EOFError
        self.position += size
        return bytearray(piece)


def known(reference: RemoteRef) -> str:
    """As the grader's end does: what was never handed out means nothing."""
    if reference.number != 7:
        raise ProtocolError("a reference that means nothing here")
    return f"{reference.kind}7"


def refuse(thing: object) -> list[Any]:
    raise AssertionError(f"{thing!r} was taken for something other than data")


def there_and_back(thing: Any) -> Any:
    frame = wire.encode(thing, refuse)
    reader = Bytes(frame)
    result = wire.decode(reader, known)
    assert reader.position == len(frame)
    return result


def same(one: Any, other: Any) -> bool:
    """Equal to the last bit: -0.0 is not 0.0, nan is nan, True is not 1."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        alike = one.dtype == other.dtype and one.shape == other.shape
        return bool(alike and one.tobytes() == other.tobytes())
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return len(one) == len(other) and all(map(same, one, other)) and all(map(same, one.values(), other.values()))
    if isinstance(one, complex):
        return same(one.real, other.real) and same(one.imag, other.imag)
    if isinstance(one, float):
        return (math.isnan(one) and math.isnan(other)) or struct.pack("d", one) == struct.pack("d", other)
    return bool(one == other)


# What may travel

numbers = st.integers(-(2**wire.MAX_INTEGER_BITS) + 1, 2**wire.MAX_INTEGER_BITS - 1)
near = st.sampled_from([2**53 - 1, 2**53, 2**53 + 1, 2**63, 2**64, 2**wire.MAX_INTEGER_BITS - 1, 0])
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
dtypes = st.sampled_from(sorted(wire.DTYPES)).map(np.dtype)
tables = arrays.arrays(dtypes, arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
leaves = st.one_of(
    st.none(), st.booleans(), st.floats(), st.complex_numbers(), numbers, near, near.map(lambda n: -n), texts, tables
)
keys = st.one_of(texts, st.integers(-(2**53) + 1, 2**53 - 1), st.floats(allow_nan=False), st.booleans())
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5), st.lists(inner, max_size=5).map(tuple), st.dictionaries(keys, inner, max_size=5)
    ),
    max_leaves=20,
)


@quick
@given(values)
def test_everything_that_may_travel_arrives_as_it_was(thing: Any) -> None:
    assert same(there_and_back(thing), thing)


@pytest.mark.fast
@pytest.mark.parametrize(
    "thing",
    [
        float("nan"), float("inf"), float("-inf"), -0.0, 5e-324, 1.7976931348623157e308, 0.1,
        complex(float("nan"), -0.0), 1j,
        2**53 - 1, 2**53, 2**53 + 1, -(2**53), -(2**53) - 1, 2**4096 - 1, 1 - 2**4096, True, False, 0, 1,
        "", "naïve ∂f/∂x 🎲", "\ud800", "\0\x1b[2J\n::error::", '"\\',
        [], (), {}, [[]], ([],), [()], {"": []}, {1: 2, 2.5: 3, False: 4},
        np.array(1.5), np.array([]), np.zeros((0, 3)), np.zeros((3, 0, 2)), np.array([True, False]),
        np.array([np.nan, -0.0, np.inf]), np.array([1, 65504], np.float16), np.array([1 + 2j], np.complex64),
        np.arange(6, dtype=np.uint8).reshape(1, 2, 3, 1),
    ],
    ids=repr,
)  # fmt: skip
def test_values_with_a_trap_in_them(thing: Any) -> None:
    assert same(there_and_back(thing), thing)


class Level(IntEnum):
    HIGH = 3


class Own(float):
    __float__ = __eq__ = lambda self, *_: True  # type: ignore[assignment]
    __hash__ = float.__hash__


Pair = namedtuple("Pair", "a b")


@pytest.mark.fast
@pytest.mark.parametrize(
    ("thing", "plain"),
    [
        (Level.HIGH, 3), (np.float64(0.5), 0.5), (np.float32(0.5), 0.5), (np.int8(-3), -3), (np.bool_(True), True),
        (np.complex64(2j), 2j), (np.str_("a"), "a"), (Pair(1, [2]), (1, [2])), (OrderedDict(a=1), {"a": 1}),
        ({np.int64(1): np.int64(2)}, {1: 2}),
        (np.array(["a", "bc"]), ["a", "bc"]), (np.array([[None, 1.0]]), [[None, 1.0]]),
        (np.arange(4, dtype=">f8")[::-2], np.array([3.0, 1.0])), (np.ones((2, 3)).T[1:], np.ones((2, 2))),
        (np.ma.masked_array([1.0], [False]), np.array([1.0])),
    ],
)  # fmt: skip
def test_kinds_of_data_become_plain(thing: Any, plain: Any) -> None:
    assert same(there_and_back(thing), plain)


def test_arrays_that_arrive_are_the_receivers_own() -> None:
    sent = np.arange(3.0)
    got = there_and_back(sent)
    got[0] = 9.0
    assert sent[0] == 0.0


@pytest.mark.parametrize("kind", [object, SimpleNamespace, len, set, np.dtype, int, Path, bytes, range])
def test_what_is_no_data_is_referred(kind: Any) -> None:
    frame = wire.encode([kind, 1.0], lambda thing: ["h", 7, "thing"] if thing is kind else refuse(thing))
    assert wire.decode(Bytes(frame), known) == ["h7", 1.0]


def nested(depth: int) -> Any:
    thing: Any = 1.0
    for _ in range(depth):
        thing = [thing]
    return thing


@pytest.mark.parametrize(
    "thing",
    [
        nested(wire.MAX_DEPTH + 1), nested(5000), 2**4096, [[]] * wire.MAX_NODES, "x" * wire.MAX_HEADER,
        [np.zeros(1)] * (wire.MAX_BUFFERS + 1), np.zeros(wire.MAX_BODY // 8 + 1), [np.zeros(wire.MAX_BODY // 16)] * 3,
        np.zeros([1] * 9), {(1, 2): 3}, {None: 1}, {2**53: 1}, {"k" * 257: 1},
    ],
    ids=lambda thing: type(thing).__name__,
)  # fmt: skip
def test_what_is_too_large_is_not_sent(thing: Any) -> None:
    with pytest.raises(SerialisationError):
        wire.encode(thing, refuse)


def test_the_largest_that_may_travel() -> None:
    for thing in (nested(wire.MAX_DEPTH), np.ones(wire.MAX_BODY, np.int8), [np.ones(1)] * wire.MAX_BUFFERS):
        assert same(there_and_back(thing), thing)


# What else arrives


def refused(data: bytes) -> None:
    """The decoder may take `data` for a message, wait for more of it, or refuse it; nothing else."""
    with contextlib.suppress(ProtocolError, EOFError):
        wire.decode(Bytes(data), known)


def frame(tree: Any, *buffers: bytes) -> bytes:
    header = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    lengths = b"".join(map(wire.LENGTH.pack, map(len, buffers)))
    return wire.PREFIX.pack(len(header), len(buffers)) + lengths + header + b"".join(buffers)


@quick
@given(st.binary(max_size=2000))
def test_any_bytes_are_refused(data: bytes) -> None:
    refused(data)


@quick
@given(st.binary(max_size=300), st.lists(st.binary(max_size=64), max_size=4))
def test_any_header_is_refused(header: bytes, buffers: list[bytes]) -> None:
    refused(frame(header, *buffers))


words = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(), texts, st.sampled_from([*"ltdaichfog", *sorted(wire.DTYPES)])
)
trees = st.recursive(
    words, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=3), max_leaves=30
)


@quick
@given(trees, st.lists(st.binary(max_size=64), max_size=3))
def test_any_json_is_refused(tree: Any, buffers: list[bytes]) -> None:
    refused(frame(tree, *buffers))


tag = st.sampled_from(["l", "t", "d", "a", "i", "c", "h", "f", "o", "g", "x", ""])
forms = st.recursive(
    words,
    lambda inner: st.one_of(
        st.tuples(tag, st.lists(inner, max_size=4)).map(list),
        st.lists(st.tuples(inner, inner).map(list), max_size=4).map(lambda pairs: ["d", pairs]),
        st.tuples(
            st.just("a"), dtypes.map(lambda dtype: dtype.name), st.lists(st.integers(-1, 5) | inner, max_size=10), inner
        ).map(list),
        st.tuples(tag, st.integers(), texts).map(list),
    ),
    max_leaves=15,
)


@quick
@given(forms, st.lists(st.binary(max_size=64), max_size=3))
def test_almost_right_messages_are_refused_or_data(tree: Any, buffers: list[bytes]) -> None:
    refused(frame(tree, *buffers))


@quick
@given(values, st.randoms(use_true_random=False))
def test_damaged_messages_are_refused_or_data(thing: Any, chance: random.Random) -> None:
    data = bytearray(wire.encode(thing, refuse))
    for _ in range(chance.randint(1, 4)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    refused(bytes(data))
    refused(bytes(data[: chance.randrange(len(data))]))


LIES = {
    "header": wire.PREFIX.pack(wire.MAX_HEADER + 1, 0),
    "header_largest": wire.PREFIX.pack(2**32 - 1, 0),
    "buffers": wire.PREFIX.pack(0, wire.MAX_BUFFERS + 1),
    "buffers_largest": wire.PREFIX.pack(0, 2**32 - 1),
    "length": wire.PREFIX.pack(2, 1) + wire.LENGTH.pack(wire.MAX_BODY + 1),
    "length_largest": wire.PREFIX.pack(2, 1) + wire.LENGTH.pack(2**32 - 1),
    "lengths": wire.PREFIX.pack(2, 256) + wire.LENGTH.pack(wire.MAX_BODY // 128) * 256,
}


@pytest.mark.parametrize("data", LIES.values(), ids=LIES.keys())
def test_lengths_are_judged_before_anything_is_read(data: bytes) -> None:
    reader = Bytes(data)
    with pytest.raises(ProtocolError):
        wire.decode(reader, known)
    assert reader.asked <= PREFIXES


def a(dtype: str, shape: object, buffer: bytes = b"", index: object = 0) -> bytes:
    return frame(["a", dtype, shape, index], buffer)


MALFORMED = {
    "nothing": b"",
    "two": b"[][]",
    "object": b'{"a": 1}',
    "object_inside": b'["l", [{}]]',
    "object_twice": b'{"a": 1, "a": 2}',
    "no_tag": [],
    "tag_number": [1, []],
    "tag_list": [["l"], []],
    "tag_unknown": ["p", "cos\nsystem\n"],
    "list_of_string": ["l", "abc"],
    "list_long": ["l", [], []],
    "deep": nested(100),
    "deep_tagged": json.loads('["l",[' * 40 + "]]" * 40),
    "deep_json": b"[" * 500_000 + b"]" * 500_000,
    "integer_million_digits": b"1" * 1_000_000,
    "integer_out_of_range": 2**53,
    "integer_negative": -(2**53),
    "integer_text": ["i", "six"],
    "integer_number": ["i", 6],
    "integer_long": ["i", "f" * 100_000],
    "complex_integer": ["c", 1, 2],
    "complex_short": ["c", 1.0],
    "not_ascii": '"é"'.encode(),
    "not_utf_8": b'"\xff"',
    "cut_escape": b'"\\ud8"',
    "single_quotes": b"'a'",
    "reference_unknown": ["h", 8, "x"],
    "reference_true": ["h", True, "x"],
    "reference_fraction": ["h", 7.0, "x"],
    "reference_text": ["h", "7", "x"],
    "reference_without_label": ["h", 7, None],
    "reference_without_data_unknown": ["b", 8, "x"],
    "reference_without_data_true": ["b", True, "x"],
    "reference_without_data_long": ["b", 7, "x", True],
    "blanks_before": b' ["l", []]',
    "blanks_after": b'["l", []] ',
    "dict_single": ["d", [["a"]]],
    "dict_flat": ["d", ["ab"]],
    "dict_twice": ["d", [["a", 1], ["a", 2]]],
    "dict_same": ["d", [[1, 1], [True, 2]]],
    "dict_key_none": ["d", [[None, 1]]],
    "dict_key_list": ["d", [[["l", []], 1]]],
    "dict_key_tuple": ["d", [[["t", [1]], 1]]],
    "dict_key_reference": ["d", [[["h", 7, "x"], 1]]],
    "dict_key_integer": ["d", [[["i", "ff"], 1]]],
    "dict_key_long": ["d", [["k" * 257, 1]]],
}


@pytest.mark.fast
@pytest.mark.parametrize("tree", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed(tree: Any) -> None:
    with pytest.raises(ProtocolError):
        wire.decode(Bytes(frame(tree)), known)


ARRAYS = {
    "object": a("object", [1], bytes(8)),
    "string": a("str", [1], bytes(4)),
    "code": a("<f8", [1], bytes(8)),
    "fields": a("f8,O", [1], bytes(16)),
    "longdouble": a("longdouble", [1], bytes(16)),
    "datetime": a("datetime64", [1], bytes(8)),
    "short": a("float64", [2], bytes(8)),
    "long": a("float64", [1], bytes(16)),
    "negative": a("float64", [-1], bytes(8)),
    "negatives": a("float64", [-1, -1], bytes(8)),
    "true": a("float64", [True], bytes(8)),
    "fraction": a("float64", [1.0], bytes(8)),
    "scalar_shape": a("float64", 1, bytes(8)),
    "overflow": a("int8", [2**31 - 1] * 3, b"x"),
    "wraps_to_zero": a("int8", [2**16] * 4),
    "wraps_to_one": a("int8", [2**31 - 1, 2**31 - 1, 4611686014132420609], b"x"),
    "empty_overflow": a("int8", [0, 2**31 - 1, 2**31 - 1, 2**31 - 1]),
    "dimensions": a("float64", [1] * 9, bytes(8)),
    "many_dimensions": a("float64", [1] * 1000, bytes(8)),
    "index": a("float64", [1], bytes(8), index=1),
    "index_negative": a("float64", [1], bytes(8), index=-1),
    "index_none": a("float64", [1], bytes(8), index=None),
    "twice": frame(["l", [["a", "float64", [1], 0], ["a", "float64", [1], 0]]], bytes(8)),
}


@pytest.mark.fast
@pytest.mark.parametrize("data", ARRAYS.values(), ids=ARRAYS.keys())
def test_malformed_arrays(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        wire.decode(Bytes(data), known)


@pytest.mark.fast
def test_truth_values_are_0_or_1() -> None:
    got = wire.decode(Bytes(a("bool", [3], b"\x00\x02\xff")), known)
    assert got.view(np.uint8).tolist() == [0, 1, 1]


LABORIOUS: dict[str, Callable[[], bytes]] = {
    "keys_with_one_hash": lambda: frame(["d", [[["i", f"{k * (2**61 - 1):x}"], 0] for k in range(1, 28_000)]]),
    "keys_far_apart": lambda: frame(["d", [[k << 36, 0] for k in range(60_000)]]),
    "keys_that_are_fractions": lambda: frame(["d", [[float(k) * 2.0**61, 0] for k in range(30_000)]]),
    "fraction_of_a_million_digits": lambda: frame(b"0." + b"3" * 1_000_000),
    "exponent_of_a_million_digits": lambda: frame(b"1e" + b"9" * 1_000_000),
    "many_lists": lambda: frame(b"[" + b"[]," * 340_000 + b"[]]"),
    "many_numbers": lambda: frame(["l", [0.5] * 200_000]),
    "escapes": lambda: frame(b'"' + b"\\u0001" * 170_000 + b'"'),
    "quotes": lambda: frame(b'"' + b"\\" * 1_000_000),
    "blanks": lambda: frame(b" " * 1_000_000),
    "buffers": lambda: frame(["l", [["a", "int8", [1 << 18], k] for k in range(256)]], *[bytes(1 << 18)] * 256),
}


@pytest.mark.parametrize("make", LABORIOUS.values(), ids=LABORIOUS.keys())
def test_no_message_takes_long(make: Callable[[], bytes]) -> None:
    data = make()
    started = time.process_time()
    refused(data)
    assert time.process_time() - started < 1.5


@pytest.mark.parametrize("make", LABORIOUS.values(), ids=LABORIOUS.keys())
def test_no_message_takes_more_memory_than_it_may(make: Callable[[], bytes]) -> None:
    data = make()
    tracemalloc.start()
    refused(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(data) + (48 << 20)


# What the grader's functions give back to the worker


def reply(callbacks: Callbacks, *request: Any) -> Any:
    return wire.decode(Bytes(callbacks.answer(list(request))), lambda reference: reference.kind)


@pytest.mark.parametrize(
    "result",
    [
        np.array([Path("/"), None]), np.array([b"x"]), np.array(1, "M8[s]"), Path("/"), SimpleNamespace(a=1),
        object(), {1, 2}, b"bytes", range(3), iter([]), np.random.default_rng(0), np.random.RandomState(0),
        [np.array([object()])], {"a": Path("/")}, nested(100), np.zeros(wire.MAX_BODY),
    ],
    ids=lambda thing: type(thing).__name__,
)  # fmt: skip
def test_a_function_of_the_graders_gives_data_or_nothing(result: Any) -> None:
    """What it returns may depend on what a student passed: an object of ours must not come out that way."""
    callbacks = Callbacks()
    callbacks.refer(lambda: result)
    kind, text = reply(callbacks, 0, "", [], {})
    assert kind != "value" and type(text) is str
    assert len(callbacks.table) == 1


def test_a_function_of_the_graders_may_give_a_function() -> None:
    callbacks = Callbacks()
    callbacks.refer(lambda: [1.0, math.sin])
    assert reply(callbacks, 0, "", [], {}) == ["value", [1.0, "f"]]


@pytest.mark.parametrize("thing", [Path("/"), np.array(1, "M8[s]"), SimpleNamespace(), b"x", {1}], ids=repr)
def test_only_objects_of_the_graders_are_lent(thing: Any) -> None:
    with pytest.raises(TypeError):
        Callbacks().refer(thing)


class Lent:
    secret = 42

    def double(self, x: float) -> float:
        return 2 * x

    def _own(self) -> int:
        return self.secret


MISUSED: list[tuple[Any, ...]] = [
    (1, "", []), (-1, "", []), (True, "", []), (0.0, "", []), ("0", "", []), (None, "", []), (2**70, "", []),
    (np.zeros(2), "", []), (0, "_own", []), (0, "__class__", []), (0, "__init__", []), (0, "x", []), (0, None, []),
    (0, 1, []), (0, ["double"], []), (0, np.zeros(2), []), (0, "double", {}), (0, "double", None),
    (0, "double", "abc"), (0, "double", [np.zeros(2_000_000)]), (0, "double", [], []), (0, "double", [], {1: 1.0}),
    (0, "double", [], None),
]  # fmt: skip


@pytest.mark.parametrize("request_", MISUSED, ids=lambda request: str(request)[:40])
def test_calls_that_were_never_offered(request_: tuple[Any, ...]) -> None:
    callbacks = Callbacks()
    callbacks.refer(Lent())
    with pytest.raises(ProtocolError):
        callbacks.answer([*request_, *[{}] * (len(request_) == 3)])


def test_calls_that_fail_say_little() -> None:
    callbacks = Callbacks()
    callbacks.refer(Lent())
    assert reply(callbacks, 0, "double", [3], {}) == ["value", 6.0]
    assert reply(callbacks, 0, "secret", [], {}) == ["TypeError", "the function cannot be called with 0 arguments"]
    hopeless: list[list[Any]] = [[], [1, 2, 3], [None], ["x" * 100, None], [{}]]
    for arguments in hopeless:
        kind, text = reply(callbacks, 0, "double", arguments, {})
        assert kind == "TypeError" and "42" not in text
