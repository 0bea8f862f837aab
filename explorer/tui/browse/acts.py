"""What is done to conversations from anywhere in the app: create, change, archive, begin one.

Each act asks in a dialog first, sends, and then has the list and what is open follow.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from explorer.document.safe import one_line
from explorer.tui.content import notify_text

if TYPE_CHECKING:
    from textual.app import App

    from explorer.api.models import Conversation
    from explorer.api.operation import Operation
    from explorer.tui.app import ExplorerApp
    from explorer.tui.browse.screen import BrowseScreen
    from explorer.tui.widgets.form_dialog import Outcome
    from explorer.workbench.links import Link
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
                notify_text(self._app, "Created.", about="room")
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
                self._app,
                f"It is made, but cannot be opened yet. {problem}",
                severity="warning",
                about="room",
            )
            return
        self._browse.conversations.reload(at=conversation_id)
        self._browse.open_conversation(made)

    def change(self, conversation: Conversation, done: Callable[[], None] | None = None) -> None:
        """Change a conversation's name, topic or privacy.

        Args:
            conversation: As it is now.
            done: Called once it is changed.
        """
        from explorer.api.errors import ApiError
        from explorer.tui.front import Front
        from explorer.tui.widgets.form_dialog import FormDialog
        from explorer.workbench.conversation_forms import change_conversation
        from explorer.workbench.rooms import read_conversation

        workbench = self._ready()
        if workbench is None:
            return

        def closed(outcome: Outcome | None) -> None:
            if outcome is not None:
                notify_text(self._app, "Changed.", about="room")
                self.follow(workbench, conversation.id)
                if done is not None:
                    done()

        def ask(whole: Conversation) -> None:
            form = change_conversation(workbench, whole)
            self._app.push_screen(FormDialog(form, workbench, view="conversations"), closed)

        front = Front(self._app)

        async def read() -> None:
            try:
                with workbench.origin("person", view="conversations"):
                    whole = await read_conversation(workbench, conversation.id)
            except ApiError as problem:
                notify_text(self._app, str(problem), severity="error", timeout=10)
                return
            if not front.left("The form"):
                ask(whole)

        if conversation.topic is not None:
            ask(conversation)
        else:
            # Of those on top of the list not all is kept: the form would show an empty topic.
            self._app.background(read, "change", exclusive=True)

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
            notify_text(self._app, str(problem), severity="warning", timeout=10, about="room")
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

        form = open_direct(workbench)
        choose = not form.text("userId")
        dialog = FormDialog(form, workbench, view="conversations", choose=choose)
        self._app.push_screen(dialog, done)

    def ask_where(self) -> None:
        """Ask for a link or an id and go to the conversation it leads to."""
        from explorer.tui.widgets.form_dialog import FormDialog
        from explorer.workbench.going import GoForm

        workbench = self._ready()
        if workbench is None:
            return
        site, form = workbench.cloud_id, GoForm(workbench)

        def closed(outcome: Outcome | None) -> None:
            if outcome is not None:
                self._arrive(workbench, site, outcome.result, form.message_id)

        self._app.push_screen(FormDialog(form, workbench, view="conversations"), closed)

    def go(self, link: Link) -> None:
        """Go to the conversation a link leads to.

        Args:
            link: Where to go.
        """
        workbench = self._ready()
        if workbench is None:
            return
        site = workbench.cloud_id

        async def ask() -> None:
            from explorer.api.errors import ApiError
            from explorer.workbench.going import follow_link
            from explorer.workbench.links import LinkError

            try:
                with workbench.origin("person", view="conversations"):
                    found = await follow_link(workbench, link)
            except (ApiError, LinkError) as problem:
                notify_text(self._app, str(problem), severity="error", timeout=10, about="room")
                return
            self._arrive(workbench, site, found, link.message_id)

        self._app.background(ask, "open", exclusive=True)

    def _arrive(self, workbench: Workbench, site: str, found: Conversation, at: str) -> None:
        if site and workbench.cloud_id != site:
            self._browse.site_changed()
        self._browse.open_conversation(found, at)

    def details(self, conversation: Conversation) -> None:
        """Show every field of a conversation, and who is in it."""
        from explorer.tui.browse.details import DetailsScreen

        workbench = self._ready()
        if workbench is not None:
            self._app.push_screen(DetailsScreen(workbench, conversation))

    def archive(self, conversation: Conversation, done: Callable[[], None] | None = None) -> None:
        """Archive a conversation, asked for first, or take it out of the archive.

        Args:
            conversation: As it is now.
            done: Called once it is done.
        """
        from explorer.api.operations import ArchiveConversation, UnarchiveConversation
        from explorer.workbench import rooms

        archived = not conversation.is_archived
        name = one_line(conversation.title, 60)
        question = (
            f"Archive “{name}”? It leaves the lists, and its messages can no longer change."
            if archived
            else f"Take “{name}” out of the archive?"
        )

        async def send(workbench: Workbench) -> str:
            await rooms.archive(workbench, conversation, archived=archived)
            return f"{name} is {'archived' if archived else 'out of the archive'}."

        self._ask(
            conversation,
            question,
            "Archive" if archived else "Take out",
            ArchiveConversation if archived else UnarchiveConversation,
            send,
            done,
        )

    def add_people(
        self, conversation: Conversation, done: Callable[[], None] | None = None
    ) -> None:
        """Choose people and add them to a conversation.

        Args:
            conversation: The conversation.
            done: Called once they are added.
        """
        from explorer.tui.widgets.form_dialog import FormDialog
        from explorer.workbench.roster import add_people

        workbench = self._ready()
        if workbench is None:
            return

        def closed(outcome: Outcome | None) -> None:
            if outcome is not None:
                notify_text(self._app, "Added.", about="room")
                if done is not None:
                    done()

        form = add_people(workbench, conversation)
        dialog = FormDialog(form, workbench, view="details", choose=not form.text("add"))
        self._app.push_screen(dialog, closed)

    def remove_person(
        self,
        conversation: Conversation,
        user_id: str,
        name: str,
        done: Callable[[], None] | None = None,
    ) -> None:
        """Take a person out of a conversation, asked for first.

        Args:
            conversation: The conversation.
            user_id: Who.
            name: As shown.
            done: Called once it is done.
        """
        from explorer.api.operations import UpdateRoster
        from explorer.workbench.roster import remove_person

        who = one_line(name, 60)

        async def send(workbench: Workbench) -> str:
            await remove_person(workbench, conversation, user_id)
            return f"{who} is no longer in it."

        question = f"Take {who} out of “{one_line(conversation.title, 60)}”?"
        self._ask(conversation, question, "Remove", UpdateRoster, send, done)

    def _ask(
        self,
        conversation: Conversation,
        question: str,
        act: str,
        operation: type[Operation[Any]],
        send: Callable[[Workbench], Awaitable[str]],
        done: Callable[[], None] | None,
    ) -> None:
        """Ask, do it, say what was done or why not, and have all that shows it follow."""
        workbench = self._ready()
        if workbench is None:
            return

        async def ask() -> None:
            from explorer.api.errors import ApiError
            from explorer.tui.widgets.confirm import confirm
            from explorer.workbench.rooms import behind

            lines = behind(
                operation,
                cloud_id=conversation.cloud_id or workbench.cloud_id,
                conversation_id=conversation.id,
            )
            name = conversation.title
            if not await confirm(
                self._app, question, act, behind=lines, name=name, workbench=workbench
            ):
                return
            try:
                with workbench.origin("person", view="details"):
                    said = await send(workbench)
            except ApiError as problem:
                notify_text(self._app, str(problem), severity="error", timeout=10, about="room")
                return
            notify_text(self._app, said, about="room")
            self.follow(workbench, conversation.id)
            if done is not None:
                done()

        self._app.background(ask, "act")
