"""Feeds: no row twice, none left out, a window that holds no more than it may."""

from __future__ import annotations

import asyncio
from bisect import bisect_right, insort
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.api.errors import ApiError, ServerError
from explorer.api.models.base import Unreadable
from explorer.api.models.conversations import Conversation
from explorer.api.operations import ListConversations
from explorer.sandbox.server import Sandbox
from explorer.workbench.feeds import Feed, Loaded
from explorer.workbench.profiles import Target
from explorer.workbench.workbench import Workbench


class Service:
    """A sorted list with a cursor that says what the page comes after, as the service's does."""

    def __init__(self, names: list[str], page: int) -> None:
        self.names, self.page = sorted(names), page
        self.calls = 0
        self.failing = False

    async def load(self, call: Any) -> Loaded[Conversation]:
        self.calls += 1
        await asyncio.sleep(0)
        if self.failing:
            raise ServerError("out of order", operation_id="ConversationGetAllHandler", status=500)
        after = call.cursor if call is not None else ""
        start = bisect_right(self.names, after or "")
        found = self.names[start : start + self.page]
        more = start + self.page < len(self.names)
        following = ListConversations(cursor=found[-1]) if more else None
        return Loaded(call, [Conversation(id=name) for name in found], following)


def make_feed(service: Service, window: int) -> Feed[Conversation]:
    return Feed(service.load, identify=lambda item: item.id, window=window)


def held(feed: Feed[Conversation]) -> list[str]:
    rows = [feed.row(index) for index in range(feed.count)]
    return [row.id for row in rows if row is not None]


names = st.lists(st.text("abcdef", min_size=1, max_size=4), unique=True, max_size=40)
acts = st.lists(
    st.one_of(
        st.just(("more",)),
        st.tuples(st.just("look"), st.integers(0, 40), st.integers(0, 12)),
        st.tuples(st.just("add"), st.text("abcdef", min_size=1, max_size=4)),
        st.tuples(st.just("remove"), st.integers(0, 100)),
    ),
    max_size=25,
)


@settings(max_examples=150)
@given(names, st.integers(1, 7), st.integers(7, 20), acts)
def test_what_is_there_throughout_is_shown_once_and_in_order(
    start: list[str], page: int, window: int, acts: list[tuple[Any, ...]]
) -> None:
    service = Service(start, page)
    throughout = set(start)
    feed = make_feed(service, window)

    async def run() -> None:
        for act in acts:
            match act:
                case ("more",):
                    await feed.more()
                case ("look", first, rows):
                    await feed.ensure(first, first + rows)
                    last = min(first + rows, feed.count - 1, first + window - 2 * page)
                    assert all(feed.row(index) for index in range(first, last + 1))
                case ("add", name):
                    if name not in service.names:
                        insort(service.names, name)
                case ("remove", number):
                    if service.names:
                        throughout.discard(service.names.pop(number % len(service.names)))
            shown = held(feed)
            assert len(shown) <= window
            assert len(shown) == len(set(shown))
        while not feed.complete:
            await feed.more()
        whole: list[str] = []
        index = 0
        # A page that is fetched again may have grown: the end is where the feed has it then.
        while index < feed.count:
            await feed.ensure(index, index)
            row = feed.row(index)
            if row is not None:
                whole.append(row.id)
            index += 1
        kept = [name for name in whole if name in throughout]
        assert kept == sorted(throughout)

    asyncio.run(run())


@given(names, st.integers(1, 7))
def test_a_list_that_stays_is_given_whole(start: list[str], page: int) -> None:
    service = Service(start, page)
    feed = make_feed(service, 500)

    async def run() -> None:
        total = 0
        while not feed.complete:
            total += await feed.more()
        assert total == feed.count == len(start)
        assert held(feed) == sorted(start)
        assert await feed.more() == 0

    asyncio.run(run())


async def test_calls_at_the_same_time_share_one() -> None:
    service = Service(list("abcdef"), 2)
    feed = make_feed(service, 500)
    assert await asyncio.gather(feed.more(), feed.more(), feed.more()) == [2, 2, 2]
    assert service.calls == 1
    assert feed.count == 2


