"""Answers as tables of pandas: columns, moments to the nanosecond, and rows that do not fit."""

from __future__ import annotations

import copy
import pickle
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas
import pytest

from explorer.api.client import Client
from explorer.api.dataframe import to_dataframe
from explorer.api.models import (
    Conversation,
    ConversationPage,
    Created,
    Message,
    MessagePage,
    ModulePage,
    RosterPage,
    Site,
    SitePage,
    User,
)
from explorer.api.models.moment import Moment
from explorer.api.operations import ListConversations, ListSites
from explorer.sandbox.server import Sandbox

UTC_NS = "datetime64[ns, UTC]"


def conversations() -> ConversationPage:
    return ConversationPage.model_validate(
        {
            "values": [
                {
                    "id": "a",
                    "name": "Launch",
                    "isArchived": False,
                    "created": "2018-06-08T17:36:32Z",
                },
                {"id": "b", "colour": "teal", "unreadable": "theirs", "_links": {"b": "x"}},
                {"id": "c", "name": 7, "created": "yesterday"},
                "d",
            ]
        }
    )


def test_columns_are_the_services_names_with_one_of_ours_last() -> None:
    table = conversations().to_dataframe()
    known = "id cloudId name topic type privacy isArchived avatarUrl created modified _links"
    assert list(table.columns) == [*known.split(), "colour", "unreadable_", "unreadable"]
    assert list(table["id"]) == ["a", "b", "c", "d"]
    assert table["name"][0] == "Launch"
    assert table["_links"][1] == {"b": "x"}
    assert table["colour"][1] == "teal"
    assert table["unreadable_"][1] == "theirs"


def test_what_cannot_be_read_stays_in_its_place_and_says_why() -> None:
    table = conversations().to_dataframe()
    assert list(table["unreadable"].isna()) == [True, True, False, False]
    assert table["unreadable"][2].startswith("name: must be a text")
    assert "created 'yesterday' is no moment" in table["unreadable"][2]
    assert table["unreadable"][3] == "must be an object"
    assert table["name"][2] == 7


def test_types_are_those_of_the_wire() -> None:
    table = conversations().to_dataframe()
    assert table["created"].dtype == table["modified"].dtype == UTC_NS
    assert table["created"][0] == pandas.Timestamp("2018-06-08T17:36:32Z")
    assert table["isArchived"].dtype == "boolean"
    assert table["isArchived"][1] is pandas.NA
    page = ModulePage.model_validate({"values": [{"key": "a", "weight": 5}, {"key": "b"}]})
    assert page.to_dataframe()["weight"].dtype == "Int64"
    large = ModulePage.model_validate({"values": [{"key": "a", "weight": 2**80}]}).to_dataframe()
    assert large["weight"][0] == 2**80


def test_nanoseconds_of_messages_are_kept() -> None:
    texts = ["2018-06-08T17:36:32.123456789Z", "2018-06-08T17:36:32.1234567+02:00",
             "1969-12-31T23:59:59.999999999Z", "2018-06-08T17:36:32Z"]  # fmt: skip
    items = [{"id": str(place), "ts": text} for place, text in enumerate(texts)]
    table = MessagePage.model_validate({"messages": items}).to_dataframe()
    assert table["ts"].dtype == UTC_NS
    assert [moment.value for moment in table["ts"]] == [
        pandas.Timestamp(each).value for each in texts
    ]


def test_a_moment_nanoseconds_cannot_hold_is_said() -> None:
    items = [{"id": "a", "ts": "0001-01-01T00:00:00Z"}, {"id": "b", "ts": "9999-12-31T23:59:59Z"}]
    table = MessagePage.model_validate({"messages": items}).to_dataframe()
    assert table["ts"].isna().all()
    assert table["unreadable"][0] == (
        "ts 0001-01-01T00:00:00+00:00 is beyond what nanoseconds can hold"
    )


def test_members_of_a_member_have_columns_of_their_own() -> None:
    page = MessagePage.model_validate(
        {
            "messages": [
                {"id": "a", "sender": {"id": "u"}},
                {"id": 7, "sender": {"id": "v"}},
                {"id": "c"},
            ]
        }
    )
    table = page.to_dataframe()
    assert list(table.columns) == ["id", "body", "text", "sender.id", "ts", "unreadable"]
    assert list(table["sender.id"])[:2] == ["u", "v"]


