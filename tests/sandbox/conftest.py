"""A seeded sandbox for tests that read, a fresh copy of it for each test that writes."""

from __future__ import annotations

import http.client
import json
import shutil
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from explorer.sandbox.credentials import BOTH_SCOPES
from explorer.sandbox.seed import plant
from explorer.sandbox.seed.ids import Ids
from explorer.sandbox.seed.people import Cast
from explorer.sandbox.seed.planting import app_id, room_id
from explorer.sandbox.server import Sandbox
from explorer.sandbox.store.database import Database
from explorer.sandbox.store.tokens import add_token

NOW = datetime(2018, 6, 8, 17, 36, 32, tzinfo=UTC)
BOTH = "test-token-with-both-scopes"
MANAGE_ONLY = "test-token-with-manage-only"
NO_SCOPE = "test-token-without-scopes"
EXPIRED = "test-token-that-has-expired"


@dataclass(frozen=True)
class Reply:
    """An answer, read to its end."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def message(self) -> str:
        """The message of an error, whose body must be of the service's shape."""
        found = self.json
        assert set(found) == {"code", "message"}
        assert found["code"] == self.status
        return found["message"]


class Service:
    """A sandbox as a test calls it, and the ids it needs."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.cast = Cast(Ids(1))
        self.cloud, self.labs = sandbox.credentials.cloud_ids
        self.both = BOTH
        self.manage = MANAGE_ONLY
        self.no_scope = NO_SCOPE
        self.expired = EXPIRED
        self.participate = sandbox.credentials.participate_token
        self.room_token = sandbox.credentials.room_token
        self.harbor = app_id(self.cast, "harbor")
        self._connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)

    def room(self, key: str) -> str:
        return room_id(self.cast, key)

    def media(self, key: str) -> str:
        return self.cast.ids.uuid(f"media/{key}")

    def user(self, nick: str) -> str:
        return self.cast.user(nick)

    def path(self, *segments: str, cloud: str = "") -> str:
        """The path of a site: `path("conversation", id)`, each segment encoded."""
        return "/".join(
            ["/site", *(quote(each, safe=":") for each in (cloud or self.cloud, *segments))]
        )

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = BOTH,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """Send a request; a body that is neither text nor bytes is sent as JSON."""
        sent = dict(headers or {})
        if token is not None:
            sent.setdefault("Authorization", f"Bearer {token}")
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        if isinstance(body, str):
            body = body.encode("utf-8")
        self._connection.request(method, path, body, sent)
        answer = self._connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, found, answer.read())

    def get(self, path: str, **more: Any) -> Any:
        """The JSON of a successful GET."""
        reply = self.call("GET", path, **more)
        assert reply.status == 200, reply.body
        return reply.json

    def close(self) -> None:
        self._connection.close()


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory):
    """A file with the data of seed 1, and tokens that the tests want beside the printed ones."""

    def fill(connection):
        plant(connection, seed=1, now=NOW, repeatable=True)
        harbor = app_id(Cast(Ids(1)), "harbor")
        add_token(connection, BOTH, harbor, BOTH_SCOPES)
        add_token(connection, MANAGE_ONLY, harbor, "manage:conversation")
        add_token(connection, NO_SCOPE, harbor, "")
        add_token(connection, EXPIRED, harbor, BOTH_SCOPES, expires=1.0)

    path = tmp_path_factory.mktemp("seeded") / "sandbox.db"
    Database.open(path, fill=fill).close()
    return path


@contextmanager
def running(seeded_file, path):
    """A service on a copy of the seeded file."""
    shutil.copyfile(seeded_file, path)
    with Sandbox.start(db=path, port=0) as sandbox:
        service = Service(sandbox)
        yield service
        service.close()


@pytest.fixture(scope="session")
def service(seeded_file, tmp_path_factory):
    """A running sandbox, shared by tests that only read."""
    with running(seeded_file, tmp_path_factory.mktemp("shared") / "sandbox.db") as service:
        yield service


@pytest.fixture(scope="module")
def used(seeded_file, tmp_path_factory):
    """A running sandbox of one file of tests, each of which bears what others have changed."""
    with running(seeded_file, tmp_path_factory.mktemp("used") / "sandbox.db") as service:
        yield service


@pytest.fixture
def fresh_file(seeded_file, tmp_path):
    """A file of its own for a test that writes."""
    path = tmp_path / "sandbox.db"
    shutil.copyfile(seeded_file, path)
    return path


@pytest.fixture
def start(fresh_file):
    """Starts servers on the test's own file; all are stopped at its end."""
    running: list[Service] = []

    def begin(**options: Any) -> Service:
        options.setdefault("db", fresh_file)
        options.setdefault("port", 0)
        running.append(Service(Sandbox.start(**options)))
        return running[-1]

    yield begin
    for service in running:
        service.close()
        service.sandbox.stop()


@pytest.fixture
def fresh(start):
    """A running sandbox of its own for a test that writes."""
    return start()


@pytest.fixture
def seeded(seeded_file):
    """A connection to the seeded file, for looking at what is in it."""
    connection = sqlite3.connect(f"file:{seeded_file}?mode=ro", uri=True)
    yield connection
    connection.close()
