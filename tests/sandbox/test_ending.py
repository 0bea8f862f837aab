"""What takes long is ended, wherever it is, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import http.client
import json
import sqlite3
import threading

import pytest

from explorer.sandbox import keeper
from explorer.sandbox.ending import Ended, Ending, unwatch
from explorer.sandbox.refusals import SandboxError
from explorer.sandbox.server import Sandbox


@pytest.mark.parametrize(
    "phase", ["Making ids", "Making people", "Making conversations", "Making messages", "Putting"]
)
def test_it_is_ended_in_every_phase(tmp_path, phase):
    ending = Ending()
    told = []

    def report(words):
        told.append(words)
        if words.startswith(phase):
            ending.set()

    path = tmp_path / "sandbox.db"
    with pytest.raises(Ended):
        Sandbox.start(
            db=path,
            port=0,
            conversations=20_000,
            messages=45_000 if phase == "Making messages" else None,
            report=report,
            ending=ending,
        )
    assert told[-1].startswith(phase)
    # In the place where nothing is, new data can be made.
    with Sandbox.start(db=path, port=0) as sandbox:
        assert sandbox.port


def test_a_long_statement_is_ended():
    connection = sqlite3.connect(":memory:")
    ending = Ending()
    ending.watch(connection)
    endless = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})
        SELECT count(*) FROM n"""
    assert connection.execute(endless.format(200_000)).fetchone() == (200_000,)
    ending.set()
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        connection.execute(endless.format(10**12)).fetchone()
    unwatch(connection)
    assert connection.execute(endless.format(200_000)).fetchone() == (200_000,)
    connection.close()


class Slow:
    """A report that stops where the data are made, until it is let go on."""

    def __init__(self):
        self.armed = False
        self.there, self.go = threading.Event(), threading.Event()

    def __call__(self, words):
        if self.armed:
            self.there.set()
            assert self.go.wait(10)


@pytest.fixture(params=["file", "no file"])
def slow(request, tmp_path):
    """A sandbox, and the report that holds up its reset."""
    report = Slow()
    path = tmp_path / "sandbox.db" if request.param == "file" else None
    with Sandbox.start(db=path, port=0, conversations=100, report=report) as sandbox:
        report.armed = True
        yield sandbox, report
        report.go.set()


def stop_in_the_middle(sandbox, report, reset):
    """What a reset ends with over which the sandbox is stopped."""
    ended = []
    resetting = threading.Thread(target=lambda: ended.append(reset()))
    resetting.start()
    assert report.there.wait(10)
    stopping = threading.Thread(target=sandbox.stop)
    stopping.start()
    assert sandbox._settings.ending.wait(10)
    report.go.set()
    stopping.join(10)
    resetting.join(10)
    assert not sandbox._thread.is_alive()
    return ended[0]


def test_a_reset_over_which_the_sandbox_stops_is_told_so(slow):
    sandbox, report = slow

    def reset():
        line = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)
        token = {"Authorization": f"Bearer {sandbox.credentials.admin_token}"}
        line.request("POST", "/sandbox/reset", headers=token)
        answer = line.getresponse()
        said = json.loads(answer.read())
        line.close()
        return answer.status, said["message"]

    assert stop_in_the_middle(sandbox, report, reset) == (
        503,
        "The sandbox is stopping; nothing was changed.",
    )


def test_from_python_too(slow):
    sandbox, report = slow

    def reset():
        try:
            sandbox.reset()
        except SandboxError as problem:
            return str(problem)

    said = stop_in_the_middle(sandbox, report, reset)
    assert said == "The sandbox is stopping; nothing was changed."


def test_what_is_asked_of_a_loop_that_ends_is_refused(monkeypatch):
    sandbox = Sandbox.start(port=0)
    monkeypatch.setattr(sandbox._thread, "is_alive", lambda: True)
    loop = sandbox._loop
    loop.call_soon_threadsafe(sandbox._stopping.set)
    sandbox._thread.join(10)
    with pytest.raises(SandboxError, match="has been stopped"):
        sandbox.snapshots()
    sandbox.stop()


async def test_what_a_thread_does_is_not_left_alone_by_who_is_cancelled():
    begun, go = threading.Event(), threading.Event()
    done = []

    def work():
        begun.set()
        assert go.wait(10)
        done.append(True)

    running = asyncio.create_task(keeper._run(work))
    await asyncio.to_thread(begun.wait, 10)
    running.cancel()
    await asyncio.sleep(0)
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert done == [True]
