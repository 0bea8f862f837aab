"""How much the journal keeps, and the `[journal]` table of the configuration that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a journal keeps; the oldest goes first, and polling before what a person did.

    Args:
        entries: Most exchanges that are not polling.
        polled: Most exchanges of polling.
        size: Most bytes of all bodies, headers, addresses and of what finds words in them.
        days: Most days an exchange is kept.
    """

    entries: int = 20_000
    polled: int = 500
    size: int = 200 * MIB
    days: float = 90


USUAL = Bounds()

_KEYS = {"max_entries": "entries", "max_polled": "polled", "max_mib": "size", "max_days": "days"}
_MOST = {"max_entries": 10_000_000, "max_polled": 10_000_000, "max_mib": 1_000_000}
_MOST_DAYS = 36_500


def read_bounds(table: Mapping[str, Any]) -> Bounds:
    """The bounds of a `[journal]` table; what it leaves out is as usual.

    Args:
        table: `max_mib`, `max_days`, `max_entries`, `max_polled`: each a whole number, of which
            `max_days` is 1 or more.

    Raises:
        ValueError: A key is not known or its value cannot be used; the message begins with the key.
    """
    given: dict[str, int] = {}
    for key, value in table.items():
        if key not in _KEYS:
            close = get_close_matches(key, _KEYS, 1)
            meant = f"perhaps {close[0]!r} is meant" if close else f"there are: {', '.join(_KEYS)}"
            raise ValueError(f"{key} is not a key that is known; {meant}")
        least, most = int(key == "max_days"), _MOST.get(key, _MOST_DAYS)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"{key} must be a whole number from {least} to {most}")
        given[_KEYS[key]] = value * MIB if key == "max_mib" else value
    return replace(USUAL, **given)
