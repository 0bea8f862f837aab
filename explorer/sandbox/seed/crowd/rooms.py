"""The names, topics and kinds of generated conversations."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from explorer.sandbox.seed.crowd.vocabulary import (
    CUSTOMERS,
    DECOMPOSED,
    ELSEWHERE,
    EMOJI,
    HOBBIES,
    PLACES,
    PROJECTS,
    PURPOSES,
    SERVICES,
    TEAMS,
    THEMES,
    TROUBLES,
)

DIRECT = 0.12
"""The share of direct conversations."""

_PRIVATE = 0.24
_ARCHIVED = 0.22
_AWAY = 0.01
_LABS = 0.04
_YEARS = tuple(str(year) for year in range(2015, 2020))
_MONTHS = ("January", "March", "May", "June", "September", "October", "November")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a generated conversation is.

    Args:
        name: Shown in lists.
        topic: What it is about; empty for many.
        private: Whether only its members find it.
        archived: Whether it is closed for writing.
        labs: Whether it is of the second site.
        away: Whether the app that sandboxes are used with is not installed.
        days: How long ago it was made, in days.
        members: How many people are in it.
    """

    name: str
    topic: str
    private: bool
    archived: bool
    labs: bool
    away: bool
    days: float
    members: int


def room(chance: random.Random) -> Kind:
    """A room such as a company has by the thousand."""
    draw = chance.random
    days = 2 + 1400 * draw() ** 2
    # What was made long ago is more often closed.
    archived = days > 20 and draw() < _ARCHIVED * (0.4 + days / 500)
    return Kind(
        name=_named(chance),
        topic=_topic(chance),
        private=draw() < _PRIVATE,
        archived=archived,
        labs=draw() < _LABS,
        away=draw() < _AWAY,
        days=days,
        members=2 + int(draw() ** 3 * 9),
    )


def direct(chance: random.Random, name: str) -> Kind:
    """A conversation of the app with one person."""
    days = 1 + 700 * chance.random() ** 2
    return Kind(name, "", True, chance.random() < 0.03, False, False, days, 1)


def busiest(chance: random.Random) -> Kind:
    """The one room that talks more than all others."""
    name = f"📦 Floor {chance.choice(PLACES)}: everything that moves"
    topic = "Scans, gates, drivers, questions. The busiest room of the house: mute it, search it."
    return Kind(name, topic, False, False, False, False, 380.0, 60)


def _named(chance: random.Random) -> str:
    draw = chance.random()
    if draw < 0.04:
        name = chance.choice(ELSEWHERE)
    elif draw < 0.045:
        name = chance.choice(DECOMPOSED)
    else:
        name = _PATTERNS[int(chance.random() * len(_PATTERNS))](chance.choice, chance.randrange)
    draw = chance.random()
    if draw < 0.05:
        return f"{name} {chance.choice(EMOJI)}"
    if draw < 0.07:
        return f"{chance.choice(EMOJI)} {name}"
    if draw < 0.1:
        return name.lower()
    return name


def _topic(chance: random.Random) -> str:
    pick, draw = chance.choice, chance.random()
    if draw < 0.35:
        return ""
    if draw < 0.55:
        return pick(PURPOSES)
    if draw < 0.75:
        return f"{pick(TEAMS)} and {pick(TEAMS).lower()} · {pick(PURPOSES).lower()}"
    if draw < 0.9:
        return f"Everything about {pick(THEMES)} of {pick(PROJECTS)} in {pick(PLACES)}"
    return (
        f"{pick(PURPOSES)}. {pick(TEAMS)} owns this room; {pick(TROUBLES)} of `{pick(SERVICES)}` "
        f"go to the on-call of {pick(TEAMS)}. {pick(PURPOSES)}. {pick(EMOJI)}"
    )


Pick = Callable[[tuple[str, ...]], str]
Upto = Callable[[int, int], int]

_PATTERNS: tuple[Callable[[Pick, Upto], str], ...] = (
    lambda pick, upto: f"{pick(TEAMS)}: {pick(THEMES)}",
    lambda pick, upto: f"{pick(TEAMS)} {pick(PLACES)}",
    lambda pick, upto: f"{pick(TEAMS)} × {pick(TEAMS)}",
    lambda pick, upto: f"{pick(TEAMS)} {pick(THEMES)} {pick(_YEARS)}",
    lambda pick, upto: f"{pick(TEAMS)} {pick(PLACES)} {pick(THEMES)}",
    lambda pick, upto: f"Project {pick(PROJECTS)}",
    lambda pick, upto: f"{pick(PROJECTS)}: {pick(THEMES)}",
    lambda pick, upto: f"{pick(PROJECTS)} {pick(PLACES)} {pick(THEMES)}",
    lambda pick, upto: f"{pick(PROJECTS)} {upto(1, 9)}.{upto(0, 12)} release",
    lambda pick, upto: f"Launch: {pick(PROJECTS)} in {pick(PLACES)}",
    lambda pick, upto: f"Incident {upto(43, 9999)}: {pick(TROUBLES)} in {pick(SERVICES)}",
    lambda pick, upto: f"Incident {upto(43, 9999)}: {pick(SERVICES)} {pick(PLACES)}",
    lambda pick, upto: f"INC-{upto(1000, 99999)} {pick(TROUBLES)}",
    lambda pick, upto: f"Post-mortem {upto(43, 9999)}: {pick(TROUBLES)}, {pick(PLACES)}",
    lambda pick, upto: f"{pick(CUSTOMERS)} {pick(PLACES)}",
    lambda pick, upto: f"{pick(CUSTOMERS)}: {pick(THEMES)}",
    lambda pick, upto: f"Customer: {pick(CUSTOMERS)} ({pick(PLACES)})",
    lambda pick, upto: f"{pick(CUSTOMERS)} and {pick(TEAMS).lower()}: {pick(TROUBLES)}",
    lambda pick, upto: f"PCL-{upto(100, 99999)}",
    lambda pick, upto: f"PCL-{upto(100, 99999)}: {pick(TROUBLES)} after {pick(PROJECTS)}",
    lambda pick, upto: f"{pick(HOBBIES)} {pick(PLACES)}",
    lambda pick, upto: f"Hiring: {pick(TEAMS).lower()} {pick(PLACES)}",
    lambda pick, upto: f"{pick(PLACES)} office, floor {upto(1, 12)}",
    lambda pick, upto: f"Warehouse {pick(PLACES)} gate {upto(1, 40)}",
    lambda pick, upto: f"Tour {upto(100, 999)} {pick(PLACES)}–{pick(PLACES)}",
    lambda pick, upto: f"{pick(_MONTHS)} {pick(_YEARS)} {pick(THEMES)}, {pick(TEAMS).lower()}",
    lambda pick, upto: (
        f"Working group on {pick(TROUBLES)} between {pick(TEAMS).lower()} and "
        f"{pick(TEAMS).lower()} ({pick(PLACES)}, {pick(_MONTHS)} {pick(_YEARS)})"
    ),
    lambda pick, upto: f"tmp-{pick(SERVICES)}-{upto(1, 999)}",
    lambda pick, upto: f"{pick(SERVICES)}",
    lambda pick, upto: f"qa {upto(1, 60)}",
)
