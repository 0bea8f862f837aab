"""What is looked for in the journal: as words a person types, and as a checked query.

status:4xx op:Message since:1h "pool size"
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import partial
from typing import Any

from explorer.document.safe import one_line
from explorer.workbench.problems import WorkbenchError


class QueryError(WorkbenchError):
    """Words that cannot be looked for: says which and how they are written."""


@dataclass(frozen=True, slots=True)
class Query:
    """What exchanges to find; an empty part restricts nothing.

    Args:
        operations: Beginnings of operation ids or class names, or resources; one is enough.
        statuses: `200`, `4xx`, `ok`, `failed` (any call that did not succeed) or `none` (no answer
            came); one is enough.
        since: The first moment, with a zone.
        until: The moment after the last, with a zone.
        texts: Words that all have to stand in address, bodies, error or operation: one after the
            other within a text, the last of which may be only the beginning of a word.
        origins: `person`, `polling`; one is enough.
        methods: `GET` and so on; one is enough.
        servers: `Target.name`s; one is enough.
    """

    operations: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    texts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()


KEYS = {
    "op": "operations",
    "operation": "operations",
    "status": "statuses",
    "since": "since",
    "until": "until",
    "text": "texts",
    "origin": "origins",
    "from": "origins",
    "method": "methods",
    "server": "servers",
}
"""The part of a query by the word before the colon."""

_WORD = re.compile(r'(?:([A-Za-z]+):)?(?:"([^"]*)"?|(\S+))')
_STATUS = re.compile(r"[1-9]\d\d|[1-9]xx|ok|failed|none")
_SPAN = re.compile(r"(?:\d+[smhdw])+")
_STEP = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def parse_query(text: str, now: datetime) -> Query:
    """The query of a filter field's words.

    A word without a known key before its colon is a text to find; `key:` alone is not yet finished
    and restricts nothing.

    Args:
        text: What was typed.
        now: The present, in the zone in which days and hours are meant.

    Raises:
        QueryError: A value cannot be understood.
    """
    query = Query()
    for found in _WORD.finditer(text):
        key, quoted, bare = found.groups()
        if key is None and bare is not None and bare.endswith(":") and bare[:-1].lower() in KEYS:
            continue
        value = quoted if quoted is not None else bare
        if key is not None and key.lower() not in KEYS:
            key, value = None, f"{key}:{value}"
        if value.strip():
            query = _with(query, KEYS[(key or "text").lower()], value, now)
    return query


def make_query(
    now: datetime,
    *,
    text: str = "",
    operation: str = "",
    status: str | int = "",
    since: datetime | str | None = None,
    until: datetime | str | None = None,
    origin: str = "",
    method: str = "",
    server: str = "",
) -> Query:
    """A query of its parts, each as `parse_query` takes it.

    Args:
        now: The present, in the zone in which days and hours are meant.
        text: Words to find, one after the other.
        operation, status, origin, method, server: One, or several with commas between them.
        since, until: A moment, or words for one: see `moment`.

    Raises:
        QueryError: A value cannot be understood.
    """
    given = {
        "texts": text,
        "operations": operation,
        "statuses": str(status),
        "since": since,
        "until": until,
        "origins": origin,
        "methods": method,
        "servers": server,
    }
    query = Query()
    for part, value in given.items():
        if value is not None and not (isinstance(value, str) and not value.strip()):
            query = _with(query, part, value, now)
    return query


def _with(query: Query, part: str, value: Any, now: datetime) -> Query:
    if part in {"since", "until"}:
        when = value if isinstance(value, datetime) else moment(value, now, end=part == "until")
        if when.tzinfo is None:
            when = when.replace(tzinfo=now.tzinfo)
        return _set(query, part, when)
    known: tuple[str, ...] = getattr(query, part)
    if part == "texts":
        return replace(query, texts=(*known, value))
    checked = _CHECKS.get(part, str)
    words = tuple(checked(word) for each in value.split(",") if (word := each.strip()))
    return _set(query, part, (*known, *words))


def _set(query: Query, part: str, value: Any) -> Query:
    return replace(query, **{part: value})


def _status(word: str) -> str:
    if not _STATUS.fullmatch(word.lower()):
        raise QueryError(
            f"{one_line(word, 40)!r} is no status to look for: "
            "write 404, 4xx, ok, failed, or none for no answer."
        )
    return word.lower()


def _one_of(choices: tuple[str, ...], what: str, word: str) -> str:
    if word.lower() not in choices:
        close = get_close_matches(word.lower(), choices, 1)
        meant = f", perhaps {close[0]}" if close else ""
        raise QueryError(
            f"{one_line(word, 40)!r} is no {what} to look for: write {' or '.join(choices)}{meant}."
        )
    return word.lower()


_CHECKS: dict[str, Callable[[str], str]] = {
    "statuses": _status,
    "origins": partial(_one_of, ("person", "polling"), "origin"),
    "methods": str.upper,
}


def moment(text: str, now: datetime, *, end: bool = False) -> datetime:
    """A moment in words: `90s`, `1h30m`, `2d` ago, `today`, `yesterday`, `14:30`, a date or both.

    Args:
        text: The words.
        now: The present, in the zone that is meant.
        end: Whether a day means its end.

    Raises:
        QueryError: It cannot be understood.
    """
    word = text.strip().lower()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    day = timedelta(days=1)
    try:
        if _SPAN.fullmatch(word):
            parts = re.findall(r"(\d+)([smhdw])", word)
            return now - timedelta(seconds=sum(int(amount) * _STEP[unit] for amount, unit in parts))
        if word in {"now", "today", "yesterday"}:
            start = {"now": now, "today": midnight, "yesterday": midnight - day}[word]
            return start + day if end and word != "now" else start
        if re.fullmatch(r"\d{1,2}:\d\d(:\d\d)?", word):
            return datetime.combine(now.date(), time.fromisoformat(word.zfill(5)), now.tzinfo)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", word):
            start = datetime.combine(date.fromisoformat(word), time(), now.tzinfo)
            return start + day if end else start
        found = datetime.fromisoformat(text.strip())
        found = found if found.tzinfo is not None else found.replace(tzinfo=now.tzinfo)
        found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise QueryError(
            f"{one_line(text, 40)!r} is no time to look for: write 30m, 2h, 7d, today, yesterday, "
            "14:30, 2026-01-31 or 2026-01-31T14:30."
        ) from None
    return found
