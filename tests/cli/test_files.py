"""Files through `stride-explorer call`: sent from disk, saved to it, and never half there."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from explorer.api.exchange import Response
from explorer.cli import files
from explorer.sandbox.server import Sandbox

if TYPE_CHECKING:
    from .conftest import Run

UPLOAD, DOWNLOAD = "ConversationMediaPostHandler", "ConversationMediaGetHandler"
CONTENT = bytes(range(256)) * 1500


@pytest.fixture
def room(run: Run, on_server: Sandbox) -> str:
    made = json.loads(run("call", "ConversationPostHandler", "name=Files").stdout)
    return f"conversationId={made['id']}"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "größe 1.png"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "down"
    path.mkdir()
    return path


def sent(run: Run, room: str, *words: str, stdin: bytes | None = None) -> str:
    result = run("call", UPLOAD, room, *words, stdin=stdin)
    assert result.exit_code == 0, result.stderr
    return f"mediaId={json.loads(result.stdout)['data']['id']}"


def names(directory: Path) -> list[str]:
    return sorted(each.name for each in directory.iterdir())


def test_a_file_goes_up_under_its_name_and_comes_down_into_a_directory(
    run: Run, room: str, picture: Path, place: Path
) -> None:
    media = sent(run, room, "--body", f"@{picture}")
    result = run("call", DOWNLOAD, room, media, "--output", str(place))
    assert result.exit_code == 0
    assert result.stdout == ""
    status, saved = result.stderr.splitlines()
    assert status.startswith("200 OK · GET /site/")
    assert saved == f"Saved 375 KiB to {place / picture.name}"
    assert names(place) == [picture.name]
    assert (place / picture.name).read_bytes() == CONTENT


def test_the_name_can_be_another(run: Run, room: str, picture: Path, place: Path) -> None:
    media = sent(run, room, "name=other.png", "--body", f"@{picture}")
    assert run("call", DOWNLOAD, room, media, "-o", f"{place}/").exit_code == 0
    assert names(place) == ["other.png"]


def test_stdin_and_texts_need_a_name(run: Run, room: str) -> None:
    media = sent(run, room, "name=a.bin", "--body", "-", stdin=CONTENT)
    assert run("call", DOWNLOAD, room, media).stdout_bytes == CONTENT
    media = sent(run, room, "name=a.txt", "--body", "one line")
    assert run("call", DOWNLOAD, room, media).stdout_bytes == b"one line"
    for result in (
        run("call", UPLOAD, room, "--body", "-", stdin=b"x"),
        run("call", UPLOAD, room, "--body", "x"),
    ):
        assert result.exit_code == 2
        assert result.stderr.startswith("name: is required.")


def test_a_pipe_gets_the_very_bytes(run: Run, room: str) -> None:
    odd = b'{"a":  1}\r\n\x00\xff\x1b[31m'
    media = sent(run, room, "name=a.json", "--body", "-", stdin=odd)
    assert run("call", DOWNLOAD, room, media).stdout_bytes == odd
    assert run("call", DOWNLOAD, room, media, "--output", "-").stdout_bytes == odd


def test_a_file_that_is_there_stays_unless_it_may_go(
    run: Run, room: str, picture: Path, place: Path
) -> None:
    media = sent(run, room, "--body", f"@{picture}")
    target = place / "a.png"
    target.write_bytes(b"before")
    (place / picture.name).write_bytes(b"before")
    for output in (str(target), str(place)):
        result = run("call", DOWNLOAD, room, media, "--output", output)
        assert result.exit_code == 2
        assert "already" in result.stderr
    assert target.read_bytes() == (place / picture.name).read_bytes() == b"before"
    words = ("--output", str(target), "--overwrite")
    assert run("call", DOWNLOAD, room, media, *words).exit_code == 0
    assert target.read_bytes() == CONTENT
    assert len(names(place)) == 2


def test_places_that_are_not_there_are_named(run: Run, room: str, place: Path) -> None:
    for output in (place / "none" / "a", f"{place}/none/"):
        result = run("call", DOWNLOAD, room, "mediaId=x", "--output", str(output))
        assert result.exit_code == 2
        assert result.stderr.startswith("There is no directory")
    result = run("call", UPLOAD, room, "--body", f"@{place / 'none'}")
    assert result.exit_code == 2
    assert "cannot be read: No such file or directory." in result.stderr
    result = run("call", UPLOAD, room, "--body", f"@{place}")
    assert result.exit_code == 2
    assert "cannot be read: Is a directory." in result.stderr


def test_an_error_is_shown_and_not_saved(run: Run, room: str, place: Path) -> None:
    for words in ((), ("--output", str(place / "a"))):
        result = run("call", DOWNLOAD, room, "mediaId=none", *words)
        assert result.exit_code == 1
        assert json.loads(result.stdout)["code"] == 404
        assert result.stderr.startswith("404 Not Found")
    assert names(place) == []


def test_the_answer_of_any_operation_can_be_saved(
    run: Run, on_server: Sandbox, place: Path
) -> None:
    result = run("call", "GetAllHandler", "--output", str(place / "sites.json"))
    assert (result.exit_code, result.stdout) == (0, "")
    kept = json.loads((place / "sites.json").read_bytes())
    assert [site["id"] for site in kept["values"]] == list(on_server.credentials.cloud_ids)
    assert json.loads(run("call", "GetAllHandler", "--output", "-").stdout) == kept
    assert run("call", "GetAllHandler", "--output", str(place)).exit_code == 0
    assert names(place) == ["GetAllHandler", "sites.json"]


def test_past_our_checks_the_server_says_what_is_missing(run: Run, room: str) -> None:
    result = run("call", UPLOAD, room, "--body", "x", "--unchecked")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["message"].startswith("name: ")


@pytest.mark.parametrize(
    ("body", "kind", "out", "err"),
    [
        ("a größe\n".encode(), "text/plain", "a größe\n", ""),
        (b"no end", "text/plain; charset=utf-8", "no end\n", ""),
        (b"\x1b[31mred", "text/plain", "␛[31mred\n", ""),
        (
            b"\x89PNG\0" + bytes(20_000),
            "image/png\x1b",
            "",
            "This file is image/png␛, 20 KiB, and not a text for a terminal: add --output FILE.\n",
        ),
        (
            b"a\0b",
            "text/plain",
            "",
            "This file is text/plain, 3 bytes, and not a text for a terminal: add --output FILE.\n",
        ),
    ],
)
def test_a_terminal_gets_texts_made_visible_and_nothing_else(
    body: bytes, kind: str, out: str, err: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files.print_file(Response(200, "OK", (("Content-Type", kind),), body))
    assert capsys.readouterr() == (out, err)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (9_999, "9999 bytes"),
        (10_240, "10 KiB"),
        (2**20, "1.0 MiB"),
        (5 * 2**30, "5120.0 MiB"),
    ],
)
def test_amounts_are_easy_to_read(size: int, words: str) -> None:
    assert files.amount(size) == words


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_told_how_far_it_is_and_keeps_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = iter([10.0, 10.05, 10.2, 10.4])
    monkeypatch.setattr(files.time, "monotonic", lambda: next(clock))
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    meter = files.Meter("Sent")
    for done, total in ((0, 2**21), (2**18, 2**21), (2**20, 2**21), (2**20, None)):
        meter(done, total)
    meter.clear()
    meter.clear()
    assert terminal.getvalue().split("\r\x1b[K") == [
        "",
        "Sent 0 bytes of 2.0 MiB, 0 %",
        "Sent 1.0 MiB of 2.0 MiB, 50 %",
        "Sent 1.0 MiB",
        "",
    ]


def test_a_pipe_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    meter = files.Meter("Sent")
    meter(1, 2)
    meter.clear()
    assert pipe.getvalue() == ""


def test_ctrl_c_leaves_nothing_behind(place: Path) -> None:
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
                connection.sendall(bytes(500_000))
                over.wait(20)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        words = [DOWNLOAD, "conversationId=c", "mediaId=m", "--output", str(place / "a")]
        running = subprocess.Popen(
            [sys.executable, "-m", "explorer", "call", *words],
            env={**os.environ, "STRIDE_BASE_URL": url, "STRIDE_CLOUD_ID": "s", "STRIDE_TOKEN": "t"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        deadline = time.monotonic() + 20
        # The part is there, and more of the file than is written at once.
        while not any(each.stat().st_size for each in place.iterdir()):
            assert time.monotonic() < deadline
            assert running.poll() is None, running.communicate()
            time.sleep(0.01)
        assert names(place) != ["a"]
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)
        over.set()
        thread.join(5)
    assert names(place) == []
    assert running.returncode == 130
    assert out == b""
    assert err.decode().strip() == "Stopped."


def test_ctrl_c_in_a_write_that_was_sent_says_what_that_may_mean() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        running = subprocess.Popen(
            [sys.executable, "-m", "explorer", "call", "ConversationPostHandler", "name=x"],
            env={**os.environ, "STRIDE_BASE_URL": url, "STRIDE_CLOUD_ID": "s", "STRIDE_TOKEN": "t"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        server.settimeout(20)
        connection, _ = server.accept()
        with connection:
            connection.settimeout(20)
            assert connection.recv(65536)
            running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=20)
    assert running.returncode == 130
    assert out == b""
    assert err.decode().strip() == (
        "Stopped. It may have been carried out: look before you send it again."
    )


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("~nosuch-user/x", "a user that is not known here"),
        ("x" * 300, "File name too long"),
        ("", "The path to save in is empty"),
    ],
)
def test_an_output_that_can_be_no_path_is_said_in_a_sentence(
    run: Run, on_server: Sandbox, word: str, why: str
) -> None:
    result = run("call", "MeGetHandler", "--output", word)
    assert result.exit_code == 2
    assert why in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_output_may_be_a_device(run: Run, on_server: Sandbox) -> None:
    result = run("call", "MeGetHandler", "--output", os.devnull)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert json.loads(run("call", "MeGetHandler", "--output", "/dev/stdout").stdout)["account_id"]
