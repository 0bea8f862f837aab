"""Direct conversations: between the app and one user."""

from __future__ import annotations

import uuid

from explorer.api.operations import (
    DeleteDirectMessage,
    EditDirectMessage,
    GetDirectConversation,
    SendDirectMessage,
)
from explorer.sandbox.clock import milliseconds
from explorer.sandbox.context import Context, not_installed_yet
from explorer.sandbox.handlers.content import read_content
from explorer.sandbox.handlers.conversations import shown
from explorer.sandbox.handlers.messages import add, find_own
from explorer.sandbox.refusals import Refusal, unknown
from explorer.sandbox.store import arrivals, conversations, messages, sites
from explorer.sandbox.store.conversations import ConversationRow
from explorer.sandbox.store.database import Connection
from explorer.sandbox.store.sites import PersonRow
from explorer.sandbox.wire import Answer


async def get_direct(call: GetDirectConversation, context: Context) -> Answer:
    """The direct conversation with a user; the first call starts it."""
    with context.database.writing() as connection:
        row = _find(connection, call.cloud_id, call.user_id, context)
        if row is None:
            row = _start(connection, call.cloud_id, call.user_id, context)
        else:
            _require_installed(connection, row, context)
    return Answer(200, shown(row, context.base_url))


async def send_direct(call: SendDirectMessage, context: Context) -> Answer:
    """A message to a user; the first one starts the conversation."""
    document, text = await read_content(call, call.cloud_id, context)
    with context.database.writing() as connection:
        where = _find(connection, call.cloud_id, call.user_id, context)
        if where is None:
            where = _start(connection, call.cloud_id, call.user_id, context)
        if not _is_late(connection, where, context):
            return add(connection, where, context, document, text)
    # The conversation stays started, though the message has not been sent.
    raise not_installed_yet()


async def edit_direct(call: EditDirectMessage, context: Context) -> Answer:
    """Replace the content of an own message to a user."""
    document, text = await read_content(call, call.cloud_id, context)
    with context.database.writing() as connection:
        where = _existing(connection, call.cloud_id, call.user_id, call.message_id, context)
        row = find_own(connection, where, call.message_id, context)
        messages.replace(connection, row.id, document, text)
    return Answer(200, {"id": row.id})


async def delete_direct(call: DeleteDirectMessage, context: Context) -> Answer:
    """Delete an own message to a user."""
    with context.database.writing() as connection:
        where = _existing(connection, call.cloud_id, call.user_id, call.message_id, context)
        messages.delete(connection, find_own(connection, where, call.message_id, context).id)
    return Answer(204)


def _person(connection: Connection, cloud_id: str, user_id: str, context: Context) -> PersonRow:
    context.refuse_room_token("reach users")
    context.require_site(connection, cloud_id)
    person = sites.find_person(connection, cloud_id, user_id)
    if person is None:
        raise unknown("user", user_id)
    if person.is_app:
        raise Refusal(403, f"{person.name} is an app: direct conversations are with people.")
    return person


def _existing(
    connection: Connection, cloud_id: str, user_id: str, message_id: str, context: Context
) -> ConversationRow:
    _person(connection, cloud_id, user_id, context)
    where = conversations.find_direct(connection, cloud_id, context.caller.app_id, user_id)
    if where is None:
        raise unknown("message", message_id)
    _require_installed(connection, where, context)
    return where


def _find(
    connection: Connection, cloud_id: str, user_id: str, context: Context
) -> ConversationRow | None:
    _person(connection, cloud_id, user_id, context)
    return conversations.find_direct(connection, cloud_id, context.caller.app_id, user_id)


def _is_late(connection: Connection, row: ConversationRow, context: Context) -> bool:
    return arrivals.is_expected(connection, context.caller.app_id, row.id)


def _require_installed(connection: Connection, row: ConversationRow, context: Context) -> None:
    if _is_late(connection, row, context):
        raise not_installed_yet()


def _start(
    connection: Connection, cloud_id: str, user_id: str, context: Context
) -> ConversationRow:
    person = _person(connection, cloud_id, user_id, context)
    app_id = context.caller.app_id
    now = milliseconds(context.clock.now())
    row = ConversationRow(
        id=str(uuid.uuid4()),
        cloud_id=cloud_id,
        name=person.name,
        topic="",
        type="direct",
        privacy="private",
        archived=0,
        avatar_url=str((person.record.get("photos") or [{}])[0].get("value", "")),
        created=now,
        modified=now,
    )
    conversations.add(connection, row, direct=(app_id, user_id))
    context.install(connection, row)
    conversations.join(connection, row.id, user_id)
    conversations.join(connection, row.id, context.caller.user_id)
    return row
