"""What is read of answers: tolerant of what is unknown, missing or odd."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from explorer.api.models import (
    MODULE_MODELS,
    TEMPLATES,
    ConversationPage,
    MessagePage,
    ModulePage,
    ModuleType,
    SitePage,
    Unreadable,
)
from explorer.api.models.base import WireModel
from explorer.api.models.messages import text_document


def read(kind: type[WireModel], value: Any) -> Any:
    return kind.model_validate_json(json.dumps(value))


def test_one_bad_item_spoils_no_page() -> None:
    items: list[Any] = [
        {"id": "a"},
        {"name": "no id"},
        None,
        "text",
        {"id": 5},
        {"id": "b", "created": "soon"},
        {"id": "c"},
    ]
    page = read(ConversationPage, {"values": items})

    kinds = [type(each).__name__ for each in page.values]
    assert kinds == ["Conversation", *["Unreadable"] * 5, "Conversation"]
    bad = page.values[1]
    assert isinstance(bad, Unreadable)
    assert (bad.raw, bad.why, bad.id) == ({"name": "no id"}, "id: is required", "")
    assert [each.why for each in page.values[2:6]] == [
        "must be an object",
        "must be an object",
        "id: must be a text",
        "created: must be a date with time, as in 2018-06-08T17:36:32Z",
    ]
    assert page.values[5].id == "b"
    assert page.model_dump(mode="json", exclude_unset=True)["values"] == items


def test_unknown_members_are_kept_and_null_ones_read() -> None:
    value = {
        "id": "a",
        "name": None,
        "topic": None,
        "isArchived": None,
        "created": None,
        "_links": None,
        "futureMember": {"x": [1]},
    }
    page = read(ConversationPage, {"values": [value], "cursor": None, "_links": {"a": "u"}})

    (conversation,) = page.values
    assert (conversation.title, conversation.created) == ("a", None)
    assert conversation.futureMember == {"x": [1]}
    assert conversation.model_dump(mode="json", exclude_unset=True, by_alias=True) == value


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2017-10-24T22:16:30.243693008Z", datetime(2017, 10, 24, 22, 16, 30, 243693, UTC)),
        ("2018-02-03T11:19:22.261Z", datetime(2018, 2, 3, 11, 19, 22, 261000, UTC)),
        ("2018-02-03T13:19:22+02:00", datetime(2018, 2, 3, 11, 19, 22, 0, UTC)),
        ("2018-02-03T11:19:22", datetime(2018, 2, 3, 11, 19, 22, 0, UTC)),
    ],
)
def test_a_moment_can_always_be_compared(text: str, moment: datetime) -> None:
    (message,) = read(MessagePage, {"messages": [{"id": "m", "ts": text}]}).messages
    assert message.ts == moment


@pytest.mark.parametrize(
    ("item", "site_id"),
    [("s1", "s1"), ({"id": "s1"}, "s1"), ({"cloudId": "s1", "name": "acme"}, "s1")],
)
def test_a_site_is_read_in_every_shape_it_may_have(item: Any, site_id: str) -> None:
    (site,) = read(SitePage, {"values": [item]}).values
    assert site.id == site_id


def test_a_message_without_a_body_is_its_text() -> None:
    (message,) = read(MessagePage, {"messages": [{"id": "m", "text": "one\ntwo"}]}).messages

    assert message.document.to_json() == text_document("one\ntwo")
    assert message.document is message.document
    assert message.sender_id == ""


def test_a_stored_document_is_not_held_to_what_we_would_send() -> None:
    body = {
        "type": "doc",
        "version": 1,
        "content": [{"type": "mediaGroup", "attrs": {}}],
        "x": None,
    }
    (message,) = read(MessagePage, {"messages": [{"id": "m", "body": body}]}).messages
    assert message.document.to_json() == body


def test_an_answer_that_lacks_its_list_is_an_error() -> None:
    for kind in (ConversationPage, MessagePage, ModulePage, SitePage):
        with pytest.raises(ValidationError):
            read(kind, {"items": []})


def test_a_module_is_read_whatever_it_holds() -> None:
    values: list[Any] = [{}, {"key": None}, {"key": "k", "anything": [1, {"x": None}]}]
    page = read(ModulePage, {"values": [*values, 5]})
    assert [type(each).__name__ for each in page.values] == [*["StoredModule"] * 3, "Unreadable"]
    assert page.model_dump(mode="json", exclude_unset=True)["values"] == [*values, 5]


@pytest.mark.parametrize("kind", ModuleType)
def test_a_template_is_a_valid_module_and_is_sent_as_it_stands(kind: ModuleType) -> None:
    module = MODULE_MODELS[kind].model_validate(TEMPLATES[kind])
    assert module.model_dump(mode="json", by_alias=True, exclude_unset=True) == TEMPLATES[kind]


@pytest.mark.parametrize("url", ["/a", "/", "https://x.example", "https://x.example/a?b#c"])
def test_a_modules_address_is_relative_to_the_app_or_https(url: str) -> None:
    assert MODULE_MODELS[ModuleType.BOT].model_validate({"mention": {"url": url}})


@pytest.mark.parametrize("url", ["", "a", "//x", "http://x.example", "https://", "/a b", "/\n"])
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        MODULE_MODELS[ModuleType.BOT].model_validate({"mention": {"url": url}})


@pytest.mark.parametrize(
    "pattern", [".*", "^(?i)(hello|hi).*$", "^.*(?i)(thank(s| you)).*$", "(((", "\\"]
)
def test_a_pattern_is_in_the_servers_dialect(pattern: str) -> None:
    module = {"pattern": pattern, "url": "/x"}
    assert MODULE_MODELS[ModuleType.BOT_MESSAGES].model_validate(module)


@pytest.mark.parametrize("size", ["small", "xlarge", {"width": "500px", "height": "33.5%"}, None])
def test_a_dialogs_size_is_a_name_or_two_lengths(size: Any) -> None:
    module = {"title": {"value": "x"}, "url": "/x", "options": {"size": size}}
    dialog = MODULE_MODELS[ModuleType.DIALOG].model_validate(module)
    assert dialog.model_dump(mode="json", by_alias=True, exclude_unset=True) == module


def test_python_names_are_taken_and_sent_as_the_wires() -> None:
    module = MODULE_MODELS[ModuleType.BOT].model_validate({"direct_message": {"url": "/d"}})
    assert module.model_dump(mode="json", by_alias=True, exclude_unset=True) == {
        "directMessage": {"url": "/d"}
    }
