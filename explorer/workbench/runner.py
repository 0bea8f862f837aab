"""Running a collection: each of its requests in order, and what came of it.

As newman does, and unlike the rest of this package, a run sends nothing twice by itself: it shows
what a server answers, not what comes of patience. A person may ask for the usual patience. No
redirect is followed.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from typing import Any

from explorer.api.errors import PageInstead, ShapeError
from explorer.api.exchange import Exchange, Request
from explorer.api.operation import CallError
from explorer.api.retry import Policy
from explorer.document.safe import one_line
from explorer.formats.postman.model import Problem
from explorer.formats.postman.templates import is_placeholder
from explorer.formats.report import Result
from explorer.workbench.filling import Filling, Supply, Unfilled
from explorer.workbench.runner_plan import Plan, Ready, Step
from explorer.workbench.runner_rounds import Rounds
from explorer.workbench.workbench import Workbench

ONCE = Policy(retries=0)
"""For the client of a run: nothing is sent a second time."""

ONE_ROUND = Rounds()

VIEW = "run"
"""What the journal calls the view of a run's exchanges."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A request is about to be sent.

    Args:
        step: The request.
        url: Where to, as it may be shown.
    """

    step: Step
    url: str


async def run(
    workbench: Workbench,
    plan: Plan,
    *,
    rounds: Rounds = ONE_ROUND,
    supply: Supply | None = None,
    bail: bool = False,
) -> AsyncGenerator[Begun | Result, None]:
    """Run a plan: for each of its requests a `Begun`, unless it is not sent, and then its `Result`.

    Closing the generator, or cancelling the task, ends the run: what was begun may have arrived.

    Args:
        workbench: Of the server; everything sent is in its journal.
        plan: What is sent, aimed at this server.
        rounds: How often, and with which values.
        supply: Fills what has no value; None to fill nothing.
        bail: End after the first request that does not pass.

    Raises:
        RunError: The plan names a folder that there is not.
    """
    failed = False
    for turn, step in rounds.steps(plan):
        if failed and bail:
            yield not_run(step, turn)
            continue
        try:
            with workbench.origin("person", view=VIEW):
                filling = await _filling(supply, step)
        except Unfilled as problem:
            yield _unsent(step, turn.ready(step), str(problem))
            failed = True
            continue
        ready = with_filling(turn.ready(step, filling.values), filling)
        if not ready.ok:
            yield _unsent(step, ready)
            failed = True
            continue
        yield Begun(step, ready.url)
        try:
            with workbench.origin("person", view=VIEW):
                made = await send(workbench, step, ready)
        except CallError as problem:
            yield _unsent(step, ready, str(problem))
            failed = True
            continue
        if supply is not None and step.operation is not None:
            supply.learn(step.operation, {**step.given, **filling.values}, made)
        result = _result(step, ready, made)
        failed = failed or not result.ok
        yield result


async def _filling(supply: Supply | None, step: Step) -> Filling:
    if supply is None or step.operation is None:
        return Filling()
    body = step.request.body
    sent = b"" if is_placeholder(body.text) else body.text.encode("utf-8", "replace")
    if body.mode not in {"raw", "none"}:
        # A form or a file is someone's own.
        sent = b"\0"
    return await supply.fill(step.operation, step.given, sent)


def with_filling(ready: Ready, filling: Filling) -> Ready:
    """A request with the body that was made for it."""
    if not filling.body:
        return ready
    resolved = ready.resolved
    headers = tuple(each for each in resolved.headers if each[0].lower() != "content-type")
    if filling.content_type:
        headers = (*headers, ("Content-Type", filling.content_type))
    return replace(ready, resolved=replace(resolved, headers=headers, body=filling.body))


async def send(workbench: Workbench, step: Step, ready: Ready) -> Exchange[Any]:
    """Send one request, without a redirect followed.

    Args:
        workbench: Of the server; the exchange is in its journal.
        step: The request.
        ready: As it is sent.

    Raises:
        CallError: It cannot be sent as it stands.
    """
    resolved = ready.resolved
    request = Request(resolved.method, resolved.url, resolved.headers, resolved.body)
    return await workbench.client.again(
        request,
        step.operation,
        called(step),
        authorized=resolved.authorization != "none",
    )


def called(step: Step) -> str:
    """What the journal calls a request: one of no operation so that it can be taken for none."""
    if step.operation is not None:
        return step.operation.operation_id
    return one_line(f"{step.request.method} {step.request.name}", 120)


def _result(step: Step, ready: Ready, made: Exchange[Any]) -> Result:
    response, error = made.response, made.error
    problems = ready.problems
    failure = ""
    if response is None:
        failure = str(error) if error is not None else "No answer came."
    elif response.status >= 400 or isinstance(error, PageInstead):
        failure = str(error)
    elif 300 <= response.status < 400:
        where = one_line(response.header("Location") or "nowhere", 200)
        problems += (Problem("", "info", f"It leads to {where}; redirects are not followed."),)
    elif isinstance(error, ShapeError):
        problems += (Problem("", "warning", one_line(str(error), 400)),)
    return Result(
        number=step.number,
        name=step.request.name,
        folder=step.request.folder,
        method=ready.resolved.method,
        url=ready.url,
        outcome="failed" if failure else "passed",
        operation_id=_id(step),
        status=made.status,
        reason=response.reason if response else "",
        milliseconds=sum(each.timing.whole for each in made.attempts),
        size=len(response.body) + response.cut if response else 0,
        attempts=len(made.attempts),
        failure=one_line(failure, 600),
        problems=problems,
        iteration=step.iteration,
    )


def _id(step: Step) -> str:
    return step.operation.operation_id if step.operation else ""


def _unsent(step: Step, ready: Ready, failure: str = "") -> Result:
    wrong = [each.message for each in ready.problems if each.severity == "error"]
    return Result(
        number=step.number,
        name=step.request.name,
        folder=step.request.folder,
        method=ready.resolved.method,
        url=ready.url,
        outcome="not sent",
        operation_id=_id(step),
        failure=one_line(failure or " ".join(wrong), 600),
        problems=ready.problems,
        iteration=step.iteration,
    )


def not_run(step: Step, plan: Plan) -> Result:
    """The result of a request whose turn never came."""
    return replace(_unsent(step, plan.ready(step), "-"), outcome="not run", failure="")


def interrupted(begun: Begun) -> Result:
    """The result of a request that was on its way when the run was ended."""
    step = begun.step
    return Result(
        number=step.number,
        name=step.request.name,
        folder=step.request.folder,
        method=step.request.method,
        url=begun.url,
        outcome="failed",
        operation_id=_id(step),
        attempts=1,
        failure="The run was ended while this was on its way: whether it arrived is not known.",
        iteration=step.iteration,
    )
