"""Drafts: kept at every pause, shared between processes, whole after a kill."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.workbench.drafts import LONGEST, PAUSE, Draft, DraftId, Drafts

HERE = DraftId("work", "site", "room", "message")
names = st.text(max_size=4)
ids = st.builds(DraftId, names, names, names, names, names)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "drafts.db"


def on_disk(file: Path) -> list[str]:
    """The texts another process would find."""
    connection = sqlite3.connect(file)
    try:
        return [text for (text,) in connection.execute("SELECT text FROM draft")]
    finally:
        connection.close()


def test_a_draft_is_there_at_once_and_tomorrow(file: Path) -> None:
    drafts = Drafts(file)
    drafts.put(HERE, "half a sen", base="before")
    assert drafts.get(HERE) == "half a sen"
    drafts.close()
    again = Drafts(file)
    kept = again.entry(HERE)
    assert isinstance(kept, Draft)
    assert (kept.text, kept.base) == ("half a sen", "before")
    again.delete(HERE)
    assert again.get(HERE) is None
    again.close()
    assert on_disk(file) == []


def test_a_pause_writes(file: Path) -> None:
    drafts = Drafts(file)
    drafts.flush()
    drafts.put(HERE, "a")
    deadline = time.monotonic() + 5
    while on_disk(file) != ["a"] and time.monotonic() < deadline:
        time.sleep(0.01)
    assert on_disk(file) == ["a"]
    drafts.close()


def test_typing_without_a_pause_is_written_twice_a_second(file: Path) -> None:
    drafts = Drafts(file)
    drafts.flush()
    began = time.monotonic()
    seen: dict[str, float] = {}
    number = 0
    while time.monotonic() - began < 3 * LONGEST:
        drafts.put(HERE, str(number))
        number += 1
        for text in on_disk(file):
            seen.setdefault(text, time.monotonic() - began)
        time.sleep(PAUSE / 10)
    assert len(seen) >= 2
    drafts.close()
    assert on_disk(file) == [str(number - 1)]


def test_two_processes_share_a_file(file: Path) -> None:
    one, other = Drafts(file), Drafts(file)
    for number in range(50):
        one.put(DraftId("w", "s", "c", "message", f"one {number}"), "1")
        other.put(DraftId("w", "s", "c", "message", f"other {number}"), "2")
    other.put(HERE, "theirs")
    assert one.flush()
    assert other.flush()
    assert one.get(HERE) == "theirs"
    assert len(one.list()) == len(other.list()) == 101
    one.close()
    other.close()
    assert len(on_disk(file)) == 101


KILLED = """
import sys, time
from pathlib import Path
from explorer.workbench.drafts import DraftId, Drafts
drafts = Drafts(Path(sys.argv[1]))
for number in range(1_000_000):
    drafts.put(DraftId("work", "site", "room", "message"), "x" * number)
    print(number, flush=True)
    time.sleep(0.005)
