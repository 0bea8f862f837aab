"""What the garbage collector leaves alone."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator

import pytest

from explorer.tui.steady import STARTING, THRESHOLDS, hurry, steady

USUAL = (700, 10, 10)


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """Begin without what other tests' apps have frozen, and give back the collector they had."""
    thresholds = gc.get_threshold()
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        gc.unfreeze()
        gc.collect()
    hurry()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


class Knot:
    """What only a collection lets go: it holds itself."""

    def __init__(self) -> None:
        self.itself = self


def test_what_there_is_is_looked_at_no_more() -> None:
    kept = Knot()
    before = gc.get_freeze_count()
    assert any(thing is kept for thing in gc.get_objects())
    steady()
    assert gc.get_freeze_count() > before
    assert not any(thing is kept for thing in gc.get_objects())


def test_starting_collections_are_rarer_still() -> None:
    assert gc.isenabled()
    assert gc.get_threshold() == STARTING
    assert STARTING > THRESHOLDS


def test_collections_are_rarer_and_go_on() -> None:
    steady()
    assert gc.isenabled()
    assert gc.get_threshold() == THRESHOLDS == (20_000, 20, 100)
    Knot()
    assert gc.collect() > 0


def test_it_is_for_a_process_that_has_begun_as_the_app() -> None:
    gc.set_threshold(*USUAL)
    before = gc.get_freeze_count()
    steady()
    assert gc.get_threshold() == USUAL
    assert gc.get_freeze_count() == before


def test_what_is_young_garbage_already_is_not_kept_for_ever() -> None:
    gc.collect()
    collected: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        collected.append(info.get("collected", 0))

    Knot()
    gc.callbacks.append(note)
    try:
        steady()
    finally:
        gc.callbacks.remove(note)
    assert sum(collected) > 0
