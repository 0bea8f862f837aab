"""Where the parts of a tour stand in their file, for whatever is wrong with them later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from explorer.document.safe import one_line
from explorer.tour.errors import Fault
from explorer.tour.yaml_text import Position, Steps


@dataclass(frozen=True)
class Source:
    """Where a part of a tour stands. No two parts differ by it: what it says is no content.

    Args:
        name: The file as it was named; empty for a tour that was made and not read.
        at: The steps that lead to the part, from the whole tour.
        positions: Where each part of the file begins.
    """

    name: str = field(default="", compare=False)
    at: Steps = field(default=(), compare=False)
    positions: Mapping[Steps, Position] = field(default_factory=dict, compare=False, repr=False)

    def inside(self, *steps: str | int) -> Source:
        """Of a part within this one."""
        return Source(self.name, (*self.at, *steps), self.positions)

    def fault(self, message: str, *steps: str | int) -> Fault:
        """What is wrong with it, or with a part within it.

        Args:
            message: What, in a sentence.
            steps: To the part within.
        """
        whole = (*self.at, *steps)
        return Fault(message, path_text(whole), *position_of(self.positions, whole))

    def line(self, *steps: str | int, short: bool = False) -> str:
        """`demo.yaml:12` of it or of a part within; empty where it was not read from a file.

        Args:
            steps: To the part within.
            short: The file's name without its directory.
        """
        line = position_of(self.positions, (*self.at, *steps)).line
        name = PurePath(self.name).name if short else self.name
        return f"{name}:{line}" if name and line else ""


def position_of(positions: Mapping[Steps, Position], steps: Steps) -> Position:
    """The place of a part, or of what is around it.

    Steps that lead nowhere are passed over: a model's own path names a branch of a union too.
    """
    found: Steps = ()
    for each in steps:
        if (*found, each) in positions:
            found = (*found, each)
    return positions.get(found, Position(0, 0))


def path_text(steps: Steps) -> str:
    """As in `steps[2].expect.status`; steps and items are counted from 1."""
    text = "".join(f"[{each + 1}]" if isinstance(each, int) else f".{each}" for each in steps)
    return one_line(text.lstrip("."), 120)
