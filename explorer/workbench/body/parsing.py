"""A JSON text as values, for the few things that need all of them at once.

Other threads get their turn meanwhile, and the work can be ended.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

_LONGEST_INTEGER = 4_000
"""Digits of an integer that Python still takes."""


class Cancelled(Exception):
    """The work was ended by who had asked for it."""


class TooDeep(ValueError):
    """Containers are nested deeper than can be parsed."""


class Number(str):
    """A number exactly as it is written."""

    __slots__ = ()


def parsed(data: bytes, cancelled: Callable[[], bool], *, exact: bool = False) -> Any:
    """The values of a JSON text; of a repeated name the last counts.

    Args:
        data: JSON in UTF-8, known to be right; bytes that are not UTF-8 become lone surrogates.
        cancelled: Asked at every object whether to go on.
        exact: Whether numbers stay as they are written, as `Number`.

    Raises:
        Cancelled: It was.
        TooDeep: The text is nested too deep.
    """

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        # A call of Python for each object: the parser alone lets no other thread run.
        if cancelled():
            raise Cancelled
        return dict(pairs)

    text = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    try:
        return json.loads(
            text,
            object_pairs_hook=members,
            parse_int=Number if exact else _integer,
            parse_float=Number if exact else float,
        )
    except RecursionError:
        raise TooDeep("The body is nested too deep.") from None


def _integer(text: str) -> int | float:
    return int(text) if len(text) <= _LONGEST_INTEGER else float(text)
