"""Finding words in the journal: with SQLite's own full-text index, or by reading where it lacks.

Both understand the same: a text is found where its words stand one after the other, whatever is
between them, in any case and with or without accents; the last may be only the beginning of a word.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

CATCH_UP = 25
"""Exchanges of an older file that are indexed at a time."""

SHARE = 0.6
"""Bytes of the index for a byte of text, measured; counted when the journal is kept in bounds."""

_TABLE = "exchange_words"
_PARTS = "operation_id, method, url, view, failure, notes, request_body, response_body"
_ESCAPES = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_PIECES = re.compile(r"[^\W_]+")


def words_of(parts: Sequence[str | bytes | None]) -> str:
    """The text of an exchange that is looked through.

    Args:
        parts: The columns of `_PARTS`; escapes of JSON and of addresses are undone.
    """
    operation, method, url, view, failure, notes, sent, came = parts
    plain = [str(operation), str(method), unquote(str(url)), str(view), str(failure)]
    return "\n".join([*plain, _text(notes), _text(sent), _text(came)])


def _text(body: str | bytes | None) -> str:
    if not body:
        return ""
    if isinstance(body, bytes):
        if b"\0" in body[:1024]:
            return ""  # Not a text: a picture, or the like.
        body = body.decode("utf-8", "replace")
    return _ESCAPES.sub(_unescaped, body) if "\\" in body else body


def _unescaped(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else 0x20
    # Halves of a pair are no characters, and belong to none of the words people look for.
    return " " if 0xD800 <= code < 0xE000 else chr(code)


def folded(text: str) -> str:
    """A text as words are compared: small letters without accents."""
    parts = unicodedata.normalize("NFD", text.lower())
    return "".join(each for each in parts if not unicodedata.combining(each))


def pieces(text: str) -> list[str]:
    """The words of a text, folded."""
    return _PIECES.findall(folded(text))


def holds(needle: str, text: str) -> bool:
    """Whether a text holds the words of another one after the other."""
    wanted = pieces(needle)
    if not wanted:
        return needle.lower() in text.lower()
    between = r"(?:[\W_])+"
    pattern = rf"(?<![^\W_]){between.join(map(re.escape, wanted))}"
    return re.search(pattern, folded(text)) is not None


class Index:
    """The full-text index of one connection; does nothing where SQLite has none.

    Args:
        connection: Of the journal.
        create: Whether to make it where it is missing; inside a transaction of its own.
    """

    def __init__(self, connection: sqlite3.Connection, *, create: bool = True) -> None:
        self._connection = connection
        connection.create_function("stride_holds", 9, _row_holds, deterministic=True)
        self.works = self._prepare(create)

    def _prepare(self, create: bool) -> bool:
        look = f"SELECT rowid FROM {_TABLE} LIMIT 1"  # noqa: S608
        made = (
            f"CREATE VIRTUAL TABLE {_TABLE} USING "
            "fts5(words, content='', tokenize='unicode61 remove_diacritics 2')"
        )
        there = "SELECT count(*) FROM sqlite_master WHERE name = ?"
        try:
            if not self._connection.execute(there, (_TABLE,)).fetchone()[0]:
                if not create:
                    return False
                self._connection.execute(made)
                # What was indexed was so by a table that someone has taken away.
                self._connection.execute("UPDATE exchange SET indexed = 0 WHERE indexed <> 0")
            self._connection.execute(look).fetchone()
        except sqlite3.DatabaseError:
            return False
        try:
            self._connection.execute(
                f"INSERT INTO {_TABLE} ({_TABLE}, rank) VALUES ('secure-delete', 1)"  # noqa: S608
            )
        except sqlite3.DatabaseError:
            pass  # Older than 3.42: `clean` does it.
        return True

    def add(self, numbers: Iterable[int]) -> None:
        """Take exchanges in."""
        if self.works:
            for number, text in self._texts(numbers, indexed=False):
                self._connection.execute(
                    f"INSERT INTO {_TABLE} (rowid, words) VALUES (?, ?)",  # noqa: S608
                    (number, text),
                )
                self._connection.execute(
                    "UPDATE exchange SET indexed = 1 WHERE number = ?", (number,)
                )

    def remove(self, numbers: Sequence[int]) -> None:
        """Leave exchanges out, before they are deleted; the index is told what they held."""
        if not self.works:
            return
        for number, text in self._texts(numbers, indexed=True):
            self._connection.execute(
                f"INSERT INTO {_TABLE} ({_TABLE}, rowid, words) VALUES ('delete', ?, ?)",  # noqa: S608
                (number, text),
            )

    def clean(self) -> None:
        """Have nothing of what was left out remain in the file."""
        if self.works:
            optimize = f"INSERT INTO {_TABLE} ({_TABLE}) VALUES ('optimize')"  # noqa: S608
            self._connection.execute(optimize)

    def catch_up(self) -> bool:
        """Take in some exchanges that an older version kept; whether there may be more."""
        if not self.works:
            return False
        rows = self._connection.execute(
            "SELECT number FROM exchange WHERE indexed = 0 ORDER BY number DESC LIMIT ?",
            (CATCH_UP,),
        ).fetchall()
        self.add([number for (number,) in rows])
        return len(rows) == CATCH_UP

    def condition(self, text: str) -> tuple[str, list[str]]:
        """What SQL asks for exchanges with a text, and its values."""
        reading = f"stride_holds(?, {_PARTS})"
        if not self.works or not pieces(text):
            return reading, [text]
        quoted = '"' + text.replace('"', '""').replace("\0", " ") + '" *'
        found = f"number IN (SELECT rowid FROM {_TABLE} WHERE {_TABLE} MATCH ?)"  # noqa: S608
        return f"CASE indexed WHEN 1 THEN {found} ELSE {reading} END", [quoted, text]

    def _texts(self, numbers: Iterable[int], *, indexed: bool) -> Iterable[tuple[int, str]]:
        for number in numbers:
            row = self._connection.execute(
                f"SELECT {_PARTS} FROM exchange WHERE number = ? AND indexed = ?",  # noqa: S608
                (number, int(indexed)),
            ).fetchone()
            if row is not None:
                yield number, words_of(row)


def _row_holds(needle: str, *parts: str | bytes | None) -> bool:
    return holds(needle, words_of(parts))
