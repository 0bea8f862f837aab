"""Each fault as a caller meets it, and whether the service has done what was asked."""

from __future__ import annotations

import http.client
import json
import socket

import pytest

from explorer.api.operations import CATALOGUE
from explorer.sandbox.faults.table import FAULTS

TEXT = {"Content-Type": "text/plain"}


def lunch(service):
    return service.path("conversation", service.room("lunch"), "message")


def raw(service, prefer, *, path="/me", method="GET", body=b"", token=None):
    """All bytes of the answer to one request, and whether the connection was reset."""
    with socket.create_connection(("127.0.0.1", service.sandbox.port), timeout=10) as line:
        line.sendall(
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nPrefer: {prefer}\r\n"
            f"Authorization: Bearer {token or service.both}\r\nContent-Type: text/plain\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
            + body
        )
        received = b""
        try:
            while piece := line.recv(1 << 20):
                received += piece
        except ConnectionResetError:
            return received, True
        return received, False


def without_answer(service):
    """A request whose answer has no body."""
    path = lunch(service)
    made = service.call("POST", path, "x", headers=TEXT).json["id"]
    return {"path": f"{path}/{made}", "method": "DELETE"}


def asked(service, prefer, **more):
    return service.call("GET", "/me", headers={"Prefer": prefer}, **more)


# What a caller sees


@pytest.mark.parametrize("status", [200, 400, 401, 404, 418, 429, 500, 503, 599])
def test_status_is_an_error_of_the_services_own_shape(service, status):
    reply = asked(service, f"code={status}")
    assert reply.status == status
    assert "fault" in reply.message
    assert reply.headers["preference-applied"] == f"code={status}"
    assert reply.headers["x-ratelimit-limit"] == "100"
    assert "retry-after" not in reply.headers
    assert ("www-authenticate" in reply.headers) == (status == 401)


@pytest.mark.parametrize("status", [204, 304])
def test_a_status_without_a_body_has_none(service, status):
    assert asked(service, f"code={status}").body == b""


def test_status_with_retry_after(service):
    reply = asked(service, "code=503; retry-after=2")
    assert (reply.status, reply.headers["retry-after"]) == (503, "2")


def test_latency_only_delays(service, monkeypatch):
    waits = []

    async def pause(self, seconds):
        waits.append(seconds)

    monkeypatch.setattr("explorer.sandbox.protocol.SandboxProtocol.pause", pause)
    assert asked(service, "delay=1200").json == service.get("/me")
    assert asked(service, "fault=latency; milliseconds=7").status == 200
    assert asked(service, "delay=300, code=502").status == 502
    assert waits == [1.2, 0.007, 0.3]


def test_latency_really_waits(service):
    reply = asked(service, "delay=30")
    assert reply.status == 200
    assert service.sandbox._log.latest()[-1].milliseconds >= 30


@pytest.mark.parametrize(
    ("prefer", "reset"),
    [
        ("fault=refuse", True),
        ("fault=drop-before", False),
        ("fault=drop-before; how=rst", True),
        ("fault=drop-after", False),
        ("fault=drop-after; how=rst", True),
    ],
)
def test_dropped_connections_give_not_a_byte(service, prefer, reset):
    assert raw(service, prefer) == (b"", reset)


def test_refuse_does_not_wait_for_the_body(service):
    with socket.create_connection(("127.0.0.1", service.sandbox.port), timeout=10) as line:
        line.sendall(
            f"POST {lunch(service)} HTTP/1.1\r\nHost: localhost\r\nPrefer: fault=refuse\r\n"
            f"Authorization: Bearer {service.both}\r\nContent-Length: 100\r\n\r\n".encode()
        )
        with pytest.raises(ConnectionResetError):
            line.recv(100)


def test_empty_has_the_right_status_and_no_bytes(service):
    reply = asked(service, "fault=empty")
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["content-type"] == "application/json"


