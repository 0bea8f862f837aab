"""A sandbox as a thing that runs: its ports, its end, and what its host process sees of it."""

from __future__ import annotations

import gc
import http.client
import json
import logging
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

import pytest

from explorer.sandbox.handlers import HANDLERS
from explorer.sandbox.refusals import SandboxError
from explorer.sandbox.server import Sandbox


def answers(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/me")
    status = connection.getresponse().status
    connection.close()
    return status


def test_without_a_file_it_keeps_nothing_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with Sandbox.start() as sandbox:
        assert answers(sandbox.port) == 401
        assert list(tmp_path.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


def test_stops_at_once_twice_and_with_callers_on_the_line():
    before = set(threading.enumerate())
    sandbox = Sandbox.start()
    idle = socket.create_connection(("127.0.0.1", sandbox.port))
    half = socket.create_connection(("127.0.0.1", sandbox.port))
    half.sendall(b"GET /me HTTP/1.1\r\nHost: loc")
    begun = time.perf_counter()
    sandbox.stop()
    sandbox.stop()
    assert time.perf_counter() - begun < 2
    assert set(threading.enumerate()) <= before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", sandbox.port))
    idle.close()
    half.close()


def test_leaves_no_sockets_files_or_warnings(fresh_file):
    for _ in range(3):
        with Sandbox.start(db=fresh_file) as sandbox:
            answers(sandbox.port)
    gc.collect()
    assert {each.name for each in fresh_file.parent.iterdir()} == {"sandbox.db"}


def test_has_the_same_port_tomorrow(fresh_file):
    with Sandbox.start(db=fresh_file) as sandbox:
        port = sandbox.port
    for _ in range(2):
        with Sandbox.start(db=fresh_file) as sandbox:
            assert sandbox.port == port


def test_a_second_one_has_its_own_port_and_the_first_keeps_its(fresh_file):
    with Sandbox.start(db=fresh_file) as first, Sandbox.start(db=fresh_file) as second:
        ports = first.port, second.port
        assert ports[0] != ports[1]
    with Sandbox.start(db=fresh_file) as first, Sandbox.start(db=fresh_file) as second:
        assert (first.port, second.port) == ports


def test_a_port_that_is_asked_for_is_had_or_refused(fresh_file):
    with Sandbox.start(db=fresh_file, port=0) as sandbox:
        with pytest.raises(SandboxError, match=f"Port {sandbox.port} cannot be used"):
            Sandbox.start(port=sandbox.port)
        taken = sandbox.port
    with Sandbox.start(db=fresh_file, port=taken) as sandbox:
        assert sandbox.port == taken


@pytest.mark.parametrize("port", [-1, 65_536])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(SandboxError, match="no port"):
        Sandbox.start(port=port)


def test_a_rate_limit_below_one_is_refused():
    with pytest.raises(SandboxError, match="rate limit"):
        Sandbox.start(rate_limit=0)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(SandboxError, match="time zone"):
        Sandbox.start(now=datetime(2018, 6, 8))


def test_its_clock_starts_at_the_moment_given(start):
    service = start(now=datetime(2018, 6, 8, 17, 36, 32, tzinfo=UTC))
    path = service.path("conversation", service.room("lunch"), "message")
    made = service.call("POST", path, "now", headers={"Content-Type": "text/plain"}).json["id"]
    assert service.get(f"{path}/{made}")["ts"].startswith("2018-06-08T17:36:")


def test_a_message_comes_after_what_is_there_even_when_the_clock_is_behind(start):
    service = start(now=datetime(2017, 1, 1, tzinfo=UTC))
    path = service.path("conversation", service.room("lunch"), "message")
    made = service.call("POST", path, "late", headers={"Content-Type": "text/plain"}).json["id"]
    assert service.get(f"{path}/recent?limit=1")["messages"][0]["id"] == made


def test_only_loopback_listens(service):
    connection = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        connection.connect(("192.0.2.1", 9))
        outside = connection.getsockname()[0]
    except OSError:
        outside = "127.0.0.2"
    finally:
        connection.close()
    with pytest.raises(OSError, match=r"refused|unreachable|timed out"):
        socket.create_connection((outside, service.sandbox.port), timeout=2)


def test_a_fault_of_a_handler_is_500_without_its_words(fresh, monkeypatch, caplog, capfd):
    async def fails(call, context):
        raise RuntimeError(f"secret {fresh.both}")

    operation = next(each for each in HANDLERS if each.operation_id == "MeGetHandler")
    monkeypatch.setitem(HANDLERS, operation, fails)
    with caplog.at_level(logging.DEBUG):
        reply = fresh.call("GET", "/me")
    assert reply.status == 500
    assert "fault" in reply.message
    assert "Traceback" not in reply.message
    assert fresh.both not in reply.body.decode() + caplog.text
    assert "RuntimeError" in caplog.text
    assert fresh.get("/site/")["values"]
    assert capfd.readouterr() == ("", "")


def test_nothing_is_printed_for_bad_requests(fresh, capfd):
    with socket.create_connection(("127.0.0.1", fresh.sandbox.port)) as line:
        line.sendall(b"\x16\x03\x01 nonsense\r\n\r\n")
        line.recv(1000)
    with socket.create_connection(("127.0.0.1", fresh.sandbox.port)) as line:
        line.sendall(
            b"GET /me HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: "
            b"websocket\r\n\r\n"
        )
        assert b"401" in line.recv(1000)
    assert capfd.readouterr() == ("", "")


def test_a_slow_caller_holds_up_nobody(service):
    with socket.create_connection(("127.0.0.1", service.sandbox.port)) as line:
        line.sendall(b"POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{")
        assert service.call("GET", "/me").status == 200


def test_a_large_text_holds_up_nobody(fresh):
    path = fresh.path("conversation", fresh.room("lunch"), "message")
    body = ("- item *with* `marks` @maya\n" * 3_000).encode()
    done = threading.Event()

    def send():
        connection = http.client.HTTPConnection("127.0.0.1", fresh.sandbox.port, timeout=60)
        connection.request(
            "POST",
            path,
            body,
            {"Authorization": f"Bearer {fresh.both}", "Content-Type": "text/markdown"},
        )
        connection.getresponse().read()
        connection.close()
        done.set()

    sender = threading.Thread(target=send)
    sender.start()
    served = 0
    while not done.is_set():
        assert fresh.call("GET", "/me").status == 200
        served += 1
    sender.join()
    assert served > 3


SERVE = """
import sys
from pathlib import Path
from explorer.sandbox.server import serve
serve(
    db=Path(sys.argv[1]) if sys.argv[1:] else None,
    announce=lambda sandbox: print(sandbox.port, flush=True),
)
print("ended", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_serves_until_a_signal_and_is_gone_then(fresh_file, number):
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(fresh_file)], stdout=subprocess.PIPE, text=True
    )
    try:
        port = int(process.stdout.readline())
        assert answers(port) == 401
        process.send_signal(number)
        rest = process.stdout.read()
        status = process.wait(10)
    finally:
        process.kill()
        process.stdout.close()
        process.wait(10)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    if number == signal.SIGKILL:
        assert status == -number
    else:
        assert (rest, status) == ("ended\n", 0)
        assert {each.name for each in fresh_file.parent.iterdir()} == {"sandbox.db"}
    with Sandbox.start(db=fresh_file) as sandbox:
        assert sandbox.port == port
        assert answers(port) == 401


STARTED = """
from explorer.sandbox.server import Sandbox
Sandbox.start()
{end}
"""


@pytest.mark.parametrize("end", ["", "raise SystemExit(3)", "import os; os._exit(3)"])
def test_it_keeps_no_process_alive(end):
    process = subprocess.run(
        [sys.executable, "-W", "error", "-c", STARTED.format(end=end)],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert process.returncode == (3 if end else 0), process.stderr
    assert process.stderr == ""


def test_importing_the_server_loads_no_framework():
    code = (
        "import sys, explorer.sandbox.server\n"
        "print([each for each in ('uvicorn', 'starlette', 'h11', 'markdown_it', "
        "'explorer.sandbox.seed') if each in sys.modules])"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert process.stdout == "[]\n"


def test_starting_on_a_file_that_is_there_loads_no_texts(fresh_file):
    code = (
        "import sys\nfrom pathlib import Path\nfrom explorer.sandbox.server import Sandbox\n"
        "sandbox = Sandbox.start(db=Path(sys.argv[1]))\nsandbox.stop()\n"
        "print([each for each in ('explorer.sandbox.seed', 'markdown_it', 'starlette', 'httpx', "
        "'explorer.document.model') if each in sys.modules])"
    )
    process = subprocess.run(
        [sys.executable, "-c", code, str(fresh_file)], capture_output=True, text=True, check=True
    )
    assert process.stdout == "[]\n"


@pytest.mark.parametrize("year", [1980, 2999])
def test_the_first_and_last_year_can_be_the_present_one(year):
    with Sandbox.start(port=0, now=datetime(year, 6, 1, tzinfo=UTC), conversations=100) as sandbox:
        path = f"/site/{sandbox.credentials.cloud_ids[0]}/conversation"
        line = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)
        token = {"Authorization": f"Bearer {sandbox.credentials.participate_token}"}
        line.request("GET", path, headers=token)
        answer = line.getresponse()
        assert answer.status == 200
        assert json.loads(answer.read())["values"]
        line.close()
