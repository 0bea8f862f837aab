"""The credentials of a sandbox: made with its data, the same at every start."""

from __future__ import annotations

import hashlib
import json
import secrets
import string
from dataclasses import dataclass, field
from typing import Any

from explorer.api.operation import Scope
from explorer.sandbox.store.database import Connection, Database
from explorer.sandbox.store.tokens import add_token, digest

BOTH_SCOPES = f"{Scope.PARTICIPATE.value} {Scope.MANAGE.value}"
_ADMIN = "sandbox-admin-"
_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a caller of a sandbox needs. Secrets are not in its `repr`.

    Args:
        client_id: Of the app, which has both scopes.
        client_secret: Of the app.
        participate_token: A long-lived token of the same app with `participate:conversation` only.
        room_token: A token of one conversation, of an app of its own.
        admin_token: For the sandbox's own admin path, and no token of the service.
        room_conversation_id: That conversation.
        cloud_ids: The sites the app can reach, the first being that of the room token.
    """

    client_id: str
    client_secret: str = field(repr=False)
    participate_token: str = field(repr=False)
    room_token: str = field(repr=False)
    admin_token: str = field(repr=False)
    room_conversation_id: str
    cloud_ids: tuple[str, ...]


class Mint:
    """Makes secrets.

    Args:
        seed: Where they must repeat, the number they are made from; None for random ones. Since
            anyone can repeat them too, that is for documentation and tests.
    """

    def __init__(self, seed: int | None) -> None:
        self._seed = seed

    def secret(self, name: str, length: int) -> str:
        """A secret of letters and digits."""
        if self._seed is None:
            return "".join(secrets.choice(_LETTERS) for _ in range(length))
        stream = hashlib.shake_256(f"sandbox {self._seed} {name}".encode()).digest(length)
        return "".join(_LETTERS[byte % len(_LETTERS)] for byte in stream)


@dataclass(frozen=True, slots=True)
class Apps:
    """The apps that credentials are made for, with what they need.

    Args:
        app_id: The app with both scopes.
        client_id: Of that app.
        room_app_id: The app of the room token.
        room_conversation_id: Where the room token holds.
        cloud_ids: The sites of the first app.
    """

    app_id: str
    client_id: str
    room_app_id: str
    room_conversation_id: str
    cloud_ids: tuple[str, ...]


def make(connection: Connection, apps: Apps, mint: Mint) -> None:
    """Make the credentials of new data. Within a transaction; the apps are there already."""
    made = Credentials(
        client_id=apps.client_id,
        client_secret="sandbox-secret-" + mint.secret("client secret", 40),
        participate_token="sandbox-participate-" + mint.secret("participate token", 32),
        room_token="sandboxRoom" + mint.secret("room token", 24),
        admin_token=_ADMIN + mint.secret("admin token", 32),
        room_conversation_id=apps.room_conversation_id,
        cloud_ids=apps.cloud_ids,
    )
    connection.execute(
        "UPDATE app SET secret = ? WHERE id = ?", (digest(made.client_secret), apps.app_id)
    )
    participate = Scope.PARTICIPATE.value
    add_token(connection, made.participate_token, apps.app_id, participate)
    add_token(
        connection,
        made.room_token,
        apps.room_app_id,
        participate,
        conversation_id=apps.room_conversation_id,
    )
    kept = {name: getattr(made, name) for name in Credentials.__slots__}
    connection.execute("INSERT INTO meta VALUES ('credentials', ?)", (json.dumps(kept),))


def read(database: Database) -> Credentials:
    """The credentials of a sandbox's data; older data are given what they lack."""
    kept = _kept(database)
    if "admin_token" not in kept:
        with database.writing() as connection:
            # Another server may have done it while this one waited.
            kept = _kept(database)
            kept.setdefault("admin_token", _ADMIN + Mint(None).secret("admin token", 32))
            connection.execute(
                "UPDATE meta SET value = ? WHERE name = 'credentials'", (json.dumps(kept),)
            )
    return Credentials(**{**kept, "cloud_ids": tuple(kept["cloud_ids"])})


def _kept(database: Database) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(database.meta("credentials") or "{}")
    return kept
