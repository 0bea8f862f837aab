"""The app's own sandbox, asked to be larger: what is shown while its data are made."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from explorer.tui import beginning
from explorer.tui.app import ExplorerApp
from explorer.workbench.profiles import Target

AMOUNT = {"conversations": 300, "messages": 2000}


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Keeps the data from being made further than their ids until it is set."""
    go_on = threading.Event()
    tell = beginning._Telling.tell

    def told(self: Any, words: str) -> None:
        tell(self, words)
        if not words.startswith("Making ids"):
            go_on.wait(120)

    monkeypatch.setattr(beginning._Telling, "tell", told)
    return go_on


def app_on(directory: Path) -> ExplorerApp:
    async def connect() -> Any:
        return await beginning.open_telling(app, Target(embedded=True), AMOUNT, data_dir=directory)

    app = ExplorerApp(connect)
    return app


async def test_what_is_made_is_told_and_can_be_given_up(
    staging: Any, tmp_path: Path, slowly: threading.Event
) -> None:
    app = app_on(tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        stage = staging.Stage(app, pilot)
        await stage.sees("Making people: 0 of")
        assert "(Esc gives up)" in stage.browse.conversations.list.busy_text
        await stage.press("escape")
        await stage.sees("Given up. r asks again.")
        slowly.set()
        # What was given up made nothing: the same data are begun anew.
        await stage.press("r")
        await stage.sees("75 loaded, more follow")
        assert app.workbench is not None
        sizes = app.workbench.sandbox._database.meta
        assert (sizes("conversations"), sizes("messages")) == ("300", "2000")


async def test_other_data_that_are_there_stay_and_the_way_to_new_ones_is_said(
    staging: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_on(tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await staging.Stage(app, pilot).sees("75 loaded, more follow")
    monkeypatch.setitem(AMOUNT, "messages", 3000)
    app = app_on(tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        stage = staging.Stage(app, pilot)
        said = stage.browse.conversations.list
        await stage.until(lambda: "add --fresh" in said.error_text, "the way to new data")
        assert app.workbench is None
