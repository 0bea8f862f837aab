"""Two bodies compared: what one has more, less or otherwise than the other, as lines.

JSON is compared by structure: members by name, items of lists by their `id` where all have one,
else by what they say. Numbers are the same when they are written the same.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from explorer.document.lines import Line, Span, truncate
from explorer.document.safe import one_line, visible
from explorer.workbench.body.alignment import common, longest_rising
from explorer.workbench.body.body import Body
from explorer.workbench.body.parsing import Cancelled, Number, TooDeep, parsed
from explorer.workbench.body.paths import Steps, written
from explorer.workbench.body.source import CUT_AT, INDENT

MOST_BYTES = 16 << 20
"""Bytes of a body that is compared by what is in it."""

MOST_LINES = 20_000
"""Lines of a difference."""

MOST_LINES_OF_ONE = 200
"""Lines shown of one value that was added or removed."""

SAME, ADDED, REMOVED = "same", "added", "removed"
_SIGNS = {SAME: "  ", ADDED: "+ ", REMOVED: "- "}
_STYLES = {SAME: "muted", ADDED: "success", REMOVED: "error"}


class DifferenceError(ValueError):
    """Two bodies cannot be compared; says why."""


class DifferenceLine(NamedTuple):
    """One line of a difference.

    Args:
        kind: `same`, `added` or `removed`; of a changed value both lines are shown.
        depth: Steps of indentation.
        spans: What it says.
        path: The steps to what it is about: in the new body, of what was removed in the old one.
    """

    kind: str
    depth: int
    spans: tuple[Span, ...]
    path: Steps


@dataclass(frozen=True, slots=True)
class Difference:
    """What two bodies differ in: a source for a line view.

    Args:
        rows: Its lines; none for bodies that are the same.
        added: Values that only the new body has.
        removed: Values that only the old body has.
        changed: Values that are others in the new body.
        moved: Items of lists that stand elsewhere, known by their ids.
        note: A sentence when not everything is shown; else empty.
        by_structure: Whether they were compared as JSON; else line by line.
    """

    rows: tuple[DifferenceLine, ...] = ()
    added: int = 0
    removed: int = 0
    changed: int = 0
    moved: int = 0
    note: str = ""
    by_structure: bool = True

    @property
    def fixed_height(self) -> int:
        """Every line is a row."""
        return 1

    @property
    def same(self) -> bool:
        """Whether the bodies say the same."""
        return not (self.added or self.removed or self.changed or self.moved)

    @property
    def summary(self) -> str:
        """What was found, in a few words: `2 added, 1 changed`."""
        counts = {
            "added": self.added,
            "removed": self.removed,
            "changed": self.changed,
            "moved": self.moved,
        }
        words = [f"{count:,} {name}" for name, count in counts.items() if count]
        return ", ".join(words) or "no difference"

    def __len__(self) -> int:
        return len(self.rows)

    def lines(self, index: int, width: int) -> tuple[Line]:
        """One line as it is drawn.

        Args:
            index: Which.
            width: Cells.
        """
        row = self.rows[index]
        sign = Span(_SIGNS[row.kind], _STYLES[row.kind])
        return (truncate(Line((sign, Span(INDENT * row.depth), *row.spans)), width),)

    def search_text(self, index: int) -> str:
        """A line's text."""
        return self.lines(index, CUT_AT)[0].text

    def copy_text(self, index: int) -> str:
        """The path of what a line is about; of a text the line."""
        row = self.rows[index]
        return written(row.path) if self.by_structure else "".join([s.text for s in row.spans])


async def compare(old: Body, new: Body) -> Difference:
    """Compare two bodies in a thread, after both have been read; cancelling ends it.

    Args:
        old: What was before.
        new: What is now.

    Raises:
        DifferenceError: They are too large or nested too deep.
    """
    await old.finish()
    await new.finish()
    stop = threading.Event()
    try:
        return await asyncio.to_thread(difference, old, new, stop)
    except asyncio.CancelledError:
        stop.set()
        raise


def difference(old: Body, new: Body, stop: threading.Event | None = None) -> Difference:
    """Compare two bodies that are complete; see `compare`.

    Args:
        old: What was before.
        new: What is now.
        stop: Ends the work, from another thread.

    Raises:
        DifferenceError: As of `compare`, or the work was ended.
    """
    if old.data == new.data and old.kind == new.kind:
        return Difference()
    if max(len(old.data), len(new.data)) > MOST_BYTES:
        raise DifferenceError(f"Bodies of more than {MOST_BYTES >> 20} MiB are not compared.")
    comparison = _Comparison((stop or threading.Event()).is_set)
    try:
        if old.json is not None and new.json is not None and not (old.cut or new.cut):
            comparison.by_structure = True
            values = [
                parsed(body.index.data, comparison.cancelled, exact=True)
                for body in (old.json, new.json)
            ]
            comparison.values(values[0], values[1], (), (), 0, ())
        else:
            comparison.items(_texts(old), _texts(new), (), (), 0)
    except (TooDeep, RecursionError):
        raise DifferenceError("The bodies are nested too deep to be compared.") from None
    except Cancelled:
        raise DifferenceError("The comparison was ended.") from None
    return comparison.result()


