"""The hook of everything that can be shown: a base class without a state of its own."""

from __future__ import annotations

from collections.abc import Callable
from types import MethodType
from typing import ClassVar


class _Html:
    """`_repr_html_` of an instance, and of the class itself where there is more to say of it.

    A notebook asks a class only what is a bound method: what this gives.
    """

    def __get__(self, thing: Seen | None, kind: type[Seen]) -> Callable[[], str | None]:
        if thing is not None:
            return MethodType(_html, thing)
        return MethodType(_html_of_class, kind) if kind._is_described else _html_of_class


def _html(thing: Seen) -> str:
    from explorer.api.representation.subjects import html

    return html(thing)


def _html_of_class(kind: type[Seen] | None = None) -> str | None:
    if kind is None:
        return None
    from explorer.api.representation.subjects import describe

    return describe(kind)._repr_html_()


class Seen:
    """Base of what shows itself in one line and as HTML.

    None of these ever raises: of what cannot be shown, they say that it cannot.
    """

    __slots__ = ()

    _is_described: ClassVar[bool] = False
    """Whether the class itself has something to show in a notebook, not only its instances."""

    _repr_html_ = _Html()

    def __repr__(self) -> str:
        from explorer.api.representation.subjects import line

        return line(self)


class Shown(Seen):
    """Base of what shows itself as Markdown, too."""

    __slots__ = ()

    def to_markdown(self) -> str:
        """This as Markdown, whole where the HTML of a notebook is cut."""
        from explorer.api.representation.subjects import markdown

        return markdown(self)
