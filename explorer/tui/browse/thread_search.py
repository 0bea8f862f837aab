"""The field that searches the messages of a thread."""

from __future__ import annotations

from textual import on
from textual.widgets import Input

from explorer.tui.browse.walking import WalkingPane
from explorer.tui.widgets.lines import Lines


class SearchingPane(WalkingPane):
    """Messages that can be searched: what is loaded is searched while one types."""

    def open_search(self) -> Input:
        """Show the field that searches what is loaded; gives it, for the focus."""
        field = self.query_one("#thread-search", Input)
        field.add_class("-shown")
        # The class takes effect with the next refresh; the focus goes to nothing hidden.
        field.display = True
        self._learn_authors()
        return field

    def _learn_authors(self) -> None:
        """Have the names of all authors, so that a message is also found by who wrote it."""
        workbench, feed = self._workbench, self._feed
        if workbench is None or feed is None:
            return

        async def learn() -> None:
            with workbench.origin("person", view="messages"):
                learnt = await workbench.learn_senders(feed.messages)
            if learnt and feed is self._feed:
                self.list.refresh_items()

        self.background(learn, "names", exclusive=True)

    @on(Input.Changed, "#thread-search")
    def _searched(self, event: Input.Changed) -> None:
        event.stop()
        if not self.list.search(event.value):
            self._show_topic()

    @on(Input.Submitted, "#thread-search")
    def _search_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.list.focus()

    def close_search(self, *, focus: bool = True) -> bool:
        """End the search; whether there was one.

        Args:
            focus: Whether to go to the messages.
        """
        field = self.query_one("#thread-search", Input)
        if not field.has_class("-shown"):
            return False
        field.remove_class("-shown")
        field.display = False
        field.value = ""
        self.list.clear_search()
        self._show_topic()
        if focus:
            self.list.focus()
        return True

    @on(Lines.SearchUpdated, "#thread")
    def _found(self, event: Lines.SearchUpdated) -> None:
        event.stop()
        if self.list.search_text:
            more = "" if event.done else "…"
            place = "" if event.position is None else f"{event.position + 1} of "
            self.border_subtitle = f"{place}{event.matches}{more} found"
