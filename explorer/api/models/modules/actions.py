"""chat:actionTarget: what an action in a message does."""

from typing import Any, Self

from pydantic import ConfigDict, Field, model_validator

from explorer.api.models.modules.pieces import KeyReference, ModuleBody, Url

_TARGETS = ("callService", "openDialog", "openSidebar", "openConfiguration", "openExternalPage")


class ActionTarget(ModuleBody):
    """chat:actionTarget: what an action in a message does. Exactly one of the five targets."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": [name], "properties": {name: {"type": "object"}}} for name in _TARGETS
            ]
        }
    )

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
