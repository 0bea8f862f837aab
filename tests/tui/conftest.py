"""Still screens: a fixed size, nothing that blinks or moves, and the screen as plain text."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from textual._context import visible_screen_stack
from textual.app import App, ComposeResult
from textual.widgets import Input, TextArea

from explorer.api.client import Client
from explorer.api.retry import Policy
from explorer.document.lines import Line, Span
from explorer.sandbox.server import Sandbox
from explorer.tui.themes import THEMES
from explorer.tui.widgets.lines import Lines
from explorer.workbench.profiles import Target

SIZE = (80, 24)
"""Columns and rows of every test's screen, unless the test is about the size."""


@pytest.fixture(autouse=True)
def still_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the machine's terminal out of the tests, and time out of the screens."""
    for name in ("NO_COLOR", "COLORTERM", "TEXTUAL", "TEXTUAL_ANIMATIONS", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setattr("explorer.tui.emoji_cells._JOINS", False)
    for widget in (Input, TextArea):
        monkeypatch.setattr(widget.cursor_blink, "_default", False)


@pytest.fixture(autouse=True)
def system_clipboard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What went to the system's clipboard, which is none of the machine's."""
    from explorer.tui import clipboard

    taken: list[str] = []

    def take(text: str) -> clipboard.Outcome:
        taken.append(text)
        return clipboard.Outcome.TAKEN

    monkeypatch.setattr(clipboard, "system_copy", take)
    return taken


@pytest.fixture
def screen_size() -> tuple[int, int]:
    """The size to give `App.run_test`."""
    return SIZE


def text_of(app: App[Any]) -> str:
    # What is behind a dialog is drawn by the app's own hand only: here it would be, or not, as it
    # was kept from the last time.
    visible_screen_stack.set(app._background_screens)
    app.screen._styles_cache.clear()
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


@pytest.fixture
def screen_text() -> Callable[[App[Any]], str]:
    """A function that gives an app's screen as text: its rows, without spaces at their ends."""
    return text_of


def _steady(text: str) -> str:
    """A screen without how many calls it took: while a person types, that hangs on how fast."""
    return re.sub(r"\d\d(?=/100 calls left)", "··", text)


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
        assert _steady(text) == _steady(kept.read_text(encoding="utf-8"))

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


# The whole app, over a real sandbox


def _from_tests(name: str) -> ModuleType:
    """A module of `tests/` itself: once, as the scripts there import each other."""
    folder = str(Path(__file__).resolve().parent.parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(name)


@pytest.fixture
def staging(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The stage that the pictures are taken on, `tests/stage.py`, without polls."""
    monkeypatch.setattr("explorer.workbench.threads.USUAL_DELAY", 60.0)
    return _from_tests("stage")


@pytest.fixture
def scenes() -> ModuleType:
    """What the pictures show, `tests/scenes.py`."""
    return _from_tests("scenes")


@pytest.fixture
def shots(staging: ModuleType) -> ModuleType:
    """What makes the pictures, `tests/screenshots.py`."""
    return _from_tests("screenshots")


@pytest.fixture
def sandbox(staging: ModuleType) -> Iterator[Sandbox]:
    """A sandbox with the same data each time, for one test."""
    with Sandbox.start(port=0, seed=1, now=staging.NOW) as running:
        yield running


@pytest.fixture
def target(staging: ModuleType, sandbox: Sandbox) -> Target:
    """The sandbox, with the app's own credentials."""
    found: Target = staging.sandbox_target(sandbox)
    return found


@pytest.fixture
def other(target: Target) -> Iterator[Client]:
    """Someone else who works on the same sandbox."""
    with Client(target.base_url, auth=target.auth, cloud_id=target.cloud_id) as client:
        yield client


@pytest.fixture(autouse=True)
def mishaps(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException]]:
    """Failures in the background that nobody foresaw: a test that leaves one here fails."""
    from explorer.tui import background

    seen: list[BaseException] = []
    report = background.report

    def note(app: App[Any], problem: BaseException) -> None:
        seen.append(problem)
        report(app, problem)

    monkeypatch.setattr(background, "report", note)
    yield seen
    if seen:
        raise AssertionError(f"work in the background failed: {seen!r}") from seen[0]


@pytest.fixture
def wire() -> Any:
    """A `Wire` of `tests/wires.py`, to give to `open_app` as its transport."""
    return _from_tests("wires").Wire()


@pytest.fixture
def road(staging: ModuleType) -> Iterator[Any]:
    """The way to the sandbox's admin path, with what is the same in every run: a `Road`."""
    with _from_tests("steady_admin").steady_road() as made:
        yield made


@pytest.fixture
def open_app(staging: ModuleType, target: Target, tmp_path: Path) -> Callable[..., Any]:
    """A function that runs the app: `async with open_app() as stage`; see `staged`.

    Data are kept from one opening to the next in the same test.
    """

    def open_one(at: Target = target, **options: Any) -> Any:
        patience = Policy(retries=1, first_wait=0.001)
        return staging.staged(at, tmp_path / "data", **{"policy": patience, **options})

    return open_one


@pytest.fixture
def quick_polls(staging: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for new messages many times a second."""
    monkeypatch.setattr("explorer.workbench.threads.USUAL_DELAY", 0.05)
