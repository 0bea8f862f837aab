"""The row of keys at the foot of a screen."""

from __future__ import annotations

from typing import NamedTuple

from textual.widgets import Footer


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


class KeyFooter(Footer):
    """The keys of what has the focus, made anew only where others are to be shown.

    Textual's own is made anew, a widget a key, whenever keys may have changed: five times with the
    same keys until the first list is on screen, and with each move of the focus.
    """

    def __init__(self) -> None:
        super().__init__(compact=True, show_command_palette=False)
        self._shown: list[Shown] | None = None

    async def recompose(self) -> None:
        """Make the keys anew if they are others."""
        if not self.is_attached:
            # Asked for before its screen was left.
            return
        keys = [
            Shown(
                binding.key,
                self.app.get_key_display(binding),
                binding.description,
                tooltip,
                binding.action,
                enabled,
            )
            for _, binding, enabled, tooltip in self.screen.active_bindings.values()
            if binding.show
        ]
        if keys != self._shown:
            self._shown = keys
            await super().recompose()
