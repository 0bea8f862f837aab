"""What can go wrong with a call: a class per status, each with what to do next.

`str(error)` is what a person reads: one or two plain sentences, made safe for a terminal.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from explorer.api.opening import Explorable
from explorer.api.representation.shown import Shown
from explorer.document.safe import one_line

if TYPE_CHECKING:
    from explorer.api.exchange import Exchange, Response


class ApiError(Explorable, Shown, Exception):
    """Base of every failure of a call.

    Args:
        message: What happened, in words; the server's own where it gave any.
        operation_id: The operation that was called.
        status: The status code; None when no answer came.
        code: The code in the error body, where there is one.
        request_id: The server's id of the request, to quote when asking for help.
        scope: The scope the operation needs, where it needs one.
        hint: What to do next; empty where nothing is to be said.
        field: The member of the answer or parameter it is about; empty for none.
    """

    kind = "The call failed"
    next_step = ""

    def __init__(
        self,
        message: str,
        *,
        operation_id: str = "",
        status: int | None = None,
        code: str | int | None = None,
        request_id: str | None = None,
        scope: str | None = None,
        hint: str = "",
        field: str = "",
    ) -> None:
        self.message = one_line(message, 600)
        self.operation_id = operation_id
        self.status = status
        self.code = one_line(code, 120) if isinstance(code, str) else code
        self.request_id = one_line(request_id, 120) if request_id else None
        self.scope = scope
        self.field = one_line(field, 200)
        self.hint = hint or self.next_step
        self.exchange: Exchange[Any] | None = None
        super().__init__(self.message)

    def __str__(self) -> str:
        head = f"{self.operation_id}: " if self.operation_id else ""
        status = f"{self.status} {self.kind}" if self.status else self.kind
        text = f"{head}{status}: {_sentence(self.message)}" if self.message else f"{head}{status}."
        if self.hint:
            text += f" {self.hint}"
        if self.request_id:
            text += f" (request {self.request_id})"
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.message, {**self.__dict__, "exchange": None}))


def _rebuild(kind: type[ApiError], message: str, state: dict[str, Any]) -> ApiError:
    error = kind(message)
    error.__dict__.update(state)
    return error


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


class StatusError(ApiError):
    """The server answered with a status that is not a success."""

    kind = "Refused"


class Redirected(StatusError):
    """3xx: the server points elsewhere. Never followed silently."""

    kind = "Redirected"


class ClientError(StatusError):
    """A 4xx without a class of its own."""

    kind = "Refused"


class BadRequest(ClientError):
    """400: the request does not have the form the operation takes."""

    kind = "Bad request"
    next_step = "Correct what it names and send again."


class Unauthenticated(ClientError):
    """401: the credentials are missing, wrong or expired."""

    kind = "Not authenticated"


class Forbidden(ClientError):
    """403: the credentials are good but do not allow this."""

    kind = "Forbidden"


class NotFound(ClientError):
    """404: there is no such thing, or the server does not have the operation."""

    kind = "Not found"
    next_step = "Check the ids; a server may also lack an operation outside the collection."


class MethodNotAllowed(ClientError):
    """405: the server does not have the operation."""

    kind = "Method not allowed"
    next_step = "This server does not have the operation."


class Conflict(ClientError):
    """409: the request does not fit the present state."""

    kind = "Conflict"
    next_step = "Read the present state and try again."


class TooLarge(ClientError):
    """413: the body is larger than the server takes."""

    kind = "Too large"
    next_step = "Send less at once."


class RateLimited(ClientError):
    """429: more calls than the limit allows.

    Args:
        wait: Seconds until the limit is lifted, None where the server does not say.
    """

    kind = "Rate limited"
    next_step = "Wait and send again."
    wait: float | None = None


class ServerError(StatusError):
    """5xx: the server failed."""

    kind = "Server error"
    next_step = "Try again later."


class NoAnswer(ApiError):
    """No answer came."""

    kind = "No answer"


class ConnectFailed(NoAnswer):
    """The connection could not be made: nothing was sent."""

    kind = "No connection"
    next_step = "Nothing was sent. Check the base URL and the network."


class TimedOut(NoAnswer):
    """The server took longer than the time allowed to answer a reading call."""

    kind = "Timed out"
    next_step = "Try again."


class Broken(NoAnswer):
    """The connection broke during a reading call, or what came was not HTTP."""

    kind = "Connection broken"
    next_step = "Try again."


class OutcomeUnknown(NoAnswer):
    """A write was sent and no answer came: it may or may not have been carried out."""

    kind = "Outcome unknown"
    next_step = (
        "The request was sent but no answer came: it may have been carried out. "
        "Look before you send it again."
    )


class Cancelled(NoAnswer):
    """The caller gave the call up before its answer had come."""

    kind = "Cancelled"


class AnswerTooLarge(ApiError):
    """The answer is larger than the cap."""

    kind = "Answer too large"
    next_step = "It can be saved to a file instead."


class FileFailed(ApiError):
    """A file on this machine could not be read or written: an upload or download stopped."""

    kind = "File trouble"


class DeadlinePassed(ApiError):
    """Waiting any longer would go beyond the time a call may take."""

    kind = "Took too long"


class ShapeError(ApiError):
    """The answer is a success but does not have the documented shape; `field` says where.

    The raw answer is kept: `error.exchange.response`.
    """

    kind = "Unexpected answer"
    next_step = "The raw answer is kept with the exchange."


class PageInstead(ShapeError):
    """A page of HTML came with a success: what answered is a proxy or a login, not the service."""

    kind = "Not the service's answer"


class TokenRefused(ApiError):
    """The token endpoint gave no token for the client credentials."""

    kind = "No token"
    next_step = "Check the client id, the client secret and the token URL."


_CLASSES: dict[int, type[StatusError]] = {
    400: BadRequest,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    409: Conflict,
    413: TooLarge,
    429: RateLimited,
}


def from_status(
    response: Response,
    operation_id: str,
    scope: str | None,
    redact: Callable[[str], str] = str,
) -> StatusError:
    """The error a status that is not a success stands for.

    Args:
        response: The answer, whatever its body is.
        operation_id: The operation that was called.
        scope: The scope the operation needs.
        redact: Takes secrets out of a text: those that stood in the body in some encoding of
            their own come to light when it is decoded.
    """
    status = response.status
    kind = _CLASSES.get(status) or (
        ServerError
        if status >= 500
        else ClientError
        if status >= 400
        else Redirected
        if status >= 300
        else StatusError
    )
    code, message = read_error(response)
    hint = ""
    if kind is Unauthenticated:
        hint = "Check the token or the client credentials"
        hint += f"; the operation needs the scope {scope}." if scope else "."
    elif kind is Forbidden:
        hint = (
            f"The token needs the scope {scope}, and the app must be in the conversation."
            if scope
            else "The token does not allow this."
        )
    elif kind is Redirected:
        location = one_line(response.header("Location") or "nowhere", 200)
        hint = f"It points to {location}; it was not followed."
    return kind(
        redact(message),
        operation_id=operation_id,
        status=status,
        code=redact(code) if isinstance(code, str) else code,
        request_id=response.header("X-Request-Id") or response.header("Atl-Traceid"),
        scope=scope,
        hint=hint,
    )


def read_error(response: Response) -> tuple[str | int | None, str]:
    """Code and message of an error body in any of the shapes known, or none.

    `{"code", "message"}`, `{"error", "error_description"}`, `{"statusCode", "errors": […]}`, plain
    text, HTML and nothing at all are read.
    """
    reason = response.reason or "the server gave no reason"
    head = response.body[:_LONGEST_TEXT]
    try:
        value = json.loads(response.body) if len(response.body) <= _LONGEST_JSON else None
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        return _code(value), _message(value) or reason
    if isinstance(value, str):
        return None, value or reason
    text = head.decode("utf-8", "replace").strip()
    markup = text.startswith("<") or "html" in (response.header("Content-Type") or "").lower()
    unreadable = not text or markup or text[0] in "[{" or text == "null" or value is not None
    return None, reason if unreadable else text


_LONGEST_JSON = 1024 * 1024
_LONGEST_TEXT = 4096


def _code(value: dict[str, Any]) -> str | int | None:
    names = ("code", "statusCode", "error")
    return next((value[name] for name in names if _scalar(value.get(name))), None)


def _message(value: dict[str, Any]) -> str:
    for name in ("message", "error_description", "error", "detail"):
        text = value.get(name)
        if isinstance(text, str) and text.strip():
            return text
    several = value.get("errors")
    if not isinstance(several, list):
        several = [value["error"]] if isinstance(value.get("error"), dict) else []
    texts = [item.get("message") if isinstance(item, dict) else item for item in several[:3]]
    return "; ".join(text for text in texts if isinstance(text, str) and text.strip())


def _scalar(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)
