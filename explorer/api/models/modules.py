"""App modules: what an app adds to a conversation. API.md section 7.

Each type is a model with its own rules. A server's module is read through `StoredModule`, which
takes any object; what we send is checked by the strict model of its type.
"""

import re
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from explorer.api.models.base import Tolerant, Unreadable, WireModel


class ModuleType(StrEnum):
    """The module types of the collection that can be listed."""

    ACTION_TARGET = "chat:actionTarget"
    BOT = "chat:bot"
    BOT_MESSAGES = "chat:bot:messages"
    DIALOG = "chat:dialog"


def _app_url(url: str) -> str:
    if re.search(r"[\x00-\x20\x7f]", url):
        raise ValueError("must not hold blanks or control characters")
    if url.startswith("/") and not url.startswith("//"):
        return url
    if re.match(r"https://[^/?#]+", url):
        return url
    raise ValueError("must be a path starting with '/', relative to the app's baseUrl, or https")


AppUrl = Annotated[str, AfterValidator(_app_url)]
Key = Annotated[str, Field(min_length=1, description="Name of the module, chosen by the app.")]
Authentication = Annotated[
    Literal["jwt", "none"],
    Field(description="Whether Stride adds a signed JWT to calls of the page."),
]


class Strict(BaseModel):
    """Base of what we send: unknown members are refused, so that a slip of the pen is seen."""

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

    key: str = Field(min_length=1)


class ModuleBody(Strict):
    """What all modules share: a key, which a body may leave out since the path has it."""

    key: Key | None = None


class ActionTarget(ModuleBody):
    """chat:actionTarget: what an action in a message does. Exactly one of the five targets."""

    call_service: Url | None = Field(default=None, alias="callService")
    open_dialog: KeyReference | None = Field(default=None, alias="openDialog")
    open_sidebar: KeyReference | None = Field(default=None, alias="openSidebar")
    open_configuration: KeyReference | None = Field(default=None, alias="openConfiguration")
    open_external_page: KeyReference | None = Field(default=None, alias="openExternalPage")
    parameters: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        targets = {
            "callService": self.call_service,
            "openDialog": self.open_dialog,
            "openSidebar": self.open_sidebar,
            "openConfiguration": self.open_configuration,
            "openExternalPage": self.open_external_page,
        }
        given = [name for name, value in targets.items() if value is not None]
        if len(given) != 1:
            raise ValueError(
                f"needs exactly one of {', '.join(targets)}; it has "
                + (" and ".join(given) if given else "none")
            )
        return self


class Bot(ModuleBody):
    """chat:bot: where mentions and direct messages of the app go. At least one of the two."""

    mention: Url | None = None
    direct_message: Url | None = Field(default=None, alias="directMessage")

    @model_validator(mode="after")
    def _some_address(self) -> Self:
        if self.mention is None and self.direct_message is None:
            raise ValueError("needs mention or directMessage, or both")
        return self


class BotMessages(ModuleBody):
    """chat:bot:messages: messages that match a pattern are sent to the app.

    `pattern` is a regular expression in the server's dialect: what Python refuses may be legal.
    """

    pattern: str = Field(min_length=1)
    url: AppUrl


class DialogAction(Strict):
    """A button of a dialog."""

    key: str = Field(min_length=1)
    name: Text
    enabled: Annotated[bool | None, Field(strict=True)] = None
    target: str | None = None


def _length(value: str) -> str:
    if not re.fullmatch(r"\d+(\.\d+)?(px|%)", value):
        raise ValueError("must be a number with px or %, as in '500px' or '80%'")
    return value


class DialogSize(Strict):
    """Width and height of a dialog, each with px or %."""

    width: Annotated[str, AfterValidator(_length)]
    height: Annotated[str, AfterValidator(_length)]


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


class StoredModule(WireModel):
    """A module as a server lists it: any object, its key where it has one."""

    key: str | None = None


class ModulePage(WireModel):
    """One page of the modules this app has put into one conversation."""

    nothing: ClassVar[dict[str, Any]] = {"values": []}

    values: list[Annotated[StoredModule | Unreadable, Tolerant(lambda: StoredModule)]]
    start: int | None = None
    limit: int | None = None
    size: int | None = None


MODULE_MODELS: dict[ModuleType, type[ModuleBody]] = {
    ModuleType.ACTION_TARGET: ActionTarget,
    ModuleType.BOT: Bot,
    ModuleType.BOT_MESSAGES: BotMessages,
    ModuleType.DIALOG: Dialog,
}
"""The strict model of each type."""

TEMPLATES: dict[ModuleType, dict[str, Any]] = {
    ModuleType.ACTION_TARGET: {"key": "open-report", "openDialog": {"key": "report-dialog"}},
    ModuleType.BOT: {
        "key": "bot-1",
        "mention": {"url": "/mentions"},
        "directMessage": {"url": "/dm"},
    },
    ModuleType.BOT_MESSAGES: {"key": "weather", "pattern": ".*weather.*", "url": "/weather"},
    ModuleType.DIALOG: {
        "key": "report-dialog",
        "title": {"value": "Report"},
        "url": "/dialogs/report",
        "authentication": "jwt",
        "options": {
            "size": {"width": "500px", "height": "300px"},
            "primaryAction": {"key": "save", "name": {"value": "Save"}},
            "secondaryActions": [{"key": "close", "name": {"value": "Close"}}],
        },
    },
}
"""A valid module of each type to start from."""
