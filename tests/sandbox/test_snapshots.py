"""Reset and snapshots: all of the data at once, while servers run on them."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import threading

import pytest

from explorer.sandbox.refusals import SandboxError
from explorer.sandbox.server import Sandbox
from explorer.sandbox.snapshots import FileShelf
from explorer.sandbox.store import schema

TEXT = {"Content-Type": "text/plain"}


def admin(service, method, path):
    return service.call(method, f"/sandbox/{path}", token=service.sandbox.credentials.admin_token)


def lunch(service):
    return service.path("conversation", service.room("lunch"), "message")


def say(service, text, token=None):
    headers = {**TEXT, "Authorization": f"Bearer {token or the_token(service)}"}
    reply = service.call("POST", lunch(service), text, headers=headers)
    assert reply.status == 201, reply.body


def the_token(service):
    return service.sandbox.credentials.participate_token


def last(service):
    found = service.get(f"{lunch(service)}/recent?limit=1", token=the_token(service))
    return found["messages"][-1]["text"]


@pytest.fixture
def on(service):
    """Makes what calls a sandbox of its own."""
    return type(service)


@pytest.fixture(params=["file", "memory"])
def either(request, on):
    """A sandbox on a file, and one in memory."""
    if request.param == "file":
        yield request.getfixturevalue("fresh")
        return
    with Sandbox.start() as sandbox:
        service = on(sandbox)
        yield service
        service.close()


def test_a_snapshot_is_restored_while_the_sandbox_runs(either):
    first = last(either)
    say(either, "one")
    saved = admin(either, "PUT", "snapshots/after-one")
    assert saved.status == 200
    assert saved.json["name"] == "after-one"
    assert saved.json["bytes"] > 100_000
    say(either, "two")
    assert admin(either, "POST", "snapshots/after-one/restore").status == 204
    assert last(either) == "one"
    say(either, "three")
    assert last(either) == "three"
    admin(either, "PUT", "snapshots/after-three")
    admin(either, "POST", "snapshots/after-one/restore")
    assert last(either) == "one"
    admin(either, "POST", "snapshots/after-three/restore")
    assert last(either) == "three"
    listed = admin(either, "GET", "snapshots").json["snapshots"]
    assert [each["name"] for each in listed] == ["after-one", "after-three"]
    assert listed[0] == saved.json
    assert admin(either, "DELETE", "snapshots/after-one").status == 204
    assert admin(either, "POST", "snapshots/after-one/restore").status == 404
    assert last(either) == "three"
    assert admin(either, "POST", "reset").status == 204
    assert last(either) == first


def test_a_name_can_be_given_again(either):
    say(either, "one")
    admin(either, "PUT", "snapshots/it")
    say(either, "two")
    admin(either, "PUT", "snapshots/it")
    say(either, "three")
    admin(either, "POST", "snapshots/it/restore")
    assert last(either) == "two"
    assert len(admin(either, "GET", "snapshots").json["snapshots"]) == 1


def test_reset_gives_the_data_of_the_seed(either):
    before = either.get(either.path("conversation"), token=the_token(either))
    made = either.call("DELETE", lunch(either) + "/none", token=the_token(either))
    assert made.status == 404
    say(either, "x")
    either.sandbox.reset()
    assert (
        either.get(either.path("conversation"), token=the_token(either))["size"] == (before["size"])
    )


def test_who_could_call_can_call_after_reset_and_restore(either):
    held = either.sandbox.credentials

    def issue():
        body = {
            "grant_type": "client_credentials",
            "client_id": held.client_id,
            "client_secret": held.client_secret,
        }
        return either.call("POST", "/oauth/token", body, token=None).json["access_token"]

    admin(either, "PUT", "snapshots/before")
    token = issue()
    for act in ("snapshots/before/restore", "reset"):
        assert admin(either, "POST", act).status == 204
        for each in (token, issue(), held.participate_token, held.room_token):
            assert either.call("GET", "/me", token=each).status == 200
        assert admin(either, "GET", "faults").status == 200


def test_the_same_from_python(either):
    sandbox = either.sandbox
    say(either, "one")
    sandbox.save_snapshot("it")
    say(either, "two")
    sandbox.restore_snapshot("it")
    assert last(either) == "one"
    assert [each.name for each in sandbox.snapshots()] == ["it"]
    sandbox.reset()
    assert last(either) != "one"
    with pytest.raises(SandboxError, match="no snapshot 'other'"):
        sandbox.restore_snapshot("other")
    with pytest.raises(SandboxError, match="cannot name a snapshot"):
        sandbox.save_snapshot("../it")
    sandbox.delete_snapshot("it")
    assert sandbox.snapshots() == []
    with pytest.raises(SandboxError, match="no snapshot 'it'"):
        sandbox.delete_snapshot("it")
    sandbox.stop()
    with pytest.raises(SandboxError, match="has been stopped"):
        sandbox.reset()


def test_two_servers_on_one_file_both_see_it(start):
    first, second = start(), start()
    say(first, "one")
    admin(first, "PUT", "snapshots/it")
    say(second, "two")
    assert last(first) == "two"
    assert admin(second, "POST", "snapshots/it/restore").status == 204
    assert last(first) == last(second) == "one"
    say(first, "three")
    assert last(second) == "three"
    first.sandbox.reset()
    assert last(first) == last(second) != "three"


def test_calls_meanwhile_see_the_one_state_or_the_other(start, on):
    service, other = start(), start()
    for number in range(40):
        say(service, f"new {number}")
    admin(service, "PUT", "snapshots/full")
    service.sandbox.reset()
    empty = last(service)
    wrong = []
    done = threading.Event()

    def look(server):
        caller = on(server.sandbox)
        while not done.is_set():
            reply = caller.call("GET", f"{lunch(caller)}/recent?limit=75", token=the_token(caller))
            if reply.status != 200:
                wrong.append(reply.body)
                continue
            new = [each for each in reply.json["messages"] if each["text"].startswith("new ")]
            if len(new) not in (0, 40):
                wrong.append(len(new))
        caller.close()

    lookers = [threading.Thread(target=look, args=(each,)) for each in (service, other)]
    for each in lookers:
        each.start()
    for _ in range(3):
        service.sandbox.restore_snapshot("full")
        assert last(other) == "new 39"
        service.sandbox.reset()
        assert last(other) == empty
    done.set()
    for each in lookers:
        each.join()
    assert wrong == []


def test_snapshots_are_whole_files_of_their_owner_and_stay(fresh_file, on):
    with Sandbox.start(db=fresh_file, port=0) as sandbox:
        service = on(sandbox)
        say(service, "one")
        sandbox.save_snapshot("it")
        service.close()
    directory = fresh_file.with_name("sandbox.db.snapshots")
    assert [each.name for each in directory.iterdir()] == ["it.db"]
    assert stat.S_IMODE((directory / "it.db").stat().st_mode) == 0o600
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    with Sandbox.start(db=fresh_file, port=0) as sandbox:
        service = on(sandbox)
        say(service, "two")
        sandbox.restore_snapshot("it")
        assert last(service) == "one"
        service.close()
    assert {each.name for each in fresh_file.parent.iterdir()} == {
        "sandbox.db",
        "sandbox.db.snapshots",
    }
    assert [each.name for each in directory.iterdir()] == ["it.db"]


def test_an_older_snapshot_is_brought_up_and_a_newer_one_refused(fresh, monkeypatch):
    say(fresh, "one")
    fresh.sandbox.save_snapshot("it")
    say(fresh, "two")
    step = ("CREATE TABLE later (a)",)
    monkeypatch.setattr(schema, "MIGRATIONS", [*schema.MIGRATIONS, step])
    fresh.sandbox.restore_snapshot("it")
    assert last(fresh) == "one"
    with fresh.sandbox._database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM later").fetchone() == (0,)
    path = fresh.sandbox._database.path.with_name("sandbox.db.snapshots") / "it.db"
    with sqlite3.connect(path) as snapshot:
        snapshot.execute("PRAGMA user_version = 99")
    snapshot.close()
    with pytest.raises(SandboxError, match="newer version"):
        fresh.sandbox.restore_snapshot("it")
    assert last(fresh) == "one"


def test_a_snapshot_that_is_none_is_refused_and_nothing_changed(fresh, tmp_path):
    say(fresh, "one")
    fresh.sandbox.save_snapshot("it")
    directory = fresh.sandbox._database.path.with_name("sandbox.db.snapshots")
    (directory / "noise.db").write_bytes(b"no database at all" * 1000)
    (directory / "nothing.db").write_bytes(b"")
    other = tmp_path / "other.db"
    with Sandbox.start(db=other, seed=7) as sandbox:
        sandbox.save_snapshot("foreign")
    (other.with_name("other.db.snapshots") / "foreign.db").rename(directory / "foreign.db")
    say(fresh, "two")
    for name, status in (("noise", 500), ("nothing", 409), ("foreign", 409)):
        reply = admin(fresh, "POST", f"snapshots/{name}/restore")
        assert reply.status == status, reply.body
        assert last(fresh) == "two"


def test_data_in_use_are_said_to_be(fresh, monkeypatch):
    monkeypatch.setattr("explorer.sandbox.snapshots.BUSY_SECONDS", 0.05)
    monkeypatch.setattr("explorer.sandbox.keeper.BUSY_SECONDS", 0.02)
    fresh.sandbox.save_snapshot("it")
    with sqlite3.connect(fresh.sandbox._database.path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        reply = admin(fresh, "POST", "snapshots/it/restore")
        other.execute("ROLLBACK")
    other.close()
    assert reply.status == 503
    assert "in use by another server" in reply.message
    assert admin(fresh, "POST", "snapshots/it/restore").status == 204


def test_a_directory_that_cannot_be_made_is_said(fresh):
    path = fresh.sandbox._database.path.with_name("sandbox.db.snapshots")
    path.write_text("in the way")
    reply = admin(fresh, "PUT", "snapshots/it")
    assert reply.status == 500
    assert "That could not be done: File exists" in reply.message


def test_the_log_of_a_file_is_short_after_all_was_exchanged(fresh):
    path = fresh.sandbox._database.path
    log = path.with_name(path.name + "-wal")
    fresh.sandbox.save_snapshot("it")
    for act in (fresh.sandbox.reset, lambda: fresh.sandbox.restore_snapshot("it")):
        say(fresh, "one")
        assert log.stat().st_size > 0
        act()
        assert log.stat().st_size == 0


def test_one_that_another_server_deletes_meanwhile_is_not_listed(fresh, monkeypatch):
    fresh.sandbox.save_snapshot("one")
    fresh.sandbox.save_snapshot("two")
    usual = FileShelf._shown

    def shown(self, name):
        self._path("one").unlink(missing_ok=True)
        return usual(self, name)

    monkeypatch.setattr(FileShelf, "_shown", shown)
    listed = admin(fresh, "GET", "snapshots").json["snapshots"]
    assert [each["name"] for each in listed] == ["two"]


def test_one_is_deleted_in_its_turn(fresh):
    fresh.sandbox.save_snapshot("it")
    keeper, loop = fresh.sandbox._admin.keeper, fresh.sandbox._serving._loop

    async def orders():
        seen = []

        async def note(work, name):
            await work
            seen.append(name)

        async with keeper._one:
            waiting = [
                asyncio.create_task(note(keeper.delete("it"), "deleted")),
            ]
            for _ in range(5):
                await asyncio.sleep(0)
            seen.append("free")
        await asyncio.gather(*waiting)
        return seen

    found = asyncio.run_coroutine_threadsafe(orders(), loop).result(10)
    assert found == ["free", "deleted"]


def test_they_are_listed_while_the_data_are_exchanged(either):
    admin(either, "PUT", "snapshots/before")
    keeper = either.sandbox._admin.keeper
    in_turn, go = threading.Event(), threading.Event()

    async def hold():
        async with keeper._turn("reset"):
            in_turn.set()
            while not go.is_set():
                await asyncio.sleep(0.001)

    held = asyncio.run_coroutine_threadsafe(hold(), either.sandbox._serving._loop)
    try:
        assert in_turn.wait(10)
        listed = admin(either, "GET", "snapshots").json["snapshots"]
        assert [each["name"] for each in listed] == ["before"]
        assert not held.done()
    finally:
        go.set()
        held.result(10)