@pytest.mark.parametrize("kind", [SitePage, ConversationPage, MessagePage, ModulePage])
def test_an_empty_page_has_its_columns(kind: Any) -> None:
    table = kind.model_validate(kind.nothing).to_dataframe()
    assert len(table) == 0
    assert {"unreadable", "key" if kind is ModulePage else "id"} <= set(table.columns)
    if kind is MessagePage:
        assert table["ts"].dtype == UTC_NS


def test_rosters_and_single_things_are_tables_too() -> None:
    roster = RosterPage.model_validate({"values": ["u", 7]}).to_dataframe()
    assert roster["id"][0] == "u"
    assert roster["unreadable"][1] == "must be a text, the id of a user"
    assert list(Site(id="s", name="Acme").to_dataframe()["name"]) == ["Acme"]
    assert list(Created(id="new").to_dataframe()["id"]) == ["new"]
    user = User.model_validate({"id": "u", "emails": [{"value": "a@b.example"}]}).to_dataframe()
    assert user["emails"][0] == [{"value": "a@b.example"}]


def test_any_number_of_pages_and_items_make_one_table() -> None:
    pages = [conversations(), conversations()]
    assert len(to_dataframe(pages)) == 8
    assert len(to_dataframe(iter(pages[0].values))) == 4
    mixed = to_dataframe([Site(id="s"), Conversation(id="c")])
    assert list(mixed["id"]) == ["s", "c"]
    assert list(to_dataframe([]).columns) == ["unreadable"]


@pytest.mark.parametrize("value", [7, None, b"x", {"a": 1}, [7]])
def test_anything_else_is_refused_in_a_sentence(value: Any) -> None:
    with pytest.raises(
        TypeError, match=r"^A table is made of what the service answers, not of \w+\.$"
    ):
        to_dataframe(value)


def test_names_and_texts_a_server_made_up_do_no_harm() -> None:
    raw = {"id": "a", "\x1b[2J\n": "\ud800", "x" * 500: 1, "name": "\u202e"}
    table = ConversationPage.model_validate({"values": [raw]}).to_dataframe()
    assert "␛[2J " in table.columns
    assert max(map(len, table.columns)) == 80
    assert table["name"][0] == "\u202e"  # data stays data


def test_without_pandas_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ModuleNotFoundError) as caught:
        conversations().to_dataframe()
    assert str(caught.value) == (
        "to_dataframe() needs pandas, which is not installed. "
        "Install it with: pip install 'stride-explorer[pandas]'"
    )


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Sandbox.start(now=datetime(2018, 6, 8, 12, tzinfo=UTC)) as sandbox:
        known = sandbox.credentials
        with Client(sandbox.base_url, auth=known.participate_token) as made:
            made.cloud_id = known.cloud_ids[0]
            yield made


def test_what_a_server_answers_is_a_table(client: Client) -> None:
    assert to_dataframe(client.send(ListSites()))["id"][0] == client.cloud_id
    table = to_dataframe(client.pages(ListConversations(limit=5)))
    items = list(client.items(ListConversations(limit=5)))
    assert list(table["id"]) == [each.id for each in items]
    assert table["unreadable"].isna().all()
    thread = to_dataframe(client.messages.list(conversation_id=items[0].id))
    assert thread["ts"].is_monotonic_increasing
    assert len(thread) > 2


def test_a_moment_is_a_datetime_that_keeps_its_nanoseconds() -> None:
    message = Message.model_validate({"id": "m", "ts": "2018-06-08T17:36:32.123456789"})
    moment = message.ts
    assert isinstance(moment, Moment)
    assert moment == datetime(2018, 6, 8, 17, 36, 32, 123456, tzinfo=UTC)
    for again in (pickle.loads(pickle.dumps(moment)), copy.deepcopy(message).ts, copy.copy(moment)):
        assert (again, again.nanosecond) == (moment, 789)
    assert (moment + timedelta(seconds=1)).nanosecond == 0
    assert type(Message(id="m", ts=datetime(2018, 6, 8)).ts) is datetime
    assert Message.model_validate({"id": "m", "ts": "2018-06-08T17:36:32.5Z"}).ts == datetime(
        2018, 6, 8, 17, 36, 32, 500000, tzinfo=UTC
    )
