"""The terminal given away and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual.app import App

from explorer.tui.external import NOT_HERE, UNCHANGED, edit_outside, view_outside


class Suspending(App[None]):
    """An app that notes when its terminal was given away."""

    def __init__(self) -> None:
        super().__init__()
        self.given = self.taken = 0

    @contextmanager
    def suspend(self) -> Iterator[None]:
        self.given += 1
        yield
        self.taken += 1

    @property
    def heard(self) -> list[str]:
        return [each.message for each in self._notifications]


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "sed -i s/one/two/")
    monkeypatch.setenv("PAGER", "grep -q one")


async def test_a_text_comes_back_changed() -> None:
    app = Suspending()
    async with app.run_test() as pilot:
        assert edit_outside(app, "one", "text") == "two"
        assert (app.given, app.taken) == (1, 1)
        assert edit_outside(app, "three", "text") is None
        await pilot.pause()
        assert app.heard == [UNCHANGED]


async def test_the_pager_or_the_editor_shows_something() -> None:
    app = Suspending()
    async with app.run_test() as pilot:
        view_outside(app, b"one", "text")
        view_outside(app, b"one", "text", in_editor=True)
        await pilot.pause()
        assert (app.taken, app.heard) == (2, [])
        view_outside(app, b"two", "text")
        await pilot.pause()
        assert app.heard == ["grep ended with exit code 1."]


@pytest.mark.parametrize("named", ["/no/such", "false"])
async def test_a_failure_is_a_sentence_and_the_app_goes_on(
    named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", named)
    app = Suspending()
    async with app.run_test() as pilot:
        assert edit_outside(app, "one", "text") is None
        assert app.given == app.taken
        await pilot.pause()
        assert len(app.heard) == 1


async def test_what_nobody_foresaw_still_takes_the_terminal_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("explorer.workbench.external.edit", fail)
    app = Suspending()
    async with app.run_test() as pilot:
        await pilot.pause()
        with pytest.raises(RuntimeError):
            edit_outside(app, "one", "text")
        assert app.taken == 1


async def test_where_there_is_no_terminal_it_is_said() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        assert edit_outside(app, "one", "text") is None
        await pilot.pause()
        assert [each.message for each in app._notifications] == [NOT_HERE]
