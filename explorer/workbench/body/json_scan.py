"""Reading a JSON text once, from front to back, to note where its lines and containers are.

Runs of scalars, most of any text, are read without a step of Python for each. Nothing is parsed
into objects: what a line says is read from the text again when the line is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from explorer.workbench.body.grammar import (
    AFTER,
    BLANKS,
    ITEM,
    MEMBER,
    NAMED_SCALARS,
    PLAIN_SCALARS,
    scanner_of,
)
from explorer.workbench.body.json_index import JsonIndex

STEP = 2_000
"""Scalars or containers read between two times that the reader gives way, at most."""

MAX_DEPTH = 10_000
"""Containers in one another that are told apart; what is deeper is not read."""

BOM = b"\xef\xbb\xbf"


class JsonScan:
    """The reading of one text into an index.

    Args:
        index: Filled while the text is read.
    """

    def __init__(self, index: JsonIndex) -> None:
        self.index = index
        self.position = len(BOM) if index.data.startswith(BOM) else 0
        """How far the text has been read and understood."""
        self.broken = False
        """Whether the text stopped being JSON at `position`."""
        self.wants_item = True
        """Whether a member, an item or the text's value must follow at `position`."""
        self.container = -1
        """The innermost container open at `position`; -1: none."""

    @property
    def in_object(self) -> bool:
        """Whether what is open at `position` is an object."""
        return self.container >= 0 and bool(self.index.objects[self.container])

    def steps(self) -> Iterator[None]:
        """Read on; gives way every now and then, with the index fit for use.

        One loop without calls: this is where the time of a large text goes.
        """
        index = self.index
        data, starts, counts = index.data, index.starts, index.counts
        position, container, wants_item, steps = self.position, -1, True, 0
        members = False
        named, plain = scanner_of(NAMED_SCALARS), scanner_of(PLAIN_SCALARS)
        while True:
            if wants_item:
                found = (MEMBER if members else ITEM).match(data, position)
                if found is None:
                    break
                opener, closer, after = found.groups()
                if closer is not None and closer != _CLOSERS[opener]:
                    position = found.start(2)
                    break
                if opener is not None and closer is None:
                    depth = index.depths[container] + 1 if container >= 0 else 0
                    if depth >= MAX_DEPTH:
                        break
                    index.add(container, depth, is_object=opener == b"{")
                    starts.append(position)
                    container = len(counts) - 1
                    members = opener == b"{"
                    position = found.end(1)
                    continue
                starts.append(position)
                if container < 0:
                    position = found.end() if after is None else found.start(3)
                    break
                counts[container] += 1
                if after is None:
                    position = found.end()
                    wants_item = False
                elif after == b",":
                    position = found.end()
                    before = len(starts)
                    run = (named if members else plain)(data, position)
                    starts.append(position)
                    starts.extend(map(_END, islice(iter(run.match, None), STEP)))
                    position = starts.pop()
                    counts[container] += len(starts) - before
                    steps += len(starts) - before
                else:
                    position = found.start(3)
                    wants_item = False
            else:
                found = AFTER.match(data, position)
                if found is None:
                    break
                sign = found[1]
                if sign == b",":
                    wants_item = True
                elif (sign == b"}") == members:
                    index.lasts[container] = len(starts)
                    starts.append(found.start(1))
                    container = index.parents[container]
                    if container < 0:
                        position = found.end()
                        break
                    members = bool(index.objects[container])
                else:
                    break
                position = found.end()
            steps += 1
            if steps >= STEP:
                steps = 0
                self.position, self.container, self.wants_item = position, container, wants_item
                yield
        self.container, self.wants_item = container, wants_item
        self._end(position)

    def _end(self, position: int) -> None:
        found = BLANKS.match(self.index.data, position)
        self.position = position if found is None else found.end()
        whole = self.container < 0 and bool(len(self.index))
        self.broken = not whole or self.position < len(self.index.data)


_END = re.Match.end
_CLOSERS = {b"{": b"}", b"[": b"]"}
