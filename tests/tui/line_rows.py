"""What a line view shows and holds, for the tests of it."""

from __future__ import annotations

from typing import Any

NUMBERED = [f"item {number}" for number in range(100)]


def rows(app: Any) -> list[str]:
    """The text of the view's rows on the screen, without the marker of the cursor."""
    view = app.lines._view
    return [view.line(place).text for place in view.rows]
