"""As whom a step is sent: credentials by name, one client for each."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from explorer.api.auth import Auth, Bearer, RoomToken
from explorer.api.origin import origin
from explorer.api.redact import Secret
from explorer.document.safe import one_line
from explorer.workbench.problems import WorkbenchError

if TYPE_CHECKING:
    from explorer.api.client import AsyncClient
    from explorer.workbench.workbench import Workbench

APP = "app"
"""The sitting's own credentials; what a step without `as` is sent with."""

SANDBOX_ROLES = (APP, "participate", "room", "nobody", "wrong")
"""Names that the sandbox knows: the app with both scopes, its token with participate alone, the
token of one room, no token, and one that no one was given."""


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
        if name == "nobody":
            return Auth()
        if name == "wrong":
            return Bearer(Secret("no-one-was-given-this-token", "STRIDE_WRONG_TOKEN"))
        sandbox = self._workbench.sandbox
        if sandbox is None:
            return self._profile(name)
        known = sandbox.credentials
        if name == "participate":
            return Bearer(Secret(known.participate_token, "STRIDE_PARTICIPATE_TOKEN"))
        if name == "room":
            token = Secret(known.room_token, "STRIDE_ROOM_TOKEN")
            return RoomToken(token, known.room_conversation_id)
        raise WorkbenchError(
            f"The sandbox has no credentials {one_line(name, 60)!r}. It has: "
            f"{', '.join(SANDBOX_ROLES)}."
        )

    def _profile(self, name: str) -> Auth:
        from explorer.workbench.profiles import ConfigError, TargetFlags, load_config, resolve

        try:
            target = resolve(TargetFlags(profile=name), os.environ, load_config())
        except ConfigError as problem:
            shown = one_line(name, 60)
            raise WorkbenchError(
                f"On a server that is no sandbox of the tour's own, `as: {shown}` is the name of "
                f"a profile. {problem}"
            ) from None
        ours = self._workbench.client.base_url
        if target.embedded or origin(target.base_url) != origin(ours):
            raise WorkbenchError(
                f"Profile {one_line(name, 60)!r} is of another server than {ours}: name one of "
                "this server's."
            )
        if target.auth is None:
            raise WorkbenchError(f"Profile {one_line(name, 60)!r} has no credentials.")
        return target.auth
