"""A world that someone changes while others read."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .calls import NOTHING, Call, Reply
from .drivers import Raw
from .plain import Service
from .service import Conversation
from .worlds import World

numbers = st.integers(0, 30)
"""Which of some things, or when."""


class Place:
    """A world, someone who changes what is in it, and the model that knows what is there."""

    def __init__(self, world: World) -> None:
        self.world, self.service = world, Service(world)
        self.site = {"cloudId": world.sites["home"]}
        self.hall = {**self.site, "conversationId": world.rooms["hall"].id}
        self._other = Raw(world)

    def __enter__(self) -> Place:
        return self

    def __exit__(self, *reason: object) -> None:
        self._other.close()

    def do(self, operation: str, path: dict[str, str], body: Any = NOTHING, **more: Any) -> Reply:
        """Have someone do something."""
        call = Call(operation, "app", path, body=body, **more)
        reply = self._other.send(call)
        self.service.judge(call, reply)
        return reply

    @property
    def room(self) -> Conversation:
        """The hall, as it is."""
        return self.service.conversations[self.hall["conversationId"]]


def matching(place: Place, query: dict[str, Any]) -> dict[str, str]:
    """What the list holds now: id to name."""
    world = place.world
    return {
        room.id: room.name
        for room in place.service.conversations.values()
        if room.cloud == world.sites["home"]
        and world.apps["harbor"].id in room.apps
        and query.get("query", "").casefold() in room.name.casefold()
        and (query.get("include-private", True) or room.privacy == "public")
        and (query.get("include-archived", False) or not room.archived)
    }


def change_conversations(place: Place, what: tuple[Any, ...]) -> None:
    """Create, rename, close or open a room, or change who finds it."""
    if what[0] == "create":
        place.do("ConversationPostHandler", place.site, {"name": what[1]})
        return
    ids = sorted(matching(place, {"include-archived": True}))
    path = {**place.site, "conversationId": ids[what[1] % len(ids)]}
    if what[0] == "close":
        place.do(f"Conversation{'Archive' if what[2] else 'Unarchive'}PutHandler", path)
    else:
        name = "name" if what[0] == "rename" else "privacy"
        place.do("ConversationPatchHandler", path, {name: what[2]})
