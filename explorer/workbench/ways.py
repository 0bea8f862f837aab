"""The four ways to write a message.

What comes of a text is in `composing`, which takes the models of the API; this takes nothing.
"""

from __future__ import annotations

from enum import StrEnum


class Way(StrEnum):
    """How a message is written and sent."""

    DOCUMENT = "document"
    JSON = "json"
    MARKDOWN = "markdown"
    TEXT = "text"

    @property
    def label(self) -> str:
        """What it is called on a screen."""
        return _LABELS[self]

    @property
    def help(self) -> str:
        """What it means, in a sentence."""
        return _HELP[self]

    @property
    def next(self) -> Way:
        """The one after it, from the last to the first."""
        ways = list(Way)
        return ways[(ways.index(self) + 1) % len(ways)]


_LABELS = {
    Way.DOCUMENT: "Markdown",
    Way.JSON: "Document JSON",
    Way.MARKDOWN: "Markdown, as it is",
    Way.TEXT: "Plain text",
}
_HELP = {
    Way.DOCUMENT: "Sent as the document that is shown in the preview.",
    Way.JSON: "Sent as the document it is.",
    Way.MARKDOWN: "Sent as text/markdown: the server makes the document.",
    Way.TEXT: "Sent as text/plain: a paragraph a line.",
}
