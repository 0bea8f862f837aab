"""The life of a call, driven by hand: what is sent, awaited and told for every outcome."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from explorer.api import errors, events, flow
from explorer.api.auth import Bearer, ClientCredentials
from explorer.api.exchange import Exchange, Response
from explorer.api.models.modules import Bot, Url
from explorer.api.operation import CallError, Operation
from explorer.api.operations import (
    CATALOGUE,
    CreateConversation,
    DeleteBot,
    GetConversation,
    ListConversations,
    ListSites,
    PutBot,
    SendMessage,
    UpdateConversation,
)
from explorer.api.retry import Cause, Failure, Policy

REFUSED = Failure(Cause.CONNECT, "the connection was refused", False)
BROKEN = Failure(Cause.BROKEN, "the connection broke", True)
SILENT = Failure(Cause.TIMEOUT, "no answer within 30 s", True)
ROOM: dict[str, Any] = {"conversation_id": "c"}
GET = GetConversation(**ROOM)
PUT = PutBot(**ROOM, key="k", module=Bot(mention=Url(url="/m")))
DELETE = DeleteBot(**ROOM, key="k")
POST = SendMessage(**ROOM, content="hi")
PATCH = UpdateConversation(**ROOM, name="x")
Make = Callable[..., Response]


def outline(told: list[events.Event]) -> list[str]:
    return [type(each).__name__ for each in told]


def test_a_call_that_succeeds_at_once(stage: Any, response: Make) -> None:
    play = stage()
    made = play.play(flow.call(GET, play.context), response(200, {"id": "c"}))

    assert made.ok
    assert made.result().id == "c"
    assert [each.url for each in play.played.sent] == [
        "https://api.example/site/site/conversation/c"
    ]
    assert play.played.remaining == [120.0]
    assert outline(play.events) == ["CallStarted", "AttemptSent", "AttemptDone", "Done"]
    assert play.events[-1].exchange is made


@pytest.mark.parametrize("call", [GET, PUT, DELETE, POST, PATCH])
def test_what_was_never_sent_is_sent_again(
    call: Operation[Any], stage: Any, response: Make
) -> None:
    play = stage()
    made = play.play(flow.call(call, play.context), REFUSED, REFUSED, response(200, {"id": "c"}))

    assert made.ok
    assert play.played.slept == [0.25, 0.5]
    assert [each.status for each in made.attempts] == [None, None, 200]
    assert outline(play.events) == [
        "CallStarted",
        *["AttemptSent", "AttemptDone", "RetryPlanned"] * 2,
        *["AttemptSent", "AttemptDone", "Done"],
    ]
    assert play.events[3].why == "the connection was refused"


@pytest.mark.parametrize("call", [GET, PUT, DELETE, POST, PATCH])
def test_a_connection_that_cannot_be_made_says_that_nothing_was_sent(
    call: Operation[Any], stage: Any
) -> None:
    play = stage()
    made = play.play(flow.call(call, play.context), REFUSED, REFUSED, REFUSED)

    assert type(made.error) is errors.ConnectFailed
    assert str(made.error) == (
        f"{call.operation_id}: No connection: the connection was refused. "
        "Nothing was sent. Check the base URL and the network."
    )


@pytest.mark.parametrize("call", [GET, PUT, DELETE])
@pytest.mark.parametrize("lost", [BROKEN, SILENT])
def test_what_can_be_repeated_is_sent_again_after_a_lost_answer(
    call: Operation[Any], lost: Failure, stage: Any, response: Make
) -> None:
    play = stage()
    assert play.play(flow.call(call, play.context), lost, response(200, {"id": "c"})).ok
    assert play.played.slept == [0.25]


@pytest.mark.parametrize("call", [POST, PATCH])
@pytest.mark.parametrize("lost", [BROKEN, SILENT])
def test_a_lost_answer_to_a_write_is_an_unknown_outcome(
    call: Operation[Any], lost: Failure, stage: Any
) -> None:
    play = stage()
    made = play.play(flow.call(call, play.context), lost)

    assert type(made.error) is errors.OutcomeUnknown
    assert len(play.played.sent) == 1
    assert str(made.error) == (
        f"{call.operation_id}: Outcome unknown: {lost.message}. The request was sent but no answer "
        "came: it may have been carried out. Look before you send it again."
    )


@pytest.mark.parametrize("call", [PUT, DELETE])
@pytest.mark.parametrize("last", [BROKEN, REFUSED])
def test_a_repeatable_write_that_finally_fails_after_sending_is_unknown_too(
    call: Operation[Any], last: Failure, stage: Any
) -> None:
    play = stage()
    made = play.play(flow.call(call, play.context), BROKEN, SILENT, last)

    assert type(made.error) is errors.OutcomeUnknown


@pytest.mark.parametrize(
    ("last", "kind"),
    [(BROKEN, errors.Broken), (SILENT, errors.TimedOut), (REFUSED, errors.ConnectFailed)],
)
def test_a_reading_call_that_finally_fails_has_no_unknown_outcome(
    last: Failure, kind: type[Exception], stage: Any
) -> None:
    play = stage()
    assert type(play.play(flow.call(GET, play.context), BROKEN, BROKEN, last).error) is kind


@pytest.mark.parametrize("call", [GET, PUT, DELETE, POST, PATCH])
@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_that_was_asked_for_is_kept(
    call: Operation[Any], status: int, stage: Any, response: Make
) -> None:
    play = stage()
    busy = response(status, Retry_After="9")
    made = play.play(flow.call(call, play.context), busy, response(200, {"id": "c"}))

    assert made.ok
    assert play.played.slept == [9.0]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_gateway_errors(status: int, stage: Any, response: Make) -> None:
    calls: list[tuple[Operation[Any], int]] = [
        (GET, 3),
        (PUT, 3),
        (DELETE, 3),
        (POST, 1),
        (PATCH, 1),
    ]
    for call, sent in calls:
        play = stage()
        made = play.play(flow.call(call, play.context), *[response(status)] * sent)
        assert type(made.error) is errors.ServerError
        assert made.error.status == status


def test_a_limit_that_does_not_end_is_an_error_with_its_wait(stage: Any, response: Make) -> None:
    play = stage()
    limited = response(
        429, {"code": 429, "message": "request has been rate limited"}, Retry_After="3"
    )
    error = play.play(flow.call(GET, play.context), limited, limited, limited).error

    assert (type(error), error.wait, error.code) == (errors.RateLimited, 3.0, 429)
    assert str(error) == (
        "ConversationGetHandler: 429 Rate limited: request has been rate limited. "
        "Wait and send again."
    )


def test_a_long_wait_is_refused_in_a_sentence(stage: Any, response: Make) -> None:
    play = stage()
    error = play.play(flow.call(POST, play.context), response(429, Retry_After="90")).error

    assert play.played.slept == []
    assert error.wait == 90.0
    assert error.hint == (
        "Not sent again: the server asks to wait 90 s, longer than the 75 s a call waits by itself."
    )


def test_the_deadline_counts_over_all_attempts_and_waits(stage: Any, response: Make) -> None:
    play = stage()
    limited = response(429, Retry_After="60")
    made = play.play(flow.call(GET, play.context), 20, limited, 5, limited)

    assert play.played.remaining == [120.0, 40.0]
    assert play.played.slept == [60.0]
    assert made.error.hint == (
        "Not sent again: waiting 60 s more would pass the deadline of 120 s."
    )


def test_nothing_is_sent_once_the_deadline_has_passed(stage: Any, response: Make) -> None:
    play = stage(ClientCredentials("id", "secret-of-the-app"))
    token = response(200, {"access_token": "token-1", "expires_in": 3600})
    made = play.play(flow.call(POST, play.context), 121, token)

    assert type(made.error) is errors.DeadlinePassed
    assert str(made.error) == (
        "ConversationMessagePostHandler: Took too long: "
        "the 120 s a call may take were over before it was sent."
    )


def test_a_delete_that_finds_nothing_after_a_lost_answer_has_succeeded(
    stage: Any, response: Make
) -> None:
    play = stage()
    made = play.play(flow.call(DELETE, play.context), BROKEN, response(404, {"message": "no such"}))
    assert made.ok
    assert (made.result(), made.status) == (None, 404)

    for first in (REFUSED, response(503)):
        play = stage()
        made = play.play(flow.call(DELETE, play.context), first, response(404))
        assert type(made.error) is errors.NotFound


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, errors.Redirected),
        (400, errors.BadRequest),
        (401, errors.Unauthenticated),
        (403, errors.Forbidden),
        (404, errors.NotFound),
        (405, errors.MethodNotAllowed),
        (409, errors.Conflict),
        (413, errors.TooLarge),
        (418, errors.ClientError),
        (500, errors.ServerError),
        (599, errors.ServerError),
        (199, errors.StatusError),
    ],
)
def test_there_is_a_class_for_a_status(
    status: int, kind: type[errors.ApiError], stage: Any, response: Make
) -> None:
    play = stage(Bearer("token-abc"))
    answer = response(status, {"code": status, "message": "no"}, X_Request_Id="r-1")
    made: Exchange[Any] = play.play(flow.call(POST, play.context), answer)

    error = made.error
    assert error is not None
    assert type(error) is kind
    assert (error.status, error.code, error.message, error.request_id) == (
        status,
        status,
        "no",
        "r-1",
    )
    assert error.operation_id == "ConversationMessagePostHandler"
    assert error.exchange == made
    assert made.response is not None
    assert made.response.body == answer.body
    assert outline(play.events)[-1] == "Failed"
    with pytest.raises(kind):
        made.result()


@pytest.mark.parametrize("operation_id", CATALOGUE)
@pytest.mark.parametrize("status", [401, 403])
def test_401_and_403_name_the_scope(
    operation_id: str, status: int, stage: Any, response: Make
) -> None:
    call = CATALOGUE[operation_id].example()
    play = stage(Bearer("token-abc"))
    error = play.play(flow.call(call, play.context), response(status)).error

    assert error.scope == call.scope
    assert call.scope is None or f"scope {call.scope}" in str(error)


def test_a_401_without_a_token_says_that_none_was_sent(stage: Any, response: Make) -> None:
    play = stage()
    error = play.play(flow.call(ListSites(), play.context), response(401)).error

    assert error.hint == (
        "No token was sent: configure one. The operation needs the scope participate:conversation."
    )


@pytest.mark.parametrize(
    ("body", "content_type", "message"),
    [
        (b"", "", "Teapot"),
        (b"  ", "text/plain", "Teapot"),
        (b"<html><body>Bad Gateway</body></html>", "text/html", "Teapot"),
        (b"It is broken", "text/plain", "It is broken"),
        (b"broken \xff\xfe\x1b[31m", "text/plain", "broken ��␛[31m"),
        (b"line one\r\n\tline two\x00", "text/plain", "line one line two␀"),
        (b'{"code": 7, "message": "no \\u202e\\u001b]0;x\\u0007"}', "", "no \\u202e␛]0;x␇"),
        (b'{"error": "access_denied", "error_description": "Nope"}', "", "Nope"),
        (b'{"error": {"message": "deep"}}', "", "deep"),
        (b'{"statusCode": 418, "errors": ["a", {"message": "b"}, 3]}', "", "a; b"),
        (b'{"errors": [{"x": 1}]}', "", "Teapot"),
        (b'{"message": null, "error": "short"}', "", "short"),
        (b'["a"]', "", "Teapot"),
        (b"null", "", "Teapot"),
        (b'"words"', "", "words"),
        (b"[" * 200_000, "", "Teapot"),
        (b'{"message": ' + b"[" * 200_000, "", "Teapot"),
        (b'{"code": ' + b"9" * 6000 + b"}", "", "Teapot"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_any_error_body_is_read_without_harm(
    body: bytes, content_type: str, message: str, stage: Any
) -> None:
    play = stage()
    answer = Response(418, "Teapot", (("Content-Type", content_type),), body)
    error = play.play(flow.call(POST, play.context), answer).error

    assert error.message == message
    assert str(error).isprintable()
    assert error.exchange.response.body == body


def test_a_huge_error_body_makes_a_short_sentence(stage: Any, response: Make) -> None:
    for body in (b"x" * 3_000_000, b'{"message": "' + b"y" * 900_000 + b'"}', b"[" + b"1," * 10**6):
        play = stage()
        error = play.play(flow.call(POST, play.context), response(400, body)).error
        assert len(str(error)) < 1000


@pytest.mark.parametrize(
    ("answer", "field", "message"),
    [
        ({"id": 5}, "id", "id: must be a text"),
        ({}, "id", "id: is required"),
        ([], "", "must be an object"),
        ({"id": "c", "created": "soon"}, "created",
         "created: must be a date with time, as in 2018-06-08T17:36:32Z"),
        (b"<html>", "", "a page of HTML stands in the place of the answer"),
        (b"", "id", "the body is empty"),
        (b"[" * 1000, "", "is not JSON: recursion limit exceeded"),
        (b'{"id": "\xff"}', "", "is not JSON: invalid unicode code point at line 1 column 9"),
    ],
    ids=lambda value: repr(value)[:24],
)  # fmt: skip
def test_a_shape_that_does_not_fit_names_the_field_and_keeps_the_answer(
    answer: Any, field: str, message: str, stage: Any, response: Make
) -> None:
    play = stage()
    sent = response(200, answer, X_Request_Id="r-9")
    made = play.play(flow.call(GET, play.context), sent)

    assert type(made.error) is (errors.PageInstead if "page" in message else errors.ShapeError)
    assert made.error.field == field
    assert made.error.message.startswith(message)
    assert made.response.body == sent.body
    assert str(made.error).endswith("The raw answer is kept with the exchange. (request r-9)")


@pytest.mark.parametrize("status", [200, 201, 202, 204, 226])
def test_any_2xx_with_nothing_in_it_is_a_success_where_that_can_be_meant(
    status: int, stage: Any, response: Make
) -> None:
    def read(call: Operation[Any]) -> Any:
        play = stage()
        return play.play(flow.call(call, play.context), response(status, b"")).result()

    assert read(DELETE) is None
    assert read(PUT) is None
    assert read(PATCH) is None
    assert read(POST).id == ""
    assert read(CreateConversation(name="x")).id == ""
    assert read(ListConversations()).values == []
    assert read(ListSites()).values == []


def test_a_write_answered_with_a_body_nobody_expects_succeeds(stage: Any, response: Make) -> None:
    play = stage()
    assert play.play(flow.call(PUT, play.context), response(201, {"key": "k"})).result() is None


@pytest.mark.parametrize(
    ("call", "sent", "hint"),
    [
        (GET, True, ""),
        (POST, True, errors.OutcomeUnknown.next_step),
        (POST, False, ""),
        (DELETE, True, errors.OutcomeUnknown.next_step),
    ],
)
def test_a_call_that_is_given_up_is_told_of_once(
    call: Operation[Any], sent: bool, hint: str, stage: Any
) -> None:
    play = stage(None if sent else ClientCredentials("id", "secret-of-the-app"))
    steps = flow.call(call, play.context)
    next(steps)
    steps.close()

    assert outline(play.events)[-1] == "Failed"
    assert outline(play.events).count("Failed") == 1
    error = play.events[-1].exchange.error
    assert (type(error), error.hint) == (errors.Cancelled, hint)


def test_a_listener_that_fails_harms_neither_the_call_nor_others(
    stage: Any, response: Make, caplog: pytest.LogCaptureFixture
) -> None:
    play = stage()

    def bad(event: events.Event) -> None:
        raise RuntimeError("listener")

    play.context.listeners.insert(0, bad)
    assert play.play(flow.call(GET, play.context), response(200, {"id": "c"})).ok
    assert outline(play.events) == ["CallStarted", "AttemptSent", "AttemptDone", "Done"]
    assert "a listener failed on CallStarted" in caplog.text


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("X-A", "a\r\nX-B: c", "The header X-A holds a line break, a control"),
        ("X-A", "a\x00", "The header X-A holds a line break, a control"),
        ("X-A", "a\x01b", "The header X-A holds a line break, a control"),
        ("X-A", "ü", "The header X-A holds a line break, a control"),
        ("X A", "b", "'X A' is not a header name."),
        ("", "b", "'' is not a header name."),
        ("X:A", "b", "'X:A' is not a header name."),
        ("content-length", "5", "The header content-length is set by the connection itself."),
        ("Transfer-Encoding", "chunked", "The header Transfer-Encoding is set by the connection"),
    ],
)
def test_a_header_that_cannot_be_sent_is_refused(
    name: str, value: str, message: str, stage: Any
) -> None:
    play = stage()
    with pytest.raises(CallError) as caught:
        play.play(flow.call(GET, play.context, {name: value}))
    assert str(caught.value).startswith(message)
    assert play.events == []


def test_a_content_type_cannot_smuggle_a_header(stage: Any) -> None:
    play = stage()
    call = PutBot.unchecked({**ROOM, "key": "k"}, body=b"{}", content_type="a/b\r\nX-Evil: 1")
    with pytest.raises(CallError, match="The header Content-Type holds a line break"):
        play.play(flow.call(call, play.context))


def test_a_header_of_the_call_takes_the_place_of_a_standard_one(stage: Any, response: Make) -> None:
    play = stage(Bearer("token-abc"))
    headers = {"accept": "*/*", "X-Trace": " 1 ", "authorization": "Bearer somebody-else"}
    made = play.play(flow.call(GET, play.context, headers), response(200, {"id": "c"}))

    sent = [(name.lower(), value) for name, value in play.played.sent[0].headers]
    assert ("accept", "*/*") in sent
    assert ("x-trace", "1") in sent
    assert [value for name, value in sent if name == "authorization"] == ["Bearer somebody-else"]
    assert "somebody-else" not in str(made.request.headers)


def test_policy_can_forbid_retries(stage: Any) -> None:
    play = stage(policy=Policy(retries=0))
    made = play.play(flow.call(GET, play.context), BROKEN)
    assert (type(made.error), play.played.slept) == (errors.Broken, [])


def test_retries_and_refreshes_in_words(stage: Any, response: Make) -> None:
    play = stage(ClientCredentials("id", "secret-of-the-app"))
    token = response(200, {"access_token": "token-1"})
    play.play(flow.call(GET, play.context), token, response(503), response(200, {"id": "c"}))

    told = events.RetryPlanned | events.TokenRefreshed
    assert [str(event) for event in play.events if isinstance(event, told)] == [
        "token fetched: no token yet",
        "again in 0.2 s: 503",
    ]
