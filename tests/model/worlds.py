"""What a run starts with: sites, people, apps, tokens and a few rooms, many times over.

A server takes a tenth of a second to start, a world of one's own no time at all: each example gets
a world that shares nothing with the others of the same server. That none of it shows is tested
along the way.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from explorer.sandbox import credentials
from explorer.sandbox.credentials import Apps, Mint
from explorer.sandbox.server import Sandbox
from explorer.sandbox.store import conversations
from explorer.sandbox.store.conversations import ConversationRow
from explorer.sandbox.store.database import Connection, Database
from explorer.sandbox.store.tokens import add_token, digest

BEFORE = "2018-05-01T09:00:00.000Z"
PARTICIPATE = "participate:conversation"
MANAGE = "manage:conversation"
BOTH = f"{PARTICIPATE} {MANAGE}"
CROWD = 10
"""How many more people there are at home: in no room at first."""

DESCRIPTOR = {"chat:configuration": ("configuration", "setup"), "chat:glance": ("standing",)}
"""What an app's descriptor holds, by type: there from the start, in every conversation."""


@dataclass(frozen=True)
class App:
    """An app: `sites` it reaches, by name; `user` whom its messages are from."""

    name: str
    id: str
    user: str
    sites: tuple[str, ...]


@dataclass(frozen=True)
class Caller:
    """Who a token speaks for; `room` is the only conversation of a room token."""

    name: str
    app: App
    scopes: frozenset[str]
    token: str = field(repr=False)
    room: str | None = None


@dataclass(frozen=True)
class Room:
    """A conversation that is there from the start."""

    name: str
    id: str
    site: str
    apps: tuple[str, ...]
    people: tuple[str, ...]
    private: bool = False
    archived: bool = False


@dataclass
class World:
    """Ids by name, and what there is at first. `secret` is that of the app `harbor`."""

    base_url: str
    sites: dict[str, str]
    apps: dict[str, App]
    people: dict[str, dict[str, str]]
    """By site name: user id to display name; apps' users are not among them."""
    users: dict[str, str]
    rooms: dict[str, Room]
    callers: dict[str, Caller]
    tokens: dict[str, str]
    """Every token by the name of its caller, those that speak for no one included."""
    secret: str

    @property
    def client_id(self) -> str:
        """What `harbor` asks for tokens with."""
        return f"client-{self.apps['harbor'].id}"


def make_world(number: int, base_url: str = "") -> World:
    """The world of a number: the same number, the same ids."""
    chance = random.Random(f"world {number}")

    def unique() -> str:
        return str(uuid.UUID(int=chance.getrandbits(128), version=4))

    def account(old: bool) -> str:
        return f"557058:{unique()}" if old else f"{chance.getrandbits(96):024x}"

    sites = {name: unique() for name in ("home", "lab")}
    users = {
        name: account(old)
        for name, old in (
            ("ann", True),
            ("ben", False),
            ("cy", True),
            ("dee", False),
            ("harbor", True),
            ("rival", False),
            ("notes", False),
        )
    }
    apps = {
        name: App(name, unique(), users[name], reach)
        for name, reach in (
            ("harbor", ("home", "lab")),
            ("rival", ("home",)),
            ("notes", ("home",)),
        )
    }
    rooms = {
        room.name: room
        for room in (
            Room("hall", unique(), "home", ("harbor", "rival", "notes"), ("ann", "ben")),
            Room("vault", unique(), "home", ("rival",), ("cy",), private=True),
            Room("attic", unique(), "home", ("harbor",), ("ann",), archived=True),
            Room("bench", unique(), "lab", ("harbor",), ("dee",)),
        )
    }
    tokens = {
        name: f"token-{name}-{unique()}"
        for name in (
            *("app", "again", "reader", "manager", "rival", "room"),
            *("expired", "unknown"),
        )
    }
    callers = {
        name: Caller(name, apps[app], frozenset(scopes.split()), tokens[name], room)
        for name, app, scopes, room in (
            ("app", "harbor", BOTH, None),
            ("again", "harbor", BOTH, None),
            ("reader", "harbor", PARTICIPATE, None),
            ("manager", "harbor", MANAGE, None),
            ("rival", "rival", BOTH, None),
            ("room", "notes", PARTICIPATE, rooms["hall"].id),
        )
    }
    people = {
        "home": {users["ann"]: "Ann Ode", users["ben"]: "Ben Ode", users["cy"]: "Cy Öl"},
        "lab": {users["ben"]: "Ben Ode", users["dee"]: "Dee Zed"},
    }
    crowd = [account(old=number % 2 == 0) for number in range(CROWD)]
    people["home"].update({user: f"Someone {number}" for number, user in enumerate(crowd)})
    return World(
        base_url=base_url,
        sites=sites,
        apps=apps,
        people=people,
        users=users,
        rooms=rooms,
        callers=callers,
        tokens=tokens,
        secret=f"secret-{unique()}",
    )


