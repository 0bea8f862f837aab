"""A recording under way: from where in the journal, and the file it becomes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from explorer.api.representation.figure import count
from explorer.tour.recorder import READS, Recording, record
from explorer.tour.writing import recorded_text
from explorer.workbench.journal import Query
from explorer.workbench.problems import WorkbenchError

if TYPE_CHECKING:
    from explorer.tour.model import Tour
    from explorer.workbench.journal import Entry, Journal

MOST = 500
"""Exchanges of one recording."""

NOTHING = "Nothing was sent since the recording began: there is no tour to write."


def last_number(journal: Journal) -> int:
    """Where the journal ends now: what is sent afterwards has a higher number. Blocks."""
    journal.flush()
    rows = journal.rows(limit=1)
    return rows[0].number if rows else 0


def entries_since(journal: Journal, number: int) -> list[Entry]:
    """What a person has sent since, in order; polling is left out. Blocks.

    Args:
        journal: Of the sitting.
        number: As `last_number` gave it.
    """
    journal.flush()
    rows = journal.rows(Query(origins=("person",)), MOST, None, number)
    found = (journal.get(row.id) for row in reversed(rows))
    return [entry for entry in found if entry is not None]


def write_new(tour: Tour, path: Path) -> None:
    """Write a tour to a new file.

    Raises:
        WorkbenchError: There is a file of that name, or it cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8", errors="replace") as written:
            written.write(recorded_text(tour))
    except FileExistsError:
        raise WorkbenchError(f"{path} is there already: give another name.") from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise WorkbenchError(f"{path} cannot be written: {reason}.") from None


class JournalRecording:
    """Records what goes through a journal, from now until it is stopped.

    Args:
        journal: Of the sitting.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._since = last_number(journal)

    def entries(self) -> list[Entry]:
        """What has been recorded so far, in order."""
        return entries_since(self._journal, self._since)

    def tour(self, title: str = "A tour", *, reads: str = READS[0]) -> Recording:
        """What has been recorded so far, as a tour.

        Args:
            title: Of the tour.
            reads: `used` for the reads that later steps use alone, or `all`.

        Raises:
            WorkbenchError: Nothing was sent that could be a step.
        """
        if reads not in READS:
            raise WorkbenchError(f"reads is one of {', '.join(READS)}, not {reads!r}.")
        entries = self.entries()
        if not entries:
            raise WorkbenchError(NOTHING)
        try:
            return record(entries, title[:120] or "A tour", reads=reads)
        except ValueError as problem:
            raise WorkbenchError(str(problem)) from None

    def stop(self, file: str | Path, title: str = "", *, reads: str = READS[0]) -> Path:
        """Write what has been recorded to a new file.

        Args:
            file: Where to.
            title: Of the tour; empty for the file's name.
            reads: As of `tour`.

        Raises:
            WorkbenchError: There is nothing to write, or it cannot be written.
        """
        path = Path(file).expanduser()
        found = self.tour(title or path.stem.replace("-", " ").replace("_", " "), reads=reads)
        write_new(found.tour, path)
        return path

    def __repr__(self) -> str:
        found = count(len(self.entries()), "exchange")
        return f"<Recording: {found} so far; .stop('demo.yaml') ends>"
