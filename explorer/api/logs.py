"""Keeps secrets out of what the HTTP library logs.

At the level DEBUG it logs response headers: a server that echoes a token would have it written to
a log file.
"""

from __future__ import annotations

import logging
import re
import weakref
from collections.abc import Iterable

from explorer.api.redact import SECRET_HEADERS, Redactor

_HEADER = re.compile(
    rf"\(b'({'|'.join(sorted(SECRET_HEADERS))})', b(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\)",
    re.I,
)


class _Guard(logging.Filter):
    """Redacts every record by all redactors that are alive."""

    def __init__(self) -> None:
        super().__init__()
        self._redactors: tuple[weakref.ref[Redactor], ...] = ()

    def watch(self, redactor: Redactor) -> None:
        alive = tuple(known for known in self._redactors if known() is not None)
        self._redactors = (*alive, weakref.ref(redactor))

    def filter(self, record: logging.LogRecord) -> bool:
        message = _HEADER.sub(r"(b'\1', b'$SECRET')", record.getMessage())
        for known in self._redactors:
            redactor = known()
            if redactor is not None:
                message = redactor.text(message)
        record.msg, record.args = message, ()
        return True


_GUARD = _Guard()


def guard(redactor: Redactor, loggers: Iterable[str]) -> None:
    """Have a redactor go over all that these loggers write, for as long as it lives."""
    _GUARD.watch(redactor)
    for name in loggers:
        logging.getLogger(name).addFilter(_GUARD)
