"""Playing a tour, step by step: what every way of showing one shares.

A player has no screen and no order of its own: a step can be played again, skipped, or played with
other values. What a step keeps is there for all that come after.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from explorer.api.errors import ApiError
from explorer.api.exchange import Exchange
from explorer.api.explain import explain
from explorer.api.operation import JSON, CallError, Operation, Prepared
from explorer.document.safe import one_line
from explorer.tour.casting import Cast
from explorer.tour.expecting import Check, field_check, status_check, values_at
from explorer.tour.model import Step, Tour
from explorer.tour.reaching import body_of
from explorer.tour.reading import find_operation
from explorer.workbench.body.body import Body
from explorer.workbench.body.query import QueryError
from explorer.workbench.problems import WorkbenchError
from explorer.workbench.variables import Variables, layer, names_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from explorer.workbench.workbench import Workbench

VIEW = "tour"
"""What the journal calls the view of a tour's exchanges."""

_WHOLE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")


class NotReady(WorkbenchError):
    """A step cannot be sent as things stand; the message says what is missing."""


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
        highlights: Normalized paths of the answer's parts to point at.
    """

    step: Step
    number: int
    exchange: Exchange[Any] | None = None
    checks: tuple[Check, ...] = ()
    kept: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    highlights: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it was sent and all that was expected came."""
        return not self.problem and all(each.passed for each in self.checks)

    @property
    def failures(self) -> list[str]:
        """What went wrong, in sentences."""
        wrong = [f"{each.what}: {each.message}" for each in self.checks if not each.passed]
        return [self.problem, *wrong] if self.problem else wrong


class Player:
    """Plays a tour on a server.

    Args:
        tour: The tour.
        workbench: Of the server; everything sent is in its journal.
        variables: Values that take the place of the tour's own, by name.
    """

    def __init__(
        self, tour: Tour, workbench: Workbench, variables: Mapping[str, str] | None = None
    ) -> None:
        self.tour, self.workbench = tour, workbench
        self.kept: dict[str, Any] = {}
        self._given = dict(variables or {})
        self._cast = Cast(workbench)

    @property
    def known(self) -> dict[str, Any]:
        """Every name that has a value now, and the value."""
        return {**self.tour.variables, **self._given, **self.kept}

    def title(self, step: Step) -> str:
        """A few words for a step."""
        return title_of(step)

    def missing(self, step: Step) -> list[str]:
        """Names that a step uses and that have no value yet, in their order."""
        texts = [*step.values.values(), *_strings(step.body)]
        names = dict.fromkeys(name for text in texts for name in names_in(text))
        return [name for name in names if name not in self.known]

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
        texts = {name: self._filled(text) for name, text in step.values.items() if text}
        body, content_type = self._body(step)
        try:
            if step.unchecked:
                return operation.unchecked(
                    texts, body=body, content_type=content_type or (JSON if body else None)
                )
            return operation.from_text(texts, body=body, content_type=content_type)
        except ValidationError as problem:
            raise NotReady(_sentence(operation, problem)) from None
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
            client = self._cast.client(step.as_)
            if not client.cloud_id:
                client.cloud_id = await self.workbench.site()
            with self.workbench.origin("person", view=VIEW):
                async with self._fault(step):
                    exchange = await client.exchange(call)
        except (WorkbenchError, ApiError, CallError) as problem:
            return Played(step, number, problem=str(problem))
        return await asyncio.to_thread(self._judged, step, number, exchange)

    def _judged(self, step: Step, number: int, exchange: Exchange[Any]) -> Played:
        body = body_of(exchange)
        checks = [status_check(step.expect, exchange)]
        expected = checks[0].passed
        checks += [
            field_check(body, _fill(path, self.known), _filled_data(wanted, self.known))
            for path, wanted in step.expect.fields.items()
        ]
        kept: dict[str, Any] = {}
        problem = ""
        for name, path in step.keep.items():
            try:
                found = values_at(body, path)
            except QueryError as wrong:
                found, reason = [], str(wrong)
            else:
                reason = f"{path} leads to nothing in the answer"
            if found:
                kept[name] = found[0]
            elif expected and not problem:
                problem = f"Nothing could be kept as {name}: {reason.rstrip('.')}."
        self.kept.update(kept)
        return Played(step, number, exchange, tuple(checks), kept, problem, _places(body, step))

    @asynccontextmanager
    async def _fault(self, step: Step) -> AsyncIterator[None]:
        """Let the step's fault stand while it is sent."""
        if not step.fault:
            yield
            return
        admin = self.workbench.sandbox_admin()
        try:
            fault = await admin.add_fault(step.fault)
            try:
                yield
            finally:
                await admin.end_fault(fault.id)
        finally:
            await admin.close()

    def _body(self, step: Step) -> tuple[bytes | None, str]:
        if step.body is None:
            return None, ""
        if isinstance(step.body, str):
            return self._filled(step.body).encode("utf-8", "replace"), step.content_type
        data = _filled_data(step.body, self.known)
        return json.dumps(data, ensure_ascii=False).encode(), step.content_type or JSON

    def _filled(self, text: str) -> str:
        return _fill(text, self.known)


def title_of(step: Step) -> str:
    """A few words for a step: its title, or what its operation does."""
    operation = find_operation(step.operation)
    return step.title or (operation.summary() if operation is not None else step.operation)


def _fill(text: str, known: Mapping[str, Any]) -> str:
    if "{{" not in text:
        return text
    texts = {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in known.items()
    }
    return Variables(layer(texts, "tour")).fill(text).text


def _filled_data(value: Any, known: Mapping[str, Any]) -> Any:
    """Data with every name put in; a text that is one name alone becomes its value, of any type."""
    if isinstance(value, str):
        alone = _WHOLE.fullmatch(value)
        if alone and alone[1] in known:
            return known[alone[1]]
        return _fill(value, known)
    if isinstance(value, dict):
        return {key: _filled_data(each, known) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled_data(each, known) for each in value]
    return value


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in _strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    return []


def _places(body: Body, step: Step) -> tuple[str, ...]:
    from explorer.workbench.body import paths
    from explorer.workbench.body.query import follow

    found: dict[str, None] = {}
    for path in step.highlight:
        try:
            found.update(dict.fromkeys(map(paths.written, follow(body, path).places)))
        except QueryError:
            continue
    return tuple(found)


def _sentence(operation: type[Operation[Any]], problem: ValidationError) -> str:
    return f"{operation.__name__}: {explain(problem)[0]}."
