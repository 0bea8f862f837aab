"""Where the effect of a step shows: in which pane, of which conversation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from explorer.tour.player import Played
from explorer.tour.reading import find_operation
from explorer.workbench.addresses import path_values

Kind = Literal["messages", "modules", "conversations"]


@dataclass(frozen=True, slots=True)
class Effect:
    """A place where an effect shows.

    Args:
        kind: The pane.
        conversation_id: The conversation; empty for the list of all.
    """

    kind: Kind
    conversation_id: str = ""


def effect_of(played: Played) -> Effect | None:
    """Where a played step's effect shows; None where no pane has it.

    Args:
        played: The step.
    """
    operation, exchange = find_operation(played.step.operation), played.exchange
    if operation is None or exchange is None or exchange.response is None:
        return None
    resource = operation.resource
    room = path_values(operation.operation_id, exchange.request.url).get("conversationId", "")
    if resource == "direct":
        room = ""
    if not room:
        room = _made(played) if operation.method == "POST" or resource == "direct" else ""
    if room and resource.startswith(("module", "configuration")):
        return Effect("modules", room)
    if room:
        return Effect("messages", room)
    return Effect("conversations") if resource == "conversations" else None


def _made(played: Played) -> str:
    """The id of a conversation that an answer gives."""
    exchange = played.exchange
    if exchange is None or exchange.response is None or not exchange.ok:
        return ""
    operation = find_operation(played.step.operation)
    if operation is None or operation.__name__ not in (
        "CreateConversation",
        "GetDirectConversation",
    ):
        return ""
    try:
        value = json.loads(exchange.response.body)
    except (ValueError, RecursionError):
        return ""
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
