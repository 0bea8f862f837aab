"""What stays of the list of conversations: its options, what is pinned, what was opened last."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from explorer.tui.browse.conversation_actions import ConversationActions
from explorer.tui.browse.list_options import ListOptions, Options
from explorer.tui.browse.listed import Listed

if TYPE_CHECKING:
    from explorer.api.models import Conversation
    from explorer.tui.widgets.lines import Lines
    from explorer.workbench.feeds import ConversationFeed
    from explorer.workbench.workbench import Workbench

CHOICE = "conversations"
"""What the options are kept by."""


class KeptList(ConversationActions):
    """A list of conversations that is found again as it was left."""

    _workbench: Workbench | None = None
    _feed: ConversationFeed | None = None
    _opened = ""
    options = Options()

    @property
    def list(self) -> Lines:
        """The list itself."""
        raise NotImplementedError

    def reload(self, at: str = "") -> None:
        """Ask the server again."""
        raise NotImplementedError

    @property
    def listed(self) -> Listed | None:
        """The rows; None before there are any."""
        source = self.list.source
        return source if isinstance(source, Listed) else None

    @property
    def highlighted(self) -> Conversation | None:
        """The conversation under the cursor; None where there is none that can be read."""
        from explorer.api.models import Conversation

        index, listed = self.list.cursor, self.listed
        item = listed.item(index) if listed is not None and index is not None else None
        return item if isinstance(item, Conversation) else None

    # What it holds, and in which order

    def toggle(self, name: str) -> None:
        """Change one of the options and ask the server again."""
        self._take(self.options.toggled(name))
        if self._workbench is not None:
            self._workbench.places.choices.keep(CHOICE, asdict(self.options))
        self.reload()

    def _recall(self, workbench: Workbench) -> None:
        """Take the options that were chosen last on this server."""
        self._take(Options.of(workbench.places.choices.of(CHOICE)))

    def _take(self, options: Options) -> None:
        self.options = options
        self.query_one(ListOptions).show(options)

    # What stands on top

    def mark_opened(self, conversation: Conversation | None) -> None:
        """Show which conversation is open, and have it among those opened last."""
        self._opened = conversation.id if conversation is not None else ""
        if conversation is not None and self._workbench is not None:
            site = conversation.cloud_id or self._workbench.cloud_id
            self._workbench.places.opened(site, conversation)
        self.show_top()

    def show_top(self) -> None:
        """Show what is pinned and what was opened last; the cursor stays on its conversation."""
        listed, workbench = self.listed, self._workbench
        if listed is None or workbench is None:
            self.list.refresh_items()
            return
        cursor, above = self.list.cursor or 0, listed.above
        item, mark = listed.item(cursor), listed.mark(cursor)
        self._fill_top(workbench, listed)
        self.list.refresh_items()
        if mark and item is not None:
            found = listed.index_of(item.id, mark=mark)
            self.list.cursor = cursor if found is None else found
        elif len(listed):
            self.list.cursor = cursor + listed.above - above

    def _fill_top(self, workbench: Workbench, listed: Listed) -> None:
        # What is searched for is looked for everywhere: the top would only be in its way.
        if listed.feed.query or workbench.target.room_only:
            listed.put_on_top((), ())
        else:
            site, places = workbench.cloud_id, workbench.places
            listed.put_on_top(places.pinned(site), places.recent(site))

    async def _load_places(self, workbench: Workbench) -> None:
        from explorer.api.errors import ApiError

        try:
            await workbench.places.load(await workbench.site())
        except ApiError:
            # The list itself will say why there is no site.
            return

    def _note_seen(self, workbench: Workbench, start: int) -> None:
        """What is pinned is shown as it is now, once a page has told."""
        from explorer.api.models import Conversation

        feed = self._feed
        for index in range(start, feed.count if feed is not None else 0):
            item = feed.row(index) if feed is not None else None
            if isinstance(item, Conversation):
                workbench.places.seen(item.cloud_id or workbench.cloud_id, item)
