"""The forms of what is done to modules: a copy, another key."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from explorer.api.operation import CallError
from explorer.api.operations.modules import DELETE, PUT
from explorer.workbench.forms import Form
from explorer.workbench.forms_fields import FormField, Kind
from explorer.workbench.module_results import Conflict, Invalid, NotSaved, Renamed, Saved
from explorer.workbench.own_forms import OwnForm, own_field
from explorer.workbench.rooms import behind

if TYPE_CHECKING:
    from explorer.workbench.module_editing import ModuleEdit
    from explorer.workbench.workbench import Workbench


class CopyForm(OwnForm):
    """A copy of a module: at which key, and in which conversation.

    Args:
        workbench: Sends.
        edit: The module.
        key: The key to propose.
    """

    def __init__(self, workbench: Workbench, edit: ModuleEdit, key: str) -> None:
        self._workbench, self._edit = workbench, edit
        self._form = Form(PUT[edit.type])
        self._conversation = dataclasses.replace(
            self._form.field("conversation_id"), help="Where the copy goes; F4 finds it by name."
        )
        fields = (_key_field("Of the copy."), self._conversation)
        texts = {"key": key, "conversation_id": edit.conversation_id}
        super().__init__(f"Copy {edit.type} {edit.key or ''}".rstrip(), "Copy", fields, texts)

    @property
    def choosing(self) -> Form | None:
        """What the conversation is chosen by."""
        return self._form

    def check(self, field: FormField, text: str) -> str:
        """Also that it is another place than the module's own."""
        own = self.text("conversation_id").strip() == self._edit.conversation_id
        if field.name == "key" and own and text == self._edit.key:
            return "is the module's own: give another, or another conversation"
        return super().check(field, text)

    def behind(self) -> Sequence[str]:
        """What is called, and what of the module it takes along."""
        called = behind(
            PUT[self._edit.type],
            cloud_id=self._edit.site,
            conversation_id=self.text("conversation_id").strip(),
            key=self.text("key").strip(),
        )
        return (*called, *unsaved(self._edit))

    async def submit(self) -> tuple[str, str]:
        """Copy it.

        Returns:
            Key and conversation of the copy.

        Raises:
            CallError: The key is taken there, or the text is no module.
            ApiError: It was refused, or no answer came.
        """
        key, where = self.text("key").strip(), self.text("conversation_id").strip()
        made = await self._workbench.put_module_copy(self._edit, key, where)
        if not isinstance(made, Saved):
            raise failure(made, self._edit)
        return key, where


class RenameForm(OwnForm):
    """Another key for a module: a copy there, and a deletion here.

    Args:
        workbench: Sends.
        edit: The module.
        missed_by: The keys of modules that name it by the key it has.
    """

    def __init__(
        self, workbench: Workbench, edit: ModuleEdit, missed_by: Sequence[str] = ()
    ) -> None:
        self._workbench, self._edit, self._missed_by = workbench, edit, missed_by
        title = f"Rename {edit.type} {edit.key or ''}".rstrip()
        fields = (_key_field("The new one: a copy is put there, then this one is deleted."),)
        super().__init__(title, "Rename", fields, {"key": edit.key or ""})

    def check(self, field: FormField, text: str) -> str:
        """Also that it is another key."""
        return "is the key it has" if text == self._edit.key else super().check(field, text)

    def behind(self) -> Sequence[str]:
        """What is called, one after the other, and who would miss the old key."""
        where = {"cloud_id": self._edit.site, "conversation_id": self._edit.conversation_id}
        new, old = self.text("key").strip(), self._edit.key or ""
        _, put = behind(PUT[self._edit.type], **where, key=new)
        _, delete = behind(DELETE[self._edit.type], **where, key=old)
        named = ", ".join(self._missed_by)
        first = f"Named by {named}, which will miss it." if named else "A copy, then a deletion."
        return (first, put, delete, *unsaved(self._edit))

    async def submit(self) -> Renamed:
        """Rename it.

        Raises:
            CallError: The key is taken, or the text is no module.
            ApiError: It was refused, or no answer came.
        """
        made = await self._workbench.rename_module(self._edit, self.text("key").strip())
        if not isinstance(made, Renamed):
            raise failure(made, self._edit)
        return made


def unsaved(edit: ModuleEdit) -> Sequence[str]:
    """What to know of the text that is put elsewhere, where it is not the server's own.

    Args:
        edit: The module.
    """
    return ("It takes your draft along, which is not on the server yet.",) if edit.dirty else ()


def failure(result: object, edit: ModuleEdit) -> Exception:
    """What came of a copy that was not made, as an exception of a form.

    Args:
        result: What came of it.
        edit: The module.
    """
    match result:
        case Conflict(theirs) if theirs is not None and edit.conflict is None:
            return CallError(
                f"There is a {edit.type} with this key already, and it is not written over: give "
                "another key.",
                field="key",
            )
        case Conflict():
            return CallError(
                "The server's copy has changed since this text was begun: look at the difference "
                "first."
            )
        case Invalid(problems):
            return CallError(f"The text cannot be saved: {problems[0]}.")
        case NotSaved(reason, error):
            return error if error is not None else CallError(reason)
    return CallError("That did not work.")


def free_key(key: str, taken: Sequence[str] | frozenset[str] | None) -> str:
    """A key for a copy: the key with the first number that is free.

    Args:
        key: Of the module.
        taken: The keys there are; None where they are not known.
    """
    base = key or "copy"
    number = 2
    while f"{base}-{number}" in (taken or ()):
        number += 1
    return f"{base}-{number}"


def _key_field(help: str) -> FormField:
    return own_field("key", Kind.TEXT, help, required=True)
