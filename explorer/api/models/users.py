"""People: the user directory and the app's own user."""

from typing import Any

from pydantic import ConfigDict, Field

from explorer.api.models.base import WireModel


class User(WireModel):
    """A person of a site's directory. From `GET /scim/site/{cloudId}/Users/{userId}`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "557058:33333333-4444-4555-8666-777777777777",
                    "userName": "maya@example.com",
                    "active": True,
                    "displayName": "Maya Lind",
                    "nickName": "maya",
                    "title": "Engineer",
                    "timezone": "Europe/Stockholm",
                    "emails": [{"value": "maya@example.com", "primary": True}],
                }
            ]
        }
    )

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

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "account_id": "557058:44444444-5555-4666-8777-888888888888",
                    "name": "Harbor",
                    "email": "harbor@example.com",
                    "picture": "https://avatars.example.com/harbor.png",
                }
            ]
        }
    )

    account_id: str
    name: str | None = None
    email: str | None = None
    picture: str | None = None
