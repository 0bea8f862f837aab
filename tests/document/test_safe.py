"""Text from outside: what acts is shown, what shows stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.document.safe import one_line, visible

ANY_TEXT = st.text(st.characters())  # lone surrogates too


def test_ordinary_text_is_the_very_same_object() -> None:
    text = "Grüße, 世界 👩\u200d💻 ok\n\ttabbed"
    assert visible(text) is text


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("a\x00b\x07", "a␀b␇"),
        ("line\r\nnext", "line␍\nnext"),
        ("gone\x7f", "gone␡"),
        ("\x9b31m", "\\u009b31m"),
        ("invoice\u202efdp.exe", "invoice\\u202efdp.exe"),
        ("\ufeffstart", "\\ufeffstart"),
        ("\u2066isolated\u2069", "\\u2066isolated\\u2069"),
        ("\u061c\u200e\u200f", "\\u061c\\u200e\\u200f"),
        ("half \ud83d", "half \\ud83d"),
    ],
)
def test_what_acts_is_shown(hostile: str, shown: str) -> None:
    assert visible(hostile) == shown


def test_every_control_has_a_picture() -> None:
    for code in range(0x20):
        if chr(code) not in "\n\t":
            assert unicodedata.name(visible(chr(code))).startswith("SYMBOL FOR ")


@given(ANY_TEXT)
def test_nothing_that_acts_is_left(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert visible(shown) == shown
    left = [c for c in shown if c not in "\n\t" and unicodedata.category(c) in {"Cc", "Cs"}]
    assert left == []
    assert not any(unicodedata.bidirectional(c) in {"RLO", "LRO", "RLE", "LRE"} for c in shown)


@pytest.mark.parametrize(
    ("text", "limit", "row"),
    [
        ("two\nlines", None, "two lines"),
        ("a\r\n\r\nb\t\tc", None, "a b c"),
        ("a\u2028b\x85c", None, "a b c"),
        ("exactly", 7, "exactly"),
        ("cut here", 4, "cut…"),
        ("x\x1b", 2, "x␛"),
        ("long", 1, "…"),
    ],
)
def test_one_line(text: str, limit: int | None, row: str) -> None:
    assert one_line(text, limit) == row


@given(ANY_TEXT, st.integers(1, 20))
def test_one_line_is_one_line_within_its_limit(text: str, limit: int) -> None:
    row = one_line(text, limit)
    assert len(row) <= limit
    assert "\t" not in row
    assert len(row.splitlines()) <= 1
