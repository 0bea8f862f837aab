"""Editing a module: draft, check, difference, save, conflict.

Saving first lists the modules anew: if the server's copy is not the one the editing began from,
nothing is written and the conflict is shown. Someone may still write between that list and the
`PUT`: the service offers no lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from explorer.api.errors import ApiError
from explorer.api.explain import explain
from explorer.api.models.modules import TEMPLATES, ModuleType
from explorer.api.operation import CallError, Operation
from explorer.api.operations.modules import PUT
from explorer.workbench.changes import Changes
from explorer.workbench.drafts import Draft, DraftId
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


@dataclass(frozen=True, slots=True)
class Saved:
    """The module is on the server.

    Args:
        key: Where.
        text: The server's copy of it.
    """

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """The server's copy has changed since it was read; nothing was written.

    Args:
        theirs: The server's copy now; None where the module is gone.
    """

    theirs: str | None


@dataclass(frozen=True, slots=True)
class Invalid:
    """The text does not fit the module's model; nothing was sent.

    Args:
        problems: What is wrong, and where.
    """

    problems: tuple[TextProblem, ...]


@dataclass(frozen=True, slots=True)
class NotSaved:
    """The server refused it or could not be reached; the draft is kept.

    Args:
        reason: In a sentence.
        error: The failed call's; None where nothing was sent.
    """

    reason: str
    error: ApiError | None = None


SaveResult = Saved | Conflict | Invalid | NotSaved


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
        on_saved: Called with the fresh list of the type after a save.
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
    ) -> None:
        super().__init__()
        self._sitting, self.conversation_id = sitting, conversation_id
        self.site = sitting.cloud_id
        self.type, self.key, self._start_key = type, key, start_key
        self._on_saved = on_saved
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
        """Whether a save is under way."""
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

    async def _save(self, text: str, overwrite: bool, anyway: bool) -> SaveResult:
        if self.problems and not anyway:
            return Invalid(tuple(self.problems))
        key = self.key or module_key(text)
        if not key:
            return NotSaved('The module has no key: give it one, as in "key": "my-module".')
        if not overwrite:
            shelf = await self._fresh()
            if shelf.error is not None:
                return NotSaved(
                    f"Whether the server's copy has changed could not be checked. {shelf.error}",
                    shelf.error,
                )
            theirs = _text_of(shelf, key)
            # What is there already can be put again: a save that was cut off may have arrived.
            if not same_json(theirs, self.original) and not same_json(theirs, text):
                self.conflict = Conflict(theirs)
                return self.conflict
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
