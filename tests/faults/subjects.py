"""Every operation as a call that a sandbox can carry out: its own example, with ids that exist."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from explorer.api.client import Client
from explorer.api.operation import Operation
from explorer.api.operations import (
    CATALOGUE,
    ArchiveConversation,
    CreateConversation,
    ListConversations,
    ListRecentMessages,
    SendDirectMessage,
    SendMessage,
    UnarchiveConversation,
)


@dataclass
class Subjects:
    """What calls are about, in one sandbox.

    Args:
        values: Path parameter to value.
        of: The same for operations that need another one, by operation id.
    """

    values: dict[str, str]
    of: dict[str, dict[str, str]] = field(default_factory=dict)

    def call(self, operation_id: str) -> Operation[Any]:
        """The call of an operation.

        Raises:
            LookupError: It has a path parameter that nothing is known about: `prepare` must.
        """
        operation = CATALOGUE[operation_id]
        known = {**self.values, **self.of.get(operation_id, {})}
        given: dict[str, Any] = {}
        for parameter in operation.parameters():
            name = parameter.wire_name
            if parameter.place == "path" and name != "key":
                if name not in known:
                    raise LookupError(f"{operation_id}: tests/faults/subjects.py knows no {name}")
                given[parameter.name] = known[name]
        example = operation.example()
        if "add" in operation.model_fields:
            given["add"] = [known["userId"]]
        return operation.model_validate({**dict(_fields(example)), **given})


def _fields(example: Operation[Any]) -> list[tuple[str, Any]]:
    return [(name, getattr(example, name)) for name in example.model_fields_set]


def prepare(client: Client) -> Subjects:
    """Make in a sandbox whatever the calls are about."""
    person = _somebody(client)
    room = client.send(CreateConversation(name="Matrix")).id
    shelved = client.send(CreateConversation(name="Shelved")).id
    client.send(ArchiveConversation(conversation_id=shelved))
    said = client.send(SendMessage(conversation_id=room, content="here", form="text")).id  # type: ignore[arg-type]
    told = client.send(SendDirectMessage(user_id=person, content="you", form="text")).id  # type: ignore[arg-type]
    values = {
        "cloudId": client.cloud_id,
        "conversationId": room,
        "userId": person,
        "messageId": said,
    }
    direct = {
        operation_id: {"messageId": told}
        for operation_id, operation in CATALOGUE.items()
        if "/conversation/user/{userId}/message/" in operation.path
    }
    of = {**direct, UnarchiveConversation.operation_id: {"conversationId": shelved}}
    subjects = Subjects(values, of)
    for operation_id, operation in CATALOGUE.items():
        if operation.method == "PUT" and "{key}" in operation.path and operation.success == 204:
            client.send(subjects.call(operation_id))
    _add_file(client, subjects)
    return subjects


def _add_file(client: Client, subjects: Subjects) -> None:
    for operation_id, operation in CATALOGUE.items():
        if operation.resource == "media" and operation.method == "POST":
            subjects.values["mediaId"] = client.send(subjects.call(operation_id)).id


def _somebody(client: Client) -> str:
    """Someone who can be written to directly."""
    me = client.users.me().account_id
    for room in client.items(ListConversations(exclude_direct=True)):
        for message in client.send(ListRecentMessages(conversation_id=room.id)).messages:
            sender = message.sender_id
            if sender != me and client.users.get(user_id=sender).user_name:
                return str(sender)
    raise LookupError("nobody has said anything")
