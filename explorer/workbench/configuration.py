"""The configuration file: profiles, keys, theme, journal. Never secrets: only where they are.

default_profile = "work"

[profiles.work]
base_url = "https://api.example.com"
cloud_id = "11111111-2222-4333-8444-555555555555"
token_env = "WORK_STRIDE_TOKEN"

[keys]
[theme]

[journal]
max_mib = 200
max_days = 90
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from explorer.api.explain import explain
from explorer.api.origin import base_url as checked_base_url
from explorer.api.redact import secret_named
from explorer.workbench.journal_bounds import USUAL, Bounds, read_bounds
from explorer.workbench.paths import config_path, in_home
from explorer.workbench.problems import ConfigError

AuthKind = Literal["bearer", "room", "client_credentials"]
SOURCES = ("token_env", "secret_command", "keyring")
"""The keys that say where a profile's secret is kept; at most one of them."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEEP_SECRETS = (
    "remove it and say where it is kept with token_env, secret_command or keyring "
    "(token_env names an environment variable)"
)
_TOP = ("default_profile", "profiles", "keys", "theme", "journal")


def _url(value: str) -> str:
    if "@" in value:
        raise ValueError(f"must not hold a user name or password; {_KEEP_SECRETS}")
    try:
        return checked_base_url(value)
    except ValueError as problem:
        raise ValueError(f"cannot be used: {str(problem).rstrip('.')}") from None


def _variable(value: str) -> str:
    # What was given is not repeated: it may be the secret itself, put in the wrong place.
    if not _VARIABLE.fullmatch(value):
        raise ValueError("must be the name of an environment variable, as in STRIDE_TOKEN")
    return value


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError(
            "must be made of letters, digits, - and _ (64 at most) and begin with a letter or digit"
        )
    return value


Url = Annotated[str, AfterValidator(_url)]
Variable = Annotated[str, AfterValidator(_variable)]
Filled = Annotated[str, Field(min_length=1)]


