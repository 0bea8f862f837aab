"""Copying: where a text goes, and what is said of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from explorer.tui import clipboard
from explorer.tui.clipboard import OSC_52_BYTES, Outcome, said
from explorer.tui.widgets.choice import ChoiceScreen

system_copy = clipboard.system_copy


@pytest.mark.parametrize(
    ("text", "what", "outcome", "sentence"),
    [
        (
            "abc",
            "the id",
            Outcome.TAKEN,
            "Copied the id (3 characters) to the system's clipboard, and to the terminal's by "
            "OSC 52.",
        ),
        (
            "a",
            "",
            Outcome.MISSING,
            "Copied 1 character to the terminal by OSC 52, if it knows that; the system has no "
            "clipboard here.",
        ),
        (
            "x" * (OSC_52_BYTES + 1),
            "",
            Outcome.SILENT,
            "Copied 74,001 characters to the terminal by OSC 52, which may drop so long a text; "
            "the system's clipboard does not answer.",
        ),
    ],
)
def test_what_is_said(text: str, what: str, outcome: Outcome, sentence: str) -> None:
    assert said(text, what, outcome) == sentence


class TestTheSystem:
    @pytest.fixture
    def pyperclip(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
        held = [""]
        fake = SimpleNamespace(
            is_available=lambda: True,
            copy=lambda text: held.__setitem__(0, text),
            paste=lambda: held[0],
        )
        monkeypatch.setitem(sys.modules, "pyperclip", fake)  # type: ignore[arg-type]
        return fake

    def test_it_takes_a_text(self, pyperclip: Any) -> None:
        assert system_copy("a\nb\n") is Outcome.TAKEN
        pyperclip.paste = lambda: "a\r\nb"
        assert system_copy("a\nb\n") is Outcome.TAKEN

    def test_what_it_silently_did_not_take_is_said(self, pyperclip: Any) -> None:
        pyperclip.copy = lambda text: None
        assert system_copy("a") is Outcome.REFUSED

    def test_it_fails(self, pyperclip: Any) -> None:
        def fail(text: str) -> None:
            raise OSError("no display")

        pyperclip.copy = fail
        assert system_copy("a") is Outcome.REFUSED

    def test_there_is_none(self, pyperclip: Any) -> None:
        pyperclip.is_available = lambda: False
        assert system_copy("a") is Outcome.MISSING


class TestInTheApp:
    async def test_one_that_hangs_holds_nothing_up(
        self, open_app: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import threading

        release = threading.Event()

        def hang(text: str) -> Outcome:
            release.wait(30)
            return Outcome.TAKEN

        monkeypatch.setattr(clipboard, "system_copy", hang)
        monkeypatch.setattr(clipboard, "PATIENCE", 0.01)
        async with open_app() as stage:
            await stage.press("y")
            await stage.hears("does not answer")
            await stage.press("down")
            assert stage.browse.conversations.list.cursor == 1
        release.set()

    async def test_what_of_a_conversation_is_copied_is_chosen(
        self, open_app: Any, system_clipboard: list[str]
    ) -> None:
        async with open_app() as stage:
            feed = stage.browse.conversations._feed
            first = feed.row(0)
            await stage.press("Y")
            await stage.until(lambda: isinstance(stage.app.screen, ChoiceScreen))
            await stage.press("j", "j", "enter")
            await stage.hears("Copied the web link")
            link = f"https://applink.atlassian.com/stride/{first.cloud_id}/chat/{first.id}"
            assert stage.app.clipboard == link
            assert system_clipboard == [link]
            await stage.press("Y")
            await stage.until(lambda: isinstance(stage.app.screen, ChoiceScreen))
            await stage.press("escape")
            await stage.quiet()
            assert system_clipboard == [link]

    async def test_a_message_is_copied_as_markdown_or_json(
        self, open_app: Any, system_clipboard: list[str]
    ) -> None:
        import json

        async with open_app() as stage:
            await stage.open("Incident 42")
            message = stage.browse.thread.list.source.items[-1]
            await stage.press("y")
            await stage.hears("Copied")
            await stage.press("Y")
            await stage.until(lambda: isinstance(stage.app.screen, ChoiceScreen))
            await stage.press("G", "k", "enter")
            await stage.until(lambda: len(system_clipboard) == 2)
            assert json.loads(system_clipboard[1])["id"] == message.id
