"""Modules as a server lists them."""

from typing import Annotated, Any, ClassVar

from explorer.api.models.base import Tolerant, Unreadable, WireModel


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
