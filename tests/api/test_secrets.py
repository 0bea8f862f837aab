"""A canary in every place where a secret could come out."""

from __future__ import annotations

import base64
import copy
import dataclasses
import json
import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.api import errors, flow
from explorer.api.auth import Bearer, ClientCredentials
from explorer.api.client import AsyncClient, Client
from explorer.api.exchange import Request, Response
from explorer.api.operations import GetConversation, ListSites, SendMessage
from explorer.api.redact import Redactor, Secret, secret_named, without_secrets

Make = Callable[..., Response]
CANARY = "Canary+/\"7\\&<'=yellow~9"
TOKEN = "Canary-token-0a9f8e7d6c5b"
GET = GetConversation(conversation_id="c")


def spellings(secret: str) -> list[str]:
    """The ways in which a server or a library may write a secret down."""
    return [
        secret,
        quote(secret, safe=""),
        quote(secret, safe="").replace("%2F", "%2f").replace("%2B", "%2b").replace("%3C", "%3c")
        .replace("%5C", "%5c").replace("%3D", "%3d"),
        json.dumps(secret)[1:-1],
        json.dumps(secret)[1:-1].replace("/", "\\/"),
        secret.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        .replace("'", "&#x27;"),
        base64.b64encode(secret.encode()).decode(),
        base64.urlsafe_b64encode(secret.encode()).decode(),
    ]  # fmt: skip


@pytest.mark.parametrize("secret", [CANARY, TOKEN])
def test_every_spelling_of_a_secret_is_replaced_by_its_name(secret: str) -> None:
    redactor = Redactor([Secret(secret, "MY_TOKEN")])
    for form in spellings(secret):
        assert redactor.text(f"<{form}>").startswith("<$MY_TOKEN")
        assert redactor.body(f"<{form}>".encode()).startswith(b"<$MY_TOKEN")
        assert redactor.headers([("X-Echo", form)])[0][1].startswith("$MY_TOKEN")


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=40),
    st.binary(max_size=5),
    st.binary(max_size=5),
)
def test_a_base64_with_anything_around_the_secret_gives_nothing_away(
    secret: str, before: bytes, after: bytes
) -> None:
    redactor = Redactor([Secret(secret)])
    text = base64.b64encode(before + secret.encode() + after).decode()
    clean = redactor.text(text)
    left = [clean.partition("$STRIDE_TOKEN")[0], clean.rpartition("$STRIDE_TOKEN")[2]]

    assert "$STRIDE_TOKEN" in clean
    assert all(len(part) <= 9 + 4 for part in left)


def test_what_looks_like_a_secret_is_redacted_even_if_unknown() -> None:
    redactor = Redactor()
    assert redactor.headers(
        [("Authorization", "Bearer abc.def"), ("Set-Cookie", "s=1"), ("X-Api-Key", "k"), ("A", "b")]
    ) == (
        ("Authorization", "Bearer $SECRET"),
        ("Set-Cookie", "$SECRET"),
        ("X-Api-Key", "$SECRET"),
        ("A", "b"),
    )
    assert redactor.body(b'{"access_token": "a\\"b", "x": 1}') == (
        b'{"access_token": "$SECRET", "x": 1}'
    )
    assert redactor.body(b'{"client_secret": "cut off') == b'{"client_secret": "$SECRET"'
    assert redactor.body(b"grant_type=x&client_secret=abc&y=z") == (
        b"grant_type=x&client_secret=$SECRET&y=z"
    )


def test_ordinary_text_is_left_alone() -> None:
    redactor = Redactor([Secret("abc")])
    text = b'{"text": "the abc of passwords, tokens and assertions", "jwtish": "x"}'
    assert redactor.body(text) == text


