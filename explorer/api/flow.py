"""The whole life of a call as one generator that does no I/O.

It yields what is to be done (`Send`, `Sleep`, `Refresh`) and is given the outcome; a driver, sync
or async, does it. Retries, token refresh, events and errors are decided here once, for both
clients.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar
from urllib.parse import urljoin, urlsplit

from pydantic import ValidationError

from explorer.api import events as happening
from explorer.api import outcomes
from explorer.api.errors import ApiError, RateLimited, ShapeError, Unauthenticated, from_status
from explorer.api.exchange import Attempt, Exchange, Request, Response, header
from explorer.api.explain import explain
from explorer.api.headers import request_headers
from explorer.api.operation import Operation
from explorer.api.origin import origin
from explorer.api.redact import Secret, secret_named
from explorer.api.retry import Failure, Stop, asked_wait, decide
from explorer.api.steps import (
    Context,
    Meaning,
    Refresh,
    Refreshed,
    Reply,
    Send,
    Sleep,
    Step,
    Steps,
)
from explorer.api.token_flow import fetch_token
from explorer.api.wire import CallError, shown
from explorer.document.safe import one_line

__all__ = [
    "Context",
    "Meaning",
    "Refresh",
    "Refreshed",
    "Reply",
    "Send",
    "Sleep",
    "Step",
    "Steps",
    "call",
    "describe_events",
    "exchange",
    "fetch_token",
    "follow",
]

T = TypeVar("T")


def call(
    operation: Operation[T], context: Context, headers: Mapping[str, str] | None = None
) -> Steps[Exchange[T]]:
    """The steps of calling an operation.

    Raises:
        CallError: The call cannot be put as a request; nothing was sent.
    """
    prepared = operation.build(context.cloud_id)
    for name, value in (headers or {}).items():
        if secret_named(name):
            context.redactor.learn(Secret(value.split(" ")[-1], "SECRET"))
    request = Request(
        prepared.method,
        context.base_url + prepared.target,
        request_headers(prepared.content_type, headers or {}),
        prepared.body,
    )
    meaning = Meaning(operation.operation_id, operation.scope, operation.parse)
    return (yield from exchange(request, meaning, context))


def exchange(request: Request, meaning: Meaning[T], context: Context) -> Steps[Exchange[T]]:
    """The steps of one exchange, retries included; ends with the exchange, failed or not."""
    ledger = _Ledger(request, meaning, context)
    try:
        outcome, verdict = yield from _attempts(request, ledger)
    except GeneratorExit:
        lost = ledger.in_flight or ledger.answer_lost
        ledger.close(error=outcomes.cancelled(request.method, lost=lost))
        raise
    if isinstance(outcome, ApiError):
        return ledger.close(error=outcome)
    if isinstance(outcome, Failure):
        return ledger.close(
            error=outcomes.unanswered(
                outcome,
                request.method,
                verdict,
                message=ledger.attempts[-1].failure,
                lost=ledger.answer_lost,
            )
        )
    response = context.clean(outcome)
    done_before = outcome.status == 404 and request.method == "DELETE" and ledger.answer_lost
    if not 200 <= outcome.status < 300 and not done_before:
        error = from_status(response, meaning.operation_id, meaning.scope, context.redactor.text)
        if isinstance(error, Unauthenticated) and not ledger.authorized:
            error.hint = outcomes.unauthorized(context.auth, meaning.scope)
        if isinstance(error, RateLimited):
            error.wait = asked_wait(outcome, context.now())
        if verdict.why:
            error.hint = f"Not sent again: {verdict.why}."
        return ledger.close(response, error=error)
    try:
        value = meaning.parse(outcome.status, b"" if done_before else outcome.body)
    except ValidationError as problem:
        first = explain(problem)[0]
        return ledger.close(
            response,
            error=ShapeError(
                context.redactor.text(str(first)) if outcome.body.strip() else "the body is empty",
                operation_id=meaning.operation_id,
                status=outcome.status,
                request_id=response.header("X-Request-Id"),
                scope=meaning.scope,
                field=first.field,
            ),
        )
    return ledger.close(response, value=value)


class _Ledger(Generic[T]):
    """What has happened so far in one call, and the events it gives rise to."""

    def __init__(self, request: Request, meaning: Meaning[T], context: Context) -> None:
        self.id = uuid.uuid4().hex
        self.context, self.meaning = context, meaning
        self.started, self.began = context.now(), context.monotonic()
        self.attempts: list[Attempt] = []
        self.in_flight = self.answer_lost = self.authorized = False
        self._outgoing = context.auth.authorize(request)
        self.shown = context.redact(self._outgoing)
        context.emit(happening.CallStarted(self.id, meaning.operation_id, self.shown))

    @property
    def remaining(self) -> float:
        """Seconds until the deadline."""
        return self.context.policy.deadline - (self.context.monotonic() - self.began)

    def sent(self, outgoing: Request) -> None:
        if outgoing != self._outgoing:
            self._outgoing, self.shown = outgoing, self.context.redact(outgoing)
        self.in_flight = True
        self.authorized = header(outgoing.headers, "Authorization") is not None
        number = len(self.attempts) + 1
        self.context.emit(happening.AttemptSent(self.id, self.meaning.operation_id, number))

    def answered(self, reply: Reply) -> None:
        outcome, status, message = reply.outcome, None, ""
        if isinstance(outcome, Failure):
            self.answer_lost = self.answer_lost or outcome.sent
            message = one_line(self.context.redactor.text(outcome.message), 400)
        else:
            status = outcome.status
        self.in_flight = False
        attempt = Attempt(len(self.attempts) + 1, status, message, reply.timing)
        self.attempts.append(attempt)
        self.context.emit(happening.AttemptDone(self.id, self.meaning.operation_id, attempt))

    def close(
        self,
        response: Response | None = None,
        *,
        value: T | None = None,
        error: ApiError | None = None,
    ) -> Exchange[T]:
        context = self.context
        made = Exchange(
            id=self.id,
            operation_id=self.meaning.operation_id,
            started=self.started,
            request=self.shown,
            response=response,
            attempts=tuple(self.attempts),
            milliseconds=(context.monotonic() - self.began) * 1000,
            value=value,
            error=error,
        )
        if error is not None:
            error.operation_id, error.scope = made.operation_id, self.meaning.scope
            error.exchange = made
        kind = happening.Failed if error is not None else happening.Done
        context.emit(kind(self.id, self.meaning.operation_id, made))
        return made


def _attempts(
    request: Request, ledger: _Ledger[Any]
) -> Steps[tuple[Response | Failure | ApiError, Stop]]:
    """Send until there is an answer to keep, or a reason to stop."""
    context, auth, policy = ledger.context, ledger.context.auth, ledger.context.policy
    tries = 0
    refreshable = auth.can_refresh and auth.applies(request)
    while True:
        if refreshable and auth.needs_refresh(context.monotonic()):
            why = "no token yet" if auth.token() is None else "the token is about to expire"
            error = yield from _refresh(ledger, why)
            if error is not None:
                return error, Stop()
        if ledger.remaining <= 0:
            return outcomes.too_late(policy.deadline), Stop()
        token = auth.token()
        outgoing = auth.authorize(request)
        ledger.sent(outgoing)
        reply: Reply = yield Send(outgoing, ledger.remaining)
        ledger.answered(reply)
        outcome = reply.outcome
        if isinstance(outcome, Response) and outcome.status == 401 and refreshable:
            refreshable = False
            error = yield from _refresh(ledger, "the server refused the token", token)
            if error is not None:
                return error, Stop()
            continue
        tries += 1
        verdict = decide(
            request.method,
            outcome,
            tries,
            policy,
            now=context.now(),
            remaining=ledger.remaining,
            jitter=context.jitter,
        )
        if isinstance(verdict, Stop):
            return outcome, verdict
        context.emit(
            happening.RetryPlanned(
                ledger.id,
                ledger.meaning.operation_id,
                verdict.wait,
                one_line(context.redactor.text(verdict.why), 400),
            )
        )
        yield Sleep(verdict.wait)


def _refresh(ledger: _Ledger[Any], why: str, stale: Any = None) -> Steps[ApiError | None]:
    context = ledger.context
    asked = context.monotonic()
    done: Refreshed | None = yield Refresh(
        lambda: fetch_token(context, stale, asked=asked, remaining=ledger.remaining),
        ledger.remaining,
    )
    if done is None:
        return outcomes.too_late(context.policy.deadline)
    if done.fetched:
        context.emit(
            happening.TokenRefreshed(
                ledger.id, ledger.meaning.operation_id, done.error is None, why
            )
        )
    return done.error


def follow(made: Exchange[Any], context: Context) -> Steps[Exchange[bytes]]:
    """The steps of following a redirect once, on request.

    The credentials go along only when the new address has the origin they are bound to. Only a
    307 or 308 keeps method and body, secrets in it redacted; every other one becomes a GET.

    Raises:
        CallError: There is no redirect to follow, or it leads to something that is not http(s).
    """
    response = made.response
    location = response.header("Location") if response else None
    if response is None or not 300 <= response.status < 400 or not location:
        raise CallError("This exchange is not a redirect with a Location.")
    try:
        url = urljoin(made.request.url, location)
        parts = urlsplit(url)
        origin(url)
        url.encode("ascii")
    except ValueError:
        raise CallError(f"The redirect leads to {shown(location)}, which is no address.") from None
    odd = re.search(r"[\x00-\x20\x7f\\]", url) or parts.username is not None
    if parts.scheme not in {"http", "https"} or odd:
        raise CallError(f"The redirect leads to {shown(location)}, which is not an http address.")
    keep = response.status in {307, 308}
    headers = tuple(
        (name, value)
        for name, value in made.request.headers
        if not secret_named(name) and (keep or name.lower() != "content-type")
    )
    request = Request(
        made.request.method if keep else "GET",
        parts._replace(fragment="").geturl(),
        headers,
        made.request.body if keep else b"",
    )
    meaning: Meaning[bytes] = Meaning(made.operation_id, None, lambda status, body: body)
    return (yield from exchange(request, meaning, context))


def describe_events(events: Sequence[happening.Event]) -> list[str]:
    """Retries and refreshes in words, one line each, for those who watch."""
    lines = []
    for event in events:
        if isinstance(event, happening.RetryPlanned):
            lines.append(f"again in {event.wait:.1f} s: {event.why}")
        elif isinstance(event, happening.TokenRefreshed):
            lines.append(f"token {'fetched' if event.ok else 'refused'}: {event.why}")
    return lines
