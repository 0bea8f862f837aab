"""The one door through which text from outside reaches a widget.

Textual lets control characters through and reads square brackets as markup; a message from a
server must do neither. `content` makes a `Content` for widgets that take one, `strip_of` makes a
row of cells for widgets that draw their own lines. Both show what a terminal would have obeyed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual._context import active_app
from textual.app import App
from textual.content import Content
from textual.notifications import Notification
from textual.strip import Strip

from explorer.document.lines import Line
from explorer.document.safe import visible
from explorer.tui.styles import StyleTable, styles_of

MAX_CHARACTERS_PER_CELL = 16
"""How many characters (a letter and its accents) one cell may hold before the rest is cut."""

Severity = Literal["information", "warning", "error"]

DISPUTED = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")
"""Selectors and skin tones of emoji."""

_LINK = re.compile(r"(?:https?://|mailto:)[!-~\u00a1-\U0010ffff]+", re.IGNORECASE)


def _settled(text: str) -> str:
    """Text whose cells are the same in every terminal; see `emoji_cells`."""
    if text.isascii() or DISPUTED.search(text) is None:
        return text
    # Few screens hold such emoji, and none of those painted first.
    from explorer.tui.emoji_cells import settled

    return settled(text)


def content(text: str, style: str = "") -> Content:
    """Text from outside, for any widget that takes content: never markup, never obeyed.

    Args:
        text: Any text; line breaks and tabs are kept.
        style: A Textual style for all of it (`"bold $accent"`), from the program, never from
            outside.
    """
    return Content.styled(_settled(visible(text)), style)


@dataclass
class Word(Notification):
    """A notification, and what it is about.

    Args:
        about: The matter; empty for none.
    """

    about: str = ""


def notify_text(
    app: App[Any],
    text: str,
    *,
    title: str = "",
    severity: Severity = "information",
    timeout: float | None = None,
    about: str = "",
) -> None:
    """Show a notification whose text or title may come from outside.

    It takes the place of an earlier one about the same matter, which is stale then, and of one that
    says the same.

    Args:
        app: The app to show it in.
        text: Any text.
        title: Any text; empty for none.
        severity: How the notification is coloured.
        timeout: Seconds it stays; the app's own default when left out.
        about: The matter, as `"saving"`; empty for none.
    """
    seconds = app.NOTIFICATION_TIMEOUT if timeout is None else timeout
    word = Word(_settled(visible(text)), _settled(visible(title)), severity, seconds, about=about)
    for each in list(app._notifications):
        same = (each.message, each.title) == (word.message, word.title)
        if same or (about and isinstance(each, Word) and each.about == about):
            app._unnotify(each, refresh=False)
    # At once, so that the next one finds it.
    app._notifications.add(word)
    app._refresh_notifications()


def drawable(text: str) -> str:
    """One row's text as it is drawn: visible, with line breaks and tabs as single spaces."""
    shown = visible(text)
    return shown if shown.isprintable() else shown.replace("\n", " ").replace("\t", " ")


def row_segments(line: Line, width: int, base_style: Style, styles: StyleTable) -> list[Segment]:
    """A styled line as segments that together are exactly `width` cells; see `strip_of`."""
    segments: list[Segment] = []
    room = width
    for text, names, link in line.spans:
        if room <= 0:
            break
        drawn = drawable(text[: room * MAX_CHARACTERS_PER_CELL])
        if not drawn:
            continue
        style = base_style + styles.style(names)
        if link and _LINK.fullmatch(link) and visible(link) == link:
            style += Style(link=link)
        cells = cell_len(drawn)
        if cells > room:
            drawn = set_cell_size(drawn, room)
        segments.append(Segment(_settled(drawn), style))
        room -= cells
    if room > 0:
        rest = base_style + styles.style(line.fill) if line.fill else base_style
        segments.append(Segment(" " * room, rest))
    return segments


def strip_of(line: Line, width: int, base_style: Style, styles: StyleTable | None = None) -> Strip:
    """A styled line as exactly `width` cells.

    Text that does not fit is cut, a wide character at the border becomes a space, and what is left
    is filled with `base_style`. The line's text is made visible again here, whatever it went
    through before.

    Args:
        line: The line to draw.
        width: Cells, 0 or more.
        base_style: Style under all spans; its colours show where a span sets none.
        styles: The table to look names up in; by default that of the running app.
    """
    table = styles if styles is not None else styles_of(active_app.get())
    return Strip(row_segments(line, width, base_style, table), width)
