"""Playing a tour, step by step: what every way of showing one shares.

A player has no screen and no order of its own: a step can be played again, skipped, or played with
other values. What a step keeps is there for all that come after.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from explorer.api.errors import ApiError
from explorer.api.exchange import Exchange
from explorer.api.operation import JSON, CallError, Operation, Prepared
from explorer.document.safe import one_line
from explorer.tour.call_checks import call_faults, sent
from explorer.tour.casting import Cast
from explorer.tour.expecting import Check, field_check, status_check, values_at
from explorer.tour.filling import fill, fill_data, names_of, sent_texts, texts_of
from explorer.tour.model import Step, Tour
from explorer.tour.reaching import body_of
from explorer.tour.reading import find_operation
from explorer.tour.yaml_text import Steps
from explorer.workbench.body.body import Body
from explorer.workbench.body.query import QueryError
from explorer.workbench.problems import WorkbenchError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from explorer.api.client import AsyncClient
    from explorer.workbench.workbench import Workbench

VIEW = "tour"
"""What the journal calls the view of a tour's exchanges."""


class NotReady(WorkbenchError):
    """A step cannot be sent as things stand.

    Args:
        message: What is missing or wrong, in a sentence.
        at: Steps to it, within the step.
        reason: The sentence for where it stands beside what it is about; empty for the message.
    """

    def __init__(self, message: str, at: Steps = (), reason: str = "") -> None:
        super().__init__(message)
        self.at, self.reason = at, reason or message