async def test_who_waits_can_go_away() -> None:
    service = Service(list("abcdef"), 2)
    feed = make_feed(service, 500)
    waiting = asyncio.create_task(feed.more())
    await asyncio.sleep(0)
    waiting.cancel()
    assert await feed.more() == 2
    assert service.calls == 1


async def test_a_failure_is_told_and_can_be_tried_again() -> None:
    service = Service(list("abcd"), 2)
    feed = make_feed(service, 2)
    await feed.more()
    service.failing = True
    assert await feed.more() == 0
    assert isinstance(feed.error, ServerError)
    assert not feed.complete
    service.failing = False
    assert await feed.more() == 2
    assert feed.error is None
    assert feed.row(0) is None
    service.failing = True
    await feed.ensure(0, 1)
    assert isinstance(feed.error, ApiError)
    service.failing = False
    await feed.ensure(0, 1)
    assert [feed.row(0), feed.row(1)] == [Conversation(id="a"), Conversation(id="b")]


async def test_those_who_look_are_told_of_loading_and_its_end() -> None:
    feed = make_feed(Service(list("abcd"), 2), 500)
    seen: list[tuple[bool, int]] = []
    stop = feed.on_change(lambda: seen.append((feed.loading, feed.count)))
    await feed.more()
    await asyncio.sleep(0)
    assert seen[0] == (True, 0)
    assert seen[-1] == (False, 2)
    stop()
    await feed.more()
    await asyncio.sleep(0)
    assert seen[-1] == (False, 2)


async def test_a_server_that_repeats_itself_ends_the_list() -> None:
    async def load(call: Any) -> Loaded[Conversation]:
        return Loaded(call, [Conversation(id="a")], ListConversations(cursor="same"))

    feed = Feed[Conversation](load, identify=lambda item: item.id)
    for _ in range(5):
        await feed.more()
    assert feed.complete
    assert held(feed) == ["a"]


async def test_a_server_with_ever_new_cursors_and_nothing_new_is_left_alone() -> None:
    calls = 0

    async def load(call: Any) -> Loaded[Conversation]:
        nonlocal calls
        calls += 1
        return Loaded(call, [Conversation(id="a")], ListConversations(cursor=str(calls)))

    feed = Feed[Conversation](load, identify=lambda item: item.id)
    assert await feed.more() == 1
    assert await feed.more() == 0
    assert calls <= 12


async def test_rows_that_cannot_be_read_are_all_shown() -> None:
    async def load(call: Any) -> Loaded[Conversation]:
        return Loaded(call, [Unreadable(3, "no object"), Unreadable(3, "no object")], None)

    feed = Feed[Conversation](load, identify=lambda item: item.id)
    assert await feed.more() == 2


async def test_conversations_of_the_sandbox(workbench: Workbench) -> None:
    feed = workbench.conversations()
    while not feed.complete:
        assert await feed.more() > 0
    rows = [feed.row(index) for index in range(feed.count)]
    titles = [row.title for row in rows if isinstance(row, Conversation)]
    assert len(titles) == feed.count > 10
    found = workbench.conversations(titles[0][:4].lower())
    await found.more()
    assert 0 < found.count < feed.count
    everything = workbench.conversations(include_archived=True)
    while not everything.complete:
        await everything.more()
    assert everything.count > feed.count


async def test_a_room_token_sees_its_room_and_never_lists(
    sandbox: Sandbox, open_workbench: Any, room_target: Target
) -> None:
    workbench = await open_workbench(room_target)
    asked: list[str] = []
    workbench.watch(lambda event: asked.append(event.operation_id))
    feed = workbench.conversations()
    assert await feed.more() == 1
    row = feed.row(0)
    assert isinstance(row, Conversation)
    assert row.id == sandbox.credentials.room_conversation_id
    assert feed.complete
    assert "ConversationGetAllHandler" not in asked
    assert await workbench.conversations(row.title.upper()).more() == 1
    assert await workbench.conversations("no such name").more() == 0
