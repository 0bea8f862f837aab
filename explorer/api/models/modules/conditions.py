"""When a module is shown: conditions, single or joined. API.md 7.10."""

from typing import Annotated, Literal, Self, get_args

from pydantic import ConfigDict, Field, model_validator

from explorer.api.models.modules.pieces import Strict

ConditionName = Literal[
    "conversation_is_public",
    "conversation_is_room",
    "room_is_public",
    "user_is_admin",
    "user_is_guest",
    "user_is_room_owner",
]
"""What can be asked for; those that begin with `room` and `user` are of the older generation."""


class Condition(Strict):
    """One condition by name, or several that are joined by `type`; either may be inverted."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {
                    "required": ["condition"],
                    "properties": {
                        "condition": {"type": "string"},
                        "type": {"type": "null"},
                        "conditions": {"type": "null"},
                    },
                },
                {
                    "required": ["type", "conditions"],
                    "properties": {
                        "condition": {"type": "null"},
                        "type": {"type": "string"},
                        "conditions": {"type": "array"},
                    },
                },
            ]
        }
    )

    condition: ConditionName | None = None
    type: Literal["and", "or"] | None = None
    conditions: list["Condition"] | None = Field(default=None, min_length=1)
    invert: Annotated[bool | None, Field(strict=True)] = None

    @model_validator(mode="after")
    def _one_or_several(self) -> Self:
        joined = self.type is not None or self.conditions is not None
        if self.condition is not None and joined:
            raise ValueError(
                "is either one condition or several with type and conditions, not both"
            )
        if self.condition is None and not joined:
            raise ValueError(
                f"needs condition ({', '.join(get_args(ConditionName))}), or type with conditions"
            )
        if joined and self.type is None:
            raise ValueError("needs type, 'and' or 'or', beside conditions")
        if joined and self.conditions is None:
            raise ValueError("needs conditions beside type")
        return self
