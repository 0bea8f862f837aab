"""Sites (clouds): the roots everything else hangs from."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator

from explorer.api.models.base import Page, Tolerant, Unreadable, WireModel


class Site(WireModel):
    """A site the token can reach. From `GET /site/`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": "11111111-2222-4333-8444-555555555555", "name": "acme"}]
        }
    )

    id: str
    name: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_id(cls, value: Any) -> Any:
        """No source shows the item's shape: a bare id and `cloudId` are taken too."""
        if isinstance(value, str):
            return {"id": value}
        if isinstance(value, dict) and "id" not in value and "cloudId" in value:
            return {**value, "id": value["cloudId"]}
        return value

    @property
    def title(self) -> str:
        """The name, or the id where there is none."""
        return self.name or self.id


class SitePage(Page[Site | Unreadable]):
    """All sites of a token, in one answer."""

    values: list[Annotated[Site | Unreadable, Tolerant(lambda: Site)]]
    links: dict[str, Any] | None = Field(default=None, alias="_links")
