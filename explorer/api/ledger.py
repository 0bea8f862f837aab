"""What has happened so far in one call, and the events it gives rise to."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Generic, TypeVar

from explorer.api import events as happening
from explorer.api.errors import ApiError
from explorer.api.exchange import Attempt, Exchange, Request, Response, header
from explorer.api.retry import Failure
from explorer.api.steps import Context, Meaning, Reply
from explorer.api.streaming import Transfer
from explorer.document.safe import one_line

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Conclusion(Generic[T]):
    """What a call came to.

    Args:
        response: The last answer as it came, secrets and all; None when none came.
        value: What it means; None when it failed.
        error: Why it failed; None when it did not.
    """

    response: Response | None = None
    value: T | None = None
    error: ApiError | None = None


class Ledger(Generic[T]):
    """The record of one call.

    Args:
        request: As it will be sent, without credentials.
        meaning: How the answer will be understood.
        context: Of the client.
        transfer: What is streamed; None for nothing.
    """

    def __init__(
        self,
        request: Request,
        meaning: Meaning[T],
        context: Context,
        transfer: Transfer | None = None,
    ) -> None:
        self.id = uuid.uuid4().hex
        self.context, self.meaning, self.transfer = context, meaning, transfer
        self.started, self.began = context.now(), context.monotonic()
        self.attempts: list[Attempt] = []
        self.in_flight = self.answer_lost = self.authorized = False
        self._outgoing = context.auth.authorize(request)
        self._shown: Request | None = None
        if context.listeners:
            context.emit(happening.CallStarted(self.id, meaning.operation_id, self.shown))

    @property
    def shown(self) -> Request:
        """The request as last sent, without secrets."""
        if self._shown is None:
            self._shown = self.context.redact(self._outgoing)
        return self._shown

    @property
    def remaining(self) -> float:
        """Seconds until the deadline, which what flows in a transfer puts off."""
        since = self.began
        if self.transfer is not None:
            since = max(since, self.transfer.flowed_at)
        return self.context.policy.deadline - (self.context.monotonic() - since)

    def sent(self, outgoing: Request) -> None:
        """A request goes out."""
        if outgoing != self._outgoing:
            self._outgoing, self._shown = outgoing, None
        self.in_flight = True
        self.authorized = header(outgoing.headers, "Authorization") is not None
        number = len(self.attempts) + 1
        self.context.emit(happening.AttemptSent(self.id, self.meaning.operation_id, number))

    def answered(self, reply: Reply) -> None:
        """An answer has come, or will not."""
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

    def close(self, found: Conclusion[T]) -> Exchange[T]:
        """The call is over: its exchange, told to every listener."""
        context, error = self.context, found.error
        made = Exchange(
            id=self.id,
            operation_id=self.meaning.operation_id,
            started=self.started,
            request=self.shown,
            response=context.clean(found.response) if found.response is not None else None,
            attempts=tuple(self.attempts),
            milliseconds=(context.monotonic() - self.began) * 1000,
            value=found.value,
            error=error,
        )
        if error is not None:
            error.operation_id, error.scope = made.operation_id, self.meaning.scope
            error.exchange = made
        kind = happening.Failed if error is not None else happening.Done
        context.emit(kind(self.id, made.operation_id, made))
        return made
