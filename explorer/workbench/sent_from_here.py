"""What the journal knows of a conversation because it was sent from here.

Some servers keep no history to read, and none tells whether an app is configured: what was sent is
then all there is to know.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from explorer.api.models.messages import Message, Sender, text_document
from explorer.api.operation import CallError, Operation
from explorer.api.operations import (
    DeleteDirectMessage,
    DeleteMessage,
    EditDirectMessage,
    EditMessage,
    GetDirectConversation,
    PutConfigurationState,
    PutGlanceState,
    SendDirectMessage,
    SendMessage,
)
from explorer.workbench.store import storable

SENDS = frozenset({SendMessage.operation_id, SendDirectMessage.operation_id})
EDITS = frozenset({EditMessage.operation_id, EditDirectMessage.operation_id})
DELETIONS = frozenset({DeleteMessage.operation_id, DeleteDirectMessage.operation_id})


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message sent from here.

    Args:
        id: The id the server gave it; empty where it gave none.
        exchange_id: The exchange that sent it.
        body: The content as sent last: of the sending, or of an edit.
        content_type: Of the body; empty for JSON.
        sent: When, in UTC.
        edited: Whether it was changed from here since.
    """

    id: str
    exchange_id: str
    body: bytes
    content_type: str
    sent: datetime
    edited: bool = False

    def message(self, sender_id: str = "") -> Message:
        """It as the service would list it.

        Args:
            sender_id: The app's own user, where it is known.
        """
        content: Any
        try:
            content = SendMessage.read_body(self.body, self.content_type)["content"]
        except CallError:
            content = self.body.decode("utf-8", "replace")
        return Message(
            id=self.id or self.exchange_id,
            body=text_document(content) if isinstance(content, str) else content,
            text=content if isinstance(content, str) else None,
            sender=Sender(id=sender_id or None),
            ts=self.sent,
        )


@dataclass(frozen=True, slots=True)
class ConfigurationState:
    """What was last set from here.

    Args:
        key: The configuration module.
        configured: What was said.
        set_at: When, in UTC.
    """

    key: str
    configured: bool
    set_at: datetime


@dataclass(frozen=True, slots=True)
class GlanceState:
    """What a glance was last told from here to show.

    Args:
        key: The glance.
        label: The line it shows.
        metadata: What the app keeps with it, as JSON text; empty for none.
        set_at: When, in UTC.
    """

    key: str
    label: str
    metadata: str
    set_at: datetime


def direct_users(
    connection: sqlite3.Connection, server: str, site: str, conversation: str
) -> set[str]:
    """The users a direct conversation is known to be with."""
    rows = connection.execute(
        "SELECT DISTINCT user FROM exchange WHERE server = ? AND site = ? AND operation_id = ? "
        "AND conversation = ? AND ok",
        (server, storable(site), GetDirectConversation.operation_id, storable(conversation)),
    )
    return {user for (user,) in rows}


def sent_messages(
    connection: sqlite3.Connection,
    server: str,
    site: str,
    conversation: str,
    users: Set[str] = frozenset(),
) -> list[SentMessage]:
    """See `Journal.sent_messages`."""
    with_users = users | direct_users(connection, server, site, conversation)
    relevant = sorted(SENDS | EDITS | DELETIONS)
    # The names of the index's columns come first, so that it is used.
    rows = connection.execute(
        "SELECT operation_id, id, message, started, request_body, request_headers, "  # noqa: S608
        "conversation, user FROM exchange WHERE server = ? AND site = ? "
        f"AND operation_id IN ({', '.join('?' * len(relevant))}) AND ok ORDER BY number",
        (server, storable(site), *relevant),
    )
    found: dict[str, SentMessage] = {}
    for operation, exchange_id, message, started, body, headers, room, user in rows:
        if room != conversation and (room or user not in with_users):
            continue
        kind = _content_type(headers)
        name = message or exchange_id
        if operation in SENDS:
            sent = datetime.fromisoformat(started)
            found[name] = SentMessage(message, exchange_id, body, kind, sent)
        elif operation in DELETIONS:
            found.pop(name, None)
        elif name in found:
            was = found[name]
            found[name] = SentMessage(was.id, was.exchange_id, body, kind, was.sent, edited=True)
    return list(found.values())


def configuration_states(
    connection: sqlite3.Connection, server: str, site: str, conversation: str
) -> list[ConfigurationState]:
    """See `Journal.configuration_states`."""
    states: dict[str, ConfigurationState] = {}
    for key, body, moment in _states(connection, PutConfigurationState, server, site, conversation):
        configured = body.get("configured")
        if isinstance(configured, bool):
            states[key] = ConfigurationState(key, configured, moment)
    return [states[key] for key in sorted(states)]


def glance_states(
    connection: sqlite3.Connection, server: str, site: str, conversation: str
) -> list[GlanceState]:
    """See `Journal.glance_states`."""
    states: dict[str, GlanceState] = {}
    for key, body, moment in _states(connection, PutGlanceState, server, site, conversation):
        label, metadata = body.get("label"), body.get("metadata")
        if isinstance(label, str):
            kept = json.dumps(metadata, ensure_ascii=False) if metadata else ""
            states[key] = GlanceState(key, label, kept, moment)
    return [states[key] for key in sorted(states)]


def _states(
    connection: sqlite3.Connection,
    operation: type[Operation[None]],
    server: str,
    site: str,
    conversation: str,
) -> Iterator[tuple[str, dict[str, Any], datetime]]:
    """Key, body and moment of each state that was set, in the order it was."""
    rows = connection.execute(
        "SELECT key, request_body, started FROM exchange WHERE server = ? AND site = ? "
        "AND operation_id = ? AND conversation = ? AND ok ORDER BY number",
        (server, storable(site), operation.operation_id, storable(conversation)),
    )
    for key, body, started in rows:
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            yield key, value, datetime.fromisoformat(started)


def _content_type(headers: str) -> str:
    return next(
        (value for name, value in json.loads(headers) if name.lower() == "content-type"), ""
    )
