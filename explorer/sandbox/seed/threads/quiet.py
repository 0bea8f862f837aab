"""What is said where fewer read: in private and archived rooms, and to the app alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from explorer.sandbox.seed.people import Cast
from explorer.sandbox.seed.threads.script import Said, Thread, ago, at
from explorer.sandbox.seed.writing import (
    action,
    badge,
    card,
    doc,
    fact,
    p,
    panel,
    table,
    tasks,
    text,
)


def threads(cast: Cast, now: datetime) -> Iterator[Thread]:
    """A thread for each."""
    yield Thread("budget", at(now, 12, "14:00"), _budget())
    yield Thread("security", at(now, 7, "08:15"), _security())
    yield Thread("hiring", at(now, 10, "15:00"), _hiring())
    yield Thread("surprise", at(now, 3, "16:00"), _surprise())
    yield Thread("parcel2", at(now, 410, "08:55"), _parcel2())
    yield Thread("incident37", at(now, 74, "02:10"), _incident37())
    yield Thread("move", at(now, 370, "10:00"), _move())
    yield Thread("direct-acme-maya", at(now, 2, "16:45"), _direct_maya())
    yield Thread("direct-acme-tomas", ago(now, hours=2), _direct_tomas())
    yield Thread("direct-acme-lena", at(now, 6, "09:12"), _direct_lena())


def _budget() -> list[Said]:
    return [
        (
            "lena",
            0,
            doc(
                table(
                    ["Item", "Planned", "Spent"],
                    ["Translations", "4,000", "3,650"],
                    ["Load test", "1,500", "1,480"],
                    ["Press", "6,000", "2,100"],
                    ["Cake", "80", "95"],
                ),
            ),
        ),
        (
            "maya",
            7,
            "We are over in exactly one line, and I will defend that one before the board.",
        ),
        ("chloe", 3, "Press will not need the rest. Can I have 900 for the fair in Lyon?"),
        ("lena", 5, "If the numbers of week one are good: yes."),
    ]


def _security() -> list[Said]:
    return [
        (
            "grace",
            0,
            """
            Report from outside, thank you to the finder: the *hooks* endpoint follows redirects
            and takes the signature header along. A customer's own redirect would leak it.

            - [x] reproduced
            - [x] finder answered within a day
            - [ ] fix
            - [ ] customers with redirects told
            """,
        ),
        (
            "tomas",
            13,
            "Signatures are per delivery and end after five minutes, so old ones are worth "
            "nothing. Still.",
        ),
        (
            "aisha",
            42,
            "Fix is up: we do not follow redirects at all. 30x is shown in the customer's log as "
            "what it is.",
        ),
        (
            "grace",
            6,
            "Reviewed. Credentials belong to one origin and go to no other: same rule everywhere.",
        ),
        ("maya", 3, "Do we owe the finder something?"),
        ("grace", 2, "Our thanks by name, and 500 from the fund. Already agreed with them."),
        (
            "grace",
            1440,
            doc(
                panel(
                    "success", "Fix is live, 14 customers told, report closed. Embargo ends Monday."
                )
            ),
        ),
    ]


def _hiring() -> list[Said]:
    return [
        ("maya", 0, "Two people for the talk next week. Who asks, who writes?"),
        ("aisha", 5, "I ask. Same five questions for both, as always."),
        ("kenji", 2, "I write, and we compare *after* both, not between."),
        (
            "maya",
            4330,
            "Both were good. Impressions here by tonight, in your own words, before you read the "
            "other's.",
        ),
        (
            "kenji",
            180,
            "Mine are in the document. Short version: yes to the second, and yes to the first in "
            "spring.",
        ),
        ("aisha", 20, "The same, without having read yours. Promise."),
    ]


def _surprise() -> list[Said]:
    return [
        ("lena", 0, "Ruth has been here for ten years on Friday. Cake, and what else?"),
        ("jonas", 3, "She orders the cakes. We need a cake she does *not* know of."),
        ("chloe", 2, "I know a bakery in the next street, and they are discreet :shushing_face:"),
        (
            "lena",
            6,
            doc(
                tasks(
                    "surprise",
                    ("Cake: Chloé", True),
                    ("Card with ten pictures: Priya", False),
                    ("Keep Ruth in the building until four: Dan", False),
                )
            ),
        ),
        ("dan", 4, "I will break the printer. She never leaves while a printer is broken."),
    ]


def _parcel2() -> list[Said]:
    return [
        ("lena", 0, "Flag goes to 100 % in five minutes."),
        ("piotr", 3, "Graphs are open, pager is on."),
        ("lena", 2, "**Live.**"),
        ("piotr", 9, "Flat. Boring. Wonderful."),
        ("maya", 30, "Thank you all. Piotr, that was your last launch with us, and a good one."),
        ("piotr", 4, "Look after the queue, it looks after you."),
    ]


def _incident37() -> list[Said]:
    return [
        ("tomas", 0, "Label printers of warehouse 3 print blank pages since 02:04."),
        ("kenji", 6, "Firmware update of the printers, at 02:00, by the vendor. Unannounced."),
        ("dan", 2, "Warehouse 3 writes labels by hand until then. They are quick!"),
        ("kenji", 48, "Old firmware is back on 11 of 12 printers. The twelfth has opinions."),
        (
            "tomas",
            22,
            doc(
                panel("success", "Resolved at 03:28. 640 parcels labelled by hand, none lost."),
                p("Review on Wednesday. Question one: who may update whose printers?"),
            ),
        ),
    ]


def _move() -> list[Said]:
    return [
        ("ruth", 0, "Boxes arrive on Monday. One per person, the plants go with me."),
        ("maya", 12, "And the server under Piotr's desk?"),
        ("ruth", 3, "The *what* under Piotr's desk?"),
    ]


def _direct_maya() -> list[Said]:
    return [
        ("maya", 0, "remind me friday 9:00 one-on-one with Jonas"),
        (
            "harbor",
            0.1,
            doc(p("I will remind you on ", text("Friday at 09:00", "strong"), ".")),
        ),
        ("maya", 900, "incidents last 90 days"),
        (
            "harbor",
            0.1,
            doc(
                p("Two incidents:"),
                table(
                    ["Incident", "Severity", "Lasted", "Actions open"],
                    ["42: tracking API latency", "SEV-2", "37 min", "3 of 5"],
                    ["37: label printer outage", "SEV-3", "84 min", "0 of 2"],
                ),
            ),
        ),
        ("maya", 1, "thanks"),
    ]


def _direct_tomas() -> list[Said]:
    return [
        (
            "harbor",
            0,
            doc(
                card(
                    "You have the pager until Monday 09:00 UTC",
                    context="Harbor · on-call",
                    details=[
                        badge("Pages this week", 4, "important"),
                        fact("Next", "Aisha Okafor"),
                    ],
                    actions=[action("Swap", "swap-shift"), action("Settings", "settings")],
                )
            ),
        ),
        ("tomas", 3, "swap wednesday with kenji"),
        ("harbor", 0.1, "Asked Kenji. I will tell you when he answers."),
        ("harbor", 41, "Kenji says yes: **Wednesday 09:00 to Thursday 09:00** is his."),
        ("tomas", 2, "You are a good bot."),
    ]


def _direct_lena() -> list[Said]:
    return [
        ("lena", 0, "who has not answered go/no-go"),
        (
            "harbor",
            0.1,
            "The vote has not opened yet. It opens the day before the launch at 12:00 UTC.",
        ),
        ("lena", 2, "ok. ask Victor first, he travels"),
        ("harbor", 0.1, "I will ask Victor at 07:00 his time."),
    ]
