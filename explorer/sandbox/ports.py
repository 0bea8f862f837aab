"""Which port a sandbox listens on: the same one tomorrow, so that copied snippets go on working."""

from __future__ import annotations

import json
import os
import socket

from explorer.sandbox.refusals import SandboxError
from explorer.sandbox.store.database import Database

HOST = "127.0.0.1"
_KEPT = 8


def listen(database: Database, port: int | None) -> socket.socket:
    """A listening socket on loopback.

    Args:
        database: Remembers the ports its servers had. Two may run at once: each takes the first
            of them that is free, and only a server that finds none free adds another.
        port: This port and no other; 0 for any free one; None for a remembered one.

    Raises:
        SandboxError: The port asked for cannot be had.
    """
    if port is not None:
        if not 0 <= port <= 65_535:
            raise SandboxError(f"{port} is no port: give one from 0 to 65535.")
        try:
            return _bound(port)
        except OSError as problem:
            raise SandboxError(
                f"Port {port} cannot be used: {problem.strerror}. Give another, or 0 for any."
            ) from None
    remembered = _remembered(database)
    for known in remembered:
        try:
            return _bound(known)
        except OSError:
            continue
    found = _bound(0)
    ports = [*remembered, found.getsockname()[1]][-_KEPT:]
    database.set_meta("ports", json.dumps(ports))
    return found


def _remembered(database: Database) -> list[int]:
    return [int(port) for port in json.loads(database.meta("ports") or "[]")]


def _bound(port: int) -> socket.socket:
    # Only of a socket that names TCP does asyncio turn off the batching of small writes, which
    # costs 40 ms an answer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            # Takes the port over from connections that are only waiting to be forgotten.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(128)
    except BaseException:
        listener.close()
        raise
    return listener
