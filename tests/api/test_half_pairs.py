"""Answers in which a text was cut within an emoji: read, and shown as they came."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from explorer.api.half_pairs import without_half_pairs
from explorer.api.operations import ListConversations


@given(st.lists(st.text(alphabet='a\\"u\ud83d\ude00\ud800\udfffé😀d8')))
def test_every_half_is_replaced_and_nothing_else(texts: list[str]) -> None:
    body = json.dumps(texts).encode()
    read = json.loads(without_half_pairs(body))
    assert [text.count("\ufffd") for text in read] == [
        sum("\ud800" <= each <= "\udfff" for each in json.loads(json.dumps(text))) for text in texts
    ]
    for text, found in zip(texts, read, strict=True):
        whole = json.loads(json.dumps(text))
        assert found == "".join("\ufffd" if "\ud800" <= x <= "\udfff" else x for x in whole)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (rb'"cut \ud83d"', "cut \ufffd"),
        (rb'"\ud83d\ude00 whole"', "\U0001f600 whole"),
        (rb'"\\ud83d is text"', r"\ud83d is text"),
        (rb'"\\\ud83d"', "\\\ufffd"),
        (rb'"\ude00\ud83d"', "\ufffd\ufffd"),
        (rb'"\uD83D\uD83D\uDE00"', "\ufffd\U0001f600"),
    ],
)
def test_pairs_and_escaped_backslashes_stay(text: bytes, read: str) -> None:
    assert json.loads(without_half_pairs(text)) == read


def test_one_such_text_costs_no_page() -> None:
    body = rb'{"values": [{"id": "a", "name": "cut \ud83d"}, {"id": "b", "name": "b"}]}'
    page = ListConversations(cloud_id="s").parse(200, body)
    assert [each.name for each in page.items] == ["cut \ufffd", "b"]


def test_what_is_no_json_is_still_none() -> None:
    with pytest.raises(ValidationError):
        ListConversations(cloud_id="s").parse(200, rb'{"values": ["\ud83d"')
