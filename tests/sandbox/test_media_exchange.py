"""Files on their way in or out while all data are exchanged by a reset or a restore."""

from __future__ import annotations

import http.client
import socket
import time

import pytest

from explorer.sandbox.store.media import PIECE

NAME = "it"


def pieces(service, like="%"):
    found = service.sandbox._database.connection.execute(
        "SELECT count(*) FROM media_piece WHERE media_id LIKE ?", (like,)
    )
    return found.fetchone()[0]


def files(service):
    return service.sandbox._database.connection.execute(
        "SELECT id, state FROM media ORDER BY id"
    ).fetchall()


def until(condition):
    """Wait for what the server does by itself."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


class Upload:
    """An upload of four pieces, of which so far two have been sent."""

    def __init__(self, service):
        self.before = pieces(service)
        self.line = socket.create_connection(("127.0.0.1", service.sandbox.port), timeout=10)
        path = service.path("conversation", service.room("incident"), "media")
        head = (
            f"POST {path}?name=a.bin HTTP/1.1",
            "Host: localhost",
            f"Authorization: Bearer {service.participate}",
            "Content-Type: application/octet-stream",
            f"Content-Length: {4 * PIECE}",
            "\r\n",
        )
        self.line.sendall("\r\n".join(head).encode() + bytes(2 * PIECE))
        until(lambda: pieces(service) == self.before + 2)

    def go_on(self):
        self.line.sendall(bytes(PIECE))

    def end(self, count=2):
        self.line.sendall(bytes(count * PIECE))
        answer = http.client.HTTPResponse(self.line)
        answer.begin()
        said = answer.read()
        self.line.close()
        return answer.status, said


@pytest.mark.parametrize("act", ["reset", "restore"])
def test_an_upload_over_an_exchange_is_refused_and_leaves_nothing(fresh, act):
    fresh.sandbox.save_snapshot(NAME)
    known, upload = files(fresh), Upload(fresh)
    if act == "reset":
        fresh.sandbox.reset()
    else:
        fresh.sandbox.restore_snapshot(NAME)
    status, said = upload.end()
    assert status == 503
    assert b"were exchanged while the file came in" in said
    assert pieces(fresh) == upload.before
    assert files(fresh) == known


def test_an_upload_whose_last_piece_has_come_is_refused_too(fresh):
    fresh.sandbox.save_snapshot(NAME)
    known, upload = files(fresh), Upload(fresh)
    upload.line.sendall(bytes(2 * PIECE - 1))
    until(lambda: pieces(fresh) == upload.before + 3)
    fresh.sandbox.restore_snapshot(NAME)
    upload.line.sendall(b"x")
    assert upload.end(0)[0] == 503
    assert (pieces(fresh), files(fresh)) == (upload.before, known)


def test_an_upload_that_lost_only_some_pieces_is_refused_as_well(fresh):
    known, upload = files(fresh), Upload(fresh)
    fresh.sandbox.save_snapshot(NAME)
    upload.go_on()
    until(lambda: pieces(fresh) == upload.before + 3)
    fresh.sandbox.restore_snapshot(NAME)
    assert pieces(fresh) == upload.before + 2
    assert upload.end(1)[0] == 503
    assert (pieces(fresh), files(fresh)) == (upload.before, known)


def test_an_upload_that_lost_nothing_is_kept(fresh):
    upload = Upload(fresh)
    fresh.sandbox.save_snapshot(NAME)
    fresh.sandbox.restore_snapshot(NAME)
    assert upload.end()[0] == 201
    assert pieces(fresh) == upload.before + 4
    assert {state for _, state in files(fresh)} == {"whole"}


def test_a_download_over_an_exchange_is_cut(fresh):
    fresh.sandbox.save_snapshot(NAME)
    path = fresh.path("conversation", fresh.room("incident"), "media")
    size = 40 * 2**20
    made = fresh.call(
        "POST",
        f"{path}?name=a.bin",
        bytes(size),
        headers={
            "Content-Type": "application/octet-stream",
            "Authorization": f"Bearer {fresh.participate}",
        },
    ).json["data"]["id"]
    line = http.client.HTTPConnection("127.0.0.1", fresh.sandbox.port, timeout=10)
    line.request("GET", f"{path}/{made}", headers={"Authorization": f"Bearer {fresh.participate}"})
    answer = line.getresponse()
    assert answer.status == 200
    fresh.sandbox.restore_snapshot(NAME)
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        answer.read()
    line.close()
