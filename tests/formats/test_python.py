"""Python snippets are run, and what arrives is the request they were written from."""

from __future__ import annotations

import ast
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.api import errors, operations
from explorer.api.auth import ClientCredentials
from explorer.api.client import Client
from explorer.api.operations import CATALOGUE
from explorer.api.source import FileSource
from explorer.document.safe import visible
from explorer.formats import python_httpx, python_package
from explorer.formats.errors import FormatError
from explorer.formats.known import recognise
from explorer.formats.portable import Portable
from explorer.sandbox.admin.received import Received
from explorer.sandbox.server import Sandbox

from .conftest import Runner
from .judging import assert_is, latest, received
from .nasty import portables, texts

WRITERS = {"python": python_package.write, "httpx": python_httpx.write}
CLOUD = "11111111-2222-4333-8444-555555555555"
ROOM = "22222222-3333-4444-8555-666666666666"


def made_by(source: str, runner: Runner, sandbox: Sandbox) -> list[Received]:
    """What a sandbox gets while a snippet runs."""
    last = latest(sandbox)
    problem = runner.run(source)
    # The request is made, whatever the answer is: only an error of the service is none of ours.
    kind = getattr(errors, problem.partition(":")[0], None)
    assert not problem or issubclass(kind, errors.ApiError), problem
    return received(sandbox, last)


@pytest.mark.parametrize("way", WRITERS)
@pytest.mark.parametrize("operation_id", CATALOGUE)
def test_a_snippet_of_every_operation_makes_the_clients_own_request(
    operation_id: str, way: str, runner: Runner, sandbox: Sandbox
) -> None:
    call = CATALOGUE[operation_id].example()
    last = latest(sandbox)
    token = sandbox.credentials.participate_token
    with Client(sandbox.base_url, auth=token, cloud_id=CLOUD) as client:
        exchange = client.exchange(call)
    (original,) = received(sandbox, last)
    portable = Portable.from_exchange(exchange)
    assert portable == Portable.from_call(call, sandbox.base_url, CLOUD)
    assert_is(original, portable)
    (one,) = made_by(WRITERS[way](portable), runner, sandbox)
    assert_is(one, portable)


@pytest.mark.parametrize("operation_id", CATALOGUE)
def test_every_operation_has_its_convenient_spelling(operation_id: str) -> None:
    operation = CATALOGUE[operation_id]
    portable = Portable.from_call(operation.example(), "http://127.0.0.1:1", CLOUD)
    source = python_package.write(portable)
    assert f"client.{python_package.spelling(operation)}(" in source
    assert source == only_known_names(source)


@settings(max_examples=60)
@given(data=st.data())
def test_what_arrives_is_the_request_whatever_it_holds(
    data: st.DataObject, runner: Runner, sandbox: Sandbox
) -> None:
    portable = data.draw(portables(sandbox.base_url))
    for write in WRITERS.values():
        try:
            source = write(portable)
        except FormatError:
            # The package leaves an address as it is only where its HTTP library does.
            assert write is python_package.write
            assert not python_httpx.keeps(portable.target)
            continue
        (one,) = made_by(source, runner, sandbox)
        assert_is(one, portable)


@settings(max_examples=40)
@given(text=texts.filter(str.strip), query=texts, data=st.data())
def test_a_message_and_a_search_of_anything_are_known_again(
    text: str, query: str, data: st.DataObject, runner: Runner, sandbox: Sandbox
) -> None:
    text, query = (each.encode("utf-8", "replace").decode() for each in (text, query))
    call = data.draw(
        st.sampled_from(
            [
                operations.SendMessage(conversation_id=ROOM, content=text),
                operations.SendMessage(conversation_id=ROOM, content=text, form="text"),
                operations.ListConversations(query=query, limit=3),
                operations.UpdateConversation.unchecked(
                    {"conversation_id": ROOM, "name": text, "odd one": query}
                ),
            ]
        )
    )
    portable = Portable.from_call(call, sandbox.base_url, CLOUD)
    known = recognise(portable)
    assert known is not None
    assert known.operation is type(call)
    assert known.checked is not call.is_unchecked
    (one,) = made_by(python_package.write(portable), runner, sandbox)
    assert_is(one, portable)


NAMES = {
    *("os", "httpx", "Client", "Path", "Operation", "Prepared", "Request", "operations", "base"),
    *("client", "answer", "exchange", "response", "print", "body", "bytes", "int", "str"),
}
ATTRIBUTES = {
    *("environ", "request", "exchange", "result", "status_code", "text", "unchecked", "encode"),
    *("URL", "raw_path", "rstrip", "read_bytes", "Client"),
}


def only_known_names(source: str) -> str:
    """A source after it was seen to hold nothing but literals and what snippets call."""
    assert source == visible(source)
    spelled = {
        part
        for each in map(python_package.spelling, CATALOGUE.values())
        for part in each.split(".")
    }
    classes = {each.__name__ for each in CATALOGUE.values()}
    for node in ast.walk(ast.parse(source)):
        assert not isinstance(node, ast.JoinedStr | ast.Lambda | ast.Starred | ast.NamedExpr)
        if isinstance(node, ast.Name):
            assert node.id in NAMES or isinstance(node.ctx, ast.Store)
        if isinstance(node, ast.Attribute):
            assert node.attr in ATTRIBUTES | spelled | classes
        if isinstance(node, ast.Subscript) and not isinstance(node.value, ast.Name):
            assert ast.unparse(node.value) == "os.environ"
            assert isinstance(node.slice, ast.Constant)
            assert node.slice.value in {"STRIDE_BASE_URL", "STRIDE_TOKEN"}
    return source


