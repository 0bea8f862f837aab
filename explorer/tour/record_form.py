"""What a person says of a recording before it is written: title, file, which reads."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.tour.recorder import READS, Recording, record
from explorer.tour.recording import write_new
from explorer.workbench.forms_fields import Kind
from explorer.workbench.own_forms import OwnForm, own_field
from explorer.workbench.problems import WorkbenchError

if TYPE_CHECKING:
    from explorer.workbench.journal_entry import Entry

NO_STEP = "Nothing of this can be a step of a tour: call an operation first."


class RecordForm(OwnForm):
    """The form of a dialog that writes a recording.

    Args:
        entries: What was sent, in order.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        fields = (
            own_field("title", Kind.TEXT, "What the tour is called.", required=True),
            own_field(
                "file",
                Kind.TEXT,
                "Where it is written, from the directory this was started in.",
                required=True,
            ),
            own_field(
                "reads",
                Kind.CHOICE,
                "used: reads that later steps use, and the last one; all: every one.",
                choices=READS,
            ),
        )
        super().__init__(
            "Write the tour", "Write", fields, {"file": "tour.yaml", "reads": READS[0]}
        )
        self._entries = entries

    def behind(self) -> Sequence[str]:
        """What will be written."""
        found = self._record()
        if found is None:
            return ["", NO_STEP]
        names = [step.operation for step in found.tour.steps]
        shown = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
        return [f"{len(names)} of {len(self._entries)} exchanges as steps", shown, *found.notes[:3]]

    def _record(self) -> Recording | None:
        reads = self.text("reads")
        try:
            return record(
                self._entries,
                self.text("title").strip()[:120] or "Untitled",
                reads=reads if reads in READS else READS[0],
            )
        except ValueError:
            return None

    async def submit(self) -> Path:
        """Write the file.

        Raises:
            WorkbenchError: It is there already, or cannot be written.
        """
        found = self._record()
        if found is None:
            raise WorkbenchError(NO_STEP)
        typed = self.text("file").strip()
        try:
            path = Path(typed).expanduser()
        except RuntimeError as problem:
            raise WorkbenchError(f"{typed}: {problem}") from None
        await asyncio.to_thread(write_new, found.tour, path)
        return path
