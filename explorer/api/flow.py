"""The whole life of a call as one generator that does no I/O.

It yields what is to be done (`Send`, `Sleep`, `Refresh`) and is given the outcome; a driver, sync
or async, does it. Retries, token refresh, events and errors are decided here once, for both
clients.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from pydantic import ValidationError

from explorer.api import events as happening
from explorer.api import outcomes
from explorer.api.errors import (
    ApiError,
    PageInstead,
    RateLimited,
    ShapeError,
    Unauthenticated,
    from_status,
)
from explorer.api.exchange import Exchange, Request, Response
from explorer.api.explain import PAGE_INSTEAD, explain
from explorer.api.headers import request_headers
from explorer.api.ledger import Conclusion, Ledger
from explorer.api.operation import Operation
from explorer.api.origin import origin
from explorer.api.redact import Secret, secret_named
from explorer.api.retry import Failure, Stop, asked_wait, decide
from explorer.api.saving import Destination, Saved
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
from explorer.api.streaming import Progress, Transfer
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
    "exchange",
    "fetch_token",
    "follow",
    "save",
    "value",
]

T = TypeVar("T")


def call(
    operation: Operation[T],
    context: Context,
    headers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    understood: int | None = None,
) -> Steps[Exchange[T]]:
    """The steps of calling an operation; they end with the exchange, failed or not.

    Args:
        operation: The call.
        context: What the client knows.
        headers: Additional headers of this call.
        progress: Called with the bytes so far and those in all.
        understood: Bytes up to which an answer is; of a longer one there is no value. None: all.

    Raises:
        CallError: The call cannot be put as a request; nothing was sent.
    """
    request, meaning = _put(operation, context, headers)
    if understood is not None:
        meaning = _up_to(understood, meaning)
    return (
        yield from exchange(request, meaning, context, _transfer(request, None, progress, context))
    )


def save(
    operation: Operation[Any],
    destination: Destination,
    context: Context,
    headers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Steps[Exchange[Saved]]:
    """The steps of calling an operation whose answer goes to disk; an error's does not.

    Raises:
        CallError: The call cannot be put as a request; nothing was sent.
    """
    request, asked = _put(operation, context, headers, codings="identity")
    meaning = Meaning(asked.operation_id, asked.scope, lambda status, body: destination.finished())
    transfer = _transfer(request, destination, progress, context)
    return (yield from exchange(request, meaning, context, transfer))


def value(
    operation: Operation[T],
    context: Context,
    headers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Steps[T]:
    """As `call`, for those who want the typed answer only.

    Nothing is redacted where nobody looks: a success without listeners leaves no exchange.

    Raises:
        ApiError: The call failed.
        CallError: The call cannot be put as a request; nothing was sent.
    """
    request, meaning = _put(operation, context, headers)
    ledger = Ledger(request, meaning, context, _transfer(request, None, progress, context))
    found = yield from _conclusion(request, ledger)
    if found.error is None and not context.listeners:
        return found.value  # type: ignore[return-value]  # T is None for operations without an answer
    return ledger.close(found).result()


def exchange(
    request: Request, meaning: Meaning[T], context: Context, transfer: Transfer | None = None
) -> Steps[Exchange[T]]:
    """The steps of one exchange, retries included; ends with the exchange, failed or not."""
    ledger = Ledger(request, meaning, context, transfer)
    found = yield from _conclusion(request, ledger)
    return ledger.close(found)


def _transfer(
    request: Request, destination: Destination | None, progress: Progress | None, context: Context
) -> Transfer | None:
    """What of a call is streamed, and whether someone follows it; None for nothing."""
    if request.source is None and destination is None and progress is None:
        return None
    return Transfer(
        request.source, destination, progress, context.policy.deadline, context.monotonic
    )


def _put(
    operation: Operation[T],
    context: Context,
    headers: Mapping[str, str] | None,
    *,
    codings: str = "gzip, deflate",
) -> tuple[Request, Meaning[T]]:
    """An operation as a request, and what its answer will mean."""
    prepared = operation.build(context.cloud_id)
    for name, text in (headers or {}).items():
        if secret_named(name):
            context.redactor.learn(Secret(text.split(" ")[-1], "SECRET"))
    request = Request(
        prepared.method,
        context.base_url + prepared.target,
        request_headers(
            prepared.content_type, headers or {}, accept=operation.accept, codings=codings
        ),
        prepared.body,
        source=prepared.source,
    )
    return request, Meaning(operation.operation_id, operation.scope, operation.parse)


def _up_to(most: int, meaning: Meaning[T]) -> Meaning[T]:
    """What an answer means if it is not too long; else that is left to whoever asks for it."""

    def parse(status: int, body: bytes) -> T:
        if len(body) > most:
            return None  # type: ignore[return-value]  # as a failed call's, the exchange has no value
        return meaning.parse(status, body)

    return replace(meaning, parse=parse)


def _conclusion(request: Request, ledger: Ledger[T]) -> Steps[Conclusion[T]]:
    """What a call comes to, once there is nothing more to be tried."""
    context, meaning = ledger.context, ledger.meaning
    try:
        outcome, verdict = yield from _attempts(request, ledger)
    except GeneratorExit:
        lost = ledger.in_flight or ledger.answer_lost
        ledger.close(Conclusion(error=outcomes.cancelled(request.method, lost=lost)))
        raise
    if isinstance(outcome, ApiError):
        return Conclusion(error=outcome)
    if isinstance(outcome, Failure):
        return Conclusion(
            error=outcomes.unanswered(
                outcome,
                request.method,
                verdict,
                message=ledger.attempts[-1].failure,
                lost=ledger.answer_lost,
            )
        )
    # Of a deletion found done there is no answer that could be saved.
    done_before = (
        outcome.status == 404
        and request.method == "DELETE"
        and ledger.answer_lost
        and ledger.transfer is None
    )
    if not 200 <= outcome.status < 300 and not done_before:
        return Conclusion(outcome, error=_refused(outcome, verdict, ledger))
    try:
        read = meaning.parse(outcome.status, b"" if done_before else outcome.body)
    except ValidationError as problem:
        return Conclusion(outcome, error=_misshapen(outcome, problem, request.method, context))
    return Conclusion(outcome, read)


def _refused(outcome: Response, verdict: Stop, ledger: Ledger[Any]) -> ApiError:
    context, meaning = ledger.context, ledger.meaning
    response = context.clean(outcome)
    error = from_status(response, meaning.operation_id, meaning.scope, context.redactor.text)
    if isinstance(error, Unauthenticated) and not ledger.authorized:
        error.hint = outcomes.unauthorized(context.auth, meaning.scope)
    if isinstance(error, RateLimited):
        error.wait = asked_wait(outcome, context.now())
    if verdict.why:
        error.hint = f"Not sent again: {verdict.why}."
    return error


def _misshapen(
    outcome: Response, problem: ValidationError, method: str, context: Context
) -> ApiError:
    first = explain(problem)[0]
    request_id = outcome.header("X-Request-Id")
    kind = PageInstead if problem.errors()[0]["type"] == PAGE_INSTEAD else ShapeError
    error = kind(
        context.redactor.text(str(first)) if outcome.body.strip() else "the body is empty",
        status=outcome.status,
        request_id=context.redactor.text(request_id) if request_id else None,
        field=first.field,
    )
    if method != "GET":
        error.hint = f"{outcomes.PERHAPS_DONE} {error.hint}"
    return error


def _attempts(
    request: Request, ledger: Ledger[Any]
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
        reply: Reply = yield Send(outgoing, ledger.remaining, ledger.transfer)
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


def _refresh(ledger: Ledger[Any], why: str, stale: Any = None) -> Steps[ApiError | None]:
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
        CallError: There is no redirect to follow, it leads to something that is not http(s), or
            it wants a body sent again of which only the beginning was kept.
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
    if keep and made.request.cut:
        raise CallError(
            "The redirect wants the file sent again, which an exchange does not keep whole. "
            "Upload it to the new address."
        )
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
