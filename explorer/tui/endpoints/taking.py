"""Taking an answer along: to the clipboard, to a file, into a pager or editor, beside another."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from explorer.document.safe import one_line
from explorer.tui.clipboard import copy_text
from explorer.tui.content import notify_text
from explorer.tui.external import view_outside
from explorer.tui.widgets.body_view import shown_text

if TYPE_CHECKING:
    from explorer.api.exchange import Exchange
    from explorer.document.lines import Line
    from explorer.tui.endpoints.screen import EndpointsScreen
    from explorer.workbench.body.body import Body

NOTHING = "There is no answer yet."


def save(screen: EndpointsScreen) -> None:
    """Save the body of the answer to a file, as it came."""
    from explorer.tui.endpoints.save import SaveScreen
    from explorer.workbench.answers import file_name

    exchange = screen.answer.exchange
    if exchange is None or exchange.response is None:
        notify_text(screen.app, "There is no answer to save.")
        return
    name = file_name(exchange.response, exchange.operation_id)
    screen.app.push_screen(SaveScreen(exchange.response, name))


def copy_path(screen: EndpointsScreen) -> None:
    """Copy the path of the value under the cursor."""
    path = screen.answer.lines.path if screen.answer.list is screen.answer.lines else ""
    if path:
        copy_text(screen, path, f"the path {one_line(path, 80)}")
    else:
        notify_text(screen.app, "There is no path here.")


def look_outside(screen: EndpointsScreen, *, in_editor: bool) -> None:
    """Open the body in the person's pager or editor, as it is shown.

    Args:
        screen: Shows the answer.
        in_editor: Whether in the editor.
    """
    body, exchange = screen.answer.lines.body, screen.answer.exchange
    if body is None or exchange is None or exchange.response is None:
        notify_text(screen.app, NOTHING)
        return
    screen.background(partial(_look, screen, body, exchange, in_editor), "outside")


async def _look(
    screen: EndpointsScreen, body: Body, exchange: Exchange[Any], in_editor: bool
) -> None:
    from explorer.workbench.answers import file_name

    assert exchange.response is not None
    await body.finish()
    # Pagers may obey what a server sent: both get the lines as they are shown.
    text = await asyncio.to_thread(shown_text, body)
    name = file_name(exchange.response, exchange.operation_id)
    if body.kind == "binary":
        name = f"{PurePath(name).stem}.txt"
    redactor = screen.workbench.client.context.redactor if screen.workbench is not None else None
    data = text.encode("utf-8", "replace")
    view_outside(screen.app, data, name, redactor, in_editor=in_editor)


def compare(screen: EndpointsScreen) -> None:
    """Show what differs from another answer, which a person chooses."""
    from explorer.tui.endpoints.compare import CompareScreen

    exchange, workbench = screen.answer.exchange, screen.workbench
    if exchange is None or workbench is None:
        notify_text(screen.app, NOTHING)
        return

    def chosen(id: str | None) -> None:
        if id is not None and screen.answer.exchange is exchange:
            screen.background(partial(_compare, screen, exchange, id), "compare", exclusive=True)

    screen.app.push_screen(CompareScreen(workbench, exchange), chosen)


async def _compare(screen: EndpointsScreen, exchange: Exchange[Any], id: str) -> None:
    workbench = screen.workbench
    assert workbench is not None

    def read() -> list[Line] | None:
        from explorer.workbench.journal_compare import compare_lines

        other = workbench.journal.get(id)
        if other is None:
            return None
        later = other.started > exchange.started
        return compare_lines(exchange, other) if later else compare_lines(other, exchange)

    lines = await asyncio.to_thread(read)
    if lines is None:
        notify_text(screen.app, "That exchange is no longer kept.", severity="warning")
    elif screen.answer.exchange is exchange:
        screen.answer.show_difference(lines)
