"""Forms of dialogs without a screen: what is sent, what is kept, where a refusal belongs."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.api.errors import ApiError, BadRequest
from explorer.api.models import Conversation
from explorer.api.operation import CallError
from explorer.workbench.conversation_forms import change_conversation, create_conversation
from explorer.workbench.dialog_forms import UNCHANGED, refusal

ROOM = Conversation(id="a1b2", name="Lunch", topic="today", privacy="public")


@pytest.fixture
def changing(workbench: Any) -> Any:
    return change_conversation(workbench, ROOM)


class TestChanging:
    def test_it_begins_with_how_things_are(self, changing: Any) -> None:
        texts = {each.wire_name: changing.text(each.name) for each in changing.fields}
        assert texts == {"name": "Lunch", "topic": "today", "privacy": "public"}
        assert [str(each) for each in changing.problems()] == [UNCHANGED]

    def test_only_what_differs_is_sent(self, changing: Any) -> None:
        changing.set("name", "Dinner")
        assert changing.form.operation().build("s").body == b'{"name":"Dinner"}'
        changing.set("name", "Lunch")
        changing.set("topic", "")
        assert changing.text("topic") == ""
        assert changing.form.operation().build("s").body == b'{"topic":""}'

    def test_a_draft_is_of_one_conversation(self, workbench: Any, changing: Any) -> None:
        changing.set("topic", "")
        assert change_conversation(workbench, ROOM).text("topic") == ""
        another = Conversation(id="c3", name="Lunch", topic="today")
        assert change_conversation(workbench, another).text("topic") == "today"
        changing.discard()
        assert change_conversation(workbench, ROOM).text("topic") == "today"


def test_the_request_behind_it_is_told(workbench: Any) -> None:
    form = create_conversation(workbench)
    form.set("name", "War room")
    operation, line, body = form.behind()
    assert operation == "ConversationPostHandler"
    assert line.startswith("POST /site/")
    assert body.startswith("application/json")


def test_a_draft_of_another_shape_holds_nothing(workbench: Any) -> None:
    form = create_conversation(workbench)
    form.set("name", "x")
    for broken in ("[1]", "{", '{"name": 3}'):
        form._kept._drafts.put(form._kept._ident, broken)
        assert create_conversation(workbench).text("name") == ""


@pytest.mark.parametrize(
    ("problem", "field"),
    [
        (BadRequest("name must not be empty", status=400), "name"),
        (BadRequest('"topic" is too long', status=400), "topic"),
        (BadRequest("the body is not JSON", status=400), ""),
        (ApiError("refused", field="privacy"), "privacy"),
        (CallError("no", "name"), "name"),
        (OSError("full"), ""),
    ],
)
def test_a_refusal_belongs_to_the_field_it_names(
    changing: Any, problem: Exception, field: str
) -> None:
    found = refusal(problem, changing.fields)
    assert found.field == field
    assert found.message == str(problem)
