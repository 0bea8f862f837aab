"""What modules and messages name, and whether it is there."""

from __future__ import annotations

import json

from explorer.api.models.messages import Message
from explorer.api.models.modules import ModuleType, StoredModule
from explorer.workbench.module_links import (
    links_of_document,
    links_of_message,
    links_of_text,
    missing_targets,
    named_by,
)
from explorer.workbench.module_text import pretty
from explorer.workbench.shelves import ModuleShelf, Shelf

ACTION, DIALOG = ModuleType.ACTION_TARGET, ModuleType.DIALOG
TEXT = pretty({"key": "a", "openDialog": {"key": "there"}, "openSidebar": {"key": "gone"}})


def test_a_text_tells_what_it_names_and_where() -> None:
    known = {DIALOG: {"there"}, ModuleType.SIDEBAR: set[str]()}
    present, missing = links_of_text(TEXT, ACTION, known)
    assert (present.line, present.column) == (4, 12)
    assert present.goal == (DIALOG, "there")
    assert (
        str(present) == "line 4: openDialog.key names 'there': a chat:dialog of this conversation"
    )
    assert (missing.is_missing, missing.goal, missing.wanted) == (True, None, ModuleType.SIDEBAR)
    assert str(missing) == (
        "line 7: openSidebar.key names 'gone', but there is no sidebar of that key here"
    )


def test_what_cannot_be_listed_is_not_called_missing() -> None:
    (dialog, sidebar) = links_of_text(TEXT, ACTION, {DIALOG: None})
    assert not dialog.is_missing
    assert "cannot be seen from here" in sidebar.words
    configuration = '{"key": "a", "openConfiguration": {"key": "c"}}'
    (link,) = links_of_text(configuration, ACTION, {DIALOG: set()})
    assert (link.is_missing, link.wanted) == (False, None)


def test_a_text_that_is_no_json_names_nothing() -> None:
    assert links_of_text('{"openDialog": {"key": "x"}', ACTION, {}) == []
    assert links_of_text("[" * 100_000, ACTION, {}) == []
    assert links_of_text("7", ACTION, {}) == []


def test_hostile_keys_are_made_visible() -> None:
    text = json.dumps({"key": "a", "openDialog": {"key": "x\x1b[2J\u202e"}})
    (link,) = links_of_text(text, ACTION, {DIALOG: set()})
    assert "\x1b" not in str(link)
    assert "\u202e" not in str(link)


def test_a_message_names_action_targets_of_its_own_app_or_another() -> None:
    def button(key: str, **more: str) -> dict[str, object]:
        return {"title": key, "target": {"key": key, **more}}

    card = {
        "type": "applicationCard",
        "attrs": {"actions": [button("ack"), button("lost"), button("far", receiver="other")]},
    }
    known = {ACTION: {"ack"}, DIALOG: set[str]()}
    found = links_of_document({"type": "doc", "content": [card]}, known)
    assert [each.goal for each in found] == [(ACTION, "ack"), None, None]
    assert [each.is_missing for each in found] == [False, True, False]
    assert found[2].words.endswith("names 'far' of another app")


def test_what_another_app_names_is_never_missing() -> None:
    action = {"title": "x", "target": {"key": "lost"}}
    card = {"type": "applicationCard", "attrs": {"actions": [action]}}
    body = {"type": "doc", "content": [card]}
    known = {ACTION: {"ack"}, DIALOG: set[str]()}
    for sender, missing in (("me", True), ("someone", False), (None, True)):
        by = {"id": "1", "body": body, "sender": sender and {"id": sender}}
        (link,) = links_of_message(Message.model_validate(by), "me", known)
        assert link.is_missing is missing


def shelf(**parts: list[dict[str, object]]) -> ModuleShelf:
    shelves = {
        kind: Shelf(
            kind,
            tuple(StoredModule.model_validate(each) for each in parts.get(kind.name, ())),
        )
        for kind in ModuleType
    }
    return ModuleShelf("s", "c", shelves)


def test_a_shelf_tells_what_is_missing_and_who_would_miss_something() -> None:
    found = shelf(
        ACTION_TARGET=[
            {"key": "a", "openDialog": {"key": "d"}},
            {"key": "b", "openDialog": {"key": "lost"}},
        ],
        DIALOG=[{"key": "d", "options": {"primaryAction": {"key": "k", "target": "a"}}}],
        GLANCE=[{"key": "g", "target": "d"}],
    )
    assert missing_targets(found) == {(ACTION, "b"): ["lost"]}
    assert named_by(found, DIALOG, "d") == [(ACTION, "a"), (ModuleType.GLANCE, "g")]
    assert named_by(found, ACTION, "a") == [(DIALOG, "d")]
    assert named_by(found, ModuleType.GLANCE, "g") == []
