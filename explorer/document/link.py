"""A link as HTML, with the place it really leads to beside it where its words do not say so."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from explorer.document.element import Html, element, fragment
from explorer.document.marks import is_safe_address

_LONGEST_HOST: Final = 253


def destination(address: str) -> str:
    """Whom an address leads to: its host as a browser asks for it, or the one who gets the mail.

    Args:
        address: A http, https or mailto address.

    Returns:
        The host, with its port where one is named, or the mail address; `?` where none is told.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "?"
    if parts.scheme == "mailto":
        return parts.path[:_LONGEST_HOST] or "?"
    if not host.isascii():
        # Letters of other scripts can look like a known name: their ASCII form cannot.
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            # It has no such form, as where a label is empty: its letters are spelt out.
            host = host.encode("ascii", "backslashreplace").decode("ascii")
    return (f"{host}:{port}" if port else host)[:_LONGEST_HOST] or "?"


def says_where(words: str, address: str) -> bool:
    """Whether the words of a link already name what it leads to.

    Args:
        words: What a person sees of the link.
        address: Where it leads.
    """
    place = destination(address).lower()
    shown = words.strip().lower()
    if shown == place:
        return True
    start = f"{address.partition(':')[0].lower()}://{place}"
    return shown.startswith(start) and shown[len(start) :][:1] in {"", "/", "?", "#"}


def link(words: str, address: str, *, label: Html | None = None, title: str | None = None) -> Html:
    """A link; where its words do not name its host, that follows in brackets.

    Args:
        words: What a person reads.
        address: Where it leads; an unsafe one leaves the words without a link.
        label: The words already marked up, if they are.
        title: A note shown beside the pointer.
    """
    inside = label if label is not None else words
    if not is_safe_address(address):
        return fragment(inside)
    made = element("a", inside, href=address, title=title)
    if says_where(words, address):
        return made
    return fragment(made, element("small", f" ({destination(address)})", dir="ltr"))
