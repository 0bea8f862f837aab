"""The way to a sandbox's admin path, for pictures and screens that are compared."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from wires import Wire

from explorer.api.exchange import Request, Response
from explorer.api.redact import Secret
from explorer.api.steps import Reply
from explorer.api.transport import AsyncHttpTransport
from explorer.tui.sandbox import screen
from explorer.workbench.sandbox_admin import SandboxAdmin
from explorer.workbench.targets import ADMIN_TOKEN
from explorer.workbench.workbench import Workbench


class Road(Wire):
    """The way to the admin path: what differs from run to run is made the same."""

    async def pass_on(self, request: Request, remaining: float) -> Reply:
        inner = AsyncHttpTransport()
        try:
            reply = await inner.send(request, remaining)
        finally:
            await inner.aclose()
        outcome = reply.outcome
        if isinstance(outcome, Response):
            outcome = dataclasses.replace(outcome, body=steady(request, outcome.body))
        return Reply(outcome, reply.timing)


def steady(request: Request, body: bytes) -> bytes:
    if request.target.endswith("/bytes"):
        return re.sub(rb"127\.0\.0\.1:\d+", b"127.0.0.1:8080", body)
    if request.method == "GET" and "/sandbox/requests?" in request.target:
        value = json.loads(body)
        for each in value["requests"]:
            each["at"] = "2026-06-15T16:20:07Z"
            each["bytes"] = 200
            if each["milliseconds"] is not None:
                each["milliseconds"] = 1.5
        return json.dumps(value).encode()
    if request.method == "GET" and request.target == "/sandbox/snapshots":
        value = json.loads(body)
        for each in value["snapshots"]:
            each["saved"], each["bytes"] = "2026-06-15T16:20:07Z", 800_000
        return json.dumps(value).encode()
    return body


@contextmanager
def steady_road() -> Iterator[Road]:
    """Have every workbench take such a way, and the screen look only when it is asked to."""
    made = Road()

    def admin(self: Workbench, token: str = "") -> SandboxAdmin:
        secret = Secret(token, ADMIN_TOKEN) if token else self.target.admin_token
        return SandboxAdmin(self.target.base_url, secret, made)

    with (
        patch.object(Workbench, "sandbox_admin", admin),
        patch.object(screen, "LOOK_EVERY", 3600.0),
    ):
        yield made
