"""What is wrong with a tour, in the file's own terms."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.document.safe import one_line
from explorer.workbench.problems import WorkbenchError


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Args:
        message: What, in a sentence that can be shown.
        place: Where in the tour, as in `steps[2].expect.status`; empty for the whole.
        line, column: Where in the file, from 1; 0 where that is not known.
    """

    message: str
    place: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        at = f"line {self.line}" if self.line else ""
        where = ", ".join(part for part in (at, self.place) if part)
        return f"{where}: {self.message}" if where else self.message

    def within(self, name: str) -> str:
        """It as `demo.yaml:12: steps[2].values.limit: …`, which editors and terminals lead to.

        Args:
            name: The file.
        """
        at = f"{name}:{self.line}" if self.line else name
        return ": ".join(part for part in (at, self.place, self.message) if part)


class TourError(WorkbenchError):
    """A tour cannot be used; the message names file, line and reason.

    Attributes:
        faults: Everything that is wrong, in the file's order.
    """

    def __init__(self, name: str, *faults: Fault) -> None:
        self.name, self.faults = name, faults
        super().__init__("")
        # One line for each, where other errors have one for all.
        self.args = ("\n".join(one_line(fault.within(name), 600) for fault in faults),)