@dataclass(frozen=True)
class Played:
    """A step that was played.

    Args:
        step: The step.
        number: Its place in the tour, from 1.
        exchange: What was sent and came back; None when nothing could be sent.
        checks: What was expected, and whether it came.
        kept: What it keeps for later steps, by name.
        problem: Why it was not sent, or what could not be kept; empty for nothing.
        at: Steps to what the problem is with, within the step.
        highlights: Normalized paths of the answer's parts to point at.
    """

    step: Step
    number: int
    exchange: Exchange[Any] | None = None
    checks: tuple[Check, ...] = ()
    kept: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    at: Steps = ()
    highlights: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it was sent and all that was expected came."""
        return not self.problem and all(each.passed for each in self.checks)

    @property
    def failures(self) -> list[str]:
        """What went wrong, in sentences."""
        return [sentence for sentence, _ in self._wrong]

    def located(self, *, short: bool = False) -> list[str]:
        """What went wrong, each with its line of the file: `demo.yaml:12: …`.

        Args:
            short: The file's name without its directory.
        """
        source = self.step.source
        return [
            f"{line}: {sentence}" if (line := source.line(*at, short=short)) else sentence
            for sentence, at in self._wrong
        ]

    @property
    def _wrong(self) -> list[tuple[str, Steps]]:
        problem = [(self.problem, self.at)] if self.problem else []
        return problem + [
            (f"{each.what}: {each.message}", each.at) for each in self.checks if not each.passed
        ]


class Player:
    """Plays a tour on a server.

    Args:
        tour: The tour.
        workbench: Of the server; everything sent is in its journal.
        variables: Values that take the place of the tour's own, by name.

    Attributes:
        kept: What steps have kept, by name: the latest of each.
        former: What had been kept before a step was sent anew and kept something else: for the
            cleanup, which is of that too.
    """

    def __init__(
        self, tour: Tour, workbench: Workbench, variables: Mapping[str, str] | None = None
    ) -> None:
        self.tour, self.workbench = tour, workbench
        self.kept: dict[str, Any] = {}
        self.former: list[Mapping[str, Any]] = []
        self._given = dict(variables or {})
        self._cast = Cast(workbench)

    @property
    def known(self) -> dict[str, Any]:
        """Every name that has a value now, and the value."""
        return {**self.variables, **self.kept}

    @property
    def variables(self) -> dict[str, str]:
        """The values that no step keeps."""
        return {**self.tour.variables, **self._given}

    def title(self, step: Step) -> str:
        """A few words for a step."""
        return title_of(step)

    def missing(self, step: Step) -> list[str]:
        """Names that a step uses and that have no value yet, in their order."""
        return [name for name in self.needs(step) if name not in self.known]

    def needs(self, step: Step) -> list[str]:
        """Every name that a step uses to be sent."""
        return self._names(text for _, text in sent_texts(step))

    def names(self, step: Step) -> list[str]:
        """Every name that a step uses, to be sent or to be judged."""
        return self._names(text for _, text in texts_of(step))

    def _names(self, texts: Iterable[str]) -> list[str]:
        found = (name for text in texts for name in names_of(text, self.variables))
        return list(dict.fromkeys(found))

    def call(self, step: Step) -> Operation[Any]:
        """The call that a step makes as things stand.

        Args:
            step: The step.

        Raises:
            NotReady: A name has no value, or the values do not make a call.
        """
        operation = find_operation(step.operation)
        if operation is None:
            raise NotReady(f"There is no operation {one_line(step.operation, 60)!r}.")
        missing = self.missing(step)
        if missing:
            names = ", ".join(f"{{{{{name}}}}}" for name in missing)
            raise NotReady(
                f"{names} has no value yet: the step that keeps it has not been played, or did "
                "not succeed."
            )
        given = sent(step, self.known, {})
        for at, message in call_faults(operation, step, given):
            where = at[-1] if at[1:] else ""
            whole = f"{operation.__name__}: {where}{': ' * bool(where)}{message}"
            raise NotReady(whole, at, message)
        texts, body, content_type = dict(given.values), given.body, given.content_type
        try:
            if step.unchecked:
                kind = content_type or (JSON if body else None)
                return operation.unchecked(texts, body=body, content_type=kind)
            return operation.from_text(texts, body=body, content_type=content_type)
        except CallError as problem:
            raise NotReady(str(problem)) from None

    def prepared(self, step: Step) -> Prepared:
        """The request line and body of a step as it would be sent, for showing it beforehand.

        Raises:
            NotReady: It cannot be sent as things stand.
        """
        try:
            return self.call(step).build(self.workbench.cloud_id or "{cloudId}")
        except CallError as problem:
            raise NotReady(str(problem)) from None

    async def play(self, number: int) -> Played:
        """Play a step, whether or not it was played before.

        Args:
            number: Its place, from 1.

        Returns:
            What came of it; a step that cannot be sent says why.
        """
        return await self.act(self.tour.steps[number - 1], number)

    async def act(self, step: Step, number: int = 0) -> Played:
        """Play any step; see `play`."""
        try:
            call = self.call(step)
            client = self._client(step)
            if not client.cloud_id:
                client.cloud_id = await self.workbench.site()
            with self.workbench.origin("person", view=VIEW):
                async with self._fault(step):
                    exchange = await client.exchange(call)
        except NotReady as problem:
            return Played(step, number, problem=str(problem), at=problem.at)
        except (WorkbenchError, ApiError, CallError) as problem:
            return Played(step, number, problem=str(problem))
        return await asyncio.to_thread(self._judged, step, number, exchange)

    def _client(self, step: Step) -> AsyncClient:
        try:
            return self._cast.client(step.as_)
        except WorkbenchError as problem:
            raise NotReady(str(problem), ("as",)) from None

    def _judged(self, step: Step, number: int, exchange: Exchange[Any]) -> Played:
        body, known = body_of(exchange), self.known
        checks = [status_check(step.expect, exchange)]
        expected = checks[0].passed
        checks += [
            field_check(body, fill(path, known), fill_data(wanted, known), path)
            for path, wanted in step.expect.fields.items()
        ]
        kept: dict[str, Any] = {}
        problem = ""
        at: Steps = ()
        for name, path in step.keep.items():
            try:
                found = values_at(body, fill(path, known))
            except QueryError as wrong:
                found, reason = [], str(wrong)
            else:
                reason = f"{path} leads to nothing in the answer"
            if found:
                kept[name] = found[0]
            elif expected and not problem:
                problem = f"Nothing could be kept as {name}: {reason.rstrip('.')}."
                at = ("keep", name)
        self.kept.update(kept)
        places = _places(body, [fill(path, known) for path in step.highlight])
        return Played(step, number, exchange, tuple(checks), kept, problem, at, places)

    @asynccontextmanager
    async def _fault(self, step: Step) -> AsyncIterator[None]:
        """Let the step's fault stand while it is sent."""
        if not step.fault:
            yield
            return
        admin = self.workbench.sandbox_admin()
        try:
            try:
                fault = await admin.add_fault(step.fault)
            except WorkbenchError as problem:
                raise NotReady(str(problem), ("fault",)) from None
            try:
                yield
            finally:
                await admin.end_fault(fault.id)
        finally:
            await admin.close()


def title_of(step: Step) -> str:
    """A few words for a step: its title, or what its operation does."""
    operation = find_operation(step.operation)
    return step.title or (operation.summary() if operation is not None else step.operation)


def _places(body: Body, wanted: list[str]) -> tuple[str, ...]:
    from explorer.workbench.body import paths
    from explorer.workbench.body.query import follow

    found: dict[str, None] = {}
    for path in wanted:
        try:
            found.update(dict.fromkeys(map(paths.written, follow(body, path).places)))
        except QueryError:
            continue
    return tuple(found)
