"""Editing a module: draft, check, difference, save, delete, conflict.

Saving and deleting first list the modules anew: if the server's copy is not the one the editing
began from, nothing is written and the conflict is shown. Someone may still write between that list
and the `PUT` or `DELETE`: the service offers no lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from explorer.api.errors import ApiError
from explorer.api.explain import explain
from explorer.api.models.modules import TEMPLATES, ModuleType
from explorer.api.operation import CallError, Operation
from explorer.api.operations.modules import DELETE, PUT
from explorer.workbench.changes import Changes
from explorer.workbench.drafts import Draft, DraftId
from explorer.workbench.lacks import needed
from explorer.workbench.module_links import Known, ModuleLink, links_of_text
from explorer.workbench.module_results import (
    Conflict,
    Deleted,
    DeleteResult,
    Invalid,
    NotSaved,
    Saved,
    SaveResult,
)
from explorer.workbench.module_text import (
    DiffLine,
    TextProblem,
    check_module,
    difference,
    format_json,
    module_key,
    pretty,
    same_json,
)
from explorer.workbench.shelves import ModuleShelf, Shelf, read_shelf
from explorer.workbench.sitting import Sitting

NEW = "+new"
"""Stands after the type in the kind of a draft of a module that is not on the server yet."""

__all__ = [
    "NEW",
    "Conflict",
    "DeleteResult",
    "Deleted",
    "DiffLine",
    "Invalid",
    "ModuleEdit",
    "ModuleShelf",
    "NotSaved",
    "SaveResult",
    "Saved",
    "Shelf",
    "TextProblem",
]


class ModuleEdit(Changes):
    """One module being edited. What is typed is kept as a draft until it is saved or discarded.

    Args:
        sitting: Of this server.
        conversation_id: Where the module is.
        type: Its type.
        key: Its key; None for a new one, which takes the key its text names.
        original: The server's copy as JSON data; None where there is none, or it is not known.
        start: The text of a new module; None for the type's template.
        start_key: The key that `start` names, so that each copy has a draft of its own.
        on_saved: Called with the fresh list of the type after a save or a deletion.
        known: Gives the keys of the modules that are in the conversation, by type.
    """

    def __init__(
        self,
        sitting: Sitting,
        conversation_id: str,
        type: ModuleType,
        key: str | None,
        *,
        original: dict[str, Any] | None = None,
        start: str | None = None,
        start_key: str = "",
        on_saved: Callable[[Shelf], None] = lambda shelf: None,
        known: Callable[[], Known] = dict,
    ) -> None:
        super().__init__()
        self._sitting, self.conversation_id = sitting, conversation_id
        self.site = sitting.cloud_id
        self.type, self.key, self._start_key = type, key, start_key
        self._on_saved, self._known = on_saved, known
        self._saving = asyncio.Lock()
        self.conflict: Conflict | None = None
        """The server's copy, where it is known to have changed since the editing began."""
        self.original = None if original is None else pretty(original)
        """The server's copy the editing began from; None for a new module."""
        if key is None:
            self._beginning = start or pretty(TEMPLATES[type])
        else:
            self._beginning = self.original or ""
        self.text = self._beginning
        """The text as it stands."""
        self.restored = False
        """Whether the text is a draft that was left earlier."""
        self.saving = False
        """Whether a save or a deletion is under way."""
        self._restore(sitting.drafts.entry(self.draft))
        self.problems = self.validate()
        """What is wrong with the text, in its order."""

    @property
    def draft(self) -> DraftId:
        """Where the text is kept until it is saved."""
        kind = f"{self.type.value}{NEW if self.key is None else ''}"
        key = self._start_key if self.key is None else self.key
        return self._sitting.draft_id(self.site, self.conversation_id, kind, key)

    @property
    def dirty(self) -> bool:
        """Whether the text differs from what the editing began from."""
        return self.text != self._beginning

    @property
    def is_new(self) -> bool:
        """Whether it has yet to get its key, by being saved."""
        return self.key is None

    def change(self, text: str) -> None:
        """Take a new text, check it and keep it as a draft.

        Args:
            text: The whole text.
        """
        self.text = text
        if self.dirty:
            self._sitting.drafts.put(self.draft, text, base=self.original)
        else:
            self._sitting.drafts.delete(self.draft)
        self.problems = self.validate()
        self.changed()

    def validate(self) -> list[TextProblem]:
        """What is wrong with the text, in its order; see also `problems`."""
        return check_module(self.text, self.type, self.key)

    def difference(self) -> list[DiffLine]:
        """The lines of the server's copy, the latest known, and of the text.

        Where the server has none, all are added.
        """
        theirs = self.conflict.theirs if self.conflict else self.original
        return difference(theirs or "", self.text)

    def their_changes(self) -> list[DiffLine]:
        """In a conflict, the lines of the copy the editing began from and of the server's now.

        Empty where there is no conflict.
        """
        if self.conflict is None:
            return []
        return difference(self.original or "", self.conflict.theirs or "")

    def links(self) -> list[ModuleLink]:
        """What the text names, with its places, and whether that is in the conversation."""
        return links_of_text(self.text, self.type, self._known())

    def format(self) -> None:
        """Lay the text out anew; one that is not JSON stays as it is."""
        self.change(format_json(self.text))

    def discard(self) -> None:
        """Go back to the server's copy, the latest that is known; the draft is forgotten."""
        if self.conflict is not None and self.conflict.theirs is not None:
            self._begin(self.conflict.theirs)
        self.change(self._beginning)

    def keep_mine(self) -> None:
        """After a conflict: take the server's copy as the beginning, and keep the text."""
        if self.conflict is not None:
            mine = self.text
            self._begin(self.conflict.theirs)
            self.change(mine)

    async def reload(self) -> None:
        """Read the server's copy. A text that was changed stays; it may then be in `conflict`.

        Raises:
            ApiError: It could not be read.
        """
        shelf = await self._fresh()
        if shelf.error is not None:
            raise shelf.error
        theirs = _text_of(shelf, self.key)
        if same_json(theirs, self.original):
            return
        if self.dirty:
            self.conflict = Conflict(theirs)
            self.changed()
        else:
            self._begin(theirs)
            self.change(self._beginning)

    async def save(self, *, overwrite: bool = False, anyway: bool = False) -> SaveResult:
        """Put the text on the server.

        Args:
            overwrite: Also over a copy that has changed since it was read; it is not looked at.
            anyway: Also a text with problems, to see what the server says to it.

        Returns:
            What came of it. Unless it is `Saved`, the draft is kept.
        """
        async with self._saving:
            self.saving = True
            self.changed()
            try:
                return await self._save(self.text, overwrite, anyway)
            finally:
                self.saving = False
                self.changed()

    async def delete(self, *, overwrite: bool = False) -> DeleteResult:
        """Delete the module from the server, and the draft of it.

        Args:
            overwrite: Also a copy that has changed since it was read; it is not looked at.

        Returns:
            What came of it. Unless it is `Deleted`, the draft is kept.
        """
        async with self._saving:
            self.saving = True
            self.changed()
            try:
                return await self._delete(overwrite)
            finally:
                self.saving = False
                self.changed()

    async def _delete(self, overwrite: bool) -> DeleteResult:
        key, operation = self.key, DELETE[self.type]
        if key is None:
            return NotSaved("The module is not on the server yet: there is nothing to delete.")
        if not self._sitting.lacks.has(operation):
            return NotSaved(self._cannot_delete())
        shelf = await self._fresh()
        if shelf.error is None and shelf.find(key) is None:
            # Someone else was quicker: it is as it was wished.
            return self._deleted(key, shelf)
        if not overwrite and (against := self._against(shelf, key)) is not None:
            return against
        try:
            call = operation(cloud_id=self.site, conversation_id=self.conversation_id, key=key)
        except ValidationError as problem:
            return NotSaved(f"This cannot be sent: {explain(problem)[0]}.")
        answer = await self._sitting.client.exchange(call)
        shelf = await self._fresh()
        if answer.error is None or (answer.status == 404 and shelf.lists(key) is False):
            return self._deleted(key, shelf)
        return await self._not_deleted(call, answer.error, listed=shelf.lists(key) is True)

    def _deleted(self, key: str, shelf: Shelf) -> Deleted:
        self._sitting.drafts.delete(self.draft)
        if shelf.error is None:
            self._on_saved(shelf)
        return Deleted(key)

    async def _not_deleted(
        self, call: Operation[None], error: ApiError, *, listed: bool
    ) -> NotSaved:
        """Why a module is still there. The collection has no deletion of dialogs."""
        lacks = self._sitting.lacks
        if not call.in_collection and error.status == 404 and listed:
            # The module is there: what was not found is the operation.
            lacks.without(type(call))
        if not lacks.has(type(call)) or await lacks.because(call, error):
            return NotSaved(self._cannot_delete(), error)
        return NotSaved(str(error), error)

    def _cannot_delete(self) -> str:
        need = needed(DELETE[self.type])
        return f"This server cannot delete {self.type} modules: that would need {need}."

    async def _save(self, text: str, overwrite: bool, anyway: bool) -> SaveResult:
        if self.problems and not anyway:
            return Invalid(tuple(self.problems))
        key = self.key or module_key(text)
        if not key:
            return NotSaved('The module has no key: give it one, as in "key": "my-module".')
        if not overwrite:
            # What is there already can be put again: a save that was cut off may have arrived.
            against = self._against(await self._fresh(), key, text)
            if against is not None:
                return against
        try:
            call = self._call(key, text, anyway)
        except ValidationError as problem:
            return NotSaved(f"This cannot be sent: {explain(problem)[0]}.")
        except CallError as problem:
            return NotSaved(str(problem))
        answer = await self._sitting.client.exchange(call)
        if answer.error is not None:
            return NotSaved(str(answer.error), answer.error)
        return await self._saved(key, text)

    def _against(
        self, shelf: Shelf, key: str, text: str | None = None
    ) -> Conflict | NotSaved | None:
        """What speaks against writing: the server's copy is neither the one known nor `text`."""
        if shelf.error is not None:
            return NotSaved(
                f"Whether the server's copy has changed could not be checked. {shelf.error}",
                shelf.error,
            )
        theirs = _text_of(shelf, key)
        if same_json(theirs, self.original) or (text is not None and same_json(theirs, text)):
            return None
        self.conflict = Conflict(theirs)
        return self.conflict

    def _call(self, key: str, text: str, anyway: bool) -> Operation[None]:
        values = {"cloud_id": self.site, "conversation_id": self.conversation_id, "key": key}
        body = text.encode("utf-8", "surrogatepass")
        operation = PUT[self.type]
        if anyway:
            return operation.unchecked(values, body=body)
        return operation.from_text(values, body=body)

    async def _saved(self, key: str, text: str) -> Saved:
        self._sitting.drafts.delete(self.draft)
        self.key = key
        shelf = await self._fresh()
        # A server that does not list it, or cannot be asked just now, has taken it all the same.
        kept = _text_of(shelf, key) or format_json(text)
        typed_on = self.text if self.text != text else None
        self._begin(kept)
        self.change(kept if typed_on is None else typed_on)
        if shelf.error is None:
            self._on_saved(shelf)
        return Saved(key, kept)

    async def _fresh(self) -> Shelf:
        return await read_shelf(self._sitting, self.site, self.conversation_id, self.type)

    def _begin(self, server: str | None) -> None:
        self.original, self._beginning = server, server or ""
        self.conflict, self.restored = None, False

    def _restore(self, draft: Draft | None) -> None:
        if draft is None:
            return
        if self.original is not None and same_json(draft.text, self.original):
            # It was saved, and the process ended before it could forget the draft.
            self._sitting.drafts.delete(draft.id)
            return
        self.text, self.restored = draft.text, True
        if not same_json(draft.base, self.original):
            # The draft began from another copy: saving it must not undo what others did since.
            if self.original is not None:
                self.conflict = Conflict(self.original)
            self.original, self._beginning = draft.base, draft.base or ""


def _text_of(shelf: Shelf, key: str | None) -> str | None:
    found = None if key is None else shelf.find(key)
    return None if found is None else pretty(found)
