"""The log of requests: exact bytes, told apart, within bounds, and without secrets."""

from __future__ import annotations

import json
import socket
import time
from urllib.parse import urlencode

import pytest

from explorer.sandbox import request_log
from explorer.sandbox.request_log import Entry, RequestLog


def admin(service, method, path):
    return service.call(method, f"/sandbox/{path}", token=service.sandbox.credentials.admin_token)


def connect(service):
    return socket.create_connection(("127.0.0.1", service.sandbox.port), timeout=10)


def answers(line, number):
    """Read whole answers; their statuses."""
    found, received = [], b""
    while len(found) < number:
        piece = line.recv(1 << 16)
        if not piece:
            break
        received += piece
        while b"\r\n\r\n" in received:
            head, _, rest = received.partition(b"\r\n\r\n")
            fields = dict(
                each.lower().split(b": ", 1) for each in head.split(b"\r\n")[1:] if b": " in each
            )
            size = int(fields.get(b"content-length", b"0"))
            if len(rest) < size:
                break
            found.append(int(head.split(b" ")[1]))
            received = rest[size:]
    return found


def settled(service, number):
    """The log, once it has so many."""
    deadline = time.monotonic() + 5
    while len(found := service.sandbox.requests()) < number and time.monotonic() < deadline:
        time.sleep(0.005)
    assert len(found) == number
    return found


BARE = b"GET /nope?a=%20b HTTP/1.1\r\nHost: localhost\r\nX-Odd:   spaced \r\nx-odd: twice\r\n\r\n"
POST = b"POST /nope HTTP/1.1\r\nhost: localhost\r\nContent-Length: 12\r\n\r\n\x00\xff body\r\n\r\n!"
CHUNKS = (
    b"PUT /nope HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3;ext=1\r\nabc\r\n1\r\nd\r\n0\r\nTrailer: x\r\n\r\n"
)


@pytest.mark.parametrize("size", [1, 7, 50, 10_000])
def test_bytes_are_exact_however_they_come(fresh, size):
    """Kept alive, one after the other, in pieces that know nothing of requests."""
    stream = BARE + POST + CHUNKS + BARE
    with connect(fresh) as line:
        for start in range(0, len(stream), size):
            line.sendall(stream[start : start + size])
        assert answers(line, 4) == [404] * 4
    found = settled(fresh, 4)
    assert [each.data for each in found] == [BARE, POST, CHUNKS, BARE]
    assert [each.size for each in found] == [len(BARE), len(POST), len(CHUNKS), len(BARE)]
    assert [each.method for each in found] == ["GET", "POST", "PUT", "GET"]
    assert found[0].target == "/nope?a=%20b"
    assert found[1].body == b"\x00\xff body\r\n\r\n!"
    assert found[0].head + b"\r\n\r\n" == BARE


def test_what_is_noted_of_each(fresh):
    before = time.time()
    fresh.call("GET", "/me")
    fresh.call("GET", "/me", token=None)
    fresh.call("GET", "/me", headers={"Prefer": "delay=1, code=503"})
    fresh.call("GET", "/nope")
    fresh.sandbox.add_fault("drop-after@GetAllHandler")
    with pytest.raises(ConnectionError):
        fresh.call("GET", "/site/")
    fresh.call("POST", "/oauth/token", "{}", token=None)
    found = fresh.sandbox.requests()
    assert [(each.operation, each.status, each.fault) for each in found] == [
        ("MeGetHandler", 200, ""),
        ("MeGetHandler", 401, ""),
        ("MeGetHandler", 503, "latency+status"),
        ("", 404, ""),
        ("GetAllHandler", None, "drop-after"),
        ("token", 400, ""),
    ]
    assert [each.number for each in found] == [1, 2, 3, 4, 5, 6]
    for each in found:
        assert before <= each.at.timestamp() <= time.time()
        assert 0 < each.milliseconds < 5000
        assert each.data.startswith(f"{each.method} {each.target} HTTP/1.1\r\n".encode())
        assert "Received(" in repr(each)
        assert "HTTP/1.1" not in repr(each)


