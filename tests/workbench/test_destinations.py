"""Where to go in a conversation, in a person's words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from explorer.workbench.destinations import Destination, off_the_end, parse_destination
from explorer.workbench.journal_query import QueryError

NOW = datetime(2026, 6, 15, 16, 20, tzinfo=timezone(timedelta(hours=2)))  # a Monday
ID = "5d6e39d3-ab1d-10e7-be03-02420aff0003"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-05-28", (2026, 5, 28)),
        ("28 May", (2026, 5, 28)),
        ("28. may", (2026, 5, 28)),
        ("3 December", (2025, 12, 3)),
        ("3 dec 2024", (2024, 12, 3)),
        ("today", (2026, 6, 15)),
        ("Yesterday", (2026, 6, 14)),
        ("monday", (2026, 6, 15)),
        ("tue", (2026, 6, 9)),
        ("Wednesday", (2026, 6, 10)),
    ],
)
def test_days_begin_at_midnight_where_the_reader_is(words: str, day: tuple[int, int, int]) -> None:
    assert parse_destination(words, NOW).moment == datetime(*day, tzinfo=NOW.tzinfo)


def test_times() -> None:
    assert parse_destination("14:30", NOW).moment == NOW.replace(hour=14, minute=30)
    assert parse_destination("2h", NOW).moment == NOW - timedelta(hours=2)


def test_ends() -> None:
    assert parse_destination("end", NOW) == Destination()
    start = parse_destination("start", NOW).moment
    assert start is not None
    assert start < datetime(2000, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("words", [ID, f"  {ID.upper()} ", f"https://x.example/{ID[::-1]}/{ID}"])
def test_messages(words: str) -> None:
    assert parse_destination(words, NOW) == Destination(ID)


@pytest.mark.parametrize("words", ["nowhere", "31 feb", "mo", "18:00", "2027-01-01", "\x1b[2J", ""])
def test_what_is_no_place_is_said_in_a_sentence(words: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_destination(words, NOW)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("2026-05-27", "Nothing is that old: this is the first message, of 28 May 2026."),
        ("2026-05-28", ""),
        ("start", ""),
        ("1 June", ""),
        ("today", "Nothing was written since: this is the last message, of 14 June 2026."),
        ("end", ""),
    ],
)
def test_what_lies_beyond_the_ends_is_said(wanted: str, said: str) -> None:
    moment = parse_destination(wanted, NOW).moment
    first, last = datetime(2026, 5, 28, 9, tzinfo=UTC), datetime(2026, 6, 14, 9, tzinfo=UTC)
    assert (off_the_end(moment, first, last) if moment is not None else "") == said
    assert moment is None or off_the_end(moment, None, None) == ""
