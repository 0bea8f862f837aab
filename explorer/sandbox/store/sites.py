"""Sites, and the people of each."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic_core import from_json

from explorer.sandbox.store.database import Connection


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


def names_of(connection: Connection, cloud_id: str) -> dict[str, str]:
    """Display and nick names of a site's people and their ids, for mentions in Markdown."""
    rows = connection.execute(
        """SELECT name, json_extract(record, '$.nickName'), id FROM person WHERE cloud_id = ?""",
        (cloud_id,),
    )
    names: dict[str, str] = {}
    for name, nick, user_id in rows:
        for spelling in (name, nick):
            if spelling:
                names.setdefault(spelling, user_id)
    return names
