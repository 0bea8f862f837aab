"""`stride-explorer open`: the app, at the conversation that a link or an id leads to."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from explorer.cli.options import merged, refuse, resolve_target, target_options

if TYPE_CHECKING:
    from explorer.workbench.links import Link
    from explorer.workbench.profiles import Target


@click.command(name="open")
@click.argument("link", metavar="LINK")
@target_options
@click.pass_context
def command(ctx: click.Context, /, link: str, **flags: str | None) -> None:
    """Open the app at a conversation.

    LINK is an address of the web client (https://app.stride.com/SITE/chat/ID), a deep link
    (https://applink.atlassian.com/stride/SITE/chat/ID), a URL of the API, or a bare id. A URL of
    the API chooses the profile of its server.
    """
    from explorer.workbench.links import LinkError, read_link

    try:
        found = read_link(link)
    except LinkError as problem:
        refuse(str(problem))
    target = _target(found, merged(ctx, flags))
    if not sys.stdout.isatty() or not sys.stdin.isatty():
        ctx.fail("The app needs a terminal. For scripts there is: stride-explorer call --help")
    from explorer.tui.steady import hurry

    hurry()
    from explorer.tui.app import run

    ctx.exit(run(target, start_at=found))


def _target(link: Link, flags: dict[str, str | None]) -> Target:
    """The server of the link: the one that is named, else the profile of the link's server."""
    from explorer.api.origin import origin
    from explorer.workbench.going import of_this_machine
    from explorer.workbench.profiles import ConfigError, load_config

    target = resolve_target(flags)
    named = flags.get("base_url") or flags.get("profile")
    if not link.base_url or named:
        return target
    if target.base_url and origin(target.base_url) == origin(link.base_url):
        return target
    try:
        profiles = load_config().profiles
    except ConfigError as problem:
        refuse(str(problem))
    for name, profile in profiles.items():
        if origin(profile.base_url) == origin(link.base_url):
            return resolve_target({**flags, "profile": name})
    if not (target.embedded and of_this_machine(link)):
        refuse(
            f"The link is of {link.base_url}, and no profile is. Add one: stride-explorer profile "
            f"add NAME --base-url {link.base_url}"
        )
    return target
