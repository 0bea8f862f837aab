"""Credentials: a bearer token, a room token, client credentials. None of them does I/O."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from explorer.api.exchange import Request, Response
from explorer.api.origin import origin
from explorer.api.redact import Secret

OAUTH_PATH = "/oauth/token"
"""Where a server gives out tokens for client credentials."""

EARLY = 90.0
"""Seconds before its expiry at which a token is no longer used."""


def _secret(value: str | Secret, name: str) -> Secret:
    secret = value if isinstance(value, Secret) else Secret(value, name)
    if any(ord(character) < 33 or ord(character) > 126 for character in secret.reveal()):
        raise ValueError(
            f"${secret.name} holds blanks, control or non-ASCII characters and cannot be sent. "
            "Copy it again without line breaks."
        )
    if not secret.reveal():
        raise ValueError(f"${secret.name} is empty. Set it, or leave it out.")
    return secret


class Auth:
    """Base of all credentials.

    Bound to the origin of the client's base URL when the client is made: to no other origin
    is a request ever given its secret.
    """

    _origin: tuple[str, str, int] | None = None

    def bind(self, base_url: str) -> None:
        """Bind to an origin; later calls change nothing.

        Args:
            base_url: The client's base URL.
        """
        if self._origin is None:
            self._origin = origin(base_url)

    def secrets(self) -> list[Secret]:
        """Every secret held, for redaction."""
        return []

    def token(self) -> Secret | None:
        """The token to send now; None where there is none yet."""
        return None

    def applies(self, request: Request) -> bool:
        """Whether a request is given credentials: it goes to their origin and has none yet."""
        if self._origin is None or origin(request.url) != self._origin:
            return False
        return all(name.lower() != "authorization" for name, _ in request.headers)

    def authorize(self, request: Request) -> Request:
        """The request with its credentials, if it goes to the origin they are bound to.

        One that has an `Authorization` of its own keeps that.
        """
        token = self.token()
        if token is None or not self.applies(request):
            return request
        header = ("Authorization", f"Bearer {token.reveal()}")
        headers = (*request.headers, header)
        return Request(
            request.method, request.url, headers, request.body, request.cut, request.source
        )

    def needs_refresh(self, now: float) -> bool:
        """Whether a token must be fetched before the next request; `now` is monotonic seconds."""
        return False

    @property
    def can_refresh(self) -> bool:
        """Whether a new token can be had."""
        return False


class Bearer(Auth):
    """A token that is sent as it is.

    Args:
        token: The token.

    Raises:
        ValueError: The token is empty or cannot stand in a header.
    """

    def __init__(self, token: str | Secret) -> None:
        self._token = _secret(token, "STRIDE_TOKEN")

    def secrets(self) -> list[Secret]:
        return [self._token]

    def token(self) -> Secret | None:
        return self._token

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._token!r})"


class RoomToken(Bearer):
    """A token that is good for one conversation only.

    Args:
        token: The token.
        conversation_id: The conversation it was made in.
    """

    def __init__(self, token: str | Secret, conversation_id: str) -> None:
        super().__init__(token)
        self.conversation_id = conversation_id


@dataclass
class _Held:
    token: Secret
    expires: float
    scope: str = ""


@dataclass
class ClientCredentials(Auth):
    """OAuth 2.0 client credentials: tokens are fetched, kept, and fetched again before expiry.

    Args:
        client_id: The app's client id.
        client_secret: Its secret; sent to the token URL's origin and nowhere else.
        token_url: The token endpoint; None for `/oauth/token` at the base URL's origin.
        audience: Required by the older token host.
    """

    client_id: str
    client_secret: str | Secret = field(repr=False)
    token_url: str | None = None
    audience: str = "api.atlassian.com"
    _held: _Held | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self._secret = _secret(self.client_secret, "STRIDE_CLIENT_SECRET")
        self.client_secret = self._secret
        if not self.client_id:
            raise ValueError("The client id is empty. Set $STRIDE_CLIENT_ID.")

    def bind(self, base_url: str) -> None:
        super().bind(base_url)
        if self.token_url is None:
            self.token_url = f"{base_url}{OAUTH_PATH}"

    def secrets(self) -> list[Secret]:
        return [self._secret, *([self._held.token] if self._held else [])]

    def token(self) -> Secret | None:
        return self._held.token if self._held else None

    @property
    def scopes(self) -> frozenset[str] | None:
        """The scopes of the present token; None while there is none."""
        return frozenset(self._held.scope.split()) if self._held else None

    def needs_refresh(self, now: float) -> bool:
        return self._held is None or now >= self._held.expires

    @property
    def can_refresh(self) -> bool:
        return True

    def token_request(self) -> Request:
        """`POST` to the token URL (API.md 1.3); it carries the client secret."""
        body = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self._secret.reveal(),
            "audience": self.audience,
        }
        headers = (("Accept", "application/json"), ("Content-Type", "application/json"))
        return Request("POST", self.token_url or "", headers, json.dumps(body).encode())

    def accept(self, response: Response, now: float, learn: Callable[[Secret], None]) -> None:
        """Keep the token of an answer.

        Args:
            response: A 2xx of the token endpoint.
            now: Monotonic seconds at which it was asked for.
            learn: Called with the new token, so that it is redacted from then on.

        Raises:
            ValueError: The answer holds no usable token; the message says what is missing.
        """
        try:
            value = response.json()
        except (ValueError, RecursionError):
            raise ValueError("the answer of the token endpoint is not JSON") from None
        token = value.get("access_token") if isinstance(value, dict) else None
        if not isinstance(token, str):
            raise ValueError("the answer of the token endpoint has no access_token")
        secret = _secret(token, "STRIDE_TOKEN")
        seconds = _seconds(value.get("expires_in"))
        # A lifetime shorter than the margin would have every call fetch a token.
        margin = min(EARLY, seconds / 2)
        scope = value.get("scope")
        learn(secret)
        self._held = _Held(secret, now + seconds - margin, scope if isinstance(scope, str) else "")


def _seconds(lifetime: object) -> float:
    """A lifetime as a token endpoint gives it; an hour where it gives none that makes sense."""
    if isinstance(lifetime, str) and re.fullmatch(r"\d{1,9}", lifetime, re.ASCII):
        lifetime = int(lifetime)
    if isinstance(lifetime, bool) or not isinstance(lifetime, int | float):
        return 3600.0
    return float(min(lifetime, 1e9)) if lifetime >= 0 else 3600.0
