"""The content of a message and the four forms in which it can be sent (API.md 5.2)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, TypeVar

from pydantic import Field, field_validator, model_validator

from explorer.api.operation import (
    JSON,
    MARKDOWN,
    PLAIN,
    WHOLE_BODY,
    CallError,
    In,
    Operation,
    as_json,
    dump_json,
    parse_json,
)
from explorer.api.wire import parse_utf8, shown, utf8

if TYPE_CHECKING:
    from explorer.document.model import Document

T = TypeVar("T")

EXAMPLE: dict[str, Any] = {
    "version": 1,
    "type": "doc",
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Hello, team"}]}],
}


class Form(StrEnum):
    """How content travels."""

    WRAPPED = "wrapped"
    BARE = "bare"
    TEXT = "text"
    MARKDOWN = "markdown"


_TYPES = {Form.TEXT: PLAIN, Form.MARKDOWN: MARKDOWN}


class MessageOperation(Operation[T]):
    """What sending and editing share: content, and the form it is sent in."""

    body_types: ClassVar[tuple[str, ...]] = (JSON, PLAIN, MARKDOWN)

    content: Annotated[
        Any,
        WHOLE_BODY,
        Field(
            description="A document, or a text for the forms text and markdown.",
            examples=[EXAMPLE],
        ),
    ]
    form: Annotated[
        Form,
        In("local", "form"),
        Field(
            description="wrapped: JSON with the document under body; bare: the document itself; "
            "text: text/plain; markdown: text/markdown."
        ),
    ] = Form.WRAPPED

    @field_validator("content")
    @classmethod
    def _document_or_text(cls, value: Any) -> Any:
        if isinstance(value, str):
            if not value.strip():
                raise ValueError("must not be empty")
            return value
        from explorer.document.model import check

        value = as_json(value)
        if isinstance(value, dict) and "body" in value and "type" not in value:
            value = value["body"]
        problems = check(value)
        if problems:
            first = problems[0]
            raise ValueError(f"is not a valid document: {first.path or 'it'} {first.message}")
        return value

    @model_validator(mode="after")
    def _form_fits(self) -> Self:
        textual = isinstance(self.content, str)
        if textual and self.form not in _TYPES and "form" in self.model_fields_set:
            raise ValueError(
                f"the form {self.form} needs a document; a text is sent as text or markdown"
            )
        if not textual and self.form in _TYPES:
            raise ValueError(
                f"the form {self.form} needs a text; a document is sent wrapped or bare"
            )
        return self

    def body_bytes(self) -> tuple[str, bytes]:
        """The content in its form. A text without a form is sent as Markdown."""
        if self.is_unchecked and "content" not in self.model_fields_set:
            return "", b""
        value = as_json(self.content)
        if isinstance(value, str):
            return _TYPES.get(self.form, MARKDOWN), utf8(value)
        return JSON, dump_json(value if self.form == Form.BARE else {"body": value})

    @classmethod
    def from_text(
        cls, values: Mapping[str, str], *, body: bytes | None = None, content_type: str = ""
    ) -> Self:
        """A validated call from texts; see `Operation.from_text`.

        `content` is a text; with the form `wrapped` or `bare` it is the JSON of a document.
        """
        if body is None and values.get("form") in {Form.WRAPPED, Form.BARE}:
            name = next((name for name in values if cls.python_name(name) == "content"), None)
            if name is not None:
                body, content_type = utf8(values[name]), JSON
                values = {word: text for word, text in values.items() if word != name}
        return super().from_text(values, body=body, content_type=content_type)

    @classmethod
    def read_body(cls, body: bytes, content_type: str = "") -> dict[str, Any]:
        """Content and form of a request body.

        Raises:
            CallError: The content type is none of the three, or the body does not fit it.
        """
        kind = (content_type or JSON).split(";")[0].strip().lower()
        if kind in {PLAIN, MARKDOWN}:
            return {
                "content": parse_utf8(body),
                "form": Form.TEXT if kind == PLAIN else Form.MARKDOWN,
            }
        if kind != JSON:
            raise CallError(
                f"Content-Type {shown(kind)} is not taken here. Use {', '.join(cls.body_types)}.",
                "Content-Type",
            )
        if not body.strip():
            raise CallError("The body is empty. Give a document or a text.", "body")
        value = parse_json(body)
        if isinstance(value, dict) and "body" in value and "type" not in value:
            return {"content": value["body"], "form": Form.WRAPPED}
        return {"content": value, "form": Form.BARE}


if TYPE_CHECKING:
    MessageContent = Document | dict[str, Any] | str