def test_the_list_on_the_admin_path(fresh):
    for number in range(5):
        fresh.call("GET", f"/nope/{number}")
    listed = admin(fresh, "GET", "requests").json["requests"]
    assert [each["number"] for each in listed] == [1, 2, 3, 4, 5]
    assert set(listed[0]) == {
        *("number", "at", "method", "target", "operation", "status", "fault", "milliseconds"),
        "bytes",
    }
    assert (listed[4]["method"], listed[4]["target"]) == ("GET", "/nope/4")

    def numbers(query):
        return [each["number"] for each in admin(fresh, "GET", query).json["requests"]]

    assert numbers("requests?limit=2") == [4, 5]
    assert numbers("requests?after=1&limit=2") == [2, 3]
    assert numbers("requests?after=3") == [4, 5]
    assert numbers("requests?after=5") == []
    assert admin(fresh, "GET", "requests/2").json == listed[1]
    exact = admin(fresh, "GET", "requests/2/bytes")
    assert exact.headers["content-type"] == "application/octet-stream"
    assert exact.body.startswith(b"GET /nope/1 HTTP/1.1\r\n")
    assert len(exact.body) <= listed[1]["bytes"]
    assert admin(fresh, "DELETE", "requests").status == 204
    assert numbers("requests") == []
    fresh.call("GET", "/nope")
    assert numbers("requests") == [6]


@pytest.mark.parametrize(
    "sent",
    [
        b"GET nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
    ],
)
def test_what_is_no_http_is_there_too(fresh, sent):
    with connect(fresh) as line:
        line.sendall(sent)
        assert answers(line, 1) == [400]
        (entry,) = fresh.sandbox.requests()
    assert (entry.data, entry.status, entry.size) == (sent, 400, len(sent))


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /me HTT",
        b"POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf",
    ],
)
def test_what_stops_half_way_is_there_too(fresh, sent):
    with connect(fresh) as line:
        line.sendall(BARE)
        assert answers(line, 1) == [404]
        line.sendall(sent)
    found = settled(fresh, 2)
    deadline = time.monotonic() + 5
    while not found[1].data and time.monotonic() < deadline:
        found = settled(fresh, 2)
    assert (found[1].data, found[1].status) == (sent, None)


def test_a_connection_without_a_byte_is_no_request(fresh):
    with connect(fresh):
        pass
    fresh.call("GET", "/me")
    assert len(fresh.sandbox.requests()) == 1


# Secrets


def everything(service):
    listed = admin(service, "GET", "requests").body
    single = [
        admin(service, "GET", f"requests/{each.number}/bytes").body
        for each in service.sandbox.requests()
    ]
    own = b"".join(each.data + repr(each).encode() for each in service.sandbox.requests())
    return b"\n".join([listed, *single, own])


CANARY = "canary-9f1c2d7e"


def test_no_secret_is_shown(fresh):
    held = fresh.sandbox.credentials
    members = {
        "grant_type": "client_credentials",
        "client_id": held.client_id,
        "client_secret": held.client_secret,
    }
    given = fresh.call("POST", "/oauth/token", members, token=None).json["access_token"]
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    fresh.call("POST", "/oauth/token", urlencode(members), token=None, headers=form)
    wrong = {**members, "client_secret": CANARY}
    fresh.call("POST", "/oauth/token", wrong, token=None)
    fresh.call("POST", "/oauth/token", urlencode(wrong), token=None, headers=form)
    fresh.call("GET", f"/me?access_token={CANARY}")
    for token in (given, held.participate_token, held.room_token, held.admin_token, CANARY):
        fresh.call("GET", "/me", token=token)
        fresh.call("GET", f"/me?{token if token != CANARY else 'x'}", token=f"{token}~empty")
    for name in ("Cookie", "X-Api-Key", "Proxy-Authorization", "X-Stride-Token"):
        fresh.call("GET", "/me", headers={name: CANARY})
    shown = everything(fresh)
    assert len(fresh.sandbox.requests()) == 19
    for secret in (
        given,
        held.client_secret,
        held.participate_token,
        held.room_token,
        held.admin_token,
        CANARY,
    ):
        assert secret.encode() not in shown
    assert b"Authorization: Bearer $STRIDE_TOKEN~empty" in shown
    assert b'"client_secret": "$SECRET"' in shown


