"""A request for another tool, on stdout."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from explorer.cli.options import refuse

if TYPE_CHECKING:
    from explorer.formats.portable import Portable

TOOLS = "curl, httpie, python, httpx or raw"
"""The names of what a request is written for, as a person reads them."""


def checked_tool(tool: str) -> None:
    """End the command if there is no such tool."""
    from explorer.formats.snippets import SNIPPETS

    if tool.lower() not in SNIPPETS:
        refuse(f"A request is not written for {tool!r}: name {TOOLS}.")


def print_for(tool: str, make: Callable[[], Portable]) -> None:
    """Print a request for another tool; ends the command if that cannot be done.

    Args:
        tool: Its name.
        make: Gives the request, or raises a `FormatError`.
    """
    from explorer.formats.errors import FormatError
    from explorer.formats.snippets import SNIPPETS

    checked_tool(tool)
    try:
        text = SNIPPETS[tool.lower()].write(make())
    except FormatError as problem:
        refuse(str(problem))
    click.echo(text.rstrip("\n"))
