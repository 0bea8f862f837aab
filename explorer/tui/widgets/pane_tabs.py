"""The panes of a narrow screen, of which one is shown: which it is, and the way to the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.widget import Widget

from explorer.tui.content import content
from explorer.tui.hints import key_of, known_commands


class Pane(NamedTuple):
    """A pane and the command that leads to it.

    Args:
        command: Its id; the title is the tab's.
        selector: Of the pane.
    """

    command: str
    selector: str


class PaneTabs(Widget):
    """One row with a tab for each pane, on narrow screens only; a click goes there.

    Args:
        panes: In the order of the screen; the first is shown at first.
    """

    DEFAULT_CSS = """
    PaneTabs {
        height: 1;
        padding: 0 1;
        display: none;
        background: $surface;
        color: $foreground;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    """

    def __init__(self, panes: Sequence[Pane]) -> None:
        super().__init__()
        self._panes = tuple(panes)
        self._shown = self._panes[0]

    def on_mount(self) -> None:
        """Follow the focus."""
        self.watch(self.screen, "focused", self._follow)

    def _follow(self, focused: Widget | None) -> None:
        around = [] if focused is None else focused.ancestors_with_self
        for pane in self._panes:
            if any(each in around for each in self.screen.query(pane.selector)):
                self._shown = pane
                self.refresh()

    def render(self) -> Content:
        """The row."""
        return Content("  ").join(map(self._tab, self._panes))

    def _tab(self, pane: Pane) -> Content:
        title = known_commands()[pane.command].title
        style = "bold reverse" if pane is self._shown else "$foreground 70%"
        return content(f" {key_of(self, pane.command)} {title} ", style)

    async def on_click(self, event: events.Click) -> None:
        """To the pane under the mouse."""
        event.stop()
        offset = event.get_content_offset(self)
        at = 0
        for pane in self._panes:
            end = at + self._tab(pane).cell_length
            if offset is not None and at <= offset.x < end:
                action = known_commands()[pane.command].action
                await self.app.run_action(action, self.screen)
            at = end + 2
