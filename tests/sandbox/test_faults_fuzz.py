"""Whatever is asked for, and whatever was received: a sentence or an answer, never a failure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.api.redact import Redactor, Secret
from explorer.sandbox.admin.received import redacted
from explorer.sandbox.faults.asked import read_magic, read_prefer
from explorer.sandbox.faults.book import FaultBook, draw
from explorer.sandbox.faults.options import FaultError
from explorer.sandbox.faults.rule import Rule, parse
from explorer.sandbox.faults.table import FAULTS

PIECES = [*FAULTS, "=", ",", "@", "+", "~", ";", '"', "\\", " ", "503", "rate", "0.3", "count", "1"]
PIECES += ["fault", "code", "delay", "MeGetHandler", "token", "GET", "how", "rst", "bytes", "é", ""]
odd = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=9).map("".join))


def read(function, text):
    """What a function makes of a text; None where it refuses it, which it does in a sentence."""
    said = ""
    try:
        return function(text)
    except FaultError as problem:
        said = str(problem)
    assert said.endswith((".", "?"))
    return None


@given(odd)
def test_a_spec_is_a_rule_or_a_sentence(text):
    rule = read(parse, text)
    if rule is not None:
        assert rule.fault.name in FAULTS
        assert 0 <= rule.rate <= 1


@given(odd)
def test_a_preference_is_read_or_a_sentence(text):
    preference = read(read_prefer, text)
    if preference is not None:
        assert bool(preference.rules) is bool(preference.applied)


@given(odd)
def test_a_magic_tail_is_rules_or_a_sentence(text):
    rules = read(read_magic, text)
    assert rules is None or all(isinstance(each, Rule) for each in rules)


@st.composite
def specs(drawn):
    """A spec that makes sense, and what it says."""
    fault = FAULTS[drawn(st.sampled_from(sorted(FAULTS)))]
    chosen = drawn(st.lists(st.sampled_from(fault.options), unique=True)) if fault.options else []
    values = {}
    for option in chosen:
        if hasattr(option, "words"):
            values[option.name] = drawn(st.sampled_from(option.words))
        elif hasattr(option, "low"):
            values[option.name] = drawn(st.integers(option.low, min(option.high, 10**14)))
        else:
            values[option.name] = "x/y"
    words = ",".join([fault.name, *(f"{name}={value}" for name, value in values.items())])
    return fault, values, words


@given(specs(), st.integers(0, 99), st.sampled_from(["", "@MeGetHandler", "@token+GET"]))
def test_a_spec_means_what_it_says(made, after, targets):
    fault, values, words = made
    rule = parse(f"{words},after={after}{targets}")
    assert rule.fault is fault
    assert {name: rule.values[name] for name in values} == values
    assert rule.after == after
    assert rule.fits("MeGetHandler", "GET")
    assert rule.fits("token", "POST") is (targets == "@token+GET")
    assert rule.fits("GetAllHandler", "POST") is (targets == "")


@given(st.integers(), st.text(max_size=20), st.integers(0, 10**6))
def test_chance_is_fair_and_repeats(seed, what, number):
    assert 0 <= draw(seed, what, number) < 1
    assert draw(seed, what, number) == draw(seed, what, number)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_a_rate_is_kept_over_many_calls(rate):
    book = FaultBook(1, [f"cut,rate={rate}"])
    struck = sum(book.strike("MeGetHandler", "GET") is not None for _ in range(5_000))
    assert abs(struck / 5_000 - rate) < 0.03


CANARY = "canary-9f1c2d7e"
REDACTOR = Redactor([Secret(CANARY, "CANARY")])
LINES = [b"GET /x?a=b HTTP/1.1", b"Host: a", b"X: y", b" folded", b"Authorization: Bearer x", b""]
LINES += [b"Transfer-Encoding: chunked", b"5", b"hello", b"\xff\x00", CANARY.encode(), b"Cookie: a"]


@given(
    st.one_of(
        st.binary(max_size=200),
        st.tuples(
            st.lists(st.sampled_from(LINES), max_size=12), st.sampled_from([b"\r\n", b"\n"])
        ).map(lambda made: made[1].join(made[0])),
    )
)
def test_received_bytes_are_shown_without_secrets_and_else_as_they_came(data):
    shown = redacted(data, REDACTOR)
    assert CANARY.encode() not in shown
    if b":" not in data and CANARY.encode() not in data and b"earer" not in data:
        assert shown == data
