"""People: the user directory and the app's own user."""

from typing import Any

from pydantic import Field

from explorer.api.models.base import WireModel


class User(WireModel):
    """A person of a site's directory. From `GET /scim/site/{cloudId}/Users/{userId}`."""

    id: str
    user_name: str | None = Field(default=None, alias="userName")
    active: bool | None = None
    display_name: str | None = Field(default=None, alias="displayName")
    nick_name: str | None = Field(default=None, alias="nickName")
    name: dict[str, Any] | None = None
    title: str | None = None
    timezone: str | None = None
    emails: list[Any] | None = None
    photos: list[Any] | None = None
    meta: dict[str, Any] | None = None

    @property
    def shown_name(self) -> str:
        """The display name, else the nick name, else the id."""
        return self.display_name or self.nick_name or self.id


class Me(WireModel):
    """The app's own user. From `GET /me`."""

    account_id: str
    name: str | None = None
    email: str | None = None
    picture: str | None = None
