"""What is typed and what is pressed: in the order in which a person did it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from explorer.notebook import keys
from explorer.notebook.json_editor import JsonEditor
from explorer.notebook.keys import KeyGuard
from tests.notebook.clicks import heard


class Page:
    """Stands in for the page: notes what it is sent, and answers when it is told to."""

    def __init__(self, guard: KeyGuard) -> None:
        self.guard, self.asked = guard, list[int]()
        guard.send = self._take  # type: ignore[method-assign]
        self.say({"type": "here"})

    def _take(self, content: Any, buffers: Any = None) -> None:
        assert content["type"] == "ask"
        self.asked.append(content["number"])

    def say(self, content: dict[str, Any]) -> None:
        self.guard._handle_custom_msg(content, [])


async def test_a_click_waits_for_what_the_page_held_back() -> None:
    done: list[str] = []
    guard = KeyGuard()
    guard.after_typing(lambda: done.append("no page yet"))
    assert done == ["no page yet"]
    page = Page(guard)
    guard.after_typing(lambda: done.append("first"))
    guard.after_typing(lambda: done.append("second"))
    assert done == ["no page yet"]
    for number in (*page.asked, page.asked[0]):  # another page answers, too
        page.say({"type": "answer", "number": number})
    page.say({"type": "answer", "number": "1"})
    assert done == ["no page yet", "first", "second"]


async def test_a_page_that_is_gone_is_not_waited_for_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keys, "PATIENCE", 0.01)
    guard, done = KeyGuard(), asyncio.Event()
    Page(guard)
    guard.after_typing(done.set)
    assert not done.is_set()
    await done.wait()


def test_a_key_that_saves_brings_the_text_along() -> None:
    editor, saved = JsonEditor(value="{}"), list[tuple[str, str]]()
    editor.on_act(lambda act: saved.append((act, editor.value)))
    editor._handle_custom_msg({"type": "save", "text": '{"a": 1}', "revision": 7}, [])
    assert saved == [("save", '{"a": 1}')]
    assert editor.revision == 7


def test_what_a_page_held_back_behind_an_act_does_not_come_back_after_it() -> None:
    editor, sent = JsonEditor(value="{}"), list[dict[str, Any]]()
    editor.on_act(lambda act: setattr(editor, "value", ""))
    editor.observe(lambda change: sent.append(dict(change)), "value")
    heard(editor, method="custom", content={"type": "submit", "text": "[1]", "revision": 7})
    heard(editor, method="update", state={"value": "[1]", "revision": 7}, buffer_paths=[])
    assert (editor.value, editor.revision) == ("", 7)
    heard(editor, method="update", state={"value": "[2]", "revision": 8}, buffer_paths=[])
    assert (editor.value, editor.revision) == ("[2]", 8)
    assert [change["new"] for change in sent] == ["[1]", "", "[2]"]


def test_a_text_that_was_acted_on_does_not_go_back_to_a_page_that_has_more() -> None:
    editor, told = JsonEditor(value="{}"), list[object]()
    editor._send = lambda message, buffers=None: told.append(message)
    heard(editor, method="custom", content={"type": "save", "text": "[1]", "revision": 7})
    assert (editor.value, told) == ("[1]", [])
