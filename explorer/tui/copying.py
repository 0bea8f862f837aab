"""Choosing what of a thing to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.document.safe import one_line
from explorer.tui.clipboard import copy_text
from explorer.tui.content import notify_text
from explorer.tui.widgets.choice import ChoiceScreen

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from explorer.formats.portable import Recorded
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
    # The beginning is enough to know it by: `split` need not go through all of a long one.
    starts = [one_line(" ".join(each.text[:400].split()), 100) for each in found]
    titles = [
        f"{each.what.removeprefix('the ')}: {start}"
        for each, start in zip(found, starts, strict=True)
    ]
    chosen = await app.push_screen_wait(ChoiceScreen("Copy", titles))
    if chosen is not None:
        copy_text(app, found[chosen].text, found[chosen].what)


async def copy_request(node: DOMNode, recorded: Recorded) -> None:
    """Ask for which tool a request is copied, and copy it.

    Args:
        node: The app, or anything in it.
        recorded: The exchange it is of.
    """
    from explorer.formats.errors import FormatError
    from explorer.formats.portable import Portable
    from explorer.formats.snippets import SNIPPETS

    ways = list(SNIPPETS.values())
    question = ChoiceScreen("Copy as", [each.title for each in ways])
    chosen = await node.app.push_screen_wait(question)
    if chosen is None:
        return
    try:
        text = ways[chosen].write(Portable.from_exchange(recorded))
    except FormatError as problem:
        notify_text(node.app, str(problem), severity="error", timeout=10)
        return
    copy_text(node, text, f"the request as {ways[chosen].title}")