def test_secret_names_are_known_by_their_look() -> None:
    for name in ("STRIDE_TOKEN", "client_secret", "Cookie", "api-key", "X-Auth-Token", "password"):
        assert secret_named(name), name
    for name in (
        "apiToken",
        "accessToken",
        "clientSecret",
        "adminPassword",
        "myApiKey",
        "secretKey",
    ):
        assert secret_named(name), name
    for name in ("nextPageToken", "pageToken", "tokenUrl", "sessionId", "publicKey", "monkey"):
        assert not secret_named(name), name
    for name in ("tokens_left", "key", "Accept", "X-Request-Id"):
        assert not secret_named(name), name
    assert without_secrets({"A": "1", "STRIDE_TOKEN": "2"}) == {"A": "1"}


def test_a_secret_never_shows_itself() -> None:
    secret = Secret(TOKEN)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret:>40}", repr([secret])]
    assert not any(TOKEN in text for text in shown)
    for copied in (copy.copy(secret), copy.deepcopy(secret)):
        assert copied is secret
    with pytest.raises(TypeError, match="A secret is not pickled"):
        pickle.dumps(secret)
    assert TOKEN not in repr(dataclasses.asdict(ClientCredentials("id", TOKEN)))


def test_a_redactor_remembers_fetched_tokens_but_not_without_end() -> None:
    redactor = Redactor([Secret("configured-secret")])
    for number in range(500):
        redactor.learn(Secret(f"token-number-{number:04}"))
    text = redactor.text("configured-secret token-number-0499 token-number-0440 token-number-0001")
    assert text == "$STRIDE_TOKEN $STRIDE_TOKEN $STRIDE_TOKEN token-number-0001"


def whole_story(play: Any, made: Any) -> str:
    """Everything a listener, a log or a person could get to see of a call."""
    parts = [repr(play.events), repr(made), repr(made.error), str(made.error)]
    parts += [repr(vars(event)) if hasattr(event, "__dict__") else repr(event)
              for event in play.events]  # fmt: skip
    for each in (made.request, made.response):
        if each is not None:
            parts += [repr(each), repr(each.headers), repr(each.body)]
    parts += [each.url for each in [made.request]]
    parts += [each.failure for each in made.attempts]
    if made.error is not None:
        parts += [repr(vars(made.error)), made.error.hint, repr(made.error.code)]
        try:
            made.result()
        except errors.ApiError:
            parts.append(traceback.format_exc())
    return "\n".join(parts)


def leaks(text: str, *secrets: str) -> list[str]:
    return [form for secret in secrets for form in spellings(secret) if form in text]


def echoes(secret: str) -> list[Response]:
    """Answers of a server that gives back what it was sent, in every place it can."""
    found = []
    for form in spellings(secret):
        plain = form.encode()
        headers = (
            ("X-Echo", f"Bearer {form}"),
            ("X-Request-Id", form),
            ("Location", f"https://x.example/{form}"),
        )
        body = json.dumps({"code": form, "message": f"bad {form}", "id": 5}).encode()
        for status in (200, 302, 400, 401, 403, 500):
            found.append(Response(status, form, headers, body))
            found.append(Response(status, form, headers, b"<html>" + plain))
    return found


@pytest.mark.parametrize("secret", [CANARY, TOKEN])
def test_a_server_that_echoes_the_token_gives_nothing_away(secret: str, stage: Any) -> None:
    for answer in echoes(secret):
        play = stage(Bearer(secret))
        made = play.play(flow.call(GET, play.context, {"X-Copy": secret}), answer)
        assert leaks(whole_story(play, made), secret) == []
        assert made.request.headers[-1] == ("Authorization", "Bearer $STRIDE_TOKEN")


@pytest.mark.parametrize("secret", [CANARY, TOKEN])
def test_a_token_endpoint_that_echoes_the_secret_gives_nothing_away(
    secret: str, stage: Any
) -> None:
    for answer in echoes(secret):
        if answer.status == 500:
            continue
        play = stage(ClientCredentials("id", secret))
        made = play.play(flow.call(GET, play.context), answer)
        assert type(made.error) is errors.TokenRefused
        assert leaks(whole_story(play, made), secret) == []


