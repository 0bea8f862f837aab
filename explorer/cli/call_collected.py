"""`stride-explorer call --collection FILE NAME`: one request of a Postman collection."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from explorer.cli.call import INTERRUPTED, note, say_wait, show, stopped
from explorer.cli.files import STDOUT, read_body
from explorer.cli.options import refuse
from explorer.cli.snippet import checked_tool, print_for

if TYPE_CHECKING:
    from explorer.api.exchange import Exchange
    from explorer.workbench.collected import CollectedRequest
    from explorer.workbench.profiles import Target
    from explorer.workbench.request_form import RequestForm
    from explorer.workbench.workbench import Workbench


def call_collected(
    entry: CollectedRequest,
    target: Target,
    words: Sequence[str],
    *,
    body: str | None,
    headers: Mapping[str, str],
    hosts: Sequence[str],
    output: str | None,
    overwrite: bool,
    tool: str | None,
) -> int:
    """Send a request of a collection and print its answer, as `call` does.

    Args:
        entry: The request.
        target: The server that known operations go to.
        words: `name=value` of its fields and variables.
        body: As of `--body`; None for the file's own.
        headers: Added to its own.
        hosts: Hosts beside the server's own and this machine that it may go to.
        output: A file, `-` for the bare bytes on stdout, None to print.
        overwrite: Whether a file may be replaced.
        tool: Print the request for this tool and send nothing; None to send it.

    Returns:
        The exit code.
    """
    from explorer.api.errors import ApiError
    from explorer.api.operation import CallError
    from explorer.workbench.problems import WorkbenchError

    try:
        form = _form(entry, target, words, body, headers)
        if tool is not None:
            checked_tool(tool)
            asyncio.run(_print_for(tool, form, target))
            return 0
        exchange = asyncio.run(_exchange(form, target, hosts))
    except ApiError as problem:
        if problem.exchange is None:
            refuse(str(problem))
        exchange = problem.exchange
    except (CallError, WorkbenchError) as problem:
        refuse(str(problem))
    except KeyboardInterrupt:
        note(stopped(entry.request.method not in {"GET", "HEAD"}))
        return INTERRUPTED
    if output is None:
        return show(exchange)
    return _saved(exchange, output, overwrite)


def _form(
    entry: CollectedRequest,
    target: Target,
    words: Sequence[str],
    body: str | None,
    headers: Mapping[str, str],
) -> RequestForm:
    from explorer.api.operation import CallError
    from explorer.formats.postman.model import Pair
    from explorer.workbench.request_form import RequestForm
    from explorer.workbench.variables import Variables

    request = entry.request
    added = tuple(Pair(name, value) for name, value in headers.items())
    replaced = {name.lower() for name in headers}
    kept = tuple(each for each in request.headers if each.key.lower() not in replaced)
    entry = replace(entry, request=replace(request, headers=kept + added))
    form = RequestForm(entry, variables=Variables(target.variables))
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise CallError(f"{word!r} has no '='. Write it as in number=7.")
        form.set(name, value)
    if body is not None:
        field = form.body
        if field is None:
            raise CallError("This request has no body in the collection, and none can be given.")
        form.set(field.name, _text(body, is_file=field.kind == "file"))
    return form


def _text(word: str, *, is_file: bool) -> str:
    from explorer.api.operation import CallError

    if is_file:
        if not word.startswith("@"):
            raise CallError("The body of this request is a file: write --body @FILE.")
        return word[1:]
    try:
        return (read_body(word) or b"").decode("utf-8")
    except UnicodeDecodeError:
        raise CallError("The body is not text in UTF-8, and this request sends text.") from None


async def _print_for(tool: str, form: RequestForm, target: Target) -> None:
    from explorer.workbench.taking_along import portable
    from explorer.workbench.workbench import Workbench

    async with await Workbench.open(target, on_notice=note) as workbench:
        await _aim(form, workbench)
        call = form.operation()
        secrets = form.variables.secrets()
        print_for(tool, lambda: portable(call, workbench, secrets=secrets))


async def _aim(form: RequestForm, workbench: Workbench) -> None:
    """Have the form know the server, and the site where it needs one."""
    if form.operation_class is not None and "{cloudId}" in form.operation_class.path:
        with workbench.origin("person", view="call"):
            await workbench.site()
    form.aim(workbench.client.base_url, workbench.cloud_id)


async def _exchange(form: RequestForm, target: Target, hosts: Sequence[str]) -> Exchange[Any]:
    from explorer.api.operation import CallError
    from explorer.workbench.runner_hosts import allowed_hosts, allows
    from explorer.workbench.workbench import Workbench

    allowed = allowed_hosts(hosts)
    async with await Workbench.open(target, on_notice=note) as workbench:
        workbench.watch(say_wait)
        await _aim(form, workbench)
        for each in form.notes():
            note(each)
        call = form.operation()
        if not allows(call.ready.resolved.url, workbench.client.base_url, allowed):
            raise CallError(
                f"It would go to {call.host}, which is neither the server that is meant nor this "
                f"machine. Allow it with --allow-host {call.host}."
            )
        return await call.send(workbench, view="call")


def _saved(exchange: Exchange[Any], output: str, overwrite: bool) -> int:
    from explorer.workbench.answers import save
    from explorer.workbench.problems import WorkbenchError

    response = exchange.response
    if response is None or not exchange.ok:
        return show(exchange)
    if output == STDOUT:
        sys.stdout.buffer.write(response.body)
        sys.stdout.flush()
        return 0
    try:
        path = save(response, output, overwrite=overwrite)
    except FileExistsError:
        refuse(f"{output!r} is there already: name another file, or replace it with --overwrite.")
    except WorkbenchError as problem:
        refuse(str(problem))
    note(f"{len(response.body):,} bytes in {path}")
    return 0
