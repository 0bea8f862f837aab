"""The last acts of a journal, as a person counts them."""

from __future__ import annotations

from explorer.api.operations import (
    CreateConversation,
    GetConversation,
    ListConversations,
    SendMessage,
)
from explorer.tour.acts import last_acts
from explorer.tour.checking import stage
from explorer.tour.recorder import record
from explorer.workbench.journal_query import Query
from explorer.workbench.targets import Target
from explorer.workbench.workbench import Workbench

from .conftest import tour_of

PERSON = Query(origins=("person",))


def operations(workbench: Workbench, number: int) -> list[str]:
    """The steps of a tour of the last acts."""
    workbench.journal.flush()
    entries = last_acts(workbench.journal, PERSON, number)
    return [step.operation for step in record(entries, "T").tour.steps] if entries else []


async def test_an_act_brings_what_gave_its_ids_and_nothing_else() -> None:
    async with stage(tour_of("  - operation: ListSites"), Target(embedded=True)) as workbench:
        client = workbench.client
        with workbench.origin("person", view="conversations"):
            await workbench.site()
            assert operations(workbench, 3) == []
            page = await client.send(ListConversations(query="launch"))
            room = page.items[0].id  # type: ignore[union-attr]
            await client.send(ListConversations(query="cleanup"))
            await client.send(GetConversation(conversation_id=room))
            await client.send(SendMessage(conversation_id=room, content="Hi", form="text"))
            # What a pane reads afterwards is no act.
            await client.send(ListConversations(query="launch"))
        # What was asked with the id gave none.
        assert operations(workbench, 1) == ["ListConversations", "SendMessage"]
        with workbench.origin("person", view="endpoints"):
            await client.send(ListConversations(limit=1))
            made = await client.send(CreateConversation(name="Made here"))
        with workbench.origin("person", view="messages"):
            await client.send(SendMessage(conversation_id=made.id, content="1", form="text"))
            await client.send(GetConversation(conversation_id=made.id))
        for number in (1, 2):
            assert operations(workbench, number) == ["CreateConversation", "SendMessage"]
        assert operations(workbench, 3) == [
            "ListConversations",
            "CreateConversation",
            "SendMessage",
        ]
