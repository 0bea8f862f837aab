"""What someone did becomes a tour that does the same again."""

from __future__ import annotations

import pytest

from explorer.api.operations import (
    CreateConversation,
    GetConversation,
    GetMe,
    ListRecentMessages,
    ListRoster,
    SendMessage,
    UpdateRoster,
)
from explorer.tour.checking import played, stage
from explorer.tour.reading import read_text
from explorer.tour.recorder import Recording, record
from explorer.tour.writing import tour_text
from explorer.workbench.targets import Target
from explorer.workbench.workbench import Workbench

from .conftest import tour_of

START = tour_of("  - operation: ListSites")


def recorded(workbench: Workbench, reads: str = "used") -> Recording:
    workbench.journal.flush()
    rows = workbench.journal.rows(limit=100)
    entries = [workbench.journal.exchange(row.id) for row in reversed(rows)]
    return record(entries, "Recorded", reads=reads)


async def act(workbench: Workbench) -> None:
    client = workbench.client
    await workbench.site()
    feed = workbench.conversations("launch")
    await feed.more()
    known = feed.row(0)
    assert known is not None
    people = (await client.send(ListRoster(conversation_id=known.id))).items  # type: ignore[union-attr]
    await client.send(GetMe())
    made = await client.send(CreateConversation(name="Recorded room"))
    await client.send(UpdateRoster(conversation_id=made.id, add=[people[0]]))
    await client.send(
        SendMessage(conversation_id=made.id, content="**hi** {name}", form="markdown")
    )
    await client.exchange(GetConversation(conversation_id="nowhere-at-all-1"))
    await client.send(ListRecentMessages(conversation_id=made.id))


async def test_a_recording_plays_again() -> None:
    async with stage(START, Target(embedded=True)) as workbench:
        await act(workbench)
        found = recorded(workbench)
    names = [step.operation for step in found.tour.steps]
    assert names == [
        "ListConversations",
        "ListRoster",
        "CreateConversation",
        "UpdateRoster",
        "SendMessage",
        "ListRecentMessages",
    ]
    keeps = {step.operation: step.keep for step in found.tour.steps if step.keep}
    assert keeps["ListRoster"] == {"user": "$.values[0]"}
    assert keeps["CreateConversation"] == {"conversation2": "$.id"}
    assert found.tour.variables == {}
    text = tour_text(found.tour)
    assert "cloudId" not in text
    again = read_text(text)
    async with stage(again, Target(embedded=True)) as workbench:
        steps = [each async for each in played(again, workbench)]
    assert [each.failures for each in steps if not each.ok] == []


async def test_all_reads_and_what_failed_are_kept_when_asked_for() -> None:
    async with stage(START, Target(embedded=True)) as workbench:
        await act(workbench)
        found = recorded(workbench, "all")
    by_name = {step.operation: step for step in found.tour.steps}
    assert "GetMe" in by_name
    failed = by_name["GetConversation"]
    assert failed.expect.statuses == ("404",)
    assert failed.values == {"conversationId": "{{conversation3}}"}
    assert found.tour.variables == {"conversation3": "nowhere-at-all-1"}
    assert found.notes == ("conversation3 has no source in the recording: it is a variable.",)


async def test_no_secret_is_recorded() -> None:
    async with stage(START, Target(embedded=True)) as workbench:
        await act(workbench)
        known = workbench.sandbox.credentials
        client = workbench.client
        room = await client.send(CreateConversation(name=f"Token {known.client_secret}"))
        await client.send(SendMessage(conversation_id=room.id, content=known.client_secret))
        text = tour_text(recorded(workbench, "all").tour)
    assert known.client_secret not in text
    assert "$STRIDE_CLIENT_SECRET" in text


def test_nothing_to_record_is_said() -> None:
    with pytest.raises(ValueError, match="call an operation first"):
        record([], "Empty")
