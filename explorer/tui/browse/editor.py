"""A module's JSON: changed, checked as one types, compared, saved, deleted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static, TextArea

from explorer.document.safe import one_line
from explorer.tui.background import Background
from explorer.tui.browse import editor_acts
from explorer.tui.browse.difference import difference_of
from explorer.tui.browse.json_field import JsonField
from explorer.tui.browse.module_commands import EDITOR_COMMANDS
from explorer.tui.commands import bindings
from explorer.tui.content import content, notify_text
from explorer.tui.hints import hint
from explorer.tui.widgets.calls import CallStrip
from explorer.tui.widgets.key_footer import KeyFooter
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.status import StatusBar
from explorer.workbench.module_text import module_key

if TYPE_CHECKING:
    from explorer.api.models import ModuleType
    from explorer.tui.app import ExplorerApp
    from explorer.workbench.module_editing import ModuleEdit
    from explorer.workbench.workbench import Workbench

REVIEW = "This is what will change on the server. {editor.save} saves it."
GONE = "The module is no longer on the server. {editor.save} puts it there again."
CONFLICT = (
    "The server's copy has changed since this text was begun. The difference shows it: "
    "{editor.save} saves over it, {editor.discard} takes it over."
)

SHOWN_PROBLEMS = 5
"""Problems shown below the text; the others are counted."""

SHOW_AFTER = 0.12
"""Seconds after the last key before what is wrong is shown: no flicker in the middle of a word."""


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
        self.changed_others = False
        """Whether other modules of the conversation were changed from here."""
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
        yield KeyFooter()

    def on_mount(self) -> None:
        """Show what is known of the text, and listen to the calls."""
        strip = self.query_one(CallStrip)
        strip.take_over(cast("ExplorerApp", self.app).browse.query_one(CallStrip))
        self._stop_watching = self.workbench.watch(strip.see)
        self._stop_listening = self.edit.on_change(self._show_head)
        self.query_one(JsonField).focus()
        self._show()
        if self.edit.conflict is not None:
            self.say_conflict()
        elif self.edit.restored:
            text = "This is the draft you left; {editor.difference} shows how it differs."
            notify_text(self.app, hint(self, text), about="saving")

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
            self._agreed = text
            self.edit.change(text)

    def _show(self) -> None:
        self._show_head()
        self._show_problems()
        self.query_one(JsonField).show_colours()
        if self.query_one("#editor-difference").has_class("-shown"):
            self.query_one("#editor-difference", Lines).source = difference_of(self.edit)

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
        found, links = self.edit.problems, self.edit.links()
        shown = [content(str(item), "$text-error") for item in found[:SHOWN_PROBLEMS]]
        if len(found) > SHOWN_PROBLEMS:
            more = f"and {len(found) - SHOWN_PROBLEMS} more"
            shown.append(content(more, "$foreground 60%"))
        if not found:
            shown.append(content(f"Valid as {self.edit.type}.", "$text-success"))
        shown += [content(str(each), "$text-warning") for each in links if each.is_missing]
        present = [each for each in links if not each.is_missing]
        if links:
            names = [f"Names {', '.join(one_line(each.key, 40) for each in present)}."] * bool(
                present
            )
            way = hint(
                self, "{editor.follow} goes there" if present else "{editor.follow} begins it"
            )
            shown.append(content(" ".join([*names, f"{way}."]), "$foreground 60%"))
        self.query_one("#editor-problems", Static).update(Content("\n").join(shown))

    def action_difference(self) -> None:
        """Show or hide what differs from the server's copy."""
        pane = self.query_one("#editor-difference", Lines)
        shown = not pane.has_class("-shown")
        pane.set_class(shown, "-shown")
        self.query_one("#editor-body").set_class(shown, "-difference")
        if shown:
            pane.source = difference_of(self.edit)
        if self.has_class("-narrow"):
            # One of the two is on screen: it has the keys.
            (pane if shown else self.query_one(JsonField)).focus()

    def action_format(self) -> None:
        """Lay the JSON out anew."""
        self._take_typed()
        self.edit.format()
        self.take_text()

    def take_text(self) -> None:
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
        """Save to the server, once the difference is shown; after a conflict over that copy."""
        edit = self.edit
        if edit.saving:
            return
        self._take_typed()
        if not (edit.is_new or edit.dirty or edit.conflict):
            notify_text(self.app, "Nothing to save: the text is as on the server.", about="saving")
        elif not (edit.is_new or edit.problems or edit.conflict or self._shows_difference):
            self.action_difference()
            editor_acts.say(self, hint(self, REVIEW))
        else:
            # Never exclusive: a write is not cancelled by the next key.
            self.background(self._save, "save")

    @property
    def _shows_difference(self) -> bool:
        return self.query_one("#editor-difference").has_class("-shown")

    async def _save(self) -> None:
        from explorer.workbench.module_editing import Conflict, Invalid, NotSaved

        # What has changed again since it was shown is a conflict again.
        self.edit.keep_mine()
        with self.workbench.origin("person", view="modules"):
            result = await self.edit.save()
        match result:
            case Conflict():
                self.say_conflict()
            case Invalid(problems):
                first = problems[0]
                self.query_one(JsonField).move_cursor((first.line - 1, first.column - 1))
                editor_acts.say(self, "Not saved: see what is wrong below.", "warning")
            case NotSaved(reason):
                editor_acts.say(self, f"Not saved. {reason}", "error")
            case _:
                self._saved = True
                editor_acts.say(self, f"{result.key} is saved.")
                if self._shows_difference and not self.edit.dirty:
                    self.action_difference()
        self.take_text()
        if self._closing and self._saved:
            self.dismiss(True)
        self._closing = False

    def action_delete(self) -> None:
        """Delete the module from the server, once that is agreed."""
        self._take_typed()
        if self.edit.saving:
            return
        if self.edit.key is None:
            text = "This module is not on the server yet; {editor.discard} throws the draft away."
            notify_text(self.app, hint(self, text), about="saving")
        else:
            # Never exclusive: a write is not cancelled by the next key.
            self.background(partial(editor_acts.delete, self), "save")

    def action_copy_module(self) -> None:
        """Copy the module as its text stands."""
        self._take_typed()
        self.background(partial(editor_acts.copy, self), "save")

    def action_rename(self) -> None:
        """Give the module another key."""
        self._take_typed()
        self.background(partial(editor_acts.rename, self), "save")

    def action_follow(self) -> None:
        """Go to the module that is named at the cursor."""
        self._take_typed()
        line = self.query_one(JsonField).cursor_location[0] + 1
        self.background(partial(editor_acts.follow, self, line), "follow", exclusive=True)

    def action_problem(self) -> None:
        """Go to the next thing that is wrong, after the last to the first."""
        self._take_typed()
        field = self.query_one(JsonField)
        row, column = field.cursor_location
        places = sorted({(each.line - 1, each.column - 1) for each in self.edit.problems})
        if not places:
            notify_text(self.app, f"Nothing is wrong: valid as {self.edit.type}.", about="saving")
            return
        field.focus()
        field.move_cursor(next((each for each in places if each > (row, column)), places[0]))

    def action_template(self) -> None:
        """Put the template of the type into the field; undo brings back what was there."""
        self._take_typed()
        text = editor_acts.template(self)
        if text != self.edit.text:
            self._replace(text)

    def action_outside(self) -> None:
        """Change the text in the person's own editor."""
        from explorer.tui.external import edit_outside

        self._take_typed()
        name = f"{self.edit.key or module_key(self.edit.text) or 'module'}.json"
        redactor = self.workbench.client.context.redactor
        changed = edit_outside(self.app, self.edit.text, name, redactor)
        if changed is not None:
            self._replace(changed)

    def _replace(self, text: str) -> None:
        """Put another text into the field, as if it was typed: undo brings back the one before."""
        field = self.query_one(JsonField)
        field.replace(text, (0, 0), field.document.end)
        field.move_cursor((0, 0))
        self._take_typed()
        self._show()

    def open_other(self, type: ModuleType, key: str | None, begin: str = "") -> None:
        """Edit another module of the conversation, in front of this one."""
        edit = self.workbench.edit_module(self.edit.conversation_id, type, key, begin=begin)

        def closed(saved: bool | None) -> None:
            self.changed_others = self.changed_others or bool(saved)
            self._show()

        self.app.push_screen(ModuleEditorScreen(self.workbench, edit, self.room), closed)

    def close_at(self, key: str) -> None:
        """Close, the module having got another key."""
        self.edit.key = key
        self.dismiss(True)

    def say_conflict(self) -> None:
        conflict = self.edit.conflict
        gone = conflict is not None and conflict.theirs is None
        text = hint(self, GONE if gone else CONFLICT)
        editor_acts.say(self, text, "warning")
        if not self._shows_difference:
            self.action_difference()

    def action_discard(self) -> None:
        """Throw the draft away."""
        self._take_typed()
        if self.edit.dirty or self.edit.conflict is not None:
            self.edit.discard()
            editor_acts.say(self, "The draft is thrown away; Ctrl+Z brings it back.")
        self.take_text()

    def action_close(self) -> None:
        """Go back; a draft stays. What is being saved is waited for."""
        self._take_typed()
        if self.edit.saving:
            self._closing = True
        else:
            self.dismiss(self._saved or self.changed_others)
