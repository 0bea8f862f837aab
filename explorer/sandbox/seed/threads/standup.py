"""The stand-up bot: a question each working morning, and what people answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from explorer.sandbox.seed.people import Cast
from explorer.sandbox.seed.threads.script import Said, Thread, at
from explorer.sandbox.seed.writing import bullets, buttons, doc, item, p, panel, text

_DAYS = 8

# What each did, day by day: today's plan is tomorrow's report.
_WORK: dict[str, tuple[str, ...]] = {
    "aisha": (
        "read the carrier feed's new contract",
        "map carrier states to ours, 40 of 61 done",
        "the other 21 states, and a test for each",
        "ranges for carriers without live data",
        "new HTTP client in tracking-api",
        "tests for the new client",
        "candidate of tracking-api 3.18.0",
        "release 3.18.0, then incident 42",
        "the review, then pool sizes explicit everywhere",
    ),
    "kenji": (
        "push notices: tokens per device",
        "push notices: what if a phone is off for a week",
        "PCL-314, two thanks for one parcel",
        "load test scripts with Tomás",
        "mail templates in eleven languages",
        "review of Aisha's client, slow but done",
        "label parser in Rust, after the review",
        "incident 42 with Aisha",
        "CI job that starts the previous version",
    ),
    "jonas": (
        "range component, first version",
        "range component, right to left",
        "PCL-311, midnight",
        "PCL-311, midnight in Lisbon",
        "keyboard and screen reader for the whole page",
        "feature flag for staff",
        "pictures of the page for Chloé",
        "small screens with Omar",
        "nothing new, on purpose: freeze",
    ),
    "sofia": (
        "events of the new page into the warehouse",
        "events: find out why 3 % are missing",
        "they were ad blockers; document it",
        "dashboard for the launch",
        "estimate-batch, a join without a filter",
        "dashboard with real numbers",
        "numbers per carrier",
        "alert when a carrier goes silent",
        "watch the dashboard, touch nothing",
    ),
    "omar": (
        "test plan for the freeze",
        "three blockers written down, with films",
        "phones: 14 devices, 3 of them ancient",
        "phones: the ancient ones",
        "retest PCL-311",
        "retest PCL-314 and 319",
        "full run on the freeze build",
        "320 px screens with Jonas",
        "second full run, other languages",
    ),
}
_BLOCKED: dict[tuple[int, str], str] = {
    (6, "aisha"): "waiting for carrier 7's test account, third mail sent",
    (5, "omar"): "need an iPhone 5. Does anyone have one in a drawer?",
    (3, "sofia"): "no rights on the new bucket, @tomas?",
    (0, "kenji"): "one runner is too small for two databases",
}
_ASIDES: dict[int, tuple[tuple[str, str], ...]] = {
    5: (("maya", "Drawer searched, one iPhone 5 found. It has a crack and a *lot* of stickers."),),
    3: (("tomas", "@sofia rights are there. Sorry, they were tied to the old group."),),
    0: (
        ("tomas", "@kenji take `large-2`, it is idle until Monday."),
        ("kenji", "Taken, thank you!"),
    ),
}


def threads(cast: Cast, now: datetime) -> Iterator[Thread]:
    """One thread a working day, the last of them today's if the question has been asked."""
    mornings: list[tuple[int, datetime]] = []
    days = 0
    while len(mornings) < _DAYS:
        morning = at(now, days, "07:30")
        # Answers take two hours to come in.
        if morning.weekday() < 5 and morning + timedelta(hours=2) < now:
            mornings.append((len(mornings), morning))
        days += 1
    for back, morning in reversed(mornings):
        yield Thread("standup", morning, _one_day(cast, back, morning))


def _one_day(cast: Cast, back: int, morning: datetime) -> list[Said]:
    day = _DAYS - 1 - back
    said: list[Said] = [
        (
            "standup",
            0,
            doc(
                p(
                    f"Good morning! It is {morning:%A}. ",
                    text("What did you do, what will you do, what is in the way?", "strong"),
                ),
                p(buttons(f"standup-{day}", ("Answer", "answer"), ("Skip today", "skip"))),
            ),
        )
    ]
    for place, (who, work) in enumerate(_WORK.items()):
        lines = [
            item(p(text("Yesterday: ", "strong"), work[day])),
            item(p(text("Today: ", "strong"), work[day + 1])),
        ]
        blocked = _BLOCKED.get((back, who))
        if blocked:
            said.append(
                (
                    who,
                    9 + place,
                    f"- **Yesterday:** {work[day]}\n- **Today:** "
                    f"{work[day + 1]}\n- **In the way:** {blocked}",
                )
            )
        else:
            said.append((who, 9 + place * 3 % 7, doc(bullets(*lines))))
    said += [(who, 4, words) for who, words in _ASIDES.get(back, ())]
    stuck = sum(1 for when, _ in _BLOCKED if when == back)
    summary = "Nobody is stuck." if not stuck else f"{stuck} of {len(_WORK)} could use a hand."
    said.append(
        (
            "standup",
            25,
            doc(
                panel(
                    "warning" if stuck else "info",
                    p(text(f"{len(_WORK)} of {len(_WORK)} answered. ", "strong"), summary),
                ),
                p(
                    "Missing: nobody. Next question on the next working day, ",
                    cast.mention("here"),
                    ".",
                ),
            ),
        )
    )
    return said
