"""No statement grows with the data: by SQLite's own plans, and by the steps its machine takes."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote, urlencode

import pytest

from explorer.api.operations import CATALOGUE
from explorer.sandbox.amount import Amount
from explorer.sandbox.credentials import BOTH_SCOPES
from explorer.sandbox.handlers.conversations import write_cursor
from explorer.sandbox.seed import plant
from explorer.sandbox.store.database import Database
from explorer.sandbox.store.lists import Position
from explorer.sandbox.store.tokens import add_token, digest

NOW = datetime(2018, 6, 8, 17, 36, 32, tzinfo=UTC)
TEXT = {"Content-Type": "text/plain"}

STEADY = {"site", "app", "reach", "meta", "counting", "name_index_config"}
"""Tables that a person's data do not make longer."""

JUSTIFIED = (
    # Installations without a label: those with very long names, see `names`.
    ("INDEXED BY installation_loose", "USE TEMP B-TREE FOR ORDER BY"),
    ("INDEXED BY installation_loose", "SCAN installation USING INDEX installation_loose"),
    # An app's sites, of which there are two.
    ("FROM reach JOIN site", "USE TEMP B-TREE FOR ORDER BY"),
)
"""Words of a statement, and a step of its plan that is bounded by something else."""


class Client:
    """A sandbox, and what there is in it to ask for."""

    def __init__(self, service, room):
        self.call, self.path, self.sandbox = service.call, service.path, service.sandbox
        self.cloud = service.cloud
        self.connection = service.sandbox._database.connection
        self.room = room
        with closing(sqlite3.connect(self.sandbox._database.path)) as data:
            (self.message,) = data.execute(
                "SELECT id FROM message WHERE conversation_id = ? ORDER BY ticks LIMIT 1 OFFSET "
                "(SELECT count(*) / 2 FROM message WHERE conversation_id = ?)",
                (room, room),
            ).fetchone()
            self.middle = Position(
                *data.execute(
                    "SELECT name_key, conversation_id FROM installation WHERE cloud_id = ? "
                    "ORDER BY 1, 2 LIMIT 1 OFFSET (SELECT count(*) / 2 FROM installation)",
                    (self.cloud,),
                ).fetchone()
            )
            (self.user,) = data.execute(
                "SELECT direct_user_id FROM conversation WHERE direct_user_id IS NOT NULL "
                "AND cloud_id = ? ORDER BY id LIMIT 1",
                (self.cloud,),
            ).fetchone()

    def reads(self):
        """Paths of everything that can be read, in the ways it can be asked for."""
        words = {
            "cloudId": self.cloud,
            "conversationId": self.room,
            "userId": self.user,
            "messageId": self.message,
            "mediaId": "none",
        }
        for operation in CATALOGUE.values():
            if operation.method == "GET":
                path = re.sub(
                    r"\{(\w+)\}", lambda found: quote(words[found[1]], safe=":"), operation.path
                )
                names = {place.name for place in operation.places().values()}
                for query in self._queries(names):
                    yield operation.operation_id, path + query

    def _queries(self, names):
        yield ""
        if "start" in names:
            yield "?start=3&limit=2"
        if "afterMessage" in names:
            yield f"?afterMessage={self.message}&limit=20"
            yield f"?beforeMessage={self.message}&limit=20"
            yield f"?afterMessage={self.message}&beforeTimestamp=2018-06-08T17:00:00Z"
        if "query" in names:
            for sort in ("asc", "desc"):
                cursor = write_cursor(self.middle, sort == "desc")
                for kept in (
                    {},
                    {"include-archived": "true"},
                    {"include-private": "false"},
                    {"exclude-direct": "true"},
                    {"include-archived": "true", "include-private": "false"},
                    {"include-archived": "true", "exclude-direct": "true"},
                    {"include-private": "false", "exclude-direct": "true"},
                ):
                    for part in ({}, {"query": "a"}, {"query": "in"}, {"query": "e: "}):
                        for at in ({}, {"cursor": cursor}):
                            asked = {"sort": sort, "limit": 5, **kept, **part, **at}
                            yield "?" + urlencode(asked)
            for part in ("q", "xq", "nothing like it", "Zürich", "漢", "incident 4", "@" * 90):
                yield "?" + urlencode({"query": part, "limit": 5})

    def writes(self):
        """What writes, each once: method, path, body."""
        conversation = self.path("conversation", self.room)
        yield "POST", self.path("conversation"), {"name": "Incident between others"}
        yield "PATCH", conversation, {"topic": "Another"}
        yield "PATCH", conversation, {"name": "Moved to the end of the list"}
        yield "POST", f"{conversation}/message", {"body": _document("Hello")}
        yield (
            "POST",
            self.path("conversation", "user", self.user, "message"),
            {"body": _document("Hello")},
        )
        yield "PUT", f"{conversation}/archive", None
        yield "PUT", f"{conversation}/unarchive", None

    def mention(self):
        """A message in Markdown that asks whom it names."""
        return self.call(
            "POST",
            self.path("conversation", self.room, "message"),
            "For @maya and @Tomás Herrera, and @nobody-like-this",
            headers={"Content-Type": "text/markdown"},
        )


def _document(words):
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": words}]}
    return {"version": 1, "type": "doc", "content": [paragraph]}


@pytest.fixture
def ours(fresh):
    return Client(fresh, fresh.room("incident"))


