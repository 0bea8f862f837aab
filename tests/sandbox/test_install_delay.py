"""An app is installed a while after it has started a conversation, where the sandbox is told so."""

from __future__ import annotations

import time

import pytest

from explorer.sandbox.refusals import SandboxError
from explorer.sandbox.server import Sandbox

TEXT = {"Content-Type": "text/plain"}


@pytest.fixture
def moment(monkeypatch):
    """The machine's time, which goes on when a test says so."""
    now = [time.time()]
    monkeypatch.setattr("time.time", lambda: now[0])

    def later(seconds):
        now[0] += seconds

    return later


def names(service):
    return [each["name"] for each in service.get(service.path("conversation"))["values"]]


def test_a_new_room_is_refused_and_unlisted_until_then(start, moment):
    service = start(install_delay=5)
    made = service.call("POST", service.path("conversation"), {"name": "aaa new"})
    assert made.status == 201
    room = service.path("conversation", made.json["id"])
    for method, path, body in (
        ("GET", room, None),
        ("PATCH", room, {"topic": "x"}),
        ("POST", f"{room}/message", "hello"),
        ("GET", f"{room}/message", None),
        ("PUT", f"{room}/app/module/chat:bot/key", {"mention": {"url": "/x"}}),
    ):
        headers = TEXT if isinstance(body, str) else None
        reply = service.call(method, path, body, headers=headers)
        assert reply.status == 403
        assert "not installed in this conversation yet" in reply.message
    assert "aaa new" not in names(service)
    moment(4.9)
    assert service.call("GET", room).status == 403
    moment(0.2)
    assert service.get(room)["name"] == "aaa new"
    assert names(service)[0] == "aaa new"
    assert service.call("POST", f"{room}/message", "hello", headers=TEXT).status == 201


def direct(service):
    """The path of a conversation that is not started yet, and how many are listed."""
    with service.sandbox._database.reading() as connection:
        (user,) = connection.execute(
            """SELECT id FROM person WHERE cloud_id = ? AND NOT is_app AND id NOT IN (
            SELECT direct_user_id FROM conversation WHERE direct_app_id = ? AND cloud_id = ?)""",
            (service.cloud, service.harbor, service.cloud),
        ).fetchone()
    return service.path("conversation", "user", user), len(names(service))


def test_a_direct_conversation_is_answered_once_and_refused_until_then(start, moment):
    service = start(install_delay=5)
    path, before = direct(service)
    started = service.call("GET", path)
    assert started.status == 200
    assert service.call("GET", path).status == 403
    assert service.call("POST", f"{path}/message", "hello", headers=TEXT).status == 403
    room = service.path("conversation", started.json["id"])
    assert service.call("GET", room).status == 403
    assert len(names(service)) == before
    moment(5.1)
    assert service.call("GET", path).json == service.get(room) == started.json
    assert service.call("POST", f"{path}/message", "hello", headers=TEXT).status == 201
    assert len(names(service)) == before + 1


def test_a_first_message_starts_the_conversation_and_is_not_sent(start, moment):
    service = start(install_delay=5)
    path, _ = direct(service)
    reply = service.call("POST", f"{path}/message", "hello", headers=TEXT)
    assert reply.status == 403
    assert "yet" in reply.message
    moment(5.1)
    room = service.get(path)["id"]
    thread = service.path("conversation", room, "message")
    assert service.get(thread)["messages"] == []
    assert service.call("POST", f"{path}/message", "hello", headers=TEXT).status == 201


def test_the_moment_is_the_files_not_the_servers(start, moment):
    slow, other = start(install_delay=5), start()
    made = slow.call("POST", slow.path("conversation"), {"name": "new"}).json["id"]
    room = slow.path("conversation", made)
    assert other.call("GET", room).status == 403
    moment(5.1)
    assert other.call("GET", room).status == 200
    assert slow.call("GET", room).status == 200
    at_once = other.call("POST", other.path("conversation"), {"name": "at once"}).json["id"]
    assert slow.call("GET", slow.path("conversation", at_once)).status == 200


@pytest.mark.parametrize("seconds", [-1, 86_401, float("nan")])
def test_a_delay_that_makes_no_sense_is_refused(seconds):
    with pytest.raises(SandboxError, match="delay"):
        Sandbox.start(install_delay=seconds)
