"""When a request is sent again: the whole table, and how long a server may ask to wait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from explorer.api.exchange import Response
from explorer.api.retry import Again, Cause, Failure, Policy, Stop, asked_wait, decide

NOON = datetime(2018, 6, 8, 12, 0, tzinfo=UTC)
Make = Callable[..., Response]
REFUSED = Failure(Cause.CONNECT, "the connection was refused", False)
BROKEN = Failure(Cause.BROKEN, "it broke", True)
TIMED_OUT = Failure(Cause.TIMEOUT, "no answer within 30 s", True)
READS = ("GET", "PUT", "DELETE")
WRITES = ("POST", "PATCH")


def decided(
    method: str, outcome: Response | Failure, attempt: int = 1, **options: Any
) -> Again | Stop:
    given: dict[str, Any] = {"now": NOON, "remaining": 120.0, "jitter": lambda: 0.5, **options}
    return decide(method, outcome, attempt, Policy(), **given)


@pytest.mark.parametrize("method", [*READS, *WRITES])
def test_what_was_never_sent_is_sent_again_by_every_method(method: str) -> None:
    assert decided(method, REFUSED) == Again(0.25, "the connection was refused")


@pytest.mark.parametrize("outcome", [BROKEN, TIMED_OUT])
def test_what_broke_after_sending_is_sent_again_only_if_that_does_no_harm(outcome: Failure) -> None:
    assert [type(decided(method, outcome)) for method in READS] == [Again] * 3
    assert [type(decided(method, outcome)) for method in WRITES] == [Stop] * 2


@pytest.mark.parametrize("method", [*READS, *WRITES])
@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_the_server_asks_for_is_kept_by_every_method(
    method: str, status: int, response: Make
) -> None:
    verdict = decided(method, response(status, Retry_After="7"))
    assert verdict == Again(7.0, f"{status}, as the server asked")


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_gateway_error_is_tried_again_only_if_that_does_no_harm(
    status: int, response: Make
) -> None:
    assert [type(decided(method, response(status))) for method in READS] == [Again] * 3
    assert [type(decided(method, response(status))) for method in WRITES] == [Stop] * 2


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 405, 409, 413, 500, 501])
def test_everything_else_is_an_answer(status: int, response: Make) -> None:
    assert all(decided(each, response(status)) == Stop() for each in (*READS, *WRITES))


def test_there_are_two_retries_and_their_waits_double_up_to_eight_seconds() -> None:
    waits = [decided("GET", BROKEN, attempt) for attempt in (1, 2, 3)]
    assert waits == [Again(0.25, "it broke"), Again(0.5, "it broke"), Stop()]

    patient = Policy(retries=20)
    options: dict[str, Any] = {"now": NOON, "remaining": 120.0}
    long = decide("GET", BROKEN, 15, patient, jitter=lambda: 0.5, **options)
    low = decide("GET", BROKEN, 15, patient, jitter=lambda: 0.0, **options)
    high = decide("GET", BROKEN, 15, patient, jitter=lambda: 1.0, **options)
    assert [long, low, high] == [Again(wait, "it broke") for wait in (8.0, 6.0, 10.0)]


def test_a_wait_above_75_seconds_is_refused_in_a_sentence(response: Make) -> None:
    assert decided("GET", response(429, Retry_After="75")) == Again(
        75.0, "429, as the server asked"
    )
    assert decided("GET", response(429, Retry_After="76")) == Stop(
        "the server asks to wait 76 s, longer than the 75 s a call waits by itself", 76.0
    )


def test_a_wait_beyond_the_deadline_is_refused_in_a_sentence(response: Make) -> None:
    assert decided("GET", response(429, Retry_After="40"), remaining=30.0) == Stop(
        "waiting 40 s more would pass the deadline of 120 s", 40.0
    )


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "12"}, 12.0),
        ({"Retry_After": "Fri, 08 Jun 2018 12:00:30 GMT"}, 30.0),
        (
            {
                "Retry_After": "Fri, 08 Jun 2018 12:00:30 GMT",
                "Date": "Fri, 08 Jun 2018 12:00:20 GMT",
            },
            10.0,
        ),
        ({"Retry_After": "Fri, 08 Jun 2018 11:00:00 GMT"}, 0.0),
        (
            {"X_RateLimit_Reset": "2018-06-08T17:36:32Z", "Date": "Fri, 08 Jun 2018 17:36:02 GMT"},
            30.0,
        ),
        ({"X_RateLimit_Reset": "2018-06-08T12:00:05.123456789Z"}, 5.123456),
        ({"X_RateLimit_Reset": "1528459210"}, 10.0),
        ({"X_RateLimit_Reset": "2018-06-08T12:00:05"}, 5.0),
        ({"Retry_After": "soon", "X_RateLimit_Reset": "2018-06-08T12:00:05Z"}, 5.0),
        ({"Retry_After": "-5"}, None),
        ({"Retry_After": "٣"}, None),
        ({"X_RateLimit_Reset": "whenever"}, None),
        ({"X_RateLimit_Reset": "9" * 30}, None),
        ({}, None),
    ],
)
def test_the_wait_is_measured_against_the_answers_own_clock(
    headers: dict[str, str], seconds: float | None, response: Make
) -> None:
    found = asked_wait(response(429, **headers), NOON)
    assert found == (seconds if seconds is None else pytest.approx(seconds, abs=1e-6))


def test_a_rate_limit_that_asks_for_nothing_is_backed_off_from(response: Make) -> None:
    assert decided("POST", response(429)) == Again(0.25, "429, as the server asked")
