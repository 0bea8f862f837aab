"""The data a new sandbox starts with, made from a seed number and a clock.

The same number gives the same people, rooms, texts and ids; the moments follow the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from explorer.sandbox import credentials
from explorer.sandbox.amount import Amount
from explorer.sandbox.credentials import Apps, Mint
from explorer.sandbox.seed.files import plant_files
from explorer.sandbox.seed.ids import Ids
from explorer.sandbox.seed.modules import plant_modules
from explorer.sandbox.seed.people import Cast
from explorer.sandbox.seed.planting import app_id, client_id, plant_people, plant_rooms, room_id
from explorer.sandbox.seed.rooms import ROOMS
from explorer.sandbox.seed.threads import all_threads, plant_threads
from explorer.sandbox.store.database import Connection

_BY_HAND = Amount()


def plant(
    connection: Connection,
    *,
    seed: int,
    now: datetime,
    repeatable: bool,
    amount: Amount = _BY_HAND,
    report: Callable[[str], None] | None = None,
) -> None:
    """Fill new tables. Within a transaction.

    Args:
        connection: The data, with empty tables.
        seed: What ids, and everything left to chance, are made from.
        now: What all moments are relative to, with a time zone.
        repeatable: Whether the credentials follow from the seed too, instead of being random.
        amount: How much there is to be.
        report: Told what is being done, where it takes a while.

    Raises:
        SandboxError: The amount makes no sense.
    """
    # The texts speak of UTC.
    now = now.astimezone(UTC)
    cast = Cast(Ids(seed))
    more = amount.beside(*written(seed, now))
    plant_people(connection, cast, now)
    plant_rooms(connection, cast, now)
    plant_threads(connection, cast, now)
    plant_modules(connection, cast)
    if any(more):
        from explorer.sandbox.seed.crowd import plant_crowd

        plant_crowd(connection, cast, now, more, amount.messages or 0, report)
    plant_files(connection, cast)
    credentials.make(
        connection,
        Apps(
            app_id=app_id(cast, "harbor"),
            client_id=client_id(cast, "harbor"),
            room_app_id=app_id(cast, "notes"),
            room_conversation_id=room_id(cast, "builds"),
            cloud_ids=tuple(cast.cloud.values()),
        ),
        Mint(seed if repeatable else None),
    )
    connection.execute("INSERT INTO meta VALUES ('seed', ?)", (str(seed),))
    amount.keep(connection)


def written(seed: int, now: datetime) -> tuple[int, int]:
    """How many conversations and messages are written by hand.

    Args:
        seed: What all data are made from.
        now: What all moments are relative to.
    """
    threads = all_threads(Cast(Ids(seed)), now.astimezone(UTC))
    return len(ROOMS), sum(len(thread.said) for thread in threads)
