"""Who knows how a thing is shown: subjects register here, by type."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from explorer.api.representation.figure import Code, Figure
from explorer.api.representation.line import LONGEST, tag
from explorer.document.safe import one_line


@singledispatch
def line_of(thing: Any) -> str:
    """A thing in one line."""
    if isinstance(thing, bytes):
        return tag("bytes", f"{len(thing):,} bytes")
    if type(thing).__repr__ in _PLACES:
        return tag(type(thing).__name__)
    return one_line(repr(thing), LONGEST)


_PLACES: set[Any] = {object.__repr__}
"""What would show where in memory a thing is, and nothing else."""


@singledispatch
def figure_of(thing: Any) -> Figure:
    """A thing as a figure."""
    return Figure(type(thing).__name__, blocks=(Code(line_of(thing)),))


def described_as(kind: type[Any]) -> Figure:
    """A class as a figure."""
    from pydantic import BaseModel

    from explorer.api.operation import Operation
    from explorer.api.representation import members, operations

    if issubclass(kind, Operation):
        return operations.described(kind)
    if issubclass(kind, BaseModel):
        return members.described(kind)
    return Figure(kind.__name__, note=(kind.__doc__ or "").strip().partition("\n")[0])


@singledispatch
def markdown_of(thing: Any) -> str:
    """A thing as Markdown: what its figure says, unless it has a Markdown of its own."""
    from explorer.api.representation.markdown import write

    return write(figure_of(thing))
