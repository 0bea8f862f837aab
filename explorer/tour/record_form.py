"""What a person says of a recording before it is written: title, file, which reads."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.tour.recorder import READS, Recording, record
from explorer.tour.recording import write_new
from explorer.workbench.forms_fields import FormField, Kind
from explorer.workbench.forms_reading import FormProblem
from explorer.workbench.problems import WorkbenchError

if TYPE_CHECKING:
    from explorer.workbench.forms import Form
    from explorer.workbench.journal_entry import Entry


class RecordForm:
    """The form of a dialog that writes a recording.

    Args:
        entries: What was sent, in order.
    """

    title = "Write the tour"
    act = "Write"
    choosing: Form | None = None

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._texts = {"title": "", "file": "tour.yaml", "reads": READS[0]}
        self.fields: Sequence[FormField] = (
            _field("title", "What the tour is called", required=True),
            _field("file", "Where it is written, from the directory this was started in", True),
            _field("reads", "needed: only what later steps use; all: every one", choices=READS),
        )

    def text(self, name: str) -> str:
        """What stands in a field."""
        return self._texts[name]

    def set(self, name: str, text: str) -> None:
        """Put a text into a field."""
        self._texts[name] = text

    def problems(self) -> Sequence[FormProblem]:
        """What is missing or cannot be."""
        found = [
            FormProblem(name, "is needed")
            for name in ("title", "file")
            if not self._texts[name].strip()
        ]
        if self._texts["reads"] not in READS:
            found.append(FormProblem("reads", f"is one of {', '.join(READS)}"))
        return found

    def behind(self) -> Sequence[str]:
        """What will be written."""
        found = self._record()
        if found is None:
            return ["", "Nothing of this can be a step of a tour."]
        names = [step.operation for step in found.tour.steps]
        shown = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
        return [f"{len(names)} of {len(self._entries)} exchanges as steps", shown, *found.notes[:3]]

    def _record(self) -> Recording | None:
        try:
            title = self._texts["title"].strip() or "Untitled"
            return record(self._entries, title[:120], reads=self._texts["reads"] or READS[0])
        except ValueError:
            return None

    async def submit(self) -> Path:
        """Write the file.

        Raises:
            WorkbenchError: It is there already, or cannot be written.
        """
        found = self._record()
        if found is None:
            raise WorkbenchError(
                "Nothing of this can be a step of a tour: call an operation first."
            )
        try:
            path = Path(self._texts["file"].strip()).expanduser()
        except RuntimeError as problem:
            raise WorkbenchError(f"{self._texts['file']}: {problem}") from None
        await asyncio.to_thread(write_new, found.tour, path)
        return path

    def discard(self) -> None:
        """Nothing is kept of it but the journal."""


def _field(
    name: str, help: str, required: bool = False, choices: tuple[str, ...] = ()
) -> FormField:
    return FormField(
        name=name,
        wire_name=name,
        place="local",
        kind=Kind.CHOICE if choices else Kind.TEXT,
        required=required,
        default="",
        bounds="",
        help=help,
        choices=choices,
        pick=None,
        many=False,
        example="",
    )
