"""What the main things look like, kept as text: all tags and styles taken away.

`pytest tests/api/test_representation_golden.py --accept-screens` keeps what is shown now.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from explorer.api import errors, models
from explorer.api.auth import ClientCredentials
from explorer.api.client import Client
from explorer.api.events import RetryPlanned
from explorer.api.exchange import Attempt, Exchange, Request, Response, Timing
from explorer.api.models.modules import MODULE_MODELS, TEMPLATES, ModuleType
from explorer.api.operations import ListConversations, UpdateConversation
from explorer.api.representation.subjects import describe

KEPT = Path(__file__).parent / "data" / "representations"
NOON = datetime(2018, 6, 8, 12, 0, 1, 234567, tzinfo=UTC)
SITE = "11111111-2222-4333-8444-555555555555"
ROOM = "22222222-3333-4444-8555-666666666666"
ANN = "557058:33333333-4444-4555-8666-777777777777"


def text_node(text: str, *marks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "text", "text": text} | ({"marks": list(marks)} if marks else {})


def message(number: int, *words: dict[str, Any]) -> dict[str, Any]:
    paragraph = {"type": "paragraph", "content": list(words)}
    return {
        "id": f"5d6e39d3-ab1d-10e7-be03-02420aff{number:04}",
        "body": {"version": 1, "type": "doc", "content": [paragraph]},
        "text": "".join(word["text"] for word in words),
        "sender": {"id": ANN},
        "ts": f"2018-06-08T17:36:{number:02}.243693123Z",
    }


def conversation(number: int, **members: Any) -> dict[str, Any]:
    known = {
        "id": f"22222222-3333-4444-8555-66666666{number:04}",
        "cloudId": SITE,
        "name": f"Room {number}",
        "type": "group",
        "privacy": "public",
        "isArchived": False,
        "created": "2018-06-01T09:00:00Z",
        "modified": "2018-06-08T17:36:32.243Z",
    }
    return {**known, **members}


def link(address: str) -> dict[str, Any]:
    return {"type": "link", "attrs": {"href": address}}


def request(body: bytes = b"") -> Request:
    url = f"https://api.example/site/{SITE}/conversation/{ROOM}"
    headers = (("Accept", "application/json"), ("Authorization", "Bearer $STRIDE_TOKEN"))
    return Request("PATCH" if body else "GET", url, headers, body)


def exchange(status: int, body: bytes, **others: Any) -> Exchange[Any]:
    headers = (("Content-Type", "application/json"), ("X-RateLimit-Remaining", "499"))
    answer = Response(status, "OK" if status == 200 else "Not Found", headers, body)
    attempts = (Attempt(1, status, "", Timing(1.25, 11.0, 12.5)),)
    made = Exchange(
        "call-1", "ConversationGetHandler", NOON, request(), answer, attempts, 12.5, **others
    )
    if made.error is not None:
        made.error.exchange = made
    return made


def not_found() -> errors.ApiError:
    return errors.NotFound(
        "There is no conversation 'c' here",
        operation_id="ConversationGetHandler",
        status=404,
        code="not.found",
        request_id="request-7",
        scope="participate:conversation",
    )


def failed() -> Exchange[Any]:
    body = b'{"code":"not.found","message":"There is no conversation \'c\' here"}'
    return exchange(404, body, error=not_found())


def retried() -> Exchange[Any]:
    attempts = (
        Attempt(1, None, "the connection was refused", Timing(None, None, 3)),
        Attempt(2, 503, "", Timing(1, 2, 3)),
    )
    return Exchange(
        "call-2", "ConversationPatchHandler", NOON, request(b'{"name":"New"}'),
        Response(503, "", (), b"<h1>Busy</h1>"), attempts, 1500,
    )  # fmt: skip


def page(count: int, **members: Any) -> models.ConversationPage:
    values = [conversation(number) for number in range(1, count + 1)]
    return models.ConversationPage.model_validate({"values": values, **members})


def thread(count: int) -> models.MessagePage:
    messages = [message(number, text_node(f"Message {number}")) for number in range(1, count + 1)]
    return models.MessagePage.model_validate({"messages": messages})


THINGS: dict[str, Callable[[], Any]] = {
    "site": lambda: models.Site(id=SITE, name="Acme"),
    "site-page": lambda: models.SitePage.model_validate({"values": [{"id": SITE}, {"id": "b"}]}),
    "conversation": lambda: models.Conversation.model_validate(
        conversation(1, topic="Ship it", avatarUrl="https://static.example/a.png", colour="teal")
    ),
    "conversation-page": lambda: models.ConversationPage.model_validate(
        {
            "values": [
                conversation(1, name="Launch"),
                conversation(2, name="שלום", type="direct", privacy="private"),
                conversation(3, name=7),
                conversation(4, isArchived=True),
                "no object",
            ],
            "cursor": "next-page",
            "limit": 5,
            "size": 5,
        }
    ),
    "conversation-page-long": lambda: page(27, cursor="next-page"),
    "message": lambda: models.Message.model_validate(
        message(
            32,
            text_node("See "),
            text_node("the plan", link("https://plans.example/7"), {"type": "strong"}),
            text_node(" or "),
            text_node("https://bank.example", link("https://evil.example/")),
            text_node(" <b>now</b>"),
        )
    ),
    "message-page": lambda: thread(3),
    "message-page-long": lambda: thread(28),
    "message-page-empty": lambda: thread(0),
    "stored-module": lambda: models.StoredModule.model_validate(TEMPLATES[ModuleType.DIALOG]),
    "module-page": lambda: models.ModulePage.model_validate(
        {"values": [TEMPLATES[ModuleType.BOT], {"key": 7}], "start": 0, "limit": 25, "size": 2}
    ),
    "roster-page": lambda: models.RosterPage.model_validate({"values": [ANN, 7]}),
    "bot": lambda: MODULE_MODELS[ModuleType.BOT].model_validate(TEMPLATES[ModuleType.BOT]),
    "dialog-described": lambda: describe(models.Dialog),
    "user": lambda: models.User.model_validate(
        {"id": ANN, "displayName": "Ann Lee", "active": False, "emails": [{"value": "a@b.example"}]}
    ),
    "me": lambda: models.Me(account_id=ANN, name="Harbor"),
    "created": lambda: models.Created(id="new-7"),
    "created-without-an-id": lambda: models.Created(),
    "unreadable": lambda: models.Unreadable({"id": "c7", "name": 7}, "name: must be a text"),
    "document": lambda: models.Message.model_validate(message(1, text_node("Hello"))).document,
    "request": lambda: request(b'{"name":"New"}'),
    "response-binary": lambda: Response(200, "", (("Content-Type", "image/png"),), b"\x89PNG\0"),
    "response-cut": lambda: Response(200, "OK", (), b"half of it", cut=90),
    "exchange": lambda: exchange(200, b'{"id":"c","name":"Launch"}', value=page(1)),
    "exchange-failed": failed,
    "exchange-retried": retried,
    "error": lambda: failed().error,
    "error-before-sending": lambda: errors.ConnectFailed("connection refused"),
    "event": lambda: RetryPlanned("call-1", "ConversationGetHandler", 1.5, "503"),
    "operation": lambda: ListConversations(limit=3, query="launch", cloud_id=SITE),
    "operation-with-a-body": lambda: UpdateConversation(conversation_id=ROOM, name="New"),
    "operation-described": lambda: describe(ListConversations),
    "parameter": lambda: ListConversations.parameters()[1],
    "client": lambda: Client(
        "https://api.example", auth=ClientCredentials("client-7", "a-secret"), cloud_id=SITE
    ),
}  # fmt: skip


def bare(page: str) -> str:
    """What is left of HTML when every tag and attribute is taken away."""
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def sheet(thing: Any) -> str:
    lines = (line.rstrip() for line in bare(thing._repr_html_()).splitlines())
    return f"{thing!r}\n\n" + "\n".join(lines).strip() + f"\n\n{'=' * 72}\n\n{thing.to_markdown()}"


@pytest.mark.parametrize("name", THINGS)
def test_it_looks_as_it_did(name: str, pytestconfig: pytest.Config) -> None:
    shown, kept = sheet(THINGS[name]()), KEPT / f"{name}.txt"
    if pytestconfig.getoption("--accept-screens"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(shown, "utf-8")
    assert shown == kept.read_text("utf-8")


def test_nothing_is_kept_that_is_not_looked_at() -> None:
    assert {each.stem for each in KEPT.iterdir()} == set(THINGS)
