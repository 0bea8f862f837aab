"""The rows of the catalogue's tree: headings, operations, requests of a collection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.document.lines import Line, Span, truncate
from explorer.document.safe import one_line
from explorer.document.styled import width_of
from explorer.workbench.catalogue import Branch, marks
from explorer.workbench.collected import CollectedRequest, RequestBranch

if TYPE_CHECKING:
    from explorer.api.operation import Operation

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
        held = {True: Span("✓", "muted"), False: Span("!", "error"), None: Span(" ")}
        return [
            Span(" "),
            Span("×" if found.destructive else " ", "error"),
            Span("+" if found.outside else " ", "muted"),
            held[found.scope_held],
        ]

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
