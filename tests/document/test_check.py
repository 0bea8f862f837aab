"""What is wrong with a document, said in words; and the published schema beside it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from explorer.document.grammar import LANGUAGES
from explorer.document.model import MAX_DEPTH, Document, Problem, check


def doc(*content: Any) -> dict[str, Any]:
    return {"version": 1, "type": "doc", "content": list(content)}


def paragraph(*content: Any) -> dict[str, Any]:
    return {"type": "paragraph", "content": list(content)}


def text(words: str, *marks: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, **({"marks": list(marks)} if marks else {})}


def test_a_sound_document_has_no_problems() -> None:
    sound = doc(paragraph(text("Hello "), text("world", {"type": "strong"})))
    assert check(sound) == []
    assert check(Document.parse(sound)) == []


STRONG = {"type": "strong"}
CODE = {"type": "code"}
CELL = {"type": "tableCell", "content": [paragraph()]}
HEAD = {"type": "tableHeader", "content": [paragraph()]}


@pytest.mark.parametrize(
    ("value", "path", "message"),
    [
        (None, "", "must be an object, not null"),
        ({"type": "page"}, "type", 'must be "doc", not "page"'),
        ({}, "type", "is required"),
        ({"type": "doc", "content": [paragraph()]}, "version", "is required"),
        ({**doc(paragraph()), "version": 2}, "version", "must be 1, not 2"),
        ({**doc(paragraph()), "version": True}, "version", "must be 1, not true"),
        (doc(), "content", "must not be empty"),
        ({"type": "doc", "version": 1}, "content", "is required"),
        ({**doc(paragraph()), "content": None}, "content", "must be an array, not null"),
        (doc(None), "content[0]", "must be a node, not null"),
        (doc({"type": "rule", "content": []}), "content[0].content", "is not allowed in a rule"),
        (
            doc({"type": "heading", "attrs": {"level": 9}, "content": []}),
            "content[0].attrs.level",
            "must be from 1 to 6, not 9",
        ),
        (
            doc({"type": "heading", "content": []}),
            "content[0].attrs",
            "is required",
        ),
        (
            doc({"type": "orderedList", "attrs": {"order": 0}, "content": []}),
            "content[0].attrs.order",
            "must be at least 1, not 0",
        ),
        (
            doc(paragraph(text(""))),
            "content[0].content[0].text",
            "must not be empty: leave the node out",
        ),
        (
            doc(paragraph(text("a", CODE, STRONG))),
            "content[0].content[0].marks",
            "must not join code with strong: only with link",
        ),
        (
            doc(paragraph(text("a", STRONG, STRONG))),
            "content[0].content[0].marks[1]",
            "repeats the mark strong",
        ),
        (
            doc({"type": "codeBlock", "content": [text("a", STRONG)]}),
            "content[0].content[0].marks",
            "must be absent: the text of a code block has none",
        ),
        (
            doc({"type": "codeBlock", "attrs": {"language": "klingon"}}),
            "content[0].attrs.language",
            'must be "abap", "actionscript", "ada", "arduino", "autoit", "c", "c++", "clojure" '
            'or one of 60 more, not "klingon"',
        ),
        (
            doc({"type": "blockquote", "content": [{"type": "rule"}]}),
            "content[0].content[0].type",
            'must be "paragraph" in a blockquote, not "rule"',
        ),
        (
            doc({"type": "bulletList", "content": [{"type": "listItem", "content": [doc()]}]}),
            "content[0].content[0].content[0].type",
            'must be "paragraph" or "mediaSingle" as the first child of a listItem, not "doc"',
        ),
        (
            doc({"type": "table", "content": [{"type": "tableRow", "content": [HEAD, CELL]}]}),
            "content[0].content[0].content",
            "must be all tableHeader or all tableCell",
        ),
        (
            doc({"type": "mention", "attrs": {"id": "1"}}),
            "content[0].type",
            'must be "paragraph", "bulletList", "mediaSingle", "orderedList", "heading", "panel", '
            '"blockquote", "rule" or one of 8 more in a doc, not "mention"',
        ),
        (
            doc({"type": "applicationCard", "attrs": {"text": "", "title": {"text": 1}}}),
            "content[0].attrs.title.text",
            "must be a string, not 1",
        ),
        (
            doc(paragraph({"type": "emoji", "attrs": {"shortName": ":a:", "odd key": 1}})),
            'content[0].content[0].attrs["odd key"]',
            "is not allowed; known here: shortName, id, text",
        ),
        (
            doc(paragraph(text("a", {"type": "textColor", "attrs": {"color": "#FF0000"}}))),
            "content[0].content[0].marks[0].attrs.color",
            'must be a colour like #ff5630 in lower case, not "#FF0000"',
        ),
    ],
)
def test_a_problem_says_where_and_what(value: Any, path: str, message: str) -> None:
    assert Problem(path, message) in check(value)


def test_a_problem_reads_as_a_sentence() -> None:
    assert str(Problem("content[2].attrs.level", "must be from 1 to 6, not 9")) == (
        "content[2].attrs.level must be from 1 to 6, not 9"
    )
    assert str(Problem("", "must be an object, not null")) == (
        "the document must be an object, not null"
    )


def test_values_in_messages_are_visible_and_short() -> None:
    (problem,) = check({**doc(paragraph()), "version": "\x1b]0;" + "x" * 10_000})
    assert problem.message.isprintable()
    assert len(problem.message) < 80


def test_problems_come_in_the_order_of_reading() -> None:
    bad = {"type": "panel", "attrs": {"panelType": "odd"}, "content": [{"type": "rule"}]}
    paths = [problem.path for problem in check(doc(bad, bad))]
    assert paths == [
        "content[0].attrs.panelType",
        "content[0].content[0].type",
        "content[1].attrs.panelType",
        "content[1].content[0].type",
    ]


def test_nesting_without_end_is_one_problem() -> None:
    nested: dict[str, Any] = paragraph(text("deep"))
    for _ in range(10_000):
        item = {"type": "listItem", "content": [paragraph(), nested]}
        nested = {"type": "bulletList", "content": [item]}
    (problem,) = check(doc(nested))
    assert problem.message == f"is nested deeper than {MAX_DEPTH} levels"


def test_the_languages_are_those_of_the_schema(published_schema: Any) -> None:
    block = published_schema["definitions"]["codeBlock_node"]
    assert block["properties"]["attrs"]["properties"]["language"]["enum"] == list(LANGUAGES)


@pytest.fixture(scope="session")
def is_valid_by_contract(published_schema: Any) -> Callable[[Any], bool]:
    """The published schema with the three differences that `check` documents."""
    schema = copy.deepcopy(published_schema)
    items = schema["definitions"]["listItem_node"]["properties"]["content"]
    items["additionalItems"] = items["items"][1]
    validator = jsonschema.Draft4Validator(schema)

    def repeats_a_mark(value: Any) -> bool:
        if isinstance(value, list):
            return any(map(repeats_a_mark, value))
        if not isinstance(value, dict):
            return False
        marks = value.get("marks")
        if value.get("type") == "text" and isinstance(marks, list):
            kinds = [str(mark.get("type")) for mark in marks if isinstance(mark, dict)]
            return len(set(kinds)) < len(kinds)
        return any(map(repeats_a_mark, [value.get("content")]))

    return lambda value: validator.is_valid(value) and not repeats_a_mark(value)


# The published schema takes 50 to 200 ms for a document here: examples are fewer than elsewhere.
@settings(max_examples=60)
@given(data=st.data())
def test_sound_documents_pass_both(
    sound: SearchStrategy[Any], is_valid_by_schema: Callable[[Any], bool], data: st.DataObject
) -> None:
    value = data.draw(sound)
    assert is_valid_by_schema(value)
    assert check(value) == []


@settings(max_examples=60)
@given(data=st.data())
def test_damaged_documents_get_the_same_answer_from_both(
    damaged: SearchStrategy[Any], is_valid_by_contract: Callable[[Any], bool], data: st.DataObject
) -> None:
    value = data.draw(damaged)
    assert (check(value) == []) == is_valid_by_contract(value)


@given(data=st.data())
def test_any_json_gets_the_same_answer_from_both(
    any_json: SearchStrategy[Any], is_valid_by_contract: Callable[[Any], bool], data: st.DataObject
) -> None:
    value = data.draw(any_json)
    assert (check(value) == []) == is_valid_by_contract(value)
    whole = doc(value)
    assert (check(whole) == []) == is_valid_by_contract(whole)
