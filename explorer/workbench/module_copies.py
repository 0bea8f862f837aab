"""Copying a module: to another key, to another conversation; and renaming, a copy and a deletion.

A copy never overwrites: a key that is taken where the copy would go is a conflict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from explorer.api.errors import ApiError
from explorer.api.explain import explain
from explorer.api.operation import CallError
from explorer.api.operations.modules import PUT
from explorer.workbench.module_results import (
    Conflict,
    Deleted,
    Invalid,
    NotSaved,
    Renamed,
    RenameResult,
    Saved,
    SaveResult,
)
from explorer.workbench.module_text import check_module, pretty, with_key
from explorer.workbench.shelves import read_shelf

if TYPE_CHECKING:
    from explorer.api.models.modules import ModuleType
    from explorer.workbench.module_editing import ModuleEdit
    from explorer.workbench.sitting import Sitting


async def put_copy(
    sitting: Sitting, site: str, conversation_id: str, type: ModuleType, key: str, text: str
) -> SaveResult:
    """Put a text at a key where nothing is yet.

    Args:
        sitting: Of this server.
        site: The cloud id.
        conversation_id: Where the copy goes.
        type: The module's type.
        key: The copy's key.
        text: The module as JSON; it gets the key.

    Returns:
        `Saved`; `Conflict` with what stands at the key already; `Invalid` or `NotSaved`.
    """
    copy = with_key(text, key)
    problems = check_module(copy, type)
    if problems:
        return Invalid(tuple(problems))
    shelf = await read_shelf(sitting, site, conversation_id, type)
    if shelf.lacking:
        return NotSaved(f"This server has no {type} modules.")
    if shelf.error is not None:
        return NotSaved(f"Whether the key is free could not be seen. {shelf.error}", shelf.error)
    there = shelf.find(key)
    if there is not None:
        return Conflict(pretty(there))
    try:
        call = PUT[type].from_text(
            {"cloud_id": site, "conversation_id": conversation_id, "key": key},
            body=copy.encode("utf-8", "surrogatepass"),
        )
    except ValidationError as problem:
        return NotSaved(f"This cannot be sent: {explain(problem)[0]}.")
    except CallError as problem:
        return NotSaved(str(problem))
    answer = await sitting.client.exchange(call)
    if answer.error is not None:
        return NotSaved(str(answer.error), answer.error)
    return Saved(key, copy)


async def rename(sitting: Sitting, edit: ModuleEdit, key: str) -> RenameResult:
    """Copy a module to another key of its conversation, and delete it at the one it had.

    Args:
        sitting: Of this server.
        edit: The module with its text, which the copy gets; its draft goes with the old key.
        key: The new key.

    Returns:
        `Renamed`, whose `kept` says why the old one is still there where it is; else what came of
        the copy, with nothing deleted.
    """
    old = edit.key
    if old is None:
        return NotSaved("The module is not on the server yet: change the key in its text.")
    if key == old:
        return NotSaved("That is the key it has.")
    try:
        # What others have changed since must not be lost with the old copy.
        await edit.reload()
    except ApiError as problem:
        return NotSaved(f"Whether the server's copy has changed could not be seen. {problem}")
    if edit.conflict is not None:
        return edit.conflict
    made = await put_copy(sitting, edit.site, edit.conversation_id, edit.type, key, edit.text)
    if not isinstance(made, Saved):
        return made
    gone = await edit.delete()
    if isinstance(gone, Deleted):
        return Renamed(old, key)
    reason = (
        gone.reason
        if isinstance(gone, NotSaved)
        else "It has just been changed on the server, and is not deleted unasked."
    )
    return Renamed(old, key, kept=reason)
