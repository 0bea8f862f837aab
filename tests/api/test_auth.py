"""Tokens: when they are fetched, for whom, and where they go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from explorer.api import errors, events, flow
from explorer.api.auth import Auth, Bearer, ClientCredentials, RoomToken
from explorer.api.exchange import Exchange, Request, Response, header
from explorer.api.operation import CallError
from explorer.api.operations import GetConversation, PutBot, SendMessage
from explorer.api.redact import Secret
from explorer.api.retry import Cause, Failure

Make = Callable[..., Response]
GET = GetConversation(conversation_id="c")
POST = SendMessage(conversation_id="c", content="hi")
REFUSED = Failure(Cause.CONNECT, "the connection was refused", False)


def app() -> ClientCredentials:
    return ClientCredentials("id", "secret-of-the-app")


def sent_tokens(play: Any) -> list[str | None]:
    return [header(each.headers, "Authorization") for each in play.played.sent]


def refreshes(play: Any) -> list[tuple[bool, str]]:
    return [(e.ok, e.why) for e in play.events if isinstance(e, events.TokenRefreshed)]


def test_a_token_is_fetched_first_and_kept(stage: Any, response: Make) -> None:
    play = stage(app())
    token = response(200, {"access_token": "token-1", "expires_in": 3600, "scope": "a b"})
    ok = response(200, {"id": "c"})
    play.play(flow.call(GET, play.context), token, ok)
    play.play(flow.call(GET, play.context), ok)

    assert sent_tokens(play) == [None, "Bearer token-1", "Bearer token-1"]
    assert play.played.sent[0].url == "https://api.example/oauth/token"
    assert play.played.sent[0].body == (
        b'{"grant_type": "client_credentials", "client_id": "id", '
        b'"client_secret": "secret-of-the-app", "audience": "api.atlassian.com"}'
    )
    assert refreshes(play) == [(True, "no token yet")]
    assert play.context.auth.scopes == {"a", "b"}


@pytest.mark.parametrize(
    ("lifetime", "last_good"),
    [(3600, 3509), (100, 49), ("3600", 3509), (None, 3509), (-5, 3509), ("soon", 3509)],
)
def test_a_token_is_fetched_again_before_it_expires(
    lifetime: Any, last_good: float, stage: Any, response: Make
) -> None:
    play = stage(app())
    ok = response(200, {"id": "c"})
    first = response(200, {"access_token": "token-1", "expires_in": lifetime})
    play.play(flow.call(GET, play.context), first, ok)
    play.clock.seconds += last_good
    play.play(flow.call(GET, play.context), ok)
    play.clock.seconds += 2
    again = response(200, {"access_token": "token-2", "expires_in": lifetime})
    play.play(flow.call(GET, play.context), again, ok)

    assert sent_tokens(play) == [None, *["Bearer token-1"] * 2, None, "Bearer token-2"]
    assert refreshes(play)[1] == (True, "the token is about to expire")


def test_a_token_without_a_lifetime_to_speak_of_serves_one_call(stage: Any, response: Make) -> None:
    play = stage(app())
    token = response(200, {"access_token": "token-1", "expires_in": 0})
    made = play.play(flow.call(GET, play.context), token, response(200, {"id": "c"}))
    assert made.ok


@pytest.mark.parametrize("call", [GET, POST])
def test_a_401_fetches_a_token_once_and_sends_again(call: Any, stage: Any, response: Make) -> None:
    play = stage(app())
    tokens = [response(200, {"access_token": f"token-{n}"}) for n in (1, 2)]
    refused, ok = response(401, {"message": "expired"}), response(200, {"id": "c"})

    assert play.play(flow.call(call, play.context), tokens[0], refused, tokens[1], ok).ok
    assert sent_tokens(play) == [None, "Bearer token-1", None, "Bearer token-2"]
    assert refreshes(play)[1] == (True, "the server refused the token")


def test_a_second_401_is_the_answer(stage: Any, response: Make) -> None:
    play = stage(app())
    token, refused = response(200, {"access_token": "token-1"}), response(401, {"message": "no"})
    made = play.play(flow.call(GET, play.context), token, refused, token, refused)

    assert type(made.error) is errors.Unauthenticated
    assert "participate:conversation" in str(made.error)


def test_a_401_to_a_plain_token_is_the_answer(stage: Any, response: Make) -> None:
    play = stage(RoomToken("room-token", "c"))
    made = play.play(flow.call(GET, play.context), response(401))
    assert type(made.error) is errors.Unauthenticated
    assert sent_tokens(play) == ["Bearer room-token"]


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        (
            lambda make: [make(403, {"error": "access_denied", "error_description": "No app."})],
            "the token endpoint answered 403: No app.",
        ),
        (lambda make: [make(200, b"<html>")], "the answer of the token endpoint is not JSON."),
        (
            lambda make: [make(200, {"token": "x"})],
            "the answer of the token endpoint has no access_token.",
        ),
        (lambda make: [make(200, {"access_token": "a\nb"})], "$STRIDE_TOKEN holds blanks"),
        (lambda make: [make(200, {"access_token": ""})], "$STRIDE_TOKEN is empty"),
        (lambda make: [make(200, b"[" * 100_000)], "the answer of the token endpoint is not JSON."),
        (lambda make: [make(302, None, Location="/x")], "the token endpoint answered 302: "),
        (
            lambda make: [REFUSED] * 3,
            "the token endpoint did not answer: the connection was refused.",
        ),
    ],
)
def test_a_token_endpoint_that_gives_none_is_told_in_a_sentence(
    outcomes: Any, words: str, stage: Any, response: Make
) -> None:
    play = stage(app())
    made = play.play(flow.call(POST, play.context), *outcomes(response))

    assert type(made.error) is errors.TokenRefused
    assert str(made.error).startswith("ConversationMessagePostHandler: ")
    assert words in str(made.error)
    assert str(made.error).endswith("Check the client id, the client secret and the token URL.")
    assert refreshes(play) == [(False, "no token yet")]
    assert made.attempts == ()


def test_a_token_endpoint_is_asked_again_where_that_may_help(stage: Any, response: Make) -> None:
    play = stage(app())
    token, ok = response(200, {"access_token": "token-1"}), response(200, {"id": "c"})
    made = play.play(flow.call(GET, play.context), REFUSED, response(503), token, ok)

    assert made.ok
    assert play.played.slept == [0.25, 0.5]


def test_a_refusal_met_while_waiting_is_shared_and_a_later_call_asks_anew(
    stage: Any, response: Make
) -> None:
    play = stage(app())
    refused = response(403, {"message": "no"})
    waiting = flow.call(GET, play.context)
    step = next(waiting)
    while not isinstance(step, flow.Refresh):
        step = waiting.send(None)
    # Another call fetches, and is refused, while this one waits for its turn.
    play.play(flow.call(GET, play.context), 1, refused)
    with pytest.raises(StopIteration) as turn:
        next(step.steps())
    shared = turn.value.value
    with pytest.raises(StopIteration) as end:
        waiting.send(shared)

    assert not shared.fetched
    assert type(end.value.value.error) is errors.TokenRefused
    assert len(refreshes(play)) == 1
    play.clock.seconds += 1
    token, ok = response(200, {"access_token": "token-1"}), response(200, {"id": "c"})
    assert play.play(flow.call(GET, play.context), token, ok).ok


def test_waiting_too_long_for_another_calls_token_ends_the_call(stage: Any) -> None:
    play = stage(app())
    steps = flow.call(GET, play.context)
    assert isinstance(next(steps), flow.Refresh)
    with pytest.raises(StopIteration) as end:
        steps.send(None)
    assert type(end.value.value.error) is errors.DeadlinePassed


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://api.example/x",
        "https://api.example:8443/x",
        "https://other.example/x",
        "https://api.example.evil.example/x",
        "https://api.example@evil.example/x",
    ],
)
def test_a_token_goes_to_its_origin_and_nowhere_else(elsewhere: str) -> None:
    auth = Bearer("token-abc")
    request = Request("GET", elsewhere)
    assert auth.authorize(request) is request
    auth.bind("https://api.example/base")
    assert auth.authorize(request) is request
    auth.bind(elsewhere)
    assert auth.authorize(request) is request
    for home in ("https://api.example/x", "https://API.example:443/y"):
        assert header(auth.authorize(Request("GET", home)).headers, "Authorization") == (
            "Bearer token-abc"
        )


def redirect(stage: Any, response: Make, status: int, location: str, call: Any = GET) -> Any:
    """A play in which a call with a token has been answered by a redirect."""
    play = stage(Bearer("token-abc"))
    answer = response(status, None, Location=location)
    made: Exchange[Any] = play.play(
        flow.call(call, play.context, {"Cookie": "a=b", "X-Trace": "1"}), answer
    )
    assert type(made.error) is errors.Redirected
    return play, made


def test_a_redirect_is_shown_and_not_followed(stage: Any, response: Make) -> None:
    play, made = redirect(stage, response, 302, "https://other.example/x\x1b")

    assert len(play.played.sent) == 1
    assert made.error.hint == "It points to https://other.example/x␛; it was not followed."


@pytest.mark.parametrize(
    ("location", "url", "token"),
    [
        ("/y", "https://api.example/y", "Bearer token-abc"),
        ("https://api.example:443/y?a=1#f", "https://api.example:443/y?a=1", "Bearer token-abc"),
        ("http://api.example/y", "http://api.example/y", None),
        ("https://api.example:8443/y", "https://api.example:8443/y", None),
        ("//other.example/y", "https://other.example/y", None),
    ],
)
def test_a_redirect_is_followed_on_request_with_credentials_for_the_same_origin_only(
    location: str, url: str, token: str | None, stage: Any, response: Make
) -> None:
    play, made = redirect(stage, response, 302, location)
    followed = play.play(flow.follow(made, play.context), response(200, b"hello"))

    assert followed.result() == b"hello"
    sent = play.played.sent[-1]
    assert sent.url == url
    assert header(sent.headers, "Authorization") == token
    assert header(sent.headers, "Cookie") is None
    assert header(sent.headers, "X-Trace") == "1"


@pytest.mark.parametrize(("status", "kept"), [(301, False), (302, False), (303, False),
                                              (307, True), (308, True)])  # fmt: skip
def test_only_307_and_308_keep_method_and_body(
    status: int, kept: bool, stage: Any, response: Make
) -> None:
    module = {"mention": {"url": "/m"}}
    put = PutBot(conversation_id="c", key="k", module=module)  # type: ignore[arg-type]
    play, made = redirect(stage, response, status, "/y", put)
    play.play(flow.follow(made, play.context), response(204))

    sent = play.played.sent[-1]
    assert sent.method == ("PUT" if kept else "GET")
    assert bool(sent.body) == kept
    assert (header(sent.headers, "Content-Type") is not None) == kept


@pytest.mark.parametrize(
    "location",
    [
        "ftp://api.example/x",
        "javascript:alert(1)",
        "https://user:pw@api.example/x",
        "https://api.example\\@evil.example/",
        "https://api.example/a b",
        "https://api.example/\x9b31m",
        "https://h:99999999/",
        "https://[::1/",
    ],
)
def test_a_redirect_to_something_odd_is_refused(location: str, stage: Any, response: Make) -> None:
    play, made = redirect(stage, response, 302, location)
    with pytest.raises(CallError, match="The redirect leads to ") as caught:
        play.play(flow.follow(made, play.context))
    assert str(caught.value).isprintable()


def test_what_is_no_redirect_cannot_be_followed(stage: Any, response: Make) -> None:
    play = stage()
    made = play.play(flow.call(GET, play.context), response(200, {"id": "c"}))
    with pytest.raises(CallError, match="This exchange is not a redirect with a Location"):
        play.play(flow.follow(made, play.context))


@pytest.mark.parametrize("token", ["a b", "a\n", "ü", "a\x7f", ""])
def test_a_token_that_no_header_can_hold_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(ValueError, match=r"^\$STRIDE_TOKEN (holds|is)") as caught:
        Bearer(token)
    assert not token or token not in str(caught.value)


def test_credentials_need_an_id() -> None:
    with pytest.raises(ValueError, match="The client id is empty"):
        ClientCredentials("", "secret-of-the-app")


def test_the_base_credentials_send_nothing() -> None:
    auth = Auth()
    auth.bind("https://api.example")
    assert (auth.token(), auth.secrets(), auth.can_refresh) == (None, [], False)


def test_a_secret_of_another_name_is_taken_as_it_is() -> None:
    secret = Secret("the-token-itself", "ROOM_TOKEN")
    assert RoomToken(secret, "c").secrets() == [secret]
    assert repr(Bearer(secret)) == "Bearer(Secret($ROOM_TOKEN))"
