"""What the journal keeps: bounds of number, size and age; deleting; files of older versions."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.api.exchange import Exchange, Request, Response
from explorer.workbench import journal_search
from explorer.workbench.configuration import load_config, read_config
from explorer.workbench.journal import POLLING, Bounds, Journal, Note
from explorer.workbench.journal_bounds import MIB, read_bounds
from explorer.workbench.journal_query import Query
from explorer.workbench.journal_records import MIGRATIONS
from explorer.workbench.problems import ConfigError, StoreError
from explorer.workbench.store import Store
from explorer.workbench.targets import TargetFlags, resolve

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def made(number: int, *, body: bytes = b"{}", days: float = 0, status: int = 200) -> Exchange[Any]:
    return Exchange(
        id=f"x{number}",
        operation_id="op",
        started=NOW - timedelta(days=days),
        request=Request("GET", f"https://a.example/{number}"),
        response=Response(status, "", (), body),
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def settled(journal: Journal) -> None:
    """Wait until the journal has forgotten all that is too much."""

    def look(connection: sqlite3.Connection) -> bool:
        return not journal_search.too_many(connection, journal.bounds, NOW)

    pause = threading.Event()
    for _ in range(500):
        if journal._store.run(look):
            return
        pause.wait(0.01)
    raise AssertionError("the journal never came to be within its bounds")


class TestBounds:
    def test_what_is_too_old_goes_when_the_journal_is_opened(self, file: Path) -> None:
        journal = Journal(file, now=lambda: NOW)
        for number, days in enumerate((89, 91, 200, 0)):
            journal.record(made(number, days=days))
        settled(journal)
        assert [row.id for row in journal.rows()] == ["x3", "x0"]
        journal.close()
        later = NOW + timedelta(days=30)
        again = Journal(file, now=lambda: later)
        again.flush()
        for _ in range(200):
            if len(again.rows()) == 1:
                break
            threading.Event().wait(0.01)
        assert [row.id for row in again.rows()] == ["x3"]
        again.close()

    def test_much_goes_in_steps_between_which_others_write(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(journal_search, "STEP", 10)
        journal = Journal(file, now=lambda: NOW)
        for number in range(100):
            journal.record(made(number))
        journal.flush()
        journal._upkeep.bounds = Bounds(entries=5)
        steps = []
        forget = journal_search.forget

        def noted(connection: Any, index: Any, numbers: Any) -> int:
            steps.append(len(numbers))
            return forget(connection, index, numbers)

        monkeypatch.setattr(journal_search, "forget", noted)
        for number in range(100, 164):
            journal.record(made(number))
        settled(journal)
        assert [row.id for row in journal.rows()] == [f"x{n}" for n in range(163, 158, -1)]
        assert max(steps) <= 10
        journal.close()

    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(st.tuples(st.booleans(), st.integers(0, 4000), st.floats(0, 20)), max_size=40),
        st.builds(
            Bounds,
            entries=st.integers(0, 30),
            polled=st.integers(0, 10),
            size=st.integers(0, 40_000),
            days=st.integers(1, 10),
        ),
    )
    def test_any_journal_is_within_any_bounds(
        self,
        tmp_path_factory: pytest.TempPathFactory,
        sent: list[tuple[bool, int, float]],
        bounds: Bounds,
    ) -> None:
        journal = Journal(tmp_path_factory.mktemp("any") / "j.db", bounds=bounds, now=lambda: NOW)
        for number, (polled, length, days) in enumerate(sent):
            exchange = made(number, body=b"w" * length, days=days)
            journal.record(exchange, origin=POLLING if polled else "person")
        journal._store.submit(journal._upkeep.prune_more)
        settled(journal)
        rows = journal.rows(limit=100)
        person = [row for row in rows if row.origin == "person"]
        assert len(person) <= bounds.entries
        assert len(rows) - len(person) <= bounds.polled
        assert all(NOW - row.started <= timedelta(days=bounds.days) for row in rows)
        size = journal._store.run(
            lambda connection: connection.execute("SELECT sum(size) FROM exchange").fetchone()[0]
        )
        assert (size or 0) <= bounds.size
        # What is left is the latest of its kind, and no more went than had to.
        young = [
            n for n, (polled, _, days) in enumerate(sent) if not polled and days <= bounds.days
        ]
        kept = sorted(int(row.id[1:]) for row in person)
        assert kept == young[len(young) - len(kept) :]
        journal.close()


class TestConfiguration:
    def test_the_file_says_how_much(self, tmp_path: Path) -> None:
        path = tmp_path / "config.toml"
        path.write_text("[journal]\nmax_mib = 5\nmax_days = 7\nmax_entries = 0\n", encoding="utf-8")
        bounds = resolve(TargetFlags(), {}, load_config(path)).journal
        assert bounds == Bounds(entries=0, polled=500, size=5 * MIB, days=7)
        assert load_config(tmp_path / "none.toml").journal == Bounds()
        assert Bounds() == Bounds(size=200 * MIB, days=90)

    @pytest.mark.parametrize(
        ("table", "said"),
        [
            (
                {"max_mb": 5},
                "max_mb is not a key that is known; perhaps 'max_mib' is meant.",
            ),
            ({"max_mib": -1}, "journal.max_mib must be a whole number from 0 to 1000000."),
            ({"max_days": 0}, "journal.max_days must be a whole number from 1 to 36500."),
            ({"max_days": True}, "journal.max_days must be a whole number"),
            ({"max_entries": "many"}, "journal.max_entries must be a whole number"),
        ],
    )
    def test_what_cannot_be_used_is_one_sentence(self, table: dict[str, Any], said: str) -> None:
        with pytest.raises(ConfigError) as caught:
            read_config({"journal": table}, Path("config.toml"))
        assert said in str(caught.value)

    @given(st.dictionaries(st.text(max_size=12), st.integers() | st.text(max_size=3), max_size=3))
    def test_any_table_is_bounds_or_a_sentence(self, table: dict[str, Any]) -> None:
        try:
            assert isinstance(read_bounds(table), Bounds)
        except ValueError as problem:
            assert any(key in str(problem) for key in table)  # noqa: PT017


class TestDeleting:
    def test_what_is_deleted_is_gone_from_the_file_too(self, file: Path) -> None:
        journal = Journal(file, now=lambda: NOW)
        words = ["zanzibar", "quetzalcoatl"]
        for number, word in enumerate(words):
            for copy in range(50):
                text = f'{{"said": "{word} {copy} {"filling " * 50}"}}'.encode()
                journal.record(made(number * 100 + copy, body=text))
        assert journal.delete("x0", "x1", "gone") == 2
        assert journal.count() == 98
        query = Query(texts=("zanzibar",))
        assert journal.delete_found(query) == 48
        assert (journal.count(), journal.count(query)) == (50, 0)
        assert journal.delete_found(Query(texts=("quetzalcoatl",))) == 50
        assert journal.count() == 0
        journal.close()
        kept = b"".join(each.read_bytes() for each in file.parent.iterdir())
        assert not [word for word in words if word.encode() in kept]
        assert not [word for word in words if word[1:].encode() in kept]
        assert len(kept) < 200_000

    def test_what_is_recorded_meanwhile_stays(self, file: Path) -> None:
        journal = Journal(file, now=lambda: NOW)
        for number in range(5):
            journal.record(made(number, status=404 if number % 2 else 200))
        assert journal.delete_found(Query(statuses=("4xx",))) == 2
        journal.record(made(9))
        assert [row.id for row in journal.rows()] == ["x9", "x4", "x2", "x0"]
        journal.close()

    def test_an_id_again_takes_the_place_of_the_first(self, file: Path) -> None:
        journal = Journal(file, now=lambda: NOW)
        journal.record(made(1, body=b"before"))
        journal.record(made(1, body=b"after"))
        assert journal.count() == 1
        assert journal.count(Query(texts=("before",))) == 0
        assert journal.count(Query(texts=("after",))) == 1
        journal.close()

    def test_a_file_that_cannot_be_written_is_said(self, file: Path) -> None:
        journal = Journal(file, now=lambda: NOW)
        journal.record(made(1))
        journal.flush()
        with closing(sqlite3.connect(file)) as other:
            other.execute("DROP TABLE exchange")
            other.commit()
        with pytest.raises(StoreError, match="The journal cannot be used"):
            journal.delete("x1")
        journal.close()


class TestOlderFiles:
    def older(self, file: Path, count: int) -> None:
        """A file as version 1 wrote it."""
        store = Store(file, MIGRATIONS[:1], what="The journal")
        names = "id, server, operation_id, started, origin, view, method, url, status, ok, failure"
        names += ", failure_kind, milliseconds, site, conversation, user, message, key"
        names += ", request_headers, request_body, request_cut, attempts, size"
        names += ", reason, http_version, response_headers, response_body, response_cut"

        def write(connection: sqlite3.Connection) -> None:
            for number in range(count):
                values = [f"x{number}", "work", "op", "2026-03-02T11:00:00+00:00", "person", ""]
                values += ["GET", f"https://a.example/{number}", 200, 1, "", "", 1.5]  # type: ignore[list-item]
                values += ["", "", "", "", "", "[]", b"", 0, '[[1, 200, "", 1, 2, 3]]', 50]  # type: ignore[list-item]
                values += ["OK", "HTTP/1.1", "[]", f"needle{number} hay".encode(), 0]  # type: ignore[list-item]
                marks = ", ".join("?" * len(values))
                connection.execute(f"INSERT INTO exchange ({names}) VALUES ({marks})", values)

        store.run(write)
        store.close()

    def test_are_read_and_their_words_found_at_once(self, file: Path) -> None:
        self.older(file, 60)
        journal = Journal(file, now=lambda: NOW)
        journal.record(made(100, body=b"needle100"))
        assert [row.id for row in journal.rows(Query(texts=("needle5",)))] == [
            *(f"x{n}" for n in range(59, 49, -1)),
            "x5",
        ]
        entry = journal.exchange("x7")
        assert entry.response is not None
        assert (entry.response.body, entry.notes, entry.attempts[0].status) == (
            b"needle7 hay",
            (),
            200,
        )
        since = make_since("2026-03-02T11:00:00+00:00")
        assert journal.count(Query(since=since)) == 61
        assert journal.count(Query(until=since)) == 0
        journal.close()

    def test_are_taken_into_the_index_little_by_little(self, file: Path) -> None:
        self.older(file, 60)
        journal = Journal(file, now=lambda: NOW)

        def waiting(connection: sqlite3.Connection) -> int:
            found = connection.execute("SELECT count(*) FROM exchange WHERE indexed = 0")
            return int(found.fetchone()[0])

        for _ in range(500):
            if not journal._store.run(waiting):
                break
            threading.Event().wait(0.01)
        assert journal._store.run(waiting) == 0
        assert journal.count(Query(texts=("hay",))) == 60
        assert journal.delete_found(Query()) == 60
        journal.close()

    def test_an_index_that_was_taken_away_is_made_anew(self, file: Path) -> None:
        journal = Journal(file, now=lambda: NOW)
        journal.record(made(1, body=b"needle"))
        journal.close()
        with closing(sqlite3.connect(file)) as other:
            other.execute("DROP TABLE exchange_words")
            other.commit()
        again = Journal(file, now=lambda: NOW)
        assert again.count(Query(texts=("needle",))) == 1
        assert again.delete("x1") == 1
        again.close()


def make_since(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_notes_come_back_with_their_attempt(file: Path) -> None:
    journal = Journal(file, now=lambda: NOW)
    notes = (Note(0, "token fetched: no token yet"), Note(1, "again in 0.2 s: 503"))
    journal.record(made(1), notes=notes)
    assert journal.exchange("x1").notes == notes
    assert [row.id for row in journal.rows(Query(texts=("token fetched",)))] == ["x1"]
    journal.close()
