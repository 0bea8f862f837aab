"""Pinned conversations and those opened last: order, disk, what is not kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from explorer.api.models import Conversation
from explorer.workbench import places as module
from explorer.workbench.places import RECENT, Places

SITE = "s"


def room(name: str) -> Conversation:
    return Conversation(id=f"id-{name}", name=name, topic="a secret", links={"a": "b"})


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Places]:
    ticks = count()
    start = datetime(2026, 1, 1, tzinfo=UTC)

    def open_one(profile: str = "work") -> Places:
        return Places(
            tmp_path / "places.db", profile, clock=lambda: start + timedelta(seconds=next(ticks))
        )

    return open_one


def names(found: object) -> list[str | None]:
    return [each.name for each in found]  # type: ignore[attr-defined]  # conversations


async def test_they_are_there_in_the_next_sitting(opened: Callable[..., Places]) -> None:
    places = opened()
    places.pin(SITE, room("b"), pinned=True)
    places.pin(SITE, room("a"), pinned=True)
    for name in "cdeb":
        places.opened(SITE, room(name))
    assert names(places.pinned(SITE)) == ["b", "a"]
    assert names(places.recent(SITE)) == ["e", "d", "c"]
    places.close()
    again = opened()
    await again.load(SITE)
    assert names(again.pinned(SITE)) == ["b", "a"]
    assert names(again.recent(SITE)) == ["e", "d", "c"]
    assert again.is_pinned(SITE, "id-a")
    again.pin(SITE, room("b"), pinned=False)
    assert names(again.recent(SITE)) == ["b", "e", "d", "c"]
    again.close()


async def test_each_site_and_profile_has_its_own(opened: Callable[..., Places]) -> None:
    places = opened()
    places.pin(SITE, room("a"), pinned=True)
    assert not places.pinned("another")
    places.close()
    other = opened("home")
    await other.load(SITE)
    assert not other.pinned(SITE)
    other.close()


async def test_what_was_done_while_it_was_read_is_newer(opened: Callable[..., Places]) -> None:
    places = opened()
    places.pin(SITE, room("a"), pinned=True)
    places.close()
    again = opened()
    again.pin(SITE, room("a"), pinned=False)
    again.opened(SITE, room("b"))
    await again.load(SITE)
    assert not again.pinned(SITE)
    assert names(again.recent(SITE)) == ["b"]
    again.close()


def test_few_are_shown_and_not_all_are_kept(
    opened: Callable[..., Places], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT", 7)
    places = opened()
    for number in range(20):
        places.opened(SITE, room(str(number)))
    assert names(places.recent(SITE)) == [str(19 - n) for n in range(RECENT)]
    assert len(places.recent(SITE, 99)) == 7
    places.close()


def test_how_it_is_now_is_noted_once(opened: Callable[..., Places]) -> None:
    places = opened()
    places.pin(SITE, room("a"), pinned=True)
    assert not places.seen(SITE, room("a"))
    changed = room("a").model_copy(update={"name": "b"})
    assert places.seen(SITE, changed)
    assert names(places.pinned(SITE)) == ["b"]
    assert not places.seen(SITE, room("unknown"))
    places.close()


async def test_topics_and_links_are_not_kept_and_odd_text_is(
    opened: Callable[..., Places], tmp_path: Path
) -> None:
    places = opened()
    places.pin(SITE, room("odd \ud800 \x00 name"), pinned=True)
    places.close()
    again = opened()
    await again.load(SITE)
    (found,) = again.pinned(SITE)
    assert (found.name or "").startswith("odd ")
    assert found.topic is None
    assert found.links is None
    again.close()


async def test_a_row_of_another_shape_is_passed_over(
    opened: Callable[..., Places], tmp_path: Path
) -> None:
    places = opened()
    places.pin(SITE, room("a"), pinned=True)
    places.pin(SITE, room("b"), pinned=True)
    places.close()
    with closing(sqlite3.connect(tmp_path / "places.db")) as connection, connection:
        connection.execute("UPDATE place SET model = '[]' WHERE conversation = 'id-a'")
    again = opened()
    await again.load(SITE)
    assert names(again.pinned(SITE)) == ["b"]
    again.close()
