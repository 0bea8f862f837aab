"""The forms of the states of modules, of a glance and a configuration: they can only be written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from explorer.api.operation import Operation
from explorer.api.operations import PutConfigurationState, PutGlanceState
from explorer.workbench.dialog_forms import KIND, KeptTexts
from explorer.workbench.forms_fields import FormField, Kind
from explorer.workbench.own_forms import OwnForm, own_field
from explorer.workbench.rooms import behind
from explorer.workbench.rows import short_time

if TYPE_CHECKING:
    from explorer.workbench.journal import ConfigurationState, GlanceState
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