def _texts(body: Body) -> list[Any]:
    return [_Row(body.text(line)) for line in range(body.line_count)]


class _Row(str):
    """A line of a body that is no JSON: shown without quotes."""

    __slots__ = ()


class _Comparison:
    """One comparison, going down both values at once."""

    def __init__(self, cancelled: Callable[[], bool]) -> None:
        self.cancelled = cancelled
        self._rows: list[DifferenceLine] = []
        self._counts = {ADDED: 0, REMOVED: 0, "changed": 0, "moved": 0}
        self._numbers: dict[Any, int] = {}
        self._known: dict[int, int] = {}
        self._left_out = False
        self.by_structure = False

    def result(self) -> Difference:
        note = f"Only the first {MOST_LINES:,} lines are shown." if self._left_out else ""
        counts = self._counts
        same = not any(counts.values())
        return Difference(
            () if same else tuple(self._rows),
            counts[ADDED],
            counts[REMOVED],
            counts["changed"],
            counts["moved"],
            note,
            self.by_structure,
        )

    # Which values are the same

    def number(self, value: Any) -> int:
        """A number that two values have in common exactly when they say the same."""
        if isinstance(value, dict | list):
            known = self._known.get(id(value))
            if known is not None:
                return known
            key: Any
            if isinstance(value, dict):
                key = frozenset([(name, self.number(inner)) for name, inner in value.items()])
            else:
                key = tuple([self.number(inner) for inner in value])
            found = self._numbers.setdefault((type(value), key), len(self._numbers))
            self._known[id(value)] = found
            return found
        return self._numbers.setdefault((type(value), value), len(self._numbers))

    # Going down

    def values(
        self,
        old: Any,
        new: Any,
        was: Steps,
        now: Steps,
        depth: int,
        lead: tuple[Span, ...],
        label: str = "",
    ) -> None:
        """Two values in the same place.

        Args:
            old: The one before.
            new: The one now.
            was: The steps to the one before.
            now: The steps to the one now.
            depth: Steps of indentation.
            lead: What stands before the value in its line: its name.
            label: A remark behind the line that opens it.
        """
        if self.cancelled():
            raise Cancelled
        if self.number(old) == self.number(new):
            return
        if isinstance(old, dict) and isinstance(new, dict):
            self._enclosed("{}", now, depth, lead, label)
            self._members(old, new, was, now, depth + 1)
        elif isinstance(old, list) and isinstance(new, list):
            self._enclosed("[]", now, depth, lead, label)
            self.items(old, new, was, now, depth + 1)
        else:
            self._counts["changed"] += 1
            self._value(REMOVED, old, was, depth, lead)
            self._value(ADDED, new, now, depth, lead)
            return
        closer = "}" if isinstance(new, dict) else "]"
        self._row(SAME, depth, (Span(closer, "json-punctuation"),), now)

    def _enclosed(
        self, signs: str, path: Steps, depth: int, lead: tuple[Span, ...], label: str
    ) -> None:
        remark = (Span(f" {label}", "muted"),) if label else ()
        self._row(SAME, depth, (*lead, Span(signs[0], "json-punctuation"), *remark), path)

    def _members(
        self, old: dict[str, Any], new: dict[str, Any], was: Steps, now: Steps, depth: int
    ) -> None:
        same = 0
        for name, value in old.items():
            if name not in new:
                same = self._same(same, depth, now)
                self._only(REMOVED, value, (*was, name), depth, _name(name))
            elif self.number(value) == self.number(new[name]):
                same += 1
            else:
                same = self._same(same, depth, now)
                self.values(value, new[name], (*was, name), (*now, name), depth, _name(name))
        self._same(same, depth, now)
        for name, value in new.items():
            if name not in old:
                self._only(ADDED, value, (*now, name), depth, _name(name))

    def items(
        self, old: Sequence[Any], new: Sequence[Any], was: Steps, now: Steps, depth: int
    ) -> None:
        """Two lists in the same place."""
        pairs, moved = self._paired(old, new)
        at = same = 0
        paired = {first for first, _ in pairs}
        partners = {second: first for first, second in pairs}
        staying = {first for first, second in pairs if second not in moved}
        for there, value in enumerate(new):
            partner = partners.get(there)
            is_moved = there in moved
            # What is gone is shown before what has come in its place.
            while not is_moved and at < len(old) and at not in staying:
                if at not in paired:
                    same = self._same(same, depth, now)
                    self._only(REMOVED, old[at], (*was, at), depth, ())
                at += 1
            if partner is None:
                same = self._same(same, depth, now)
                self._only(ADDED, value, (*now, there), depth, ())
                continue
            if not is_moved:
                at = partner + 1
            is_same = self.number(old[partner]) == self.number(value)
            if is_same and not is_moved:
                same += 1
                continue
            same = self._same(same, depth, now)
            label = _label(value, there)
            if is_moved:
                self._counts["moved"] += 1
                label += f", before item {partner:,}"
            if is_same:
                spans = Span("{…}", "json-punctuation"), Span(f" {label}", "muted")
                self._row(SAME, depth, spans, (*now, there))
            else:
                self.values(old[partner], value, (*was, partner), (*now, there), depth, (), label)
        same = self._same(same, depth, now)
        for rest in range(at, len(old)):
            if rest not in paired:
                self._only(REMOVED, old[rest], (*was, rest), depth, ())

    def _paired(
        self, old: Sequence[Any], new: Sequence[Any]
    ) -> tuple[list[tuple[int, int]], set[int]]:
        """Which items belong together, and which of the new ones stand elsewhere."""
        ids = _ids(old), _ids(new)
        if ids[0] is not None and ids[1] is not None:
            known = {one: place for place, one in enumerate(ids[0])}
            pairs = [(known[one], place) for place, one in enumerate(ids[1]) if one in known]
            staying = set(longest_rising([first for first, _ in pairs]))
            return pairs, {pair[1] for place, pair in enumerate(pairs) if place not in staying}
        same = common([self.number(one) for one in old], [self.number(one) for one in new])
        pairs = []
        at = there = 0
        for first, second in [*same, (len(old), len(new))]:
            # What stands between equal items is compared in pairs as far as it goes.
            pairs += [
                pair
                for pair in zip(range(at, first), range(there, second), strict=False)
                if _alike(old[pair[0]], new[pair[1]])
            ]
            pairs.append((first, second))
            at, there = first + 1, second + 1
        return pairs[:-1], set()

    # Lines

    def _same(self, count: int, depth: int, path: Steps) -> int:
        """A line for what is the same and so not shown; gives 0, to count anew."""
        if count:
            self._row(SAME, depth, (Span(f"… {count:,} the same", "muted"),), path)
        return 0

    def _only(self, kind: str, value: Any, path: Steps, depth: int, lead: tuple[Span, ...]) -> None:
        self._counts[kind] += 1
        self._value(kind, value, path, depth, lead)

    def _value(
        self, kind: str, value: Any, path: Steps, depth: int, lead: tuple[Span, ...]
    ) -> None:
        style = _STYLES[kind]
        if not isinstance(value, dict | list) or not value:
            self._row(kind, depth, (*lead, _scalar(value, style)), path)
            return
        lines = _pretty(value)
        for place, text in enumerate(lines[:MOST_LINES_OF_ONE]):
            spans = Span(visible(text[:CUT_AT]), style)
            self._row(kind, depth, (*lead, spans) if not place else (spans,), path)
        if len(lines) > MOST_LINES_OF_ONE:
            left = len(lines) - MOST_LINES_OF_ONE
            self._row(kind, depth, (Span(f"… {left:,} more lines", "muted"),), path)

    def _row(self, kind: str, depth: int, spans: tuple[Span, ...], path: Steps) -> None:
        if len(self._rows) < MOST_LINES:
            self._rows.append(DifferenceLine(kind, depth, spans, path))
        else:
            self._left_out = True


