"""Proxies of the environment, and certificates."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer.api import errors
from explorer.api.auth import ClientCredentials
from explorer.api.client import Client
from explorer.api.retry import Policy
from tests.api.both_clients import GET, OK, POST, both


def test_a_proxy_of_the_environment_is_not_used_for_this_machine(
    wire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert both(wire, GET, wire.answer(200, OK)).exchange.ok


def test_a_proxy_of_the_environment_is_used_for_other_machines(
    wire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", wire.url)
    wire.say(wire.answer(200, OK))
    with Client("http://api.example") as client:
        assert client.send(GET).name == "Launch"
    assert wire.requests[0].line == "GET http://api.example/site/s/conversation/c HTTP/1.1"


@pytest.mark.parametrize(
    ("name", "proxy", "bypass"),
    [("http_proxy", "nonsense://u:hunter2@h", ""), ("http_proxy", "http://127.0.0.1:1", "other")],
)
def test_a_proxy_that_cannot_be_used_is_told_without_its_password(
    name: str, proxy: str, bypass: str, wire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, proxy)
    monkeypatch.setenv("no_proxy", bypass)
    found = both(wire, GET, base="http://api.example", policy=Policy(retries=0))

    assert type(found.error) is errors.ConnectFailed
    assert found.requests == []
    assert "hunter2" not in str(found.error)


def test_a_certificate_file_that_is_none_is_refused_in_a_sentence(tmp_path: Any) -> None:
    for file in (tmp_path / "none.pem", tmp_path):
        with pytest.raises(ValueError, match=r"^The certificate file '.*' cannot be used: "):
            Client("https://api.example", ca_file=str(file))
    (tmp_path / "empty.pem").write_text("nothing")
    with pytest.raises(ValueError, match="cannot be used"):
        Client("https://api.example", ca_file=str(tmp_path / "empty.pem"))


CERTIFICATE = Path(__file__).parent / "data" / "loopback.pem"
"""A key and its self-signed certificate for 127.0.0.1, made for these tests only."""


@pytest.fixture
def secure(wire: Any) -> Iterator[Any]:
    """A second server, with TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server = type(wire)(context)
    yield server
    server.close()


def test_a_certificate_that_is_not_trusted_is_named(secure: Any, wire: Any) -> None:
    for call in (GET, POST):
        found = both(wire, call, base=secure.url, policy=Policy(retries=0))
        assert type(found.error) is errors.ConnectFailed
        assert found.error.message == (
            "the server's certificate is not trusted: self-signed certificate"
        )
    assert secure.requests == []


def test_a_certificate_file_of_the_callers_is_trusted(secure: Any, wire: Any) -> None:
    secure.default = secure.answer(200, OK)
    assert both(wire, GET, base=secure.url, ca_file=str(CERTIFICATE)).exchange.ok


def test_the_token_hosts_certificate_is_checked_even_beside_a_plain_api(
    secure: Any, wire: Any
) -> None:
    def auth() -> ClientCredentials:
        return ClientCredentials("id", "secret-of-the-app", token_url=f"{secure.url}/token")

    found = both(wire, GET, auth=auth, policy=Policy(retries=0))
    assert type(found.error) is errors.TokenRefused
    assert "certificate is not trusted" in str(found.error)
    assert (secure.requests, wire.requests) == ([], [])

    secure.default = secure.json({"access_token": "token-1"})
    found = both(wire, GET, wire.answer(200, OK), auth=auth, ca_file=str(CERTIFICATE))
    assert found.exchange.ok
