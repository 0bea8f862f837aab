"""The options that name a target, shared by every command that talks to a server."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from pathlib import Path

    from explorer.workbench.collected import Collected
    from explorer.workbench.profiles import Target

F = TypeVar("F", bound=Callable[..., Any])

WRONG_WORDS = 2


def target_options(function: F) -> F:
    """Add `--base-url`, `--profile` and `--cloud-id` to a command."""
    for option in (
        click.option("--cloud-id", metavar="ID", help="Site to work on.  [$STRIDE_CLOUD_ID]"),
        click.option("--profile", metavar="NAME", help="Profile of the config file."),
        click.option("--base-url", metavar="URL", help="Server to talk to.  [$STRIDE_BASE_URL]"),
    ):
        function = option(function)
    return function


def resolve_target(flags: Mapping[str, str | None]) -> Target:
    """The target that flags, environment and config file name; ends the command if they are wrong.

    Args:
        flags: `base_url`, `profile` and `cloud_id`, each None where not given.
    """
    from explorer.workbench.profiles import ConfigError, TargetFlags, load_config, resolve

    chosen = TargetFlags(
        base_url=flags.get("base_url"),
        profile=flags.get("profile"),
        cloud_id=flags.get("cloud_id"),
    )
    try:
        return resolve(chosen, os.environ, load_config())
    except ConfigError as problem:
        refuse(str(problem))


def with_variables(
    target: Target, words: Sequence[str], environment: str | None, globals_: str | None = None
) -> Target:
    """A target with the variables of a command line above its own; ends the command if wrong.

    Args:
        target: The server.
        words: Each `name=value`.
        environment: A Postman environment; None for none.
        globals_: Postman's globals, which stand below; None for none.
    """
    if not words and environment is None and globals_ is None:
        return target
    from dataclasses import replace

    from explorer.cli.value_files import environment_layer
    from explorer.workbench.problems import WorkbenchError
    from explorer.workbench.variables import from_words

    try:
        said = from_words(words)
    except WorkbenchError as problem:
        refuse(str(problem))
    above = (*said, *environment_layer(environment))
    below = environment_layer(globals_, is_globals=True)
    return replace(target, variables=(*above, *target.variables, *below))


def at_home(path: str) -> Path:
    """A path with the home directory in the place of a `~`; ends the command if it has none."""
    from explorer.workbench.paths import in_home
    from explorer.workbench.problems import ConfigError

    try:
        return in_home(path)
    except ConfigError as problem:
        refuse(str(problem))


def with_collection(target: Target, file: str | None) -> Target:
    """A target with the collection of a command line; ends the command if it is none.

    Args:
        target: The server; its profile's collection gives way.
        file: The collection's file; None for none.
    """
    if file is None:
        return target
    from dataclasses import replace

    collected(file)
    return replace(target, collection=file)


def collected(file: str) -> Collected:
    """The collection of a file; ends the command if it is none."""
    from explorer.workbench.collected import read_collected
    from explorer.workbench.problems import WorkbenchError

    try:
        return read_collected(file)
    except WorkbenchError as problem:
        refuse(str(problem))


def merged(ctx: click.Context, flags: Mapping[str, str | None]) -> dict[str, str | None]:
    """Flags given before the subcommand's name and after it; the later ones win."""
    before: dict[str, str | None] = dict(ctx.obj or {})
    return before | {name: value for name, value in flags.items() if value is not None}


def refuse(sentence: str) -> NoReturn:
    """Say what is wrong on stderr and end with exit code 2."""
    from explorer.document.safe import visible

    click.echo(visible(sentence), err=True)
    raise SystemExit(WRONG_WORDS)
