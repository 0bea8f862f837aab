"""Files of a conversation over HTTP: kept in pieces, given out piece by piece, never a page."""

from __future__ import annotations

import http.client
import json
import socket
import time
from email.message import Message
from urllib.parse import unquote

import pytest

from explorer.sandbox.handlers.media import disposition
from explorer.sandbox.limits import Limits
from explorer.sandbox.media_types import guess_type
from explorer.sandbox.store.media import FORGOTTEN, PIECE

OCTETS = {"Content-Type": "application/octet-stream"}


def place(service, room="incident", *more):
    return service.path("conversation", service.room(room), "media", *more)


def upload(service, content, name="notes.txt", room="incident", **more):
    path = f"{place(service, room)}?name={name}"
    return service.call("POST", path, content, headers={**OCTETS, **more})


def uploaded(service, content, name="notes.txt", room="incident"):
    reply = upload(service, content, name, room)
    assert reply.status == 201, reply.body
    assert set(reply.json) == {"data"}
    return reply.json["data"]["id"]


def rows(service, table="media"):
    return service.sandbox._database.connection.execute(f"SELECT * FROM {table}").fetchall()


def until(condition):
    """Wait for what the server does by itself when a caller has gone."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def pattern(size):
    return bytes(range(251)) * (size // 251) + bytes(range(size % 251))


def open_request(service, method, path, *headers):
    """A connection on which the head of a request has been sent, and no more."""
    connection = socket.create_connection(("127.0.0.1", service.sandbox.port), timeout=10)
    lines = (
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        f"Authorization: Bearer {service.both}",
        *headers,
    )
    connection.sendall("\r\n".join((*lines, "\r\n")).encode())
    return connection


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * 2**20 + 7])
def test_what_was_uploaded_comes_back(fresh, size):
    content = pattern(size)
    made = uploaded(fresh, content)
    reply = fresh.call("GET", place(fresh, "incident", made))
    assert reply.status == 200
    assert reply.body == content
    assert reply.headers["content-length"] == str(size)
    pieces = [row[2] for row in rows(fresh, "media_piece") if row[0] == made]
    assert b"".join(pieces) == content
    assert all(len(piece) == PIECE for piece in pieces[:-1])


def test_a_file_is_never_a_page_of_this_origin(fresh):
    made = uploaded(fresh, "<script>alert(1)</script>", "page.html")
    reply = fresh.call("GET", place(fresh, "incident", made))
    assert reply.headers["content-type"] == "text/html"
    assert reply.headers["content-disposition"].startswith("attachment;")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["content-security-policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.PNG", "image/png"),
        ("figures.csv", "text/csv"),
        ("b.tar.gz", "application/gzip"),
        ("png", "application/octet-stream"),
        ("x.unknown", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_the_type_follows_from_the_name(name, kind):
    assert guess_type(name) == kind


@pytest.mark.parametrize(
    "name", ["notes.txt", "größe ☃.png", 'a "b" \\ c;d.txt', "a%20b.txt", "a\r\nX-Evil: 1", "it's"]
)
def test_the_name_survives_in_the_header(name):
    header = disposition(name)
    assert header.isascii()
    assert "\r" not in header
    assert "\n" not in header
    read = Message()
    read["Content-Disposition"] = header
    # The plain form stands first: it is for those who do not know the other.
    assert read.get_params(header="Content-Disposition")[0] == ("attachment", "")
    assert header.count('"') == 2
    assert unquote(header.partition("filename*=UTF-8''")[2]) == name


def test_the_name_is_kept_as_it_was_given(fresh):
    made = uploaded(fresh, b"x", "gr%C3%B6%C3%9Fe%20%E2%98%83.png")
    reply = fresh.call("GET", place(fresh, "incident", made))
    assert (
        "filename*=UTF-8''gr%C3%B6%C3%9Fe%20%E2%98%83.png" in reply.headers["content-disposition"]
    )
    assert reply.headers["content-type"] == "image/png"


def test_it_needs_a_name_and_bytes(fresh):
    reply = fresh.call("POST", place(fresh), b"x", headers=OCTETS)
    assert reply.status == 400
    assert reply.message.startswith("name: ")
    reply = fresh.call("POST", f"{place(fresh)}?name=a", {"a": 1})
    assert reply.status == 400
    assert "application/octet-stream" in reply.message
    assert (
        fresh.call("POST", f"{place(fresh)}?name={'a' * 256}", b"x", headers=OCTETS).status == 400
    )
    assert upload(fresh, b"x", **{"Content-Type": "application/octet-stream; x=y"}).status == 201


def test_a_file_belongs_to_its_conversation(fresh):
    made = uploaded(fresh, b"x")
    for path in (place(fresh, "lunch", made), place(fresh, "incident", "none")):
        for method in ("GET", "DELETE"):
            reply = fresh.call(method, path)
            assert reply.status == 404
            assert "file" in reply.message
    assert fresh.call("GET", place(fresh, "incident", made)).status == 200


def test_a_deleted_file_is_gone_with_all_its_pieces(fresh):
    kept = uploaded(fresh, b"kept")
    made = uploaded(fresh, pattern(20 * PIECE + 1))
    before = len(rows(fresh, "media_piece"))
    reply = fresh.call("DELETE", place(fresh, "incident", made))
    assert (reply.status, reply.body) == (204, b"")
    assert fresh.call("GET", place(fresh, "incident", made)).status == 404
    assert fresh.call("DELETE", place(fresh, "incident", made)).status == 404
    assert len(rows(fresh, "media_piece")) == before - 21
    assert made not in [row[0] for row in rows(fresh)]
    assert fresh.call("GET", place(fresh, "incident", kept)).body == b"kept"


def test_files_of_an_archived_conversation_stay_as_they_are(fresh):
    made = uploaded(fresh, b"x")
    path = fresh.path("conversation", fresh.room("incident"))
    assert fresh.call("PUT", f"{path}/archive", {}).status in {200, 204}
    assert upload(fresh, b"y").status == 403
    assert fresh.call("DELETE", place(fresh, "incident", made)).status == 403
    assert fresh.call("GET", place(fresh, "incident", made)).body == b"x"


def test_a_room_token_stays_in_its_room(fresh):
    reply = fresh.call(
        "POST", f"{place(fresh, 'lunch')}?name=a", b"x", headers=OCTETS, token=fresh.room_token
    )
    assert reply.status == 403
    home = fresh.sandbox.credentials.room_conversation_id
    path = fresh.path("conversation", home, "media")
    reply = fresh.call("POST", f"{path}?name=a", b"x", headers=OCTETS, token=fresh.room_token)
    assert reply.status == 201


LIMIT = 2 * PIECE + 10


@pytest.fixture
def small(start):
    return start(limits=Limits(upload_bytes=LIMIT))


def test_as_much_as_the_limit_is_taken(small):
    assert upload(small, pattern(LIMIT)).status == 201


def test_more_than_the_limit_is_refused_by_its_announced_length(small):
    known = rows(small)
    connection = open_request(
        small, "POST", f"{place(small)}?name=a", f"Content-Length: {LIMIT + 1}"
    )
    with connection:
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        body = json.loads(answer.read())
    assert answer.status == 413
    assert f"{LIMIT} bytes" in body["message"]
    assert rows(small) == known


def test_more_than_the_limit_is_refused_while_it_comes(small):
    known, pieces = rows(small), rows(small, "media_piece")
    connection = open_request(small, "POST", f"{place(small)}?name=a", "Transfer-Encoding: chunked")
    with connection:
        for _ in range(LIMIT // PIECE + 1):
            connection.sendall(b"%x\r\n%s\r\n" % (PIECE, bytes(PIECE)))
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert answer.status == 413
        assert "limit" in json.loads(answer.read())["message"]
    assert (rows(small), rows(small, "media_piece")) == (known, pieces)


def test_the_usual_limit_is_100_mib(service):
    assert Limits().upload_bytes == 100 * 2**20
    path = f"{place(service)}?name=a"
    with open_request(service, "POST", path, f"Content-Length: {100 * 2**20 + 1}") as connection:
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert answer.status == 413
        assert "100 MiB" in json.loads(answer.read())["message"]


def test_an_upload_is_kept_as_it_comes_and_leaves_nothing_when_it_breaks(fresh):
    known = len(rows(fresh, "media_piece"))
    path = f"{place(fresh)}?name=a"
    with open_request(fresh, "POST", path, f"Content-Length: {4 * PIECE}") as connection:
        connection.sendall(bytes(3 * PIECE))
        until(lambda: len(rows(fresh, "media_piece")) == known + 3)
        (coming,) = [row for row in rows(fresh) if row[4] == "coming"]
        # It cannot be had yet, and others are answered while it stands half way.
        assert fresh.call("GET", place(fresh, "incident", coming[0])).status == 404
        assert uploaded(fresh, b"another")
    until(lambda: coming[0] not in [row[0] for row in rows(fresh)])
    until(lambda: len(rows(fresh, "media_piece")) == known + 1)


def test_a_file_deleted_while_it_is_given_out_is_cut_and_never_looks_whole(fresh):
    size = 40 * PIECE
    made = uploaded(fresh, bytes(size))
    with open_request(fresh, "GET", place(fresh, "incident", made)) as connection:
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        # Nobody reads on: the server waits, and has time for others.
        assert fresh.call("DELETE", place(fresh, "incident", made)).status == 204
        with pytest.raises((http.client.IncompleteRead, ConnectionError)) as caught:
            answer.read()
        if isinstance(caught.value, http.client.IncompleteRead):
            assert 0 < len(caught.value.partial) < size


def test_what_a_killed_server_left_behind_goes_with_the_next_upload(fresh):
    now = time.time()
    with fresh.sandbox._database.writing() as connection:
        for name, state, begun in (
            ("old", "coming", now - FORGOTTEN - 60),
            ("new", "coming", now - FORGOTTEN + 60),
            ("doomed", "going", now),
        ):
            connection.execute(
                "INSERT INTO media VALUES (?, 'c', 'n', 0, ?, ?)", (name, state, begun)
            )
            for number in range(20):
                connection.execute("INSERT INTO media_piece VALUES (?, ?, x'00')", (name, number))
    uploaded(fresh, b"x")
    left = {row[0] for row in rows(fresh)} & {"old", "new", "doomed"}
    assert left == {"new"}
    assert {row[0] for row in rows(fresh, "media_piece")} & {"old", "new", "doomed"} == {"new"}


def media_nodes(node):
    if node.get("type") == "media":
        yield node["attrs"]
    for child in node.get("content") or ():
        yield from media_nodes(child)


def test_every_file_a_seeded_message_shows_can_be_downloaded(service):
    connection = service.sandbox._database.connection
    found = [
        (conversation, attrs)
        for conversation, body in connection.execute("SELECT conversation_id, body FROM message")
        for attrs in media_nodes(json.loads(body))
        if attrs["type"] == "file"
    ]
    assert len({attrs["id"] for _, attrs in found}) == 10
    for conversation, attrs in found:
        assert attrs["collection"] == conversation
        path = service.path("conversation", conversation, "media", attrs["id"])
        reply = service.call("GET", path)
        assert reply.status == 200
        kind = reply.headers["content-type"]
        start = {"image/png": b"\x89PNG", "application/pdf": b"%PDF"}.get(kind, b"")
        assert reply.body.startswith(start)
        assert len(reply.body) > 50
