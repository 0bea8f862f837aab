"""Conversations in a notebook: filtered by the server, fifty at a time, one of them selected."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import traitlets

from explorer.api.client import AsyncClient
from explorer.api.exchange import Request, Response, Timing
from explorer.api.steps import Reply
from explorer.notebook import browser as module
from explorer.notebook.browser import PAGE, ConversationBrowser
from explorer.workbench.workbench import Workbench
from tests.notebook.clicks import click, marked

HOSTILE = "<img src=x onerror=alert(1)>\x1b[2J\u202e"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE", 0)


class Rooms:
    """A transport that answers lists of many rooms, made as they are asked for.

    Args:
        count: How many there are.
        change: May change an answer's rooms.
    """

    def __init__(
        self, count: int, change: Callable[[list[Any]], None] = lambda rooms: None
    ) -> None:
        self.count, self.change = count, change
        self.asked: list[dict[str, str]] = []
        self.fails = False
        self.slow = 0

    async def send(self, request: Request, remaining: float) -> Reply:
        if self.slow:
            self.slow -= 1
            await asyncio.sleep(3600)
        query = {name: found[0] for name, found in parse_qs(urlsplit(request.url).query).items()}
        self.asked.append(query)
        await asyncio.sleep(0)
        if self.fails:
            return self._reply(403, {"code": 403, "message": "not allowed"})
        first = int(query.get("cursor", 0))
        wanted = query.get("query", "")
        rooms = [
            {"id": f"room-{number}", "name": f"Room {number:06}", "type": "group"}
            for number in range(first, min(first + 75, self.count))
            if wanted in f"Room {number:06}"
        ]
        self.change(rooms)
        after = first + 75
        cursor = str(after) if after < self.count else ""
        return self._reply(200, {"values": rooms, "cursor": cursor, "limit": 75})

    def _reply(self, status: int, value: Any) -> Reply:
        headers = (("Content-Type", "application/json"),)
        body = json.dumps(value).encode()
        return Reply(Response(status, "", headers, body, "HTTP/1.1"), Timing(None, None, 1.0))

    async def stream(self, request: Request, remaining: float, transfer: Any) -> Reply:
        raise AssertionError("nothing is streamed here")

    async def aclose(self) -> None:
        pass


def browsing(rooms: Rooms, **options: Any) -> ConversationBrowser:
    client = AsyncClient("http://127.0.0.1:9", transport=rooms, cloud_id="site")
    return ConversationBrowser(client, **options)


def names(made: ConversationBrowser) -> list[str]:
    return [words.split("  ")[0] for words, _ in made._list.items]


async def test_it_lists_what_the_sandbox_has(workbench: Workbench) -> None:
    made = ConversationBrowser(workbench)
    await made.settled()
    assert len(made.conversations) == len(made._list.items) > 10
    # Other tests make rooms on the same server, at times more than a page of them.
    count = len(made.conversations)
    assert made.status.startswith((f"{count} conversations", f"1–{count} of "))
    assert any("Launch budget" in name for name in names(made))


async def test_the_filter_and_the_boxes_ask_the_server() -> None:
    rooms = Rooms(300)
    made = browsing(rooms)
    await made.settled()
    made._filter.value = "00001"
    await made.settled()
    assert rooms.asked[-1] == {"query": "00001"}
    assert [row.name for row in made.conversations][:2] == ["Room 000001", "Room 000010"]
    made._boxes["include_archived"].value = True
    await made.settled()
    assert rooms.asked[-1] == {"query": "00001", "include-archived": "true"}
    made.exclude_direct = True
    assert made._boxes["exclude_direct"].value
    await made.settled()
    assert rooms.asked[-1]["exclude-direct"] == "true"


async def test_a_filter_typed_on_takes_the_place_of_the_one_before() -> None:
    rooms = Rooms(300)
    made = browsing(rooms)
    await made.settled()
    asked = len(rooms.asked)
    for query in ("0", "00", "000", "0002"):
        made._filter.value = query
    await made.settled()
    assert [query["query"] for query in rooms.asked[asked:]] == ["0002"]


async def test_a_filter_that_finds_nothing_says_so() -> None:
    made = browsing(Rooms(10), query="nothing of the kind")
    await made.settled()
    assert made.status == "No conversation's name holds “nothing of the kind”."


async def test_100000_conversations_open_with_one_request_and_50_rows() -> None:
    rooms = Rooms(100_000)
    made = browsing(rooms)
    made._repr_mimebundle_()
    await made.settled()
    assert len(rooms.asked) == 1
    assert len(made._list.items) == PAGE == 50
    assert made.status == "1–50 of 75 read, more follow"
    assert len(json.dumps(made._list.get_state())) < 16 * 1024


async def test_pages_are_turned_with_at_most_one_request_each() -> None:
    rooms = Rooms(300)
    made = browsing(rooms)
    await made.settled()
    before, after, _ = made._pager
    assert before.disabled
    for page in range(2, 7):
        asked = len(rooms.asked)
        after.click()
        await made.settled()
        assert made.page == page
        assert len(rooms.asked) - asked <= 1
        first = made.conversations[0]
        assert first.name == f"Room {(page - 1) * 50:06}"
    assert after.disabled
    assert made.status == "251–300 of 300"
    before.click()
    await made.settled()
    assert made.page == 5
    made.page = 99
    await made.settled()
    assert made.page == 6


async def test_all_can_be_read_while_few_are_kept_and_any_page_shown() -> None:
    rooms = Rooms(20_000)
    made = browsing(rooms)
    await made.settled()
    made._pager[2].click()
    await made.settled()
    assert made.status == "1–50 of 20,000"
    assert len(made.conversations) == 50
    made.page = 200
    await made.settled()
    assert made.conversations[0].name == "Room 009950"
    assert len(made.conversations) == 50
    feed = made._feed
    kept = sum(feed.row(number) is not None for number in range(feed.count))
    assert kept <= 500


async def test_reading_all_can_be_cancelled() -> None:
    rooms = Rooms(100_000)
    made = browsing(rooms)
    await made.settled()
    made.read_all()
    while len(rooms.asked) < 20:
        await asyncio.sleep(0)
    assert made.busy
    made.cancel()
    await made.settled()
    assert len(rooms.asked) < 100
    assert not made.busy
    assert len(made._list.items) == 50


async def test_choosing_a_row_selects_its_conversation_and_the_other_way_round() -> None:
    made = browsing(Rooms(120))
    await made.settled()
    seen: list[Any] = []
    made.observe(lambda change: seen.append(change["new"]), "selected")
    click(made._list, 3)
    assert made.selected.name == "Room 000003"
    made.selected = made.conversations[7]
    assert marked(made._list) == 7
    made.next_page()
    await made.settled()
    assert marked(made._list) is None
    assert made.selected.name == "Room 000007"
    made.previous_page()
    await made.settled()
    assert marked(made._list) == 7
    made.selected = None
    assert marked(made._list) is None
    assert [each and each.name for each in seen] == ["Room 000003", "Room 000007", None]
    with pytest.raises(traitlets.TraitError):
        made.selected = "Room 000003"


async def test_a_row_means_the_same_while_the_page_is_turned() -> None:
    made = browsing(Rooms(300))
    await made.settled()
    made.next_page()
    # The page before stands there still.
    click(made._list, 3)
    assert made.selected.name == "Room 000003"
    await made.settled()
    assert made.conversations[3].name == "Room 000053"
    assert made.selected.name == "Room 000003"


async def test_one_line_links_it_to_another_component() -> None:
    class Other(traitlets.HasTraits):
        conversation = traitlets.Any()

    made, other = browsing(Rooms(5)), Other()
    traitlets.dlink((made, "selected"), (other, "conversation"))
    await made.settled()
    click(made._list, 2)
    assert other.conversation is made.selected


async def test_a_row_of_another_shape_is_shown_and_cannot_be_chosen() -> None:
    def spoil(rooms: list[Any]) -> None:
        rooms[1] = {"id": 7, "name": HOSTILE}

    made = browsing(Rooms(5, spoil))
    await made.settled()
    click(made._list, 1)
    assert made.selected is None
    assert "cannot be opened" in made.problem


async def test_what_a_server_sends_stays_text() -> None:
    def spoil(rooms: list[Any]) -> None:
        rooms[0]["name"] = rooms[0]["topic"] = HOSTILE

    made = browsing(Rooms(3, spoil))
    bundle = made._repr_mimebundle_()
    await made.settled()
    words = made._list.items[0][0]
    assert "\x1b" not in words
    assert "\u202e" not in words
    assert "<img" not in bundle["text/html"]
    assert "&lt;img" in bundle["text/html"]


async def test_a_failure_leaves_the_list_that_was_there() -> None:
    rooms = Rooms(120)
    made = browsing(rooms)
    await made.settled()
    rooms.fails = True
    made._again.click()
    await made.settled()
    assert "not allowed" in made.problem
    assert made.error.exchange.response.status == 403
    assert len(made._list.items) == 50
    rooms.fails = False
    made._again.click()
    await made.settled()
    assert made.problem == ""


async def test_its_picture_is_the_first_page_and_small() -> None:
    made = browsing(Rooms(100_000))
    picture = made._repr_mimebundle_()["text/html"]
    assert "Room 000000" in picture
    assert "read, more follow" in picture
    assert len(picture.encode()) < 20_000
    made.page = 3
    await made.settled()
    assert "Room 000100" in made.picture()._repr_html_()
    assert repr(made) == "<ConversationBrowser 101–150 of 150 read, more follow>"


async def test_a_slow_server_keeps_the_cell_for_a_moment_only_and_is_read_all_the_same() -> None:
    rooms = Rooms(120)
    rooms.slow = 1
    made = browsing(rooms)
    made.first_seconds = 0.01
    made.look()
    assert not made.loaded
    assert made.conversations == []
    await made.settled()
    assert made.loaded
    assert len(made._list.items) == 50
