"""What the list of conversations holds and in which order, as words that can be clicked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from explorer.tui.hints import keys_of, offered

if TYPE_CHECKING:
    from textual import events
    from textual.dom import DOMNode

Sort = Literal["asc", "desc"] | None
_NEXT: dict[Sort, Sort] = {None: "asc", "asc": "desc", "desc": None}
_COMMANDS = {
    "private": "conversations.private",
    "archived": "conversations.archived",
    "direct": "conversations.directs",
}
_ORDERS: dict[Sort, str] = {None: "↕", "asc": "A→Z", "desc": "Z→A"}


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of the server.

    Args:
        private, archived, direct: Whether such conversations are among them.
        sort: By name, upwards or downwards; None for the server's own order.
    """

    private: bool = True
    archived: bool = False
    direct: bool = True
    sort: Sort = None

    def toggled(self, name: str) -> Options:
        """With one of them changed.

        Args:
            name: Of a field.
        """
        match name:
            case "private":
                return replace(self, private=not self.private)
            case "archived":
                return replace(self, archived=not self.archived)
            case "direct":
                return replace(self, direct=not self.direct)
            case _:
                return replace(self, sort=_NEXT[self.sort])

    @classmethod
    def of(cls, chosen: Mapping[str, Any]) -> Options:
        """Those that were chosen once; what does not fit is as at first.

        Args:
            chosen: JSON data by name of the field.
        """
        flags = {
            name: chosen[name]
            for name in ("private", "archived", "direct")
            if isinstance(chosen.get(name), bool)
        }
        sort = chosen.get("sort")
        return cls(**flags, sort=sort if sort in ("asc", "desc") else None)

    def asked(self) -> dict[str, Any]:
        """As `Workbench.conversations` takes them."""
        return {
            "include_private": self.private,
            "include_archived": self.archived,
            "exclude_direct": not self.direct,
            "sort": self.sort,
        }

    def left_out(self, node: DOMNode) -> str:
        """What is not among them, and how to have it; empty for nothing.

        Args:
            node: Where it is said.
        """
        out = [
            f"{name} ones{offered(node, f' ({{{command}}})')}"
            for name, command in _COMMANDS.items()
            if not getattr(self, name)
        ]
        return f"Left out: {', '.join(out)}." if out else ""


class ListOptions(Static):
    """The options in one row, their keys marked; a click on one changes it."""

    class Toggled(Message):
        """One was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, options: Options) -> None:
        super().__init__(id="list-options")
        self._options = options

    def show(self, options: Options) -> None:
        """Show these."""
        self._options = options
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        """Draw as many letters as there is room for."""
        self._draw()

    def action_choose(self, name: str) -> None:
        """Say that one was clicked."""
        self.post_message(self.Toggled(name))

    def _draw(self) -> None:
        letters = 8 if self.content_size.width >= 30 else 4
        words = []
        for name, command in _COMMANDS.items():
            on = bool(getattr(self._options, name))
            mark, style = ("✓", "$foreground 80%") if on else ("✗", "$foreground 45%")
            text = f"{mark}{name[:letters]}"
            if (initial := name[0].upper()) in keys_of(self, command):
                # Its key, as menus mark theirs.
                text = f"{mark}[bold underline]{initial}[/]{name[1:letters]}"
            words.append(_clickable(name, text, style))
        style = "$foreground 45%" if self._options.sort is None else "$foreground 80%"
        words.append(_clickable("sort", _ORDERS[self._options.sort], style))
        self.update(Content(" ").join(words))


def _clickable(name: str, text: str, style: str) -> Content:
    return Content.from_markup(f"[{style} @click=choose('{name}')]{text}[/]")
