"""What is in a list from its first page to its last is read once, whatever comes and goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from . import strategies as some
from .calls import PLAIN
from .effort import effort
from .place import Place, change_conversations, matching, numbers
from .rules_modules import DELETE_MODULE, LIST_MODULES, PUT_MODULE
from .walkers import WAYS, Reader, by_bound, by_cursor, by_offset, walked
from .worlds import Worlds

EXAMPLES = 12
DIALOG = "chat:dialog"
ROSTER = "ConversationRosterGetHandler"


def when(acts: st.SearchStrategy[Any]) -> st.SearchStrategy[list[tuple[int, Any]]]:
    """Some acts, each with the number of items that are read before it."""
    return st.lists(st.tuples(st.integers(0, 12), acts), max_size=8)


def once(found: Sequence[str], steady: Iterable[str]) -> None:
    """What was there throughout was read, once each."""
    counts = Counter(found)
    assert {id: counts[id] for id in steady} == dict.fromkeys(steady, 1)


@pytest.mark.parametrize("way", WAYS)
def test_conversations(worlds: Worlds, way: str) -> None:
    acts = st.one_of(
        st.tuples(st.just("create"), some.names),
        st.tuples(st.just("rename"), numbers, some.names),
        st.tuples(st.just("close"), numbers, st.booleans()),
        st.tuples(st.just("privacy"), numbers, some.privacies),
    )
    filters = st.fixed_dictionaries(
        {"limit": st.integers(1, 4)},
        optional={
            "sort": st.sampled_from(["asc", "desc"]),
            "query": st.sampled_from(["", "a", "l"]),
            "include-private": st.booleans(),
            "include-archived": st.booleans(),
        },
    )

    @effort(EXAMPLES)
    @given(st.lists(some.names, max_size=12), filters, when(acts))
    def check(names: list[str], query: dict[str, Any], changes: list[Any]) -> None:
        with Place(worlds.take()) as place, Reader(way, place.world) as reader:
            for name in names:
                place.do("ConversationPostHandler", place.site, {"name": name})
            steady = matching(place, query)

            def act(what: tuple[Any, ...]) -> None:
                change_conversations(place, what)
                now = matching(place, query)
                for id, name in list(steady.items()):
                    if now.get(id) != name:
                        del steady[id]

            ids = reader.each(
                "conversations",
                "each",
                lambda driver: by_cursor(driver, place.site, query),
                **{name.replace("-", "_"): value for name, value in query.items()},
            )
            found = walked(ids, changes, act)
            once(found, steady)
            places = [place.service.conversations[id].key for id in found if id in steady]
            assert places == sorted(places, reverse=query.get("sort") == "desc")
            if way != "raw":
                # What was renamed may come again from the service; a client knows it.
                assert len(found) == len(set(found))

    check()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("forward", [False, True])
def test_messages(worlds: Worlds, way: str, forward: bool) -> None:
    acts = st.one_of(
        st.just(("send",)),
        st.tuples(st.just("delete"), numbers),
        st.tuples(st.just("edit"), numbers),
    )

    @effort(EXAMPLES // 2)
    @given(st.integers(0, 12), st.integers(1, 4), when(acts))
    def check(count: int, limit: int, changes: list[Any]) -> None:
        with Place(worlds.take()) as place, Reader(way, place.world) as reader:

            def act(what: tuple[Any, ...]) -> None:
                history = place.room.history()
                if what[0] == "send":
                    place.do("ConversationMessagePostHandler", place.hall, "new", type=PLAIN)
                elif history:
                    path = {**place.hall, "messageId": history[what[1] % len(history)].id}
                    if what[0] == "delete":
                        place.do("ConversationMessageDeleteHandler", path)
                    else:
                        place.do("ConversationMessagePutHandler", path, "changed", type=PLAIN)

            for _ in range(count):
                act(("send",))
            before = [message.id for message in place.room.history()]
            bound = {"afterTimestamp": "1999-01-01T00:00:00Z"} if forward else {}
            ids = reader.each(
                "messages",
                "each",
                lambda driver: by_bound(driver, place.hall, {"limit": limit, **bound}),
                conversation_id=place.hall["conversationId"],
                limit=limit,
                after_timestamp=bound.get("afterTimestamp"),
            )
            found = walked(ids, changes, act)
            steady = [id for id in before if id in place.room.messages]
            once(found, steady)
            assert len(found) == len(set(found))
            if forward:
                assert [id for id in found if id in steady] == steady

    check()


def _modules(place: Place) -> dict[str, Any]:
    return place.room.modules.get((place.world.apps["harbor"].id, DIALOG), {})


def _change_modules(place: Place, what: tuple[Any, ...]) -> None:
    path = {**place.hall, "key": f"k{what[1]}"}
    if what[0] == "put":
        body = {"title": {"value": "Words"}, "url": f"/{len(_modules(place))}"}
        place.do(PUT_MODULE[DIALOG], path, body)
        return
    there = list(_modules(place))
    first = what[1] % max(len(there), 1)
    for key in there[first : first + what[2]]:
        place.do(DELETE_MODULE[DIALOG], {**place.hall, "key": key})


puts = st.tuples(st.just("put"), numbers)
deletions = st.tuples(st.just("delete"), st.just(0) | numbers, st.integers(1, 4))


@pytest.mark.parametrize("way", WAYS)
def test_modules(worlds: Worlds, way: str) -> None:
    # By offset, a deletion moves what comes after it: over bare HTTP, nothing is deleted here.
    acts = puts if way == "raw" else puts | deletions | deletions

    @effort(EXAMPLES)
    @given(st.integers(0, 12), st.integers(1, 4), when(acts))
    def check(count: int, limit: int, changes: list[Any]) -> None:
        with Place(worlds.take()) as place, Reader(way, place.world) as reader:
            for number in range(count):
                _change_modules(place, ("put", number))
            steady = list(_modules(place))

            def act(what: tuple[Any, ...]) -> None:
                _change_modules(place, what)
                steady[:] = [key for key in steady if key in _modules(place)]

            found = walked(_all_modules(reader, place, limit), changes, act)
            once(found, steady)
            assert [key for key in found if key in steady] == steady
            assert len(found) == len(set(found))

    check()


def _all_modules(reader: Reader, place: Place, limit: int) -> Any:
    return reader.each(
        "modules",
        "each_dialog",
        lambda driver: by_offset(driver, LIST_MODULES[DIALOG], place.hall, {"limit": limit}),
        conversation_id=place.hall["conversationId"],
        limit=limit,
    )


def test_by_bare_offset_a_deletion_hides_what_moves_up(worlds: Worlds) -> None:
    """Why the client goes by more than the offset: the service itself can promise no more."""
    found = {}
    for way in WAYS:
        with Place(worlds.take()) as place, Reader(way, place.world) as reader:
            for number in range(5):
                _change_modules(place, ("put", number))
            gone = [(2, ("delete", 0, 1))]
            walk = _all_modules(reader, place, 2)
            found[way] = walked(walk, gone, lambda what: _change_modules(place, what))
    assert found["raw"] == ["k0", "k1", "k3", "k4"]
    assert found["client"] == found["async client"] == ["k0", "k1", "k2", "k3", "k4"]


@pytest.mark.parametrize("way", WAYS[1:])
def test_rosters(worlds: Worlds, way: str) -> None:
    @effort(EXAMPLES)
    @given(
        st.sets(st.integers(0, 12), max_size=10),
        st.integers(1, 4),
        when(st.tuples(st.sampled_from(["add", "remove"]), numbers)),
    )
    def check(first: set[int], limit: int, changes: list[Any]) -> None:
        with Place(worlds.take()) as place, Reader(way, place.world) as reader:
            everyone = sorted(place.world.people["home"])

            def act(what: tuple[str, int]) -> None:
                user = everyone[what[1] % len(everyone)]
                place.do("PatchRosterHandler", place.hall, {what[0]: [user]})
                steady.intersection_update(place.room.roster)

            steady: set[str] = set()
            for number in sorted(first):
                act(("add", number))
            steady |= place.room.roster
            ids = reader.each(
                "roster",
                "each",
                lambda driver: by_offset(driver, ROSTER, place.hall, {"limit": limit}),
                conversation_id=place.hall["conversationId"],
                limit=limit,
            )
            found = walked(ids, changes, act)
            once(found, steady)
            assert len(found) == len(set(found))

    check()
