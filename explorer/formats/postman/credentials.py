"""The credentials that a request itself holds, as a header or a query parameter."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from explorer.formats.postman.addresses import QUERY_KEY, QUERY_VALUE, encode
from explorer.formats.postman.filling import Filler
from explorer.formats.postman.model import Auth
from explorer.formats.postman.templates import is_placeholder

Authorization = Literal["request", "profile", "none"]
"""Who says who sends it: the request itself; whoever sends it, as nothing is said here or only a
stand-in; nobody, as the file wishes it or as its kind of credentials is not sent."""


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """What is added to a request.

    Args:
        authorization: Who says who sends it.
        header: Name and value; None for none.
        parameter: Of the query, encoded; empty for none.
    """

    authorization: Authorization
    header: tuple[str, str] | None = None
    parameter: str = ""


def credentials(auth: Auth | None, filler: Filler) -> Credentials:
    """What credentials turn into; what is wrong with them is noted."""
    if auth is None:
        return Credentials("profile")
    values, path = auth.values, auth.path
    if auth.kind == "bearer":
        token = _token(values.get("token", ""), filler, path)
        return _header(f"Bearer {token}") if token else Credentials("profile")
    if auth.kind == "oauth2":
        return _oauth2(values, filler, path)
    if auth.kind == "basic":
        return _basic(values, filler, path)
    if auth.kind == "apikey":
        return _api_key(values, filler, path)
    if auth.kind != "noauth":
        filler.problems.add(
            path, "warning", f"Credentials of the kind {auth.kind[:60]} are not sent from here."
        )
    return Credentials("none")


def basic(user: str) -> tuple[str, str]:
    """The header of `user:password`."""
    encoded = base64.b64encode(user.encode("utf-8", "replace")).decode("ascii")
    return "Authorization", f"Basic {encoded}"


def _header(value: str) -> Credentials:
    return Credentials("request", ("Authorization", value))


def _token(text: str, filler: Filler, path: str) -> str:
    """A token; empty where the file only keeps a place for one."""
    missing = filler.open_names(text)
    if not missing and not is_placeholder(text):
        return filler(text, path) or ""
    what = f"{{{{{missing[0]}}}}} has no value" if missing else "The token has no value"
    filler.problems.add(path, "info", f"{what}: it is sent with the profile's own credentials.")
    return ""


def _oauth2(values: Mapping[str, str], filler: Filler, path: str) -> Credentials:
    token = _token(values.get("accessToken", ""), filler, path)
    if not token:
        return Credentials("profile")
    if values.get("addTokenTo") == "queryParams":
        return Credentials("request", parameter=f"access_token={encode(token, '')}")
    prefix = filler(values.get("headerPrefix", "Bearer"), path)
    return _header(f"{(prefix or 'Bearer').strip()} {token}")


def _basic(values: Mapping[str, str], filler: Filler, path: str) -> Credentials:
    user = filler(values.get("username", ""), path)
    password = filler(values.get("password", ""), path)
    if user is None or password is None:
        return Credentials("none")
    return Credentials("request", basic(f"{user}:{password}"))


def _api_key(values: Mapping[str, str], filler: Filler, path: str) -> Credentials:
    key = filler(values.get("key", ""), path)
    value = filler(values.get("value", ""), path)
    if not key or not value:
        if key is not None and value is not None:
            filler.error(path, "The API key has no name or no value. Give it both.")
        return Credentials("none")
    if values.get("in") == "query":
        return Credentials(
            "request", parameter=f"{encode(key, QUERY_KEY)}={encode(value, QUERY_VALUE)}"
        )
    return Credentials("request", (key, value))
