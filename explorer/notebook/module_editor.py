"""The modules of a conversation: chosen, changed, checked as one types, compared and saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from explorer.api.errors import ApiError
from explorer.api.models.conversations import Conversation
from explorer.api.models.modules import ModuleType, StoredModule
from explorer.api.representation.figure import Bit, Block, Code, Facts, Figure, Grid, count
from explorer.document.element import Html, element
from explorer.document.safe import one_line
from explorer.notebook import controls
from explorer.notebook.component import Component
from explorer.notebook.desks import Given
from explorer.notebook.difference_view import difference_html
from explorer.notebook.json_editor import json_field
from explorer.workbench.module_editing import (
    NEW,
    Conflict,
    Deleted,
    Invalid,
    ModuleEdit,
    ModuleShelf,
    NotSaved,
    Saved,
)
from explorer.workbench.module_text import module_key
from explorer.workbench.workbench import Workbench

CONFLICT = (
    "The server's copy has changed since this text was begun; the difference shows it. Save puts "
    "yours over it, “Take theirs” gives yours up."
)
SAVE = "save"
"""What failures to write are about: they stand until the next attempt."""

GONE = "The module is no longer on the server. Save puts it there again."


class ModuleEditor(Component):
    """The modules of a conversation, and an editor for the one that is chosen.

        editor = ModuleEditor(conversation=browser.selected, type="chat:dialog", key="report")
        editor.draft = editor.draft.replace("jwt", "none")
        editor.save()

    What is typed is kept as a draft from the first key on, the same that the terminal has.

    Attributes:
        conversation: A conversation, or its id; None for none. May be linked:
            `traitlets.dlink((browser, "selected"), (editor, "conversation"))`.
        selected: Type and key of the module that is open, as in `("chat:dialog", "report")`; an
            empty key for a new one; None for none. May be set.
        draft: Its text as it stands. May be set.
        edit: The editing itself, a `ModuleEdit`; None while none is open.

    Args:
        given: A workbench, a client, the name of a profile, or nothing; see `Component`.
        conversation: To begin with.
        type: Of the module to open.
        key: Of the module to open; empty for a new one of that type.
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
        ui: str = "",
    ) -> None:
        super().__init__(given)
        self.edit: ModuleEdit | None = None
        self._ui = ui
        self._shelf: ModuleShelf | None = None
        self._field: Any = None
        self._drawing = self._sure = self._comparing = self._is_made = False
        self._stop: Callable[[], None] = lambda: None
        self._list = controls.listing("Modules", "sx-list", rows=12)
        types = [(each.removeprefix("chat:"), each) for each in ModuleType]
        self._type = controls.choice("Type of a new module", types)
        self._new = controls.button("New", self._begin, tip="Begin a module of this type")
        self._head = controls.html(None, "sx-about")
        self._said = controls.html()
        self._difference = controls.html(None, "sx-scroll", "sx-gone", tabbable=True)
        self._save_button = controls.button("Save", self.save, look="primary")
        self._compare_button = controls.button(
            "Difference", self.compare, tip="Show what differs from the server's copy"
        )
        self._format = controls.button("Format", self.format, tip="Lay the JSON out anew")
        self._discard = controls.button("Discard", self.discard, tip="Throw the draft away")
        self._anyway = controls.button(
            "Save anyway",
            lambda: self.save(anyway=True),
            "sx-gone",
            tip="Save a text with problems, to see what the server says",
        )
        self._delete = controls.button("Delete", self.delete, tip="Delete it from the server")
        self._buttons = controls.row(
            self._save_button,
            self._anyway,
            self._compare_button,
            self._format,
            self._discard,
            self._delete,
        )
        self._right = controls.column(classes=("sx-side",))
        self._list.observe(self._chosen, "value")
        self.observe(lambda _: self._moved(), "conversation")
        self.observe(lambda _: self._select(), "selected")
        self.observe(lambda _: self._take(), "draft")
        if type is not None:
            self.selected = (str(ModuleType(type)), key)
        if conversation is not None:
            self.conversation = conversation
        left = controls.column(
            self._list,
            controls.row(self._type, self._new),
            classes=("sx-side", "sx-operations"),
        )
        self._is_made = True
        self.compose(controls.row(left, self._right, classes=("sx-sides",)))

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
                    controls.show(self._anyway)
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
            self._delete.description = "Really delete"
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
            self.say("The draft is thrown away.")
            self._show()

    def _begin(self) -> None:
        self.selected = (self._type.value, "")

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
        self._delete.description = "Delete"

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

    def _chosen(self, change: Any) -> None:
        if not self._drawing and change["new"] is not None:
            self.selected = change["new"]

    def _select(self) -> None:
        if self._drawing:
            return
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
        rows = self._rows()
        self._drawing = True
        try:
            with self._list.hold_sync():
                self._list.options = rows
                values = [value for _, value in rows]
                self._list.value = self.selected if self.selected in values else None
        finally:
            self._drawing = False
        if self._shelf is None:
            if not self.conversation_id:
                self.say("Choose a conversation.")
            return
        failed = [each.error for each in self._shelf.shelves.values() if each.error is not None]
        if failed:
            self.fail(failed[0])
        elif self.edit is None and not self.problem:
            self.say(count(self._shelf.count, "module"))

    def _rows(self) -> list[tuple[str, tuple[str, str]]]:
        shelf, workbench = self._shelf, self.workbench
        if shelf is None or workbench is None:
            return []
        drafts = {
            (draft.id.kind, draft.id.key)
            for draft in workbench.drafts.list(
                profile=workbench.target.name,
                site=shelf.site,
                conversation=shelf.conversation_id,
            )
        }
        rows: list[tuple[str, tuple[str, str]]] = []
        for kind, part in shelf.shelves.items():
            short = str(kind).removeprefix("chat:")
            for module in part.modules:
                key = module.key if isinstance(module, StoredModule) else None
                if key:
                    mark = "  · draft" if (str(kind), key) in drafts else ""
                    rows.append((f"{short:<13}{one_line(key, 60)}{mark}", (str(kind), key)))
            if (f"{kind}{NEW}", "") in drafts:
                rows.append((f"{short:<13}(new) · draft", (str(kind), "")))
        return rows

    def _show(self) -> None:
        edit, field = self.edit, self._field
        if edit is None or field is None:
            self._right.children = (self._head,)
            controls.write(self._head, element("p", "Choose a module to see and change it."))
            return
        if field.value != edit.text:
            field.value = edit.text
        self._drawing = True
        self.draft = edit.text
        self._drawing = False
        field.say(edit.problems)
        controls.write(self._head, self._state(edit))
        controls.write(self._said, self._verdict(edit))
        conflict = edit.conflict is not None
        self._save_button.description = "Save over it" if conflict else "Save"
        self._discard.description = "Take theirs" if conflict else "Discard"
        self._discard.disabled = not (edit.dirty or conflict)
        self._delete.disabled = edit.is_new
        if not edit.problems:
            controls.show(self._anyway, shown=False)
        controls.show(self._difference, self._comparing)
        if self._comparing:
            controls.write(self._difference, difference_html(edit.difference()))
        shown = (self._head, field, self._said, self._buttons, self._difference)
        if self._right.children != shown:
            self._right.children = shown

    def _state(self, edit: ModuleEdit) -> Html:
        if edit.saving:
            state = "saving…"
        elif edit.is_new:
            state = "new, not saved yet"
        else:
            state = "changed, not saved yet" if edit.dirty else "as on the server"
        name = one_line(edit.key or module_key(edit.text) or "(no key yet)", 80)
        return element(
            "p",
            element("strong", name),
            f" · {edit.type} · ",
            element("span", state),
            role="status",
        )

    def _verdict(self, edit: ModuleEdit) -> Html:
        if edit.problems:  # which the field tells itself
            return element("p")
        return element("p", f"Valid as {edit.type}.", class_="sx-good")

    def figure(self) -> Figure:
        """The module that is open, else the list."""
        edit = self.edit
        if edit is None:
            rows = tuple((Bit(words, "code"),) for words, _ in self._rows())
            return Figure(self.kind, "", self.status, (Grid(("module",), rows),) if rows else ())
        blocks: list[Block] = [Code(edit.text, "json", share=8000)]
        if edit.problems:
            blocks.append(Facts(tuple(("problem", str(each)) for each in edit.problems[:10])))
        if edit.dirty and edit.original is not None:
            changed = [
                f"{'+' if line.kind == 'added' else '-'} {line.text}"
                for line in edit.difference()
                if line.kind != "same"
            ]
            text = "\n".join(changed[:100])
            blocks.append(Code(text, "diff", "Difference to the server's copy", share=4000))
        name = Bit(edit.key or "(new)", "strong")
        return Figure(str(edit.type), name, self.status, tuple(blocks))

    def close(self) -> None:
        """End it; the draft stays."""
        self._stop()
        super().close()
