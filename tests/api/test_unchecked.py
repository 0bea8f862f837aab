"""Calls past our own checks: whatever a person puts is what the service gets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from explorer.api.operation import CallError
from explorer.api.operations import (
    CreateConversation,
    DeleteBot,
    GetConversation,
    ListConversations,
    PutConfigurationState,
    PutDialog,
    SendMessage,
)

ROOM: dict[str, Any] = {"cloudId": "s", "conversationId": "c"}


def test_any_value_and_unknown_parameters_are_sent() -> None:
    call = ListConversations.unchecked(
        {"cloud_id": "s", "limit": "9000", "sort": "up", "exclude-direct": "maybe", "x y": "1&2"}
    )

    assert call.is_unchecked
    assert call.build().target == (
        "/site/s/conversation?exclude-direct=maybe&limit=9000&sort=up&x%20y=1%262"
    )


@pytest.mark.parametrize("name", ["cls", "_fields_set", "self", "model_config", "path", "build"])
def test_no_name_is_too_odd_for_a_parameter(name: str) -> None:
    call = ListConversations.unchecked({"cloudId": "s", name: "v"})

    assert call.build().target == f"/site/s/conversation?{name}=v"


def test_a_raw_body_and_a_wrong_content_type_are_sent_as_they_are() -> None:
    prepared = PutDialog.unchecked(
        {**ROOM, "key": "k"}, body=b"{not json\xff", content_type="application/x-odd"
    ).build()

    assert (prepared.method, prepared.body) == ("PUT", b"{not json\xff")
    assert prepared.content_type == "application/x-odd"


def test_a_body_alone_is_json_by_default_and_an_empty_one_has_no_type() -> None:
    assert PutDialog.unchecked({**ROOM, "key": "k"}, body=b"[]").build().content_type == (
        "application/json"
    )
    empty = PutDialog.unchecked({**ROOM, "key": "k"}, body=b"").build()
    assert (empty.content_type, empty.body) == ("", b"")


def test_a_write_without_a_body_sends_none() -> None:
    for kind in (PutDialog, PutConfigurationState, SendMessage, CreateConversation):
        prepared = kind.unchecked({**ROOM, "key": "k"}).build()
        assert (prepared.content_type, prepared.body) == ("", b"")


def test_defaults_are_not_added() -> None:
    assert CreateConversation.unchecked({"cloudId": "s", "topic": ""}).build().body == (
        b'{"topic":""}'
    )


def test_a_body_member_is_its_own_type_where_it_reads_as_one_else_text() -> None:
    def body(text: object) -> object:
        call = PutConfigurationState.unchecked({**ROOM, "key": "k", "configured": text})
        return json.loads(call.build().body)

    assert body("true") == {"configured": True}
    assert body("perhaps") == {"configured": "perhaps"}
    assert body(None) == {"configured": None}
    assert body([1]) == {"configured": [1]}


def test_a_module_need_not_be_one() -> None:
    def body(text: str) -> bytes:
        return PutDialog.unchecked({**ROOM, "key": "k", "module": text}).build().body

    assert body('{"title": 5}') == b'{"title":5}'
    assert body("[]") == b"[]"
    assert body("nonsense") == b'"nonsense"'


def test_message_content_goes_out_in_any_form() -> None:
    wrapped = SendMessage.unchecked({**ROOM, "content": {"type": "nonsense"}}).build()
    odd = SendMessage.unchecked({**ROOM, "content": "", "form": "zip"}).build()
    typed = SendMessage.unchecked({**ROOM, "content": "hi"}, content_type="text/html").build()

    assert wrapped.body == b'{"body":{"type":"nonsense"}}'
    assert (odd.content_type, odd.body) == ("text/markdown", b"")
    assert (typed.content_type, typed.body) == ("text/html", b"hi")


def test_a_body_can_go_where_none_is_taken() -> None:
    prepared = DeleteBot.unchecked({**ROOM, "key": "k"}, body=b"{}").build()

    assert (prepared.method, prepared.body) == ("DELETE", b"{}")


@pytest.mark.parametrize(
    ("values", "missing"), [({}, "a site"), ({"cloudId": "s"}, "conversationId")]
)
def test_a_missing_path_parameter_stays_an_error_in_a_sentence(
    values: dict[str, str], missing: str
) -> None:
    with pytest.raises(CallError, match=f"ConversationGetHandler needs {missing}"):
        GetConversation.unchecked(values).build()


def test_an_odd_type_in_the_path_is_its_text() -> None:
    call = GetConversation.unchecked({"cloudId": ["a"], "conversationId": 5})

    assert call.build().target == "/site/%5B'a'%5D/conversation/5"


def test_the_same_parameter_twice_is_refused() -> None:
    with pytest.raises(CallError, match="cloudId is given twice"):
        ListConversations.unchecked({"cloudId": "a", "cloud_id": "b"})


def test_a_checked_call_is_not_unchecked() -> None:
    assert not ListConversations(cloud_id="s").is_unchecked
