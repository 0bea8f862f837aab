"""Exchanges of the journal written as a tour."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explorer.cli.options import refuse

if TYPE_CHECKING:
    from explorer.workbench.journal import Entry


def write_tour(entries: Sequence[Entry], file: str, title: str, *, all_reads: bool) -> None:
    """Write a tour and say what it could not take over; ends the command where there is none.

    Args:
        entries: The exchanges, in the order in which they were sent.
        file: Where to; `-` for stdout. A file that is there is not replaced.
        title: Of the tour; empty for the file's name.
        all_reads: Whether reads that nothing used are kept.
    """
    from explorer.api.representation.figure import count
    from explorer.document.safe import visible
    from explorer.tour.recorder import record
    from explorer.tour.recording import write_new
    from explorer.tour.writing import tour_text
    from explorer.workbench.problems import WorkbenchError

    path = Path(file).expanduser()
    if not title:
        title = "A tour" if file == "-" else path.stem.replace("-", " ").replace("_", " ")
    try:
        found = record(entries, title, reads="all" if all_reads else "used")
    except ValueError as problem:
        refuse(str(problem))
    for note in found.notes:
        click.echo(visible(note), err=True)
    if file == "-":
        sys.stdout.buffer.write(tour_text(found.tour).encode("utf-8", "replace"))
        return
    try:
        write_new(found.tour, path)
    except WorkbenchError as problem:
        refuse(str(problem))
    click.echo(
        f"Wrote {visible(str(path))}: {count(len(found.tour.steps), 'step')}. "
        f"Now: stride-explorer tour check {visible(str(path))}",
        err=True,
    )
