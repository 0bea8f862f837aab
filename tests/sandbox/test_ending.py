"""What takes long is ended, wherever it is, and leaves nothing behind."""

from __future__ import annotations

import sqlite3

import pytest

from explorer.sandbox.ending import Ended, Ending, unwatch
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
