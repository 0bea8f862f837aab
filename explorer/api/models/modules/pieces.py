"""What modules are made of: texts, addresses, keys, icons, and the base of them all."""

import re
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from explorer.api.representation.shown import Shown

APP_URL_PATTERN = (
    r"^(/|/[^/\x00-\x20\x7f][^\x00-\x20\x7f]*|https://[^/?#\x00-\x20\x7f][^\x00-\x20\x7f]*)$"
)
"""What `AppUrl` takes, for JSON Schema."""


def _app_url(url: str) -> str:
    if re.search(r"[\x00-\x20\x7f]", url):
        raise ValueError("must not hold blanks or control characters")
    if url.startswith("/") and not url.startswith("//"):
        return url
    if re.match(r"https://[^/?#]", url):
        return url
    raise ValueError("must be a path starting with '/', relative to the app's baseUrl, or https")


AppUrl = Annotated[
    str,
    AfterValidator(_app_url),
    Field(
        description="A path that starts with '/', relative to the app's baseUrl, or https.",
        json_schema_extra={"pattern": APP_URL_PATTERN},
    ),
]
"""An address of the app: a path relative to its baseUrl, or https."""

Key = Annotated[str, Field(min_length=1, description="Name of the module, chosen by the app.")]
ModuleReference = Annotated[str, Field(min_length=1)]
"""The key of another module. `explorer.api.references` says of which type it may be."""

Authentication = Annotated[
    Literal["jwt", "none"],
    Field(description="Whether Stride adds a signed JWT to calls of the page."),
]
Weight = Annotated[
    int, Field(strict=True, description="Place among its like, light ones first; 100 if left out.")
]


class Strict(Shown, BaseModel):
    """Base of what we send: unknown members are refused, so that a slip of the pen is seen."""

    _is_described: ClassVar[bool] = True

    model_config = ConfigDict(extra="forbid", defer_build=True, populate_by_name=True)


class Text(Strict):
    """A text that may be translated."""

    value: str
    i18n: str | None = None


class Url(Strict):
    """A page or service of the app."""

    url: AppUrl


class KeyReference(Strict):
    """Another module, by key."""

    key: ModuleReference


class Icon(Strict):
    """A picture of a module, plain and for screens of twice the density."""

    url: AppUrl
    url_2x: AppUrl = Field(alias="url@2x")


class ModuleBody(Strict):
    """What all modules share: a key, which a body may leave out since the path has it."""

    key: Key | None = None
