"""Writing in a notebook: sent in three forms, previewed, kept as a draft, never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from explorer.api.models.conversations import Conversation
from explorer.api.operations import CreateConversation, GetConversation, ListMessages
from explorer.notebook import composer as module
from explorer.notebook.composer import MessageComposer
from explorer.sandbox.server import Sandbox
from explorer.workbench.workbench import Workbench

JSON = (
    '{"version": 1, "type": "doc", "content": [{"type": "paragraph", "content": '
    '[{"type": "text", "text": "Hello", "marks": [{"type": "strong"}]}]}]}'
)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE", 0)


@pytest.fixture
async def room(workbench: Workbench) -> Conversation:
    return await new_room(workbench)


async def new_room(workbench: Workbench) -> Conversation:
    site = await workbench.site()
    made = await workbench.client.send(CreateConversation(cloud_id=site, name="Test"))
    return await workbench.client.send(GetConversation(cloud_id=site, conversation_id=made.id))


async def received(workbench: Workbench, room: Conversation) -> list[Any]:
    call = ListMessages(cloud_id=await workbench.site(), conversation_id=room.id)
    return list((await workbench.client.send(call)).messages)


@pytest.mark.parametrize(
    ("way", "content_type", "is_bold"),
    [
        ("document", "application/json", True),
        ("markdown", "text/markdown", True),
        ("text", "text/plain", False),
        ("json", "application/json", True),
    ],
)
async def test_it_sends_in_the_form_that_is_chosen(
    way: str, content_type: str, is_bold: bool, workbench: Workbench, room: Conversation
) -> None:
    made = MessageComposer(workbench, room)
    await made.settled()
    made._field.value = JSON if way == "json" else "**Hello**"
    made._way_choice.value = way
    made._send_button.click()
    await made.settled()
    assert made.status == "Sent."
    assert made.text == ""
    assert made.sent.state == "sent"
    entries = await asyncio.to_thread(lambda: list(workbench.journal.search("")))
    sent = [each for each in entries if each.operation_id == "ConversationMessagePostHandler"]
    assert content_type in dict(sent[0].request.headers)["Content-Type"]
    message = (await received(workbench, room))[-1]
    assert ('"strong"' in str(message.body).replace("'", '"')) is is_bold
    assert "Hello" in message.text


async def test_what_it_will_look_like_is_shown_as_one_types(
    workbench: Workbench, room: Conversation
) -> None:
    made = MessageComposer(workbench, room)
    await made.settled()
    made._field.value = "**Hello** <img src=x onerror=alert(1)>"
    await made.bridge.everything()
    assert "<strong>Hello</strong>" in made._preview.value
    assert "<img" not in made._preview.value
    assert "sx-gone" not in made._preview._dom_classes
    made._way_choice.value = "text"
    await made.bridge.everything()
    assert "**Hello**" in made._preview.value
    made._field.value = ""
    await made.bridge.everything()
    assert "sx-gone" in made._preview._dom_classes


async def test_what_is_typed_is_a_draft_from_the_first_key_on(
    workbench: Workbench, room: Conversation
) -> None:
    other = await new_room(workbench)
    made = MessageComposer(workbench, room)
    await made.settled()
    made._field.value = "half a th"
    assert workbench.drafts.get(workbench.message_draft(room)) == "half a th"
    made.conversation = other
    assert made._field.value == ""
    made.text = "elsewhere"
    made.conversation = room
    assert made._field.value == "half a th"
    later = MessageComposer(workbench, other)
    assert later.text == "elsewhere"
    await made.settled()
    await later.settled()


async def test_a_message_that_was_not_sent_is_kept_with_the_reason(
    workbench: Workbench, room: Conversation, sandbox: Sandbox
) -> None:
    made = MessageComposer(workbench, room)
    await made.settled()
    made.text = "important"
    with failing(sandbox):
        made._send_button.click()
        await made.settled()
    assert [each.markdown for each in made.unsent] == ["important"]
    assert "not sent" in made._unsent_list.value
    assert made.unsent[0].reason
    assert made.problem
    assert "not sent: " in made.picture()._repr_html_()
    # Another component, as after a restart of the kernel, knows it too.
    later = MessageComposer(workbench, room)
    await later.settled()
    assert [each.markdown for each in later.unsent] == ["important"]
    later.send_again()
    await later.settled()
    assert later.status == "Sent."
    assert later.unsent == ()
    assert "sx-gone" in later._unsent_row._dom_classes
    assert [each.text for each in await received(workbench, room)] == ["important"]


async def test_a_message_that_was_not_sent_can_be_taken_back(
    workbench: Workbench, room: Conversation, sandbox: Sandbox
) -> None:
    made = MessageComposer(workbench, room)
    await made.settled()
    made.text = "important"
    with failing(sandbox):
        made.send()
        await made.settled()
    made.text = "meanwhile"
    made.take_back()
    await made.settled()
    assert made.text == "important\n\nmeanwhile"
    assert made.unsent == ()
    assert await received(workbench, room) == []


async def test_nothing_is_sent_without_words_or_a_conversation(
    workbench: Workbench, room: Conversation
) -> None:
    made = MessageComposer(workbench)
    await made.settled()
    assert made._send_button.disabled
    made.send()
    assert made.problem == "Choose a conversation first."
    made.conversation = room
    await made.settled()
    made.text = "  "
    made.send()
    assert "nothing to send" in made.problem


@contextmanager
def failing(sandbox: Sandbox) -> Iterator[None]:
    """A server that refuses every message."""
    number = sandbox.add_fault("status=500@ConversationMessagePostHandler")
    try:
        yield
    finally:
        sandbox.remove_fault(number)
