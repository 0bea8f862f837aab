"""Where on disk a file is saved: never over another one, never outside, never half."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import pytest

from explorer.api import errors
from explorer.api.operation import CallError
from explorer.api.operations import DeleteMedia, GetMe
from explorer.api.source import PIECE
from tests.api.transfers import GET, Do, Told, names, pattern


def test_a_file_that_is_there_is_refused_before_anything_is_sent(
    do: Do, wire: Any, tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(b"before")
    with pytest.raises(CallError, match="already"):
        do(wire.url, lambda client: client.save(GET, tmp_path / "a"))
    assert wire.requests == []
    assert (tmp_path / "a").read_bytes() == b"before"
    wire.say(wire.answer(200, b"after"))
    do(wire.url, lambda client: client.save(GET, tmp_path / "a", overwrite=True))
    assert (tmp_path / "a").read_bytes() == b"after"
    assert names(tmp_path) == ["a"]


def test_one_under_the_servers_name_is_refused_when_that_is_known(
    do: Do, wire: Any, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_bytes(b"before")
    wire.say(wire.answer(200, bytes(PIECE), "Content-Disposition: attachment; filename=a.txt"))
    made = do(wire.url, lambda client: client.save_exchange(GET, tmp_path))
    assert type(made.error) is errors.FileFailed
    assert "already" in str(made.error)
    assert len(wire.requests) == 1
    assert names(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"before"


def test_one_made_in_the_meantime_is_not_replaced(do: Do, wire: Any, tmp_path: Path) -> None:
    wire.say(wire.answer(200, bytes(2 * PIECE)))

    def progress(done: int, total: int | None) -> None:
        (tmp_path / "a").write_bytes(b"mine")

    made = do(wire.url, lambda c: c.save_exchange(GET, tmp_path / "a", progress=progress))
    assert type(made.error) is errors.FileFailed
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"mine"


def test_what_is_no_regular_file_is_never_replaced(do: Do, wire: Any, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "link", tmp_path / "pipe"):
        with pytest.raises(CallError, match="no regular file"):
            do(wire.url, lambda c, path=path: c.save(GET, path, overwrite=True))
    with pytest.raises(CallError, match="no directory"):
        do(wire.url, lambda client: client.save(GET, tmp_path / "none" / "a"))
    with pytest.raises(CallError, match="no directory"):
        do(wire.url, lambda client: client.save(GET, f"{tmp_path}/none/"))
    assert wire.requests == []


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("~nosuch-user/x", "a user that is not known here"),
        ("x" * 300, "cannot be saved: File name too long"),
        (f"{'x' * 300}/a", "cannot be saved: File name too long"),
        ("a\0b", "is no path to save in"),
        ("a\ud800/", "is no path to save in|There is no directory"),
        ("", "The path to save in is empty"),
        (b"a", "must be a text"),
        (None, "must be a text"),
    ],
)
def test_what_can_be_no_path_is_said_in_a_sentence(do: Do, wire: Any, path: Any, why: str) -> None:
    for call in (
        lambda c: c.media.download("m1", path, conversation_id="c", cloud_id="s"),
        lambda c: c.save(GET, path),
    ):
        with pytest.raises(CallError, match=why):
            do(wire.url, call)
    assert wire.requests == []


def test_a_device_is_given_what_comes_and_stays_a_device(do: Do, wire: Any) -> None:
    wire.say(wire.answer(200, bytes(2 * PIECE)))
    saved = do(wire.url, lambda client: client.save(GET, os.devnull))
    assert saved.size == 2 * PIECE
    assert Path(os.devnull).is_char_device()


def test_a_device_that_takes_nothing_is_said(do: Do, wire: Any) -> None:
    wire.say(wire.answer(200, bytes(2 * PIECE)))
    made = do(wire.url, lambda client: client.save_exchange(GET, "/dev/full"))
    assert type(made.error) is errors.FileFailed
    assert "No space left" in str(made.error)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('filename="../../up.txt"', "up.txt"),
        ("filename*=UTF-8''..%2F..%2Fup.txt", "up.txt"),
        ('filename="/etc/passwd"', "passwd"),
        ('filename=".."', "m1"),
        ('filename=".ssh"', "_ssh"),
        ("filename*=UTF-8''a%1B%5D0%3Bx%07.txt", "a␛]0;x␇.txt"),
        ("size=3", "m1"),
    ],
)
def test_a_hostile_name_stays_in_the_directory(
    do: Do, wire: Any, tmp_path: Path, header: str, name: str
) -> None:
    wire.say(wire.answer(200, b"x", f"Content-Disposition: attachment; {header}"))
    directory = tmp_path / "deep" / "in"
    directory.mkdir(parents=True)
    saved = do(wire.url, lambda client: client.save(GET, directory))
    assert saved.path == directory / name
    assert names(directory) == [name]
    assert names(tmp_path) == ["deep"]
    assert "\x1b" not in repr(saved)


def test_a_disk_that_is_full_is_said(
    do: Do, wire: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    wire.say(wire.answer(200, bytes(PIECE)))
    made = do(wire.url, lambda client: client.save_exchange(GET, tmp_path / "a"))
    assert type(made.error) is errors.FileFailed
    assert "No space left on device" in str(made.error)
    assert len(wire.requests) == 1
    assert names(tmp_path) == []


def test_an_error_is_not_saved(do: Do, wire: Any, tmp_path: Path) -> None:
    wire.say(wire.json({"code": 404, "message": "not here"}, 404))
    made = do(wire.url, lambda client: client.save_exchange(GET, tmp_path / "a"))
    assert type(made.error) is errors.NotFound
    assert made.error.message == "not here"
    assert names(tmp_path) == []


def test_a_redirect_is_not_saved_either(do: Do, wire: Any, tmp_path: Path) -> None:
    wire.say(wire.answer(302, b"", "Location: https://elsewhere.example/x"))
    made = do(wire.url, lambda client: client.save_exchange(GET, tmp_path / "a"))
    assert type(made.error) is errors.Redirected
    assert names(tmp_path) == []


def test_the_answer_of_any_operation_can_be_saved(do: Do, wire: Any, tmp_path: Path) -> None:
    wire.say(wire.answer(200, b'{"id" : 1}'), wire.answer(204))
    saved = do(wire.url, lambda client: client.save(GetMe(), tmp_path / "me.json"))
    assert saved.path.read_bytes() == b'{"id" : 1}'
    call = DeleteMedia(cloud_id="s", conversation_id="c", media_id="m1")
    assert do(wire.url, lambda client: client.save(call, tmp_path / "none")).size == 0
    assert names(tmp_path) == ["me.json", "none"]


def test_a_file_that_comes_compressed_is_saved_as_it_was(do: Do, wire: Any, tmp_path: Path) -> None:
    wire.say(wire.answer(200, gzip.compress(pattern(5000)), "Content-Encoding: gzip"))
    told = Told()
    saved = do(wire.url, lambda client: client.save(GET, tmp_path / "a", progress=told))
    assert saved.path.read_bytes() == pattern(5000)
    assert told.all[-1] == (5000, None)
    # It was not asked for: a file's own size is what a progress is of.
    assert wire.requests[0].header("Accept-Encoding") == "identity"
    assert wire.requests[0].header("Accept") == "*/*"
