"""Who is in a conversation: its roster page by page, and adding to and removing from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from explorer.api.models.base import Unreadable
from explorer.api.models.conversations import Conversation
from explorer.api.operations import ListRoster, UpdateRoster
from explorer.workbench.dialog_forms import OperationForm
from explorer.workbench.feeds import Call, Feed, Loaded
from explorer.workbench.sitting import calling

if TYPE_CHECKING:
    from explorer.workbench.workbench import Workbench


class RosterFeed(Feed[str]):
    """The ids of a conversation's users. From `ListRoster`.

    Args:
        workbench: Asks.
        conversation: Whose roster it is.
    """

    def __init__(self, workbench: Workbench, conversation: Conversation) -> None:
        super().__init__(self._page, identify=lambda item: item if isinstance(item, str) else "")
        self._workbench, self._conversation = workbench, conversation

    async def _page(self, call: Call | None) -> Loaded[str]:
        with calling(ListRoster):
            asked = call or ListRoster(
                cloud_id=self._conversation.cloud_id or await self._workbench.site(),
                conversation_id=self._conversation.id,
            )
            page = (await self._workbench.client.exchange(asked)).result()
        values = cast("Sequence[str | Unreadable]", page.values)
        return Loaded(asked, values, asked.next_page(page))


def add_people(workbench: Workbench, conversation: Conversation) -> OperationForm[None]:
    """The form that adds people to a conversation. From `UpdateRoster`."""
    return OperationForm(
        workbench,
        UpdateRoster,
        title=f"Add people to {conversation.title}",
        act="Add",
        given={"conversation_id": conversation.id},
        shown=("add",),
        kept_as=conversation.id,
    )


async def remove_person(workbench: Workbench, conversation: Conversation, user_id: str) -> None:
    """Take a person out of a conversation. From `UpdateRoster`.

    Raises:
        ApiError: It was refused, or no answer came.
    """
    with calling(UpdateRoster):
        call = UpdateRoster(
            cloud_id=conversation.cloud_id or await workbench.site(),
            conversation_id=conversation.id,
            remove=[user_id],
        )
        (await workbench.client.exchange(call)).result()
