"""`stride-explorer export`: the API as Postman or OpenAPI, the journal as HAR, a conversation."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from explorer.cli.export_conversation import command as conversation
from explorer.cli.options import at_home, merged, refuse, resolve_target, target_options

if TYPE_CHECKING:
    from collections.abc import Callable

STAND_IN = "https://api.atlassian.com"
"""Where the API was served: of a target that has no address until it starts."""


@click.group(name="export")
def command() -> None:
    """Write the API, what was sent from here, or a conversation, for another tool."""


command.add_command(conversation)


def output_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--output` and `--overwrite` to a command."""
    for option in (
        click.option("--overwrite", is_flag=True, help="Let --output replace a file."),
        click.option("-o", "--output", metavar="FILE|-", help="Where to; stdout if left out."),
    ):
        function = option(function)
    return function


@command.command()
@output_option
@target_options
@click.pass_context
def postman(
    ctx: click.Context, /, output: str | None, overwrite: bool, **flags: str | None
) -> None:
    """Write the API as a Postman collection, version 2.1.

    The target's address and ids are its variables; a token is not written.
    """
    from explorer.formats.postman import dump, write

    target = resolve_target(merged(ctx.find_root(), flags))
    known = {
        "baseUrl": target.base_url,
        "cloudId": target.cloud_id,
        "conversationId": target.conversation_id,
    }
    _put(dump(write(variables={k: v for k, v in known.items() if v})), output, overwrite)


@command.command()
@output_option
@target_options
@click.pass_context
def openapi(
    ctx: click.Context, /, output: str | None, overwrite: bool, **flags: str | None
) -> None:
    """Write the API as an OpenAPI 3.1 document, as the sandbox serves it."""
    from explorer.api.openapi import openapi_document

    target = resolve_target(merged(ctx.find_root(), flags))
    _put(_json(openapi_document(target.base_url or STAND_IN)), output, overwrite)


@command.command()
@click.option("--since", default="", metavar="TIME", help="30m, 2h, 7d, today, 14:30 or a date.")
@click.option("--until", default="", metavar="TIME", help="As --since.")
@click.option("--operation", default="", metavar="ID", help="Beginning of an id, or a resource.")
@click.option("--status", default="", metavar="STATUS", help="404, 4xx, ok, failed, none.")
@click.option("--server", default="", metavar="NAME", help="Profile, '(sandbox)' or URL.")
@click.option("--all", "polling_too", is_flag=True, help="What polling caused, too.")
@output_option
def har(output: str | None, overwrite: bool, polling_too: bool, **asked: str) -> None:
    """Write what was sent from here, by any face, as an HTTP Archive 1.2.

    Secrets stand by their names.
    """
    from explorer.cli.history import checked, opened
    from explorer.formats.har import write

    if not polling_too:
        asked["origin"] = "person"
    with opened() as journal:
        query = checked(journal, asked)
        entries = journal.entries(query, journal.count(query))
    _put(_json(write(entries)), output, overwrite)


def _json(value: Any) -> bytes:
    from explorer.cli.call import safe_json

    return (safe_json(value) + "\n").encode("utf-8")


def _put(data: bytes, output: str | None, overwrite: bool) -> None:
    if output is None or output == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    path = at_home(output)
    try:
        with path.open("wb" if overwrite else "xb") as file:
            file.write(data)
    except FileExistsError:
        refuse(f"{output!r} is there already: name another file, or replace it with --overwrite.")
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        refuse(f"{output!r} cannot be written: {reason}.")
    click.echo(f"{len(data):,} bytes in {output}", err=True)
