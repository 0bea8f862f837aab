"""What a request becomes before it is written for a tool: split, without secrets, or refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from explorer.api import operations
from explorer.api.auth import Bearer
from explorer.api.client import Client
from explorer.api.exchange import Exchange, Request
from explorer.api.redact import Redactor, Secret
from explorer.formats.errors import FormatError
from explorer.formats.portable import Portable, Variable
from explorer.formats.snippets import SNIPPETS
from explorer.sandbox.server import Sandbox

SITES = "GetAllHandler"
ROOM = "22222222-3333-4444-8555-666666666666"


def exchange(request: Request, operation_id: str = "") -> Exchange[None]:
    return Exchange("1", operation_id, datetime(2018, 6, 8, tzinfo=UTC), request)


@pytest.mark.parametrize(
    ("url", "base_url", "operation_id", "wanted"),
    [
        ("http://a/site/", "", SITES, ("http://a", "/site/", True)),
        ("http://a/under/it/site/?x=1", "", SITES, ("http://a/under/it", "/site/?x=1", True)),
        ("http://a/under/site/", "http://a/under/", SITES, ("http://a/under", "/site/", True)),
        ("http://a/under/site/", "http://a/und", SITES, ("http://a", "/under/site/", False)),
        ("http://a:8080/site/", "http://a:80", SITES, ("http://a:8080", "/site/", False)),
        ("http://b/site/", "http://a", SITES, ("http://b", "/site/", False)),
        ("http://a/x?y#z", "", "", ("http://a", "/x?y", True)),
        ("http://a", "http://a", "", ("http://a", "/", True)),
        ("http://a?x=1", "", "", ("http://a", "/?x=1", True)),
        ("http://a/base?x=1", "http://a/base", "", ("http://a/base", "/?x=1", True)),
        ("http://[::1]:80/site/", "", SITES, ("http://[::1]:80", "/site/", True)),
        ("http://a/site/?", "", SITES, ("http://a", "/site/?", True)),
        ("http://a/b?x", "", "GET of a collection", ("http://a", "/b?x", False)),
    ],
)
def test_an_address_is_a_base_and_the_rest(url, base_url, operation_id, wanted) -> None:
    made = Portable.from_exchange(exchange(Request("GET", url), operation_id), base_url)
    assert (made.base_url, made.target, made.at_home) == wanted
    assert made.address == (
        (Variable("STRIDE_BASE_URL"), made.target) if made.at_home else (f"{wanted[0]}{wanted[1]}",)
    )


def test_a_request_to_another_host_does_not_go_to_ours() -> None:
    request = Request("GET", "http://elsewhere.example/site/")
    made = Portable.from_exchange(exchange(request, SITES), "http://a")
    for name, snippet in SNIPPETS.items():
        assert "STRIDE_BASE_URL" not in snippet.write(made), name
        assert "elsewhere.example" in snippet.write(made), name


def test_secrets_are_names_however_a_request_comes(sandbox: Sandbox) -> None:
    token = sandbox.credentials.participate_token
    call = operations.ListSites()
    with Client(sandbox.base_url, auth=token) as client:
        exchange = client.exchange(call, headers={"X-Api-Key": "abcdef", "Cookie": "a=1"})
    sent = Request("GET", f"{sandbox.base_url}/site/", (("Authorization", f"Bearer {token}"),))
    ways = [
        Portable.from_exchange(exchange),
        Portable.from_call(
            call, sandbox.base_url, headers={"X-Api-Key": "abcdef", "Cookie": "a=1"}
        ),
        Portable.from_request(sent, redactor=Redactor(Bearer(token).secrets())),
        Portable.from_request(sent),
    ]
    for made in ways:
        assert token not in repr(made)
        assert "abcdef" not in repr(made)
    assert [made.authorization for made in ways] == ["STRIDE_TOKEN"] * 3 + ["SECRET"]
    assert ways[0] == ways[1]
    # Two secrets without names of their own are not the same secret.
    assert (ways[0].header("X-Api-Key"), ways[0].header("cookie")) == ("$SECRET", "$SECRET_2")


def test_a_variable_is_only_where_a_secret_was() -> None:
    made = Portable("POST", "http://a", "/site/", body=b'{"text":"$STRIDE_TOKEN"}')
    assert made.value("X-Note", "a $STRIDE_TOKEN") == ("a $STRIDE_TOKEN",)
    assert made.value("Cookie", "a=$SECRET; b") == ("a=", Variable("SECRET"), "; b")
    assert made.value("Authorization", "Basic $A$B") == ("Basic ", Variable("A"), Variable("B"))
    assert made.body_parts() == (made.body,)


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        (
            b'{"grant_type":"client_credentials","client_secret": "$S","audience":"$X"}',
            (
                b'{"grant_type":"client_credentials","client_secret": "',
                Variable("S"),
                b'","audience":"$X"}',
            ),
        ),
        (
            b"grant_type=client_credentials&client_secret=$S&audience=$X",
            (
                b"grant_type=client_credentials&client_secret=",
                Variable("S"),
                b"&audience=$X",
            ),
        ),
        (b'{"text":"grant_type","client_secret":"$S"}',) * 2,
        (b'"client_secret":"$S" and grant_type',) * 2,
    ],
)
def test_a_request_for_a_token_has_its_secret_as_a_variable(body: bytes, parts) -> None:
    made = Portable("POST", "http://a", "/oauth/token", body=body)
    assert made.body_parts() == (parts if isinstance(parts, tuple) else (parts,))


def test_only_what_matters_is_left_of_the_headers() -> None:
    made = Portable.from_call(operations.ListSites(), "http://a", headers={"X-Note": "1"})
    assert [name for name, _ in made.headers] == [
        *("Accept", "Accept-Encoding", "User-Agent", "X-Note", "Authorization")
    ]
    assert [name for name, _ in made.own_headers] == ["Accept", "X-Note", "Authorization"]
    other = {"User-Agent": "mine/1", "Accept-Encoding": "br"}
    made = Portable.from_call(operations.ListSites(), "http://a", headers=other)
    assert dict(made.own_headers).items() >= other.items()
    framing = (("Content-Length", "9"), ("Connection", "close"), ("Host", "h"))
    made = Portable.from_request(Request("GET", "http://a/site/", framing))
    assert made.headers == (("Host", "h"),)


def test_of_an_upload_only_the_name_is_kept_where_the_bytes_are_not() -> None:
    operation_id = "ConversationMediaPostHandler"
    url = f"http://a/site/s/conversation/{ROOM}/media?name=a%20b.csv"
    cut = Request("POST", url, (), b"beginning", 100)
    assert Portable.from_exchange(exchange(cut, operation_id)).file == "a b.csv"
    whole = Portable.from_exchange(exchange(Request("POST", url, (), b"all"), operation_id))
    assert (whole.file, whole.body) == ("", b"all")
    evil = Request("POST", f"{url.partition('?')[0]}?name=..%2F%1B%5Bm.csv", (), b"", 1)
    assert "/" not in Portable.from_exchange(exchange(evil, operation_id)).file
    large = operations.UploadMedia(conversation_id=ROOM, name="a.bin", content=b"0" * 100_000)
    assert Portable.from_call(large, "http://a", "s").file == "a.bin"
    with pytest.raises(FormatError, match="first 9 bytes of the body were kept and 100 are"):
        Portable.from_exchange(exchange(cut, "ConversationPostHandler"))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"method": "GET\r\nX: 1"}, "is not an HTTP method"),
        ({"method": ""}, "is not an HTTP method"),
        ({"target": "/a b"}, "holds a blank"),
        ({"target": "/a\r\nX: 1"}, "holds a blank"),
        ({"target": "/é"}, "non-ASCII"),
        ({"target": "/a#b"}, "percent-encode"),
        ({"target": "a"}, "percent-encode"),
        ({"headers": (("X-A", "a\r\nX: 1"),)}, "The header X-A holds a line break"),
        ({"headers": (("X-A", "a\0"),)}, "a control"),
        ({"headers": (("X-A", "\x1b[31m"),)}, "a control"),
        ({"headers": (("X-A", "é"),)}, "non-ASCII"),
        ({"headers": (("X-A", " a"),)}, "blanks at its ends"),
        ({"headers": (("X A", "a"),)}, "is not a header name"),
        ({"headers": (("X:A\x1b", "a"),)}, "is not a header name"),
    ],
)
def test_what_no_tool_can_carry_is_refused_in_a_sentence(values, words: str) -> None:
    with pytest.raises(FormatError, match=words) as refused:
        Portable(**{"method": "GET", "base_url": "http://a", "target": "/", **values})
    assert str(refused.value).isprintable()
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://a/site/", "is not an http or https address"),
        ("http://user:secret@a/site/", "user name or password"),
        ("http://:99999999/", "not valid|not an http"),
    ],
)
def test_an_address_that_is_none_is_refused(url: str, words: str) -> None:
    with pytest.raises(FormatError, match=words) as refused:
        Portable.from_exchange(exchange(Request("GET", url)))
    assert "secret" not in str(refused.value)


def test_a_call_without_credentials_asks_for_none() -> None:
    made = Portable.from_call(operations.ListSites(), "http://a", authorized=False)
    for name, snippet in SNIPPETS.items():
        assert "TOKEN" not in snippet.write(made), name
    own = Portable.from_call(
        operations.ListSites(), "http://a", headers={"Authorization": "Basic abcdefgh"}
    )
    assert own.header("Authorization") == "Basic $SECRET"
    assert Redactor([Secret("abcdefgh")]).text("abcdefgh") not in repr(own)
