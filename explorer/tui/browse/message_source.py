"""Messages as items of a line view: day lines, authors, documents, what is being sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from explorer.document.lines import Line, Span, to_lines
from explorer.document.safe import one_line, visible
from explorer.document.styled import wrap
from explorer.workbench.transcript import STATES, day_name, together

if TYPE_CHECKING:
    from explorer.api.models import Message, Unreadable
    from explorer.workbench.outgoing import Outgoing
    from explorer.workbench.threads import MessageFeed

    Item = Message | Unreadable | Outgoing

_INDENT = Span("  ")
WHAT_TO_DO = "{thread.resend} sends it again, {thread.take-back} takes it back."
"""Below a message that could not be sent; its keys are put in where it is shown."""


class Change(NamedTuple):
    """How a thread differs from what a view has drawn.

    Args:
        before: How many items came before the first one kept.
        after: How many came after the last one kept.
        dropped_before: How many of those drawn went at the beginning.
        dropped_after: How many of them went at the end.
        whole: Whether anything else changed, so that all is to be drawn anew.
    """

    before: int = 0
    after: int = 0
    dropped_before: int = 0
    dropped_after: int = 0
    whole: bool = False


def compare(old: Sequence[Item], new: Sequence[Item]) -> Change:
    """What has changed between two states of a thread."""
    places = {_name(item): place for place, item in enumerate(new)}
    first = next((place for place, item in enumerate(old) if _name(item) in places), None)
    if first is None:
        return Change(whole=bool(old or new))
    start = places[_name(old[first])]
    kept = 0
    for item, other in zip(old[first:], new[start:], strict=False):
        if not (item is other or (item == other and _name(item) == _name(other))):
            break
        kept += 1
    gone = old[first + kept :]
    if not kept or any(_name(item) in places for item in gone):
        return Change(whole=True)
    return Change(start, len(new) - start - kept, first, len(gone))


def _name(item: Item) -> str:
    return item.id or str(id(item))


class MessageSource:
    """A thread as a line view draws it.

    Args:
        feed: The messages, oldest first.
        name_of: A user id as a name, from what is known already.
        me: The app's own user id; empty if unknown.
        now: The clock, in the zone to show times in.
        notes_of: What is to be said below a message, and the style of each.
        what_to_do: Said below a message that could not be sent.
        needed: Called with the id of an author whose message is drawn and whose name is not known.
    """

    fixed_height = None

    def __init__(
        self,
        feed: MessageFeed,
        name_of: Callable[[str], str],
        me: str,
        now: Callable[[], datetime],
        notes_of: Callable[[Message], Sequence[tuple[str, str]]] = lambda message: (),
        what_to_do: str = "",
        needed: Callable[[str], None] = lambda id: None,
    ) -> None:
        self._what_to_do = what_to_do
        self._notes_of, self._needed = notes_of, needed
        self._noted: set[str] = set()
        self.items: list[Item] = list(feed.messages)
        self.me = me
        self.first_new = ""
        """Id of the message above which what is new begins; empty for none."""
        self.not_older = self.not_newer = ""
        """Why what lies before the first item, and after the last one, could not be read: each
        shown beside it; empty where it was not tried."""
        self._conversation_id = feed.conversation_id
        self._name_of, self._now = name_of, now
        self.mark_new(feed.first_new)

    def __len__(self) -> int:
        return len(self.items)

    def place_of(self, id: str) -> int | None:
        """Where a message is; None where it is not."""
        return next((at for at, item in enumerate(self.items) if id and item.id == id), None)

    def has_note(self, id: str) -> bool:
        """Whether something was said below a message when it was drawn."""
        return id in self._noted

    def mark_new(self, id: str) -> list[int]:
        """Draw the mark above another message; gives the items that change by it."""
        if id == self.first_new:
            return []
        places = [self.place_of(self.first_new), self.place_of(id)]
        self.first_new = id
        return [place for place in places if place is not None]

    def lines(self, index: int, width: int) -> Sequence[Line]:
        """A message; beside the first and the last one why there are no others yet."""
        before = self.not_older if index == 0 else ""
        after = self.not_newer if index == len(self.items) - 1 else ""
        return [*_why(before, width), *self._item(index, width), *_why(after, width)]

    def _item(self, index: int, width: int) -> list[Line]:
        """Day line if the day changes, author line if the author does, then the document."""
        from explorer.api.models import Message, Unreadable
        from explorer.document.model import Document

        item = self.items[index]
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
            is_new = bool(item.id) and item.id == self.first_new
            if is_new:
                found.append(new_line(width))
            if not found and previous is not None and self._apart(previous, item):
                found.append(Line())
            if is_new or previous is None or not self._together(previous, item):
                found.append(self._author(item, moment))
            body = to_lines(item.document, inner)
            body += self._notes(item, inner)
        else:
            found.append(self._outgoing_head(item))
            body = to_lines(Document.parse(item.document), inner)
            if item.reason:
                reason = Span(f"{visible(item.reason)} ", "error")
                body += wrap((reason, Span(self._what_to_do, "muted")), inner)
        found.extend(line._replace(spans=(_INDENT, *line.spans)) for line in body)
        return found or [Line()]

    def search_text(self, index: int) -> str:
        """What a message says, and who says it."""
        from explorer.api.models import Message
        from explorer.document.text import to_text

        item = self.items[index]
        if not isinstance(item, Message):
            return getattr(item, "markdown", "")
        text, sender = to_text(item.document), item.sender_id
        return f"{self._name_of(sender) if sender else ''}\n{text}"

    def copy_text(self, index: int) -> str:
        """A message as Markdown."""
        from explorer.api.models import Message
        from explorer.document.markdown import to_markdown

        item = self.items[index]
        return to_markdown(item.document) if isinstance(item, Message) else self.search_text(index)

    def subject(self, index: int) -> object:
        """The message, of which more than the text can be copied; None for one being sent."""
        from explorer.api.models import Message, Unreadable
        from explorer.workbench.copies import MessageOf

        item = self.items[index]
        if isinstance(item, Message | Unreadable):
            return MessageOf(self._conversation_id, item)
        return None

    def _notes(self, item: Message, width: int) -> list[Line]:
        notes = self._notes_of(item)
        if not notes:
            self._noted.discard(item.id)
            return []
        self._noted.add(item.id)
        return [
            line for words, style in notes for line in wrap([Span(visible(words), style)], width)
        ]

    def _before(self, index: int) -> Message | None:
        from explorer.api.models import Message

        item = self.items[index - 1] if index > 0 else None
        return item if isinstance(item, Message) else None

    def _local(self, moment: datetime | None) -> datetime | None:
        return moment.astimezone(self._now().tzinfo) if moment else None

    def _together(self, first: Message, second: Message) -> bool:
        return together(first, second, self._now().tzinfo)

    def _apart(self, first: Message, second: Message) -> bool:
        """Whether a free row stands between two messages of one day."""
        long = any(len(each.document.content) > 1 for each in (first, second))
        return long or not self._together(first, second)

    def _author(self, item: Message, moment: datetime | None) -> Line:
        known = self._name_of(item.sender_id)
        if item.sender_id and known == item.sender_id:
            self._needed(item.sender_id)
        name = one_line(known, 60) if item.sender_id else "unknown sender"
        own = bool(self.me) and item.sender_id == self.me
        spans = [Span(name, "accent strong" if own else "strong")]
        if own:
            spans.append(Span(" · you", "muted"))
        if moment:
            spans.append(Span(f"  {moment:%H:%M}", "muted"))
        return Line(tuple(spans))

    def _outgoing_head(self, item: Outgoing) -> Line:
        words, style = STATES.get(str(item.state), ("sent", "muted"))
        return Line((Span("you", "accent strong"), Span(f"  {words}", style)))


def _why(sentence: str, width: int) -> list[Line]:
    return wrap([Span(visible(sentence), "warning")], width) if sentence else []


def day_line(moment: datetime, now: datetime, width: int) -> Line:
    """A line across the thread with the day in its middle.

    Args:
        moment: In the zone to show.
        now: The present, in the same zone.
        width: Cells of the line.
    """
    return _across(day_name(moment, now), width, "rule", "muted strong")


def new_line(width: int) -> Line:
    """A line across the thread, above the first message that is new."""
    return _across("new", width, "new", "new strong")


def _across(name: str, width: int, rule: str, style: str) -> Line:
    bars = max(0, width - len(name) - 2)
    left = "─" * (bars // 2)
    right = "─" * (bars - bars // 2)
    return Line((Span(f"{left} ", rule), Span(name, style), Span(f" {right}", rule)))
