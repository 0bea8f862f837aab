"""A fault as it is asked for, and the one parser of its spelling.

    status=503,retry-after=2,rate=0.3,count=2@ConversationGetAllHandler

A name, with `=value` for its first option; further options; and after `@`, joined by `+`, what it
is for: operation ids, HTTP methods, or `token` for the token endpoint. Without `@` it is for every
operation, but not for the token endpoint. A value that holds `,` or `@` stands in double quotes:

    redirect="https://user@host/"@MeGetHandler
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from explorer.sandbox.faults import table
from explorer.sandbox.faults.options import FaultError, Value, Whole
from explorer.sandbox.faults.table import Fault

TOKEN = "token"  # noqa: S105 - a name
"""The token endpoint, as a target."""

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

_COUNT = Whole("count", "calls that it strikes", 1, 1_000_000_000, None)
_AFTER = Whole("after", "matching calls that are let through first", 0, 1_000_000_000, 0)
_QUOTED = re.compile(r'("[^"]*")')
_RATE = re.compile(r"[01]|[01]?\.[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rule:
    """A fault with its options, and for which calls it is.

    Args:
        fault: The fault.
        values: Every option of the fault, given or default.
        rate: The share of matching calls that it strikes.
        count: How many it strikes at most; None for no end.
        after: How many matching calls are let through first.
        targets: Operation ids, methods and `token`; empty for all operations.
        spec: How it was asked for.
    """

    fault: Fault
    values: Mapping[str, Value] = field(hash=False)
    rate: float = 1.0
    count: int | None = None
    after: int = 0
    targets: frozenset[str] = frozenset()
    spec: str = ""

    def number(self, name: str) -> int:
        """The value of an option that is a whole number."""
        value = self.values[name]
        return int(value) if value is not None else 0

    def text(self, name: str) -> str:
        """The value of an option that is a text."""
        return str(self.values[name])

    def fits(self, operation_id: str, method: str) -> bool:
        """Whether it is for a call; the token endpoint's `operation_id` is `token`."""
        if not self.targets:
            return operation_id != TOKEN
        if operation_id == TOKEN:
            return TOKEN in self.targets
        return operation_id in self.targets or method in self.targets


def parse(spec: str) -> Rule:
    """The rule a spec stands for.

    Raises:
        FaultError: It stands for none; one sentence says why.
    """
    parts = _split(spec.strip(), "@")
    text, targets = ("@".join(parts[:-1]), parts[-1]) if len(parts) > 1 else (parts[0], None)
    first, *rest = _split(text, ",")
    name, equals, value = first.partition("=")
    fault = table.find(name.strip())
    pairs: list[tuple[str, str]] = []
    if equals:
        if not fault.options:
            raise FaultError(f"{fault.name} takes no value: write {fault.name}.")
        pairs.append((fault.options[0].name, _unquoted(value)))
    for each in rest:
        option, equals, value = each.partition("=")
        if not equals:
            raise FaultError(f"{each.strip()!r} is no option: write name=value after the comma.")
        pairs.append((option.strip(), _unquoted(value)))
    wanted = frozenset() if targets is None else _targets(targets)
    return _rule(fault, pairs, wanted, spec.strip())


def _split(text: str, mark: str) -> list[str]:
    """The parts between marks; one within double quotes is none."""
    parts = [""]
    for piece in _QUOTED.split(text):
        if piece.startswith('"'):
            parts[-1] += piece
            continue
        first, *rest = piece.split(mark)
        parts[-1] += first
        parts += rest
    return parts


def _unquoted(value: str) -> str:
    text = value.strip()
    return text[1:-1] if _QUOTED.fullmatch(text) else text


def of_one_call(name: str, options: Iterable[tuple[str, str]]) -> Rule:
    """The rule of a fault that is for one call only.

    Raises:
        FaultError: The fault or an option does not exist, or makes no sense for one call.
    """
    pairs = list(options)
    for option, _ in pairs:
        if option in ("rate", "count", "after"):
            raise FaultError(
                f"{option} is of faults that last: use --fault, the admin path or a magic token."
            )
    fault = table.find(name)
    spec = ",".join([name, *(f"{option}={value}" for option, value in pairs)])
    return _rule(fault, pairs, frozenset(), spec)


def _rule(
    fault: Fault, pairs: Iterable[tuple[str, str]], targets: frozenset[str], spec: str
) -> Rule:
    values: dict[str, Value] = {option.name: option.default for option in fault.options}
    rate, count, after = 1.0, None, 0
    seen: set[str] = set()
    for name, text in pairs:
        if name in seen:
            raise FaultError(f"{name} is given twice in {spec!r}.")
        seen.add(name)
        if name == "rate":
            rate = _rate(text)
        elif name == "count":
            count = _COUNT.read(text)
        elif name == "after":
            after = _AFTER.read(text)
        else:
            values[name] = fault.option(name).read(text)
    return Rule(fault, values, rate, count, after, targets, spec)


def _rate(text: str) -> float:
    if not _RATE.fullmatch(text) or not 0 <= float(text) <= 1:
        raise FaultError(f"rate={text}: must be a number from 0 to 1, such as 0.3.")
    return float(text)


def _targets(text: str) -> frozenset[str]:
    # The catalogue is loaded wherever a sandbox runs, but not for the command line's help.
    from explorer.api.operations import CATALOGUE

    found: set[str] = set()
    for word in map(str.strip, text.split("+")):
        if word == TOKEN or word in CATALOGUE or word in METHODS:
            found.add(word)
            continue
        import difflib

        close = difflib.get_close_matches(word, [*CATALOGUE, *METHODS, TOKEN], 1)
        meant = (
            f"Did you mean {close[0]}?"
            if close
            else "Give an operation id, a method such as POST, or token; a value with @ in it "
            "stands in double quotes."
        )
        raise FaultError(f"After @ stands {word!r}, which is no operation. {meant}")
    return frozenset(found)
