"""`stride-explorer operations`: the catalogue, and one operation of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from explorer.api.operation import CallError, Operation, as_json
from explorer.api.operations import CATALOGUE
from explorer.cli.call import safe_json
from explorer.cli.options import collected, refuse, resolve_target
from explorer.document.safe import one_line
from explorer.workbench.catalogue import describe, example_command
from explorer.workbench.catalogue import find as found_operation
from explorer.workbench.collected import problem_lines

if TYPE_CHECKING:
    from explorer.workbench.collected import Collected, CollectedRequest


@click.group(invoke_without_command=True, name="operations")
@click.option("--json", "as_data", is_flag=True, help="Print the rows as JSON.")
@click.option("--collection", metavar="FILE", help="Postman collection: its requests, too.")
@click.option("--profile", metavar="NAME", help="Profile whose collection is shown, too.")
@click.pass_context
def command(ctx: click.Context, as_data: bool, collection: str | None, profile: str | None) -> None:
    """List the operations; those our own collection does not have are marked with *.

    With --collection its requests follow: = stands for one that is a known operation.
    """
    file = collection_of(ctx, collection, profile)
    if ctx.invoked_subcommand is not None:
        ctx.obj = (ctx.obj or {}) | ({"collection": file} if file else {})
        return
    found = collected(file) if file else None
    rows = [row(operation) for operation in CATALOGUE.values()]
    if as_data:
        data = rows + [request_row(each) for each in (found.requests if found else ())]
        click.echo(safe_json(data))
        return
    width = max(len(item["operation_id"]) for item in rows)
    for item in rows:
        mark = " " if item["in_collection"] else "*"
        click.echo(f"{mark} {item['operation_id']:<{width}}  {item['method']:<6} {item['path']}")
    click.echo("\n* outside the collection. One of them: stride-explorer operations show ID")
    if found is not None:
        _list(found)


def _list(found: Collected) -> None:
    click.echo(f"\n{found.about()}")
    for branch in found.branches():
        click.echo(f"\n  {one_line(branch.title)}")
        for each in branch.requests:
            mark = "=" if each.operation is not None else " "
            method, url = one_line(each.request.method, 7), one_line(each.request.url.template)
            click.echo(f"{mark}   {method:<7} {one_line(each.request.name)}  {url}")
    for line in problem_lines(found.problems):
        click.echo(line, err=True)


def collection_of(ctx: click.Context, file: str | None, profile: str | None) -> str | None:
    """The collection that a command line or a profile names; None for none."""
    before = ctx.find_root().obj or {}
    named = file or before.get("collection")
    if named or (profile is None and before.get("profile") is None):
        return named
    return resolve_target({"profile": profile or before.get("profile")}).collection


def in_collection(name: str, file: str | None) -> CollectedRequest | None:
    """The request of a collection that a name means; None where an operation is meant.

    Ends the command where it is neither.

    Args:
        name: As it was given.
        file: The collection's file; None for none.
    """
    if file is None or _is_operation(name):
        return None
    from explorer.workbench.problems import WorkbenchError

    try:
        return collected(file).find(name)
    except WorkbenchError as problem:
        refuse(f"There is no operation {name!r}. {problem}")


@command.command()
@click.argument("operation_id")
@click.option("--json", "as_data", is_flag=True, help="Print it as JSON.")
@click.pass_context
def show(ctx: click.Context, operation_id: str, as_data: bool) -> None:
    """Show one operation with its parameters and an example, or a request of --collection."""
    known = in_collection(operation_id, (ctx.obj or {}).get("collection"))
    if known is not None:
        if as_data:
            click.echo(safe_json(request_row(known)))
            return
        from explorer.api.representation.markdown import write
        from explorer.workbench.collected_figures import of_request

        click.echo(write(of_request(known)))
        return
    operation = find(operation_id)
    if as_data:
        click.echo(json.dumps(detail(operation), indent=2, ensure_ascii=False))
        return
    click.echo(f"{operation.operation_id}  ({operation.__name__})")
    click.echo(f"{operation.method} {operation.path}\n")
    click.echo("\n\n".join(describe(operation)) + "\n")
    click.echo(f"Scope    {operation.scope or 'any token'}")
    click.echo(f"Success  {operation.success}")
    click.echo(f"Group    {operation.group}{'' if operation.in_collection else '  (outside)'}")
    parameters = operation.parameters()
    if parameters:
        click.echo("\nParameters")
        width = max(len(item.wire_name) for item in parameters)
        for item in parameters:
            click.echo(
                f"  {item.wire_name:<{width}}  {', '.join(item.facts())}. {item.description}"
            )
    click.echo(f"\nExample\n  {example_command(operation)}")


def row(operation: type[Operation[Any]]) -> dict[str, Any]:
    """What the list says of an operation."""
    return {
        "operation_id": operation.operation_id,
        "method": operation.method,
        "path": operation.path,
        "scope": operation.scope,
        "group": operation.group,
        "in_collection": operation.in_collection,
        "summary": operation.summary(),
    }


def request_row(each: CollectedRequest) -> dict[str, Any]:
    """What the list says of a request of a collection."""
    request = each.request
    return {
        "collection": each.collection,
        "folder": list(request.folder),
        "name": request.name,
        "method": request.method,
        "url": request.url.template,
        "operation_id": request.operation_id,
        "auth": request.auth.kind if request.auth else None,
        "scripts": [script.event for script in request.scripts],
        "examples": [example.name for example in request.examples],
        "problems": [
            {"path": found.path, "severity": found.severity, "message": found.message}
            for found in each.problems
        ],
    }


def detail(operation: type[Operation[Any]]) -> dict[str, Any]:
    """All that is known of an operation, as JSON data."""
    prepared = operation.example().build()
    return row(operation) | {
        "description": "\n\n".join(describe(operation)),
        "success": operation.success,
        "parameters": [
            {
                "name": item.wire_name,
                "in": item.place,
                "type": item.type_name,
                "required": item.required,
                "default": as_json(item.default),
                "bounds": item.bounds,
                "description": item.description,
                "example": item.example,
            }
            for item in operation.parameters()
        ],
        "example": {
            "method": prepared.method,
            "target": prepared.target,
            "content_type": prepared.content_type,
            "body": prepared.body.decode(),
            "command": example_command(operation),
        },
    }


def find(name: str) -> type[Operation[Any]]:
    """The operation of this id or class name, in any case; ends the command if there is none."""
    try:
        return found_operation(name)
    except CallError as problem:
        refuse(f"{problem} All of them: stride-explorer operations")


def _is_operation(name: str) -> bool:
    try:
        found_operation(name)
    except CallError:
        return False
    return True
