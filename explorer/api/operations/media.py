"""Files of a conversation: uploaded, downloaded, deleted. Outside the collection."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, Field

from explorer.api.models.media import Uploaded
from explorer.api.operation import (
    THE_CLIENTS_SITE,
    WHOLE_BODY,
    CallError,
    CloudId,
    ConversationId,
    Identifier,
    Operation,
    Prepared,
    in_path,
    in_query,
)
from explorer.api.source import Source
from explorer.api.wire import shown

OCTETS = "application/octet-stream"

MediaId = Annotated[
    Identifier,
    in_path("mediaId"),
    Field(description="Id of the file.", examples=["44444444-5555-4666-8777-888888888888"]),
]
FileName = Annotated[
    str,
    in_query("name"),
    Field(
        min_length=1,
        max_length=255,
        description="Name of the file, with its ending.",
        examples=["figures.csv"],
    ),
]
if TYPE_CHECKING:
    File = Source | bytes | os.PathLike[str]
else:
    File = Annotated[Source, BeforeValidator(Source.of)]
Content = Annotated[
    File,
    WHOLE_BODY,
    Field(
        description="The file: its bytes, or its path.",
        examples=["day,parcels\nMonday,412\n"],
    ),
]


class UploadMedia(Operation[Uploaded]):
    """Upload a file to a conversation.

    It is read while it is sent. A message shows it by a media node with its id.
    """

    operation_id = "ConversationMediaPostHandler"
    method = "POST"
    path = "/site/{cloudId}/conversation/{conversationId}/media"
    group = "Media"
    resource = "media"
    success = 201
    in_collection = False
    body_types: ClassVar[tuple[str, ...]] = (OCTETS,)
    takes_file = True

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    name: FileName
    content: Content

    @classmethod
    def from_text(
        cls,
        values: Mapping[str, str],
        *,
        body: bytes | Source | None = None,
        content_type: str = "",
    ) -> Self:
        """A validated call from texts and a file; see `Operation.from_text`."""
        # What is read of it here is its type alone, so that a file passes as it is.
        return super().from_text(values, body=body, content_type=content_type)  # type: ignore[arg-type]

    @classmethod
    def read_body(cls, body: bytes | Source, content_type: str = "") -> dict[str, Any]:
        """The file that a body is.

        Raises:
            CallError: It is said to be something else than bytes.
        """
        kind = (content_type or OCTETS).split(";")[0].strip().lower()
        if kind != OCTETS:
            raise CallError(
                f"Content-Type {shown(kind)} is not taken here. Use {OCTETS}: "
                "what the file is, its name says.",
                "Content-Type",
            )
        return {"content": body}

    @classmethod
    def unchecked(
        cls,
        values: Mapping[str, Any] | None = None,
        *,
        body: bytes | Source | None = None,
        content_type: str | None = None,
    ) -> Self:
        """A call past our own checks; see `Operation.unchecked`."""
        given = dict(values or {}) if body is None else {**(values or {}), "content": body}
        return super().unchecked(given, content_type=content_type)

    def body_bytes(self) -> tuple[str, bytes]:
        """The content type; the bytes are read when they are sent."""
        absent = self.is_unchecked and "content" not in self.model_fields_set
        return ("" if absent else OCTETS), b""

    def build(self, cloud_id: str = "") -> Prepared:
        """The request this call becomes; see `Operation.build`."""
        made = super().build(cloud_id)
        content = getattr(self, "content", None)
        source = None if content is None else Source.of(content)
        return Prepared(made.method, made.target, made.content_type, source=source)


class GetMedia(Operation[bytes]):
    """Download a file of a conversation.

    The answer is its bytes; Content-Type and Content-Disposition say what it is and its name.
    """

    operation_id = "ConversationMediaGetHandler"
    method = "GET"
    path = "/site/{cloudId}/conversation/{conversationId}/media/{mediaId}"
    group = "Media"
    resource = "media"
    in_collection = False
    accept = "*/*"
    gives_file = True

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    media_id: MediaId

    def parse(self, status: int, body: bytes) -> bytes:
        """The bytes as they came."""
        return body


class DeleteMedia(Operation[None]):
    """Delete a file of a conversation."""

    operation_id = "ConversationMediaDeleteHandler"
    method = "DELETE"
    path = "/site/{cloudId}/conversation/{conversationId}/media/{mediaId}"
    group = "Media"
    resource = "media"
    success = 204
    in_collection = False

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    media_id: MediaId