@given(portable=portables())
def test_nothing_breaks_out_of_a_literal(portable: Portable) -> None:
    for write in WRITERS.values():
        try:
            source = write(portable)
        except FormatError:
            continue
        only_known_names(source)


def test_a_file_is_read_where_the_snippet_runs(runner: Runner, sandbox: Sandbox) -> None:
    (runner.folder / "it's a $file.csv").write_bytes(b"day,parcels\n" * 20_000)
    source = FileSource(runner.folder / "it's a $file.csv")
    call = operations.UploadMedia(conversation_id=ROOM, name="other name.csv", content=source)
    portable = Portable.from_call(call, sandbox.base_url, CLOUD)
    assert (portable.file, portable.body) == ("it's a $file.csv", b"")
    for write in WRITERS.values():
        assert "parcels" not in write(portable)
        (one,) = made_by(write(portable), runner, sandbox)
        assert (one.method, one.target) == ("POST", portable.target)
        assert one.body == b"day,parcels\n" * 20_000
    with_note = Portable.from_call(call, sandbox.base_url, CLOUD, headers={"X-Note": "a"})
    (one,) = made_by(python_package.write(with_note), runner, sandbox)
    assert b"X-Note: a\r\n" in one.data
    assert one.body == b"day,parcels\n" * 20_000


def test_a_token_is_asked_for_with_the_secret_of_the_environment(
    runner: Runner, sandbox: Sandbox
) -> None:
    own = sandbox.credentials
    auth = ClientCredentials(own.client_id, own.client_secret)
    auth.bind(sandbox.base_url)
    portable = Portable.from_request(auth.token_request(), sandbox.base_url)
    for write in WRITERS.values():
        source = write(portable)
        assert own.client_secret not in source
        assert 'os.environ["SECRET"]' in source
        named = source.replace('os.environ["SECRET"]', 'os.environ["STRIDE_CLIENT_SECRET"]')
        (one,) = made_by(named, runner, sandbox)
        assert (one.target, one.operation, one.status) == (
            "/oauth/token",
            "token",
            200,
        )


def test_a_message_that_names_a_variable_does_not_tell_the_token(
    runner: Runner, sandbox: Sandbox
) -> None:
    text = 'Put `$STRIDE_TOKEN` there, as "client_secret": "$STRIDE_TOKEN"'
    call = operations.SendMessage(conversation_id=ROOM, content=text)
    portable = Portable.from_call(
        call, sandbox.base_url, CLOUD, authorized=False, headers={"X-Hint": "$STRIDE_TOKEN"}
    )
    for write in WRITERS.values():
        assert "STRIDE_TOKEN" not in write(portable).replace("$STRIDE_TOKEN", "")


def test_values_that_our_checks_refuse_are_sent_past_them(runner: Runner, sandbox: Sandbox) -> None:
    call = operations.ListConversations.unchecked({"limit": 1000})
    portable = Portable.from_call(call, sandbox.base_url, CLOUD)
    source = python_package.write(portable)
    assert "ListConversations.unchecked(" in source
    (one,) = made_by(source, runner, sandbox)
    assert (one.target, one.status) == (f"/site/{CLOUD}/conversation?limit=1000", 400)


def test_too_deep_a_body_is_written_as_the_bytes_it_is() -> None:
    deep: dict = {}
    for _ in range(150):
        deep = {"a": [deep]}
    body = json.dumps({"body": deep}).encode()
    portable = Portable.from_call(
        operations.SendMessage.unchecked({"conversation_id": ROOM}, body=body), "http://a", CLOUD
    )
    only_known_names(python_package.write(portable))


@pytest.mark.parametrize(
    ("portable", "write", "words"),
    [
        (Portable("get", "http://a", "/site/"), python_httpx.write, "capital letters"),
        (Portable("get", "http://a", "/site/"), python_package.write, "capital letters"),
        (Portable("GET", "http://a", "/a/../b"), python_package.write, "tidy this address up"),
        (
            Portable("GET", "http://a", "/site/", (("X-A", "1"), ("X-A", "2"))),
            python_package.write,
            "sends the header X-A once",
        ),
        (Portable("PUT", "http://a", "/x", file="f"), python_package.write, "reads the file f"),
    ],
)
def test_what_python_cannot_send_is_refused_in_a_sentence(portable, write, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        write(portable)


def test_a_repeated_header_is_sent_as_often(runner: Runner, sandbox: Sandbox) -> None:
    portable = Portable("GET", sandbox.base_url, "/site/", (("X-A", "1"), ("X-A", "2")))
    (one,) = made_by(python_httpx.write(portable), runner, sandbox)
    assert_is(one, portable)


def test_plain_http_to_another_machine_is_allowed_in_so_many_words() -> None:
    call = operations.ListSites()
    assert "plain_http=True" in python_package.write(Portable.from_call(call, "http://a.example"))
    assert "plain_http" not in python_package.write(Portable.from_call(call, "https://a.example"))
