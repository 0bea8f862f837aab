"""Exchanges of the journal written as a tour."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explorer.cli.options import refuse

if TYPE_CHECKING:
    from explorer.workbench.journal import Journal, Query


def write_tour(
    journal: Journal, query: Query, number: int, file: str, title: str, *, all_reads: bool
) -> None:
    """Write a tour and say what it could not take over; ends the command where there is none.

    Args:
        journal: Of this user.
        query: Which exchanges.
        number: Most acts, or with `all_reads` exchanges.
        file: Where to; `-` for stdout. A file that is there is not replaced.
        title: Of the tour; empty for the file's name.
        all_reads: Whether everything that was read is kept.
    """
    from explorer.api.representation.figure import count
    from explorer.document.safe import visible
    from explorer.tour.acts import is_act, last_acts
    from explorer.tour.recorder import record
    from explorer.tour.recording import write_new
    from explorer.tour.writing import recorded_text
    from explorer.workbench.problems import WorkbenchError

    path = Path(file).expanduser()
    if not title:
        title = "A tour" if file == "-" else path.stem.replace("-", " ").replace("_", " ")
    if all_reads:
        rows = journal.rows(query, number)
        entries = [journal.exchange(row.id) for row in reversed(rows)]
    else:
        entries = last_acts(journal, query, number)
        if not entries and journal.rows(query, 1):
            refuse("Nothing there changed anything or was sent as a call: --all-reads takes all.")
    try:
        found = record(entries, title, reads="all" if all_reads else "used")
    except ValueError as problem:
        refuse(str(problem))
    for note in found.notes:
        click.echo(visible(note), err=True)
    if file == "-":
        sys.stdout.buffer.write(recorded_text(found.tour).encode("utf-8", "replace"))
        return
    try:
        write_new(found.tour, path)
    except WorkbenchError as problem:
        refuse(str(problem))
    acts = min(sum(map(is_act, entries)), number)
    sources = len(entries) - acts
    beside = f" and {count(sources, 'call')} that gave ids" if sources else ""
    made_of = "" if all_reads else f", of {count(acts, 'act')}{beside}"
    click.echo(
        f"Wrote {visible(str(path))}: {count(len(found.tour.steps), 'step')}{made_of}. "
        f"Now: stride-explorer tour check {visible(str(path))}",
        err=True,
    )
