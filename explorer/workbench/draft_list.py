"""Everything that was typed and not sent, as a list: what it is of, where, and since when."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from explorer.api.errors import ApiError
from explorer.api.models.modules import ModuleType
from explorer.document.safe import one_line
from explorer.workbench import dialog_forms, forms_kept, outgoing
from explorer.workbench.drafts import Draft
from explorer.workbench.module_editing import NEW
from explorer.workbench.rooms import read_conversation

if TYPE_CHECKING:
    from explorer.workbench.workbench import Workbench

MESSAGE = "message"
"""The kind of a message that is being written."""


@dataclass(frozen=True, slots=True)
class ListedDraft:
    """A draft as a person sees it.

    Args:
        draft: The draft.
        what: What it is of, safe to show.
        where: The conversation's name, or its id where that could not be had; empty for none.
        module: Type of the module; None for other drafts.
        key: The key of the module; None for a new one.
    """

    draft: Draft
    what: str
    where: str = ""
    module: ModuleType | None = None
    key: str | None = None

    @property
    def saved(self) -> datetime:
        """When it was last changed, in UTC."""
        return self.draft.saved

    @property
    def excerpt(self) -> str:
        """How it begins, on one line."""
        return one_line(self.draft.text.strip(), 200)


def module_of(draft: Draft) -> tuple[ModuleType, str | None] | None:
    """Type and key of the module a draft is of, None as key for a new one; None for no module.

    Args:
        draft: Any draft.
    """
    kind = draft.id.kind
    is_new = kind.endswith(NEW)
    try:
        type = ModuleType(kind.removesuffix(NEW))
    except ValueError:
        return None
    return type, None if is_new else draft.id.key


async def list_drafts(workbench: Workbench) -> list[ListedDraft]:
    """The drafts of this server's present site, the one changed last first.

    The names of their conversations are asked for, each once.

    Args:
        workbench: Of the sitting.
    """
    kept = await asyncio.to_thread(workbench.drafts.list, profile=workbench.target.name)
    mine = [each for each in kept if each.id.site in {"", workbench.cloud_id}]
    shown = [each for each in mine if _what(each)]
    rooms = {each.id.conversation for each in shown} - {""}
    names = dict(await asyncio.gather(*(_name(workbench, each) for each in sorted(rooms))))
    found = []
    for draft in shown:
        type, key = module_of(draft) or (None, None)
        where = names.get(draft.id.conversation, "")
        found.append(ListedDraft(draft, _what(draft), where, type, key))
    return found


async def _name(workbench: Workbench, conversation_id: str) -> tuple[str, str]:
    try:
        return conversation_id, (await read_conversation(workbench, conversation_id)).title
    except ApiError:
        return conversation_id, conversation_id


def _what(draft: Draft) -> str:
    """What a draft is of; empty for what is kept there but is no draft."""
    module = module_of(draft)
    key = one_line(draft.id.key, 60)
    if module is not None:
        type, own = module
        return f"{type} {one_line(own, 60)}" if own is not None else f"new {type} {key}".strip()
    if draft.id.kind == MESSAGE:
        return "message"
    if draft.id.kind == outgoing.KIND:
        return "message that was not sent"
    if draft.id.kind in {forms_kept.KIND, dialog_forms.KIND}:
        return f"form of {key}"
    return ""
