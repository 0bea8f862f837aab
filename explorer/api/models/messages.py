"""Messages as the service delivers them."""

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import ConfigDict

from explorer.api.models.base import Page, Tolerant, Unreadable, WireModel
from explorer.api.models.moment import PreciseInstant

if TYPE_CHECKING:
    from explorer.document.model import Document


class Sender(WireModel):
    """Who wrote a message."""

    id: str | None = None


class Message(WireModel):
    """A message; every field but the id may be missing. API.md section 5.1.

    `ts` is UTC; what the service sends beyond its microseconds is kept as `ts.nanosecond`.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "5d6e39d3-ab1d-10e7-be03-02420aff0003",
                    "body": {
                        "version": 1,
                        "type": "doc",
                        "content": [
                            {
                                "type": "paragraph",
                                "content": [{"type": "text", "text": "Hello, team"}],
                            }
                        ],
                    },
                    "text": "Hello, team",
                    "sender": {"id": "557058:33333333-4444-4555-8666-777777777777"},
                    "ts": "2018-06-08T17:36:32.243693000Z",
                }
            ]
        }
    )

    id: str
    body: dict[str, Any] | None = None
    text: str | None = None
    sender: Sender | None = None
    ts: PreciseInstant | None = None

    @cached_property
    def document(self) -> "Document":
        """The body as a document; a message without one gives its text as paragraphs.

        The document is read on first use and kept.
        """
        from explorer.document.model import Document, DocumentError

        try:
            return Document.parse(self.body)
        except DocumentError:
            return Document.parse(text_document(self.text or ""))

    @property
    def sender_id(self) -> str:
        """The author's user id, empty where the server gave none."""
        return (self.sender.id if self.sender else None) or ""


class MessagePage(Page[Message | Unreadable]):
    """Messages in time order, oldest first."""

    member: ClassVar[str] = "messages"
    nothing: ClassVar[dict[str, Any]] = {"messages": []}

    messages: list[Annotated[Message | Unreadable, Tolerant(lambda: Message)]]


def text_document(text: str) -> dict[str, Any]:
    """Plain text as document JSON, a paragraph a line, as the service makes of `text/plain`."""
    return {
        "version": 1,
        "type": "doc",
        "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": line}] if line else []}
            for line in text.splitlines() or [""]
        ],
    }
