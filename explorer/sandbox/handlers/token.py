"""`POST /oauth/token`: client credentials for an access token. Errors have Auth0's shape."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qsl

from explorer.api.auth import OAUTH_PATH
from explorer.api.operation import JSON, CallError, parse_json
from explorer.sandbox.store import tokens
from explorer.sandbox.store.database import Database
from explorer.sandbox.wire import Answer

PATH = OAUTH_PATH.encode()
AUDIENCE = "api.atlassian.com"
LIFETIME = 3600
"""Seconds that a token holds."""

FORM = "application/x-www-form-urlencoded"
_MEMBERS = ("grant_type", "client_id", "client_secret")


def give_token(database: Database, content_type: str, body: bytes, host: str) -> Answer:
    """A new token for an app that shows its credentials.

    Args:
        database: The data.
        content_type: Of the body: JSON (also where empty) or a form.
        body: Its bytes.
        host: The Host asked for: an audience beside the service's own name.
    """
    try:
        given = _members(content_type, body)
    except CallError as problem:
        return _error(400, "invalid_request", str(problem))
    for name in _MEMBERS:
        if not isinstance(given.get(name), str) or not given[name]:
            return _error(400, "invalid_request", f"{name}: is required, as a text")
    if given["grant_type"] != "client_credentials":
        return _error(
            400, "unsupported_grant_type", "grant_type: only client_credentials is supported"
        )
    with database.writing() as connection:
        app = tokens.authenticate(connection, given["client_id"], given["client_secret"])
        if app is None:
            return _error(401, "access_denied", "Unauthorized")
        audience = given.get("audience", AUDIENCE)
        if audience not in (AUDIENCE, host):
            return _error(
                403, "access_denied", f"Client is not authorized to access {str(audience)!r}"
            )
        token = tokens.issue(connection, app, time.time(), LIFETIME)
    return Answer(
        200,
        {
            "access_token": token,
            "scope": app.scopes,
            "expires_in": LIFETIME,
            "token_type": "Bearer",
        },
    )


def _members(content_type: str, body: bytes) -> dict[str, Any]:
    kind = content_type.split(";")[0].strip().lower() or JSON
    if kind == FORM:
        try:
            return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
        except ValueError:
            raise CallError("The body is not a form in UTF-8.", "body") from None
    if kind != JSON:
        raise CallError(f"Content-Type: {kind!r} is not taken here. Use {JSON} or {FORM}.")
    value = parse_json(body)
    if not isinstance(value, dict):
        raise CallError("The body must be a JSON object.", "body")
    return value


def _error(status: int, error: str, description: str) -> Answer:
    clean = description.encode("utf-8", "backslashreplace").decode("utf-8")
    return Answer(status, {"error": error, "error_description": clean})
