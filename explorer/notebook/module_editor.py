"""The modules of a conversation: chosen, changed, checked as one types, compared and saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from explorer.api.errors import ApiError
from explorer.api.models.conversations import Conversation
from explorer.api.models.modules import ModuleType
from explorer.api.representation.figure import Bit, Figure, Grid, count
from explorer.document.safe import one_line
from explorer.notebook import controls
from explorer.notebook.about_conversation import AboutConversation
from explorer.notebook.desks import Given
from explorer.notebook.json_editor import json_field
from explorer.notebook.listing import NO_LONGER
from explorer.notebook.module_list import ModuleList, Name, module_rows
from explorer.notebook.module_pane import ModulePane, module_figure
from explorer.workbench.module_editing import (
    Conflict,
    Deleted,
    Invalid,
    ModuleEdit,
    ModuleShelf,
    NotSaved,
    Saved,
)
from explorer.workbench.workbench import Workbench

CONFLICT = (
    "The server's copy has changed since this text was begun; the difference shows it. Save puts "
    "yours over it, “Take theirs” gives yours up."
)
SAVE = "save"
"""What failures to write are about: they stand until the next attempt."""

GONE = "The module is no longer on the server. Save puts it there again."


class ModuleEditor(AboutConversation):
    """The modules of a conversation, and an editor for the one that is chosen.

        editor = ModuleEditor(conversation=browser.selected, type="chat:dialog", key="report")
        editor.draft = editor.draft.replace("jwt", "none")
        editor.save()

    What is typed is kept as a draft from the first key on, the same that the terminal has.

    Attributes:
        conversation: A conversation, or its id; None for none. May be linked:
            `traitlets.dlink((browser, "selected"), (editor, "conversation"))`, or chosen in the
            editor itself, see `choosing`.
        selected: Type and key of the module that is open, as in `("chat:dialog", "report")`; an
            empty key for a new one; None for none. May be set.
        draft: Its text as it stands. May be set.
        edit: The editing itself, a `ModuleEdit`; None while none is open.

    Args:
        given: A workbench, a client, the name of a profile, or nothing; see `Component`.
        conversation: To begin with.
        type: Of the module to open.
        key: Of the module to open; empty for a new one of that type.
        choose: Whether another conversation can be chosen in it.
        ui: `core` for core widgets only.
    """

    kind = "Modules"
    view = "modules"

    conversation = traitlets.Any()
    selected = traitlets.Any()
    draft = traitlets.Unicode()

    def __init__(
        self,
        given: Given = None,
        conversation: Conversation | str | None = None,
        type: ModuleType | str | None = None,
        key: str = "",
        *,
        choose: bool = True,
        ui: str = "",
    ) -> None:
        super().__init__(given, choose=choose)
        self.edit: ModuleEdit | None = None
        self._ui = ui
        self._shelf: ModuleShelf | None = None
        self._field: Any = None
        self._drawing = self._sure = self._comparing = self._is_made = False
        self._stop: Callable[[], None] = lambda: None
        self._modules = ModuleList(self._choose, lambda: self.fail(NO_LONGER), ui)
        self._pane = ModulePane(
            {
                "save": self.save,
                "anyway": lambda: self.save(anyway=True),
                "compare": self.compare,
                "format": self.format,
                "discard": self.discard,
                "delete": self.delete,
            }
        )
        self.observe(lambda _: self._moved(), "conversation")
        self.observe(lambda _: self._select(), "selected")
        self.observe(lambda _: self._take(), "draft")
        if type is not None:
            self.selected = (str(ModuleType(type)), key)
        if conversation is not None:
            self.conversation = conversation
        self._is_made = True
        sides = controls.row(self._modules.column, self._pane.column, classes=("sx-sides",))
        self.compose(*self.chooser, sides)

    @property
    def conversation_id(self) -> str:
        """The id of the conversation; empty for none."""
        chosen = self.conversation
        if chosen is None:
            return ""
        return chosen.id if isinstance(chosen, Conversation) else str(chosen)

    # What a person does

    def save(self, *, overwrite: bool = False, anyway: bool = False) -> None:
        """Save to the server; after a conflict was shown, over the copy that was shown.

        Args:
            overwrite: Over any copy, without a look at it.
            anyway: Also a text with problems, to see what the server says.
        """
        edit = self.edit
        if edit is None:
            self.fail("Open a module first.")
            return
        if edit.saving:
            return

        async def save(workbench: Workbench) -> None:
            # What has changed again since it was shown is a conflict again.
            edit.keep_mine()
            result = await edit.save(overwrite=overwrite, anyway=anyway)
            match result:
                case Saved(key):
                    self.say(f"{one_line(key, 60)} is saved.")
                    self._shelf = await workbench.modules(self.conversation_id)
                    self._drawing = True
                    self.selected = (str(edit.type), key)
                    self._drawing = False
                case Conflict():
                    self._say_conflict()
                case Invalid(problems):
                    controls.show(self._pane.anyway)
                    if self._field is not None:
                        self._field.go_to(problems[0])
                    self.fail(f"Not saved: {problems[0]}", about=SAVE)
                case NotSaved(reason, error):
                    self._refused(f"Not saved. {reason}", error)
            self._draw_list()
            self._show()

        # No key: what is written is not cut short.
        self.run(save)

    def delete(self) -> None:
        """Delete the module from the server, when it is asked for a second time."""
        edit = self.edit
        if edit is None or edit.saving:
            return
        if edit.key is None:
            self.fail("This module is not on the server yet; Discard throws the draft away.")
            return
        if not self._sure:
            self._sure = True
            self._pane.ask_again(sure=True)
            self.say(f"Press once more to take {one_line(edit.key, 60)} off the server.")
            return

        async def delete(workbench: Workbench) -> None:
            edit.keep_mine()
            result = await edit.delete()
            match result:
                case Deleted(key):
                    self._shelf = await workbench.modules(self.conversation_id)
                    self.selected = None
                    self.say(f"{one_line(key, 60)} is deleted.")
                case Conflict():
                    self._say_conflict()
                case NotSaved(reason, error):
                    self._refused(f"Not deleted. {reason}", error)
            self._show()

        self._unsure()
        self.run(delete)

    def compare(self) -> None:
        """Show or hide what differs from the server's copy."""
        self._comparing = not self._comparing
        self._show()

    def format(self) -> None:
        """Lay the JSON out anew."""
        if self.edit is not None:
            self.edit.format()

    def discard(self) -> None:
        """Throw the draft away, for the server's copy."""
        if self.edit is not None:
            self.edit.discard()
            self._over()
            self.say("The draft is thrown away.")
            self._show()

    def _say_conflict(self) -> None:
        edit = self.edit
        gone = edit is not None and edit.conflict is not None and edit.conflict.theirs is None
        self._comparing = True
        self.say("")
        self.fail(GONE if gone else CONFLICT, about=SAVE)

    def _refused(self, reason: str, error: ApiError | None) -> None:
        self.fail(reason, about=SAVE)
        self.error = error

    def _unsure(self) -> None:
        self._sure = False
        self._pane.ask_again(sure=False)

    # Choosing

    def _moved(self) -> None:
        self._leave()
        self._shelf = None
        if self._is_made:
            self.selected = None
            self.refresh()

    def _leave(self) -> None:
        self._stop()
        self._stop = lambda: None
        self.edit, self._field = None, None
        self._comparing = False
        self._unsure()

    def _choose(self, name: Name) -> None:
        self.selected = name

    def _select(self) -> None:
        if self._drawing:
            return
        if self.edit is not None:
            self._over()  # What went wrong was about the module that is left.
        self._leave()
        self._draw_list()
        self._open_selected()
        self._show()

    def _open_selected(self) -> None:
        workbench, chosen = self.workbench, self.selected
        if chosen is None or self.edit is not None or self._shelf is None or workbench is None:
            return
        kind, key = ModuleType(chosen[0]), chosen[1]
        edit = workbench.edit_module(self.conversation_id, kind, key or None)
        if key and edit.original is None and not edit.restored:
            self.fail(f"There is no {kind} module {one_line(key, 60)!r} in this conversation.")
            return
        self.edit = edit
        self._stop = edit.on_change(lambda: self.bridge.call(self._show))
        label = f"{kind} {one_line(key, 60) or 'new module'}"
        self._field = json_field(edit.text, label=label, rows=18, ui=self._ui)
        self._field.observe(self._typed, "value")
        self._field.on_act(lambda act: self.save())
        self._drawing = True
        self.draft = edit.text
        self._drawing = False
        if edit.conflict is not None:
            self._say_conflict()
        elif edit.restored:
            self.say("This is the draft that was left; Difference shows how it differs.")
        else:
            self.say("")

    def _typed(self, change: Any) -> None:
        if self.draft != change["new"]:
            self.draft = change["new"]

    def _take(self) -> None:
        edit = self.edit
        if edit is None or self._drawing or edit.text == self.draft:
            return
        self._unsure()
        self.say("")
        edit.change(self.draft)

    # What is shown

    async def load(self, workbench: Workbench) -> None:
        """The modules of the conversation.

        Raises:
            ApiError: The site is not known and could not be asked for.
        """
        if self.conversation_id:
            self._shelf = await workbench.modules(self.conversation_id)

    def draw(self) -> None:
        """The list, and the module that is open."""
        self._draw_list()
        self._open_selected()
        self._show()

    def _draw_list(self) -> None:
        known = self._shelf is not None
        self._modules.show(
            self._rows(), self.selected, conversation=self.conversation_id, usable=known
        )
        if self._shelf is None:
            if not self.conversation_id:
                self.say("Choose a conversation.")
            return
        failed = [each.error for each in self._shelf.shelves.values() if each.error is not None]
        if failed:
            self.fail(failed[0])
        elif self.edit is None and not self.problem:
            self.say(count(self._shelf.count, "module"))

    def _rows(self) -> list[tuple[str, Name]]:
        return module_rows(self._shelf, self.workbench)

    def _show(self) -> None:
        edit, field = self.edit, self._field
        if edit is None or field is None:
            what = (
                "a module to see and change it" if self.conversation_id else "a conversation first"
            )
            self._pane.show_nothing(f"Choose {what}.")
            return
        if field.value != edit.text:
            field.value = edit.text
        self._drawing = True
        self.draft = edit.text
        self._drawing = False
        self._pane.show(edit, field, comparing=self._comparing)

    def figure(self) -> Figure:
        """The module that is open, else the list."""
        edit = self.edit
        if edit is None:
            rows = tuple((Bit(words, "code"),) for words, _ in self._rows())
            return Figure(self.kind, "", self.status, (Grid(("module",), rows),) if rows else ())
        return module_figure(edit, self.status)

    def close(self) -> None:
        """End it; the draft stays."""
        self._stop()
        super().close()
