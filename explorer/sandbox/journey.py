"""What is known of one request on its way through the sandbox."""

from __future__ import annotations

from explorer.sandbox.faults.asked import read_magic, read_prefer
from explorer.sandbox.faults.book import Blow, FaultBook
from explorer.sandbox.faults.line import Line
from explorer.sandbox.faults.rule import Rule
from explorer.sandbox.request_log import RequestLog


class Journey:
    """One request's way.

    Args:
        line: Its connection.

    Attributes:
        headers: What every answer to it carries, whoever makes the answer.
        magic: The faults its token asks for, unread; empty for none.
        owner: Tells that token apart from others.
    """

    __slots__ = ("_blow", "headers", "line", "magic", "owner")

    def __init__(self, line: Line) -> None:
        self.line = line
        self.headers: dict[str, str] = {}
        self.magic = ""
        self.owner = ""
        self._blow: Blow | None = None

    def is_for(self, operation_id: str) -> None:
        """Its operation is known."""
        if self.line.entry is not None:
            self.line.entry.operation = operation_id

    def is_private(self, log: RequestLog) -> None:
        """It is no call of the service: it is not in the log."""
        if self.line.entry is not None:
            log.remove(self.line.entry)

    def choose(self, book: FaultBook, prefer: str, operation_id: str, method: str) -> Blow | None:
        """What strikes it: by its `Prefer` header, else by its token, else what stands.

        Raises:
            FaultError: Header or token ask for what makes no sense.
        """
        blow = None
        preference = read_prefer(prefer) if prefer else None
        magic = read_magic(self.magic) if self.magic else ()
        if preference is not None and preference.rules:
            self.headers["preference-applied"] = preference.applied
            blow = book.strike_once(preference.rules)
        elif magic:
            blow = book.strike_magic(self.owner, magic, operation_id, method)
        elif book.armed:
            blow = book.strike(operation_id, method)
        if blow is not None and self.line.entry is not None:
            self.line.entry.fault = blow.name
        self._blow = blow
        return blow

    @property
    def damage(self) -> Rule | None:
        """The fault that its answer still has to meet; None for none."""
        blow = self._blow
        if blow is None or blow.rule is None or not blow.rule.fault.committed:
            return None
        return blow.rule
