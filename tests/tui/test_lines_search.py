"""Finding text in items."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.tui.widgets.line_search import Search, spans_in
from explorer.workbench.search_words import pattern_of


@pytest.mark.parametrize(
    ("needle", "text", "found"),
    [
        ("stride", "A Stride of STRIDES", True),
        ("Stride", "a stride", False),
        ("Stride", "a Stride", True),
        ("a.b", "axb", False),
        ("[b]", "some [B] here", True),
        ("two words", "two\nwords", True),
        ("two words", "two   words", True),
        ("  trimmed ", "trimmed", True),
        ("größe", "GRÖSSE Größe", True),
    ],
)
def test_patterns(needle: str, text: str, found: bool) -> None:
    assert bool(pattern_of(needle).search(text)) is found


def test_spans_are_found_across_rows() -> None:
    rows = ["one two", "three four", "", "two three"]
    assert spans_in(pattern_of("two three"), rows) == [[(4, 7)], [(0, 5)], [], [(0, 9)]]
    assert spans_in(pattern_of("o"), rows) == [[(0, 1), (6, 7)], [(7, 8)], [], [(2, 3)]]
    assert spans_in(pattern_of("four two"), rows) == [[], [(6, 10)], [], [(0, 3)]]


def run(search: Search, texts: list[str], step: int = 7) -> None:
    while not search.done:
        search.step(texts.__getitem__, step)


def test_it_begins_where_it_is_told_and_comes_round() -> None:
    texts = [f"item {number}" for number in range(100)]
    asked: list[int] = []
    search = Search("item", 100, first=60)

    def text_of(index: int) -> str:
        asked.append(index)
        return texts[index]

    search.step(text_of, 10)
    assert search.matches == list(range(60, 70))
    assert not search.done
    search.step(text_of, 1000)
    assert search.done
    assert asked == [*range(60, 100), *range(60)]
    assert search.matches == list(range(100))


def test_next_and_previous_go_round() -> None:
    search = Search("x", 10)
    run(search, ["x" if number in (2, 5, 8) else "-" for number in range(10)])
    assert [search.next(index) for index in (0, 2, 7, 8, 9)] == [2, 5, 8, 2, 2]
    assert [search.previous(index) for index in (9, 8, 5, 2, 0)] == [8, 5, 2, 8, 8]
    assert search.position(5) == 1
    assert search.position(6) is None


def test_nothing_found() -> None:
    search = Search("x", 3)
    run(search, ["a", "b", "c"])
    assert search.next(0) is search.previous(0) is search.position(0) is None


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["insert", "remove", "change", "step"]),
        st.floats(0, 1),
        st.integers(0, 6),
    ),
    max_size=20,
)


@given(st.lists(st.booleans(), max_size=30), st.integers(0, 30), CHANGES)
def test_it_follows_a_list_that_changes(
    hits: list[bool], first: int, changes: list[tuple[str, float, int]]
) -> None:
    texts = ["a needle" if hit else "hay" for hit in hits]
    search = Search("needle", len(texts), first)
    for change, where, number in changes:
        at = int(where * len(texts))
        if change == "insert":
            texts[at:at] = ["needle" if number % 2 else "hay"] * number
            search.inserted(at, number)
        elif change == "remove":
            count = min(number, len(texts) - at)
            del texts[at : at + count]
            search.removed(at, count)
        elif change == "change" and at < len(texts):
            texts[at] = "hay" if "needle" in texts[at] else "needle"
            search.changed(at, texts[at])
        elif change == "step":
            search.step(texts.__getitem__, number)
    run(search, texts)
    assert search.matches == [index for index, text in enumerate(texts) if "needle" in text]
