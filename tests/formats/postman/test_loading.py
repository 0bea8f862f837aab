"""Files that are no collection, and what is said of each."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

import pytest

from explorer.formats.errors import FormatError
from explorer.formats.postman import loading, read

from .making import PUBLISHED

MINIMAL = {"info": {"name": "M"}, "item": [{"name": "a", "request": "https://h/a"}]}


@pytest.mark.parametrize(
    ("data", "line", "column", "said"),
    [
        (b"", 0, 0, "empty"),
        (b"  \n", 0, 0, "empty"),
        (b'{"item": [}', 1, 11, "line 1, column 11"),
        (b'{\n  "item" [],\n}', 2, 10, "line 2, column 10"),
        (b'{"a": NaN}', 1, 7, "NaN is no number"),
        (b'{"NaN": "NaN",\n "a": -Infinity}', 2, 7, "-Infinity is no number"),
        (b'{"a":\n"\xff"}', 2, 2, "line 2, byte 2"),
        (b"<!DOCTYPE html><html></html>", 1, 1, "web page"),
        (b"openapi: 3.0.0\ninfo: {}", 0, 0, "OpenAPI document in YAML"),
        (b"plain words", 1, 1, "not JSON"),
        (b'{"a": ' + b"9" * 9000 + b"}", 0, 0, "thousands of digits"),
        (b"[" * 200_000, 0, 0, "nested too deeply"),
    ],
)
def test_what_is_no_json(data: bytes, line: int, column: int, said: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(data)
    assert said in str(caught.value)
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize("at", range(1, PUBLISHED.stat().st_size - 2, 211))
def test_a_file_cut_off_anywhere_says_where_it_ends(at: int) -> None:
    data = PUBLISHED.read_bytes()[:at]
    with pytest.raises(FormatError) as caught:
        read(data)
    line = data.count(b"\n") + 1
    column = at - (data.rfind(b"\n") + 1) + 1
    assert "cut off" in str(caught.value)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_a_cut_off_file_says_in_what() -> None:
    text = json.dumps({"info": {}, "item": [1, {"request": {"url": "http"}}]})
    with pytest.raises(FormatError, match=re.escape("inside item[1].request.url.")):
        read(text[: text.index('"http') + 3].encode())


@pytest.mark.parametrize("ending", [b'"\\', b'"\\u00', b'"\xc3', b"tr", b"-", b"1.5e", b"[", b"{"])
def test_a_file_cut_off_within_a_value(ending: bytes) -> None:
    with pytest.raises(FormatError, match=r"cut off.*inside item"):
        read(b'{"item": [' + ending)


KINDS: dict[str, Any] = {
    "environment": {"id": "1", "name": "E", "values": [{"key": "a", "value": "b"}]},
    "This is a Postman environment": {"values": [], "_postman_variable_scope": "globals"},
    "version 1": {"id": "1", "name": "Old", "order": [], "requests": [{"url": "http://h"}]},
    "OpenAPI": {"openapi": "3.1.0", "info": {}, "paths": {}},
    "('2.0')": {"swagger": "2.0", "paths": {}},
    "HAR": {"log": {"version": "1.2", "entries": []}},
    "Insomnia": {"_type": "export", "resources": []},
    "data dump": {"version": 1, "collections": [], "environments": []},
    "a list": [1, 2],
    "a number": 7,
    "without item": {"info": {}},
}


@pytest.mark.parametrize("word", KINDS)
def test_another_kind_of_file_is_named_in_one_sentence(word: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(json.dumps(KINDS[word]).encode())
    assert word in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + json.dumps(MINIMAL).encode(),
        json.dumps(MINIMAL).encode("utf-16"),
        json.dumps({"collection": MINIMAL}).encode(),
    ],
    ids=["a byte order mark", "UTF-16", "wrapped"],
)
def test_good_files_in_odd_clothes(data: bytes) -> None:
    assert [each.url_template for each in read(data).requests] == ["https://h/a"]


def test_a_wrapped_file_is_pointed_into_with_its_wrapper() -> None:
    wrapped = {"collection": {**MINIMAL, "item": [7]}}
    assert read(json.dumps(wrapped).encode()).problems[0].path == "collection.item[0]"


def test_a_file_of_too_many_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MOST_BYTES", 100)
    with pytest.raises(FormatError, match="Split it"):
        read(json.dumps(MINIMAL).encode() + b" " * 100)


def test_what_a_file_says_cannot_act_on_a_terminal() -> None:
    hostile = {**MINIMAL, "openapi": "\x1b]0;owned\x07\u202e"}
    with pytest.raises(FormatError) as caught:
        read(json.dumps(hostile).encode())
    assert not re.search("[\x00-\x1f\u202e]", str(caught.value))
