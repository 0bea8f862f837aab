"""An exchange opened in the form of its operation makes the same request again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from explorer.api.exchange import Request
from explorer.api.operation import Operation, Prepared
from explorer.api.operations import (
    CATALOGUE,
    CreateConversation,
    ListConversations,
    SendMessage,
    UpdateConversation,
    UpdateRoster,
)
from explorer.workbench.forms import Form
from explorer.workbench.journal_entry import Entry
from explorer.workbench.journal_form import FormTexts, NoForm, form_texts

DOCUMENT = {
    "version": 1,
    "type": "doc",
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": 'q" 😀'}]}],
}
SITE = "11111111-2222-4333-8444-555555555555"


def entry(operation_id: str, prepared: Prepared, *, cut: int = 0) -> Entry:
    """An exchange of the journal, without an answer."""
    url = f"http://127.0.0.1:1/stride{prepared.target}"
    headers = (("Content-Type", prepared.content_type),) if prepared.content_type else ()
    return Entry(
        number=1, id="abc", server="test", operation_id=operation_id, started=datetime.now(UTC),
        origin="person", view="", method=prepared.method, url=url, status=None, failure="",
        failure_kind="", milliseconds=1.0,
        request=Request(prepared.method, url, headers, prepared.body), request_cut=cut,
        response=None, attempts=(),
    )  # fmt: skip


def again(call: Operation[Any]) -> tuple[FormTexts, Prepared, Prepared]:
    """A call, and what the form that it leads to makes."""
    sent = call.build(SITE)
    texts = form_texts(entry(call.operation_id, sent), SITE)
    made = Form(texts.operation, texts=texts.typed).operation().build(SITE)
    return texts, sent, made


def content(prepared: Prepared) -> Any:
    try:
        return json.loads(prepared.body)
    except ValueError:
        return prepared.body


@pytest.mark.parametrize(
    "operation",
    [each for each in CATALOGUE.values() if not each.takes_file],
    ids=lambda each: each.__name__,
)
def test_the_example_of_each_operation_comes_back(operation: type[Operation[Any]]) -> None:
    texts, sent, made = again(operation.example())
    assert (made.method, made.target) == (sent.method, sent.target)
    assert made.content_type == sent.content_type
    assert content(made) == content(sent)
    assert texts.notes == ()


@pytest.mark.parametrize(
    "call",
    [
        ListConversations(cloud_id=SITE, query="a & b=ü", limit=3, exclude_direct=True),
        CreateConversation(cloud_id=SITE, name='"quoted" \n 😀', privacy="private", topic=""),
        UpdateConversation(cloud_id=SITE, conversation_id="a", topic=""),
        UpdateRoster(cloud_id=SITE, conversation_id="a", add=["x:1", "x:2"]),
        SendMessage(cloud_id=SITE, conversation_id="a", content="**Hi** $x `y`", form="markdown"),
        SendMessage(cloud_id=SITE, conversation_id="a", content="{not: json", form="text"),
        SendMessage(cloud_id=SITE, conversation_id="a", content=DOCUMENT, form="bare"),
        SendMessage(cloud_id=SITE, conversation_id="a", content=DOCUMENT),
    ],
    ids=lambda call: type(call).__name__,
)
def test_values_come_back(call: Operation[Any]) -> None:
    _, sent, made = again(call)
    assert (made.method, made.target) == (sent.method, sent.target)
    assert made.content_type == sent.content_type
    assert content(made) == content(sent)


def test_the_present_site_is_left_out_and_another_is_named() -> None:
    prepared = ListConversations(limit=3).build(SITE)
    found = entry("ConversationGetAllHandler", prepared)
    assert form_texts(found, SITE).typed == {"limit": "3"}
    assert form_texts(found, "other").typed == {"limit": "3", "cloudId": SITE}


def test_what_cannot_stand_in_the_form_is_said() -> None:
    url = f"/site/{SITE}/conversation?limit=3&limit=4&odd=1"
    found = entry("ConversationGetAllHandler", Prepared("GET", url))
    texts = form_texts(found, SITE)
    assert texts.typed == {"limit": "3"}
    assert texts.notes == (
        "The form has no second field for 'limit'.",
        "The form has no field for 'odd'.",
    )
    call = SendMessage(cloud_id=SITE, conversation_id="a", content="Hi {{name}}", form="text")
    (note,) = again_notes(call)
    assert "reads as a variable" in note
    cut = form_texts(entry(call.operation_id, call.build(SITE), cut=9), SITE)
    assert cut.notes == ("Only the beginning of the body was kept: the form has none.",)
    assert "body" not in cut.typed
    binary = Prepared("POST", f"/site/{SITE}/conversation", "application/json", b"\xff")
    assert "no text" in form_texts(entry("ConversationPostHandler", binary), SITE).notes[0]


def again_notes(call: Operation[Any]) -> tuple[str, ...]:
    return form_texts(entry(call.operation_id, call.build(SITE)), SITE).notes


def test_a_file_has_to_be_named_again() -> None:
    found = entry(
        "ConversationMediaPostHandler",
        Prepared("POST", f"/site/{SITE}/conversation/a/media?name=x.csv", "text/csv", b"a,b"),
    )
    texts = form_texts(found, SITE)
    assert texts.typed == {"conversationId": "a", "name": "x.csv"}
    assert texts.notes == ("The file that was sent is not kept: name it again.",)


def test_what_is_of_no_operation_is_said() -> None:
    with pytest.raises(NoForm, match="no operation of the catalogue"):
        form_texts(entry("Invoices/One invoice", Prepared("GET", "/invoices/7")))
