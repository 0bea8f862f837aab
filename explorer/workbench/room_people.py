"""The people of a conversation, asked for once: so that they can be mentioned before they speak."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from explorer.api.operations import ListRoster
from explorer.workbench.sitting import calling

if TYPE_CHECKING:
    from explorer.workbench.workbench import Workbench

MOST_PEOPLE = 100
"""People of a large conversation whose names are asked for."""

_AT_ONCE = 8


async def learn_people(workbench: Workbench, conversation_id: str) -> None:
    """Learn the names of those in a conversation's roster. From `ListRoster` and `GetUser`.

    Args:
        workbench: Asks, and knows the names from then on.
        conversation_id: The conversation.

    Raises:
        ApiError: The roster could not be had.
    """
    with calling(ListRoster):
        call = ListRoster(cloud_id=await workbench.site(), conversation_id=conversation_id)
        roster = (await workbench.client.exchange(call)).result()
    turn = asyncio.Semaphore(_AT_ONCE)

    async def learn(id: str) -> None:
        async with turn:
            await workbench.name_of(id)

    known = [each for each in roster.values if isinstance(each, str)]
    await asyncio.gather(*map(learn, known[:MOST_PEOPLE]))
