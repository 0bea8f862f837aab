"""Expectations of an answer: what passes, what does not, and in which words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from explorer.tour.expecting import field_check, matcher_fault
from explorer.workbench.body.body import Body

ANSWER = {
    "name": "Launch",
    "values": [{"id": 1, "tags": ["a", "b"]}, {"id": 2, "tags": []}],
    "flag": True,
    "one": 1,
    "none": None,
}


def check(path: str, wanted: Any) -> tuple[bool, str]:
    body = Body(json.dumps(ANSWER).encode(), "application/json")
    body.read_all()
    found = field_check(body, path, wanted)
    return found.passed, found.message


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("$.name", "Launch"),
        ("$.values[*].id", 2),
        ("$.values", {"count": 2}),
        ("$.values", {"count": ">= 2"}),
        ("$.values[*].id", {"count": "< 3"}),
        ("$.values[?@.id == 2].tags", {"count": 0}),
        ("$.name", {"contains": "aun"}),
        ("$.values[0].tags", {"contains": "b"}),
        ("$", {"contains": "flag"}),
        ("$.name", {"matches": "^L.*h$"}),
        ("$.one", {"matches": "^1$"}),
        ("$.missing", {"exists": False}),
        ("$.none", {"exists": True}),
        ("$.none", None),
        ("$.name", {"not": "Other"}),
        ("$.flag", True),
    ],
)
def test_passes(path: str, wanted: Any) -> None:
    assert check(path, wanted)[0], check(path, wanted)


@pytest.mark.parametrize(
    ("path", "wanted", "words"),
    [
        ("$.name", "Lunch", '"Lunch" was expected, and "Launch" came'),
        ("$.missing", "x", '"x" was expected, and nothing came'),
        ("$.values", {"count": 3}, "a count of 3 was expected, and 2 came"),
        ("$.flag", 1, "1 was expected, and true came"),
        ("$.one", True, "true was expected, and 1 came"),
        ("$.name", {"exists": False}, 'no value was expected, and "Launch" came'),
        ("$.name", {"contains": "x"}, 'contains "x" was expected, and "Launch" came'),
        ("$.missing", {"not": "x"}, 'not "x" was expected, and nothing came'),
    ],
)
def test_fails_in_words(path: str, wanted: Any, words: str) -> None:
    assert check(path, wanted) == (False, words)


def test_a_pattern_without_end_is_given_up() -> None:
    body = Body(json.dumps("a" * 40 + "!").encode(), "application/json")
    body.read_all()
    assert not field_check(body, "$", {"matches": "^(a|aa)+$"}).passed


def test_a_body_that_is_no_json() -> None:
    body = Body(b"<html>", "text/html")
    body.read_all()
    found = field_check(body, "$.a", 1)
    assert not found.passed
    assert "JSON" in found.message


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"contains": "a", "matches": "b"}, "must be a value, or one of"),
        ({"equals": 1}, "must be a value, or one of"),
        ({"count": "many"}, "count must be"),
        ({"count": True}, "count must be"),
        ({"exists": "yes"}, "exists must be true or false"),
        ({"matches": "("}, "no regular expression"),
    ],
)
def test_a_matcher_that_is_none(wanted: Any, words: str) -> None:
    assert words in matcher_fault(wanted)
