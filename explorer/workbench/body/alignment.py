"""Which items of two lists are the same, at a cost that stays within bounds."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence

MOST_CELLS = 250_000
"""Pairs of items of a stretch that are compared one by one; a larger one is parted first, at what
occurs once on both sides."""

MOST_CELLS_IN_ALL = 8 * MOST_CELLS
"""Pairs that are compared one by one in a whole list; the rest is only parted."""

Pairs = list[tuple[int, int]]


def common(old: Sequence[Hashable], new: Sequence[Hashable]) -> Pairs:
    """The items of a long common subsequence: the longest, where the lists are not too long.

    Args:
        old: Keys of the items of one list.
        new: Keys of the items of the other.

    Returns:
        Numbers of equal items in both, rising in both.
    """
    pairs: Pairs = []
    stretches = [(0, len(old), 0, len(new))]
    left = MOST_CELLS_IN_ALL
    while stretches:
        first, stop, other, end = stretches.pop()
        while first < stop and other < end and old[first] == new[other]:
            pairs.append((first, other))
            first, other = first + 1, other + 1
        while first < stop and other < end and old[stop - 1] == new[end - 1]:
            stop, end = stop - 1, end - 1
            pairs.append((stop, end))
        if first == stop or other == end:
            continue
        cells = (stop - first) * (end - other)
        if cells <= min(left, MOST_CELLS):
            left -= cells
            pairs.extend(_longest(old, new, (first, stop, other, end)))
            continue
        anchors = _anchors(old, new, (first, stop, other, end))
        for at, there in anchors:
            pairs.append((at, there))
            stretches.append((first, at, other, there))
            first, other = at + 1, there + 1
        if anchors:
            stretches.append((first, stop, other, end))
    return sorted(pairs)


def longest_rising(numbers: Sequence[int]) -> list[int]:
    """Places of a longest rising subsequence."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_left(tails, number)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [number]
        ends[length : length + 1] = [place]
    found: list[int] = []
    place = ends[-1] if ends else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]


def _longest(
    old: Sequence[Hashable], new: Sequence[Hashable], bounds: tuple[int, int, int, int]
) -> Pairs:
    first, stop, other, end = bounds
    width = end - other + 1
    rows = [[0] * width]
    for at in range(stop - 1, first - 1, -1):
        below = rows[-1]
        row = [0] * width
        key = old[at]
        for there in range(width - 2, -1, -1):
            if key == new[other + there]:
                row[there] = below[there + 1] + 1
            else:
                row[there] = max(below[there], row[there + 1])
        rows.append(row)
    pairs: Pairs = []
    at, there = first, other
    while at < stop and there < end:
        row = rows[stop - at]
        if old[at] == new[there]:
            pairs.append((at, there))
            at, there = at + 1, there + 1
        elif rows[stop - at - 1][there - other] >= row[there - other + 1]:
            at += 1
        else:
            there += 1
    return pairs


def _anchors(
    old: Sequence[Hashable], new: Sequence[Hashable], bounds: tuple[int, int, int, int]
) -> Pairs:
    """Items that occur once in each stretch, in the same order in both."""
    first, stop, other, end = bounds
    once_old = Counter(old[first:stop])
    once_new = Counter(new[other:end])
    there = {new[place]: place for place in range(other, end) if once_new[new[place]] == 1}
    both = [
        (place, there[old[place]])
        for place in range(first, stop)
        if once_old[old[place]] == 1 and old[place] in there
    ]
    return [both[place] for place in longest_rising([pair[1] for pair in both])]