class Profile(BaseModel):
    """A server and how to be known to it.

    Args:
        name: How it is called.
        base_url: Where the service is.
        token_url: The token endpoint of client credentials; None for `/oauth/token` at `base_url`.
        cloud_id: The site to begin with; None for the first one of the token.
        conversation_id: The conversation to open; for a room token, the only one.
        auth: Kind of credentials. None: client credentials where a client id is named, a bearer
            token where a secret is, else none.
        token_env: Environment variable that holds the token or the client secret.
        secret_command: Command, as one text or a list of words, that prints it. No shell is used.
        keyring: Entry of the system keyring, `service` or `service:user`; the user is the profile's
            name where none is given.
        client_id, client_id_env: The client id itself, or the variable that holds it.
        ca_file: Certificates to trust instead of the usual ones, relative to the file it stands in.
        collection: A Postman collection to offer, relative to the file it stands in.
        variables: Values that are used as `{{name}}`; none of them a secret.
        admin_token_env: Environment variable that holds the admin token, where it is a sandbox.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: Annotated[str, AfterValidator(_name)]
    base_url: Url
    token_url: Url | None = None
    cloud_id: Filled | None = None
    conversation_id: Filled | None = None
    auth: AuthKind | None = None
    token_env: Variable | None = None
    secret_command: Filled | Annotated[list[Filled], Field(min_length=1)] | None = None
    keyring: Filled | None = None
    client_id: Filled | None = None
    client_id_env: Variable | None = None
    ca_file: Filled | None = None
    collection: Filled | None = None
    variables: dict[Filled, str] | None = None
    admin_token_env: Variable | None = None

    @property
    def source(self) -> str | None:
        """Which of `SOURCES` says where the secret is; None where none does."""
        return next((name for name in SOURCES if getattr(self, name) is not None), None)

    @property
    def kind(self) -> AuthKind | None:
        """The kind of credentials; None for a server that is called without any."""
        if self.auth is not None:
            return self.auth
        if self.client_id is not None or self.client_id_env is not None:
            return "client_credentials"
        return "bearer" if self.source else None

    @field_validator("variables")
    @classmethod
    def _no_secrets(cls, values: dict[str, str] | None) -> dict[str, str] | None:
        for name in values or ():
            if secret_named(name):
                raise ValueError(
                    f"names {name!r}, which is a secret and must not be in this file; "
                    "give it with --environment or --var"
                )
        return values

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = [name for name in SOURCES if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"names the secret twice, by {' and '.join(given)}; keep one of them")
        if self.client_id is not None and self.client_id_env is not None:
            raise ValueError("names the client id twice, by client_id and client_id_env; keep one")
        if self.kind and not given:
            raise ValueError(
                "does not say where its secret is; add token_env, secret_command or keyring"
            )
        if self.kind == "client_credentials" and not (self.client_id or self.client_id_env):
            raise ValueError("needs client_id or client_id_env for client credentials; add one")
        if self.kind == "room" and not self.conversation_id:
            raise ValueError(
                "needs conversation_id: a room token is good for one conversation only, the one "
                "in the URL that the service shows beside the token; add it"
            )
        return self


@dataclass(frozen=True)
class Config:
    """A configuration file as read.

    Args:
        path: The file, whether it exists or not.
        default_profile: The profile to use where none is named.
        profiles: By name, in the order of the file.
        keys: Command id to keys, for the faces to check.
        theme: For the faces to check.
        journal: How much the journal keeps.
    """

    path: Path
    default_profile: str | None = None
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    theme: Mapping[str, Any] = field(default_factory=dict)
    journal: Bounds = USUAL

    def profile(self, name: str) -> Profile:
        """The profile of a name.

        Raises:
            ConfigError: There is none; the sentence names those there are.
        """
        try:
            return self.profiles[name]
        except KeyError:
            raise ConfigError(
                f"{self.path}: there is no profile {name!r}{_known(name, self.profiles)}."
            ) from None

    def beside(self, relative: str) -> Path:
        """A path of the file, taken from the directory the file is in.

        Raises:
            ConfigError: It names the home directory of a user that is not known.
        """
        return self.path.parent / in_home(relative, str(self.path))


def load_config(path: Path | None = None) -> Config:
    """Read the configuration; a file that does not exist is an empty one.

    Args:
        path: The file; None for the user's own.

    Raises:
        ConfigError: It cannot be read or used; one sentence with the file, the key and what to do.
    """
    path = config_path() if path is None else path
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return Config(path)
    except UnicodeDecodeError as problem:
        raise ConfigError(
            f"{path}: the file is not UTF-8 (byte {problem.start}); save it as UTF-8."
        ) from None
    except OSError as problem:
        raise ConfigError(
            f"{path}: the file cannot be read ({problem.strerror}); "
            "make it readable or move it away."
        ) from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise ConfigError(f"{path}: this is not TOML: {problem}; correct the line.") from None
    return read_config(values, path)


def read_config(values: Mapping[str, Any], path: Path) -> Config:
    """A configuration from the parsed file.

    Args:
        values: As TOML gives them.
        path: Where they come from, for the sentences.

    Raises:
        ConfigError: Something in it cannot be used.
    """
    _only(values, _TOP, "", path)
    default = values.get("default_profile")
    if default is not None and not isinstance(default, str):
        raise ConfigError(f"{path}: default_profile must be the name of a profile, in quotes.")
    tables = _table(values, "profiles", path)
    profiles = {name: _profile(name, table, path) for name, table in tables.items()}
    if default is not None and default not in profiles:
        raise ConfigError(
            f"{path}: default_profile names {default!r}, which is not there"
            f"{_known(default, profiles)}; add [profiles.{default}] or name another."
        )
    keys = _flat(_table(values, "keys", path), "keys", path)
    try:
        journal = read_bounds(_table(values, "journal", path))
    except ValueError as problem:
        raise ConfigError(f"{path}: journal.{problem}.") from None
    return Config(path, default, profiles, keys, _table(values, "theme", path), journal)


def _profile(name: str, table: Any, path: Path) -> Profile:
    where = f"profiles.{name}"
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: {where} must be a table; write [{where}] above its keys.")
    _only(table, tuple(field for field in Profile.model_fields if field != "name"), where, path)
    try:
        return Profile.model_validate({**table, "name": name})
    except ValidationError as problem:
        first = explain(problem)[0]
        key = first.field.split(".")[0].split("[")[0]
        if key == "name":
            raise ConfigError(f"{path}: the profile name {name!r} {first.message}.") from None
        at = f"{where}.{key}" if key else where
        message = "must be a text or a list of texts" if key == "secret_command" else first.message
        if key == "auth":
            message = f"must be one of {', '.join(get_args(AuthKind))}"
        raise ConfigError(f"{path}: {at} {message}.") from None


def _only(table: Mapping[str, Any], known: tuple[str, ...], where: str, path: Path) -> None:
    for key in table:
        if key in known:
            continue
        at = f"{where}.{key}" if where else key
        if secret_named(key) or key == "secret":
            raise ConfigError(
                f"{path}: {at} is a secret, which must not be in this file; {_KEEP_SECRETS}."
            )
        raise ConfigError(f"{path}: {at} is not a key that is known{_known(key, known)}.")


def _table(values: Mapping[str, Any], name: str, path: Path) -> dict[str, Any]:
    table = values.get(name, {})
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: {name} must be a table; write [{name}] above its keys.")
    return table


def _flat(table: Mapping[str, Any], where: str, path: Path, prefix: str = "") -> dict[str, str]:
    """Command ids hold dots, which TOML reads as tables in tables unless they are quoted."""
    found: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found |= _flat(value, where, path, f"{prefix}{key}.")
        elif isinstance(value, str):
            found[prefix + key] = value
        else:
            raise ConfigError(
                f'{path}: {where}.{prefix}{key} must be keys in quotes, as in "ctrl+n".'
            )
    return found


def _known(name: str, names: Any) -> str:
    close = get_close_matches(name, list(names), 1)
    if close:
        return f"; perhaps {close[0]!r} is meant"
    listed = ", ".join(names)
    return f"; there are: {listed}" if listed else "; there is none yet"
