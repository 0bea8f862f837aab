"""Files of a conversation: what the service says of one that was uploaded."""

from typing import Annotated

from pydantic import Field

from explorer.api.models.base import WireModel


class MediaFile(WireModel):
    """A file as the service knows it; all but the id may be missing. API.md section 9.2."""

    id: str
    name: str | None = None
    media_type: Annotated[str | None, Field(alias="mediaType")] = None
    mime_type: Annotated[str | None, Field(alias="mimeType")] = None
    size: int | None = None
    processing_status: Annotated[str | None, Field(alias="processingStatus")] = None


class Uploaded(WireModel):
    """The answer to an upload."""

    data: MediaFile

    @property
    def id(self) -> str:
        """The file's id, by which it is downloaded, deleted, and named in a message."""
        return self.data.id
