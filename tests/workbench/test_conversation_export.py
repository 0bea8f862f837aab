"""Whole conversations: written to a file, searched back to the beginning."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from explorer.api.errors import ServerError
from explorer.api.exchange import Request, Response
from explorer.api.models import Conversation
from explorer.api.operation import CallError
from explorer.api.operations import SendMessage
from explorer.workbench.conversation_export import (
    ExportFormat,
    ExportProgress,
    export_conversation,
    export_name,
)
from explorer.workbench.conversation_search import ConversationSearch
from explorer.workbench.rooms import read_conversation
from explorer.workbench.workbench import Workbench

MakeRoom = Callable[..., Awaitable[str]]


async def room_of(workbench: Workbench, make_room: MakeRoom, count: int) -> Conversation:
    return await read_conversation(workbench, await make_room(workbench, count))


class TestExport:
    async def test_all_of_it_in_order_with_progress(
        self, workbench: Workbench, make_room: MakeRoom, tmp_path: Path
    ) -> None:
        room = await room_of(workbench, make_room, 160)
        seen: list[ExportProgress] = []
        made = await export_conversation(
            workbench, room, tmp_path / "a.json", ExportFormat.JSON, progress=seen.append
        )
        assert (made.messages, made.fallback) == (160, False)
        assert [each.messages for each in seen][:4] == [0, 75, 150, 160]
        kept = json.loads(made.path.read_bytes())
        assert [each["text"] for each in kept["messages"]] == [f"message {n}" for n in range(160)]
        assert made.size == made.path.stat().st_size

    async def test_markdown_has_days_and_names(
        self, workbench: Workbench, make_room: MakeRoom, tmp_path: Path
    ) -> None:
        room = await room_of(workbench, make_room, 0)
        await workbench.client.send(
            SendMessage(conversation_id=room.id, content="**bold** *and* `code`")
        )
        made = await export_conversation(
            workbench,
            room,
            tmp_path / "a.md",
            ExportFormat.MARKDOWN,
            now=lambda: datetime(2026, 6, 15, tzinfo=UTC),
        )
        text = made.path.read_text(encoding="utf-8")
        assert text.startswith("# ")
        assert text.count("\n## ") == 1
        assert "**bold** _and_ `code`" in text

    async def test_a_failure_on_the_way_leaves_no_file(
        self, open_workbench: Any, spoiled: Any, make_room: MakeRoom, tmp_path: Path
    ) -> None:
        def spoil(request: Request) -> Response | None:
            return Response(500, body=b"{}") if "afterMessage=" in request.url else None

        workbench = await open_workbench(transport=spoiled(spoil))
        room = await room_of(workbench, make_room, 80)
        with pytest.raises(ServerError):
            await export_conversation(workbench, room, tmp_path / "x.md", ExportFormat.MARKDOWN)
        assert list(tmp_path.glob("*.md")) == []
        assert list(tmp_path.glob(".*.part")) == []

    async def test_a_file_that_is_there_stays(
        self, workbench: Workbench, make_room: MakeRoom, tmp_path: Path
    ) -> None:
        room = await room_of(workbench, make_room, 1)
        (tmp_path / "a.md").write_text("old")
        with pytest.raises(CallError, match="already"):
            await export_conversation(workbench, room, tmp_path / "a.md", ExportFormat.MARKDOWN)
        assert (tmp_path / "a.md").read_text() == "old"

    def test_a_name_from_outside_names_one_file(self) -> None:
        name = export_name(Conversation(id="1", name="../a/\x1bb"), ExportFormat.MARKDOWN)
        assert "/" not in name
        assert "\x1b" not in name
        assert name.endswith(".md")


class TestSearch:
    async def test_it_ends_at_the_beginning(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        room = await make_room(workbench, 160)
        search = ConversationSearch(workbench.message_pages(room), "message 15")
        told: list[int] = []
        search.on_change(lambda: told.append(search.looked_at))
        await search.run()
        assert [item.text for item in search.found] == [
            *(f"message {number}" for number in range(159, 149, -1)),
            "message 15",
        ]
        assert (search.complete, search.looked_at, search.error) == (True, 160, None)
        assert told == [75, 150, 160, 160]

    async def test_it_stops_when_asked(self, workbench: Workbench, make_room: MakeRoom) -> None:
        room = await make_room(workbench, 160)
        search = ConversationSearch(workbench.message_pages(room), "message")
        search.on_change(search.stop)
        await asyncio.wait_for(search.run(), 10)
        assert (search.looked_at, search.done, search.complete) == (75, True, False)

    async def test_upper_case_is_meant_where_it_is_typed(
        self, workbench: Workbench, make_room: MakeRoom
    ) -> None:
        room = await make_room(workbench, 1)
        for text, count in (("MESSAGE", 0), ("message\n0", 1)):
            search = ConversationSearch(workbench.message_pages(room), text)
            await search.run()
            assert len(search.found) == count
