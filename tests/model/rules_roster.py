"""The model's rules for rosters, and for the archive."""

from __future__ import annotations

from typing import Any

from .calls import JSON, NOTHING
from .judging import Ask
from .rules_conversations import changed
from .service import MANAGE, Conversation, Service, rule


@rule("ConversationRosterGetHandler")
def list_roster(service: Service, ask: Ask) -> None:
    """A page of who is in a conversation, in the order of their ids."""
    room = service.conversation(ask)
    ask.only("start", "limit")
    start, limit = ask.number("start", 0, None, 0), ask.number("limit", 1, 75, 75)
    found = ask.answer()
    assert room is not None
    expected = sorted(room.roster)[start : start + limit]
    ask.same(found["values"], expected, "the users of the page")
    directory = f"{service.world.base_url}/scim/site/{room.cloud}/Users/"
    ask.same(found["_links"], {user: directory + user for user in expected}, "_links")


@rule("PatchRosterHandler")
def update_roster(service: Service, ask: Ask) -> None:
    """People come and go: all those that are named, or none."""
    service.not_with_room_token(ask)
    room, body = service.conversation(ask, MANAGE), _lists(ask)
    ask.only()
    if room is not None:
        _may(service, ask, room, body)
    ask.answer()
    assert room is not None
    room.roster |= set(body.get("add", ()))
    room.roster -= set(body.get("remove", ()))


def _lists(ask: Ask) -> dict[str, list[str]]:
    """The body of a change; what is wrong with it is objected to."""
    body: Any = ask.call.body
    if ask.call.type != JSON or not isinstance(body, dict):
        ask.no(400, "Content-Type" if ask.call.type != JSON else "body")
        return {}
    sound: dict[str, list[str]] = {}
    for name, value in body.items():
        ids = value if isinstance(value, list) else [None]
        if name in ("add", "remove") and all(isinstance(each, str) and each for each in ids):
            sound[name] = ids
        else:
            ask.no(400, name)
    if not body.keys() & {"add", "remove"}:
        ask.no(400, "add")
    if set(sound.get("add", ())) & set(sound.get("remove", ())):
        ask.no(400, "both")
    return sound


def _may(service: Service, ask: Ask, room: Conversation, body: dict[str, list[str]]) -> None:
    if room.type == "direct":
        ask.no(403, "direct")
    people, robots = service.people(room.cloud), service.robots(room.cloud)
    for name, there in (("add", False), ("remove", True)):
        for user in body.get(name, ()):
            if user not in people and user not in robots:
                ask.no(400, name)
            elif user in robots and (user in room.roster) is there:
                ask.no(403, "app")


@rule("ConversationArchivePutHandler", "ConversationUnarchivePutHandler")
def archive(service: Service, ask: Ask) -> None:
    """A room is closed for messages, or opened again; one that is so already stays so."""
    service.not_with_room_token(ask)
    room = service.conversation(ask, MANAGE)
    ask.only()
    if ask.call.body is not NOTHING and ask.call.type != JSON:
        ask.no(400, "Content-Type")
    elif ask.call.body is not NOTHING and ask.call.body != {}:
        ask.no(400, "body")
    if room is not None and room.type == "direct":
        ask.no(403, "direct")
    ask.answer()
    assert room is not None
    closing = ask.call.operation == "ConversationArchivePutHandler"
    if room.archived is not closing:
        room.archived = closing
        changed(room)
