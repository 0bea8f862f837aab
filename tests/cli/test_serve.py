"""What stands in front of the app in a browser: a key, names of this machine, one origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp.test_utils import TestClient, TestServer

from explorer.cli.serve import app_command
from explorer.cli.served import COOKIE, GuardedServer, refused

if TYPE_CHECKING:
    from .conftest import Run

HOME = {"Host": "127.0.0.1:8011"}


@pytest.fixture
def served() -> GuardedServer:
    return GuardedServer("true", 8011)


async def client_of(served: GuardedServer) -> TestClient:
    made = TestClient(TestServer(await served._make_app()))
    await made.start_server()
    return made


async def test_without_the_key_there_is_nothing(served: GuardedServer) -> None:
    client = await client_of(served)
    try:
        for path in ("/", "/ws", "/static/js/textual.js", "/download/x", "/?key=wrong"):
            answer = await client.get(path, headers=HOME)
            assert answer.status == 403, path
            assert await answer.text() == "Open the address that the command has printed."
    finally:
        await client.close()


async def test_the_key_opens_and_leaves_the_address(served: GuardedServer) -> None:
    client = await client_of(served)
    try:
        answer = await client.get(f"/?key={served.key}", headers=HOME, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, "/")
        given = answer.cookies[COOKIE]
        assert given["httponly"]
        assert given["samesite"] == "Strict"
        with_cookie = {**HOME, "Cookie": f"{COOKIE}={served.key}"}
        page = await client.get("/", headers=with_cookie)
        text = await page.text()
        assert page.status == 200
        assert "https://" not in text
        assert 'href="http://127.0.0.1:8011/static/css/xterm.css"' in text
        assert 'data-session-websocket-url="ws://127.0.0.1:8011/ws"' in text
        policy = page.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        script = await client.get("/static/js/textual.js", headers=with_cookie)
        assert script.status == 200
        for wrong in (
            {"Host": "evil.example"},
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
        ):
            refusal = await client.get("/ws", headers={**with_cookie, **wrong})
            assert refusal.status == 403, wrong
    finally:
        await client.close()


@pytest.mark.parametrize(
    ("host", "origin", "fine"),
    [
        ("127.0.0.1:8011", None, True),
        ("localhost:9000", "http://localhost:9000", True),
        ("[::1]:8011", None, True),
        ("127.0.0.1:8011", "http://127.0.0.1:9", False),
        ("127.0.0.1.evil.example", None, False),
        ("evil.example:8011", None, False),
        (None, None, False),
        ("", "null", False),
    ],
)
def test_who_is_answered(host: str | None, origin: str | None, fine: bool) -> None:
    assert (not refused(host, origin)) is fine


def test_the_command_of_a_tab_is_quoted() -> None:
    words = app_command({"profile": "a b; rm -rf /", "base_url": None}, "x y.yaml")
    assert "--profile 'a b; rm -rf /'" in words
    assert words.endswith("tour present 'x y.yaml'")


def test_what_is_wrong_is_said_at_once(run: Run) -> None:
    result = run("serve", "--profile", "missing")
    assert result.exit_code == 2
    assert "missing" in result.stderr
    result = run("serve", "--tour", "no-such.yaml")
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr
