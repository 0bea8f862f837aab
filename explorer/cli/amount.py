"""The options that say how much data a new sandbox has."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from explorer.cli.numbers import Number
from explorer.cli.options import refuse

if TYPE_CHECKING:
    from explorer.workbench.profiles import Target

F = TypeVar("F", bound=Callable[..., Any])


def amount_options(function: F) -> F:
    """Add `--conversations` and `--messages` to a command."""
    for option in (
        click.option(
            "--messages",
            type=Number(),
            metavar="N",
            help="Messages in it, half of them in one room.",
        ),
        click.option(
            "--conversations",
            type=Number(),
            metavar="N",
            help="Conversations in the sandbox, as 100000.",
        ),
    ):
        function = option(function)
    return function


def embedded_amount(
    target: Target, conversations: int | None, messages: int | None
) -> dict[str, int]:
    """What is asked for, for the embedded sandbox; ends the command where it cannot be.

    Args:
        target: Where the data are to be.
        conversations: How many; None for those that are always there.
        messages: Likewise.
    """
    asked = {"conversations": conversations, "messages": messages}
    given = {name: count for name, count in asked.items() if count is not None}
    if not given:
        return {}
    if not target.embedded:
        refuse(
            f"--{next(iter(given))} is for the sandbox that the app starts, and {target.name} is "
            "another server: leave it out."
        )
    from datetime import UTC, datetime

    from explorer.sandbox.amount import FIRST_SEED, Amount
    from explorer.sandbox.refusals import SandboxError

    try:
        Amount(**given).check(FIRST_SEED, datetime.now(UTC))
    except SandboxError as problem:
        refuse(str(problem))
    return given
