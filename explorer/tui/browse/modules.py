"""The app's modules in a conversation, by type."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from explorer.tui.background import Background
from explorer.tui.browse import module_acts
from explorer.tui.browse.module_commands import MODULES_COMMANDS
from explorer.tui.browse.module_rows import Beside, ModuleRow, ModuleSource, Role, rows_of
from explorer.tui.browse.waiting import give_up, waiting_for
from explorer.tui.commands import bindings
from explorer.tui.content import content, notify_text
from explorer.tui.hints import again, hint
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.source import NoItems

if TYPE_CHECKING:
    from explorer.api.models import Conversation, ModuleType
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.module_editing import ModuleShelf
    from explorer.workbench.workbench import Workbench


STATUS = (
    "{list.choose} edits · {modules.add} adds · {modules.copy-module} copies · "
    "{modules.delete} deletes · {modules.follow} follows"
)

Act = Callable[..., Coroutine[Any, Any, None]]


class ModulesPane(Background, Vertical):
    """Modules by type; Enter opens one in the editor."""

    BORDER_TITLE = "Modules"
    BINDINGS = bindings(MODULES_COMMANDS)

    class Edit(Message):
        """A person wants to edit a module, or to add one where `key` is None.

        Args:
            type: Of the module.
            key: Of one that is there.
            begin: The key that a new one begins with; empty for the template's.
        """

        def __init__(self, type: ModuleType, key: str | None, begin: str = "") -> None:
            super().__init__()
            self.type, self.key, self.begin = type, key, begin

    class Shown(Message):
        """The modules of the open conversation are known anew."""

    class DraftsWanted(Message):
        """A person wants to see all drafts."""

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

    def open(
        self, workbench: Workbench, conversation: Conversation, type: str = "", key: str = ""
    ) -> None:
        """Show the modules of a conversation.

        Args:
            workbench: Of the server.
            conversation: The conversation.
            type, key: The module to put the cursor on; empty for none.
        """
        known = self._conversation
        if known is None or known.id != conversation.id:
            self._empty()
        self._workbench, self._conversation = workbench, conversation
        self.reload((cast("ModuleType", type), key) if type else None)

    def shut(self) -> None:
        """Show the modules of no conversation."""
        self.workers.cancel_group(self, "modules")
        self._conversation = None
        self._empty()

    def _empty(self) -> None:
        self._shelf = None
        self.list.source = NoItems()
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

    def give_up(self) -> bool:
        """End a read that this waits for; says whether there was one."""
        return give_up(self, self.list, "modules")

    async def _load(self, workbench: Workbench, conversation: Conversation) -> None:
        from explorer.api.errors import ApiError

        self.list.error_text, self.list.busy_text = "", waiting_for(self, "Reading the modules…")
        try:
            with workbench.origin("person", view="modules"):
                self._shelf = await workbench.modules(conversation)
        except ApiError as problem:
            self.list.error_text = f"{problem}  {again(self)}"
        # Until the rows stand: in between there would be the words for no conversation.
        await self._show(workbench, conversation)
        self.list.busy_text = ""

    def show_beside(self) -> None:
        """Show which modules have a draft now, and what was last set from here."""
        if self._workbench is not None and self._conversation is not None:
            show = partial(self._show, self._workbench, self._conversation)
            self.background(show, "modules-beside", exclusive=True)

    async def _show(self, workbench: Workbench, conversation: Conversation) -> None:
        beside = await self._beside(workbench, conversation)
        shelf = self._shelf
        if shelf is None or shelf.conversation_id != conversation.id:
            return
        row = self._row()
        wanted = self._wanted or (row and (row.type, row.key))
        self._wanted = None
        rows = rows_of(shelf, beside)
        self.list.source = ModuleSource(rows)
        if rows:
            places = {(row.type, row.key): index for index, row in reversed(list(enumerate(rows)))}
            # What is gone leaves the cursor on its type.
            type, key = wanted or (rows[0].type, None)
            self.list.cursor = places.get((type, key), places.get((type, None), 0))
        self.query_one("#modules-status", Static).update(content(hint(self, STATUS)))
        self.post_message(self.Shown())

    async def _beside(self, workbench: Workbench, conversation: Conversation) -> Beside:
        from explorer.workbench.module_links import configuration_keys

        kept = await asyncio.to_thread(
            workbench.drafts.list, profile=workbench.target.name, conversation=conversation.id
        )
        glances = await workbench.glance_states(conversation)
        said = {each.key: each for each in await workbench.configuration_states(conversation)}
        named = configuration_keys(self._shelf) if self._shelf is not None else set()
        return Beside(
            drafts={(draft.id.kind, draft.id.key) for draft in kept},
            glances={each.key: each for each in glances},
            configurations={key: said.get(key) for key in named | said.keys()},
            zone=cast("ExplorerApp", self.app).now(),
            again=again(self),
        )

    def select(self, type: ModuleType, key: str) -> None:
        """Put the cursor on a module."""
        source = self.list.source
        if isinstance(source, ModuleSource):
            place = next(
                (i for i, row in enumerate(source.rows) if (row.type, row.key) == (type, key)), None
            )
            if place is not None:
                self.list.cursor = place
                self.list.focus()

    @property
    def is_open(self) -> bool:
        """Whether the modules of a conversation are shown."""
        return self._conversation is not None

    @property
    def is_on_module(self) -> bool:
        """Whether the cursor is on a module that has a key."""
        row = self._row()
        return row is not None and row.role is Role.MODULE and row.key is not None

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
        if row.role is not Role.MODULE:
            self.action_state()
        elif row.type is not None and not row.remark:
            self.post_message(self.Edit(row.type, row.key))
        elif row.style == "error":
            self.reload()
        elif row.style == "warning":
            notify_text(
                self.app,
                "This module does not have the documented shape and cannot be edited here.",
                severity="warning",
            )

    # Acts

    def _act(self, act: Act, *what: Any) -> None:
        """Do something in the background; never exclusive, since it writes."""
        if self._workbench is not None and self._conversation is not None:
            run = partial(act, self, self._workbench, self._conversation, *what)
            self.background(run, "modules-act")

    def _act_on_module(self, act: Act) -> None:
        row = self._row()
        if row is not None and row.role is Role.MODULE and row.type and row.key is not None:
            self._act(act, row.type, row.key)
        else:
            notify_text(self.app, "Put the cursor on a module first.")

    def action_add(self) -> None:
        """Add a module of the type under the cursor."""
        row = self._row()
        if row is not None and row.type is not None:
            self.post_message(self.Edit(row.type, None))

    def action_delete(self) -> None:
        """Delete the module under the cursor."""
        self._act_on_module(module_acts.delete)

    def action_copy_module(self) -> None:
        """Copy the module under the cursor, here or to another conversation."""
        self._act_on_module(module_acts.copy)

    def action_rename(self) -> None:
        """Give the module under the cursor another key."""
        self._act_on_module(module_acts.rename)

    def action_follow(self) -> None:
        """Go to what the module under the cursor names."""
        row, shelf = self._row(), self._shelf
        if row is None or shelf is None or row.type is None or row.key is None:
            notify_text(self.app, "Put the cursor on a module first.")
            return
        from explorer.workbench.module_links import ModuleLink

        links = [ModuleLink(*each) for each in shelf.references(row.type, row.key)]
        self.background(partial(module_acts.follow, self, links), "modules-act")

    def action_state(self) -> None:
        """Set the state of the glance or configuration under the cursor."""
        from explorer.api.models import ModuleType

        row = self._row()
        if row is None:
            return
        if row.role in {Role.CONFIGURATION, Role.OTHER_CONFIGURATION}:
            self._act(module_acts.set_configuration, row.key)
        elif row.key is not None and (
            row.role is Role.GLANCE_STATE or row.type is ModuleType.GLANCE
        ):
            self._act(module_acts.set_glance_state, row.key)
        else:
            notify_text(self.app, "Only a glance and a configuration have a state to set.")

    def action_drafts(self) -> None:
        """Show all drafts."""
        self.post_message(self.DraftsWanted())