def record(user: str, name: str) -> dict[str, Any]:
    """Someone's entry of the directory."""
    return {"id": user, "displayName": name, "nickName": name.split()[0].lower(), "active": True}


def plant(connection: Connection, world: World, number: int) -> None:
    """Put a world into the tables. Within a transaction."""
    for name, cloud in world.sites.items():
        connection.execute(
            "INSERT INTO site VALUES (?, ?, ?)", (cloud, name, number * 2 + (name == "lab"))
        )
    _plant_people(connection, world)
    for app in world.apps.values():
        callable_ = app.name == "harbor"
        connection.execute(
            "INSERT INTO app VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                app.id,
                app.user,
                world.client_id if callable_ else None,
                digest(world.secret) if callable_ else None,
                BOTH,
                app.name,
                f"{app.name}@example.org",
                "",
            ),
        )
        for site in app.sites:
            connection.execute("INSERT INTO reach VALUES (?, ?)", (app.id, world.sites[site]))
        for kind, keys in DESCRIPTOR.items():
            for key in keys:
                connection.execute(
                    "INSERT INTO descriptor VALUES (?, ?, ?, ?)", (app.id, kind, key, "{}")
                )
    _plant_rooms(connection, world)
    for caller in world.callers.values():
        add_token(
            connection,
            caller.token,
            caller.app.id,
            " ".join(sorted(caller.scopes)),
            conversation_id=caller.room,
        )
    add_token(connection, world.tokens["expired"], world.apps["harbor"].id, BOTH, expires=1.0)


def _plant_people(connection: Connection, world: World) -> None:
    robots = {(site, app.user): app.name for app in world.apps.values() for site in app.sites}
    for site, people in world.people.items():
        everyone = [(user, name, False) for user, name in people.items()]
        everyone += [(user, name, True) for (at, user), name in robots.items() if at == site]
        for user, name, is_app in everyone:
            connection.execute(
                "INSERT INTO person VALUES (?, ?, ?, ?, ?)",
                (world.sites[site], user, name, is_app, json.dumps(record(user, name))),
            )


def _plant_rooms(connection: Connection, world: World) -> None:
    for room in world.rooms.values():
        row = ConversationRow(
            id=room.id,
            cloud_id=world.sites[room.site],
            name=room.name,
            topic=f"about {room.name}",
            type="group",
            privacy="private" if room.private else "public",
            archived=int(room.archived),
            avatar_url=f"https://example.org/{room.name}.png",
            created=BEFORE,
            modified=BEFORE,
        )
        conversations.add(connection, row)
        for app in room.apps:
            conversations.install(connection, world.apps[app].id, row)
        for who in (*room.people, *room.apps):
            conversations.join(connection, room.id, world.users[who])


class Worlds:
    """Gives out worlds, none of them twice, on as few servers as that takes.

    Args:
        folder: Where the servers keep their data.
        at_once: How many worlds a server starts with.
    """

    def __init__(self, folder: Path, at_once: int = 400) -> None:
        self._folder, self._at_once = folder, at_once
        self._servers: dict[str, Sandbox] = {}
        self._twins: dict[str, Sandbox] = {}
        self._files: dict[str, Path] = {}
        self._waiting: Iterator[World] = iter(())
        self._made = 0

    def take(self) -> World:
        """A world no one has used."""
        world = next(self._waiting, None)
        if world is None:
            self._waiting = iter(self._begin())
            world = next(self._waiting)
        return world

    def twin(self, world: World) -> str:
        """The address of a second server of the same data."""
        if world.base_url not in self._twins:
            twin = Sandbox.start(db=self._files[world.base_url], port=0)
            self._twins[world.base_url] = twin
        return self._twins[world.base_url].base_url

    def stop(self) -> None:
        """Stop all servers."""
        for server in (*self._twins.values(), *self._servers.values()):
            server.stop()

    def _begin(self) -> list[World]:
        numbers = range(self._made, self._made + self._at_once)
        self._made += self._at_once
        worlds = [make_world(number) for number in numbers]

        def fill(connection: Connection) -> None:
            for number, world in zip(numbers, worlds, strict=True):
                plant(connection, world, number)
            first = worlds[0]
            spare = Apps(
                app_id=first.apps["rival"].id,
                client_id="spare",
                room_app_id=first.apps["notes"].id,
                room_conversation_id=first.rooms["hall"].id,
                cloud_ids=(first.sites["home"],),
            )
            credentials.make(connection, spare, Mint(1))

        path = self._folder / f"worlds-{numbers.start}.db"
        Database.open(path, fill=fill).close()
        server = Sandbox.start(db=path, port=0)
        self._servers[server.base_url], self._files[server.base_url] = server, path
        for world in worlds:
            world.base_url = server.base_url
        return worlds
