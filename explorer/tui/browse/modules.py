"""The app's modules in a conversation, by type."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from explorer.document.lines import Line, Span
from explorer.document.safe import one_line
from explorer.document.styled import truncate
from explorer.tui.commands import bindings
from explorer.tui.content import content
from explorer.tui.keys import MODULES_COMMANDS
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from explorer.api.models import Conversation, ModuleType
    from explorer.workbench.module_editing import ModuleShelf
    from explorer.workbench.workbench import Workbench


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A row of the pane.

    Args:
        type: The module type.
        key: Of a module; None for the row of a type or a remark.
        text: What the row says.
        style: Style names of the text.
        detail: Shown after it.
    """

    type: ModuleType
    key: str | None
    text: str
    style: str
    detail: str = ""


def rows_of(shelf: ModuleShelf, drafts: Collection[tuple[str, str]] = ()) -> list[ModuleRow]:
    """A conversation's modules as rows: each type with its count, then its modules.

    Args:
        shelf: The modules.
        drafts: Type and key of the modules that have an unsaved draft.
    """
    from explorer.api.models import Unreadable

    rows: list[ModuleRow] = []
    for kind, part in shelf.shelves.items():
        count = "" if part.error else f"  {len(part.modules)}"
        rows.append(ModuleRow(kind, None, str(kind), "title", count))
        if part.error is not None:
            rows.append(ModuleRow(kind, None, one_line(str(part.error)), "error"))
        for module in part.modules:
            if isinstance(module, Unreadable):
                rows.append(ModuleRow(kind, None, one_line(module.why), "warning"))
            else:
                draft = "  draft" if (str(kind), module.key or "") in drafts else ""
                rows.append(ModuleRow(kind, module.key, module.key or "(no key)", "", draft))
    return rows


class ModuleSource:
    """Rows of modules for a line view."""

    fixed_height = 1

    def __init__(self, rows: list[ModuleRow]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def lines(self, index: int, width: int) -> tuple[Line, ...]:
        row = self.rows[index]
        head = row.style == "title"
        spans = (
            Span("" if head else "  "),
            Span(one_line(row.text), row.style),
            Span(row.detail, "count" if head else "warning"),
        )
        return (truncate(Line(spans), width),)


class ModulesPane(Vertical):
    """Modules by type; Enter opens one in the editor."""

    BORDER_TITLE = "Modules"
    BINDINGS = bindings(MODULES_COMMANDS)

    class Edit(Message):
        """A person wants to edit a module, or to add one where `key` is None."""

        def __init__(self, type: ModuleType, key: str | None) -> None:
            super().__init__()
            self.type = type
            self.key = key

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._workbench: Workbench | None = None
        self._conversation: Conversation | None = None

    def compose(self) -> ComposeResult:
        yield Lines(id="module-list", empty_text="The modules of the open conversation show here.")
        yield Static(id="modules-status")

    @property
    def list(self) -> Lines:
        """The list itself."""
        return self.query_one("#module-list", Lines)

    def open(self, workbench: Workbench, conversation: Conversation) -> None:
        """Show the modules of a conversation."""
        self._workbench, self._conversation = workbench, conversation
        self.reload()

    def reload(self) -> None:
        """Ask the server again."""
        if self._workbench is not None and self._conversation is not None:
            self.run_worker(
                self._load(self._workbench, self._conversation),
                group="modules",
                exclusive=True,
                exit_on_error=False,
            )

    async def _load(self, workbench: Workbench, conversation: Conversation) -> None:
        from explorer.api.errors import ApiError

        self.list.busy_text = "Reading the modules…" if not len(self.list.source) else ""
        try:
            with workbench.origin("person", view="modules"):
                shelf = await workbench.modules(conversation)
        except ApiError as problem:
            self.list.error_text = f"{problem}  (r tries again)"
            return
        kept = await asyncio.to_thread(
            workbench.drafts.list, profile=workbench.target.name, conversation=conversation.id
        )
        self.list.busy_text = ""
        before = self.list.cursor
        rows = rows_of(shelf, {(draft.id.kind, draft.id.key) for draft in kept})
        self.list.error_text = ""
        self.list.source = ModuleSource(rows)
        if before is not None and before < len(rows):
            self.list.cursor = before
        self.query_one("#modules-status", Static).update(content("Enter edits · a adds"))

    def _row(self) -> ModuleRow | None:
        source, index = self.list.source, self.list.cursor
        if not isinstance(source, ModuleSource) or index is None:
            return None
        return source.rows[index]

    @on(Lines.Selected, "#module-list")
    def _choose(self, event: Lines.Selected) -> None:
        event.stop()
        row = self._row()
        if row is not None:
            self.post_message(self.Edit(row.type, row.key))

    def action_add(self) -> None:
        """Add a module of the type under the cursor."""
        row = self._row()
        if row is not None:
            self.post_message(self.Edit(row.type, None))
