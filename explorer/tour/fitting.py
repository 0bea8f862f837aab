"""What a tour asks of the server it is played on, looked at before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.tour.call_checks import Found, call_faults, sent
from explorer.tour.casting import credentials_problem, profiles_for
from explorer.tour.errors import Fault, TourError
from explorer.tour.model import Step, Tour
from explorer.tour.reading import find_operation, first, read_file
from explorer.workbench.targets import ADMIN_TOKEN

if TYPE_CHECKING:
    from explorer.workbench.configuration import Config
    from explorer.workbench.targets import Target


def read_fitted(path: Path, target: Target, variables: Mapping[str, str] | None = None) -> Tour:
    """Read a tour to be played on a server, with the values that whoever plays it gives.

    Args:
        path: The file.
        target: The server.
        variables: Values that take the place of the tour's own; of others nothing is taken.

    Raises:
        TourError: It is no tour, or cannot be played there: by line, with the reason.
    """

    def given(tour: Tour) -> Tour:
        known = {name: text for name, text in (variables or {}).items() if name in tour.variables}
        return tour.model_copy(update={"variables": {**tour.variables, **known}})

    return given(read_file(path, lambda tour: unfit_for(given(tour), target)))


def fitted(tour: Tour, target: Target) -> Tour:
    """A tour, if it can be played on a server.

    Args:
        tour: As it was read, or made.
        target: The server.

    Raises:
        TourError: It cannot: by line, with the reason.
    """
    faults = list(unfit_for(tour, target))
    if faults:
        raise TourError(tour.source.name or tour.title, *first(faults))
    return tour


def unfit_for(tour: Tour, target: Target) -> Iterator[Fault]:
    """What a server lacks of what a tour asks of it.

    Args:
        tour: With the values it is played with.
        target: The server.
    """
    config = profiles_for(target)
    for step in (*tour.steps, *tour.cleanup):
        for at, message in _unfit_parts(tour, step, target, config):
            yield step.source.fault(message, *at)


def _unfit_parts(tour: Tour, step: Step, target: Target, config: Config) -> Iterator[Found]:
    operation = find_operation(step.operation)
    if operation is not None:
        # Now that variables have their values; the rest was looked at when it was read.
        known = tour.variables
        yield from call_faults(operation, step, sent(step, known, known))
    problem = credentials_problem(step.as_, target, config)
    if problem:
        yield ("as",), problem
    if step.fault and not target.embedded and target.admin_token is None:
        yield (
            ("fault",),
            f"{target.base_url} lets no fault stand: it must be a sandbox, and {ADMIN_TOKEN} (or "
            "admin_token_env of its profile) its admin token.",
        )
