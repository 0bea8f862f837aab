"""Which server is meant: flag beats environment beats profile beats the embedded sandbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from explorer.api.auth import Auth, Bearer, ClientCredentials, RoomToken
from explorer.api.origin import base_url as checked_base_url
from explorer.api.origin import origin
from explorer.api.redact import Redactor, Secret
from explorer.workbench.configuration import Config, Profile
from explorer.workbench.credentials import read_secret
from explorer.workbench.journal_bounds import USUAL, Bounds
from explorer.workbench.problems import ConfigError
from explorer.workbench.variables import PROFILE, Variable, layer

ADMIN_TOKEN = "STRIDE_SANDBOX_ADMIN_TOKEN"  # noqa: S105 - a name
"""The variable that opens the admin path of a sandbox in a process of its own."""

EMBEDDED = "(sandbox)"
"""What the embedded sandbox is called; no profile can be called so."""


@dataclass(frozen=True, slots=True)
class TargetFlags:
    """What a person said on the command line; None for nothing.

    Args:
        profile: Name of a profile. Its values then stand above the environment.
        base_url: Where the service is.
        cloud_id: The site to begin with.
    """

    profile: str | None = None
    base_url: str | None = None
    cloud_id: str | None = None


@dataclass(frozen=True)
class Target:
    """A server and the credentials for it. Its secrets show in no `repr`.

    Args:
        profile_name: The profile it comes from; empty for none.
        base_url: Where the service is; empty for the embedded sandbox, which has yet to start.
        auth: The credentials; None to send none, or for the embedded sandbox to use its own.
        cloud_id: The site to begin with; empty for the first of the token.
        conversation_id: The conversation to open; empty for none.
        ca_file: Certificates to trust instead of the usual ones; None for the usual ones.
        embedded: Whether it is the sandbox of this process.
        collection: A Postman collection to offer; None for none.
        journal: How much of what is sent to keep.
        variables: What `{{name}}` stands for, the strongest first.
        notices: Sentences a person should see once.
        admin_token: Opens the server's admin path, where it is a sandbox; None for none.
    """

    profile_name: str = ""
    base_url: str = ""
    auth: Auth | None = None
    cloud_id: str = ""
    conversation_id: str = ""
    ca_file: str | None = None
    embedded: bool = False
    collection: str | None = None
    journal: Bounds = USUAL
    variables: tuple[Variable, ...] = ()
    notices: tuple[str, ...] = ()
    admin_token: Secret | None = None

    @property
    def name(self) -> str:
        """What drafts and the journal know it by: profile, embedded sandbox, or base URL."""
        return EMBEDDED if self.embedded else self.profile_name or self.base_url

    @property
    def room_only(self) -> bool:
        """Whether the token is good for one conversation only."""
        return isinstance(self.auth, RoomToken)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every secret of the credentials."""
        own = tuple(self.auth.secrets()) if self.auth else ()
        return own if self.admin_token is None else (*own, self.admin_token)

    def redactor(self) -> Redactor:
        """Takes the target's secrets out of whatever is kept or shown."""
        return Redactor(self.secrets)


class _Given(NamedTuple):
    """The environment's part; empty texts for what is not set."""

    base_url: str
    token: str
    client_id: str
    client_secret: str
    token_url: str
    cloud_id: str

    @property
    def credentials(self) -> bool:
        return bool(self.token or self.client_id or self.client_secret)


def resolve(flags: TargetFlags, environ: Mapping[str, str], config: Config) -> Target:
    """The server that is meant, and its credentials.

    Variables: STRIDE_BASE_URL, STRIDE_TOKEN, STRIDE_CLIENT_ID, STRIDE_CLIENT_SECRET,
    STRIDE_TOKEN_URL, STRIDE_CLOUD_ID, STRIDE_SANDBOX_ADMIN_TOKEN; of a token and client
    credentials the token is used. What a profile says is for the origin of its base URL: aimed at
    another origin, none of it is used.

    Args:
        flags: From the command line.
        environ: The environment.
        config: The configuration file.

    Raises:
        ConfigError: Something named is missing or cannot be used.
    """
    given = _Given(*(environ.get(f"STRIDE_{name.upper()}", "").strip() for name in _Given._fields))
    named = flags.profile is not None
    name = flags.profile if named else config.default_profile
    profile = config.profile(name) if name is not None else None
    address = _address(flags, given, profile, named)
    notices: list[str] = []
    if profile is not None and (not address or origin(address) != origin(profile.base_url)):
        if profile.kind and not given.credentials:
            notices.append(
                f"The secret of profile {profile.name} belongs to {profile.base_url} and is not "
                f"sent to {address}. Set STRIDE_TOKEN, or name a profile of that server."
            )
        profile = None
    if profile is None:
        auth = _from_environment(given, None, environ, config)
    elif named and profile.kind:
        auth = _from_profile(profile, environ, config)
    elif named and given.base_url and origin(_checked(given.base_url)) != origin(address):
        # What stands beside a base URL in the environment is meant for that server.
        auth = None
    else:
        auth = _from_environment(given, profile, environ, config)
        if auth is None and profile.kind:
            auth = _from_profile(profile, environ, config)
    if not address and auth is not None:
        notices.append(
            "The credentials of the environment are used with the embedded sandbox, since "
            "STRIDE_BASE_URL is not set."
        )
    own_site = profile.cloud_id if profile else None
    site = (own_site or given.cloud_id) if named else (given.cloud_id or own_site)
    return Target(
        profile_name=profile.name if profile else "",
        base_url=address,
        auth=auth,
        cloud_id=flags.cloud_id or site or "",
        conversation_id=(profile.conversation_id if profile else None) or "",
        ca_file=_ca_file(profile, config),
        embedded=not address,
        collection=(
            str(config.beside(profile.collection)) if profile and profile.collection else None
        ),
        journal=config.journal,
        variables=tuple(layer((profile and profile.variables) or {}, PROFILE)),
        notices=tuple(notices),
        admin_token=_admin_token(address, given, profile, environ),
    )


