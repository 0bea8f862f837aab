"""Modules as a server lists them."""

from typing import Annotated

from pydantic import ConfigDict, Field

from explorer.api.models.base import Page, Tolerant, Unreadable, WireModel


class StoredModule(WireModel):
    """A module as a server lists it: any object, its key where it has one."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"key": "weather", "pattern": ".*", "url": "/weather"}]}
    )

    key: str | None = None


class ModulePage(Page[StoredModule | Unreadable]):
    """One page of the modules this app has put into one conversation."""

    values: list[Annotated[StoredModule | Unreadable, Tolerant(lambda: StoredModule)]]
    start: int | None = Field(default=None, examples=[0])
    limit: int | None = Field(default=None, examples=[10])
    size: int | None = Field(default=None, examples=[1])
