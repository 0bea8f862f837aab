"""The HTTP side of one connection: the framework's, with what it does not do by itself.

That is: errors in the service's own shape, limits, the bytes of each request as they came, and
ends of a connection that are no HTTP. Imported when a sandbox starts and not before, since it loads
the server framework.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
import sys

import h11
from pydantic_core import to_json
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from explorer.sandbox.admin.pages import is_admin
from explorer.sandbox.faults.line import LINE
from explorer.sandbox.limits import Limits
from explorer.sandbox.request_log import MOST_BYTES_EACH, Entry, RequestLog
from explorer.sandbox.wire import Disconnected, error_body

_RESET = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
_LINGER_SECONDS = 1.0
_STEADY_BYTES = 64 * 1024
_REASONS = {
    400: b"Bad Request",
    408: b"Request Timeout",
    414: b"URI Too Long",
    431: b"Request Header Fields Too Large",
    503: b"Service Unavailable",
}


class _Reader(h11.Connection):
    """The framework's parser, which tells its connection where requests begin and end."""

    def __init__(self, owner: SandboxProtocol, head_bytes: int) -> None:
        super().__init__(h11.SERVER, head_bytes)
        self._owner: SandboxProtocol | None = owner
        self._joined: bytes | None = None

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        event = super().next_event()
        if self._owner is not None:
            if type(event) is h11.Request:
                self._owner.request_begins(event)
            elif type(event) is h11.EndOfMessage:
                self._owner.request_ends()
        return event

    def send(self, event: h11.Event) -> bytes | None:  # type: ignore[override]  # has overloads
        data = super().send(event)
        if self._joined is None:
            return data
        data = self._joined + (data or b"")
        if type(event) is h11.Response:
            # Kept for the body, which is next.
            self._joined, data = data, b""
        else:
            self._joined = None
        return data

    def join_head(self) -> None:
        """Give out the head of the next answer with what follows it."""
        self._joined = b""

    def let_go(self) -> None:
        """Part from the connection, which has ended: neither keeps the other alive."""
        self._owner = None


