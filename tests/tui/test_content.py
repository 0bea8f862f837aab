"""Text from outside in widgets and rows: shown, never obeyed, never markup."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.app import App, ComposeResult
from textual.widgets import Label, OptionList, Static

from explorer.document.lines import Line, Span
from explorer.document.safe import visible
from explorer.tui.content import content, drawable, notify_text, strip_of
from explorer.tui.styles import LOOKS, StyleTable
from explorer.tui.themes import STRIDE_DARK

HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x9b31m C1",
    "abc\u202egnp.exe",
    "\u2066isolated\u2069",
    "bell\x07 back\x08\x08 del\x7f",
    "[b]bold[/b] [@click=app.quit]x[/] [/nothing]",
    "[red",
    "Input should be 'a' [type=enum, input_value='[/b]', input_type=str]",
    "lone \ud800 surrogate",
    "tab\there, line\nbreak, return\r\n",
    "family 👨‍👩‍👧 flag 🇦🇺 accents e\u0301\u0301\u0301",
    "",
]
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


DARK = StyleTable(
    {**STRIDE_DARK.to_color_system().generate(), **STRIDE_DARK.variables}, ansi=STRIDE_DARK.ansi
)


@pytest.mark.parametrize("text", HOSTILE)
def test_rows_show_what_a_terminal_would_obey(text: str) -> None:
    strip = strip_of(Line((Span(text, "strong"),)), 200, Style(), DARK)
    assert strip.text.rstrip() == drawable(text).rstrip()
    assert not OBEYED.search(strip.text)
    assert "\n" not in strip.text
    assert "\t" not in strip.text
    assert strip.cell_length == cell_len(strip.text) == 200


@pytest.mark.parametrize("text", HOSTILE)
def test_content_shows_what_a_terminal_would_obey(text: str) -> None:
    shown = content(text)
    assert shown.plain == visible(text)
    assert not OBEYED.search(shown.plain)
    assert shown.spans == []


def test_content_takes_a_style_of_the_program() -> None:
    shown = content("[i]text[/i]", "bold $accent")
    assert shown.plain == "[i]text[/i]"
    assert [span.style for span in shown.spans] == ["bold $accent"]


async def test_widgets_show_hostile_text_and_live(screen_text: Any) -> None:
    class Hostile(App[None]):
        def compose(self) -> ComposeResult:
            yield Label(content(" ".join(HOSTILE)))
            yield OptionList(*[content(text) for text in HOSTILE if text])
            yield Static(content(HOSTILE[7]))

    app = Hostile()
    async with app.run_test(size=(100, 50), notifications=True) as pilot:
        for text in HOSTILE:
            notify_text(app, text, title=text, severity="warning", timeout=60)
        await pilot.pause()
        text = screen_text(app)
        assert not OBEYED.search(text)
        assert "[b]bold[/b] [@click=app.quit]x[/] [/nothing]" in text
        assert "␛[31mred" in text
        assert len(app._notifications) == len(HOSTILE)


async def test_a_newer_word_takes_the_place_of_an_older_one() -> None:
    app: App[None] = App()

    def shown() -> list[str]:
        return [each.message for each in app._notifications]

    async with app.run_test(notifications=True):
        notify_text(app, "It is deleted in a moment.", about="deletion")
        notify_text(app, "It is kept.", about="deletion")
        assert shown() == ["It is kept."]
        notify_text(app, "Not saved.", severity="error", about="saving")
        notify_text(app, "Choose one first.")
        notify_text(app, "Choose one first.")
        assert shown() == ["It is kept.", "Not saved.", "Choose one first."]
        notify_text(app, "It is saved.", about="saving")
        assert shown() == ["It is kept.", "Choose one first.", "It is saved."]


@given(
    st.lists(st.tuples(st.text(max_size=20), st.sampled_from(["", *LOOKS, "color-#123456"]))),
    st.integers(0, 60),
)
def test_a_strip_is_as_wide_as_asked(spans: list[tuple[str, str]], width: int) -> None:
    strip = strip_of(Line(tuple(Span(*span) for span in spans)), width, Style(), DARK)
    assert strip.cell_length == width
    assert sum(segment.cell_length for segment in strip) == width
    assert not OBEYED.search(strip.text)


def test_a_wide_character_is_cut_to_a_space() -> None:
    line = Line((Span("ab漢字"),))
    assert [strip_of(line, width, Style(), DARK).text for width in (2, 3, 4, 5, 6, 8)] == [
        "ab",
        "ab ",
        "ab漢",
        "ab漢 ",
        "ab漢字",
        "ab漢字  ",
    ]


def test_a_row_of_a_mebibyte_is_cut_before_it_is_measured() -> None:
    strip = strip_of(Line((Span("e" + "\u0301" * 2**20), Span("after"))), 10, Style(), DARK)
    assert strip.cell_length == 10
    assert len(strip.text) < 1000
    assert "after" in strip.text


def test_links_lead_only_where_they_may() -> None:
    def link_of(link: str) -> str | None:
        segments = list(strip_of(Line((Span("text", "link", link),)), 4, Style(), DARK))
        return segments[0].style.link if segments[0].style else None

    for link in ("https://example.com/a?b=c#d", "http://example.com", "mailto:a@example.com"):
        assert link_of(link) == link
    for link in (
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://example.com/\x1b]0;x\x07",
        "https://example.com/\u202e",
        "https://example.com/a b",
        "https://",
        "example.com",
    ):
        assert link_of(link) is None
