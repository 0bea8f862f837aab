"""`stride-explorer call`: one operation from the command line.

The answer's JSON goes to stdout, the status line to stderr. Exit codes: 0 for 2xx, 1 for an HTTP
error, 2 for wrong words, 3 for no answer.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from explorer.cli.options import merged, refuse, resolve_target, target_options

if TYPE_CHECKING:
    from explorer.api.events import Event
    from explorer.api.exchange import Exchange, Response
    from explorer.api.operation import Operation
    from explorer.workbench.profiles import Target

HTTP_ERROR, NO_ANSWER = 1, 3


@click.command(name="call", context_settings={"ignore_unknown_options": False})
@click.argument("operation_id")
@click.argument("words", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--body", metavar="JSON|@FILE|-", help="Request body: text, a file, or stdin.")
@click.option("--content-type", metavar="TYPE", help="Of the body; JSON if left out.")
@click.option(
    "-H", "--header", "headers", multiple=True, metavar="NAME:VALUE", help="Add a header."
)
@click.option("--unchecked", is_flag=True, help="Send as given, past our own checks.")
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
    unchecked: bool,
    **flags: str | None,
) -> None:
    """Call an operation and print its answer.

    NAME=VALUE gives a parameter, as in limit=5 or conversationId=…; the wire's spelling and
    Python's both work. `stride-explorer operations show ID` lists them.
    """
    from explorer.cli.operations import find

    operation = find(operation_id)
    target = resolve_target(merged(ctx, flags))
    call = prepare(
        operation,
        words,
        body=read_body(body),
        content_type=content_type,
        unchecked=unchecked,
        conversation_id=target.conversation_id,
    )
    exchange = asyncio.run(_exchange(target, call, _headers(headers)))
    ctx.exit(show(exchange))


def read_body(word: str | None) -> bytes | None:
    """The body that a word of the command line names: text, `@FILE` or `-` for stdin."""
    if word is None:
        return None
    if word == "-":
        return sys.stdin.buffer.read()
    if word.startswith("@"):
        try:
            return Path(word[1:]).expanduser().read_bytes()
        except OSError as problem:
            refuse(f"The body file {word[1:]!r} cannot be read: {problem.strerror}.")
    return word.encode("utf-8", "surrogateescape")


def prepare(
    operation: type[Operation[Any]],
    words: tuple[str, ...],
    *,
    body: bytes | None = None,
    content_type: str | None = None,
    unchecked: bool = False,
    conversation_id: str | None = None,
) -> Operation[Any]:
    """The call that the words of a command line put; ends the command if they are wrong."""
    from pydantic import ValidationError

    from explorer.api.operation import CallError
    from explorer.workbench.words import parse_words

    more = f"See: stride-explorer operations show {operation.operation_id}"
    try:
        values = parse_words(operation, words, allow_unknown=unchecked)
        needs_room = operation.python_name("conversationId") == "conversation_id"
        if conversation_id and needs_room and "conversation_id" not in values:
            values["conversation_id"] = conversation_id
        if unchecked:
            return operation.unchecked(values, body=body, content_type=content_type)
        return operation.from_text(values, body=body, content_type=content_type or "")
    except CallError as problem:
        refuse(f"{problem} {more}")
    except ValidationError as problem:
        found = "; ".join(str(item) for item in operation.problems(problem))
        refuse(f"{found}. {more}")


def _headers(words: tuple[str, ...]) -> dict[str, str]:
    headers = {}
    for word in words:
        name, colon, value = word.partition(":")
        if not colon or not name.strip():
            refuse(f"The header {word!r} has no colon. Write it as in 'X-Trace: 1'.")
        headers[name.strip()] = value.strip()
    return headers


async def _exchange(target: Target, call: Operation[Any], headers: dict[str, str]) -> Exchange[Any]:
    from explorer.api.errors import ApiError
    from explorer.api.operation import CallError
    from explorer.workbench.problems import WorkbenchError
    from explorer.workbench.workbench import Workbench

    try:
        async with await Workbench.open(target, on_notice=_note) as workbench:
            workbench.watch(_say_wait)
            with workbench.origin("person", view="call"):
                if "{cloudId}" in call.path and not getattr(call, "cloud_id", ""):
                    await workbench.site()
                return await workbench.client.exchange(call, headers=headers)
    except ApiError as problem:
        # The site could not be asked for: what went wrong there is the answer.
        if problem.exchange is None:
            refuse(str(problem))
        return problem.exchange
    except (CallError, WorkbenchError) as problem:
        refuse(str(problem))


def _say_wait(event: Event) -> None:
    from explorer.api.events import RetryPlanned

    if isinstance(event, RetryPlanned):
        _note(f"… {event}")


def _note(sentence: str) -> None:
    from explorer.document.safe import visible

    click.echo(visible(sentence), err=True)


def show(exchange: Exchange[Any]) -> int:
    """Print an exchange as the command does; gives the exit code."""
    from explorer.document.safe import one_line, visible

    response = exchange.response
    if response is None:
        click.echo(visible(str(exchange.error)), err=True)
        return NO_ANSWER
    reason = f" {one_line(response.reason)}" if response.reason else ""
    click.echo(
        f"{response.status}{reason} · {exchange.request.method} "
        f"{visible(exchange.request.target)} · {exchange.milliseconds:.0f} ms",
        err=True,
    )
    _print_body(response)
    if exchange.error is not None:
        click.echo(visible(str(exchange.error)), err=True)
    return 0 if 200 <= response.status < 300 else HTTP_ERROR


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
