"""What comes of saving and of deleting a module."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.api.errors import ApiError
from explorer.workbench.module_text import TextProblem


@dataclass(frozen=True, slots=True)
class Saved:
    """The module is on the server.

    Args:
        key: Where.
        text: The server's copy of it.
    """

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """The module is no longer on the server.

    Args:
        key: Where it was.
    """

    key: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """The server's copy has changed since it was read; nothing was written.

    Args:
        theirs: The server's copy now; None where the module is gone.
    """

    theirs: str | None


@dataclass(frozen=True, slots=True)
class Invalid:
    """The text does not fit the module's model; nothing was sent.

    Args:
        problems: What is wrong, and where.
    """

    problems: tuple[TextProblem, ...]


@dataclass(frozen=True, slots=True)
class NotSaved:
    """The server refused it or could not be reached; the draft is kept.

    Args:
        reason: In a sentence.
        error: The failed call's; None where nothing was sent.
    """

    reason: str
    error: ApiError | None = None


@dataclass(frozen=True, slots=True)
class Renamed:
    """The module is on the server at its new key.

    Args:
        old: The key it had.
        new: The key it has.
        kept: Why it is still there at the old one too; empty where it is gone.
    """

    old: str
    new: str
    kept: str = ""


SaveResult = Saved | Conflict | Invalid | NotSaved
DeleteResult = Deleted | Conflict | NotSaved
RenameResult = Renamed | Conflict | Invalid | NotSaved
