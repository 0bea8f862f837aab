"""`name=value` words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.api.operation import CallError
from explorer.api.operations import CreateConversation, ListConversations, ListSites
from explorer.workbench.words import parse_words


def test_both_spellings_and_the_first_equals_sign() -> None:
    words = ["cloudId=s", "include_archived=true", "query=a=b", "exclude-direct="]
    assert parse_words(ListConversations, words) == {
        "cloud_id": "s",
        "include_archived": "true",
        "query": "a=b",
        "exclude_direct": "",
    }


@pytest.mark.parametrize(
    ("operation", "words", "said"),
    [
        (
            ListConversations,
            ["launch"],
            "'launch' is not of the form name=value",
        ),
        (ListConversations, ["=x"], "is not of the form"),
        (ListConversations, ["qurey=x"], "has no parameter 'qurey'. Perhaps 'query' is meant."),
        (ListConversations, ["cloudId=a", "cloud_id=b"], "'cloud_id' is given twice"),
        (ListSites, ["a=b"], "takes no parameters, so 'a' must go"),
        (CreateConversation, ["nmae=x"], "Perhaps 'name' is meant"),
    ],
)
def test_a_mistake_is_one_sentence(operation: type, words: list[str], said: str) -> None:
    with pytest.raises(CallError, match=said):
        parse_words(operation, words)


def test_unknown_names_pass_when_they_may() -> None:
    assert parse_words(ListConversations, ["x=1"], allow_unknown=True) == {"x": "1"}


@given(st.dictionaries(st.sampled_from(list(ListConversations.places())), st.text()))
def test_what_is_written_is_read(values: dict[str, str]) -> None:
    words = [f"{name}={value}" for name, value in values.items()]
    assert parse_words(ListConversations, words) == values
