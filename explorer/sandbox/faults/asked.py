"""The two roads a single request can take by itself: the `Prefer` header, and a magic token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from explorer.sandbox.faults import table
from explorer.sandbox.faults.options import FaultError
from explorer.sandbox.faults.rule import Rule, of_one_call, parse

MARK = "~"
"""Stands between a real token and the faults that are wished for: `TOKEN~drop-before`."""

_OURS = re.compile(r"(?<![\w-])(?:code|delay|fault)(?![\w-])", re.IGNORECASE)
_PART = re.compile(r'\s*([^\s=;,"]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]*)\s*)?([;,]|$)')


@dataclass(frozen=True, slots=True)
class Preference:
    """What a `Prefer` header asks for.

    Args:
        rules: The faults.
        applied: For the answer's `Preference-Applied`.
    """

    rules: tuple[Rule, ...] = ()
    applied: str = ""


def read_prefer(header: str) -> Preference:
    """The faults of a `Prefer` header.

    `code=503`, `delay=1200` (milliseconds) and `fault=NAME`, each with options as parameters:
    `code=503; retry-after=2, delay=300` or `fault=cut; bytes=10`. Other preferences mean nothing
    here and are let be, as RFC 7240 asks.

    Raises:
        FaultError: One of the three makes no sense.
    """
    rules: list[Rule] = []
    applied: list[str] = []
    for (name, value), parameters in _preferences(header):
        if name == "code":
            _check("status", "status", name, value)
            rules.append(of_one_call("status", [("status", value), *parameters]))
        elif name == "delay":
            _check("latency", "milliseconds", name, value)
            rules.append(of_one_call("latency", [("milliseconds", value), *parameters]))
        elif name == "fault":
            rules.append(of_one_call(value, parameters))
        else:
            continue
        applied.append(f"{name}={value}")
    if sum(rule.fault.name != "latency" for rule in rules) > 1 or len(rules) > 2:
        raise FaultError("Prefer asks for more than one fault: give one, and a delay beside it.")
    return Preference(tuple(rules), ", ".join(applied))


def _check(fault: str, option: str, said: str, value: str) -> None:
    """Refuse a value by the name it was given under, not by that of the fault's option."""
    replace(table.find(fault).option(option), name=said).read(value)


_Pair = tuple[str, str]


def _preferences(header: str) -> Iterator[tuple[_Pair, list[_Pair]]]:
    """Each preference and its parameters.

    Raises:
        FaultError: The header makes no sense from somewhere on, and speaks of what is read here.
    """
    place = 0
    current: list[_Pair] = []
    while place < len(header):
        found = _PART.match(header, place)
        if found is None or found.end() == place:
            if _OURS.search(header):
                raise FaultError(
                    f"Prefer: {header[place:].strip()[:60]!r} cannot be read: write a "
                    "comma before the next preference, and a semicolon before an option, as in "
                    "code=503; retry-after=2, delay=300."
                )
            return
        name, value, end = found.groups()
        current.append((name.lower(), _unquoted(value or "")))
        if end != ";":
            yield current[0], current[1:]
            current = []
        place = found.end()
    if current:
        yield current[0], current[1:]


def _unquoted(value: str) -> str:
    if value.startswith('"'):
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value


def read_magic(tail: str) -> tuple[Rule, ...]:
    """The faults behind a token's first `~`; several stand with `~` between them.

    Raises:
        FaultError: They make no sense.
    """
    return tuple(parse(spec) for spec in tail.split(MARK))
