"""The journal: every exchange, no secret, bounded, and never in the way."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from explorer.api.errors import NotFound
from explorer.api.exchange import Attempt, Exchange, Request, Response, Timing
from explorer.api.models.conversations import Conversation, Created
from explorer.api.operation import Operation
from explorer.api.operations import (
    DeleteDirectMessage,
    DeleteMessage,
    EditDirectMessage,
    EditMessage,
    GetConversation,
    GetDirectConversation,
    PutConfigurationState,
    SendDirectMessage,
    SendMessage,
)
from explorer.api.redact import Redactor, Secret
from explorer.workbench.addresses import path_values
from explorer.workbench.journal import BODY_CAP, POLLING, Bounds, Journal

BASE = "http://127.0.0.1:1/prefix"
BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = BEGAN + timedelta(hours=1)
CANARY = "canary+Zm9v/ü=7f3a9b"


def made(operation: Operation[Any], number: int = 0, **given: Any) -> Exchange[Any]:
    """An exchange of a call, as a client would give it."""
    prepared = operation.build("site")
    headers = (("Content-Type", prepared.content_type),) if prepared.content_type else ()
    request = Request(prepared.method, BASE + prepared.target, headers, prepared.body)
    values: dict[str, Any] = {
        "id": f"x{number}",
        "operation_id": operation.operation_id,
        "started": BEGAN + timedelta(seconds=number),
        "request": request,
        "response": Response(200, "OK", (("Content-Type", "application/json"),), b"{}"),
        "attempts": (Attempt(1, 200, "", Timing(1.5, 2.5, 3.5)),),
        "milliseconds": 12.5,
    }
    return Exchange(**{**values, **given})


def read(conversation: str = "c") -> GetConversation:
    return GetConversation(cloud_id="site", conversation_id=conversation)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(file: Path) -> Iterator[Journal]:
    opened = Journal(file, Redactor([Secret(CANARY)]), server="work", now=lambda: LATER)
    yield opened
    opened.close()


def test_an_exchange_comes_back_as_it_was(journal: Journal) -> None:
    exchange = made(read())
    journal.record(exchange, origin=POLLING, view="messages")
    entry = journal.get("x0")
    assert entry is not None
    assert (entry.request, entry.response) == (exchange.request, exchange.response)
    assert (entry.attempts, entry.started) == (exchange.attempts, BEGAN)
    assert (entry.operation_id, entry.status, entry.milliseconds) == (
        "ConversationGetHandler",
        200,
        12.5,
    )
    assert (entry.origin, entry.view, entry.server) == ("polling", "messages", "work")
    assert entry.ok
    assert entry.target == "/prefix/site/site/conversation/c"
    assert journal.get("none") is None


def test_a_failure_keeps_its_sentence(journal: Journal) -> None:
    error = NotFound("no such room", operation_id="ConversationGetHandler", status=404)
    journal.record(made(read(), response=None, error=error))
    [row] = journal.list()
    assert not row.ok
    assert (row.failure_kind, row.failure, row.status) == ("NotFound", str(error), None)
    entry = journal.get(row.id)
    assert entry is not None
    assert entry.response is None


def test_lists_the_latest_first_page_by_page_and_by_text(journal: Journal) -> None:
    for number in range(10):
        journal.record(
            made(read(f"room-{number}"), number),
            origin=POLLING if number % 2 else "person",
            view="messages",
        )
    first = journal.list(4)
    assert [row.id for row in first] == ["x9", "x8", "x7", "x6"]
    assert [row.id for row in journal.list(4, before=first[-1].number)] == ["x5", "x4", "x3", "x2"]
    assert [row.id for row in journal.list(text="ROOM-3")] == ["x3"]
    assert len(journal.list(text="conversationgethandler")) == 10
    assert journal.list(text="%") == []
    assert [row.id for row in journal.list(2, origin="person")] == ["x8", "x6"]


def forms(secret: str) -> list[bytes]:
    """A secret as it is, in JSON, in an address and in base64."""
    return [
        secret.encode(),
        json.dumps(secret)[1:-1].encode(),
        quote(secret, safe="").encode(),
        base64.b64encode(secret.encode()),
    ]


@pytest.mark.parametrize("form", range(4))
def test_secrets_are_taken_out_once_more(journal: Journal, file: Path, form: int) -> None:
    secret = forms(CANARY)[form].decode()
    headers = (("X-Echo", f"is {secret}"), ("Authorization", f"Bearer {secret}"))
    body = f'{{"token": "{secret}"}}'.encode()
    error = NotFound(f"no {secret}", operation_id="x", status=404)
    journal.record(
        made(
            read(),
            request=Request("GET", f"{BASE}/?q={secret}", headers, body),
            response=Response(404, f"no {secret}", headers, body),
            attempts=(Attempt(1, None, f"no {secret}"),),
            error=error,
        )
    )
    journal.flush()
    content = b"".join(each.read_bytes() for each in file.parent.iterdir())
    assert b"$STRIDE_TOKEN" in content
    for hidden in forms(CANARY):
        assert hidden not in content


def test_a_secret_at_the_cut_leaves_no_beginning(journal: Journal, file: Path) -> None:
    body = b"x" * (BODY_CAP - 5) + CANARY.encode() + b"y" * 50
    journal.record(made(read(), response=Response(200, "OK", (), body)))
    entry = journal.get("x0")
    assert entry is not None
    assert entry.response is not None
    assert len(entry.response.body) == BODY_CAP
    assert b"canary"[:5] not in entry.response.body
    assert entry.response.cut == len(body) - len(CANARY.encode()) + len("$STRIDE_TOKEN") - BODY_CAP


def test_a_long_request_is_cut_and_said_to_be(journal: Journal) -> None:
    request = Request("POST", BASE, (), b"z" * (BODY_CAP + 7))
    journal.record(made(read(), request=request))
    entry = journal.get("x0")
    assert entry is not None
    assert (len(entry.request.body), entry.request_cut) == (BODY_CAP, 7)


def test_polling_goes_first_when_there_is_too_much(file: Path) -> None:
    journal = Journal(file, now=lambda: LATER, bounds=Bounds(entries=50, polled=10))
    for number in range(300):
        journal.record(made(read(), number), origin="person" if number % 3 else POLLING)
    journal.close()
    again = Journal(file, now=lambda: LATER, bounds=Bounds(entries=50, polled=10))
    again.record(made(read(), 300))
    kept = again.list(1000)
    assert len([row for row in kept if row.origin == POLLING]) <= 10
    assert len([row for row in kept if row.origin == "person"]) <= 50
    assert kept[0].id == "x300"
    again.close()


def test_bytes_are_bounded_too(file: Path) -> None:
    journal = Journal(file, now=lambda: LATER, bounds=Bounds(size=100_000))
    for number in range(200):
        big = Response(200, "OK", (), b"b" * 5000)
        journal.record(made(read(), number, response=big))
    journal.close()
    again = Journal(file, now=lambda: LATER, bounds=Bounds(size=100_000))
    again.record(made(read(), 200))
    assert 10 < len(again.list(1000)) < 25
    again.close()


class TestSentFromHere:
    def send(self, number: int, text: str, *, room: str = "c") -> Exchange[Any]:
        call = SendMessage(cloud_id="site", conversation_id=room, content=text)
        return made(call, number, value=Created(id=f"m{number}"))

    def texts(self, journal: Journal, room: str = "c") -> list[str | None]:
        return [sent.message().text for sent in journal.sent_messages("site", room)]

    def test_in_the_order_sent_and_of_that_room_only(self, journal: Journal) -> None:
        journal.record(self.send(1, "one"))
        journal.record(self.send(2, "elsewhere", room="d"))
        journal.record(self.send(3, "two"))
        failed = NotFound("no", operation_id="x", status=404)
        call = SendMessage(cloud_id="site", conversation_id="c", content="lost")
        journal.record(made(call, 4, error=failed))
        assert self.texts(journal) == ["one", "two"]
        [first, _] = journal.sent_messages("site", "c")
        assert first.message("me").model_dump(include={"id", "ts", "sender"}) == {
            "id": "m1",
            "ts": BEGAN + timedelta(seconds=1),
            "sender": {"id": "me"},
        }

    def test_edits_and_deletions_are_followed(self, journal: Journal) -> None:
        where = {"cloud_id": "site", "conversation_id": "c"}
        for number in (1, 2, 3):
            journal.record(self.send(number, f"message {number}"))
        edit = EditMessage(**where, message_id="m2", content="better")
        journal.record(made(edit, 4, value=Created(id="m2")))
        journal.record(made(DeleteMessage(**where, message_id="m1"), 5))
        assert self.texts(journal) == ["better", "message 3"]
        assert [sent.edited for sent in journal.sent_messages("site", "c")] == [True, False]

    def test_messages_to_the_user_belong_to_the_direct_conversation(self, journal: Journal) -> None:
        user = {"cloud_id": "site", "user_id": "557058:u"}
        send = SendDirectMessage(**user, content="to you")
        journal.record(made(send, 1, value=Created(id="m1")))
        assert self.texts(journal) == []
        assert journal.direct_user("site", "c") == ""
        found = made(GetDirectConversation(**user), 2, value=Conversation(id="c"))
        journal.record(found)
        assert journal.direct_user("site", "c") == "557058:u"
        journal.record(self.send(3, "to the room"))
        assert self.texts(journal) == ["to you", "to the room"]
        edit = EditDirectMessage(**user, message_id="m1", content="to you!")
        journal.record(made(edit, 4, value=Created(id="m1")))
        journal.record(made(DeleteDirectMessage(**user, message_id="m3"), 5))
        assert self.texts(journal) == ["to you!"]

    def test_the_caller_may_know_the_user(self, journal: Journal) -> None:
        send = SendDirectMessage(cloud_id="site", user_id="u", content="hi")
        journal.record(made(send, 1, value=Created(id="m1")))
        assert len(journal.sent_messages("site", "c", ["u"])) == 1

    def test_of_another_server_nothing_is_shown(self, journal: Journal, file: Path) -> None:
        journal.record(self.send(1, "one"))
        journal.flush()
        other = Journal(file, now=lambda: LATER, server="other")
        assert self.texts(other) == []
        other.close()

    def test_a_server_without_ids_still_has_its_messages(self, journal: Journal) -> None:
        call = SendMessage(cloud_id="site", conversation_id="c", content="one")
        for number in (1, 2):
            journal.record(made(call, number, value=Created()))
        assert [sent.message().id for sent in journal.sent_messages("site", "c")] == ["x1", "x2"]

    def test_what_was_last_set(self, journal: Journal) -> None:
        for number, (key, configured) in enumerate([("a", True), ("b", True), ("a", False)]):
            call = PutConfigurationState(
                cloud_id="site", conversation_id="c", key=key, configured=configured
            )
            journal.record(made(call, number))
        states = journal.configuration_states("site", "c")
        assert [(state.key, state.configured) for state in states] == [("a", False), ("b", True)]
        assert states[0].set_at == BEGAN + timedelta(seconds=2)
        assert journal.configuration_states("site", "d") == []


class TestNotInTheWay:
    def test_a_damaged_file_is_said_once_and_done_without(self, file: Path) -> None:
        file.write_bytes(b"no database" * 1000)
        said: list[str] = []
        journal = Journal(file, now=lambda: LATER, report=said.append)
        for number in range(3):
            journal.record(made(read(), number))
        assert [row.id for row in journal.list()] == ["x2", "x1", "x0"]
        journal.close()
        assert len(said) == 1
        assert f"The journal is damaged: move {file} away" in said[0]
        assert file.read_bytes() == b"no database" * 1000

    def test_damage_in_the_middle_is_said_once(self, file: Path) -> None:
        said: list[str] = []
        journal = Journal(file, now=lambda: LATER, report=said.append)
        journal.flush()
        other = sqlite3.connect(file)
        other.execute("DROP TABLE exchange")
        other.commit()
        other.close()
        for number in range(3):
            journal.record(made(read(), number))
        assert list(journal.list()) == []
        assert journal.get("x0") is None
        assert list(journal.sent_messages("site", "c")) == []
        journal.close()
        assert len(said) == 1

    def test_a_newer_file_is_left_alone(self, file: Path) -> None:
        Journal(file, now=lambda: LATER).close()
        other = sqlite3.connect(file)
        other.execute("PRAGMA user_version = 7")
        other.close()
        said: list[str] = []
        journal = Journal(file, now=lambda: LATER, report=said.append)
        journal.record(made(read()))
        journal.close()
        assert "schema 7, this one knows 2" in said[0]

    def test_a_place_that_is_no_directory(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        said: list[str] = []
        journal = Journal(tmp_path / "file" / "journal.db", report=said.append, now=lambda: LATER)
        journal.record(made(read()))
        assert len(journal.list()) == 1
        journal.close()
        assert len(said) == 1

    def test_after_closing_nothing_happens(self, journal: Journal) -> None:
        journal.close()
        journal.record(made(read()))
        assert list(journal.list()) == []

    def test_two_processes_write_at_once(self, journal: Journal, file: Path) -> None:
        other = Journal(file, now=lambda: LATER, server="work")
        for number in range(100):
            journal.record(made(read(), number))
            other.record(made(read(), 1000 + number))
        other.close()
        journal.flush()
        assert len(journal.list(1000)) == 200


def test_addresses_are_read_backwards() -> None:
    call = SendDirectMessage(cloud_id="s", user_id="557058:a b/c", content="x")
    url = BASE + call.build().target
    assert path_values(call.operation_id, url) == {"cloudId": "s", "userId": "557058:a b/c"}
    assert path_values("unknown", url) == {}
    assert path_values(call.operation_id, BASE) == {}
