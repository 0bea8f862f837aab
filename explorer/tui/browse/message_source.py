"""Messages as items of a line view: day lines, authors, documents, what is being sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from explorer.document.lines import Line, Span, to_lines
from explorer.document.safe import one_line, visible
from explorer.document.styled import wrap

if TYPE_CHECKING:
    from explorer.workbench.threads import MessageFeed

TOGETHER = timedelta(minutes=5)
"""Messages of one author closer than this stand under one name."""

_INDENT = Span("  ")
_STATES = {
    "sending": ("sending…", "muted"),
    "failed": ("not sent", "error"),
    "unknown": ("outcome unknown", "warning"),
}


class MessageSource:
    """A thread as a line view draws it.

    Args:
        feed: The messages, oldest first.
        name_of: A user id as a name, from what is known already.
        me: The app's own user id; empty if unknown.
        now: The clock, in the zone to show times in.
    """

    fixed_height = None

    def __init__(
        self,
        feed: MessageFeed,
        name_of: Callable[[str], str],
        me: str,
        now: Callable[[], datetime],
    ) -> None:
        self.feed = feed
        self.me = me
        self._name_of, self._now = name_of, now

    def __len__(self) -> int:
        return len(self.feed.messages)

    def lines(self, index: int, width: int) -> Sequence[Line]:
        """Day line if the day changes, author line if the author does, then the document."""
        from explorer.api.models import Message, Unreadable

        item = self.feed.messages[index]
        inner = max(8, width - 2)
        if isinstance(item, Unreadable):
            why = wrap(
                [Span(f"A message that does not fit: {one_line(item.why)}", "unknown")], inner
            )
            return [Line((_INDENT, *line.spans)) for line in why]
        found: list[Line] = []
        if isinstance(item, Message):
            previous = self._before(index)
            moment = self._local(item.ts)
            before = self._local(previous.ts) if previous else None
            if moment and (before is None or before.date() != moment.date()):
                found.append(day_line(moment, self._now(), width))
            if previous is None or not self._together(previous, item):
                found.append(self._author(item, moment))
            body = to_lines(item.document, inner)
        else:
            found.append(self._outgoing_head(item))
            body = to_lines(item.document, inner)
            if item.reason:
                body += wrap([Span(visible(item.reason), "error")], inner)
        found.extend(Line((_INDENT, *line.spans)) for line in body)
        return found or [Line()]

    def search_text(self, index: int) -> str:
        """What a message says, and who says it."""
        from explorer.document.text import to_text

        item = self.feed.messages[index]
        document = getattr(item, "document", None)
        text = to_text(document) if document is not None else ""
        sender = getattr(item, "sender_id", "")
        return f"{self._name_of(sender) if sender else ''}\n{text}"

    def copy_text(self, index: int) -> str:
        """A message as Markdown."""
        from explorer.document.markdown import to_markdown

        document = getattr(self.feed.messages[index], "document", None)
        return to_markdown(document) if document is not None else ""

    def _before(self, index: int) -> Any:
        from explorer.api.models import Message

        item = self.feed.messages[index - 1] if index > 0 else None
        return item if isinstance(item, Message) else None

    def _local(self, moment: datetime | None) -> datetime | None:
        return moment.astimezone(self._now().tzinfo) if moment else None

    def _together(self, first: Any, second: Any) -> bool:
        if first.sender_id != second.sender_id or not first.ts or not second.ts:
            return False
        gap = second.ts - first.ts
        same_day = self._local(first.ts).date() == self._local(second.ts).date()  # type: ignore[union-attr]
        return timedelta() <= gap <= TOGETHER and same_day

    def _author(self, item: Any, moment: datetime | None) -> Line:
        name = one_line(self._name_of(item.sender_id), 60) if item.sender_id else "unknown sender"
        own = bool(self.me) and item.sender_id == self.me
        spans = [Span(name, "accent strong" if own else "strong")]
        if own:
            spans.append(Span(" · you", "muted"))
        if moment:
            spans.append(Span(f"  {moment:%H:%M}", "muted"))
        return Line(tuple(spans))

    def _outgoing_head(self, item: Any) -> Line:
        words, style = _STATES.get(str(item.state), ("sent", "muted"))
        spans = [Span("you", "accent strong"), Span(f"  {words}", style)]
        if item.state in {"failed", "unknown"}:
            spans.append(Span("  s sends it again, u takes it back", "muted"))
        return Line(tuple(spans))


def day_line(moment: datetime, now: datetime, width: int) -> Line:
    """A line across the thread with the day in its middle.

    Args:
        moment: In the zone to show.
        now: The present, in the same zone.
        width: Cells of the line.
    """
    days = (now.date() - moment.date()).days
    name = {0: "Today", 1: "Yesterday"}.get(days, f"{moment:%A} {moment.day} {moment:%B}")
    if moment.year != now.year:
        name += f" {moment.year}"
    bars = max(0, width - len(name) - 2)
    left = "─" * (bars // 2)
    right = "─" * (bars - bars // 2)
    return Line((Span(f"{left} ", "rule"), Span(name, "muted strong"), Span(f" {right}", "rule")))
