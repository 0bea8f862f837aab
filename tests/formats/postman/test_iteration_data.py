"""The data of iterations: rows of CSV and of JSON, and what is wrong with a file that has none."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.formats.errors import FormatError
from explorer.formats.postman import read_data


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2\n", [{"a": "1", "b": "2"}]),
        ("\ufeffa, b\r\n1, 2\r\n\r\n3,\r\n", [{"a": "1", "b": "2"}, {"a": "3", "b": ""}]),
        ('a\n"x,""y""\nz"\n', [{"a": 'x,"y"\nz'}]),
        ("a;b\n1,5;2\n", [{"a": "1,5", "b": "2"}]),
        ("a\tb\n1\t2", [{"a": "1", "b": "2"}]),
        ("a,,b\n1,2,3\n", [{"a": "1", "b": "3"}]),
        ('\n[{"a": 1.50, "b": null, "c": true, "d": {"e": [1]}}]', [{"a": "1.5", "c": "true"}]),
        ("[{}, {}]", [{}, {}]),
    ],
)
def test_rows(text: str, rows: list[dict[str, str]]) -> None:
    found = read_data(text.encode())
    assert [{name: each[name] for name in each if name != "d"} for each in found] == rows
    if '"d"' in text:
        assert found[0]["d"] == '{"e": [1]}'
    utf_16 = read_data(text.removeprefix("\ufeff").encode("utf-16"))
    assert utf_16 == found


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b" \n", "", "The file is empty."),
        (b"a,b\n", "", "The file has no rows"),
        (b"[]", "", "The file has no rows"),
        (b"{}", "", "The file is an object; a list of objects was expected"),
        (b"a,b\n1,2\n\n1,2,3\n", "", "Line 4 has 3 values, where the first line names 2."),
        (b'a\n"1\n2"\n"3', "", "Line 4: it is not CSV: unexpected end of data."),
        (b'a\n"1"2\n', "", "Line 2: it is not CSV"),
        (b"a,b,a\n1,2,3", "", "Line 1: 'a' is named twice."),
        (b"a,b\xff\n1,2\n", "", "line 1, byte 4"),
        (b'[{"a": "]["},\n\n{},\n"x"]', "", "Line 4: item 3 of the list is a text"),
        (b"[a]\n1\n", "x.json", "line 1, column 2"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_the_line(data: bytes, name: str, said: str) -> None:
    with pytest.raises(FormatError, match=re.escape(said)):
        read_data(data, name)


def test_a_name_that_says_csv_is_believed() -> None:
    assert read_data(b"[a]\n1\n", "x.CSV") == ({"[a]": "1"},)


@given(st.lists(st.fixed_dictionaries({"one": st.text(), "two": st.text()}), min_size=1))
def test_what_is_written_as_csv_is_read_as_it_was(rows: list[dict[str, str]]) -> None:
    def plain(text: str) -> str:
        return text.replace("\r", "").replace("\0", "").lstrip(" ")

    rows = [{name: f"x{plain(text)}" for name, text in each.items()} for each in rows]
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, ["one", "two"], quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    data = written.getvalue().encode("utf-8", "replace")
    shown = [
        {name: text.encode("utf-8", "replace").decode() for name, text in each.items()}
        for each in rows
    ]
    assert list(read_data(data, "rows.csv")) == shown
