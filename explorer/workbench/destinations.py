"""Where a person wants to go in a conversation, in their words."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from explorer.document.safe import one_line
from explorer.workbench.journal_query import QueryError, moment

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)
_DAY = re.compile(r"(?P<day>\d{1,2})\.?\s+(?P<month>[a-z]{3,9})\.?(?:\s+(?P<year>\d{4}))?", re.I)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

NO_PLACE = (
    "{} is no place in a conversation: write a date (2026-05-28, 28 May, Monday, yesterday), a "
    "time (14:30, 2h for two hours ago), start, end, or the id or link of a message."
)


class Destination(NamedTuple):
    """Where to go: to a message, to a moment, or to the end.

    Args:
        message_id: The message; empty for none.
        moment: The moment; None for none. Without both, to the latest message.
    """

    message_id: str = ""
    moment: datetime | None = None


def parse_destination(text: str, now: datetime) -> Destination:
    """Understand where someone wants to go.

    Args:
        text: As typed. Of a link with several ids the last one is the message.
        now: The present, in the reader's zone.

    Raises:
        QueryError: It cannot be understood, or lies in the future.
    """
    word = text.strip().lower()
    if ids := _ID.findall(word):
        return Destination(ids[-1])
    if word in {"end", "latest", "now"}:
        return Destination()
    if word in {"start", "beginning", "first"}:
        return Destination(moment=datetime(1970, 1, 1, tzinfo=UTC))
    found = _day_of_week(word, now) or _day_of_month(word, now)
    if found is None:
        try:
            found = moment(text, now)
        except QueryError:
            raise QueryError(NO_PLACE.format(repr(one_line(text, 40)))) from None
    if found > now:
        raise QueryError(f"{one_line(text, 40)!r} is yet to come.")
    return Destination(moment=found)


def off_the_end(moment: datetime, first: datetime | None, last: datetime | None) -> str:
    """What to say where a conversation reaches not as far as someone wanted to go.

    Args:
        moment: Where they wanted to go, in the reader's zone; in 1970: to the beginning.
        first: When the conversation's first message was sent; None if unknown.
        last: When its last one was; None if unknown.

    Returns:
        A sentence; empty where it does.
    """
    begun = first.astimezone(moment.tzinfo) if first is not None else moment
    ended = last.astimezone(moment.tzinfo) if last is not None else moment
    if begun.date() > moment.date() and moment.year > 1970:
        return f"Nothing is that old: this is the first message, of {begun.day} {begun:%B %Y}."
    if ended < moment:
        return f"Nothing was written since: this is the last message, of {ended.day} {ended:%B %Y}."
    return ""


def _day_of_week(word: str, now: datetime) -> datetime | None:
    """The beginning of the last day of that name, today included."""
    named = [at for at, name in enumerate(_WEEKDAYS) if len(word) > 2 and name.startswith(word)]
    if not named:
        return None
    return _midnight(now.date() - timedelta(days=(now.weekday() - named[0]) % 7), now)


def _day_of_month(word: str, now: datetime) -> datetime | None:
    """The beginning of a day with the month's name; without a year the last one there was."""
    found = _DAY.fullmatch(word)
    if found is None or found["month"][:3] not in _MONTHS:
        return None
    month = _MONTHS.index(found["month"][:3]) + 1
    try:
        year = int(found["year"] or now.year)
        day = date(year, month, int(found["day"]))
        if not found["year"] and day > now.date():
            day = day.replace(year=year - 1)
    except ValueError:
        return None
    return _midnight(day, now)


def _midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo)
