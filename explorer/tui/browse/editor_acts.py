"""What the module editor does beside saving: delete, copy, rename, follow, edit outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.document.safe import one_line
from explorer.tui.browse.module_acts import VIEW, choose_link, deletion_question
from explorer.tui.content import Severity, notify_text
from explorer.tui.widgets.confirm import confirm

if TYPE_CHECKING:
    from explorer.tui.browse.editor import ModuleEditorScreen
    from explorer.tui.widgets.form_dialog import Outcome


async def delete(screen: ModuleEditorScreen) -> None:
    """Delete the module, once a person has agreed."""
    from explorer.api.operations.modules import DELETE
    from explorer.workbench.module_editing import Conflict, NotSaved
    from explorer.workbench.rooms import behind

    edit, workbench = screen.edit, screen.workbench
    key = edit.key or ""
    question = deletion_question(workbench, edit, screen.room)
    call = behind(
        DELETE[edit.type], cloud_id=edit.site, conversation_id=edit.conversation_id, key=key
    )
    if not await confirm(screen, question, "Delete", behind=call, name=key, workbench=workbench):
        return
    # What has changed again since it was shown is a conflict again.
    edit.keep_mine()
    with workbench.origin("person", view=VIEW):
        result = await edit.delete()
    match result:
        case Conflict():
            screen.say_conflict()
        case NotSaved(reason):
            say(screen, f"Not deleted. {reason}", "error")
        case _:
            say(screen, f"{one_line(result.key, 60)} is deleted.")
            screen.dismiss(True)
            return
    screen.take_text()


async def copy(screen: ModuleEditorScreen) -> None:
    """Copy the module as its text stands, here or to another conversation."""
    from explorer.workbench.module_forms import CopyForm, free_key
    from explorer.workbench.module_text import module_key

    edit, workbench = screen.edit, screen.workbench
    shelf = workbench.shelf(edit.conversation_id)
    taken = shelf[edit.type].keys if shelf is not None else None
    key = free_key(edit.key or module_key(edit.text), taken)
    outcome = await _ask(screen, CopyForm(workbench, edit, key))
    if outcome is not None:
        new, where = outcome.result
        screen.changed_others = screen.changed_others or where == edit.conversation_id
        place = "" if where == edit.conversation_id else " to the other conversation"
        say(screen, f"Copied as {one_line(new, 60)}{place}.")


async def rename(screen: ModuleEditorScreen) -> None:
    """Give the module another key, and close: it is another one then."""
    from explorer.workbench.module_forms import RenameForm
    from explorer.workbench.module_links import named_by

    edit, workbench = screen.edit, screen.workbench
    if edit.key is None:
        say(screen, "It is not on the server yet: change the key in its text.")
        return
    shelf = workbench.shelf(edit.conversation_id)
    missed = named_by(shelf, edit.type, edit.key) if shelf is not None else []
    outcome = await _ask(screen, RenameForm(workbench, edit, [name for _, name in missed]))
    if outcome is None:
        return
    made = outcome.result
    said = f"{one_line(made.old, 60)} is {one_line(made.new, 60)} now."
    if made.kept:
        said = f"{one_line(made.new, 60)} is there, and {one_line(made.old, 60)} still is. "
        say(screen, said + made.kept, "warning")
    else:
        say(screen, said)
    screen.close_at(made.new)


async def follow(screen: ModuleEditorScreen, line: int) -> None:
    """Go to what the text names, at the cursor or else anywhere; begin it where it is missing.

    Args:
        screen: The editor.
        line: Of the cursor, counted from 1.
    """
    links = screen.edit.links()
    if not links and screen.edit.problems:
        text = f"What it names is known once the text is right: {screen.edit.problems[0]}."
        notify_text(screen.app, text)
        return
    link = await choose_link(screen.app, [each for each in links if each.line == line] or links)
    if link is None:
        return
    if link.goal is not None:
        screen.open_other(*link.goal)
    elif link.is_missing and link.wanted is not None:
        say(screen, f"There is no {link.wanted} {one_line(link.key, 60)}: this begins it.")
        screen.open_other(link.wanted, None, begin=link.key)
    else:
        say(screen, f"{link.words}.")


def template(screen: ModuleEditorScreen) -> str:
    """The template of the module's type with the module's key; says whether it is in the field
    already."""
    from explorer.api.models.modules import TEMPLATES
    from explorer.workbench.module_text import module_key, pretty, with_key

    edit = screen.edit
    key = edit.key or module_key(edit.text)
    text = pretty(TEMPLATES[edit.type])
    text = with_key(text, key) if key else text
    if text == edit.text:
        say(screen, f"This is the template of {edit.type} already; nothing changed.")
    else:
        say(screen, f"This is the template of {edit.type}; Ctrl+Z brings back what stood there.")
    return text


def say(screen: ModuleEditorScreen, text: str, severity: Severity = "information") -> None:
    """Say what came of an act; it takes the place of what was said of the one before.

    Args:
        screen: The editor.
        text: May come from outside.
        severity: How it is coloured; what is not good news stays for longer.
    """
    timeout = None if severity == "information" else 10
    notify_text(screen.app, text, severity=severity, timeout=timeout, about="saving")


async def _ask(screen: ModuleEditorScreen, form: Any) -> Outcome | None:
    from explorer.tui.widgets.form_dialog import FormDialog

    return await screen.app.push_screen_wait(FormDialog(form, screen.workbench, view=VIEW))
