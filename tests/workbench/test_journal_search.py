"""Finding exchanges: by operation, status, time, words and origin, as typed or as arguments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.api.errors import NotFound, ServerError
from explorer.api.exchange import Exchange, Request, Response
from explorer.api.operations import SendMessage
from explorer.workbench.journal import POLLING, Journal, NoSuchExchange
from explorer.workbench.journal_index import Index
from explorer.workbench.journal_query import Query, QueryError, make_query, moment, parse_query

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WORDS = {
    "a": ("ConversationGetHandler", "GET", 200, "the pool size is 40"),
    "b": ("ConversationMessagesGetHandler", "GET", 404, "Überraschung: nothing"),
    "c": (SendMessage.operation_id, "POST", 201, 'line one\nsaid "two" \u00e9t\u00e9'),
    "d": ("ConversationGetAllHandler", "GET", 503, "try again later"),
    "e": ("nothing we know", "GET", None, ""),
}


def made(id: str, operation: str, method: str, status: int | None, said: str) -> Exchange[Any]:
    body = json.dumps({"said": said}).encode()
    error = None
    if status is None or status >= 400:
        kind = NotFound if status == 404 else ServerError
        error = kind("it failed", operation_id=operation, status=status)
    return Exchange(
        id=id,
        operation_id=operation,
        started=NOW - timedelta(hours=ord(id[0]) - ord("a"), minutes=1),
        request=Request(method, f"https://a.example/site/s%20pace/{id}?q=caf%C3%A9", (), b""),
        response=Response(status, "", (), body) if status is not None else None,
        error=error,
    )


@pytest.fixture(params=["index", "reading"])
def journal(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Journal]:
    """A journal with one exchange of each kind, with the full-text index and without."""
    if request.param == "reading":
        monkeypatch.setattr(Index, "_prepare", lambda self, create: False)
    opened = Journal(tmp_path / "journal.db", server="work", now=lambda: NOW)
    for id, (operation, method, status, said) in sorted(WORDS.items(), reverse=True):
        origin = POLLING if id == "d" else "person"
        opened.record(made(id, operation, method, status, said), origin=origin)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", "abcde"),
        ("op:conversationget", "ad"),
        ("op:ConversationGetHandler", "a"),
        ("op:GetConversation", "a"),
        ("op:messages", "bc"),
        ("operation:nothing", "e"),
        ("op:SendMessage,ListConversations", "cd"),
        ("op:%", ""),
        ("status:200", "a"),
        ("status:4xx", "b"),
        ("status:2xx,503", "acd"),
        ("status:failed", "bde"),
        ("status:OK", "ac"),
        ("status:none", "e"),
        ("since:90m", "ab"),
        ("until:2h", "cde"),
        ("since:3h until:1h", "bc"),
        ("since:09:30", "abc"),
        ("since:today", "abcde"),
        ("until:yesterday", ""),
        ("since:2026-03-02T10:30 until:2026-03-02", "ab"),
        ("method:post", "c"),
        ("from:polling", "d"),
        ("origin:person", "abce"),
        ("server:work", "abcde"),
        ("server:other", ""),
        ("pool", "a"),
        ("po", "ac"),
        ("ool", ""),
        ('"pool size"', "a"),
        ('text:"POOL si"', "a"),
        ("size pool", "a"),
        ('"size pool"', ""),
        ("uberrasch", "b"),
        ("two", "c"),
        ("ete", "c"),
        ("étÉ", "c"),
        ("one", "c"),
        ("café", "abcde"),
        ('"s pace"', "abcde"),
        ("it failed", "bde"),
        ("status:4xx noth", "b"),
        ("http:x", ""),
        ("status: op:", "abcde"),
        ('"unfinished', ""),
        ("%", ""),
        ("'; DROP TABLE exchange; --", ""),
        ('pool" OR "line', ""),
        ("pool*", "a"),
        ("\ud800", ""),
        ("\0", ""),
    ],
)
def test_words_find(journal: Journal, words: str, found: str) -> None:
    query = parse_query(words, NOW)
    rows = journal.rows(query)
    assert "".join(row.id for row in rows) == found
    assert journal.count(query) == len(found)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("status:oops", "'oops' is no status to look for: write 404, 4xx, ok, failed"),
        ("status:99", "no status"),
        ("since:soon", "'soon' is no time to look for: write 30m, 2h, 7d, today"),
        ("until:2026-02-30", "no time"),
        ("since:9999999999999d", "no time"),
        ("since:25:99", "no time"),
        ("origin:persn", "write person or polling, perhaps person"),
        ("status:\x1b[31m", "no status"),
    ],
)
def test_what_cannot_be_understood_is_one_sentence(words: str, said: str) -> None:
    with pytest.raises(QueryError, match=re.escape(said)) as caught:
        parse_query(words, NOW)
    assert str(caught.value).isprintable()


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_query_or_a_sentence(words: str) -> None:
    try:
        found: Query | str = parse_query(words, NOW)
    except QueryError as problem:
        found = str(problem)
    assert isinstance(found, Query) or found.isprintable()


def test_times_are_in_the_readers_zone() -> None:
    there = NOW.astimezone(ZoneInfo("America/New_York"))
    assert moment("today", there) == datetime(2026, 3, 2, 5, tzinfo=UTC)
    assert moment("2026-03-01", there, end=True) == moment("today", there)
    assert moment("2026-03-02T06:00", there) == datetime(2026, 3, 2, 11, tzinfo=UTC)
    assert moment("2026-03-02T06:00+00:00", there) == datetime(2026, 3, 2, 6, tzinfo=UTC)
    assert moment("1h30m", there) == NOW - timedelta(minutes=90)
    naive = make_query(there, since=datetime(2026, 3, 2, 6, 0)).since
    assert naive == datetime(2026, 3, 2, 11, tzinfo=UTC)


ALPHABET = "ab ÄéçЖж漢字0_-.,:/\"\\\n*()^+{}'😀ñN"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(ALPHABET, max_size=12), max_size=8), st.text(ALPHABET, max_size=4))
def test_index_and_reading_find_the_same(
    tmp_path_factory: pytest.TempPathFactory, said: list[str], needle: str
) -> None:
    directory = tmp_path_factory.mktemp("both")
    found = []
    for prepare in (None, lambda self, create: False):
        with pytest.MonkeyPatch.context() as patch:
            if prepare is not None:
                patch.setattr(Index, "_prepare", prepare)
            journal = Journal(directory / f"{prepare is None}.db", now=lambda: NOW)
            for number, text in enumerate(said):
                journal.record(made(f"a{number}", "op", "GET", 200, text))
            found.append([row.id for row in journal.rows(Query(texts=(needle,)))])
            journal.close()
    assert found[0] == found[1]


def test_python_walks_through_what_is_found(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", now=lambda: NOW)
    for number in range(45):
        journal.record(made(f"a{number:02}", "op", "GET", 200 if number % 2 else 404, "text"))
    found = journal.search("text", status="4xx")
    assert [entry.id for entry in found] == [f"a{number:02}" for number in range(44, -1, -2)]
    assert (len(found), bool(found)) == (23, True)
    assert [entry.id for entry in journal.search(limit=3)] == ["a44", "a43", "a42"]
    assert len(list(journal.search(limit=21))) == len(journal.search(limit=21)) == 21
    first = next(iter(found))
    assert first.response is not None
    assert first.response.json() == {"said": "text"}
    assert repr(first).startswith("<Entry a44 11:59:00 GET /site/s%20pace/a44")
    assert repr(found) == "<Found 23 exchanges in the journal>"
    assert "23 in all" not in found._repr_html_()
    assert "45 in all" in journal.search()._repr_html_()
    assert not journal.search("nothing like it")
    with pytest.raises(QueryError):
        journal.search(status="bad")
    journal.close()


def test_what_shows_itself_is_harmless(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", now=lambda: NOW)
    evil = "<script>alert(1)</script>\x1b[31m\u202e"
    journal.record(made("a", evil, "GET", 404, evil))
    entry = journal.exchange("a")
    for text in (repr(entry), entry._repr_html_(), journal.search()._repr_html_()):
        assert text.isprintable() or "\n" in text
        assert "<script" not in text
        assert "\x1b" not in text
    journal.close()


def test_an_id_may_be_cut(journal: Journal) -> None:
    for id in ("abc1", "abc2", "ab\u00e9"):
        journal.record(made(id, "op", "GET", 200, ""))
    assert journal.exchange("abc2").id == "abc2"
    assert journal.exchange("a").id == "a"
    assert journal.exchange(" b ").id == "b"
    assert journal.exchange("last").id == "ab\u00e9"
    with pytest.raises(NoSuchExchange, match="More than one id begins with 'abc': abc2, abc1"):
        journal.exchange("abc")
    for wrong in ("", "zzz", "%", "\ud800", "\x1b"):
        with pytest.raises(NoSuchExchange, match="no exchange whose id begins with") as caught:
            journal.exchange(wrong)
        assert str(caught.value).isprintable()


def test_an_empty_journal_has_no_last(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    with pytest.raises(NoSuchExchange, match="The journal is empty"):
        journal.exchange("last")
    journal.close()


def test_pages_by_number(journal: Journal) -> None:
    first = journal.rows(limit=2)
    assert [row.id for row in first] == ["a", "b"]
    assert [row.id for row in journal.rows(limit=2, before=first[-1].number)] == ["c", "d"]
    assert [row.id for row in journal.rows(after=first[-1].number)] == ["a"]
