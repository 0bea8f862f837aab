"""Documents made in Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from explorer.document.build import (
    action,
    bullets,
    buttons,
    card,
    code,
    code_block,
    color,
    date,
    decisions,
    detail,
    em,
    emoji,
    hard_break,
    heading,
    item,
    link,
    mention,
    numbers,
    panel,
    paragraph,
    quote,
    rule,
    strike,
    strong,
    table,
    tasks,
    underline,
)
from explorer.document.model import Document, DocumentError
from explorer.document.text import to_text


def everything() -> Document:
    return Document.of(
        heading(1, "Launch"),
        paragraph(
            "We ",
            strong(em("go")),
            strike("not"),
            underline("now"),
            color("red", "#ff5630"),
            code(link("here", "https://example.org", "title")),
            hard_break(),
            mention("557058:1", "Ada"),
            mention("all", "@all"),
            emoji(":tada:", "🎉"),
            emoji(":party:"),
            date(0),
            "",
        ),
        bullets("a", item("b", numbers("c", order=3))),
        numbers("d"),
        quote("e"),
        code_block("f", "python"),
        code_block(""),
        rule(),
        panel("tip", "g", heading(2, "h")),
        tasks((True, "i"), (False, "j")),
        decisions("k"),
        table(["l", "m"], ["n", paragraph(strong("o"))]),
        card(
            "p",
            text="q",
            link="https://example.org/7",
            description="r",
            context="s",
            details=[detail("t", "u", lozenge="v", badge=3, badge_appearance="added")],
            actions=[action("w", "target-key", {"id": 7})],
        ),
        paragraph(buttons(action("x", "target-key"), action("y", "target-key", {"deep": []}))),
    )


def test_everything_that_can_be_built_is_valid(
    is_valid_by_schema: Callable[[Any], bool],
) -> None:
    assert is_valid_by_schema(everything().to_json())


def test_what_was_built_reads_as_it_was_meant() -> None:
    assert to_text(everything()).split("\n") == [
        *("Launch", "We gonotnowredhere", "@Ada@all🎉:party:1970-01-01", "• a", "• b", "  3. c"),
        *("1. d", "e", "f", "", "---", "g", "h", "[x] i", "[ ] j", "• k", "l | m", "n | o"),
        *("p", "r", "t: u v 3", "s", "[w]", "[x] [y]"),
    ]


def test_no_blocks_are_an_empty_paragraph() -> None:
    assert Document.of().to_json() == {
        "version": 1,
        "type": "doc",
        "content": [{"type": "paragraph", "content": []}],
    }


def test_an_invalid_document_cannot_be_made() -> None:
    with pytest.raises(DocumentError) as caught:
        Document.of(heading(9, "too deep"), paragraph(code(strong("both"))))
    assert str(caught.value) == (
        "This is no valid document: content[0].attrs.level must be from 1 to 6, not 9"
    )
    assert [problem.path for problem in caught.value.problems] == [
        "content[0].attrs.level",
        "content[1].content[0].marks",
    ]


def test_what_was_built_does_not_change_with_its_parts() -> None:
    words = paragraph("kept")
    document = Document.of(words)
    words.raw["content"].clear()
    assert to_text(document) == "kept"
