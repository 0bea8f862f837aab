"""The service as a plain model: what is where, and who may do what there.

Written from the wire contract and the decisions about it. `judge` takes a call and the answer that
the real service gave, says where the two disagree, and goes on from there: ids, moments and
cursors are the service's to choose, all else is not.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from .calls import Call, Reply
from .judging import Ask, Judged
from .worlds import MANAGE, PARTICIPATE, Caller, World


@dataclass
class Message:
    """A message: its body is None where the model cannot know what became of the content."""

    id: str
    sender: str
    body: Any
    text: str | None

    @property
    def moment(self) -> int:
        """When it was sent, as its id tells: ids are time-based."""
        return moment(self.id)


def moment(message_id: str) -> int:
    """The time in a message's id, in ticks of 100 ns."""
    return uuid.UUID(message_id).time


@dataclass
class Conversation:
    """A conversation. What the service chose is None until it has been seen."""

    id: str
    cloud: str
    name: str
    topic: str
    privacy: str
    type: str = "group"
    archived: bool = False
    apps: set[str] = field(default_factory=set)
    """Ids of the apps installed here."""
    roster: set[str] = field(default_factory=set)
    direct: tuple[str, str] | None = None
    """App and user of a direct conversation."""
    messages: dict[str, Message] = field(default_factory=dict)
    modules: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    """By app and type: key to module, in the order first put."""
    media: dict[str, Any] = field(default_factory=dict)
    created: str | None = None
    modified: str | None = None
    not_before: str = ""
    """The moment of change that was seen last: the next is not earlier."""
    avatar: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The place in a list: by name without regard to case.

        The documents leave open which of two of the same name comes first, so long as that stays:
        here it is the one of the lower id.
        """
        return self.name.casefold(), self.id

    def copy(self) -> Conversation:
        """The same, to try something on."""
        return replace(
            self,
            apps=set(self.apps),
            roster=set(self.roster),
            messages={id: copy.copy(message) for id, message in self.messages.items()},
            modules={place: dict(shelf) for place, shelf in self.modules.items()},
            media=dict(self.media),
        )

    def history(self) -> list[Message]:
        """Its messages in the order of time."""
        return sorted(self.messages.values(), key=lambda message: message.moment)


Rule = Callable[["Service", Ask], None]
RULES: dict[str, Rule] = {}


def rule(*operations: str) -> Callable[[Rule], Rule]:
    """Marks the function that judges some operations."""

    def keep(function: Rule) -> Rule:
        RULES.update(dict.fromkeys(operations, function))
        return function

    return keep


class Service:
    """All that the service knows of one world.

    Args:
        world: What it starts with.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.conversations: dict[str, Conversation] = {}
        self.cursors: dict[str, tuple[bool, tuple[str, str]]] = {}
        """Cursors given out: whether of a falling list, and after which place they lead."""
        self.used: set[str] = set()
        """Every id ever given out."""
        self.said: dict[tuple[str, str], Any] = {}
        """What was first seen of something that does not change."""
        for room in world.rooms.values():
            self.conversations[room.id] = Conversation(
                id=room.id,
                cloud=world.sites[room.site],
                name=room.name,
                topic=f"about {room.name}",
                privacy="private" if room.private else "public",
                archived=room.archived,
                apps={world.apps[app].id for app in room.apps},
                roster={world.users[who] for who in (*room.people, *room.apps)},
            )

    def copy(self) -> Service:
        """The same state, to try something on."""
        twin = copy.copy(self)
        twin.conversations = {id: room.copy() for id, room in self.conversations.items()}
        twin.cursors, twin.used, twin.said = dict(self.cursors), set(self.used), dict(self.said)
        return twin

    def state(self) -> str:
        """The state as a text, to tell two apart."""
        return repr((self.conversations, self.said))

    def judge(self, call: Call, reply: Reply) -> None:
        """Compare an answer with what it should be, and keep what the call has changed.

        Raises:
            Disagrees: It is another.
        """
        ask = Ask(call, reply)
        try:
            if call.by not in self.world.callers:
                ask.no(401, "token")
                ask.answer()
            RULES[call.operation](self, ask)
        except Judged:
            return

    def caller(self, ask: Ask) -> Caller:
        """Who calls."""
        return self.world.callers[ask.call.by]

    def require(self, ask: Ask, scope: str = PARTICIPATE) -> None:
        """The caller's token holds a scope."""
        if scope not in self.caller(ask).scopes:
            ask.no(403, scope)

    def not_with_room_token(self, ask: Ask) -> None:
        """A room token works in its own conversation and nowhere else."""
        if self.caller(ask).room is not None:
            ask.no(403, "room token")

    def site(self, ask: Ask) -> str:
        """The site of the call, which the app must reach."""
        cloud = ask.call.path["cloudId"]
        if not any(self.world.sites[name] == cloud for name in self.caller(ask).app.sites):
            ask.no(404, cloud)
        return cloud

    def conversation(self, ask: Ask, scope: str = PARTICIPATE) -> Conversation | None:
        """The conversation of the call, or what is in the way of it."""
        self.require(ask, scope)
        caller, wanted = self.caller(ask), ask.call.path["conversationId"]
        if caller.room is not None and caller.room != wanted:
            ask.no(403, "room token")
            return None
        cloud = self.site(ask)
        found = self.conversations.get(wanted)
        if found is None or found.cloud != cloud:
            ask.no(404, wanted)
            return None
        if caller.app.id not in found.apps:
            ask.no(403, "not installed")
            return None
        return found

    def people(self, cloud: str) -> dict[str, str]:
        """The people of a site, apps apart: id to name."""
        named = {self.world.sites[name]: people for name, people in self.world.people.items()}
        return named.get(cloud, {})

    def robots(self, cloud: str) -> dict[str, str]:
        """The users of a site's apps: id to name."""
        return {
            app.user: app.name
            for app in self.world.apps.values()
            if any(self.world.sites[name] == cloud for name in app.sites)
        }

    def new_id(self, ask: Ask, found: Any, version: int) -> str:
        """An id that the service has just made: well formed, and never given out before."""
        ask.check(isinstance(found, str), f"{found!r} is no id")
        try:
            ask.same(uuid.UUID(found).version, version, "the version of the id")
        except ValueError:
            ask.disagree(f"{found!r} is no UUID")
        ask.same(str(uuid.UUID(found)), found, "the spelling of the id")
        ask.check(found not in self.used, f"{found} was given out before")
        self.used.add(found)
        return str(found)

    def stays(self, ask: Ask, thing: str, what: str, value: Any) -> None:
        """What does not change is the same every time it is seen."""
        ask.same(value, self.said.setdefault((thing, what), value), what)


__all__ = ["MANAGE", "PARTICIPATE", "Conversation", "Message", "Service", "moment", "rule"]
