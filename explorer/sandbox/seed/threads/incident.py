"""Incident 42: the tracking API is slow, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from explorer.sandbox.seed.people import Cast
from explorer.sandbox.seed.threads.script import Said, Thread, ago, at
from explorer.sandbox.seed.writing import (
    action,
    badge,
    bullets,
    buttons,
    card,
    code,
    decisions,
    doc,
    emoji,
    fact,
    heading,
    lozenge,
    numbered,
    p,
    panel,
    table,
    tasks,
    text,
)

_GRAPHS = "https://graphs.acme.example/d/tracking-api"


def threads(cast: Cast, now: datetime) -> Iterator[Thread]:
    """The incident as it happened, yesterday; its review, today."""
    yield Thread("incident", at(now, 1, "14:08"), _as_it_happened(cast))
    yield Thread("incident", ago(now, hours=3), _review(cast))


def _alarm() -> Said:
    alarm = card(
        "Tracking API: p99 latency above 2 s",
        description="GET /v3/parcels/{id} answered 1 % of calls in 2.4 s or more for 5 minutes.",
        link=f"{_GRAPHS}?panel=latency",
        context="Sentinel · tracking-api · eu-west",
        details=[
            lozenge("State", "firing", "removed"),
            lozenge("Severity", "SEV-2", "inprogress"),
            fact("Threshold", "p99 > 2 s for 5 min"),
            badge("Calls affected", 312, "important", 999),
        ],
        actions=[
            action("Acknowledge", "ack-incident", incident="INC-42"),
            action("Open runbook", "open-runbook", page="tracking-api-latency"),
        ],
    )
    return ("sentinel", 0, doc(alarm))


def _as_it_happened(cast: Cast) -> list[Said]:
    return [
        _alarm(),
        (
            "tomas",
            2,
            "Looking. It started within a minute of the 14:02 deploy, which is rarely a "
            "coincidence.",
        ),
        ("tomas", 1, "Calling it: **SEV-2**, I am commander. @aisha you shipped it, can you join?"),
        (
            "aisha",
            1,
            "Here. The deploy was `tracking-api 3.18.0`: new client for the carrier feed.",
        ),
        (
            "harbor",
            0.5,
            doc(
                heading(3, "Incident 42 is open"),
                p(
                    "Commander ",
                    cast.mention("tomas"),
                    ", engineers ",
                    cast.mention("aisha"),
                    ", communication ",
                    cast.mention("dan"),
                    ".",
                ),
                p(
                    buttons(
                        "incident-menu",
                        ("Acknowledge", "ack-incident"),
                        ("Runbook", "open-runbook"),
                        ("Timeline", "open-timeline"),
                        ("Page someone", "page-someone"),
                    )
                ),
            ),
        ),
        (
            "dan",
            3,
            "Support sees it too: eleven tickets in ten minutes, all “tracking page spins "
            "forever”.",
        ),
        (
            "aisha",
            2,
            """
            Thread dump of one slow pod: nearly everyone waits in the same place.

            ```java
            "http-worker-118" WAITING
                at o.a.h.impl.pool.AbstractConnPool.getPoolEntryBlocking
                at com.acme.carrier.FeedClient.fetch(FeedClient.java:88)
                at com.acme.tracking.ParcelResource.get(ParcelResource.java:141)
            ```
            """,
        ),
        ("kenji", 2, "`getPoolEntryBlocking` means the pool is empty. What is its size now?"),
        (
            "aisha",
            1,
            "The old client had 200 per host. The new one … *reads* … defaults to **20**. "
            "We never set it. That is my miss.",
        ),
        (
            "tomas",
            1,
            "Nobody's miss, ten to one we have no test for it. "
            "Roll back or fix forward? I would roll back.",
        ),
        (
            "kenji",
            1,
            "Roll back is not free: 3.18.0 migrated the `carrier_event` table. "
            "3.17 reads it, I checked last week, but writes with the old column.",
        ),
        (
            "aisha",
            1.5,
            "It writes `status_text`, which we kept as a generated column. So writes fail.",
        ),
        (
            "tomas",
            0.5,
            doc(
                decisions(
                    "inc-42",
                    "No rollback: 3.17 cannot write to the migrated table.",
                    "Fix forward: pool size 200 by configuration, no new build.",
                    "Status page says “degraded”, next update at 15:00 UTC.",
                )
            ),
        ),
        (
            "dan",
            2,
            """
            Status page is up:

            > Tracking pages load slowly for some parcels. Deliveries are not affected.
            > We know the cause and are applying a fix. Next update at 15:00 UTC.
            """,
        ),
        (
            "aisha",
            3,
            doc(
                p("This is the change, please look before I apply it:"),
                code(
                    "json",
                    '{\n  "carrierFeed": {\n    "maxPerRoute": 200,\n    "maxTotal": 400,\n'
                    '    "acquireTimeoutMs": 250\n  }\n}',
                ),
            ),
        ),
        (
            "kenji",
            1,
            "Good. The 250 ms on acquire is the important line: fail fast beats queueing.",
        ),
        ("tomas", 0.5, "Agreed. Canary first, one pod, two minutes."),
        ("aisha", 4, "Canary: p99 at **180 ms**, pool at 61 of 200 busy. Rolling out to the rest."),
        (
            "harbor",
            1,
            doc(
                card(
                    "Deploy: tracking-api configuration r118",
                    description="maxPerRoute 20 → 200, acquireTimeoutMs 250",
                    context="Harbor · requested by Aisha Okafor",
                    details=[
                        lozenge("State", "rolling out", "inprogress"),
                        fact("Pods", "7 of 24"),
                    ],
                    actions=[action("Stop rollout", "stop-rollout", revision="r118")],
                )
            ),
        ),
        ("lena", 3, "Do I need to tell the launch partners anything? They are watching the page."),
        (
            "maya",
            1,
            "Only that it was slow and is recovering, @lena. I can join the call at 15:30 if "
            "they ask.",
        ),
        (
            "sentinel",
            5,
            doc(
                card(
                    "Tracking API: p99 latency is back to normal",
                    description="p99 is 190 ms, below the threshold for 5 minutes.",
                    link=f"{_GRAPHS}?panel=latency",
                    context="Sentinel · tracking-api · eu-west",
                    details=[
                        lozenge("State", "resolved", "success"),
                        fact("Lasted", "37 minutes"),
                    ],
                )
            ),
        ),
        (
            "tomas",
            2,
            doc(
                p("All 24 pods done. Timeline while it is fresh:"),
                table(
                    ["UTC", "What happened", "Who"],
                    ["14:02", "tracking-api 3.18.0 is live on all pods", "Aisha"],
                    ["14:03", "p99 rises from 160 ms to 2.4 s", "–"],
                    ["14:08", "Sentinel pages", "Sentinel"],
                    ["14:11", "SEV-2 called", "Tomás"],
                    ["14:21", "Cause found: connection pool of 20", "Aisha, Kenji"],
                    ["14:25", "Decision to fix forward", "Tomás"],
                    ["14:35", "Canary is healthy", "Aisha"],
                    ["14:45", "Resolved", "Sentinel"],
                    isNumberColumnEnabled=False,
                ),
            ),
        ),
        (
            "dan",
            2,
            doc(
                p(
                    "Status page is green again. 43 tickets in total, all answered. Thank you! ",
                    emoji("pray", "🙏"),
                )
            ),
        ),
        (
            "tomas",
            1,
            doc(
                panel("success", "Incident 42 is resolved. Review tomorrow, everyone is welcome."),
            ),
        ),
        ("aisha", 1, "Thanks all. Going for a walk :walking:"),
    ]


def _review(cast: Cast) -> list[Said]:
    return [
        (
            "tomas",
            0,
            """
            ## Review of incident 42

            **What went well**
            - paged within five minutes, cause within fifteen
            - nobody had to be woken up
            - support had words for customers before they asked

            **What did not**
            1. The pool size was a default nobody chose
            2. A rollback was impossible and we learned that *during* the incident
            3. The canary ran for 30 seconds at 3 % of traffic: too little to fill a pool of 20
            """,
        ),
        (
            "grace",
            6,
            "Number 2 worries me most. Could CI refuse a migration that the version before cannot "
            "write to?",
        ),
        (
            "kenji",
            4,
            "It could: start the previous image against the migrated schema and run its write "
            "tests. "
            "Ten minutes per build, but only for builds *with* a migration.",
        ),
        ("maya", 2, "Ten minutes twice a week against 37 minutes of this. Easy."),
        (
            "aisha",
            5,
            doc(
                p("Here is how a pool of 20 looks from outside. Little's law, for next time:"),
                p(
                    text("N", "em"),
                    " = λ · ",
                    text("W", "em"),
                    ": 190 calls a second, 0.35 s each, needs 67 connections. We had 20.",
                ),
                panel(
                    "note",
                    p("Anything below 67 queues ", text("without bound", "strong"), "."),
                    bullets("p50 looked fine for two minutes", "p99 told the truth at once"),
                ),
            ),
        ),
        (
            "tomas",
            4,
            doc(
                heading(3, "Actions"),
                tasks(
                    "inc-42-actions",
                    ("Aisha: pool sizes explicit in every client, reviewed", True),
                    ("Kenji: CI job “previous version writes to the new schema”", False),
                    ("Tomás: canary of 10 % for 10 minutes", False),
                    ("Dan: the status text as a template", True),
                    ("Grace: alert on pool usage above 80 %", False),
                ),
                p(
                    "Due in two weeks; ",
                    cast.mention("harbor"),
                    " will ask.",
                ),
            ),
        ),
        (
            "harbor",
            0.5,
            doc(
                p("I will remind the owners every Monday until all five are done."),
                p(buttons("review-menu", ("Mark done", "mark-done"), ("Settings", "settings"))),
            ),
        ),
        ("lena", 30, "Partners read the review and one of them asked to *copy* it. Well written."),
        (
            "kenji",
            41,
            doc(
                p(
                    "CI job is up as a draft. It found two more migrations we could not have "
                    "undone:"
                ),
                numbered(
                    "carrier_event: the one we know",
                    "label_job: drops a column the old version still fills",
                    "address_cache: renames a table (!)",
                ),
            ),
        ),
        ("grace", 7, "That alone was worth the incident. Reviewing the draft now."),
    ]
