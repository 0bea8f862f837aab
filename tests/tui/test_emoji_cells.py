"""Emoji that terminals measure in different ways: drawn so that no terminal is at variance."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.style import Style

from explorer.document.lines import Line, Span
from explorer.tui import emoji_cells
from explorer.tui.content import strip_of
from explorer.tui.emoji_cells import joins, settled
from explorer.tui.styles import StyleTable
from explorer.tui.themes import STRIDE_DARK

DISPUTED = ["🛠️ tools", "❤️ x", "👍🏽", "👍🏽 👋🏿", "1️⃣ 2️⃣", "©️", "☝🏽", "✌️✌️", "☕️ now", "a🏽"]
JOINED = ["🏳️‍🌈", "❤️‍🔥", "👩‍❤️‍👨", "👩🏽‍🚀", "🕵🏽‍♀️", "🤷‍♂️", "👁️‍🗨️", "🏴‍☠️"]
AGREED = ["", "plain", "🧭 ☕ 서울 é", "👩‍🚀", "🇯🇵"]


@pytest.fixture(autouse=True)
def usual_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is not known to measure as we do."""
    monkeypatch.setattr(emoji_cells, "_JOINS", False)


@pytest.mark.parametrize("text", [*DISPUTED, *JOINED, *AGREED])
def test_cells_and_characters_stay_as_many(text: str) -> None:
    assert cell_len(settled(text)) == cell_len(text)
    assert len(settled(text)) == len(text)
    assert settled(settled(text)) == settled(text)


@pytest.mark.parametrize("text", DISPUTED)
def test_a_terminal_that_measures_each_character_by_itself_finds_as_many(text: str) -> None:
    shown = settled(text)
    assert sum(map(cell_len, shown)) == cell_len(text)
    assert "\ufe0f" not in shown


@pytest.mark.parametrize("text", AGREED)
def test_what_is_not_disputed_stays(text: str) -> None:
    assert settled(text) == text


def test_rows_are_drawn_so() -> None:
    table = StyleTable(STRIDE_DARK.to_color_system().generate(), ansi=False)
    line = Line((Span("⚠️ careful "), Span("👍🏽")))
    strip = strip_of(line, 20, Style(), table)
    assert strip.text.startswith("⚠  careful 👍")
    assert sum(map(cell_len, strip.text)) == 20


def test_terminals_that_say_what_they_are_keep_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert joins({"TERM": "xterm-kitty"})
    assert joins({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"})
    assert not joins({"TERM": "tmux-256color", "TERM_PROGRAM": "tmux", "KITTY_WINDOW_ID": "1"})
    assert not joins({})
    monkeypatch.setattr(emoji_cells, "_JOINS", True)
    assert settled("👍🏽") == "👍🏽"
