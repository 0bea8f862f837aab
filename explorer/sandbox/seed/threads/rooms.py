"""What is said in the smaller rooms that everyone finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from explorer.sandbox.seed.people import Cast
from explorer.sandbox.seed.threads.script import Said, Thread, ago, at
from explorer.sandbox.seed.writing import (
    buttons,
    card,
    code,
    doc,
    fact,
    lozenge,
    p,
    panel,
    table,
    tasks,
    text,
)


def threads(cast: Cast, now: datetime) -> Iterator[Thread]:
    """A thread for each."""
    yield Thread("builds", at(now, 3, "08:00"), _builds())
    yield Thread("announcements", at(now, 20, "09:00"), _announcements(cast))
    yield Thread("backend", at(now, 2, "13:30"), _backend())
    yield Thread("support", ago(now, hours=20), _support())
    yield Thread("data", at(now, 4, "10:00"), _data())
    yield Thread("handover", at(now, 9, "09:00"), _handover(cast))
    yield Thread("random", at(now, 1, "11:40"), _random(cast))
    yield Thread("lunch", at(now, 1, "11:35"), _lunch())


def _build(service: str, version: str, state: str, look: str, commit: str, gap: float) -> Said:
    return (
        "notes",
        gap,
        doc(
            card(
                f"{service} {version}",
                description=f"Commit {commit}",
                link=f"https://builds.acme.example/{service}/{version}",
                context="Build Notes",
                details=[lozenge("State", state, look), fact("Commit", commit)],
            )
        ),
    )


def _builds() -> list[Said]:
    return [
        _build("tracking-api", "3.17.2", "live", "success", "9f31c07", 0),
        _build("notice-worker", "1.9.0", "live", "success", "44be912", 210),
        _build("tracking-page", "0.8.0", "failed", "removed", "0d7ac4e", 95),
        ("jonas", 3, "Mine. A snapshot test that knew the old year. Fixing."),
        _build("tracking-page", "0.8.1", "live", "success", "c51e3b8", 22),
        _build("tracking-api", "3.18.0", "live", "moved", "e7720fa", 1400),
        _build("label-parser", "0.1.0", "staging", "new", "1b6d05c", 300),
        ("kenji", 6, "First Rust service in production, if it survives the night. Be gentle."),
        _build("estimate-batch", "2.4.0", "live", "success", "7aa9d13", 900),
    ]


def _announcements(cast: Cast) -> list[Said]:
    return [
        (
            "ruth",
            0,
            "The office is closed next Friday. The heating people say it will be *warm* "
            "afterwards.",
        ),
        (
            "maya",
            4330,
            doc(
                p(
                    "Welcome ",
                    cast.mention("omar"),
                    ", who makes sure that what we say works, works.",
                ),
                p("He starts with the phones. All of them."),
            ),
        ),
        ("chloe", 8680, "We are in the trade journal, page 14: “the parcel that tells you when”."),
        (
            "lena",
            4320,
            doc(
                panel(
                    "info",
                    p(
                        text("Parcel 3 goes live next week, at 09:00 UTC. ", "strong"),
                        "Questions in the launch room, cake in the kitchen.",
                    ),
                )
            ),
        ),
    ]


def _backend() -> list[Said]:
    return [
        ("kenji", 0, "Do we want `PATCH` with null to mean “remove”, or is null just an error?"),
        (
            "aisha",
            6,
            "RFC 7396 says remove. But our clients send null for “I do not know”, so I would "
            "refuse it.",
        ),
        (
            "kenji",
            2,
            "Refuse, with the field's name in the message. Half our support mails are *which "
            "field*.",
        ),
        (
            "aisha",
            11,
            """
            Like this?

            ```json
            {"code": 400, "message": "topic: must be a text"}
            ```
            """,
        ),
        (
            "tomas",
            3,
            "And the request id in a header, please. Nobody ever copies a body, but they do "
            "paste headers.",
        ),
        ("kenji", 1, "Deal."),
        (
            "grace",
            190,
            "Reminder: secrets do not go into logs, also not in the *error* path. "
            "I found `Authorization` in a stack trace yesterday. Ours.",
        ),
        (
            "aisha",
            7,
            "Filter is in the logging library now, with a test that greps for a canary token.",
        ),
    ]


def _support() -> list[Said]:
    return [
        (
            "dan",
            0,
            "> Your page said between 2 and 6 and it came at 3. I had forgotten that this is "
            "possible.\n\n"
            "Ticket of the week.",
        ),
        ("lena", 4, "Printing it."),
        (
            "dan",
            55,
            doc(
                p("Top questions this week, with a link to the answer we give:"),
                table(
                    ["Question", "Tickets", "Answer"],
                    ["Where is my parcel?", "1,040", "send the page's address"],
                    ["Can my neighbour take it?", "311", "button, from the launch on"],
                    ["It says delivered, it is not here", "87", "ask the carrier, then call back"],
                ),
            ),
        ),
        ("victor", 12, "A partner asks whether *their* logo can be larger. I know, I know."),
        ("lena", 3, "24 pixels of fame :smile:"),
        (
            "omar",
            70,
            "The third question: can we show the photo of the doorstep that carriers take?",
        ),
        ("dan", 5, "That would halve it. Privacy?"),
        ("lena", 9, "Noted for after the launch, with a question mark for Grace."),
    ]


def _data() -> list[Said]:
    return [
        (
            "sofia",
            0,
            "3 % of page events never arrive. Not ours: ad blockers count us as advertising.",
        ),
        ("aisha", 8, "Because the path is `/track`. Rename it?"),
        (
            "sofia",
            2,
            "`/parcel-events` goes through. I feel like a smuggler, but for honest goods.",
        ),
        (
            "sofia",
            1500,
            doc(
                p("The query behind the launch dashboard, for whoever inherits it:"),
                code(
                    "sql",
                    "SELECT carrier, count(*) AS visits,\n       count(*) / count(DISTINCT "
                    "parcel_id)"
                    " AS visits_per_parcel\nFROM page_view\nWHERE day >= current_date - 7\n"
                    "GROUP BY carrier\nORDER BY visits DESC;",
                ),
            ),
        ),
        ("aisha", 5, "Integer division in the second column?"),
        (
            "sofia",
            1,
            "In this dialect it is not. But cast it, the next one who copies it may be elsewhere.",
        ),
    ]


def _handover(cast: Cast) -> list[Said]:
    return [
        (
            "kenji",
            0,
            doc(
                p("Handing the pager to ", cast.mention("tomas"), "."),
                tasks(
                    "handover-1",
                    ("carrier 7 changes its address on Tuesday, nothing to do", True),
                    ("label-store disk: watch it", False),
                ),
            ),
        ),
        ("tomas", 3, "Got it. Quiet week?"),
        ("kenji", 1, "Two pages, both at lunch. Considerate alerts."),
        (
            "tomas",
            10_080,
            """
            Handing over to @aisha.

            - incident 42: resolved, review is today
            - pool usage has no alert yet, look at the graph once a day
            - `label-store` disk is at 85 %, cleaning job runs on Wednesday

            The pager plays a song now. I am sorry.
            """,
        ),
        ("aisha", 6, "Got it. It is a *good* song."),
    ]


def _random(cast: Cast) -> list[Said]:
    return [
        (
            "jonas",
            0,
            "The plant by the window has a new leaf. It waited until the heating man left.",
        ),
        ("ruth", 3, "It has a name, you know."),
        ("jonas", 1, "It does?"),
        ("ruth", 1, "Postgres."),
        ("kenji", 2, "Then it should be vacuumed now and then."),
        ("tomas", 5, "I have seen it replicate."),
        ("chloe", 14, "Does anyone understand these people? :sweat_smile: @here"),
        ("victor", 31, "Greetings from the fair. Our booth is between a crane and a drone."),
        ("priya", 9, "Which one has the better coffee?"),
        ("victor", 2, "The crane. It is *tall* coffee."),
        ("sofia", 160, "Found: one blue umbrella, in the meeting room with the broken door."),
        ("maya", 11, "Mine! And the door is mine too, I suppose. I will report it."),
    ]


def _lunch() -> list[Said]:
    return [
        (
            "harbor",
            0,
            doc(
                p(
                    text("Where today? ", "strong"),
                    buttons("lunch", ("Noodles", "vote-noodles"), ("Canteen", "vote-canteen")),
                )
            ),
        ),
        ("jonas", 2, "Noodles."),
        ("priya", 1, "Noodles!"),
        ("ruth", 4, "I brought something, but I walk with you."),
        ("maya", 9, "In a meeting until half past. Keep me a chair, and the thing with sesame."),
        ("harbor", 20, "Noodles it is: **3** to 0. Meet at the door at 12:15."),
    ]
