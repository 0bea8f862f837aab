"""A download under every fault: the whole file in its place, or nothing at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from explorer.api.operations import CATALOGUE, GetMedia

from .expected import Cell, matrix
from .judging import judge_pair
from .playing import Pair, Played
from .world import World


@pytest.mark.parametrize("passes", [False, True], ids=["it stands", "it passes"])
async def test_every_fault(passes: bool, world: World, tmp_path: Path) -> None:
    operation_id = GetMedia.operation_id
    pair = Pair(world.base_url, {"auth": world.token, "cloud_id": world.cloud_id})
    problems: list[str] = []
    for row in matrix():
        cell = row.of(CATALOGUE[operation_id])
        if row.name == "huge":
            # What goes to a disk need not fit in memory.
            cell = Cell("done", 1)
        cell, fault = (cell.once, f"{row.fault},count=1") if passes else (cell, row.fault)
        found: list[Played] = []
        for kind in ("sync", "async"):
            place = tmp_path / f"{row.fault} {kind}"
            place.mkdir()
            with world.fault(f"{fault}@{operation_id}"):
                played = await pair.play(world.call(operation_id), kind, save=place / "file")
            played.requests = world.requests(cell.sent)
            if (played.outcome, len(played.requests)) != (cell.outcome, cell.sent):
                problems.append(f"{fault} ({kind}): {played.outcome}, not {cell}: {played.text}")
            left = [each.name for each in place.iterdir()]
            if left != (["file"] if cell.outcome == "done" else []):
                problems.append(f"{fault} ({kind}): leaves {left}")
            # Where it was saved is its own.
            found.append(replace(played, exchange=replace(played.exchange, value=None)))
        problems += judge_pair(*found)
    await pair.close()
    assert not problems, "\n" + "\n".join(problems)
