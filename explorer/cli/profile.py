"""`stride-explorer profile`: who one is on which server."""

from __future__ import annotations

import asyncio
from typing import Any

import click

from explorer.cli.options import refuse, resolve_target


@click.group(name="profile")
def command() -> None:
    """Add, list and test profiles. Secrets stay where they are: a profile only says where."""


@command.command()
def path() -> None:
    """Print where the config file is."""
    from explorer.workbench.paths import config_path
    from explorer.workbench.problems import ConfigError

    try:
        click.echo(str(config_path()))
    except ConfigError as problem:
        refuse(str(problem))


@command.command("list")
def list_profiles() -> None:
    """List the profiles of the config file."""
    from explorer.document.safe import one_line
    from explorer.workbench.profiles import ConfigError, load_config

    try:
        config = load_config()
    except ConfigError as problem:
        refuse(str(problem))
    if not config.profiles:
        click.echo("No profiles yet. Add one: stride-explorer profile add NAME --base-url URL")
    for name, profile in config.profiles.items():
        mark = "*" if name == config.default_profile else " "
        click.echo(
            one_line(f"{mark} {name}  {profile.base_url}  {profile.kind or 'no credentials'}")
        )


@command.command()
@click.argument("name")
@click.option("--base-url", required=True, metavar="URL", help="Server to talk to.")
@click.option(
    "--auth",
    type=click.Choice(["bearer", "room", "client_credentials"]),
    help="Kind of credentials; none if left out.",
)
@click.option("--token-env", metavar="VARIABLE", help="Environment variable that holds the secret.")
@click.option("--secret-command", metavar="COMMAND", help="Command that prints the secret.")
@click.option("--keyring", metavar="SERVICE", help="Entry of the system keyring with the secret.")
@click.option("--client-id", metavar="ID", help="For client_credentials.")
@click.option("--token-url", metavar="URL", help="Token endpoint; the server's own if left out.")
@click.option("--cloud-id", metavar="ID", help="Site to work on.")
@click.option("--conversation-id", metavar="ID", help="The one conversation of a room token.")
@click.option("--ca-file", metavar="FILE", help="Certificates to trust.")
@click.option("--collection", metavar="FILE", help="Postman collection to show beside them.")
@click.option("--default", "is_default", is_flag=True, help="Use it when none is named.")
def add(name: str, is_default: bool, **values: Any) -> None:
    """Add a profile, or replace the one of that name."""
    from pydantic import ValidationError

    from explorer.api.explain import explain
    from explorer.workbench.paths import config_path
    from explorer.workbench.profiles import Profile, WorkbenchError, write_profile

    try:
        profile = Profile(name=name, **{key: value for key, value in values.items() if value})
        write_profile(config_path(), profile, default=is_default)
    except ValidationError as problem:
        found = explain(problem)[0]
        refuse(f"{found.field or f'The profile {name}'} {found.message}.")
    except WorkbenchError as problem:
        refuse(str(problem))
    click.echo(f"{name} is in {config_path()}. Try it: stride-explorer profile test {name}")


@command.command()
@click.argument("name")
@click.pass_context
def test(ctx: click.Context, name: str) -> None:
    """Call the server of a profile once and say how it went."""
    ctx.exit(asyncio.run(_test(name)))


async def _test(name: str) -> int:
    from explorer.api.operations import GetConversation, ListSites
    from explorer.cli.call import show
    from explorer.workbench.problems import WorkbenchError
    from explorer.workbench.workbench import Workbench

    target = resolve_target({"profile": name})
    try:
        async with await Workbench.open(target) as workbench:
            if target.conversation_id:
                return show(
                    await workbench.client.exchange(
                        GetConversation(conversation_id=target.conversation_id)
                    )
                )
            return show(await workbench.client.exchange(ListSites()))
    except WorkbenchError as problem:
        refuse(str(problem))
