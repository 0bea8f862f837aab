"""The module that is open: its text, what is wrong with it, how it differs, what may be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from explorer.api.representation.figure import Bit, Block, Code, Facts, Figure
from explorer.document.element import Html, element
from explorer.document.safe import one_line
from explorer.notebook import controls
from explorer.notebook.difference_view import difference_html
from explorer.workbench.module_editing import ModuleEdit
from explorer.workbench.module_text import module_key


class ModulePane:
    """The right side of the module editor.

    Args:
        acts: What each of its buttons does, by name: `save`, `anyway`, `compare`, `format`,
            `discard`, `delete`.
    """

    def __init__(self, acts: Mapping[str, Callable[[], object]]) -> None:
        self.head = controls.html(None, "sx-about")
        self.said = controls.html()
        self.difference = controls.html(None, "sx-scroll", "sx-gone", tabbable=True)
        self.save = controls.button("Save", acts["save"], look="primary", typed=True)
        self.anyway = controls.button(
            "Save anyway",
            acts["anyway"],
            "sx-gone",
            tip="Save a text with problems, to see what the server says",
            typed=True,
        )
        compare = controls.button(
            "Difference", acts["compare"], tip="Show what differs from the server's copy"
        )
        format = controls.button("Format", acts["format"], tip="Lay the JSON out anew", typed=True)
        self.discard = controls.button(
            "Discard", acts["discard"], tip="Throw the draft away", typed=True
        )
        self.delete = controls.button("Delete", acts["delete"], tip="Delete it from the server")
        self._buttons = controls.row(
            self.save, self.anyway, compare, format, self.discard, self.delete
        )
        self.column = controls.column(classes=("sx-side",))

    def show_nothing(self, words: str) -> None:
        """Show that no module is open.

        Args:
            words: What to do about it.
        """
        self.column.children = (self.head,)
        controls.write(self.head, element("p", words))

    def show(self, edit: ModuleEdit, field: Any, *, comparing: bool) -> None:
        """Show a module as it stands.

        Args:
            edit: Its editing.
            field: Where its text is typed, a `JsonField`.
            comparing: Whether what differs from the server's copy is shown.
        """
        field.say(edit.problems)
        controls.write(self.head, _state(edit))
        controls.write(self.said, _verdict(edit))
        conflict = edit.conflict is not None
        self.save.description = "Save over it" if conflict else "Save"
        self.discard.description = "Take theirs" if conflict else "Discard"
        self.discard.disabled = not (edit.dirty or conflict)
        self.delete.disabled = edit.is_new
        if not edit.problems:
            controls.show(self.anyway, shown=False)
        controls.show(self.difference, comparing)
        if comparing:
            controls.write(self.difference, difference_html(edit.difference()))
        shown = (self.head, field, self.said, self._buttons, self.difference)
        if self.column.children != shown:
            self.column.children = shown

    def ask_again(self, sure: bool) -> None:
        """Have Delete ask once more, or as at first.

        Args:
            sure: Whether the next press deletes.
        """
        self.delete.description = "Really delete" if sure else "Delete"


def module_figure(edit: ModuleEdit, status: str) -> Figure:
    """A module that is open, for where no kernel runs.

    Args:
        edit: Its editing.
        status: What the editor says of itself.
    """
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
    return Figure(str(edit.type), name, status, tuple(blocks))


def _state(edit: ModuleEdit) -> Html:
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


def _verdict(edit: ModuleEdit) -> Html:
    if edit.problems:  # which the field tells itself
        return element("p")
    return element("p", f"Valid as {edit.type}.", class_="sx-good")
