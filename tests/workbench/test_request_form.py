"""A request of a collection as a form: filled in, said to be wrong, sent, taken along."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from explorer.api.exchange import Request, Response
from explorer.api.operation import CallError
from explorer.api.operations import ListConversations
from explorer.api.redact import Secret
from explorer.formats import curl
from explorer.workbench.collected_call import CollectedCall
from explorer.workbench.forms import FormInvalid
from explorer.workbench.forms_fields import Kind, Pick
from explorer.workbench.request_added import AddForm
from explorer.workbench.request_fields import MOST_FIELDS
from explorer.workbench.request_form import RequestForm
from explorer.workbench.taking_along import portable
from explorer.workbench.variables import COMMAND_LINE, PROFILE, Variables, from_words, layer
from tests.workbench.shop import SECRET, collected

AT = "http://127.0.0.1:9999"


def form(name: str, *, at: str = AT, site: str = "site-1", **options: Any) -> RequestForm:
    made = RequestForm(collected().find(name), **options)
    made.aim(at, site)
    return made


def request_of(call: CollectedCall) -> tuple[str, str, bytes]:
    resolved = call.ready.resolved
    return resolved.method, resolved.url, resolved.body


class TestFields:
    def test_every_part_of_a_request_is_a_field(self) -> None:
        found = {each.wire_name: each for each in form("One invoice").fields}
        assert list(found) == [
            ":number",
            "full",
            "page",
            "debug",
            "tag",
            "tag (2)",
            "X-Trace:",
            "X-Api-Key:",
            "{{shop}}",
            "{{tenant}}",
            "{{token}}",
        ]
        assert found["full"].help == "All lines."
        assert found["debug"].default == "1, off in the file"
        assert found["{{shop}}"].default == "https://shop.example.com/v1"

    def test_fields_begin_with_what_the_file_gives_and_stand_ins_are_nothing(self) -> None:
        one = form("One invoice")
        begun = {each.wire_name: one.text(each.name) for each in one.fields}
        assert begun["full"] == "true"
        assert begun["page"] == begun["debug"] == begun[":number"] == ""

    def test_what_sounds_like_a_secret_is_hidden(self) -> None:
        one = form("One invoice")
        hidden = {each.wire_name for each in one.fields if each.secret}
        assert hidden == {"X-Api-Key:", "{{token}}"}
        assert SECRET not in repr([each.default for each in one.fields])

    def test_a_known_operation_lends_its_parameters_their_help_and_choices(self) -> None:
        rooms = form("List rooms")
        assert rooms.field("cloudId").pick is Pick.SITE
        assert rooms.field("limit").help
        assert form("Messages").field("conversationId").pick is Pick.CONVERSATION

    def test_a_body_is_a_field_of_its_language(self) -> None:
        body = form("New invoice").body
        assert body is not None
        assert body.kind is Kind.JSON


class TestRequest:
    def test_it_becomes_what_the_file_says_with_what_was_typed(self) -> None:
        one = form("One invoice")
        one.set(":number", "R/7 ü")
        one.set("{{tenant}}", "acme")
        one.set("tag", "")
        one.set("debug", "2")
        assert request_of(one.operation()) == (
            "GET",
            "https://shop.example.com/v1/acme/invoices/R%2F7%20%C3%BC?full=true&debug=2&tag=b",
            b"",
        )

    def test_the_line_is_shown_while_values_are_missing(self) -> None:
        shown = form("One invoice").request(AT, "site-1")
        assert shown.url == (
            "https://shop.example.com/v1/{{tenant}}/invoices/:number?full=true&tag=a&tag=b"
        )

    def test_what_has_no_value_is_said_at_its_field_and_not_sent(self) -> None:
        one = form("One invoice")
        assert [each.field for each in one.problems()] == ["{{tenant}}", ":number"]
        with pytest.raises(FormInvalid):
            one.operation()
        with pytest.raises(CallError, match=r"\{\{tenant\}\} has no value"):
            one.operation(unchecked=True).build()

    def test_a_name_in_a_body_is_asked_for(self) -> None:
        new = form("New invoice")
        new.set("{{tenant}}", "acme")
        assert [each.field for each in new.problems()] == ["{{customer}}"]
        new.set("{{customer}}", "Ann")
        assert request_of(new.operation())[2] == b'{"for": "Ann"}'

    def test_a_known_operation_goes_to_the_server_one_is_on(self) -> None:
        call = form("List rooms").operation()
        assert request_of(call)[1] == f"{AT}/site/site-1/conversation?limit=2"
        assert call.host == ""

    def test_another_host_is_to_be_asked_about(self) -> None:
        signed = form("Signed").operation()
        assert signed.host == "shop.example.com"
        here = form("Signed", at="https://shop.example.com").operation()
        assert here.host == ""

    def test_credentials_that_are_not_sent_are_said_so(self) -> None:
        assert "Credentials of the kind awsv4 are not sent from here." in form("Signed").notes()

    def test_the_files_credentials_stay_from_a_server_they_were_not_meant_for(self) -> None:
        rooms = form("List rooms")
        assert rooms.operation().ready.resolved.headers == ()
        assert rooms.notes() == (
            "The credentials of the file are not sent there: they are not for it.",
        )
        rooms.set("{{token}}", "mine")
        assert rooms.operation().ready.resolved.headers == (("Authorization", "Bearer mine"),)
        assert rooms.notes() == ()

    def test_they_stay_also_where_a_person_names_another_base(self) -> None:
        one = form("One invoice")
        one.set("{{tenant}}", "acme")
        one.set(":number", "7")
        headers = [("X-Trace", "7"), ("X-Api-Key", SECRET), ("Authorization", f"Bearer {SECRET}")]
        assert list(one.operation().ready.resolved.headers) == headers
        assert one.notes() == ()
        one.set("{{shop}}", "https://shop.example.com/v2")
        assert list(one.operation().ready.resolved.headers) == headers
        one.set("{{shop}}", "https://evil.example.com/v1")
        assert list(one.operation().ready.resolved.headers) == headers[:1]
        assert one.notes() == (
            "The credentials of the file are not sent there: they are not for it.",
        )
        one.set("{{token}}", "mine")
        one.set("X-Api-Key:", "mine-too")
        assert [value for _, value in one.operation().ready.resolved.headers] == [
            "7",
            "mine-too",
            "Bearer mine",
        ]

    def test_nothing_typed_in_a_secret_field_shows_in_the_line(self) -> None:
        new = form("New invoice")
        new.set("{{tenant}}", "acme")
        new.set("{{customer}}", "Ann")
        one = form("One invoice")
        one.set(":number", "1")
        one.set("{{tenant}}", SECRET)
        one.set("{{token}}", SECRET)
        assert SECRET not in one.request(AT).url

    def test_a_file_is_read_only_where_a_person_names_it(self, tmp_path: Path) -> None:
        file = tmp_path / "scan.bin"
        file.write_bytes(b"\x00\xff")
        item = {
            "name": "Scan",
            "request": {
                "method": "POST",
                "url": "https://h/scan",
                "body": {"mode": "file", "file": {"src": str(file)}},
            },
        }
        scan = RequestForm(collected("https://h", item).find("Scan"))
        scan.aim(AT)
        assert scan.text("body") == ""
        assert str(file) in scan.field("body").help
        with pytest.raises(FormInvalid, match="names none"):
            scan.operation()
        scan.set("body", str(file))
        assert scan.operation().ready.resolved.body == b"\x00\xff"
        scan.set("body", str(tmp_path / "gone"))
        with pytest.raises(FormInvalid, match=r"body: .*there is no such file"):
            scan.operation()


class TestVariables:
    def test_a_value_is_taken_from_where_it_counts_most_and_said_where(self) -> None:
        known = Variables(
            from_words(["shop=https://shop.example.com"]), layer({"tenant": "t"}, PROFILE)
        )
        one = form("One invoice", variables=known)
        used = {each.name: (each.shown, each.source) for each in one.used_variables()}
        assert used == {
            "shop": ("https://shop.example.com", COMMAND_LINE),
            "tenant": ("t", PROFILE),
            "token": ("••••••", "collection Shop"),
        }
        one.set("{{tenant}}", "typed")
        assert [each.source for each in one.used_variables() if each.name == "tenant"] == ["form"]

    def test_the_files_own_value_stands_before_what_is_only_built_in(self) -> None:
        known = Variables(layer({"shop": AT}, "built in"))
        assert request_of(form("Signed", variables=known).operation())[1].startswith("https://shop")


class TestSending:
    async def test_a_request_is_sent_journalled_and_taken_along(
        self, open_workbench: Any, sandbox: Any
    ) -> None:
        workbench = await open_workbench()
        one = RequestForm(collected(f"{sandbox.base_url}/shop").find("One invoice"))
        one.aim(workbench.client.base_url, await workbench.site())
        one.set("{{tenant}}", "acme")
        one.set(":number", "7")
        call = one.operation()
        exchange = await call.send(workbench, view="endpoints")
        assert exchange.status == 404
        (logged,) = [each for each in sandbox.requests() if "/shop/acme/" in each.target]
        assert logged.target == "/shop/acme/invoices/7?full=true&tag=a&tag=b"

        await asyncio.to_thread(workbench.journal.flush)
        (entry,) = workbench.journal.search("invoices/7")
        assert (entry.operation_id, entry.origin, entry.view) == (
            "GET One invoice",
            "person",
            "endpoints",
        )
        assert SECRET not in repr(entry.request)
        line = curl.write(call.portable())
        assert "/shop/acme/invoices/7?full=true&tag=a&tag=b" in line
        assert SECRET not in line

    async def test_before_it_is_sent_it_is_taken_along_with_its_own_host(
        self, workbench: Any
    ) -> None:
        one = RequestForm(collected().find("One invoice"))
        one.aim(workbench.client.base_url, await workbench.site())
        one.set("{{tenant}}", "acme")
        one.set(":number", "7")
        line = curl.write(portable(one.operation(), workbench))
        assert "https://shop.example.com/v1/acme/invoices/7" in line
        assert "STRIDE_BASE_URL" not in line
        assert SECRET not in line
        rooms = RequestForm(collected().find("List rooms"))
        rooms.aim(workbench.client.base_url, await workbench.site())
        line = curl.write(portable(rooms.operation(), workbench))
        assert "$STRIDE_BASE_URL/site/" in line
        assert "Bearer $STRIDE_TOKEN" in line

    async def test_an_operation_is_taken_along_without_a_secret_that_is_a_variable(
        self, workbench: Any
    ) -> None:
        await workbench.site()
        call = ListConversations(query="canary-9c2e")
        secrets = [Secret("canary-9c2e", "QUERY")]
        line = curl.write(portable(call, workbench, secrets=secrets))
        assert "canary" not in line
        assert "query=$QUERY" in line or "query=%24QUERY" in line

    async def test_the_answer_of_a_known_operation_is_typed(self, workbench: Any) -> None:
        rooms = RequestForm(collected().find("List rooms"))
        rooms.aim(workbench.client.base_url, await workbench.site())
        exchange = await rooms.operation().send(workbench, view="endpoints")
        assert exchange.ok
        assert len(exchange.value.items) == 2

    async def test_the_profiles_token_goes_to_no_other_server(
        self, open_workbench: Any, spoiled: Any
    ) -> None:
        wire = spoiled(lambda request: Response(200, "OK", (), b"{}"))
        sent: list[Request] = []

        async def send(request: Request, remaining: float) -> Any:
            from explorer.api.exchange import Timing
            from explorer.api.steps import Reply

            sent.append(request)
            return Reply(Response(200, "OK", (), b"{}"), Timing())

        wire.send = send
        workbench = await open_workbench(transport=wire)
        messages = RequestForm(collected().find("Signed"))
        messages.aim(workbench.client.base_url)
        await messages.operation().send(workbench, view="endpoints")
        one = RequestForm(collected().find("One invoice"))
        one.aim(workbench.client.base_url)
        one.set("{{tenant}}", "acme")
        one.set(":number", "7")
        await one.operation().send(workbench, view="endpoints")
        headers = [dict(each.headers).get("Authorization") for each in sent]
        assert headers == [None, f"Bearer {SECRET}"]

    async def test_what_is_wrong_is_not_sent(self, workbench: Any) -> None:
        with pytest.raises(CallError, match="tenant"):
            await form("One invoice").operation(unchecked=True).send(workbench, view="endpoints")


def test_a_form_comes_back_as_it_was_left() -> None:
    one = form("One invoice")
    one.set("{{tenant}}", "acme")
    kept = json.loads(json.dumps(one.typed))
    assert RequestForm(one.entry, texts=kept).text("{{tenant}}") == "acme"


class TestAdding:
    def test_a_label_says_what_is_added_and_an_empty_value_is_sent_as_one(self) -> None:
        one = form("One invoice")
        one.set("{{tenant}}", "acme")
        one.set(":number", "7")
        one.set("page", '""')
        one.set("?q", '""')
        one.set("?q w", "a&b=ü")
        one.set("X-Extra:", "yes")
        one.set("X-Empty:", '""')
        labels = [each.wire_name for each in one.fields]
        assert labels[labels.index("tag (2)") + 1 :][:6] == [
            *("?q", "?q w", "X-Trace:", "X-Api-Key:", "X-Extra:", "X-Empty:"),
        ]
        call = one.operation()
        assert request_of(call)[1].partition("?")[2] == (
            "full=true&page=&tag=a&tag=b&q=&q%20w=a%26b=%C3%BC"
        )
        headers = dict(call.ready.resolved.headers)
        assert (headers["X-Extra"], headers["X-Empty"]) == ("yes", "")
        kept = json.loads(json.dumps(one.typed))
        again = RequestForm(one.entry, texts=kept)
        again.aim(AT, "site-1")
        assert request_of(again.operation()) == request_of(call)
        one.reset()
        assert "q=" not in one.request(AT).url

    def test_one_of_a_name_that_is_there_is_added_anew_by_asking(self) -> None:
        one = form("One invoice")
        for number in range(3):
            one.set(one.add("?tag").name, f"more-{number}")
        one.add("X-Api-Key:")
        assert one.fields[-4].secret
        again = RequestForm(one.entry, texts=one.typed)
        for each in (one, again):
            assert each.request(AT).url.endswith("tag=a&tag=b&tag=more-0&tag=more-1&tag=more-2")

    @pytest.mark.parametrize("label", ["q", "?", "X Y:", "a=", ":"])
    def test_what_says_of_nothing_what_it_is_is_refused(self, label: str) -> None:
        one = form("One invoice")
        with pytest.raises(CallError, match="cannot be added"):
            one.add(label)
        with pytest.raises(CallError, match="has no parameter"):
            one.set(label, "1")

    def test_a_form_takes_more_fields_and_no_request_takes_without_an_end(self) -> None:
        body = {"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "1"}]}
        item = {"name": "Send", "request": {"method": "POST", "url": "https://h/", "body": body}}
        send = RequestForm(collected("https://h", item).find("Send"))
        send.aim(AT)
        assert send.places == ("query", "header", "form")
        send.set("b=", '""')
        send.set("c d=", "&")
        assert send.operation().ready.resolved.body == b"a=1&b=&c+d=%26"
        for number in range(MOST_FIELDS - len(send.fields)):
            send.add(f"?n{number}")
        with pytest.raises(CallError, match="cannot be added"):
            send.add("?last")

    async def test_the_dialog_adds_one_and_says_what_is_wrong(self) -> None:
        one = form("One invoice")
        asked = AddForm(one)
        asked.set("where", "header")
        asked.set("name", "a b")
        assert [each.field for each in asked.problems()] == ["name"]
        asked.set("name", "X-More")
        assert not asked.problems()
        field = await asked.submit()
        assert (field.wire_name, one.text(field.name)) == ("X-More:", '""')


def test_globals_give_way_to_the_file_and_stand_before_what_is_built_in() -> None:
    values = {"tenant": "of all", "shop": "https://g", "cloudId": "g"}
    known = Variables(layer(values, "globals.json", gives_way=True))
    one = form("One invoice", variables=known)
    used = {each.name: (each.shown, each.source) for each in one.used_variables()}
    assert used["tenant"] == ("of all", "globals.json")
    assert used["shop"] == ("https://shop.example.com/v1", "collection Shop")
    assert request_of(form("List rooms", variables=known).operation())[1].startswith(
        f"{AT}/site/g/"
    )
