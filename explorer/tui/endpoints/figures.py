"""Figures as items of a line view: the documentation of an operation, and what an answer means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from explorer.api.operation import Operation
from explorer.api.representation import subjects as _  # noqa: F401 - every subject registers there
from explorer.api.representation.dispatch import described_as, figure_of
from explorer.api.representation.figure import (
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
from explorer.api.representation.members import models_in
from explorer.document.lines import Line, Span, to_lines, wrap
from explorer.document.model import Document
from explorer.document.safe import one_line, visible
from explorer.document.styled import chop, shift
from explorer.workbench.catalogue import example_command
from explorer.workbench.collected import Collected, CollectedRequest
from explorer.workbench.collected_figures import of_collection, of_request

MOST_ROWS = 500
"""Rows of one table; more are counted."""

_STYLES = {
    "strong": "strong",
    "code": "code",
    "muted": "muted",
    "small": "muted",
    "link": "link",
    "time": "date",
}


class Item(NamedTuple):
    """Some rows of text.

    Args:
        spans: The text; empty for a free row.
        indent: Cells before it.
        kept: Whether it is kept as it is written, and not wrapped at words.
    """

    spans: tuple[Span, ...] = ()
    indent: int = 0
    kept: bool = False


class FigureSource:
    """Items for a line view; each is laid out when it is seen.

    Args:
        items: What to show.
    """

    fixed_height = None

    def __init__(self, items: Iterable[Item | Document]) -> None:
        self._items = list(items)

    def __len__(self) -> int:
        return len(self._items)

    def lines(self, index: int, width: int) -> Sequence[Line]:
        item = self._items[index]
        if isinstance(item, Document):
            return to_lines(item, width) or [Line()]
        if not item.spans:
            return [Line()]
        room = max(8, width - item.indent)
        if item.kept:
            (span,) = item.spans
            laid = chop(span.text, room, span.style)
        else:
            laid = list(wrap(item.spans, room))
        return shift(laid or [Line()], Span(" " * item.indent))


def documentation(subject: type[Operation[Any]] | CollectedRequest) -> FigureSource:
    """All there is to say of an operation: parameters, the models of body and answer, an example.
    Of a request of a collection: what its author says, its saved answers, its scripts.

    Args:
        subject: Any class of the catalogue, or any request.
    """
    if isinstance(subject, CollectedRequest):
        return FigureSource(_figure(of_request(subject)))
    operation = subject
    items = list(_figure(described_as(operation), with_name=False))
    body = [
        each
        for name, place in operation.places().items()
        if place.place == "whole-body"
        for each in models_in(operation.model_fields[name].annotation)
    ]
    for title, models in (("Body", body), ("Answer", models_in(operation.answer_type()))):
        for model in models:
            items += [Item(), _heading(f"{title}: {model.__name__}")]
            items += _blocks(described_as(model).blocks)
    items += [Item(), _heading("On the command line")]
    items.append(Item((Span(example_command(operation), "code"),)))
    return FigureSource(items)


def about(collected: Collected) -> FigureSource:
    """All there is to say of a collection."""
    return FigureSource(_figure(of_collection(collected)))


def meaning(value: Any) -> FigureSource:
    """The typed value of an answer.

    Args:
        value: As the operation gave it.
    """
    return FigureSource(_figure(figure_of(value)))


def _heading(text: str) -> Item:
    return Item((Span(one_line(text), "heading-2"),))


def _figure(figure: Figure, *, with_name: bool = True) -> Iterator[Item | Document]:
    name = _cell(figure.name)
    head = (Span(one_line(figure.kind), "heading-2"), Span(" "), *name) if with_name else ()
    note = (Span(("  " if head else "") + one_line(figure.note), "muted" if head else "title"),)
    yield Item((*head, *(note if figure.note else ())))
    yield from _blocks(figure.blocks)


def _blocks(blocks: Iterable[Block], indent: int = 0) -> Iterator[Item | Document]:
    for block in blocks:
        match block:
            case Words(text):
                yield Item(_cell(text), indent)
            case Facts(rows):
                width = max((len(name) for name, _ in rows), default=0)
                for name, cell in rows:
                    yield Item(
                        (Span(f"{one_line(name):<{width}}  ", "muted"), *_cell(cell)), indent
                    )
            case Grid():
                yield from _grid(block, indent)
            case Code(text, _, label):
                if label:
                    yield from (Item(), _heading(label))
                for line in visible(text).splitlines():
                    yield Item((Span(line.replace("\t", "    "), "code-block"),), indent, kept=True)
            case Prose(document):
                yield document
            case Fold(title, inner):
                yield from (Item(), Item(_cell(title), indent))
                yield from _blocks(inner, min(indent + 2, 8))


def _grid(grid: Grid, indent: int) -> Iterator[Item]:
    if grid.caption:
        yield from (Item(), _heading(grid.caption))
    rows = grid.rows[-MOST_ROWS:] if grid.last else grid.rows[:MOST_ROWS]
    for row in rows:
        spans: list[Span] = []
        for number, cell in enumerate(row):
            found = _cell(cell)
            if not any(span.text.strip() for span in found):
                continue
            if spans:
                spans.append(Span("  ", "muted"))
            plain = number == 0 and all(not span.style for span in found)
            spans += [Span(span.text, "strong") for span in found] if plain else found
        if spans:
            yield Item(tuple(spans), indent)
    if len(grid.rows) > len(rows):
        yield Item((Span(f"and {len(grid.rows) - len(rows):,} more", "muted"),), indent)


def _cell(cell: Cell) -> tuple[Span, ...]:
    spans = []
    for piece in pieces(cell):
        if isinstance(piece, str):
            spans.append(Span(one_line(piece)))
        elif piece.kind == "break":
            spans.append(Span("  "))
        else:
            spans.append(Span(one_line(piece.text), _STYLES.get(piece.kind, "")))
    return tuple(span for span in spans if span.text)
