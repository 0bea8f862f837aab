"""A module's JSON: changed, checked as one types, compared, saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from explorer.tui.commands import bindings
from explorer.tui.content import content, notify_text
from explorer.tui.keys import EDITOR_COMMANDS
from explorer.tui.widgets.calls import CallStrip
from explorer.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from explorer.workbench.module_editing import DiffLine, ModuleEdit
    from explorer.workbench.workbench import Workbench

HIGHLIGHT_LIMIT = 64 * 1024
"""Characters up to which JSON is coloured; above, each key would be felt."""

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


class ModuleEditorScreen(Screen[bool]):
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
        self._saved = False
        self._overwrite = False
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="editor-head")
        with Horizontal(id="editor-body"):
            yield self._text_area()
            yield Lines(id="editor-difference", empty_text="No difference to the server's copy.")
        yield Static(id="editor-problems")
        yield CallStrip(id="calls")
        yield Footer(compact=True, show_command_palette=False)

    def _text_area(self) -> TextArea:
        text = self.edit.text
        coloured = len(text) <= HIGHLIGHT_LIMIT and _has_json_grammar()
        return TextArea(
            text,
            id="editor-text",
            language="json" if coloured else None,
            theme="vscode_dark" if self.app.current_theme.dark else "github_light",
            show_line_numbers=True,
            tab_behavior="indent",
            soft_wrap=False,
        )

    def on_mount(self) -> None:
        """Show what is known of the text, and listen to the calls."""
        self._stop_watching = self.workbench.watch(self.query_one(CallStrip).see)
        self.query_one(TextArea).focus()
        self._show()
        if self.edit.restored:
            notify_text(self.app, "This is the draft you left; F3 shows how it differs.")
        if self.edit.conflict is not None:
            self._say_conflict()

    def on_unmount(self) -> None:
        self._stop_watching()

    @on(TextArea.Changed, "#editor-text")
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if event.text_area.text == self.edit.text:
            return
        self.edit.change(event.text_area.text)
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(SHOW_AFTER, self._show)

    def _show(self) -> None:
        edit = self.edit
        state = "changed" if edit.dirty else "as on the server"
        if edit.is_new:
            state = "new, not saved yet"
        head = f"{edit.type}  {edit.key or '(key from the text)'}   in {self.room}   {state}"
        self.query_one("#editor-head", Static).update(content(one_line(head), "bold"))
        problems = self.query_one("#editor-problems", Static)
        if edit.problems:
            shown = [
                content(f"line {item.line}, column {item.column}: {item.message}", "$text-error")
                for item in edit.problems[:5]
            ]
            if len(edit.problems) > 5:
                shown.append(content(f"and {len(edit.problems) - 5} more", "$foreground 60%"))
            problems.update(Content("\n").join(shown))
        else:
            problems.update(content(f"Valid as {edit.type}.", "$text-success"))
        if self.query_one("#editor-difference").has_class("-shown"):
            self.query_one(Lines).source = DifferenceSource(edit.difference())

    def action_difference(self) -> None:
        """Show or hide what differs from the server's copy."""
        pane = self.query_one("#editor-difference", Lines)
        shown = not pane.has_class("-shown")
        pane.set_class(shown, "-shown")
        self.query_one("#editor-body").set_class(shown, "-difference")
        if shown:
            pane.source = DifferenceSource(self.edit.difference())

    def action_format(self) -> None:
        """Lay the JSON out anew."""
        self.edit.format()
        self._take_text()

    def _take_text(self) -> None:
        """Put the edit's text into the field, if it is another one."""
        area = self.query_one(TextArea)
        if area.text != self.edit.text:
            area.replace(self.edit.text, (0, 0), area.document.end)
        self._show()

    def action_save(self) -> None:
        """Save to the server; a second time after a conflict overwrites what is there."""
        if not self.edit.saving:
            # Never exclusive: a write is not cancelled by the next key.
            self.run_worker(self._save(), group="save", exclusive=False, exit_on_error=False)

    async def _save(self) -> None:
        from explorer.workbench.module_editing import Conflict, Invalid, NotSaved

        with self.workbench.origin("person", view="modules"):
            result = await self.edit.save(overwrite=self._overwrite)
        self._overwrite = False
        match result:
            case Conflict():
                self._overwrite = True
                self._say_conflict()
            case Invalid(problems):
                first = problems[0]
                self.query_one(TextArea).move_cursor((first.line - 1, first.column - 1))
                notify_text(self.app, "Not saved: see what is wrong below.", severity="warning")
            case NotSaved(reason):
                notify_text(self.app, f"Not saved. {reason}", severity="error", timeout=10)
            case _:
                self._saved = True
                notify_text(self.app, f"{result.key} is saved.")
        self._take_text()

    def _say_conflict(self) -> None:
        notify_text(
            self.app,
            "The server's copy has changed since it was read. The difference shows it; F2 saves "
            "over it, F8 takes it over.",
            severity="warning",
            timeout=10,
        )
        if not self.query_one("#editor-difference").has_class("-shown"):
            self.action_difference()

    def action_discard(self) -> None:
        """Throw the draft away."""
        self.edit.discard()
        self._overwrite = False
        self._take_text()

    def action_close(self) -> None:
        """Go back; a draft stays."""
        self.dismiss(self._saved)


def _has_json_grammar() -> bool:
    from importlib.util import find_spec

    return find_spec("tree_sitter") is not None and find_spec("tree_sitter_json") is not None
