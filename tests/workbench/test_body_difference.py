"""Two bodies compared, by structure where they are JSON, and never at a cost without bounds."""

from __future__ import annotations

import asyncio
import json
import random
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.document.safe import visible
from explorer.workbench.body import Body, alignment, comparison
from explorer.workbench.body import difference as comparing
from explorer.workbench.body.alignment import common, longest_rising
from explorer.workbench.body.difference import Difference, DifferenceError, compare, difference

values = st.recursive(
    st.integers(0, 3) | st.booleans() | st.none() | st.sampled_from(["a", "b", "\u202e"]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["a", "b", "c", "id"]), inner, max_size=4)
    ),
    max_leaves=25,
)


def body_of(data: Any, content_type: str = "application/json") -> Body:
    text = data if isinstance(data, str) else json.dumps(data)
    body = Body(text.encode(), content_type)
    body.read_all()
    return body


def of(old: Any, new: Any) -> Difference:
    return difference(body_of(json.dumps(old)), body_of(json.dumps(new)))


def rows(found: Difference) -> list[str]:
    return [found.lines(row, 80)[0].text for row in range(len(found))]


def reached(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def test_members_are_compared_by_name_and_what_is_the_same_is_counted() -> None:
    old = {"id": 1, "name": "War room", "topic": "disk", "gone": [1, {"x": 2}], "a": 1, "b": 2}
    new = {"name": "War room", "topic": "disk is full", "b": 2, "a": 1, "new": {}, "id": 1}
    found = of(old, new)
    assert rows(found) == [
        "  {",
        "    … 2 the same",
        '-   "topic": "disk"',
        '+   "topic": "disk is full"',
        '-   "gone": [',
        "-     1,",
        "-     {",
        '-       "x": 2',
        "-     }",
        "-   ]",
        "    … 2 the same",
        '+   "new": {}',
        "  }",
    ]
    assert found.summary == "1 added, 1 removed, 1 changed"
    assert found.copy_text(3) == "$['topic']"
    assert found.search_text(3) == rows(found)[3]
    assert [span.style for span in found.lines(3, 80)[0].spans if span.text.strip()] == [
        *("success", "json-key", "json-punctuation", "success")
    ]


def test_items_with_ids_are_compared_by_id_wherever_they_stand() -> None:
    old = [{"id": "a", "n": 1}, {"id": "b", "n": 1}, {"id": "c", "n": 1}, {"id": "d", "n": 1}]
    new = [{"id": "c", "n": 1}, {"id": "a", "n": 2}, {"id": "b", "n": 1}, {"id": "e", "n": 1}]
    found = of({"values": old}, {"values": new})
    assert rows(found) == [
        "  {",
        '    "values": [',
        "      {…} item 0 c, before item 2",
        "      { item 1 a",
        "        … 1 the same",
        '-       "n": 1',
        '+       "n": 2',
        "      }",
        "      … 1 the same",
        "-     {",
        '-       "id": "d",',
        '-       "n": 1',
        "-     }",
        "+     {",
        '+       "id": "e",',
        '+       "n": 1',
        "+     }",
        "    ]",
        "  }",
    ]
    assert (found.added, found.removed, found.changed, found.moved) == (1, 1, 1, 1)


def test_other_items_are_compared_by_what_they_say() -> None:
    assert rows(of([1, 2, 3, 4], [2, 3, 9, 4])) == [
        *("  [", "-   1", "    … 2 the same", "+   9", "    … 1 the same", "  ]")
    ]
    assert rows(of([[1, 2], 5], [[1, 3], 5])) == [
        *("  [", "    [ item 0", "      … 1 the same", "-     2", "+     3", "    ]"),
        *("    … 1 the same", "  ]"),
    ]
    assert rows(of([1], "x")) == ["- [", "-   1", "- ]", '+ "x"']


def test_numbers_are_the_same_when_they_are_written_the_same() -> None:
    found = difference(body_of("[1.0, 12345678901234567890]"), body_of("[1, 12345678901234567890]"))
    assert rows(found) == ["  [", "-   1.0", "+   1", "    … 1 the same", "  ]"]


@given(values, values)
def test_a_difference_is_found_exactly_where_there_is_one(old: Any, new: Any) -> None:
    found = of(old, new)
    same = json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True)
    assert found.same == same
    assert (len(found) == 0) == same
    for row in found.rows:
        reached(old if row.kind == "removed" else new, row.path)
    kinds = {row.kind for row in found.rows}
    assert ("added" in kinds) == bool(found.added or found.changed)
    assert ("removed" in kinds) == bool(found.removed or found.changed)
    assert all(visible(text) == text for text in rows(found))


@given(st.dictionaries(st.text(max_size=3), values), st.dictionaries(st.text(max_size=3), values))
def test_only_what_is_in_one_is_added_or_removed(old: dict[str, Any], new: dict[str, Any]) -> None:
    found = of({"here": 1, "there": old}, {"here": 1, "there": new})
    added = {row.path for row in found.rows if row.kind == "added"}
    removed = {row.path for row in found.rows if row.kind == "removed"}
    assert {("there", name) for name in new if name not in old} <= added
    assert {("there", name) for name in old if name not in new} <= removed


