"""The app's modules in a conversation, by type."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from explorer.document.lines import Line, Span
from explorer.document.safe import one_line
from explorer.document.styled import truncate, wrap
from explorer.tui.background import Background
from explorer.tui.browse.rows import NoRows
from explorer.tui.commands import bindings
from explorer.tui.content import content, notify_text
from explorer.tui.keys import MODULES_COMMANDS
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from explorer.api.errors import ApiError
    from explorer.api.models import Conversation, ModuleType
    from explorer.workbench.module_editing import ModuleShelf
    from explorer.workbench.workbench import Workbench


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A row of the pane.

    Args:
        type: The module type; None for a remark on several.
        key: Of a module; None for the row of a type or a remark.
        text: What the row says.
        style: Style names of the text.
        detail: Shown after it.
        remark: Whether it only tells of something that is wrong.
    """

    type: ModuleType | None
    key: str | None
    text: str
    style: str
    detail: str = ""
    remark: bool = False


def rows_of(shelf: ModuleShelf, drafts: Collection[tuple[str, str]] = ()) -> list[ModuleRow]:
    """A conversation's modules as rows: each type with its count, then its modules.

    Args:
        shelf: The modules.
        drafts: Kind and key of the unsaved drafts there are.
    """
    from explorer.api.models import Unreadable
    from explorer.workbench.module_editing import NEW

    error = _common_error(shelf)
    rows = [] if error is None else [_error_row(None, error)]
    for kind, part in shelf.shelves.items():
        if part.lacking:
            continue
        count = "" if part.error else f"  {len(part.modules)}"
        begun = "  new draft" if (f"{kind}{NEW}", "") in drafts else ""
        rows.append(ModuleRow(kind, None, str(kind), "title", f"{count}{begun}"))
        for module in part.modules:
            if isinstance(module, Unreadable) or module.key is None:
                why = module.why if isinstance(module, Unreadable) else "a module without a key"
                rows.append(ModuleRow(kind, None, one_line(why), "warning", remark=True))
            else:
                draft = "  draft" if (str(kind), module.key) in drafts else ""
                rows.append(ModuleRow(kind, module.key, one_line(module.key), "", draft))
        if part.error is not None and error is None:
            rows.append(_error_row(kind, part.error))
    if shelf.lacking:
        names = ", ".join(kind.removeprefix("chat:") for kind in shelf.lacking)
        text = f"This server does not have these types: {names}."
        rows.append(ModuleRow(None, None, text, "muted", remark=True))
    return rows


def _error_row(kind: ModuleType | None, error: ApiError) -> ModuleRow:
    return ModuleRow(kind, None, f"{one_line(str(error))}  (r tries again)", "error", remark=True)


def _common_error(shelf: ModuleShelf) -> ApiError | None:
    """Why nothing at all could be read, where that is the same for all types."""
    failed = [part.error for part in shelf.shelves.values() if not part.lacking]
    errors = [error for error in failed if error is not None]
    same = {(error.status, error.message) for error in errors}
    return errors[0] if len(errors) == len(failed) > 1 and len(same) == 1 else None


class ModuleSource:
    """Rows of modules for a line view; a remark takes as many lines as it needs."""

    fixed_height = None

    def __init__(self, rows: list[ModuleRow]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def lines(self, index: int, width: int) -> Sequence[Line]:
        row = self.rows[index]
        head = row.style == "title"
        if row.remark:
            wrapped = wrap([Span(row.text, row.style)], max(8, width - 2))
            return [Line((Span("  "), *line.spans)) for line in wrapped]
        spans = (
            Span("" if head else "  "),
            Span(row.text or "(empty key)", row.style),
            Span(row.detail, "count" if head else "warning"),
        )
        return (truncate(Line(spans), width),)


class ModulesPane(Background, Vertical):
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
        self._shelf: ModuleShelf | None = None
        self._wanted: tuple[ModuleType | None, str | None] | None = None

    def compose(self) -> ComposeResult:
        yield Lines(id="module-list", empty_text="The modules of the open conversation show here.")
        yield Static(id="modules-status")

    @property
    def list(self) -> Lines:
        """The list itself."""
        return self.query_one("#module-list", Lines)

    def open(self, workbench: Workbench, conversation: Conversation) -> None:
        """Show the modules of a conversation."""
        known = self._conversation
        if known is None or known.id != conversation.id:
            self._empty()
        self._workbench, self._conversation = workbench, conversation
        self.reload()

    def shut(self) -> None:
        """Show the modules of no conversation."""
        self.workers.cancel_group(self, "modules")
        self._conversation = None
        self._empty()

    def _empty(self) -> None:
        self._shelf = None
        self.list.source = NoRows()
        self.list.error_text = self.list.busy_text = ""
        self.query_one("#modules-status", Static).update("")

    def reload(self, select: tuple[ModuleType, str | None] | None = None) -> None:
        """Ask the server again.

        Args:
            select: Type and key of the module to put the cursor on; None: it stays.
        """
        self._wanted = select
        if self._workbench is not None and self._conversation is not None:
            load = partial(self._load, self._workbench, self._conversation)
            self.background(load, "modules", exclusive=True)

    async def _load(self, workbench: Workbench, conversation: Conversation) -> None:
        from explorer.api.errors import ApiError

        self.list.error_text, self.list.busy_text = "", "Reading the modules…"
        try:
            with workbench.origin("person", view="modules"):
                self._shelf = await workbench.modules(conversation)
        except ApiError as problem:
            self.list.error_text = f"{problem}  (r tries again)"
        self.list.busy_text = ""
        await self._show(workbench, conversation)

    def show_drafts(self) -> None:
        """Show which modules have a draft now."""
        if self._workbench is not None and self._conversation is not None:
            show = partial(self._show, self._workbench, self._conversation)
            self.background(show, "modules-drafts", exclusive=True)

    async def _show(self, workbench: Workbench, conversation: Conversation) -> None:
        kept = await asyncio.to_thread(
            workbench.drafts.list, profile=workbench.target.name, conversation=conversation.id
        )
        shelf = self._shelf
        if shelf is None or shelf.conversation_id != conversation.id:
            return
        row = self._row()
        wanted = self._wanted or (row and (row.type, row.key))
        self._wanted = None
        rows = rows_of(shelf, {(draft.id.kind, draft.id.key) for draft in kept})
        self.list.source = ModuleSource(rows)
        if rows:
            places = {(row.type, row.key): index for index, row in reversed(list(enumerate(rows)))}
            # What is gone leaves the cursor on its type.
            type, key = wanted or (rows[0].type, None)
            self.list.cursor = places.get((type, key), places.get((type, None), 0))
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
        if row is None:
            return
        if row.type is not None and not row.remark:
            self.post_message(self.Edit(row.type, row.key))
        elif row.style == "error":
            self.reload()
        elif row.style == "warning":
            notify_text(
                self.app,
                "This module does not have the documented shape and cannot be edited here.",
                severity="warning",
            )

    def action_add(self) -> None:
        """Add a module of the type under the cursor."""
        row = self._row()
        if row is not None and row.type is not None:
            self.post_message(self.Edit(row.type, None))
