"""The wire format: serialises values between the grader and the worker.

A frame is a prefix of lengths, a JSON header and raw array buffers. The grader's end trusts nothing that it reads:
sizes are checked before anything is allocated, depth and counts are bounded, the list of types is closed, and no type
carries code (no pickle, no extension types).
"""

import builtins
import functools
import io
import json
import math
import struct
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from gradus.worker import plain

MAX_HEADER = 1 << 20
MAX_BUFFERS = 256
MAX_BODY = 64 << 20
MAX_DEPTH = 32
MAX_NODES = 200_000
MAX_INTEGER_BITS = 4096
MAX_KEY = 256
MAX_DIMENSIONS = 8

PREFIX = struct.Struct("<II")
LENGTH = struct.Struct("<I")

DTYPES = frozenset(
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128".split()
)
_KEYS = (str, int, float, bool)
_LEAVES = frozenset([type(None), bool, float, str])  # are in JSON what they are here


class ProtocolError(Exception):
    """The other end sent an invalid message; the connection cannot be used any more."""


class SerialisationError(Exception):
    """A value is too large, too deep or of an unsupported type; the text says which."""


class RemoteRef(NamedTuple):
    """A reference to an object that is not data.

    Its kind is "h" for an object in the worker, or "b" if that holds no data, "f" for a function of the grader, "o" for
    an object of the grader with the methods that `label` lists, or "g" for a random generator, whose state is `label`.
    """

    kind: str
    number: int
    label: str


Refer = Callable[[object], Sequence[Any]]
Resolve = Callable[[RemoteRef], Any]


def encode(value: object, refer: Refer) -> bytes:
    """Serialise `value` into a frame; `refer` tags objects. Raises SerialisationError, and what `refer` raises."""
    encoder = _Encoder(refer)
    try:
        header = _to_json(encoder.encode(value, 0)).encode("ascii")
    except (RecursionError, ValueError) as error:
        raise SerialisationError(f"it cannot be sent: {error}") from None
    buffers = encoder.buffers
    if len(header) > MAX_HEADER or len(buffers) > MAX_BUFFERS:
        raise SerialisationError("it is too large")
    lengths = [memoryview(buffer).nbytes for buffer in buffers]
    if sum(lengths) > MAX_BODY:
        raise SerialisationError(f"it is larger than {MAX_BODY >> 20} MiB")
    prefix = PREFIX.pack(len(header), len(buffers))
    return b"".join([prefix, *map(LENGTH.pack, lengths), header, *buffers])


def decode(read: Callable[[int], bytearray], resolve: Resolve) -> Any:
    """Read one frame with `read(size)`, which returns exactly `size` bytes, and rebuild its value.

    Raises ProtocolError for anything that `encode` would not have written, and whatever `read` raises.
    """
    header_size, count = PREFIX.unpack(read(PREFIX.size))
    if header_size > MAX_HEADER or count > MAX_BUFFERS:
        raise ProtocolError("a message that is too large")
    lengths = [length for (length,) in LENGTH.iter_unpack(read(LENGTH.size * count))] if count else []
    if sum(lengths) > MAX_BODY:
        raise ProtocolError("arrays that are too large")
    header = read(header_size)
    buffers = [read(length) for length in lengths]
    try:
        tree, end = _from_json(header.decode("ascii"))
        if end != header_size:
            raise ProtocolError("more than one value")
        return _Decoder(buffers, resolve).decode(tree, 0)
    except ProtocolError:
        raise
    except Exception as error:
        raise ProtocolError(f"an invalid message ({type(error).__name__})") from None


def copied(message: Any, refer: Refer, resolve: Resolve) -> Any:
    """A message as the other end gets it, without a pipe between. Raises what `encode` and `decode` raise."""
    return decoded(encode(message, refer), resolve)


def decoded(frame: bytes, resolve: Resolve) -> Any:
    """What a frame holds. Raises what `decode` raises."""
    stream = io.BytesIO(frame)
    return decode(lambda size: bytearray(stream.read(size)), resolve)


def _no_objects(pairs: object) -> None:
    raise ProtocolError("a JSON object where none is used")


# What is encoded was built here, so it has no circles; what is decoded has no blanks around it.
_to_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_from_json = json.JSONDecoder(object_pairs_hook=_no_objects).raw_decode


@functools.lru_cache(maxsize=64)
def _named(dtype: np.dtype[Any]) -> str:
    return dtype.name  # NumPy builds it again on each access


