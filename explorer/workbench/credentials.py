"""Reading a profile's secret from where it is kept."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from explorer.api.redact import Secret
from explorer.document.safe import one_line
from explorer.workbench.problems import ConfigError

if TYPE_CHECKING:
    from explorer.workbench.configuration import Profile

COMMAND_SECONDS = 60.0
"""How long a secret command may take; it may ask a person for a passphrase."""


def read_secret(profile: Profile, environ: Mapping[str, str], where: str) -> Secret | None:
    """The secret of a profile, without the line break at its end; None where it names none.

    Args:
        profile: Says where the secret is kept.
        environ: The environment.
        where: The file the profile stands in, for the sentences.

    Raises:
        ConfigError: It is not there, or cannot be had.
    """
    at = f"{where}: profiles.{profile.name}"
    if profile.token_env is not None:
        value = environ.get(profile.token_env, "").strip()
        if not value:
            raise ConfigError(
                f"{at}.token_env names the variable {profile.token_env}, which is not set; set it."
            )
        return Secret(value, profile.token_env)
    name = "STRIDE_CLIENT_SECRET" if profile.kind == "client_credentials" else "STRIDE_TOKEN"
    if profile.secret_command is not None:
        return Secret(_printed(profile.secret_command, f"{at}.secret_command"), name)
    if profile.keyring is not None:
        return Secret(_kept(profile.keyring, profile.name, f"{at}.keyring"), name)
    return None


def _printed(command: str | list[str], at: str) -> str:
    try:
        words = shlex.split(command) if isinstance(command, str) else command
    except ValueError as problem:
        raise ConfigError(f"{at} cannot be split into words ({problem}); check quotes.") from None
    try:
        # The command is the person's own, from their own file, and no shell reads it.
        done = subprocess.run(words, stdout=subprocess.PIPE, timeout=COMMAND_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise ConfigError(
            f"{at} took longer than {COMMAND_SECONDS:.0f} s; run {words[0]!r} yourself to see why."
        ) from None
    except OSError as problem:
        raise ConfigError(
            f"{at} cannot be run ({problem.strerror}); check the path of {words[0]!r}."
        ) from None
    if done.returncode:
        raise ConfigError(
            f"{at} ended with exit code {done.returncode}; run {words[0]!r} yourself to see why."
        )
    lines = done.stdout.decode("utf-8", "replace").strip().splitlines()
    if len(lines) != 1:
        amount = "nothing" if not lines else f"{len(lines)} lines"
        raise ConfigError(f"{at} printed {amount}; it must print the secret alone, on one line.")
    return lines[0].strip()


def _kept(entry: str, profile_name: str, at: str) -> str:
    service, _, user = entry.rpartition(":")
    if not service:
        service, user = entry, profile_name
    try:
        keyring = import_module("keyring")
        errors = import_module("keyring.errors")
    except ImportError:
        raise ConfigError(
            f"{at} needs the package keyring; install stride-explorer[keyring], or use token_env."
        ) from None
    try:
        value = keyring.get_password(service, user)
    except errors.KeyringError as problem:
        raise ConfigError(
            f"{at}: the system keyring gives nothing ({one_line(str(problem), 200)}); "
            "unlock it, or use token_env."
        ) from None
    if not value:
        raise ConfigError(
            f"{at}: the system keyring has no entry {service!r} of user {user!r}; "
            f"make one with: keyring set {service} {user}."
        )
    return str(value).strip()
