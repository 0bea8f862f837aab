"""Several clients at the very same time: what comes of it could have come one after the other."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .calls import PLAIN, Call, Reply
from .documents import document, paragraph, words
from .drivers import Async, Raw, Sync
from .effort import effort
from .linearize import Happened, explain, watched
from .plain import Service
from .rules_modules import DELETE_MODULE, LIST_MODULES, PUT_MODULE
from .service import moment
from .worlds import World, Worlds

KIND = "chat:bot:messages"


def _acts(world: World, first: str, number: int) -> list[Call]:
    """What can be done to the hall and to what is in it; what is written bears the number."""
    site = {"cloudId": world.sites["home"]}
    hall = {**site, "conversationId": world.rooms["hall"].id}
    message, cy = {**hall, "messageId": first}, world.users["cy"]
    said = {"body": document(paragraph(words(f"said {number}")))}
    room = {"name": f"name {number}", "topic": f"topic {number}"}
    module = {"pattern": f"p{number}", "url": f"/{number}"}
    return [
        Call("ConversationGetHandler", "app", hall),
        Call("ConversationPatchHandler", "app", hall, body=room),
        Call("ConversationPatchHandler", "rival", hall, body={"name": f"only {number}"}),
        Call("ConversationArchivePutHandler", "app", hall, body={}),
        Call("ConversationUnarchivePutHandler", "app", hall, body={}),
        Call("ConversationMessagePostHandler", "app", hall, body=said),
        Call("ConversationMessagePostHandler", "rival", hall, type=PLAIN, body=f"plain {number}"),
        Call("ConversationMessagePutHandler", "app", message, body=said),
        Call("ConversationMessageDeleteHandler", "app", message),
        Call("ConversationMessagesGetHandler", "room", hall),
        Call(PUT_MODULE[KIND], "app", {**hall, "key": "a"}, body=module),
        Call(PUT_MODULE[KIND], "app", {**hall, "key": f"k{number % 3}"}, body=module),
        Call(DELETE_MODULE[KIND], "app", {**hall, "key": "a"}),
        Call(LIST_MODULES[KIND], "app", hall),
        Call("PatchRosterHandler", "app", hall, body={"add": [cy]}),
        Call("PatchRosterHandler", "app", hall, body={"remove": [cy]}),
        Call("ConversationRosterGetHandler", "app", hall),
        Call("ConversationUserGetHandler", "app", {**site, "userId": cy}),
        Call("ConversationPostHandler", "app", site, body=room),
        Call("ConversationGetAllHandler", "app", site),
    ]


ACTS = 20
programs = st.lists(
    st.lists(st.integers(0, ACTS - 1), min_size=1, max_size=4), min_size=2, max_size=4
)


def at_once(
    senders: Sequence[Callable[[Call], Reply]], calls: Sequence[Sequence[Call]]
) -> list[Happened]:
    """Several threads, each with its calls one after the other; all begin together."""
    start = threading.Barrier(len(calls))

    def run(send: Callable[[Call], Reply], own: Sequence[Call]) -> list[Happened]:
        start.wait(10)
        return [watched(send, call) for call in own]

    usual = sys.getswitchinterval()
    # Threads take turns much more often, servers included: what can get between does.
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(len(calls)) as pool:
            done = pool.map(run, senders, calls)
            return [each for one in done for each in one]
    finally:
        sys.setswitchinterval(usual)


def through_raw(world: World, calls: Sequence[Sequence[Call]], *addresses: str) -> list[Happened]:
    """A connection for each thread, by turns to each of the servers."""
    urls = addresses or (world.base_url,)
    drivers = [Raw(world, urls[number % len(urls)]) for number in range(len(calls))]
    try:
        return at_once([driver.send for driver in drivers], calls)
    finally:
        for driver in drivers:
            driver.close()


def through_client(world: World, calls: Sequence[Sequence[Call]]) -> list[Happened]:
    """One sync client of each caller, shared by all threads."""
    driver = Sync(world)
    for name in world.callers:
        driver.client(name)
    try:
        return at_once([driver.exchange] * len(calls), calls)
    finally:
        driver.close()


def through_async_client(world: World, calls: Sequence[Sequence[Call]]) -> list[Happened]:
    """One async client of each caller, shared by all tasks."""
    driver = Async(world)

    async def run(own: Sequence[Call]) -> list[Happened]:
        done = []
        for call in own:
            began = time.perf_counter()
            reply = await driver.exchange(call)
            done.append(Happened(call, reply, began, time.perf_counter()))
        return done

    async def everything() -> list[Happened]:
        return [each for one in await asyncio.gather(*map(run, calls)) for each in one]

    try:
        return driver.run(everything())
    finally:
        driver.close()


Way = Callable[[Worlds, World, Sequence[Sequence[Call]]], list[Happened]]
WAYS: dict[str, Way] = {
    "raw": lambda worlds, world, calls: through_raw(world, calls),
    "two servers": lambda worlds, world, calls: through_raw(
        world, calls, world.base_url, worlds.twin(world)
    ),
    "client": lambda worlds, world, calls: through_client(world, calls),
    "async client": lambda worlds, world, calls: through_async_client(world, calls),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_happens_at_once_has_an_order(worlds: Worlds, way: str) -> None:
    @effort(20)
    @given(programs)
    def check(chosen: list[list[int]]) -> None:
        world = worlds.take()
        service, eye = Service(world), Raw(world)
        try:
            first = _say(service, eye)
            numbers = itertools.count()
            calls = [[_acts(world, first, next(numbers))[which] for which in own] for own in chosen]
            happened = WAYS[way](worlds, world, calls)
            # What is there in the end is part of it.
            ends = [_acts(world, first, 0)[act] for act in (0, 9, 13, 16, 19)]
            happened += [watched(eye.send, call) for call in ends]
            assert explain(service, happened) is not None, _told(happened)
        finally:
            eye.close()

    check()


def _say(service: Service, eye: Raw) -> str:
    """A first message in the hall; its id."""
    world = service.world
    path = {"cloudId": world.sites["home"], "conversationId": world.rooms["hall"].id}
    call = Call("ConversationMessagePostHandler", "app", path, type=PLAIN, body="first")
    reply = eye.send(call)
    service.judge(call, reply)
    return str(reply.json["id"])


def _told(happened: Sequence[Happened]) -> str:
    lines = [
        f"{each.began:.6f} {each.ended:.6f} {each.call.operation} {each.call.body} "
        f"{each.reply.status} {each.reply.body!r}"
        for each in sorted(happened, key=lambda each: each.began)
    ]
    return "no order explains this:\n" + "\n".join(lines)


@pytest.mark.parametrize("way", WAYS)
def test_every_message_sent_at_once_is_there_once(worlds: Worlds, way: str) -> None:
    world = worlds.take()
    home = world.sites["home"]
    rooms = [world.rooms["hall"].id, world.rooms["bench"].id]
    sites = [home, world.sites["lab"]]
    calls = [
        [
            Call(
                "ConversationMessagePostHandler",
                "again",
                {"cloudId": sites[number % 2], "conversationId": rooms[number % 2]},
                type=PLAIN,
                body=f"{sender}-{number}",
            )
            for number in range(12)
        ]
        for sender in range(6)
    ]
    happened = WAYS[way](worlds, world, calls)
    sent = {each.reply.json["id"]: each.call.body for each in happened}
    assert len(sent) == 72
    eye = Raw(world)
    for site, room in zip(sites, rooms, strict=True):
        path = {"cloudId": site, "conversationId": room}
        found = eye.send(Call("ConversationMessagesGetHandler", "again", path)).json["messages"]
        assert len(found) == 36
        assert all(sent.pop(each["id"]) == each["text"] for each in found)
        moments = [moment(each["id"]) for each in found]
        assert moments == sorted(set(moments))
        assert [each["ts"] for each in found] == sorted(each["ts"] for each in found)
        for sender in range(6):
            own = [
                int(text.partition("-")[2])
                for each in found
                if (text := each["text"])[0] == str(sender)
            ]
            assert own == sorted(own)
    eye.close()
    assert not sent


@pytest.mark.parametrize("way", WAYS)
def test_changes_of_different_fields_at_once_lose_nothing(worlds: Worlds, way: str) -> None:
    world = worlds.take()
    path = {"cloudId": world.sites["home"], "conversationId": world.rooms["hall"].id}

    def changes(by: str, field: str) -> list[Call]:
        return [
            call
            for number in range(30)
            for call in (
                Call("ConversationPatchHandler", by, path, body={field: f"{field} {number}"}),
                Call("ConversationGetHandler", by, path),
            )
        ]

    owners = {"app": "name", "rival": "topic"}
    happened = WAYS[way](worlds, world, [changes(by, field) for by, field in owners.items()])
    for by, field in owners.items():
        # Each is the only one to change its field: what it sees there is what it wrote last.
        own = [each.reply.json[field] for each in happened if each.call.by == by]
        assert own == [f"{field} {number // 2}" for number in range(60)]


def test_an_order_is_found_only_where_there_is_one(worlds: Worlds) -> None:
    world = worlds.take()
    service, eye = Service(world), Raw(world)
    first = _say(service, eye)
    acts = _acts(world, first, 1)
    get, patch = acts[0], acts[1]
    before = eye.send(get)
    service.judge(get, before)
    changed = eye.send(patch)
    after = eye.send(get)
    eye.close()
    # While the change is under way, both answers may come, the new one not before the old one.
    change = Happened(patch, changed, 0.0, 5.0)
    assert explain(service, [change, Happened(get, before, 1, 2), Happened(get, after, 3, 4)])
    assert not explain(service, [change, Happened(get, after, 1, 2), Happened(get, before, 3, 4)])
    assert explain(service, [change, Happened(get, after, 1, 3), Happened(get, before, 2, 4)])
    # Once it is done, only the new one may.
    assert not explain(service, [change, Happened(get, before, 6, 7)])
    half = json.loads(after.body) | {"topic": json.loads(before.body)["topic"]}
    torn = Reply(200, {}, json.dumps(half).encode())
    assert not explain(service, [change, Happened(get, torn, 1, 2)])
