"""Finding conversations by a part of their name, in the order of lists, however many there are.

Each installation has a label: a number whose order is that of the list's own key, with room
between neighbours. A full-text table holds, by label, every one, two and three characters that
follow each other in the name. What holds all the pieces of a wanted text comes out of it in the
order of labels, and so of names: a page is read no further than its end.

Triggers keep both right within the transaction that changes an installation. Where two neighbours
have no room between them the new one gets no label: it is loose, found by looking at it, until
`settle` makes room. The few whose names are very long stay loose.

Where this SQLite has no full-text search there are no triggers: `ready` says no, and lists look at
every name.
"""

from __future__ import annotations

from sqlite3 import Connection

LONGEST = 400
"""Characters of a name above which it stays loose; as far as the table `counting` goes."""

ROOM = 1 << 16
"""Between the labels of neighbours when labels are made anew."""

_FEWEST = 16
_ENOUGH = 64
_PIECES = 3
# Bytes of new words gathered in memory before they are written: half as long as with the default.
_GATHERED = 16 * 1024 * 1024
_FLAG = "name_index"
_KEY = ("app_id", "cloud_id", "name_key", "conversation_id")
_COLUMNS = ", ".join(_KEY)
_TRIGGERS = ("made", "renamed", "changed", "gone")

Key = tuple[str, str, str, str]


def available(connection: Connection) -> bool:
    """Whether this SQLite has full-text search."""
    found = connection.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone()
    return found is not None


def ready(connection: Connection) -> bool:
    """Whether names can be found here; else they are to be looked at one by one."""
    found = connection.execute("SELECT 1 FROM meta WHERE name = ?", (_FLAG,)).fetchone()
    return found is not None


def prepare(connection: Connection) -> None:
    """Make or give up what finds names, as this SQLite can. Within a transaction."""
    if not available(connection):
        # Its triggers would fail. Another program, which can, makes it anew.
        put_aside(connection)
    elif not ready(connection):
        build(connection)


def put_aside(connection: Connection) -> None:
    """Stop keeping it, because it cannot be or is made anew later. Within a transaction."""
    for name in _TRIGGERS:
        connection.execute(f"DROP TRIGGER IF EXISTS installation_{name}")
    connection.execute("DELETE FROM meta WHERE name = ?", (_FLAG,))


def build(connection: Connection) -> None:
    """Make it anew for all that is installed. Within a transaction."""
    put_aside(connection)
    connection.execute("DROP TABLE IF EXISTS name_index")
    connection.execute("UPDATE installation SET label = NULL WHERE label IS NOT NULL")
    connection.execute(
        f"""UPDATE installation SET label = place.label FROM (
            SELECT {_COLUMNS}, row_number() OVER (ORDER BY {_COLUMNS}) * {ROOM} AS label
            FROM installation WHERE {_fits("installation")}) AS place
        WHERE {_same("installation", "place")}"""  # noqa: S608 - only constants are put in
    )
    connection.execute(
        "CREATE VIRTUAL TABLE name_index USING fts5"
        "(pieces, content='', columnsize=0, detail=none, tokenize='ascii')"
    )
    connection.execute(
        "INSERT INTO name_index (name_index, rank) VALUES ('hashsize', ?)", (_GATHERED,)
    )
    connection.execute(
        f"""INSERT INTO name_index (rowid, pieces) SELECT label, {_pieces("installation")}
        FROM installation WHERE label IS NOT NULL ORDER BY label"""  # noqa: S608
    )
    connection.execute("INSERT INTO name_index (name_index) VALUES ('optimize')")
    for statement in _triggers():
        connection.execute(statement)
    connection.execute("INSERT INTO meta VALUES (?, '1')", (_FLAG,))


def settle(connection: Connection) -> None:
    """Give labels to the loose ones that can have one. Within a transaction."""
    if not ready(connection):
        return
    loose = connection.execute(
        f"""SELECT {_COLUMNS} FROM installation INDEXED BY installation_loose
        WHERE label IS NULL AND {_fits("installation")}"""  # noqa: S608
    ).fetchall()
    for key in loose:
        _make_room(connection, key)


def wanted(part: str, *, archived: bool, private: bool, direct: bool) -> str:
    """What to ask the full-text table for.

    Whatever holds the part is among what it finds, but also what holds its pieces elsewhere.

    Args:
        part: Of the name's key; not empty.
        archived: Whether archived ones count.
        private: Whether private ones count.
        direct: Whether direct ones count.
    """
    pieces = dict.fromkeys(part[at : at + 3] for at in range(max(1, len(part) - 2)))
    # All of them would find hardly fewer, but each has a list of its own to be read.
    rarest = sorted(pieces, key=_rarity, reverse=True)[:_PIECES]
    words = [piece.encode("utf-8").hex() for piece in rarest]
    if not archived:
        words.append("zopen")
    if not private:
        words.append("zpublic")
    if not direct:
        words.append("zroom")
    return " AND ".join(f'"{word}"' for word in words)


