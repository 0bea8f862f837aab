"""Answers as a table of pandas, which is imported when one is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from explorer.api.models.base import Unreadable
from explorer.api.representation.members import models_in
from explorer.api.representation.models import as_data
from explorer.api.representation.pages import items_of
from explorer.api.wire import shown
from explorer.document.safe import one_line

if TYPE_CHECKING:
    import pandas

UNREADABLE = "unreadable"
"""The last column: why a row could not be read whole; missing for a sound one."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LARGEST = 2**63 - 1


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
    known = _known(answers, items)
    rows = [_row(item, known) for item in items]
    names = dict.fromkeys([*known, *_others(items, rows)])
    notes: list[list[str]] = [[item.why] if isinstance(item, Unreadable) else [] for item in items]
    columns = {
        name: _series(pandas, name, [row.get(name) for row in rows], notes, known.get(name))
        for name in names
    }
    why = ["; ".join(map(one_line, note)) or None for note in notes]
    columns[UNREADABLE] = pandas.Series(why, dtype=object)
    return pandas.DataFrame(columns)


Known = Mapping[str, type[Any] | None]
"""The columns that the models name, in order, and `datetime` for those that hold moments."""


def _known(answers: Any, items: list[Any]) -> Known:
    kinds: list[type[BaseModel]] = []
    if isinstance(answers, BaseModel) and (page := items_of(answers)) is not None:
        kinds += models_in(type(answers).model_fields[page[0]].annotation)
    kinds += [type(item) for item in items if isinstance(item, BaseModel)]
    known: dict[str, type[Any] | None] = {}
    for kind in dict.fromkeys(kinds):
        known |= _members(kind, "")
    return known


def _members(kind: type[BaseModel], path: str) -> dict[str, type[Any] | None]:
    found: dict[str, type[Any] | None] = {}
    for name, field in kind.model_fields.items():
        label = f"{path}{field.alias or name}"
        inner = models_in(field.annotation) if not path else []
        if len(inner) == 1:
            found |= _members(inner[0], f"{label}.")
        else:
            found[label] = datetime if _holds_moments(field.annotation) else None
    return found


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


def _holds_moments(annotation: Any) -> bool:
    return annotation is datetime or any(map(_holds_moments, get_args(annotation)))


def _row(item: Any, known: Known) -> dict[str, Any]:
    """An item's members by their column."""
    if isinstance(item, Unreadable):
        return _raw_row(item.raw, known)
    if isinstance(item, str):
        return {"id": item}
    row: dict[str, Any] = {}
    for name, field in type(item).model_fields.items():
        label, value = field.alias or name, getattr(item, name, None)
        if isinstance(value, BaseModel):
            row.update({f"{label}.{inner}": each for inner, each in _row(value, {}).items()})
        elif value is not None:
            row[label] = value if isinstance(value, datetime) else as_data(value)
    for key, value in (item.__pydantic_extra__ or {}).items():
        row.setdefault(_name(key), value)
    return row


def _raw_row(raw: Any, known: Known) -> dict[str, Any]:
    """What is there of an item that could not be read, under the columns of those that could."""
    if not isinstance(raw, dict):
        return {"id": raw} if isinstance(raw, str) else {}
    row: dict[str, Any] = {}
    for key, value in raw.items():
        label = _name(key)
        if label in known or not isinstance(value, dict):
            row[label] = value
            continue
        inner = {f"{label}.{_name(name)}": each for name, each in value.items()}
        row.update(inner if inner.keys() & known.keys() else {label: value})
    return row


def _name(key: str) -> str:
    """A server's own member name as a column's, beside the one that is ours."""
    column = one_line(key, 80)
    return f"{column}_" if column == UNREADABLE else column


def _others(items: list[Any], rows: list[dict[str, Any]]) -> list[str]:
    """Columns that no model names: those of sound items, then those of the others."""
    both = list(zip(items, rows, strict=True))
    sound = [name for item, row in both if not isinstance(item, Unreadable) for name in row]
    return sound + [name for _, row in both for name in row]


def _series(
    pandas: Any, name: str, values: list[Any], notes: list[list[str]], kind: type[Any] | None
) -> Any:
    """A column of the type its values have, missing ones aside."""
    known = [value for value in values if value is not None]
    if kind is datetime:
        ticks = [_nanoseconds(name, value, note) for value, note in zip(values, notes, strict=True)]
        return pandas.to_datetime(pandas.Series(ticks, dtype="Int64"), unit="ns", utc=True)
    kinds = {type(value) for value in known}
    if kinds == {bool}:
        return pandas.Series(values, dtype="boolean")
    if kinds == {int} and all(abs(value) <= _LARGEST for value in known):
        return pandas.Series(values, dtype="Int64")
    return pandas.Series(values, dtype=object)


def _nanoseconds(name: str, value: Any, note: list[str]) -> int | None:
    """A moment since 1970; None, and a word about it, for what is none or too far away."""
    if value is None:
        return None
    if not isinstance(value, datetime):
        note.append(f"{name} {shown(value)} is no moment")
        return None
    ticks = (value - _EPOCH) // _MICROSECOND * 1000 + int(getattr(value, "nanosecond", 0))
    if abs(ticks) <= _LARGEST:
        return ticks
    note.append(f"{name} {value.isoformat()} is beyond what nanoseconds can hold")
    return None
