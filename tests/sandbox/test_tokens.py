"""`POST /oauth/token`, what its tokens may do, and how long."""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode

import pytest

FORM = "application/x-www-form-urlencoded"


def members(service, **changes):
    given = {
        "grant_type": "client_credentials",
        "client_id": service.sandbox.credentials.client_id,
        "client_secret": service.sandbox.credentials.client_secret,
        "audience": "api.atlassian.com",
    }
    return {name: value for name, value in {**given, **changes}.items() if value is not None}


def ask(service, given, content_type="application/json"):
    body = urlencode(given) if content_type == FORM else json.dumps(given)
    return service.call(
        "POST", "/oauth/token", body, token=None, headers={"Content-Type": content_type}
    )


@pytest.mark.parametrize("content_type", ["application/json", FORM])
@pytest.mark.parametrize("audience", ["api.atlassian.com", None])
def test_gives_a_token_with_both_scopes(fresh, content_type, audience):
    reply = ask(fresh, members(fresh, audience=audience), content_type)
    assert reply.status == 200
    given = reply.json
    assert set(given) == {"access_token", "scope", "expires_in", "token_type"}
    assert given["scope"] == "participate:conversation manage:conversation"
    assert given["expires_in"] == 3600
    assert given["token_type"] == "Bearer"
    token = given["access_token"]
    assert fresh.get("/me", token=token)["name"] == "Harbor"
    path = fresh.path("conversation")
    assert fresh.call("POST", path, {"name": "x"}, token=token).status == 201
    assert ask(fresh, members(fresh)).json["access_token"] != token


def test_its_own_address_is_an_audience_too(fresh):
    assert ask(fresh, members(fresh, audience=f"127.0.0.1:{fresh.sandbox.port}")).status == 200


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "access_denied"),
        ({"client_id": "unknown"}, 401, "access_denied"),
        ({"client_secret": "\ud800"}, 401, "access_denied"),
        ({"audience": "api.example.org"}, 403, "access_denied"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": None}, 400, "invalid_request"),
        ({"client_id": None}, 400, "invalid_request"),
        ({"client_secret": None}, 400, "invalid_request"),
        ({"client_secret": 7}, 400, "invalid_request"),
        ({"client_id": ["a"]}, 400, "invalid_request"),
        ({"audience": ["a"]}, 403, "access_denied"),
        ({"audience": None, "client_secret": ""}, 400, "invalid_request"),
    ],
)
def test_a_refusal_has_the_shape_of_the_token_service(fresh, changes, status, error):
    reply = ask(fresh, members(fresh, **changes))
    assert reply.status == status
    assert set(reply.json) == {"error", "error_description"}
    assert reply.json["error"] == error
    assert fresh.sandbox.credentials.client_secret.encode() not in reply.body


def test_the_name_of_what_is_missing_is_told(fresh):
    assert "client_id" in ask(fresh, members(fresh, client_id=None)).json["error_description"]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("{", "application/json"),
        ("[]", "application/json"),
        ("", "application/json"),
        (b"\xff", "application/json"),
        ("a=%FF", FORM),
        (b"\xff", FORM),
        ("x", "text/plain"),
    ],
)
def test_a_bad_body_is_400(service, body, content_type):
    headers = {"Content-Type": content_type}
    reply = service.call("POST", "/oauth/token", body, token=None, headers=headers)
    assert reply.status == 400
    assert reply.json["error"] == "invalid_request"


def test_the_app_of_the_room_token_has_no_credentials(fresh):
    reply = ask(fresh, members(fresh, client_id="sandbox-notes", client_secret=""))
    assert reply.status == 400


def test_a_token_ends_when_it_was_said_to(fresh, monkeypatch):
    token = ask(fresh, members(fresh)).json["access_token"]
    assert fresh.call("GET", "/me", token=token).status == 200
    later = time.time() + 3601
    monkeypatch.setattr("time.time", lambda: later)
    reply = fresh.call("GET", "/me", token=token)
    assert reply.status == 401
    assert fresh.call("GET", "/me", token=fresh.participate).status == 200
    ask(fresh, members(fresh))
    with fresh.sandbox._database.reading() as connection:
        left = connection.execute("SELECT count(*) FROM token WHERE expires IS NOT NULL").fetchone()
    assert left == (1,)


def test_the_file_holds_no_token_that_was_given_out(fresh, fresh_file):
    token = ask(fresh, members(fresh)).json["access_token"]
    assert fresh.call("GET", "/me", token=token).status == 200
    fresh.sandbox.stop()
    for file in fresh_file.parent.iterdir():
        assert token.encode() not in file.read_bytes()


def test_credentials_do_not_show_themselves(fresh):
    shown = repr(fresh.sandbox.credentials) + repr(fresh.sandbox)
    credentials = fresh.sandbox.credentials
    for secret in (
        credentials.client_secret,
        credentials.participate_token,
        credentials.room_token,
    ):
        assert len(secret) > 20
        assert secret not in shown
