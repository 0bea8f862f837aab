"""What the first screen opens: sites, conversations, and what becomes of those that are gone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from explorer.tui.background import Background
from explorer.tui.content import notify_text

if TYPE_CHECKING:
    from textual.widget import Widget

    from explorer.api.models import Conversation, Site
    from explorer.tui.app import ExplorerApp
    from explorer.tui.browse.conversations import ConversationsPane
    from explorer.tui.browse.modules import ModulesPane
    from explorer.tui.browse.thread import ThreadPane
    from explorer.workbench.workbench import Workbench

GONE = frozenset({403, 404})
"""Statuses of a conversation that is not there any more, or not for us."""


class Opening(Background):
    """The opening; which panes show it is the screen's to say."""

    workbench: Workbench | None = None
    _sites: Sequence[Site] = ()

    @property
    def conversations(self) -> ConversationsPane:
        """The left pane."""
        raise NotImplementedError

    @property
    def thread(self) -> ThreadPane:
        """The middle pane."""
        raise NotImplementedError

    @property
    def modules(self) -> ModulesPane:
        """The right pane."""
        raise NotImplementedError

    def action_thread(self) -> None:
        """To the messages."""
        raise NotImplementedError

    def _go(self, to: Widget) -> None:
        raise NotImplementedError

    @property
    def _app(self) -> ExplorerApp:
        return cast("ExplorerApp", self.app)

    # Sites

    async def _read_sites(self, workbench: Workbench) -> None:
        from explorer.api.errors import ApiError
        from explorer.api.models import Site

        try:
            found = await workbench.sites()
            await workbench.site()
        except ApiError:
            # The status bar then shows the site's id; the strip has shown the call that failed.
            found = []
        self._sites = [site for site in found if isinstance(site, Site)]
        self._app.status_changed.publish(None)

    @property
    def site_title(self) -> str:
        """The name of the site that is shown; empty where it is not known."""
        shown = self.workbench.cloud_id if self.workbench is not None else ""
        return next((site.title for site in self._sites if site.id == shown), "")

    @property
    def sites(self) -> Sequence[Site]:
        """The sites of the token, as far as they are known."""
        return self._sites

    @property
    def other_sites(self) -> list[Site]:
        """The sites of the token, but for the one that is shown."""
        shown = self.workbench.cloud_id if self.workbench is not None else ""
        return [site for site in self._sites if site.id != shown]

    def change_site(self, site: Site) -> None:
        """Show another site. What is open belongs to this one and is closed."""
        workbench = self.workbench
        if workbench is None:
            return
        self.thread.shut()
        self.modules.shut()
        workbench.use_site(site.id)
        self.conversations.mark_opened(None)
        self.site_changed()
        self._go(self.conversations.list)

    def site_changed(self) -> None:
        """Show the conversations of the workbench's site, which is another than before."""
        if self.workbench is not None:
            self.conversations.attach(self.workbench)
            self._app.status_changed.publish(None)

    # Conversations

    def open_conversation(self, conversation: Conversation, at: str = "") -> None:
        """Show a conversation's messages and modules.

        Args:
            conversation: The conversation.
            at: Id of a message to go to; empty for the latest.
        """
        if self.workbench is not None:
            self.thread.open(self.workbench, conversation, at)
            self.modules.open(self.workbench, conversation)
            self.conversations.mark_opened(conversation)
            self.action_thread()

    def conversation_changed(self, conversation: Conversation) -> None:
        """Show how the open conversation is now, if it is this one."""
        shown = self.thread.conversation
        if shown is not None and shown.id == conversation.id:
            self.thread.renamed(conversation)

    def open_direct(self, user_id: str) -> None:
        """Open the direct conversation with a user, begun where there is none."""
        workbench = self.workbench
        if workbench is None:
            return

        async def open_one() -> None:
            from explorer.api.errors import ApiError

            try:
                with workbench.origin("person", view="palette"):
                    found = await workbench.direct(user_id)
            except ApiError as problem:
                notify_text(self.app, str(problem), severity="error", timeout=10)
                return
            self.open_conversation(found)

        self.background(open_one, "open", exclusive=True)

    def loaded_conversations(self, query: str) -> Sequence[Conversation]:
        """Conversations of the list whose name holds a text, without a call, for the palette."""
        wanted = query.strip().casefold()
        return [each for each in self.conversations.loaded() if wanted in each.title.casefold()]

    async def find_conversations(self, query: str) -> Sequence[Conversation]:
        """Conversations whose name holds a text, archived ones too, for the palette."""
        from explorer.api.models import Conversation

        if self.workbench is None:
            return []
        feed = self.workbench.conversations(query, include_archived=True)
        with self.workbench.origin("person", view="palette"):
            await feed.more()
        rows = (feed.row(index) for index in range(feed.count))
        return [row for row in rows if isinstance(row, Conversation)]

    def _open_wanted(self, workbench: Workbench) -> None:
        """Open the conversation that the profile names."""
        from explorer.workbench.links import Link

        self._app.acts.go(Link(workbench.target.conversation_id, workbench.target.cloud_id))

    # What is gone

    def data_replaced(self) -> None:
        """Read everything again: other data have taken the place of what is shown."""
        workbench = self.workbench
        if workbench is None:
            return
        self.conversations.reload()
        shown = self.thread.conversation
        if shown is not None:
            self.background(partial(self._read_again, workbench, shown), "open", exclusive=True)

    async def _read_again(self, workbench: Workbench, shown: Conversation) -> None:
        """Show what is open as it is now, or close it where it is no more."""
        from explorer.api.errors import ApiError
        from explorer.workbench.rooms import read_conversation

        try:
            with workbench.origin("person", view="conversations"):
                now = await read_conversation(workbench, shown.id)
        except ApiError as problem:
            if problem.status in GONE:
                self._close_gone(workbench, shown)
            return
        self.thread.open(workbench, now)
        self.modules.open(workbench, now)

    async def _see_whether_gone(self, workbench: Workbench, shown: Conversation) -> None:
        """Close a conversation whose messages are not there, if it is not there itself."""
        from explorer.api.errors import ApiError
        from explorer.workbench.rooms import read_conversation

        try:
            with workbench.origin("person", view="conversations"):
                await read_conversation(workbench, shown.id)
        except ApiError as problem:
            if problem.status in GONE:
                self._close_gone(workbench, shown)

    def _close_gone(self, workbench: Workbench, shown: Conversation) -> None:
        opened = self.thread.conversation
        if opened is not None and opened.id == shown.id:
            self.thread.shut()
            self.modules.shut()
            self.conversations.mark_opened(None)
            self._go(self.conversations.list)
        # Nor does it stand on top any more, among those opened last.
        workbench.places.forget(shown.cloud_id or workbench.cloud_id, shown.id)
        self.conversations.reload()
        notify_text(self.app, f"{shown.title} is not among the data there are now.")
