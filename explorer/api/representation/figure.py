"""What is to be shown of a thing, not yet how: HTML and Markdown are both made from this.

Texts in a figure are as they came: the writers make them visible and escape them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from explorer.document.model import Document

Kind = Literal["text", "strong", "code", "muted", "small", "time", "link", "break"]


@dataclass(frozen=True, slots=True)
class Bit:
    """A piece of text of one kind.

    Args:
        text: What is read.
        kind: How it stands out.
        target: Of a link its address, of a time its ISO form.
    """

    text: str
    kind: Kind = "text"
    target: str = ""


BREAK = Bit("", "break")
"""A new line within a cell."""

Cell = str | Bit | tuple[str | Bit, ...]
"""What stands at one place: a text, or pieces one after the other."""


def pieces(cell: Cell) -> tuple[str | Bit, ...]:
    """A cell as its pieces."""
    return cell if isinstance(cell, tuple) else (cell,)


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: Cell


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what they stand for, one below the other."""

    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Args:
        columns: The heads.
        rows: The cells of each row; of one with a single cell that spans the whole width.
        caption: What it is a table of; empty for none.
        most: Rows shown at most as HTML; more are counted.
        longest: Characters of a cell shown at most as HTML.
        last: Whether the last rows are the ones to show, and not the first.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    most: int = 25
    longest: int = 160
    last: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A text kept as it is written.

    Args:
        text: The text.
        language: Its language, as in `json`; empty for none.
        label: What it is, above it; empty for none.
        share: The most bytes of HTML it may take.
    """

    text: str
    language: str = ""
    label: str = ""
    share: int = 6000


@dataclass(frozen=True, slots=True)
class Prose:
    """A formatted document."""

    document: Document


@dataclass(frozen=True, slots=True)
class Fold:
    """What is of second interest: folded where the reader's program can fold."""

    title: Cell
    blocks: tuple[Block, ...]
    open: bool = False


Block = Words | Facts | Grid | Code | Prose | Fold


@dataclass(frozen=True, slots=True)
class Figure:
    """A thing to be shown.

    Args:
        kind: What kind of thing it is.
        name: Which one.
        note: A few words more for the head line.
        blocks: What there is to say, in the order of interest.
    """

    kind: str
    name: Cell = ""
    note: str = ""
    blocks: tuple[Block, ...] = ()


def moment(value: datetime) -> Bit:
    """A moment to the second, in UTC."""
    try:
        utc = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    except OverflowError:
        utc = value
    text = utc.replace(tzinfo=None).isoformat(" ", "seconds")
    return Bit(f"{text} UTC", "time", utc.isoformat())


def count(number: int, what: str) -> str:
    """A number of things, in words: `1 item`, `1,234 items`, `no items`."""
    figure = f"{number:,}" if number else "no"
    return f"{figure} {what if number == 1 else f'{what}s'}"


_LONGEST_JSON: Final = 256 * 1024


def pretty_json(value: Any) -> str:
    """A JSON value over several lines, or what is known of one that cannot be written.

    What is longer than 256 KiB is cut, and says so.
    """
    import json

    written: list[str] = []
    room = _LONGEST_JSON
    try:
        for piece in json.JSONEncoder(ensure_ascii=False, indent=2, default=repr).iterencode(value):
            room -= len(piece)
            if room < 0:
                return f"{''.join(written)}\n… (longer than is shown anywhere)"
            written.append(piece)
    except RecursionError:
        return f"({type(value).__name__}, nested too deeply to be written out)"
    except (TypeError, ValueError) as problem:
        return f"({type(value).__name__}, not JSON: {problem})"
    return "".join(written)
