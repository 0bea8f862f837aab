"""The grammar as JSON Schema 2020-12 says what `check` says."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from explorer.document.model import check
from explorer.document.schema import ROOT, document_schemas


@pytest.fixture(scope="session")
def fits() -> Callable[[Any], bool]:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": f"#/$defs/{ROOT}",
        "$defs": document_schemas(),
    }
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema).is_valid


def test_every_reference_leads_somewhere() -> None:
    schemas = document_schemas("#/here/")
    text = json.dumps(schemas)
    targets = {part.partition('"')[0] for part in text.split('"$ref": "#/here/')[1:]}
    assert targets <= set(schemas)
    assert set(schemas) - targets == {ROOT}


@settings(max_examples=60)
@given(data=st.data())
def test_sound_documents_fit(
    sound: SearchStrategy[Any], fits: Callable[[Any], bool], data: st.DataObject
) -> None:
    assert fits(data.draw(sound))


@settings(max_examples=100)
@given(data=st.data())
def test_damaged_documents_get_the_same_answer_from_both(
    damaged: SearchStrategy[Any], fits: Callable[[Any], bool], data: st.DataObject
) -> None:
    value = data.draw(damaged)
    assert fits(value) == (check(value) == [])


def test_what_a_schema_says_only_by_numbers_of_things(fits: Callable[[Any], bool]) -> None:
    def marked(*marks: Any) -> Any:
        text = {"type": "text", "text": "a", "marks": list(marks)}
        return {
            "type": "doc",
            "version": 1,
            "content": [{"type": "paragraph", "content": [text]}],
        }

    strong, code = {"type": "strong"}, {"type": "code"}
    link, other = ({"type": "link", "attrs": {"href": each}} for each in "ab")
    for marks in ([strong, link], [code, link], [code], []):
        assert fits(marked(*marks))
        assert check(marked(*marks)) == []
    for marks in ([strong, strong], [link, other], [code, strong], [code, link, other]):
        assert not fits(marked(*marks))
        assert check(marked(*marks)) != []
