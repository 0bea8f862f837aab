"""What people say by themselves: answers to what an app sent, and talk of their own."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

_ANSWERS: Sequence[tuple[str, Sequence[str]]] = (
    (
        r"\?\s*$|\bwho\b|\banyone\b|\bcan (?:you|someone)\b",
        (
            "I can take that.",
            "Give me ten minutes, then yes.",
            "Not me today, but {other} might.",
            "Good question. Looking.",
        ),
    ),
    (
        r"incident|outage|\bdown\b|\bslow\b|alert|\berror",
        (
            "On it.",
            "Seen. The graph went up four minutes ago.",
            "Same here, every third request.",
            "I'd roll back first and ask questions later.",
            "Posting to the status page.",
        ),
    ),
    (
        r"deploy|release|ship|roll ?out|launch",
        (
            "Go from me.",
            "The last build is green, so yes.",
            "Please not before the stand-up.",
            "🚀",
        ),
    ),
    (
        r"\bhello\b|\bhi\b|good morning|welcome",
        ("Hello!", "Hi there 👋", "Good to see you in here.", "Morning!"),
    ),
    (r"thank", ("Any time.", "You're welcome!", "That was mostly {other}.")),
    (
        r"test|demo|tour|example",
        ("Looks good from here.", "Nice. Does it also work in a private room?", "I saw it arrive."),
    ),
)

_ANY = (
    "Seen.",
    "👍",
    "Makes sense.",
    "Noted, I'll read it properly after lunch.",
    "Thanks for writing that down.",
    "{other}, this one is for you.",
)

_TALK: Sequence[Sequence[str]] = (
    ("Is the build slow for anyone else?", "Twelve minutes, usually seven.", "Cache was cleared."),
    ("Coffee machine on the second floor works again.", "You are a hero.", "Until Thursday."),
    ("Who has the notes from this morning?", "I do, sending them in a minute.", "Thanks!"),
    ("The carrier feed changed a field again.", "Which one?", "eta became estimatedArrival."),
    ("Review, anyone? It is a small one.", "How small?", "Eleven lines.", "On it."),
    ("Reminder: the room moves at three.", "Which room?", "Ha. The one with the windows."),
    ("I broke staging. It is back.", "What was it?", "A flag that was on in one place only."),
    ("Numbers for last week are in.", "And?", "Better than we feared, worse than we hoped."),
)


def answer(text: str, other: str, chance: random.Random) -> str:
    """What someone says to a message.

    Args:
        text: The message.
        other: The name of somebody else in the room.
        chance: Chooses.
    """
    lines: Sequence[str] = _ANY
    for pattern, fitting in _ANSWERS:
        if re.search(pattern, text[:2_000], re.IGNORECASE):
            lines = fitting
            break
    return chance.choice(lines).format(other=other)


def talk(chance: random.Random) -> Sequence[str]:
    """A few lines that people say to each other, in turn.

    Args:
        chance: Chooses.
    """
    return chance.choice(_TALK)
