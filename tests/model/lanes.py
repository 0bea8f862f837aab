"""The same steps through several drivers, each in a world of its own beside a model of its own."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from .calls import JSON, NOTHING, Call, Reply
from .drivers import Driver, Raw
from .plain import Service
from .rules_conversations import UNSEEN
from .rules_messages import written
from .rules_modules import LIST_MODULES
from .service import moment


@dataclass(frozen=True)
class Ref:
    """Something the service has named: in each lane it has an id of its own."""

    name: str


@dataclass(frozen=True)
class MomentOf:
    """The moment of a message, as a bound of a history."""

    message: Ref


class Lane:
    """A driver, the model of what it talks to, and what is called what there."""

    def __init__(self, driver: Driver) -> None:
        self.driver, self.service = driver, Service(driver.world)
        self.eye: Driver = driver if isinstance(driver, Raw) else Raw(driver.world)
        """Looks at whole lists, apart from the driver that is tried."""
        world = driver.world
        self.ids: dict[str, str] = {
            **world.sites,
            **world.users,
            **{name: room.id for name, room in world.rooms.items()},
        }

    def resolve(self, value: Any) -> Any:
        """A value with the ids of this lane in it."""
        if isinstance(value, Ref):
            return self.ids[value.name]
        if isinstance(value, MomentOf):
            return written(moment(self.ids[value.message.name]))
        if isinstance(value, dict):
            return {name: self.resolve(each) for name, each in value.items()}
        return [self.resolve(each) for each in value] if isinstance(value, list) else value

    def send(self, call: Call, by: Driver | None = None) -> Reply:
        """Send a call and have its answer judged."""
        reply = (by or self.driver).send(call)
        self.service.judge(call, reply)
        return reply

    def close(self) -> None:
        """Close all connections."""
        self.driver.close()
        if self.eye is not self.driver:
            self.eye.close()


class Lanes:
    """All drivers side by side.

    Args:
        drivers: In worlds of the same shape.
    """

    def __init__(self, drivers: Sequence[Driver]) -> None:
        self.lanes = [Lane(driver) for driver in drivers]
        self._turn = itertools.cycle(self.lanes)
        self._count = itertools.count(1)
        self.agreed = True
        """Whether all steps went as they should."""

    def step(
        self,
        operation: str,
        by: str,
        path: Mapping[str, Any],
        query: Mapping[str, Any] | None = None,
        content: tuple[str, Any] = (JSON, NOTHING),
    ) -> list[Reply]:
        """Make the same call in every lane; the statuses must be the same too."""
        replies = []
        self.agreed = False
        for lane in self.lanes:
            resolved: dict[str, Any] = lane.resolve(
                {"path": dict(path), "query": dict(query or {})}
            )
            body = content[1] if content[1] is NOTHING else lane.resolve(content[1])
            replies.append(lane.send(Call(operation, by, **resolved, body=body, type=content[0])))
        # A cursor can be at the end in one lane and not in another, where names are the same.
        if "cursor" not in (query or {}):
            assert len({reply.status for reply in replies}) == 1, (operation, replies)
        self.agreed = True
        return replies

    def name(self, kind: str, values: Sequence[str]) -> Ref:
        """A name for what each lane calls by an id of its own."""
        ref = Ref(f"{kind} {next(self._count)}")
        for lane, value in zip(self.lanes, values, strict=True):
            lane.ids[ref.name] = value
        return ref

    def made(self, kind: str, replies: Sequence[Reply]) -> Ref | None:
        """A name for what a call has made; None where it was refused."""
        if replies[0].status >= 300:
            return None
        bodies = [reply.json for reply in replies]
        return self.name(kind, [body.get("data", body)["id"] for body in bodies])

    def meet(self) -> None:
        """Ask for the ids of conversations that were started by a message."""
        for lane in self.lanes:
            unseen = [id for id in lane.service.conversations if id.startswith(UNSEEN)]
            for id in unseen:
                room = lane.service.conversations[id]
                assert room.direct is not None
                by = (
                    "app" if lane.service.world.callers["app"].app.id == room.direct[0] else "rival"
                )
                path = {"cloudId": room.cloud, "userId": room.direct[1]}
                lane.send(Call("ConversationUserGetHandler", by, path))

    def look(self, room: Any = None, *lists: str) -> None:
        """Compare whole lists in one lane, another one each time.

        Args:
            room: The conversation to look into; None to look at the list of all.
            lists: Operations that list something of it.
        """
        lane = next(self._turn)
        if room is None:
            look_at_conversations(lane, lane.ids["home"])
        elif isinstance(room, Ref) and lane.ids[room.name] in lane.service.conversations:
            look_into(lane, lane.ids[room.name], lists)

    def look_at_everything(self) -> None:
        """Compare all that there is, in every lane."""
        for lane in self.lanes:
            for site in lane.service.world.sites.values():
                look_at_conversations(lane, site)
            for id, room in lane.service.conversations.items():
                kinds = sorted({LIST_MODULES[kind] for _, kind in room.modules})
                look_into(lane, id, (HISTORY, ROSTER, *kinds))

    def close(self) -> None:
        """Close all connections."""
        for lane in self.lanes:
            with suppress(OSError):
                lane.close()


def look_at_conversations(lane: Lane, site: str) -> None:
    """The list of a site, whole."""
    cursor = ""
    while True:
        query = {"include-archived": True, **({"cursor": cursor} if cursor else {})}
        call = Call("ConversationGetAllHandler", "again", {"cloudId": site}, query)
        cursor = lane.send(call, lane.eye).json["cursor"]
        if not cursor:
            return


HISTORY = "ConversationMessagesGetHandler"
ROSTER = "ConversationRosterGetHandler"


def look_into(lane: Lane, conversation: str, lists: Sequence[str]) -> None:
    """Lists of a conversation, by whoever may see them."""
    room = lane.service.conversations[conversation]
    callers = lane.service.world.callers
    by = next(name for name in ("again", "rival") if callers[name].app.id in room.apps)
    path = {"cloudId": room.cloud, "conversationId": conversation}
    for operation in lists:
        lane.send(Call(operation, by, path, {"limit": 75}), lane.eye)
