"""What a caller may send, how long it may take, and that nobody else waits for it."""

from __future__ import annotations

import json
import socket
import time

import pytest

from explorer.sandbox.limits import Limits


def connect(service):
    return socket.create_connection(("127.0.0.1", service.sandbox.port), timeout=10)


def whole(line):
    received = b""
    while piece := line.recv(1 << 16):
        received += piece
    return received


def refused(line):
    """The answer to a request that is refused below the service: status and message."""
    head, _, body = whole(line).partition(b"\r\n\r\n")
    assert b"\r\nconnection: close" in head.lower()
    found = json.loads(body)
    assert set(found) == {"code", "message"}
    assert int(head.split(b" ")[1]) == found["code"]
    return found["code"], found["message"]


def told_to_log_in(line):
    """Read the whole answer to a call without a token."""
    received = b""
    while not received.endswith(b"}"):
        received += line.recv(10_000)
    assert received.startswith(b"HTTP/1.1 401")


GET = b"GET /me HTTP/1.1\r\nHost: localhost\r\n"


# Sizes


@pytest.mark.parametrize("complete", [True, False])
def test_a_long_target_is_414(service, complete):
    with connect(service) as line:
        end = b" HTTP/1.1\r\nHost: localhost\r\n\r\n" if complete else b""
        line.sendall(b"GET /" + b"a" * (8 * 1024 if complete else 60_000) + end)
        status, message = refused(line)
    assert status == 414
    assert "8192 bytes" in message


def test_a_target_of_just_the_limit_is_read(service):
    with connect(service) as line:
        path = b"/" + b"a" * (8 * 1024 - 1)
        line.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert whole(line).startswith(b"HTTP/1.1 404")


@pytest.mark.parametrize(
    "more",
    [
        b"X: " + b"a" * 33_000 + b"\r\n\r\n",
        b"a: b\r\n" * 100 + b"\r\n",
        b"X: " + b"a" * 300_000,
        b"a: b\r\n" * 20_000,
    ],
)
def test_large_headers_are_431(service, more):
    with connect(service) as line:
        line.sendall(GET + more)
        status, message = refused(line)
    assert status == 431
    assert "32768 bytes or 100 headers" in message


def test_headers_of_just_the_limit_are_read(service):
    with connect(service) as line:
        line.sendall(GET + b"a: b\r\n" * 98 + b"Connection: close\r\n\r\n")
        assert whole(line).startswith(b"HTTP/1.1 401")


def test_an_answer_reaches_a_caller_that_goes_on_sending(service):
    """Unread bytes would turn the end of the connection into a reset, and undo the answer."""
    with connect(service) as line:
        line.sendall(GET + b"X: " + b"a" * 2_000_000)
        time.sleep(0.02)
        line.sendall(b"a" * 500_000)
        assert refused(line)[0] == 431


# Time


@pytest.fixture
def hasty(start):
    """A sandbox with no patience for those who have begun."""
    return start(limits=Limits(head_seconds=0.1, body_seconds=0.1, stalled_seconds=0.1))


@pytest.mark.parametrize(
    "sent",
    [
        b"G",
        b"GET /me HTTP/1.1\r\nHost: loc",
        b"POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf",
        b"POST /oauth/token HTTP/1.1\r\nHost: localhost\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n5\r\na",
    ],
)
@pytest.mark.parametrize("before", [b"", GET + b"\r\n"])
def test_a_request_that_does_not_come_is_408(hasty, sent, before):
    with connect(hasty) as line:
        if before:
            line.sendall(before)
            told_to_log_in(line)
        line.sendall(sent)
        status, message = refused(line)
    assert status == 408
    assert "0.1 s for its head, 0.1 s for its body" in message
    assert hasty.sandbox.requests()[-1].status == 408
    assert hasty.sandbox.requests()[-1].data == sent


def test_drop_by_drop_is_too_slow(hasty):
    """The time is for the whole, not from byte to byte."""
    with connect(hasty) as line:
        begun = time.monotonic()
        try:
            for byte in GET * 100:
                line.sendall(bytes([byte]))
                time.sleep(0.01)
                if time.monotonic() - begun > 5:
                    break
                line.settimeout(0.0005)
                try:
                    answer = line.recv(10)
                except TimeoutError:
                    continue
                break
        finally:
            line.settimeout(10)
        assert answer == b"HTTP/1.1 4"
        assert time.monotonic() - begun < 2


def test_others_do_not_wait_for_slow_ones(start):
    service = start()
    slow = [connect(service) for _ in range(50)]
    for number, line in enumerate(slow):
        line.sendall(GET[: 3 + number % 20] if number % 2 else GET + b"Content-Length: 9\r\n\r\n{")
    assert [service.call("GET", "/me").status for _ in range(5)] == [200] * 5
    for line in slow:
        line.close()


