"""`stride-explorer call`: one operation from the command line.

The answer's JSON goes to stdout, the status line to stderr. Exit codes: 0 for 2xx, 1 for an HTTP
error or a page of HTML instead of an answer, 2 for wrong words, 3 for no answer, 130 where Ctrl+C
ended it.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from explorer.cli.files import (
    STDOUT,
    Meter,
    file_body,
    output_path,
    print_file,
    read_body,
    say_saved,
    to_stdout,
)
from explorer.cli.options import (
    WRONG_WORDS,
    merged,
    refuse,
    resolve_target,
    target_options,
    with_variables,
)
from explorer.cli.snippet import TOOLS, checked_tool, print_for
from explorer.cli.variables import filled_in, secrets_of

if TYPE_CHECKING:
    from explorer.api.errors import ApiError
    from explorer.api.events import Event
    from explorer.api.exchange import Exchange, Response
    from explorer.api.operation import Operation
    from explorer.api.source import Source
    from explorer.workbench.profiles import Target

HTTP_ERROR, NO_ANSWER, INTERRUPTED = 1, 3, 130
_STDOUT_DEVICES = frozenset({"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})


@click.command(name="call", context_settings={"ignore_unknown_options": False})
@click.argument("operation_id")
@click.argument("words", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--body", metavar="JSON|@FILE|-", help="Request body: text, a file, or stdin.")
@click.option("--content-type", metavar="TYPE", help="Of the body; JSON if left out.")
@click.option(
    "-H", "--header", "headers", multiple=True, metavar="NAME:VALUE", help="Add a header."
)
@click.option(
    "-o",
    "--output",
    metavar="FILE|DIR|-",
    help="Save the answer, as it comes; in a directory under the server's name.",
)
@click.option("--overwrite", is_flag=True, help="Let --output replace a file.")
@click.option("--as", "tool", metavar="TOOL", help=f"Send nothing: print it for {TOOLS}.")
@click.option("--unchecked", is_flag=True, help="Send as given, past our own checks.")
@click.option("--collection", metavar="FILE", help="Postman collection that may have ID, too.")
@click.option(
    "--var", "variables", multiple=True, metavar="NAME=VALUE", help="A value of {{NAME}}."
)
@click.option("--environment", metavar="FILE", help="Postman environment: values of {{NAME}}.")
@click.option("--globals", metavar="FILE", help="Postman globals: values of last resort.")
@click.option(
    "--allow-host", "hosts", multiple=True, metavar="HOST", help="That its requests may go to."
)
@target_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    operation_id: str,
    words: tuple[str, ...],
    body: str | None,
    content_type: str | None,
    headers: tuple[str, ...],
    output: str | None,
    overwrite: bool,
    tool: str | None,
    unchecked: bool,
    variables: tuple[str, ...],
    hosts: tuple[str, ...],
    **flags: str | None,
) -> None:
    """Call an operation, or send a request of a collection, and print the answer.

    NAME=VALUE gives a parameter, as in limit=5 or conversationId=…; the wire's spelling and
    Python's both work. `stride-explorer operations show ID` lists them. A file that is sent or
    saved need not fit in memory. {{NAME}} in a value, or in a body that is no file, stands for what
    --var, --environment or the profile says. Of a request of --collection (or of the profile's)
    the names are those of its path, query, headers and {{variables}}.
    """
    from explorer.cli.operations import find, in_collection

    given = merged(ctx, flags)
    before = tuple((ctx.find_root().obj or {}).get("words", ()))
    files = (given.get("environment"), given.get("globals"))
    target = with_variables(resolve_target(given), (*before, *variables), *files)
    known = in_collection(operation_id, given.get("collection") or target.collection)
    if known is not None:
        from explorer.cli.call_collected import call_collected

        code = call_collected(
            known,
            target,
            words,
            body=body,
            headers=_headers(headers),
            hosts=hosts,
            output=output,
            overwrite=overwrite,
            tool=tool,
        )
        ctx.exit(code)
    operation = find(operation_id)
    if output in _STDOUT_DEVICES:
        output = STDOUT
    extra = _headers(headers)
    if not unchecked:
        words = tuple(filled_in(word, target) for word in words)
        body = body if body is None or body.startswith("@") else filled_in(body, target)
    with ExitStack() as stack:
        call = prepare(
            operation,
            words,
            body=stack.enter_context(file_body(body)) if operation.takes_file else read_body(body),
            content_type=content_type,
            unchecked=unchecked,
            conversation_id=target.conversation_id,
        )
        if tool is not None:
            checked_tool(tool)
            asyncio.run(_print_for(tool, target, call, extra))
            return
        path = stack.enter_context(output_path(output, operation.gives_file))
        meter = Meter("Sent" if operation.takes_file else "Received")
        stack.callback(meter.clear)
        given_up: list[ApiError] = []
        try:
            exchange = asyncio.run(_exchange(target, call, extra, path, overwrite, meter, given_up))
        except KeyboardInterrupt:
            meter.clear()
            note(_stopped(given_up))
            ctx.exit(INTERRUPTED)
        meter.clear()
        code = show(exchange, gives_file=operation.gives_file)
        if path is not None and exchange.ok:
            to_stdout(path) if output in {None, STDOUT} else say_saved(exchange)
    ctx.exit(code)


def prepare(
    operation: type[Operation[Any]],
    words: tuple[str, ...],
    *,
    body: bytes | Source | None = None,
    content_type: str | None = None,
    unchecked: bool = False,
    conversation_id: str | None = None,
) -> Operation[Any]:
    """The call that the words of a command line put; ends the command if they are wrong."""
    from explorer.api.operation import CallError
    from explorer.workbench.words import call_of

    try:
        return call_of(
            operation,
            words,
            body=body,
            content_type=content_type,
            unchecked=unchecked,
            conversation_id=conversation_id,
        )
    except CallError as problem:
        refuse(f"{problem} See: stride-explorer operations show {operation.operation_id}")


def _headers(words: tuple[str, ...]) -> dict[str, str]:
    headers = {}
    for word in words:
        name, colon, value = word.partition(":")
        if not colon or not name.strip():
            refuse(f"The header {word!r} has no colon. Write it as in 'X-Trace: 1'.")
        headers[name.strip()] = value.strip()
    return headers


async def _exchange(
    target: Target,
    call: Operation[Any],
    headers: dict[str, str],
    path: Path | None,
    overwrite: bool,
    meter: Meter,
    given_up: list[ApiError],
) -> Exchange[Any]:
    from explorer.api.errors import ApiError
    from explorer.api.events import Failed
    from explorer.api.operation import CallError
    from explorer.workbench.problems import WorkbenchError
    from explorer.workbench.workbench import Workbench

    def on_event(event: Event) -> None:
        error = event.exchange.error if isinstance(event, Failed) else None
        if error is not None and event.operation_id == call.operation_id:
            given_up.append(error)

    try:
        async with await Workbench.open(target, on_notice=note) as workbench:
            workbench.watch(say_wait)
            workbench.watch(on_event)
            for secret in secrets_of(target):
                workbench.client.context.redactor.learn(secret)
            with workbench.origin("person", view="call"):
                if "{cloudId}" in call.path and not getattr(call, "cloud_id", ""):
                    await workbench.site()
                client = workbench.client
                if path is None:
                    told = meter if call.takes_file or call.gives_file else None
                    return await client.exchange(call, headers=headers, progress=told)
                return await client.save_exchange(
                    call, path, overwrite=overwrite, headers=headers, progress=meter
                )
    except ApiError as problem:
        # The site could not be asked for: what went wrong there is the answer.
        if problem.exchange is None:
            refuse(str(problem))
        return problem.exchange
    except (CallError, WorkbenchError) as problem:
        refuse(str(problem))


async def _print_for(
    tool: str, target: Target, call: Operation[Any], headers: dict[str, str]
) -> None:
    from explorer.api.errors import ApiError
    from explorer.api.operation import CallError
    from explorer.workbench.problems import WorkbenchError
    from explorer.workbench.taking_along import portable
    from explorer.workbench.workbench import Workbench

    try:
        async with await Workbench.open(target, on_notice=note) as workbench:
            with workbench.origin("person", view="call"):
                if "{cloudId}" in call.path and not getattr(call, "cloud_id", ""):
                    await workbench.site()
            print_for(
                tool, lambda: portable(call, workbench, headers=headers, secrets=secrets_of(target))
            )
    except (ApiError, CallError, WorkbenchError) as problem:
        refuse(str(problem))


def _stopped(given_up: list[ApiError]) -> str:
    """What is said after Ctrl+C: for a write that had been sent, what that may mean."""
    from explorer.api.errors import OutcomeUnknown

    return stopped(any(OutcomeUnknown.next_step in error.hint for error in given_up))


def stopped(unknown: bool) -> str:
    """What is said after Ctrl+C.

    Args:
        unknown: Whether a write may have arrived.
    """
    more = " It may have been carried out: look before you send it again." if unknown else ""
    return f"Stopped.{more}"


def say_wait(event: Event) -> None:
    """Say on stderr that a call is sent again, and why."""
    from explorer.api.events import RetryPlanned

    if isinstance(event, RetryPlanned):
        note(f"… {event}")


def note(sentence: str) -> None:
    """Say something on stderr."""
    from explorer.document.safe import visible

    click.echo(visible(sentence), err=True)


def show(exchange: Exchange[Any], *, gives_file: bool = False) -> int:
    """Print an exchange as the command does, but for an answer that was saved.

    Args:
        exchange: What came of the call.
        gives_file: Whether a success is a file, and not JSON.

    Returns:
        The exit code.
    """
    from explorer.api.errors import FileFailed, PageInstead
    from explorer.api.saving import Saved
    from explorer.document.safe import one_line, visible

    response = exchange.response
    if response is None:
        click.echo(visible(str(exchange.error)), err=True)
        return WRONG_WORDS if isinstance(exchange.error, FileFailed) else NO_ANSWER
    reason = f" {one_line(response.reason)}" if response.reason else ""
    click.echo(
        f"{response.status}{reason} · {exchange.request.method} "
        f"{visible(exchange.request.target)} · {exchange.milliseconds:.0f} ms",
        err=True,
    )
    if gives_file and exchange.ok and not isinstance(exchange.value, Saved):
        print_file(response)
    elif not isinstance(exchange.value, Saved):
        _print_body(response)
    if exchange.error is not None:
        click.echo(visible(str(exchange.error)), err=True)
    answered = 200 <= response.status < 300 and not isinstance(exchange.error, PageInstead)
    return 0 if answered else HTTP_ERROR


def _print_body(response: Response) -> None:
    if not response.body.strip():
        return
    try:
        text = safe_json(json.loads(response.body))
    except (ValueError, RecursionError):
        if not sys.stdout.isatty():
            click.echo(response.body, nl=False)
            return
        from explorer.document.safe import visible

        text = visible(response.text)
    click.echo(text)


_NOT_PLAIN = re.compile(
    r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)


def safe_json(value: Any) -> str:
    """JSON for a terminal and for pipes alike: readable, and every odd character escaped.

    What could steer a terminal is written as `\\uXXXX`, which is the same JSON.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False)
    text = _NOT_PLAIN.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    return re.sub(r"[\ud800-\udfff]", lambda found: f"\\u{ord(found.group()):04x}", text)
