"""The row of keys at the foot of a screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from explorer.tui.commands import Command
from explorer.tui.hints import keys_of, known_commands

_PANE, _SCREEN, _APP = range(3)


class Shown(NamedTuple):
    """A key of the row.

    Args:
        key, name, what, tooltip: As they are shown.
        action: What it does.
        enabled: Whether it does that just now.
    """

    key: str
    name: str
    what: str
    tooltip: str
    action: str
    enabled: bool


class Candidate(NamedTuple):
    """A key that the row has where there is room.

    Args:
        soon: How soon there is room for it, 1 before 2.
        part: Of the row: 0 for the pane with the focus, 1 for the screen, 2 for the app.
        shown: The key.
    """

    soon: int
    part: int
    shown: Shown


def fitting(candidates: Sequence[Candidate], width: int) -> list[Shown]:
    """The keys that a row has room for, in its order: what is dropped last stands last.

    Args:
        candidates: Those nearest to the focus first.
        width: Cells of the row.
    """
    # No space is needed after the last one.
    room, kept = width + 1, set()
    # The app's before others that come as soon: the way to the help, which has them all.
    order = sorted(enumerate(candidates), key=lambda each: (each[1].soon, each[1].part != _APP))
    for place, each in order:
        cells = cell_len(f"{each.shown.name} {each.shown.what} ")
        if cells <= room:
            room -= cells
            kept.add(place)
    found = [each for place, each in enumerate(candidates) if place in kept]
    found.sort(key=lambda each: (each.part, -each.soon if each.part == _APP else 0))
    return [each.shown for each in found]


class KeyFooter(Footer):
    """The keys of what has the focus, those of its pane first, as many as there is room for.

    Textual's own footer is made anew, a widget a key, whenever keys may have changed: five times
    with the same keys until the first list is on screen, and with each move of the focus. This one
    only where others are to be shown.
    """

    def __init__(self) -> None:
        super().__init__(compact=True, show_command_palette=False)
        self._shown: list[Shown] | None = None

    def compose(self) -> ComposeResult:
        for each in self._shown or ():
            yield FooterKey(
                each.key,
                each.name,
                each.what,
                each.action,
                disabled=not each.enabled,
                tooltip=each.tooltip,
            )

    async def recompose(self) -> None:
        """Make the keys anew if they are others."""
        if not self.is_attached:
            # Asked for before its screen was left.
            return
        keys = fitting(list(self._candidates()), self.app.size.width)
        if keys != self._shown:
            self._shown = keys
            await super().recompose()

    def on_resize(self) -> None:
        """Show as many as there is room for now."""
        if self._shown is not None:
            self.call_after_refresh(self.recompose)

    def _candidates(self) -> Iterator[Candidate]:
        active, offered = self.screen.active_bindings, set()
        around = [] if self.screen.focused is None else self.screen.focused.ancestors_with_self
        for node, binding, enabled, tooltip in active.values():
            command = known_commands().get(binding.id or "")
            if command is None or not command.footer or command.id in offered:
                continue
            part = _part(command, node, around)
            if part is None:
                continue
            offered.add(command.id)
            # The first that is no text where the focus is, in the order of the help.
            mine = {
                key: each.binding for key, each in active.items() if each.binding.id == command.id
            }
            key = next((key for key in keys_of(self, command.id) if key in mine), binding.key)
            shown = mine.get(key, binding)
            name = self.app.get_key_display(shown)
            yield Candidate(
                command.footer,
                part,
                Shown(key, name, command.title, tooltip, binding.action, enabled),
            )


def _part(command: Command, node: DOMNode, around: Iterable[DOMNode]) -> int | None:
    """The part of the row that a command stands in; None for none, where the focus is."""
    if command.near:
        names = {name.strip() for name in command.near.split(",")}
        shown = any(type(each).__name__ in names or f"#{each.id}" in names for each in around)
        return _PANE if shown else None
    return _APP if isinstance(node, App) else _SCREEN if isinstance(node, Screen) else _PANE
