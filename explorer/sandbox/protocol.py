"""The HTTP side of one connection: the framework's, with errors in the service's own shape.

Imported when a sandbox starts and not before, since it loads the server framework.
"""

from __future__ import annotations

import logging
from typing import Any

import h11
from pydantic_core import to_json
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from explorer.sandbox.wire import error_body


class SandboxProtocol(H11Protocol):
    """What uvicorn does, silently, and with JSON where it answers by itself."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: Any = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        # Its own loggers would reach the terminal under a full-screen app.
        self.logger = logging.getLogger("explorer.sandbox")
        self.access_log = False

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, and close the connection."""
        body = to_json(error_body(400, "This is not an HTTP/1.1 request the sandbox can read."))
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        # After a request has been answered in part there is no place for another answer.
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            for event in (
                h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
                h11.Data(data=body),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
