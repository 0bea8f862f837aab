"""A JSON text as values, for the few things that need all of them at once.

It is parsed piece by piece, each some thousandth of a second, so that other threads get their turn
meanwhile and the work can be ended: the parser alone lets go of nothing before its end.
"""

from __future__ import annotations

import gc
import json
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from explorer.workbench.body.grammar import NAMED
from explorer.workbench.body.json_index import JsonIndex

PIECE = 1 << 18
"""Bytes that are parsed at once, unless a single text is longer."""

_BOM = b"\xef\xbb\xbf"
_LONGEST_INTEGER = 4_000
"""Digits of an integer that Python still takes."""


class Cancelled(Exception):
    """The work was ended by who had asked for it."""


class TooDeep(ValueError):
    """Containers are nested deeper than can be parsed."""


class Number(str):
    """A number exactly as it is written."""

    __slots__ = ()


@contextmanager
def many_values() -> Iterator[None]:
    """Work with millions of values that are in no circles: looking for some takes a third of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def parsed(index: JsonIndex, cancelled: Callable[[], bool], *, exact: bool = False) -> Any:
    """The values of a JSON text; of a repeated name the last counts.

    Args:
        index: Of the whole text, known to be right; bytes that are no UTF-8 become lone surrogates.
        cancelled: Asked before every piece whether to go on.
        exact: Whether numbers stay as they are written, as `Number`.

    Raises:
        Cancelled: It was.
        TooDeep: The text is nested too deep.
    """
    try:
        return _Parser(index, cancelled, exact=exact).all()
    except RecursionError:
        raise TooDeep("The body is nested too deep.") from None


class _Parser:
    def __init__(self, index: JsonIndex, cancelled: Callable[[], bool], *, exact: bool) -> None:
        self._index, self._cancelled, self._exact = index, cancelled, exact

    def all(self) -> Any:
        index = self._index
        if not index.firsts:
            return self._loaded(index.data.removeprefix(_BOM))
        return self._container(0)

    def _container(self, number: int) -> Any:
        index = self._index
        is_object = bool(index.objects[number])
        first, end = index.firsts[number] + 1, index.lasts[number]
        found: Any = {} if is_object else []
        add = found.update if is_object else found.extend
        for line, after, is_alone in self._pieces(number, first, end):
            if self._cancelled():
                raise Cancelled
            large = index.opened_by(line) if is_alone else None
            if large is None:
                inner = self._between(line, after)
                add(self._loaded(b"{%b}" % inner if is_object else b"[%b]" % inner))
            elif is_object:
                name = NAMED.match(index.data, index.starts[line])
                assert name is not None
                found[self._loaded(name[1])] = self._container(large)
            else:
                found.append(self._container(large))
        return found

    def _pieces(self, number: int, line: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """The members or items of a container, as many at once as make a piece: their first line,
        the line after them, and whether it is a single one, larger than a piece."""
        index = self._index
        starts = index.starts
        while line < end:
            after = bisect_left(starts, starts[line] + PIECE, line, end)
            if after < end:
                after = index.start_of(number, after)
            is_alone = after <= line
            if is_alone:
                after, _ = index.beside(line, index.first_from(line))
            yield line, after, is_alone
            line = after

    def _between(self, line: int, after: int) -> bytes:
        starts = self._index.starts
        return self._index.data[starts[line] : starts[after]].rstrip().removesuffix(b",")

    def _loaded(self, data: bytes) -> Any:
        text = data.decode("utf-8", "surrogateescape")
        if self._exact:
            return json.loads(text, parse_int=Number, parse_float=Number)
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            raise
        except ValueError:  # an integer of thousands of digits
            return json.loads(text, parse_int=_integer)


def _integer(text: str) -> int | float:
    return int(text) if len(text) <= _LONGEST_INTEGER else float(text)