def test_cut_ends_short_of_its_length(service):
    whole = service.call("GET", "/me").body
    for prefer, left in (
        ("fault=cut", len(whole) // 2),
        ("fault=cut; bytes=3", 3),
        ("fault=cut; bytes=0", 0),
        ("fault=cut; bytes=99999", len(whole) - 1),
    ):
        received, reset = raw(service, prefer)
        head, _, body = received.partition(b"\r\n\r\n")
        assert f"content-length: {len(whole)}".encode() in head
        assert body == whole[:left]
        assert not reset
    connection = http.client.HTTPConnection("127.0.0.1", service.sandbox.port, timeout=10)
    connection.request(
        "GET", "/me", headers={"Authorization": f"Bearer {service.both}", "Prefer": "fault=cut"}
    )
    with pytest.raises(http.client.IncompleteRead):
        connection.getresponse().read()
    connection.close()


def test_cut_by_reset_comes_after_the_bytes(service):
    received, reset = raw(service, "fault=cut; bytes=3; how=rst")
    assert reset
    assert received.endswith(b'\r\n\r\n{"a')


def test_cut_ends_in_the_head_where_there_is_no_body(fresh):
    received, _ = raw(fresh, "fault=cut", **without_answer(fresh))
    assert received.startswith(b"HTTP/1.1 204 No Content\r\n")
    assert b"\r\n\r\n" not in received


def test_drip_is_the_right_answer_in_pieces(service, monkeypatch):
    whole = service.call("GET", "/me").body
    waits = []

    async def pause(self, seconds):
        waits.append(seconds)

    monkeypatch.setattr("explorer.sandbox.protocol.SandboxProtocol.pause", pause)
    received, reset = raw(service, "fault=drip; pieces=5; every=40")
    assert received.partition(b"\r\n\r\n")[2] == whole
    assert not reset
    assert waits == [0.04] * 5
    assert asked(service, "fault=drip; pieces=10000").body == whole
    assert len(waits) == 5 + len(whole)


def test_drip_of_an_answer_without_a_body_is_of_its_head(fresh):
    received, _ = raw(fresh, "fault=drip; pieces=3; every=1", **without_answer(fresh))
    assert received.startswith(b"HTTP/1.1 204 No Content\r\n")
    assert received.endswith(b"\r\n\r\n")


def test_bad_json_is_no_json(service):
    for path in ("/me", "/site/", "/nope"):
        reply = service.call("GET", path, headers={"Prefer": "fault=bad-json"})
        if path == "/nope":
            assert reply.status == 404  # No operation, no fault.
            continue
        assert reply.headers["content-type"] == "application/json"
        with pytest.raises(json.JSONDecodeError):
            json.loads(reply.body)


def test_bad_utf8_is_json_but_for_some_bytes(service):
    reply = asked(service, "fault=bad-utf8")
    with pytest.raises(UnicodeDecodeError):
        reply.body.decode()
    assert set(json.loads(reply.body.decode("utf-8", "replace"))) == set(service.get("/me"))


def test_html_is_a_page(service):
    reply = asked(service, "fault=html")
    assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert reply.body.startswith(b"<!doctype html><h1>")
    assert asked(service, "fault=html; status=502").status == 502


def test_wrong_type_is_the_right_answer_under_another_type(service):
    reply = asked(service, "fault=wrong-type")
    assert (reply.json, reply.headers["content-type"]) == (service.get("/me"), "text/html")
    reply = asked(service, 'fault=wrong-type; type="text/csv"')
    assert reply.headers["content-type"] == "text/csv"


def test_wrong_shape_has_every_member_with_another_type(service):
    right = service.get(service.path("conversation"))
    reply = service.call(
        "GET", service.path("conversation"), headers={"Prefer": "fault=wrong-shape"}
    )
    wrong = reply.json
    assert list(wrong) == list(right)
    assert all(type(wrong[name]) is not type(right[name]) for name in right)


def test_no_content_is_204(service):
    reply = asked(service, "fault=no-content")
    assert (reply.status, reply.body) == (204, b"")


def test_deep_is_nested_as_asked(service):
    assert asked(service, "fault=deep").body == b"[" * 10_000 + b"]" * 10_000
    assert asked(service, "fault=deep; levels=3").json == [[[]]]


@pytest.mark.parametrize("declared", ["yes", "no"])
def test_huge_is_json_of_the_size_asked_for(service, declared):
    reply = asked(service, f"fault=huge; bytes=200000; declared={declared}")
    assert len(reply.body) == 200_000
    assert set(reply.json["padding"]) == {"x"}
    assert ("content-length" in reply.headers) == (declared == "yes")


def test_huge_is_not_made_in_memory_and_ends_when_its_reader_goes(service):
    prefer = f"fault=huge; bytes={2**40}"
    with socket.create_connection(("127.0.0.1", service.sandbox.port), timeout=10) as line:
        line.sendall(
            f"GET /me HTTP/1.1\r\nHost: localhost\r\nPrefer: {prefer}\r\n"
            f"Authorization: Bearer {service.both}\r\n\r\n".encode()
        )
        seen = 0
        while seen < 8 * 2**20:
            seen += len(line.recv(1 << 20))
        # The reader stands still; the others do not.
        assert service.call("GET", "/me").status == 200
    assert service.call("GET", "/me").status == 200


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects(service, status):
    reply = asked(service, f"fault=redirect; status={status}")
    assert (reply.status, reply.headers["location"]) == (status, "https://elsewhere.example/")
    reply = asked(service, "fault=redirect; location=/site/")
    assert reply.headers["location"] == "/site/"
    path = service.path("conversation") + "?limit=1"
    reply = service.call("GET", path, headers={"Prefer": f"fault=redirect-loop; status={status}"})
    assert (reply.status, reply.headers["location"]) == (status, path)


def texts(value):
    if isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


def test_hostile_fills_every_text_that_has_no_form(service):
    headers = {"Prefer": "fault=hostile"}
    right = service.get(service.path("conversation"))
    wrong = service.call("GET", service.path("conversation"), headers=headers).json
    for before, after in zip(right["values"], wrong["values"], strict=True):
        for name in ("id", "cloudId", "type", "privacy", "created", "modified", "isArchived"):
            assert after[name] == before[name]
        assert after["avatarUrl"].startswith("javascript:")
        for name in ("name", "topic"):
            assert {"\x1b", "\x00", "\x9b", "\u202e"} <= set(after[name])
            assert "<script>" in after[name]
    thread = service.path("conversation", service.room("formatting"), "message")
    for message in service.call("GET", thread, headers=headers).json["messages"]:
        assert "\x1b" in message["text"]
        assert message["body"]["type"] == "doc"
    reply = service.call("GET", "/me", headers={"Prefer": "fault=hostile; ids=yes"})
    assert "\x1b" in reply.json["account_id"]


# What has been done


def written(service, prefer):
    """Send a message and edit a module under a fault; what is there afterwards."""
    path = lunch(service)
    text = f"sent under {prefer}"
    raw(service, prefer, path=path, method="POST", body=text.encode())
    found = service.get(f"{path}/recent?limit=1")["messages"][0]["text"]
    return found == text


@pytest.mark.parametrize("name", FAULTS)
def test_a_write_has_been_done_where_the_table_says_so(fresh, name):
    small = {"latency": "; milliseconds=1", "huge": "; bytes=2000", "drip": "; every=0"}
    assert written(fresh, f"fault={name}{small.get(name, '')}") is FAULTS[name].committed


def test_a_refused_write_stays_refused_under_a_fault(fresh):
    reply = fresh.call(
        "POST",
        lunch(fresh),
        "x",
        token=fresh.no_scope,
        headers={**TEXT, "Prefer": "fault=wrong-type"},
    )
    assert reply.status == 403
    assert reply.headers["content-type"] == "text/html"
    assert asked(fresh, "code=503", token="unknown").status == 401


# What a hostile answer is to the one who reads it


def shapes(service):
    """Operations and targets whose answers have every kind of shape."""
    thread = lunch(service)
    formatting = service.path("conversation", service.room("formatting"), "message")
    some = service.get(f"{formatting}/recent?limit=1")["messages"][0]["id"]
    yield "GetAllHandler", "/site/"
    yield "ConversationGetAllHandler", service.path("conversation")
    yield "MeGetHandler", "/me"
    yield "UserGetHandler", f"/scim/site/{service.cloud}/Users/{service.user('maya')}"
    for operation_id, operation in CATALOGUE.items():
        room = service.path("conversation", service.room("incident"))
        if operation.method == "GET" and "/app/module/" in operation.path:
            yield (
                operation_id,
                operation.path.replace("/site/{cloudId}/conversation/{conversationId}", room),
            )
        elif operation.path.endswith("/message") and operation.method == "GET":
            yield operation_id, thread
        elif operation.path.endswith("/message/recent"):
            yield operation_id, f"{formatting}/recent"
        elif operation.path.endswith("/message/{messageId}") and operation.method == "GET":
            yield operation_id, f"{formatting}/{some}"


@pytest.mark.parametrize("prefer", ["fault=hostile", "fault=hostile; ids=yes"])
def test_hostile_answers_still_have_their_shape(service, prefer):
    seen = 0
    for operation_id, target in shapes(service):
        operation = CATALOGUE[operation_id]
        plain = service.call("GET", target)
        reply = service.call("GET", target, headers={"Prefer": prefer})
        before, after = (
            operation.unchecked().parse(each.status, each.body) for each in (plain, reply)
        )
        assert type(after) is type(before), operation_id
        for name in ("values", "messages"):
            kinds = [[type(item) for item in getattr(each, name, [])] for each in (before, after)]
            assert kinds[0] == kinds[1], operation_id
        seen += 1
    assert seen == 15
