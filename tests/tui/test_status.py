"""The status bar: what it tells, what it leaves out when there is no room."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

from explorer.tui.widgets.status import Facts, StatusBar, laid_out
from explorer.workbench.standing import Rate

FACTS = Facts(
    title="History",
    connected=True,
    sandbox=False,
    site="Acme",
    profile="work",
    host="https://api.example.com",
    scopes=frozenset({"participate:conversation", "manage:conversation"}),
    rate=Rate(100, 58, None),
)


@pytest.mark.parametrize(
    ("width", "left", "right"),
    [
        (
            120,
            ["History", "Acme", "work", "https://api.example.com"],
            ["manage + participate", "58/100 calls left"],
        ),
        (80, ["History", "Acme", "work", "https://api.example.com"], ["58/100 calls left"]),
        (60, ["Acme", "https://api.example.com"], ["58/100 calls left"]),
        (40, ["https://api.example.com"], []),
        (12, ["https://api.example.com"], []),
    ],
)
def test_what_matters_stays(width: int, left: list[str], right: list[str]) -> None:
    made = laid_out(FACTS, width).plain
    assert made.startswith(" LIVE   ")
    assert [each for each in re.split(r"  ·  |  +", made[8:]) if each] == [*left, *right]
    assert len(made) <= max(width, 33)


def test_a_sandbox_is_named_by_what_it_is() -> None:
    facts = dataclasses.replace(FACTS, sandbox=True, embedded=True, scopes=frozenset(), rate=None)
    made = laid_out(facts, 70).plain
    assert made.split() == [
        "SANDBOX",
        *["History", "·", "Acme", "·", "work", "·", "embedded", "no", "scope"],
    ]


def test_few_calls_left_are_shown_in_colour() -> None:
    for left, color in ((58, ""), (19, "warning"), (0, "error")):
        facts = dataclasses.replace(FACTS, rate=Rate(100, left, None))
        made = laid_out(facts, 110)
        styles = [str(span.style) for span in made.spans if span.end == len(made)]
        assert any(color in style for style in styles) if color else styles in ([], [""])


def test_hostile_names_are_made_visible() -> None:
    facts = dataclasses.replace(FACTS, site="\x1b[31m[red]x\u202e")
    assert laid_out(facts, 140).plain.isprintable()


async def test_a_live_server_colours_the_bar_of_every_screen(open_app: Any) -> None:
    async with open_app() as stage:
        assert "SANDBOX" in stage.text.splitlines()[0]
        assert not stage.app.screen.query_one(StatusBar).has_class("-live")
        stage.workbench.standing.sandbox = False
        stage.app.status_changed.publish(None)
        await stage.sees("LIVE")
        assert stage.app.screen.query_one(StatusBar).has_class("-live")
        for key, title in (("e", "Endpoints"), ("f10", "History")):
            await stage.press(key)
            await stage.until(lambda title=title: title in stage.text.splitlines()[0])
            assert "LIVE" in stage.text.splitlines()[0]
            assert stage.app.screen.query_one(StatusBar).has_class("-live")


async def test_scopes_and_calls_left_come_with_the_answers(open_app: Any) -> None:
    async with open_app() as stage:
        await stage.sees("manage + participate")
        before = stage.workbench.standing.rate.remaining
        await stage.press("r")
        await stage.quiet()
        assert f"{before - 1}/100 calls left" in stage.text


def test_what_is_recorded_and_where_one_is_stay_longest() -> None:
    facts = dataclasses.replace(FACTS, place="step 2 of 5", recording="● recording")
    assert "● recording  ·  step 2 of 5" in laid_out(facts, 80).plain
    assert laid_out(facts, 24).plain.split() == ["LIVE", "●", "recording"]
