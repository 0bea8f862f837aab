"""The full-screen app: what it is made of, and how it starts.

It paints first and connects afterwards, in a worker, so that nothing heavy is imported before
there is something to see.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.filter import NoColor
from textual.screen import ModalScreen, Screen
from textual.signal import Signal

from explorer.document.safe import visible
from explorer.tui.background import Background
from explorer.tui.browse.acts import ConversationActs
from explorer.tui.browse.screen import BrowseScreen
from explorer.tui.clipboard import copy_text
from explorer.tui.commands import KeymapError, bindings, check_keymap
from explorer.tui.content import notify_text
from explorer.tui.keys import ALL_COMMANDS, APP_COMMANDS
from explorer.tui.offers import CommandProvider
from explorer.tui.palette import (
    CollectedProvider,
    ConversationProvider,
    OperationProvider,
    PaletteScreen,
    SiteProvider,
)
from explorer.tui.steady import steady
from explorer.tui.themes import THEMES, ThemeError, configured_theme
from explorer.tui.widgets.calls import CallStrip
from explorer.tui.widgets.lines import Lines
from explorer.tui.widgets.source import HasSubjects
from explorer.tui.widgets.wire import Wire
from explorer.workbench.problems import WorkbenchError

if TYPE_CHECKING:
    from explorer.api.events import Event
    from explorer.tour.model import Tour
    from explorer.workbench.collected import CollectedRequest
    from explorer.workbench.links import Link
    from explorer.workbench.profiles import Target
    from explorer.workbench.workbench import Workbench

_FONT_FACE = re.compile(r"\s*@font-face\s*\{[^}]*\}")

ENDPOINTS = "endpoints"
"""Name of the screen of operations: it stays as it was left."""

Connect = Callable[[], Awaitable["Workbench"]]


class ExplorerApp(Background, App[int]):
    """The explorer.

    Args:
        connect: Opens the workbench; called once the first screen is painted.
        keymap: Keys by command id that replace our own.
        theme: Name of the theme; empty for ours.
        remember: Keeps the name of a theme that a person chose, and gives the file it is kept in;
            may be slow and raise a `WorkbenchError`. None to keep none.
        now: The clock, in the zone that times are shown in.
        begin: Called once the workbench is open.

    Attributes:
        recording: The journal's last number before what is recorded as a tour; None for no
            recording.
    """

    TITLE = "Stride Explorer"
    CSS_PATH = ["app.tcss", "nocolor.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (160, "-broad")]
    BINDINGS = bindings(APP_COMMANDS)
    PALETTE = tuple(command for command in APP_COMMANDS if not command.keys)
    COMMANDS = {
        CommandProvider,
        OperationProvider,
        CollectedProvider,
        ConversationProvider,
        SiteProvider,
    }

    def __init__(
        self,
        connect: Connect,
        *,
        keymap: Mapping[str, str] | None = None,
        theme: str = "",
        remember: Callable[[str], Path] | None = None,
        now: Callable[[], datetime] | None = None,
        begin: Callable[[ExplorerApp], None] | None = None,
    ) -> None:
        super().__init__()
        for own in THEMES:
            self.register_theme(own)
        self._remember = remember
        self.theme = theme or THEMES[0].name
        self._without_colour()
        # So the sheets are parsed with the colours of the theme that is shown, and once.
        self._parsed_with: dict[str, str] | None = self.get_css_variables()
        self.stylesheet.set_variables(self._parsed_with)
        self.now = now or (lambda: datetime.now().astimezone())
        self.workbench: Workbench | None = None
        self.wire = Wire()
        self.status_changed: Signal[None] = Signal(self, "status")
        self.acts = ConversationActs(self)
        self.recording: int | None = None
        self._connect, self._begin = connect, begin
        if keymap:
            self.set_keymap(dict(keymap))

    def _without_colour(self) -> None:
        """Hold to NO_COLOR as it is meant: no colours at all, unless it is empty."""
        if self.no_color:
            # Textual's own filter for this leaves greys, which are colours to a terminal.
            self._filters.pop()
            self.no_color = bool(os.environ.get("NO_COLOR"))
        if self.no_color:
            self._filters.append(NoColor())

    def refresh_css(self, animate: bool = True) -> None:
        """Parse the sheets anew and style everything with them; at the start do only the latter.

        Args:
            animate: Whether styles may change by and by.
        """
        before, self._parsed_with = self._parsed_with, None
        if before != self.get_css_variables():
            super().refresh_css(animate)
            return
        # Textual asks for it at every start, though the sheets have just been parsed.
        self.stylesheet.update(self, animate=animate)
        for screen in self.screen_stack:
            screen._css_update_count = self._css_update_count

    def watch_theme(self, old: str, new: str) -> None:
        """Remember a theme that was chosen while the app runs."""
        remember = self._remember
        if remember is None or not self.is_running or old == new:
            return

        async def keep() -> None:
            try:
                path = await asyncio.to_thread(remember, new)
            except WorkbenchError as problem:
                notify_text(self, str(problem), severity="warning", timeout=10)
            else:
                notify_text(self, f"{new} is the theme from now on: it stands in {path}.")

        self.background(keep, "theme")

    def get_default_screen(self) -> Screen[Any]:
        """The first screen."""
        return BrowseScreen()

    def on_mount(self) -> None:
        """Connect once there is something to see."""
        self.call_after_refresh(self.connect)

    def connect(self) -> None:
        """Open the workbench in the background, again after a failure."""
        self.background(self._open, "connect", exclusive=True)

    def stop_connecting(self) -> None:
        """Give up opening the workbench; `connect` begins anew."""
        self.workers.cancel_group(self, "connect")

    async def _open(self) -> None:
        screen = self.browse
        screen.connecting()
        # Importing takes 0.3 s of computing: in a thread the screen goes on being drawn.
        await asyncio.to_thread(importlib.import_module, "explorer.workbench.workbench")
        try:
            self.workbench = await self._connect()
        except (WorkbenchError, OSError, ValueError) as problem:
            screen.failed(str(problem))
            return
        except Exception as problem:
            screen.failed(f"The explorer failed by {type(problem).__name__}: {problem}")
            raise
        self.workbench.watch(self._see)
        screen.connected(self.workbench)
        steady()
        if self._begin is not None:
            self._begin(self)

    def _see(self, event: Event) -> None:
        """Take in an event of the client."""
        self.wire.see(event)
        from explorer.api.events import Done, Failed

        if isinstance(event, Done | Failed):
            self.status_changed.publish(None)

    async def switch(self, target: Target) -> None:
        """Go to another server. What is open here is closed once the other sitting has begun.

        Args:
            target: The server.

        Raises:
            WorkbenchError: It cannot be gone to; everything stays as it was.
        """
        from explorer.workbench.workbench import Workbench

        async def connect() -> Workbench:
            return await Workbench.open(target, on_notice=self.notice)

        opened, before = await connect(), self.workbench
        self._connect = connect
        self.browse.disconnected()
        # What other screens show is of the server that is left.
        if self.is_screen_installed(ENDPOINTS):
            self.uninstall_screen(ENDPOINTS)
        self.workbench, self.wire = opened, Wire()
        opened.watch(self._see)
        self.browse.connected(opened)
        self.status_changed.publish(None)
        if before is not None:
            await before.close()

    @property
    def browse(self) -> BrowseScreen:
        """The screen everything starts from."""
        return next(screen for screen in self.screen_stack if isinstance(screen, BrowseScreen))

    async def on_unmount(self) -> None:
        """Write what is unwritten and end the sandbox."""
        if self.workbench is not None:
            await self.workbench.close()

    def open_endpoints(
        self,
        subject: str | CollectedRequest = "",
        texts: Mapping[str, str] | None = None,
        said: str = "",
    ) -> None:
        """Go to the operations.

        Args:
            subject: Id of the operation to open, key of a request of the collection, or any
                request; empty for what was open before.
            texts: What its form is to hold, by wire name; None for what it held.
            said: A sentence to go with it.
        """
        from explorer.tui.endpoints.screen import EndpointsScreen

        if not self.is_screen_installed(ENDPOINTS):
            self.install_screen(EndpointsScreen(), ENDPOINTS)
        screen = self.get_screen(ENDPOINTS, EndpointsScreen)
        if subject:
            screen.open(subject, texts, said)
        if screen not in self.screen_stack:
            self.push_screen(screen)

    def on_lines_copy_requested(self, event: Lines.CopyRequested) -> None:
        """Copy what a list has under its cursor."""
        event.stop()
        copy_text(self, event.text)

    def on_lines_copy_as_requested(self, event: Lines.CopyAsRequested) -> None:
        """Ask what of an item is to be copied."""
        from explorer.tui.copying import copy_as

        event.stop()
        subject = (
            event.lines.source.subject(event.index)
            if isinstance(event.lines.source, HasSubjects)
            else None
        )
        self.background(partial(copy_as, self, subject, event.text), "copy-as", exclusive=True)

    def action_command_palette(self) -> None:
        """Open the palette."""
        if not isinstance(self.screen, PaletteScreen):
            self.push_screen(PaletteScreen(id="--command-palette"))

    def action_help(self) -> None:
        """Show the keys of what is on screen."""
        from explorer.tui.help import HelpScreen
        from explorer.tui.offers import contexts

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(contexts(self.screen)))

    def action_history(self) -> None:
        """Show every exchange."""
        if isinstance(self.screen, ModalScreen):
            return
        if self.workbench is None:
            notify_text(self, "Not connected yet.")
            return
        from explorer.tui.history.screen import HistoryScreen

        if not any(isinstance(screen, HistoryScreen) for screen in self.screen_stack):
            self.push_screen(HistoryScreen(self.workbench))

    def action_sandbox(self) -> None:
        """Show the sandbox's own side."""
        if isinstance(self.screen, ModalScreen):
            return
        if self.workbench is None:
            notify_text(self, "Not connected yet.")
            return
        from explorer.tui.sandbox.screen import SandboxScreen

        if not any(isinstance(screen, SandboxScreen) for screen in self.screen_stack):
            self.push_screen(SandboxScreen(self.workbench))

    def action_inspector(self) -> None:
        """Show what the last act did on the wire, above the strip of this screen, or hide it."""
        from explorer.tui.widgets.inspector import Inspector

        screen = self.screen
        if shown := screen.query(Inspector):
            shown.remove()
        elif strips := screen.query(CallStrip):
            screen.mount(Inspector(self.wire), before=strips.first())

    def action_tour(self) -> None:
        """Choose a tour and present it."""
        from explorer.tui.tour.choosing import choose_tour

        if self.workbench is None:
            notify_text(self, "Not connected yet.")
            return
        self.background(partial(choose_tour, self, self.workbench), "tour", exclusive=True)

    def action_record(self) -> None:
        """Begin to record a tour, or end it."""
        from explorer.tui.tour.recording import begin_or_end

        begin_or_end(self)

    async def action_quit(self) -> None:
        """Leave. What is typed stays as a draft; of a recording it is said how it is had."""
        message = None
        if self.recording is not None:
            from explorer.tui.tour.recording import unwritten

            message = await unwritten(self) or None
        self.exit(0, message=message)

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """The screen as an SVG picture that asks no other host for anything.

        Args:
            title: Of the picture; None for the app's own.
            simplify: Whether to join neighbouring text of one style.
        """
        picture = super().export_screenshot(title=title, simplify=simplify)
        return _FONT_FACE.sub("", picture)

    def notice(self, sentence: str) -> None:
        """Show a sentence that a person should see once; it may come from outside."""
        notify_text(self, sentence, severity="warning", timeout=10)


