"""What is said in the smaller rooms of both sites, in direct conversations and in archives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from explorer.sandbox.seed.people import Cast
from explorer.sandbox.seed.threads.script import Said, Thread, ago, at
from explorer.sandbox.seed.writing import (
    action,
    badge,
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
    """A thread or two for each."""
    yield Thread("builds", at(now, 3, "08:00"), _builds())
    yield Thread("announcements", at(now, 20, "09:00"), _announcements(cast))
    yield Thread("backend", at(now, 2, "13:30"), _backend())
    yield Thread("support", ago(now, hours=20), _support())
    yield Thread("data", at(now, 4, "10:00"), _data())
    yield Thread("handover", at(now, 9, "09:00"), _handover(cast))
    yield Thread("random", at(now, 1, "11:40"), _random(cast))
    yield Thread("lunch", at(now, 1, "11:35"), _lunch())
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
    yield Thread("lab-notes", at(now, 11, "09:00"), _lab_notes())
    yield Thread("arm", ago(now, hours=30), _arm())
    yield Thread("papers", at(now, 14, "12:00"), _papers())
    yield Thread("grant", at(now, 3, "10:30"), _grant())
    yield Thread("cold", at(now, 200, "09:00"), _cold())
    yield Thread("direct-labs-ines", at(now, 4, "17:20"), _direct_ines())


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


def _lab_notes() -> list[Said]:
    return [
        (
            "wei",
            0,
            """
            **Run 14.** Gripper with the softer pads, 500 parcels.

            - dropped: 3 (run 13: 11)
            - crushed: 0
            - *stuck to the pad*: 6, all wrapped in film

            Next: pads with grooves.
            """,
        ),
        ("ines", 20, "Six of how many wrapped in film? The rate matters more than the count."),
        ("wei", 4, "Six of 41, so about 15 %. You are right, that is a lot."),
        (
            "wei",
            4330,
            doc(
                p(text("Run 15. ", "strong"), "Grooved pads, 500 parcels, 44 of them in film."),
                table(
                    ["", "Run 13", "Run 14", "Run 15"],
                    ["Dropped", "11", "3", "4"],
                    ["Crushed", "0", "0", "0"],
                    ["Stuck", "–", "6", "0"],
                ),
                p(
                    "H",
                    text("0", {"type": "subsup", "attrs": {"type": "sub"}}),
                    ": 3 and 4 do not differ. I do not reject it.",
                ),
            ),
        ),
        ("kenji", 9, "Zero stuck! What do grooves do to dust?"),
        ("wei", 2, "Ask me after run 20. I am counting that too."),
        (
            "sofia",
            33,
            "Your numbers are in the warehouse now, table `lab_run`. No more photos of the "
            "whiteboard.",
        ),
    ]


def _arm() -> list[Said]:
    return [
        ("wei", 0, "The arm stops at 38° since this morning. No error, it just *stops*, politely."),
        ("kenji", 7, "Soft limit from the calibration? It was at 40° and someone entered it in…"),
        ("wei", 3, "… the other sign, yes. It believes that it is at its end."),
        (
            "wei",
            12,
            doc(
                code(
                    "python",
                    'LIMITS = {\n    "elbow": (-120.0, 135.0),\n    "wrist": (-38.0, 180.0),\n}',
                ),
                p("Corrected, and the loader refuses ranges that do not contain zero."),
            ),
        ),
        (
            "ines",
            25,
            "A check that would have cost a minute then. Please also write it into the notes.",
        ),
    ]


def _papers() -> list[Said]:
    return [
        (
            "ines",
            0,
            "Why it matters: they sort *without* a camera, by weight and one light barrier, and "
            "lose "
            "only 2 % against vision. [Sorting by touch](https://papers.example/sorting-by-touch)",
        ),
        (
            "ines",
            8660,
            "Why it matters: the first honest comparison of grippers I know, because they publish "
            "the failures. [Two hundred grippers](https://papers.example/two-hundred-grippers)",
        ),
    ]


def _grant() -> list[Said]:
    return [
        ("ines", 0, "Section 4 is empty. Sofia, could you write half a page on data?"),
        ("sofia", 16, "Half a page by Thursday. May I say that we publish it?"),
        ("ines", 3, "Not *may*: must. It is what they pay for."),
    ]


def _cold() -> list[Said]:
    return [
        ("aisha", 0, "Last sensor is back: **−2 °C** at the worst moment, in a van in Tromsø."),
        (
            "sofia",
            14,
            "So a thermal bag is enough below four hours. That is the whole result, and it is "
            "useful.",
        ),
        ("ines", 9, "Written up, sent, finished. Closing this room."),
    ]


def _direct_ines() -> list[Said]:
    return [
        ("ines", 0, "runs this month"),
        ("harbor", 0.1, "Runs 11 to 15, **2,500** parcels in all."),
    ]
