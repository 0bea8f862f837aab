"""Module types that stand in an app's descriptor only: no operation lists, puts or deletes them.

The state of a chat:configuration is all that can be set, by `PutConfigurationState`.
"""

from enum import StrEnum
from typing import Any, Self

from pydantic import ConfigDict, Field, model_validator

from explorer.api.models.modules.conditions import Condition
from explorer.api.models.modules.pieces import (
    AppUrl,
    Authentication,
    ModuleBody,
    ModuleReference,
    Strict,
    Text,
    Url,
    Weight,
)


class DescriptorType(StrEnum):
    """The module types of descriptors alone."""

    CONFIGURATION = "chat:configuration"
    INPUT_ACTION = "chat:inputAction"
    MESSAGE_ACTION = "chat:messageAction"


class ConfigurationPage(Strict):
    """Where an app is configured: an address, or another module by its key."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["url"]}, {"required": ["target"]}]}
    )

    url: AppUrl | None = None
    target: ModuleReference | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.url is None) == (self.target is None):
            raise ValueError("needs exactly one of url and target")
        return self


class Configuration(ModuleBody):
    """chat:configuration: where the app is configured, and who knows whether it is.

    `page` opens in a dialog, `externalPage` in a window; exactly one of the two.
    """

    page: ConfigurationPage | None = None
    external_page: ConfigurationPage | None = Field(default=None, alias="externalPage")
    state: Url | None = None
    authentication: Authentication | None = None

    @model_validator(mode="after")
    def _one_page(self) -> Self:
        if (self.page is None) == (self.external_page is None):
            raise ValueError("needs exactly one of page and externalPage")
        return self


class ChosenAction(ModuleBody):
    """What chat:inputAction and chat:messageAction share: a name in a menu, and what it opens.

    `target` is the key of a dialog or an action target.
    """

    name: Text
    target: ModuleReference
    weight: Weight | None = None
    conditions: list[Condition] | None = None


class InputAction(ChosenAction):
    """chat:inputAction: an entry of the menu beside the field that messages are written in."""


class MessageAction(ChosenAction):
    """chat:messageAction: an entry of the menu of a message."""


DESCRIPTOR_MODELS: dict[DescriptorType, type[ModuleBody]] = {
    DescriptorType.CONFIGURATION: Configuration,
    DescriptorType.INPUT_ACTION: InputAction,
    DescriptorType.MESSAGE_ACTION: MessageAction,
}
"""The strict model of each type."""

DESCRIPTOR_TEMPLATES: dict[DescriptorType, dict[str, Any]] = {
    DescriptorType.CONFIGURATION: {"key": "configuration", "page": {"url": "/configuration"}},
    DescriptorType.INPUT_ACTION: {
        "key": "new-report",
        "name": {"value": "New report"},
        "target": "report-dialog",
    },
    DescriptorType.MESSAGE_ACTION: {
        "key": "make-issue",
        "name": {"value": "Make an issue of it"},
        "target": "open-report",
    },
}
"""A valid module of each type."""