"""


def test_a_killed_process_loses_half_a_second_at_most(file: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", KILLED, str(file)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    typed: list[tuple[float, int]] = []
    began = time.monotonic()
    for line in child.stdout:
        typed.append((time.monotonic(), int(line)))
        if time.monotonic() - began > 1.4:
            break
    os.kill(child.pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    killed = time.monotonic()
    child.stdout.close()
    child.wait()
    drafts = Drafts(file)
    kept = len(drafts.get(HERE) or "")
    drafts.close()
    due = max((number for at, number in typed if at < killed - 0.9), default=0)
    assert kept >= due > 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.tuples(ids, st.none() | st.text()), max_size=12))
def test_keys_never_meet(file: Path, acts: list[tuple[DraftId, str | None]]) -> None:
    # A file of its own for each example: what SQLite keeps beside a file outlives the file.
    drafts = Drafts(file.with_name(f"{time.monotonic_ns()}.db"))
    expected: dict[DraftId, str] = {}
    for id, text in acts:
        if text is None:
            drafts.delete(id)
            expected.pop(id, None)
        else:
            drafts.put(id, text)
            expected[id] = text
    for flushed in (False, True):
        assert {draft.id: draft.text for draft in drafts.list()} == expected
        for id, _ in acts:
            assert drafts.get(id) == expected.get(id)
        if not flushed:
            drafts.flush()
    drafts.close()


def test_lists_by_what_is_named_and_the_latest_first(file: Path) -> None:
    drafts = Drafts(file)
    for number, kind in enumerate(("message", "chat:bot", "message")):
        drafts.put(DraftId("w", "s", f"c{number}", kind), str(number))
        if number == 0:
            drafts.flush()
    drafts.put(DraftId("other", "s", "c", "message"), "9")
    found = [draft.text for draft in drafts.list(profile="w", kind="message")]
    assert found == ["2", "0"]
    assert drafts.list(conversation="none") == []
    drafts.close()


def test_half_a_surrogate_pair_does_not_stop_the_rest(file: Path) -> None:
    drafts = Drafts(file)
    drafts.put(HERE, "a\ud83d")
    assert drafts.flush()
    assert drafts.get(HERE) == r"a\ud83d"
    drafts.close()


class TestFiles:
    def test_a_damaged_file_is_set_aside(self, file: Path) -> None:
        file.write_bytes(b"this is no database at all" * 100)
        said: list[str] = []
        drafts = Drafts(file, report=said.append)
        drafts.put(HERE, "new")
        assert drafts.flush()
        drafts.close()
        [sentence] = said
        assert "was damaged; what was left of it is kept as" in sentence
        assert on_disk(file) == ["new"]
        [kept] = file.parent.glob("drafts.db.damaged-*")
        assert kept.read_bytes().startswith(b"this is no database")

    def test_pages_that_are_damaged_are_found_on_opening(self, file: Path) -> None:
        drafts = Drafts(file)
        for number in range(200):
            drafts.put(DraftId("w", "s", "c", "message", str(number)), "x" * 500)
        drafts.close()
        content = bytearray(file.read_bytes())
        content[8192:40960] = b"\x55" * (40960 - 8192)
        file.write_bytes(content)
        said: list[str] = []
        Drafts(file, report=said.append).close()
        assert "was damaged" in said[0]

    def test_a_newer_file_is_refused_and_left_alone(self, file: Path) -> None:
        Drafts(file).close()
        connection = sqlite3.connect(file)
        connection.execute("PRAGMA user_version = 99")
        connection.close()
        before = file.read_bytes()
        said: list[str] = []
        drafts = Drafts(file, report=said.append)
        drafts.put(HERE, "kept for now")
        assert not drafts.flush()
        assert drafts.get(HERE) == "kept for now"
        drafts.close()
        assert "written by a newer version of Stride Explorer (schema 99" in said[0]
        assert file.read_bytes() == before

    def test_a_place_that_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        said: list[str] = []
        drafts = Drafts(tmp_path / "file" / "drafts.db", report=said.append)
        drafts.put(HERE, "kept for now")
        assert drafts.get(HERE) == "kept for now"
        drafts.close()
        assert len(said) == 1

    def test_a_full_disk_is_said_once_and_written_later(self, file: Path) -> None:
        said: list[str] = []
        drafts = Drafts(file, report=said.append)
        drafts._store.run(lambda connection: connection.execute("PRAGMA max_page_count = 1"))
        drafts.put(HERE, "x" * 100_000)
        assert not drafts.flush()
        drafts.put(HERE, "y" * 100_000)
        assert not drafts.flush()
        assert drafts.get(HERE) == "y" * 100_000
        drafts._store.run(lambda connection: connection.execute("PRAGMA max_page_count = 9999"))
        assert drafts.flush()
        drafts.close()
        assert said == ["The drafts cannot be written: the disk is full. Free some space."]
        assert on_disk(file) == ["y" * 100_000]

    def test_only_the_owner_can_read_them(self, file: Path) -> None:
        drafts = Drafts(file)
        drafts.put(HERE, "mine")
        drafts.flush()
        if os.name == "posix":
            modes = {each.stat().st_mode & 0o777 for each in file.parent.iterdir()}
            assert modes == {0o600}
        drafts.close()
