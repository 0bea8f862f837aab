"""Where the things are that operations make, change and delete, and what they are called there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from explorer.api import operations as ops
from explorer.api.operation import Operation
from explorer.api.operations.modules import DeleteModule, PutModule
from explorer.workbench.forms_templates import module_type

AnyOperation = type[Operation[Any]]


class Place(NamedTuple):
    """Where a message, module or file is: a conversation or the direct one with a user."""

    site: str
    kind: str
    id: str


def is_inside(operation: AnyOperation, key_given: bool) -> bool:
    """Whether an operation can do with things of its own in someone else's conversation."""
    if operation.method == "GET":
        return False
    if issubclass(operation, PutModule | DeleteModule):
        return not key_given
    return inner_name(operation) in {"messageId", "mediaId"}


def inner_name(operation: AnyOperation) -> str:
    """What an operation calls the thing that it makes, changes or deletes; empty for none."""
    if issubclass(operation, PutModule | DeleteModule):
        return "key"
    if operation.resource == "media":
        return "mediaId"
    if operation in {
        *(ops.SendMessage, ops.EditMessage, ops.DeleteMessage),
        *(ops.SendDirectMessage, ops.EditDirectMessage, ops.DeleteDirectMessage),
    }:
        return "messageId"
    return ""


def place_of(site: str, known: Mapping[str, str], name: str, operation: AnyOperation) -> Place:
    """Where the thing is that a parameter of an operation names.

    Args:
        site: Its id.
        known: The other parameters, by wire name.
        name: The parameter.
        operation: Says what type of module it is about.
    """
    if "userId" in known and "conversationId" not in known:
        return Place(site, "user", known["userId"])
    kind = {"messageId": "room", "mediaId": "media"}.get(name) or str(module_type(operation))
    return Place(site, kind, known.get("conversationId", ""))


def key_in(body: bytes) -> dict[str, str]:
    """The key of a module as its own text has it."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    key = value.get("key") if isinstance(value, dict) else None
    return {"key": key} if isinstance(key, str) and key else {}


def is_same(one: bytes, other: bytes) -> bool:
    """Whether two bodies are the same JSON."""
    try:
        return bool(json.loads(one) == json.loads(other))
    except (ValueError, RecursionError):
        return False