@pytest.mark.parametrize("before", [b"", GET + b"\r\n"])
def test_an_idle_connection_is_closed_without_a_word(start, before):
    with connect(start(limits=Limits(idle_seconds=0.2))) as line:
        if before:
            line.sendall(before)
            told_to_log_in(line)
        assert line.recv(10) == b""


def test_an_answer_that_nobody_takes_is_given_up(hasty):
    with connect(hasty) as line:
        line.sendall(
            GET + b"Authorization: Bearer " + hasty.both.encode() + b"\r\n"
            b"Prefer: fault=huge; bytes=1000000000\r\n\r\n"
        )
        deadline = time.monotonic() + 5
        while not hasty.sandbox.requests()[-1:] and time.monotonic() < deadline:
            time.sleep(0.005)
        while hasty.sandbox.requests()[-1].milliseconds is None and time.monotonic() < deadline:
            time.sleep(0.01)
        assert time.monotonic() < deadline


def test_time_that_the_sandbox_takes_is_not_the_callers(hasty):
    reply = hasty.call("GET", "/me", headers={"Prefer": "delay=250"})
    assert reply.status == 200


# Connections


def test_connections_over_the_limit_are_answered_503(start):
    service = start(limits=Limits(connections=3))
    assert service.call("GET", "/me").status == 200
    held = [connect(service) for _ in range(2)]
    for each in held:
        each.sendall(GET + b"\r\n")
        told_to_log_in(each)
    with connect(service) as line:
        line.sendall(GET + b"\r\n")
        status, message = refused(line)
    assert status == 503
    assert "More than 3 connections" in message
    assert service.call("GET", "/me").status == 200
    held.pop().close()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with connect(service) as line:
            line.sendall(GET + b"Connection: close\r\n\r\n")
            if whole(line).startswith(b"HTTP/1.1 401"):
                break
    assert time.monotonic() < deadline
    held.pop().close()


# Whom it is for


@pytest.mark.parametrize(
    ("target", "host", "status"),
    [
        (b"http://localhost/me", b"localhost", 401),
        (b"http://127.0.0.1:80/me?x", b"localhost", 401),
        (b"HTTP://LOCALHOST/me", b"localhost", 401),
        (b"http://localhost", b"localhost", 200),
        (b"http://evil.example/me", b"localhost", 403),
        (b"http://localhost@evil.example/me", b"localhost", 403),
        (b"http://evil@localhost/me", b"localhost", 403),
        (b"http://localhost/me", b"evil.example", 403),
        (b"https://localhost:65536/me", b"localhost", 403),
        (b"ftp://localhost/me", b"localhost", 404),
        (b"*", b"localhost", 404),
        (b"localhost:80", b"localhost", 404),
        (b"/me", b"localhost:", 401),
        (b"/me", b"localhost:99999", 403),
        (b"/me", b"localhost:80:80", 403),
        (b"/me", b"[::1]", 401),
        (b"/me", b"::1", 403),
        (b"/me", b"localhost.", 403),
        (b"/me", b"localhost, evil.example", 403),
        (b"/me", b"\xc2\xb2", 403),
        (b"/me", b"localhost:\xb2", 403),
    ],
)
def test_only_this_machine_is_meant(service, target, host, status):
    with connect(service) as line:
        line.sendall(
            b"GET " + target + b" HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n"
        )
        assert int(whole(line).split(b" ")[1]) == status


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /me HTTP/1.1\r\n", 400),
        (b"GET /me HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n", 400),
        (b"GET /me HTTP/1.0\r\n", 403),
        (b"GET /me HTTP/1.0\r\nHost: localhost\r\n", 401),
        (b"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", 404),
    ],
)
def test_a_host_that_is_missing_or_doubled(service, head, status):
    with connect(service) as line:
        line.sendall(head + b"\r\n")
        assert int(whole(line).split(b" ")[1]) == status


def test_a_long_body_that_goes_on_coming_is_waited_for(start):
    hasty = start(limits=Limits(head_seconds=0.6, body_seconds=0.6, stalled_seconds=0.6))
    with connect(hasty) as line:
        line.sendall(
            b"POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 420000\r\n"
            b"Connection: close\r\n\r\n"
        )
        for _ in range(6):
            line.sendall(b"x" * 70_000)
            time.sleep(0.15)
        assert whole(line).startswith(b"HTTP/1.1 400")
    (entry,) = hasty.sandbox.requests()
    assert (entry.status, entry.operation) == (400, "token")
    assert entry.size > 420_000


def test_there_are_no_more_connections_than_files_can_be_open(monkeypatch):
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda which: (256, 4096))
    assert Limits().within_the_machine() == Limits(connections=128)
    assert Limits(connections=5).within_the_machine() == Limits(connections=5)
    monkeypatch.setattr(resource, "getrlimit", lambda which: (resource.RLIM_INFINITY, 4096))
    assert Limits().within_the_machine() == Limits()
