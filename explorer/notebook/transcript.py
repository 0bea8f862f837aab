"""Messages one after the other as HTML: days, authors, documents, what is being sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from explorer.api.models.base import Unreadable
from explorer.api.models.messages import Message
from explorer.api.representation.figure import Bit, Block, Prose, Words
from explorer.document.element import Html, element, fragment
from explorer.document.excerpt import excerpt
from explorer.document.model import Document
from explorer.document.safe import one_line
from explorer.workbench.outgoing import Outgoing
from explorer.workbench.transcript import STATES, day_name, together

Item = Message | Unreadable | Outgoing

LARGEST = 24_000
"""Bytes of one message at most; the beginning of a longer one is shown."""

_LEAST = 500
_HEAD = 600
"""Bytes that the line above a message takes in a picture."""


class Transcript:
    """How the messages of a conversation are shown.

    Args:
        name_of: A user id as a name.
        me: The app's own user id; empty if unknown.
        now: The present, in the zone to show.
        first_new: Id of the message above which what is new begins; empty for none.
    """

    def __init__(
        self, name_of: Callable[[str], str], me: str, now: datetime, first_new: str = ""
    ) -> None:
        self._name_of, self._me, self._now = name_of, me, now
        self._first_new = first_new

    def html(self, items: Sequence[Item]) -> Html:
        """Messages, oldest first."""
        made: list[Html] = []
        previous: Message | None = None
        for item in items:
            moment = self._local(item)
            before = self._local(previous) if previous is not None else None
            if moment and (before is None or before.date() != moment.date()):
                made.append(element("p", day_name(moment, self._now), class_="sx-day"))
            is_new = bool(item.id) and item.id == self._first_new
            if is_new:
                made.append(element("p", "new", class_="sx-day sx-new"))
            follows = (
                isinstance(item, Message)
                and previous is not None
                and not is_new
                and together(previous, item, self._now.tzinfo)
            )
            made.append(self._message(item, moment, follows))
            previous = item if isinstance(item, Message) else None
        return fragment(*made)

    def blocks(self, items: Sequence[Item], most: int, room: int) -> tuple[Block, ...]:
        """Messages for a static picture: of many, the last ones.

        Args:
            items: Messages, oldest first.
            most: How many at most.
            room: Bytes of HTML they may take.
        """
        chosen: list[tuple[Block, ...]] = []
        for item in reversed(items[-most:]):
            room -= len(excerpt(document_of(item), max(room, _LEAST))[0].encode()) + _HEAD
            if room < 0 and chosen:
                break
            chosen.append(self._block(item))
        left_out = len(items) - len(chosen)
        note = (Words(Bit(f"… {left_out:,} earlier not shown here", "muted")),) if left_out else ()
        return (*note, *(block for blocks in reversed(chosen) for block in blocks))

    def _block(self, item: Item) -> tuple[Block, ...]:
        moment = self._local(item)
        when = Bit(f"{moment:%Y-%m-%d %H:%M}" if moment else "", "small")
        head = Words((Bit(self._author(item), "strong"), " ", when, " ", self._state(item)))
        if isinstance(item, Unreadable):
            return (Words(("A message that does not fit: ", item.why)),)
        return (head, Prose(document_of(item)))

    def _message(self, item: Item, moment: datetime | None, follows: bool) -> Html:
        if isinstance(item, Unreadable):
            why = element("p", f"A message that does not fit: {item.why}", class_="sx-problem")
            return element("div", why, class_="sx-msg")
        head = None
        if not follows:
            own = isinstance(item, Outgoing) or (bool(self._me) and item.sender_id == self._me)
            name = element("strong", self._author(item), class_="sx-own" if own else None)
            you = element("span", " · you", class_="sx-note") if own else None
            time = element("time", f"{moment:%H:%M}", class_="sx-note") if moment else None
            state = element("span", self._state(item), class_="sx-note")
            head = element("p", name, you, " ", time, " ", state, class_="sx-who", dir="auto")
        shown, left_out = excerpt(document_of(item), LARGEST)
        note = element("p", f"… {left_out} not shown here", class_="sx-note") if left_out else None
        reason = getattr(item, "reason", "")
        return element(
            "div",
            head,
            element("div", shown, note, class_="sx-doc", dir="auto"),
            element("p", f"⚠ {reason}", class_="sx-problem") if reason else None,
            class_="sx-msg",
        )

    def _author(self, item: Item) -> str:
        if not isinstance(item, Message):
            return self._name_of(self._me) if self._me else "you"
        return one_line(self._name_of(item.sender_id), 60) if item.sender_id else "unknown sender"

    def _state(self, item: Item) -> str:
        return STATES[str(item.state)][0] if isinstance(item, Outgoing) else ""

    def _local(self, item: Item) -> datetime | None:
        moment = item.started if isinstance(item, Outgoing) else getattr(item, "ts", None)
        return moment.astimezone(self._now.tzinfo) if moment is not None else None


def document_of(item: Item) -> Document:
    """What a message says."""
    if isinstance(item, Message):
        return item.document
    return Document.parse(item.document if isinstance(item, Outgoing) else {"type": "doc"})
