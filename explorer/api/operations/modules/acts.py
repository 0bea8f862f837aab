"""What the modules' operations share: listing by offset, putting whole, deleting."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from explorer.api.models.base import Unreadable
from explorer.api.models.modules import ModuleBody, ModulePage, ModuleType, StoredModule
from explorer.api.operation import (
    THE_CLIENTS_SITE,
    CloudId,
    ConversationId,
    Identifier,
    Operation,
    PagedOperation,
    in_path,
    in_query,
)
from explorer.api.wire import shown

ModuleKey = Annotated[
    Identifier,
    in_path("key"),
    Field(description="Key of the module, chosen by the app.", examples=["report-dialog"]),
]


class ListModules(PagedOperation[ModulePage, StoredModule | Unreadable]):
    """What the module lists share: pages follow each other by offset."""

    module_type: ClassVar[ModuleType]
    method = "GET"
    by_offset = True
    group = "List"
    resource = "modules"

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    limit: Annotated[
        int, in_query("limit"), Field(ge=1, le=75, description="Most modules in one page.")
    ] = 10
    start: Annotated[
        int, in_query("start"), Field(ge=0, description="Offset of the first module.")
    ] = 0

    def next_page(self, page: ModulePage) -> Self | None:
        """The call at the next offset; None after a page that was not full.

        A server may give fewer than it was asked for: its own limit, where it names one, counts.
        """
        if not page.values or len(page.values) < min(self.limit, page.limit or self.limit):
            return None
        return self.model_copy(update={"start": self.start + len(page.values)})


class PutModule(Operation[None]):
    """What the module puts share: the whole module is created or replaced at the key."""

    module_type: ClassVar[ModuleType]
    method = "PUT"
    group = "Update"
    resource = "modules"
    success = 204

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    key: ModuleKey

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        module: Any = getattr(self, "module", None)
        if isinstance(module, ModuleBody) and module.key not in {None, self.key}:
            raise ValueError(
                f"the body's key {shown(module.key)} differs from the path's {shown(self.key)}; "
                "make them the same, or leave it out of the body"
            )
        return self


class DeleteModule(Operation[None]):
    """What the module deletions share."""

    module_type: ClassVar[ModuleType]
    method = "DELETE"
    resource = "modules"
    success = 204

    cloud_id: CloudId = THE_CLIENTS_SITE
    conversation_id: ConversationId
    key: ModuleKey