class SandboxProtocol(H11Protocol):
    """What uvicorn does, silently, within limits, and with JSON where it answers by itself.

    Args:
        config: The framework's.
        server_state: The framework's.
        limits: What a caller may send.
        log: Keeps the requests.
    """

    def __init__(
        self, config: Config, server_state: ServerState, limits: Limits, log: RequestLog
    ) -> None:
        super().__init__(config, server_state, {LINE: self})
        # Its own loggers would reach the terminal under a full-screen app.
        self.logger = logging.getLogger("explorer.sandbox")
        self.access_log = False
        self.timeout_keep_alive = limits.idle_seconds  # type: ignore[assignment]  # any number
        self.conn = self._reader = _Reader(self, limits.head_bytes + limits.target_bytes)
        self.entry: Entry | None = None
        self._limits = limits
        self._log = log
        self._tape = bytearray()
        self._taped = 0
        self._mark = 0
        self._deadline: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._lingering = False
        self._over_limit = False
        self._ended: asyncio.Future[None] | None = None

    # What the transport tells

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._over_limit = len(self.connections) > self._limits.connections
        # The framework keeps one that never sends anything for ever.
        self.timeout_keep_alive_task = self.loop.call_later(
            self._limits.head_seconds if self._over_limit else self._limits.idle_seconds,
            self.timeout_keep_alive_handler,
        )

    def data_received(self, data: bytes) -> None:
        if self._lingering:
            return
        self._taped += len(data)
        if len(self._tape) < MOST_BYTES_EACH:
            self._tape += data
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        self._unset_keepalive_if_required()
        if self._stalled is not None:
            self._stalled.cancel()
        if self._tape.strip() and (self.entry is None or self.entry.bytes):
            # A head that was never finished.
            self.entry = Entry()
            self._log.add(self.entry)
        self._end_entry()
        super().connection_lost(exc)
        self._wake()
        self._reader.let_go()
        self.app_state.clear()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self.loop.call_later(self._limits.stalled_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None
        super().resume_writing()

    def on_response_complete(self) -> None:
        if self.entry is not None:
            self.entry.end()
        super().on_response_complete()
        self._watch()

    def shutdown(self) -> None:
        """The server stops."""
        self._wake()
        if self._lingering or self.transport.is_closing():
            self.transport.abort()
        else:
            super().shutdown()

    # What the parser tells

    def request_begins(self, request: h11.Request) -> None:
        """A head is whole.

        Raises:
            h11.RemoteProtocolError: It is over a limit.
        """
        self.entry = Entry()
        if not is_admin(request.target):
            self._log.add(self.entry)
        limits = self._limits
        if self._over_limit:
            raise h11.RemoteProtocolError("too many connections", 503)
        if len(request.target) > limits.target_bytes:
            raise h11.RemoteProtocolError("target too long", 414)
        fields = request.headers
        # Counted only where so much has come at all.
        if len(fields) > limits.headers or (
            self._taped > limits.head_bytes
            and sum(len(name) + len(value) for name, value in fields) > limits.head_bytes
        ):
            raise h11.RemoteProtocolError("headers too large", 431)

    def request_ends(self) -> None:
        """A body is whole; what has come after it is of the next request."""
        rest, _ = self.conn.trailing_data
        size = self._taped - len(rest)
        if self.entry is not None:
            self._log.fill(self.entry, bytes(self._tape[: min(size, MOST_BYTES_EACH)]), size)
        self._tape, self._taped = bytearray(rest), len(rest)

    # Limits

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP or too much of it, and close the connection."""
        problem = sys.exception()
        status = 400
        if isinstance(problem, h11.RemoteProtocolError):
            status = problem.error_status_hint
        if status == 431 and self.conn.their_state is h11.ERROR and not self._has_line():
            status = 414
        self._refuse(status, _words(status, self._limits))

    def _has_line(self) -> bool:
        """Whether the request line has come whole."""
        return (
            self._taped <= self._limits.target_bytes
            or b"\n" in self._tape[: self._limits.target_bytes + 32]
        )

    def _watch(self) -> None:
        """See to it that what has begun to come goes on coming."""
        if self._lingering:
            return
        state = self.conn.their_state
        if state is h11.SEND_BODY or (state is h11.IDLE and self._tape):
            if self._deadline is None:
                in_head = state is h11.IDLE
                limits = self._limits
                seconds = limits.head_seconds if in_head else limits.body_seconds
                self._mark = self._taped
                self._deadline = self.loop.call_later(seconds, self._too_slow, in_head)
        elif self._deadline is not None:
            self._rest()

    def _rest(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self, in_head: bool) -> None:
        self._deadline = None
        in_body = self.conn.their_state is h11.SEND_BODY
        steady = self._taped - self._mark >= _STEADY_BYTES
        if in_body and (in_head or steady or self.flow.read_paused):
            # The head has come since, or enough of the body; or it is the server that does not
            # read.
            self._watch()
        elif in_body and self.cycle.response_complete:
            self.transport.close()
        else:
            self._refuse(408, _words(408, self._limits))

    def _refuse(self, status: int, message: str) -> None:
        """Answer by ourselves, if there is still place for an answer, and close."""
        self._rest()
        self._unset_keepalive_if_required()
        if self.entry is None or self.entry.milliseconds is not None:
            self.entry = Entry()
            self._log.add(self.entry)
        self.entry.status = status
        self._end_entry()
        body = to_json(error_body(status, message))
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        if self.cycle is not None and not self.cycle.response_complete:
            # The application is told that nobody waits for its answer.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._wake()
        # After a request has been answered in part there is no place for another answer.
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            for event in (
                h11.Response(status_code=status, headers=headers, reason=_REASONS.get(status, b"")),
                h11.Data(data=body),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event) or b"")
        self._linger()

    def _linger(self) -> None:
        """Close, but hear the caller out for a moment: unread bytes would undo the answer."""
        if self.transport.is_closing():
            return
        self._lingering = True
        self.flow.resume_reading()
        self.transport.write_eof()
        self._deadline = self.loop.call_later(_LINGER_SECONDS, self.transport.close)

    def _end_entry(self) -> None:
        """Keep what has come of a request that ends before it is whole."""
        entry = self.entry
        if entry is None:
            return
        entry.end()
        if not entry.bytes and self._tape:
            self._log.fill(entry, bytes(self._tape[:MOST_BYTES_EACH]), self._taped)
            self._tape, self._taped = bytearray(), 0

    # What faults need: see explorer.sandbox.faults.line.Line

    @property
    def gone(self) -> bool:
        """Whether nobody listens any more."""
        return self.transport.is_closing() or (self.cycle is not None and self.cycle.disconnected)

    def join_head(self) -> None:
        """Send the head of the answer with what follows it at once, as one piece."""
        self._reader.join_head()

    def write(self, data: bytes) -> None:
        """Send bytes as they are, past all rules of HTTP."""
        if not self.gone:
            self.transport.write(data)

    def drop(self, *, reset: bool) -> None:
        """End the connection now, without an end of the answer."""
        if self.cycle is not None:
            self.cycle.disconnected = True
        if reset:
            line: socket.socket | None = self.transport.get_extra_info("socket")
            if line is not None:
                # Without it the system would end the connection in order where it can.
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self.transport.abort()
        else:
            self.transport.close()

    async def pause(self, seconds: float) -> None:
        """Wait, as long as there is someone to wait for.

        Raises:
            Disconnected: The caller went away, or the server stops.
        """
        if self.gone:
            raise Disconnected
        self._ended = ended = self.loop.create_future()
        try:
            await asyncio.wait_for(ended, seconds)
        except TimeoutError:
            return
        finally:
            self._ended = None
        self.drop(reset=False)
        raise Disconnected

    def _wake(self) -> None:
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(None)


def _words(status: int, limits: Limits) -> str:
    match status:
        case 408:
            return (
                f"The request did not come in time: {limits.head_seconds:g} s for its head, "
                f"{limits.body_seconds:g} s for its body."
            )
        case 414:
            return f"The path and query are over the limit of {limits.target_bytes} bytes."
        case 431:
            return (
                f"The headers are over the limit of {limits.head_bytes} bytes or "
                f"{limits.headers} headers."
            )
        case 503:
            return f"More than {limits.connections} connections are open: close some."
        case _:
            return "This is not an HTTP/1.1 request the sandbox can read."
