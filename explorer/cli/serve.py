"""`stride-explorer serve`: the full-screen app in a browser tab, for whoever is at this machine."""

from __future__ import annotations

import shlex
import sys

import click

from explorer.cli.numbers import Number
from explorer.cli.options import merged, refuse, resolve_target, target_options

INSTALL = "pip install 'stride-explorer[serve]'"


@click.command(name="serve")
@click.option(
    "--port", type=Number(1, 65535), default=8011, show_default=True, help="Port on loopback."
)
@click.option("--tour", metavar="FILE", help="Present a tour at once.")
@target_options
@click.pass_context
def command(ctx: click.Context, /, port: int, tour: str | None, **flags: str | None) -> None:
    """Serve the app to a browser on this machine, until Ctrl+C.

    The address has a key in it: without it nobody gets in. Each tab runs an app of its own with
    your credentials; to show it elsewhere, forward the port by ssh, and whoever has the address
    with the key acts as you.
    """
    given = merged(ctx, flags)
    # What is wrong is said here, and not by each tab.
    target = resolve_target(given)
    if tour is not None:
        from explorer.cli.tour_files import ready

        ready([tour], target)
    try:
        from explorer.cli.served import GuardedServer
    except ModuleNotFoundError as missing:
        if missing.name not in {"textual_serve", "aiohttp"}:
            raise
        refuse(f"Serving needs a package that is not installed: {INSTALL}")
    server = GuardedServer(app_command(given, tour), port)
    try:
        server.serve()
    except OSError as problem:
        refuse(f"Port {port} cannot be used: {problem.strerror or problem}. Give another --port.")


def app_command(given: dict[str, str | None], tour: str | None) -> str:
    """The command of each tab, for a shell.

    Args:
        given: The target's options.
        tour: The tour to present; None for none.
    """
    words = [sys.executable, "-c", "from explorer.cli import main; main()"]
    for name, value in given.items():
        if value is not None:
            words += [f"--{name.replace('_', '-')}", value]
    if tour is not None:
        words += ["tour", "present", tour]
    return shlex.join(words)
