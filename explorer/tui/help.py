"""Help: every key and what it does, from the commands themselves."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Static

from explorer.document.lines import Line, Span
from explorer.tui.commands import HelpRow, help_rows
from explorer.tui.keys import ALL_COMMANDS
from explorer.tui.widgets.lines import Lines

INTRODUCTION = (
    "Conversations are on the left: choose one to read its messages and see the modules of the "
    "app in it. Every call the app makes shows in the strip above the keys; the inspector shows "
    "all of it, and the history keeps it.",
    "Shift while dragging selects text as the terminal itself does.",
)


class HelpScreen(ModalScreen[None]):
    """Every key, grouped by where it works."""

    BINDINGS = [
        Binding("escape,question_mark,f1,q", "dismiss", "Close", id="help.close"),
    ]

    def compose(self) -> ComposeResult:
        with Static(id="help-box"):
            yield Lines(HelpSource(help_rows(ALL_COMMANDS, self.app._keymap)), id="help-lines")

    def on_mount(self) -> None:
        self.query_one("#help-box").border_title = "Help"
        self.query_one("#help-box").border_subtitle = "Esc closes"
        self.query_one(Lines).focus()


class HelpSource:
    """Help as items of a line view: the introduction, then a heading and rows for each context.

    Args:
        rows: Commands as a person reads them, grouped by context.
    """

    fixed_height = None

    def __init__(self, rows: list[HelpRow]) -> None:
        self._items: list[str | HelpRow] = list(INTRODUCTION)
        where = ""
        for row in rows:
            if row.where != where:
                where = row.where
                self._items.append(where)
            self._items.append(row)
        self._width = max(len(row.keys) for row in rows)

    def __len__(self) -> int:
        return len(self._items)

    def lines(self, index: int, width: int) -> list[Line]:
        from explorer.document.lines import wrap

        item = self._items[index]
        if isinstance(item, HelpRow):
            head = Span(f"  {item.keys:<{self._width}}  ", "key")
            indent = self._width + 4
            wrapped = wrap([Span(item.help)], max(20, width - indent))
            first, *rest = wrapped or [Line()]
            return [
                Line((head, *first.spans)),
                *(Line((Span(" " * indent), *line.spans)) for line in rest),
            ]
        if index < len(INTRODUCTION):
            after = [] if index == len(INTRODUCTION) - 1 else [Line()]
            return [*wrap([Span(item)], width), *after]
        return [Line(), Line((Span(item, "heading-2"),))]
