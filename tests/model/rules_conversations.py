"""The model's rules for sites, people and conversations."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from .calls import JSON, NOTHING
from .judging import Ask
from .service import MANAGE, Conversation, Service, rule
from .worlds import BEFORE, record

_MILLISECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
UNSEEN = "unseen-"
"""Begins the id of a conversation that was started by a message: its real one is asked for next."""

_MEMBERS = {"name": str, "topic": str, "privacy": str}


@rule("GetAllHandler")
def list_sites(service: Service, ask: Ask) -> None:
    """The sites that the caller's app reaches."""
    service.require(ask)
    ask.only()
    world = service.world
    clouds = {world.sites[name]: name for name in service.caller(ask).app.sites}
    found = ask.answer()
    ask.same(
        {each["id"]: each["name"] for each in found["values"]}, clouds, "the sites of the token"
    )
    links = {cloud: f"{world.base_url}/site/{cloud}" for cloud in clouds}
    ask.same(found["_links"], links, "_links")


@rule("UserGetHandler")
def get_user(service: Service, ask: Ask) -> None:
    """Someone of a site's directory."""
    service.require(ask)
    service.not_with_room_token(ask)
    ask.only()
    cloud, user = service.site(ask), ask.call.path["userId"]
    names = {**service.people(cloud), **service.robots(cloud)}
    if user not in names:
        ask.no(404, user)
    ask.same(ask.answer(), record(user, names.get(user, "")), "the entry")


@rule("MeGetHandler")
def get_me(service: Service, ask: Ask) -> None:
    """The app's own user; any token will do."""
    ask.only()
    found, app = ask.answer(), service.caller(ask).app
    ask.same(found["account_id"], app.user, "account_id")
    ask.same(found["name"], app.name, "name")


def shows(service: Service, ask: Ask, found: Any, room: Conversation) -> None:
    """The conversation is shown as it is."""
    path = f"/site/{quote(room.cloud)}/conversation/{quote(room.id)}"
    expected = {
        "cloudId": room.cloud,
        "id": room.id,
        "name": room.name,
        "topic": room.topic,
        "type": room.type,
        "privacy": room.privacy,
        "isArchived": room.archived,
        "_links": {room.id: service.world.base_url + path},
    }
    chosen = {"created", "modified", "avatarUrl"}
    ask.check(isinstance(found, dict), f"{found!r} is no conversation")
    ask.same({name: found.get(name) for name in expected}, expected, "the conversation")
    ask.same(set(found), {*expected, *chosen}, "the members of a conversation")
    service.stays(ask, room.id, "created", found["created"])
    service.stays(ask, room.id, "avatarUrl", found["avatarUrl"])
    if room.modified is None:
        room.modified = found["modified"]
    ask.same(found["modified"], room.modified, "modified")
    for name in ("created", "modified"):
        ask.check(bool(_MILLISECONDS.fullmatch(found[name])), f"{name} is no moment")
    low = max(room.not_before, found["created"], BEFORE)
    ask.check(found["modified"] >= low, f"modified is before {low}")


def changed(room: Conversation) -> None:
    """Its moment of change is another now, to be learned when it is seen."""
    room.not_before = room.modified or room.not_before
    room.modified = None


@rule("ConversationGetAllHandler")
def list_conversations(service: Service, ask: Ask) -> None:
    """A page of what the app is installed in, by name."""
    service.require(ask)
    service.not_with_room_token(ask)
    cloud, query = service.site(ask), ask.call.query
    ask.only(
        *("cursor", "exclude-direct", "include-archived", "include-private"),
        *("limit", "query", "sort"),
    )
    limit = ask.number("limit", 1, 75, 75)
    no_direct = ask.flag("exclude-direct", False)
    archived = ask.flag("include-archived", False)
    private = ask.flag("include-private", True)
    if query.get("sort", "asc") not in ("asc", "desc"):
        ask.no(400, "sort")
    falling, cursor = query.get("sort") == "desc", query.get("cursor", "")
    order, after = service.cursors.get(cursor, (falling, ("", "")))
    if cursor and (order is not falling or cursor not in service.cursors):
        ask.no(400, "cursor")
    wanted = query.get("query", "").casefold()
    page = ask.answer()
    matching = sorted(
        (
            room
            for room in service.conversations.values()
            if room.cloud == cloud
            and service.caller(ask).app.id in room.apps
            and wanted in room.name.casefold()
            and (private or room.privacy == "public")
            and (archived or not room.archived)
            and not (no_direct and room.type == "direct")
        ),
        key=lambda room: room.key,
        reverse=falling,
    )
    if cursor:
        matching = [
            room for room in matching if (room.key < after if falling else room.key > after)
        ]
    rows = matching[:limit]
    ids = [each.get("id") for each in page["values"]]
    ask.same(ids, [room.id for room in rows], "the ids of the page")
    for found, room in zip(page["values"], rows, strict=True):
        shows(service, ask, found, room)
    rest = {name: value for name, value in page.items() if name not in ("values", "cursor")}
    ask.same(rest, {"limit": limit, "size": len(rows)}, "the rest of the page")
    if len(matching) > limit:
        ask.check(bool(page["cursor"]), "there is no cursor, but there is more")
        service.cursors[page["cursor"]] = falling, rows[-1].key
    else:
        ask.same(page["cursor"], "", "the cursor at the end")


