"""Bodies in every mode, and the content types that go with them."""

from __future__ import annotations

import json
from email import message_from_bytes, policy
from typing import Any

import pytest

from explorer.formats.postman import resolve

from .making import errors, one, sent

URL = "https://h/a"
OCTETS = "application/octet-stream"
FORM = "application/x-www-form-urlencoded"


def raw(text: Any, language: str | None = None) -> dict[str, Any]:
    options = {"options": {"raw": {"language": language}}} if language else {}
    return {"mode": "raw", "raw": text, **options}


def form(*fields: Any) -> dict[str, Any]:
    return {"mode": "urlencoded", "urlencoded": list(fields)}


def graphql(**values: Any) -> dict[str, Any]:
    return {"mode": "graphql", "graphql": values}


BODIES: dict[str, tuple[Any, str | None, bytes]] = {
    "none": ({"mode": "none"}, None, b""),
    "null": (None, None, b""),
    "disabled": ({**raw("x"), "disabled": True}, None, b""),
    "raw without a text": ({"mode": "raw"}, None, b""),
    "raw, empty": (raw(""), None, b""),
    "raw": (raw("héllo"), "text/plain", "héllo".encode()),
    "raw, a stand-in that is a body": (raw("{}", "json"), "application/json", b"{}"),
    "raw JSON": (raw('{"a": "{{v}}"}', "json"), "application/json", b'{"a": "value"}'),
    "raw XML": (raw("<a/>", "xml"), "application/xml", b"<a/>"),
    "raw, an unknown language": (raw("x", "klingon"), "text/plain", b"x"),
    "raw, no text but an object": (raw({"a": 1}, "json"), "application/json", b'{"a": 1}'),
    "a text alone": ("words", "text/plain", b"words"),
    "no mode": ({"raw": "words"}, "text/plain", b"words"),
    "urlencoded": (
        form({"key": "a b", "value": "{{v}}&=é"}, {"key": "a b", "value": ""}),
        FORM,
        b"a+b=value%26%3D%C3%A9&a+b=",
    ),
    "urlencoded, disabled and stand-ins": (
        form({"key": "a", "value": "1", "disabled": True}, {"key": "b", "value": "<string>"}, None),
        FORM,
        b"",
    ),
    "urlencoded, one text": ({"mode": "urlencoded", "urlencoded": "a=1&b"}, FORM, b"a=1&b="),
    "a file's own content": ({"mode": "file", "file": {"content": "x"}}, OCTETS, b"x"),
    "graphql": (
        graphql(query="{ a }", variables='{"x": "{{v}}"}', operationName="O"),
        "application/json",
        b'{"query": "{ a }", "operationName": "O", "variables": {"x": "value"}}',
    ),
    "graphql, an object": (
        graphql(query="{ a }", variables={"x": 1}),
        "application/json",
        b'{"query": "{ a }", "variables": {"x": 1}}',
    ),
    "graphql, no variables": (
        graphql(query="q", variables=""),
        "application/json",
        b'{"query": "q"}',
    ),
}


@pytest.mark.parametrize("case", BODIES)
def test_what_is_sent(case: str) -> None:
    body, content_type, expected = BODIES[case]
    resolved = sent(URL, {"v": "value"}, method="POST", body=body)
    assert resolved.body == expected
    assert dict(resolved.headers).get("Content-Type") == content_type


def test_a_content_type_of_its_own_stays() -> None:
    header = [{"key": "content-type", "value": "text/markdown"}]
    resolved = sent(URL, {}, method="POST", header=header, body=raw("x", "json"))
    assert resolved.headers == (("content-type", "text/markdown"),)


def test_what_a_caller_gives_counts_in_a_body_whatever_it_is() -> None:
    resolved = sent(URL, {"a": "", "b": "{}"}, method="POST", body=raw("[{{a}}{{b}}]"))
    assert resolved.body == b"[{}]"


MULTIPART = {
    "mode": "formdata",
    "formdata": [
        {"key": "text", "value": "{{v}} é", "type": "text"},
        {"key": 'quo"te', "value": "x", "contentType": "application/json"},
        {"key": "off", "value": "x", "disabled": True},
        {"key": "files", "type": "file", "src": ["/tmp/a.bin", "C:\\b.txt"]},
    ],
}


def test_a_multipart_form_is_one_that_others_can_read() -> None:
    request = one(URL, method="POST", body=MULTIPART)
    resolved = resolve(
        request, {"v": "value"}, read_file=lambda name: b"\xff\r\n--" + name.encode()
    )
    assert resolved.ok
    kind = dict(resolved.headers)["Content-Type"]
    whole = message_from_bytes(
        b"Content-Type: " + kind.encode() + b"\r\n\r\n" + resolved.body, policy=policy.HTTP
    )
    parts = [
        (
            part.get_param("name", header="content-disposition"),
            part.get_filename(),
            part.get_payload(decode=True),
        )
        for part in whole.iter_parts()
    ]
    assert parts == [
        ("text", None, "value é".encode()),
        ("quo%22te", None, b"x"),
        ("files", "a.bin", b"\xff\r\n--/tmp/a.bin"),
        ("files", "b.txt", b"\xff\r\n--C:\\b.txt"),
    ]
    assert [part.get_content_type() for part in whole.iter_parts()][1:3] == [
        "application/json",
        OCTETS,
    ]
    assert resolve(request, {"v": "value"}, read_file=lambda name: b"").body != resolved.body


@pytest.mark.parametrize("body", [MULTIPART, {"mode": "file", "file": {"src": "/etc/passwd"}}])
def test_no_file_is_read_unless_the_caller_reads_it(body: Any) -> None:
    found = errors(resolve(one(URL, method="POST", body=body), {"v": "x"}).problems)
    assert found
    assert all("not read" in message for _, message in found)


def test_a_file_that_cannot_be_read_is_said() -> None:
    def read_file(name: str) -> bytes:
        raise FileNotFoundError(2, "No such file or directory", name)

    body = {"mode": "file", "file": {"src": "gone.bin"}}
    resolved = resolve(one(URL, method="POST", body=body), read_file=read_file)
    assert errors(resolved.problems) == [
        (
            "item[0].request.body.file",
            "The file gone.bin cannot be read: No such file or directory.",
        )
    ]
    assert resolve(one(URL, method="POST", body=body), read_file=lambda name: b"x").body == b"x"


@pytest.mark.parametrize(
    ("body", "path", "message"),
    [
        (raw("{{open}} {{open}} {{other}}"), "raw", "{{open}} has no value"),
        (raw("\ud800"), "raw", "surrogate"),
        (form({"key": "a", "value": "{{open}}"}), "urlencoded[0]", "{{open}} has no value"),
        (graphql(query="q", variables="{"), "graphql", "not JSON"),
        ({"mode": "file", "file": {"src": None}}, "file", "names none"),
    ],
)
def test_a_body_that_cannot_be_sent_says_why(body: Any, path: str, message: str) -> None:
    found = errors(resolve(one(URL, method="POST", body=body)).problems)
    assert found[0][0] == f"item[0].request.body.{path}"
    assert message in found[0][1]


def test_what_is_sent_as_json_is_json() -> None:
    resolved = sent(URL, {}, method="POST", body=graphql(query='{"\n\\'))
    assert json.loads(resolved.body) == {"query": '{"\n\\'}
