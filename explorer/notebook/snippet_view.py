"""An exchange as code of another tool: to look at, to copy, to have as a new cell."""

from __future__ import annotations

from typing import Any

from explorer.formats import python_package
from explorer.formats.errors import FormatError
from explorer.formats.portable import Portable
from explorer.formats.snippets import SNIPPETS, Snippet
from explorer.notebook import controls
from explorer.notebook.json_editor import json_field

CELL = "cell"
"""The name of the code of a notebook's cell, beside those of `SNIPPETS`."""

WAYS = {CELL: Snippet("Notebook cell", "python", python_package.write_cell), **SNIPPETS}
"""Every way to write a request here, in the order in which they are offered."""

_CELL_HEADS = {"sh": "%%bash\n", "python": ""}
"""What a cell begins with that runs a snippet of a language; of others there is no cell."""


def snippet(exchange: Any, name: str, base_url: str = "") -> str:
    """The request of an exchange as code. Secrets are named in it, and never there.

    Args:
        exchange: An `Exchange`, or an entry of the journal.
        name: `curl`, `httpie`, `python`, `httpx`, `raw`, or `cell` for a cell of this notebook.
        base_url: Of the server; empty to find it by the operation.

    Raises:
        FormatError: There is no such tool, or it cannot make this request.
    """
    if name not in WAYS:
        raise FormatError(f"There is no snippet {name!r}. There are: {', '.join(WAYS)}.")
    return WAYS[name].write(Portable.from_exchange(exchange, base_url))


def cell(exchange: Any, name: str = CELL, base_url: str = "") -> str:
    """The source of a cell that makes the request of an exchange.

    Args:
        exchange, name, base_url: As of `snippet`.

    Raises:
        FormatError: There is no such tool, it cannot make this request, or no cell runs it.
    """
    text = snippet(exchange, name, base_url)
    head = _CELL_HEADS.get(WAYS[name].language)
    if head is None:
        raise FormatError(f"{WAYS[name].title} is no code that a cell runs.")
    return f"{head}{text}"


class SnippetView:
    """The ways to write a request, and the code of the one that is chosen.

    Args:
        ui: As of `json_field`.
    """

    def __init__(self, ui: str = "") -> None:
        self._exchange: Any = None
        self._base_url = ""
        options = [(each.title, name) for name, each in WAYS.items()]
        self.choice = controls.choice("Copy as", options)
        self.text = json_field("", label="", rows=8, language="text", ui=ui)
        self.text.read_only = True
        self.choice.observe(lambda _: self._draw(), "value")
        self.column = controls.column(controls.row(self.choice), self.text)

    def show(self, exchange: Any, base_url: str = "") -> None:
        """Show another request.

        Args:
            exchange: An `Exchange`, or an entry of the journal.
            base_url: Of the server; empty to find it by the operation.
        """
        self._exchange, self._base_url = exchange, base_url
        self._draw()

    def _draw(self) -> None:
        name = self.choice.value
        try:
            text = snippet(self._exchange, name, self._base_url)
            head = _CELL_HEADS.get(WAYS[name].language)
        except FormatError as problem:
            text, head = str(problem), None
        self.text.label = f"{WAYS[name].title}, secrets by their names"
        self.text.value = text
        self.text.rows = min(max(text.count("\n") + 1, 3), 18)
        self.text.offers = ["copy"] if head is None else ["copy", "cell"]
        self.text.cell_head = head or ""
