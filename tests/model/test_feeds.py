"""The workbench's lists over a real service that changes: what stays is shown, and shown once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from explorer.api.auth import Bearer
from explorer.api.client import AsyncClient
from explorer.api.models.conversations import Conversation
from explorer.api.operations import ListConversations
from explorer.workbench.feeds import Call, Feed, Loaded
from explorer.workbench.profiles import Target
from explorer.workbench.workbench import Workbench

from . import strategies as some
from .calls import PLAIN
from .effort import effort
from .place import Place, change_conversations, matching, numbers
from .walkers import BY
from .worlds import Worlds

WINDOW = 12
ALL: dict[str, Any] = {"include-archived": True}


def conversation_feed(client: AsyncClient, limit: int) -> Feed[Conversation]:
    """As the workbench's, in small pages and with a small window."""

    async def load(call: Call | None) -> Loaded[Conversation]:
        asked = call or ListConversations(limit=limit, include_archived=True)
        page = await client.send(asked)
        return Loaded(asked, page.values, asked.next_page(page))

    return Feed(load, identify=lambda item: item.id, window=WINDOW)


def test_conversations_with_rows_dropped_and_fetched_again(worlds: Worlds) -> None:
    acts = st.one_of(
        st.just(("more",)),
        st.just(("more",)),
        st.tuples(st.just("look"), numbers, st.integers(0, 8)),
        st.tuples(st.just("create"), some.names),
        st.tuples(st.just("rename"), numbers, some.names),
        st.tuples(st.just("close"), numbers, st.booleans()),
    )

    @effort(10)
    @given(st.lists(some.names, min_size=4, max_size=30), st.integers(1, 5), st.lists(acts))
    def check(names: list[str], limit: int, chosen: list[Any]) -> None:
        with Place(worlds.take()) as place:
            for name in names:
                place.do("ConversationPostHandler", place.site, {"name": name})
            asyncio.run(_browse(place, limit, chosen))

    check()


async def test_a_row_renamed_into_a_dropped_page_hides_none(worlds: Worlds) -> None:
    with Place(worlds.take()) as place:
        names = [f"room {number:02}" for number in range(16)]
        made = [place.do("ConversationPostHandler", place.site, {"name": name}) for name in names]
        last = made[-1].json["id"]
        await _browse(place, 4, [*[("more",)] * 5, ("name", last, "a new first")])


async def _browse(place: Place, limit: int, chosen: list[Any]) -> None:
    world = place.world
    steady = matching(place, ALL)
    async with AsyncClient(
        world.base_url, auth=world.tokens[BY], cloud_id=world.sites["home"]
    ) as client:
        feed = conversation_feed(client, limit)
        for what in chosen:
            if what[0] == "more":
                await feed.more()
            elif what[0] == "look":
                await feed.ensure(what[1], what[1] + what[2])
            else:
                if what[0] == "name":
                    path = {**place.site, "conversationId": what[1]}
                    place.do("ConversationPatchHandler", path, {"name": what[2]})
                else:
                    change_conversations(place, what)
                now = matching(place, ALL)
                steady = {id: name for id, name in steady.items() if now[id] == name}
            rows = [row for row in map(feed.row, range(feed.count)) if row is not None]
            assert len(rows) <= WINDOW
            assert len({row.id for row in rows}) == len(rows)
        while not feed.complete:
            await feed.more()
        shown = await _read(feed)
    assert feed.error is None
    kept = [id for id in shown if id in steady]
    assert kept == sorted(steady, key=lambda id: place.service.conversations[id].key)


async def _read(feed: Feed[Conversation]) -> list[str]:
    """All rows from the first to the last, each fetched again where it was dropped."""
    shown: list[str] = []
    index = 0
    # A page that is fetched again may have grown: the end is where the feed has it then.
    while index < feed.count:
        await feed.ensure(index, index)
        row = feed.row(index)
        if row is not None:
            shown.append(row.id)
        index += 1
    return shown


async def test_a_thread_with_messages_that_come_and_go(worlds: Worlds, tmp_path: Path) -> None:
    with Place(worlds.take()) as place:
        path = place.hall

        def send(count: int) -> list[str]:
            answers = [
                place.do("ConversationMessagePostHandler", path, "words", type=PLAIN)
                for _ in range(count)
            ]
            return [answer.json["id"] for answer in answers]

        def delete(ids: list[str]) -> None:
            for id in ids:
                place.do("ConversationMessageDeleteHandler", {**path, "messageId": id})

        first = send(190)
        world = place.world
        target = Target(
            base_url=world.base_url, auth=Bearer(world.tokens[BY]), cloud_id=world.sites["home"]
        )
        async with await Workbench.open(target, data_dir=tmp_path) as workbench:
            thread = workbench.thread(path["conversationId"])
            await thread.open()
            assert [item.id for item in thread.messages] == first[-75:]
            # The bound of the next page goes, and so do messages before and after it.
            delete([first[-75], first[-76], first[-74], first[0], *first[60:70]])
            send(3)
            await thread.older()
            send(80)
            delete(first[-30:-20])
            while not thread.at_start:
                await thread.older()
            await thread.poll()
            shown = [item.id for item in thread.messages]
            thread.close()
    assert thread.error is None
    now = [message.id for message in place.room.history()]
    assert len(shown) == len(set(shown))
    assert [id for id in shown if id in now] == now
