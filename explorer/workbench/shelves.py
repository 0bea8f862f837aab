"""The modules of a conversation, by type."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.api.errors import ApiError
from explorer.api.models.base import Unreadable
from explorer.api.models.modules import ModulePage, ModuleType, StoredModule
from explorer.api.operation import as_json
from explorer.api.operations.modules import LIST, ListModules
from explorer.workbench.sitting import Sitting, calling

_PAGE = 75


@dataclass(frozen=True)
class Shelf:
    """The modules of one type.

    Args:
        type: Of all of them.
        modules: In the server's order; those before the page that failed, where one did.
        error: Why not all of them are here; None when they are.
    """

    type: ModuleType
    modules: tuple[StoredModule | Unreadable, ...] = ()
    error: ApiError | None = None

    def find(self, key: str) -> dict[str, Any] | None:
        """The module at a key, as JSON data; None where there is none."""
        for module in self.modules:
            if isinstance(module, StoredModule) and module.key == key:
                found: dict[str, Any] = as_json(module)
                return found
        return None


@dataclass(frozen=True)
class ModuleShelf:
    """All modules that the app has put into a conversation.

    Args:
        site: The cloud id.
        conversation_id: The conversation.
        shelves: A shelf for each type.
    """

    site: str
    conversation_id: str
    shelves: Mapping[ModuleType, Shelf] = field(default_factory=dict)

    def __getitem__(self, type: ModuleType) -> Shelf:
        return self.shelves[type]

    @property
    def count(self) -> int:
        """How many modules there are."""
        return sum(len(shelf.modules) for shelf in self.shelves.values())


async def read_shelf(sitting: Sitting, site: str, conversation_id: str, type: ModuleType) -> Shelf:
    """All pages of one type.

    Args:
        sitting: Of this server.
        site: The cloud id.
        conversation_id: The conversation.
        type: Which modules.

    Returns:
        What could be had; `error` says why that is not all.
    """
    found: list[StoredModule | Unreadable] = []
    try:
        with calling(LIST[type]):
            first = LIST[type](cloud_id=site, conversation_id=conversation_id, limit=_PAGE)
            async for page in _pages(sitting, first):
                found += page
    except ApiError as problem:
        return Shelf(type, tuple(found), problem)
    return Shelf(type, tuple(found))


async def _pages(
    sitting: Sitting, first: ListModules
) -> AsyncIterator[list[StoredModule | Unreadable]]:
    keys: set[str] = set()
    call: ListModules | None = first
    while call is not None:
        page: ModulePage = (await sitting.client.exchange(call)).result()
        fresh = [
            module
            for module in page.values
            if not (isinstance(module, StoredModule) and module.key in keys)
        ]
        named = [module for module in fresh if isinstance(module, StoredModule)]
        keys |= {module.key for module in named if module.key}
        yield fresh
        # A server that passes over `start` gives its first page for ever.
        call = call.next_page(page) if named else None


async def read_shelves(sitting: Sitting, site: str, conversation_id: str) -> ModuleShelf:
    """All modules of a conversation; the types are asked for at the same time."""
    shelves = await asyncio.gather(
        *(read_shelf(sitting, site, conversation_id, type) for type in ModuleType)
    )
    return ModuleShelf(site, conversation_id, {shelf.type: shelf for shelf in shelves})
