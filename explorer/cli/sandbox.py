"""`stride-explorer sandbox`: the service on loopback, as a server of its own."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explorer.cli.amount import amount_options
from explorer.cli.numbers import Number
from explorer.cli.options import refuse

if TYPE_CHECKING:
    from explorer.sandbox.server import Sandbox


class _Group(click.Group):
    """A group that imports its subcommand only when that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["faults"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name != "faults":
            return None
        from explorer.cli.sandbox_faults import faults

        return faults


@click.group(cls=_Group, name="sandbox", invoke_without_command=True)
@click.option(
    "--port", type=Number(0, 65535), metavar="N", help="Port on loopback; 0 for any free one."
)
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Database file, made if missing. Without it the data is gone when the server ends.",
)
@click.option(
    "--seed", type=Number(), metavar="N", help="Number the data comes from.  [default: 1]"
)
@amount_options
@click.option("--now", metavar="ISO", help="The data's present moment, to have it repeat.")
@click.option(
    "--rate-limit",
    type=Number(1),
    metavar="N",
    help="Calls a minute, conversation and app.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="SPEC",
    help="Trouble to make, as in status=503,rate=0.3@MeGetHandler. May be repeated.",
)
@click.option(
    "--install-delay",
    type=Number(0, 86_400, whole=False, unit="seconds"),
    default=0.0,
    metavar="SECONDS",
    help="Until the app is installed in a conversation it starts.",
)
@click.option(
    "--lively", is_flag=True, help="People answer what is sent, and rooms go on by themselves."
)
@click.pass_context
def command(
    ctx: click.Context,
    port: int | None,
    db: Path | None,
    seed: int | None,
    conversations: int | None,
    messages: int | None,
    now: str | None,
    rate_limit: int | None,
    faults: tuple[str, ...],
    install_delay: float,
    lively: bool,
) -> None:
    """Run the sandbox until Ctrl+C, and print what a shell needs to talk to it."""
    if ctx.invoked_subcommand is not None:
        return
    moment = _moment(now)
    from explorer.sandbox.refusals import SandboxError
    from explorer.sandbox.server import serve

    progress = _Progress()

    def ready(sandbox: Sandbox) -> None:
        progress.end()
        announce(sandbox)

    try:
        serve(
            db=db,
            port=port,
            seed=seed,
            conversations=conversations,
            messages=messages,
            report=progress.tell,
            now=moment,
            rate_limit=rate_limit,
            faults=faults,
            install_delay=install_delay,
            lively=lively,
            announce=ready,
        )
    except SandboxError as problem:
        progress.end()
        refuse(str(problem))


class _Progress:
    """What is being done, in one line of a terminal that is written over; elsewhere nothing."""

    def __init__(self) -> None:
        self._shown = False

    def tell(self, words: str) -> None:
        """Show a few words."""
        if sys.stderr.isatty():
            self._shown = True
            click.echo(f"\r\x1b[K{words}…", nl=False, err=True)

    def end(self) -> None:
        """Take the line away."""
        if self._shown:
            self._shown = False
            click.echo("\r\x1b[K", nl=False, err=True)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        refuse(f"--now {text!r} is not a moment. Write it as in 2026-03-02T09:30:00Z.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def announce(sandbox: Sandbox) -> None:
    """Print base URL, sites and credentials as lines for a shell."""
    credentials = sandbox.credentials
    sites = list(credentials.cloud_ids)
    click.echo(f"# Sandbox on {sandbox.base_url}. Paste into a shell; Ctrl+C here ends it.")
    click.echo(f"export STRIDE_BASE_URL={sandbox.base_url}")
    click.echo(f"export STRIDE_CLOUD_ID={sites[0]}")
    for other in sites[1:]:
        click.echo(f"# export STRIDE_CLOUD_ID={other}")
    click.echo("# The app itself, with both scopes:")
    click.echo(f"export STRIDE_CLIENT_ID={credentials.client_id}")
    click.echo(f"export STRIDE_CLIENT_SECRET={credentials.client_secret}")
    click.echo("# or a token with participate:conversation only:")
    click.echo(f"# export STRIDE_TOKEN={credentials.participate_token}")
    click.echo(f"# or a room token, good for {credentials.room_conversation_id} only:")
    click.echo(f"# export STRIDE_TOKEN={credentials.room_token}", nl=True)
    click.echo("# For the lines of `stride-explorer sandbox faults`, and the admin path /sandbox/:")
    click.echo(f"export STRIDE_SANDBOX_TOKEN={credentials.participate_token}")
    click.echo(f"export STRIDE_SANDBOX_ADMIN_TOKEN={credentials.admin_token}")
