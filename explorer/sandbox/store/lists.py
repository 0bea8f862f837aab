"""Lists of conversations: a page in the order of names, of those a filter leaves in.

Every list is a walk that begins where its page does and reads nothing it leaves out: along an
index of what the filter leaves in, or through what `names` finds by a part of the name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from explorer.sandbox.store import names
from explorer.sandbox.store.conversations import COLUMNS, ConversationRow, name_key
from explorer.sandbox.store.database import Connection


class Position(NamedTuple):
    """Where in the order of names a page ends."""

    name_key: str
    id: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Which conversations a list holds. `query` is a part of the name, in any case."""

    query: str = ""
    include_private: bool = True
    include_archived: bool = False
    exclude_direct: bool = False
    descending: bool = False

    @property
    def order(self) -> str:
        """In SQL."""
        return "DESC" if self.descending else "ASC"

    @property
    def beyond(self) -> str:
        """The comparison that what follows passes, in SQL."""
        return "<" if self.descending else ">"


class _Place(NamedTuple):
    """A page that is asked for."""

    app_id: str
    cloud_id: str
    after: Position | None
    limit: int


def page(
    connection: Connection,
    app_id: str,
    cloud_id: str,
    chosen: Filter,
    after: Position | None,
    limit: int,
) -> tuple[list[ConversationRow], Position | None]:
    """Conversations an app is installed in, in the order of their names.

    Returns:
        At most `limit` rows, and the position after which the next page starts; None at the end.
    """
    # One more than asked for tells whether there is a next page.
    place = _Place(app_id, cloud_id, after, limit + 1)
    if chosen.query and names.ready(connection):
        rows = _found(connection, place, chosen)
    else:
        rows = _walked(connection, place, chosen)
    found = list(map(_row, rows[:limit]))
    if len(rows) <= limit:
        return found, None
    return found, _position(found[-1])


# What `_make` does, without counting the columns of every row.
_row: Callable[[tuple[Any, ...]], ConversationRow] = partial(tuple.__new__, ConversationRow)


def _position(row: ConversationRow) -> Position:
    return Position(name_key(row.name), row.id)


_Rows = list[tuple[Any, ...]]

_SELECT = f"SELECT {COLUMNS} FROM "  # noqa: S608 - only constants
_CONVERSATION = " CROSS JOIN conversation ON conversation.id = installation.conversation_id WHERE "
_ORDER = " ORDER BY installation.name_key {0}, installation.conversation_id {0} LIMIT ?"


def _walked(connection: Connection, place: _Place, chosen: Filter, index: str = "") -> _Rows:
    """The page along an index: that of the filter where none is named."""
    conditions, values = _within(place, chosen)
    if index:
        conditions.append("installation.label IS NULL")
    else:
        index = _index(chosen)
    if chosen.query:
        conditions.append("instr(installation.name_key, ?) > 0")
        values.append(name_key(chosen.query))
    conditions += _left_in(chosen)
    how = f"installation INDEXED BY {index}" if index else "installation"
    return connection.execute(
        _SELECT + how + _CONVERSATION + " AND ".join(conditions) + _ORDER.format(chosen.order),
        (*values, place.limit),
    ).fetchall()


def _within(place: _Place, chosen: Filter) -> tuple[list[str], list[str | int]]:
    conditions = ["installation.app_id = ?", "installation.cloud_id = ?"]
    values: list[str | int] = [place.app_id, place.cloud_id]
    if place.after is not None:
        conditions.append(
            f"(installation.name_key, installation.conversation_id) {chosen.beyond} (?, ?)"
        )
        values += place.after
    return conditions, values


def _left_in(chosen: Filter) -> Sequence[str]:
    conditions = []
    if not chosen.include_archived:
        conditions.append("NOT installation.archived")
    if not chosen.include_private:
        conditions.append("NOT installation.private")
    if chosen.exclude_direct:
        conditions.append("NOT installation.direct")
    return conditions


def _index(chosen: Filter) -> str:
    """The index that holds what the filter leaves in, in order; the table's own where it is all."""
    kinds = []
    if not chosen.include_archived:
        kinds.append("open")
    if not chosen.include_private:
        kinds.append("public")
    elif chosen.exclude_direct:
        kinds.append("rooms")
    return "_".join(("installation", *kinds)) if kinds else ""


def _found(connection: Connection, place: _Place, chosen: Filter) -> _Rows:
    """The page through what finds names, with the loose ones among it that it does not know."""
    loose = _walked(connection, place, chosen, "installation_loose")
    bounds = _bounds(connection, place, chosen)
    if bounds is None:
        return loose
    part = name_key(chosen.query)
    rows = connection.execute(
        _SELECT
        + "name_index CROSS JOIN installation ON installation.label = name_index.rowid"
        + _CONVERSATION
        + """name_index MATCH ? AND name_index.rowid >= ? AND name_index.rowid <= ?
        AND instr(installation.name_key, ?) > 0 ORDER BY name_index.rowid """
        + chosen.order
        + " LIMIT ?",
        (
            names.wanted(
                part,
                archived=chosen.include_archived,
                private=chosen.include_private,
                direct=not chosen.exclude_direct,
            ),
            *bounds,
            part,
            place.limit,
        ),
    ).fetchall()
    if not loose:
        return rows
    both = sorted(map(_row, [*rows, *loose]), key=_position, reverse=chosen.descending)
    return [*both[: place.limit]]


def _bounds(connection: Connection, place: _Place, chosen: Filter) -> tuple[int, int] | None:
    """The labels of the first and last installation after the page's beginning; None for none."""
    conditions, values = _within(place, chosen)
    ends: list[int] = []
    for direction in ("ASC", "DESC"):
        row = connection.execute(
            f"""SELECT label FROM installation WHERE {" AND ".join(conditions)}
            AND label IS NOT NULL ORDER BY name_key {direction}, conversation_id {direction}
            LIMIT 1""",  # noqa: S608 - only constants are put in
            values,
        ).fetchone()
        if row is None:
            return None
        ends.append(row[0])
    return ends[0], ends[1]
