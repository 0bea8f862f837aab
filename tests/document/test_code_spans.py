"""Code in colours: whatever a lexer does with it, what is shown is what was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.document.code_spans import MOST_CODE, code_rows
from explorer.document.safe import visible

LANGUAGES = ["", "python", "json", "java", "html", "diff", "sql", "c#", "no such language", "Go "]


def texts(code: str, language: str) -> list[str]:
    return ["".join(span.text for span in row) for row in code_rows(code, language, "code-block")]


def test_words_are_coloured_by_what_they_are() -> None:
    (row,) = code_rows("def two(): return 2  # half", "python", "code-block")
    styles = {span.text: span.style for span in row}
    assert styles["def"] == "code-block code-keyword"
    assert styles["two"] == "code-block code-name"
    assert styles["2"] == "code-block code-number"
    assert styles["# half"] == "code-block code-comment"


def test_a_difference_has_its_two_colours() -> None:
    one, two = code_rows("- 15\n+ 40", "diff", "")
    assert (one[0].style, two[0].style) == ("code-deleted", "code-inserted")


@pytest.mark.parametrize("language", ["", "no such language"])
def test_what_no_one_knows_is_plain(language: str) -> None:
    (row,) = code_rows("def two()", language, "code-block")
    assert [span.style for span in row] == ["code-block"]


def test_what_is_too_much_is_plain() -> None:
    rows = code_rows("x = 1\n" * MOST_CODE, "python", "")
    assert {span.style for row in rows for span in row} == {""}


@given(st.text(max_size=80).map(visible), st.sampled_from(LANGUAGES))
def test_nothing_is_lost(code: str, language: str) -> None:
    assert texts(code, language) == [row.expandtabs(4) for row in code.split("\n")]
