"""Copying: to the terminal by OSC 52 and to the system's clipboard, and a word on which took it."""

from __future__ import annotations

import asyncio
import threading
from enum import Enum
from typing import TYPE_CHECKING

from explorer.tui.content import notify_text

if TYPE_CHECKING:
    from textual.dom import DOMNode

PATIENCE = 3.0
"""Seconds that the system's clipboard may take: its helper programs can hang."""

OSC_52_BYTES = 74_000
"""Bytes that every terminal with OSC 52 takes; longer texts are dropped by some."""


class Outcome(Enum):
    """What came of the system's clipboard."""

    TAKEN = "taken"
    MISSING = "missing"
    REFUSED = "refused"
    SILENT = "silent"


def copy_text(node: DOMNode, text: str, what: str = "") -> None:
    """Copy a text and say in a notification where it went. Holds nothing up.

    Args:
        node: The app, or anything in it.
        text: What to copy.
        what: What it is, with an article, as in `the id`; may come from outside.
    """
    app = node.app
    app.copy_to_clipboard(text)

    async def tell() -> None:
        outcome = await _to_system(text)
        taken = outcome is Outcome.TAKEN
        notify_text(
            app,
            said(text, what, outcome),
            severity="information" if taken else "warning",
            about="copy",
        )
        if not taken:
            # A helper program may have written its complaint over the screen.
            app.refresh()

    app.run_worker(tell(), group="copy", exit_on_error=False)


def said(text: str, what: str, outcome: Outcome) -> str:
    """The sentence that tells where a text went.

    Args:
        text: What was copied.
        what: As for `copy_text`.
        outcome: What came of the system's clipboard.
    """
    amount = "1 character" if len(text) == 1 else f"{len(text):,} characters"
    head = f"Copied {what} ({amount})" if what else f"Copied {amount}"
    if outcome is Outcome.TAKEN:
        return f"{head} to the system's clipboard, and to the terminal's by OSC 52."
    reason = {
        Outcome.MISSING: "the system has no clipboard here",
        Outcome.REFUSED: "the system's clipboard refused it",
        Outcome.SILENT: "the system's clipboard does not answer",
    }[outcome]
    if len(text.encode("utf-8", "replace")) > OSC_52_BYTES:
        return f"{head} to the terminal by OSC 52, which may drop so long a text; {reason}."
    return f"{head} to the terminal by OSC 52, if it knows that; {reason}."


async def _to_system(text: str) -> Outcome:
    """Hand a text to the system's clipboard in a thread that nothing waits for at the end."""
    loop = asyncio.get_running_loop()
    waiting: asyncio.Future[Outcome] = loop.create_future()

    def settle(outcome: Outcome) -> None:
        if not waiting.done():
            waiting.set_result(outcome)

    def work() -> None:
        outcome = system_copy(text)
        try:
            loop.call_soon_threadsafe(settle, outcome)
        except RuntimeError:
            # The app has been left meanwhile.
            return

    threading.Thread(target=work, name="clipboard", daemon=True).start()
    try:
        return await asyncio.wait_for(waiting, PATIENCE)
    except TimeoutError:
        return Outcome.SILENT


def system_copy(text: str) -> Outcome:
    """Hand a text to the system's clipboard, and look whether it is there. May take long.

    Args:
        text: What to copy.
    """
    try:
        # 10 ms that only those who copy should pay.
        import pyperclip

        if not pyperclip.is_available():
            return Outcome.MISSING
        pyperclip.copy(text)
        # Its helper programs can fail without a word.
        there = pyperclip.paste()
    except Exception:  # noqa: BLE001 - whatever helper programs and systems come up with
        return Outcome.REFUSED
    same = _plain(there) == _plain(text)
    return Outcome.TAKEN if same else Outcome.REFUSED


def _plain(text: str) -> str:
    """A text without what clipboards are free to change."""
    return text.replace("\r\n", "\n").rstrip("\n")
