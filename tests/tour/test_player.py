"""Steps played on a real sandbox: in any order, as anyone, with faults, values kept."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from explorer.tour.checking import played, stage
from explorer.tour.model import Tour
from explorer.tour.player import NotReady
from explorer.tour.reading import read_file, read_text
from explorer.tour.shipped import shipped_tours
from explorer.workbench.targets import Target

from .conftest import MakePlayer, tour_of

ROOM = """
  - operation: CreateConversation
    body: {name: "Room of {{who}}", privacy: public, topic: ""}
    keep: {room: $.id, site: $.cloudId}
  - operation: GetConversation
    values: {conversationId: "{{room}}"}
    expect: {fields: {$.name: Room of Ruth}}
    highlight: [$.name]
"""


@pytest.mark.parametrize("name", shipped_tours())
async def test_shipped_tours_come_out_as_they_expect(name: str) -> None:
    tour = read_file(shipped_tours()[name])
    async with stage(tour, Target(embedded=True)) as workbench:
        steps = [each async for each in played(tour, workbench)]
    assert [each.number for each in steps] == list(range(1, len(tour.steps) + 1))
    assert [each.failures for each in steps if not each.ok] == []


async def test_a_step_waits_for_what_it_needs_and_can_be_played_again(
    make_player: MakePlayer,
) -> None:
    player = await make_player(ROOM.replace("{{who}}", "Ruth"))
    early = await player.play(2)
    assert not early.ok
    assert "{{room}} has no value yet" in early.problem
    with pytest.raises(NotReady):
        player.prepared(player.tour.steps[1])
    first, second = await player.play(1), await player.play(1)
    assert first.kept["room"] != second.kept["room"]
    assert player.kept["room"] == second.kept["room"]
    looked = await player.play(2)
    assert looked.ok, looked.failures
    assert looked.highlights == ("$['name']",)
    prepared = player.prepared(player.tour.steps[1])
    assert prepared.target.endswith(second.kept["room"])


async def test_every_role_of_the_sandbox(make_player: MakePlayer) -> None:
    roles = {"app": 200, "participate": 200, "room": 403, "nobody": 401, "wrong": 401}
    steps = "".join(
        f"\n  - operation: ListConversations\n    as: {role}\n    expect: {{status: {status}}}"
        for role, status in roles.items()
    )
    player = await make_player(steps + "\n  - operation: ListSites\n    as: king")
    for number in range(1, len(roles) + 1):
        made = await player.play(number)
        assert made.ok, made.failures
    unknown = await player.play(len(roles) + 1)
    assert "has no credentials 'king'. There are: app, participate" in unknown.problem
    seen = str([entry.as_data() for entry in player.workbench.journal.entries(limit=20)])
    known = player.workbench.sandbox.credentials
    for secret in (known.participate_token, known.room_token, known.client_secret):
        assert secret not in seen


async def test_a_fault_stands_for_its_step_alone(make_player: MakePlayer) -> None:
    player = await make_player(
        "  - operation: ListSites\n    fault: status=500\n    expect: {status: 500}\n"
        "  - operation: ListSites\n"
    )
    assert (await player.play(1)).ok
    assert (await player.play(2)).ok
    assert player.workbench.sandbox.faults() == []


async def test_what_did_not_come_is_said(make_player: MakePlayer) -> None:
    player = await make_player(
        "  - operation: ListSites\n    expect: {status: 404, fields: {$.values: {count: 9}}}\n"
        "    keep: {gone: $.nothing}\n"
        "  - operation: ListSites\n    keep: {lost: $.nothing}\n"
    )
    first = await player.play(1)
    assert first.failures == [
        "status: 404 was expected, and 200 came",
        "$.values: a count of 9 was expected, and 2 came",
    ]
    second = await player.play(2)
    assert second.failures == [
        "Nothing could be kept as lost: $.nothing leads to nothing in the answer."
    ]


async def test_a_name_alone_keeps_its_type(make_player: MakePlayer) -> None:
    player = await make_player(
        "  - operation: ListConversations\n    values: {limit: 1}\n"
        "    keep: {limit: $.limit, name: '$.values[0].name'}\n"
        "  - operation: CreateConversation\n    unchecked: true\n"
        "    body: {name: '{{limit}}', privacy: 'x{{limit}}', topic: '{{name}}'}\n"
        "    expect: {status: 400}\n"
    )
    await player.play(1)
    prepared = player.prepared(player.tour.steps[1])
    assert prepared.body.startswith(b'{"name": 1, "privacy": "x1", "topic": "')


async def test_on_another_server_the_cleanup_is_played_also_after_a_failure() -> None:
    own = tour_of("  - operation: ListSites")
    async with stage(own, Target(embedded=True)) as workbench:
        known = workbench.sandbox.credentials
        from explorer.api.auth import ClientCredentials

        other = Target(
            base_url=workbench.client.base_url,
            auth=ClientCredentials(known.client_id, known.client_secret),
        )
        tour = tour_of(
            "  - operation: CreateConversation\n"
            "    body: {name: Passing, privacy: public, topic: ''}\n"
            "    keep: {room: $.id}\n"
            "  - operation: ListSites\n    expect: {status: 500}\n",
            "cleanup:\n"
            "  - operation: ArchiveConversation\n    values: {conversationId: '{{room}}'}\n"
            "  - operation: ListSites\n    fault: status=500\n"
            "  - operation: GetConversation\n    values: {conversationId: '{{room}}'}\n"
            "    expect: {fields: {$.isArchived: true}}\n",
        )
        async with stage(tour, other) as there:
            steps = [each async for each in played(tour, there)]
    assert [each.number for each in steps] == [1, 2, 0, 0, 0]
    assert [each.ok for each in steps] == [True, False, True, False, True]
    assert "admin path" in steps[3].problem


async def test_closing_early_cleans_up_too() -> None:
    own = tour_of("  - operation: ListSites")
    async with stage(own, Target(embedded=True)) as workbench:
        from explorer.api.auth import ClientCredentials

        known = workbench.sandbox.credentials
        other = Target(
            base_url=workbench.client.base_url,
            auth=ClientCredentials(known.client_id, known.client_secret),
        )
        tour: Tour = tour_of(
            "  - operation: ListSites\n  - operation: ListSites\n",
            "cleanup:\n  - operation: GetMe\n",
        )
        async with stage(tour, other) as there:
            steps = played(tour, there)
            await anext(steps)
            await steps.aclose()
            there.journal.flush()
            called = [row.operation_id for row in there.journal.rows(limit=9)]
    assert called[0] == "MeGetHandler"
    assert called.count("GetAllHandler") >= 1


async def test_breaking_off_cleans_up_too_and_says_so() -> None:
    own = tour_of("  - operation: ListSites")
    async with stage(own, Target(embedded=True)) as workbench:
        from explorer.api.auth import ClientCredentials

        sandbox = workbench.sandbox
        known = sandbox.credentials
        other = Target(
            base_url=workbench.client.base_url,
            auth=ClientCredentials(known.client_id, known.client_secret),
            cloud_id=known.cloud_ids[0],
        )
        tour = tour_of(
            "  - operation: CreateConversation\n"
            "    body: {name: Passing, privacy: public, topic: ''}\n"
            "    keep: {room: $.id}\n"
            "  - operation: GetConversation\n    values: {conversationId: '{{room}}'}\n",
            "cleanup:\n"
            "  - operation: ArchiveConversation\n    values: {conversationId: '{{room}}'}\n",
        )
        sandbox.add_fault("latency=60000@ConversationGetHandler")
        cleaned: list[bool] = []
        async with stage(tour, other) as there:

            async def play() -> None:
                steps = played(tour, there, late=lambda each: cleaned.append(each.ok))
                async with aclosing(steps):
                    async for _ in steps:
                        pass

            task = asyncio.create_task(play())
            while not any(
                each.operation == "ConversationGetHandler" for each in sandbox.requests()
            ):
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
    assert cleaned == [True]


async def test_a_tour_on_ones_own_sandbox_finds_what_was_done_there_and_cleans_up() -> None:
    tour = read_text(
        "title: Mine\nsandbox: {fresh: false}\nsteps:\n"
        "  - operation: ListConversations\n    values: {query: kept-from-before}\n"
        "    expect: {fields: {$.values: {count: 1}}}\n    keep: {room: '$.values[0].id'}\n"
        "cleanup:\n"
        "  - operation: ArchiveConversation\n    values: {conversationId: '{{room}}'}\n"
        "    expect: {status: 204}\n"
    )
    made = tour_of(
        "  - operation: CreateConversation\n"
        "    body: {name: kept-from-before, privacy: public, topic: ''}\n"
        "    expect: {status: 201}\n"
    ).model_copy(update={"sandbox": tour.sandbox})
    for each, numbers in ((made, [1]), (tour, [1, 0])):
        async with stage(each, Target(embedded=True)) as workbench:
            steps = [one async for one in played(each, workbench)]
        assert [one.number for one in steps] == numbers
        assert [one.failures for one in steps if not one.ok] == []
