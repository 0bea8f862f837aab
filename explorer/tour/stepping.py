"""Where a presenter is in a tour: the step in front of them, what has been played, what was edited.

Every way of presenting walks through a tour with this; it has no screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import Any, NamedTuple

from explorer.tour.body_texts import body_from, body_texts
from explorer.tour.checking import request_line
from explorer.tour.model import Step, Tour
from explorer.tour.player import Played, Player, title_of


class _Edit(NamedTuple):
    """What was changed of a step: parameters by name, and texts of the body by name."""

    values: Mapping[str, str]
    texts: Mapping[str, str]


class Stepping:
    """A walk through a tour.

    Args:
        player: Plays the steps.
        clock: Seconds that only go up.

    Attributes:
        number: The step in front, from 1.
        results: What came of the steps that were played, by number: the latest of each.
        outdated: Steps that were played with what an earlier one has kept anew since: they are as
            if they had not been played, and what they kept is forgotten.
        news: What the latest sending has outdated, in a sentence; empty for nothing.
    """

    def __init__(self, player: Player, clock: Callable[[], float] = monotonic) -> None:
        self.player = player
        self.number = 1
        self.results: dict[int, Played] = {}
        self.outdated: set[int] = set()
        self.news = ""
        self._edits: dict[int, _Edit] = {}
        self._clock, self._began = clock, clock()

    @property
    def tour(self) -> Tour:
        """What is presented."""
        return self.player.tour

    @property
    def step(self) -> Step:
        """The step in front."""
        return self.tour.steps[self.number - 1]

    @property
    def count(self) -> int:
        """Steps there are."""
        return len(self.tour.steps)

    @property
    def played(self) -> Played | None:
        """What came of the step in front; None before it is played."""
        return self.results.get(self.number)

    @property
    def is_outdated(self) -> bool:
        """Whether the step in front was played with values that are others now."""
        return self.number in self.outdated

    @property
    def at_end(self) -> bool:
        """Whether the step in front is the last one."""
        return self.number == self.count

    @property
    def seconds(self) -> int:
        """Since the beginning."""
        return int(self._clock() - self._began)

    @property
    def elapsed(self) -> str:
        """Minutes and seconds since the beginning."""
        minutes, seconds = divmod(self.seconds, 60)
        return f"{minutes}:{seconds:02}"

    def go(self, number: int) -> bool:
        """Go to a step; whether that is another one.

        Args:
            number: From 1; what is beyond an end means the end.
        """
        before, self.number = self.number, min(max(number, 1), self.count)
        return self.number != before

    @property
    def values(self) -> dict[str, str]:
        """The parameters of the step in front, edits taken over; names in braces as they stand."""
        return {**self.step.values, **self._edit.values}

    @property
    def body_texts(self) -> dict[str, str]:
        """What can be changed of the body of the step in front, by name, edits taken over."""
        return {**{each.name: each.text for each in body_texts(self.step)}, **self._edit.texts}

    @property
    def _edit(self) -> _Edit:
        return self._edits.get(self.number, _Edit({}, {}))

    def edit(self, values: Mapping[str, str], texts: Mapping[str, str] | None = None) -> None:
        """Change the step in front for this presentation; the file stays as it is.

        Args:
            values: Parameters by name; an empty text leaves one out.
            texts: Texts of the body by name, as `body_texts` gives them.
        """
        had, own = self.step.values, {each.name: each.text for each in body_texts(self.step)}
        self._edits[self.number] = _Edit(
            {name: text for name, text in values.items() if had.get(name, "") != text},
            {name: text for name, text in (texts or {}).items() if own.get(name) != text},
        )

    def changed(self, values: Mapping[str, str], texts: Mapping[str, str]) -> Step:
        """The step in front with other values.

        Args:
            values: As for `edit`.
            texts: As for `edit`.

        Raises:
            BodyProblem: A text of the body is not JSON where it must be.
        """
        given = {**self.step.values, **values}
        update: dict[str, Any] = {"values": {name: text for name, text in given.items() if text}}
        if texts:
            update["body"] = body_from(self.step, texts)
        return self.step.model_copy(update=update)

    @property
    def is_edited(self) -> bool:
        """Whether the step in front differs from the file's."""
        return bool(self._edit.values or self._edit.texts)

    @property
    def request(self) -> str:
        """Method and target of the step in front as it would be sent now."""
        return request_line(self.player, self.shown_step)

    @property
    def shown_step(self) -> Step:
        """The step in front, edits taken over."""
        return self.changed(*self._edit) if self.is_edited else self.step

    def titles(self) -> list[str]:
        """A line for each step, with a mark for what came of it."""
        return [
            f"{self._mark(number)} {number}. {title_of(step)}"
            for number, step in enumerate(self.tour.steps, 1)
        ]

    async def play(self) -> Played:
        """Send the step in front, whether or not it was sent before."""
        number, before = self.number, dict(self.player.kept)
        made = await self.player.act(self.shown_step, number)
        self.results[number] = made
        self.outdated.discard(number)
        changed = [name for name, value in made.kept.items() if before.get(name, value) != value]
        self.news = self._forget(number, changed, before) if changed else ""
        return made

    def _forget(self, number: int, changed: Sequence[str], before: Mapping[str, Any]) -> str:
        """Forget what later steps did with values that are others now, and say which those are."""
        gone, again = set(changed), []
        for later in range(number + 1, self.count + 1):
            step = self.tour.steps[later - 1]
            if gone.isdisjoint(self.player.names(step)):
                continue
            gone |= set(step.keep)
            for name in step.keep:
                self.player.kept.pop(name, None)
            if self.results.pop(later, None) is not None:
                self.outdated.add(later)
                again.append(str(later))
        self.player.former.append(before)
        if not again:
            return ""
        names = " and ".join(f"{{{{{name}}}}}" for name in changed)
        *most, last = again
        steps = f"steps {', '.join(most)} and {last} are" if most else f"step {last} is"
        return (
            f"{names} {'are others' if changed[1:] else 'is another'} now: {steps} to send again."
        )

    def _mark(self, number: int) -> str:
        if number in self.outdated:
            return "↻"
        played = self.results.get(number)
        if played is None:
            return "·"
        return "✓" if played.ok else "✗"
