"""What stands in the field of a conversation, kept as drafts: a new message, or a change of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.workbench.ways import Way

if TYPE_CHECKING:
    from explorer.workbench.drafts import DraftId, Drafts

NEW = "message"
"""Kind of the draft of a new message, as it is written most often."""

CHANGE = "edit"
"""Kind of the draft of a message that is being changed."""


@dataclass(frozen=True, slots=True)
class Composition:
    """A message that is being written.

    Args:
        text: As typed.
        way: How it is written.
        editing: Id of the message it is to replace; empty for a new one.
    """

    text: str = ""
    way: Way = Way.DOCUMENT
    editing: str = ""


class CompositionDrafts:
    """The drafts of one conversation's field.

    Args:
        drafts: Keep them.
        profile: As of `DraftId`.
        site: The cloud id.
        conversation: The conversation's id.
    """

    def __init__(self, drafts: Drafts, profile: str, site: str, conversation: str) -> None:
        self._drafts = drafts
        self._place = (profile, site, conversation)

    def change(self) -> Composition | None:
        """The change of a message that was left off; None where there is none."""
        profile, site, conversation = self._place
        kept = self._drafts.list(profile=profile, site=site, conversation=conversation)
        for draft in kept:
            for way in Way:
                if draft.id.kind == _kind(CHANGE, way):
                    return Composition(draft.text, way, draft.id.key)
        return None

    def new(self) -> Composition:
        """The new message that was left off; an empty one where there is none."""
        for way in Way:
            text = self._drafts.get(self._id(Composition(way=way)))
            if text:
                return Composition(text, way)
        return Composition()

    def keep(self, composition: Composition) -> None:
        """Keep what stands in the field, and nothing of another way of writing it."""
        for way in Way:
            if way is not composition.way:
                self._drafts.delete(self._id(Composition("", way, composition.editing)))
        id = self._id(composition)
        if composition.text:
            self._drafts.put(id, composition.text)
        else:
            self._drafts.delete(id)

    def drop(self, editing: str = "") -> None:
        """Forget the new message, or the change of one."""
        self.keep(Composition(editing=editing))

    def _id(self, composition: Composition) -> DraftId:
        # It takes the database, which the first paint must not wait for.
        from explorer.workbench.drafts import DraftId

        kind = _kind(CHANGE if composition.editing else NEW, composition.way)
        return DraftId(*self._place, kind, composition.editing)


def _kind(what: str, way: Way) -> str:
    return what if way is Way.DOCUMENT else f"{what}-{way}"
