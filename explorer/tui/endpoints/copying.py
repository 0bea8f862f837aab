"""Copying a request before it is sent: for another tool, which a person chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.tui.clipboard import copy_text
from explorer.tui.content import notify_text
from explorer.tui.endpoints.form import CHOOSE_FIRST
from explorer.tui.hints import hint
from explorer.tui.widgets.choice import ChoiceScreen

if TYPE_CHECKING:
    from explorer.tui.endpoints.screen import EndpointsScreen


async def copy_as(screen: EndpointsScreen) -> None:
    """Copy what stands in the form as a request of another tool."""
    from explorer.api.operation import CallError
    from explorer.formats.errors import FormatError
    from explorer.formats.snippets import SNIPPETS
    from explorer.workbench.taking_along import portable

    form, workbench = screen.form.form, screen.workbench
    if form is None or workbench is None:
        notify_text(screen.app, hint(screen, CHOOSE_FIRST))
        return
    screen.form.take_typed()
    ways = list(SNIPPETS.values())
    try:
        request = portable(form.operation(), workbench, secrets=form.variables.secrets())
        titles = [each.title for each in ways]
        chosen = await screen.app.push_screen_wait(ChoiceScreen("Copy the request as", titles))
        text = "" if chosen is None else ways[chosen].write(request)
    except (CallError, FormatError) as problem:
        notify_text(screen.app, f"Not copied. {problem}", severity="warning")
        return
    if chosen is not None:
        copy_text(screen, text, f"the request as {ways[chosen].title}")
