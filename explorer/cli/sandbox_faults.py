"""`stride-explorer sandbox faults`: the trouble the sandbox can make, with a curl line each."""

from __future__ import annotations

import json
from typing import Any

import click

from explorer.sandbox.faults.table import FAULTS, Fault

_AUTHORIZED = '-H "Authorization: Bearer $STRIDE_SANDBOX_TOKEN"'
_ME = '"$STRIDE_BASE_URL/me"'
# What makes the line show its fault best; all others take the fault alone.
_PREFER = {
    "latency": "delay=1200",
    "status": "code=503; retry-after=2",
    "cut": "fault=cut; bytes=10",
    "drip": "fault=drip; pieces=10; every=200",
    "huge": "fault=huge; bytes=10000000",
    "redirect": "fault=redirect; location=/site/",
}
_FLAGS = {
    "drip": "-sSiN",
    "huge": "-sS -o /dev/null -w '%{size_download} bytes\\n'",
    "deep": "-sS -o /dev/null -w '%{size_download} bytes\\n'",
    "redirect-loop": "-sSiL --max-redirs 3",
    "bad-utf8": "-sSi --output -",
}

ROADS = (
    (
        "from the start, for some calls",
        "stride-explorer sandbox --fault status=503,rate=0.3,count=2@ConversationGetAllHandler",
    ),
    (
        "while it runs",
        'curl -sS -H "Authorization: Bearer $STRIDE_SANDBOX_ADMIN_TOKEN" '
        '--data-raw status=503,count=1@MeGetHandler "$STRIDE_BASE_URL/sandbox/faults"',
    ),
    (
        "and to end all",
        'curl -sS -X DELETE -H "Authorization: Bearer $STRIDE_SANDBOX_ADMIN_TOKEN" '
        '"$STRIDE_BASE_URL/sandbox/faults"',
    ),
    (
        "by the token, where no header can be set",
        f'curl -i -H "Authorization: Bearer $STRIDE_SANDBOX_TOKEN~status=503,count=1" {_ME}',
    ),
)
"""The other ways to ask for a fault; the lines of the table use the `Prefer` header."""


def curl(fault: Fault) -> str:
    """A line for a shell that meets a fault, with the variables that the sandbox prints."""
    flags = _FLAGS.get(fault.name, "-sSi")
    prefer = _PREFER.get(fault.name, f"fault={fault.name}")
    return f"curl {flags} {_AUTHORIZED} -H 'Prefer: {prefer}' {_ME}"


@click.command()
@click.option("--json", "as_data", is_flag=True, help="Print them as JSON.")
def faults(as_data: bool) -> None:
    """List the faults that the sandbox makes, and how to ask for each."""
    if as_data:
        click.echo(json.dumps([row(each) for each in FAULTS.values()], indent=2))
        return
    for fault in FAULTS.values():
        done = "a write is done" if fault.committed else "nothing is done"
        click.echo(f"{fault.name}: {fault.what} ({done})")
        for option in fault.options:
            usual = "" if option.default is None else f"; {option.default} if left out"
            click.echo(f"    {option.name}: {option.help}: {option.takes}{usual}.")
        click.echo(f"    {curl(fault)}\n")
    click.echo("A fault is spelled NAME=VALUE,OPTION=VALUE@OPERATION; VALUE is its first option's.")
    click.echo("All that last take rate (0 to 1), count (calls struck) and after (calls let by).")
    click.echo("After @ stand operation ids, methods or token (POST /oauth/token), joined by +.\n")
    for words, line in ROADS:
        click.echo(f"{words}:\n    {line}")


def row(fault: Fault) -> dict[str, Any]:
    """A fault as JSON data."""
    return {
        "fault": fault.name,
        "what": fault.what,
        "committed": fault.committed,
        "options": [
            {
                "name": option.name,
                "what": option.help,
                "takes": option.takes,
                "default": option.default,
            }
            for option in fault.options
        ],
        "curl": curl(fault),
    }
