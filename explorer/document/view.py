"""Typed views of JSON: the JSON stays as it came, and is read with types beside it.

A document must survive a round trip exactly, nulls and unknown keys included, so nothing is
copied into a second shape that could lose something. A view holds the JSON value itself, and
its fields read it tolerantly: a value that does not fit reads as if it were absent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, Generic, Self, TypeVar, overload

T = TypeVar("T")
V = TypeVar("V", bound="View")

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_LARGEST_BITS: Final = 64  # a longer whole number cannot be meant, and is slow to print
_REPR_LIMIT: Final = 60


class View:
    """A JSON value with typed access to its parts.

    Args:
        raw: The JSON value itself. It is kept, not copied: do not change it afterwards.
    """

    __slots__ = ("raw",)

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def values(self) -> Mapping[str, Any]:
        """The JSON object that the fields are read from."""
        return self.raw if isinstance(self.raw, dict) else NOTHING

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return bool(self.raw == other.raw)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        from explorer.document.safe import one_line

        parts = []
        for name in _fields_of(type(self)):
            value = getattr(self, name)
            if value not in (None, "", ()):
                parts.append(f"{name}={value!r}")
        return f"{type(self).__name__}({one_line(', '.join(parts), _REPR_LIMIT)})"


class Field(Generic[T]):
    """One part of a view: the key it has in the JSON, and how its value is read."""

    def __init__(self, key: str, read: Callable[[Any], T], doc: str) -> None:
        self.key = key
        self.read = read
        self.__doc__ = doc

    @overload
    def __get__(self, view: None, owner: type[View]) -> Self: ...
    @overload
    def __get__(self, view: View, owner: type[View]) -> T: ...
    def __get__(self, view: View | None, owner: type[View]) -> Self | T:
        if view is None:
            return self
        return self.read(view.values().get(self.key))


def _fields_of(cls: type[View]) -> list[str]:
    return [
        name
        for base in reversed(cls.__mro__)
        for name, member in vars(base).items()
        if isinstance(member, Field)
    ]


def string(value: Any) -> str:
    """Read a string; anything else reads as empty."""
    return value if isinstance(value, str) else ""


def optional_string(value: Any) -> str | None:
    """Read a string; anything else reads as None."""
    return value if isinstance(value, str) else None


def flag(value: Any) -> bool:
    """Read a boolean; anything but `true` reads as False."""
    return value is True


def number(value: Any) -> int | float | None:
    """Read a finite number of a printable size; anything else reads as None."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if isinstance(value, int):
        return value if value.bit_length() <= _LARGEST_BITS else None
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def whole(default: int, low: int, high: int) -> Callable[[Any], int]:
    """Read a whole number, held between two bounds; anything else reads as the default."""

    def read(value: Any) -> int:
        figure = number(value)
        return default if figure is None else max(low, min(high, int(figure)))

    return read


def anything(value: Any) -> Any:
    """Read any JSON value as it is."""
    return value


def part(view: type[V]) -> Callable[[Any], V | None]:
    """Read a JSON object as a view; anything else reads as None."""

    def read(value: Any) -> V | None:
        return view(value) if isinstance(value, dict) else None

    return read


def parts(view: type[V]) -> Callable[[Any], tuple[V, ...]]:
    """Read a JSON array of objects as views; elements that are no objects are left out."""

    def read(value: Any) -> tuple[V, ...]:
        if not isinstance(value, list):
            return ()
        return tuple(view(each) for each in value if isinstance(each, dict))

    return read


def copy_json(value: Any) -> Any:
    """Copy a JSON value of any depth: no recursion, so that hostile nesting cannot end it."""
    if not isinstance(value, (dict, list)):
        return value
    top: Any = {} if isinstance(value, dict) else []
    pending: list[tuple[Any, Any]] = [(value, top)]
    while pending:
        source, target = pending.pop()
        entries = source.items() if isinstance(source, dict) else enumerate(source)
        for key, each in entries:
            copied: Any = each
            if isinstance(each, (dict, list)):
                copied = {} if isinstance(each, dict) else []
                pending.append((each, copied))
            if isinstance(target, dict):
                target[key] = copied
            else:
                target.append(copied)
    return top
