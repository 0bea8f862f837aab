"""Apps, their credentials and the tokens given out.

Only digests of secrets are looked up. The credentials that a person pastes are kept in `meta` as
well, in a file that only its owner can read, since they must be shown again at every start.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from explorer.sandbox.store.database import Connection


@dataclass(frozen=True, slots=True)
class App:
    """An app as the service knows it. `user_id` is whom its messages come from."""

    id: str
    user_id: str
    scopes: str
    name: str
    email: str
    picture: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a token speaks for.

    Args:
        app_id: The app.
        user_id: Its own user.
        scopes: What the token holds.
        conversation_id: The only conversation of a room token; None for an app's token.
    """

    app_id: str
    user_id: str
    scopes: frozenset[str]
    conversation_id: str | None


def digest(secret: str) -> bytes:
    """What is kept of a secret. The tokens are random and long: no salt is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def find_caller(connection: Connection, token: str, now: float) -> Caller | None:
    """Who a token speaks for; None where it is unknown or has expired.

    Args:
        connection: The data.
        token: As sent.
        now: Seconds since 1970 by the machine's clock, which all servers of a file share.
    """
    row = connection.execute(
        """SELECT token.app_id, app.user_id, token.scopes, token.conversation_id
        FROM token JOIN app ON app.id = token.app_id
        WHERE digest = ? AND (expires IS NULL OR expires > ?)""",
        (digest(token), now),
    ).fetchone()
    return None if row is None else Caller(row[0], row[1], frozenset(row[2].split()), row[3])


def find_app(connection: Connection, app_id: str) -> App:
    """An app that is known to exist."""
    row = connection.execute(
        "SELECT id, user_id, scopes, name, email, picture FROM app WHERE id = ?", (app_id,)
    ).fetchone()
    return App(*row)


def authenticate(connection: Connection, client_id: str, client_secret: str) -> App | None:
    """The app that holds these credentials; None where they do not fit."""
    row = connection.execute(
        "SELECT secret, id, user_id, scopes, name, email, picture FROM app WHERE client_id = ?",
        (client_id,),
    ).fetchone()
    # Compared also for an unknown client, so that both refusals take the same time.
    expected = b"" if row is None or row[0] is None else bytes(row[0])
    if not secrets.compare_digest(expected, digest(client_secret)):
        return None
    return App(*row[1:])


def issue(connection: Connection, app: App, now: float, seconds: float) -> str:
    """A new token of an app's own scopes. Within a transaction.

    Args:
        connection: The data.
        app: Whom it is for.
        now: Seconds since 1970 by the machine's clock.
        seconds: How long it holds.
    """
    token = secrets.token_urlsafe(32)
    connection.execute("DELETE FROM token WHERE expires <= ?", (now,))
    add_token(connection, token, app.id, app.scopes, expires=now + seconds)
    return token


def add_token(
    connection: Connection,
    token: str,
    app_id: str,
    scopes: str,
    *,
    conversation_id: str | None = None,
    expires: float | None = None,
) -> None:
    """Keep a token. Within a transaction."""
    connection.execute(
        "INSERT INTO token VALUES (?, ?, ?, ?, ?)",
        (digest(token), app_id, scopes, conversation_id, expires),
    )
