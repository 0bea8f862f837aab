"""The forms of what is done to modules: a copy, another key, a state that can only be written."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from explorer.api.operation import CallError, Operation
from explorer.api.operations import PutConfigurationState, PutGlanceState
from explorer.api.operations.modules import DELETE, PUT
from explorer.workbench.dialog_forms import KIND, KeptTexts
from explorer.workbench.forms import Form
from explorer.workbench.forms_fields import FormField, Kind
from explorer.workbench.module_results import Conflict, Invalid, NotSaved, Renamed, Saved
from explorer.workbench.own_forms import OwnForm, own_field
from explorer.workbench.rooms import behind
from explorer.workbench.rows import short_time

if TYPE_CHECKING:
    from explorer.workbench.journal import ConfigurationState, GlanceState
    from explorer.workbench.module_editing import ModuleEdit
    from explorer.workbench.workbench import Workbench

WRITE_ONLY = "The service tells nobody what it is now"


def last_set(moment: datetime | None, zone: datetime) -> str:
    """When a state was last set from here, in words.

    Args:
        moment: In UTC; None where it never was.
        zone: A moment in the zone that times are shown in.
    """
    if moment is None:
        return "never set from here"
    local = moment.astimezone(zone.tzinfo)
    day = "" if local.date() == zone.date() else f"{local:%Y-%m-%d} "
    return f"last set from here {day}{local:%H:%M}"


def set_here(moment: datetime | None, zone: datetime) -> str:
    """`last_set` for a narrow row."""
    return "never set here" if moment is None else f"set here {short_time(moment, zone)}"


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
        """What is called."""
        return behind(
            PUT[self._edit.type],
            cloud_id=self._edit.site,
            conversation_id=self.text("conversation_id").strip(),
            key=self.text("key").strip(),
        )

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
        return (first, put, delete)

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


class GlanceStateForm(OwnForm):
    """What a glance shows in a conversation. From `PutGlanceState`.

    Args:
        workbench: Sends.
        conversation_id: The conversation.
        key: The glance.
        state: What was last set from here; None where nothing was.
        zone: A moment in the zone that times are shown in.
    """

    def __init__(
        self,
        workbench: Workbench,
        conversation_id: str,
        key: str,
        state: GlanceState | None,
        zone: datetime,
    ) -> None:
        self._workbench, self._conversation_id, self._key = workbench, conversation_id, key
        self._last = last_set(state.set_at if state else None, zone)
        fields = (
            own_field("label", Kind.TEXT, "The line it shows.", required=True),
            own_field("metadata", Kind.TEXT, 'JSON that the app keeps with it, as in {"open": 3}.'),
        )
        texts = {"label": state.label, "metadata": state.metadata} if state else {}
        kept = _kept(workbench, conversation_id, PutGlanceState, key)
        super().__init__(f"What {key} shows", "Set", fields, texts, kept)

    def check(self, field: FormField, text: str) -> str:
        """Also that the metadata are an object."""
        if field.name == "metadata":
            return "" if _object(text) is not None else "must be a JSON object, in { and }"
        return super().check(field, text)

    def behind(self) -> Sequence[str]:
        """That it is write-only, and what is called."""
        call = behind(
            PutGlanceState,
            cloud_id=self._workbench.cloud_id,
            conversation_id=self._conversation_id,
            key=self._key,
        )
        return (f"Write-only. {WRITE_ONLY}; {self._last}.", *call)

    async def submit(self) -> None:
        """Set it.

        Raises:
            ApiError: It was refused, or no answer came.
        """
        made = await self._workbench.set_glance_state(
            self._conversation_id, self._key, self.text("label"), _object(self.text("metadata"))
        )
        made.result()
        self.discard()


class ConfigurationStateForm(OwnForm):
    """Whether the app is configured in a conversation. From `PutConfigurationState`.

    Args:
        workbench: Sends.
        conversation_id: The conversation.
        key: Of the configuration module; empty to ask for it, since the service lists none.
        state: What was last set from here; None where nothing was.
        zone: A moment in the zone that times are shown in.
    """

    def __init__(
        self,
        workbench: Workbench,
        conversation_id: str,
        key: str,
        state: ConfigurationState | None,
        zone: datetime,
    ) -> None:
        self._workbench, self._conversation_id = workbench, conversation_id
        self._last = last_set(state.set_at if state else None, zone)
        fields = (
            own_field("key", Kind.TEXT, "Of a chat:configuration of the app.", required=True),
            own_field(
                "configured",
                Kind.BOOLEAN,
                "Whether the app is configured here.",
                required=True,
                choices=("true", "false"),
            ),
        )
        texts = {"key": key, "configured": json.dumps(not state.configured) if state else "true"}
        kept = _kept(workbench, conversation_id, PutConfigurationState, key)
        super().__init__("Configuration state", "Set", fields, texts, kept)

    def behind(self) -> Sequence[str]:
        """That it is write-only, and what is called."""
        call = behind(
            PutConfigurationState,
            cloud_id=self._workbench.cloud_id,
            conversation_id=self._conversation_id,
            key=self.text("key").strip(),
        )
        return (f"Write-only. {WRITE_ONLY}; {self._last}.", *call)

    async def submit(self) -> str:
        """Set it; gives the key.

        Raises:
            ApiError: It was refused, or no answer came.
        """
        key = self.text("key").strip()
        configured = self.text("configured").strip() == "true"
        made = await self._workbench.set_configuration_state(self._conversation_id, key, configured)
        made.result()
        self.discard()
        return key


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


def _kept(
    workbench: Workbench, conversation_id: str, operation: type[Operation[Any]], key: str
) -> KeptTexts:
    from explorer.workbench.drafts import DraftId

    name = f"{operation.operation_id} {key}".strip()
    ident = DraftId(workbench.target.name, workbench.cloud_id, conversation_id, KIND, name)
    return KeptTexts(workbench.drafts, ident)


def _object(text: str) -> dict[str, Any] | None:
    if not text.strip():
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
