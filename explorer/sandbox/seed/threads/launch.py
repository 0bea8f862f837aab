"""The launch of Parcel 3: plans, numbers and nerves."""

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
    decisions,
    doc,
    fact,
    heading,
    lozenge,
    p,
    panel,
    table,
    tasks,
    text,
)


def threads(cast: Cast, now: datetime) -> Iterator[Thread]:
    """Six weeks ago the start, last week the checks, today the last day before."""
    yield Thread("launch", at(now, 44, "13:00"), _start(cast))
    yield Thread("launch", at(now, 8, "09:10"), _week_before())
    yield Thread("launch", ago(now, hours=6), _day_before(cast))


def _start(cast: Cast) -> list[Said]:
    return [
        (
            "lena",
            0,
            doc(
                heading(2, "Parcel 3: why, what, when"),
                p(
                    text("Why. ", "strong"),
                    "People open the tracking page nine times per parcel, because it does not say "
                    "what they want to know: ",
                    text("will it come today?", "em"),
                ),
                p(
                    text("What. ", "strong"),
                    "One page with one answer, and a notice when it changes.",
                ),
                p(text("When. ", "strong"), "Go-live in six weeks. Details in the table."),
                table(
                    ["Milestone", "Owner", "Week"],
                    ["Estimates from the carrier feed", "Aisha", "1–3"],
                    ["New tracking page", "Jonas, Priya", "1–4"],
                    ["Notices by mail and push", "Kenji", "3–5"],
                    ["Load test at three times the Christmas peak", "Tomás", "5"],
                    ["Go-live", "all of us", "6"],
                    layout="wide",
                    isNumberColumnEnabled=True,
                ),
            ),
        ),
        (
            "jonas",
            5,
            "One page with one answer: I like that as a spec. Can we print it on the wall?",
        ),
        ("chloe", 3, "It is also the headline. Stealing it."),
        (
            "aisha",
            12,
            "Estimates depend on what carriers send. Two of them update once a day. "
            "For those “today” will be a guess, and we should say so on the page.",
        ),
        ("lena", 4, "Say it how? *Probably today* reads like a horoscope."),
        (
            "priya",
            6,
            "A range: “between 14:00 and 18:00”. A wide range says “guess” all by itself.",
        ),
        (
            "lena",
            2,
            doc(
                decisions(
                    "launch-range",
                    "The page shows a range, never a single time.",
                    "Carriers without live data get a range of half a day.",
                )
            ),
        ),
        (
            "harbor",
            1,
            doc(p("Noted two decisions. ", buttons("d", ("All decisions", "decisions")))),
        ),
    ]


def _week_before() -> list[Said]:
    return [
        (
            "tomas",
            0,
            """
            Load test is done, three times last Christmas:

            | | target | measured |
            | --- | --- | --- |
            | requests a second | 4,500 | **5,100** |
            | p50 | 60 ms | 41 ms |
            | p99 | 400 ms | 362 ms |
            | errors | < 0.1 % | 0.02 % |

            The two errors in ten thousand are timeouts of one carrier, which we answer from cache.
            """,
        ),
        ("maya", 4, "Beautiful. And the database?"),
        ("tomas", 2, "38 % CPU. It is bored. The cache does the work, hit rate 97 %."),
        (
            "omar",
            15,
            "I have three release blockers, sorry. Board is up to date, short version below.",
        ),
        (
            "omar",
            1,
            doc(
                card(
                    "PCL-311: the range jumps backwards after midnight",
                    link="https://issues.acme.example/PCL-311",
                    description="A parcel due 22:00–02:00 shows “yesterday” from 00:00 on.",
                    details=[lozenge("State", "open", "removed"), fact("Owner", "Jonas")],
                    actions=[action("Assign", "assign", issue="PCL-311")],
                ),
                card(
                    "PCL-314: push notices arrive twice on two phones",
                    link="https://issues.acme.example/PCL-314",
                    description="Both registered with the same account.",
                    details=[lozenge("State", "in progress", "inprogress"), fact("Owner", "Kenji")],
                    actions=[action("Assign", "assign", issue="PCL-314")],
                ),
                card(
                    "PCL-319: mail in Polish is half English",
                    link="https://issues.acme.example/PCL-319",
                    details=[lozenge("State", "open", "removed"), badge("Strings missing", 14)],
                    actions=[action("Assign", "assign", issue="PCL-319")],
                ),
            ),
        ),
        ("jonas", 3, "PCL-311 is mine. Midnight, my old enemy. Fix tonight."),
        (
            "kenji",
            9,
            "PCL-314: fix is in review. It is not a duplicate, it is two devices. We *thank* "
            "twice.",
        ),
        ("chloe", 2, "Polish strings are with the translators, back on Monday."),
        (
            "lena",
            14,
            doc(
                panel(
                    "warning",
                    p(
                        text("Freeze in three days, from 18:00 UTC on. ", "strong"),
                        "After that only fixes of blockers, and two people look at each.",
                    ),
                )
            ),
        ),
    ]


