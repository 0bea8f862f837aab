"""The catalogue as a tree, with a filter above it; a collection's requests stand below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from explorer.document.safe import one_line
from explorer.tui.content import content
from explorer.tui.endpoints.tree_rows import TreeRow, TreeSource
from explorer.tui.hints import hint
from explorer.tui.widgets.lines import Lines
from explorer.workbench.catalogue import Branch, search, tree

if TYPE_CHECKING:
    from explorer.tui.endpoints.tree_rows import Subject
    from explorer.workbench.collected import Collected, RequestBranch


class OperationsPane(Vertical):
    """Every operation, and the requests of a collection; Enter opens one."""

    BORDER_TITLE = "Operations"

    class Chosen(Message):
        """A person opened an operation or a request."""

        def __init__(self, subject: Subject) -> None:
            super().__init__()
            self.subject = subject

    class About(Message):
        """A person wants to know of the collection."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.by_folder = False
        self._folded: set[str] = set()
        self._scopes: frozenset[str] | None = None
        self._opened = ""
        self._collected: Collected | None = None

    def compose(self) -> ComposeResult:
        yield Input(placeholder="filter", id="operation-filter", compact=True)
        yield Lines(id="operation-tree")
        yield Static(id="operation-status")

    def on_mount(self) -> None:
        """Show all of them."""
        self.query_one(Input).select_on_focus = False
        self.refill()

    @property
    def list(self) -> Lines:
        """The tree itself."""
        return self.query_one("#operation-tree", Lines)

    @property
    def filter(self) -> Input:
        """The filter's field."""
        return self.query_one("#operation-filter", Input)

    def collect(self, collected: Collected) -> None:
        """Show the requests of a collection beside the operations."""
        self._collected = collected
        self.refill()

    def know(self, scopes: frozenset[str] | None) -> None:
        """Mark by what the token holds."""
        if scopes != self._scopes:
            self._scopes = scopes
            self.refill()

    def mark_opened(self, key: str) -> None:
        """Show which operation or request is open, with the cursor on it."""
        self._opened = key
        self.refill(key)

    def group(self) -> None:
        """Group by the collection's folders, or by resource again."""
        self.by_folder = not self.by_folder
        self.refill()

    def refill(self, select: str = "") -> None:
        """Lay the tree out anew; the cursor stays with its operation.

        Args:
            select: Key of what to put the cursor on; empty: it stays.
        """
        lines = self.list
        row = self._row()
        wanted = select or (row.key if row is not None else "")
        query = self.filter.value
        branches: tuple[Branch | RequestBranch, ...] = tree(search(query), by_folder=self.by_folder)
        about = ""
        if self._collected is not None:
            branches += self._collected.branches(query)
            about = "" if query.strip() else self._collected.about()
        folded = set() if query.strip() else self._folded
        source = TreeSource(branches, folded, self._scopes, self._opened, about)
        shows_all = hint(self, "({endpoints.back} shows all)")
        lines.empty_text = (
            f"No operation's id, path, summary or scope holds “{query}”.  {shows_all}"
        )
        lines.source = source
        if source.rows:
            place = source.begins(query) if query.strip() and not select else None
            if place is None and wanted:
                place = source.place(wanted)
            lines.cursor = place if place is not None else min(1, len(source.rows) - 1)
        self._show_status()

    def _row(self) -> TreeRow | None:
        source, index = self.list.source, self.list.cursor
        if not isinstance(source, TreeSource) or index is None:
            return None
        return source.rows[index]

    @on(Lines.Highlighted, "#operation-tree")
    def _moved(self, event: Lines.Highlighted) -> None:
        event.stop()
        self._show_status()

    def _show_status(self) -> None:
        row = self._row()
        text = ""
        if row is not None and row.subject is not None:
            text = " · ".join(row.words(self._scopes))
        elif row is not None and row.about:
            text = hint(
                self,
                "{list.choose} shows what there is to know of the file, its scripts and variables",
            )
        elif row is not None and self._is_collected(row.title):
            text = f"{row.count} requests of the collection"
        elif row is not None:
            grouped = f"by {'folder' if self.by_folder else 'resource'}"
            known = " ✓! scope held or not" if self._scopes is not None else ""
            counted = f"{row.count} operation{'s' * (row.count != 1)} {grouped}"
            text = f"{counted}. × deletes + outside the collection{known}"
        self.query_one("#operation-status", Static).update(content(one_line(text)))

    def _is_collected(self, title: str) -> bool:
        source = self.list.source
        return isinstance(source, TreeSource) and source.is_collected(title)

    @on(Lines.Selected, "#operation-tree")
    def _selected(self, event: Lines.Selected) -> None:
        event.stop()
        self._choose()

    @on(Input.Changed, "#operation-filter")
    def _filtered(self, event: Input.Changed) -> None:
        event.stop()
        self.refill()

    @on(Input.Submitted, "#operation-filter")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.refill()
        self._choose()

    def _choose(self) -> None:
        row = self._row()
        if row is not None and row.subject is not None:
            self.post_message(self.Chosen(row.subject))
        elif row is not None and row.about:
            self.post_message(self.About())

    def on_key(self, event: events.Key) -> None:
        """Up and down move in the tree while one types in the filter."""
        if self.filter.has_focus and event.key in {"down", "up"}:
            event.stop()
            if event.key == "down":
                self.list.action_down()
            else:
                self.list.action_up()

    def leave_filter(self) -> bool:
        """Empty the filter and go to the tree; whether there was anything to leave."""
        if not self.filter.value and not self.filter.has_focus:
            return False
        self.filter.value = ""
        self.screen.set_focus(self.list)
        return True
