"""Every operation over HTTP: the right answer, and what wrong, missing and weak tokens get."""

from __future__ import annotations

import pytest

from explorer.api.operations import CATALOGUE
from explorer.api.operations.content import EXAMPLE
from explorer.sandbox.handlers import HANDLERS


def own_message(service, room):
    found = service.get(service.path("conversation", service.room(room), "message"))["messages"]
    mine = service.user("harbor")
    return next(each["id"] for each in found if each["sender"]["id"] == mine)


def arguments(service, operation):
    """Values that make an operation succeed on seeded data."""
    values = {
        "cloud_id": service.cloud,
        "conversation_id": service.room("incident"),
        "user_id": service.user("maya"),
    }
    if "message_id" in operation.model_fields:
        room = "direct-acme-maya" if "user_id" in operation.model_fields else "incident"
        values["message_id"] = own_message(service, room)
    if "content" in operation.model_fields:
        values["content"] = EXAMPLE
    if "media_id" in operation.model_fields:
        values |= {"conversation_id": service.room("design"), "media_id": service.media("sketch-1")}
    if operation.takes_file:
        values |= {"name": "figures.csv", "content": b"day,parcels"}
    if operation.operation_id == "AppModuleChatConfigurationPutHandler":
        values |= {"key": "configuration", "configured": True}
    elif operation.operation_id == "AppModuleChatGlanceStatePutHandler":
        values |= {"key": "incident-state", "label": "SEV-1"}
    elif operation.method == "PUT" and "key" in operation.model_fields:
        example = operation.example()
        values |= {"key": example.key, "module": example.module}
    elif operation.method == "DELETE" and "key" in operation.model_fields:
        kind = operation.module_type
        listed = service.get(
            service.path("conversation", service.room("incident"), "app", "module", kind)
        )
        values["key"] = listed["values"][0]["key"]
    if operation.operation_id == "ConversationPostHandler":
        values |= {"name": "Made by a test"}
    if operation.operation_id == "ConversationPatchHandler":
        values |= {"topic": "Changed by a test"}
    if operation.operation_id == "PatchRosterHandler":
        values |= {"add": [service.user("chloe")], "remove": [service.user("dan")]}
    return {name: value for name, value in values.items() if name in operation.model_fields}


def send(service, operation, **more):
    return send_prepared(service, operation.model_validate(arguments(service, operation)), **more)


def send_prepared(service, call, **more):
    prepared = call.build()
    headers = {"Content-Type": prepared.content_type} if prepared.content_type else {}
    body = prepared.source.excerpt(1000) if prepared.source else prepared.body or None
    return service.call(prepared.method, prepared.target, body, headers=headers, **more)


every_operation = pytest.mark.parametrize(
    "operation", CATALOGUE.values(), ids=lambda operation: operation.operation_id
)


@every_operation
def test_answers_as_the_catalogue_says(fresh, operation):
    reply = send(fresh, operation)
    assert reply.status == operation.success, reply.body
    call = (
        operation.model_validate(arguments(fresh, operation)) if operation.method == "GET" else None
    )
    if operation.success == 204:
        assert reply.body == b""
        assert "content-type" not in reply.headers
    else:
        kind = "image/png" if operation.gives_file else "application/json"
        assert reply.headers["content-type"] == kind
        assert int(reply.headers["content-length"]) == len(reply.body)
    if call is not None:
        assert call.parse(reply.status, reply.body) is not None
    assert len(reply.headers["x-request-id"]) == 32
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["date"].endswith("GMT")


@every_operation
def test_refuses_a_call_without_a_token(service, operation):
    reply = send(service, operation, token=None)
    assert reply.status == 401
    assert "Authorization" in reply.message
    assert reply.headers["www-authenticate"] == "Bearer"
    assert "x-ratelimit-limit" not in reply.headers


@every_operation
@pytest.mark.parametrize("token", ["no-such-token", "test-token-that-has-expired"])
def test_refuses_an_unknown_or_expired_token(service, operation, token):
    reply = send(service, operation, token=token)
    assert reply.status == 401
    assert "unknown here or has expired" in reply.message
    assert token not in reply.message


@every_operation
def test_refuses_a_token_without_the_scope_and_names_it(service, operation):
    weak = {
        None: service.no_scope,
        "participate:conversation": service.manage,
        "manage:conversation": service.participate,
    }[operation.scope]
    reply = send(service, operation, token=weak)
    if operation.scope is None:
        assert reply.status == 200
        return
    assert reply.status == 403
    assert operation.scope in reply.message
    assert reply.headers["x-ratelimit-limit"] == "100"


@pytest.mark.parametrize(
    "operation",
    [each for each in CATALOGUE.values() if "cloud_id" in each.model_fields],
    ids=lambda operation: operation.operation_id,
)
def test_an_unknown_site_is_404(service, operation):
    values = arguments(service, operation) | {"cloud_id": "99999999-0000-4000-8000-000000000000"}
    reply = send_prepared(service, operation.model_validate(values))
    assert reply.status == 404
    assert "site" in reply.message


def test_every_operation_of_the_catalogue_is_served():
    assert set(HANDLERS) == set(CATALOGUE.values())


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "test-token-with-both-scopes", "Bearer\tx"],
)
def test_refuses_a_malformed_authorization_header(service, header):
    reply = service.call("GET", "/me", token=None, headers={"Authorization": header})
    assert reply.status == 401


def test_takes_the_scheme_in_any_case(service):
    headers = {"Authorization": f"bEARER {service.both}"}
    assert service.call("GET", "/me", token=None, headers=headers).status == 200


def test_what_was_refused_was_not_done(fresh):
    path = fresh.path("conversation", fresh.room("incident"))
    before = fresh.get(path)
    reply = fresh.call("PATCH", path, {"topic": "no"}, token=fresh.participate)
    assert reply.status == 403
    assert fresh.get(path) == before
