"""Conversations: list, create, read, change, archive."""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from explorer.api.operations import (
    ArchiveConversation,
    CreateConversation,
    GetConversation,
    ListConversations,
    UnarchiveConversation,
    UpdateConversation,
)
from explorer.sandbox.clock import milliseconds
from explorer.sandbox.context import Context
from explorer.sandbox.refusals import Refusal, bad_request
from explorer.sandbox.store import conversations, lists
from explorer.sandbox.store.conversations import ConversationRow
from explorer.sandbox.store.lists import Filter, Position
from explorer.sandbox.wire import Answer


def shown(row: ConversationRow, base_url: str) -> dict[str, Any]:
    """A conversation as the service answers it."""
    return _all_shown([row], _place(row.cloud_id, base_url))[0]


def _all_shown(rows: list[ConversationRow], place: str) -> list[dict[str, Any]]:
    """Conversations of one site; together, since a page of them is the sandbox's longest work."""
    return [
        {
            "cloudId": cloud_id,
            "id": identity,
            "name": name,
            "topic": topic,
            "type": kind,
            "created": created,
            "modified": modified,
            "avatarUrl": avatar_url,
            "privacy": privacy,
            "isArchived": archived != 0,
            "_links": {identity: place + segment},
        }
        for segment, (
            identity,
            cloud_id,
            name,
            topic,
            kind,
            privacy,
            archived,
            avatar_url,
            created,
            modified,
        ) in zip(_segments([row[0] for row in rows]), rows, strict=True)
    ]


def link(row: ConversationRow, base_url: str) -> dict[str, str]:
    """The map from a conversation's id to its address."""
    (segment,) = _segments([row.id])
    return {row.id: _place(row.cloud_id, base_url) + segment}


def _segments(ids: list[str]) -> list[str]:
    """Ids as they stand in a path."""
    together = "".join(ids)
    # Nearly every id is a UUID, which can stand there as it is.
    if together.isascii() and together.replace("-", "").isalnum():
        return ids
    return [quote(identity, safe=":") for identity in ids]


@lru_cache(maxsize=16)
def _place(cloud_id: str, base_url: str) -> str:
    """What the addresses of a site's conversations begin with."""
    return f"{base_url}/site/{quote(cloud_id, safe=':')}/conversation/"


async def list_conversations(call: ListConversations, context: Context) -> Answer:
    """One page of the conversations the app is installed in, in the order of their names."""
    context.refuse_room_token("list conversations")
    chosen = Filter(
        query=call.query or "",
        include_private=call.include_private,
        include_archived=call.include_archived,
        exclude_direct=call.exclude_direct,
        descending=call.sort == "desc",
    )
    with context.database.reading() as connection:
        context.require_site(connection, call.cloud_id)
        after = read_cursor(call.cursor, chosen.descending) if call.cursor else None
        rows, end = lists.page(
            connection, context.caller.app_id, call.cloud_id, chosen, after, call.limit
        )
    place = _place(call.cloud_id, context.base_url)
    return Answer(
        200,
        {
            "values": _all_shown(rows, place),
            "cursor": write_cursor(end, chosen.descending) if end else "",
            "limit": call.limit,
            "size": len(rows),
        },
    )


def write_cursor(position: Position, descending: bool) -> str:
    """A place in a list as an opaque text."""
    data = json.dumps(["desc" if descending else "asc", *position], separators=(",", ":"))
    return base64.urlsafe_b64encode(data.encode()).decode().rstrip("=")


def read_cursor(cursor: str, descending: bool) -> Position:
    """The place an opaque text stands for.

    Raises:
        Refusal: 400, it is none of ours, or of a list in the other order.
    """
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        order, name_key, last = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        name_key.encode()
        last.encode()
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error):
        raise bad_request("cursor", "is not one this list has given out") from None
    if order != ("desc" if descending else "asc"):
        raise bad_request("cursor", f"belongs to a list with sort={order}")
    return Position(name_key, last)


async def create_conversation(call: CreateConversation, context: Context) -> Answer:
    """A new room, in which the app is installed at once, or after the sandbox's delay."""
    context.refuse_room_token("create conversations")
    now = milliseconds(context.clock.now())
    new = uuid.uuid4()
    row = ConversationRow(
        id=str(new),
        cloud_id=call.cloud_id,
        name=call.name,
        topic=call.topic,
        type="group",
        privacy=call.privacy,
        archived=0,
        avatar_url=conversations.AVATARS.format(new.int % 12 + 1),
        created=now,
        modified=now,
    )
    with context.database.writing() as connection:
        context.require_site(connection, call.cloud_id)
        conversations.add(connection, row)
        context.install(connection, row)
        conversations.join(connection, row.id, context.caller.user_id)
    return Answer(201, {"id": row.id, "_links": link(row, context.base_url)})


async def get_conversation(call: GetConversation, context: Context) -> Answer:
    """One conversation."""
    with context.database.reading() as connection:
        row = context.conversation(connection, call.cloud_id, call.conversation_id)
    return Answer(200, shown(row, context.base_url))


async def update_conversation(call: UpdateConversation, context: Context) -> Answer:
    """Change what the body names."""
    with context.database.writing() as connection:
        row = context.conversation(connection, call.cloud_id, call.conversation_id)
        if row.type == "direct":
            raise Refusal(403, "A direct conversation has no name, topic or privacy to change.")
        changed = conversations.change(
            connection,
            row,
            milliseconds(context.clock.now()),
            name=call.name,
            topic=call.topic,
            privacy=call.privacy,
        )
    return Answer(200, shown(changed, context.base_url))


async def archive_conversation(call: ArchiveConversation, context: Context) -> Answer:
    """Close a room for messages; one that is closed stays so."""
    return _archived(call, context, archived=True)


async def unarchive_conversation(call: UnarchiveConversation, context: Context) -> Answer:
    """Open a room for messages again; one that is open stays so."""
    return _archived(call, context, archived=False)


def _archived(
    call: ArchiveConversation | UnarchiveConversation, context: Context, *, archived: bool
) -> Answer:
    context.refuse_room_token("archive it or take it out of the archive")
    with context.database.writing() as connection:
        row = context.conversation(connection, call.cloud_id, call.conversation_id)
        if row.type == "direct":
            raise Refusal(403, "A direct conversation cannot be archived.")
        if bool(row.archived) is not archived:
            now = milliseconds(context.clock.now())
            conversations.set_archived(connection, row.id, archived, now)
    return Answer(204)
