"""Entries of the journal, and what a search of it finds, in one line and as HTML."""

from __future__ import annotations

from explorer.api.exchange import Exchange, Request
from explorer.api.representation.dispatch import figure_of, line_of
from explorer.api.representation.exchanges import milliseconds, request_line
from explorer.api.representation.figure import Bit, Block, Cell, Facts, Figure, Grid, Words, moment
from explorer.api.representation.line import LONGEST, tag
from explorer.document.safe import one_line
from explorer.workbench.journal_entry import Entry, Row
from explorer.workbench.journal_found import Found

MOST = 25
"""Exchanges of a search that are shown in a notebook."""


def outcome(row: Row) -> str:
    """Status, or that there was none, and the error's class where it failed otherwise."""
    if row.status is None:
        return "no answer"
    odd = not row.ok and row.status < 400
    return f"{row.status} {row.failure_kind}" if odd else str(row.status)


@line_of.register
def _row_line(row: Row) -> str:
    head = f"{type(row).__name__} {one_line(row.short_id)} {row.started:%H:%M:%S}"
    end = f" {outcome(row)} {milliseconds(row.milliseconds)}"
    request = request_line(
        Request(row.method, row.url), LONGEST - len(head) - len(end) - len("<  >")
    )
    return tag(f"{head} {request}{end}")


@figure_of.register
def _row_figure(row: Row) -> Figure:
    return Figure("Exchange", _called(row), _note(row), (*_failure(row), Facts(_facts(row))))


@figure_of.register
def _entry_figure(entry: Entry) -> Figure:
    shown = figure_of(
        Exchange(
            entry.id,
            entry.operation_id,
            entry.started,
            entry.request,
            entry.response,
            entry.attempts,
            entry.milliseconds,
        )
    )
    notes = tuple((f"after attempt {note.after}", note.text) for note in entry.notes)
    blocks: list[Block] = [*_failure(entry), *shown.blocks]
    if notes:
        blocks.append(Facts(notes))
    blocks.append(Facts(_facts(entry)[2:]))
    return Figure("Exchange", shown.name, _note(entry), tuple(blocks))


@line_of.register
def _found_line(found: Found) -> str:
    number = len(found)
    return tag("Found", f"{number:,} exchange{'' if number == 1 else 's'} in the journal")


@figure_of.register
def _found_figure(found: Found) -> Figure:
    rows = tuple(
        (
            Bit(row.short_id, "code"),
            moment(row.started),
            Bit(row.method, "strong"),
            outcome(row),
            milliseconds(row.milliseconds),
            Bit(one_line(row.target, 120), "code"),
        )
        for row in found.rows(MOST)
    )
    columns = ("id", "started", "method", "status", "time", "target")
    number = len(found)
    note = f"{number:,} in all" if number > len(rows) else ""
    grid = (Grid(columns, rows, most=MOST),) if rows else (Words("No exchange fits."),)
    return Figure("Journal", "", note, grid)


def _called(row: Row) -> Cell:
    return (Bit(row.method, "strong"), " ", Bit(row.target, "code"))


def _note(row: Row) -> str:
    return f"{outcome(row)} · {milliseconds(row.milliseconds)} · {row.short_id}"


def _failure(row: Row) -> list[Block]:
    if not row.failure_kind:
        return []
    return [Words((Bit(row.failure_kind, "strong"), f": {row.failure}"))]


def _facts(row: Row) -> tuple[tuple[str, Cell], ...]:
    caused = f"{row.origin}, in {row.view}" if row.view else row.origin
    return (
        ("operation", Bit(row.operation_id, "code")),
        ("started", moment(row.started)),
        ("caused by", caused),
        ("server", row.server),
        ("id", Bit(row.id, "code")),
    )