@pytest.mark.parametrize(
    "sent",
    [
        "GET /me HTTP/1.1\r\nHost: localhost\r\nAuthorization : Bearer {}\r\n\r\n",
        "GET /me HTTP/1.1\r\nHost: localhost\r\nAuthorization:\r\n Bearer {}\r\n\r\n",
        "GET /me HTTP/1.1\nHost: localhost\nauthorization:Bearer {}\n\n",
        "GET /me HTTP/1.1\r\nHost: localhost\r\nX: bearer {}\r\n\r\n",
        "GET /me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}",
        "nonsense\r\nAuthorization: Bearer {}\r\n\r\n",
        "GET /me?client_secret={}&x=1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
)
def test_no_secret_of_a_malformed_request_is_shown(fresh, sent):
    with connect(fresh) as line:
        line.sendall(sent.format(CANARY).encode())
        line.shutdown(socket.SHUT_WR)
        while line.recv(1000):
            pass
    settled(fresh, 1)
    shown = everything(fresh)
    assert CANARY.encode() not in shown
    assert b"SECRET" in shown


def test_a_secret_across_chunks_is_not_shown_either(fresh):
    secret = fresh.sandbox.credentials.client_secret
    body = json.dumps({"client_secret": secret}).encode()
    parts = [body[:20], body[20:35], body[35:]]
    sent = b"POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    sent += b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    with connect(fresh) as line:
        line.sendall(sent)
        assert answers(line, 1) == [400]
    shown = everything(fresh)
    assert all(part not in shown for part in (secret[-20:].encode(), parts[1]))
    assert b"not shown because it holds secrets" in shown


def test_secrets_do_not_change_what_stands_round_them(fresh):
    token = fresh.sandbox.credentials.participate_token
    sent = f"GET /me HTTP/1.1\r\nHost: localhost\r\nAuthorization:   Bearer {token} \r\n\r\n"
    with connect(fresh) as line:
        line.sendall(sent.encode())
        assert answers(line, 1) == [200]
    (entry,) = fresh.sandbox.requests()
    assert entry.data == sent.replace(token, "$STRIDE_TOKEN").encode()
    assert entry.size == len(sent)


# Bounds


def test_a_long_request_is_kept_in_part(fresh, monkeypatch):
    monkeypatch.setattr("explorer.sandbox.protocol.MOST_BYTES_EACH", 1000)
    path = fresh.path("conversation", fresh.room("lunch"), "message")
    headers = {"Content-Type": "text/plain"}
    fresh.call("POST", path, "x" * 400_000, headers=headers)
    fresh.call("GET", "/me")
    long, short = fresh.sandbox.requests()
    assert 400_000 < long.size < 401_000
    assert len(long.data) <= 1000
    assert short.size < 1000
    assert short.data.endswith(b"\r\n\r\n")


def test_it_holds_a_number_of_requests_and_of_bytes(monkeypatch):
    monkeypatch.setattr(request_log, "MOST_ENTRIES", 3)
    monkeypatch.setattr(request_log, "MOST_BYTES", 100)
    log = RequestLog()
    entries = [Entry() for _ in range(6)]
    for entry in entries[:4]:
        log.add(entry)
        log.fill(entry, b"x" * 10, 10)
    assert [each.number for each in log.latest()] == [2, 3, 4]
    log.add(entries[4])
    log.fill(entries[4], b"x" * 95, 95)
    assert [each.number for each in log.latest()] == [5]
    log.fill(entries[0], b"x" * 99, 99)
    assert [each.number for each in log.latest()] == [5]
    log.add(entries[5])
    log.fill(entries[5], b"x" * 101, 101)
    assert log.latest() == []
    assert log.clear() == 0
    log.add(Entry())
    assert [each.number for each in log.latest()] == [7]
