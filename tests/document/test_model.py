"""Documents as typed views: what came in comes out, and reads with types in between."""

from __future__ import annotations

import copy
import json
from typing import Any

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from explorer.document.marks import Action, Code, Link, Strong, TextColor, UnknownMark
from explorer.document.model import Document, DocumentError, UnknownNode, plain_text
from explorer.document.nodes import (
    ApplicationCard,
    Date,
    Heading,
    InlineExtension,
    Media,
    Mention,
    Paragraph,
    Text,
)


def parse(*content: Any) -> Document:
    return Document.parse({"version": 1, "type": "doc", "content": list(content)})


def paragraph(*content: Any) -> dict[str, Any]:
    return {"type": "paragraph", "content": list(content)}


def test_nodes_are_read_with_types() -> None:
    document = parse(
        {
            "type": "heading",
            "attrs": {"level": 2},
            "content": [{"type": "text", "text": "Launch", "marks": [{"type": "strong"}]}],
        },
        paragraph({"type": "mention", "attrs": {"id": "557058:1", "text": "@Ada"}}),
    )
    heading, second = document.content
    assert isinstance(heading, Heading)
    assert heading.level == 2
    (words,) = heading.content
    assert isinstance(words, Text)
    assert words.text == "Launch"
    assert words.marks == (Strong({"type": "strong"}),)
    (mention,) = second.content
    assert isinstance(mention, Mention)
    assert (mention.id, mention.name) == ("557058:1", "@Ada")


def test_a_card_is_read_with_types() -> None:
    attrs = {
        "text": "Incident 7",
        "title": {"text": "Incident 7", "user": {"icon": {"url": "https://x.org", "label": "Ada"}}},
        "collapsible": False,
        "link": {"url": "https://example.org/7"},
        "details": [
            {"title": "State", "lozenge": {"text": "open", "appearance": "removed"}},
            {"badge": {"value": 120, "max": 99}},
        ],
        "actions": [{"title": "Ack", "target": {"key": "ack-target"}, "parameters": {"id": 7}}],
    }
    (node,) = parse({"type": "applicationCard", "attrs": attrs}).content
    assert isinstance(node, ApplicationCard)
    card = node.card
    assert card.title is not None
    assert card.title.text == "Incident 7"
    assert card.link == "https://example.org/7"
    assert card.description is None
    state, count = card.details
    assert state.lozenge is not None
    assert (state.lozenge.text, state.lozenge.appearance) == ("open", "removed")
    assert count.badge is not None
    assert count.badge.text == "99+"
    (action,) = card.actions
    assert action.target is not None
    assert (action.title, action.target.key, action.parameters) == ("Ack", "ack-target", {"id": 7})


def test_a_row_of_buttons_is_read_with_types() -> None:
    attrs = {
        "extensionType": "com.atlassian.stride",
        "extensionKey": "actionGroup",
        "parameters": {
            "key": "menu",
            "actions": [
                {
                    "key": "a",
                    "title": "Sync",
                    "appearance": "primary",
                    "action": {"target": {"key": "sync-target"}, "parameters": {"deep": True}},
                }
            ],
        },
    }
    (line,) = parse(paragraph({"type": "inlineExtension", "attrs": attrs})).content
    (node,) = line.content
    assert isinstance(node, InlineExtension)
    assert node.action_group is not None
    (button,) = node.action_group.actions
    assert button.target is not None
    assert (button.title, button.appearance, button.target.key) == (
        "Sync",
        "primary",
        "sync-target",
    )
    assert button.parameters == {"deep": True}
    elsewhere = InlineExtension({"type": "inlineExtension", "attrs": attrs | {"extensionKey": "x"}})
    assert elsewhere.action_group is None


def test_marks_are_read_with_types() -> None:
    marks = [
        {"type": "link", "attrs": {"href": "https://example.org", "title": "here"}},
        {"type": "textColor", "attrs": {"color": "#ff5630"}},
        {"type": "action", "attrs": {"title": "Go", "target": {"key": "go"}}},
        {"type": "sparkle"},
        None,
    ]
    link, colour, action, unknown, nothing = Text({"text": "x", "marks": marks}).marks
    assert isinstance(link, Link)
    assert (link.href, link.address, link.title) == (*["https://example.org"] * 2, "here")
    assert isinstance(colour, TextColor)
    assert colour.is_sound
    assert isinstance(action, Action)
    assert action.target is not None
    assert action.target.key == "go"
    assert isinstance(unknown, UnknownMark)
    assert isinstance(nothing, UnknownMark)


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("https://example.org", "https://example.org"),
        ("HTTP://EXAMPLE.ORG", "HTTP://EXAMPLE.ORG"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("javascript:alert(1)", ""),
        (" https://example.org", ""),
        ("https://example.org\n.evil.org", ""),
        ("data:text/html,x", ""),
        ("//example.org", ""),
        (None, ""),
    ],
)
def test_only_safe_addresses_are_links(href: Any, address: str) -> None:
    assert Link({"type": "link", "attrs": {"href": href}}).address == address


