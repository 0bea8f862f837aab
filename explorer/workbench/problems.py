"""What can go wrong before or beside a call: each is one sentence a person can act on."""

from __future__ import annotations

from explorer.document.safe import one_line


class WorkbenchError(Exception):
    """Base of the workbench's own failures; `str(error)` is the whole sentence, safe to show."""

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


class ConfigError(WorkbenchError):
    """Configuration that cannot be used: names the file or variable, the key and what to do."""


class StoreError(WorkbenchError):
    """A file of ours that cannot be read or written: names the file and what to do."""


class DataInUse(WorkbenchError):
    """Data that another process is using just now."""
