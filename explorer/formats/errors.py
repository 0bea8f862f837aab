"""The one error of every format: what is wrong with a file, where, and what to do."""

from __future__ import annotations

from typing import Any

from explorer.document.safe import one_line


class FormatError(ValueError):
    """Something that cannot be read, or not be written, in a format.

    Args:
        message: The whole sentence; what it quotes of a file is made visible here.
        line: Where in the file, counted from 1; 0 where it is about no one place.
        column: In characters, counted from 1; 0 as above.
    """

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(one_line(message, 600))
        self.line = line
        self.column = column

    def __reduce__(self) -> tuple[Any, ...]:
        return FormatError, (str(self), self.line, self.column)
