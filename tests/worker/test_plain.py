"""What becomes of answers that are more than plain data: their data is judged, and they stay what they are."""

from __future__ import annotations

import collections
import decimal
import enum
import fractions
import shutil
import types
import typing
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from gradus.core import course as courses
from gradus.core.handed_in.submission import Submission
from gradus.grading import expect
from gradus.grading.running import ExpectationError
from gradus.grading.student import Student, StudentModule
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.handle import Handle
from gradus.worker import plain, wire
from tests.conftest import MINI

pytestmark = pytest.mark.fast


def sent(thing: Any) -> Any:
    """What the other side gets; what is no data is "object"."""
    frame = bytearray(wire.encode(thing, lambda _: ["h", 1, "thing"]))

    def read(size: int) -> bytearray:
        piece = frame[:size]
        del frame[:size]
        return piece

    return wire.decode(read, lambda _: "object")


class Level(enum.IntEnum):
    HIGH = 3


class Word(str, enum.Enum):  # noqa: UP042
    ONE = "one"


class Bare(dict):  # type: ignore[type-arg]
    """No more than a dictionary."""


class Network(dict):  # type: ignore[type-arg]
    def forward(self) -> int:
        return 1


class Attributes(dict):  # type: ignore[type-arg]
    __getattr__ = dict.__getitem__


class Marked(list):  # type: ignore[type-arg]
    kind = "marked"


class Tensor(np.ndarray):
    def backward(self) -> None: ...


class Half(np.float64):
    def twice(self) -> float:
        return float(self) * 2


Pair = collections.namedtuple("Pair", "x y")


class Point(typing.NamedTuple):
    x: float
    y: float


class Vector(typing.NamedTuple):
    x: float
    y: float

    def norm(self) -> float:
        return 5.0


def with_attribute() -> Bare:
    thing = Bare(a=1)
    thing.__dict__["grad"] = 0.0
    return thing


@pytest.mark.parametrize(
    ("thing", "data"),
    [
        (np.longdouble(9), 9.0), (np.clongdouble(2j), 2j), (np.longdouble("1e4000"), float("inf")),
        (fractions.Fraction(9, 2), 4.5), (decimal.Decimal("0.5"), 0.5), ([fractions.Fraction(1, 4)], [0.25]),
        ({"a": decimal.Decimal(2)}, {"a": 2.0}), (Level.HIGH, 3), (Word.ONE, "one"), (Bare(a=1), {"a": 1}),
        (Pair(1, 2), (1, 2)), (Point(1, 2), (1, 2)), (collections.defaultdict(int, a=1), {"a": 1}),
        (collections.Counter("aab"), {"a": 2, "b": 1}), (np.str_("a"), "a"), (2**70, 2**70),
    ],
    ids=repr,
)  # fmt: skip
def test_what_travels_as_data(thing: Any, data: Any) -> None:
    assert sent(thing) == data and type(sent(thing)) is type(data)


@pytest.mark.parametrize("kind", [np.longdouble, np.clongdouble])
def test_arrays_of_long_doubles(kind: Any) -> None:
    arrived = sent(np.array([[1, 2]], dtype=kind))
    assert arrived.dtype in (np.float64, np.complex128) and arrived.tolist() == [[1, 2]]


@pytest.mark.parametrize(
    ("thing", "data"),
    [
        (Network(a=1), {"a": 1}), (Attributes(a=1), {"a": 1}), (Marked([1]), [1]), (with_attribute(), {"a": 1}),
        (Half(2), 2.0), (Vector(3, 4), (3, 4)), (collections.deque([1, 2]), [1, 2]), (range(2), [0, 1]),
        ({"a": 1}.values(), [1]), ({"a": 1}.keys(), ["a"]), (collections.UserList([1]), [1]),
        (types.MappingProxyType({"a": 1}), {"a": 1}), (collections.UserDict(a=1), {"a": 1}),
    ],
    ids=lambda thing: type(thing).__name__,
)  # fmt: skip
def test_what_stays_an_object_has_its_data_fetched(thing: Any, data: Any) -> None:
    assert sent([thing]) == ["object"]
    assert plain.data(thing) == [True, data] and type(plain.data(thing)[1]) is type(data)


def test_the_array_in_an_array_of_ones_own() -> None:
    tensor = np.arange(3.0).view(Tensor)
    assert sent(tensor) == "object"
    there, array = plain.data(tensor)
    assert there and type(array) is np.ndarray and array.tolist() == [0.0, 1.0, 2.0]


