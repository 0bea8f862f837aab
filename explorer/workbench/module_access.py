"""The modules of conversations as a workbench reads, edits, copies and sets them."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from explorer.api.client import AsyncClient
from explorer.api.exchange import Exchange
from explorer.api.models.conversations import Conversation
from explorer.api.models.modules import TEMPLATES, ModuleType
from explorer.api.operations import PutConfigurationState, PutGlanceState
from explorer.workbench import sitting
from explorer.workbench.journal import ConfigurationState, GlanceState, Journal
from explorer.workbench.module_copies import put_copy, rename
from explorer.workbench.module_editing import ModuleEdit
from explorer.workbench.module_links import Known
from explorer.workbench.module_results import RenameResult, Saved, SaveResult
from explorer.workbench.module_text import pretty, with_key
from explorer.workbench.shelves import ModuleShelf, Shelf, read_shelf, read_shelves


class ModuleAccess:
    """What a workbench does with modules; `Workbench` is one.

    Args:
        present: The sitting: its site, and where its drafts are.
        client: Makes the calls.
        journal: Knows what states were set: the service does not tell them.
    """

    def __init__(self, present: sitting.Sitting, client: AsyncClient, journal: Journal) -> None:
        self._sitting, self.client, self.journal = present, client, journal
        self._shelves: dict[tuple[str, str], ModuleShelf] = {}

    async def modules(self, conversation: Conversation | str) -> ModuleShelf:
        """The modules of a conversation by type; each type tells its own failure.

        Raises:
            ApiError: The site is not known and could not be asked for.
        """
        site = await self._sitting.site()
        shelf = await read_shelves(self._sitting, site, id_of(conversation))
        self._shelves[site, shelf.conversation_id] = shelf
        return shelf

    def edit_module(
        self,
        conversation: Conversation | str,
        type: ModuleType,
        key: str | None = None,
        *,
        begin: str = "",
    ) -> ModuleEdit:
        """Edit a module as `modules` read it last, or a draft of it that was left earlier.

        Args:
            conversation: It, or its id.
            type: The module's type.
            key: The module; None for a new one, which begins from a template.
            begin: The key that a new one begins with, and that tells its draft from others; empty
                for the template's.
        """
        conversation_id = id_of(conversation)
        shelf = self._shelves.get((self._sitting.cloud_id, conversation_id))
        original = shelf[type].find(key) if shelf is not None and key is not None else None
        return ModuleEdit(
            self._sitting,
            conversation_id,
            type,
            key,
            original=original,
            start=with_key(pretty(TEMPLATES[type]), begin) if begin else None,
            start_key=begin,
            on_saved=lambda fresh: self._shelved(conversation_id, fresh),
            known=lambda: self._known_modules(conversation_id),
        )

    def copy_module(self, edit: ModuleEdit, key: str) -> ModuleEdit:
        """Begin a new module from the text of another.

        Args:
            edit: The other; it stays as it is.
            key: Of the new one. A draft begun at that key earlier is gone on with.
        """
        conversation_id = edit.conversation_id
        return ModuleEdit(
            self._sitting,
            conversation_id,
            edit.type,
            None,
            start=with_key(edit.text, key),
            start_key=key,
            on_saved=lambda fresh: self._shelved(conversation_id, fresh),
            known=lambda: self._known_modules(conversation_id),
        )

    async def put_module_copy(
        self, edit: ModuleEdit, key: str, conversation: Conversation | str | None = None
    ) -> SaveResult:
        """Put a copy of a module, as its text stands, at a key where nothing is yet.

        Args:
            edit: The module; it stays as it is, and so does its draft.
            key: Of the copy.
            conversation: Where it goes; None for the module's own.
        """
        where = edit.conversation_id if conversation is None else id_of(conversation)
        made = await put_copy(self._sitting, edit.site, where, edit.type, key, edit.text)
        if isinstance(made, Saved):
            self._shelved(where, await read_shelf(self._sitting, edit.site, where, edit.type))
        return made

    async def rename_module(self, edit: ModuleEdit, key: str) -> RenameResult:
        """Put a module at another key and delete it at its own; see `module_copies.rename`."""
        return await rename(self._sitting, edit, key)

    def shelf(self, conversation: Conversation | str) -> ModuleShelf | None:
        """The modules of a conversation as they were read last; None before that."""
        return self._shelves.get((self._sitting.cloud_id, id_of(conversation)))

    def _known_modules(self, conversation_id: str) -> Known:
        shelf = self.shelf(conversation_id)
        return {} if shelf is None else shelf.keys()

    async def set_configuration_state(
        self, conversation: Conversation | str, key: str, configured: bool
    ) -> Exchange[None]:
        """Say whether the app is configured in a conversation.

        Args:
            conversation: It, or its id.
            key: Of the configuration module.
            configured: What to say.

        Raises:
            ApiError: The site is not known, or the key cannot be one.
        """
        site, conversation_id = await self._sitting.site(), id_of(conversation)
        with sitting.calling(PutConfigurationState):
            return await self.client.exchange(
                PutConfigurationState(
                    cloud_id=site, conversation_id=conversation_id, key=key, configured=configured
                )
            )

    async def configuration_states(
        self, conversation: Conversation | str
    ) -> Sequence[ConfigurationState]:
        """What was last set from here, by key: the service itself does not tell."""
        return await asyncio.to_thread(
            self.journal.configuration_states, await self._sitting.site(), id_of(conversation)
        )

    async def set_glance_state(
        self,
        conversation: Conversation | str,
        key: str,
        label: str,
        metadata: Mapping[str, Any] | None = None,
    ) -> Exchange[None]:
        """Say what a glance shows in a conversation.

        Args:
            conversation: It, or its id.
            key: Of the glance.
            label: The line it shows.
            metadata: Whatever the app keeps with it; None for nothing.

        Raises:
            ApiError: The site is not known, or the key cannot be one.
        """
        site, conversation_id = await self._sitting.site(), id_of(conversation)
        with sitting.calling(PutGlanceState):
            call = PutGlanceState(
                cloud_id=site,
                conversation_id=conversation_id,
                key=key,
                label=label,
                metadata=None if metadata is None else dict(metadata),
            )
            return await self.client.exchange(call)

    async def glance_states(self, conversation: Conversation | str) -> Sequence[GlanceState]:
        """What glances were last told from here to show: the service itself does not tell."""
        return await asyncio.to_thread(
            self.journal.glance_states, await self._sitting.site(), id_of(conversation)
        )

    def _shelved(self, conversation_id: str, fresh: Shelf) -> None:
        place = (self._sitting.cloud_id, conversation_id)
        known = self._shelves.get(place)
        if known is not None:
            shelves = {**known.shelves, fresh.type: fresh}
            self._shelves[place] = dataclasses.replace(known, shelves=shelves)


def id_of(conversation: Conversation | str) -> str:
    """The id of a conversation that is given as itself or by its id."""
    return conversation if isinstance(conversation, str) else conversation.id
