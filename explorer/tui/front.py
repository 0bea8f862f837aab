"""What is opened after waiting: only where it was asked for, never over what one went to since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.tui.content import notify_text

if TYPE_CHECKING:
    from textual.app import App


class Front:
    """The screen that is in front as something begins that opens a dialog later.

    Args:
        app: The app; its screen now is the one that counts.
    """

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._screen = app.screen

    def left(self, dialog: str) -> bool:
        """Whether another screen is in front by now; a sentence says then why nothing opened.

        Args:
            dialog: What would have been opened, as a sentence begins: `The form`.
        """
        if self._app.screen is self._screen:
            return False
        text = f"{dialog} came only now and is not opened over this: ask for it there again."
        notify_text(self._app, text, about="front")
        return True
