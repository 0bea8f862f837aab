"""The modules of a conversation, by type."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.api.errors import ApiError
from explorer.api.models.base import Unreadable
from explorer.api.models.modules import ModulePage, ModuleType, StoredModule
from explorer.api.operation import as_json
from explorer.api.operations.modules import LIST, ListModules
from explorer.api.paging import Walk
from explorer.api.references import Reference, Resolution, module_references, resolve
from explorer.workbench.sitting import Sitting, calling

_PAGE = 75


@dataclass(frozen=True)
class Shelf:
    """The modules of one type.

    Args:
        type: Of all of them.
        modules: In the server's order; those before the page that failed, where one did.
        error: Why not all of them are here; None when they are.
        lacking: Whether the server has no modules of this type at all.
    """

    type: ModuleType
    modules: tuple[StoredModule | Unreadable, ...] = ()
    error: ApiError | None = None
    lacking: bool = False

    @property
    def keys(self) -> frozenset[str] | None:
        """The keys there are; None where not all of them could be read."""
        if self.error is not None or self.lacking:
            return None
        named = (each for each in self.modules if isinstance(each, StoredModule))
        return frozenset(module.key for module in named if module.key is not None)

    def lists(self, key: str) -> bool | None:
        """Whether there is a module at a key; None where that could not be read."""
        return None if self.keys is None else key in self.keys

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

    @property
    def lacking(self) -> tuple[ModuleType, ...]:
        """The types of modules that the server does not have."""
        return tuple(type for type, shelf in self.shelves.items() if shelf.lacking)

    def keys(self) -> Mapping[ModuleType, Collection[str] | None]:
        """The keys there are, by type, as `explorer.api.references.resolve` takes them."""
        return {type: shelf.keys for type, shelf in self.shelves.items()}

    def references(self, type: ModuleType, key: str) -> list[tuple[Reference, Resolution]]:
        """What the module at a key names, and whether it is here."""
        keys = self.keys()
        found = module_references(type, self.shelves[type].find(key))
        return [(reference, resolve(reference, keys)) for reference in found]


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
    if not sitting.lacks.has(LIST[type]):
        return Shelf(type, lacking=True)
    found: list[StoredModule | Unreadable] = []
    try:
        with calling(LIST[type]):
            first = LIST[type](cloud_id=site, conversation_id=conversation_id, limit=_PAGE)
            async for page in _pages(sitting, first):
                found += page
    except ApiError as problem:
        # Only the first page tells of the server: a later one was there a moment ago.
        if not found and await _lacks(sitting, site, conversation_id, type, problem):
            return Shelf(type, lacking=True)
        return Shelf(type, tuple(found), problem)
    return Shelf(type, tuple(found))


async def _lacks(
    sitting: Sitting, site: str, conversation_id: str, type: ModuleType, problem: ApiError
) -> bool:
    if problem.status is None:
        return False
    call = LIST[type](cloud_id=site, conversation_id=conversation_id, limit=_PAGE)
    return await sitting.lacks.because(call, problem)


async def _pages(
    sitting: Sitting, first: ListModules
) -> AsyncIterator[list[StoredModule | Unreadable]]:
    walk: Walk[ModulePage, StoredModule | Unreadable] = Walk(first)
    while walk.call is not None:
        page: ModulePage = (await sitting.client.exchange(walk.call)).result()
        yield walk.take(page)


async def read_shelves(sitting: Sitting, site: str, conversation_id: str) -> ModuleShelf:
    """All modules of a conversation; the types are asked for at the same time."""
    shelves = await asyncio.gather(
        *(read_shelf(sitting, site, conversation_id, type) for type in ModuleType)
    )
    return ModuleShelf(site, conversation_id, {shelf.type: shelf for shelf in shelves})
