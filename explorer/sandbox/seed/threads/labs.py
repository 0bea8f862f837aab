"""What is said at the second site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from explorer.sandbox.seed.people import Cast
from explorer.sandbox.seed.threads.script import Said, Thread, ago, at
from explorer.sandbox.seed.writing import (
    code,
    doc,
    p,
    table,
    text,
)


def threads(cast: Cast, now: datetime) -> Iterator[Thread]:
    """A thread for each."""
    yield Thread("lab-notes", at(now, 11, "09:00"), _lab_notes())
    yield Thread("arm", ago(now, hours=30), _arm())
    yield Thread("papers", at(now, 14, "12:00"), _papers())
    yield Thread("grant", at(now, 3, "10:30"), _grant())
    yield Thread("cold", at(now, 200, "09:00"), _cold())
    yield Thread("direct-labs-ines", at(now, 4, "17:20"), _direct_ines())


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
