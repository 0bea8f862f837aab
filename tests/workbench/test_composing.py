"""Four ways to write a message: what is sent, what is wrong and where, and from one to another."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.api.operation import CallError
from explorer.api.operations.content import Form
from explorer.workbench.composing import changed_way, check_document, preview_of, written
from explorer.workbench.ways import Way

DOCUMENT = """\
{
  "version": 1,
  "type": "doc",
  "content": [
    {"type": "paragraph", "content": [{"type": "text", "text": "hi"}]},
    {"type": "heading", "attrs": {"level": 9}, "content": []}
  ]
}"""


def test_what_each_way_sends() -> None:
    assert written("**a**", Way.MARKDOWN, {})[:2] == ("**a**", Form.MARKDOWN)
    assert written("**a**", Way.TEXT, {})[:2] == ("**a**", Form.TEXT)
    content, form, document = written("**a** @Ann", Way.DOCUMENT, {"Ann": "id-1"})
    assert (form, document) == (Form.WRAPPED, content)
    assert json.dumps(content).count("id-1") == 1
    sound = DOCUMENT.replace("9", "2")
    assert written(sound, Way.JSON, {}).content == json.loads(sound)


@pytest.mark.parametrize("way", list(Way))
def test_nothing_is_not_sent(way: Way) -> None:
    with pytest.raises(CallError, match="nothing to send"):
        written(" \n", way, {})


def test_a_document_that_is_as_empty_as_it_began_is_not_sent() -> None:
    begun = changed_way("", Way.DOCUMENT, Way.JSON, {})
    with pytest.raises(CallError, match="the document is empty"):
        written(begun, Way.JSON, {})
    assert not check_document(begun)


def test_schema_errors_stand_at_their_lines() -> None:
    (problem,) = check_document(DOCUMENT)
    assert (problem.line, problem.column) == (6, 44)
    assert "level" in problem.message
    extra = DOCUMENT.replace('"version": 1', '"version": 1,\n  "wrong": 1').replace("9", "2")
    (problem,) = check_document(extra)
    assert problem.line == 3
    with pytest.raises(CallError, match="line 6, column 44"):
        written(DOCUMENT, Way.JSON, {})


def test_what_is_no_json_says_where() -> None:
    (problem,) = check_document('{"version": 1,\n "type" "doc"}')
    assert problem.line == 2
    assert "not JSON" in problem.message
    assert check_document("[" * 100_000)


def test_a_missing_member_is_told_at_what_lacks_it() -> None:
    (problem,) = check_document(DOCUMENT.replace(', "attrs": {"level": 9}', ""))
    assert problem.line == 6


def test_from_one_way_to_another_and_back() -> None:
    text = "# Head\n\nsome **bold** text"
    as_json = changed_way(text, Way.DOCUMENT, Way.JSON, {})
    assert json.loads(as_json)["type"] == "doc"
    assert check_document(as_json) == []
    assert changed_way(as_json, Way.JSON, Way.DOCUMENT, {}) == text
    assert changed_way(text, Way.MARKDOWN, Way.TEXT, {}) == text
    assert changed_way("", Way.DOCUMENT, Way.JSON, {}) != ""


@pytest.mark.parametrize("broken", ["{", DOCUMENT, "[]", "null", '"text"'])
def test_what_cannot_be_changed_stays(broken: str) -> None:
    assert changed_way(broken, Way.JSON, Way.DOCUMENT, {}) == broken


@given(st.text(max_size=60), st.sampled_from(list(Way)))
def test_any_text_has_a_preview_or_none_yet(text: str, way: Way) -> None:
    shown = preview_of(text, way, {})
    assert shown is None or shown["type"] == "doc"
    assert isinstance(check_document(text), list)
