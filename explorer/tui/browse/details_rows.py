"""What the details of a conversation look like: its fields, and who is in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from explorer.document.lines import Line, Span, wrap
from explorer.document.safe import one_line

if TYPE_CHECKING:
    from explorer.api.models import Conversation
    from explorer.workbench.roster import RosterFeed

_LABEL = 12
"""Cells of a field's name."""


class FieldRows:
    """Every field of a conversation, also those that the model does not know.

    Args:
        conversation: The conversation.
        zone: A moment in the zone that times are shown in.
    """

    fixed_height = None

    def __init__(self, conversation: Conversation, zone: datetime) -> None:
        dumped = conversation.model_dump(mode="json", by_alias=True)
        moments = {"created": conversation.created, "modified": conversation.modified}
        self._conversation, self._values = conversation, dumped
        self._rows: list[tuple[str, str]] = []
        for name, value in dumped.items():
            text = _text(value)
            moment = moments.get(name)
            if moment is not None:
                local = moment.astimezone(zone.tzinfo)
                text = f"{local:%Y-%m-%d %H:%M:%S %Z} ({text})"
            self._rows.append((name, text))

    def __len__(self) -> int:
        return len(self._rows)

    def lines(self, index: int, width: int) -> list[Line]:
        name, text = self._rows[index]
        style = "" if text else "muted"
        head = (Span(f"{one_line(name, _LABEL):<{_LABEL}} ", "key"),)
        if width < 2 * _LABEL + 8:
            return [Line(head), *wrap([Span(text or "none", style)], width, first=(Span("  "),))]
        return wrap(
            [Span(text or "none", style)], width, first=head, rest=(Span(" " * (_LABEL + 1)),)
        )

    def search_text(self, index: int) -> str:
        return " ".join(self._rows[index])

    def copy_text(self, index: int) -> str:
        """The value alone."""
        return self._rows[index][1]

    def subject(self, index: int) -> object:
        """The field as the service sent it, and the conversation."""
        from explorer.workbench.copies import FieldOf

        name = self._rows[index][0]
        return FieldOf(name, self._values[name], self._conversation)


class RosterRows:
    """People of a roster, a row each; names are asked for as rows come into view.

    Args:
        feed: Gives their ids.
        name_of: The name of a person as far as it is known, else the id.
        needed: Called with the id of a person whose row is drawn and whose name is not known.
        my_id: Id of the app's own user; empty where it is not known.
    """

    fixed_height = 1

    def __init__(
        self,
        feed: RosterFeed,
        name_of: Callable[[str], str],
        needed: Callable[[str], None],
        my_id: str,
    ) -> None:
        self.feed = feed
        self._name_of, self._needed, self._my_id = name_of, needed, my_id

    def __len__(self) -> int:
        return self.feed.count

    def person(self, index: int) -> str:
        """The id of a row's person; empty where it has none."""
        item = self.feed.row(index)
        return item if isinstance(item, str) else ""

    def lines(self, index: int, width: int) -> tuple[Line, ...]:
        item = self.feed.row(index)
        if item is None:
            return (Line((Span("  …", "muted"),)),)
        if not isinstance(item, str):
            return (Line((Span("! ", "warning"), Span(one_line(item.why), "muted"))),)
        name = self._name_of(item)
        if name == item:
            self._needed(item)
        own = item == self._my_id
        spans = [Span("@ ", "accent"), Span(one_line(name, 80), "strong" if own else "")]
        if own:
            spans.append(Span(" · you", "muted"))
        if name != item:
            spans.append(Span(f"  {one_line(item, 80)}", "muted"))
        return (Line(tuple(spans)),)

    def search_text(self, index: int) -> str:
        id = self.person(index)
        return f"{self._name_of(id)} {id}"

    def copy_text(self, index: int) -> str:
        """The id."""
        return self.person(index)

    def subject(self, index: int) -> object:
        """The person; None for a row that has none."""
        from explorer.workbench.copies import PersonOf

        id = self.person(index)
        name = self._name_of(id)
        return PersonOf(id, "" if name == id else name) if id else None


def _text(value: Any) -> str:
    if value is None or value == "":
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
