"""What two bodies differ in, as lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from explorer.document.lines import Line, Span, truncate
from explorer.workbench.body.paths import Steps, written
from explorer.workbench.body.source import CUT_AT, INDENT

SAME: Final = "same"
ADDED: Final = "added"
REMOVED: Final = "removed"

STYLES: Final = {SAME: "muted", ADDED: "success", REMOVED: "error"}
"""The style of each kind of line."""

_SIGNS: Final = {SAME: "  ", ADDED: "+ ", REMOVED: "- "}


class DifferenceLine(NamedTuple):
    """One line of a difference.

    Args:
        kind: `same`, `added` or `removed`; of a changed value both lines are shown.
        depth: Steps of indentation.
        spans: What it says.
        path: The steps to what it is about: in the new body, of what was removed in the old one.
    """

    kind: str
    depth: int
    spans: tuple[Span, ...]
    path: Steps


@dataclass(frozen=True, slots=True)
class Difference:
    """What two bodies differ in: a source for a line view.

    Args:
        rows: Its lines; none for bodies that are the same.
        added: Values that only the new body has.
        removed: Values that only the old body has.
        changed: Values that are others in the new body.
        moved: Items of lists that stand elsewhere, known by their ids.
        note: A sentence when not everything is shown; else empty.
        by_structure: Whether they were compared as JSON; else line by line.
    """

    rows: tuple[DifferenceLine, ...] = ()
    added: int = 0
    removed: int = 0
    changed: int = 0
    moved: int = 0
    note: str = ""
    by_structure: bool = True

    @property
    def fixed_height(self) -> int:
        """Every line is a row."""
        return 1

    @property
    def same(self) -> bool:
        """Whether the bodies say the same."""
        return not (self.added or self.removed or self.changed or self.moved)

    @property
    def summary(self) -> str:
        """What was found, in a few words: `2 added, 1 changed`."""
        counts = {
            "added": self.added,
            "removed": self.removed,
            "changed": self.changed,
            "moved": self.moved,
        }
        words = [f"{count:,} {name}" for name, count in counts.items() if count]
        return ", ".join(words) or "no difference"

    def __len__(self) -> int:
        return len(self.rows)

    def lines(self, index: int, width: int) -> tuple[Line]:
        """One line as it is drawn.

        Args:
            index: Which.
            width: Cells.
        """
        row = self.rows[index]
        sign = Span(_SIGNS[row.kind], STYLES[row.kind])
        return (truncate(Line((sign, Span(INDENT * row.depth), *row.spans)), width),)

    def search_text(self, index: int) -> str:
        """A line's text."""
        return self.lines(index, CUT_AT)[0].text

    def copy_text(self, index: int) -> str:
        """The path of what a line is about; of a text the line."""
        row = self.rows[index]
        return written(row.path) if self.by_structure else "".join([s.text for s in row.spans])
