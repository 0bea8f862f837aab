"""Iterating over pages of all three kinds, against servers that end, repeat and loop."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from explorer.api import errors, models
from explorer.api.client import AsyncClient, Client
from explorer.api.models import MessagePage, ModulePage, StoredModule, Unreadable
from explorer.api.operation import PagedOperation
from explorer.api.operations import (
    ListConversations,
    ListDialogs,
    ListMessages,
    ListRoster,
)

CONVERSATIONS = ListConversations(limit=2)
DIALOGS = ListDialogs(conversation_id="c", limit=2)
MESSAGES = ListMessages(conversation_id="c", limit=2)


def conversations(*ids: str, cursor: str | None = None) -> dict[str, Any]:
    return {"values": [{"id": each} for each in ids], "cursor": cursor}


def modules(*keys: str, **more: Any) -> dict[str, Any]:
    return {"values": [{"key": each} for each in keys], **more}


def messages(*ids: str) -> dict[str, Any]:
    return {"messages": [{"id": each} for each in ids]}


def walk(
    wire: Any, call: PagedOperation[Any, Any], *answers: Any, forever: Any = None
) -> list[str]:
    """Ids of all items, by the sync client."""
    wire.say(*map(wire.json, answers))
    if forever is not None:
        wire.default = wire.json(forever)
    with Client(wire.url, cloud_id="s") as client:
        return [getattr(item, "key", None) or item.id for item in client.items(call)]


def queries(wire: Any) -> list[str]:
    return [each.target.partition("?")[2] for each in wire.requests]


@pytest.mark.parametrize("end", ["", None])
def test_conversations_follow_a_cursor_to_its_end(wire: Any, end: str | None) -> None:
    found = walk(
        wire, CONVERSATIONS, conversations("a", "b", cursor="+/="), conversations("c", cursor=end)
    )

    assert found == ["a", "b", "c"]
    assert queries(wire) == ["limit=2", "cursor=%2B%2F%3D&limit=2"]


def test_an_empty_page_ends_whatever_its_cursor_says(wire: Any) -> None:
    assert walk(wire, CONVERSATIONS, forever=conversations(cursor="more")) == []
    assert len(wire.requests) == 1


def test_a_cursor_that_repeats_itself_ends(wire: Any) -> None:
    found = walk(
        wire, CONVERSATIONS, conversations("a", cursor="x"), forever=conversations("b", cursor="x")
    )
    assert found == ["a", "b"]


def test_cursors_that_go_in_a_circle_end(wire: Any) -> None:
    pages = [conversations(name, cursor=to) for name, to in (("a", "1"), ("b", "2"), ("c", "1"))]
    assert walk(wire, CONVERSATIONS, *pages, forever=conversations("z", cursor="2")) == [
        "a",
        "b",
        "c",
    ]
    assert len(wire.requests) == 3


def test_a_server_that_gives_the_same_page_for_ever_new_cursors_ends(wire: Any) -> None:
    pages = [conversations("a", "b", cursor=str(number)) for number in range(5)]
    assert walk(wire, CONVERSATIONS, *pages) == ["a", "b"]
    assert len(wire.requests) == 2


def test_modules_follow_their_offset_from_the_last_known_one_on(wire: Any) -> None:
    pages = [modules("a", "b"), modules("b", "c", "d"), modules("d")]
    assert walk(wire, DIALOGS, *pages) == list("abcd")
    assert queries(wire) == ["limit=2", "limit=3&start=1", "limit=3&start=3"]


def test_a_short_page_of_modules_is_the_last(wire: Any) -> None:
    assert walk(wire, DIALOGS, modules("a", "b"), modules("b", "c")) == list("abc")
    assert len(wire.requests) == 2


def test_where_modules_have_moved_up_the_way_goes_back(wire: Any) -> None:
    # After the first page a and b are deleted: c and d have moved to where those were.
    pages = [modules("a", "b"), modules("d"), modules("c", "d")]
    assert walk(wire, DIALOGS, *pages) == list("abcd")
    assert queries(wire) == ["limit=2", "limit=3&start=1", "limit=3&start=0"]


def test_the_first_module_may_go_while_the_second_is_asked_for(wire: Any) -> None:
    call = ListDialogs(conversation_id="c", limit=1)
    assert walk(wire, call, modules("a"), modules("b")) == list("ab")


def test_one_module_at_a_time_is_asked_for_two_at_a_time(wire: Any) -> None:
    call = ListDialogs(conversation_id="c", limit=1)
    pages = [modules("a"), modules("a", "b"), modules("b")]
    assert walk(wire, call, *pages) == list("ab")
    assert queries(wire) == ["limit=1", "limit=2&start=0", "limit=2&start=1"]


def test_a_server_that_gives_one_at_a_time_is_asked_on(wire: Any) -> None:
    call = ListDialogs(conversation_id="c", limit=5)
    pages = [modules("a", limit=1), modules("b", limit=1), modules(limit=1)]
    assert walk(wire, call, *pages) == list("ab")


def test_modules_that_cannot_be_read_are_given_once(wire: Any) -> None:
    pages = [{"values": [{"key": "a"}, 5]}, {"values": [5, 6]}]
    wire.say(*map(wire.json, pages))
    with Client(wire.url, cloud_id="s") as client:
        found = list(client.items(DIALOGS))
    assert [getattr(item, "key", None) or item.raw for item in found] == ["a", 5, 6]


def test_a_conversation_that_comes_again_under_a_new_name_is_given_once(wire: Any) -> None:
    pages = [conversations("a", "b", cursor="1"), conversations("c", "a", "d")]
    assert walk(wire, CONVERSATIONS, *pages) == list("abcd")


def test_a_server_that_gives_fewer_than_asked_is_asked_on(wire: Any) -> None:
    call = ListDialogs(conversation_id="c", limit=75)
    pages = [modules("a", "b", limit=2), modules("b", "c", limit=2), modules("c", limit=2)]
    assert walk(wire, call, *pages) == list("abc")
    assert queries(wire) == ["limit=75", "limit=75&start=1", "limit=75&start=2"]


def test_a_server_that_does_not_know_offsets_ends(wire: Any) -> None:
    assert walk(wire, DIALOGS, forever=modules("a", "b")) == ["a", "b"]
    assert len(wire.requests) <= 10


def test_a_page_that_additions_have_pushed_on_is_not_the_end(wire: Any) -> None:
    call = ListRoster(conversation_id="c", limit=2)
    pages = [["b", "c"], ["b", "c", "d"], ["b", "c", "d"], ["d", "e"]]
    wire.say(*(wire.json({"values": page}) for page in pages))
    with Client(wire.url, cloud_id="s") as client:
        assert list(client.items(call)) == ["b", "c", "d", "e"]


def test_messages_walk_back_in_time(wire: Any) -> None:
    assert walk(wire, MESSAGES, messages("m5", "m6"), messages("m3", "m4"), messages("m2")) == [
        *("m5", "m6", "m3", "m4", "m2")
    ]
    assert queries(wire) == ["limit=2", "beforeMessage=m5&limit=2", "beforeMessage=m3&limit=2"]


@pytest.mark.parametrize(
    ("bound", "first"),
    [
        ({"after_message": "m1"}, "afterMessage=m1&limit=2"),
        (
            {"after_timestamp": "2018-06-08T00:00:00Z"},
            "afterTimestamp=2018-06-08T00%3A00%3A00Z&limit=2",
        ),
    ],
)
def test_messages_walk_forward_from_a_lower_bound(
    wire: Any, bound: dict[str, str], first: str
) -> None:
    call = ListMessages(conversation_id="c", limit=2, **bound)
    assert walk(wire, call, messages("m2", "m3"), messages("m4")) == ["m2", "m3", "m4"]
    assert queries(wire) == [first, "afterMessage=m3&limit=2"]


def test_a_server_that_does_not_know_bounds_ends(wire: Any) -> None:
    assert walk(wire, MESSAGES, forever=messages("m5", "m6")) == ["m5", "m6"]
    assert len(wire.requests) == 2


def test_messages_of_which_none_can_be_named_end(wire: Any) -> None:
    bad = {"messages": [{"text": "a"}, None]}
    with Client(wire.url, cloud_id="s") as client:
        wire.default = wire.json(bad)
        assert len(list(client.items(MESSAGES))) == 2


def test_the_first_of_a_page_may_be_unreadable(wire: Any) -> None:
    page = MessagePage.model_validate_json(b'{"messages": [null, {"id": "m1"}]}')
    following = MESSAGES.next_page(page)
    assert following is not None
    assert following.before_message == "m1"


def test_an_error_in_the_middle_is_raised_after_what_was_had(wire: Any) -> None:
    wire.say(wire.json(conversations("a", "b", cursor="x")), wire.json({"message": "no"}, 403))
    with Client(wire.url, cloud_id="s") as client:
        pages = client.pages(CONVERSATIONS)
        assert [each.id for each in next(pages).values] == ["a", "b"]
        with pytest.raises(errors.Forbidden):
            next(pages)


async def test_the_async_client_walks_the_same_way(wire: Any) -> None:
    wire.say(wire.json(modules("a", "b")), wire.json(modules("c", "d")))
    wire.default = wire.json(modules("c", "d"))
    async with AsyncClient(wire.url, cloud_id="s") as client:
        pages = [page async for page in client.pages(DIALOGS)]
        assert all(isinstance(page, ModulePage) for page in pages)
        wire.say(wire.json(modules("a", "b")), wire.json(modules("b", "c")))
        items = client.modules.each_dialog(conversation_id="c", limit=2)
        keys = [item.key async for item in items if isinstance(item, StoredModule)]

    assert len(pages) == 2
    assert keys == ["a", "b", "c"]


def test_an_endless_list_is_fetched_no_faster_than_it_is_read(wire: Any) -> None:
    wire.say(*(wire.json(conversations(f"c{n}", cursor=str(n))) for n in range(50)))
    with Client(wire.url, cloud_id="s") as client:
        items = client.conversations.each()
        assert [next(items).id, next(items).id] == ["c0", "c1"]
    assert len(wire.requests) == 2


# A page by itself.


@pytest.mark.parametrize(
    ("kind", "member", "item"),
    [
        (models.ConversationPage, "values", {"id": "a"}),
        (models.SitePage, "values", {"id": "a"}),
        (models.ModulePage, "values", {"key": "a"}),
        (models.RosterPage, "values", "a"),
        (models.MessagePage, "messages", {"id": "a"}),
    ],
)
def test_a_page_is_gone_through_as_a_list_of_its_items(kind: Any, member: str, item: Any) -> None:
    # A member of the server's that is called as ours stays a member.
    page = kind.model_validate({member: [item, 3], "items": "theirs"})
    assert list(page) == page.items == getattr(page, member)
    assert isinstance(page.items[1], Unreadable)
    assert page == page.model_copy() == copy.deepcopy(page) == pickle.loads(pickle.dumps(page))
    assert page.model_dump(exclude_unset=True) == {member: [item, 3], "items": "theirs"}
    assert kind.model_validate_json(page.model_dump_json()) == page
    empty = kind.model_validate({member: []})
    assert list(empty) == []
    assert empty
