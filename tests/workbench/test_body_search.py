"""Searching a body, against a model that looks at every line's text."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.workbench.body import Body, Pattern, PatternError, Search, json_lines
from explorer.workbench.body import search as searching
from explorer.workbench.body.literals import literals_of

texts = st.text(alphabet='aAbé :,{"\\\n😀\u202e', max_size=5)
values = st.recursive(
    texts | st.integers(0, 20) | st.booleans(),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=40,
)
needles = st.text(alphabet='aAbé1tr :,{"\\n😀u20', min_size=1, max_size=4).filter(
    lambda needle: bool(needle.split())
)


def read(value: Any, *, ensure_ascii: bool = False) -> Body:
    body = Body(json.dumps(value, ensure_ascii=ensure_ascii).encode())
    body.read_all()
    return body


def model(body: Body, needle: str) -> list[int]:
    flags = re.NOFLAG if any(map(str.isupper, needle)) else re.IGNORECASE
    pattern = re.compile(r"\s+".join(map(re.escape, needle.split())), flags)
    return [line for line in range(body.line_count) if pattern.search(body.text(line))]


@given(values, needles, st.booleans(), st.data())
def test_a_search_finds_what_looking_at_every_line_finds(
    value: Any, needle: str, ensure_ascii: bool, data: st.DataObject
) -> None:
    body = read([value, value], ensure_ascii=ensure_ascii)
    first = data.draw(st.integers(0, body.line_count))
    search = Search(body, Pattern(needle), first)
    while not search.done:
        search.step(0)
    expected = model(body, needle)
    assert list(search.matches) == expected
    assert len(search) == len(expected)
    line = data.draw(st.integers(0, body.line_count - 1))
    after = [match for match in expected if match > line] + expected
    before = expected + [match for match in expected if match < line]
    assert search.next(line) == (after[0] if after else None)
    assert search.previous(line) == (before[-1] if before else None)
    assert search.position(line) == (expected.index(line) if line in expected else None)


@given(values, needles, st.booleans(), st.data())
def test_seeking_finds_the_nearest_and_unfolds_it(
    value: Any, needle: str, backward: bool, data: st.DataObject
) -> None:
    body = read([value, value])
    body.fold_from(data.draw(st.integers(0, 2)))
    line = data.draw(st.integers(-1, body.line_count - 1))
    search = Search(body, Pattern(needle))
    found = asyncio.run(search.seek(line, backward=backward))
    expected = model(body, needle)
    if backward:
        order = [*expected, *(match for match in expected if match < line)][::-1]
    else:
        order = [*(match for match in expected if match > line), *expected]
    assert found == (order[0] if order else None)
    if found is not None:
        assert body.line_of(body.row_of(found)) == found


@given(
    values, st.sampled_from([r"a", r"\bA", r"[ab]+$", r"^\s*\"", r"x*", r"\d\d", r"é|😀", r"\S"])
)
def test_an_expression_finds_what_the_standard_library_finds(value: Any, expression: str) -> None:
    body = read(value)
    search = Search(body, Pattern(expression, regular=True))
    while not search.done:
        search.step(0)
    flags = re.IGNORECASE if "A" not in expression.replace(r"\S", "") else re.NOFLAG
    assert list(search.matches) == [
        line
        for line in range(body.line_count)
        if any(found[0] for found in re.finditer(expression, body.text(line), flags))
    ]


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("", "nothing to look for"),
        ("a(b", r"missing \) at character 4"),
        ("[", "No regular expression: .* at character"),
        ("x" * 1_001, "longer than 1,000"),
    ],
)
def test_what_is_no_expression_is_refused_in_words(expression: str, said: str) -> None:
    with pytest.raises(PatternError, match=said):
        Pattern(expression, regular=True)


@pytest.mark.parametrize("needle", ["", "  ", "\n"])
def test_nothing_is_not_looked_for(needle: str) -> None:
    with pytest.raises(PatternError, match="nothing to look for"):
        Pattern(needle)


def test_an_expression_gets_a_second_chance() -> None:
    given: list[float] = []

    class Slow:
        def finditer(self, text: str, timeout: float) -> Any:
            given.append(timeout)
            if len(given) == 1:
                raise TimeoutError
            return re.finditer("b", text)

    pattern = Pattern("b", regular=True)
    pattern._compiled = Slow()
    assert pattern.spans("abcb") == [(1, 2), (3, 4)]
    assert given[1] > given[0]


@pytest.mark.parametrize(
    ("expression", "texts"),
    [
        (r'n1899[0-9]{2}"', ["n1899", '"']),
        (r"ab+c*d?e{0,2}f", ["ab", "f"]),
        (r"a\.b\d\sx\]", ["a.b", "x]"]),
        (r"[^]a\]]b[x-z]c", ["b", "c"]),
        (r"^a.b$", ["a", "b"]),
        (r"mask", ["ma"]),
        (r"aéb", ["a", "b"]),
        *((each, []) for each in (r"(?i)a", "ab|cd", r"\x41b", r"\Gc", "[[:alpha:]]b", r"\1")),
    ],
)
def test_what_must_stand_in_every_match(expression: str, texts: list[str]) -> None:
    assert literals_of(expression, any_case=True) == texts


atoms = st.sampled_from(["a", "A", "b", "1", "é", ".", r"\d", r"\.", "[ab]", "[^a]", '"', ":", "ı"])
repeats = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{0,1}", "+?", "*?"])


@given(value=values, pieces=st.lists(st.tuples(atoms, repeats), min_size=1, max_size=5))
def test_an_expression_finds_the_lines_it_matches(value: Any, pieces: list[Any]) -> None:
    pattern = Pattern("".join(map("".join, pieces)), regular=True)
    body = read(value, ensure_ascii=True)
    search = Search(body, pattern)
    while not search.done:
        search.step()
    assert list(search.matches) == [
        line for line in range(body.line_count) if pattern.spans(body.text(line))
    ]


async def test_an_expression_that_runs_away_ends_the_search_in_a_sentence() -> None:
    body = read(["b", "a" * 60 + "c", "b"])
    pattern = Pattern(r"(a|a)*[bx]", regular=True)
    search = Search(body, pattern)
    await search.run()
    assert search.done
    assert search.problem == "This expression takes too long: look for something simpler."
    again = Search(body, pattern)
    assert await again.seek(1) is None
    assert again.problem
    body.mark(pattern)
    assert body.lines(2, 80)[0].text.strip().startswith('"aaa')


async def test_a_search_goes_on_while_the_body_is_read() -> None:
    body = Body(json.dumps([f"number {number}" for number in range(10_000)]).encode())
    assert not body.complete
    search = Search(body, Pattern("number 99"), first=500)
    told: list[int] = []
    await asyncio.gather(search.run(lambda: told.append(len(search))), body.finish())
    assert list(search.matches) == model(body, "number 99")
    assert told[-1] == len(search) == 111


def test_a_search_begins_again_when_the_body_turns_out_to_be_no_json() -> None:
    body = Body(("[\n" + '"one", "two",\n' * 5_000 + "x]").encode())
    search = Search(body, Pattern("two"))
    search.step()
    body.read_all()
    while not search.done:
        search.step()
    assert body.kind == "text"
    assert list(search.matches) == list(range(1, 5_001))


def test_lines_that_cannot_match_are_not_made() -> None:
    body = read([{"id": number, "name": f"room {number}"} for number in range(20_000)])
    assert body.json is not None
    search = Search(body, Pattern("ROOM 777"))
    while not search.done:
        search.step()
    assert len(search) == 0
    assert body.json.formatted == 0
    search = Search(body, Pattern("room 7777"))
    while not search.done:
        search.step()
    assert len(search) == 1
    assert body.json.formatted <= 2


def test_escapes_in_a_text_are_found_as_they_are_shown() -> None:
    body = read(["Füße", 'say "hi"', "a\nb"], ensure_ascii=True)

    def found(needle: str) -> list[int]:
        search = Search(body, Pattern(needle))
        search.step(10)
        return list(search.matches)

    assert found("füß") == [1]
    assert found('\\"hi') == [2]
    assert found("a\\nb") == [3]
    assert found("u00fc") == []


def test_matches_are_marked_where_they_are_drawn() -> None:
    body = read({"name": "Anna and anna"})
    body.mark(Pattern("nn"))
    (line,) = body.lines(1, 80)
    assert line.text == body.text(1)
    assert [span.text for span in line.spans if "match" in span.style.split()] == ["nn", "nn"]
    assert {span.style for span in line.spans if span.text == "nn"} == {"json-string match"}
    body.mark(Pattern('me": "anna'))
    marked = [span.text for span in body.lines(1, 80)[0].spans if span.style.endswith("match")]
    assert marked == ['me"', ": ", '"Anna'.replace("A", "A")] or "".join(marked) == 'me": "Anna'
    body.mark(None)
    assert not any("match" in span.style for span in body.lines(1, 80)[0].spans)


@pytest.mark.parametrize(
    ("data", "needle", "lines"),
    [
        (b"x" * 4_090 + b"needle" + b"x" * 4_090 + b"\nneedle", "needle", [0, 2]),
        (b"one\ntwo\nOne\n", "one", [0, 2]),
        (b"one\ntwo\nOne\n", "One", [2]),
    ],
)
def test_text_is_found_also_where_a_long_line_goes_on(
    data: bytes, needle: str, lines: list[int]
) -> None:
    body = Body(data, "text/plain")
    body.read_all()
    search = Search(body, Pattern(needle))
    search.step(10)
    assert list(search.matches) == lines


def test_a_dump_is_searched_by_bytes_and_by_what_is_shown() -> None:
    body = Body(b"\x00" * 13 + b"needle" + b"\xff" * 20, "image/png")

    def found(needle: str) -> list[int]:
        search = Search(body, Pattern(needle))
        search.step(10)
        return list(search.matches)

    assert found("NEEDLE") == []
    assert found("needle") == [0]
    assert found("ff ff ff") == [1, 2]
    assert found("00000020") == [2]


async def test_a_cancelled_search_ends() -> None:
    body = read(list(range(200_000)))
    search = Search(body, Pattern(r"\d", regular=True))
    begun = asyncio.Event()
    task = asyncio.create_task(search.run(begun.set))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not search.done
    assert 0 < len(search) < 200_000


def test_a_slice_of_a_search_ends_when_its_time_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ticks = iter(range(1_000_000))
    clock: Callable[[], float] = lambda: float(next(ticks))  # noqa: E731
    monkeypatch.setattr(searching, "perf_counter", clock)
    body = read(list(range(100_000)))
    search = Search(body, Pattern("5"))
    search.step(3)
    assert 0 < len(search) <= 3 * searching.BLOCK


@given(st.text(alphabet='ab"\\é😀\ud800\x1f\u202e', min_size=1), st.booleans(), st.booleans())
def test_a_very_long_string_is_searched_in_pieces_that_make_up_its_text(
    text: str, ensure_ascii: bool, named: bool
) -> None:
    raw = json.dumps({"näme": text} if named else [text, 1], ensure_ascii=ensure_ascii)
    body = Body(raw.encode("utf-8", "surrogatepass"), "application/json")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_lines, "LONG", 3)
        pattern = json_lines._PIECE.pattern.replace(b"512", b"2")
        patch.setattr(json_lines, "_PIECE", re.compile(pattern))
        pieces = list(body.source.searched(1))
    assert "".join(piece[:end] for piece, end in pieces) == body.text(1)
    for (piece, end), (following, _) in pairwise(pieces):
        assert following.startswith(piece[end:])


async def test_a_string_of_megabytes_is_searched_a_little_at_a_time() -> None:
    body = read(["x" * 3_000_000 + "needle", "needle"])
    search = Search(body, Pattern("NEEDLE".lower()))
    slices = 0
    while not search.done:
        search.step(0)
        slices += 1
    assert list(search.matches) == [1, 2]
    assert slices > 8
    assert await search.seek(1) == 2
    assert await Search(body, Pattern("needle")).seek(2) == 1
    assert await Search(body, Pattern("needle")).seek(2, backward=True) == 1
