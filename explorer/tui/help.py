"""Help: every key and what it does, from the commands themselves, as the person has set them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from explorer.document.lines import Line, Span, wrap
from explorer.tui.commands import EVERYWHERE, LISTS, HelpRow, bindings, help_rows
from explorer.tui.hints import hint, keymap_of, known_commands
from explorer.tui.keys import ALL_COMMANDS, HELP_COMMANDS
from explorer.tui.widgets.lines import Lines

INTRODUCTION = (
    "Conversations are on the left: choose one to read its messages and see the modules of the "
    "app in it. Every call the app makes shows in the strip above the keys; the inspector shows "
    "all of it, and the history keeps it.",
    "The mouse does all of it too: a click chooses, a double click opens, the wheel scrolls, the "
    "keys at the bottom can be clicked. Dragging selects text that {list.copy} copies; with Shift "
    "the terminal selects. {list.copy-as} lists what else of an item can be copied, as its links.",
    "A command's name, to the right, is what the [keys] table of the config file calls it; "
    "{list.copy} copies its line for that file.",
    "How it is opened at a link, on another server, or on 100,000 conversations is said by "
    "stride-explorer --help.",
)

ONLY_NAMED = "palette"
"""Stands in the place of its keys for a command that has none."""


class HelpScreen(ModalScreen[None]):
    """Every key, grouped by where it works; what works where one came from is first.

    Args:
        here: The contexts that the screen one came from offers, the nearest first.
    """

    BINDINGS = bindings(HELP_COMMANDS)

    def __init__(self, here: Sequence[str] = ()) -> None:
        super().__init__()
        special = [where for where in here if where not in {LISTS, EVERYWHERE}]
        self._here = [*special, LISTS, EVERYWHERE]

    def compose(self) -> ComposeResult:
        with Vertical(id="help-box"):
            yield Input(placeholder="find a key or what it does", id="help-filter", compact=True)
            yield Lines(id="help-lines", empty_text="No key does that.")

    def on_mount(self) -> None:
        """Show everything."""
        box = self.query_one("#help-box")
        box.border_title = "Help"
        box.border_subtitle = hint(self, "{help.find} finds · {help.close} closes")
        rows = help_rows(ALL_COMMANDS, keymap_of(self))
        place = {where: number for number, where in enumerate(self._here)}
        self._rows = sorted(rows, key=lambda row: place.get(row.where, len(place)))
        self._show()
        self.list.focus()

    @property
    def list(self) -> Lines:
        """The rows."""
        return self.query_one(Lines)

    @property
    def filter(self) -> Input:
        """The field to find something with."""
        return self.query_one(Input)

    def _show(self) -> None:
        words = self.filter.value.casefold().split()
        found = [row for row in self._rows if all(word in _searched(row) for word in words)]
        introduction = () if words else tuple(hint(self, text) for text in INTRODUCTION)
        self.list.source = HelpSource(found, introduction, keymap_of(self))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.list.focus()

    def on_key(self, event: events.Key) -> None:
        """Down leads from the field into the list."""
        if event.key == "down" and self.filter.has_focus:
            event.stop()
            self.list.focus()

    def action_find(self) -> None:
        """To the field."""
        self.filter.focus()

    def action_close(self) -> None:
        """Leave the field or end the search, then leave."""
        if self.filter.value or self.filter.has_focus:
            self.filter.value = ""
            self.list.focus()
        else:
            self.dismiss(None)


def _searched(row: HelpRow) -> str:
    return " ".join(row).casefold()


class HelpSource:
    """Help as items of a line view: the introduction, then a heading and rows for each context.

    Args:
        rows: Commands as a person reads them, those of one context together.
        introduction: Sentences that come first.
        keymap: Keys by command id that a person has set.
    """

    fixed_height = None

    def __init__(
        self,
        rows: Sequence[HelpRow],
        introduction: Sequence[str] = (),
        keymap: Mapping[str, str] | None = None,
    ) -> None:
        self._keymap = keymap or {}
        self._items: list[str | HelpRow] = list(introduction)
        self._introduced = len(introduction)
        where = ""
        for row in rows:
            if row.where != where:
                where = row.where
                self._items.append(where)
            self._items.append(row)
        self._width = max((len(row.keys or ONLY_NAMED) for row in rows), default=0)

    def __len__(self) -> int:
        return len(self._items)

    def lines(self, index: int, width: int) -> list[Line]:
        item = self._items[index]
        if isinstance(item, HelpRow):
            keys = item.keys or ONLY_NAMED
            head = Span(f"  {keys:<{self._width}}  ", "key" if item.keys else "muted")
            indent = self._width + 4
            text = [Span(f"{item.help} "), Span(item.id, "muted")]
            first, *rest = wrap(text, max(20, width - indent)) or [Line()]
            return [
                Line((head, *first.spans)),
                *(Line((Span(" " * indent), *line.spans)) for line in rest),
            ]
        if index < self._introduced:
            after = [] if index == self._introduced - 1 else [Line()]
            return [*wrap([Span(item)], width), *after]
        above = [] if index == 0 else [Line()]
        return [*above, Line((Span(item, "heading-2"),))]

    def copy_text(self, index: int) -> str:
        """A command as its line of the config file's `[keys]` table."""
        item = self._items[index]
        if not isinstance(item, HelpRow):
            return item
        return f'"{item.id}" = "{self._keymap.get(item.id, known_commands()[item.id].keys)}"'
