"""What is written survives every fault: messages on their way, and a module that is saved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from explorer.api import transport
from explorer.api.auth import ClientCredentials
from explorer.api.models import ModuleType
from explorer.api.operations import CATALOGUE, ListRecentMessages, PutDialog, SendMessage
from explorer.api.retry import Policy
from explorer.sandbox.faults.table import FAULTS
from explorer.workbench.module_editing import NotSaved, Saved
from explorer.workbench.outgoing import KIND, State
from explorer.workbench.profiles import Target
from explorer.workbench.workbench import Workbench

from .expected import Cell, Row, matrix
from .world import World

# Waiting as long as a server asks is for the API layer's tests.
POLICY = Policy(retries=1, first_wait=0.001, longest_wait=1.0)

STATES = {
    "done": State.SENT,
    # Whatever it is that the service says: it has taken the message.
    "ShapeError": State.SENT,
    "OutcomeUnknown": State.UNKNOWN,
    "AnswerTooLarge": State.UNKNOWN,
    "PageInstead": State.UNKNOWN,
}
"""What becomes of a message; with every other outcome it has failed."""

GATEWAYS = {"status=502", "status=504"}
"""Their word is not the service's: what came of it is unknown."""

LACKING = {"status=404", "status=405"}
"""Those of a server without the operation, which is not asked again in the same sitting."""


@pytest.fixture
async def workbench(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Workbench]:
    monkeypatch.setattr(transport, "BODY_CAP", 128 * 1024)
    known = world.sandbox.credentials
    auth = ClientCredentials(known.client_id, known.client_secret)
    target = Target(
        profile_name="test", base_url=world.base_url, auth=auth, cloud_id=world.cloud_id
    )
    async with await Workbench.open(target, data_dir=tmp_path, policy=POLICY) as opened:
        yield opened
    world.put_back()


def cell(row: Row, operation_id: str) -> Cell:
    return row.of(CATALOGUE[operation_id])


async def said(workbench: Workbench, room: str, text: str) -> int:
    """How often a room holds a message."""
    page = await workbench.client.send(ListRecentMessages(conversation_id=room))
    return [message.text for message in page.messages].count(text)


@pytest.mark.parametrize("row", matrix(), ids=lambda row: row.fault)
async def test_a_message(row: Row, world: World, workbench: Workbench) -> None:
    room, text = world.subjects.values["conversationId"], "carry this over"
    outcome = cell(row, SendMessage.operation_id).outcome
    expected = State.UNKNOWN if row.fault in GATEWAYS else STATES.get(outcome, State.FAILED)
    arrives = outcome == "done" or FAULTS[row.name].committed

    with world.fault(f"{row.fault}@{SendMessage.operation_id}"):
        message = await workbench.send_message(room, text)
    kept = workbench.drafts.list(kind=KIND)

    assert message.state is expected, message.reason
    assert await said(workbench, room, text) == arrives
    assert world.token not in message.reason
    if expected is State.SENT:
        assert (kept, message.reason) == ([], "")
        return
    assert [text in draft.text for draft in kept] == [True]
    if row.fault in LACKING:
        assert message.reason.startswith("This server has no operation to send to a room")
        return
    assert message.reason.startswith("ConversationMessagePostHandler: ")

    await message.retry()
    assert message.state is State.SENT
    assert workbench.drafts.list(kind=KIND) == []
    assert await said(workbench, room, text) == 1 + arrives


@pytest.mark.parametrize("row", matrix(), ids=lambda row: row.fault)
async def test_a_module(row: Row, world: World, workbench: Workbench) -> None:
    room = world.subjects.values["conversationId"]
    outcome = cell(row, PutDialog.operation_id).outcome
    await workbench.modules(room)
    edit = workbench.edit_module(room, ModuleType.DIALOG, "report-dialog")
    text = edit.text.replace('"Report"', '"Late report"')
    assert text != edit.text
    edit.change(text)

    with world.fault(f"{row.fault}@{PutDialog.operation_id}"):
        result = await edit.save()

    if outcome == "done":
        assert isinstance(result, Saved)
        return
    assert isinstance(result, NotSaved)
    assert result.reason.startswith("AppModuleChatDialogPutHandler: ")
    assert edit.text == text
    assert [draft.text for draft in workbench.drafts.list() if draft.id == edit.draft] == [text]
    assert isinstance(await edit.save(), Saved)
    kept = (await workbench.modules(room))[ModuleType.DIALOG].find("report-dialog")
    assert kept is not None
    assert kept["title"] == {"value": "Late report"}
