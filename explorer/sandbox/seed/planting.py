"""Puts sites, people, apps and rooms into new tables."""

from __future__ import annotations

from datetime import datetime, timedelta

from explorer.sandbox.clock import milliseconds
from explorer.sandbox.credentials import BOTH_SCOPES
from explorer.sandbox.seed.people import ROBOTS, SITES, Cast, email, person_rows, picture
from explorer.sandbox.seed.rooms import ROOMS, Room
from explorer.sandbox.store import conversations
from explorer.sandbox.store.conversations import ConversationRow
from explorer.sandbox.store.database import Connection


def app_id(cast: Cast, nick: str) -> str:
    """The id of an app."""
    return cast.ids.uuid(f"app/{nick}")


def client_id(cast: Cast, nick: str) -> str:
    """What an app calls itself when it asks for a token."""
    return f"sandbox-{nick}-{cast.ids.bits(f'client/{nick}', 64):016x}"


def room_id(cast: Cast, key: str) -> str:
    """The id of a room."""
    return cast.ids.uuid(f"room/{key}")


def plant_people(connection: Connection, cast: Cast, now: datetime) -> None:
    """Sites, their directories and the apps."""
    connection.executemany(
        "INSERT INTO site VALUES (?, ?, ?)",
        [(cast.cloud[site], name, place) for place, (site, name) in enumerate(SITES.items())],
    )
    connection.executemany(
        "INSERT INTO person VALUES (?, ?, ?, ?, ?)", list(person_rows(cast, now))
    )
    for robot in ROBOTS:
        identity = app_id(cast, robot.nick)
        user = cast.user(robot.nick)
        connection.execute(
            "INSERT INTO app VALUES (?, ?, ?, NULL, ?, ?, ?, ?)",
            (
                identity,
                user,
                client_id(cast, robot.nick) if robot.callable else None,
                BOTH_SCOPES,
                robot.name,
                email(robot.nick),
                picture(user),
            ),
        )
        connection.executemany(
            "INSERT INTO reach VALUES (?, ?)",
            [(identity, cast.cloud[site]) for site in robot.sites],
        )


def plant_rooms(connection: Connection, cast: Cast, now: datetime) -> None:
    """Conversations, their rosters and what is installed in them."""
    for room in ROOMS:
        row = _row(cast, room, now)
        direct = (app_id(cast, room.apps[0]), cast.user(room.direct)) if room.direct else None
        conversations.add(connection, row, direct=direct)
        for nick in room.apps:
            conversations.install(connection, app_id(cast, nick), row)
        connection.executemany(
            "INSERT INTO roster VALUES (?, ?)",
            [(row.id, cast.user(nick)) for nick in (*room.people, *room.apps)],
        )


def _row(cast: Cast, room: Room, now: datetime) -> ConversationRow:
    spread = cast.ids.bits(f"room/{room.key}/made", 24)
    created = now - timedelta(days=room.days, milliseconds=spread)
    # A room is changed when its topic is set, some time between its making and today.
    modified = created + timedelta(days=room.days / 3, milliseconds=spread // 2)
    return ConversationRow(
        id=room_id(cast, room.key),
        cloud_id=cast.cloud[room.site],
        name=room.name,
        topic=room.topic,
        type="direct" if room.direct else "group",
        privacy="private" if room.private else "public",
        archived=int(room.archived),
        avatar_url=picture(cast.user(room.direct))
        if room.direct
        else conversations.AVATARS.format(spread % 12 + 1),
        created=milliseconds(created),
        modified=milliseconds(modified),
    )
