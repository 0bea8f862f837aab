"""Choosing what of a thing to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.document.safe import one_line
from explorer.tui.clipboard import copy_text
from explorer.tui.widgets.choice import ChoiceScreen

if TYPE_CHECKING:
    from explorer.tui.app import ExplorerApp


async def copy_as(app: ExplorerApp, subject: Any, text: str) -> None:
    """Ask what to copy, and copy it; without a choice the text is copied at once.

    Args:
        app: The app.
        subject: The thing, as `explorer.workbench.copies` takes it; None for none.
        text: What copying the item itself gives.
    """
    from explorer.workbench.copies import copies

    workbench = app.workbench
    found = []
    if subject is not None and workbench is not None:
        found = copies(subject, workbench.client.base_url, workbench.cloud_id)
    if not found:
        copy_text(app, text)
        return
    titles = [f"{each.what.removeprefix('the ')}: {one_line(each.text, 60)}" for each in found]
    chosen = await app.push_screen_wait(ChoiceScreen("Copy", titles))
    if chosen is not None:
        copy_text(app, found[chosen].text, found[chosen].what)