def _day_before(cast: Cast) -> list[Said]:
    return [
        (
            "lena",
            0,
            doc(
                p("Good morning, ", cast.mention("all"), ". Tomorrow is the day. Where we are:"),
                tasks(
                    "launch-checklist",
                    ("Freeze in place", True),
                    ("Load test repeated with the freeze build", True),
                    ("PCL-311, 314, 319 closed and tested", True),
                    ("Support has read the answers document", True),
                    ("Status page text for “slow” and “down” prepared", True),
                    ("Feature flag flipped for staff", False),
                    ("Press text out at 09:00 UTC", False),
                    ("Cake", False),
                ),
                p(
                    buttons(
                        "launch-menu",
                        ("Checklist", "open-checklist"),
                        ("Go / no-go", "go-no-go"),
                    )
                ),
            ),
        ),
        ("ruth", 4, "Cake is ordered. It says *Parcel 3*. I did not dare to put the date on it."),
        ("dan", 7, "Support is ready: answers read, four people on the early shift."),
        (
            "victor",
            16,
            "Three partners want to be on the first day's list. I said yes to two and “soon” to "
            "one.",
        ),
        ("maya", 3, "Who is the third?"),
        ("victor", 1, "The one with 40,000 parcels a day :grimacing:"),
        ("tomas", 2, "We tested for 5,100 requests a second. They can come."),
        (
            "sofia",
            28,
            doc(
                p("The dashboard for tomorrow, with yesterday's staff numbers in it:"),
                table(
                    ["Measure", "Old page", "New page"],
                    ["Visits per parcel", "9.1", "3.4"],
                    ["Seconds on the page", "48", "11"],
                    ["“Where is my parcel?” tickets", "212 a day", "–"],
                ),
                p("Few people and all of them ours, so: ", text("promising", "em"), ", no more."),
            ),
        ),
        ("chloe", 6, "3.4 instead of 9.1! May I quote that?"),
        ("sofia", 1, "In a week, with real people in it. Please."),
        (
            "grace",
            31,
            "Security sign-off is done. One finding (headers on the static host), fixed an hour "
            "ago.",
        ),
        (
            "jonas",
            44,
            """
            Flag is on for staff. If you see anything odd, post it here with

            1. what you did
            2. what you saw
            3. what you had expected

            and a picture, please.
            """,
        ),
        (
            "priya",
            12,
            "The range for my own parcel says 14:00–18:00 and it came at 15:20. I am a customer "
            "now.",
        ),
        (
            "omar",
            25,
            "Odd thing: on a 320 px screen the carrier's logo covers the **y** of “today”. "
            "PCL-327, small.",
        ),
        ("jonas", 3, "“Will it come toda?” Fixed, needs one more pair of eyes: @priya?"),
        ("priya", 5, "Looked at it, approved. It says today again."),
        (
            "harbor",
            20,
            doc(
                card(
                    "Go / no-go for Parcel 3",
                    description="Everyone on the list answers once. Closes in two hours.",
                    context="Harbor",
                    details=[
                        badge("Go", 6, "added"),
                        badge("No-go", 0, "removed"),
                        badge("Missing", 1, "important"),
                        lozenge("Outcome", "open", "inprogress"),
                    ],
                    actions=[
                        action("Go", "vote", answer="go"),
                        action("No-go", "vote", answer="no-go"),
                        action("Who is missing?", "open-checklist"),
                    ],
                )
            ),
        ),
        ("maya", 2, "Go from me. Proud of this one, whatever tomorrow says."),
        ("lena", 9, "All seven: **go**. Sleep well, see you at eight :rocket:"),
    ]
