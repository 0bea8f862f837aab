"""Messages as rows: days, authors, what is on its way; and what a change of a thread means."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from explorer.api.models import Message, Unreadable
from explorer.tui.browse.message_source import Change, MessageSource, compare, day_line
from explorer.workbench.rows import short_time

NOW = datetime(2026, 6, 15, 16, 20, tzinfo=UTC)


def message(
    id: str, text: str = "hi", sender: str = "ann", ago: timedelta = timedelta()
) -> Message:
    return Message.model_validate(
        {
            "id": id,
            "body": {
                "version": 1,
                "type": "doc",
                "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}],
            },
            "sender": {"id": sender},
            "ts": (NOW - ago).isoformat(),
        }
    )


@dataclass
class Out:
    """What a message on its way tells a row."""

    markdown: str = "hey"
    state: str = "sending"
    reason: str = ""
    id: str = "out"
    document: Any = field(
        default_factory=lambda: {
            "version": 1,
            "type": "doc",
            "content": [{"type": "paragraph", "content": [{"type": "text", "text": "hey"}]}],
        }
    )


class Feed:
    def __init__(self, *messages: Any) -> None:
        self.messages = list(messages)
        self.first_new = ""
        self.conversation_id = "room"


def rows(*messages: Any, me: str = "", width: int = 70, now: datetime = NOW) -> list[list[str]]:
    names = {"ann": "Ann"}
    source = MessageSource(
        Feed(*messages), lambda id: names.get(id, id), me, lambda: now, what_to_do="u takes it back"
    )
    return [
        [line.text.rstrip() for line in source.lines(index, width)]
        for index in range(len(messages))
    ]


class TestRows:
    def test_a_day_and_an_author_begin_a_thread(self) -> None:
        (first,) = rows(message("1"))
        assert first[0].strip("─ ") == "Today"
        assert first[1:] == ["Ann  16:20", "  hi"]

    def test_messages_close_together_stand_under_one_name(self) -> None:
        minutes = [timedelta(minutes=m) for m in (12, 9, 3)]
        found = rows(*(message(str(i), ago=ago) for i, ago in enumerate(minutes)))
        assert [len(item) for item in found] == [3, 1, 3]

    def test_another_author_or_day_has_its_own_line(self) -> None:
        yesterday = message("1", ago=timedelta(hours=17))
        found = rows(yesterday, message("2", sender="bob", ago=timedelta(minutes=1)), message("3"))
        assert found[0][0].strip("─ ") == "Yesterday"
        assert found[1][0].strip("─ ") == "Today"
        assert found[1][1].startswith("bob")
        assert found[2][:2] == ["", "Ann  16:20"]

    def test_own_messages_are_marked(self) -> None:
        assert rows(message("1"), me="ann")[0][1] == "Ann · you  16:20"

    def test_days_are_those_of_the_readers_zone(self) -> None:
        tokyo = timezone(timedelta(hours=9))
        found = rows(message("1", ago=timedelta(hours=2)), now=NOW.astimezone(tokyo))
        assert found[0][0].strip("─ ") == "Yesterday"
        assert found[0][1] == "Ann  23:20"

    @pytest.mark.parametrize(
        ("state", "words"),
        [("sending", "sending…"), ("failed", "not sent"), ("unknown", "outcome unknown")],
    )
    def test_what_is_on_its_way_says_how_far_it_is(self, state: str, words: str) -> None:
        (found,) = rows(Out(state=state, reason="It rained." if state != "sending" else ""))
        assert found[0] == f"you  {words}"
        assert found[1] == "  hey"
        assert ("u takes it back" in " ".join(found)) == (state != "sending")

    def test_what_does_not_fit_says_why(self) -> None:
        (found,) = rows(Unreadable(raw={"id": 7}, why="id: must be a string"))
        assert "id: must be a string" in " ".join(found)

    @given(st.text(max_size=60), st.integers(12, 60))
    def test_no_row_is_wider_than_the_view(self, text: str, width: int) -> None:
        for item in rows(message("1", text, sender=text), width=width):
            for line in item[2:]:
                assert cell_len(line) <= width


def test_days_have_names() -> None:
    assert "Sunday 1 March" in day_line(datetime(2026, 3, 1, tzinfo=UTC), NOW, 40).text
    assert "31 December 2025" in day_line(datetime(2025, 12, 31, tzinfo=UTC), NOW, 40).text


def test_times_in_lists_are_short() -> None:
    moments = {
        NOW: "16:20",
        NOW - timedelta(days=2): "Sat",
        datetime(2026, 1, 2, tzinfo=UTC): "2 Jan",
        datetime(2024, 1, 2, tzinfo=UTC): "2024-01",
    }
    for moment, words in moments.items():
        assert short_time(moment, NOW) == words
    assert short_time(None, NOW) == ""
    assert NOW.date() == date(2026, 6, 15)


class TestCompare:
    a, b, c, d = (message(each) for each in "abcd")

    def test_kinds_of_change(self) -> None:
        a, b, c, d = self.a, self.b, self.c, self.d
        assert compare([b, c], [b, c]) == Change()
        assert compare([b, c], [b, c, d]) == Change(after=1)
        assert compare([b, c], [a, b, c]) == Change(before=1)
        assert compare([b], [a, b, c, d]) == Change(before=1, after=2)
        assert compare([], [a]) == Change(whole=True)
        assert compare([], []) == Change()
        assert compare([a, b], [b]) == Change(dropped_before=1)
        assert compare([b, c, d], [a, b, c]) == Change(before=1, dropped_after=1)
        assert compare([a, b], [c, d]) == Change(whole=True)
        assert compare([a, b], [a]) == Change(dropped_after=1)
        assert compare([a, b], [b, a]) == Change(whole=True)
        assert compare([a, b], [a, c, b]) == Change(whole=True)

    def test_an_edited_message_is_a_change(self) -> None:
        assert compare([self.a], [message("a", "other")]) == Change(whole=True)
        assert compare([self.a], [message("a")]) == Change()

    @given(st.lists(st.integers(0, 9), unique=True), st.lists(st.integers(0, 9), unique=True))
    def test_what_it_says_rebuilds_the_new_thread(self, old: list[int], new: list[int]) -> None:
        known = {number: message(str(number)) for number in range(10)}
        before, after = [known[n] for n in old], [known[n] for n in new]
        change = compare(before, after)
        if not change.whole:
            end = len(after) - change.after
            kept = before[change.dropped_before : len(before) - change.dropped_after]
            assert after[change.before : end] == kept
