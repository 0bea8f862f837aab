"""Conversations: rooms and direct conversations."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from explorer.api.models.base import Instant, Page, Tolerant, Unreadable, WireModel
from explorer.api.opening import Explorable, open_in_face

_ID = "22222222-3333-4444-8555-666666666666"
_SITE = "11111111-2222-4333-8444-555555555555"
_LINKS: dict[str, Any] = {_ID: f"https://api.atlassian.com/site/{_SITE}/conversation/{_ID}"}


class Privacy(StrEnum):
    """Who finds a room."""

    PUBLIC = "public"
    PRIVATE = "private"


class Conversation(Explorable, WireModel):
    """A room or a direct conversation; every field but the id may be missing. API.md section 4.1.

    `type` is `group` or `direct`; `created` and `modified` are UTC.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "cloudId": _SITE,
                    "id": _ID,
                    "name": "Launch room",
                    "topic": "go live",
                    "type": "group",
                    "privacy": "public",
                    "isArchived": False,
                    "avatarUrl": "https://avatars.example.com/room.png",
                    "created": "2018-02-03T11:19:22.261Z",
                    "modified": "2018-02-03T11:19:22.261Z",
                    "_links": _LINKS,
                }
            ]
        }
    )

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

    def edit(self, given: Any = None) -> Any:
        """Open the modules of this conversation in an editor, in a notebook's cell.

        Args:
            given: As of `explore`.

        Raises:
            NoWidgets: The widgets are not installed.
        """
        return open_in_face("edit", self, given)


class ConversationPage(Explorable, Page[Conversation | Unreadable]):
    """One page of conversations. `cursor` is empty or missing on the last one."""

    values: list[Annotated[Conversation | Unreadable, Tolerant(lambda: Conversation)]]
    cursor: str | None = Field(default=None, examples=[""])
    limit: int | None = Field(default=None, examples=[75])
    size: int | None = Field(default=None, examples=[1])


class Created(WireModel):
    """What a creation answers: the new thing's id, empty when the server sent no body."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID}]})

    id: str = ""
    links: dict[str, Any] | None = Field(default=None, alias="_links")
