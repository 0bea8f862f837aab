"""What is typed and what is pressed: in the order in which a person did it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from explorer.notebook import keys
from explorer.notebook.json_editor import JsonEditor
from explorer.notebook.keys import KeyGuard


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
