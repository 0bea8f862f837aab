"""Wrapping and cutting styled text to cells of a terminal."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from explorer.document import styled
from explorer.document.safe import visible
from explorer.document.styled import Line, Span, chop, shift, truncate, width_of, wrap

ANY_TEXT = st.text(max_size=60) | st.text("ab 世❤\ufe0f\u200d👩💻\u0301#\u20e3🇩🇪\n\t", max_size=60)
SPANS = st.lists(st.builds(Span, ANY_TEXT.map(visible), st.sampled_from(["", "strong", "em"])))


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]


def test_words_go_to_the_next_line_whole() -> None:
    assert texts(wrap([Span("one two three four")], 9)) == ["one two", "three", "four"]


def test_spans_keep_their_style_across_lines() -> None:
    spans = [Span("plain "), Span("strong words", "strong"), Span("!")]
    assert wrap(spans, 12) == [
        Line((Span("plain "), Span("strong", "strong"))),
        Line((Span("words", "strong"), Span("!"))),
    ]


def test_a_long_word_is_broken_inside() -> None:
    assert texts(wrap([Span("see abcdefghijklmnop now")], 10)) == [
        "see",
        "abcdefghij",
        "klmnop now",
    ]


def test_wide_characters_break_between_each_other() -> None:
    assert texts(wrap([Span("ok 世界世界世界")], 10)) == ["ok 世界世", "界世界"]


def test_joined_emoji_stay_whole() -> None:
    coder = "👩\u200d💻"
    assert texts(wrap([Span("aaaaaaa" + coder)], 8)) == ["aaaaaaa", coder]
    heart = "❤\ufe0f"
    assert texts(wrap([Span("aaaaaaa" + heart)], 8)) == ["aaaaaaa", heart]


def test_combining_characters_stay_with_their_letter() -> None:
    assert texts(wrap([Span("e\u0301" * 12)], 10)) == ["e\u0301" * 10, "e\u0301" * 2]


def test_line_feeds_break_and_tabs_are_four_spaces() -> None:
    assert texts(wrap([Span("a\n\nb\tc")], 20)) == ["a", "", "b    c"]


def test_a_prefix_hangs() -> None:
    lines = wrap([Span("one two three")], 9, first=[Span("• ", "bullet")])
    assert texts(lines) == ["• one two", "  three"]
    assert lines[0].spans[0] == Span("• ", "bullet")
    lines = wrap([Span("one two three")], 9, first=[Span("> ")], rest=[Span("│ ")])
    assert texts(lines) == ["> one two", "│ three"]


def test_a_prefix_without_room_for_text_is_left_out() -> None:
    assert texts(wrap([Span("word")], 5, first=[Span("12345")])) == ["word"]


def test_no_text_is_one_empty_line() -> None:
    assert wrap([], 10) == [Line()]
    assert texts(wrap([], 10, first=[Span("• ")])) == ["• "]


def test_code_is_cut_anywhere_and_keeps_its_spaces() -> None:
    assert texts(chop("    a  b  c", 4)) == ["    ", "a  b", "  c"]
    assert texts(chop("世界世", 5)) == ["世界", "世"]
    assert texts(chop("", 5)) == [""]
    assert texts(chop("a\tb", 10)) == ["a   b"]


def test_cutting_a_line_shows_that_it_was_cut() -> None:
    line = Line((Span("one "), Span("two three", "strong")))
    assert truncate(line, 20) is line
    assert truncate(line, 8) == Line((Span("one "), Span("two", "strong"), Span("…", "strong")))
    assert truncate(Line((Span("世界"),)), 4).text == "世界"
    assert truncate(Line((Span("世界世"),)), 4).text == "世…"
    assert truncate(line, 1).text == "…"


def test_prefixes_go_before_every_line() -> None:
    lines = shift([Line((Span("a"),)), Line((Span("b"),))], Span("- "), Span("  "))
    assert texts(lines) == ["- a", "  b"]
    assert shift([], Span("- ")) == []


@given(SPANS, st.integers(2, 40))
def test_wrapped_lines_fit_and_keep_every_character(spans: list[Span], width: int) -> None:
    lines = wrap(spans, width, first=[Span("• ")])
    for line in lines:
        assert cell_len(line.text) <= width
        assert sum(cell_len(span.text) for span in line.spans) <= width
    kept = "".join(texts(lines)).removeprefix("• ")
    assert "".join(kept.split()) == "".join("".join(span.text for span in spans).split())


@given(SPANS, st.integers(1, 40))
def test_cut_lines_fit(spans: list[Span], width: int) -> None:
    line = Line(tuple(span._replace(text=span.text.replace("\n", " ")) for span in spans))
    cut = truncate(line, width)
    assert width_of(cut) <= width
    assert cut is line or cut.text.endswith("…")


@given(ANY_TEXT.map(visible), st.integers(2, 40))
def test_chopped_lines_fit_and_keep_every_character(text: str, width: int) -> None:
    row = text.replace("\n", "").expandtabs(4)
    lines = chop(row, width)
    assert "".join(texts(lines)) == row
    assert all(width_of(line) <= width for line in lines)


def test_the_quick_path_takes_only_characters_of_one_cell() -> None:
    quick = [c for c in map(chr, range(0x11000)) if styled._is_narrow(c) and c >= " "]
    assert len(quick) > 700
    assert [c for c in quick if cell_len(c) != 1 and c != "\x7f"] == []


@pytest.mark.parametrize(
    "flood", ["x", "世", "\u0301", "👩\u200d", "❤\ufe0f", " ", "word ", "世 a", "\u200d", "a\u200d"]
)
def test_a_megabyte_without_a_line_break_takes_linear_time(flood: str) -> None:
    text = flood * (1_000_000 // len(flood))
    started = time.process_time()
    lines = wrap([Span(text)], 80)
    assert time.process_time() - started < 5  # 0.05 to 0.5 s here; a quadratic way takes minutes
    assert len(lines) <= 1_000_000