def test_what_servers_add_does_no_harm() -> None:
    # As stored documents came back: empty attrs on a mediaGroup, null content on media.
    media = {"type": "media", "attrs": {"id": "1", "type": "file", "collection": "c"}}
    (group,) = parse(
        {"type": "mediaGroup", "attrs": {}, "content": [media | {"content": None}]}
    ).content
    (file,) = group.content
    assert isinstance(file, Media)
    assert (file.name, file.size, file.content) == ("1", "", ())


@pytest.mark.parametrize(
    ("raw", "label"),
    [
        (None, "null"),
        (7, "number"),
        (True, "boolean"),
        ([], "array"),
        ("words", "string"),
        ({}, "node without a type"),
        ({"type": ["list"]}, "node without a type"),
        ({"type": "video"}, "video"),
        ({"type": "text", "text": None}, "text"),
        ({"type": "paragraph", "content": "words"}, "paragraph"),
        ({"type": "paragraph", "attrs": 1}, "paragraph"),
    ],
)
def test_what_is_no_node_is_kept_as_unknown(raw: Any, label: str) -> None:
    document = parse(raw)
    (node,) = document.content
    assert isinstance(node, UnknownNode)
    assert node.raw == raw
    assert node.label == label
    assert document.to_json()["content"] == [raw]


def test_values_that_do_not_fit_read_as_absent() -> None:
    (heading, media) = parse(
        {"type": "heading", "attrs": {"level": "big"}, "content": []},
        {"type": "media", "attrs": {"width": True, "height": 1e400, "url": 7}},
    ).content
    assert isinstance(heading, Heading)
    assert heading.level == 1
    assert isinstance(media, Media)
    assert (media.width, media.height, media.url) == (None, None, "")


@pytest.mark.parametrize(
    ("timestamp", "day"),
    [
        ("1528416000000", "2018-06-08"),
        ("-1", "1969-12-31"),
        ("someday", "someday"),
        ("9" * 15, "9" * 15),
        ("9" * 5000, "9" * 5000),
        ("١٢", "١٢"),
    ],
)
def test_a_date_is_a_day_or_what_was_written(timestamp: str, day: str) -> None:
    assert Date({"type": "date", "attrs": {"timestamp": timestamp}}).day == day


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, 'A document must be a JSON object of type "doc", but this is null.'),
        ([], 'A document must be a JSON object of type "doc", but this is an array.'),
        ("doc", 'A document must be a JSON object of type "doc", but this is a string.'),
        ({}, 'A document must be a JSON object of type "doc", but its type is missing.'),
        ({"type": "\x1b"}, 'A document must be a JSON object of type "doc", but its type is "␛".'),
        ({"type": 1}, 'A document must be a JSON object of type "doc", but its type is a number.'),
    ],
)
def test_what_is_no_document_is_refused_in_a_sentence(value: Any, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        Document.parse(value)
    assert str(caught.value) == message


@given(data=st.data())
def test_round_trip_is_exact(
    damaged: SearchStrategy[Any], any_json: SearchStrategy[Any], data: st.DataObject
) -> None:
    value = data.draw(damaged | st.dictionaries(st.text(), any_json).map(lambda d: {**d}))
    value["type"] = "doc"
    before = json.dumps(value)
    document = Document.parse(value)
    for node in document.walk():
        repr(node)
    assert json.dumps(document.to_json()) == before


def test_the_copy_given_out_is_no_way_in() -> None:
    document = parse(paragraph({"type": "text", "text": "kept"}))
    document.to_json()["content"].clear()
    assert plain_text(document.content[0]) == "kept"


def test_nesting_of_any_depth_is_parsed_walked_and_copied() -> None:
    nested: dict[str, Any] = paragraph({"type": "text", "text": "deep"})
    for _ in range(10_000):
        nested = {"type": "blockquote", "content": [nested]}
    document = parse(nested)
    assert sum(1 for _ in document.walk()) == 10_002
    assert plain_text(document.content[0]) == "deep"
    inside = document.to_json()["content"]
    for _ in range(10_001):
        inside = inside[0]["content"]
    assert inside == [{"type": "text", "text": "deep"}]


def test_equal_json_is_an_equal_document() -> None:
    raw = paragraph({"type": "text", "text": "same"})
    assert parse(raw) == parse(copy.deepcopy(raw))
    assert parse(raw) != parse(paragraph())
    assert Paragraph(raw) != Heading(raw)


def test_a_representation_is_one_short_visible_line() -> None:
    document = parse(paragraph({"type": "text", "text": "\x1b[2J" + "words\n" * 100}))
    assert repr(document).startswith("Document('␛[2Jwords words")
    assert len(repr(document)) < 80
    assert repr(Code({"type": "code"})) == "Code()"
    assert repr(Heading({"attrs": {"level": 3}})) == "Heading(level=3)"


class Message(pydantic.BaseModel):
    body: Document


def test_a_document_is_a_field_of_a_model() -> None:
    sent = '{"body":{"type":"doc","version":1,"content":[{"type":"odd","x":null}]}}'
    message = Message.model_validate_json(sent)
    assert isinstance(message.body.content[0], UnknownNode)
    assert message.model_dump_json() == sent
    assert message.model_dump() == json.loads(sent)
    assert Message.model_json_schema()["properties"]["body"]["type"] == "object"
    with pytest.raises(pydantic.ValidationError, match="but this is a number"):
        Message.model_validate_json('{"body": 1}')