def test_a_fetched_token_is_redacted_from_then_on(stage: Any, response: Make) -> None:
    play = stage(ClientCredentials("id", CANARY))
    token = response(200, {"access_token": TOKEN})
    made = play.play(flow.call(GET, play.context), token, response(400, {"message": TOKEN}))

    assert made.error.message == "$STRIDE_TOKEN"
    assert leaks(whole_story(play, made), CANARY, TOKEN) == []


def test_a_secret_put_into_a_message_or_an_address_is_redacted(stage: Any, response: Make) -> None:
    play = stage(Bearer(TOKEN))
    call = SendMessage.unchecked({"conversationId": "c", "content": f"psst {TOKEN}", "q": TOKEN})
    made = play.play(flow.call(call, play.context), response(201, {"id": "m"}))

    assert TOKEN.encode() in play.played.sent[0].body
    assert made.request.body == b"psst $STRIDE_TOKEN"
    assert made.request.url.endswith("?q=$STRIDE_TOKEN")


def test_a_token_given_for_one_call_is_redacted_too(stage: Any, response: Make) -> None:
    play = stage()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    made = play.play(flow.call(GET, play.context, headers), response(403, {"message": TOKEN}))

    assert leaks(whole_story(play, made), TOKEN) == []


def test_a_request_on_its_way_shows_neither_headers_nor_body() -> None:
    request = Request("POST", "https://x/y?z", (("Authorization", f"Bearer {TOKEN}"),), b"secret")
    assert repr(request) == "<Request POST /y?z>"
    assert repr(flow.Send(request, 1.0)).startswith("Send(request=<Request POST /y?z>, remaining")
    assert TOKEN not in repr(Response(200, "OK", (("X", TOKEN),), TOKEN.encode()))


def test_an_error_survives_pickling_without_its_exchange(stage: Any, response: Make) -> None:
    play = stage(Bearer(TOKEN))
    refused = response(403, {"message": TOKEN})
    error = play.play(flow.call(GET, play.context), refused).error
    again = pickle.loads(pickle.dumps(error))

    assert (str(again), again.scope, again.exchange) == (str(error), error.scope, None)
    assert TOKEN.encode() not in pickle.dumps(error)


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_client_shows_no_secret(kind: Any) -> None:
    client = kind("https://api.example", auth=ClientCredentials("id", CANARY), cloud_id="site")
    shown = repr(client) + repr(client.context) + repr(client.context.auth) + repr(vars(client))

    assert leaks(shown, CANARY) == []
    assert repr(client) == (
        f"{kind.__name__}('https://api.example', cloud_id='site', auth=ClientCredentials)"
    )


async def test_the_librarys_logs_at_their_loudest_show_no_secret(
    wire: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    headers = (f"X-Echo: Bearer {TOKEN}", "Set-Cookie: session=s3")
    echo = wire.answer(400, f'{{"message": "{TOKEN}"}}'.encode(), *headers, reason=TOKEN)
    wire.say(echo, echo)
    call = ListSites.unchecked({"leak": TOKEN})
    with Client(wire.url, auth=TOKEN) as client:
        client.exchange(call)
    async with AsyncClient(wire.url, auth=TOKEN) as client_too:
        await client_too.exchange(call)

    assert [each.header("Authorization") for each in wire.requests] == [f"Bearer {TOKEN}"] * 2
    assert "receive_response_headers.complete" in caplog.text
    assert "$STRIDE_TOKEN" in caplog.text
    assert leaks(caplog.text, TOKEN) == []
    assert "session=s3" not in caplog.text


def test_a_traceback_with_all_its_local_variables_shows_no_secret(wire: Any) -> None:
    wire.default = wire.json({"message": "no"}, 403)
    with Client(wire.url, auth=TOKEN) as client, pytest.raises(errors.Forbidden) as caught:
        client.send(ListSites())
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)

    assert leaks("".join(told.format()), TOKEN) == []
