"""The catalogue as a tree, with a filter above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from explorer.document.lines import Line, Span, truncate
from explorer.document.safe import one_line
from explorer.document.styled import width_of
from explorer.tui.content import content
from explorer.tui.widgets.lines import Lines
from explorer.workbench.catalogue import Branch, marks, search, tree

if TYPE_CHECKING:
    from explorer.api.operation import Operation


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A row of the tree.

    Args:
        title: The heading it is, or the one it stands below.
        operation: None for a heading.
        count: Operations below a heading.
    """

    title: str
    operation: type[Operation[Any]] | None = None
    count: int = 0


class TreeSource:
    """Headings and operations for a line view; a heading folds what is below it.

    Args:
        branches: The tree.
        folded: Titles of the headings that are folded; changed by folding.
        scopes: What the token holds; None where that is not known.
        opened: Id of the operation that is open; empty for none.
    """

    fixed_height = 1

    def __init__(
        self,
        branches: Sequence[Branch],
        folded: set[str],
        scopes: frozenset[str] | None = None,
        opened: str = "",
    ) -> None:
        self._branches, self._folded = branches, folded
        self._scopes, self._opened = scopes, opened
        self.rows: list[TreeRow] = []
        self._lay()

    def _lay(self) -> None:
        self.rows = []
        for branch in self._branches:
            self.rows.append(TreeRow(branch.title, None, len(branch.operations)))
            if branch.title not in self._folded:
                self.rows += [TreeRow(branch.title, each) for each in branch.operations]

    def __len__(self) -> int:
        return len(self.rows)

    def lines(self, index: int, width: int) -> tuple[Line, ...]:
        row = self.rows[index]
        operation = row.operation
        if operation is None:
            sign = "▸ " if row.title in self._folded else "▾ "
            spans = (Span(sign, "muted"), Span(row.title, "title"), Span(f"  {row.count}", "count"))
            return (truncate(Line(spans), width),)
        found = marks(operation, self._scopes)
        right = [Span(" !", "error")] if found.scope_held is False else []
        right += [Span(" +", "muted")] if found.outside else []
        style = "accent strong" if operation.operation_id == self._opened else ""
        left = Line(
            (
                Span(f"  {_SHORT.get(operation.method, operation.method):<5}", _style(operation)),
                Span(operation.__name__, style),
            )
        )
        room = max(8, width - sum(len(span.text) for span in right))
        left = truncate(left, room)
        gap = Span(" " * max(0, room - width_of(left)))
        return (Line((*left.spans, gap, *right)),)

    def search_text(self, index: int) -> str:
        """What an item is searched by."""
        row = self.rows[index]
        return row.title if row.operation is None else row.operation.operation_id

    def copy_text(self, index: int) -> str:
        """The id of an operation."""
        return self.search_text(index)

    def toggle(self, index: int) -> bool:
        """Fold or unfold a heading."""
        return self.expand(index) or self.collapse(index)

    def expand(self, index: int) -> bool:
        """Unfold a heading; whether rows have changed by it."""
        row = self.rows[index]
        if row.operation is not None or row.title not in self._folded:
            return False
        self._folded.discard(row.title)
        self._lay()
        return True

    def collapse(self, index: int) -> bool:
        """Fold a heading; whether rows have changed by it."""
        row = self.rows[index]
        if row.operation is not None or row.title in self._folded:
            return False
        self._folded.add(row.title)
        self._lay()
        return True

    def parent(self, index: int) -> int | None:
        """The heading of an operation."""
        title = self.rows[index].title
        return next((i for i, row in enumerate(self.rows[:index]) if row.title == title), None)

    def place(self, operation_id: str) -> int | None:
        """Where an operation stands; None where it is folded away or not among them."""
        return next(
            (
                index
                for index, row in enumerate(self.rows)
                if row.operation is not None and row.operation.operation_id == operation_id
            ),
            None,
        )

    def begins(self, text: str) -> int | None:
        """Where the operation stands whose id or name is a text, else begins with it the soonest.

        Args:
            text: In any case.

        Returns:
            None where there is none.
        """
        wanted = text.strip().lower()
        names = {
            name.lower(): index
            for index, row in reversed(list(enumerate(self.rows)))
            if row.operation is not None
            for name in (row.operation.operation_id, row.operation.__name__)
        }
        if wanted in names:
            return names[wanted]
        return min((at for name, at in names.items() if name.startswith(wanted)), default=None)


_SHORT = {"DELETE": "DEL", "PATCH": "PTCH"}


def _style(operation: type[Operation[Any]]) -> str:
    return f"method-{operation.method.lower()}"


class OperationsPane(Vertical):
    """Every operation; Enter opens one."""

    BORDER_TITLE = "Operations"

    class Chosen(Message):
        """A person opened an operation."""

        def __init__(self, operation: type[Operation[Any]]) -> None:
            super().__init__()
            self.operation = operation

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.by_folder = False
        self._folded: set[str] = set()
        self._scopes: frozenset[str] | None = None
        self._opened = ""

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

    def know(self, scopes: frozenset[str] | None) -> None:
        """Mark by what the token holds."""
        if scopes != self._scopes:
            self._scopes = scopes
            self.refill()

    def mark_opened(self, operation_id: str) -> None:
        """Show which operation is open, with the cursor on it."""
        self._opened = operation_id
        self.refill(operation_id)

    def group(self) -> None:
        """Group by the collection's folders, or by resource again."""
        self.by_folder = not self.by_folder
        self.refill()

    def refill(self, select: str = "") -> None:
        """Lay the tree out anew; the cursor stays with its operation.

        Args:
            select: Id of the operation to put the cursor on; empty: it stays.
        """
        lines = self.list
        wanted = select or self._operation_id()
        query = self.filter.value
        branches = tree(search(query), by_folder=self.by_folder)
        folded = set() if query.strip() else self._folded
        source = TreeSource(branches, folded, self._scopes, self._opened)
        lines.empty_text = f"No operation's id, path, summary or scope holds “{query}”."
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

    def _operation_id(self) -> str:
        row = self._row()
        return row.operation.operation_id if row and row.operation else ""

    @on(Lines.Highlighted, "#operation-tree")
    def _moved(self, event: Lines.Highlighted) -> None:
        event.stop()
        self._show_status()

    def _show_status(self) -> None:
        row = self._row()
        text = ""
        if row is not None and row.operation is not None:
            said = marks(row.operation, self._scopes).words()
            text = " · ".join([row.operation.operation_id, *said])
        elif row is not None:
            text = f"{row.count} operations · by {'folder' if self.by_folder else 'resource'}"
        self.query_one("#operation-status", Static).update(content(one_line(text)))

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
        if row is not None and row.operation is not None:
            self.post_message(self.Chosen(row.operation))

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
        self.list.focus()
        return True
