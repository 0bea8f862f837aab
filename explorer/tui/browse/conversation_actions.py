"""What the keys of the list of conversations do, for the conversation under its cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from explorer.document.safe import one_line
from explorer.tui.content import notify_text

if TYPE_CHECKING:
    from textual.widget import Widget

    from explorer.api.models import Conversation
    from explorer.tui.app import ExplorerApp
    from explorer.tui.browse.acts import ConversationActs
else:
    Widget = object


class ConversationActions(Widget):
    """The actions; the list itself says which conversation is meant."""

    @property
    def highlighted(self) -> Conversation | None:
        """The conversation under the cursor."""
        raise NotImplementedError

    def toggle(self, name: str) -> None:
        """Change one of the options."""
        raise NotImplementedError

    def show_top(self) -> None:
        """Show what is pinned anew."""
        raise NotImplementedError

    @property
    def _acts(self) -> ConversationActs:
        return cast("ExplorerApp", self.app).acts

    def action_create(self) -> None:
        """Make a new conversation."""
        self._acts.create()

    def action_change(self) -> None:
        """Change the conversation under the cursor."""
        if self.highlighted is not None:
            self._acts.change(self.highlighted)

    def action_details(self) -> None:
        """Show every field of the conversation under the cursor."""
        if self.highlighted is not None:
            self._acts.details(self.highlighted)

    def action_archive(self) -> None:
        """Archive the conversation under the cursor, or take it out of the archive."""
        if self.highlighted is not None:
            self._acts.archive(self.highlighted)

    def action_direct(self) -> None:
        """Open the direct conversation of a user."""
        self._acts.direct()

    def action_pin(self) -> None:
        """Pin the conversation under the cursor, or let it go."""
        found, workbench = self.highlighted, cast("ExplorerApp", self.app).workbench
        if found is None or workbench is None:
            return
        site = found.cloud_id or workbench.cloud_id
        pinned = not workbench.places.is_pinned(site, found.id)
        workbench.places.pin(site, found, pinned=pinned)
        self.show_top()
        name = one_line(found.title, 60)
        notify_text(
            self.app, f"{name} is {'pinned' if pinned else 'no longer pinned'}.", about="pin"
        )

    def action_private(self) -> None:
        """Private ones or not."""
        self.toggle("private")

    def action_archived(self) -> None:
        """Archived ones or not."""
        self.toggle("archived")

    def action_directs(self) -> None:
        """Direct ones or not."""
        self.toggle("direct")

    def action_sort(self) -> None:
        """The next order."""
        self.toggle("sort")
