"""The beginning of a document, or of a text, that fits into so many bytes of HTML."""

from __future__ import annotations

from html import escape

from explorer.document.element import Html, element, fragment
from explorer.document.html import to_html
from explorer.document.model import Document
from explorer.document.nodes import plain_text
from explorer.document.safe import visible


def excerpt(document: Document, room: int) -> tuple[Html, str]:
    """A document as HTML, as many of its top-level blocks as fit.

    Args:
        document: Any document, sound or not.
        room: The most bytes of the HTML.

    Returns:
        The HTML, and what is left out in words, empty when it is whole.
    """
    made: list[Html] = []
    for number, block in enumerate(document.content):
        html = to_html(Document({"type": "doc", "content": [block.raw]}))
        room -= len(html.encode())
        if room < 0:
            missing = len(document.content) - number
            if not made:
                words, note = first_characters(plain_text(block), room + len(html.encode()))
                return element("p", words), note
            return fragment(*made), f"{missing:,} of {len(document.content):,} blocks"
        made.append(html)
    return fragment(*made), ""


def first_characters(text: str, room: int) -> tuple[str, str]:
    """The beginning of a text that takes so many bytes when it is visible and escaped.

    A cut falls between lines where that does not cost half of what would fit.

    Args:
        text: Any text.
        room: The most bytes of HTML.

    Returns:
        The beginning, not yet escaped, and what is left out in words, empty when it is whole.
    """
    shown = text[: max(room, 0)]
    if _bytes(shown) > room:
        low, high = 0, len(shown)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if _bytes(shown[:middle]) <= room else (low, middle - 1)
        shown = shown[:low]
    if len(shown) == len(text):
        return text, ""
    line = shown.rfind("\n")
    if line > len(shown) // 2:
        shown = shown[:line]
    return shown, f"… the first {len(shown):,} of {len(text):,} characters"


def _bytes(text: str) -> int:
    return len(escape(visible(text), quote=True).encode())


LARGEST = 18_000
"""Bytes of a document in a notebook at most."""


def excerpt_page(document: Document) -> Html:
    """A document by itself, as a notebook shows it: its beginning, and what is left out."""
    shown, left_out = excerpt(document, LARGEST)
    note = element("p", element("em", f"… {left_out} not shown here")) if left_out else None
    return element("div", shown or element("p", element("em", "(empty)")), note, dir="auto")
