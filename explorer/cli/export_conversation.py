"""`stride-explorer export conversation`: all messages of a conversation as Markdown or JSON."""

from __future__ import annotations

import asyncio
import re
import sys
from typing import TYPE_CHECKING

import click

from explorer.cli.options import merged, refuse, resolve_target, target_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.api.models import Conversation
    from explorer.workbench.conversation_export import ExportFormat, ExportProgress
    from explorer.workbench.profiles import Target
    from explorer.workbench.workbench import Workbench

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MOST_NAMED = 5


@click.command(name="conversation")
@click.argument("conversation", metavar="ID|NAME")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["markdown", "json"]),
    help="What to write; by default what the ending of --output says, else markdown.",
)
@click.option("--overwrite", is_flag=True, help="Let --output replace a file.")
@click.option("-o", "--output", metavar="FILE|-", help="Where to; stdout if left out.")
@target_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    conversation: str,
    format_name: str | None,
    output: str | None,
    overwrite: bool,
    **flags: str | None,
) -> None:
    """Write all messages of a conversation, oldest first.

    How far it is stands on stderr. Under the name of --output there is either the whole file or
    nothing new, also after Ctrl+C.
    """
    from explorer.workbench.conversation_export import ExportFormat

    target = resolve_target(merged(ctx.find_root(), flags))
    by_name = ExportFormat.JSON if (output or "").lower().endswith(".json") else None
    format = ExportFormat(format_name) if format_name else by_name or ExportFormat.MARKDOWN
    path = None if output in {None, "-"} else output
    try:
        code = asyncio.run(_export(target, conversation, format, path, overwrite))
    except KeyboardInterrupt:
        click.echo("\nGiven up: nothing was written.", err=True)
        code = 130
    ctx.exit(code)


async def _export(
    target: Target, named: str, format: ExportFormat, path: str | None, overwrite: bool
) -> int:
    """Write it; the exit code."""
    from explorer.api.errors import ApiError
    from explorer.api.operation import CallError
    from explorer.api.source import FileTrouble
    from explorer.document.safe import visible
    from explorer.workbench.conversation_export import conversation_pieces, export_conversation
    from explorer.workbench.problems import WorkbenchError
    from explorer.workbench.workbench import Workbench

    def say(sentence: str) -> None:
        click.echo(visible(sentence), err=True)

    meter = _Meter()
    try:
        async with await Workbench.open(target, on_notice=say) as workbench:
            with workbench.origin("person", view="export"):
                found = await _find(workbench, named)
                if path is None:
                    async for text, progress in conversation_pieces(workbench, found, format):
                        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
                        meter.show(progress)
                    sys.stdout.flush()
                    meter.clear()
                    return 0
                made = await export_conversation(
                    workbench, found, path, format, overwrite=overwrite, progress=meter.show
                )
        meter.clear()
        here = " that were sent from here: the server lists none" if made.fallback else ""
        say(f"{made.messages:,} messages{here}; {made.size:,} bytes in {made.path}")
    except (CallError, FileTrouble, WorkbenchError) as problem:
        meter.clear()
        refuse(str(problem))
    except ApiError as problem:
        meter.clear()
        say(str(problem))
        return 1 if problem.status else 3
    return 0


async def _find(workbench: Workbench, named: str) -> Conversation:
    """The conversation of an id, or the one of a name."""
    from explorer.api.models import Conversation
    from explorer.workbench.rooms import read_conversation

    if _ID.fullmatch(named):
        return await read_conversation(workbench, named)
    feed = workbench.conversations(named, include_archived=True)
    await feed.more()
    if feed.error is not None:
        raise feed.error
    rows = [feed.row(at) for at in range(feed.count)]
    rooms = [each for each in rows if isinstance(each, Conversation)]
    exact = [each for each in rooms if each.title == named]
    if len(exact) != 1 and len(rooms) != 1:
        refuse(_which(named, rooms))
    return (exact or rooms)[0]


def _which(named: str, rooms: Sequence[Conversation]) -> str:
    """A sentence on a name that none or several conversations have."""
    from explorer.document.safe import one_line

    if not rooms:
        return f"No conversation is called {one_line(named, 60)!r}: give its name or its id."
    names = ", ".join(f"{one_line(each.title, 40)!r} ({each.id})" for each in rooms[:_MOST_NAMED])
    more = ", …" if len(rooms) > _MOST_NAMED else ""
    return f"{len(rooms)} conversations are called so: {names}{more}. Give the id of one."


class _Meter:
    """How far it is, on one row of a terminal; nothing anywhere else."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def show(self, progress: ExportProgress) -> None:
        if self._shown:
            up_to = f", up to {progress.up_to:%Y-%m-%d}" if progress.up_to else ""
            click.echo(f"\r\x1b[K{progress.messages:,} messages{up_to}", err=True, nl=False)

    def clear(self) -> None:
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False)
