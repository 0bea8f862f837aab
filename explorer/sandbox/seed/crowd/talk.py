"""What is said in generated rooms: messages of several shapes, quickly.

A large sandbox has a million of them. The frequent shapes are therefore written as JSON at once;
their texts are as `wire_text` would have them.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from explorer.document.model import Document
from explorer.document.text import wire_text
from explorer.sandbox.clock import message_id
from explorer.sandbox.seed.crowd.phrases import PHRASES, SNIPPETS
from explorer.sandbox.seed.crowd.vocabulary import EMOJI, PROJECTS, SERVICES, TEAMS, THEMES
from explorer.sandbox.seed.writing import (
    Node,
    bullets,
    card,
    code,
    decisions,
    doc,
    fact,
    lozenge,
    p,
    panel,
    tasks,
)
from explorer.sandbox.store.messages import body_text

T = TypeVar("T")

Row = tuple[str, str, int, str, str, str]
Member = tuple[str, str]
"""User id and name."""

_HEAD = '{"version":1,"type":"doc","content":[{"type":"paragraph","content":['
_TAIL = "]}]}"
_ENOUGH = 4000
_NEXT = ']},{"type":"paragraph","content":['


class Talk:
    """Makes the messages of rooms.

    Args:
        chance: What they are made from.
    """

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._number = 0
        self._rare: list[tuple[str, str]] = []

    def room(
        self, room_id: str, members: Sequence[Member], count: int, start: int, end: int
    ) -> Iterator[Row]:
        """The messages of one room, in time order.

        Args:
            room_id: Which.
            members: Who writes: the first ones more than the last ones.
            count: How many messages.
            start: When the room was made, in ticks.
            end: When its last message may have been written, in ticks.
        """
        draw, bits = self._chance.random, self._chance.getrandbits
        people = len(members)
        before = start
        for left in range(count, 0, -1):
            # Bursts and silences: most gaps are a fraction of what would be even, some are long.
            gap = (end - before) / (left + 1)
            before += 1 + int(gap * (0.12 if draw() < 0.8 else min(-math.log(draw()) * 4.2, left)))
            before = min(before, end - left)
            sender = members[int(people * draw() ** 1.7)][0]
            text, body = self._said(members, draw())
            spread = bits(62)
            yield (
                message_id(before, spread & 0xFFFFFFFFFFFF | 1 << 40, spread >> 48),
                room_id,
                before,
                sender,
                text,
                body,
            )

    def _said(self, members: Sequence[Member], draw: float) -> tuple[str, str]:
        if draw < 0.66:
            text = self._sentence()
            return text, f'{_HEAD}{{"type":"text","text":"{text}"}}{_TAIL}'
        if draw < 0.78:
            text = f"{self._sentence()} {self._sentence()}"
            return text, f'{_HEAD}{{"type":"text","text":"{text}"}}{_TAIL}'
        if draw < 0.87:
            return self._mention(members)
        if draw < 0.92:
            return self._marked()
        if draw < 0.95:
            first, second = self._sentence(), self._sentence()
            return (
                f"{first}\n{second}",
                f'{_HEAD}{{"type":"text","text":"{first}"}}{_NEXT}'
                f'{{"type":"text","text":"{second}"}}{_TAIL}',
            )
        return self._shaped()

    def _shaped(self) -> tuple[str, str]:
        """One of the rarer shapes. They take long to make: some thousands have to do."""
        if len(self._rare) < _ENOUGH:
            self._number += 1
            made = self._pick(_SHAPES)(self)
            self._rare.append((wire_text(Document.parse(made)), body_text(made)))
            return self._rare[-1]
        return self._pick(self._rare)

    def _sentence(self) -> str:
        draw = self._chance.random
        text, slots = PHRASES[int(draw() * len(PHRASES))]
        return text % tuple([words[int(draw() * len(words))] for words in slots])

    def _mention(self, members: Sequence[Member]) -> tuple[str, str]:
        user, name = self._pick(members)
        rest = self._sentence()
        return (
            f"@{name} {rest}",
            f'{_HEAD}{{"type":"mention","attrs":{{"id":"{user}","text":"@{name}"}}}},'
            f'{{"type":"text","text":" {rest}"}}{_TAIL}',
        )

    def _marked(self) -> tuple[str, str]:
        before, word, after = self._sentence(), self._pick(_MARKED_WORDS), self._sentence()
        return (
            f"{before} {word} {after}",
            f'{_HEAD}{{"type":"text","text":"{before} "}},'
            f'{{"type":"text","text":"{word}","marks":[{self._pick(_MARKS)}]}},'
            f'{{"type":"text","text":" {after}"}}{_TAIL}',
        )

    def _pick(self, words: Sequence[T]) -> T:
        return words[int(self._chance.random() * len(words))]

    def _code(self) -> Node:
        language, words = self._pick(SNIPPETS)
        return doc(p(self._sentence()), code(language, words))

    def _list(self) -> Node:
        size = 2 + int(self._chance.random() * 4)
        return doc(p(f"{self._pick(TEAMS)}:"), bullets(*(self._sentence() for _ in range(size))))

    def _card(self) -> Node:
        service, state = self._pick(SERVICES), self._pick(_STATES)
        return doc(
            card(
                f"{service} {self._number % 90}.{self._number % 7}",
                description=self._sentence(),
                link=f"https://builds.acme.example/{service}/{self._number}",
                context=self._pick(TEAMS),
                details=[lozenge("State", *state), fact("Project", self._pick(PROJECTS))],
            )
        )

    def _panel(self) -> Node:
        return doc(panel(self._pick(_PANELS), self._sentence()))

    def _tasks(self) -> Node:
        name = f"crowd-{self._number}"
        entries = dict.fromkeys(self._sentence() for _ in range(3))
        return doc(tasks(name, *((words, self._chance.random() < 0.5) for words in entries)))

    def _decision(self) -> Node:
        return doc(
            p(f"{self._pick(THEMES)} {self._pick(EMOJI)}"),
            decisions(f"crowd-{self._number}", self._sentence()),
        )


_MARKS = (
    '{"type":"strong"}',
    '{"type":"em"}',
    '{"type":"code"}',
    '{"type":"link","attrs":{"href":"https://wiki.acme.example/how-we-work"}}',
)
_MARKED_WORDS = (*SERVICES, *PROJECTS, "really", "today", "the wiki", "before Friday")
_STATES = (("live", "success"), ("failed", "removed"), ("staging", "inprogress"), ("new", "new"))
_PANELS = ("info", "note", "tip", "warning")
_SHAPES: tuple[Callable[[Talk], Node], ...] = (
    *(Talk._code,) * 3,
    *(Talk._list,) * 3,
    Talk._card,
    Talk._panel,
    Talk._tasks,
    Talk._decision,
)
