"""The whole life of a call as one generator that does no I/O.

It yields what is to be done (`Send`, `Sleep`, `Refresh`) and is given the outcome; a driver, sync
or async, does it. Retries, token refresh, events and errors are decided here once, for both
clients.
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from explorer import __version__
from explorer.api import events as happening
from explorer.api.auth import Auth, ClientCredentials
from explorer.api.errors import (
    AnswerTooLarge,
    ApiError,
    Broken,
    ConnectFailed,
    DeadlinePassed,
    OutcomeUnknown,
    RateLimited,
    ShapeError,
    TimedOut,
    TokenRefused,
    from_status,
)
from explorer.api.exchange import Attempt, Exchange, Headers, Request, Response, Timing
from explorer.api.explain import explain
from explorer.api.operation import CallError, Operation
from explorer.api.redact import Redactor
from explorer.api.retry import IDEMPOTENT, Again, Cause, Failure, Policy, Stop, decide

T = TypeVar("T")
log = logging.getLogger("explorer.api")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a driver brings back from a `Send`."""

    outcome: Response | Failure
    timing: Timing


@dataclass(frozen=True, slots=True)
class Send:
    """Send this request; the answer is due within `remaining` seconds. Wants a `Reply`."""

    request: Request
    remaining: float


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait. Wants None."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Refresh:
    """Run `steps()` alone, so that of many waiting calls one fetches. Wants its result."""

    steps: Callable[[], Generator[Step, Any, ApiError | None]]


Step = Send | Sleep | Refresh
Steps = Generator[Step, Any, T]


@dataclass
class Context:
    """What a client knows that every call needs.

    Args:
        base_url: Without a trailing slash.
        auth: The credentials, already bound to the base URL's origin.
        cloud_id: The site of calls that name none.
        policy: The limits of patience.
        redactor: Knows the secrets.
        listeners: Called with every event.
        now, monotonic, jitter: Clock and chance; injected where outcomes must repeat.
    """

    base_url: str
    auth: Auth
    cloud_id: str = ""
    policy: Policy = field(default_factory=Policy)
    redactor: Redactor = field(default_factory=Redactor)
    listeners: list[happening.Listener] = field(default_factory=list)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = lambda: 0.0
    jitter: Callable[[], float] = lambda: 0.5

    def emit(self, event: happening.Event) -> None:
        """Tell every listener; one that fails is logged and harms neither call nor others."""
        for listener in tuple(self.listeners):
            try:
                listener(event)
            except Exception:
                log.exception("a listener failed on %s", type(event).__name__)

    def redact(self, request: Request) -> Request:
        """The request as it may be shown."""
        clean = self.redactor
        return Request(
            request.method,
            clean.text(request.url),
            clean.headers(request.headers),
            clean.body(request.body),
        )


@dataclass(frozen=True, slots=True)
class Meaning(Generic[T]):
    """How an answer is understood: what a flow needs of an operation."""

    operation_id: str
    scope: str | None
    parse: Callable[[int, bytes], T]


def call(
    operation: Operation[T], context: Context, headers: Mapping[str, str] | None = None
) -> Steps[Exchange[T]]:
    """The steps of calling an operation.

    Raises:
        CallError: The call cannot be put as a request; nothing was sent.
    """
    prepared = operation.build(context.cloud_id)
    request = Request(
        prepared.method,
        context.base_url + prepared.target,
        _headers(prepared.content_type, headers or {}),
        prepared.body,
    )
    meaning = Meaning(operation.operation_id, operation.scope, operation.parse)
    return (yield from exchange(request, meaning, context))


_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


def _headers(content_type: str, extra: Mapping[str, str]) -> Headers:
    standard = {"Accept": "application/json", "User-Agent": f"stride-explorer/{__version__}"}
    if content_type:
        standard["Content-Type"] = content_type
    given = {name.lower() for name in extra}
    for name, value in extra.items():
        if not _HEADER_NAME.fullmatch(name):
            raise CallError(f"{name!r} is not a header name.", name)
        if re.search(r"[\r\n\x00]", value) or not value.isascii():
            raise CallError(
                f"The header {name} holds a line break, NUL or non-ASCII character. Remove it.",
                name,
            )
    kept = [(name, value) for name, value in standard.items() if name.lower() not in given]
    return (*kept, *extra.items())


