"""Still screens: a fixed size, nothing that blinks or moves, and the screen as plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Input, TextArea

from explorer.document.lines import Line, Span
from explorer.tui.themes import THEMES
from explorer.tui.widgets.lines import Lines

SIZE = (80, 24)
"""Columns and rows of every test's screen, unless the test is about the size."""


@pytest.fixture(autouse=True)
def still_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the machine's terminal out of the tests, and time out of the screens."""
    for name in ("NO_COLOR", "COLORTERM", "TEXTUAL", "TEXTUAL_ANIMATIONS", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
    for widget in (Input, TextArea):
        monkeypatch.setattr(widget.cursor_blink, "_default", False)


@pytest.fixture
def screen_size() -> tuple[int, int]:
    """The size to give `App.run_test`."""
    return SIZE


def text_of(app: App[Any]) -> str:
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


@pytest.fixture
def screen_text() -> Callable[[App[Any]], str]:
    """A function that gives an app's screen as text: its rows, without spaces at their ends."""
    return text_of


@pytest.fixture
def screen_matches(request: pytest.FixtureRequest) -> Callable[[App[Any]], None]:
    """A function that compares an app's screen with `screens/<test>-<n>.txt`.

    A run with `--accept-screens` keeps the screens as they are now: look at them before they are
    committed.
    """
    taken = 0

    def check(app: App[Any]) -> None:
        nonlocal taken
        taken += 1
        text = text_of(app)
        kept = request.path.parent / "screens" / f"{request.node.name}-{taken}.txt"
        if request.config.getoption("--accept-screens"):
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(text, encoding="utf-8")
        assert kept.exists(), f"no {kept.name} yet: run with --accept-screens and look at it"
        assert text == kept.read_text(encoding="utf-8")

    return check


class Items:
    """A source of items that are given as text, one row for each of its lines."""

    def __init__(self, items: Iterable[str], fixed_height: int | None = None) -> None:
        self.items = list(items)
        self.fixed_height = fixed_height
        self.asked: list[int] = []

    def __len__(self) -> int:
        return len(self.items)

    def lines(self, index: int, width: int) -> Sequence[Line]:
        self.asked.append(index)
        rows = self.items[index].split("\n")
        cut = [row[at : at + width] for row in rows for at in range(0, max(1, len(row)), width)]
        return [Line((Span(row),)) for row in cut]


class LinesApp(App[None]):
    """One line view, and what it said."""

    def __init__(self, source: Items | None = None, **options: Any) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name
        self.lines = Lines(source, **options)
        self.said: list[Any] = []

    def compose(self) -> ComposeResult:
        yield self.lines

    def on_lines_highlighted(self, message: Lines.Highlighted) -> None:
        self.said.append(("highlighted", message.index))

    def on_lines_selected(self, message: Lines.Selected) -> None:
        self.said.append(("selected", message.index))

    def on_lines_near_start(self, message: Lines.NearStart) -> None:
        self.said.append("near start")

    def on_lines_near_end(self, message: Lines.NearEnd) -> None:
        self.said.append("near end")

    def on_lines_copy_requested(self, message: Lines.CopyRequested) -> None:
        self.said.append(("copy", message.text))

    def on_lines_search_updated(self, message: Lines.SearchUpdated) -> None:
        self.said.append(("search", message.matches, message.position, message.done))


@pytest.fixture
def items() -> type[Items]:
    """A source of items given as text."""
    return Items


@pytest.fixture
def lines_app() -> type[LinesApp]:
    """An app with one line view, `lines`, that notes what the view says in `said`."""
    return LinesApp
