"""Queries of the journal as SQL, and forgetting what is found or what is too much."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from explorer.api.operations import CATALOGUE
from explorer.workbench.journal_bounds import Bounds
from explorer.workbench.journal_entry import Entry, Row
from explorer.workbench.journal_index import Index
from explorer.workbench.journal_query import Query
from explorer.workbench.journal_records import ROW, WHOLE, entry_of, row_of, stamp
from explorer.workbench.store import storable

POLLING = "polling"
STEP = 200
"""Most exchanges forgotten at a time, so that those who wait to write wait but a moment."""

Condition = tuple[str, list[Any]]


def condition(query: Query, index: Index) -> Condition:
    """What SQL asks for a query, and its values."""
    parts: list[Condition] = [("TRUE", [])]
    if query.operations:
        parts.append(_any([_operation(word) for word in query.operations]))
    if query.statuses:
        parts.append(_any([_status(word) for word in query.statuses]))
    if query.since is not None:
        parts.append(("started >= ?", [stamp(query.since)]))
    if query.until is not None:
        parts.append(("started < ?", [stamp(query.until)]))
    for column, values in (
        ("origin", query.origins),
        ("method", query.methods),
        ("server", query.servers),
    ):
        if values:
            parts.append(_any([(f"{column} = ?", [storable(value)]) for value in values]))
    for text in query.texts:
        asked, given = index.condition(storable(text))
        parts.append((asked, [*given]))
    return " AND ".join(sql for sql, _ in parts), [value for _, each in parts for value in each]


def _any(parts: list[Condition]) -> Condition:
    alternatives = " OR ".join(f"({sql})" for sql, _ in parts)
    return f"({alternatives})", [value for _, each in parts for value in each]


def _operation(word: str) -> Condition:
    """Ids that begin so, and the ids of classes, resources and groups of that name."""
    start = word.lower()
    known = [
        operation.operation_id
        for operation in CATALOGUE.values()
        if operation.__name__.lower().startswith(start)
        or start in {operation.resource.lower(), operation.group.lower()}
    ]
    marks = ", ".join("?" * len(known))
    return (
        f"substr(lower(operation_id), 1, ?) = ? OR operation_id IN ({marks})",
        [len(start), storable(start), *known],
    )


def _status(word: str) -> Condition:
    if word == "ok":
        return "ok", []
    if word == "failed":
        return "NOT ok", []
    if word == "none":
        return "status IS NULL", []
    low = int(word[0]) * 100 if word.endswith("xx") else int(word)
    return "status BETWEEN ? AND ?", [low, low + 99 if word.endswith("xx") else low]


def find_rows(
    connection: sqlite3.Connection,
    index: Index,
    query: Query,
    limit: int,
    before: int | None,
    after: int | None = None,
) -> list[Row]:
    """See `Journal.rows`."""
    return [row_of(each) for each in _found(connection, index, query, ROW, limit, before, after)]


def find_entries(
    connection: sqlite3.Connection, index: Index, query: Query, limit: int, before: int | None
) -> list[Entry]:
    """See `Journal.search`."""
    return [entry_of(each) for each in _found(connection, index, query, WHOLE, limit, before)]


def _found(
    connection: sqlite3.Connection,
    index: Index,
    query: Query,
    columns: str,
    limit: int,
    before: int | None,
    after: int | None = None,
) -> sqlite3.Cursor:
    where, values = condition(query, index)
    for comparison, number in (("<", before), (">", after)):
        if number is not None:
            where, values = f"number {comparison} ? AND {where}", [number, *values]
    return connection.execute(
        f"SELECT {columns} FROM exchange WHERE {where} "  # noqa: S608 - all ours
        "ORDER BY number DESC LIMIT ?",
        (*values, limit),
    )


def count(connection: sqlite3.Connection, index: Index, query: Query) -> int:
    """How many exchanges a query finds."""
    where, values = condition(query, index)
    found = connection.execute(f"SELECT count(*) FROM exchange WHERE {where}", values)  # noqa: S608
    return int(found.fetchone()[0])


def ids_beginning(connection: sqlite3.Connection, start: str, most: int) -> Sequence[str]:
    """The ids that begin so, the latest first."""
    rows = connection.execute(
        "SELECT id FROM exchange WHERE id >= ? AND id < ? ORDER BY number DESC LIMIT ?",
        (storable(start), storable(start) + "\U0010ffff", most),
    )
    return [id for (id,) in rows]


def numbers_of(connection: sqlite3.Connection, ids: Sequence[str]) -> list[int]:
    """The numbers of exchanges by their whole ids; those that are gone are left out."""
    found = (
        connection.execute("SELECT number FROM exchange WHERE id = ?", (storable(id),)).fetchone()
        for id in ids
    )
    return [row[0] for row in found if row is not None]


def some_numbers(
    connection: sqlite3.Connection, index: Index, query: Query, last: int, most: int
) -> list[int]:
    """Numbers of exchanges that a query finds, up to one of them."""
    where, values = condition(query, index)
    rows = connection.execute(
        f"SELECT number FROM exchange WHERE number <= ? AND {where} "  # noqa: S608 - all ours
        "ORDER BY number DESC LIMIT ?",
        (last, *values, most),
    )
    return [number for (number,) in rows]


def forget(connection: sqlite3.Connection, index: Index, numbers: Sequence[int]) -> int:
    """Delete exchanges; how many there were."""
    index.remove(numbers)
    done = connection.executemany(
        "DELETE FROM exchange WHERE number = ?", [(number,) for number in numbers]
    )
    return max(done.rowcount, 0)


def too_many(connection: sqlite3.Connection, bounds: Bounds, now: datetime) -> list[int]:
    """Some of the exchanges that are beyond the bounds, the first to go first."""
    found: dict[int, None] = {}
    for numbers in (
        _too_old(connection, bounds, now),
        _too_many_of(connection, "=", bounds.polled),
        _too_many_of(connection, "<>", bounds.entries),
    ):
        found |= dict.fromkeys(numbers)
    # What these leave may be small enough.
    return list(found or dict.fromkeys(islice(_too_big(connection, bounds), STEP)))[:STEP]


def _too_old(connection: sqlite3.Connection, bounds: Bounds, now: datetime) -> Iterator[int]:
    try:
        first = stamp(now - timedelta(days=bounds.days))
    except OverflowError:
        return
    for (number,) in connection.execute(
        "SELECT number FROM exchange WHERE started < ? ORDER BY started LIMIT ?", (first, STEP)
    ):
        yield number


def _too_many_of(connection: sqlite3.Connection, comparison: str, most: int) -> Iterator[int]:
    last = connection.execute(
        f"SELECT number FROM exchange WHERE origin {comparison} ? "  # noqa: S608 - all ours
        "ORDER BY number DESC LIMIT 1 OFFSET ?",
        (POLLING, most),
    ).fetchone()
    if last is not None:
        for (number,) in connection.execute(
            f"SELECT number FROM exchange WHERE origin {comparison} ? AND number <= ? "  # noqa: S608
            "ORDER BY number LIMIT ?",
            (POLLING, last[0], STEP),
        ):
            yield number


def _too_big(connection: sqlite3.Connection, bounds: Bounds) -> Iterator[int]:
    excess = connection.execute("SELECT sum(size) FROM exchange").fetchone()[0] or 0
    excess -= bounds.size
    # Polling goes before what a person did, the oldest first.
    for comparison in ("=", "<>"):
        for number, size in connection.execute(
            f"SELECT number, size FROM exchange WHERE origin {comparison} ? "  # noqa: S608
            "ORDER BY number",
            (POLLING,),
        ):
            if excess <= 0:
                return
            yield number
            excess -= size