@pytest.mark.parametrize("thing", [{1}, iter([1]), map(abs, [1]), (i for i in "a"), object(), len, int, b"x", None])
def test_what_holds_no_data(thing: Any) -> None:
    """Taking data from an iterator would use it up; a set has no order."""
    assert plain.data(thing) == [False, None]


class Liar(float):
    __float__ = lambda self: 1.0  # noqa: E731
    __eq__ = lambda self, other: True  # noqa: E731
    __hash__ = float.__hash__

    def __array__(self, *_: Any) -> Any:
        raise AssertionError("it was asked")


class Claims:
    __class__ = list  # type: ignore[assignment]
    __len__ = lambda self: 1  # noqa: E731
    __iter__ = lambda self: iter([6.0])  # noqa: E731
    __float__ = lambda self: 6.0  # noqa: E731
    __array__ = lambda self, *_, **__: np.ones(1)  # noqa: E731


def test_nothing_is_taken_from_what_a_class_says() -> None:
    assert plain.data(Liar(5.0)) == [True, 5.0]
    assert plain.data(Claims()) == [False, None]
    assert sent(Claims()) == "object"


# In a worker

SOURCE = """
import collections

import numpy as np


class Network(dict):
    def __init__(self, size):
        self["W"] = np.ones(size)
        self.trained = False

    def train(self):
        self["W"] += 1
        self.trained = True
        return self["W"]


class Values(list):
    def total(self):
        return sum(self)


class Number(float):
    def grad(self):
        return 0.0


class Claims:
    __class__ = list


class Knot(list):
    def __init__(self):
        self.append(self)


def knot():
    return Knot()


def numbers():
    return Values([1.0, 2.0])


def several():
    return [Number(1.0), Number(2.0)]


def order():
    return collections.deque([1, 2])


def square(x):
    return Number(x * x)


def liar():
    return Claims()


def thing():
    return object()


def large():
    return 10**30
"""


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("plain")
    shutil.copytree(MINI, folder / "course")
    (folder / "ada" / "warmup").mkdir(parents=True)
    (folder / "ada" / "warmup" / "square.py").write_text(SOURCE, "utf-8")
    course = courses.load(folder / "course")
    student = Student(course, Submission("ada", folder / "ada"), "process")
    yield StudentModule(student, course.by_id["warmup/square"])
    student.close()


def test_a_network_that_is_a_dictionary(module: Any) -> None:
    network = module.Network(2)
    assert isinstance(network, Handle)
    expect(network.train()).close_to([2.0, 2.0])
    assert network.trained is True and "W" in network and bool(network) and len(network) == 1
    expect(network["W"]).close_to([2.0, 2.0])


def test_its_data_is_compared(module: Any) -> None:
    expect(module.numbers()).close_to([1.0, 2.0])
    assert expect(module.numbers()).is_sequence(2) == expect(module.numbers()).parts("one", "two") == [1.0, 2.0]
    expect(module.several()).close_to([1.0, 2.0])
    expect(module.order()).equals([1, 2])
    expect(module.square(3.0)).close_to(9.0)
    expect(module.square(3.0)).between(8, 10)
    expect(module.large()).close_to(1e30)
    assert module.numbers() == [1.0, 2.0] and float(module.square(2.0)) == 4.0 and int(module.square(2.0)) == 4
    assert np.asarray(module.numbers()).tolist() == [1.0, 2.0]
    one, two = module.numbers()
    assert (one, two, module.numbers().total()) == (1.0, 2.0, 3.0)


def test_a_wrong_one_is_named(module: Any) -> None:
    with pytest.raises(ExpectationError, match=r"\[1.0, 2.0\], an object of type Values\nexpected  \[1.0, 3.0\]"):
        expect(module.numbers()).close_to([1.0, 3.0])
    with pytest.raises(ExpectationError, match=r"4.0, an object of type Number\nexpected  5.0"):
        expect(module.square(2.0)).close_to(5.0)


def test_what_is_no_data_is_refused(module: Any) -> None:
    with pytest.raises(StudentCodeError, match="it says that it is something else than it is"):
        expect(module.liar())
    with pytest.raises(ExpectationError, match="an object of type object"):
        expect(module.thing()).close_to(1.0)
    for convert in (np.asarray, float):
        with pytest.raises(TypeError):
            convert(module.knot())
    with pytest.raises(ExpectationError):
        expect(module.knot()).close_to([1.0])
    for use in (float, bool, np.asarray, lambda thing: thing == 1.0, lambda thing: 1.0 in thing):
        with pytest.raises(TypeError, match="a handle is not data"):
            use(module.thing())
