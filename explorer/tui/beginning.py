"""How the app's first sitting begins: where many data are to be made first, it tells of that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.profiles import Target
    from explorer.workbench.workbench import Workbench


async def open_telling(
    app: ExplorerApp, target: Target, amount: Mapping[str, int], **options: Any
) -> Workbench:
    """Open a workbench; while its sandbox makes the data that are asked for, show what it does.

    Args:
        app: Shows it in the place where the conversations will be.
        target: The server; the embedded sandbox where an amount is given.
        amount: How many `conversations` and `messages` there are to be; empty for the usual ones.
        options: As for `Workbench.open`.

    Raises:
        WorkbenchError: As `Workbench.open`.
    """
    from explorer.workbench.workbench import Workbench

    if not amount:
        return await Workbench.open(target, on_notice=app.notice, **options)
    telling = _Telling(app.browse.connecting)
    sandbox = {**amount, "report": telling.tell}
    try:
        return await Workbench.open(target, on_notice=app.notice, sandbox=sandbox, **options)
    finally:
        telling.end()


class _Telling:
    """Takes words from any thread to the loop it was made on, until it is ended there."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show, self._loop = show, asyncio.get_running_loop()
        self._ended = False

    def tell(self, words: str) -> None:
        """Have words shown; called in the thread that makes the data."""
        try:
            self._loop.call_soon_threadsafe(self._say, words)
        except RuntimeError:
            pass  # The loop has ended; there is no one left to tell.

    def end(self) -> None:
        """Show nothing more."""
        self._ended = True

    def _say(self, words: str) -> None:
        if not self._ended:
            self._show(words)
