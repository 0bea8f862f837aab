"""Reading what arrives again and again: what is new, what is answered, what was forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from explorer.workbench.sandbox_arrivals import ArrivalFeed, News
from explorer.workbench.sandbox_records import Arrival

BEGAN = datetime(2026, 6, 15, tzinfo=UTC)


def arrival(number: int, *, answered: bool = True, later: int = 0) -> Arrival:
    return Arrival(
        number=number,
        at=BEGAN + timedelta(seconds=number + later),
        method="GET",
        target="/me",
        operation="",
        status=200 if answered else None,
        fault="",
        milliseconds=1.0 if answered else None,
        size=10,
    )


class Log:
    """A sandbox's list, as its admin path gives it."""

    def __init__(self, *rows: Arrival) -> None:
        self.rows = list(rows)
        self.asked: list[int] = []

    async def arrivals(self, after: int = 0, limit: int = 1_000) -> list[Arrival]:
        self.asked.append(after)
        found = [each for each in self.rows if each.number > after]
        return found[:limit] if after else found[-limit:]


def feed(log: Log, **options: Any) -> ArrivalFeed:
    return ArrivalFeed(log, **options)  # type: ignore[arg-type]  # it is asked for one thing only


async def test_only_what_is_new_is_read() -> None:
    log = Log()
    looking = feed(log)
    assert await looking.look() == News()
    log.rows += [arrival(1), arrival(2)]
    assert await looking.look() == News(replaced=True)
    assert await looking.look() == News()
    log.rows += [arrival(3), arrival(4)]
    assert await looking.look() == News(added=2)
    assert [each.number for each in looking.rows] == [1, 2, 3, 4]
    assert log.asked == [0, 0, 1, 1]


async def test_what_waited_is_seen_answered() -> None:
    log = Log(arrival(1), arrival(2, answered=False), arrival(3))
    looking = feed(log)
    await looking.look()
    log.rows[1:] = [arrival(2), arrival(3), arrival(4, answered=False)]
    assert await looking.look() == News(changed=(1,), added=1)
    assert looking.rows == log.rows


async def test_what_was_forgotten_begins_anew() -> None:
    log = Log(arrival(1), arrival(2))
    looking = feed(log)
    await looking.look()
    log.rows.clear()
    assert await looking.look() == News(replaced=True)
    assert looking.rows == []
    log.rows = [arrival(5)]
    assert await looking.look() == News(replaced=True)
    # A sandbox that was started anew counts from 1 again, and may be as far as before.
    log.rows = [arrival(number, later=60) for number in range(1, 8)]
    assert await looking.look() == News(replaced=True)
    assert looking.rows == log.rows


async def test_the_oldest_go_where_there_are_too_many() -> None:
    log = Log(*map(arrival, range(1, 4)))
    looking = feed(log, kept=4)
    await looking.look()
    log.rows += map(arrival, range(4, 7))
    assert await looking.look() == News(added=3, dropped=2)
    assert [each.number for each in looking.rows] == [3, 4, 5, 6]
