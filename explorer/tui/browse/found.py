"""What a search of a whole conversation finds, while it goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from explorer.document.lines import Line, Span
from explorer.document.safe import one_line
from explorer.document.styled import truncate
from explorer.tui.background import Background
from explorer.tui.browse.thread_commands import FOUND_COMMANDS
from explorer.tui.commands import bindings
from explorer.tui.content import content
from explorer.tui.hints import hint
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from explorer.api.models import Message
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.conversation_search import ConversationSearch
    from explorer.workbench.workbench import Workbench

    Begin = Callable[[str], ConversationSearch]

BEFORE = 24
"""Characters of a message shown before what was found in it."""


class _Found:
    """Finds as items: when, who, and the words around what was found."""

    fixed_height = 2

    def __init__(
        self, search: ConversationSearch, name_of: Callable[[str], str], now: Callable[[], datetime]
    ) -> None:
        self._search, self._name_of, self._now = search, name_of, now
        self.items: list[Message] = list(search.found)

    def __len__(self) -> int:
        return len(self.items)

    def lines(self, index: int, width: int) -> Sequence[Line]:
        from explorer.document.text import to_text
        from explorer.workbench.search_words import pattern_of

        item = self.items[index]
        moment = item.ts.astimezone(self._now().tzinfo) if item.ts else None
        when = f"{moment:%a} {moment.day} {moment:%b %Y %H:%M}" if moment else ""
        name = one_line(self._name_of(item.sender_id), 40) if item.sender_id else "unknown sender"
        head = Line((Span(name, "strong"), Span(f"  {when}", "muted")))
        text = one_line(to_text(item.document), 4000)
        found = pattern_of(self._search.text).search(text)
        start, end = found.span() if found else (0, 0)
        first = max(0, start - BEFORE)
        body = Line(
            (
                Span(("  …" if first else "  ") + text[first:start]),
                Span(text[start:end], "match"),
                Span(text[end : end + width]),
            )
        )
        return truncate(head, width), truncate(body, width)


class FoundScreen(Background, ModalScreen[str]):
    """A field for what to look for, what was found, and how far the search is.

    Args:
        workbench: Knows the names of people.
        begin: Makes a search for a text.
        text: To look for at once; may be empty.
    """

    BINDINGS = bindings(FOUND_COMMANDS)

    def __init__(self, workbench: Workbench, begin: Begin, text: str = "") -> None:
        super().__init__()
        self._workbench, self._begin, self._text = workbench, begin, text
        self._search: ConversationSearch | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="found-box"):
            yield Input(
                self._text, placeholder="search all messages", id="found-text", compact=True
            )
            yield Lines(id="found-list", empty_text="Enter searches back to the beginning.")
            yield Static(id="found-status")

    def on_mount(self) -> None:
        """Begin with what was looked for on the screen."""
        box = self.query_one("#found-box")
        box.border_title = "Search the whole conversation"
        box.border_subtitle = hint(self, "{list.choose} shows it in its place · {found.stop} stops")
        self.query_one(Input).focus()
        if self._text.strip():
            self._look_for(self._text)

    def on_unmount(self) -> None:
        if self._search is not None:
            self._search.stop()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self._look_for(event.value)

    def _look_for(self, text: str) -> None:
        if self._search is not None:
            self._search.stop()
        search = self._search = self._begin(text)
        view = self.query_one("#found-list", Lines)
        now = cast("ExplorerApp", self.app).now
        view.source = _Found(search, self._workbench.known_name, now)
        view.empty_text = "Searching…"
        search.on_change(lambda: self._show(search))
        self._show(search)

        async def run() -> None:
            with self._workbench.origin("person", view="messages"):
                await search.run()
            await self._learn_names(search)

        self.background(run, "search", exclusive=True)

    async def _learn_names(self, search: ConversationSearch) -> None:
        known = self._workbench.known_name
        unknown = sorted({each.sender_id for each in search.found if each.sender_id})
        with self._workbench.origin("polling", view="messages"):
            for id in unknown:
                if known(id) == id:
                    await self._workbench.name_of(id)
        if search is self._search:
            self.query_one("#found-list", Lines).refresh_items()

    def _show(self, search: ConversationSearch) -> None:
        """Bring the list and the status in line with the search."""
        if search is not self._search or not self.is_attached:
            return
        view = self.query_one("#found-list", Lines)
        source = view.source
        if isinstance(source, _Found) and (more := len(search.found) - len(source.items)):
            first = not source.items
            source.items.extend(search.found[-more:])
            view.items_appended(more)
            if first:
                view.focus()
        view.empty_text = "Nothing was found." if search.done else "Searching…"
        self.query_one("#found-status", Static).update(content(self._status(search)))

    def _status(self, search: ConversationSearch) -> str:
        count = f"{len(search.found):,} found in {search.looked_at:,} messages"
        now = cast("ExplorerApp", self.app).now()
        back = search.back_to.astimezone(now.tzinfo) if search.back_to else None
        reached = f", back to {back.day} {back:%B %Y}" if back else ""
        if search.error is not None:
            return f"{count}{reached}. {search.error}"
        if not search.done:
            return hint(self, f"{count}{reached}… {{found.stop}} stops")
        if search.fallback:
            return f"{count} that were sent from here: this server does not list messages."
        whole = ", the whole conversation" if search.complete else f"{reached}, and stopped there"
        return f"{count}{whole}."

    def on_lines_selected(self, event: Lines.Selected) -> None:
        """Go to a message."""
        event.stop()
        source = event.lines.source
        if isinstance(source, _Found):
            self.dismiss(source.items[event.index].id)

    def action_stop(self) -> None:
        """Read no further."""
        if self._search is not None:
            self._search.stop()

    def action_close(self) -> None:
        """Go back to where one was."""
        self.dismiss("")
