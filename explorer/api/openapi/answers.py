"""What an operation answers: its success, and every refusal with its headers."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from explorer.api.openapi.schemas import FILE, PREFIX, AnyOperation, Schemas, answer_model
from explorer.api.operation import JSON

HEADERS: dict[str, Any] = {
    "RequestId": {
        "description": "Names this request, for a question about it.",
        "schema": {"type": "string"},
        "example": "0b1c5f1e4f6d4f0f9a3f3a3f5c1d2e3f",
    },
    "RateLimitLimit": {
        "description": "Calls a minute, app and conversation.",
        "schema": {"type": "integer", "minimum": 1},
        "example": 100,
    },
    "RateLimitRemaining": {
        "description": "Calls left until the reset.",
        "schema": {"type": "integer", "minimum": 0},
        "example": 99,
    },
    "RateLimitReset": {
        "description": "From when on there are as many calls again.",
        "schema": {"type": "string", "format": "date-time"},
        "example": "2018-06-08T17:36:32Z",
    },
    "Allow": {
        "description": "The methods this path has.",
        "required": True,
        "schema": {"type": "string"},
        "example": "GET, POST",
    },
    "WwwAuthenticate": {
        "description": "How to show who is calling.",
        "required": True,
        "schema": {"type": "string"},
        "example": "Bearer",
    },
    "ContentDisposition": {
        "description": "The file's name.",
        "required": True,
        "schema": {"type": "string"},
        "example": "attachment; filename=\"figures.csv\"; filename*=UTF-8''figures.csv",
    },
    "RetryAfter": {
        "description": "Seconds to wait.",
        "schema": {"type": "integer", "minimum": 0},
        "example": 1,
    },
}
"""Response headers; the names are those of the components."""

_SPELLED = {
    "RequestId": "X-Request-Id",
    "RateLimitLimit": "X-RateLimit-Limit",
    "RateLimitRemaining": "X-RateLimit-Remaining",
    "RateLimitReset": "X-RateLimit-Reset",
    "Allow": "Allow",
    "WwwAuthenticate": "WWW-Authenticate",
    "ContentDisposition": "Content-Disposition",
    "RetryAfter": "Retry-After",
}
_QUOTA = ("RateLimitLimit", "RateLimitRemaining", "RateLimitReset")


def headers(*names: str) -> dict[str, Any]:
    """References to some headers by their spelling; that of the request is always among them."""
    return {
        _SPELLED[name]: {"$ref": f"#/components/headers/{name}"} for name in ("RequestId", *names)
    }


def refusal(status: int, why: str, message: str, *names: str) -> dict[str, Any]:
    """An answer in the shape all refusals have.

    Args:
        status: The HTTP status.
        why: When it is given.
        message: An example of its message.
        names: Its headers.
    """
    return {
        "description": why,
        "headers": headers(*names),
        "content": {
            JSON: {
                "schema": {"$ref": f"{PREFIX}Error"},
                "example": {"code": status, "message": message},
            }
        },
    }


_REFUSALS: dict[int, tuple[str, dict[str, Any]]] = {
    status: (name, refusal(status, why, message, *names))
    for status, name, why, message, *names in (
        (
            400,
            "BadRequest",
            "A parameter or the body is wrong; the message names the field.",
            "limit: must be at most 75",
            *_QUOTA,
        ),
        (
            401,
            "Unauthenticated",
            "There is no token, or it is unknown or has expired.",
            "The token is unknown here or has expired. Get a token from POST /oauth/token.",
            "WwwAuthenticate",
        ),
        (
            403,
            "Forbidden",
            "The token lacks the scope, the app is not installed there, or it may not do this.",
            "This needs a token with the scope manage:conversation; it has "
            "participate:conversation.",
            *_QUOTA,
        ),
        (
            404,
            "NotFound",
            "There is no such site, conversation, user, message, module or file.",
            "There is no conversation 'x' here.",
            *_QUOTA,
        ),
        (
            405,
            "MethodNotAllowed",
            "The path has other methods.",
            "TRACE is not allowed here. Allowed: GET, POST.",
            "Allow",
        ),
        (
            408,
            "TooSlow",
            "The request did not come in time.",
            "The body did not come within 60 seconds.",
        ),
        (
            413,
            "TooLarge",
            "The body is over the limit.",
            "The body is over the limit of 1048576 bytes (1 MiB).",
            *_QUOTA,
        ),
        (
            414,
            "TargetTooLong",
            "Path and query are too long.",
            "Path and query are over the limit of 8192 bytes.",
        ),
        (
            429,
            "RateLimited",
            "More calls in this minute than an app has for a conversation.",
            "request has been rate limited",
            *_QUOTA,
            "RetryAfter",
        ),
        (
            431,
            "HeadersTooLarge",
            "There are too many headers, or they are too long.",
            "The headers are over the limit of 32768 bytes.",
        ),
        (
            500,
            "Failed",
            "The service has failed at this.",
            "The sandbox has failed at this. That is a fault in it.",
            *_QUOTA,
        ),
        (
            503,
            "Unavailable",
            "The service cannot answer now. Nothing was changed.",
            "The sandbox's data are in use by another server. Nothing was changed; try again.",
            *_QUOTA,
            "RetryAfter",
        ),
    )
}

RESPONSES: dict[str, Any] = dict(_REFUSALS.values())
"""The refusals, as components."""


def common_refusals() -> list[tuple[int, str]]:
    """Status and component of what any request may be answered, whatever it is for."""
    return [
        (status, name)
        for status, (name, _) in _REFUSALS.items()
        if status in {408, 413, 414, 431, 500, 503}
    ]


def refusals(operation: AnyOperation) -> dict[str, Any]:
    """Every refusal an operation may answer, by status."""
    # What a path has no names for is always there; its own method is always allowed.
    never = {405} if "{" in operation.path else {404, 405}
    return {
        str(status): {"$ref": f"#/components/responses/{name}"}
        for status, (name, _) in _REFUSALS.items()
        if status not in never
    }


def answers(operation: AnyOperation, schemas: Schemas, links: dict[str, Any]) -> dict[str, Any]:
    """Every answer of an operation, its success first."""
    success: dict[str, Any] = {
        "description": HTTPStatus(operation.success).phrase,
        "headers": headers(*_QUOTA),
    }
    model = answer_model(operation)
    if model is not None:
        success["description"] = (model.__doc__ or model.__name__).strip().splitlines()[0]
        reference = schemas.reference(model)
        success["content"] = {JSON: {"schema": reference, "example": schemas.example(reference)}}
    elif operation.gives_file:
        success["description"] = "The bytes of the file."
        success["headers"] = headers(*_QUOTA, "ContentDisposition")
        success["content"] = {"*/*": {"schema": FILE}}
    if links:
        success["links"] = links
    return {str(operation.success): success, **refusals(operation)}
