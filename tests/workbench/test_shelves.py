"""Modules of all types, also of servers that have only some of them; what names what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from explorer.api.auth import ClientCredentials
from explorer.api.exchange import Request, Response
from explorer.api.models.modules import TEMPLATES, ModuleType
from explorer.api.operations import DeleteDialog
from explorer.api.operations.modules import PUT
from explorer.api.references import Presence
from explorer.sandbox.server import Sandbox
from explorer.workbench.module_editing import NotSaved
from explorer.workbench.profiles import Target
from explorer.workbench.workbench import Workbench

MakeRoom = Callable[..., Awaitable[str]]
COLLECTION = (
    ModuleType.ACTION_TARGET,
    ModuleType.BOT,
    ModuleType.BOT_MESSAGES,
    ModuleType.DIALOG,
)
OTHERS = tuple(kind for kind in ModuleType if kind not in COLLECTION)


async def fill(workbench: Workbench, room: str, *types: ModuleType) -> None:
    """Put the template of each type."""
    for kind in types:
        key = TEMPLATES[kind]["key"]
        call = PUT[kind](conversation_id=room, key=key, module=TEMPLATES[kind])  # type: ignore[call-arg]
        await workbench.client.send(call)


class TestACollectionOnlyServer:
    @pytest.fixture
    def target(self, collection_only: Any, sandbox: Sandbox) -> Target:
        held = sandbox.credentials
        auth = ClientCredentials(held.client_id, held.client_secret)
        return Target(profile_name="old", base_url=collection_only.base_url, auth=auth)

    async def test_its_types_are_shown_and_the_others_asked_for_once(
        self, workbench: Workbench, make_room: MakeRoom, collection_only: Any
    ) -> None:
        room = await make_room(workbench)
        await fill(workbench, room, *COLLECTION)
        for _ in range(3):
            shelf = await workbench.modules(room)
            assert shelf.lacking == OTHERS
            assert [each.error for each in shelf.shelves.values()] == [None] * 8
            assert [len(shelf[kind].modules) for kind in COLLECTION] == [1] * 4
            assert shelf.count == 4
        refused = [asked for asked in collection_only.asked if asked.endswith(OTHERS)]
        assert len(refused) == 4
        # Whether the conversation is there was asked for all of them together, and only where
        # the answer left it open.
        probes = [
            asked for asked in collection_only.asked if asked.endswith(f"conversation/{room}")
        ]
        assert len(probes) <= (2 if collection_only.refusal == 404 else 0)

    async def test_its_dialogs_cannot_be_deleted(
        self, workbench: Workbench, make_room: MakeRoom, collection_only: Any
    ) -> None:
        room = await make_room(workbench)
        await fill(workbench, room, ModuleType.DIALOG, ModuleType.BOT)
        await workbench.modules(room)
        dialog = workbench.edit_module(room, ModuleType.DIALOG, "report-dialog")
        for _ in range(2):
            result = await dialog.delete()
            assert isinstance(result, NotSaved)
            assert result.reason == (
                "This server cannot delete chat:dialog modules: that would need "
                f"{DeleteDialog.operation_id} (DELETE {DeleteDialog.path})."
            )
        assert sum(asked.startswith("DELETE") for asked in collection_only.asked) == 1
        assert (await workbench.modules(room))[ModuleType.DIALOG].lists("report-dialog")

    async def test_a_conversation_that_is_not_there_says_nothing_of_the_server(
        self, workbench: Workbench, make_room: MakeRoom, collection_only: Any
    ) -> None:
        shelf = await workbench.modules("99999999-0000-4000-8000-000000000000")
        assert all(each.error is not None for each in map(shelf.__getitem__, COLLECTION))
        assert bool(shelf.lacking) == (collection_only.refusal == 405)
        later = await workbench.modules(await make_room(workbench))
        assert later.lacking == OTHERS


async def test_a_type_that_fails_later_is_no_type_that_is_lacking(
    open_workbench: Any, spoiled: Any, make_room: MakeRoom
) -> None:
    def spoil(request: Request) -> Response | None:
        second = "chat:glance" in request.url and "start=74" in request.url
        return Response(404, body=b"{}") if second else None

    workbench = await open_workbench(transport=spoiled(spoil))
    room = await make_room(workbench)
    for number in range(76):
        key = f"k{number}"
        module = {**TEMPLATES[ModuleType.GLANCE], "key": key}
        call = PUT[ModuleType.GLANCE](conversation_id=room, key=key, module=module)
        await workbench.client.send(call)
    part = (await workbench.modules(room))[ModuleType.GLANCE]
    assert (len(part.modules), part.lacking) == (75, False)
    assert part.error is not None
    assert part.keys is None
    assert part.lists("k1") is None


async def test_what_names_what(workbench: Workbench, make_room: MakeRoom) -> None:
    room = await make_room(workbench)
    await fill(workbench, room, ModuleType.ACTION_TARGET, ModuleType.GLANCE)

    async def named(kind: ModuleType) -> list[tuple[str, str, Presence]]:
        found = (await workbench.modules(room)).references(kind, TEMPLATES[kind]["key"])
        return [(each.where, each.key, there.presence) for each, there in found]

    missing = [("openDialog.key", "report-dialog", Presence.MISSING)]
    assert await named(ModuleType.ACTION_TARGET) == missing
    await fill(workbench, room, ModuleType.DIALOG, ModuleType.SIDEBAR)
    assert await named(ModuleType.ACTION_TARGET) == [(*missing[0][:2], Presence.PRESENT)]
    assert await named(ModuleType.GLANCE) == [("target", "report-sidebar", Presence.PRESENT)]


async def test_what_could_not_be_read_may_be_there(
    open_workbench: Any, spoiled: Any, make_room: MakeRoom
) -> None:
    def spoil(request: Request) -> Response | None:
        return (
            Response(500, body=b"{}") if request.url.split("?")[0].endswith("chat:dialog") else None
        )

    workbench = await open_workbench(transport=spoiled(spoil))
    room = await make_room(workbench)
    await fill(workbench, room, ModuleType.ACTION_TARGET)
    [(_, there)] = (await workbench.modules(room)).references(
        ModuleType.ACTION_TARGET, "open-report"
    )
    assert there.presence is Presence.UNKNOWN
