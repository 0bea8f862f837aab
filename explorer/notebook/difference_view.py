"""A difference as HTML: what is in one text only, and a few lines round it."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.document.element import Html, element, fragment
from explorer.document.safe import one_line
from explorer.workbench.module_text import DiffLine

AROUND = 3
"""Lines that are the same and are shown before and after a change."""

MOST = 400
"""Lines shown at most."""

_MARKS = {"added": ("+", "sx-added", "added"), "removed": ("-", "sx-removed", "removed")}


def difference_html(lines: Sequence[DiffLine]) -> Html:
    """A difference to be shown in a component.

    Args:
        lines: All lines of both texts.
    """
    changed = [place for place, line in enumerate(lines) if line.kind != "same"]
    if not changed:
        return element("p", "No difference to the server's copy.", class_="sx-note")
    near = {
        place
        for at in changed
        for place in range(max(0, at - AROUND), min(len(lines), at + AROUND + 1))
    }
    rows: list[Html] = []
    before = -1
    for place in sorted(near)[:MOST]:
        if place != before + 1:
            rows.append(element("span", "⋯\n", class_="sx-note"))
        before = place
        rows.append(_row(lines[place]))
    if len(near) > MOST:
        rows.append(element("span", f"and {len(near) - MOST:,} lines more\n", class_="sx-note"))
    elif before + 1 < len(lines):
        rows.append(element("span", "⋯\n", class_="sx-note"))
    added = sum(line.kind == "added" for line in lines)
    return fragment(
        element(
            "p",
            f"Difference to the server's copy: {added} added, {len(changed) - added} removed",
            class_="sx-note",
        ),
        element("pre", *rows, class_="sx-difference"),
    )


def _row(line: DiffLine) -> Html:
    text = one_line(line.text, 400)
    if line.kind == "same":
        return element("span", f"  {text}\n")
    mark, look, _ = _MARKS[line.kind]
    return element("span", f"{mark} {text}\n", class_=look)
