"""What a component shows just now as static HTML: what is left of it without a kernel."""

from __future__ import annotations

import dataclasses

from explorer.api.representation.dispatch import figure_of, line_of
from explorer.api.representation.figure import Bit, Figure, Words
from explorer.api.representation.line import tag
from explorer.api.representation.shown import Shown

_AGAIN = Words(Bit("This is a picture. Run the cell again to have it live.", "small"))


class Picture(Shown):
    """A component's state, for a cell of its own: at most 20 KB, and without any widget.

    Args:
        figure: What there is to say.
        live: Whether it stands for a live component, and says how to have that again.
    """

    __slots__ = ("figure", "live")

    def __init__(self, figure: Figure, live: bool = False) -> None:
        self.figure, self.live = figure, live


@figure_of.register
def _figure(picture: Picture) -> Figure:
    if not picture.live:
        return picture.figure
    return dataclasses.replace(picture.figure, blocks=(_AGAIN, *picture.figure.blocks))


@line_of.register
def _line(picture: Picture) -> str:
    return tag(picture.figure.kind, picture.figure.note)
