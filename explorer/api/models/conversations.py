"""Conversations: rooms and direct conversations."""

from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import Field

from explorer.api.models.base import Instant, Tolerant, Unreadable, WireModel


class Privacy(StrEnum):
    """Who finds a room."""

    PUBLIC = "public"
    PRIVATE = "private"


class Conversation(WireModel):
    """A room or a direct conversation. API.md section 4.1; every field but the id may be missing.

    `type` is `group` or `direct`; `created` and `modified` are UTC.
    """

    id: str
    cloud_id: str | None = Field(default=None, alias="cloudId")
    name: str | None = None
    topic: str | None = None
    type: str | None = None
    privacy: str | None = None
    is_archived: bool | None = Field(default=None, alias="isArchived")
    avatar_url: str | None = Field(default=None, alias="avatarUrl")
    created: Instant | None = None
    modified: Instant | None = None
    links: dict[str, Any] | None = Field(default=None, alias="_links")

    @property
    def title(self) -> str:
        """The name, or the id where there is none."""
        return self.name or self.id

    @property
    def is_direct(self) -> bool:
        """Whether it is between the app and one user."""
        return self.type == "direct"

    @property
    def is_private(self) -> bool:
        """Whether only its members find it."""
        return self.privacy == Privacy.PRIVATE


class ConversationPage(WireModel):
    """One page of conversations. `cursor` is empty or missing on the last one."""

    nothing: ClassVar[dict[str, Any]] = {"values": []}

    values: list[Annotated[Conversation | Unreadable, Tolerant(lambda: Conversation)]]
    cursor: str | None = None
    limit: int | None = None
    size: int | None = None


class Created(WireModel):
    """What a creation answers: the new thing's id, empty when the server sent no body."""

    id: str = ""
    links: dict[str, Any] | None = Field(default=None, alias="_links")