def exchange(request: Request, meaning: Meaning[T], context: Context) -> Steps[Exchange[T]]:
    """The steps of one exchange, retries included; ends with the exchange, failed or not."""
    ledger = _Ledger(request, meaning, context)
    try:
        outcome, verdict = yield from _attempts(request, ledger)
    except GeneratorExit:
        ledger.close(error=ApiError("it was cancelled", operation_id=meaning.operation_id))
        raise
    if isinstance(outcome, ApiError):
        return ledger.close(error=outcome)
    if isinstance(outcome, Failure):
        return ledger.close(error=_unanswered(outcome, request.method, meaning, verdict))
    response = _clean(outcome, context.redactor)
    done_before = outcome.status == 404 and request.method == "DELETE" and ledger.answer_lost
    if not 200 <= outcome.status < 300 and not done_before:
        error = from_status(response, meaning.operation_id, meaning.scope)
        if isinstance(error, RateLimited):
            error.wait = verdict.wait
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
                str(first),
                operation_id=meaning.operation_id,
                status=outcome.status,
                request_id=response.header("X-Request-Id"),
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
        self.answer_lost = False
        self.shown = context.redact(context.auth.authorize(request))
        context.emit(happening.CallStarted(self.id, meaning.operation_id, self.shown))

    @property
    def remaining(self) -> float:
        """Seconds until the deadline."""
        return self.context.policy.deadline - (self.context.monotonic() - self.began)

    def sent(self, outgoing: Request) -> None:
        self.shown = self.context.redact(outgoing)
        number = len(self.attempts) + 1
        self.context.emit(happening.AttemptSent(self.id, self.meaning.operation_id, number))

    def answered(self, reply: Reply) -> None:
        outcome = reply.outcome
        failed = isinstance(outcome, Failure)
        if isinstance(outcome, Failure) and outcome.sent:
            self.answer_lost = True
        attempt = Attempt(
            len(self.attempts) + 1,
            None if isinstance(outcome, Failure) else outcome.status,
            self.context.redactor.text(outcome.message) if failed else "",  # type: ignore[union-attr]
            reply.timing,
        )
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
            error.exchange = made
        kind = happening.Failed if error is not None else happening.Done
        context.emit(kind(self.id, self.meaning.operation_id, made))
        return made


def _attempts(
    request: Request, ledger: _Ledger[Any]
) -> Steps[tuple[Response | Failure | ApiError, Stop]]:
    """Send until there is an answer to keep, or a reason to stop."""
    context, auth, policy = ledger.context, ledger.context.auth, ledger.context.policy
    refreshed, tries = False, 0
    while True:
        if auth.needs_refresh(context.monotonic()):
            why = "no token yet" if auth.token() is None else "the token is about to expire"
            error = yield from _refresh(ledger, why)
            if error is not None:
                return error, Stop()
        token = auth.token()
        outgoing = auth.authorize(request)
        ledger.sent(outgoing)
        reply: Reply = yield Send(outgoing, ledger.remaining)
        ledger.answered(reply)
        outcome = reply.outcome
        if isinstance(outcome, Response) and outcome.status == 401:
            authorized = outgoing is not request
            if not refreshed and auth.can_refresh and authorized:
                refreshed = True
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
                context.redactor.text(verdict.why),
            )
        )
        yield Sleep(verdict.wait)


def _refresh(ledger: _Ledger[Any], why: str, stale: Any = None) -> Steps[ApiError | None]:
    error: ApiError | None = yield Refresh(lambda: fetch_token(ledger.context, stale))
    if error is not None:
        error.operation_id = ledger.meaning.operation_id
    ledger.context.emit(
        happening.TokenRefreshed(ledger.id, ledger.meaning.operation_id, error is None, why)
    )
    return error


