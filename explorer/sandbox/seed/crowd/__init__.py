"""A crowd: as many conversations, people and messages as are asked for, beside those by hand.

They are made in the order of their ids and never all at once, so that a million messages need no
more memory than a thousand.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from explorer.sandbox.clock import TICKS_PER_SECOND, milliseconds, to_ticks
from explorer.sandbox.seed.crowd import rooms
from explorer.sandbox.seed.crowd.people import people, plant_people
from explorer.sandbox.seed.crowd.rooms import Kind
from explorer.sandbox.seed.crowd.shares import share_out
from explorer.sandbox.seed.crowd.talk import Member, Row, Talk
from explorer.sandbox.seed.people import ACME, HARBOR, LABS, PEOPLE, Cast, picture
from explorer.sandbox.seed.planting import app_id
from explorer.sandbox.store.conversations import AVATARS, name_key
from explorer.sandbox.store.database import CACHE_KIB, Connection

Report = Callable[[str], None] | None
"""Is told what is being done, in a few words at a time; None for no one."""

_CHUNK = 500
_EVERY = 20_000
_EVERY_ID = 5_000
_CACHE_KIB = 128 * 1024
_LATEST = 40 * TICKS_PER_SECOND


def plant_crowd(
    connection: Connection,
    cast: Cast,
    now: datetime,
    more: tuple[int, int],
    total: int,
    report: Report,
) -> None:
    """Add generated conversations and messages to those written by hand. Within a transaction.

    Args:
        connection: The data, with what is written by hand.
        cast: Who is written down by hand.
        now: What all moments are relative to.
        more: How many conversations and messages to add.
        total: How many messages there are then; the busiest room gets half of them.
        report: Told what is being done.
    """
    conversations, messages = more
    if not conversations:
        return
    # Ids of messages are of no order: their index is filled in memory, not on disk.
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    # Conversations are put aside until all are there: what lists show together is then kept
    # together, in the order of names.
    connection.execute("CREATE TEMP TABLE crowd AS SELECT * FROM conversation WHERE FALSE")
    last = connection.execute("SELECT max(rowid) FROM conversation").fetchone()[0]
    crowd = _Crowd(connection, cast, now, conversations, report)
    crowd.fill(messages, (total + 1) // 2)
    if report:
        report("Putting the conversations in order")
    connection.execute(
        "INSERT INTO conversation SELECT * FROM crowd ORDER BY cloud_id, name_key, id"
    )
    connection.execute("DROP TABLE crowd")
    connection.execute(
        """INSERT INTO installation
        (app_id, cloud_id, name_key, conversation_id, archived, private, direct)
        SELECT ?, cloud_id, name_key, id, archived, privacy = 'private', type = 'direct'
        FROM conversation WHERE rowid > ? AND id NOT IN (SELECT value FROM json_each(?))
        ORDER BY cloud_id, name_key, id""",
        (crowd.app, last, json.dumps(crowd.away)),
    )
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


class _Crowd:
    """What is made for one sandbox, by way of its tables."""

    def __init__(
        self, connection: Connection, cast: Cast, now: datetime, count: int, report: Report
    ) -> None:
        self._report = report
        self._connection = connection
        self._cast = cast
        self._now = now
        self._chance = random.Random(cast.ids.bits("crowd", 64))  # noqa: S311 - not for secrets
        self._talk = Talk(self._chance)
        self.app = app_id(cast, HARBOR.nick)
        self.away: list[str] = []
        """Rooms without the app."""
        first = cast.ids.uuid("crowd/room/0")
        self._ids = sorted(_ids(cast, count, report))
        self._busiest = self._ids.index(first)
        self._directs = self._choose_directs(round((count - 1) * rooms.DIRECT))
        everyone = people(cast.ids, max(len(self._directs), 30 + count // 50), report)
        self._everyone = everyone
        plant_people(connection, everyone, (cast.cloud[ACME], cast.cloud[LABS]), cast.ids, now)
        self._members = {
            ACME: [(each.user_id, each.name) for each in everyone] + _known(cast, ACME),
            LABS: [(each.user_id, each.name) for each in everyone if each.both]
            + _known(cast, LABS),
        }

    def fill(self, messages: int, half: int) -> None:
        """Put conversations, rosters and messages into the tables."""
        report = self._report
        shares = share_out(messages, half, len(self._ids), self._chance)
        others = iter(shares[1:])
        done = 0
        for begin in range(0, len(self._ids), _CHUNK):
            if report and begin % _EVERY_ID == 0:
                report(f"Making conversations: {begin:,} of {len(self._ids):,}")
            made = [
                self._make(place, shares[0] if place == self._busiest else next(others))
                for place in range(begin, min(begin + _CHUNK, len(self._ids)))
            ]
            self._connection.executemany(
                "INSERT INTO crowd VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [each.row for each in made],
            )
            self._connection.executemany(
                "INSERT INTO roster VALUES (?, ?)",
                [(each.id, user) for each in made for user in sorted({m[0] for m in each.members})],
            )
            self._connection.executemany(
                "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?)",
                _told(chain.from_iterable(map(self._said, made)), done, messages, report),
            )
            done += sum(each.count for each in made)

    def _said(self, made: _Made) -> Iterator[Row]:
        return self._talk.room(made.id, made.members, made.count, made.start, made.end)

    def _make(self, place: int, count: int) -> _Made:
        identity = self._ids[place]
        chance, with_whom = self._chance, self._directs.get(place)
        if place == self._busiest:
            kind = rooms.busiest(chance)
        elif with_whom is not None:
            kind = rooms.direct(chance, self._everyone[with_whom].name)
        else:
            kind = rooms.room(chance)
        site = LABS if kind.labs else ACME
        span = timedelta(days=kind.days)
        created = self._now - span
        # An archived room fell silent when it was closed; others are as lively as they are.
        silent = chance.uniform(0.1, 0.8) if kind.archived else chance.random() ** 4 * 0.5
        quiet = 0.0 if place == self._busiest else silent
        ended = self._now - span * quiet
        members = self._members_of(kind, site, with_whom)
        if kind.away:
            self.away.append(identity)
        elif with_whom is None:
            members.append((self._cast.user(HARBOR.nick), HARBOR.name))
        photo = AVATARS.format(1 + chance.randrange(12))
        row = (
            identity,
            self._cast.cloud[site],
            kind.name,
            name_key(kind.name),
            kind.topic,
            "group" if with_whom is None else "direct",
            "private" if kind.private else "public",
            int(kind.archived),
            photo if with_whom is None else picture(members[0][0]),
            milliseconds(created),
            milliseconds(ended if kind.archived else created + span * chance.random() ** 2),
            None if with_whom is None else self.app,
            None if with_whom is None else members[0][0],
        )
        start = to_ticks(created)
        return _Made(identity, row, members, count, start, to_ticks(ended) - _LATEST)

    def _members_of(self, kind: Kind, site: str, with_whom: int | None) -> list[Member]:
        if with_whom is not None:
            someone = self._everyone[with_whom]
            return [
                (someone.user_id, someone.name),
                (self._cast.user(HARBOR.nick), HARBOR.name),
            ]
        known = self._members[site]
        size = min(kind.members, len(known))
        return list(dict.fromkeys(self._chance.choice(known) for _ in range(size)))

    def _choose_directs(self, count: int) -> dict[int, int]:
        """Which conversations, by place, are with which of the people."""
        chosen = [place for place in range(len(self._ids)) if place != self._busiest]
        return {place: who for who, place in enumerate(self._chance.sample(chosen, count))}


@dataclass(frozen=True, slots=True)
class _Made:
    """One conversation: its row, who is in it, and how much is said from when to when (ticks)."""

    id: str
    row: tuple[str | int | None, ...]
    members: list[Member]
    count: int
    start: int
    end: int


def _ids(cast: Cast, count: int, report: Report) -> Iterator[str]:
    """The ids of all rooms, not in their order; that of the busiest is the first."""
    for number in range(count):
        if report and number % _EVERY_ID == 0:
            report(f"Making ids: {number:,} of {count:,}")
        yield cast.ids.uuid(f"crowd/room/{number}")


def _known(cast: Cast, site: str) -> list[Member]:
    """Those written down by hand who work at a site."""
    return [
        (cast.user(person.nick), person.name)
        for person in PEOPLE
        if person.active and site in person.sites
    ]


def _told(rows: Iterable[Row], done: int, total: int, report: Report) -> Iterator[Row]:
    """The same rows; now and then it is told how many there have been."""
    for number, row in enumerate(rows, done):
        if report and number % _EVERY == 0:
            report(f"Making messages: {number:,} of {total:,}")
        yield row
