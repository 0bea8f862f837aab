"""As whom a step is sent: credentials by name, one client for each."""

from __future__ import annotations

import os
from difflib import get_close_matches
from typing import TYPE_CHECKING

from explorer.api.auth import Auth, Bearer, RoomToken
from explorer.api.origin import origin
from explorer.api.redact import Secret
from explorer.document.safe import one_line
from explorer.workbench.paths import config_path
from explorer.workbench.problems import WorkbenchError

if TYPE_CHECKING:
    from explorer.api.client import AsyncClient
    from explorer.workbench.configuration import Config
    from explorer.workbench.targets import Target
    from explorer.workbench.workbench import Workbench

APP = "app"
"""The sitting's own credentials; what a step without `as` is sent with."""

SANDBOX_ROLES = (APP, "participate", "room", "nobody", "wrong")
"""Names that the sandbox knows: the app with both scopes, its token with participate alone, the
token of one room, no token, and one that no one was given."""

EVERYWHERE = (APP, "nobody", "wrong")
"""Names that every server knows."""


def profiles_for(target: Target) -> Config:
    """The profiles that a step may name on a server.

    Args:
        target: The server. The sandbox needs none, nor a file of them that can be read.
    """
    from explorer.workbench.configuration import Config, load_config

    return Config(config_path()) if target.embedded else load_config()


def names_on(target: Target, config: Config) -> tuple[str, ...]:
    """The names that a step may be sent as on a server.

    Args:
        target: The server. The sandbox has its own; another one has those of its profiles.
        config: The profiles.
    """
    if target.embedded:
        return SANDBOX_ROLES
    ours = origin(target.base_url)
    profiles = config.profiles.values()
    own = [each.name for each in profiles if each.kind and origin(each.base_url) == ours]
    return (*EVERYWHERE, *(name for name in own if name not in EVERYWHERE))


def credentials_problem(name: str, target: Target, config: Config) -> str:
    """Why nothing can be sent under a name on a server, in a sentence; empty where it can.

    Args:
        name: As a step gives it; empty for the sitting's own.
        target: The server.
        config: The profiles.
    """
    known = names_on(target, config)
    if not name or name in known:
        return ""
    shown, there = one_line(name, 60), f"There are: {', '.join(known)}."
    profile = config.profiles.get(name)
    if target.embedded:
        near = get_close_matches(name, known, 1)
        meant = f"Perhaps {near[0]} is meant. " if near else ""
        return f"the sandbox has no credentials {shown!r}. {meant}{there}"
    if profile is not None and profile.kind:
        return f"profile {shown!r} is of another server than {target.base_url}. {there}"
    if profile is not None:
        return f"profile {shown!r} has no credentials. {there}"
    return (
        f"there are no credentials {shown!r} for {target.base_url}: name one of its profiles. "
        f"{there}"
    )


class Cast:
    """The clients of one sitting, each made when it is first needed.

    Args:
        workbench: Of the server.
    """

    def __init__(self, workbench: Workbench) -> None:
        self._workbench = workbench
        self._clients: dict[str, AsyncClient] = {}

    def client(self, name: str) -> AsyncClient:
        """The client of a name.

        Args:
            name: As a step gives it; empty for the sitting's own.

        Raises:
            WorkbenchError: There are no credentials of that name for this server.
        """
        if name in ("", APP):
            return self._workbench.client
        if name not in self._clients:
            try:
                self._clients[name] = self._workbench.beside(self._credentials(name))
            except ValueError as problem:
                raise WorkbenchError(f"The credentials {one_line(name, 60)!r}: {problem}") from None
        return self._clients[name]

    def _credentials(self, name: str) -> Auth:
        target, sandbox = self._workbench.target, self._workbench.sandbox
        problem = credentials_problem(name, target, profiles_for(target))
        if problem:
            raise WorkbenchError(f"{problem[:1].upper()}{problem[1:]}")
        if name == "nobody":
            return Auth()
        if name == "wrong":
            return Bearer(Secret("no-one-was-given-this-token", "STRIDE_WRONG_TOKEN"))
        if sandbox is None:
            return _of_profile(name, target)
        known = sandbox.credentials
        if name == "participate":
            return Bearer(Secret(known.participate_token, "STRIDE_PARTICIPATE_TOKEN"))
        token = Secret(known.room_token, "STRIDE_ROOM_TOKEN")
        return RoomToken(token, known.room_conversation_id)


def _of_profile(name: str, target: Target) -> Auth:
    from explorer.workbench.profiles import TargetFlags, load_config, resolve

    found = resolve(TargetFlags(profile=name), os.environ, load_config())
    if found.auth is None or origin(found.base_url) != origin(target.base_url):
        raise WorkbenchError(f"Profile {one_line(name, 60)!r} has no credentials for this server.")
    return found.auth
