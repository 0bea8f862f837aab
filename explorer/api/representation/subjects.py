"""Line, HTML and Markdown of anything that can be shown; loads what each subject needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from explorer.api.representation import clients, errors, events, exchanges, models, operations
from explorer.api.representation.dispatch import described_as, figure_of, line_of, markdown_of
from explorer.api.representation.figure import Figure, Words
from explorer.api.representation.html import write as write_html
from explorer.api.representation.line import tag
from explorer.api.representation.markdown import write as write_markdown
from explorer.api.representation.shown import Shown
from explorer.api.wire import shown
from explorer.document.element import Html

__all__ = [
    "Description",
    "clients",
    "describe",
    "errors",
    "events",
    "exchanges",
    "html",
    "line",
    "markdown",
    "models",
    "operations",
]

T = TypeVar("T")


def line(thing: Any) -> str:
    """A thing in one line of at most 100 characters, without secrets or control characters."""
    return _whatever_happens(lambda: line_of(thing), lambda why: tag(_kind(thing), why))


def html(thing: Any) -> Html:
    """A thing as static HTML of at most 20 KB."""
    return _whatever_happens(
        lambda: write_html(figure_of(thing)), lambda why: write_html(_unshown(thing, why))
    )


def markdown(thing: Any) -> str:
    """A thing as Markdown."""
    return _whatever_happens(
        lambda: markdown_of(thing), lambda why: write_markdown(_unshown(thing, why))
    )


def _whatever_happens(show: Callable[[], T], instead: Callable[[str], T]) -> T:
    """What `show` gives, or what it could not do: a notebook's cell never ends in a traceback."""
    try:
        return show()
    except Exception as problem:  # noqa: BLE001 - whatever a server sent, showing it must not fail
        return instead(f"cannot be shown: {type(problem).__name__}: {problem}")


def _unshown(thing: Any, why: str) -> Figure:
    return Figure(_kind(thing), blocks=(Words(f"This {why}"),))


def _kind(thing: Any) -> str:
    return type(thing).__name__


class Description(Shown):
    """What there is to know of a class: an operation's parameters, a module's members and rules.

    Args:
        kind: The class.
    """

    __slots__ = ("kind",)

    def __init__(self, kind: type[Any]) -> None:
        self.kind = kind


@line_of.register
def _description_line(description: Description) -> str:
    return tag("Description", description.kind.__name__)


@figure_of.register
def _description_figure(description: Description) -> Figure:
    return described_as(description.kind)


def describe(thing: Any) -> Description:
    """What there is to know of an operation or of a model, for a person to read.

    Args:
        thing: An operation or a model, its class or one of them, or an operation's id or the name
            of its class.

    Returns:
        What shows itself as HTML in a notebook; `to_markdown()` gives text.

    Raises:
        ValueError: There is no operation of that id or name; the message says which are near.
    """
    if isinstance(thing, str):
        from explorer.api.operations import CATALOGUE

        named = {kind.__name__: kind for kind in CATALOGUE.values()}
        found = CATALOGUE.get(thing) or named.get(thing)
        if found is None:
            raise ValueError(_no_operation(thing, [*CATALOGUE, *named]))
        thing = found
    return Description(thing if isinstance(thing, type) else type(thing))


def _no_operation(name: str, known: list[str]) -> str:
    from difflib import get_close_matches

    spelled = {each.lower(): each for each in known}
    near = [spelled[each] for each in get_close_matches(name[:100].lower(), spelled, 3)]
    meant = f"Did you mean {' or '.join(near)}?" if near else "`CATALOGUE` lists them all."
    return f"There is no operation {shown(name)}. {meant}"
