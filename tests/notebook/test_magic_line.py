"""The line of `%stride`: what it says, what call it puts, and what Tab offers on it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explorer.api.operation import CallError
from explorer.api.operations import (
    CATALOGUE,
    CreateConversation,
    ListConversations,
    SendMessage,
    UploadMedia,
)
from explorer.api.operations.modules import PutGlance
from explorer.notebook.magic_line import Line, candidates, put

ROOM = "conversationId=117:abc"


def test_a_line_is_read_as_in_a_shell() -> None:
    line = Line.read("ListConversations query='war room' limit=5 --exchange --to=page --profile x")
    assert line.operation == "ListConversations"
    assert line.words == ["query=war room", "limit=5"]
    assert line.flags == {"--exchange"}
    assert line.options == {"--to": "page", "--profile": "x"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ListConversations query='war", "cannot be read: no closing quotation"),
        ("ListConversations --to", "--to needs a value"),
        ("ListConversations --loud", "no option '--loud'"),
        ("ListConversations --header X", "'X' has no colon"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(text: str, said: str) -> None:
    with pytest.raises(CallError, match=said):
        Line.read(text)


def test_words_become_the_parameters_of_a_call() -> None:
    call = put(ListConversations, Line.read("x query=launch limit=5"), None)
    assert isinstance(call, ListConversations)
    assert (call.query, call.limit) == ("launch", 5)


def test_what_is_wrong_is_named_and_unchecked_sends_it_all_the_same() -> None:
    with pytest.raises(CallError, match="limit"):
        put(ListConversations, Line.read("x limit=500"), None)
    sent = put(ListConversations, Line.read("x limit=500 --unchecked"), None).build("site")
    assert "limit=500" in sent.target


def test_the_body_stands_below_the_line() -> None:
    text = '{"name": {"value": "Pool"}, "target": "t", "queryUrl": "/q"}'
    call = put(PutGlance, Line.read(f"x {ROOM} key=g --unchecked"), text)
    assert json.loads(call.build("site").body) == json.loads(text)


def test_members_of_a_body_may_stand_on_the_line_or_below_it() -> None:
    here = put(CreateConversation, Line.read("x name=Launch topic='at ten'"), None)
    below = put(CreateConversation, Line.read("x"), '{"name": "Launch", "topic": "at ten"}')
    assert here.build("s").body == below.build("s").body


def test_a_message_is_markdown_unless_it_is_a_document() -> None:
    prose = put(SendMessage, Line.read(f"x {ROOM}"), "**Hello**\n").build("site")
    assert (prose.content_type, prose.body) == ("text/markdown", b"**Hello**\n")
    document = '{"version": 1, "type": "doc", "content": [{"type": "paragraph", "content": []}]}'
    wrapped = put(SendMessage, Line.read(f"x {ROOM}"), document).build("site")
    assert json.loads(wrapped.body)["body"]["type"] == "doc"


def test_a_file_is_named_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_bytes(b"a,b\n")
    sent = put(UploadMedia, Line.read(f"x {ROOM} --body @{path}"), None).build("site")
    assert sent.source is not None
    assert (sent.source.size, "name=figures.csv" in sent.target) == (4, True)
    text = tmp_path / "hello.md"
    text.write_text("**Hi**")
    assert (
        put(SendMessage, Line.read(f"x {ROOM} --body @{text}"), None).build("s").body == b"**Hi**"
    )
    with pytest.raises(CallError, match="cannot be read"):
        put(SendMessage, Line.read(f"x {ROOM} --body @{tmp_path}/none"), None)


def test_two_bodies_are_one_too_many() -> None:
    with pytest.raises(CallError, match="two bodies"):
        put(SendMessage, Line.read(f"x {ROOM} --body hi"), "hello")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("ListConversations qu", "query="),
        ("ListConversations query=x ", "limit="),
        ("ConversationGetAllHandler include_", "include_private="),
        ("listconversations include-private=", "true"),
        ("ListConversations sort=", "desc"),
        ("ListConversations --un", "--unchecked"),
        ("List", "ListConversations"),
        ("", "ConversationGetAllHandler"),
    ],
)
def test_tab_offers_what_may_follow(typed: str, offered: str) -> None:
    assert offered in candidates(typed)


def test_tab_offers_nothing_that_is_there_or_that_nobody_knows() -> None:
    assert "query=" not in candidates("ListConversations query='war room' ")
    assert candidates("NoSuchOperation ") == []
    assert candidates("ListConversations --to ") == []
    assert candidates("ListConversations query=") == []
    assert set(candidates("")) == {
        name for each in CATALOGUE.values() for name in (each.operation_id, each.__name__)
    }
