"""Clients: where they go, as whom, and what can be asked through them."""

from __future__ import annotations

from typing import Any

from explorer.api.auth import Auth, ClientCredentials, RoomToken
from explorer.api.client import BaseClient
from explorer.api.representation.dispatch import figure_of, line_of
from explorer.api.representation.figure import Bit, Cell, Code, Facts, Figure, Grid, Words
from explorer.api.representation.line import LONGEST, call
from explorer.api.shortcuts import Resource, each, shortcut
from explorer.document.safe import one_line


@line_of.register
def _client_line(client: BaseClient) -> str:
    name, site, auth = type(client).__name__, client.cloud_id, type(client.context.auth)
    credentials = [f"auth={auth.__name__}"] if auth is not Auth else []
    room = (
        LONGEST - len(name) - len("('', cloud_id='')") - sum(len(word) + 2 for word in credentials)
    )
    base_url = one_line(client.base_url, max(room - min(len(site), _SHORT), _SHORT))
    room -= len(base_url)
    named = [f"cloud_id='{one_line(site, max(room, _SHORT))}'"] if site else []
    return call(name, f"'{base_url}'", *named, *credentials)


_SHORT = 12


@figure_of.register
def _client(client: BaseClient) -> Figure:
    kind = type(client).__name__
    rows: list[tuple[str, Cell]] = [
        ("site", Bit(client.cloud_id, "code") if client.cloud_id else "none: each call names one"),
        ("credentials", _credentials(client.context.auth)),
    ]
    if client.context.redactor and isinstance(client.context.auth, ClientCredentials):
        rows.append(("token from", Bit(client.context.auth.token_url or "", "code")))
    resources = tuple(_resource(client))
    table = Grid(("resource", "what it can do", ""), resources, most=40, longest=1000)
    waits = "await " if kind.startswith("Async") else ""
    example = Code(f"{waits}client.conversations.list(query='launch')", "python")
    return Figure(kind, Bit(client.base_url, "code"), "", (Facts(tuple(rows)), table, example))


def _credentials(auth: Auth) -> Cell:
    names = ", ".join(f"${secret.name}" for secret in auth.secrets()[:1])
    match auth:
        case ClientCredentials():
            return ("client credentials of ", Bit(auth.client_id, "code"), f", secret {names}")
        case RoomToken():
            return (f"a room's token, {names}, of ", Bit(auth.conversation_id, "code"))
        case _ if names:
            return f"a token, {names}"
        case _:
            return "none: no token is sent"


def _resource(client: BaseClient) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for name, member in vars(BaseClient).items():
        if isinstance(member, property) and isinstance(found := member.fget(client), Resource):  # type: ignore[misc]
            kind = type(found)
            words = ", ".join(_methods(kind))
            rows.append((Bit(f"client.{name}", "code"), words, (kind.__doc__ or "").rstrip(".")))
    return rows


def _methods(kind: type[Resource[Any]]) -> list[str]:
    return [name for name in vars(kind) if not name.startswith("_")]


@line_of.register
def _resource_line(resource: Resource) -> str:  # type: ignore[type-arg]  # of any client
    return call(type(resource).__name__, ", ".join(_methods(type(resource))))


@figure_of.register
def _resource_figure(resource: Resource) -> Figure:  # type: ignore[type-arg]  # of any client
    kind = type(resource)
    rows = tuple(_method(resource, name) for name in _methods(kind))
    table = Grid(("method", "operation", "what it does"), rows, most=60)
    purpose = (kind.__doc__ or "").rstrip(".")
    client = repr(resource._client)
    return Figure(kind.__name__, "", purpose, (Words(("Through ", Bit(client, "code"))), table))


def _method(resource: Resource[Any], name: str) -> tuple[Cell, ...]:
    method, member = getattr(resource, name), vars(type(resource))[name]
    operation = member._make.__name__ if isinstance(member, shortcut | each) else ""
    what = (method.__doc__ or "").strip().partition("\n")[0].rstrip(".")
    more = ": each item, page by page" if isinstance(member, each) else ""
    return (Bit(name, "code"), operation, what + more)
