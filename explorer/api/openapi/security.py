"""Who may call: the kinds of credentials, and which an operation takes."""

from __future__ import annotations

from typing import Any

from explorer.api.auth import OAUTH_PATH
from explorer.api.openapi.schemas import AnyOperation
from explorer.api.operation import Scope

_SCOPES = {
    Scope.PARTICIPATE: "read conversations, send messages, put modules and files",
    Scope.MANAGE: "create and change conversations and who is in them",
}
_IN_WORDS = "; ".join(f"`{scope.value}`: {words}" for scope, words in _SCOPES.items())


def schemes(base_url: str) -> dict[str, Any]:
    """The kinds of credentials.

    Args:
        base_url: Where tokens are given out, without a slash at the end.
    """
    return {
        "app": {
            "type": "oauth2",
            "description": "An app's client credentials, for a token with all of its scopes.",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": f"{base_url}{OAUTH_PATH}",
                    "scopes": {scope.value: words for scope, words in _SCOPES.items()},
                }
            },
        },
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": f"A token of an app. Its scopes: {_IN_WORDS}.",
        },
        "roomToken": {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of one conversation, made in that room: good there only, "
            f"with `{Scope.PARTICIPATE.value}`.",
        },
    }


def requirements(operation: AnyOperation) -> list[dict[str, list[str]]]:
    """The credentials that an operation takes, each alone."""
    scopes = [operation.scope.value] if operation.scope is not None else []
    taken: list[dict[str, list[str]]] = [{"app": scopes}, {"token": scopes}]
    if takes_room_token(operation):
        taken.append({"roomToken": scopes})
    return taken


def takes_room_token(operation: AnyOperation) -> bool:
    """Whether a token of one conversation is any good: not beyond it, nor for managing it."""
    of_the_room = "{conversationId}" in operation.path or "{" not in operation.path
    return of_the_room and operation.scope is not Scope.MANAGE
