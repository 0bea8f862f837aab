"""A JSON text as values, piece by piece; and from many paths to their lines."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.workbench.body import Body, parsing
from explorer.workbench.body.finder import Finder
from explorer.workbench.body.json_index import JsonIndex
from explorer.workbench.body.json_lines import JsonLines
from explorer.workbench.body.parsing import Cancelled, Number, parsed
from explorer.workbench.body.query import follow


def index_of(text: bytes) -> JsonIndex:
    return lines_of(text).index


def lines_of(text: bytes) -> JsonLines:
    body = Body(text, kind="json")
    body.read_all()
    assert body.json is not None
    return body.json


names = st.sampled_from(["a", "b", "é", '"', "\\", ""])
values = st.recursive(
    st.integers() | st.text(max_size=6) | st.none() | st.booleans() | st.floats(-9, 9),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(names, inner, max_size=5),
    max_leaves=20,
)


@pytest.mark.parametrize("piece", [1, 9, 40, parsing.PIECE])
@given(value=values, indent=st.sampled_from([None, 2]))
def test_pieces_make_the_whole(piece: int, value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "PIECE", piece)
        assert parsed(index_of(text), lambda: False) == value
        exact = parsed(index_of(text), lambda: False, exact=True)
        assert exact == json.loads(text, parse_int=Number, parse_float=Number)


@pytest.mark.parametrize("piece", [1, parsing.PIECE])
def test_what_json_allows_and_few_write(monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    monkeypatch.setattr(parsing, "PIECE", piece)
    long = b"1" * 5_000
    for text, value in (
        (b'\xef\xbb\xbf {"a": 1, "b": [2], "a" : [3 , 4]} ', {"a": [3, 4], "b": [2]}),
        (b'["\xff", "\\ud83d\\ude00"]', ["\udcff", "\U0001f600"]),
        (b"\xef\xbb\xbf 5 ", 5),
        (b"[1, " + long + b"]", [1, float("inf")]),
        (b'{"x" : {}, "y" : [ ]}', {"x": {}, "y": []}),
    ):
        assert parsed(index_of(text), lambda: False) == value


def test_no_piece_is_large_and_the_work_ends_between_two(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    inner = json.loads

    def counted(text: str, **more: Any) -> Any:
        sizes.append(len(text))
        return inner(text, **more)

    text = json.dumps({"values": [{"id": n, "t": ["x" * 50] * 9} for n in range(3_000)]}).encode()
    index = index_of(text)
    monkeypatch.setattr(json, "loads", counted)
    parsed(index, lambda: False)
    assert max(sizes) < parsing.PIECE + 2
    assert len(sizes) > len(text) / parsing.PIECE
    sizes.clear()
    with pytest.raises(Cancelled):
        parsed(index, lambda: len(sizes) == 2)
    assert len(sizes) == 2


def test_neighbours_are_found_without_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    searches = 0
    inner = JsonIndex.child

    def counted(self: JsonIndex, container: int, ordinal: int) -> int:
        nonlocal searches
        searches += 1
        return inner(self, container, ordinal)

    monkeypatch.setattr(JsonIndex, "child", counted)
    rows = [{"id": n, "in": {"x": [n, [n]]}, "name": f"n{n}"} for n in range(500)]
    body = Body(json.dumps({"values": rows}).encode(), kind="json")
    body.read_all()
    for expression in ("$.values[*].name", "$..name", "$.values[::7]['in'].x[1][0]"):
        found = follow(body, expression)
        assert (
            found.body.data
            == json.dumps(
                [
                    row["in"]["x"][0] if "x" in expression else row["name"]  # type: ignore[index]
                    for row in (rows[::7] if "7" in expression else rows)
                ],
                separators=(",", ":"),
            ).encode()
        )
    assert searches == 0
    assert follow(body, "$.values[400,0,399]").places == tuple(
        ("values", number) for number in (400, 0, 399)
    )
    assert searches == 3


@given(value=values, data=st.data())
def test_a_finder_used_again_finds_what_a_new_one_does(value: Any, data: st.DataObject) -> None:
    lines = lines_of(json.dumps(value).encode())
    steps = st.lists(st.integers(-1, 4) | names, max_size=4)
    used = Finder(lines)
    for path in data.draw(st.lists(steps, max_size=30)):
        found: Any = value
        try:
            for step in path:
                if isinstance(found, str) or (isinstance(step, int) and step < 0):
                    raise KeyError(step)
                found = found[step]
        except (KeyError, IndexError, TypeError):
            assert used.line(path) is None
        else:
            line = used.line(path)
            assert line is not None
            assert json.loads(lines.source(line)) == found
        assert used.line(path) == Finder(lines).line(path)
