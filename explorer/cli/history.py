"""`stride-explorer history`: what was sent from here, by any face; shown, sent again, deleted.

Exit codes: 0, of `send` those of `call`, 2 for wrong words.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from explorer.cli.history_tour import write_tour
from explorer.cli.options import merged, refuse, resolve_target, target_options
from explorer.cli.snippet import TOOLS, print_for

if TYPE_CHECKING:
    from explorer.api.exchange import Exchange
    from explorer.workbench.journal import Entry, Journal, Query, Row
    from explorer.workbench.journal_again import SecretNeeded
    from explorer.workbench.profiles import Target

F = TypeVar("F", bound=Callable[..., Any])
LIMIT = 25


def filters(function: F) -> F:
    """Add the options that say which exchanges are meant."""
    for option in (
        click.option("--server", default="", metavar="NAME", help="Profile, '(sandbox)' or URL."),
        click.option("--method", default="", metavar="METHOD", help="As in GET."),
        click.option("--origin", default="", metavar="WHO", help="person or polling."),
        click.option("--text", default="", metavar="WORDS", help="In address, bodies or error."),
        click.option("--until", default="", metavar="TIME", help="As --since."),
        click.option(
            "--since", default="", metavar="TIME", help="30m, 2h, 7d, today, 14:30 or a date."
        ),
        click.option("--status", default="", metavar="STATUS", help="404, 4xx, ok, failed, none."),
        click.option(
            "--operation", default="", metavar="ID", help="Beginning of an id, or a resource."
        ),
    ):
        function = option(function)
    return function


@click.group(name="history", invoke_without_command=True)
@filters
@click.option(
    "--limit", type=click.IntRange(1), default=LIMIT, show_default=True, help="Most of them."
)
@click.option("--json", "as_data", is_flag=True, help="Print them as JSON.")
@click.option("--last", type=click.IntRange(1), metavar="N", help="As --limit; of acts for --tour.")
@click.option("--tour", "tour_file", metavar="FILE", help="Write them as a tour, - for stdout.")
@click.option("--title", default="", metavar="WORDS", help="Of the tour.")
@click.option("--all-reads", is_flag=True, help="Have the tour keep reads that nothing used.")
@click.option("--all", "polling_too", is_flag=True, help="What polling caused, too.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    limit: int,
    as_data: bool,
    last: int | None,
    tour_file: str | None,
    title: str,
    all_reads: bool,
    polling_too: bool,
    **asked: str,
) -> None:
    """List what was sent from here, the latest first.

    Every face records: the app, notebooks, and `stride-explorer call`. An id may be cut to as
    much of it as no other has; `last` is the latest.

    With --tour the last N acts become the steps of a tour, in their order: what changed something,
    and what was sent as a call of its own, from a form, the command line or a cell. Of everything
    else there is only what gave an id that they use; with --all-reads all counts.
    """
    if ctx.invoked_subcommand is not None:
        return
    if not polling_too and not asked["origin"]:
        asked["origin"] = "person"
    limit = last or limit
    with opened() as journal:
        query = checked(journal, asked)
        if tour_file is not None:
            write_tour(journal, query, limit, tour_file, title, all_reads=all_reads)
            return
        rows = journal.rows(query, limit)
        total = journal.count(query)
    if as_data:
        click.echo(dumped([row.as_data() for row in rows]))
        return
    for row in rows:
        click.echo(_fitting(line_of(row)))
    if not rows:
        click.echo("The journal has nothing that fits.", err=True)
    elif total > len(rows):
        click.echo(f"{total - len(rows):,} more: give a higher --limit.", err=True)


@command.command()
@click.argument("id")
@click.option("--json", "as_data", is_flag=True, help="Print it as JSON.")
@click.option("--as", "tool", metavar="TOOL", help=f"Print the request for {TOOLS}.")
def show(id: str, as_data: bool, tool: str | None) -> None:
    """Show an exchange whole: request, attempts and answer."""
    from explorer.workbench.journal_text import entry_lines, plain

    with opened() as journal:
        entry = found(journal, id)
        zone = journal.now()
    if tool is not None:
        from explorer.formats.portable import Portable

        print_for(tool, lambda: Portable.from_exchange(entry))
        return
    click.echo(dumped(entry.as_data()) if as_data else plain(entry_lines(entry, zone)))


@command.command()
@click.argument("first")
@click.argument("second")
def compare(first: str, second: str) -> None:
    """Show what differs between two exchanges."""
    from explorer.workbench.journal_compare import compare_lines
    from explorer.workbench.journal_text import plain

    with opened() as journal:
        lines = compare_lines(found(journal, first), found(journal, second))
    click.echo(plain(lines))


@command.command()
@click.argument("id")
@target_options
@click.pass_context
def send(ctx: click.Context, /, id: str, **flags: str | None) -> None:
    """Send an exchange again and print its answer, as `call` does.

    The token is put back from the profile. Other secrets, which the journal does not keep either,
    are read from the environment variable of their name, or asked for.
    """
    from explorer.api.operations import CATALOGUE
    from explorer.cli.call import show as show_answer

    with opened() as journal:
        entry = found(journal, id)
    target = resolve_target(merged(ctx.find_root(), flags))
    made = asyncio.run(_send(target, entry))
    operation = CATALOGUE.get(entry.operation_id)
    ctx.exit(show_answer(made, gives_file=operation is not None and operation.gives_file))


@command.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@filters
@click.option("--all", "everything", is_flag=True, help="Every exchange there is.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(ids: tuple[str, ...], everything: bool, yes: bool, **asked: str) -> None:
    """Delete exchanges: by their ids, all that the options find, or all."""
    searched = any(asked.values())
    if bool(ids) + searched + everything != 1:
        refuse("Say what to delete: ids, options as --since and --status, or --all.")
    with opened() as journal:
        if ids:
            whole = dict.fromkeys(found(journal, id).id for id in ids)
            agree(len(whole), yes)
            gone = written(lambda: journal.delete(*whole))
        else:
            query = checked(journal, asked)
            number = journal.count(query)
            if not number:
                refuse("The journal has nothing that fits.")
            agree(number, yes)
            gone = written(lambda: journal.delete_found(query))
    click.echo(f"{gone:,} deleted.")


@contextmanager
def opened() -> Iterator[Journal]:
    """The journal of this user's data."""
    from explorer.workbench.journal import Journal
    from explorer.workbench.paths import data_dir
    from explorer.workbench.profiles import ConfigError, load_config

    try:
        bounds, directory = load_config().journal, data_dir()
    except ConfigError as problem:
        refuse(str(problem))
    journal = Journal(directory / "journal.db", bounds=bounds, report=_note)
    try:
        yield journal
    finally:
        journal.close()


