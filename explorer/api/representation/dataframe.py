"""Answers as a table of pandas, which is imported when one is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from explorer.api.models.base import Unreadable
from explorer.api.representation.models import as_data
from explorer.api.representation.pages import items_of
from explorer.document.safe import one_line

if TYPE_CHECKING:
    import pandas

UNREADABLE = "unreadable"
"""The last column: why a row could not be read whole; missing for a sound one."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LARGEST = 2**63 - 1
_MOST_INTEGER = 2**63


def to_dataframe(answers: Any) -> pandas.DataFrame:
    """A table with a row for each item, as the server ordered them.

    Columns are named as the service names the members, nested ones by a path (`sender.id`);
    structures stay as they are. Moments are `datetime64[ns, UTC]`, with the nanoseconds the service
    sent. The last column, `unreadable`, says why an item could not be read, or what of it could
    not be kept, and is missing for a sound one.

    Args:
        answers: A page, one item, or any number of pages or items, such as `client.items(...)`
            or `client.pages(...)`.

    Raises:
        ModuleNotFoundError: pandas is not installed.
        TypeError: An answer is none of the API's models.
    """
    try:
        import pandas
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            "to_dataframe() needs pandas, which is not installed. "
            "Install it with: pip install 'stride-explorer[pandas]'",
            name=missing.name,
        ) from None
    items = list(_items(answers))
    rows = [_row(item) for item in items]
    names = _columns(answers, items, rows)
    notes: list[list[str]] = [[item.why] if isinstance(item, Unreadable) else [] for item in items]
    columns = {
        name: _series(pandas, name, [row.get(name) for row in rows], notes) for name in names
    }
    columns[UNREADABLE] = pandas.Series(
        ["; ".join(map(one_line, note)) or None for note in notes], dtype=object
    )
    return pandas.DataFrame(columns)


def _items(answers: Any) -> Iterator[Any]:
    if isinstance(answers, BaseModel):
        page = items_of(answers)
        if page is None:
            yield answers
        else:
            yield from page[1]
    elif isinstance(answers, Unreadable | str):
        yield answers
    elif isinstance(answers, Iterable) and not isinstance(answers, bytes | dict):
        for each in answers:
            yield from _items(each)
    else:
        kind = type(answers).__name__
        raise TypeError(f"A table is made of what the service answers, not of {kind}.")


def _row(item: Any) -> dict[str, Any]:
    """An item's members by their column."""
    if isinstance(item, Unreadable):
        raw = item.raw
        if isinstance(raw, dict):
            return {_name(key): value for key, value in raw.items()}
        return {"id": raw} if isinstance(raw, str) else {}
    if isinstance(item, str):
        return {"id": item}
    row: dict[str, Any] = {}
    for name, field in type(item).model_fields.items():
        label, value = field.alias or name, getattr(item, name, None)
        if isinstance(value, BaseModel):
            row.update({f"{label}.{inner}": each for inner, each in _row(value).items()})
        else:
            row[label] = value if isinstance(value, datetime) else as_data(value)
    for key, value in (item.__pydantic_extra__ or {}).items():
        row.setdefault(_name(key), value)
    return row


def _name(key: str) -> str:
    """A server's own member name as a column's, beside the one that is ours."""
    shown = one_line(key, 80)
    return f"{shown}_" if shown == UNREADABLE else shown


def _columns(answers: Any, items: list[Any], rows: list[dict[str, Any]]) -> list[str]:
    """The columns: those of the sound items first, in the order of their model."""
    names: dict[str, None] = {}
    for sound in (True, False):
        for item, row in zip(items, rows, strict=True):
            if isinstance(item, Unreadable) is not sound:
                names.update(dict.fromkeys(row))
    return list(names)


def _series(pandas: Any, name: str, values: list[Any], notes: list[list[str]]) -> Any:
    """A column of the type its values have, missing ones aside."""
    known = [value for value in values if value is not None]
    kinds = {type(value) for value in known}
    if known and all(isinstance(value, datetime) for value in known):
        ticks = [_nanoseconds(name, value, note) for value, note in zip(values, notes, strict=True)]
        return pandas.to_datetime(pandas.Series(ticks, dtype="Int64"), unit="ns", utc=True)
    if kinds == {bool}:
        return pandas.Series(values, dtype="boolean")
    if kinds == {int} and all(-_MOST_INTEGER <= value < _MOST_INTEGER for value in known):
        return pandas.Series(values, dtype="Int64")
    return pandas.Series(values, dtype=object)


def _nanoseconds(name: str, value: datetime | None, note: list[str]) -> int | None:
    """A moment since 1970; None, and a word about it, where nanoseconds cannot hold it."""
    if value is None:
        return None
    ticks = (value - _EPOCH) // _MICROSECOND * 1000 + int(getattr(value, "nanosecond", 0))
    if abs(ticks) < _LARGEST:
        return ticks
    note.append(f"{name} {value.isoformat()} is beyond what nanoseconds can hold")
    return None
