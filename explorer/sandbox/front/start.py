"""The lines that fill in the variables of the page's curl lines, one after the other."""

from __future__ import annotations

from typing import Any

from explorer.api.auth import OAUTH_PATH
from explorer.api.operation import Operation
from explorer.api.operations import (
    CreateConversation,
    GetMe,
    GetMedia,
    ListConversations,
    ListRoster,
    SendDirectMessage,
    SendMessage,
    UploadMedia,
)
from explorer.sandbox.front.curl import curl_line, variable


def token_line() -> str:
    """Gets a token for the client's id and secret, which the sandbox has printed."""
    return _export(
        "STRIDE_TOKEN",
        f'curl -sS "$STRIDE_BASE_URL{OAUTH_PATH}" -d grant_type=client_credentials'
        ' --data-urlencode "client_id=$STRIDE_CLIENT_ID"'
        ' --data-urlencode "client_secret=$STRIDE_CLIENT_SECRET"',
        "access_token",
    )


def id_lines() -> list[tuple[str, str]]:
    """What each line is for, and the line."""
    room = variable("conversationId", CreateConversation.path)
    user = variable("userId", SendDirectMessage.path)
    roster = curl_line(ListRoster).replace(f"${room}", "$SOME_ROOM")
    someone = (
        f"SOME_ROOM=$({curl_line(ListConversations)} | {_member('id')});"
        f" ME=$({curl_line(GetMe)} | {_member('account_id')});"
        f""" export {user}=$({roster} | sed 's/.*"values":\\[\\([^]]*\\)\\].*/\\1/' """
        """| tr -d '"' | tr , '\\n' | grep -v "^$ME$" | head -n 1)"""
    )
    return [
        ("a room of its own, in which nothing can be spoilt", _made(room, CreateConversation)),
        ("a message in it", _made(variable("messageId", SendMessage.path), SendMessage)),
        ("a file in it", _made(variable("mediaId", GetMedia.path), UploadMedia)),
        ("someone beside the app", someone),
        (
            "a message to that person",
            _made(variable("messageId", SendDirectMessage.path), SendDirectMessage),
        ),
    ]


def _made(name: str, operation: type[Operation[Any]]) -> str:
    return _export(name, curl_line(operation), "id")


def _export(name: str, command: str, member: str) -> str:
    return f"export {name}=$({command} | {_member(member)})"


def _member(name: str) -> str:
    """Picks the first text of that name out of JSON, without a tool that may not be there."""
    return f"""grep -o '"{name}":"[^"]*"' | head -n 1 | cut -d '"' -f 4"""
