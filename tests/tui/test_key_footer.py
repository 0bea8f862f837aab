"""The row of keys at the foot: those of the pane with the focus first, as many as fit."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.tui.widgets.key_footer import Candidate, Shown, fitting


def key(name: str, soon: int, part: int) -> Candidate:
    return Candidate(soon, part, Shown(name, name, name.upper(), "", name, True))


class TestFitting:
    KEYS = (
        key("own", 3, 0),
        key("mine", 1, 0),
        key("find", 1, 1),
        key("quit", 2, 2),
        key("?", 1, 2),
    )

    @pytest.mark.parametrize(
        ("width", "shown"),
        [
            pytest.param(41, "own mine find quit ?", id="all"),
            pytest.param(40, "mine find quit ?", id="the last to be given room goes first"),
            pytest.param(30, "mine find ?", id="then the next"),
            pytest.param(14, "mine ?", id="to the last"),
        ],
    )
    def test_what_has_room(self, width: int, shown: str) -> None:
        assert [each.name for each in fitting(self.KEYS, width)] == shown.split()

    def test_wide_names_take_their_cells(self) -> None:
        wide = Candidate(1, 0, Shown("a", "a", "日本", "", "a", True))
        assert fitting([wide], 6) == [wide.shown]
        assert fitting([wide], 5) == []


async def test_each_pane_has_its_own_keys_at_the_foot(open_app: Any) -> None:
    def foot() -> str:
        row: str = stage.text.splitlines()[-1]
        return row

    async with open_app(size=(120, 30)) as stage:
        await stage.open("Incident 42")
        for keys, first, then in (
            ("1", "a New d Details", "o Order"),
            ("2", "E Change D Delete t Go to x Context F Search all", "c Write"),
            ("3", "a Add p Copy to R Rename d Delete", "4 Endpoints"),
        ):
            await stage.press(keys)
            await stage.until(lambda first=first: foot().startswith(first), first)
            assert then in foot()
            assert foot().endswith("^p Palette ? Help")
        await stage.press("1")
        await stage.pilot.resize_terminal(60, 24)
        await stage.until(lambda: len(foot()) <= 60, "a row that fits")
        assert foot().startswith("a New d Details")
        assert foot().endswith("? Help")
        await stage.press("4")
        await stage.until(lambda: "f2 Send" in foot(), "the operations")
        await stage.pilot.resize_terminal(120, 24)
        await stage.until(lambda: foot().startswith("t Group"), "their keys")
        await stage.press("3")
        await stage.until(lambda: foot().startswith("c Compare f JSONPath"), "those of the answer")
