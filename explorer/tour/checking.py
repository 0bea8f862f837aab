"""Checking tours without a screen: every step played, its expectations held against what came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from explorer.api.representation.wire import safe_url
from explorer.document.safe import one_line
from explorer.formats.report import Outcome, Result
from explorer.tour.filling import filled
from explorer.tour.model import Start, Step, Tour
from explorer.tour.player import NotReady, Played, Player, title_of
from explorer.tour.reading import find_operation

if TYPE_CHECKING:
    from explorer.workbench.targets import Target
    from explorer.workbench.workbench import Workbench

CLEANUP = "cleanup"
"""The folder of a report that a tour's last calls stand in."""


def sandbox_options(start: Start) -> dict[str, Any]:
    """The sandbox's options that a tour's start stands for."""
    return {
        name: value
        for name, value in (
            ("seed", start.seed),
            ("now", start.now),
            ("rate_limit", start.rate_limit),
            ("install_delay", start.install_delay or None),
            ("lively", start.lively or None),
        )
        if value is not None
    }


@contextmanager
def sitting_options(tour: Tour) -> Iterator[dict[str, Any]]:
    """Options of the sitting that a tour is played in.

    Where its sandbox is its own, that goes with the block, and journal and drafts with it.

    Args:
        tour: The tour.
    """
    options: dict[str, Any] = {"sandbox": sandbox_options(tour.sandbox)}
    if not tour.sandbox.fresh:
        yield options
        return
    with TemporaryDirectory(prefix="stride-tour-", ignore_cleanup_errors=True) as directory:
        yield {"data_dir": Path(directory), **options}


@asynccontextmanager
async def stage(tour: Tour, target: Target, **options: Any) -> AsyncIterator[Workbench]:
    """A sitting to play a tour in; see `sitting_options`.

    Args:
        tour: What will be played.
        target: The server.
        options: For the client.

    Raises:
        WorkbenchError: It cannot begin.
    """
    from explorer.workbench.workbench import Workbench

    with sitting_options(tour) as own:
        workbench = await Workbench.open(target, **own, **options)
        try:
            yield workbench
        finally:
            await workbench.close()


async def played(
    tour: Tour,
    workbench: Workbench,
    variables: Mapping[str, str] | None = None,
    late: Callable[[Played], None] = lambda each: None,
) -> AsyncGenerator[Played, None]:
    """Play all steps in order, and then the cleanup, where the server is not the tour's own.

    The cleanup is played also when the generator is closed early or the task is cancelled.

    Args:
        tour: The tour.
        workbench: Of the server.
        variables: Values that take the place of the tour's own.
        late: Called with each call of a cleanup that is played because it was broken off.
    """
    player = Player(tour, workbench, variables)
    try:
        for number in range(1, len(tour.steps) + 1):
            yield await player.play(number)
    except (GeneratorExit, asyncio.CancelledError):
        for each in await clean(player):
            late(each)
        raise
    for each in await clean(player):
        yield each


def cleanup_of(player: Player) -> list[Step]:
    """The calls that clean up after a tour: those whose values came.

    None on a sandbox of the tour's own, which is thrown away.
    """
    if player.workbench.sandbox is not None and player.tour.sandbox.fresh:
        return []
    found: list[Step] = []
    # What a step did before it was sent anew is cleaned up too.
    for kept in (*player.former, player.kept):
        known = {**player.variables, **kept}
        ready = [each for each in player.tour.cleanup if known.keys() >= set(player.needs(each))]
        found += [step for each in ready if (step := filled(each, known)) not in found]
    return found


async def clean(player: Player) -> list[Played]:
    """Play the cleanup; see `cleanup_of`."""
    return [await player.act(step, 0) for step in cleanup_of(player)]


def result_of(tour: Tour, number: int, each: Played) -> Result:
    """A played step as a line of a report.

    Args:
        tour: The tour.
        number: Its place in the report, from 1.
        each: The step.
    """
    exchange, step = each.exchange, each.step
    operation = find_operation(step.operation)
    response = exchange.response if exchange is not None else None
    outcome: Outcome = "passed" if each.ok else "not sent" if exchange is None else "failed"
    return Result(
        number=number,
        name=one_line(title_of(step), 120),
        folder=(tour.title,) if each.number else (tour.title, CLEANUP),
        method=operation.method if operation is not None else "",
        url=safe_url(exchange.request.url) if exchange is not None else "",
        outcome=outcome,
        operation_id=operation.operation_id if operation is not None else step.operation,
        status=exchange.status if exchange is not None else None,
        reason=response.reason if response is not None else "",
        milliseconds=exchange.milliseconds if exchange is not None else 0.0,
        size=len(response.body) + response.cut if response is not None else 0,
        attempts=len(exchange.attempts) if exchange is not None else 0,
        failure=one_line(" ".join(each.located()), 600),
    )


def request_line(player: Player, step: Step) -> str:
    """Method and target of a step as it would be sent; what is missing stands in its name.

    Args:
        player: Knows what has been kept.
        step: The step.
    """
    try:
        prepared = player.prepared(step)
    except NotReady:
        operation = find_operation(step.operation)
        return f"{operation.method} {operation.path}" if operation is not None else step.operation
    return f"{prepared.method} {prepared.target}"
