"""What takes long is ended, wherever it is, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import http.client
import json
import sqlite3
import threading
from contextlib import closing

import pytest

from explorer.api.auth import ClientCredentials
from explorer.api.client import Client
from explorer.api.operations import CreateConversation
from explorer.api.redact import Secret
from explorer.sandbox import keeper, snapshots
from explorer.sandbox.ending import CalledOff, Ended, Ending, Task, unwatch
from explorer.sandbox.refusals import SandboxError
from explorer.sandbox.server import Sandbox

RESET = "/sandbox/reset"


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


def ask(sandbox, method, path):
    """A call of the admin path: status and JSON of the answer."""
    line = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)
    token = {"Authorization": f"Bearer {sandbox.credentials.admin_token}"}
    line.request(method, path, headers=token)
    answer = line.getresponse()
    said = answer.read()
    line.close()
    return answer.status, json.loads(said) if said else None


def names(sandbox):
    return sandbox._database.connection.execute("SELECT name FROM conversation").fetchall()


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
    assert not sandbox._serving._thread.is_alive()
    return ended[0]


def test_a_reset_over_which_the_sandbox_stops_is_told_so(slow):
    sandbox, report = slow

    def reset():
        status, said = ask(sandbox, "POST", RESET)
        return status, said["message"]

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
    monkeypatch.setattr(sandbox._serving._thread, "is_alive", lambda: True)
    loop = sandbox._serving._loop
    loop.call_soon_threadsafe(sandbox._serving._stopping.set)
    sandbox._serving._thread.join(10)
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

    task = Task("reset", Ending())
    running = asyncio.create_task(keeper._run(work, task))
    await asyncio.to_thread(begun.wait, 10)
    assert not task.is_set
    running.cancel()
    await asyncio.sleep(0)
    assert task.is_set
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert done == [True]


def test_a_reset_is_called_off_and_leaves_everything_as_it_was(slow):
    sandbox, report = slow
    sandbox._database.connection.execute("UPDATE conversation SET name = 'as it was'")
    ended = []
    resetting = threading.Thread(target=lambda: ended.append(ask(sandbox, "POST", RESET)))
    resetting.start()
    assert report.there.wait(10)
    status, said = ask(sandbox, "GET", "/sandbox/task")
    assert (status, said["task"]["name"]) == (200, "reset")
    assert said["task"]["progress"].startswith("Making ")
    assert ask(sandbox, "DELETE", "/sandbox/task") == (204, None)
    report.go.set()
    resetting.join(10)
    message = "The reset was called off; nothing was changed."
    assert [(status, said["message"]) for status, said in ended] == [(409, message)]
    assert set(names(sandbox)) == {("as it was",)}
    assert ask(sandbox, "GET", "/sandbox/task") == (200, {"task": None})
    assert ask(sandbox, "DELETE", "/sandbox/task")[0] == 409
    # The next one is another.
    assert ask(sandbox, "POST", RESET)[0] == 204
    assert ("as it was",) not in names(sandbox)


def test_who_interrupts_a_reset_in_python_ends_it(slow, monkeypatch):
    sandbox, report = slow
    before = names(sandbox)

    def interrupted(doing, timeout):
        assert report.there.wait(10)
        raise KeyboardInterrupt

    monkeypatch.setattr("explorer.sandbox.serving.wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sandbox.reset()
    task = sandbox._admin.keeper.task
    report.go.set()
    monkeypatch.undo()
    sandbox.snapshots()
    # Who comes next waits for its turn, so that what was interrupted is over then.
    sandbox.save_snapshot("after")
    assert task.is_set
    assert names(sandbox) == before


def database(rows, path=":memory:"):
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("CREATE TABLE row (text TEXT)")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO row VALUES (?)", [(str(n) * 500,) for n in range(rows)])
    connection.execute("COMMIT")
    return connection


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(snapshots, "_PAGES", 1)


@pytest.mark.parametrize("kind", ["file", "memory"])
def test_a_copy_that_is_called_off_leaves_its_target_as_it_was(tmp_path, small_parts, kind):
    path = tmp_path / "target.db" if kind == "file" else ":memory:"
    with closing(database(200)) as source, closing(database(3, path)) as target:
        calls = iter(range(10))

        def check():
            if next(calls) == 5:
                raise CalledOff("enough")

        with pytest.raises(CalledOff):
            snapshots.copy(source, target, check)
        assert target.execute("SELECT count(*) FROM row").fetchone() == (3,)
        assert target.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        snapshots.copy(source, target, lambda: None)
        assert target.execute("SELECT count(*) FROM row").fetchone() == (200,)


@pytest.mark.parametrize("shelf", ["file", "own"])
def test_a_snapshot_that_is_called_off_leaves_the_one_before(tmp_path, small_parts, shelf):
    kept = snapshots.FileShelf(tmp_path / "kept") if shelf == "file" else snapshots.OwnShelf()
    with closing(database(100)) as data:
        before = kept.save("one", data, lambda: None)
        data.execute("DELETE FROM row")
        task = Task("save", Ending())
        task.set()
        with pytest.raises(CalledOff, match="The save was called off"):
            kept.save("one", data, task.check)
        assert kept.list() == [before]
        with closing(sqlite3.connect(":memory:")) as fresh:
            kept.load("one", fresh, lambda: None)
            assert fresh.execute("SELECT count(*) FROM row").fetchone() == (100,)
    if shelf == "file":
        assert [path.name for path in (tmp_path / "kept").iterdir()] == ["one.db"]
    kept.close()


@pytest.mark.parametrize("kind", ["file", "no file"])
def test_calls_are_answered_while_a_snapshot_is_made_and_it_is_of_one_moment(
    tmp_path, small_parts, kind
):
    path = tmp_path / "sandbox.db" if kind == "file" else None
    with Sandbox.start(db=path, port=0) as sandbox:
        has = sandbox.credentials
        auth = ClientCredentials(has.client_id, Secret(has.client_secret))
        client = Client(sandbox.base_url, cloud_id=has.cloud_ids[0], auth=auth)
        shelf = sandbox._admin.keeper._shelf
        save, parts = shelf.save, []

        def save_while_others_write(name, data, check):
            def write():
                check()
                if len(parts) < 20:
                    parts.append(client.send(CreateConversation(name=f"Made {len(parts)}")))

            return save(name, data, write)

        vars(shelf)["save"] = save_while_others_write
        before = names(sandbox)
        sandbox.save_snapshot("one")
        after = names(sandbox)
        assert len(after) == len(before) + 20
        sandbox.restore_snapshot("one")
        # Of a file the moment is the first one; of data in memory the last.
        assert sorted(names(sandbox)) == sorted(before if kind == "file" else after)
        assert sandbox._database.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        client.close()
