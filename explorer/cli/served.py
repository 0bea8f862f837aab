"""The server behind `serve`: textual-serve, with what it lacks in front of it.

It has no authentication, takes any Origin and asks another host for a font. Here an address with a
key gets a cookie, only loopback names are answered, a page of another origin gets nothing, and the
browser is told to load nothing from elsewhere.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
import secrets
import signal
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from textual_serve.server import Server

HOST = "127.0.0.1"
KEY, COOKIE = "key", "stride-explorer-key"
NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Names of this machine; behind a forwarded port the number is another one."""

CLOSING_SECONDS = 1.0
"""How long open tabs may take to end."""

POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)


FOCUS = """\
<script>
new MutationObserver((_, watch) => {
  const field = document.querySelector(".xterm-helper-textarea");
  if (!field || !document.body.classList.contains("-first-byte")) return;
  watch.disconnect();
  field.focus();
}).observe(document.body, {attributes: true, childList: true, subtree: true});
</script>
"""
"""Gives the app the keyboard as soon as it is drawn: until one clicks into it, it would take no
keys and name none."""


class GuardedServer(Server):
    """Serves the app on loopback to those who have the key.

    Args:
        command: Starts the app, for a shell.
        port: On loopback.
    """

    def __init__(self, command: str, port: int) -> None:
        super().__init__(command, host=HOST, port=port, title="Stride Explorer")
        self.key = secrets.token_urlsafe(24)

    @property
    def address(self) -> str:
        """Where to open it, with the key."""
        return f"http://{HOST}:{self.port}/?{KEY}={self.key}"

    def initialize_logging(self) -> None:
        """Leave tracebacks and what they hold out of the terminal."""
        logging.getLogger("textual-serve").addHandler(logging.NullHandler())

    async def on_startup(self, app: web.Application) -> None:
        """Say where it is."""
        print(f"The app is at {self.address}\nCtrl+C ends it.", flush=True)

    def serve(self, debug: bool = False) -> None:
        """Serve until SIGINT or SIGTERM; tabs that are open end with it."""
        self.initialize_logging()
        loop = asyncio.new_event_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, self.request_exit)
            except NotImplementedError:
                pass  # Windows, where Ctrl+C raises KeyboardInterrupt.
        web.run_app(
            self._make_app(),
            host=self.host,
            port=self.port,
            handle_signals=False,
            loop=loop,
            print=lambda *words: None,
            shutdown_timeout=CLOSING_SECONDS,
            access_log=None,
        )

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guard())
        return app

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page, with the address it was asked at, and nothing from another host."""
        # Behind a forwarded port the page is at another address than the one we listen on.
        self.public_url = f"http://{request.headers['Host']}"
        answer: web.Response = await super().handle_index(request)  # type: ignore[assignment]
        text = _LINK.sub(self._kept, answer.text or "")
        answer.text = text.replace("</body>", f"{FOCUS}</body>")
        return answer

    def _kept(self, found: re.Match[str]) -> str:
        return "" if "//" in found[0].replace(self.public_url, "") else found[0]

    def _guard(self) -> Middleware:
        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            refusal = refused(request.headers.get("Host"), request.headers.get("Origin"))
            if refusal:
                raise web.HTTPForbidden(text=refusal)
            given = request.query.get(KEY, "") if request.path == "/" else ""
            if given and hmac.compare_digest(given.encode(), self.key.encode()):
                # The key leaves the address bar, and with it the browser's history.
                onward = web.HTTPSeeOther("/")
                onward.set_cookie(COOKIE, self.key, httponly=True, samesite="Strict")
                raise onward
            known = request.cookies.get(COOKIE, "")
            if not hmac.compare_digest(known.encode(), self.key.encode()):
                raise web.HTTPForbidden(text="Open the address that the command has printed.")
            answer = await handler(request)
            if not answer.prepared:
                answer.headers["Content-Security-Policy"] = POLICY
                answer.headers["Referrer-Policy"] = "no-referrer"
                answer.headers["X-Content-Type-Options"] = "nosniff"
                answer.headers["Cache-Control"] = "no-store"
            return answer

        return guard


def refused(host: str | None, origin: str | None) -> str:
    """Why a request is not answered whoever sends it; empty where it may be.

    Args:
        host: Its Host header.
        origin: Its Origin header; None where there is none.
    """
    name = re.sub(r":\d+\Z", "", host or "").lower()
    if name not in NAMES:
        return "This server answers to names of this machine only."
    if origin is not None and urlsplit(origin).netloc.lower() != (host or "").lower():
        return "This page is of another origin."
    return ""
