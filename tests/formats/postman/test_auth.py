"""Credentials: what is inherited, what is sent, and what is said not to be."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.formats.postman import Resolved, resolve

from .making import collection, errors, item, one, warnings

URL = "https://h/a"


def bearer(token: str) -> dict[str, Any]:
    return {"type": "bearer", "bearer": [{"key": "token", "value": token, "type": "string"}]}


def authorization(resolved: Resolved) -> str | None:
    return dict(resolved.headers).get("Authorization")


def test_what_is_nearest_counts_and_null_inherits() -> None:
    read = collection(
        item(),
        item(auth=None),
        item(auth=bearer("own")),
        item(auth={"type": "noauth"}),
        {"name": "F", "auth": bearer("folder"), "item": [item(), item(auth={"type": "noauth"})]},
        {"name": "G", "auth": {"type": "noauth"}, "item": [item(), item(auth=bearer("own"))]},
        {"name": "H", "auth": None, "item": [item()]},
        auth=bearer("whole"),
    )
    found = [authorization(resolve(each)) for each in read.requests]
    words = ["whole", "whole", "own", None, "folder", None, None, "own", "whole"]
    assert found == [word and f"Bearer {word}" for word in words]
    assert resolve(read.requests[3]).authorization == "none"
    assert resolve(read.requests[0]).authorization == "request"


def test_who_says_nothing_leaves_it_to_the_profile() -> None:
    assert resolve(one(URL)).authorization == "profile"


@pytest.mark.parametrize(
    ("auth", "header"),
    [
        (bearer("{{token}}"), "Bearer secret"),
        ({"type": "bearer", "bearer": {"token": "old"}}, "Bearer old"),
        ({"type": "basic", "basic": {"username": "me", "password": "word"}}, "Basic bWU6d29yZA=="),
        (
            {
                "type": "basic",
                "basic": [{"key": "username", "value": "ü"}, {"key": "password", "value": ""}],
            },
            "Basic w7w6",
        ),
        ({"type": "oauth2", "oauth2": [{"key": "accessToken", "value": "t"}]}, "Bearer t"),
        ({"type": "oauth2", "oauth2": {"accessToken": "t", "headerPrefix": "OAuth "}}, "OAuth t"),
    ],
)
def test_what_is_sent_as_a_header(auth: Any, header: str) -> None:
    resolved = resolve(one(URL, auth=auth), {"token": "secret"})
    assert resolved.problems == ()
    assert authorization(resolved) == header
    assert resolved.authorization == "request"


def test_api_keys_are_sent_where_they_belong() -> None:
    key = {"key": "X-Key", "value": "{{k}}"}
    in_header = resolve(one(URL, auth={"type": "apikey", "apikey": key}), {"k": "v w"})
    assert in_header.headers == (("X-Key", "v w"),)
    in_query = {"type": "apikey", "apikey": {**key, "in": "query"}}
    assert resolve(one(URL, auth=in_query), {"k": "v w"}).url == "https://h/a?X-Key=v%20w"
    assert resolve(one(f"{URL}?a=1", auth=in_query), {"k": "v"}).url == "https://h/a?a=1&X-Key=v"
    token = {"type": "oauth2", "oauth2": {"accessToken": "t", "addTokenTo": "queryParams"}}
    assert resolve(one(URL, auth=token)).url == "https://h/a?access_token=t"


def test_a_header_of_its_own_comes_first() -> None:
    resolved = resolve(
        one(URL, auth=bearer("auth"), header=[{"key": "authorization", "value": "Own"}])
    )
    assert resolved.headers == (("authorization", "Own"),)
    assert resolved.authorization == "request"


@pytest.mark.parametrize("token", ["", "{{token}}", "<string>"])
def test_a_token_that_is_missing_is_the_profiles(token: str) -> None:
    resolved = resolve(one(URL, auth=bearer(token)), {})
    assert resolved.ok
    assert (resolved.authorization, resolved.headers) == ("profile", ())
    assert [each.severity for each in resolved.problems] == ["info"]
    assert "has no value" in resolved.problems[0].message


@pytest.mark.parametrize(
    "auth",
    [
        {"type": "basic", "basic": {"username": "{{open}}", "password": "x"}},
        {"type": "apikey", "apikey": {"key": "X", "value": "{{open}}"}},
        {"type": "apikey", "apikey": {"key": "X"}},
    ],
)
def test_other_credentials_that_are_missing_are_an_error(auth: Any) -> None:
    resolved = resolve(one(URL, auth=auth))
    assert "no" in errors(resolved.problems)[0][1]
    assert resolved.headers == ()


@pytest.mark.parametrize(
    "kind", ["digest", "hawk", "awsv4", "ntlm", "oauth1", "edgegrid", "jwt", "asap", "other"]
)
def test_what_is_not_sent_is_said(kind: str) -> None:
    read = collection(
        {
            "name": "F",
            "auth": {"type": kind, kind: [{"key": "x", "value": "y"}]},
            "item": [item()] * 3,
        }
    )
    assert [path for path, _ in warnings(read.problems)] == ["item[0].auth"]
    assert kind in read.problems[0].message
    resolved = resolve(read.requests[0])
    assert (resolved.authorization, resolved.headers, resolved.ok) == ("none", (), True)
    assert kind in resolved.problems[0].message


def test_secrets_are_in_no_representation() -> None:
    read = collection(
        item(
            "https://h/a?api_key=very-secret",
            auth=bearer("very-secret"),
            header=["X-Api-Key: very-secret"],
        ),
        variable=[{"key": "token", "value": "very-secret", "type": "secret"}],
    )
    request = read.requests[0]
    things = [read, request, request.auth, request.headers, request.query, request.url]
    for thing in [*things, request.variables, read.variables, resolve(request)]:
        assert "very-secret" not in repr(thing)
        assert "very-secret" not in str(thing)
