"""`.explore()` and `.edit()`: a thing opened in a face, which this floor does not know.

A face says that it is there by an entry point of its distribution, or by `offer` when it is
imported itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

Verb = Literal["explore", "edit"]
Face = Callable[..., Any]
"""Called with the verb, the thing, and what the method was given."""

GROUP = "stride_explorer.widgets"
"""The entry points that bring widgets."""

_offered: list[Callable[[], Face]] = []


class NoWidgets(ImportError):
    """There is no face that could open anything."""


def offer(load: Callable[[], Face]) -> None:
    """Say that a face is there.

    Args:
        load: Gives what opens things; called when something is opened.
    """
    _offered[:] = [load]


def open_in_face(verb: Verb, thing: Any, *given: Any, **named: Any) -> Any:
    """Open a thing.

    Raises:
        NoWidgets: There is no face for that.
    """
    if not _offered:
        from importlib.metadata import entry_points

        _offered.extend(each.load for each in entry_points(group=GROUP))
    if not _offered:
        raise NoWidgets("No widgets are installed that could open this: import explorer.notebook.")
    return _offered[0]()(verb, thing, *given, **named)


class Explorable:
    """Base of what a widget can be opened for."""

    __slots__ = ()

    def explore(self, given: Any = None) -> Any:
        """Open this as a widget in a notebook's cell.

        Args:
            given: The server it is of, as every widget takes it: a workbench, a client, the name
                of a profile, or nothing, as `explorer.notebook` explains.

        Raises:
            NoWidgets: The widgets are not installed.
        """
        return open_in_face("explore", self, given)
