"""Which containers of a JSON body are folded, and which lines that leaves to see.

A rule (all containers at some depth and below it are folded) and the exceptions to it: folding
everything costs as much as what is then to be seen, however large the body is.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from itertools import accumulate

from explorer.workbench.body.json_index import OPEN, JsonIndex


class Folds:
    """The folds of one body.

    Rows are what is seen, lines what is there; both are counted from 0.

    Args:
        index: The body's; may grow, see `grown`.
    """

    def __init__(self, index: JsonIndex) -> None:
        self._index = index
        self._from_depth: int | None = None
        self._exceptions: dict[int, bool] = {}
        self._hidden = array("I")
        """Outermost folded containers in order: the ones whose opening line is seen."""
        self._firsts = array("I")
        """The opening line of each of these."""
        self._sizes = array("I")
        """How many lines each of these hides."""
        self._before = array("I", [0])
        """Lines hidden by all of these before each of them, and by all of them."""
        self._walked = 0
        self._ends_open = False

    def __len__(self) -> int:
        """The number of rows."""
        return len(self._index) - self._before[-1]

    @property
    def has_any(self) -> bool:
        """Whether anything may be folded."""
        return self._from_depth is not None or bool(self._exceptions)

    def line(self, row: int) -> int:
        """The line that a row shows."""
        low, high = 0, len(self._hidden)
        while low < high:
            middle = (low + high) // 2
            if self._firsts[middle] - self._before[middle] < row:
                low = middle + 1
            else:
                high = middle
        return row + self._before[low]

    def row(self, line: int) -> int:
        """The row that shows a line, or the folded container that it is in."""
        place = bisect_left(self._firsts, line)
        if place and line <= self._index.last(self._hidden[place - 1]):
            place -= 1
            line = self._firsts[place]
        return line - self._before[place]

    def is_hidden(self, line: int) -> bool:
        """Whether a line is inside a folded container."""
        return self.line(self.row(line)) != line

    def is_folded(self, container: int) -> bool:
        """Whether a container is folded, seen or not."""
        exception = self._exceptions.get(container)
        if exception is not None:
            return exception
        return self._from_depth is not None and self._index.depths[container] >= self._from_depth

    def fold(self, container: int) -> None:
        """Fold one container."""
        self._except(container, folded=True)

    def unfold(self, container: int) -> None:
        """Unfold one container; those inside stay as they are."""
        self._except(container, folded=False)

    def fold_from(self, depth: int) -> None:
        """Fold every container with at least so many around it; 0 folds all."""
        self._rule(depth)

    def unfold_all(self) -> None:
        """Unfold every container."""
        self._rule(None)

    def reveal(self, line: int) -> bool:
        """Unfold whatever hides a line; whether anything did."""
        if not self.is_hidden(line):
            return False
        container = self._index.innermost(line)
        if self._index.firsts[container] == line:
            container = self._index.parents[container]
        folded = []
        while container >= 0:
            if self.is_folded(container):
                folded.append(container)
            container = self._index.parents[container]
        for one in reversed(folded):
            self.unfold(one)
        return True

    def grown(self) -> None:
        """The index has grown: to be told each time, before anything else is asked."""
        start = len(self._hidden)
        container = self._walked
        if self._ends_open:
            start -= 1
            container = self._hidden[-1]
        self._walked = len(self._index.firsts)
        self._replace(start, len(self._hidden), self._outermost(container, len(self._index)))

    def _except(self, container: int, *, folded: bool) -> None:
        if self.is_folded(container) == folded:
            return
        self._exceptions[container] = folded
        first = self._index.firsts[container]
        if self.is_hidden(first):
            return
        last = self._index.last(container)
        start = bisect_left(self._firsts, first)
        stop = bisect_right(self._firsts, last)
        inside = array("I", [container]) if folded else self._outermost(container + 1, last)
        self._replace(start, stop, inside)

    def _outermost(self, container: int, last: int) -> array[int]:
        """The folded containers in no other folded one, from one up to a line."""
        index = self._index
        if self._from_depth is None and not self._exceptions:
            return array("I")
        found = array("I")
        while container < len(index.firsts) and index.firsts[container] <= last:
            if self.is_folded(container):
                found.append(container)
                container = index.after(container)
            else:
                container += 1
        return found

    def _rule(self, depth: int | None) -> None:
        self._from_depth = depth
        self._exceptions.clear()
        self._replace(0, len(self._hidden), self._outermost(0, len(self._index)))

    def _replace(self, start: int, stop: int, hidden: array[int]) -> None:
        index = self._index
        self._hidden[start:stop] = hidden
        self._firsts[start:stop] = array("I", [index.firsts[one] for one in hidden])
        self._sizes[start:stop] = array(
            "I", [index.last(one) - index.firsts[one] for one in hidden]
        )
        before = accumulate(self._sizes[start:], initial=self._before[start])
        self._before[start:] = array("I", before)
        self._ends_open = bool(self._hidden) and index.lasts[self._hidden[-1]] == OPEN
