"""The file: private, brought forward, refused where it is not ours; two servers on one file."""

from __future__ import annotations

import sqlite3
import stat
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from explorer.sandbox.refusals import SandboxError
from explorer.sandbox.server import Sandbox
from explorer.sandbox.store import conversations, lists, schema
from explorer.sandbox.store.database import Database

TEXT = {"Content-Type": "text/plain"}


def nothing(connection):
    """No first data."""


def never(connection):
    raise AssertionError("a file that is there is not filled again")


@pytest.mark.skipif(sys.platform == "win32", reason="files there have no modes")
def test_the_file_is_readable_by_its_owner_only(tmp_path):
    path = tmp_path / "deep" / "er" / "sandbox.db"
    with Sandbox.start(db=path, port=0):
        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
        assert {file.name for file in path.parent.iterdir()} >= {"sandbox.db", "sandbox.db-wal"}


def test_an_older_file_is_brought_forward_with_its_data(fresh_file, monkeypatch):
    step = ("ALTER TABLE site ADD COLUMN motto TEXT NOT NULL DEFAULT 'none'",)
    monkeypatch.setattr(schema, "MIGRATIONS", [*schema.MIGRATIONS, step])
    database = Database.open(fresh_file, fill=never)
    with database.reading() as connection:
        rows = connection.execute("SELECT name, motto FROM site ORDER BY position").fetchall()
        version = connection.execute("PRAGMA user_version").fetchone()
    database.close()
    assert rows == [("Acme", "none"), ("Acme Labs", "none")]
    assert version == (len(schema.MIGRATIONS),)


def test_a_migration_that_fails_leaves_the_file_as_it_was(fresh_file, monkeypatch):
    with monkeypatch.context() as patch:
        steps = [*schema.MIGRATIONS, ("ALTER TABLE site ADD COLUMN a", "SELECT nonsense")]
        patch.setattr(schema, "MIGRATIONS", steps)
        with pytest.raises(SandboxError, match="nonsense"):
            Database.open(fresh_file, fill=never)
    database = Database.open(fresh_file, fill=never)
    with database.reading() as connection:
        columns = connection.execute("SELECT * FROM site").description
    database.close()
    assert "a" not in [each[0] for each in columns]


def test_a_newer_file_is_refused_in_one_sentence(fresh_file):
    connection = sqlite3.connect(fresh_file)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(SandboxError, match="newer version of Stride Explorer") as refused:
        Sandbox.start(db=fresh_file, port=0)
    assert str(fresh_file) in str(refused.value)


def test_a_file_of_another_program_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipes (name)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(SandboxError, match="another program"):
        Sandbox.start(db=path, port=0)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database, but long enough to look at" * 50, b"short"])
def test_what_is_no_database_is_refused(tmp_path, content):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(SandboxError, match="cannot be used"):
        Sandbox.start(db=path, port=0)
    assert path.read_bytes() == content


def test_a_directory_is_refused(tmp_path):
    with pytest.raises(SandboxError, match="cannot be opened"):
        Sandbox.start(db=tmp_path, port=0)


def test_a_file_where_its_directory_should_be_is_refused(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SandboxError, match="cannot be opened"):
        Sandbox.start(db=tmp_path / "file" / "sandbox.db", port=0)


def test_two_that_make_the_file_at_once_fill_it_once(tmp_path):
    path = tmp_path / "sandbox.db"
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: Sandbox.start(db=path, port=0), range(4)))
    try:
        assert len({each.credentials.client_secret for each in found}) == 1
        assert len({each.port for each in found}) == 4
    finally:
        for each in found:
            each.stop()


