"""Sites, and the people of each."""

from __future__ import annotations

import json
import re
from sqlite3 import Connection
from typing import Any, NamedTuple

from pydantic_core import from_json

_SIGN = re.compile("@")
_ESCAPE = re.compile(r"\\([^\w\s]|_)")
_LONGEST_NAME = 80
# With more signs than this a text is looked through with everyone in mind.
_MOST_SIGNS = 200


class SiteRow(NamedTuple):
    """A site."""

    id: str
    name: str


class PersonRow(NamedTuple):
    """Someone in a site's directory. `record` is the directory's whole entry."""

    id: str
    name: str
    is_app: bool
    record: dict[str, Any]


def sites_of(connection: Connection, app_id: str) -> list[SiteRow]:
    """The sites an app can reach."""
    rows = connection.execute(
        """SELECT site.id, site.name FROM reach JOIN site ON site.id = reach.cloud_id
        WHERE app_id = ? ORDER BY site.position""",
        (app_id,),
    )
    return [SiteRow(*row) for row in rows]


def reaches(connection: Connection, app_id: str, cloud_id: str) -> bool:
    """Whether an app can reach a site."""
    found = connection.execute(
        "SELECT 1 FROM reach WHERE app_id = ? AND cloud_id = ?", (app_id, cloud_id)
    ).fetchone()
    return found is not None


def find_person(connection: Connection, cloud_id: str, user_id: str) -> PersonRow | None:
    """Someone by id; None where the site does not have them."""
    row = connection.execute(
        "SELECT id, name, is_app, record FROM person WHERE cloud_id = ? AND id = ?",
        (cloud_id, user_id),
    ).fetchone()
    return None if row is None else PersonRow(row[0], row[1], bool(row[2]), from_json(row[3]))


def names_of(connection: Connection, cloud_id: str, content: str) -> dict[str, str]:
    """Whom a text may mention in Markdown: ids by display and nick names that follow an `@` in it.

    Args:
        connection: The data.
        cloud_id: The site.
        content: The text. However many people the site has, only names that can stand in it are
            looked for.
    """
    if content.count("@") > _MOST_SIGNS:
        where, values = "TRUE", []
    else:
        where = "name_key IN (SELECT value FROM json_each(?))"
        values = [json.dumps(list(_beginnings(content)))]
    rows = connection.execute(
        f"SELECT name, user_id FROM spelling WHERE cloud_id = ? AND {where}",  # noqa: S608
        (cloud_id, *values),
    )
    return dict(rows.fetchall())


def learn_names(connection: Connection) -> None:
    """Keep, for `names_of`, what everyone of the directories is called. Within a transaction."""
    connection.execute("DELETE FROM spelling")
    rows = connection.execute(
        "SELECT cloud_id, name, json_extract(record, '$.nickName'), id FROM person"
        " ORDER BY cloud_id, id"
    )
    connection.executemany(
        "INSERT OR IGNORE INTO spelling VALUES (?, ?, ?, ?)",
        (
            (cloud_id, spelling.casefold(), spelling, user_id)
            for cloud_id, *spellings, user_id in rows
            for spelling in spellings
            if spelling
        ),
    )


def _beginnings(content: str) -> set[str]:
    """What follows each `@`, by every length a name can have; as it is, and without escapes."""
    found: set[str] = set()
    for sign in _SIGN.finditer(content):
        raw = content[sign.end() : sign.end() + 2 * _LONGEST_NAME]
        for after in {raw, _ESCAPE.sub(r"\1", raw)}:
            found.update(
                after[:size].casefold() for size in range(1, min(len(after), _LONGEST_NAME) + 1)
            )
    return found
