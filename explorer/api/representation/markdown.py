"""A figure as Markdown, whole where the HTML is cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
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
from explorer.document.markdown import to_markdown
from explorer.document.markdown_escape import clean_text, escape_text
from explorer.document.safe import one_line, visible

_TICKS: Final = re.compile("`+")
_BARS: Final = re.compile(r"\\*[|]")
_ADDRESS: Final = re.compile(r"https?://[^\s<>()\[\]\\`|\x00-\x20\x7f]+", re.IGNORECASE)


def write(figure: Figure) -> str:
    """Write a figure as Markdown, ending in a line break."""
    head = f"**{_text(figure.kind)}**"
    if figure.name:
        head += f" {_cell(figure.name)}"
    if figure.note:
        head += f" · {_text(figure.note)}"
    return "\n\n".join([head, *_blocks(figure.blocks)]) + "\n"


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Words():
                yield _cell(block.text, at_line_start=True)
            case Facts() if block.rows:
                yield _table(("", ""), block.rows)
            case Grid():
                if block.caption:
                    yield _text(block.caption, at_line_start=True)
                yield _table(block.columns, block.rows)
            case Code():
                if block.label:
                    yield _text(block.label, at_line_start=True)
                yield _fenced(block.text, block.language)
            case Prose():
                yield to_markdown(block.document).rstrip("\n") or "(empty)"
            case Fold():
                yield _title(block.title)
                yield from _blocks(block.blocks)
            case _:
                continue


def _title(cell: Cell) -> str:
    if any(isinstance(piece, Bit) and piece.kind == "strong" for piece in pieces(cell)):
        return _cell(cell)
    return f"**{_cell(cell)}**"


def _table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    lines = [_row(map(_text, columns)), _row("---" for _ in columns)]
    for cells in rows:
        written = [_cell(cell) for cell in cells]
        lines.append(_row([*written, *[""] * (len(columns) - len(written))]))
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    # In a table a bar ends the cell wherever it stands, in code too.
    return f"| {' | '.join(_BARS.sub(_bar, cell) for cell in cells)} |"


def _bar(found: re.Match[str]) -> str:
    return found[0] if len(found[0]) % 2 == 0 else f"{found[0][:-1]}\\|"


def _fenced(text: str, language: str) -> str:
    shown = visible(text).rstrip("\n")
    longest = max((len(run) for run in _TICKS.findall(shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{shown}\n{fence}"


def _cell(cell: Cell, *, at_line_start: bool = False) -> str:
    bits = [Bit(each) if isinstance(each, str) else each for each in pieces(cell)]
    return "".join(
        _bit(bit, at_line_start=at_line_start and not place) for place, bit in enumerate(bits)
    )


def _bit(bit: Bit, *, at_line_start: bool) -> str:
    match bit.kind:
        case "code":
            return _code(one_line(bit.text))
        case "strong" if bit.text.strip():
            return f"**{_text(bit.text.strip())}**"
        case "break":
            return ": "
        case "link" if _ADDRESS.fullmatch(bit.target):
            if bit.text == bit.target:
                return f"<{bit.target}>"
            return f"[{_text(bit.text)}]({bit.target})"
        case _:
            return _text(bit.text, at_line_start=at_line_start)


def _text(text: str, *, at_line_start: bool = False) -> str:
    return escape_text(clean_text(one_line(text)), at_line_start=at_line_start)


def _code(text: str) -> str:
    if not text.strip():
        return ""
    longest = max((len(run) for run in _TICKS.findall(text)), default=0)
    fence = "`" * (longest + 1) if longest else "`"
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"
