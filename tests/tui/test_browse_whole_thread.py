"""The whole of a long conversation: gone through, jumped in, searched, saved."""

from __future__ import annotations

import asyncio
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from explorer.api.auth import RoomToken
from explorer.api.client import Client
from explorer.api.exchange import Response
from explorer.api.operations import (
    CreateConversation,
    GetConversation,
    SendMessage,
    UploadMedia,
)
from explorer.api.transport import AsyncHttpTransport
from explorer.workbench.threads import WINDOW


def room(other: Any, name: str, messages: int) -> tuple[str, list[str]]:
    """A room of which the conversations' list shows the first row, and its messages."""
    made = other.send(CreateConversation(name=f"A {name}"))
    ids = [
        other.send(SendMessage(conversation_id=made.id, content=f"{name} message {number}")).id
        for number in range(messages)
    ]
    return str(made.id), ids


async def to_place(stage: Any, words: str) -> None:
    await stage.press("t")
    await stage.sees("Go to")
    await stage.write(words)
    await stage.press("enter")


class TestWindow:
    async def test_what_is_far_is_dropped_and_comes_back(
        self, open_app: Any, other: Any, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr("explorer.workbench.threads.WINDOW", 225)
        room(other, "archive", 320)
        async with open_app() as stage:
            await stage.open("A archive")
            lines = stage.browse.thread.list
            for _ in range(5):
                await stage.press("home")
                await stage.quiet()
            assert "archive message 0" in stage.text
            assert len(lines.source) == 225
            for _ in range(6):
                await stage.press("pagedown")
            await stage.press("end")
            await stage.sees("archive message 319")
            await stage.quiet()
            assert len(lines.source) <= 225
            assert lines.at_end

    async def test_the_reader_stays_where_they_are_while_it_slides(
        self, open_app: Any, other: Any, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr("explorer.workbench.threads.WINDOW", 225)
        room(other, "archive", 320)
        async with open_app() as stage:
            await stage.open("A archive")
            lines = stage.browse.thread.list
            seen = []
            for _ in range(200):
                first = lines.source.items[lines._view.rows[0].item].text
                seen.append(int(first.rpartition(" ")[2]))
                if seen[-1] == 0:
                    break
                await stage.press("pageup")
                await stage.quiet()
            assert seen[-1] == 0
            steps = [before - after for before, after in pairwise(seen)]
            # Every screen goes on where the one before ended: no jump, no gap, no way back.
            assert all(0 < step <= lines.size.height for step in steps)

    async def test_new_ones_below_are_counted_and_do_not_move_the_reader(
        self, open_app: Any, other: Any, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr("explorer.workbench.threads.WINDOW", 225)
        id, _ = room(other, "archive", 320)
        async with open_app() as stage:
            await stage.open("A archive")
            await to_place(stage, "start")
            await stage.sees("archive message 0")
            other.send(SendMessage(conversation_id=id, content="hot off the press"))
            await stage.press("r")
            await stage.sees("1 new below")
            assert "archive message 0" in stage.text
            await stage.press("end")
            await stage.sees("hot off the press")


class TestGoing:
    async def test_to_a_message_by_its_link(self, open_app: Any, other: Any) -> None:
        id, ids = room(other, "archive", 240)
        async with open_app() as stage:
            await stage.open("A archive")
            await to_place(stage, f"https://x.example/{id}/{ids[100]}")
            await stage.sees("archive message 100")
            thread = stage.browse.thread
            assert thread.item.id == ids[100]
            assert thread.list.has_focus

    async def test_to_a_day(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Announcements")
            before = stage.browse.thread.item.id
            await to_place(stage, "start")
            await stage.until(lambda: stage.browse.thread.item.id != before)
            assert stage.browse.thread.list.cursor == 0

    async def test_what_is_no_place_is_said_and_can_be_mended(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            await to_place(stage, "[b]nowhere")
            await stage.sees("is no place in a")
            await stage.press("escape")
            await stage.loses("is no place in a")

    async def test_a_message_that_is_not_there_is_said(self, open_app: Any) -> None:
        async with open_app() as stage:
            await stage.open("Lunch")
            await to_place(stage, "5d6e39d3-ab1d-10e7-be03-02420aff0003")
            await stage.hears("404")
            assert "Noodles" in stage.text


class TestTheFirstNewOne:
    @pytest.fixture
    def someone(self, sandbox: Any, target: Any) -> Any:
        """Another app, which has one room."""
        held = sandbox.credentials
        token = RoomToken(held.room_token, held.room_conversation_id)
        with Client(target.base_url, auth=token, cloud_id=target.cloud_id) as client:
            yield client

    async def test_a_line_marks_it_after_having_been_elsewhere(
        self, open_app: Any, other: Any, someone: Any, sandbox: Any
    ) -> None:
        id = sandbox.credentials.room_conversation_id
        name = other.send(GetConversation(conversation_id=id)).title
        async with open_app() as stage:
            await stage.open(name)
            await stage.open("Lunch")
            someone.send(SendMessage(conversation_id=id, content="while you were away"))
            await stage.open(name)
            assert "─ new ─" in stage.text
            assert stage.text.index("─ new ─") < stage.text.index("while you were away")
            await stage.open("Lunch")
            await stage.open(name)
            assert "─ new ─" not in stage.text

    async def test_it_goes_with_the_next_message_of_ones_own(
        self, open_app: Any, other: Any, someone: Any, sandbox: Any, quick_polls: None
    ) -> None:
        id = sandbox.credentials.room_conversation_id
        name = other.send(GetConversation(conversation_id=id)).title
        async with open_app() as stage:
            await stage.open(name)
            someone.send(SendMessage(conversation_id=id, content="first of all"))
            await stage.sees("─ new ─")
            await stage.press("c", *"seen", "ctrl+d")
            await stage.loses("─ new ─")
            assert "first of all" in stage.text


class TestSearchingAll:
    async def test_it_goes_back_to_the_beginning(self, open_app: Any, other: Any) -> None:
        _, ids = room(other, "archive", 240)
        async with open_app() as stage:
            await stage.open("A archive")
            await stage.press("F")
            await stage.write("message 1")
            await stage.press("enter")
            await stage.sees("111 found in 240 messages, the whole conversation.")
            await stage.press("end", "enter")
            await stage.sees("archive message 1")
            assert stage.browse.thread.item.id == ids[1]

    async def test_it_takes_over_what_is_searched_on_the_screen(
        self, open_app: Any, other: Any
    ) -> None:
        room(other, "archive", 100)
        async with open_app() as stage:
            await stage.open("A archive")
            await stage.press("slash")
            await stage.write("message 7")
            await stage.press("f3")
            await stage.sees("11 found in 100 messages")

    async def test_it_can_be_watched_and_stopped(
        self, open_app: Any, other: Any, wire: Any
    ) -> None:
        room(other, "archive", 240)
        late = asyncio.Event()
        async with open_app(transport=wire) as stage:
            await stage.open("A archive")
            wire.hold = lambda request: late.wait() if "beforeMessage" in request.target else None
            await stage.press("F")
            await stage.write("message")
            await stage.press("enter")
            await stage.sees("75 found in 75 messages")
            assert "stops" in stage.text
            await stage.press("f8")
            late.set()
            await stage.sees("and stopped there")
            assert sum("beforeMessage" in asked for asked in wire.asked) == 1

    async def test_nothing_and_a_failure_are_said(
        self, open_app: Any, other: Any, wire: Any
    ) -> None:
        room(other, "archive", 100)
        async with open_app(transport=wire) as stage:
            await stage.open("A archive")
            await stage.press("F")
            await stage.write("nothing of the kind")
            await stage.press("enter")
            await stage.sees("Nothing was found.")

            def fail(request: Any) -> Response | None:
                failed = Response(500, body=b'{"message": "out of [b]order[/]"}')
                return failed if "beforeMessage" in request.target else None

            wire.spoil = fail
            stage.app.screen.query_one(Input).focus()
            await stage.press("enter")
            await stage.sees("[b]order[/]")


class TestExport:
    @pytest.fixture(autouse=True)
    def there(self, tmp_path: Path, monkeypatch: Any) -> None:
        monkeypatch.chdir(tmp_path)

    async def test_as_markdown(self, open_app: Any, tmp_path: Path) -> None:
        async with open_app() as stage:
            await stage.open("Incident 42")
            await stage.press("X")
            await stage.sees("Export Incident 42")
            await stage.press("enter")
            await stage.hears("messages in")
        (file,) = tmp_path.glob("*.md")
        text = file.read_text(encoding="utf-8")
        assert text.startswith("# Incident 42")
        assert "**Grace Mbeki**" in text

    async def test_as_json_over_a_file_that_is_there(
        self, open_app: Any, other: Any, tmp_path: Path
    ) -> None:
        room(other, "archive", 160)
        (tmp_path / "a.json").write_text("old", encoding="utf-8")
        async with open_app() as stage:
            await stage.open("A archive")
            await stage.press("X")
            stage.app.screen.query_one(Input).value = "a.json"
            await stage.press("enter")
            await stage.sees("Enter once more")
            assert (tmp_path / "a.json").read_text(encoding="utf-8") == "old"
            await stage.press("enter")
            await stage.hears("160 messages in")
        exported = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
        texts = [each["text"] for each in exported["messages"]]
        assert texts == [f"archive message {number}" for number in range(160)]

    async def test_one_that_is_cancelled_leaves_nothing(
        self, open_app: Any, other: Any, wire: Any, tmp_path: Path
    ) -> None:
        room(other, "archive", 160)
        async with open_app(transport=wire) as stage:
            await stage.open("A archive")
            late = asyncio.Event()
            wire.hold = lambda request: late.wait() if "afterMessage" in request.target else None
            await stage.press("X")
            stage.app.screen.query_one(Input).value = "a.md"
            await stage.press("enter")
            await stage.sees("75 messages, up to")
            await stage.press("escape")
            await stage.hears("nothing was saved")
            await stage.quiet()
            assert not [each for each in tmp_path.iterdir() if each.name != "data"]

    async def test_a_file_of_a_message(self, open_app: Any, other: Any, tmp_path: Path) -> None:
        from explorer.api.media import document_with_files

        id, _ = room(other, "files", 0)
        up = other.send(
            UploadMedia(conversation_id=id, name="figures.csv", content=b"day,parcels\n")
        )
        content = document_with_files([up.id], conversation_id=id, text="Here")
        other.send(SendMessage(conversation_id=id, content=content.to_json()))
        async with open_app(transport=AsyncHttpTransport()) as stage:
            await stage.open("A files")
            assert "name and size are known once saved (S)" in stage.text
            await stage.press("S", "enter")
            await stage.hears("figures.csv, 12 bytes")
            await stage.sees("saved as figures.csv, 12 bytes")
            await stage.open("Lunch")
            await stage.loses("saved as figures.csv")
            await stage.open("A files")
            await stage.sees("saved as figures.csv, 12 bytes")
        assert (tmp_path / "figures.csv").read_bytes() == b"day,parcels\n"


def test_the_window_is_a_few_screens_of_pages() -> None:
    assert 300 <= WINDOW <= 500
