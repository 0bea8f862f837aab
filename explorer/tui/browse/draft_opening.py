"""Opening what a draft is of: the conversation, and in it the module or the message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.tui.content import notify_text

if TYPE_CHECKING:
    from explorer.tui.browse.screen import BrowseScreen
    from explorer.workbench.draft_list import ListedDraft
    from explorer.workbench.workbench import Workbench


async def open_draft(screen: BrowseScreen, workbench: Workbench, listed: ListedDraft) -> None:
    """Open what a draft is of.

    Args:
        screen: The first screen.
        workbench: Of the sitting.
        listed: The draft.
    """
    from explorer.api.errors import ApiError
    from explorer.tui.browse.modules import ModulesPane
    from explorer.workbench.rooms import read_conversation

    id = listed.draft.id
    if not id.conversation:
        notify_text(screen.app, f"It is where it was typed: the {listed.what}.")
        return
    try:
        with workbench.origin("person", view="drafts"):
            room = await read_conversation(workbench, id.conversation)
            if listed.module is not None and workbench.shelf(room) is None:
                # Whether its copy has changed is told by the server's.
                await workbench.modules(room)
    except ApiError as problem:
        notify_text(screen.app, f"The draft stays. {problem}", severity="warning", timeout=10)
        return
    shown = screen.thread.conversation
    if shown is None or shown.id != room.id:
        screen.open_conversation(room)
    if listed.module is None:
        screen.action_compose()
        return
    screen.action_modules()
    begin = id.key if listed.key is None else ""
    screen.modules.post_message(ModulesPane.Edit(listed.module, listed.key, begin=begin))
