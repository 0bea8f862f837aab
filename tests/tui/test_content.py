"""Text from outside in widgets and rows: shown, never obeyed, never markup."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme
from textual.widgets import Label, OptionList, Static

from explorer.document.lines import Line, Span
from explorer.document.safe import visible
from explorer.tui.content import content, drawable, notify_text, strip_of
from explorer.tui.styles import LOOKS, MIN_CONTRAST, StyleTable, contrast, styles_of
from explorer.tui.themes import BACKGROUNDS, ROLES, STRIDE_DARK, STRIDE_LIGHT, THEMES

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


def variables_of(theme: Theme) -> dict[str, str]:
    """A theme's variables as a running app has them."""
    return {**theme.to_color_system().generate(), **theme.variables}


def table_of(theme: Theme) -> StyleTable:
    return StyleTable(variables_of(theme), ansi=theme.ansi)


DARK = table_of(STRIDE_DARK)


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


def test_names_add_up_and_unknown_ones_do_nothing() -> None:
    strong_link = DARK.style("strong link")
    assert strong_link.bold
    assert strong_link.underline
    assert strong_link.color == DARK.style("link").color
    assert DARK.style("nonsense strong color-red color-#12345 alien") == DARK.style("strong")
    assert DARK.style("") == Style.null()
    assert DARK.style("muted error").color == DARK.style("error").color


def test_every_name_can_be_drawn_in_every_theme() -> None:
    for theme in [*THEMES, *BUILTIN_THEMES.values()]:
        table = table_of(theme)
        for name, look in LOOKS.items():
            style = table.style(name)
            if look.attributes or look.color or (look.behind and not theme.ansi):
                assert style != Style.null(), (theme.name, name)


def test_in_the_terminals_own_colours_no_others_are_used() -> None:
    for name in ("ansi-dark", "ansi-light"):
        table = table_of(BUILTIN_THEMES[name])
        for look in LOOKS:
            style = table.style(look)
            for color in (style.color, style.bgcolor):
                assert color is None or color.is_system_defined or color.is_default, look


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_in_our_themes_can_be_read(theme: Theme) -> None:
    """4.5 to 1 is what WCAG asks of text, on every background that rows are drawn on."""
    table = table_of(theme)
    variables = variables_of(theme)
    surface = Color.parse(variables["surface"])
    backgrounds = {
        "background": Color.parse(variables["background"]),
        "surface": surface,
        "panel": Color.parse(variables["panel"]),
        "cursor": surface.blend(Color.parse(variables["primary"]), 0.20),
        "cursor without focus": surface.blend(Color.parse(variables["foreground"]), 0.08),
        "raised": table.behind("raised"),
    }
    texts = {role: table.color(role) for role in ROLES}
    texts["foreground"] = Color.parse(variables["foreground"])
    for where, background in backgrounds.items():
        for role, color in texts.items():
            assert background is not None
            assert color is not None
            ratio = contrast(background, color)
            assert ratio >= 4.5, f"{role} on {where}: {ratio:.2f}"
    found = table.behind("found")
    assert found is not None
    assert contrast(found, texts["foreground"]) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    black, white = Color.parse("#000000"), Color.parse("#ffffff")
    assert contrast(black, white) == contrast(white, black) == pytest.approx(21)
    assert contrast(white, white) == 1
    assert contrast(white, Color.parse("#767676")) == pytest.approx(4.54, abs=0.01)


def test_an_authors_colour_is_kept_where_it_can_be_read() -> None:
    red = DARK.style("color-#FF5630").color
    assert red is not None
    assert red.triplet is not None
    assert red.triplet.hex == "#ff5630"


@pytest.mark.parametrize("theme", [STRIDE_DARK, STRIDE_LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("chosen", ["#000000", "#ffffff", "#172b4d", "#14181c", "#f3f5f8"])
def test_no_author_can_hide_text(theme: Theme, chosen: str) -> None:
    table = table_of(theme)
    color = table.style(f"color-{chosen}").color
    assert color is not None
    background = Color.parse(theme.background or "")
    assert contrast(background, Color.from_rich_color(color)) >= MIN_CONTRAST


async def test_the_table_follows_the_theme_and_is_made_once() -> None:
    app: App[None] = App()
    for theme in THEMES:
        app.register_theme(theme)
    app.theme = "stride-dark"
    async with app.run_test() as pilot:
        dark = styles_of(app)
        assert styles_of(app) is dark
        assert strip_of(Line((Span("x", "link"),)), 1, Style())  # of the running app
        app.theme = "stride-light"
        await pilot.pause()
        light = styles_of(app)
        assert light.style("link") != dark.style("link")
        app.theme = "stride-dark"
        await pilot.pause()
        assert styles_of(app) is dark


def test_roles_are_used() -> None:
    used = {look.color for look in LOOKS.values()} | {look.behind for look in LOOKS.values()}
    assert {*ROLES, *BACKGROUNDS} == used - {""}


def test_our_themes_set_every_role() -> None:
    for theme in THEMES:
        ours = {name for name in theme.variables if name.startswith("stride-")}
        assert ours == {f"stride-{role}" for role in [*ROLES, *BACKGROUNDS]}


def test_headings_differ_from_level_to_level() -> None:
    styles = [DARK.style(f"heading-{level}") for level in range(1, 7)]
    assert all(first != second for first, second in pairwise(styles))