def checked(journal: Journal, asked: dict[str, str]) -> Query:
    """The query of the options; ends the command if they are wrong."""
    from explorer.workbench.journal_query import QueryError, make_query

    try:
        return make_query(journal.now(), **asked)
    except QueryError as problem:
        refuse(str(problem))


def found(journal: Journal, id: str) -> Entry:
    """The exchange of an id or its beginning; ends the command if there is none."""
    from explorer.workbench.journal import NoSuchExchange

    try:
        return journal.exchange(id)
    except NoSuchExchange as problem:
        refuse(f"{problem} See: stride-explorer history")


def _fitting(line: str) -> str:
    """A line as long as a terminal is wide; for a file or another program the whole."""
    if not sys.stdout.isatty():
        return line
    from rich.cells import cell_len, set_cell_size

    width = shutil.get_terminal_size().columns
    return line if cell_len(line) <= width else f"{set_cell_size(line, width - 1)}…"


def line_of(row: Row) -> str:
    """An exchange as the list prints it."""
    from explorer.document.safe import one_line

    outcome = str(row.status) if row.status is not None else "---"
    moment = row.started.astimezone()
    return one_line(
        f"{row.short_id:<8}  {moment:%Y-%m-%d %H:%M:%S}  {row.method:<6} {outcome} "
        f"{row.milliseconds:6.0f} ms  {row.operation_id}  {row.target}"
    )


def dumped(value: Any) -> str:
    """JSON that can be printed to a terminal and read by a program."""
    from explorer.cli.call import safe_json

    return safe_json(value)


def agree(number: int, yes: bool) -> None:
    """Ask whether so many are to be deleted; ends the command if not."""
    if yes:
        return
    what = "1 exchange" if number == 1 else f"{number:,} exchanges"
    if not sys.stdin.isatty():
        refuse(f"{what} would be deleted for good: say so with --yes.")
    if not click.confirm(f"Delete {what} for good?", err=True):
        raise SystemExit(1)


def written(act: Callable[[], int]) -> int:
    """What a deletion gives; ends the command if the file cannot be written."""
    from explorer.workbench.problems import StoreError

    try:
        return act()
    except StoreError as problem:
        refuse(str(problem))


async def _send(target: Target, entry: Entry) -> Exchange[Any]:
    from explorer.api.operation import CallError
    from explorer.cli.call import say_wait
    from explorer.workbench.journal_again import SecretNeeded
    from explorer.workbench.problems import WorkbenchError
    from explorer.workbench.workbench import Workbench

    try:
        async with await Workbench.open(target, on_notice=_note) as workbench:
            workbench.watch(say_wait)
            try:
                return await workbench.again(entry)
            except SecretNeeded as needed:
                return await workbench.again(entry, _secrets(needed))
    except (CallError, WorkbenchError) as problem:
        refuse(str(problem))


def _secrets(needed: SecretNeeded) -> dict[str, str]:
    """The values of secrets: from the environment, or from a person."""
    given = {}
    for name, place in needed.places.items():
        value = os.environ.get(name, "")
        if not value:
            if not sys.stdin.isatty():
                refuse(
                    f"The request has ${name} {place}, and the journal does not keep secrets: "
                    f"set the variable {name}."
                )
            value = click.prompt(
                f"${name}, {place} (Enter alone sends the name itself)",
                hide_input=True,
                default=f"${name}",
                show_default=False,
                err=True,
            )
        given[name] = value
    return given


def _note(sentence: str) -> None:
    from explorer.document.safe import visible

    click.echo(visible(sentence), err=True)
