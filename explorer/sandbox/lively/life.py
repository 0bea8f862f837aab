"""The life of a lively sandbox: who speaks when."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from explorer.sandbox.clock import Clock
from explorer.sandbox.keeper import Keeper
from explorer.sandbox.lively import script
from explorer.sandbox.store import messages, roster, sites
from explorer.sandbox.store.database import Connection, Database
from explorer.sandbox.tuning import Tuning

log = logging.getLogger("explorer.sandbox")


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things take, in seconds from and to.

    Args:
        answer: Until someone answers.
        line: Between two lines of a talk.
        talk: Between two talks.
    """

    answer: tuple[float, float] = (2.0, 5.0)
    line: tuple[float, float] = (3.0, 8.0)
    talk: tuple[float, float] = (15.0, 40.0)


USUAL = Pace()

MOST_WAITING = 20
"""Answers that are on their way at most: whoever sends hundreds of messages gets a few answers."""

ROOMS = 12
"""Rooms that talk begins in: those that were changed last."""

WHERE_ONE_LOOKS = 0.5
"""How likely a talk is to begin where an app wrote last: someone is looking there."""


class Life:
    """Lets people speak while `Tuning.lively` is on. Used on the server's loop alone.

    Args:
        database: The data.
        clock: Dates what is said.
        tuning: Says whether it is on.
        keeper: While it exchanges the data, nobody speaks.
        seed: The same number makes the same choices, for messages that come in the same order.
        pace: How long things take.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        tuning: Tuning,
        keeper: Keeper,
        seed: int,
        pace: Pace = USUAL,
    ) -> None:
        self._database, self._clock, self._tuning = database, clock, tuning
        self._keeper, self._pace = keeper, pace
        self._chance = random.Random(seed)  # noqa: S311 - it chooses words, not secrets
        self._waiting: set[asyncio.TimerHandle] = set()
        self._heard_in: tuple[str, str] | None = None

    def heard(self, cloud_id: str, conversation_id: str, text: str) -> None:
        """An app has sent a message: someone in its room may answer.

        Args:
            cloud_id, conversation_id: Where.
            text: Its words.
        """
        if not self._tuning.lively:
            return
        self._heard_in = (conversation_id, cloud_id)
        if len(self._waiting) >= MOST_WAITING:
            return

        def act() -> None:
            self._answer(cloud_id, conversation_id, text)

        self._later(self._chance.uniform(*self._pace.answer), act)

    async def go_on(self) -> None:
        """Let rooms talk by themselves, until cancelled."""
        try:
            while True:
                await asyncio.sleep(self._chance.uniform(*self._pace.talk))
                if self._tuning.lively and not self._keeper.is_closed:
                    await self._talk()
        finally:
            for handle in self._waiting:
                handle.cancel()
            self._waiting.clear()

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        def due() -> None:
            self._waiting.discard(handle)
            if self._tuning.lively and not self._keeper.is_closed:
                act()

        handle = asyncio.get_running_loop().call_later(seconds, due)
        self._waiting.add(handle)

    def _answer(self, cloud_id: str, conversation_id: str, text: str) -> None:
        try:
            with self._database.writing() as connection:
                people = _people(connection, cloud_id, conversation_id)
                if not people:
                    return
                self._chance.shuffle(people)
                (speaker, _), (_, other) = people[0], people[-1]
                words = script.answer(text, other.partition(" ")[0], self._chance)
                self._say(connection, conversation_id, speaker, words)
        except Exception:  # Nobody asked for it, so nobody is told but the log.
            log.exception("nobody could answer")

    async def _talk(self) -> None:
        with self._database.reading() as connection:
            rooms = connection.execute(
                """SELECT id, cloud_id FROM conversation
                WHERE type = 'group' AND NOT archived ORDER BY modified DESC LIMIT ?""",
                (ROOMS,),
            ).fetchall()
            if not rooms:
                return
            conversation_id, cloud_id = self._chance.choice(rooms)
            if self._heard_in is not None and self._chance.random() < WHERE_ONE_LOOKS:
                conversation_id, cloud_id = self._heard_in
            people = _people(connection, cloud_id, conversation_id)
        if len(people) < 2:
            return
        self._chance.shuffle(people)
        await self._speak(conversation_id, people, script.talk(self._chance))

    async def _speak(
        self, conversation_id: str, people: Sequence[tuple[str, str]], lines: Sequence[str]
    ) -> None:
        for number, words in enumerate(lines):
            if number:
                await asyncio.sleep(self._chance.uniform(*self._pace.line))
            if not self._tuning.lively or self._keeper.is_closed:
                return
            # Two talk to each other, the first of them begins.
            speaker = people[number % 2][0]
            try:
                with self._database.writing() as connection:
                    if not _is_open(connection, conversation_id):
                        return
                    self._say(connection, conversation_id, speaker, words)
            except Exception:
                log.exception("a talk has ended early")
                return

    def _say(self, connection: Connection, conversation_id: str, speaker: str, words: str) -> None:
        # All the texts of new data come with it, which most sandboxes never need.
        from explorer.sandbox.seed.writing import doc, p

        if _is_open(connection, conversation_id):
            now = self._clock.ticks()
            messages.add(connection, conversation_id, speaker, now, doc(p(words)), words)


def _people(connection: Connection, cloud_id: str, conversation_id: str) -> list[tuple[str, str]]:
    """Id and name of those in a room who are no apps, in the order of their ids."""
    found = []
    for user_id in roster.page(connection, conversation_id, 0, 75):
        person = sites.find_person(connection, cloud_id, user_id)
        if person is not None and not person.is_app:
            found.append((person.id, person.name))
    return found


def _is_open(connection: Connection, conversation_id: str) -> bool:
    """Whether a room is still there, and not archived."""
    found = connection.execute(
        "SELECT 1 FROM conversation WHERE id = ? AND NOT archived", (conversation_id,)
    ).fetchone()
    return found is not None
