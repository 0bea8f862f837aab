"""What is being written, as it will look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from explorer.document.lines import Line, to_lines
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from explorer.document.node import Node
    from explorer.workbench.ways import Way

PAUSE = 0.1
"""Seconds after a key until the preview follows."""


class _Blocks:
    """The blocks of a document as items of a line view."""

    fixed_height = None

    def __init__(self, blocks: Sequence[Node] = ()) -> None:
        self._blocks = blocks

    def __len__(self) -> int:
        return len(self._blocks)

    def lines(self, index: int, width: int) -> list[Line]:
        from explorer.document.model import Document

        # Not built but read: what the schema has something against is shown all the same.
        raw = {"type": "doc", "version": 1, "content": [self._blocks[index].raw]}
        drawn = to_lines(Document.parse(raw), width)
        return drawn if index == len(self._blocks) - 1 else [*drawn, Line()]


class Preview(Lines, can_focus=False):
    """The document that a text is, brought up to date a moment after each key."""

    def __init__(self, *, id: str) -> None:
        super().__init__(_Blocks(), id=id, anchor_bottom=True, empty_text="Nothing to show yet.")
        self.show_cursor = False
        self._timer: Timer | None = None

    def follow(self, text: str, way: Way, mentions: Mapping[str, str]) -> None:
        """Show what a text looks like, soon.

        Args:
            text: As typed.
            way: How it is written.
            mentions: Names that can be mentioned.
        """
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, lambda: self.show_text(text, way, mentions))

    def show_text(self, text: str, way: Way, mentions: Mapping[str, str]) -> None:
        """Show what a text looks like. JSON that is no document yet leaves what was shown."""
        from explorer.document.model import Document, DocumentError
        from explorer.workbench.composing import preview_of

        shown: dict[str, Any] | None = preview_of(text, way, mentions)
        if shown is None:
            return
        try:
            blocks = Document.parse(shown).content if text.strip() else ()
        except DocumentError:
            return
        self.source = _Blocks(blocks)
        self.border_title = way.label
        self.border_subtitle = way.help