@contextmanager
def statements(connection):
    """Every statement that is run meanwhile, with its values; those of triggers, too."""
    found = []
    connection.set_trace_callback(found.append)
    try:
        yield found
    finally:
        connection.set_trace_callback(None)


def growing(plan):
    """The steps of a plan that take longer the more data there are."""
    for step in plan:
        scanned = re.match(r"SCAN (?:main\.)?(\w+)", step)
        # What a virtual table is asked for it finds by an index of its own; the steps are counted.
        walks = scanned and scanned[1] not in STEADY and "VIRTUAL TABLE INDEX" not in step
        if walks or "TEMP B-TREE" in step:
            yield step


def assert_bounded(path, found):
    """Each statement finds what it wants by an index and in order."""
    with closing(sqlite3.connect(path)) as data:
        for statement in dict.fromkeys(found):
            if not statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
                continue
            plan = [row[3] for row in data.execute(f"EXPLAIN QUERY PLAN {statement}")]
            bad = [
                step
                for step in growing(plan)
                if not any(words in statement and why in step for words, why in JUSTIFIED)
            ]
            assert not bad, (statement, plan)


def test_every_read_finds_what_it_wants_by_an_index(ours):
    asked = set()
    with statements(ours.connection) as found:
        for operation_id, path in ours.reads():
            reply = ours.call("GET", path)
            assert reply.status == (404 if path.endswith("/none") else 200), (path, reply.body)
            asked.add(operation_id)
    assert asked == {
        operation.operation_id for operation in CATALOGUE.values() if operation.method == "GET"
    }
    used = " ".join(found)
    for name in ("name_index MATCH", "INDEXED BY installation_open_rooms", "FROM roster"):
        assert name in used
    assert_bounded(ours.sandbox._database.path, found)


def test_every_write_finds_what_it_changes_by_an_index(ours):
    with statements(ours.connection) as found:
        for method, path, body in ours.writes():
            reply = ours.call(method, path, body)
            assert reply.status in (200, 201, 204), (path, reply.body)
        assert ours.mention().status == 201
        ours.call("POST", "/oauth/token", {"grant_type": "client_credentials"}, token=None)
    assert "FROM spelling" in " ".join(found)
    assert_bounded(ours.sandbox._database.path, found)


def test_a_plan_that_grows_is_seen(ours):
    for statement in (
        "SELECT * FROM message WHERE text = 'a'",
        "SELECT * FROM conversation ORDER BY topic LIMIT 3",
        "SELECT count(*) FROM message",
        "SELECT id FROM message WHERE conversation_id = 'a' ORDER BY text LIMIT 1",
    ):
        with pytest.raises(AssertionError):
            assert_bounded(ours.sandbox._database.path, [statement])


@pytest.fixture(scope="module")
def sizes(tmp_path_factory):
    """Two files: one with a hundred times as many conversations as the other."""
    made = []
    for conversations, messages in ((200, 2_000), (20_000, 24_000)):
        path = tmp_path_factory.mktemp("sizes") / f"{conversations}.db"

        fill = partial(
            plant, seed=1, now=NOW, repeatable=True, amount=Amount(conversations, messages)
        )
        Database.open(path, fill=fill).close()
        made.append(path)
    return made


def steps(connection, act):
    """How many steps SQLite's machine takes for what a server does meanwhile."""
    count = 0

    def step():
        nonlocal count
        count += 1

    connection.set_progress_handler(step, 1)
    try:
        act()
    finally:
        connection.set_progress_handler(None, 0)
    return count


def busiest(start, path):
    """A client of a file of `sizes`, whose room is the one with most messages."""
    service = start(db=path)
    with service.sandbox._database.writing() as connection:
        connection.execute("DELETE FROM token WHERE digest = ?", (digest(service.both),))
        add_token(connection, service.both, service.harbor, BOTH_SCOPES)
        room = connection.execute(
            "SELECT conversation_id FROM message GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
        ).fetchone()[0]
    return Client(service, room)


def test_reading_takes_as_many_steps_in_a_hundred_times_the_data(start, sizes):
    taken = []
    for path in sizes:
        client = busiest(start, path)
        paths = list(client.reads())
        # Once before it counts: a connection reads the tables' shapes when it first needs them.
        client.call("GET", paths[0][1])
        taken.append(
            [
                steps(client.connection, lambda: client.call("GET", target))  # noqa: B023
                for _, target in paths
            ]
        )
    assert sum(taken[0]) > 50 * len(paths)
    for (_, target), few, many in zip(paths, *taken, strict=True):
        assert many <= 1.5 * few + 200, (target, few, many)


def test_writing_takes_as_many_steps_in_a_hundred_times_the_data(start, sizes, tmp_path):
    taken = []
    for place, path in enumerate(sizes):
        copy = tmp_path / f"{place}.db"
        shutil.copyfile(path, copy)
        client = busiest(start, copy)
        writes = list(client.writes())
        taken.append(
            [
                steps(client.connection, lambda: client.call(method, target, body))  # noqa: B023
                for method, target, body in writes
            ]
            + [steps(client.connection, client.mention)]
        )
    assert sum(taken[0]) > 50 * len(taken[0])
    for write, few, many in zip([*writes, "mention"], *taken, strict=True):
        assert many <= 1.5 * few + 200, (write, few, many)
