"""What is done to modules from their list: copy, rename, delete, follow, set a state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from explorer.document.safe import one_line
from explorer.tui.content import notify_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.api.models import Conversation, ModuleType
    from explorer.tui.app import ExplorerApp
    from explorer.tui.browse.modules import ModulesPane
    from explorer.tui.widgets.form_dialog import Outcome
    from explorer.workbench.module_editing import ModuleEdit
    from explorer.workbench.module_links import ModuleLink
    from explorer.workbench.workbench import Workbench

VIEW = "modules"


async def delete(
    pane: ModulesPane, workbench: Workbench, room: Conversation, type: ModuleType, key: str
) -> None:
    """Delete a module, once a person has agreed; says who names it."""
    from explorer.api.operations.modules import DELETE
    from explorer.tui.widgets.confirm import confirm
    from explorer.workbench.lacks import needed
    from explorer.workbench.module_editing import Conflict, NotSaved
    from explorer.workbench.rooms import behind

    if not workbench.has(DELETE[type]):
        text = f"This server cannot delete {type} modules: that would need {needed(DELETE[type])}."
        notify_text(pane.app, text, severity="warning", timeout=10, about="module")
        return
    edit = workbench.edit_module(room, type, key)
    question = deletion_question(workbench, edit, room.title)
    call = behind(DELETE[type], cloud_id=edit.site, conversation_id=room.id, key=key)
    if not await confirm(pane, question, "Delete", behind=call, name=key, workbench=workbench):
        return
    with workbench.origin("person", view=VIEW):
        result = await edit.delete()
    match result:
        case Conflict():
            text = (
                f"Not deleted: {one_line(key, 60)} has changed on the server since it was read. "
                "It is read again now: look at it first."
            )
            notify_text(pane.app, text, severity="warning", timeout=10, about="module")
        case NotSaved(reason):
            notify_text(
                pane.app, f"Not deleted. {reason}", severity="error", timeout=10, about="module"
            )
        case _:
            notify_text(pane.app, f"{one_line(key, 60)} is deleted.", about="module")
    pane.reload((type, key))


def deletion_question(workbench: Workbench, edit: ModuleEdit, room: str) -> str:
    """What is asked before a module is deleted: also who names it, and what goes with it.

    Args:
        workbench: Of the sitting.
        edit: The module.
        room: The conversation's name.
    """
    from explorer.workbench.module_links import named_by

    key = edit.key or ""
    question = f"Delete {edit.type} {one_line(key, 60)} from {one_line(room, 60)}?"
    shelf = workbench.shelf(edit.conversation_id)
    if shelf is not None and (names := named_by(shelf, edit.type, key)):
        question += f" Named by {_listed(names)}, which will miss it."
    if edit.dirty:
        question += " What is typed in it and not saved goes too."
    return question


async def copy(
    pane: ModulesPane, workbench: Workbench, room: Conversation, type: ModuleType, key: str
) -> None:
    """Copy a module to another key, or to another conversation."""
    from explorer.workbench.module_forms import CopyForm, free_key

    edit = workbench.edit_module(room, type, key)
    shelf = workbench.shelf(room)
    taken = shelf[type].keys if shelf is not None else None
    outcome = await _ask(pane, workbench, CopyForm(workbench, edit, free_key(key, taken)))
    if outcome is None:
        return
    new, where = outcome.result
    if where == room.id:
        notify_text(pane.app, f"Copied as {one_line(new, 60)}.", about="module")
        pane.reload((type, new))
    else:
        notify_text(
            pane.app, f"Copied as {one_line(new, 60)} to the other conversation.", about="module"
        )


async def rename(
    pane: ModulesPane, workbench: Workbench, room: Conversation, type: ModuleType, key: str
) -> None:
    """Give a module another key: a copy there, then a deletion."""
    from explorer.workbench.module_forms import RenameForm
    from explorer.workbench.module_links import named_by

    edit = workbench.edit_module(room, type, key)
    shelf = workbench.shelf(room)
    missed_by = [name for _, name in named_by(shelf, type, key)] if shelf is not None else []
    outcome = await _ask(pane, workbench, RenameForm(workbench, edit, missed_by))
    if outcome is None:
        return
    made = outcome.result
    if made.kept:
        text = f"{one_line(made.new, 60)} is there, and {one_line(made.old, 60)} still is. "
        notify_text(pane.app, text + made.kept, severity="warning", timeout=10, about="module")
    else:
        notify_text(
            pane.app, f"{one_line(made.old, 60)} is {one_line(made.new, 60)} now.", about="module"
        )
    pane.reload((type, made.new))


async def follow(pane: ModulesPane, links: Sequence[ModuleLink]) -> None:
    """Go to what a module names, or begin it where it is missing."""
    link = await choose_link(pane.app, links)
    if link is not None:
        go_along(pane, link)


def go_along(pane: ModulesPane, link: ModuleLink) -> None:
    """Go to the module that a link leads to, or begin it where it is missing."""
    if link.goal is not None:
        pane.select(*link.goal)
    elif link.is_missing and link.wanted is not None:
        notify_text(pane.app, f"{link.words}: this begins it.", about="module")
        pane.post_message(pane.Edit(link.wanted, None, begin=link.key))
    else:
        notify_text(pane.app, f"{link.words}.", about="module")


async def choose_link(app: Any, links: Sequence[ModuleLink]) -> ModuleLink | None:
    """The only one of some links, or the one that a person chooses; each goal is offered once."""
    from explorer.tui.widgets.choice import ChoiceScreen

    if not links:
        notify_text(app, "It names no module.", about="module")
        return None
    offered = {each.short: each for each in links}
    if len(offered) == 1:
        return links[0]
    chosen = await app.push_screen_wait(ChoiceScreen("Go to", list(offered)))
    return None if chosen is None else list(offered.values())[chosen]


async def set_glance_state(
    pane: ModulesPane, workbench: Workbench, room: Conversation, key: str
) -> None:
    """Say what a glance shows."""
    from explorer.tui.front import Front
    from explorer.workbench.module_state_forms import GlanceStateForm

    front = Front(pane.app)
    states = await workbench.glance_states(room)
    if front.left("The form"):
        return
    state = next((each for each in states if each.key == key), None)
    form = GlanceStateForm(workbench, room.id, key, state, _now(pane))
    if await _ask(pane, workbench, form) is not None:
        notify_text(
            pane.app,
            f"{one_line(key, 60)} is set; the service does not show it back.",
            about="module",
        )
        pane.show_beside()


async def set_configuration(
    pane: ModulesPane, workbench: Workbench, room: Conversation, key: str | None
) -> None:
    """Turn a configuration's switch, or ask for one that was not set from here yet."""
    from explorer.api.errors import ApiError
    from explorer.tui.front import Front
    from explorer.workbench.module_state_forms import ConfigurationStateForm

    front = Front(pane.app)
    states = await workbench.configuration_states(room)
    state = next((each for each in states if each.key == key), None)
    if state is None or key is None:
        if front.left("The form"):
            return
        form = ConfigurationStateForm(workbench, room.id, key or "", state, _now(pane))
        if await _ask(pane, workbench, form) is not None:
            notify_text(pane.app, "Set; the service does not show it back.", about="module")
            pane.show_beside()
        return
    wanted = not state.configured
    try:
        with workbench.origin("person", view=VIEW):
            made = await workbench.set_configuration_state(room, key, wanted)
            made.result()
    except ApiError as problem:
        notify_text(pane.app, f"Not set. {problem}", severity="error", timeout=10, about="module")
        return
    said = "configured" if wanted else "not configured"
    notify_text(
        pane.app,
        f"{one_line(key, 60)} is {said} now; the service does not show it back.",
        about="module",
    )
    pane.show_beside()


async def _ask(pane: ModulesPane, workbench: Workbench, form: Any) -> Outcome | None:
    from explorer.tui.widgets.form_dialog import FormDialog

    return await pane.app.push_screen_wait(FormDialog(form, workbench, view=VIEW))


def _listed(names: Sequence[tuple[ModuleType, str]]) -> str:
    shown = [f"{type} {one_line(key, 40)}" for type, key in names[:3]]
    more = [f"{len(names) - 3} more"] if len(names) > 3 else []
    return ", ".join([*shown, *more])


def _now(pane: ModulesPane) -> Any:
    return cast("ExplorerApp", pane.app).now()
