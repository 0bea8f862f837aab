"""Messages of a conversation in a notebook: fifty at a time, formatted, and inert."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from html.parser import HTMLParser
from typing import Any

import pytest
import traitlets

from explorer.api.operations import CreateConversation, DeleteMessage, GetConversation, SendMessage
from explorer.notebook.browser import ConversationBrowser
from explorer.notebook.messages import PAGE, MessageView
from explorer.workbench.threads import MessageFeed
from explorer.workbench.workbench import Workbench
from tests.notebook.clicks import click

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "`<svg onload=alert(1)>`",
    '<a href="data:text/html,x" data-commandlinker-command="x">x</a>',
    "\x1b[2J \u202eevil",
]

MakeRoom = Callable[..., Awaitable[str]]


@pytest.fixture
def make_room(workbench: Workbench) -> MakeRoom:
    async def make(*texts: str, name: str = "Test") -> str:
        site = await workbench.site()
        made = await workbench.client.send(CreateConversation(cloud_id=site, name=name))
        for text in texts:
            await workbench.client.send(SendMessage(conversation_id=made.id, content=text))
        return made.id

    return make


class Elements(HTMLParser):
    """The elements and attributes of some HTML, as a browser finds them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]


async def test_it_shows_who_wrote_what_formatted(workbench: Workbench, make_room: MakeRoom) -> None:
    room = await make_room("**Hello** `x`", "and more")
    made = MessageView(workbench, room)
    await made.settled()
    html = made._page.value
    assert "<strong>Hello</strong>" in html
    assert "<code>x</code>" in html
    assert "# Test" in made._line.value
    # Two of one author within minutes stand under one name.
    assert html.count("sx-who") == 1
    assert "· you" in html
    assert html.count("sx-day") == 1
    assert made.status == "2 messages"
    assert len(made.messages) == 2


async def test_it_says_what_to_do_without_a_conversation(workbench: Workbench) -> None:
    made = MessageView(workbench)
    await made.settled()
    assert "Choose a conversation" in made._page.value
    assert made.messages == ()


async def test_one_line_links_it_to_the_list(workbench: Workbench) -> None:
    browser, view = ConversationBrowser(workbench), MessageView(workbench)
    traitlets.dlink((browser, "selected"), (view, "conversation"))
    await browser.settled()
    click(browser._list, 2)
    await view.settled()
    assert browser.selected.title in view._line.value
    click(browser._list, 1)
    await view.settled()
    assert browser.selected.title in view._line.value


async def test_pages_are_turned_both_ways(workbench: Workbench, make_room: MakeRoom) -> None:
    room = await make_room(*(f"message {number:03}" for number in range(180)))
    made = MessageView(workbench, room)
    await made.settled()

    def shown() -> tuple[str, str, int]:
        texts = [each.text for each in made.messages]
        return texts[0], texts[-1], len(texts)

    assert shown() == ("message 130", "message 179", PAGE)
    assert made.status == "The latest 50 · older follow"
    made._older.click()
    await made.settled()
    assert shown() == ("message 080", "message 129", PAGE)
    assert made.status == "50 messages · older follow · newer follow"
    for _ in range(2):
        made.older()
        await made.settled()
    assert shown() == ("message 000", "message 049", PAGE)
    assert made._older.disabled
    made._newer.click()
    await made.settled()
    assert shown() == ("message 050", "message 099", PAGE)
    for _ in range(3):
        made.newer()
        await made.settled()
    assert shown()[1] == "message 179"
    assert made._newer.disabled


async def test_fifty_messages_travel_at_a_time(workbench: Workbench, make_room: MakeRoom) -> None:
    room = await make_room(*(f"message {number:03}" for number in range(120)))
    made = MessageView(workbench, room)
    await made.settled()
    assert made._page.value.count("sx-msg") == PAGE
    assert len(made._page.value) < 32 * 1024
    bundle = made._repr_mimebundle_()
    assert "message 119" in bundle["text/html"]
    assert len(bundle["text/html"].encode()) < 20_000


async def test_looking_again_shows_what_has_come_and_gone(
    workbench: Workbench, make_room: MakeRoom
) -> None:
    room = await make_room("first", "second")
    made = MessageView(workbench, room)
    await made.settled()
    second = made.messages[1]
    await workbench.client.send(DeleteMessage(conversation_id=room, message_id=second.id))
    await workbench.client.send(SendMessage(conversation_id=room, content="third"))
    made._again.click()
    await made.settled()
    assert [each.text for each in made.messages] == ["first", "third"]
    assert "third" in made._page.value


async def test_polling_shows_new_messages_by_itself(
    workbench: Workbench, make_room: MakeRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MessageFeed, "poll_delay", lambda self: 0.01)
    room = await make_room("first")
    made = MessageView(workbench, room, polling=True)
    await made.settled()
    await workbench.client.send(SendMessage(conversation_id=room, content="by itself"))
    async with asyncio.timeout(30):
        while "by itself" not in made._page.value:
            await asyncio.sleep(0.01)
    assert not made.busy
    entries = await asyncio.to_thread(lambda: list(workbench.journal.search("")))
    assert {"person", "polling"} <= {entry.origin for entry in entries}
    made.polling = False
    await asyncio.sleep(0)
    made.conversation = None
    await made.settled()


async def test_a_message_sent_from_here_shows_at_once_and_arrives(
    workbench: Workbench, make_room: MakeRoom
) -> None:
    room = await make_room("first")
    made = MessageView(workbench, room)
    await made.settled()
    await workbench.send_message(room, "mine")
    async with asyncio.timeout(30):
        while not (made.messages and getattr(made.messages[-1], "text", "") == "mine"):
            await asyncio.sleep(0.01)
    assert made._page.value.count("sx-msg") == 2


async def test_a_conversation_that_is_not_there_is_told_in_the_view(workbench: Workbench) -> None:
    made = MessageView(workbench, "00000000-0000-4000-8000-000000000000")
    await made.settled()
    assert "404" in made.problem
    assert made.error.exchange.response.status == 404


async def test_hostile_messages_are_inert(workbench: Workbench, make_room: MakeRoom) -> None:
    room = await make_room(*HOSTILE, name="<img src=x onerror=alert(1)>")
    made = MessageView(workbench, room)
    bundle = made._repr_mimebundle_()
    await made.settled()
    for html in (made._page.value, made._foot.line.value, bundle["text/html"]):
        found = Elements(html)
        assert not found.names & {"script", "img", "svg", "iframe", "style", "form"}
        assert not [name for name in found.attributes if name.startswith(("on", "data-"))]
        assert not [each for each in found.addresses if not each.startswith(("http", "mailto"))]
        assert "\x1b" not in html
        assert "\u202e" not in html
    assert "&lt;img" in made._page.value


async def test_the_title_can_be_had_by_an_id(workbench: Workbench, make_room: MakeRoom) -> None:
    room = await make_room("x", name="Named")
    found: Any = await workbench.client.send(
        GetConversation(cloud_id=await workbench.site(), conversation_id=room)
    )
    made = MessageView(workbench, found)
    await made.settled()
    assert "# Named" in made._line.value
