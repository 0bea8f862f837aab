"""Style names in our themes and in those of others: they can be drawn, and read."""

from __future__ import annotations

from itertools import pairwise

import pytest
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from explorer.document.lines import Line, Span
from explorer.tui.content import strip_of
from explorer.tui.styles import LOOKS, MIN_CONTRAST, StyleTable, contrast, styles_of
from explorer.tui.themes import BACKGROUNDS, ROLES, STRIDE_DARK, STRIDE_LIGHT, THEMES


def variables_of(theme: Theme) -> dict[str, str]:
    """A theme's variables as a running app has them."""
    return {**theme.to_color_system().generate(), **theme.variables}


def table_of(theme: Theme) -> StyleTable:
    return StyleTable(variables_of(theme), ansi=theme.ansi)


DARK = table_of(STRIDE_DARK)


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
