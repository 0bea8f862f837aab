"""Going down two values at once, to find what one has more, less or otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from explorer.document.lines import Span
from explorer.document.safe import one_line, visible
from explorer.workbench.body.alignment import common, longest_rising
from explorer.workbench.body.difference_lines import (
    ADDED,
    REMOVED,
    SAME,
    STYLES,
    Difference,
    DifferenceLine,
)
from explorer.workbench.body.json_lines import JsonLines
from explorer.workbench.body.parsing import Cancelled, Number
from explorer.workbench.body.paths import Steps
from explorer.workbench.body.source import CUT_AT

MOST_LINES = 20_000
"""Lines of a difference."""

MOST_LINES_OF_ONE = 200
"""Lines shown of one value that was added or removed."""


class Row(str):
    """A line of a body that is no JSON: shown without quotes."""

    __slots__ = ()


class Comparison:
    """One comparison of two values, or of two lists of rows.

    Args:
        cancelled: Asked every now and then whether to go on.
        by_structure: Whether the values are those of JSON.
    """

    def __init__(self, cancelled: Callable[[], bool], *, by_structure: bool) -> None:
        self.cancelled = cancelled
        self.by_structure = by_structure
        self._rows: list[DifferenceLine] = []
        self._counts = {ADDED: 0, REMOVED: 0, "changed": 0, "moved": 0}
        self._numbers: dict[Any, int] = {}
        self._known: dict[int, int] = {}
        self._left_out = False

    def result(self) -> Difference:
        """What has been found."""
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
        if self.cancelled():
            raise Cancelled
        self._counts[kind] += 1
        self._value(kind, value, path, depth, lead)

    def _value(
        self, kind: str, value: Any, path: Steps, depth: int, lead: tuple[Span, ...]
    ) -> None:
        style = STYLES[kind]
        if len(self._rows) >= MOST_LINES:
            self._left_out = True
        elif not isinstance(value, dict | list) or not value:
            self._row(kind, depth, (*lead, _scalar(value, style)), path)
        else:
            lines = JsonLines(_compact(value).encode())
            for _ in lines.steps():
                pass
            for place in range(min(len(lines), MOST_LINES_OF_ONE)):
                span = Span(lines.line(place).text, style)
                self._row(kind, depth, (span,) if place else (*lead, span), path)
            left = len(lines) - MOST_LINES_OF_ONE
            if left > 0:
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
    if isinstance(value, Number | Row):
        return Span(visible(value[:CUT_AT]), style)
    return Span(visible(json.dumps(value, ensure_ascii=False)[:CUT_AT]), style)


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
    if isinstance(old, Row):
        return False
    if isinstance(old, dict) and isinstance(new, dict):
        return bool(old.keys() & new.keys())
    return isinstance(old, list) == isinstance(new, list) and isinstance(old, dict) == isinstance(
        new, dict
    )
