"""What travelled, as it is shown: no secrets, bodies as they read best, never too much."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from explorer.api import flow
from explorer.api.auth import Bearer, ClientCredentials
from explorer.api.client import AsyncClient, Client
from explorer.api.errors import ServerError
from explorer.api.exchange import Exchange, Request, Response
from explorer.api.models import Message
from explorer.api.operations import GetConversation, ListConversations, UploadMedia
from explorer.api.representation.wire import safe_headers, safe_target, safe_url
from explorer.document.markdown import from_markdown

CANARY = "canary-5ecret-t0ken"
GET = GetConversation(conversation_id="c")
Make = Callable[..., Response]
JSON = (("Content-Type", "application/json"),)


def shown(thing: Any) -> str:
    return f"{thing!r}\n{thing}\n{thing._repr_html_()}\n{thing.to_markdown()}"


def test_what_a_call_leaves_behind_holds_no_secret(stage: Any, response: Make) -> None:
    play = stage(Bearer(CANARY))
    call = GetConversation(conversation_id=CANARY)
    echo = response(500, {"message": f"no {CANARY}", CANARY: [CANARY]}, X_Echo=CANARY)
    made = play.play(flow.call(call, play.context, {"X-Copy": CANARY}), echo)

    story = "".join(shown(each) for each in (made, made.error, made.request, made.response))
    story += "".join(shown(each) for each in play.events)
    assert isinstance(made.error, ServerError)
    assert CANARY not in story
    assert story.count("$STRIDE_TOKEN") > 20


@pytest.mark.parametrize(
    ("headers", "body", "url"),
    [
        ((("Authorization", f"Bearer {CANARY}"),), b"", "https://x.example/"),
        ((("COOKIE", f"a={CANARY}"),), b"", "https://x.example/"),
        ((("Set-Cookie", CANARY),), b"", "https://x.example/"),
        ((("X-Api-Key", CANARY),), b"", "https://x.example/"),
        (JSON, json.dumps({"client_secret": CANARY}).encode(), "https://x.example/"),
        ((), f"grant_type=x&client_secret={CANARY}".encode(), "https://x.example/"),
        ((), b"", f"https://x.example/?a=b&access_token={CANARY}&c=d"),
        ((), b"", f"https://ann:{CANARY}@x.example/"),
    ],
)
def test_what_looks_like_a_secret_is_not_shown(headers: Any, body: bytes, url: str) -> None:
    request, answer = Request("POST", url, headers, body), Response(200, "OK", headers, body)
    whole = Exchange("1", "Op", datetime(2018, 6, 8, tzinfo=UTC), request, answer)
    assert CANARY not in "".join(map(shown, (request, answer, whole)))


def test_what_stands_for_a_secret_stays() -> None:
    headers = (("Authorization", "Bearer $STRIDE_TOKEN"), ("Cookie", "$SECRET"), ("X", "$y z"))
    assert safe_headers(headers) == headers
    assert safe_headers((("Authorization", "Bearer abc"),)) == (
        ("Authorization", "Bearer $SECRET"),
    )
    assert safe_target("/a?token=abc&b=1&token=$STRIDE_TOKEN&c") == (
        "/a?token=$SECRET&b=1&token=$STRIDE_TOKEN&c"
    )
    assert safe_url("https://a:b@x.example:8443/p?password=c#f") == (
        "https://x.example:8443/p?password=$SECRET"
    )
    assert safe_url("https://[::1/") == "(not an address)"


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_client_says_where_it_goes_and_as_whom(kind: Any) -> None:
    client = kind("https://api.example", auth=ClientCredentials("client-7", CANARY), cloud_id="s")
    story = f"{client!r} {client._repr_html_()} {client.to_markdown()} {client.conversations!r}"
    assert CANARY not in story + client.conversations._repr_html_()
    for fact in ("https://api.example", "client-7", "$STRIDE_CLIENT_SECRET", "client.messages"):
        assert fact in client._repr_html_()
    assert repr(client.users) == "Users(get, me)"
    assert repr(kind("https://api.example")) == f"{kind.__name__}('https://api.example')"


@pytest.mark.parametrize("length", [1, 40, 80, 400])
def test_a_client_fits_one_line(length: int) -> None:
    client = Client(f"https://{'a' * length}.example", auth="abcdef", cloud_id="s" * length)
    assert len(repr(client)) <= 100
    assert repr(client).startswith("Client('https://aa" if length > 1 else "Client('https://a.")


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (b'{"a":[1]}', JSON, '{\n  "a": [\n    1\n  ]\n}'),
        (b'{"a":[1]}', (), '{\n  "a": [\n    1\n  ]\n}'),
        (b'{"a":', JSON, '{"a":'),
        (b"a < b", (("Content-Type", "text/plain"),), "a < b"),
        ("Grüße".encode(), (), "Grüße"),
        (b"\x89PNG\r\n\x1a\n\0\0", (("Content-Type", "image/png"),), "10 bytes of image/png, not"),
        (b"\xff\xfe\xfd\xfc\xfb", (), "5 bytes of an unknown type, not text"),
        (b"", (), "no body"),
    ],
)
def test_a_body_reads_as_well_as_it_can(body: bytes, headers: Any, expected: str) -> None:
    assert expected in html.unescape(Response(200, "OK", headers, body)._repr_html_())


def test_a_text_cut_within_a_character_is_still_a_text() -> None:
    answer = Response(200, "OK", (), "Grüße".encode()[:3], cut=4)
    assert "Gr" in answer._repr_html_()
    assert "4 bytes more were not kept" in answer._repr_html_()
    assert "not text" not in answer._repr_html_()


def test_a_large_body_is_cut_and_says_so() -> None:
    body = json.dumps([{"name": f"item {number}"} for number in range(3000)]).encode()
    answer = Response(200, "OK", JSON, body)
    page = answer._repr_html_()
    assert len(page) < 8000
    assert "item 0" in page
    assert "… the first " in page
    assert "item 2999" in answer.to_markdown()
    huge = Response(200, "OK", JSON, body * 100)
    assert "bytes more are not shown here" in huge._repr_html_()
    assert len(huge.to_markdown()) < 400_000


def test_a_call_shows_the_request_it_becomes() -> None:
    call = ListConversations(query="a b", limit=3)
    assert "/site/{cloudId}/conversation?limit=3&amp;query=a%20b" in call._repr_html_()
    bare = ListConversations.unchecked({"limit": "many", "colour": "teal"})
    assert "limit=many&amp;colour=teal" in bare._repr_html_()
    assert "unchecked" in bare._repr_html_()
    assert "It cannot be sent:" in GetConversation.unchecked({})._repr_html_()
    upload = UploadMedia(conversation_id="c", name="a.csv", content=b"day,parcels")
    assert "Body: 11 bytes of" in upload._repr_html_()
    assert "day,parcels" not in repr(upload)


def test_a_message_gives_the_markdown_it_was_made_of() -> None:
    markdown = "# Plan\n\n**Ship** it, see [this](https://example.org)\n\n- one\n- two"
    document = from_markdown(markdown)
    message = Message(id="m", body=document.to_json(), text="Plan Ship it")
    assert message.to_markdown() == document.to_markdown()
    assert from_markdown(message.to_markdown()) == document


def test_a_long_message_is_cut_between_its_blocks() -> None:
    blocks = [f"Paragraph {number}, with words in it." for number in range(2000)]
    document = from_markdown("\n\n".join(blocks))
    for page in (document._repr_html_(), Message(id="m", body=document.to_json())._repr_html_()):
        assert len(page.encode()) < 20_000
        assert "Paragraph 0," in page
        assert "of 2,000 blocks" in page
        assert page.count("<p>") <= page.count("</p>")
    one = Message(id="m", body=from_markdown("word " * 20_000).to_json())._repr_html_()
    assert "… the first " in one
    assert len(one.encode()) < 20_000
