"""Messages of a conversation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic_core import from_json

from explorer.api.operations import (
    DeleteMessage,
    EditMessage,
    GetMessage,
    GetMessageContext,
    ListMessages,
    ListRecentMessages,
    SendMessage,
)
from explorer.sandbox.clock import nanoseconds, parse_moment, ticks_of
from explorer.sandbox.context import Context, require_open
from explorer.sandbox.handlers.content import read_content
from explorer.sandbox.refusals import Refusal, bad_request, unknown
from explorer.sandbox.store import messages
from explorer.sandbox.store.conversations import ConversationRow
from explorer.sandbox.store.database import Connection
from explorer.sandbox.store.messages import MessageRow
from explorer.sandbox.wire import Answer

MOST = 75
"""Most messages in one answer."""


def shown(row: MessageRow) -> dict[str, Any]:
    """A message as the service answers it."""
    return {
        "id": row.id,
        "body": from_json(row.body),
        "text": row.text,
        "sender": {"id": row.sender_id},
        "ts": nanoseconds(row.ticks),
    }


def page(rows: Iterable[MessageRow]) -> Answer:
    """Messages as the service answers them."""
    return Answer(200, {"messages": [shown(row) for row in rows]})


async def list_messages(call: ListMessages, context: Context) -> Answer:
    """Messages within exclusive bounds, oldest first.

    With a lower bound the first ones after it, else the latest. A message id as a bound stands
    for its moment, whether or not the message is still there.
    """
    lower = _bound(max, afterMessage=call.after_message, afterTimestamp=call.after_timestamp)
    upper = _bound(min, beforeMessage=call.before_message, beforeTimestamp=call.before_timestamp)
    with context.database.reading() as connection:
        context.conversation(connection, call.cloud_id, call.conversation_id)
        if lower is None:
            return page(messages.before(connection, call.conversation_id, upper, call.limit))
        return page(messages.after(connection, call.conversation_id, lower, upper, call.limit))


def _bound(tighter: Any, **given: str | None) -> int | None:
    """The tighter of a message id's and a timestamp's moment, in ticks; None for no bound."""
    found: list[int] = []
    for name, value in given.items():
        if value is None:
            continue
        if name.endswith("Message"):
            ticks = ticks_of(value)
            if ticks is None:
                raise bad_request(name, "is not the id of a message")
            found.append(ticks)
        else:
            found.append(parse_moment(value))
    return tighter(found) if found else None


async def list_recent(call: ListRecentMessages, context: Context) -> Answer:
    """The latest messages, oldest first."""
    with context.database.reading() as connection:
        context.conversation(connection, call.cloud_id, call.conversation_id)
        return page(messages.before(connection, call.conversation_id, None, call.limit))


async def get_message(call: GetMessage, context: Context) -> Answer:
    """One message."""
    with context.database.reading() as connection:
        context.conversation(connection, call.cloud_id, call.conversation_id)
        return Answer(200, shown(find(connection, call.conversation_id, call.message_id)))


async def get_context(call: GetMessageContext, context: Context) -> Answer:
    """A message with its neighbours, oldest first, 75 in all."""
    earlier, later = neighbours(call.before, call.after)
    with context.database.reading() as connection:
        context.conversation(connection, call.cloud_id, call.conversation_id)
        middle = find(connection, call.conversation_id, call.message_id)
        return page(
            [
                *messages.before(connection, call.conversation_id, middle.ticks, earlier),
                middle,
                *messages.after(connection, call.conversation_id, middle.ticks, None, later),
            ]
        )


def neighbours(before: int, after: int) -> tuple[int, int]:
    """How many neighbours of those asked for there is room for, near ones first."""
    room = MOST - 1
    over = before + after - room
    if over <= 0:
        return before, after
    # The longer side gives way until both are half.
    half = room // 2
    if before <= half:
        return before, room - before
    if after <= half:
        return room - after, after
    return half, room - half


async def send_message(call: SendMessage, context: Context) -> Answer:
    """A new message of the caller's own user."""
    document, text = await read_content(call, call.cloud_id, context)
    with context.database.writing() as connection:
        where = context.conversation(connection, call.cloud_id, call.conversation_id)
        return add(connection, where, context, document, text)


async def edit_message(call: EditMessage, context: Context) -> Answer:
    """Replace the content of an own message."""
    document, text = await read_content(call, call.cloud_id, context)
    with context.database.writing() as connection:
        where = context.conversation(connection, call.cloud_id, call.conversation_id)
        row = find_own(connection, where, call.message_id, context)
        messages.replace(connection, row.id, document, text)
    return Answer(200, {"id": row.id})


async def delete_message(call: DeleteMessage, context: Context) -> Answer:
    """Delete an own message."""
    with context.database.writing() as connection:
        where = context.conversation(connection, call.cloud_id, call.conversation_id)
        messages.delete(connection, find_own(connection, where, call.message_id, context).id)
    return Answer(204)


def add(
    connection: Connection,
    where: ConversationRow,
    context: Context,
    document: dict[str, Any],
    text: str,
) -> Answer:
    """Keep a new message of the caller. Within a transaction.

    Raises:
        Refusal: 403, the conversation is archived.
    """
    require_open(where)
    now = context.clock.ticks()
    made = messages.add(connection, where.id, context.caller.user_id, now, document, text)
    context.heard(where.cloud_id, where.id, text)
    return Answer(201, {"id": made})


def find(connection: Connection, conversation_id: str, message_id: str) -> MessageRow:
    """A message of a conversation.

    Raises:
        Refusal: 404.
    """
    row = messages.find(connection, conversation_id, message_id)
    if row is None:
        raise unknown("message", message_id)
    return row


def find_own(
    connection: Connection, where: ConversationRow, message_id: str, context: Context
) -> MessageRow:
    """A message the caller may change.

    Raises:
        Refusal: 404 where there is none, 403 where it is another's or the conversation archived.
    """
    row = find(connection, where.id, message_id)
    if row.sender_id != context.caller.user_id:
        raise Refusal(403, "This message is not the app's own: only its sender can change it.")
    require_open(where)
    return row
