"""What of a thing can be copied."""

from __future__ import annotations

import json
from typing import Any

from explorer.api.models import Conversation, Message, StoredModule, Unreadable
from explorer.api.models.modules import ModuleType
from explorer.workbench.copies import FieldOf, MessageOf, ModuleOf, PersonOf, copies

SITE = "11111111-2222-4333-8444-555555555555"
ROOM = "22222222-2222-4333-8444-555555555555"
BASE = "https://api.example.com"


def test_a_conversation() -> None:
    room = Conversation.model_validate({"id": ROOM, "name": "Ops", "new": [1]})
    found = {each.what: each.text for each in copies(room, BASE, SITE)}
    assert found == {
        "the name": "Ops",
        "the id": ROOM,
        "the web link": f"https://applink.atlassian.com/stride/{SITE}/chat/{ROOM}",
        "the REST address": f"{BASE}/site/{SITE}/conversation/{ROOM}",
        "the JSON": json.dumps({"id": ROOM, "name": "Ops", "new": [1]}, indent=2),
    }


def test_a_field_of_a_conversation() -> None:
    room = Conversation.model_validate({"id": ROOM, "name": "Ops", "avatar": {"small": "s"}})
    found = {each.what: each.text for each in copies(FieldOf("a", {"b": 1}, room), BASE, SITE)}
    assert found["the value"] == '{\n  "b": 1\n}'
    assert json.loads(found["the field as JSON"]) == {"a": {"b": 1}}
    assert json.loads(found["the conversation's JSON"])["name"] == "Ops"
    assert found["the conversation's REST address"] == f"{BASE}/site/{SITE}/conversation/{ROOM}"
    plain = {each.what: each.text for each in copies(FieldOf("name", "Ops", room), BASE, SITE)}
    assert plain["the value"] == "Ops"
    none = {each.what: each.text for each in copies(FieldOf("topic", None, room), BASE, SITE)}
    assert "the value" not in none
    assert json.loads(none["the field as JSON"]) == {"topic": None}


def test_a_person() -> None:
    found = {each.what: each.text for each in copies(PersonOf("u1", "Ann"), BASE, SITE)}
    assert found == {
        "the id": "u1",
        "the name": "Ann",
        "the REST address": f"{BASE}/scim/site/{SITE}/Users/u1",
    }


def test_without_a_site_there_are_no_addresses() -> None:
    room = Conversation.model_validate({"id": ROOM, "name": "Ops"})
    assert [each.what for each in copies(room, BASE, "")] == ["the name", "the id", "the JSON"]


def test_a_message() -> None:
    message = Message.model_validate({"id": "m1", "text": "Hi *there*", "sender": {"id": "u"}})
    found = {each.what: each.text for each in copies(MessageOf(ROOM, message), BASE, SITE)}
    assert found["the message as text"] == "Hi *there*"
    assert found["the message as Markdown"].strip() == r"Hi \*there\*"
    assert found["the author's id"] == "u"
    assert found["the REST address"] == f"{BASE}/site/{SITE}/conversation/{ROOM}/message/m1"
    assert "the document's JSON" not in found


def test_the_links_of_a_message() -> None:
    """Each once, in the order of reading, and none that a browser should not open."""

    def linked(text: str, href: str) -> dict[str, Any]:
        mark = {"type": "link", "attrs": {"href": href}}
        return {"type": "text", "text": text, "marks": [mark]}

    first, second = "https://track.acme.example/?a=1", "mailto:help@acme.example"
    words = [linked("a", first), linked("b", second), linked("c", first)]
    words.append(linked("d", "javascript:alert(1)"))
    third = "https://status.acme.example/"
    card = {"text": "Up", "title": {"text": "Up"}, "link": {"url": third}}
    blocks = [
        {"type": "paragraph", "content": words},
        {"type": "applicationCard", "attrs": card},
    ]
    body = {"version": 1, "type": "doc", "content": blocks}
    message = Message.model_validate({"id": "m1", "body": body, "sender": {"id": "u"}})
    found = copies(MessageOf(ROOM, message), BASE, SITE)
    assert [each.text for each in found if each.what == "the link"] == [first, second, third]


def test_a_module() -> None:
    module = StoredModule.model_validate({"key": "weather", "url": "/w"})
    subject = ModuleOf(ROOM, ModuleType("chat:dialog"), module)
    found = {each.what: each.text for each in copies(subject, BASE, SITE)}
    assert found["the key"] == "weather"
    assert found["the REST address"].endswith("/app/module/chat:dialog/weather")
    assert json.loads(found["the JSON"]) == {"key": "weather", "url": "/w"}


def test_what_cannot_be_read_is_copied_as_it_came() -> None:
    odd = Unreadable({"id": 3}, "id is no text")
    for subject in (odd, MessageOf(ROOM, odd)):
        assert [each.what for each in copies(subject, BASE, SITE)] == ["the JSON"]