def run(
    target: Target,
    *,
    fresh: bool = False,
    amount: Mapping[str, int] | None = None,
    tour: Tour | None = None,
    start_at: Link | None = None,
) -> int:
    """Open the app on a target and stay until it is left.

    Args:
        target: The server, or the embedded sandbox.
        fresh: Whether the embedded sandbox starts with new data.
        amount: How many `conversations` and `messages` it has; None for those it has always.
        tour: One to present at once. The embedded sandbox then begins as the tour says.
        start_at: The conversation to begin with; None for none.

    Returns:
        The exit code: 0, or 1 when the app ended by an error.
    """
    from explorer.workbench.profiles import ConfigError, load_config

    try:
        config = load_config()
        keymap = check_keymap(ALL_COMMANDS, config.keys)
        theme = configured_theme(config.theme)
    except ConfigError as problem:
        return _refused(str(problem))
    except (KeymapError, ThemeError) as problem:
        return _refused(f"{config.path}: {problem}")

    def remember(name: str) -> Path:
        from explorer.workbench.settings_writer import write_setting

        return write_setting(config.path, "theme", "name", name)

    with ExitStack() as stack:
        options: dict[str, Any] = {"fresh": fresh}
        begin: Callable[[ExplorerApp], None] | None = None
        if start_at is not None:
            link = start_at

            def begin(app: ExplorerApp) -> None:
                app.acts.go(link)

        if tour is not None:
            from explorer.tour.checking import sitting_options
            from explorer.tui.tour.presenting import presenting

            options = stack.enter_context(sitting_options(tour))
            begin = presenting(tour)

        async def connect() -> Workbench:
            from explorer.tui.beginning import open_telling

            return await open_telling(app, target, amount or {}, **options)

        app = ExplorerApp(
            connect,
            keymap=keymap,
            theme=theme,
            remember=remember,
            begin=begin,
        )
        app.run()
    return app.return_code or 0


def _refused(sentence: str) -> int:
    import click

    click.echo(visible(sentence), err=True)
    return 2
