"""Where values stand in a JSON text, against a parser started at each of the places found."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from explorer.workbench.json_positions import JsonPositions, Position

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
layouts = st.fixed_dictionaries(
    {
        "indent": st.sampled_from([None, 0, 2, "\t"]),
        "ensure_ascii": st.booleans(),
        "separators": st.sampled_from([(",", ":"), (" ,\n ", "  : ")]),
    }
)


def paths(value: Any, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [here]
    if isinstance(value, dict):
        for name, item in value.items():
            found += paths(item, (*here, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            found += paths(item, (*here, number))
    return found


def reached(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


@given(values, layouts)
def test_a_parser_finds_the_value_at_its_place(value: Any, layout: dict[str, Any]) -> None:
    text = json.dumps(value, **layout)
    places = JsonPositions(text)
    assert places.repeated == []
    for path in paths(value):
        node = places.find(path)
        found, _ = json.JSONDecoder().raw_decode(text, node.start)
        assert found == reached(value, path)
        if path and isinstance(path[-1], str):
            assert node.key_start is not None
            assert json.JSONDecoder().raw_decode(text, node.key_start)[0] == path[-1]


@given(st.text(alphabet="a\n é𝄞"), st.data())
def test_line_and_column_count_as_the_parser_counts(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    expected = json.JSONDecodeError("", text, offset)
    assert JsonPositions(text).at(offset) == Position(expected.lineno, expected.colno)


def test_steps_that_lead_nowhere_are_passed_over() -> None:
    text = '{"options": {"size": {"width": 3}}}'
    places = JsonPositions(text)
    width = places.position(["options", "size", "DialogSize", "width"])
    assert width == Position(1, text.index("3") + 1)
    assert places.position(["options", "hint", "value"]) == Position(1, 13)
    assert places.position([7]) == Position(1, 1)


def test_the_last_of_a_repeated_name_counts_and_is_told() -> None:
    text = '{"a": 1,\n "b": {"c": 2, "c": 3},\n "a": 4}'
    places = JsonPositions(text)
    assert [(name, places.at(offset)) for name, offset in places.repeated] == [
        ("c", Position(2, 16)),
        ("a", Position(3, 2)),
    ]
    assert places.position(["a"]) == Position(3, 7)
    assert places.position(["a"], key=True) == Position(3, 2)


def test_depth_costs_no_stack() -> None:
    depth = 50_000
    assert JsonPositions("[" * depth + "]" * depth).root.start == 0
