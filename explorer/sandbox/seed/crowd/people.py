"""The people a large sandbox needs beside those written down by hand."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from explorer.sandbox.clock import milliseconds
from explorer.sandbox.seed.crowd.vocabulary import FAMILY, FULL_NAMES, GIVEN, TITLES, ZONES
from explorer.sandbox.seed.ids import Ids
from explorer.sandbox.seed.people import email, picture
from explorer.sandbox.store.database import Connection

_EVERY = 5_000


@dataclass(frozen=True, slots=True)
class Someone:
    """A generated person.

    Args:
        user_id: Their account.
        name: Their full name.
        nick: What others call them; no two have the same.
        both: Whether they work at both sites.
    """

    user_id: str
    name: str
    nick: str
    both: bool


def people(ids: Ids, count: int, report: Callable[[str], None] | None = None) -> list[Someone]:
    """So many people, the first ones the same for every count.

    Args:
        ids: What their ids and names come from.
        count: How many.
        report: Told what is being done.
    """
    chance = random.Random(ids.bits("crowd/people", 64))  # noqa: S311 - not for secrets
    taken: dict[str, int] = {}
    made: list[Someone] = []
    for number in range(count):
        if report and number % _EVERY == 0:
            report(f"Making people: {number:,} of {count:,}")
        name = _name(chance)
        nick = _nick(name)
        taken[nick] = again = taken.get(nick, 0) + 1
        made.append(
            Someone(
                user_id=ids.account(f"crowd/person/{number}", old=chance.random() < 0.4),
                name=name,
                nick=f"{nick}{again}" if again > 1 else nick,
                both=chance.random() < 0.08,
            )
        )
    return made


def plant_people(
    connection: Connection, everyone: list[Someone], sites: tuple[str, str], ids: Ids, now: datetime
) -> None:
    """Put them into the directories of the sites; some are in both. Within a transaction."""
    first, second = sites
    chance = random.Random(ids.bits("crowd/directory", 64))  # noqa: S311

    def rows() -> Iterator[tuple[str, str, str, bool, str]]:
        for someone in everyone:
            record = _record(someone, chance, now)
            yield first, someone.user_id, someone.name, False, record
            if someone.both:
                yield second, someone.user_id, someone.name, False, record

    connection.executemany("INSERT INTO person VALUES (?, ?, ?, ?, ?)", rows())


def _name(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.05:
        return chance.choice(FULL_NAMES)
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    if kind < 0.15:
        return f"{given} {chance.choice('ABCDEFGHJKLMNPRSTVW')}. {family}"
    if kind < 0.2:
        return f"{given} {family}-{chance.choice(FAMILY)}"
    return f"{given} {family}"


def _nick(name: str) -> str:
    """`ayse.ozturk`: the first and last word in plain letters, where they have any."""
    words = name.split()
    plain = unicodedata.normalize("NFKD", f"{words[0]}.{words[-1]}").lower()
    return re.sub(r"[^\w.]", "", plain)


def _record(someone: Someone, chance: random.Random, now: datetime) -> str:
    given, _, family = someone.name.partition(" ")
    came = now - timedelta(days=30 + chance.random() * 2400)
    address = email(someone.nick)
    return json.dumps(
        {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "id": someone.user_id,
            "userName": address,
            "active": chance.random() > 0.06,
            "displayName": someone.name,
            "nickName": someone.nick,
            "name": {"givenName": given, "familyName": family, "formatted": someone.name},
            "title": chance.choice(TITLES),
            "timezone": chance.choice(ZONES),
            "emails": [{"value": address, "primary": True}],
            "photos": [{"value": picture(someone.user_id), "primary": True}],
            "meta": {
                "created": milliseconds(came),
                "lastModified": milliseconds(came + (now - came) * chance.random()),
                "resourceType": "User",
            },
        },
        ensure_ascii=False,
    )
