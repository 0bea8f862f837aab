"""What a person says of a recording before it is written: title, file, which steps."""

from __future__ import annotations

import asyncio
import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.api.representation.figure import count
from explorer.tour.recorder import READS, Recording, record
from explorer.tour.recording import write_new
from explorer.workbench.dialog_forms import KeptTexts
from explorer.workbench.forms_fields import FormField, Kind
from explorer.workbench.own_forms import OwnForm, own_field
from explorer.workbench.problems import WorkbenchError

if TYPE_CHECKING:
    from explorer.workbench.journal_entry import Entry

NO_STEP = "Nothing of this can be a step of a tour: call an operation first."

NBSP = "\N{NO-BREAK SPACE}"

MOST_NAMED = 60
"""Steps that are named to choose from."""


class RecordForm(OwnForm):
    """The form of a dialog that writes a recording.

    Args:
        entries: What was sent, in order.
        kept: Keeps what is typed while the recording goes on.

    Attributes:
        given_up: Whether the recording was given up in it.
    """

    def __init__(self, entries: Sequence[Entry], kept: KeptTexts | None = None) -> None:
        fields = (
            own_field("title", Kind.TEXT, "What the tour is called.", required=True),
            own_field("file", Kind.TEXT, "Where it is written, from here.", required=True),
            own_field(
                "reads",
                Kind.CHOICE,
                "Which reads: those that matter, or all.",
                choices=READS,
            ),
            dataclasses.replace(
                own_field("leave out", Kind.TEXT, "Numbers of the steps below."), example="2, 5-7"
            ),
        )
        texts = {"file": "tour.yaml", "reads": READS[0]}
        super().__init__("Write the tour", "Write", fields, texts, kept)
        self._entries = entries
        self.given_up = False

    def check(self, field: FormField, text: str) -> str:
        """Also that numbers of steps are numbers."""
        if field.name == "leave out":
            try:
                numbers_in(text)
            except ValueError as problem:
                return str(problem)
        return super().check(field, text)

    def behind(self) -> Sequence[str]:
        """What will be written: how much, each step with its number, and what was lost."""
        without = self._without()
        found = self._record(without)
        if found is None:
            return ["", NO_STEP if not without else "No step is left."]
        steps = [f"{number}{NBSP}{name}" for number, name in enumerate(found.offered, 1)]
        names = [
            f"({step})" if number in without else step
            for number, step in enumerate(steps[:MOST_NAMED], 1)
        ]
        if len(found.offered) > MOST_NAMED:
            names.append(f"and {len(found.offered) - MOST_NAMED} more")
        exchanges = count(len(self._entries), "exchange")
        head = f"{len(found.tour.steps)} of {exchanges} as steps"
        if without:
            head += "; those in brackets are left out"
        return [head, " · ".join(names), *found.notes[:3]]

    def _without(self) -> frozenset[int]:
        try:
            return numbers_in(self.text("leave out"))
        except ValueError:
            return frozenset()

    def _record(self, without: frozenset[int]) -> Recording | None:
        reads = self.text("reads")
        try:
            return record(
                self._entries,
                self.text("title").strip()[:120] or "Untitled",
                reads=reads if reads in READS else READS[0],
                without=without,
            )
        except ValueError:
            return None

    async def submit(self) -> Path:
        """Write the file.

        Raises:
            WorkbenchError: It is there already, or cannot be written.
        """
        found = self._record(self._without())
        if found is None:
            raise WorkbenchError(NO_STEP)
        typed = self.text("file").strip()
        try:
            path = Path(typed).expanduser()
        except RuntimeError as problem:
            raise WorkbenchError(f"{typed}: {problem}") from None
        await asyncio.to_thread(write_new, found.tour, path)
        super().discard()
        return path

    def discard(self) -> None:
        """Give the recording up; what was sent is in the journal all the same."""
        super().discard()
        self.given_up = True


def numbers_in(text: str) -> frozenset[int]:
    """The numbers of steps that a text names, as in `2, 5-7`.

    Raises:
        ValueError: It names none.
    """
    found: set[int] = set()
    for part in filter(None, re.split(r"[\s,]+", text)):
        ends = re.fullmatch(r"(\d{1,4})(?:-(\d{1,4}))?", part, re.ASCII)
        if ends is None:
            raise ValueError("must be numbers of steps, as in 2, 5-7")
        found |= set(range(int(ends[1]), int(ends[2] or ends[1]) + 1))
    return frozenset(found)
