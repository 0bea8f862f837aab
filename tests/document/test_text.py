"""Documents as plain text, as Stride put it beside them."""

from __future__ import annotations

import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from explorer.document.markdown import from_markdown
from explorer.document.model import Document
from explorer.document.nodes import Text
from explorer.document.safe import visible
from explorer.document.text import to_text


def test_marks_are_left_out_and_blocks_are_lines() -> None:
    markdown = (
        "# Launch\n\n@here **we** [go](https://example.org) :tada:\n\n---\n\n> now\\\nor never"
    )
    assert to_text(from_markdown(markdown)) == ("Launch\n@here we go :tada:\n---\nnow\nor never")


def test_lists_tables_and_code() -> None:
    markdown = "- a\n  - b\n\n7. c\n\n- [ ] d\n- [x] e\n\n| f | g |\n|---|---|\n\n```\nh\n  i\n```"
    assert to_text(from_markdown(markdown)).split("\n") == [
        *("• a", "  • b", "7. c", "[ ] d", "[x] e", "f | g", "h", "  i")
    ]


def test_a_card_is_its_words() -> None:
    attrs = {
        "text": "plain",
        "title": {"text": "Incident 7"},
        "details": [{"title": "State", "lozenge": {"text": "open"}, "badge": {"value": 3}}],
        "context": {"text": "Ops"},
        "actions": [{"title": "Ack"}],
    }
    card = {"type": "applicationCard", "attrs": attrs}
    assert to_text(Document.parse({"type": "doc", "content": [card]})) == (
        "Incident 7\nplain\nState: open 3\nOps\n[Ack]"
    )


def test_an_empty_document_is_no_text() -> None:
    assert to_text(Document.parse({"type": "doc"})) == ""
    assert to_text(from_markdown("")) == ""


@given(data=st.data())
def test_text_of_any_document_is_visible_and_whole(
    sound: SearchStrategy[Any], damaged: SearchStrategy[Any], data: st.DataObject
) -> None:
    value = data.draw(sound | damaged.filter(lambda value: isinstance(value, dict)))
    document = Document.parse({**value, "type": "doc"})
    text = to_text(document)
    assert not [c for c in text if c not in "\n\t" and unicodedata.category(c) in {"Cc", "Cs"}]
    for node in document.walk():
        if isinstance(node, Text):
            assert all(line.strip() in text for line in visible(node.text).split("\n"))
