"""Which faults stand at present, and which of them strike a call."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from explorer.sandbox.faults.options import FaultError
from explorer.sandbox.faults.rule import Rule, parse

_MOST_STANDING = 200
_MOST_MAGIC = 256


@dataclass(slots=True)
class Standing:
    """A fault that lasts, and how often it has met a call.

    Args:
        id: Names it for the admin path; 0 for one that has no place in the list.
        rule: The fault and its calls.
        matched: Calls it was for, so far.
        struck: Calls it struck.
    """

    id: int
    rule: Rule
    matched: int = 0
    struck: int = 0

    @property
    def over(self) -> bool:
        """Whether it has struck as often as it may."""
        return self.rule.count is not None and self.struck >= self.rule.count

    def strikes(self, seed: int) -> bool:
        """Whether it strikes the next matching call; counts that call."""
        self.matched += 1
        if self.matched <= self.rule.after:
            return False
        if self.rule.rate < 1 and draw(seed, self.rule.spec, self.matched) >= self.rule.rate:
            return False
        self.struck += 1
        return True

    def shown(self) -> dict[str, Any]:
        """For the admin path."""
        rule = self.rule
        return {
            "id": self.id,
            "spec": rule.spec,
            "fault": rule.fault.name,
            "options": dict(rule.values),
            "for": sorted(rule.targets),
            "rate": rule.rate,
            "count": rule.count,
            "after": rule.after,
            "committed": rule.fault.committed,
            "matched": self.matched,
            "struck": self.struck,
            "over": self.over,
        }


@dataclass(frozen=True, slots=True)
class Blow:
    """What strikes one call.

    Args:
        wait: Seconds before it is handled.
        rule: The fault beside the wait; None for none.
        name: For the log.
    """

    wait: float
    rule: Rule | None
    name: str


def draw(seed: int, what: str, number: int) -> float:
    """A number from 0 to below 1 that is left to chance, but the same each time."""
    digest = hashlib.blake2b(f"{seed} {what} {number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


class FaultBook:
    """The standing faults. Safe to use from any thread.

    Args:
        seed: What is left to chance follows from it.
        specs: The first ones.

    Raises:
        FaultError: A spec makes no sense.
    """

    def __init__(self, seed: int, specs: Iterable[str] = ()) -> None:
        self._seed = seed
        self._lock = threading.Lock()
        self._standing: tuple[Standing, ...] = ()
        self._magic: OrderedDict[str, tuple[Standing, ...]] = OrderedDict()
        self._last = 0
        self._asked = 0
        self.armed = False
        for spec in specs:
            self.add(spec)

    def add(self, spec: str) -> Standing:
        """Let a fault stand.

        Raises:
            FaultError: The spec makes no sense, or there are too many.
        """
        rule = parse(spec)
        with self._lock:
            if len(self._standing) >= _MOST_STANDING:
                raise FaultError(f"{_MOST_STANDING} faults stand already: remove some first.")
            self._last += 1
            standing = Standing(self._last, rule)
            self._standing = (*self._standing, standing)
            self.armed = True
        return standing

    def standing(self) -> tuple[Standing, ...]:
        """All of them, in the order they were added."""
        return self._standing

    def remove(self, number: int) -> bool:
        """Take one away; whether it was there."""
        with self._lock:
            left = tuple(each for each in self._standing if each.id != number)
            found = len(left) < len(self._standing)
            self._standing = left
            self.armed = bool(left)
        return found

    def clear(self) -> int:
        """Take all away; how many there were."""
        with self._lock:
            number = len(self._standing)
            self._standing = ()
            self._magic.clear()
            self.armed = False
        return number

    def strike(self, operation_id: str, method: str) -> Blow | None:
        """What the standing faults do to a call."""
        with self._lock:
            return self._among(self._standing, operation_id, method)

    def strike_magic(
        self, owner: str, rules: tuple[Rule, ...], operation_id: str, method: str
    ) -> Blow | None:
        """What a magic token's faults do to a call; each token counts by itself.

        Args:
            owner: Tells tokens apart: their digest with their tail.
            rules: The faults.
            operation_id: Of the call.
            method: Of the call.
        """
        with self._lock:
            standing = self._magic.get(owner)
            if standing is None:
                standing = tuple(Standing(0, rule) for rule in rules)
                self._magic[owner] = standing
                if len(self._magic) > _MOST_MAGIC:
                    self._magic.popitem(last=False)
            else:
                self._magic.move_to_end(owner)
            return self._among(standing, operation_id, method)

    def strike_once(self, rules: Iterable[Rule]) -> Blow | None:
        """What faults that are for one call do to it."""
        with self._lock:
            self._asked += 1
            return self._blow([(rule, self._asked) for rule in rules])

    def _among(self, standing: Iterable[Standing], operation_id: str, method: str) -> Blow | None:
        taken: list[tuple[Rule, int]] = []
        slots: set[bool] = set()
        for each in standing:
            slot = each.rule.fault.name == "latency"
            if slot in slots or each.over or not each.rule.fits(operation_id, method):
                continue
            if each.strikes(self._seed):
                slots.add(slot)
                taken.append((each.rule, each.matched))
        return self._blow(taken)

    def _blow(self, taken: list[tuple[Rule, int]]) -> Blow | None:
        if not taken:
            return None
        wait, main = 0.0, None
        for rule, number in taken:
            if rule.fault.name != "latency":
                main = rule
                continue
            more = draw(self._seed, f"{rule.spec} spread", number) * rule.number("spread")
            wait += (rule.number("milliseconds") + more) / 1000
        return Blow(wait, main, "+".join(rule.fault.name for rule, _ in taken))