def fetch_token(context: Context, stale: Any = None) -> Steps[ApiError | None]:
    """The steps of fetching a token, unless another call has just done so.

    Args:
        context: Of the client.
        stale: The token the server refused; None when there is none or it has merely expired.
    """
    auth = context.auth
    if not isinstance(auth, ClientCredentials):
        return None
    fresh = not auth.needs_refresh(context.monotonic())
    if fresh and (stale is None or auth.token() is not stale):
        return None
    request, tries, began = auth.token_request(), 0, context.monotonic()
    while True:
        asked = context.monotonic()
        remaining = context.policy.deadline - (asked - began)
        reply: Reply = yield Send(request, remaining)
        outcome, tries = reply.outcome, tries + 1
        # Asking for a token twice does no harm, so it is retried as a reading call is.
        verdict = decide(
            "GET",
            outcome,
            tries,
            context.policy,
            now=context.now(),
            remaining=remaining,
            jitter=context.jitter,
        )
        if isinstance(verdict, Again):
            yield Sleep(verdict.wait)
            continue
        if isinstance(outcome, Failure):
            return TokenRefused(
                f"the token endpoint did not answer: {context.redactor.text(outcome.message)}"
            )
        if not 200 <= outcome.status < 300:
            refused = from_status(_clean(outcome, context.redactor), "", None)
            return TokenRefused(
                f"the token endpoint answered {outcome.status}: {refused.message}",
                status=outcome.status,
                code=refused.code,
                request_id=refused.request_id,
            )
        try:
            auth.accept(outcome, asked, context.redactor.learn)
        except (ValueError, RecursionError) as problem:
            return TokenRefused(context.redactor.text(str(problem)))
        return None


def _clean(response: Response, redactor: Redactor) -> Response:
    return Response(
        response.status,
        redactor.text(response.reason),
        redactor.headers(response.headers),
        redactor.body(response.body),
        response.http_version,
    )


def _unanswered(failure: Failure, method: str, meaning: Meaning[Any], verdict: Stop) -> ApiError:
    kind: type[ApiError]
    if failure.cause is Cause.TOO_LARGE:
        kind = AnswerTooLarge
    elif not failure.sent:
        kind = ConnectFailed
    elif method not in IDEMPOTENT or method in {"PUT", "DELETE"}:
        kind = OutcomeUnknown
    elif failure.cause is Cause.DEADLINE:
        kind = DeadlinePassed
    else:
        kind = TimedOut if failure.cause is Cause.TIMEOUT else Broken
    error = kind(failure.message, operation_id=meaning.operation_id, scope=meaning.scope)
    if verdict.why:
        error.hint = f"Not sent again: {verdict.why}. {error.next_step}".strip()
    return error


def follow(made: Exchange[Any], context: Context) -> Steps[Exchange[bytes]]:
    """The steps of following a redirect once, on request.

    The credentials go along only when the new address has the origin they are bound to. Only a
    307 or 308 keeps method and body; every other one becomes a GET.

    Raises:
        CallError: There is no redirect to follow, or it leads to something that is not http(s).
    """
    from urllib.parse import urljoin, urlsplit

    response = made.response
    location = response.header("Location") if response else None
    if response is None or not 300 <= response.status < 400 or not location:
        raise CallError("This exchange is not a redirect with a Location.")
    url = urljoin(made.request.url, location)
    if urlsplit(url).scheme not in {"http", "https"} or re.search(r"[\x00-\x20\x7f]", url):
        raise CallError(f"The redirect leads to {location!r}, which is not an http address.")
    keep = response.status in {307, 308}
    dropped = {"authorization"} if keep else {"authorization", "content-type"}
    headers = tuple(pair for pair in made.request.headers if pair[0].lower() not in dropped)
    request = Request(
        made.request.method if keep else "GET", url, headers, made.request.body if keep else b""
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
