"""`stride-explorer operations`: the catalogue, and one operation of it."""

from __future__ import annotations

import json
from typing import Any

import click

from explorer.api.operation import CallError, Operation, as_json
from explorer.api.operations import CATALOGUE
from explorer.cli.options import refuse
from explorer.workbench.catalogue import describe, example_command
from explorer.workbench.catalogue import find as found


@click.group(invoke_without_command=True, name="operations")
@click.option("--json", "as_data", is_flag=True, help="Print the rows as JSON.")
@click.pass_context
def command(ctx: click.Context, as_data: bool) -> None:
    """List the operations; those the collection does not have are marked with *."""
    if ctx.invoked_subcommand is not None:
        return
    rows = [row(operation) for operation in CATALOGUE.values()]
    if as_data:
        click.echo(json.dumps(rows, indent=2))
        return
    width = max(len(item["operation_id"]) for item in rows)
    for item in rows:
        mark = " " if item["in_collection"] else "*"
        click.echo(f"{mark} {item['operation_id']:<{width}}  {item['method']:<6} {item['path']}")
    click.echo("\n* outside the collection. One of them: stride-explorer operations show ID")


@command.command()
@click.argument("operation_id")
@click.option("--json", "as_data", is_flag=True, help="Print it as JSON.")
def show(operation_id: str, as_data: bool) -> None:
    """Show one operation with its parameters and an example."""
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
        return found(name)
    except CallError as problem:
        refuse(f"{problem} All of them: stride-explorer operations")
