"""A document as styled lines of a given width, with no screen.

Faces map style names to their own colours: the names are the contract between this floor
and everything that draws.
"""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A run of text drawn in one style.

    Args:
        text: Visible text without line breaks, already passed through `safe.visible`.
        style: Style names joined by single spaces, in the order they were applied; empty for plain.
        link: An http, https or mailto address the span leads to; empty for none.
    """

    text: str
    style: str = ""
    link: str = ""


class Line(NamedTuple):
    """One row of a screen: its spans from left to right."""

    spans: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        """The line's characters without their styles."""
        return "".join(span.text for span in self.spans)
