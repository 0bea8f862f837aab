"""Themes: chosen, remembered, refused where there is none; and no colour at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.theme import BUILTIN_THEMES

from explorer.tui.themes import THEMES, ThemeError, configured_theme
from explorer.workbench.problems import StoreError


def test_every_theme_can_be_configured() -> None:
    assert configured_theme({}) == "stride-dark"
    for name in [*(theme.name for theme in THEMES), *BUILTIN_THEMES]:
        assert configured_theme({"name": name}) == name


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "stride-ligth"}, "there is no theme 'stride-ligth'; perhaps 'stride-light' is"),
        ({"name": "zzz"}, "there are: stride-dark, stride-light, textual-dark"),
        ({"name": 3}, "theme.name must be the name of a theme in quotes"),
        ({"colour": "red"}, "theme.colour is not a key that is known; there is: name."),
    ],
)
def test_a_wrong_one_is_said(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ThemeError) as caught:
        configured_theme(values)
    assert sentence in str(caught.value)


class TestChoosing:
    async def test_it_is_remembered(self, open_app: Any) -> None:
        kept: list[str] = []

        def remember(name: str) -> Path:
            kept.append(name)
            return Path("config.toml")

        async with open_app(remember=remember, theme="nord") as stage:
            assert stage.app.theme == "nord"
            assert kept == []
            stage.app.action_change_theme()
            await stage.until(lambda: stage.app.screen is not stage.browse)
            stage.app.screen.query_one("CommandInput").value = "stride-light"
            await stage.sees("stride-light")
            await stage.quiet()
            await stage.press("down", "enter")
            await stage.hears("stride-light is the theme from now on: it stands in config.toml.")
            assert kept == ["stride-light"]

    async def test_that_it_cannot_be_is_said(self, open_app: Any) -> None:
        def remember(name: str) -> Path:
            raise StoreError("config.toml cannot be written.")

        async with open_app(remember=remember) as stage:
            stage.app.theme = "stride-light"
            await stage.hears("config.toml cannot be written.")
            assert stage.app.theme == "stride-light"


def styles_on_screen(app: Any) -> list[Any]:
    strips = app.screen._compositor.render_strips()
    return [segment.style for strip in strips for segment in strip if segment.style]


class TestWithoutColour:
    @pytest.mark.parametrize("theme", ["stride-dark", "stride-light"])
    async def test_there_is_none_and_the_focus_is_seen(
        self, open_app: Any, monkeypatch: pytest.MonkeyPatch, theme: str
    ) -> None:
        monkeypatch.setenv("NO_COLOR", "1")
        async with open_app(theme=theme) as stage:
            await stage.open("Incident 42")
            for keys in (
                ["1"],
                ["2"],
                ["3"],
                ["c"],
                ["escape", "slash"],
                ["escape", "question_mark"],
            ):
                await stage.press(*keys)
                for style in styles_on_screen(stage.app):
                    for color in (style.color, style.bgcolor):
                        assert color is None or color.is_default
                assert any(style.reverse for style in styles_on_screen(stage.app)), keys
            await stage.press("escape", "2")
            await stage.until(lambda: "┏━ # Incident 42" in stage.text)
            await stage.press("1")
            await stage.until(lambda: "┏━ Conversations" in stage.text)
            assert "╭─ # Incident 42" in stage.text

    async def test_an_empty_variable_means_colours(
        self, open_app: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NO_COLOR", "")
        async with open_app() as stage:
            assert any(style.color for style in styles_on_screen(stage.app) if style.color)
            assert any(
                not style.color.is_default for style in styles_on_screen(stage.app) if style.color
            )
