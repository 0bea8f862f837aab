"""The conversations of the two sites: who is in them, and which threads they hold."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.sandbox.seed.people import ACME, LABS

_EVERYONE = (
    *("maya", "tomas", "aisha", "kenji", "lena", "priya", "dan", "sofia", "jonas", "grace"),
    *("omar", "chloe", "victor", "ruth"),
)
_ENGINEERS = ("maya", "tomas", "aisha", "kenji", "sofia", "jonas", "grace", "omar")


@dataclass(frozen=True, slots=True)
class Room:
    """A conversation.

    Args:
        key: What it is known by in the source.
        name: Shown in lists.
        topic: What it is about.
        people: Nick names of who is in it.
        site: Of which site.
        days: How long ago it was made, in days.
        private: Whether only its members find it.
        archived: Whether it is closed for writing.
        direct: Nick name of the one person it is with; empty for a room.
        apps: Nick names of the apps installed in it.
    """

    key: str
    name: str
    topic: str = ""
    people: tuple[str, ...] = _ENGINEERS
    site: str = ACME
    days: int = 120
    private: bool = False
    archived: bool = False
    direct: str = ""
    apps: tuple[str, ...] = ("harbor",)


def _direct(nick: str, name: str, site: str = ACME, days: int = 60) -> Room:
    return Room(f"direct-{site}-{nick}", name, "", (nick,), site, days, private=True, direct=nick)


ROOMS = (
    Room(
        "incident",
        "Incident 42: tracking API latency",
        "SEV-2 · commander: Tomás · status page updated every 30 minutes",
        ("tomas", "aisha", "kenji", "maya", "dan", "lena", "grace"),
        days=2,
        apps=("harbor", "sentinel"),
    ),
    Room(
        "launch",
        "Launch: Parcel 3",
        "Go-live tomorrow, 09:00 UTC · checklist pinned below",
        _EVERYONE,
        days=45,
    ),
    Room(
        "alerts",
        "Alerts",
        "Everything that pages, and much that does not. Mute wisely.",
        _ENGINEERS,
        days=300,
        apps=("harbor", "sentinel"),
    ),
    Room(
        "standup",
        "Stand-up",
        "What you did, what you will do, what is in the way. Before 10:00 your time.",
        _ENGINEERS,
        days=200,
        apps=("harbor", "standup"),
    ),
    Room(
        "design",
        "Design: tracking page",
        "One page, one question answered: where is my parcel?",
        ("priya", "jonas", "lena", "maya", "chloe", "dan"),
        days=30,
    ),
    Room("review", "Code review", "Small changes, quick answers, kind words.", _ENGINEERS),
    Room(
        "formatting",
        "Formatting",
        "Every node and mark of a document, one message each",
        ("jonas", "priya"),
        days=20,
    ),
    Room(
        "builds",
        "Builds",
        "What was built, from which commit, and whether it went out",
        _ENGINEERS,
        apps=("harbor", "notes"),
    ),
    Room("announcements", "Announcements", "Low traffic, read by everyone", _EVERYONE, days=900),
    Room("backend", "Backend", "APIs, queues, databases", _ENGINEERS, days=700),
    Room("support", "Support", "Customers' words, unedited", ("dan", "lena", "omar", "victor")),
    Room("data", "Data platform", "Pipelines and the numbers they make", ("sofia", "aisha")),
    Room(
        "handover",
        "On-call handover",
        "Mondays 09:00 UTC · who has the pager: see the latest message",
        ("tomas", "aisha", "kenji", "grace"),
    ),
    Room("random", "Random", "", _EVERYONE, days=1200),
    Room("lunch", "Lunch", "12:15 at the door", ("maya", "jonas", "ruth", "priya"), days=500),
    Room(
        "budget",
        "Launch budget",
        "Numbers stay in here until the board has seen them",
        ("maya", "lena", "chloe"),
        days=40,
        private=True,
    ),
    Room(
        "security",
        "Security triage",
        "Reports under embargo. Need to know.",
        ("grace", "tomas", "aisha", "maya"),
        days=350,
        private=True,
    ),
    Room(
        "hiring",
        "Hiring: backend",
        "",
        ("maya", "aisha", "kenji"),
        days=25,
        private=True,
    ),
    Room(
        "surprise",
        "Überraschung für Ruth 🎂",
        "She must not know!",
        ("lena", "jonas", "maya", "chloe", "dan"),
        days=4,
        private=True,
    ),
    Room(
        "parcel2",
        "Launch: Parcel 2",
        "Shipped. Thank you all.",
        _EVERYONE,
        days=420,
        archived=True,
    ),
    Room(
        "incident37",
        "Incident 37: label printer outage",
        "Resolved · review held · actions done",
        ("tomas", "kenji", "dan"),
        days=75,
        archived=True,
    ),
    Room(
        "move",
        "Office move",
        "",
        ("ruth", "maya"),
        days=380,
        private=True,
        archived=True,
    ),
    Room("bookclub", "Book club", "This month: a short one", ("ruth", "grace", "omar"), apps=()),
    Room("leadership", "Leadership", "", ("maya", "lena"), days=800, private=True, apps=()),
    _direct("maya", "Maya Lindqvist"),
    _direct("tomas", "Tomás Herrera"),
    _direct("lena", "Lena Fischer"),
    _direct("priya", "Priya Raman"),
    Room(
        "lab-notes",
        "Lab notes",
        "Write it down the day you do it",
        ("ines", "wei", "kenji", "sofia"),
        LABS,
    ),
    Room(
        "arm",
        "Robot arm",
        "The sorter that sorts",
        ("wei", "kenji", "ines"),
        LABS,
        days=90,
    ),
    Room("papers", "Papers", "One paragraph on why it matters, then the link", ("ines",), LABS),
    Room(
        "grant",
        "Grant proposal",
        "Deadline is the deadline",
        ("ines", "sofia"),
        LABS,
        days=15,
        private=True,
    ),
    Room(
        "cold",
        "Cold chain study",
        "Finished",
        ("ines", "aisha", "sofia"),
        LABS,
        days=260,
        archived=True,
    ),
    _direct("ines", "Inês Duarte", LABS),
)
"""Harbor is not installed in Book club and Leadership: calls there are refused."""
