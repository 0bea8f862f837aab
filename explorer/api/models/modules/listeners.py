"""Where the app is told of what happens: chat:bot, chat:bot:messages, chat:webhook."""

from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from explorer.api.models.modules.pieces import AppUrl, ModuleBody, Url


class Bot(ModuleBody):
    """chat:bot: where mentions and direct messages of the app go. At least one of the two."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": [name], "properties": {name: {"type": "object"}}}
                for name in ("mention", "directMessage")
            ]
        }
    )

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


class Webhook(ModuleBody):
    """chat:webhook: changes of the conversation, or of its roster, are sent to the app."""

    event: Literal["conversation:updates", "roster:updates"]
    url: AppUrl
