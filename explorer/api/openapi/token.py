"""`POST /oauth/token`: how client credentials become a token."""

from __future__ import annotations

from typing import Any

from explorer.api.openapi.answers import common_refusals, headers
from explorer.api.openapi.schemas import PREFIX
from explorer.api.operation import JSON

FORM = "application/x-www-form-urlencoded"

_REQUEST = {
    "grant_type": "client_credentials",
    "client_id": "my-client-id",
    "client_secret": "my-client-secret",
    "audience": "api.atlassian.com",
}
_TOKEN = {
    "access_token": "my-token",
    "scope": "participate:conversation manage:conversation",
    "expires_in": 3600,
    "token_type": "Bearer",
}

TOKEN_SCHEMAS: dict[str, Any] = {
    "TokenRequest": {
        "type": "object",
        "properties": {
            "grant_type": {"const": "client_credentials"},
            "client_id": {"type": "string", "minLength": 1},
            "client_secret": {"type": "string", "minLength": 1, "format": "password"},
            "audience": {
                "type": "string",
                "description": "Whom the token is for; it may be left out.",
            },
        },
        "required": ["grant_type", "client_id", "client_secret"],
    },
    "Token": {
        "type": "object",
        "properties": {
            "access_token": {"type": "string", "minLength": 1},
            "scope": {"type": "string", "description": "The app's scopes, between blanks."},
            "expires_in": {"type": "integer", "description": "Seconds that it holds."},
            "token_type": {"const": "Bearer"},
        },
        "required": ["access_token", "scope", "expires_in", "token_type"],
    },
    "TokenError": {
        "type": "object",
        "properties": {
            "error": {"type": "string"},
            "error_description": {"type": "string"},
        },
        "required": ["error", "error_description"],
    },
}
"""The schemas of request, answer and refusal."""


def _refusal(why: str, error: str, description: str, *, common: bool = True) -> dict[str, Any]:
    own = {"$ref": f"{PREFIX}TokenError"}
    return {
        "description": why,
        "headers": headers(),
        "content": {
            JSON: {
                "schema": {"anyOf": [own, {"$ref": f"{PREFIX}Error"}]} if common else own,
                "example": {"error": error, "error_description": description},
            }
        },
    }


def token_path() -> dict[str, Any]:
    """The path item."""
    request = {"schema": {"$ref": f"{PREFIX}TokenRequest"}, "example": _REQUEST}
    answer = {"schema": {"$ref": f"{PREFIX}Token"}, "example": _TOKEN}
    common = {
        str(status): {"$ref": f"#/components/responses/{name}"}
        for status, name in common_refusals()
    }
    return {
        "post": {
            "operationId": "TokenPostHandler",
            "summary": "Get a token for client credentials",
            "tags": ["token"],
            "x-in-collection": False,
            "security": [],
            "requestBody": {"required": True, "content": {JSON: request, FORM: request}},
            "responses": {
                "200": {
                    "description": "A token with all scopes of the app.",
                    "headers": headers(),
                    "content": {JSON: answer},
                },
                "400": _refusal(
                    "The request lacks something or is of another kind.",
                    "invalid_request",
                    "grant_type: is required, as a text",
                ),
                "401": _refusal(
                    "The client is unknown or its secret wrong.",
                    "access_denied",
                    "Unauthorized",
                    common=False,
                ),
                "403": _refusal(
                    "The client may not have a token for this audience.",
                    "access_denied",
                    "Client is not authorized to access 'api.example.com'",
                ),
                **common,
            },
        }
    }
