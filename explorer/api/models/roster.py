"""Rosters: who is in a conversation. API.md section 4.2."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from explorer.api.models.base import Page, Unreadable


def _user_id(value: Any) -> Any:
    if isinstance(value, str | Unreadable):
        return value
    return Unreadable(value, "must be a text, the id of a user")


def _raw(value: Any) -> Any:
    return value.raw if isinstance(value, Unreadable) else value


RosterEntry = Annotated[
    str | Unreadable,
    BeforeValidator(_user_id),
    PlainSerializer(_raw),
    WithJsonSchema({"type": "string"}),
]
"""The id of a user; what is none becomes `Unreadable`, in its place."""


class RosterPage(Page[str | Unreadable]):
    """One page of the ids of a conversation's users; `links` leads from each to its directory."""

    values: list[RosterEntry] = Field(examples=[["557058:33333333-4444-4555-8666-777777777777"]])
    links: dict[str, Any] | None = Field(default=None, alias="_links")
    start: int | None = Field(default=None, examples=[0])
    limit: int | None = Field(default=None, examples=[75])
    size: int | None = Field(default=None, examples=[1])
