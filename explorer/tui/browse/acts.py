"""What is done to conversations from anywhere in the app: create, change, archive, begin one.

Each act asks in a dialog first, sends, and then has the list and what is open follow.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from explorer.tui.content import notify_text

if TYPE_CHECKING:
    from textual.app import App

    from explorer.api.models import Conversation
    from explorer.tui.app import ExplorerApp
    from explorer.tui.browse.screen import BrowseScreen
    from explorer.tui.widgets.form_dialog import Outcome
    from explorer.workbench.workbench import Workbench

NOT_CONNECTED = "Not connected yet."


class ConversationActs:
    """The acts of an app.

    Args:
        app: The explorer.
    """

    def __init__(self, app: App[Any]) -> None:
        self._app = cast("ExplorerApp", app)

    @property
    def _browse(self) -> BrowseScreen:
        return self._app.browse

    def _ready(self) -> Workbench | None:
        workbench = self._app.workbench
        if workbench is None:
            notify_text(self._app, NOT_CONNECTED)
        return workbench

    def create(self) -> None:
        """Ask for a new conversation's name, make it and open it."""
        from explorer.tui.widgets.form_dialog import FormDialog
        from explorer.workbench.conversation_forms import create_conversation

        workbench = self._ready()
        if workbench is None:
            return

        def done(outcome: Outcome | None) -> None:
            if outcome is not None:
                notify_text(self._app, "Created.")
                self._app.background(partial(self._created, workbench, outcome.result.id), "open")

        dialog = FormDialog(create_conversation(workbench), workbench, view="conversations")
        self._app.push_screen(dialog, done)

    async def _created(self, workbench: Workbench, conversation_id: str) -> None:
        from explorer.api.errors import ApiError
        from explorer.workbench.rooms import read_conversation

        if not conversation_id:
            # A server need not say what it made.
            self._browse.conversations.reload()
            return
        try:
            with workbench.origin("person", view="conversations"):
                made = await read_conversation(workbench, conversation_id)
        except ApiError as problem:
            self._browse.conversations.reload(at=conversation_id)
            notify_text(
                self._app, f"It is made, but cannot be opened yet. {problem}", severity="warning"
            )
            return
        self._browse.conversations.reload(at=conversation_id)
        self._browse.open_conversation(made)

    def change(self, conversation: Conversation) -> None:
        """Change a conversation's name, topic or privacy.

        Args:
            conversation: As it is now.
        """
        from explorer.tui.widgets.form_dialog import FormDialog
        from explorer.workbench.conversation_forms import change_conversation

        workbench = self._ready()
        if workbench is None:
            return

        def done(outcome: Outcome | None) -> None:
            if outcome is not None:
                notify_text(self._app, "Changed.")
                self.follow(workbench, conversation.id)

        form = change_conversation(workbench, conversation)
        self._app.push_screen(FormDialog(form, workbench, view="conversations"), done)

    def follow(self, workbench: Workbench, conversation_id: str) -> None:
        """Have the list and what is open show how a conversation is now.

        Args:
            workbench: Asks.
            conversation_id: The conversation that was changed.
        """
        self._app.background(partial(self._follow, workbench, conversation_id), "follow")

    async def _follow(self, workbench: Workbench, conversation_id: str) -> None:
        from explorer.api.errors import ApiError
        from explorer.workbench.rooms import read_conversation

        self._browse.conversations.reload(at=conversation_id)
        try:
            with workbench.origin("person", view="conversations"):
                now = await read_conversation(workbench, conversation_id)
        except ApiError as problem:
            notify_text(self._app, str(problem), severity="warning", timeout=10)
            return
        self._browse.conversation_changed(now)

    def direct(self) -> None:
        """Ask for a user and open the direct conversation with them."""
        from explorer.tui.widgets.form_dialog import FormDialog
        from explorer.workbench.conversation_forms import open_direct

        workbench = self._ready()
        if workbench is None:
            return

        def done(outcome: Outcome | None) -> None:
            if outcome is not None:
                self._browse.conversations.reload(at=outcome.result.id)
                self._browse.open_conversation(outcome.result)

        self._app.push_screen(
            FormDialog(open_direct(workbench), workbench, view="conversations"), done
        )