def _rarity(piece: str) -> int:
    """How much rarer than others a piece is likely to be: most names are of plain words."""
    return (
        3 * (not piece.isascii())
        + 2 * any(each.isdigit() for each in piece)
        + 2 * (piece[1:2] == " ")
        + (" " in piece)
    )


def _pieces(row: str) -> str:
    """The words that stand for a row: pieces of the name in hex, and what filters ask for."""
    each = " || ' ' || ".join(f"hex(substr({row}.name_key, n, {size}))" for size in (1, 2, 3))
    return f"""(SELECT coalesce(group_concat({each}, ' '), '') FROM counting
        WHERE n <= length({row}.name_key)) || iif({row}.archived, '', ' zopen')
        || iif({row}.private, '', ' zpublic') || iif({row}.direct, '', ' zroom')"""  # noqa: S608


def _fits(row: str) -> str:
    # SQLite's length() ends at a NUL.
    return f"(length({row}.name_key) <= {LONGEST} AND NOT instr({row}.name_key, char(0)))"


def _same(one: str, other: str) -> str:
    return " AND ".join(f"{one}.{name} = {other}.{name}" for name in _KEY)


def _neighbour(sign: str, direction: str) -> str:
    key = ", ".join(f"beside.{name}" for name in _KEY)
    new = ", ".join(f"new.{name}" for name in _KEY)
    order = ", ".join(f"beside.{name} {direction}" for name in _KEY)
    return f"""(SELECT label FROM installation AS beside
        WHERE ({key}) {sign} ({new}) AND label IS NOT NULL ORDER BY {order} LIMIT 1)"""  # noqa: S608


def _triggers() -> list[str]:
    forget = f"""INSERT INTO name_index (name_index, rowid, pieces)
        SELECT 'delete', old.label, {_pieces("old")} WHERE old.label IS NOT NULL"""
    learn = f"""INSERT INTO name_index (rowid, pieces)
        SELECT new.label, {_pieces("new")} WHERE new.label IS NOT NULL"""
    place = f"""UPDATE installation SET label = (
            SELECT CASE
                WHEN NOT {_fits("new")} THEN NULL
                WHEN low IS NULL THEN coalesce(high - {ROOM}, 0)
                WHEN high IS NULL THEN low + {ROOM}
                WHEN high - low < 2 THEN NULL
                ELSE low + (high - low) / 2 END
            FROM (SELECT {_neighbour("<", "DESC")} AS low, {_neighbour(">", "ASC")} AS high))
        WHERE {_same("installation", "new")}"""  # noqa: S608
    return [
        f"CREATE TRIGGER installation_made AFTER INSERT ON installation BEGIN {place}; END",
        # Known by its new name at its old place first, so that giving it its new place is a
        # change like any other.
        f"""CREATE TRIGGER installation_renamed AFTER UPDATE ON installation
        WHEN old.name_key <> new.name_key BEGIN {forget}; {learn}; {place}; END""",
        f"""CREATE TRIGGER installation_changed AFTER UPDATE ON installation
        WHEN old.name_key = new.name_key BEGIN {forget}; {learn}; END""",
        f"CREATE TRIGGER installation_gone AFTER DELETE ON installation BEGIN {forget}; END",
    ]


def _make_room(connection: Connection, key: Key) -> None:
    """Spread the labels round a loose installation evenly, over as many as it takes."""
    count = _FEWEST
    while True:
        before = _labelled(connection, key, "<", "DESC", count + 1)
        after = _labelled(connection, key, ">", "ASC", count + 1)
        crowd = [*(each[:4] for each in reversed(before[:count])), key]
        crowd += [each[:4] for each in after[:count]]
        # Beyond the ends of all labels there is as much room as one likes.
        whole = (len(crowd) + 1) * ROOM
        if len(before) > count:
            low = before[count][4]
            high = after[count][4] if len(after) > count else low + whole
        else:
            high = after[count][4] if len(after) > count else whole
            low = high - whole
        step = (high - low) // (len(crowd) + 1)
        if step >= _ENOUGH:
            break
        count *= 4
    where = " AND ".join(f"{name} = ?" for name in _KEY)
    change = f"UPDATE installation SET label = ? WHERE {where}"  # noqa: S608
    connection.executemany(change, [(None, *each) for each in crowd])
    connection.executemany(
        change, [(low + step * place, *each) for place, each in enumerate(crowd, 1)]
    )


def _labelled(
    connection: Connection, key: Key, sign: str, direction: str, limit: int
) -> list[tuple[str, str, str, str, int]]:
    order = ", ".join(f"{name} {direction}" for name in _KEY)
    return connection.execute(
        f"""SELECT {_COLUMNS}, label FROM installation
        WHERE ({_COLUMNS}) {sign} (?, ?, ?, ?) AND label IS NOT NULL
        ORDER BY {order} LIMIT ?""",  # noqa: S608
        (*key, limit),
    ).fetchall()
