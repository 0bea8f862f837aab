"""Every operation × every fault of the sandbox × both clients.

What is to come of each is in `expected`; operations and faults are those of the catalogue and of
the sandbox's own table, so that a new one is here by itself, and fails until it is expected.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from explorer.api import transport
from explorer.api.operations import CATALOGUE, GetMe
from explorer.sandbox.faults.table import FAULTS

from .expected import Cell, Row, matrix
from .judging import judge, judge_pair
from .playing import Pair, Played
from .world import World


@pytest.fixture
async def pair(world: World) -> AsyncIterator[Pair]:
    made = Pair(world.base_url, {"auth": world.token, "cloud_id": world.cloud_id})
    yield made
    await made.close()


def test_every_fault_is_expected() -> None:
    assert {row.name for row in matrix()} == set(FAULTS)


@pytest.mark.parametrize("operation_id", CATALOGUE)
async def test_every_fault(
    operation_id: str,
    world: World,
    pair: Pair,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport, "BODY_CAP", 128 * 1024)
    world.healthy(operation_id)
    problems: list[str] = []
    for row in matrix():
        cell = row.of(CATALOGUE[operation_id])
        problems += await _both(world, pair, operation_id, row, row.fault, cell)
        if cell.sent > 1:
            passing = f"{row.fault},count=1"
            problems += await _both(world, pair, operation_id, row, passing, cell.once)
    assert not problems, "\n" + "\n".join(problems)


async def test_the_full_size_once(world: World, pair: Pair) -> None:
    cell = Cell("AnswerTooLarge", 1, "larger than 64 MiB")
    row = Row("huge", {"GET": cell})
    assert not await _both(world, pair, GetMe.operation_id, row, row.fault, cell)


async def _both(
    world: World, pair: Pair, operation_id: str, row: Row, fault: str, cell: Cell
) -> list[str]:
    """What is wrong with either client, or with the two beside each other."""
    found: list[Played] = []
    problems: list[str] = []
    for kind in ("sync", "async"):
        with world.fault(f"{fault}@{operation_id}"):
            played = await pair.play(world.call(operation_id), kind)
        played.requests = world.requests(cell.sent)
        effects = world.effects()
        problems += [
            f"{fault} ({kind}): {problem}"
            for problem in judge(
                CATALOGUE[operation_id],
                cell,
                played,
                effects,
                healthy=world.healthy(operation_id),
                strikes_after=FAULTS[row.name].committed,
                secret=world.token,
            )
        ]
        world.put_back()
        found.append(played)
    return problems + [f"{fault}: {problem}" for problem in judge_pair(*found)]
