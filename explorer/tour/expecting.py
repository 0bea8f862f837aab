"""What a step expects of its answer, and whether that came."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import regex

from explorer.api.exchange import Exchange
from explorer.document.safe import one_line
from explorer.tour.model import Expect
from explorer.tour.yaml_text import Steps
from explorer.workbench.body.body import Body
from explorer.workbench.body.query import QueryError, follow

MATCHERS = ("contains", "matches", "exists", "count", "not")
"""Members of a matcher, of which there is one at a time."""

SECONDS = 2.0
"""How long a regular expression may look at an answer."""


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation, and what became of it.

    Args:
        what: What was looked at: `status`, or a JSONPath.
        passed: Whether it was as expected.
        message: What came instead, in a sentence; of a passed one what was expected.
        at: Steps to it, within the step.
    """

    what: str
    passed: bool
    message: str
    at: Steps = ("expect", "status")


def matcher_fault(wanted: Any) -> str:
    """What is wrong with a matcher, in words; empty where nothing is."""
    if not isinstance(wanted, dict):
        return ""
    if len(wanted) != 1 or next(iter(wanted)) not in MATCHERS:
        return f"must be a value, or one of {', '.join(MATCHERS)} with what belongs to it."
    name, value = next(iter(wanted.items()))
    if name == "exists" and not isinstance(value, bool):
        return "exists must be true or false."
    if name == "count" and not _is_count(value):
        return "count must be a whole number, or a text such as '>= 2'."
    if name == "matches":
        try:
            regex.compile(value)
        except (regex.error, TypeError) as problem:
            return f"matches is no regular expression: {one_line(str(problem), 120)}."
    return ""


_COUNT = re.compile(r"(>=|<=|>|<)?\s*(\d{1,9})")


def _is_count(value: Any) -> bool:
    if isinstance(value, str):
        return _COUNT.fullmatch(value.strip()) is not None
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def status_check(expect: Expect, exchange: Exchange[Any]) -> Check:
    """Whether the status is one of those expected."""
    wanted = expect.statuses
    words = " or ".join(wanted)
    status = exchange.status
    if status is None:
        if "none" in wanted:
            return Check("status", True, "no answer, as expected")
        return Check("status", False, f"{words} was expected, and no answer came: {exchange.error}")
    passed = any(each in (str(status), f"{status // 100}xx") for each in wanted)
    if passed:
        return Check("status", True, f"{status}, as expected")
    error = f": {one_line(str(exchange.error), 300)}" if exchange.error else ""
    return Check("status", False, f"{words} was expected, and {status} came{error}")


def values_at(body: Body, path: str) -> list[Any]:
    """The values that a JSONPath leads to in a complete body.

    Raises:
        QueryError: The path cannot be followed, or the body is no JSON.
    """
    found = follow(body, path)
    assert found.body.json is not None
    values: list[Any] = json.loads(found.body.json.index.data)
    return values


def field_check(body: Body, path: str, wanted: Any, written: str = "") -> Check:
    """Whether what a JSONPath leads to is as expected.

    Args:
        body: The answer.
        path: A JSONPath.
        wanted: A value that one of the matches must equal, or a matcher.
        written: The path as it stands in the file, where names were put into it.
    """
    at = ("expect", "fields", written or path)
    try:
        values = values_at(body, path)
    except QueryError as problem:
        return Check(path, False, str(problem), at)
    name, value = "equals", wanted
    if isinstance(wanted, dict) and not matcher_fault(wanted):
        name, value = next(iter(wanted.items()))
    passed = _TESTS[name](values, value)
    expected = _words(name, value)
    if passed:
        return Check(path, True, expected, at)
    came = _came(name, values)
    return Check(path, False, f"{expected} was expected, and {came} came", at)


def _words(name: str, value: Any) -> str:
    match name:
        case "equals":
            return _shown(value)
        case "exists":
            return "a value" if value else "no value"
        case "count":
            return f"a count of {value}"
        case _:
            return f"{name} {_shown(value)}"


def _came(name: str, values: list[Any]) -> str:
    if name == "count":
        return f"{_count(values):,}"
    if not values:
        return "nothing"
    shown = ", ".join(_shown(each) for each in values[:3])
    return f"{shown} and {len(values) - 3:,} more" if len(values) > 3 else shown


def _shown(value: Any) -> str:
    return one_line(json.dumps(value, ensure_ascii=False), 100)


def _equal(first: Any, second: Any) -> bool:
    """Equality as JSON has it: true is not 1."""
    if isinstance(first, bool) or isinstance(second, bool):
        return first is second
    return bool(first == second)


def _contains(values: list[Any], wanted: Any) -> bool:
    for each in values:
        if isinstance(each, str):
            if isinstance(wanted, str) and wanted in each:
                return True
        elif isinstance(each, list):
            if any(_equal(item, wanted) for item in each):
                return True
        elif isinstance(each, dict) and isinstance(wanted, str) and wanted in each:
            return True
    return False


def _matches(values: list[Any], pattern: Any) -> bool:
    compiled = regex.compile(pattern)
    try:
        return any(
            compiled.search(each if isinstance(each, str) else json.dumps(each), timeout=SECONDS)
            for each in values
        )
    except TimeoutError:
        return False


def _count(values: list[Any]) -> int:
    """The members of the one list that was found, or else how many values were."""
    if len(values) == 1 and isinstance(values[0], list | dict):
        return len(values[0])
    return len(values)


def _counts(values: list[Any], wanted: Any) -> bool:
    found = _COUNT.fullmatch(str(wanted).strip())
    assert found is not None
    number, bound = _count(values), int(found[2])
    match found[1]:
        case ">=":
            return number >= bound
        case "<=":
            return number <= bound
        case ">":
            return number > bound
        case "<":
            return number < bound
    return number == bound


_TESTS = {
    "equals": lambda values, wanted: any(_equal(each, wanted) for each in values),
    "not": lambda values, wanted: bool(values) and not any(_equal(each, wanted) for each in values),
    "contains": _contains,
    "matches": _matches,
    "exists": lambda values, wanted: bool(values) is wanted,
    "count": _counts,
}
