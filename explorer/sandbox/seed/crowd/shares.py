"""How messages fall to rooms."""

from __future__ import annotations

import random
from array import array


def share_out(total: int, half: int, rooms: int, chance: random.Random) -> array[int]:
    """How many messages each of some rooms gets: most of them few or none.

    Args:
        total: Messages in all.
        half: What the busiest room gets of them, if there are as many; it is the first.
        rooms: How many rooms there are.
        chance: Which of the others are busy.
    """
    counts = array("q", bytes(8 * rooms))
    counts[0] = min(half, total) if rooms > 1 else total
    left = total - counts[0]
    if not left:
        return counts
    ranks = array("q", range(1, rooms))
    chance.shuffle(ranks)
    # As in life, the room at rank n has about 1/n of what the first has.
    weights = sum(1 / (rank + 2) for rank in range(1, rooms))
    reached, given = 0.0, 0
    for place, rank in enumerate(ranks, 1):
        # The parts add up because each is what is missing up to here.
        reached += left / (rank + 2) / weights
        counts[place] = max(0, min(left, round(reached)) - given)
        given += counts[place]
    counts[rooms - 1] += left - given
    return counts
