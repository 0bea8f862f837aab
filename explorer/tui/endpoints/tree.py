"""The catalogue as a tree, with a filter above it; a collection's requests stand below it."""

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
from explorer.workbench.collected import CollectedRequest, RequestBranch

if TYPE_CHECKING:
    from explorer.api.operation import Operation
    from explorer.workbench.collected import Collected

    Subject = type[Operation[Any]] | CollectedRequest


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A row of the tree.

    Args:
        title: The heading it is, or the one it stands below.
        subject: The operation or request; None for a heading.
        count: Of what is below a heading.
        about: The row that leads to what there is to say of the collection.
    """

    title: str
    subject: Subject | None = None
    count: int = 0
    about: bool = False

    @property
    def key(self) -> str:
        """What it is known by; empty for a heading."""
        if self.subject is None:
            return ""
        if isinstance(self.subject, CollectedRequest):
            return self.subject.key
        return self.subject.operation_id

    @property
    def name(self) -> str:
        """How a person knows it."""
        if self.subject is None:
            return self.title
        if isinstance(self.subject, CollectedRequest):
            return self.subject.request.name
        return self.subject.__name__

    @property
    def method(self) -> str:
        """The HTTP method; empty for a heading."""
        if self.subject is None:
            return ""
        found = self.subject
        return found.request.method if isinstance(found, CollectedRequest) else found.method

    def signs(self, scopes: frozenset[str] | None) -> list[Span]:
        """Its marks, a sign each.

        Args:
            scopes: What the token holds; None where that is not known.
        """
        if self.subject is None:
            return []
        if isinstance(self.subject, CollectedRequest):
            return [Span(" =", "muted")] if self.subject.operation is not None else []
        found = marks(self.subject, scopes)
        signs = [Span(" !", "error")] if found.scope_held is False else []
        return signs + ([Span(" +", "muted")] if found.outside else [])

    def words(self, scopes: frozenset[str] | None) -> list[str]:
        """Its marks in words, after what it is.

        Args:
            scopes: What the token holds; None where that is not known.
        """
        if self.subject is None:
            return []
        if isinstance(self.subject, CollectedRequest):
            return [self.subject.title, *self.subject.marks()]
        return [self.subject.operation_id, *marks(self.subject, scopes).words()]


class TreeSource:
    """Headings and operations for a line view; a heading folds what is below it.

    Args:
        branches: The tree.
        folded: Titles of the headings that are folded; changed by folding.
        scopes: What the token holds; None where that is not known.
        opened: Key of what is open; empty for none.
        about: What the row says that leads to what there is to say of the collection; empty for
            no such row.
    """

    fixed_height = 1

    def __init__(
        self,
        branches: Sequence[Branch | RequestBranch],
        folded: set[str],
        scopes: frozenset[str] | None = None,
        opened: str = "",
        about: str = "",
    ) -> None:
        self._branches, self._folded = branches, folded
        self._scopes, self._opened, self._about = scopes, opened, about
        self.rows: list[TreeRow] = []
        self._lay()

    def _lay(self) -> None:
        self.rows = []
        about = self._about
        for branch in self._branches:
            collected = isinstance(branch, RequestBranch)
            if collected and about:
                self.rows.append(TreeRow(about, about=True))
                about = ""
            found: Sequence[Subject] = (
                branch.requests if isinstance(branch, RequestBranch) else branch.operations
            )
            self.rows.append(TreeRow(branch.title, None, len(found)))
            if branch.title not in self._folded:
                self.rows += [TreeRow(branch.title, each) for each in found]
        if about:
            self.rows.append(TreeRow(about, about=True))

    def __len__(self) -> int:
        return len(self.rows)

    def lines(self, index: int, width: int) -> tuple[Line, ...]:
        row = self.rows[index]
        if row.about:
            return (truncate(Line((Span(one_line(row.title), "accent"),)), width),)
        if row.subject is None:
            sign = "▸ " if row.title in self._folded else "▾ "
            title, count = one_line(row.title), Span(f"  {row.count}", "count")
            return (truncate(Line((Span(sign, "muted"), Span(title, "title"), count)), width),)
        right = row.signs(self._scopes)
        style = "accent strong" if row.key == self._opened else ""
        method = one_line(_SHORT.get(row.method, row.method), 5)
        left = Line(
            (
                Span(f"  {method:<5}", f"method-{row.method.lower()}"),
                Span(one_line(row.name), style),
            )
        )
        room = max(8, width - sum(len(span.text) for span in right))
        left = truncate(left, room)
        gap = Span(" " * max(0, room - width_of(left)))
        return (Line((*left.spans, gap, *right)),)

    def search_text(self, index: int) -> str:
        """What an item is searched by."""
        row = self.rows[index]
        return row.key or row.title

    def copy_text(self, index: int) -> str:
        """The id of an operation, the key of a request."""
        return self.search_text(index)

    def toggle(self, index: int) -> bool:
        """Fold or unfold a heading."""
        return self.expand(index) or self.collapse(index)

    def expand(self, index: int) -> bool:
        """Unfold a heading; whether rows have changed by it."""
        row = self.rows[index]
        if row.subject is not None or row.about or row.title not in self._folded:
            return False
        self._folded.discard(row.title)
        self._lay()
        return True

    def collapse(self, index: int) -> bool:
        """Fold a heading; whether rows have changed by it."""
        row = self.rows[index]
        if row.subject is not None or row.about or row.title in self._folded:
            return False
        self._folded.add(row.title)
        self._lay()
        return True

    def parent(self, index: int) -> int | None:
        """The heading of an operation."""
        title = self.rows[index].title
        return next((i for i, row in enumerate(self.rows[:index]) if row.title == title), None)

    def is_collected(self, title: str) -> bool:
        """Whether a heading is of the collection."""
        return any(
            isinstance(each, RequestBranch) and each.title == title for each in self._branches
        )

    def place(self, key: str) -> int | None:
        """Where something stands; None where it is folded away or not among them."""
        return next((index for index, row in enumerate(self.rows) if row.key == key), None)

    def begins(self, text: str) -> int | None:
        """Where that stands whose id or name is a text, else begins with it the soonest.

        Args:
            text: In any case.

        Returns:
            None where there is none.
        """
        wanted = text.strip().lower()
        names = {
            name.lower(): index
            for index, row in reversed(list(enumerate(self.rows)))
            if row.subject is not None
            for name in (row.key, row.name)
        }
        if wanted in names:
            return names[wanted]
        return min((at for name, at in names.items() if name.startswith(wanted)), default=None)


_SHORT = {"DELETE": "DEL", "PATCH": "PTCH"}


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
            text = "Enter shows what is to be known of the file, its scripts and its variables"
        elif row is not None and self._is_collected(row.title):
            text = f"{row.count} requests of the collection"
        elif row is not None:
            text = f"{row.count} operations · by {'folder' if self.by_folder else 'resource'}"
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
        self.list.focus()
        return True
