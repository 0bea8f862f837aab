"""chat:dialog: a page of the app in a dialog."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, field_validator

from explorer.api.models.modules.pieces import (
    AppUrl,
    Authentication,
    ModuleBody,
    ModuleReference,
    Strict,
    Text,
)


class DialogAction(Strict):
    """A button of a dialog."""

    key: str = Field(min_length=1)
    name: Text
    enabled: Annotated[bool | None, Field(strict=True)] = None
    target: ModuleReference | None = None


def _length(value: str) -> str:
    if not re.fullmatch(r"\d+(\.\d+)?(px|%)", value):
        raise ValueError("must be a number with px or %, as in '500px' or '80%'")
    return value


Length = Annotated[
    str,
    AfterValidator(_length),
    Field(
        description="A number with px or %, as in 500px or 80%.",
        json_schema_extra={"pattern": r"^[0-9]+(\.[0-9]+)?(px|%)$"},
    ),
]


class DialogSize(Strict):
    """Width and height of a dialog, each with px or %."""

    width: Length
    height: Length


class DialogFilter(Strict):
    """A search field in a dialog's head."""

    placeholder: Text


class DialogOptions(Strict):
    """How a dialog looks and which buttons it has."""

    size: Literal["small", "medium", "large", "xlarge"] | DialogSize | None = None
    primary_action: DialogAction | None = Field(default=None, alias="primaryAction")
    secondary_actions: list[DialogAction] | None = Field(default=None, alias="secondaryActions")
    hint: Text | None = None
    filter: DialogFilter | None = None

    @field_validator("size", mode="before")
    @classmethod
    def _name_or_object(cls, value: Any) -> Any:
        names = ("small", "medium", "large", "xlarge")
        if value is None or value in names or isinstance(value, dict | DialogSize):
            return value
        listed = ", ".join(map(repr, names))
        raise ValueError(f"must be {listed} or an object with width and height")


class Dialog(ModuleBody):
    """chat:dialog: a page of the app in a dialog."""

    title: Text
    url: AppUrl
    authentication: Authentication | None = None
    options: DialogOptions | None = None
