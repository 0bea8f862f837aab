"""A field for JSON: colours, line numbers, and line and column of what is wrong as one types.

`json_field` makes one: our own widget where the host loads it, else one of core widgets alone that
holds and says the same.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import anywidget
import ipywidgets
import traitlets

from explorer.document.html import Html, element
from explorer.notebook.controls import can_be_typed_in
from explorer.workbench.module_text import TextProblem

_STATIC = Path(__file__).parent / "static"
_FEW = 5

CORE_ONLY = frozenset({"google.colab"})
"""Modules of hosts that load no third-party widget before a person allows it."""


class JsonField(Protocol):
    """What an editor for JSON can do, whichever widget it is.

    Attributes:
        value: The text; set and observed as any trait.
    """

    value: str

    def say(self, problems: Sequence[TextProblem]) -> None:
        """Show what is wrong with the text as it stands."""

    def go_to(self, problem: TextProblem) -> None:
        """Put the caret at a problem."""

    def on_act(self, act: Callable[[str], None]) -> None:
        """Have a function called with `submit` on Ctrl+Enter and `save` on Ctrl+S."""


def json_field(
    text: str = "", *, label: str = "", rows: int = 16, language: str = "json", ui: str = ""
) -> Any:
    """An editor for JSON, a `JsonField` that is also a widget.

    Args:
        text: To begin with.
        label: What is typed into it; read aloud, and shown above it.
        rows: Its height in lines.
        language: `json`, or `text` for one that may be anything.
        ui: `core` for core widgets only, `own` for our own; empty for what the host can load.
    """
    if core_only(ui):
        return CoreJsonEditor(text, label=label, rows=rows)
    made = JsonEditor(value=text, label=label, rows=rows, language=language)
    can_be_typed_in(made)
    return made


def core_only(ui: str = "") -> bool:
    """Whether only core widgets are to be used.

    Args:
        ui: As of `json_field`.
    """
    return ui == "core" or (not ui and not CORE_ONLY.isdisjoint(sys.modules))


class JsonEditor(anywidget.AnyWidget):
    """The editor as our own widget. Text that is typed comes at every pause, and twice a second.

    Attributes:
        value: The text.
        label: What is typed into it.
        rows: Its height in lines.
        read_only: Whether it can only be read and copied.
        language: `json`, or `text` for one that may be anything.
        offers: What there are buttons for: `copy`, and `cell` for the text as a new cell.
        cell_head: What stands before the text in a new cell.
    """

    _esm = _STATIC / "json_editor.js"
    _css = _STATIC / "json_editor.css"
    value = traitlets.Unicode("").tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    rows = traitlets.Int(16).tag(sync=True)
    read_only = traitlets.Bool(False).tag(sync=True)
    language = traitlets.Unicode("json").tag(sync=True)
    offers = traitlets.List(traitlets.Unicode()).tag(sync=True)
    cell_head = traitlets.Unicode("").tag(sync=True)
    revision = traitlets.Int(0).tag(sync=True)
    problems = traitlets.Dict({"revision": 0, "items": []}).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._acts: list[Callable[[str], None]] = []
        self._acted_on = 0
        self.on_msg(self._heard)

    def say(self, problems: Sequence[TextProblem]) -> None:
        """Show what is wrong with the text as it stands; the page says itself what is no JSON.

        Args:
            problems: All of it, in the order of the text.
        """
        # The page shows them only while the text is the one that was looked at.
        items = [{"line": p.line, "column": p.column, "message": p.message} for p in problems]
        self.problems = {"revision": self.revision, "items": items}

    def go_to(self, problem: TextProblem) -> None:
        """Put the caret at a problem."""
        self.send({"type": "go", "line": problem.line, "column": problem.column})

    def on_act(self, act: Callable[[str], None]) -> None:
        """Have a function called with `submit` on Ctrl+Enter and `save` on Ctrl+S."""
        self._acts.append(act)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take over what the page holds, but not what was held back behind an act on it.

        The act brought that text along, and may have put another in its place.

        Args:
            sync_data: The state, by the names of its traits.
        """
        if sync_data.get("revision", self._acted_on + 1) <= self._acted_on:
            late = ("revision", "value")
            sync_data = {name: sync_data[name] for name in sync_data if name not in late}
        super().set_state(sync_data)

    def _heard(self, widget: object, content: Any, buffers: object) -> None:
        name = content.get("type") if isinstance(content, dict) else None
        if name not in {"submit", "save"}:
            return
        if isinstance(text := content.get("text"), str):
            self._acted_on = int(content.get("revision") or 0)
            state = {"revision": self._acted_on, "value": text}
            # It does not go back to the page, where more may have been typed since.
            with self._lock_property(**state), self.hold_trait_notifications():
                self.revision, self.value = self._acted_on, text
        for act in tuple(self._acts):
            act(name)


class CoreJsonEditor(ipywidgets.VBox):
    """The editor of core widgets alone: a text area, and below it what is wrong and where.

    Args:
        text: To begin with.
        label: What is typed into it.
        rows: Its height in lines.

    Attributes:
        value, label, rows, read_only, offers, cell_head: As of `JsonEditor`. There are no buttons:
            a person selects and copies.
    """

    value = traitlets.Unicode("")
    label = traitlets.Unicode("")
    rows = traitlets.Int(16)
    read_only = traitlets.Bool(False)
    offers = traitlets.List(traitlets.Unicode())
    cell_head = traitlets.Unicode("")

    def __init__(self, text: str = "", *, label: str = "", rows: int = 16) -> None:
        self.area = ipywidgets.Textarea(continuous_update=True, layout={"width": "auto"})
        self.said = ipywidgets.HTML()
        super().__init__([self.area, self.said], value=text, label=label, rows=rows)
        for ours, theirs in (
            ("value", "value"),
            ("label", "description"),
            ("rows", "rows"),
            ("read_only", "disabled"),
        ):
            traitlets.link((self, ours), (self.area, theirs))

    def say(self, problems: Sequence[TextProblem]) -> None:
        """Show what is wrong with the text as it stands.

        Args:
            problems: All of it, in the order of the text.
        """
        rows: list[Html] = [element("li", str(each)) for each in problems[:_FEW]]
        if len(problems) > _FEW:
            rows.append(element("li", f"and {len(problems) - _FEW} more"))
        self.said.value = element("ul", *rows) if rows else ""

    def go_to(self, problem: TextProblem) -> None:
        """Say it first: a core widget cannot move a caret."""
        self.say([problem])

    def on_act(self, act: Callable[[str], None]) -> None:
        """Core widgets tell of no keys: the buttons beside it are the way."""
