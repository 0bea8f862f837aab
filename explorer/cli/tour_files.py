"""The tours that a command is given: read, and looked at for the server they are played on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from explorer.cli.options import refuse

if TYPE_CHECKING:
    from explorer.tour.model import Tour
    from explorer.workbench.targets import Target


def ready(files: Sequence[str], target: Target, words: Sequence[str] = ()) -> list[Tour]:
    """Tours that can be played; ends the command with all that is wrong with one that cannot.

    Args:
        files: Names of files or of shipped tours.
        target: Where they are played.
        words: `NAME=VALUE` for their variables.
    """
    from explorer.document.safe import visible
    from explorer.tour.errors import TourError
    from explorer.tour.fitting import read_fitted
    from explorer.tour.shipped import find_tour

    given = _variables(words)
    try:
        tours = [read_fitted(find_tour(each), target, given) for each in files]
    except TourError as problem:
        *others, last = str(problem).split("\n")
        for line in others:
            click.echo(visible(line), err=True)
        refuse(last)
    _check_names(given, tours)
    return tours


def _variables(words: Sequence[str]) -> dict[str, str]:
    from explorer.workbench.problems import WorkbenchError
    from explorer.workbench.variables import from_words

    try:
        return {each.name: each.value for each in from_words(words)}
    except WorkbenchError as problem:
        refuse(str(problem))


def _check_names(given: Mapping[str, str], tours: Sequence[Tour]) -> None:
    """Refuse a value that no tour has a variable for."""
    known = list(dict.fromkeys(name for tour in tours for name in tour.variables))
    for name in given:
        if name not in known:
            there = f"There are: {', '.join(known)}." if known else "There are none."
            refuse(f"--var {name}: no tour here has a variable of that name. {there}")
