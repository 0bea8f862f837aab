"""Base URLs, and which addresses have the same origin."""

from __future__ import annotations

import pytest

from explorer.api.auth import Bearer
from explorer.api.client import Client
from explorer.api.origin import base_url, is_loopback, origin


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("https://api.example/", "https://api.example"),
        (" HTTPS://API.Example:8443/base// ", "https://api.example:8443/base"),
        ("http://[::1]:80/", "http://[::1]:80"),
        ("http://h/ü x".replace(" ", ""), "http://h/%C3%BCx"),
    ],
)
def test_a_base_url_is_cleaned(text: str, clean: str) -> None:
    assert base_url(text) == clean
    assert base_url(clean) == clean


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("api.example", "is not an http or https address"),
        ("ftp://x", "is not an http or https address"),
        ("http://", "is not an http or https address"),
        ("http://h:port", "its host or port cannot be read"),
        ("http://h:70000", "its host or port cannot be read"),
        ("http://[::1", "its host or port cannot be read"),
        ("http://h/a b", "holds blanks"),
        ("http://h\\@x", "holds blanks, backslashes"),
        ("http://h/\x1b", "holds blanks, backslashes or control characters"),
        ("http://h/\ud800", "holds blanks"),
        ("http://h/?", "must have no query"),
        ("http://h/#x", "must have no query"),
        ("http://h/a/../b", "must have no '.' or '..'"),
    ],
)
def test_what_is_no_base_url_is_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(ValueError, match="The base URL ") as caught:
        base_url(text)
    assert str(caught.value).startswith("The base URL ")
    assert words in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "text",
    [
        "https://user:hunter2@h",
        "https://user:hunter2@h /",
        "https://user:hunter2@h?x",
        "https://user:hun@ter2@h:bad",
        "user:hunter2@h",
        "https://h?token=hunter2",
        "https://h#hunter2",
    ],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="The base URL") as caught:
        base_url(text)
    assert "hunter2" not in str(caught.value)
    assert "ter2" not in str(caught.value)


def test_an_origin_is_scheme_host_and_port() -> None:
    assert origin("https://H.example/x") == origin("https://h.example:443")
    assert origin("http://h") != origin("https://h")
    assert origin("http://h:0") != origin("http://h")
    with pytest.raises(ValueError, match="no host"):
        origin("file:///x")


def test_this_machine_is_known() -> None:
    for here in ("http://localhost:1", "http://127.0.0.1", "http://127.9.9.9", "http://[::1]:5"):
        assert is_loopback(here), here
    for there in (
        *("http://localhost.example", "http://128.0.0.1", "http://127.0.0.1.example"),
        *("http://127.999.1.1", "http://0.0.0.0", "https://x"),
    ):
        assert not is_loopback(there), there


def test_a_token_does_not_travel_in_the_open() -> None:
    with pytest.raises(ValueError, match="is not encrypted and not this machine"):
        Client("http://api.example", auth="token-abc")
    with Client("http://api.example", auth=Bearer("token-abc"), plain_http=True) as client:
        assert client.base_url == "http://api.example"
    with Client("http://api.example") as client:
        assert client.base_url == "http://api.example"
    with Client("http://127.0.0.1:1", auth="token-abc") as client:
        assert client.base_url == "http://127.0.0.1:1"
