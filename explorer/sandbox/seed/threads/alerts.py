"""The alerts room: a week of machines talking, and now and then a person."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from explorer.sandbox.seed.people import Cast
from explorer.sandbox.seed.threads.script import Said, Thread
from explorer.sandbox.seed.writing import action, card, code, doc, fact, lozenge, p, text

_ALERTS = 118
_DAYS = 6.8


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of alert: what is said, where, how bad, and how long it tends to last (minutes)."""

    title: str
    service: str
    severity: str
    unit: str
    low: float
    high: float
    lasts: int


_KINDS = (
    Kind("disk usage above 85 %", "label-store", "warning", "%", 85, 97, 90),
    Kind("queue is longer than 10,000", "notice-worker", "warning", " jobs", 10_000, 48_000, 25),
    Kind("p99 latency above 1 s", "tracking-api", "critical", " ms", 1_010, 3_900, 12),
    Kind("error rate above 1 %", "carrier-feed", "critical", " %", 1.1, 7.5, 18),
    Kind("replica is behind", "parcel-db-2", "warning", " s", 31, 240, 9),
    Kind("certificate ends soon", "hooks.acme.example", "info", " days", 9, 29, 600),
    Kind("pod was restarted", "address-cache", "info", " times", 1, 4, 3),
    Kind("memory above 90 %", "estimate-batch", "warning", " %", 90, 99, 35),
    Kind("no heartbeat", "printer-gateway", "critical", " s", 61, 400, 6),
    Kind("login failures", "back-office", "warning", " a minute", 22, 140, 15),
)

_PEOPLE: tuple[tuple[str, str], ...] = (
    ("tomas", "The disk again. Old labels are kept for 90 days, we agreed on 30. Ticket is open."),
    ("kenji", "That queue is the nightly mail run. Expected, please do not page for it."),
    ("aisha", "Carrier 7 is down, they know. Their status page says “investigating”."),
    ("grace", "The logins are one customer with a script and an old password. I wrote to them."),
    ("tomas", "Replica lag was my index build. Sorry, done now."),
    ("omar", "Is `printer-gateway` meant to say this every night at three?"),
    ("tomas", "No. It restarts, and forgets to say so. @kenji could it send a heartbeat first?"),
    ("kenji", "It could. Five lines. Tonight we will all sleep better."),
    ("sofia", "`estimate-batch` is mine: a join without a filter. Fix is deployed."),
    ("maya", "This room had 60 messages yesterday, and two of them mattered. Can we do better?"),
    ("tomas", "Half are `info`. I would send those to a daily summary instead. Any objections?"),
    ("grace", "None, but keep the certificates here until they renew themselves."),
    ("aisha", "Certificate for the hooks is renewed, next one in 90 days."),
    ("kenji", "Acknowledged, looking."),
    ("tomas", "False alarm: the threshold was made for the old hardware. Raised it."),
    ("omar", "Quiet night. I do not trust it."),
)


def threads(cast: Cast, now: datetime) -> Iterator[Thread]:
    """Alerts and their ends, in the order in which they came; every seventh is remarked upon."""
    # The same every time: chance here only spreads things out.
    chance = random.Random(cast.ids.bits("alerts", 64))  # noqa: S311
    remarks = iter(_PEOPLE)
    start = now - timedelta(days=_DAYS)
    minutes = _DAYS * 24 * 60 - 30
    timed: list[tuple[float, Said]] = []
    for number in range(_ALERTS):
        kind = _KINDS[chance.randrange(len(_KINDS))]
        fired = minutes * (number + chance.random()) / _ALERTS
        value = chance.uniform(kind.low, kind.high)
        timed.append((fired, ("sentinel", 0, _fired(kind, 7_000 + number, value))))
        ended = fired + kind.lasts * chance.uniform(0.4, 1.8)
        if ended < minutes and kind.severity != "info":
            timed.append((ended, ("sentinel", 0, _ended(kind, 7_000 + number, ended - fired))))
        if number % 7 == 3 and (remark := next(remarks, None)):
            timed.append((fired + chance.uniform(2, 6), (remark[0], 0, remark[1])))
    timed.sort(key=lambda pair: pair[0])
    said: list[Said] = []
    before = 0.0
    for moment, (who, _, content) in timed:
        said.append((who, moment - before, content))
        before = moment
    yield Thread("alerts", start, said)


_LOOKS = {"critical": "removed", "warning": "inprogress", "info": "default"}


def _fired(kind: Kind, number: int, value: float) -> dict[str, object]:
    shown = f"{value:,.1f}" if kind.high < 100 else f"{value:,.0f}"
    measured = f"{shown}{kind.unit}"
    if kind.severity == "info":
        return doc(p(text(kind.service, "code"), f": {kind.title} ({measured})"))
    alert = card(
        f"{kind.service}: {kind.title}",
        description=f"Measured {measured}",
        link=f"https://graphs.acme.example/alert/{number}",
        context=f"Sentinel · alert {number}",
        details=[
            lozenge("State", "firing", "removed"),
            lozenge("Severity", kind.severity, _LOOKS[kind.severity]),
            fact("Value", measured),
        ],
        actions=[
            action("Acknowledge", "ack-alert", alert=number),
            action("Silence for an hour", "silence", alert=number, minutes=60),
        ],
    )
    if kind.severity == "critical" and number % 3 == 0:
        query = f'alert{{service="{kind.service}"}} == 1  # {number}, {measured}'
        return doc(alert, code("", query))
    return doc(alert)


def _ended(kind: Kind, number: int, lasted: float) -> dict[str, object]:
    return doc(
        p(
            text("resolved", "strong"),
            " ",
            text(kind.service, "code"),
            f": {kind.title}, after {lasted:.0f} minutes. ",
            text(
                f"Alert {number}",
                {"type": "link", "attrs": {"href": f"https://graphs.acme.example/alert/{number}"}},
            ),
        )
    )