def test_two_servers_see_what_the_other_writes(start):
    first, second = start(), start()
    path = first.path("conversation", first.room("lunch"), "message")
    made = first.call("POST", path, "from one", headers=TEXT).json["id"]
    assert second.get(f"{path}/{made}")["text"] == "from one"
    assert second.call("PUT", f"{path}/{made}", "from two", headers=TEXT).status == 200
    assert first.get(f"{path}/{made}")["text"] == "from two"
    assert first.call("DELETE", f"{path}/{made}").status == 204
    assert second.call("GET", f"{path}/{made}").status == 404


def test_two_servers_write_at_once_and_lose_nothing(start):
    servers = [start(), start()]
    path = servers[0].path("conversation", servers[0].room("lunch"), "message")

    def write(server):
        return [
            server.call("POST", path, f"{number}", headers=TEXT).json["id"] for number in range(30)
        ]

    with ThreadPoolExecutor(2) as pool:
        sent = [message for found in pool.map(write, servers) for message in found]
    found = servers[0].get(path)["messages"][-60:]
    assert {each["id"] for each in found} == set(sent)
    assert [each["ts"] for each in found] == sorted({each["ts"] for each in found})


def test_a_token_of_one_server_is_good_for_the_other(start):
    first, second = start(), start()
    credentials = first.sandbox.credentials
    reply = first.call(
        "POST",
        "/oauth/token",
        {
            "grant_type": "client_credentials",
            "client_id": credentials.client_id,
            "client_secret": credentials.client_secret,
        },
        token=None,
    )
    assert second.call("GET", "/me", token=reply.json["access_token"]).status == 200


def test_a_file_that_another_holds_is_503_and_says_when_to_come_again(fresh, fresh_file):
    fresh.sandbox._database.connection.execute("PRAGMA busy_timeout = 20")
    other = sqlite3.connect(fresh_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        reply = fresh.call("GET", "/me")
        assert reply.status == 503
        assert reply.headers["retry-after"] == "1"
        assert "Nothing was changed" in reply.message
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert fresh.call("GET", "/me").status == 200


def test_what_was_written_is_there_after_a_stop(start):
    first = start()
    path = first.path("conversation", first.room("lunch"), "message")
    made = first.call("POST", path, "kept", headers=TEXT).json["id"]
    first.sandbox.stop()
    assert start().get(f"{path}/{made}")["text"] == "kept"


def _steps(connection, act):
    """How many steps of SQLite's machine an act takes, to the nearest ten."""
    count = 0

    def step():
        nonlocal count
        count += 1

    connection.set_progress_handler(step, 10)
    try:
        act()
    finally:
        connection.set_progress_handler(None, 0)
    return count * 10


def test_a_page_costs_the_same_however_long_the_list(tmp_path):
    database = Database.open(None, fill=nothing)
    connection = database.connection

    def grow(first, last):
        with database.writing():
            for number in range(first, last):
                row = conversations.ConversationRow(
                    f"id-{number}",
                    "cloud",
                    f"Room {number:06}",
                    "",
                    "group",
                    "public",
                    0,
                    "",
                    "",
                    "",
                )
                conversations.add(connection, row)
                conversations.install(connection, "app", row)

    def page():
        return _steps(
            connection,
            lambda: lists.page(
                connection, "app", "cloud", lists.Filter(), lists.Position("room 000050", ""), 20
            ),
        )

    def history():
        return _steps(
            connection,
            lambda: connection.execute(
                "SELECT * FROM message WHERE conversation_id = ? AND ticks < ? "
                "ORDER BY ticks DESC LIMIT 20",
                ("room", 10_000),
            ).fetchall(),
        )

    def talk(first, last):
        with database.writing():
            connection.executemany(
                "INSERT INTO message VALUES (?, 'room', ?, 'me', '', '{}')",
                [(f"id-{number}", number) for number in range(first, last)],
            )

    grow(0, 100)
    talk(0, 100)
    few = page(), history()
    grow(100, 3000)
    talk(100, 3000)
    many = page(), history()
    database.close()
    assert few[0] > 100
    assert max(abs(one - other) for one, other in zip(few, many, strict=True)) <= 10
