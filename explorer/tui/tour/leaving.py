"""Leaving a presented tour: what it did on a server of others is cleaned up, if one wants that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.tui.content import notify_text
from explorer.tui.widgets.confirm import confirm

if TYPE_CHECKING:
    from textual.screen import Screen

    from explorer.tour.stepping import Stepping


async def offer_cleanup(screen: Screen[None], stepping: Stepping) -> None:
    """Ask whether to play the cleanup, and play it.

    Args:
        screen: Where it is presented.
        stepping: How far it is. A tour of which nothing was sent leaves nothing behind.
    """
    from explorer.tour.checking import clean, cleanup_of
    from explorer.tour.player import title_of

    calls = cleanup_of(stepping.player) if stepping.results else []
    if not calls:
        return
    behind = [f"{step.operation}: {title_of(step)}" for step in calls]
    if not await confirm(screen, "Clean up what the tour did?", "Clean up", behind=behind):
        return
    notify_text(screen.app, "Cleaning up…")
    wrong = [each for each in await clean(stepping.player) if not each.ok]
    for each in wrong:
        notify_text(screen.app, " ".join(each.failures), severity="error", timeout=10)
    if not wrong:
        notify_text(screen.app, "Cleaned up.")