def _members(ask: Ask) -> dict[str, Any]:
    """The body of a creation or a change; what is wrong with it is objected to."""
    body = ask.call.body
    if body is NOTHING or ask.call.type != JSON or not isinstance(body, dict):
        ask.no(400, "Content-Type" if ask.call.type != JSON else "body")
        return {}
    for name, value in body.items():
        if name not in _MEMBERS or not isinstance(value, str):
            ask.no(400, name)
    if body.get("name") == "":
        ask.no(400, "name")
    if body.get("privacy", "public") not in ("public", "private"):
        ask.no(400, "privacy")
    return body


@rule("ConversationPostHandler")
def create_conversation(service: Service, ask: Ask) -> None:
    """A new room, the app installed in it and its user on the roster."""
    service.require(ask, MANAGE)
    service.not_with_room_token(ask)
    cloud, body = service.site(ask), _members(ask)
    ask.only()
    if "name" not in body:
        ask.no(400, "name")
    made = ask.answer()
    room = Conversation(
        id=service.new_id(ask, made["id"], 4),
        cloud=cloud,
        name=body["name"],
        topic=body.get("topic", ""),
        privacy=body.get("privacy", "public"),
        apps={service.caller(ask).app.id},
        roster={service.caller(ask).app.user},
    )
    path = f"/site/{quote(cloud)}/conversation/{quote(room.id)}"
    ask.same(made.get("_links"), {room.id: service.world.base_url + path}, "_links")
    ask.same(set(made), {"id", "_links"}, "the members of what was made")
    service.conversations[room.id] = room


@rule("ConversationGetHandler")
def get_conversation(service: Service, ask: Ask) -> None:
    """One conversation."""
    ask.only()
    room = service.conversation(ask)
    found = ask.answer()
    assert room is not None
    shows(service, ask, found, room)


@rule("ConversationPatchHandler")
def update_conversation(service: Service, ask: Ask) -> None:
    """What the body names is changed, the rest is not."""
    ask.only()
    room, body = service.conversation(ask, MANAGE), _members(ask)
    if room is not None and room.type == "direct":
        ask.no(403, "direct")
    found = ask.answer()
    assert room is not None
    for name, value in body.items():
        setattr(room, name, value)
    changed(room)
    shows(service, ask, found, room)


@rule("ConversationUserGetHandler")
def get_direct(service: Service, ask: Ask) -> None:
    """The direct conversation with someone; the first call starts it."""
    service.require(ask)
    ask.only()
    _reachable(service, ask)
    found = ask.answer()
    room = direct(service, ask) or started(service, ask)
    if room.id.startswith(UNSEEN):
        del service.conversations[room.id]
        room.id = service.new_id(ask, found["id"], 4)
        service.conversations[room.id] = room
    shows(service, ask, found, room)


def _reachable(service: Service, ask: Ask) -> None:
    """Apps write to people, and not with a room token."""
    service.not_with_room_token(ask)
    cloud, user = service.site(ask), ask.call.path["userId"]
    if user in service.robots(cloud):
        ask.no(403, "people")
    elif user not in service.people(cloud):
        ask.no(404, user)


def direct(service: Service, ask: Ask) -> Conversation | None:
    """The direct conversation of the call; None before it was started."""
    place = service.caller(ask).app.id, ask.call.path["userId"]
    return next(
        (
            room
            for room in service.conversations.values()
            if room.direct == place and room.cloud == ask.call.path["cloudId"]
        ),
        None,
    )


def started(service: Service, ask: Ask) -> Conversation:
    """A new direct conversation, whose id the service has yet to say."""
    cloud, user, app = ask.call.path["cloudId"], ask.call.path["userId"], service.caller(ask).app
    room = Conversation(
        id=f"{UNSEEN}{len(service.conversations)}",
        cloud=cloud,
        name=service.people(cloud)[user],
        topic="",
        privacy="private",
        type="direct",
        apps={app.id},
        roster={user, app.user},
        direct=(app.id, user),
    )
    service.conversations[room.id] = room
    return room


def reach(service: Service, ask: Ask) -> None:
    """What all calls about direct messages need."""
    service.require(ask)
    ask.only()
    _reachable(service, ask)
