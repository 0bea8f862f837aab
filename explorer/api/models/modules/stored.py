"""Modules as a server lists them."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from explorer.api.models.base import Page, Tolerant, Unreadable, WireModel
from explorer.api.opening import open_in_face


class StoredModule(WireModel):
    """A module as a server lists it: any object, its key where it has one."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"key": "weather", "pattern": ".*", "url": "/weather"}]}
    )

    key: str | None = None

    def edit(self, conversation: Any, type: str, given: Any = None) -> Any:
        """Open this module in an editor, in a notebook's cell.

        Args:
            conversation: The conversation it is of, or its id: a module does not tell.
            type: Its type, as in `chat:dialog`.
            given: The server, as every widget takes it: a workbench, a client, the name of a
                profile, or nothing.

        Raises:
            NoWidgets: The widgets are not installed.
        """
        return open_in_face("edit", self, given, conversation=conversation, type=type)


class ModulePage(Page[StoredModule | Unreadable]):
    """One page of the modules this app has put into one conversation."""

    values: list[Annotated[StoredModule | Unreadable, Tolerant(lambda: StoredModule)]]
    start: int | None = Field(default=None, examples=[0])
    limit: int | None = Field(default=None, examples=[10])
    size: int | None = Field(default=None, examples=[1])
