"""Where the effect of a step shows: in which pane, of which conversation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qs, urlsplit

from explorer.api.operations import PutGlanceState
from explorer.tour.reading import find_operation
from explorer.workbench.addresses import path_values

if TYPE_CHECKING:
    from explorer.api.exchange import Exchange
    from explorer.api.operation import Operation
    from explorer.tour.player import Played
    from explorer.workbench.standing import Rate

Kind = Literal["messages", "modules", "conversations", "conversation"]

_KINDS: dict[str, Kind] = {
    "conversations": "conversation",
    "roster": "conversation",
    "configuration": "modules",
    "modules": "modules",
}
"""By resource, of what is about one conversation; every other one is about its messages."""


_COSTS: dict[Kind, int] = {"conversations": 4, "conversation": 6, "messages": 6, "modules": 12}
"""Calls that a pane may make, about, and a few for the tour itself."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A place where an effect shows.

    Args:
        kind: The pane: messages, modules, the list of conversations, or one of them and its people.
        conversation_id: The conversation; empty where a user is given, and for the list of all.
        user_id: Whose direct conversation it is; empty for none.
        query: What the list of conversations was searched for.
        module_type, key: The module that the step was about; empty for none.
    """

    kind: Kind
    conversation_id: str = ""
    user_id: str = ""
    query: str = ""
    module_type: str = ""
    key: str = ""


def effect_of(played: Played) -> Effect | None:
    """Where a played step's effect shows; None where no pane has it.

    A read that failed has none. Of a call that was refused, or whose answer was lost, a pane shows
    whether anything came of it.

    Args:
        played: The step.
    """
    operation, exchange = find_operation(played.step.operation), played.exchange
    if operation is None or exchange is None or (operation.method == "GET" and not exchange.ok):
        return None
    named = path_values(operation.operation_id, exchange.request.url)
    kind = _KINDS.get(operation.resource, "messages")
    if operation.resource == "direct":
        return Effect(kind, user_id=named.get("userId", ""))
    room = named.get("conversationId", "") or _made(operation, exchange)
    if room:
        type = getattr(operation, "module_type", "")
        if operation is PutGlanceState:
            type = "chat:glance"
        elif operation.resource == "configuration":
            type = "chat:configuration"
        return Effect(kind, room, module_type=type, key=named.get("key", ""))
    if operation.resource != "conversations":
        return None
    asked = parse_qs(urlsplit(exchange.request.url).query)
    return Effect("conversations", query=asked.get("query", [""])[0])


def is_dear(effect: Effect, rate: Rate | None, now: datetime) -> bool:
    """Whether showing an effect would take the calls that the tour needs itself.

    Args:
        effect: The effect.
        rate: How many calls are left; None where that is not known.
        now: The present, with its zone.
    """
    if rate is None or (rate.reset is not None and rate.reset <= now):
        return False
    return rate.remaining < _COSTS[effect.kind]


def _made(operation: type[Operation[Any]], exchange: Exchange[Any]) -> str:
    """The id of a conversation that an answer gives."""
    if operation.__name__ != "CreateConversation" or not exchange.ok or exchange.response is None:
        return ""
    try:
        value = json.loads(exchange.response.body)
    except (ValueError, RecursionError):
        return ""
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
