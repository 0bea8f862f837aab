"""What tests of several rooms share: options of the run, and a server that lacks things."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import settings

# The same examples in every run, however slow the machine: a rare one is looked for by hand, with
# more examples, and never found first by someone else's change.
settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")
# For that: `pytest tests/model --hypothesis-profile=full` draws others each time, and more of them.
settings.register_profile("full", derandomize=False, deadline=None, print_blob=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept-screens",
        action="store_true",
        help="Keep what is drawn now, screens and representations, as what it is compared with.",
    )


def _in_collection() -> list[tuple[str, re.Pattern[str]]]:
    from explorer.api.operations import CATALOGUE

    found = [("POST", re.compile("/oauth/token"))]
    for operation in CATALOGUE.values():
        if operation.in_collection:
            path = "".join(
                "[^/]+" if part.startswith("{") else re.escape(part)
                for part in re.split(r"(\{\w+\})", operation.path)
            )
            found.append((operation.method, re.compile(path)))
    return found


class CollectionOnly:
    """A server with the collection's operations and no other: what it has, the sandbox answers.

    Args:
        upstream: The sandbox's address.
        refusal: The status of everything else.
    """

    def __init__(self, upstream: str, refusal: int = 404) -> None:
        self.refusal = refusal
        known = _in_collection()
        asked = self.asked = []  # type: list[str]
        host = upstream.removeprefix("http://")

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(size)
                path = self.path.partition("?")[0]
                asked.append(f"{self.command} {path}")
                if not any(self.command == m and p.fullmatch(path) for m, p in known):
                    return self._answer(refusal, [], b'{"code": 404, "message": "no such route"}')
                upward = http.client.HTTPConnection(host, timeout=10)
                headers = {
                    name: value
                    for name, value in self.headers.items()
                    if name.lower() not in {"host", "connection", "accept-encoding"}
                }
                upward.request(self.command, self.path, body or None, headers)
                answer = upward.getresponse()
                content = answer.read()
                kept = [pair for pair in answer.getheaders() if pair[0].lower() != "content-length"]
                upward.close()
                return self._answer(answer.status, kept, content)

            do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

            def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
                self.send_response_only(status)
                for name, value in headers:
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def serve_collection_only() -> Iterator[Callable[..., CollectionOnly]]:
    """A function that starts a `CollectionOnly`; it is stopped when the test ends."""
    started: list[CollectionOnly] = []

    def serve(upstream: str, refusal: int = 404) -> CollectionOnly:
        started.append(CollectionOnly(upstream, refusal))
        return started[-1]

    yield serve
    for server in started:
        server.stop()
