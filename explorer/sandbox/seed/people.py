"""Who works at the two sites, and the apps that post there."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from explorer.sandbox.clock import milliseconds
from explorer.sandbox.seed.ids import Ids

ACME = "acme"
LABS = "labs"
SITES = {ACME: "Acme", LABS: "Acme Labs"}

_AVATAR = "https://avatar-cdn.atlassian.com/sandbox/{}?s=128"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who works there.

    Args:
        nick: How the others call them; also what they are known by in the source.
        name: Their full name.
        title: What they do.
        timezone: Where they do it.
        sites: At which of the sites.
        old: Whether their account id is of the older form, with a colon.
        active: Whether they still work there.
        days: How long ago they came, in days.
    """

    nick: str
    name: str
    title: str
    timezone: str
    sites: tuple[str, ...] = (ACME,)
    old: bool = True
    active: bool = True
    days: int = 400


PEOPLE = (
    Person("maya", "Maya Lindqvist", "Engineering manager", "Europe/Stockholm", days=1460),
    Person("tomas", "Tomás Herrera", "Site reliability engineer", "Europe/Madrid", days=1210),
    Person("aisha", "Aisha Okafor", "Backend engineer", "Africa/Lagos", (ACME, LABS), days=980),
    Person("kenji", "Kenji Watanabe", "Backend engineer", "Asia/Tokyo", (ACME, LABS), days=1100),
    Person("lena", "Lena Fischer", "Product manager", "Europe/Berlin", days=760),
    Person("priya", "Priya Raman", "Product designer", "Asia/Kolkata", old=False, days=310),
    Person("dan", "Dan Whitfield", "Support lead", "America/New_York", days=1330),
    Person("sofia", "Sofia Rossi", "Data engineer", "Europe/Rome", (ACME, LABS), False, days=290),
    Person("jonas", "Jonas Berg", "Frontend engineer", "Europe/Oslo", old=False, days=240),
    Person("grace", "Grace Mbeki", "Security engineer", "Africa/Johannesburg", (ACME, LABS)),
    Person("omar", "Omar Haddad", "Quality engineer", "Asia/Amman", old=False, days=205),
    Person("chloe", "Chloé Martin", "Marketing", "Europe/Paris", old=False, days=180),
    Person("victor", "Victor Nguyen", "Sales engineer", "America/Los_Angeles", days=520),
    Person("ruth", "Ruth Abrams", "Office manager", "America/Chicago", days=1500),
    Person("piotr", "Piotr Zieliński", "Backend engineer", "Europe/Warsaw", active=False),
    Person("ines", "Inês Duarte", "Head of research", "Europe/Lisbon", (LABS,), days=900),
    Person("wei", "Wei Zhang", "Research engineer", "Asia/Singapore", (LABS,), False, days=150),
)


@dataclass(frozen=True, slots=True)
class Robot:
    """An app, and the user its messages come from.

    Args:
        nick: What it is known by in the source.
        name: Shown above its messages.
        sites: Where it is.
        callable: Whether it has credentials, so that it can be called for.
    """

    nick: str
    name: str
    sites: tuple[str, ...] = (ACME,)
    callable: bool = False


HARBOR = Robot("harbor", "Harbor", (ACME, LABS), callable=True)
NOTES = Robot("notes", "Build Notes")
ROBOTS = (HARBOR, NOTES, Robot("standup", "Stand-up Bot"), Robot("sentinel", "Sentinel"))
"""Harbor is the app whose credentials a sandbox prints; Build Notes that of the room token."""


class Cast:
    """Everyone by nick name, with the ids that a seed gives them.

    Args:
        ids: Where ids come from.
    """

    def __init__(self, ids: Ids) -> None:
        self.ids = ids
        self.cloud = {site: ids.uuid(f"site/{site}") for site in SITES}
        self._users = {
            person.nick: ids.account(f"person/{person.nick}", old=person.old) for person in PEOPLE
        }
        for robot in ROBOTS:
            self._users[robot.nick] = ids.account(f"robot/{robot.nick}", old=robot is HARBOR)
        self._names = {who.nick: who.name for who in (*PEOPLE, *ROBOTS)}
        self.mentions = {nick: self._users[nick] for nick in self._names} | {
            self._names[nick]: self._users[nick] for nick in self._names
        }
        """Nick and full names to ids, for mentions in Markdown."""

    def user(self, nick: str) -> str:
        """Someone's account id."""
        return self._users[nick]

    def mention(self, nick: str) -> dict[str, Any]:
        """A mention of someone; `all` and `here` are everyone."""
        if nick in {"all", "here"}:
            return {
                "type": "mention",
                "attrs": {"id": nick, "text": f"@{nick}", "userType": "SPECIAL"},
            }
        attrs = {"id": self.user(nick), "text": f"@{self._names[nick]}"}
        if any(robot.nick == nick for robot in ROBOTS):
            attrs["userType"] = "APP"
        return {"type": "mention", "attrs": attrs}


def person_rows(cast: Cast, now: datetime) -> Iterable[tuple[str, str, str, bool, str]]:
    """Rows of the directory: site, id, name, whether it is an app, the entry as JSON."""
    for person in PEOPLE:
        record = json.dumps(_record(cast, person, now), ensure_ascii=False)
        for site in person.sites:
            yield cast.cloud[site], cast.user(person.nick), person.name, False, record
    for robot in ROBOTS:
        record = json.dumps(_robot_record(cast, robot, now), ensure_ascii=False)
        for site in robot.sites:
            yield cast.cloud[site], cast.user(robot.nick), robot.name, True, record


def email(nick: str) -> str:
    """Someone's address."""
    return f"{nick}@acme.example"


def picture(user_id: str) -> str:
    """The address of someone's picture."""
    return _AVATAR.format(user_id.rpartition(":")[2])


def _record(cast: Cast, person: Person, now: datetime) -> dict[str, Any]:
    given, _, family = person.name.partition(" ")
    user_id = cast.user(person.nick)
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": user_id,
        "userName": email(person.nick),
        "active": person.active,
        "displayName": person.name,
        "nickName": person.nick,
        "name": {"givenName": given, "familyName": family, "formatted": person.name},
        "title": person.title,
        "timezone": person.timezone,
        "emails": [{"value": email(person.nick), "primary": True}],
        "photos": [{"value": picture(user_id), "primary": True}],
        "meta": {
            "created": milliseconds(now - timedelta(days=person.days)),
            "lastModified": milliseconds(now - timedelta(days=person.days % 40 + 3)),
            "resourceType": "User",
        },
    }


def _robot_record(cast: Cast, robot: Robot, now: datetime) -> dict[str, Any]:
    user_id = cast.user(robot.nick)
    made = milliseconds(now - timedelta(days=200))
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": user_id,
        "userName": "",
        "active": True,
        "displayName": robot.name,
        "nickName": robot.nick,
        "title": "App",
        "timezone": "UTC",
        "emails": [],
        "photos": [{"value": picture(user_id), "primary": True}],
        "meta": {"created": made, "lastModified": made, "resourceType": "User"},
    }
