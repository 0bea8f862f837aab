"""Faults that are waited for: every operation ends when its client's patience does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import pytest

from explorer.api.operations import CATALOGUE
from explorer.api.retry import Policy

from .expected import LATE, SLOW, Row, read
from .judging import judge_pair, unclear
from .playing import Pair, Played
from .world import World, until

IMPATIENT = Policy(read_timeout=0.1)
# Long enough for ten clients at once to have sent their request on a busy machine.
LATE_AT = 2.0
HURRIED = Policy(deadline=LATE_AT)

ONE_PER_METHOD = {operation.method: name for name, operation in CATALOGUE.items()}.values()


def rows(name: str) -> list[tuple[Row, Policy]]:
    """The rows of a fault, each with the patience it is for."""
    every = [(row, IMPATIENT) for row in read(SLOW)] + [(row, HURRIED) for row in read(LATE)]
    return [pair for pair in every if pair[0].name == name]


async def play(
    world: World, row: Row, policy: Policy, operations: Sequence[str], kind: str
) -> dict[str, Played]:
    """Call operations at the same time, each by a client of its own."""
    options = {"auth": world.token, "cloud_id": world.cloud_id, "policy": policy}
    pairs = {name: Pair(world.base_url, options) for name in operations}
    at_once = asyncio.Semaphore(10)

    async def one(name: str) -> Played:
        async with at_once:
            began = time.monotonic()
            played = await pairs[name].play(world.call(name), kind)
            if policy is HURRIED:
                assert time.monotonic() - began < LATE_AT + 20
            return played

    sent = sum(row.of(CATALOGUE[name]).sent for name in operations)
    with world.fault(row.fault):
        found = await asyncio.gather(*map(one, operations))
        requests = world.requests(sent)
    for name, played in zip(operations, found, strict=True):
        target = world.call(name).build(world.cloud_id).target.encode()
        line = CATALOGUE[name].method.encode() + b" " + target + b" HTTP/1.1\r\n"
        played.requests = [each for each in requests if each.startswith(line)]
        await pairs[name].close()
    return dict(zip(operations, found, strict=True))


def differences(row: Row, by_client: Sequence[dict[str, Played]]) -> list[str]:
    problems = []
    for name in by_client[0]:
        cell = row.of(CATALOGUE[name])
        for each in (found[name] for found in by_client):
            if (each.outcome, len(each.requests)) != (cell.outcome, cell.sent):
                problems.append(f"{name}: {each.outcome} {len(each.requests)}, not {cell}")
            problems += unclear(each.text, name, cell.words)
        problems += [f"{name}: {each}" for each in judge_pair(*(one[name] for one in by_client))]
    return problems


@pytest.mark.parametrize(("row", "policy"), rows("latency"), ids=["no sign of life", "deadline"])
async def test_an_answer_that_does_not_come(row: Row, policy: Policy, world: World) -> None:
    operations = list(CATALOGUE)
    by_client = [await play(world, row, policy, operations, kind) for kind in ("sync", "async")]

    assert not differences(row, by_client)
    assert not world.effects()


@pytest.mark.parametrize(("row", "policy"), rows("drip"), ids=["no sign of life", "deadline"])
@pytest.mark.parametrize("name", ONE_PER_METHOD)
async def test_an_answer_that_does_not_end(
    name: str, row: Row, policy: Policy, world: World
) -> None:
    healthy = world.healthy(name)
    by_client = []
    for kind in ("sync", "async"):
        by_client.append(await play(world, row, policy, [name], kind))
        assert until(lambda: world.effects().rows == healthy.rows)
        world.put_back()

    assert not differences(row, by_client)
