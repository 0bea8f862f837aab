"""What a call that brought no usable answer comes to: errors made from failures."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.api.auth import Auth
from explorer.api.errors import (
    AnswerTooLarge,
    ApiError,
    Broken,
    Cancelled,
    ConnectFailed,
    DeadlinePassed,
    FileFailed,
    OutcomeUnknown,
    TimedOut,
)
from explorer.api.retry import Cause, Failure, Stop

PERHAPS_DONE = "The request may have been carried out: look before you send it again."
"""What to do where a write was answered, and the answer does not tell."""


def unanswered(
    failure: Failure, method: str, verdict: Stop, *, message: str, lost: bool
) -> ApiError:
    """The error for a call whose last attempt brought no answer.

    Args:
        failure: Of the last attempt.
        method: The HTTP method.
        verdict: Why it was not sent again, where that needs saying.
        message: The failure in words, redacted.
        lost: Whether any attempt may have reached the server without an answer coming back.
    """
    kind: type[ApiError]
    if failure.cause in _OURS:
        kind = _OURS[failure.cause]
    elif method != "GET" and lost:
        kind = OutcomeUnknown
    else:
        kind = _UNANSWERED.get(failure.cause, Broken)
    error = kind(message)
    if failure.cause in _OURS and failure.sent and method != "GET":
        error.hint = PERHAPS_DONE
    if verdict.why:
        error.hint = f"Not sent again: {verdict.why}. {error.next_step}".strip()
    return error


_OURS: Mapping[Cause, type[ApiError]] = {Cause.TOO_LARGE: AnswerTooLarge, Cause.FILE: FileFailed}
_UNANSWERED: Mapping[Cause, type[ApiError]] = {
    Cause.CONNECT: ConnectFailed,
    Cause.TIMEOUT: TimedOut,
    Cause.DEADLINE: DeadlinePassed,
}


def cancelled(method: str, *, lost: bool) -> ApiError:
    """The error for a call that was given up; `lost` as in `unanswered`."""
    error = Cancelled("it was given up")
    if method != "GET" and lost:
        error.hint = OutcomeUnknown.next_step
    return error


def too_late(deadline: float) -> ApiError:
    """The error for a call whose time was over before it could be sent (again)."""
    return DeadlinePassed(f"the {deadline:.0f} s a call may take were over before it was sent")


def unauthorized(auth: Auth, scope: str | None) -> str:
    """What to do about a 401 to a request that carried no credentials."""
    needs = f" The operation needs the scope {scope}." if scope else ""
    if auth.secrets():
        return f"The configured credentials were not sent to this address.{needs}"
    return f"No token was sent: configure one.{needs}"
