"""A figure as static HTML: readable with every style removed, and never larger than 20 KB.

Elements carry the meaning; the inline styles only make room and draw no colours of their own, so
that it looks right on any ground. Between elements stand blanks and line breaks, so that what is
left when all tags are taken away can still be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from explorer.api.representation.figure import (
    Bit,
    Block,
    Cell,
    Code,
    Facts,
    Figure,
    Fold,
    Grid,
    Prose,
    Words,
    pieces,
)
from explorer.document.element import Html, element, fragment
from explorer.document.excerpt import excerpt, first_characters
from explorer.document.link import link
from explorer.document.safe import one_line

LARGEST: Final = 20_000
"""Bytes of a whole figure at most."""

_RESERVE: Final = 500
_LONGEST_CELL: Final = 160
_LONGEST_FACT: Final = 400
_ROOT: Final = "max-width:72em;overflow-x:auto;line-height:1.45"
_HEAD: Final = "margin:0 0 .4em"
_TABLE: Final = "border-collapse:collapse;margin:0 0 .6em"
# JupyterLab sets tables to the right, and keeps `left`, but not `start`, in untrusted notebooks.
_CELL: Final = "text-align:left;vertical-align:top"
_TERM: Final = f"{_CELL};white-space:nowrap;font-weight:normal;opacity:.7"
_PRE: Final = "white-space:pre-wrap;overflow-wrap:anywhere;margin:0 0 .6em;font-size:.92em"
_MUTED: Final = "opacity:.7"


def write(figure: Figure, largest: int = LARGEST) -> Html:
    """Write a figure as HTML.

    Args:
        figure: What is to be shown.
        largest: The most bytes of the result.
    """
    head = element("p", *_head(figure), style=_HEAD)
    body = _blocks(figure.blocks, largest - _size(head) - _RESERVE)
    return element("div", head, body, style=_ROOT)


def _head(figure: Figure) -> list[Html | str]:
    if not figure.name:
        parts: list[Html | str] = [element("strong", figure.kind)]
    else:
        kind = element("span", figure.kind, style=_MUTED)
        parts = [kind, " ", _cell(figure.name, _LONGEST_CELL)]
    if figure.note:
        parts += [" ", element("span", f"· {one_line(figure.note, 200)}", style=_MUTED)]
    return [*parts, "\n"]


def _blocks(blocks: Sequence[Block], room: int) -> Html:
    made: list[Html] = []
    for block in blocks:
        written = _block(block, room)
        room -= _size(written)
        if room < 0:
            made.append(_note("The rest is left out here."))
            break
        made.append(written)
    return fragment(*made)


def _block(block: Block, room: int) -> Html:
    match block:
        case Words():
            return element("p", _cell(block.text, 2000), "\n", style=_HEAD)
        case Facts():
            return _facts(block, room)
        case Grid():
            return _grid(block, room)
        case Code():
            return _code(block, room)
        case Prose():
            return _prose(block, room)
        case Fold():
            return _fold(block, room)


def _facts(block: Facts, room: int) -> Html:
    rows: list[Html] = []
    for name, value in block.rows:
        row = element(
            "tr",
            element("th", one_line(name, 60), scope="row", align="left", style=_TERM),
            " ",
            element("td", _cell(value, _LONGEST_FACT), style=_CELL),
            "\n",
        )
        room -= _size(row)
        if room < _RESERVE:
            rows.append(_across("More is left out here.", 2))
            break
        rows.append(row)
    return element("table", element("tbody", *rows), style=_TABLE, cellpadding=3) if rows else _NONE


def _grid(block: Grid, room: int) -> Html:
    room -= _RESERVE
    width = len(block.columns)
    heads = [_th(name) for name in block.columns]
    head = element("thead", element("tr", *heads, "\n"))
    room -= _size(head)
    order = block.rows[-block.most :][::-1] if block.last else block.rows[: block.most]
    rows: list[Html] = []
    for cells in order:
        row = _row(cells, width, block.longest)
        room -= _size(row)
        if room < 0:
            break
        rows.append(row)
    left_out = len(block.rows) - len(rows)
    if block.last:
        rows.reverse()
    if left_out:
        where = "earlier" if block.last else "more"
        note = _across(f"… {left_out:,} {where} not shown here", width)
        rows.insert(0 if block.last else len(rows), note)
    return element(
        "table",
        element("caption", block.caption, "\n", style=_CELL) if block.caption else None,
        head,
        element("tbody", *rows),
        style=_TABLE,
        cellpadding=3,
    )


def _row(cells: tuple[Cell, ...], width: int, longest: int) -> Html:
    if len(cells) < width:
        return _across(cells[0], width)
    made = [fragment(element("td", _cell(cell, longest), style=_CELL), " ") for cell in cells]
    return element("tr", *made, "\n")


def _across(cell: Cell, width: int) -> Html:
    words = element("em", _cell(cell, _LONGEST_FACT))
    return element("tr", element("td", words, colspan=width, style=_CELL), "\n")


def _th(name: str) -> Html:
    return fragment(element("th", one_line(name, 60), scope="col", align="left", style=_CELL), " ")


def _code(block: Code, room: int) -> Html:
    label = element("p", one_line(block.label, 200), "\n", style=_HEAD) if block.label else None
    shown, note = first_characters(block.text, min(room, block.share) - _RESERVE)
    return fragment(
        label,
        element("pre", element("code", shown, dir="auto"), "\n", style=_PRE),
        _note(note) if note else None,
    )


def _prose(block: Prose, room: int) -> Html:
    shown, left_out = excerpt(block.document, room - _RESERVE)
    note = _note(f"… the rest of the text is not shown here ({left_out})") if left_out else None
    return fragment(element("div", shown, "\n", dir="auto"), note)


def _fold(block: Fold, room: int) -> Html:
    summary = element("summary", _cell(block.title, 200), "\n")
    inside = _blocks(block.blocks, room - _size(summary) - _RESERVE)
    return element("details", summary, inside, open=block.open)


def _note(words: str) -> Html:
    return element("p", element("em", words), "\n", style=_HEAD)


def _cell(cell: Cell, limit: int) -> Html:
    return fragment(
        *[_bit(Bit(each) if isinstance(each, str) else each, limit) for each in pieces(cell)]
    )


def _bit(bit: Bit, limit: int) -> Html:
    words = one_line(bit.text[: 4 * limit], limit)
    match bit.kind:
        case "strong" | "code" as name:
            return element(name, words, dir=_direction(words))
        case "break":
            return fragment(element("br"), " ")
        case "small":
            return element("small", words, dir=_direction(words))
        case "muted":
            return element("span", words, style=_MUTED, dir=_direction(words))
        case "time":
            return element("time", words, datetime=bit.target or None, style="white-space:nowrap")
        case "link" if bit.target.lower().startswith(("http:", "https:")):
            return link(words, bit.target[:2048])
        case _ if direction := _direction(words):
            return element("span", words, dir=direction)
        case _:
            return fragment(words)


def _direction(words: str) -> str | None:
    """Text that may run the other way is isolated, so that it moves nothing beside it."""
    return None if words.isascii() else "auto"


def _size(html: str) -> int:
    return len(html) if html.isascii() else len(html.encode())


_NONE: Final = fragment()