def _admin_token(
    address: str, given: _Given, profile: Profile | None, environ: Mapping[str, str]
) -> Secret | None:
    """The admin token that is meant for an address; the embedded sandbox knows its own."""
    if not address:
        return None
    token = environ.get(ADMIN_TOKEN, "").strip()
    # What stands beside a base URL in the environment is meant for that server.
    if token and (not given.base_url or origin(_checked(given.base_url)) == origin(address)):
        return Secret(token, ADMIN_TOKEN)
    variable = profile.admin_token_env if profile is not None else None
    own = environ.get(variable, "").strip() if variable else ""
    return Secret(own, variable) if own and variable else None


def _address(flags: TargetFlags, given: _Given, profile: Profile | None, named: bool) -> str:
    if flags.base_url is not None:
        return _checked(flags.base_url, "--base-url: ")
    if profile is not None and (named or not given.base_url):
        return profile.base_url
    return _checked(given.base_url) if given.base_url else ""


def _checked(url: str, prefix: str = "STRIDE_BASE_URL: ") -> str:
    if "@" in url:
        raise ConfigError(f"{prefix}The address must not hold a user name or password; remove it.")
    try:
        return checked_base_url(url)
    except ValueError as problem:
        raise ConfigError(f"{prefix}{problem}") from None


def _from_environment(
    given: _Given, profile: Profile | None, environ: Mapping[str, str], config: Config
) -> Auth | None:
    """The environment's credentials, completed by the profile's where that is for this server."""
    if given.token:
        token = Secret(given.token, "STRIDE_TOKEN")
        if profile is not None and profile.kind == "room" and profile.conversation_id:
            return _made(lambda: RoomToken(token, profile.conversation_id or ""))
        return _made(lambda: Bearer(token))
    if not (given.client_id or given.client_secret):
        return None
    client_id = given.client_id
    secret = Secret(given.client_secret, "STRIDE_CLIENT_SECRET") if given.client_secret else None
    token_url = given.token_url or None
    if profile is not None and profile.kind == "client_credentials":
        client_id = client_id or _client_id(profile, environ, config)
        if secret is None:
            # The profile's secret goes to the token URL it was configured with, and to no other.
            secret = read_secret(profile, environ, str(config.path))
            token_url = profile.token_url
        token_url = token_url or profile.token_url
    if secret is None or not client_id:
        there, missing = (
            ("STRIDE_CLIENT_ID", "STRIDE_CLIENT_SECRET")
            if client_id
            else ("STRIDE_CLIENT_SECRET", "STRIDE_CLIENT_ID")
        )
        if profile is not None and profile.kind:
            return None
        raise ConfigError(f"{there} is set without {missing}; set both, or neither.")
    return _credentials(client_id, secret, token_url, "STRIDE_TOKEN_URL")


def _from_profile(profile: Profile, environ: Mapping[str, str], config: Config) -> Auth:
    secret = read_secret(profile, environ, str(config.path))
    at = f"{config.path}: profiles.{profile.name}"
    if secret is None:
        raise ConfigError(f"{at} does not say where its secret is; add token_env.")
    if profile.kind == "client_credentials":
        client_id = _client_id(profile, environ, config)
        return _credentials(client_id, secret, profile.token_url, f"{at}.token_url")
    if profile.kind == "room":
        return _made(lambda: RoomToken(secret, profile.conversation_id or ""), at)
    return _made(lambda: Bearer(secret), at)


def _client_id(profile: Profile, environ: Mapping[str, str], config: Config) -> str:
    if profile.client_id is not None:
        return profile.client_id
    variable = profile.client_id_env or ""
    value = environ.get(variable, "").strip()
    if not value:
        raise ConfigError(
            f"{config.path}: profiles.{profile.name}.client_id_env names the variable {variable}, "
            "which is not set; set it."
        )
    return value


def _credentials(client_id: str, secret: Secret, token_url: str | None, at: str) -> Auth:
    if token_url is not None:
        token_url = _checked(token_url, f"{at}: ")
    return _made(lambda: ClientCredentials(client_id, secret, token_url))


def _made(make: Callable[[], Auth], at: str = "") -> Auth:
    try:
        return make()
    except ValueError as problem:
        raise ConfigError(f"{at}: {problem}" if at else str(problem)) from None


def _ca_file(profile: Profile | None, config: Config) -> str | None:
    if profile is None or profile.ca_file is None:
        return None
    path = config.beside(profile.ca_file)
    if not path.is_file():
        raise ConfigError(
            f"{config.path}: profiles.{profile.name}.ca_file names {path}, which is not a file; "
            "correct the path."
        )
    return str(path)
