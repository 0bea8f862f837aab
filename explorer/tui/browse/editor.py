"""A module's JSON: changed, checked as one types, compared, saved, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Footer, Static, TextArea

from explorer.document.lines import Line, Span
from explorer.document.safe import one_line, visible
from explorer.document.styled import chop
from explorer.tui.background import Background
from explorer.tui.browse.json_field import JsonField
from explorer.tui.commands import bindings
from explorer.tui.content import content, notify_text
from explorer.tui.keys import EDITOR_COMMANDS
from explorer.tui.widgets.calls import CallStrip
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.status import StatusBar
from explorer.workbench.module_text import module_key

if TYPE_CHECKING:
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.module_editing import DiffLine, ModuleEdit
    from explorer.workbench.workbench import Workbench

SHOWN_PROBLEMS = 5
"""Problems shown below the text; the others are counted."""

SHOW_AFTER = 0.12
"""Seconds after the last key before what is wrong is shown: no flicker in the middle of a word."""


class DifferenceSource:
    """A difference as items of a line view, a line each."""

    fixed_height = None

    def __init__(self, lines: list[DiffLine]) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    def lines(self, index: int, width: int) -> list[Line]:
        line = self._lines[index]
        mark, style = {"added": ("+ ", "success"), "removed": ("- ", "error")}.get(
            line.kind, ("  ", "muted")
        )
        cut = chop(visible(line.text), max(2, width - 2), style)
        return [Line((Span(mark, style), *part.spans)) for part in cut]


class ModuleEditorScreen(Background, Screen[bool]):
    """One module, whole screen; the result says whether the server's copy was changed.

    Args:
        workbench: For the calls.
        edit: The module, with its draft.
        room: The conversation's name.
    """

    BINDINGS = bindings(EDITOR_COMMANDS)

    def __init__(self, workbench: Workbench, edit: ModuleEdit, room: str) -> None:
        super().__init__()
        self.workbench, self.edit, self.room = workbench, edit, room
        self._saved = self._closing = False
        # Whether deleting was asked for once, with nothing typed since.
        self._sure = False
        self._pause: Timer | None = None
        # The text that the edit and the field last agreed on.
        self._agreed = edit.text

    def compose(self) -> ComposeResult:
        yield StatusBar("Module editor")
        yield Static(id="editor-head")
        with Horizontal(id="editor-body"):
            yield JsonField(self.edit.text, id="editor-text")
            yield Lines(id="editor-difference", empty_text="No difference to the server's copy.")
        yield Static(id="editor-problems")
        yield CallStrip(id="calls")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show what is known of the text, and listen to the calls."""
        strip = self.query_one(CallStrip)
        strip.take_over(cast("ExplorerApp", self.app).browse.query_one(CallStrip))
        self._stop_watching = self.workbench.watch(strip.see)
        self._stop_listening = self.edit.on_change(self._show_head)
        self.query_one(JsonField).focus()
        self._show()
        if self.edit.conflict is not None:
            self._say_conflict()
        elif self.edit.restored:
            notify_text(self.app, "This is the draft you left; F3 shows how it differs.")

    def on_unmount(self) -> None:
        self._stop_watching()
        self._stop_listening()

    @on(TextArea.Changed, "#editor-text")
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if event.text_area.text == self._agreed:
            return
        self._take_typed()
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(SHOW_AFTER, self._show)

    def _take_typed(self) -> None:
        """Give the edit what stands in the field, if it does not have it yet."""
        text = self.query_one(JsonField).text
        if text != self._agreed:
            self._agreed, self._sure = text, False
            self.edit.change(text)

    def _show(self) -> None:
        self._show_head()
        self._show_problems()
        self.query_one(JsonField).show_colours()
        if self.query_one("#editor-difference").has_class("-shown"):
            self.query_one(Lines).source = DifferenceSource(self.edit.difference())

    def _show_head(self) -> None:
        edit = self.edit
        if edit.saving:
            state = "saving…"
        elif edit.is_new:
            state = "new, not saved yet"
        else:
            state = "changed, not saved yet" if edit.dirty else "as on the server"
        name = edit.key or module_key(edit.text) or "(no key yet)"
        head = f"{edit.type}  {name}  ·  {state}  ·  in {self.room}"
        self.query_one("#editor-head", Static).update(content(one_line(head), "bold"))

    def _show_problems(self) -> None:
        found = self.edit.problems
        shown = [content(str(item), "$text-error") for item in found[:SHOWN_PROBLEMS]]
        if len(found) > SHOWN_PROBLEMS:
            more = f"and {len(found) - SHOWN_PROBLEMS} more"
            shown.append(content(more, "$foreground 60%"))
        if not found:
            shown.append(content(f"Valid as {self.edit.type}.", "$text-success"))
        self.query_one("#editor-problems", Static).update(Content("\n").join(shown))

    def action_difference(self) -> None:
        """Show or hide what differs from the server's copy."""
        pane = self.query_one("#editor-difference", Lines)
        shown = not pane.has_class("-shown")
        pane.set_class(shown, "-shown")
        self.query_one("#editor-body").set_class(shown, "-difference")
        if shown:
            pane.source = DifferenceSource(self.edit.difference())
        if self.has_class("-narrow"):
            # One of the two is on screen: it has the keys.
            (pane if shown else self.query_one(JsonField)).focus()

    def action_format(self) -> None:
        """Lay the JSON out anew."""
        self._take_typed()
        self.edit.format()
        self._take_text()

    def _take_text(self) -> None:
        """Put the edit's text into the field, if it is another one; the cursor keeps its line."""
        area = self.query_one(JsonField)
        if area.text != self._agreed:
            # Typed since the edit was last told: that is the text now.
            self._take_typed()
        elif area.text != self.edit.text:
            row, column = area.cursor_location
            area.replace(self.edit.text, (0, 0), area.document.end)
            row = min(row, area.document.line_count - 1)
            area.move_cursor((row, min(column, len(area.document.get_line(row)))))
        self._agreed = self.edit.text
        self._show()

    def action_save(self) -> None:
        """Save to the server; after a conflict was shown, over the copy that was shown."""
        if not self.edit.saving:
            self._take_typed()
            # Never exclusive: a write is not cancelled by the next key.
            self.background(self._save, "save")

    async def _save(self) -> None:
        from explorer.workbench.module_editing import Conflict, Invalid, NotSaved

        # What has changed again since it was shown is a conflict again.
        self.edit.keep_mine()
        with self.workbench.origin("person", view="modules"):
            result = await self.edit.save()
        match result:
            case Conflict():
                self._say_conflict()
            case Invalid(problems):
                first = problems[0]
                self.query_one(JsonField).move_cursor((first.line - 1, first.column - 1))
                notify_text(self.app, "Not saved: see what is wrong below.", severity="warning")
            case NotSaved(reason):
                notify_text(self.app, f"Not saved. {reason}", severity="error", timeout=10)
            case _:
                self._saved = True
                notify_text(self.app, f"{result.key} is saved.")
        self._take_text()
        if self._closing and self._saved:
            self.dismiss(True)
        self._closing = False

    def action_delete(self) -> None:
        """Delete the module from the server, when it is asked for a second time."""
        self._take_typed()
        key = self.edit.key
        if self.edit.saving:
            return
        if key is None:
            text = "This module is not on the server yet; Discard throws the draft away."
            notify_text(self.app, text)
        elif self._sure:
            # Never exclusive: a write is not cancelled by the next key.
            self.background(self._delete, "save")
        else:
            self._sure = True
            text = f"Delete once more to take {one_line(key, 60)} off the server, draft and all."
            notify_text(self.app, text, severity="warning")

    async def _delete(self) -> None:
        from explorer.workbench.module_editing import Conflict, NotSaved

        self._sure = False
        # What has changed again since it was shown is a conflict again.
        self.edit.keep_mine()
        with self.workbench.origin("person", view="modules"):
            result = await self.edit.delete()
        match result:
            case Conflict():
                self._say_conflict()
            case NotSaved(reason):
                notify_text(self.app, f"Not deleted. {reason}", severity="error", timeout=10)
            case _:
                notify_text(self.app, f"{one_line(result.key, 60)} is deleted.")
                self.dismiss(True)
                return
        self._take_text()
        self._closing = False

    def _say_conflict(self) -> None:
        conflict = self.edit.conflict
        if conflict is not None and conflict.theirs is None:
            text = "The module is no longer on the server. F2 puts it there again."
        else:
            text = (
                "The server's copy has changed since this text was begun. The difference shows "
                "it: F2 saves over it, F8 takes it over."
            )
        notify_text(self.app, text, severity="warning", timeout=10)
        if not self.query_one("#editor-difference").has_class("-shown"):
            self.action_difference()

    def action_discard(self) -> None:
        """Throw the draft away."""
        self._take_typed()
        if self.edit.dirty or self.edit.conflict is not None:
            self.edit.discard()
            notify_text(self.app, "The draft is thrown away; Ctrl+Z brings it back.")
        self._take_text()

    def action_close(self) -> None:
        """Go back; a draft stays. What is being saved is waited for."""
        self._take_typed()
        if self.edit.saving:
            self._closing = True
        else:
            self.dismiss(self._saved)
