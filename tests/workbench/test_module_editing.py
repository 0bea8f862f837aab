"""Editing modules on a real server: drafts, conflicts, saving."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from explorer.api.errors import ApiError
from explorer.api.exchange import Request, Response
from explorer.api.models.base import Unreadable
from explorer.api.models.modules import TEMPLATES, ModuleType, StoredModule
from explorer.api.operations import PutBot, PutDialog
from explorer.workbench.module_editing import (
    Conflict,
    Deleted,
    Invalid,
    ModuleEdit,
    NotSaved,
    Saved,
)
from explorer.workbench.workbench import Workbench

MakeRoom = Callable[..., Awaitable[str]]
DIALOG = ModuleType.DIALOG


@pytest.fixture
async def room(workbench: Workbench, make_room: MakeRoom) -> str:
    """A room with one dialog at the key `d`, its modules read."""
    room = await make_room(workbench)
    await put(workbench, room, "Report")
    await workbench.modules(room)
    return room


async def put(workbench: Workbench, room: str, title: str, key: str = "d") -> None:
    body = {**TEMPLATES[DIALOG], "key": key, "title": {"value": title}}
    await workbench.client.send(PutDialog(conversation_id=room, key=key, module=body))


async def title_of(workbench: Workbench, room: str, key: str = "d") -> str | None:
    shelf = (await workbench.modules(room))[DIALOG]
    found = shelf.find(key)
    return None if found is None else found["title"]["value"]


def retitle(edit: ModuleEdit, title: str) -> None:
    value = json.loads(edit.text)
    value["title"]["value"] = title
    edit.change(json.dumps(value, indent=2))


class TestShelves:
    async def test_all_pages_of_all_types(self, workbench: Workbench, make_room: MakeRoom) -> None:
        room = await make_room(workbench)
        keys = [f"bot-{number:03}" for number in range(80)]
        for key in keys:
            body = {**TEMPLATES[ModuleType.BOT], "key": key}
            await workbench.client.send(PutBot(conversation_id=room, key=key, module=body))
        shelf = await workbench.modules(room)
        assert set(shelf.shelves) == set(ModuleType)
        found = [getattr(module, "key", None) for module in shelf[ModuleType.BOT].modules]
        assert found == keys
        assert shelf.count == 80
        assert all(each.error is None for each in shelf.shelves.values())

    async def test_each_type_tells_its_own_failure(
        self, open_workbench: Any, spoiled: Any, make_room: MakeRoom
    ) -> None:
        def spoil(request: Request) -> Response | None:
            return Response(500, body=b"{}") if "chat:bot:messages" in request.url else None

        workbench = await open_workbench(transport=spoiled(spoil))
        room = await make_room(workbench)
        await put(workbench, room, "Report")
        shelf = await workbench.modules(room)
        failed = [type for type, each in shelf.shelves.items() if each.error is not None]
        assert failed == [ModuleType.BOT_MESSAGES]
        assert shelf[DIALOG].find("d") is not None

    async def test_a_server_that_passes_over_the_offset(
        self, open_workbench: Any, spoiled: Any, make_room: MakeRoom
    ) -> None:
        page = {"values": [{"key": f"k{number}"} for number in range(75)]}

        def spoil(request: Request) -> Response | None:
            listed = request.method == "GET" and "/app/module/" in request.url
            return Response(200, body=json.dumps(page).encode()) if listed else None

        workbench = await open_workbench(transport=spoiled(spoil))
        shelf = await workbench.modules(await make_room(workbench))
        assert len(shelf[DIALOG].modules) == 75

    async def test_a_module_that_cannot_be_read_stands_in_its_place(
        self, open_workbench: Any, spoiled: Any, make_room: MakeRoom
    ) -> None:
        def spoil(request: Request) -> Response | None:
            listed = "/app/module/" in request.url
            return Response(200, body=b'{"values": [{"key": 3}, {"key": "a"}]}') if listed else None

        workbench = await open_workbench(transport=spoiled(spoil))
        first, second = (await workbench.modules(await make_room(workbench)))[DIALOG].modules
        assert isinstance(first, Unreadable)
        assert isinstance(second, StoredModule)


async def test_change_save_and_read_again(workbench: Workbench, room: str) -> None:
    edit = workbench.edit_module(room, DIALOG, "d")
    assert not edit.dirty
    assert edit.problems == []
    retitle(edit, "Weekly report")
    assert edit.dirty
    assert [line.text.strip() for line in edit.difference() if line.kind != "same"] == [
        '"value": "Report"',
        '"value": "Weekly report"',
    ]
    result = await edit.save()
    assert isinstance(result, Saved)
    assert result.key == "d"
    assert not edit.dirty
    assert edit.original == edit.text == result.text
    assert workbench.drafts.get(edit.draft) is None
    assert await title_of(workbench, room) == "Weekly report"
    again = workbench.edit_module(room, DIALOG, "d")
    assert again.text == edit.text


async def test_those_who_look_are_told(workbench: Workbench, room: str) -> None:
    edit = workbench.edit_module(room, DIALOG, "d")
    seen: list[tuple[bool, bool]] = []
    edit.on_change(lambda: seen.append((edit.dirty, edit.saving)))
    retitle(edit, "X")
    await edit.save()
    assert seen[0] == (True, False)
    assert (True, True) in seen
    assert seen[-1] == (False, False)


async def test_a_text_that_does_not_fit_is_not_sent(workbench: Workbench, room: str) -> None:
    edit = workbench.edit_module(room, DIALOG, "d")
    edit.change("{")
    result = await edit.save()
    assert isinstance(result, Invalid)
    assert result.problems[0].line == 1
    assert workbench.drafts.get(edit.draft) == "{"
    assert await title_of(workbench, room) == "Report"


async def test_send_anyway_shows_what_the_server_says(workbench: Workbench, room: str) -> None:
    edit = workbench.edit_module(room, DIALOG, "d")
    edit.change('{"key": "d", "nonsense": true}')
    result = await edit.save(anyway=True)
    assert isinstance(result, NotSaved)
    assert result.error is not None
    assert result.error.status == 400
    assert "400" in result.reason
    assert workbench.drafts.get(edit.draft) == edit.text


async def test_a_copy_that_changed_meanwhile_is_not_overwritten(
    workbench: Workbench, room: str
) -> None:
    edit = workbench.edit_module(room, DIALOG, "d")
    retitle(edit, "Mine")
    await put(workbench, room, "Theirs")
    result = await edit.save()
    assert isinstance(result, Conflict)
    assert result.theirs is not None
    assert '"Theirs"' in result.theirs
    assert any(line.kind == "removed" and "Theirs" in line.text for line in edit.difference())
    assert await title_of(workbench, room) == "Theirs"
    assert workbench.drafts.get(edit.draft) is not None
    assert isinstance(await edit.save(), Conflict)
    assert isinstance(await edit.save(overwrite=True), Saved)
    assert await title_of(workbench, room) == "Mine"
    assert edit.conflict is None


async def test_after_a_conflict_theirs_can_be_taken(workbench: Workbench, room: str) -> None:
    edit = workbench.edit_module(room, DIALOG, "d")
    retitle(edit, "Mine")
    await put(workbench, room, "Theirs")
    await edit.save()
    edit.discard()
    assert not edit.dirty
    assert '"Theirs"' in edit.text
    assert workbench.drafts.get(edit.draft) is None


async def test_or_mine_be_kept_on_top_of_theirs(workbench: Workbench, room: str) -> None:
    edit = workbench.edit_module(room, DIALOG, "d")
    retitle(edit, "Mine")
    await put(workbench, room, "Theirs")
    await edit.save()
    edit.keep_mine()
    assert edit.dirty
    assert isinstance(await edit.save(), Saved)
    assert await title_of(workbench, room) == "Mine"


async def test_the_same_change_from_elsewhere_is_no_conflict(
    workbench: Workbench, room: str
) -> None:
    edit = workbench.edit_module(room, DIALOG, "d")
    retitle(edit, "Agreed")
    await put(workbench, room, "Agreed")
    assert isinstance(await edit.save(), Saved)


async def test_a_copy_that_could_not_be_checked_is_not_overwritten(
    open_workbench: Any, spoiled: Any, make_room: MakeRoom
) -> None:
    broken = False

    def spoil(request: Request) -> Response | None:
        listed = broken and request.method == "GET" and "/app/module/" in request.url
        return Response(500, body=b"{}") if listed else None

    workbench = await open_workbench(transport=spoiled(spoil))
    room = await make_room(workbench)
    await put(workbench, room, "Report")
    await workbench.modules(room)
    edit = workbench.edit_module(room, DIALOG, "d")
    retitle(edit, "Mine")
    broken = True
    result = await edit.save()
    assert isinstance(result, NotSaved)
    assert "could not be checked" in result.reason
    with pytest.raises(ApiError):
        await edit.reload()
    assert isinstance(await edit.save(overwrite=True), Saved)
    assert not edit.dirty
    broken = False
    assert await title_of(workbench, room) == "Mine"


class TestNew:
    async def test_begins_from_a_template_and_takes_its_key_from_the_text(
        self, workbench: Workbench, room: str
    ) -> None:
        edit = workbench.edit_module(room, DIALOG)
        assert edit.is_new
        assert edit.problems == []
        edit.change(edit.text.replace("report-dialog", "brand-new"))
        assert {line.kind for line in edit.difference()} == {"added"}
        assert await edit.save() == Saved("brand-new", edit.text)
        assert (edit.key, edit.is_new) == ("brand-new", False)
        assert await title_of(workbench, room, "brand-new") == "Report"
        assert workbench.drafts.list() == []

    async def test_does_not_overwrite_what_has_that_key(
        self, workbench: Workbench, room: str
    ) -> None:
        edit = workbench.edit_module(room, DIALOG)
        edit.change(edit.text.replace("report-dialog", "d").replace('"Report"', '"New"'))
        assert isinstance(await edit.save(), Conflict)
        assert await title_of(workbench, room) == "Report"

    async def test_without_a_key_it_is_not_sent(self, workbench: Workbench, room: str) -> None:
        edit = workbench.edit_module(room, DIALOG)
        edit.change("{}")
        result = await edit.save(anyway=True)
        assert isinstance(result, NotSaved)
        assert "has no key" in result.reason

    async def test_a_copy_at_another_key(self, workbench: Workbench, room: str) -> None:
        edit = workbench.edit_module(room, DIALOG, "d")
        copy = workbench.copy_module(edit, "d2")
        assert json.loads(copy.text)["key"] == "d2"
        retitle(copy, "Second")
        assert isinstance(await copy.save(), Saved)
        assert await title_of(workbench, room) == "Report"
        assert await title_of(workbench, room, "d2") == "Second"
        assert not edit.dirty


class TestDrafts:
    async def test_a_draft_is_found_again(
        self, workbench: Workbench, open_workbench: Any, room: str
    ) -> None:
        edit = workbench.edit_module(room, DIALOG, "d")
        retitle(edit, "Half don")
        await workbench.close()
        later = await open_workbench()
        await later.modules(room)
        again = later.edit_module(room, DIALOG, "d")
        assert again.restored
        assert again.text == edit.text
        assert again.dirty
        assert again.conflict is None
        assert isinstance(await again.save(), Saved)
        assert await title_of(later, room) == "Half don"

    async def test_a_draft_of_a_new_one_too(
        self, workbench: Workbench, open_workbench: Any, room: str
    ) -> None:
        workbench.edit_module(room, DIALOG).change('{"key": "unfini')
        await workbench.close()
        later = await open_workbench()
        later.use_site(workbench.cloud_id)
        again = later.edit_module(room, DIALOG)
        assert again.restored
        assert again.text == '{"key": "unfini'
        again.discard()
        assert again.text == json.dumps(TEMPLATES[DIALOG], indent=2)
        assert later.drafts.list() == []

    async def test_what_others_did_since_is_not_undone(
        self, workbench: Workbench, open_workbench: Any, room: str
    ) -> None:
        retitle(workbench.edit_module(room, DIALOG, "d"), "Mine")
        await put(workbench, room, "Theirs")
        await workbench.close()
        later = await open_workbench()
        await later.modules(room)
        again = later.edit_module(room, DIALOG, "d")
        assert again.conflict is not None
        assert isinstance(await again.save(), Conflict)
        assert await title_of(later, room) == "Theirs"

    async def test_what_was_saved_before_the_end_is_no_draft(
        self, workbench: Workbench, open_workbench: Any, room: str
    ) -> None:
        edit = workbench.edit_module(room, DIALOG, "d")
        retitle(edit, "Arrived")
        await put(workbench, room, "Arrived")
        await workbench.close()
        later = await open_workbench()
        await later.modules(room)
        again = later.edit_module(room, DIALOG, "d")
        assert not again.dirty
        assert later.drafts.list() == []

    async def test_what_is_typed_while_saving_stays(self, workbench: Workbench, room: str) -> None:
        edit = workbench.edit_module(room, DIALOG, "d")
        retitle(edit, "First")
        saving = asyncio.create_task(edit.save())
        await asyncio.sleep(0)
        assert edit.saving
        retitle(edit, "Second")
        assert isinstance(await saving, Saved)
        assert edit.dirty
        assert "Second" in edit.text
        assert "First" in (edit.original or "")
        assert "Second" in (workbench.drafts.get(edit.draft) or "")

    async def test_going_back_to_the_beginning_leaves_no_draft(
        self, workbench: Workbench, room: str
    ) -> None:
        edit = workbench.edit_module(room, DIALOG, "d")
        before = edit.text
        retitle(edit, "X")
        edit.change(before)
        assert workbench.drafts.get(edit.draft) is None


async def test_reading_again(workbench: Workbench, room: str) -> None:
    edit = workbench.edit_module(room, DIALOG, "d")
    await put(workbench, room, "Newer")
    await edit.reload()
    assert "Newer" in edit.text
    retitle(edit, "Mine")
    await put(workbench, room, "Newest")
    await edit.reload()
    assert "Mine" in edit.text
    assert edit.conflict is not None


async def test_layout(workbench: Workbench, room: str) -> None:
    edit = workbench.edit_module(room, DIALOG, "d")
    edit.change(json.dumps(json.loads(edit.text)))
    assert edit.dirty
    edit.format()
    assert not edit.dirty


class TestDeleting:
    async def test_a_module_of_any_type(self, workbench: Workbench, make_room: MakeRoom) -> None:
        room = await make_room(workbench)
        for type in ModuleType:
            begun = workbench.edit_module(room, type)
            assert isinstance(await begun.save(), Saved)
            assert await begun.delete() == Deleted(TEMPLATES[type]["key"])
        assert (await workbench.modules(room)).count == 0

    async def test_the_draft_goes_with_it(self, workbench: Workbench, room: str) -> None:
        edit = workbench.edit_module(room, DIALOG, "d")
        retitle(edit, "Half done")
        assert workbench.drafts.get(edit.draft) is not None
        assert await edit.delete() == Deleted("d")
        assert workbench.drafts.get(edit.draft) is None
        assert await title_of(workbench, room) is None
        # What was read before is not gone on with.
        assert workbench.edit_module(room, DIALOG, "d").original is None

    async def test_a_copy_that_changed_meanwhile_is_shown_first(
        self, workbench: Workbench, room: str
    ) -> None:
        edit = workbench.edit_module(room, DIALOG, "d")
        await put(workbench, room, "Theirs")
        result = await edit.delete()
        assert isinstance(result, Conflict)
        assert "Theirs" in (result.theirs or "")
        assert await title_of(workbench, room) == "Theirs"
        assert await edit.delete(overwrite=True) == Deleted("d")
        assert await title_of(workbench, room) is None

    async def test_what_is_gone_already_is_as_it_was_wished(
        self, workbench: Workbench, room: str
    ) -> None:
        edit = workbench.edit_module(room, DIALOG, "d")
        assert await workbench.edit_module(room, DIALOG, "d").delete() == Deleted("d")
        assert await edit.delete() == Deleted("d")

    async def test_one_that_goes_while_it_is_deleted(
        self, open_workbench: Any, spoiled: Any, make_room: MakeRoom
    ) -> None:
        def spoil(request: Request) -> Response | None:
            # It was carried out, but the answer is that of someone who comes second.
            gone = Response(404, body=b'{"code": 404, "message": "no such module"}')
            return gone if request.method == "DELETE" else None

        workbench = await open_workbench(transport=spoiled(spoil))
        room = await make_room(workbench)
        await put(workbench, room, "Report")
        await workbench.modules(room)
        assert await workbench.edit_module(room, DIALOG, "d").delete() == Deleted("d")

    async def test_one_that_is_not_on_the_server_yet(self, workbench: Workbench, room: str) -> None:
        result = await workbench.edit_module(room, DIALOG).delete()
        assert isinstance(result, NotSaved)
        assert "not on the server yet" in result.reason

    async def test_a_refusal_keeps_the_draft(
        self, open_workbench: Any, spoiled: Any, make_room: MakeRoom
    ) -> None:
        def spoil(request: Request) -> Response | None:
            refused = Response(500, body=b'{"message": "the shelf fell"}')
            return refused if request.method == "DELETE" else None

        workbench = await open_workbench(transport=spoiled(spoil))
        room = await make_room(workbench)
        await put(workbench, room, "Report")
        await workbench.modules(room)
        edit = workbench.edit_module(room, DIALOG, "d")
        retitle(edit, "Mine")
        # The sandbox has carried it out all the same: what was refused is told as it was.
        result = await edit.delete()
        assert isinstance(result, NotSaved)
        assert "the shelf fell" in result.reason
        assert workbench.drafts.get(edit.draft) is not None

    async def test_a_list_that_cannot_be_read_speaks_against_it(
        self, open_workbench: Any, spoiled: Any, make_room: MakeRoom
    ) -> None:
        failing = False

        def spoil(request: Request) -> Response | None:
            listed = request.method == "GET" and "/app/module/" in request.url
            return Response(500, body=b"{}") if failing and listed else None

        transport = spoiled(spoil)
        workbench = await open_workbench(transport=transport)
        room = await make_room(workbench)
        await put(workbench, room, "Report")
        await workbench.modules(room)
        edit = workbench.edit_module(room, DIALOG, "d")
        failing = True
        result = await edit.delete()
        assert isinstance(result, NotSaved)
        assert "could not be checked" in result.reason
        assert not [sent for sent in transport.sent if sent.method == "DELETE"]
