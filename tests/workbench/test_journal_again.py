"""Sending exchanges of the journal again, and comparing them."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from explorer.api.client import Client
from explorer.api.exchange import Request
from explorer.api.operation import CallError
from explorer.api.operations import (
    GetConversation,
    ListConversations,
    SendMessage,
    UpdateConversation,
)
from explorer.workbench.journal import Entry
from explorer.workbench.journal_again import CannotSendAgain, SecretNeeded, prepare
from explorer.workbench.journal_compare import compare_lines, difference
from explorer.workbench.journal_text import entry_lines, laid_out, plain
from explorer.workbench.workbench import Workbench


@pytest.fixture
async def workbench(workbench: Workbench) -> Workbench:
    """One whose site is chosen."""
    await workbench.site()
    return workbench


async def latest(workbench: Workbench) -> Entry:
    return await asyncio.to_thread(workbench.journal.exchange, "last")


def wire(request: Request) -> tuple[str, str, bytes, list[tuple[str, str]]]:
    return request.method, request.target, request.body, sorted(request.headers)


class TestAgain:
    async def test_the_same_request_goes_out_and_the_answer_is_typed(
        self, workbench: Workbench
    ) -> None:
        page = await workbench.client.send(ListConversations(limit=3, query="a"))
        first = await latest(workbench)
        again = await workbench.again(first.short_id)
        assert again.value == page
        second = await latest(workbench)
        assert second.id != first.id
        assert wire(second.request) == wire(first.request)
        assert ("Authorization", "Bearer $STRIDE_TOKEN") in first.request.headers
        assert (second.origin, second.view) == ("person", "history")

    async def test_a_body_is_sent_byte_for_byte(self, workbench: Workbench, make_room: Any) -> None:
        room = await make_room(workbench)
        body = (
            '{"body": {"version": 1, "type": "doc", "content": []}, "odd":  "ü \\u00e9"}'.encode()
        )
        call = SendMessage.unchecked({"conversation_id": room}, body=body)
        await workbench.client.exchange(call, headers={"X-Trace": "7"})
        first = await latest(workbench)
        await workbench.again(first)
        second = await latest(workbench)
        assert wire(second.request) == wire(first.request)
        assert first.request.body == body

    async def test_a_failure_is_an_exchange_too(self, workbench: Workbench) -> None:
        await workbench.client.exchange(GetConversation(conversation_id="nowhere"))
        made = await workbench.again("last")
        assert (made.status, made.ok) == (404, False)
        assert made.operation_id == "ConversationGetHandler"

    async def test_what_no_operation_knows_gives_bytes(self, workbench: Workbench) -> None:
        request = Request("GET", f"{workbench.client.base_url}/site/", (("X-Own", "1"),))
        made = await workbench.client.again(request, None, "Mine")
        assert json.loads(made.value)["values"]
        entry = await latest(workbench)
        assert entry.operation_id == "Mine"
        again = await workbench.again(entry)
        assert again.value == made.value

    async def test_what_cannot_be_sent_is_said(self, workbench: Workbench) -> None:
        send = workbench.client.again
        for request in (
            Request("GET", "nonsense"),
            Request("GET", "ftp://a.example/"),
            Request("POST", "https://a.example/", (), b"x", cut=5),
            Request("GET", "https://a.example/", (("X-Odd", "a\nb"),)),
        ):
            with pytest.raises(CallError):
                await send(request)

    async def test_the_sync_client_does_it_too(self, workbench: Workbench) -> None:
        await workbench.client.send(ListConversations(limit=1))
        entry = await latest(workbench)

        def send() -> Any:
            with Client(workbench.client.base_url) as client:
                return client.again(entry.request, ListConversations)

        made = await asyncio.to_thread(send)
        # The name of the token stands where the token was: it is sent as it is, and refused.
        assert made.status == 401


def entry_of(request: Request, **given: Any) -> Entry:
    values: dict[str, Any] = {
        "number": 1,
        "id": "x",
        "server": "work",
        "operation_id": "ConversationGetHandler",
        "started": None,
        "origin": "person",
        "view": "",
        "method": request.method,
        "url": request.url,
        "status": 200,
        "failure": "",
        "failure_kind": "",
        "milliseconds": 1.0,
        "request": request,
        "request_cut": 0,
        "response": None,
        "attempts": (),
    }
    return Entry(**{**values, **given})


def ready(entry: Entry, **given: Any) -> Request:
    values: dict[str, Any] = {
        "base_url": "https://a.example/base",
        "server": "work",
        "known": ["STRIDE_TOKEN"],
        "secrets": {},
    }
    return prepare(entry, **{**values, **given})


class TestSecrets:
    URL = "https://a.example/base/site/s/conversation/c"

    def test_the_token_is_left_to_the_client(self) -> None:
        token = ("Authorization", "Bearer $STRIDE_TOKEN")
        entry = entry_of(Request("GET", self.URL, (token, ("X-A", "b"))))
        assert ready(entry).headers == (("X-A", "b"),)
        named = entry_of(Request("GET", self.URL, (("authorization", "Bearer $WORK_TOKEN"),)))
        assert ready(named, known=["WORK_TOKEN"]).headers == ()
        with pytest.raises(SecretNeeded, match=r"\$STRIDE_TOKEN \(in the header Authorization\)"):
            ready(entry, known=[])

    @pytest.mark.parametrize(
        ("request_", "place"),
        [
            (Request("GET", URL, (("X-Api-Key", "$SECRET"),)), "in the header X-Api-Key"),
            (Request("GET", f"{URL}?q=$SECRET"), "in the address"),
            (Request("POST", URL, (), b"my $SECRET."), "in the body"),
            (Request("GET", URL, (("Authorization", "jwt $SECRET"),)), "in the header"),
        ],
    )
    def test_anything_else_is_asked_for_and_put_where_it_stood(
        self, request_: Request, place: str
    ) -> None:
        entry = entry_of(request_)
        with pytest.raises(SecretNeeded, match=place) as caught:
            ready(entry)
        assert list(caught.value.places) == ["SECRET"]
        filled = ready(entry, secrets={"SECRET": 'a"b c'})
        text = f"{filled.url} {filled.headers} {filled.body!r}"
        assert "$SECRET" not in text
        assert 'a"b c' in text or "a%22b%20c" in text
        as_it_is = ready(entry, secrets={"SECRET": "$SECRET"})
        assert as_it_is == request_

    def test_in_json_it_is_escaped(self) -> None:
        kind = ("Content-Type", "application/json")
        entry = entry_of(Request("POST", self.URL, (kind,), b'{"a": "$SECRET"}'))
        assert json.loads(ready(entry, secrets={"SECRET": 'q"\\'}).body) == {"a": 'q"\\'}

    def test_other_dollars_are_a_persons_own(self) -> None:
        request = Request("POST", self.URL, (), b"costs $5, $HOME, $SECRETS, \xff")
        assert ready(entry_of(request)) == request

    async def test_a_message_that_names_the_token_does_not_betray_it(
        self, workbench: Workbench, make_room: Any
    ) -> None:
        room = await make_room(workbench)
        await workbench.send_message(room, "Set $STRIDE_TOKEN first")
        entry = next(iter(workbench.journal.search(operation="SendMessage")))
        with pytest.raises(SecretNeeded, match="in the body"):
            await workbench.again(entry)
        made = await workbench.again(entry, {"STRIDE_TOKEN": "$STRIDE_TOKEN"})
        assert made.ok
        assert b"$STRIDE_TOKEN" in made.request.body

    async def test_what_is_given_is_not_kept(self, workbench: Workbench, tmp_path: Path) -> None:
        canary = "canary-44c1"
        request = Request("GET", f"{workbench.client.base_url}/site/", (("X-Api-Key", "$SECRET"),))
        await workbench.client.again(request)
        await workbench.again("last", {"SECRET": canary})
        await asyncio.to_thread(workbench.journal.flush)
        kept = b"".join(each.read_bytes() for each in tmp_path.rglob("journal.db*"))
        assert b"X-Api-Key" in kept
        assert canary.encode() not in kept


class TestServers:
    def test_another_server_is_refused(self) -> None:
        entry = entry_of(Request("GET", "https://b.example/site/s/conversation/c"), server="home")
        with pytest.raises(CannotSendAgain, match="went to home, and this is work"):
            ready(entry)

    def test_the_same_server_at_another_address_today(self) -> None:
        entry = entry_of(Request("GET", "http://127.0.0.1:1/old/site/s/conversation/c?a=b"))
        assert ready(entry).url == "https://a.example/base/site/s/conversation/c?a=b"

    def test_a_request_of_a_collection_goes_where_it_went(self) -> None:
        own = entry_of(Request("GET", "http://127.0.0.1:1/x?a=b"), operation_id="GET Mine")
        assert ready(own).url == "http://127.0.0.1:1/x?a=b"
        far = "https://b.example/site/s/conversation/c"
        sent = ready(entry_of(Request("PUT", far)), base_url="http://127.0.0.1:1")
        assert sent.url == far

    def test_what_was_not_kept_whole_is_refused(self) -> None:
        entry = entry_of(Request("POST", TestSecrets.URL, (), b"x"), request_cut=7)
        with pytest.raises(CannotSendAgain, match="Only the beginning"):
            ready(entry)

    async def test_the_embedded_sandbox_may_have_another_port(self, workbench: Workbench) -> None:
        await workbench.client.send(ListConversations(limit=1))
        entry = await latest(workbench)
        moved = entry.url.replace(workbench.client.base_url, "http://127.0.0.1:1")
        entry = dataclasses.replace(entry, url=moved)
        assert (await workbench.again(entry)).ok


class TestRetries:
    async def test_why_it_was_sent_again_is_kept(self, workbench: Workbench) -> None:
        workbench.client.context.jitter = lambda: 0.0
        fault = {"Prefer": "code=503"}
        await workbench.client.exchange(ListConversations(limit=1), headers=fault)
        entry = await latest(workbench)
        again = [note.text for note in entry.notes if note.text.startswith("again in")]
        assert len(again) == len(entry.attempts) - 1 > 0
        text = plain(entry_lines(entry, workbench.journal.now()))
        assert again[0] in text
        assert "503 Service Unavailable" in text
        shown = entry._repr_html_()
        assert "after attempt 1" in shown


class TestComparing:
    async def test_headers_and_bodies(self, workbench: Workbench, make_room: Any) -> None:
        room = await make_room(workbench)
        await workbench.client.exchange(GetConversation(conversation_id=room))
        first = await latest(workbench)
        await workbench.client.exchange(
            UpdateConversation(conversation_id=room, topic="Another topic now")
        )
        await workbench.client.exchange(
            GetConversation(conversation_id=room), headers={"X-New": "1"}
        )
        lines = plain(compare_lines(first, await latest(workbench))).splitlines()
        assert "+ x-new: 1" in lines
        assert [line for line in lines if line.startswith("+") and "Another topic now" in line]
        assert "Request body" not in "\n".join(lines)
        assert not [line for line in lines if line.startswith(("- accept:", "+ accept:"))]

    def test_difference_of_long_texts(self) -> None:
        before = [f"line {number}" for number in range(20_000)]
        after = [*before[:9_000], "new", *before[9_001:]]
        lines = [line.text for line in difference(before, after)]
        assert lines[0] == "  … 8,997 lines alike"
        assert lines[4:6] == ["- line 9000", "+ new"]
        assert next(iter(difference(before, before))).text == "  … 19,997 lines alike"
        wholly = list(difference(before, [f"other {number}" for number in range(20_000)]))
        assert len(wholly) == 40_000


def test_json_is_laid_out_however_it_was_cut() -> None:
    value = {"a": [1, 2, {"b": [], "c": {}}], "d": 'x, {y}: "q"'}
    whole = json.dumps(value)
    assert laid_out(whole) == json.dumps(value, indent=2)
    for end in range(len(whole)):
        cut = laid_out(whole[:end])
        assert "".join(cut.split()) == "".join(whole[:end].split())
