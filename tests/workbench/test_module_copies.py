"""Copies of a module: at another key, in another conversation, and instead of the old one."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from explorer.api.exchange import Request, Response
from explorer.api.models.modules import TEMPLATES, ModuleType
from explorer.api.operations import PutDialog
from explorer.workbench.module_results import Conflict, Invalid, NotSaved, Renamed, Saved
from explorer.workbench.workbench import Workbench

MakeRoom = Callable[..., Awaitable[str]]
DIALOG = ModuleType.DIALOG


async def put(workbench: Workbench, room: str, key: str, title: str = "Report") -> None:
    body = {**TEMPLATES[DIALOG], "key": key, "title": {"value": title}}
    await workbench.client.send(PutDialog(conversation_id=room, key=key, module=body))


async def dialogs(workbench: Workbench, room: str) -> dict[str, str]:
    shelf = (await workbench.modules(room))[DIALOG]
    keys = shelf.keys or ()
    return {key: (shelf.find(key) or {})["title"]["value"] for key in sorted(keys)}


@pytest.fixture
async def room(workbench: Workbench, make_room: MakeRoom) -> str:
    room = await make_room(workbench)
    await put(workbench, room, "d")
    await workbench.modules(room)
    return room


class TestCopy:
    async def test_it_stands_at_its_key_beside_the_first(
        self, workbench: Workbench, room: str
    ) -> None:
        edit = workbench.edit_module(room, DIALOG, "d")
        edit.change(edit.text.replace("Report", "Second"))
        made = await workbench.put_module_copy(edit, "e")
        assert isinstance(made, Saved)
        assert await dialogs(workbench, room) == {"d": "Report", "e": "Second"}
        shelf = workbench.shelf(room)
        assert shelf is not None
        assert shelf[DIALOG].lists("e")
        # What is typed at the first is neither saved there nor lost.
        assert edit.dirty
        assert workbench.drafts.get(edit.draft) == edit.text

    async def test_it_goes_to_another_conversation(
        self, workbench: Workbench, room: str, make_room: MakeRoom
    ) -> None:
        other = await make_room(workbench)
        edit = workbench.edit_module(room, DIALOG, "d")
        assert isinstance(await workbench.put_module_copy(edit, "d", other), Saved)
        assert await dialogs(workbench, other) == {"d": "Report"}

    async def test_a_key_that_is_taken_is_not_written_over(
        self, workbench: Workbench, room: str
    ) -> None:
        await put(workbench, room, "e", "Theirs")
        made = await workbench.put_module_copy(workbench.edit_module(room, DIALOG, "d"), "e")
        assert isinstance(made, Conflict)
        assert "Theirs" in str(made.theirs)
        assert (await dialogs(workbench, room))["e"] == "Theirs"

    async def test_what_is_no_module_is_not_sent(self, workbench: Workbench, room: str) -> None:
        edit = workbench.edit_module(room, DIALOG, "d")
        assert isinstance(await workbench.put_module_copy(edit, ".."), Invalid)
        edit.change('{"key": "d"}')
        assert isinstance(await workbench.put_module_copy(edit, "e"), Invalid)
        assert list(await dialogs(workbench, room)) == ["d"]

    async def test_an_unsaved_draft_at_the_new_key_stays(
        self, workbench: Workbench, room: str
    ) -> None:
        edit = workbench.edit_module(room, DIALOG, "d")
        begun = workbench.copy_module(edit, "e")
        begun.change(begun.text.replace("Report", "Begun"))
        assert isinstance(await workbench.put_module_copy(edit, "e"), Saved)
        assert "Begun" in str(workbench.drafts.get(begun.draft))

    async def test_a_failure_is_a_sentence(self, open_workbench: Any, spoiled: Any) -> None:
        def spoil(request: Request) -> Response | None:
            return Response(500, body=b'{"message": "fell"}') if request.method == "PUT" else None

        workbench = await open_workbench(transport=spoiled(spoil))
        edit = workbench.edit_module("99999999-0000-4000-8000-000000000000", DIALOG)
        made = await workbench.put_module_copy(edit, "e")
        assert isinstance(made, NotSaved)
        assert "could not be seen" in made.reason


class TestRename:
    async def test_the_old_key_is_gone_and_what_is_typed_is_at_the_new(
        self, workbench: Workbench, room: str
    ) -> None:
        edit = workbench.edit_module(room, DIALOG, "d")
        edit.change(edit.text.replace("Report", "Second"))
        assert await workbench.rename_module(edit, "e") == Renamed("d", "e")
        assert await dialogs(workbench, room) == {"e": "Second"}
        assert workbench.drafts.get(edit.draft) is None

    async def test_where_the_copy_fails_nothing_is_deleted(
        self, workbench: Workbench, room: str
    ) -> None:
        await put(workbench, room, "e", "Theirs")
        edit = workbench.edit_module(room, DIALOG, "d")
        assert isinstance(await workbench.rename_module(edit, "e"), Conflict)
        assert isinstance(await workbench.rename_module(edit, "d"), NotSaved)
        assert isinstance(
            await workbench.rename_module(workbench.edit_module(room, DIALOG), "f"), NotSaved
        )
        assert await dialogs(workbench, room) == {"d": "Report", "e": "Theirs"}

    async def test_what_others_changed_since_is_a_conflict_first(
        self, workbench: Workbench, room: str
    ) -> None:
        edit = workbench.edit_module(room, DIALOG, "d")
        edit.change(edit.text.replace("Report", "Mine"))
        await put(workbench, room, "d", "Theirs")
        assert isinstance(await workbench.rename_module(edit, "e"), Conflict)
        assert [line.text.strip() for line in edit.their_changes() if line.kind == "added"] == [
            '"value": "Theirs"'
        ]
        assert await dialogs(workbench, room) == {"d": "Theirs"}

    async def test_a_server_that_cannot_delete_leaves_both_and_says_what_it_would_need(
        self, open_workbench: Any, spoiled: Any, make_room: MakeRoom
    ) -> None:
        def spoil(request: Request) -> Response | None:
            return Response(405, body=b"{}") if request.method == "DELETE" else None

        workbench = await open_workbench(transport=spoiled(spoil))
        room = await make_room(workbench)
        await put(workbench, room, "d")
        await workbench.modules(room)
        result = await workbench.rename_module(workbench.edit_module(room, DIALOG, "d"), "e")
        assert isinstance(result, Renamed)
        assert "that would need" in result.kept
        assert "e" in await dialogs(workbench, room)


class TestStates:
    async def test_what_a_glance_was_told_is_known_from_here(
        self, workbench: Workbench, room: str
    ) -> None:
        body = TEMPLATES[ModuleType.GLANCE]
        edit = workbench.edit_module(room, ModuleType.GLANCE)
        edit.change(json.dumps(body))
        await edit.save()
        assert await workbench.glance_states(room) == []
        await workbench.set_glance_state(room, body["key"], "2 open")
        made = await workbench.set_glance_state(room, body["key"], "3 open", {"open": 3})
        assert made.ok
        (state,) = await workbench.glance_states(room)
        assert (state.key, state.label, state.metadata) == (body["key"], "3 open", '{"open": 3}')
        refused = await workbench.set_glance_state(room, "unknown", "x")
        assert refused.status == 404
        assert len(await workbench.glance_states(room)) == 1