def _label(item: Any, number: int) -> str:
    """How an item of a list is told from others: its number, and its id if it has one."""
    known = item.get("id") if isinstance(item, dict) else None
    return f"item {number:,}" + (f" {one_line(known, 60)}" if isinstance(known, str) else "")


def _name(name: str) -> tuple[Span, ...]:
    written_name = visible(json.dumps(name, ensure_ascii=False))
    return Span(written_name[:CUT_AT], "json-key"), Span(": ", "json-punctuation")


def _scalar(value: Any, style: str) -> Span:
    if isinstance(value, Number | _Row):
        return Span(visible(value[:CUT_AT]), style)
    return Span(visible(json.dumps(value, ensure_ascii=False)[:CUT_AT]), style)


def _pretty(value: Any) -> list[str]:
    body = Body(_compact(value).encode("utf-8", "surrogatepass"), kind="json")
    body.read_all()
    return [body.text(line) for line in range(min(body.line_count, 1_000_000))]


def _compact(value: Any) -> str:
    if isinstance(value, dict):
        inner = [f"{json.dumps(name)}:{_compact(one)}" for name, one in value.items()]
        return "{" + ",".join(inner) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_compact, value)) + "]"
    return value if isinstance(value, Number) else json.dumps(value)


def _ids(items: Sequence[Any]) -> list[Any] | None:
    """The ids of a list's items, where all have one of their own."""
    ids = [item.get("id") if isinstance(item, dict) else None for item in items]
    if not all(isinstance(one, str) for one in ids) or len(set(ids)) < len(ids):
        return None
    return ids


def _alike(old: Any, new: Any) -> bool:
    """Whether two items in the same place are likely to be one that was changed."""
    if isinstance(old, _Row):
        return False
    if isinstance(old, dict) and isinstance(new, dict):
        return bool(old.keys() & new.keys())
    return isinstance(old, list) == isinstance(new, list) and isinstance(old, dict) == isinstance(
        new, dict
    )
