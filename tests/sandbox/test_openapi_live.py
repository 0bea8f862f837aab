"""What the sandbox answers is what its OpenAPI document says: statuses, headers, bodies."""

from __future__ import annotations

import json
import re
import socket

import jsonschema
import pytest

from explorer.api.openapi import openapi_document
from explorer.api.openapi.security import takes_room_token
from explorer.api.operations import CATALOGUE
from explorer.sandbox.limits import Limits
from explorer.sandbox.wire import BODY_LIMIT

DOCUMENT = openapi_document("http://127.0.0.1")

every_operation = pytest.mark.parametrize(
    "operation", CATALOGUE.values(), ids=lambda operation: operation.operation_id
)


def resolved(value):
    while "$ref" in value:
        place = DOCUMENT
        for step in value["$ref"].removeprefix("#/").split("/"):
            place = place[step]
        value = place
    return value


def assert_told_of(reply, path, method):
    """The answer's status, headers and body are those the document tells of."""
    told = DOCUMENT["paths"][path][method.lower()]["responses"]
    assert str(reply.status) in told, reply.body
    answer = resolved(told[str(reply.status)])
    for name, header in answer.get("headers", {}).items():
        header, value = resolved(header), reply.headers.get(name.lower())
        assert value is not None or not header.get("required"), name
        if value is not None:
            integer = header["schema"]["type"] == "integer"
            jsonschema.Draft202012Validator(header["schema"]).validate(
                int(value) if integer else value
            )
    content = answer.get("content")
    assert bool(content) == bool(reply.body)
    if content and "*/*" not in content:
        assert reply.headers["content-type"] in content
        schema = {
            **content[reply.headers["content-type"]]["schema"],
            "components": DOCUMENT["components"],
        }
        checker = jsonschema.FormatChecker()
        jsonschema.Draft202012Validator(schema, format_checker=checker).validate(reply.json)


def send(service, operation, *, change=None, query="", **more):
    """Make the call of an operation's own example, on what is there."""
    ids = {
        "cloud_id": service.cloud,
        "conversation_id": service.room("lunch"),
        "user_id": service.user("maya"),
    } | (change or {})
    call = operation.example()
    call = call.model_copy(
        update={name: value for name, value in ids.items() if name in operation.model_fields}
    )
    prepared = call.build()
    body = prepared.body or None
    if prepared.source is not None:
        with prepared.source.open() as file:
            body = file.read()
    if body and "user_id" not in operation.model_fields and operation.model_fields.get("add"):
        body = json.dumps({"add": [service.user("maya")]}).encode()
    headers = {"Content-Type": prepared.content_type} if prepared.content_type else {}
    headers |= more.pop("headers", {})
    target = prepared.target + query
    return service.call(prepared.method, target, more.pop("body", body), headers=headers, **more)


def prepare(service, operation):
    """Make what an operation works on; gives its ids."""
    by_name = {each.__name__: each for each in CATALOGUE.values()}
    made = {}
    if "message_id" in operation.model_fields:
        sender = "SendDirectMessage" if "user_id" in operation.model_fields else "SendMessage"
        made["message_id"] = send(service, by_name[sender]).json["id"]
    if "media_id" in operation.model_fields:
        made["media_id"] = send(service, by_name["UploadMedia"]).json["data"]["id"]
    needed = operation.__name__.replace("Delete", "Put").replace("GlanceState", "Glance")
    if "key" in operation.model_fields and needed != operation.__name__:
        put = by_name[needed]
        assert send(service, put).status == 204
    return made


@every_operation
def test_a_success_is_as_the_document_says(fresh, operation):
    reply = send(fresh, operation, change=prepare(fresh, operation))
    assert reply.status == operation.success, reply.body
    assert_told_of(reply, operation.path, operation.method)


@every_operation
def test_every_refusal_is_as_the_document_says(used, operation):
    def refused(status, **more):
        reply = send(used, operation, **more)
        assert reply.status == status, reply.body
        assert_told_of(reply, operation.path, operation.method)

    refused(
        400,
        query=("&" if operation.operation_id == "ConversationMediaPostHandler" else "?") + "x=1",
    )
    refused(401, token=None)
    refused(401, token=used.expired)
    refused(403, headers={"Host": "evil.example"})
    refused(414, query="?x=" + "y" * Limits().target_bytes)
    refused(431, headers={"X-Long": "y" * Limits().head_bytes})
    if not operation.takes_file:
        refused(413, body=b" " * (BODY_LIMIT + 1))
    if operation.scope is not None:
        refused(403, token=used.no_scope)
    if "cloud_id" in operation.model_fields:
        refused(404, change={"cloud_id": "99999999-0000-4000-8000-000000000000"})


@every_operation
def test_a_room_token_is_good_where_the_document_says(used, operation):
    reply = send(
        used,
        operation,
        token=used.room_token,
        change={"conversation_id": used.sandbox.credentials.room_conversation_id},
    )
    told = DOCUMENT["paths"][operation.path][operation.method.lower()]["security"]
    assert any("roomToken" in each for each in told) == takes_room_token(operation)
    assert (reply.status != 403) == takes_room_token(operation), reply.body


def test_too_many_calls_are_429_as_the_document_says(start):
    service = start(rate_limit=1)
    operation = CATALOGUE["MeGetHandler"]
    assert send(service, operation).status == 200
    reply = send(service, operation)
    assert reply.status == 429
    assert_told_of(reply, operation.path, operation.method)


def test_a_request_that_does_not_end_is_408_as_the_document_says(start):
    service = start(limits=Limits(body_seconds=0.05))
    operation = CATALOGUE["ConversationPostHandler"]
    path = service.path("conversation")
    with socket.create_connection(("127.0.0.1", service.sandbox.port), timeout=10) as line:
        line.sendall(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
            f"Authorization: Bearer {service.both}\r\n\r\n".encode()
        )
        got = b""
        while chunk := line.recv(65536):
            got += chunk
    head, _, body = got.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408")
    answer = resolved(DOCUMENT["paths"][operation.path]["post"]["responses"]["408"])
    assert "application/json" in answer["content"]
    assert json.loads(body)["code"] == 408


def test_the_token_s_answers_are_as_the_document_says(used):
    credentials = used.sandbox.credentials
    good = {
        "grant_type": "client_credentials",
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
    }
    for body, status in (
        (good, 200),
        ({**good, "audience": "elsewhere"}, 403),
        ({**good, "client_secret": "wrong"}, 401),
        ({}, 400),
        (b" " * (BODY_LIMIT + 1), 413),
    ):
        reply = used.call("POST", "/oauth/token", body, token=None)
        assert reply.status == status
        assert_told_of(reply, "/oauth/token", "post")


@pytest.mark.parametrize("path", list(DOCUMENT["paths"]))
def test_a_method_that_is_not_told_of_is_405_with_those_that_are(used, path):
    told = {method.upper() for method in DOCUMENT["paths"][path]}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - told:
        reply = used.call(method, re.sub(r"\{\w+\}", "x", path))
        assert reply.status == 405
        assert reply.headers["allow"] == ", ".join(sorted(told))
        error = DOCUMENT["components"]["responses"]["MethodNotAllowed"]["content"]
        schema = resolved(error["application/json"]["schema"])
        jsonschema.Draft202012Validator(schema).validate(reply.json)
