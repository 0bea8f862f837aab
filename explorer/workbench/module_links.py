"""What a module names, at the places of its text: which of it is there, and which is missing."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from explorer.api.models.messages import Message
from explorer.api.models.modules import DescriptorType, ModuleType
from explorer.api.references import (
    AnyType,
    Presence,
    Reference,
    Resolution,
    document_references,
    module_references,
    resolve,
)
from explorer.document.safe import one_line
from explorer.workbench.json_positions import JsonPositions
from explorer.workbench.shelves import ModuleShelf

Known = Mapping[ModuleType, Collection[str] | None]
"""The keys there are by type; None, or no entry, for a type that is not known."""


@dataclass(frozen=True, slots=True)
class ModuleLink:
    """A place that names a module, and what is known of that.

    Args:
        reference: Which key, and of which types it may be.
        resolution: Whether it is there.
        line, column: Of the key in the text, counted from 1; 0 where there is no text.
    """

    reference: Reference
    resolution: Resolution
    line: int = 0
    column: int = 0

    @property
    def key(self) -> str:
        """The key that is named."""
        return self.reference.key

    @property
    def is_missing(self) -> bool:
        """Whether nothing of that key is there."""
        return self.resolution.presence is Presence.MISSING

    @property
    def goal(self) -> tuple[ModuleType, str] | None:
        """Type and key of the module that is there; None where none is."""
        return (self.resolution.type, self.key) if self.resolution.type else None

    @property
    def wanted(self) -> ModuleType | None:
        """The likeliest type of one that is missing, if it can be put; None where it cannot."""
        return next((each for each in self.reference.types if isinstance(each, ModuleType)), None)

    @property
    def words(self) -> str:
        """It in words; safe to show."""
        where, key = one_line(self.reference.where, 80), one_line(self.key, 80)
        if self.reference.receiver:
            return f"{where} names {key!r} of another app"
        if self.resolution.type is not None:
            return f"{where} names {key!r}: a {self.resolution.type} of this conversation"
        kinds = " or ".join(each.removeprefix("chat:") for each in self.reference.types)
        if self.is_missing:
            return f"{where} names {key!r}, but there is no {kinds} of that key here"
        return f"{where} names {key!r}: whether there is such a {kinds} cannot be seen from here"

    @property
    def short(self) -> str:
        """Where it leads, in few words; safe to show."""
        key = one_line(self.key, 40)
        if self.resolution.type is not None:
            return f"{key}  {self.resolution.type}"
        if self.is_missing:
            return f"{key}  missing" + (f", begins a {self.wanted}" if self.wanted else "")
        return f"{key}  of another app" if self.reference.receiver else f"{key}  not to be seen"

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}" if self.line else self.words


def links_of_text(text: str, type: AnyType, known: Known) -> list[ModuleLink]:
    """What the text of a module names; nothing while it is no JSON.

    Args:
        text: As edited.
        type: The module's type.
        known: The keys there are.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return []
    references = module_references(type, value)
    if not references:
        return []
    places = JsonPositions(text)
    found = [(each, places.position(each.path)) for each in references]
    return [
        ModuleLink(reference, resolve(reference, known), at.line, at.column)
        for reference, at in found
    ]


def links_of_document(document: object, known: Known) -> list[ModuleLink]:
    """What a message names: its cards' actions, its action marks, its rows of buttons.

    Args:
        document: JSON data of the document.
        known: The keys of the app's own modules in the conversation.
    """
    return [ModuleLink(each, resolve(each, known)) for each in document_references(document)]


def links_of_message(message: Message, me: str, known: Known) -> list[ModuleLink]:
    """What a message names.

    Args:
        message: The message.
        me: The app's own user id; empty if unknown. What another app's message names may be a
            module of that app, which cannot be seen from here: it is never missing.
        known: The keys of the app's own modules in the conversation.
    """
    links = links_of_document(message.body, known)
    if not message.sender_id or message.sender_id == me:
        return links
    unknown = Resolution(Presence.UNKNOWN)
    return [replace(each, resolution=unknown) if each.is_missing else each for each in links]


def missing_targets(shelf: ModuleShelf) -> dict[tuple[ModuleType, str], Sequence[str]]:
    """The keys that modules name and that are not there, by type and key of who names them."""
    found: dict[tuple[ModuleType, str], Sequence[str]] = {}
    for type, part in shelf.shelves.items():
        for key in part.keys or ():
            missing = [
                reference.key
                for reference, resolution in shelf.references(type, key)
                if resolution.presence is Presence.MISSING
            ]
            if missing:
                found[type, key] = missing
    return found


def configuration_keys(shelf: ModuleShelf) -> set[str]:
    """The keys of configurations that modules name: the service itself lists none."""
    return {
        reference.key
        for type, part in shelf.shelves.items()
        for key in part.keys or ()
        for reference, _ in shelf.references(type, key)
        if DescriptorType.CONFIGURATION in reference.types
    }


def named_by(shelf: ModuleShelf, type: ModuleType, key: str) -> list[tuple[ModuleType, str]]:
    """The modules that name a module: what would miss it if it were gone.

    Args:
        shelf: All of the conversation.
        type, key: Of the module that is named.
    """
    return [
        (other, name)
        for other, part in shelf.shelves.items()
        for name in sorted(part.keys or ())
        if (other, name) != (type, key)
        and any(
            resolution.type is type and reference.key == key
            for reference, resolution in shelf.references(other, name)
        )
    ]
