"""Forms: fields of every operation, what is wrong in them, and the request they become."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.api.operation import CallError, Operation
from explorer.api.operations import (
    CATALOGUE,
    CreateConversation,
    GetConversation,
    ListConversations,
    PutDialog,
    PutGlanceState,
    SendMessage,
    UpdateConversation,
    UpdateRoster,
    UploadMedia,
)
from explorer.workbench.forms import Form, FormInvalid
from explorer.workbench.forms_fields import Kind, Pick
from explorer.workbench.forms_templates import templates
from explorer.workbench.variables import Variables, layer

BASE = "http://127.0.0.1:8080"
DOCUMENT = {
    "version": 1,
    "type": "doc",
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Hi"}]}],
}
EACH = pytest.mark.parametrize("operation", CATALOGUE.values(), ids=list(CATALOGUE))


def said(form: Form) -> list[str]:
    return [str(problem) for problem in form.problems()]


def filled(operation: type[Operation[Any]], **texts: str) -> Form:
    form = Form(operation)
    for name, text in texts.items():
        form.set(name, text)
    return form


def by_example(operation: type[Operation[Any]], file: Path) -> Form:
    form = Form(operation)
    for item in form.fields:
        if item.kind is Kind.FILE:
            form.set(item.name, str(file))
        elif item.example and not form.text(item.name):
            form.set(item.name, item.example)
    return form


class TestEveryOperation:
    @EACH
    def test_has_a_field_for_each_parameter(self, operation: type[Operation[Any]]) -> None:
        form = Form.of(operation)
        assert [item.name for item in form.fields] == [p.name for p in operation.parameters()]
        for item in form.fields:
            assert item.help
            assert form.field(item.wire_name) == form.field(item.name) == item
            assert (item.kind in {Kind.BOOLEAN, Kind.CHOICE}) == bool(item.choices)
            assert not form.text(item.name) or item.is_body

    @EACH
    def test_empty_lacks_just_what_is_required(self, operation: type[Operation[Any]]) -> None:
        form = Form.of(operation)
        lacking = [p.field for p in form.problems() if p.message == "is required"]
        required = [item.wire_name for item in form.fields if item.required]
        # The body of a module begins with a template.
        assert lacking == [name for name in required if not form.text(name)]

    @EACH
    def test_filled_by_its_examples_is_its_own_example(
        self, operation: type[Operation[Any]], tmp_path: Path
    ) -> None:
        file = tmp_path / "figures.csv"
        file.write_text("day,parcels\nMonday,412\n")
        form = by_example(operation, file)
        assert said(form) == []
        made, example = form.operation().build("site"), operation.example().build("site")
        assert made.method == example.method
        assert made.target.partition("?")[0] == example.target.partition("?")[0]
        request = form.request(BASE, "site")
        assert (request.target, request.method) == (made.target, made.method)
        assert request.url == BASE + made.target
        assert request.size == (made.source.size if made.source else len(made.body))

    @EACH
    def test_empty_shows_its_template_as_the_request(self, operation: type[Operation[Any]]) -> None:
        path = operation.path.replace("{cloudId}", "site")
        assert Form.of(operation).request(BASE, "site").line == f"{operation.method} {path}"
        assert Form.of(operation).request(BASE).target == operation.path

    @EACH
    @settings(max_examples=15)
    @given(data=st.data())
    def test_takes_any_text_in_any_field(
        self, operation: type[Operation[Any]], data: st.DataObject
    ) -> None:
        form = Form.of(operation)
        for item in form.fields:
            if item.kind is not Kind.FILE:
                form.set(item.name, data.draw(st.text(max_size=12)))
        problems = form.problems()
        request = form.request(BASE, "site")
        assert request.url.startswith(BASE)
        assert request.url.isprintable()
        if problems:
            known = {item.wire_name for item in form.fields} | {""}
            assert {problem.field for problem in problems} <= known
            with pytest.raises(FormInvalid):
                form.operation()
        else:
            form.operation().build("site")
        again = Form(operation, texts=form.typed)
        assert again.typed == form.typed
        assert again.problems() == problems

    @EACH
    def test_offers_what_its_body_may_begin_from(self, operation: type[Operation[Any]]) -> None:
        form = Form.of(operation)
        if form.body is None or form.body.kind is Kind.FILE:
            return
        for template in templates(operation, form.body):
            form.set("body", template.text)
            assert not [p for p in form.problems() if p.field == "body"]


class TestProblems:
    def test_are_in_the_wires_words_beside_their_fields(self) -> None:
        form = filled(ListConversations, limit="500", sort="up")
        form.set("exclude-direct", "yes")
        assert said(form) == [
            "exclude-direct: must be true or false, not 'yes'",
            "limit: must be at most 75",
            "sort: must be 'asc' or 'desc'",
        ]
        form.set("limit", "five")
        assert said(form)[1] == "limit: must be a whole number, not 'five'"

    def test_of_a_body_say_where(self) -> None:
        form = filled(PutDialog, conversation_id="c", key="k", body='{\n  "key": }')
        assert said(form) == ["body, line 2, column 10: this is not JSON: Expecting value"]
        text = json.dumps({"title": {"value": "x"}, "url": 3, "authentication": "jwt"}, indent=1)
        form.set("body", text)
        (problem,) = form.problems()
        assert problem.message == "url: must be a text"
        assert text.splitlines()[problem.line - 1].strip().startswith('"url"')

    def test_of_no_single_field_come_last(self) -> None:
        form = filled(UpdateRoster, conversation_id="c")
        assert said(form) == ["needs add or remove, or both: lists of user ids"]
        form.set("add", "a, b")
        assert form.operation().build("s").body == b'{"add":["a","b"]}'

    def test_both_keys_must_be_one(self) -> None:
        form = filled(PutDialog, conversation_id="c", key="mine")
        assert said(form) == []
        form.set("body", form.text("body").replace('"mine"', '"other"'))
        assert "differs from the path's" in said(form)[0]

    def test_what_no_path_can_hold(self) -> None:
        form = filled(GetConversation, conversation_id="..")
        assert "must not be '.' or '..'" in said(form)[0]
        assert form.request(BASE, "s").target == GetConversation.path

    def test_an_unknown_field_is_refused_with_a_guess(self) -> None:
        form = Form.of(ListConversations)
        with pytest.raises(CallError, match="Perhaps 'limit' is meant"):
            form.set("limt", "5")
        with pytest.raises(CallError, match="GetAllHandler has no parameter"):
            Form.of(CATALOGUE["GetAllHandler"]).text("limit")

    def test_all_of_them_are_in_the_error(self) -> None:
        with pytest.raises(FormInvalid) as caught:
            filled(CreateConversation, privacy="secret").operation()
        assert len(caught.value.problems) == 2
        assert "name: is required; privacy: must be" in str(caught.value)


class TestTexts:
    def test_nothing_is_left_out_and_two_quotes_are_an_empty_text(self) -> None:
        form = filled(UpdateConversation, conversation_id="c")
        assert form.operation().build("s").body == b"{}"
        form.set("topic", '""')
        assert form.operation().build("s").body == b'{"topic":""}'
        form.set("topic", "")
        assert form.operation().build("s").body == b"{}"

    def test_setting_tells_and_resetting_goes_back(self) -> None:
        form = Form.of(PutDialog)
        told: list[dict[str, str]] = []
        stop = form.on_change(lambda changed: told.append(changed.typed))
        before = form.text("body")
        form.set("body", before)
        assert told == []
        form.set("module", "{}")
        form.set("key", "k")
        assert told == [{"body": "{}"}, {"key": "k", "body": "{}"}]
        form.reset("key")
        form.reset()
        assert form.text("body") == before
        stop()
        form.set("key", "again")
        assert len(told) == 4

    def test_a_modules_template_bears_the_key_until_someone_types(self) -> None:
        form = filled(PutDialog, key="mine")
        assert json.loads(form.text("body"))["key"] == "mine"
        form.set("body", '{"key": "own"}')
        form.set("key", "other")
        assert form.text("body") == '{"key": "own"}'

    def test_an_object_in_a_field(self) -> None:
        form = filled(PutGlanceState, conversation_id="c", key="k", label="3 open")
        form.set("metadata", "[1]")
        assert said(form) == ["metadata: must be an object"]
        form.set("metadata", '{"open": 3}')
        assert json.loads(form.operation().build("s").body) == {
            "label": "3 open",
            "metadata": {"open": 3},
        }


class TestMessages:
    @pytest.mark.parametrize(
        ("form", "text", "content_type", "body"),
        [
            ("", "**Hi**", "text/markdown", b"**Hi**"),
            ("text", "{Hi}", "text/plain", b"{Hi}"),
            ("", json.dumps(DOCUMENT), "application/json", {"body": DOCUMENT}),
            ("", json.dumps({"body": DOCUMENT}), "application/json", {"body": DOCUMENT}),
            ("bare", json.dumps(DOCUMENT), "application/json", DOCUMENT),
        ],
    )
    @pytest.mark.parametrize("unchecked", [False, True])
    def test_each_form(
        self, form: str, text: str, content_type: str, body: Any, unchecked: bool
    ) -> None:
        made = filled(SendMessage, conversation_id="c", form=form, content=text)
        assert said(made) == []
        request = made.operation(unchecked=unchecked).build("s")
        assert request.content_type == content_type
        assert (json.loads(request.body) if isinstance(body, dict) else request.body) == body

    def test_a_form_that_does_not_fit_is_said(self) -> None:
        made = filled(SendMessage, conversation_id="c", form="bare", content="Hi")
        assert "this is not JSON" in said(made)[0]
        made.set("form", "loud")
        assert any("form: must be" in each for each in said(made))


class TestFiles:
    def test_a_file_gives_its_name_and_may_get_another(self, tmp_path: Path) -> None:
        path = tmp_path / "a b.csv"
        path.write_text("1")
        form = filled(UploadMedia, conversation_id="c", content=str(path))
        assert form.operation().build("s").target.endswith("?name=a%20b.csv")
        assert form.request(BASE, "s").target.endswith("?name=a%20b.csv")
        form.set("name", "c.csv")
        assert form.operation(unchecked=True).build("s").target.endswith("?name=c.csv")

    def test_one_that_cannot_be_read_is_said(self, tmp_path: Path) -> None:
        form = filled(UploadMedia, conversation_id="c", content=str(tmp_path / "none.csv"))
        (problem,) = form.problems()
        assert problem.field == "body"
        assert "No such file" in problem.message
        form.set("content", str(tmp_path))
        assert "Is a directory" in said(form)[0]
        with pytest.raises(CallError):
            form.operation(unchecked=True)


class TestSendingAnyway:
    def test_what_is_wrong_is_sent_as_it_stands(self) -> None:
        form = filled(ListConversations, limit="500", sort="up")
        target = form.operation(unchecked=True).build("s").target
        assert target == "/site/s/conversation?limit=500&sort=up"
        assert form.request(BASE, "s").target == target

    def test_a_body_goes_byte_for_byte(self) -> None:
        form = filled(PutDialog, conversation_id="c", key="k", body='{"key": ')
        made = form.operation(unchecked=True).build("s")
        assert (made.body, made.content_type) == (b'{"key": ', "application/json")

    def test_a_broken_document_too(self) -> None:
        form = filled(SendMessage, conversation_id="c", content='{"type": "dok"}')
        assert said(form)
        assert json.loads(form.operation(unchecked=True).build("s").body) == {
            "body": {"type": "dok"}
        }

    def test_a_path_needs_its_parts(self) -> None:
        with pytest.raises(CallError, match="needs conversationId"):
            Form.of(GetConversation).operation(unchecked=True).build("s")


class TestVariables:
    def variables(self) -> Variables:
        values = {"room": "r 1", "api_token": "hunter2", "greeting": "Hi {{who}}", "who": "you"}
        return Variables(layer(values, "file"))

    def test_they_stand_in_any_field(self) -> None:
        form = Form(SendMessage, variables=self.variables())
        form.set("conversation_id", "{{room}}")
        form.set("content", "{{greeting}}!")
        assert said(form) == []
        made = form.operation().build("s")
        assert made.body == b"Hi you!"
        assert (
            made.target == form.request(BASE, "s").target == ("/site/s/conversation/r%201/message")
        )
        used = {each.name: (each.shown, each.source) for each in form.used_variables()}
        assert used == {"room": ("r 1", "file"), "greeting": ("Hi {{who}}", "file")}

    def test_one_without_a_value_is_a_problem_of_its_field_and_shown_as_it_is(self) -> None:
        form = Form(GetConversation, variables=self.variables())
        form.set("conversation_id", "{{rom}}")
        assert said(form) == ["conversationId: {{rom}} has no value: name it, or take it out"]
        assert form.request(BASE, "s").target == "/site/s/conversation/{{rom}}"
        sent = form.operation(unchecked=True).build("s").target
        assert sent == "/site/s/conversation/%7B%7Brom%7D%7D"

    def test_naming_it_later_is_enough(self) -> None:
        form = Form.of(GetConversation)
        form.set("conversation_id", "{{room}}")
        assert said(form)
        form.variables = self.variables()
        assert said(form) == []

    @pytest.mark.parametrize("operation", [GetConversation, SendMessage, PutDialog, UpdateRoster])
    def test_a_secret_is_sent_and_shown_nowhere(self, operation: type[Operation[Any]]) -> None:
        form = Form(operation, variables=self.variables())
        for item in form.fields:
            form.set(item.name, "{{api_token}}")
        shown = f"{form.request(BASE)!r} {form.problems()!r} {form!r} {form.used_variables()!r}"
        assert "hunter2" not in shown
        assert "hunter2" in form.operation(unchecked=True).build("s").target

    def test_what_is_wrong_with_a_secret_does_not_quote_it(self) -> None:
        form = Form(ListConversations, variables=self.variables())
        form.set("limit", "{{api_token}}")
        form.set("query", "{{api_token}}")
        assert said(form) == ["limit: must be a whole number"]
        target = form.request(BASE, "s").target
        assert target == "/site/s/conversation?limit={{api_token}}&query={{api_token}}"


def test_ids_are_known_by_what_they_may_be_chosen_from() -> None:
    picks = {
        item.wire_name: item.pick
        for operation in CATALOGUE.values()
        for item in Form.of(operation).fields
        if item.pick
    }
    assert picks == {
        "cloudId": Pick.SITE,
        "conversationId": Pick.CONVERSATION,
        "userId": Pick.USER,
        "add": Pick.USER,
        "remove": Pick.USER,
        "messageId": Pick.MESSAGE,
        "beforeMessage": Pick.MESSAGE,
        "afterMessage": Pick.MESSAGE,
        "key": Pick.MODULE_KEY,
        "mediaId": Pick.MEDIA,
    }