class _Encoder:
    def __init__(self, refer: Refer) -> None:
        self.refer = refer
        self.buffers: list[Any] = []
        self.nodes = 0

    def encode(self, value: Any, depth: int) -> Any:
        kind: Any = type(value)
        if kind in _LEAVES:
            return value
        self.nodes += 1
        if depth >= MAX_DEPTH:
            raise SerialisationError(f"it is nested more than {MAX_DEPTH} levels deep")
        if self.nodes > MAX_NODES:
            raise SerialisationError(f"it has more than {MAX_NODES:,} parts")
        if kind is int:
            if value.bit_length() > MAX_INTEGER_BITS:
                raise SerialisationError("it is an integer of more than a thousand digits")
            return value if -(2**53) < value < 2**53 else ["i", hex(value)]
        if kind is complex:
            return ["c", value.real, value.imag]
        if kind is list:
            return ["l", self._items(value, depth + 1)]
        if kind is tuple:
            return ["t", self._items(value, depth + 1)]
        if kind is dict:
            return ["d", [self._pair(key, item, depth) for key, item in value.items()]]
        if plain.is_opaque(kind) or plain.is_object(value):
            return list(self.refer(value))
        if issubclass(kind, np.generic | np.ndarray):
            return self._numpy(value, depth)
        return self._other(value, depth)

    def _items(self, items: Sequence[Any], depth: int) -> list[Any]:
        return [item if type(item) in _LEAVES else self.encode(item, depth) for item in items]

    def _numpy(self, value: Any, depth: int) -> Any:
        single, letter = isinstance(value, np.generic), value.dtype.kind
        if letter in "fc" and _named(value.dtype) not in DTYPES:  # long double, which not every machine has
            with np.errstate(all="ignore"):
                value = np.asarray(value).astype(np.float64 if letter == "f" else np.complex128)[()]
        if _named(value.dtype) in DTYPES:
            return self.encode(value.item(), depth) if single else self._array(np.asarray(value))
        if not single and letter in "UO":  # strings or objects
            return self.encode(np.asarray(value).tolist(), depth)
        return self._other(value, depth) if single else list(self.refer(value))  # np.str_ is a str; np.void is nothing

    def _other(self, value: Any, depth: int) -> Any:
        """An instance of a subclass, such as an IntEnum or an OrderedDict, as its data; or a reference."""
        try:
            number = plain.as_float(value)
            base = plain.base(value) if number is None else number
        except OverflowError:
            raise SerialisationError("it is a number too large for a float") from None
        except TypeError:
            return list(self.refer(value))
        return self.encode(base, depth)

    def _array(self, array: np.ndarray) -> list[Any]:
        if array.ndim > MAX_DIMENSIONS:
            raise SerialisationError(f"it is an array of more than {MAX_DIMENSIONS} dimensions")
        if array.nbytes > MAX_BODY:
            raise SerialisationError(f"it is an array larger than {MAX_BODY >> 20} MiB")
        shape, name = list(array.shape), _named(array.dtype)
        plain = np.ascontiguousarray(array, dtype=np.dtype(name).newbyteorder("<"))
        self.buffers.append(plain.tobytes())
        return ["a", name, shape, len(self.buffers) - 1]

    def _pair(self, key: Any, item: Any, depth: int) -> list[Any]:
        if isinstance(key, np.generic):
            key = key.item()
        if type(key) not in _KEYS or (type(key) is int and not -(2**53) < key < 2**53):
            raise SerialisationError("it is a dictionary with keys that are neither strings nor ordinary numbers")
        if type(key) is str and len(key) > MAX_KEY:
            raise SerialisationError("it is a dictionary with a very long key")
        return [self.encode(key, depth + 1), self.encode(item, depth + 1)]


class _Decoder:
    def __init__(self, buffers: list[bytearray], resolve: Resolve) -> None:
        self.buffers: list[bytearray | None] = list(buffers)
        self.resolve = resolve
        self.nodes = 0

    def decode(self, tree: Any, depth: int) -> Any:
        kind = type(tree)
        if kind in _LEAVES or (kind is int and -(2**53) < tree < 2**53):
            return tree
        self.nodes += 1
        if kind is not list or not tree or depth >= MAX_DEPTH or self.nodes > MAX_NODES:
            raise ProtocolError("a malformed or oversized value")
        match tree[0], *map(type, tree[1:]):  # what is sent most comes first
            case "l", builtins.list:
                return self._items(tree[1], depth + 1)
            case (("h" | "b" | "f" | "o" | "g"), builtins.int, builtins.str):
                return self.resolve(RemoteRef(*tree))
            case "d", builtins.list:
                return self._dict(tree[1], depth)
            case "a", builtins.str, builtins.list, builtins.int:
                return self._array(*tree[1:])
            case "t", builtins.list:
                return tuple(self._items(tree[1], depth + 1))
            case "i", builtins.str if len(tree[1]) <= MAX_INTEGER_BITS // 4 + 3:
                return int(tree[1], 16)
            case "c", builtins.float, builtins.float:
                return complex(*tree[1:])
        raise ProtocolError("a value of an unknown kind")

    def _items(self, items: list[Any], depth: int) -> list[Any]:
        return [item if type(item) in _LEAVES else self.decode(item, depth) for item in items]

    def _dict(self, pairs: list[Any], depth: int) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        for pair in pairs:
            if type(pair) is not list or len(pair) != 2:
                raise ProtocolError("a malformed dictionary")
            # Plain JSON keys only: large integers could be chosen to collide in one hash.
            if type(pair[0]) not in _KEYS or (type(pair[0]) is str and len(pair[0]) > MAX_KEY):
                raise ProtocolError("a malformed dictionary key")
            key = self.decode(pair[0], depth + 1)
            if key in result:
                raise ProtocolError("a dictionary with a duplicate key")
            result[key] = self.decode(pair[1], depth + 1)
        return result

    def _array(self, name: str, shape: list[Any], index: int) -> np.ndarray:
        if name not in DTYPES or len(shape) > MAX_DIMENSIONS or not 0 <= index < len(self.buffers):
            raise ProtocolError("a malformed array")
        if not all(type(size) is int and 0 <= size < 2**31 for size in shape):
            raise ProtocolError("an array with an impossible shape")
        buffer, self.buffers[index] = self.buffers[index], None
        dtype = np.dtype(name).newbyteorder("<")
        if buffer is None or math.prod(shape) * dtype.itemsize != len(buffer):
            raise ProtocolError("an array whose size does not match its shape")
        array = np.frombuffer(buffer, dtype=dtype).reshape(shape)
        # A byte other than 0 or 1 in a bool array makes NumPy's functions contradict each other.
        return np.asarray(array.view(np.uint8) != 0) if name == "bool" else array.astype(name, copy=False)