def longest_by_hand(old: str, new: str) -> int:
    if not old or not new:
        return 0
    if old[0] == new[0]:
        return 1 + longest_by_hand(old[1:], new[1:])
    return max(longest_by_hand(old[1:], new), longest_by_hand(old, new[1:]))


@given(st.text(alphabet="abc", max_size=7), st.text(alphabet="abc", max_size=7))
def test_the_longest_common_items_are_found(old: str, new: str) -> None:
    pairs = common(old, new)
    assert len(pairs) == longest_by_hand(old, new)
    assert all(old[first] == new[second] for first, second in pairs)
    assert sorted({first for first, _ in pairs}) == [first for first, _ in pairs]
    assert sorted({second for _, second in pairs}) == [second for _, second in pairs]


@given(st.lists(st.integers(0, 9)))
def test_the_longest_rising_numbers_are_found(numbers: list[int]) -> None:
    places = longest_rising(numbers)
    picked = [numbers[place] for place in places]
    assert sorted(set(places)) == places
    assert sorted(set(picked)) == picked
    lengths: list[int] = []
    for place, number in enumerate(numbers):
        before = [lengths[at] for at in range(place) if numbers[at] < number]
        lengths.append(1 + max(before, default=0))
    assert len(places) == max(lengths, default=0)


def test_long_lists_cost_a_bounded_number_of_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = 0
    inner = alignment._longest

    def counted(old: Any, new: Any, bounds: tuple[int, int, int, int]) -> Any:
        nonlocal cells
        first, stop, other, end = bounds
        cells += (stop - first) * (end - other)
        return inner(old, new, bounds)

    monkeypatch.setattr(alignment, "_longest", counted)
    monkeypatch.setattr(alignment, "MOST_CELLS", 400)
    monkeypatch.setattr(alignment, "MOST_CELLS_IN_ALL", 2_000)
    dice = random.Random(1)
    old = [dice.randrange(3_000) for _ in range(3_000)]
    new = [number for number in old if number % 3]
    pairs = common(old, new)
    assert 0 < cells <= 2_000
    assert all(old[first] == new[second] for first, second in pairs)
    assert len(pairs) > 500
    cells = 0
    assert common([1, 2] * 1_500, [2, 3] * 1_500) == []
    assert cells == 0


def test_texts_are_compared_line_by_line() -> None:
    old = body_of("one\ntwo\nthree\x1b\n", "text/plain")
    new = body_of("one\n2\nthree\x1b\nfour\n", "text/plain")
    found = difference(old, new)
    assert rows(found) == ["  … 1 the same", "- two", "+ 2", "  … 1 the same", "+ four"]
    assert found.copy_text(1) == "two"
    assert not found.by_structure


def test_json_is_compared_with_what_is_none_line_by_line() -> None:
    found = difference(body_of('{"a": 1}'), body_of("{", "application/json"))
    assert rows(found)[0] == "  … 1 the same"
    assert found.removed == 2


def test_the_same_bodies_have_no_difference() -> None:
    found = difference(body_of("{]"), body_of("{]"))
    assert (found.same, len(found), found.summary) == (True, 0, "no difference")
    assert difference(body_of('{"a":1,"b":2}'), body_of('{"b": 2,\n"a": 1}')).same


def test_large_differences_are_cut_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    found = of({"a": list(range(1_000))}, {})
    assert rows(found)[-2] == "    … 802 more lines".replace("    ", "-   ", 1)
    monkeypatch.setattr(comparison, "MOST_LINES", 10)
    found = of(list(range(50)), [])
    assert len(found) == 10
    assert found.removed == 50
    assert found.note == "Only the first 10 lines are shown."


def test_what_is_too_large_or_too_deep_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(DifferenceError, match="nested too deep"):
        difference(body_of("[" * 5_000 + "]" * 5_000), body_of("[]"))
    with pytest.raises(DifferenceError, match="nested too deep"):
        difference(body_of("[" * 700 + "]" * 700), body_of("[" * 700 + "1" + "]" * 700))
    monkeypatch.setattr(comparing, "MOST_BYTES", 1 << 20)
    with pytest.raises(DifferenceError, match="more than 1 MiB"):
        difference(body_of("[1]"), body_of(json.dumps("x" * (1 << 20))))


async def test_comparing_waits_for_both_bodies() -> None:
    old, new = (
        Body(json.dumps([{"id": str(n), "v": n // 5_000 * more} for n in range(5_001)]).encode())
        for more in (1, 2)
    )
    assert not old.complete
    found = await compare(old, new)
    assert found.summary == "1 changed"
    assert [row.path for row in found.rows if row.kind == "added"] == [(5_000, "v")]


async def test_a_comparison_can_be_ended() -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(DifferenceError, match="ended"):
        await asyncio.to_thread(difference, body_of([1, {}]), body_of([2, {}]), stop)
