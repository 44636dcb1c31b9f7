"""Frozen records behave as Python's own frozen dataclasses do."""

import dataclasses
import pickle

import pytest

from filters.records import dataclass


def plain_and_fast(**words):
    """The same class made by Python and by us."""

    def both(body):
        contents = {name: value for name, value in vars(body).items() if name not in ("__dict__", "__weakref__")}
        twin = type(body.__name__, body.__bases__, contents)
        return dataclasses.dataclass(frozen=True, **words)(twin), dataclass(frozen=True, **words)(body)

    return both


@plain_and_fast()
class Shape:
    """Something with every kind of field."""

    name: str
    sides: int = 4
    marks: list[str] = dataclasses.field(default_factory=list, compare=False)
    secret: str = dataclasses.field(default="", repr=False)
    seen: int = dataclasses.field(default=0, compare=False)


@plain_and_fast(eq=False)
class Same:
    """Only itself."""

    value: float = 0.0


@plain_and_fast()
class One:
    """Compared by a single value."""

    value: float

    def __post_init__(self):
        if self.value < 0:
            raise ValueError("below 0")


@plain_and_fast()
class Empty:
    """Nothing at all."""


@dataclass(frozen=True)
class Base:
    """What another is made of."""

    first: int
    second: int = 2


@dataclass(frozen=True)
class Derived(Base):
    """One field more."""

    third: int = 3

    def __repr__(self):
        return "its own"


CALLS = [
    ((), {}), (("a",), {}), (("a", 3), {}), (("a",), {"sides": 5}), (("a", 3, ["x"], "s", 7), {}),
    (("b",), {"seen": 1}), (("a", 3, [], "s", 7, 8), {}), (("a",), {"name": "b"}),
    ((), {"sides": 2}), (("a",), {"colour": 1}),
]  # fmt: skip


def made(kind, words, named):
    try:
        return kind(*words, **named)
    except TypeError:
        return None


def test_calls_are_taken_and_refused_alike():
    for words, named in CALLS:
        plain, fast = (made(kind, words, named) for kind in Shape)
        assert (plain is None) == (fast is None), (words, named)
        assert plain is None or (vars(plain), repr(plain)) == (vars(fast), repr(fast))
    assert Shape[1]("a").marks is not Shape[1]("a").marks


def test_they_are_equal_and_hashed_alike():
    for kind in Shape:
        things = [thing for words, named in CALLS if (thing := made(kind, words, named)) is not None]
        found = [[(a == b, hash(a) == hash(b)) for a in things] for b in things]
        if kind is Shape[0]:
            wanted = found
    assert found == wanted
    assert Shape[0]("a") != Shape[1]("a")
    nan = float("nan")
    for kind in One:
        assert kind(1.0) == kind(1.0) != kind(2.0)
        assert kind(nan) == kind(nan)
        assert len({kind(1.0), kind(1.0), kind(2.0)}) == 2
    for kind in Empty:
        assert kind() == kind()
    for kind in Same:
        assert kind() != kind()
        assert len({kind(), kind()}) == 2


def test_they_are_checked_when_they_are_made():
    for kind in One:
        with pytest.raises(ValueError, match="below 0"):
            kind(-1.0)


def test_nothing_changes_but_a_copy():
    for kind in Shape:
        thing = kind("a")
        with pytest.raises(dataclasses.FrozenInstanceError):
            thing.name = "b"
        with pytest.raises(dataclasses.FrozenInstanceError):
            del thing.name
        assert dataclasses.replace(thing, name="b") == kind("b")
        assert [field.name for field in dataclasses.fields(thing)] == ["name", "sides", "marks", "secret", "seen"]


def test_one_is_made_of_another_and_is_sent_to_other_processes():
    thing = Derived(1, third=5)
    assert (thing.first, thing.second, thing.third) == (1, 2, 5)
    assert repr(thing) == "its own"
    assert thing != Base(1)
    assert pickle.loads(pickle.dumps(thing)) == thing


def test_what_can_change_is_left_to_python():
    with pytest.raises(TypeError, match="Python's own"):
        dataclass(frozen=False)(type("Open", (), {}))
