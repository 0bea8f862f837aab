"""Snippets pasted into real shells, with real curl: what arrives is the original request."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.api import operations
from explorer.api.auth import ClientCredentials
from explorer.api.client import Client
from explorer.api.operations import CATALOGUE
from explorer.api.source import FileSource
from explorer.formats import curl
from explorer.formats.portable import Portable
from explorer.sandbox.admin.received import Received
from explorer.sandbox.server import Sandbox

SHELLS = [name for name in ("sh", "bash", "dash", "zsh", "ksh") if shutil.which(name)]
CLOUD = "11111111-2222-4333-8444-555555555555"
ROOM = "22222222-3333-4444-8555-666666666666"
HARD = (
    *("'", '"', "`id`", "$HOME", "$(id)", "${IFS}", "!", "!!", "%s%n%", "\\", "\\n", "\\047"),
    *("\n", "\r\n", "\t", "\0", "@", "@-", "-n", "--", "~", "*", "?", "[a]", "{a,b}", "#", ";"),
    *("🎉", "é", "\u202e", "\u200d", "\x1b[31m", "\x07", "\x9b", "\ufeff", "\u2028", "EOF\n"),
    *("$STRIDE_TOKEN", "'\\''", "|", "&", ">", "<", " "),
)
texts = st.lists(st.one_of(st.sampled_from(HARD), st.text(max_size=4)), max_size=8).map("".join)
bodies = st.one_of(
    texts.map(lambda text: text.encode("utf-8", "replace")),
    st.binary(max_size=40),
    st.sampled_from([bytes(range(256)), b"@", b"\n", b"\0"]),
)
targets = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="#"), max_size=12
).map("/site/".__add__)
values = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20).map(str.strip)


@pytest.fixture(scope="module")
def sandbox():
    assert shutil.which("curl")
    with Sandbox.start() as started:
        yield started


def paste(source: str, sandbox: Sandbox, shell: str = "sh", folder: Path | None = None) -> Received:
    """Run a command in a shell, and give the one request that comes of it."""
    last = max((each.number for each in sandbox.requests()), default=0)
    own = sandbox.credentials
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "STRIDE_BASE_URL": sandbox.base_url,
        "STRIDE_TOKEN": own.participate_token,
        "STRIDE_CLIENT_SECRET": own.client_secret,
    }
    done = subprocess.run(
        [shell], input=source.encode(), capture_output=True, timeout=60, env=environment, cwd=folder
    )
    assert (done.returncode, done.stderr) == (0, b""), source
    until = time.monotonic() + 10
    while True:
        (one,) = sandbox.requests(last)
        # It may have been answered before its body was there.
        if one.data or time.monotonic() > until:
            return one
        time.sleep(0.002)


def assert_is(one: Received, wanted: Portable) -> None:
    """A request is the one wanted: line and body byte for byte, the headers that matter."""
    assert (one.method, one.target, one.body) == (wanted.method, wanted.target, wanted.body)
    lines = one.head.decode("latin-1").split("\r\n")[1:]
    given = {
        (name.lower(), value.strip()) for name, _, value in (each.partition(":") for each in lines)
    }
    own = {(name.lower(), value) for name, value in wanted.own_headers}
    assert given >= own
    added = {name for name, _ in given - own}
    assert added <= {"host", "user-agent", "accept", "content-length"}
    if wanted.body or wanted.method in {"POST", "PUT", "PATCH"}:
        assert ("content-length", str(len(wanted.body))) in given
    else:
        assert "content-length" not in added


@pytest.mark.parametrize("operation_id", CATALOGUE)
def test_a_command_of_every_operation_makes_the_clients_own_request(
    operation_id: str, sandbox: Sandbox
) -> None:
    token = sandbox.credentials.participate_token
    with Client(sandbox.base_url, auth=token, cloud_id=CLOUD) as client:
        exchange = client.exchange(CATALOGUE[operation_id].example())
    portable = Portable.from_exchange(exchange)
    one = paste(curl.write(portable), sandbox)
    assert one.operation == operation_id
    assert_is(one, portable)


@pytest.mark.parametrize("shell", SHELLS)
@settings(max_examples=60)
@given(data=st.data())
def test_what_arrives_is_the_request_whatever_it_holds(
    data: st.DataObject, shell: str, sandbox: Sandbox
) -> None:
    headers = [("Accept", "application/json")] if data.draw(st.booleans()) else []
    if data.draw(st.booleans()):
        headers.append(("Content-Type", "text/plain"))
    if data.draw(st.booleans()):
        headers.append(("Authorization", "Bearer $STRIDE_TOKEN"))
    if data.draw(st.booleans()):
        headers.append(("X-Note", data.draw(values)))
    method = data.draw(st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"]))
    target, body = data.draw(targets), data.draw(bodies)
    portable = Portable(method, sandbox.base_url, target, tuple(headers), body)
    assert_is(paste(curl.write(portable), sandbox, shell), portable)


@pytest.mark.parametrize(
    "target",
    [
        *(
            "/site/../x",
            "/./site/",
            "/site/..",
            "/site/%2e%2e/x",
            "/a//b",
            "//a",
            "/a?",
            "/a?/../b",
        ),
        *("/{a,b}", "/[1-3]", "/%", "/%7e~%7E", "/a\\b", "/'$(id)'", '/"`id`"', "/!!", "/@x:y"),
    ],
)
def test_an_address_is_left_as_it_is(target: str, sandbox: Sandbox) -> None:
    portable = Portable("GET", sandbox.base_url, target)
    assert_is(paste(curl.write(portable), sandbox), portable)


@settings(max_examples=40)
@given(text=texts.filter(str.strip), query=texts)
def test_a_message_and_a_search_of_anything_arrive(text: str, query: str, sandbox: Sandbox) -> None:
    text, query = (each.encode("utf-8", "replace").decode() for each in (text, query))
    for call in (
        operations.SendMessage(conversation_id=ROOM, content=text),
        operations.UpdateConversation.unchecked({"conversation_id": ROOM, "name": text}),
        operations.ListConversations(query=query),
    ):
        portable = Portable.from_call(call, sandbox.base_url, CLOUD)
        assert_is(paste(curl.write(portable), sandbox), portable)


@pytest.mark.parametrize("name", ["figures.csv", "it's a $(file) & more.bin", "-", "@x", "é🎉"])
def test_a_file_is_sent_from_where_the_shell_is(
    name: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    content = bytes(range(256)) * 5_000
    (tmp_path / name).write_bytes(content)
    token = sandbox.credentials.participate_token
    with Client(sandbox.base_url, auth=token) as client:
        client.cloud_id = client.sites.list().values[0].id
        rooms = client.conversations.list().values
        room = next(each.id for each in rooms if each.type == "group")
        source = FileSource(tmp_path / name)
        call = operations.UploadMedia(conversation_id=room, name="a.bin", content=source)
        portable = Portable.from_call(call, sandbox.base_url, client.cloud_id)
    one = paste(curl.write(portable), sandbox, folder=tmp_path)
    assert (one.target, one.status) == (portable.target, 201)
    # Of so much the beginning is kept; in the head the token's name stands for the token.
    assert one.size - len(one.head) - 4 == len(content) + len(token) - len("$STRIDE_TOKEN")
    assert content.startswith(one.body)
    assert b"expect" not in one.head.lower()


def test_a_token_is_asked_for_with_the_secret_of_the_environment(sandbox: Sandbox) -> None:
    own = sandbox.credentials
    auth = ClientCredentials(own.client_id, own.client_secret)
    auth.bind(sandbox.base_url)
    asked = auth.token_request()
    named = asked.body.replace(own.client_secret.encode(), b"$STRIDE_CLIENT_SECRET")
    piped = named.replace(b"api.atlassian.com", b"\x7f")
    for body, begins in ((named, "curl "), (piped, "printf ")):
        portable = Portable("POST", sandbox.base_url, "/oauth/token", asked.headers, body)
        assert curl.write(portable).startswith(begins)
        one = paste(curl.write(portable), sandbox)
        assert one.operation == "token"
        assert one.body == body.replace(b"$STRIDE_CLIENT_SECRET", b"$SECRET")
        assert (one.status == 200) is (body == named)


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("body", [bytes(range(256)) * 1000, b"a'\n\\%" * 30_000, b"a\n" * 30_000])
def test_a_large_body_arrives_whole(body: bytes, shell: str, sandbox: Sandbox) -> None:
    site = sandbox.credentials.cloud_ids[0]
    call = operations.CreateConversation.unchecked({"cloud_id": site}, body=body)
    portable = Portable.from_call(call, sandbox.base_url)
    assert_is(paste(curl.write(portable), sandbox, shell), portable)
