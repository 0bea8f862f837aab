"""What a request is refused for before any handler sees it: path, method, query, body, origin."""

from __future__ import annotations

import http.client
import json
import re
import socket

import pytest

from explorer.api.operations import CATALOGUE
from explorer.sandbox.wire import BODY_LIMIT


def brief(value):
    """A parameter as it stands in a test's name."""
    return repr(value)[:32]


@pytest.mark.parametrize(
    "path",
    [
        *("/nope", "/site", "/site//", "//site/", "/site/x", "/site/x/", "/SITE/", "/me/"),
        *("/site/x/conversation/", "/site//conversation", "/site/x/conversation/y/message/"),
        *("/site/x/conversation/y/app/module/chat:nothing", "/oauth/token/", "/oauth"),
    ],
)
def test_an_unknown_path_is_404(service, path):
    reply = service.call("GET", path)
    assert reply.status == 404
    assert "no such path" in reply.message


def test_the_list_of_sites_without_its_slash_is_told_of_it(service):
    assert "/site/" in service.call("GET", "/site").message


def _methods():
    by_path: dict[str, set[str]] = {"/oauth/token": {"POST"}}
    for operation in CATALOGUE.values():
        by_path.setdefault(operation.path, set()).add(operation.method)
    return by_path


@pytest.mark.parametrize(("path", "methods"), _methods().items(), ids=list(_methods()))
def test_other_methods_are_405_with_all_that_are_allowed(service, path, methods):
    filled = re.sub(r"\{\w+\}", "x", path)
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW"):
        reply = service.call(method, filled)
        if method in methods:
            assert reply.status != 405
        else:
            assert reply.status == 405
            assert reply.headers["allow"] == ", ".join(sorted(methods))
            assert method == "HEAD" or method in reply.message


def test_user_is_not_taken_for_a_conversation(service):
    reply = service.call("GET", service.path("conversation", "user", service.user("maya")))
    assert reply.json["type"] == "direct"
    reply = service.call("GET", service.path("conversation", "user"))
    assert reply.status == 404
    assert "conversation 'user'" in reply.message


@pytest.mark.parametrize(
    "spelled",
    ["chat:actionTarget", "chat%3AactionTarget", "chat%3aactionTarget", "%63hat:actionTarget"],
)
def test_literal_segments_are_the_same_however_encoded(service, spelled):
    path = service.path("conversation", service.room("incident")) + f"/app/module/{spelled}"
    assert service.get(path)["size"] == 10


def test_an_account_id_with_a_colon_is_taken_in_both_spellings(service):
    user = service.user("maya")
    assert ":" in user
    for spelled in (user, user.replace(":", "%3A")):
        path = f"/scim/site/{service.cloud}/Users/{spelled}"
        assert service.get(path)["id"] == user


def test_a_slash_in_an_id_stays_in_its_segment(fresh):
    bot = {"mention": {"url": "/mention"}}
    base = fresh.path("conversation", fresh.room("builds"), "app", "module", "chat:bot")
    assert fresh.call("PUT", f"{base}/a%2Fb%3Fc%23d%25e", bot).status == 204
    assert [each["key"] for each in fresh.get(base)["values"]] == ["a/b?c#d%e"]
    assert fresh.call("DELETE", f"{base}/a%2Fb%3Fc%23d%25e").status == 204
    assert fresh.get(base)["values"] == []


@pytest.mark.parametrize(
    ("segment", "why"),
    [
        ("%FF", "not UTF-8"),
        ("%00", "control characters"),
        ("a%0Ab", "control characters"),
        ("%2E%2E", "'..'"),
        ("..", "'..'"),
    ],
)
def test_a_path_parameter_that_cannot_be_an_id_is_400_and_named(service, segment, why):
    reply = service.call("GET", service.path("conversation") + f"/{segment}")
    assert reply.status == 400
    assert reply.message.startswith("conversationId")
    assert why in reply.message


@pytest.mark.parametrize(
    ("query", "field", "why"),
    [
        ("limit=0", "limit", "at least 1"),
        ("limit=76", "limit", "at most 75"),
        ("limit=-1", "limit", "at least 1"),
        ("limit=", "limit", "whole number"),
        ("limit=ten", "limit", "whole number"),
        ("limit=1.0", "limit", "whole number"),
        ("limit=1e1", "limit", "whole number"),
        ("limit=%D9%A3", "limit", "whole number"),
        ("limit=99999999999999999999999999", "limit", "must be"),
        ("limit=" + "9" * 5000, "limit", ""),
        ("limit=5&limit=6", "limit", "twice"),
        ("sort=up", "sort", "'asc' or 'desc'"),
        ("sort=ASC", "sort", "'asc' or 'desc'"),
        ("include-private=yes", "include-private", "true or false"),
        ("include-private=1", "include-private", "true or false"),
        ("include-archived=True", "include-archived", "true or false"),
        ("exclude-direct=", "exclude-direct", "true or false"),
        ("include_private=true", "include_private", "not a query parameter"),
        ("cloudId=x", "cloudId", "not a query parameter"),
        ("start=0", "start", "It takes: cursor, exclude-direct"),
        ("cursor=%FF", "query", "not UTF-8"),
        ("cursor=nonsense", "cursor", "given out"),
        ("cursor=bm90IGpzb24", "cursor", "given out"),
        ("cursor=WzEsMiwzXQ", "cursor", "given out"),
        ("&".join(f"a{number}=1" for number in range(101)), "query", "more than 100"),
    ],
    ids=brief,
)
def test_a_bad_query_is_400_and_named(service, query, field, why):
    reply = service.call("GET", service.path("conversation") + f"?{query}")
    assert reply.status == 400
    assert field in reply.message
    assert why in reply.message


@pytest.mark.parametrize(
    ("body", "field", "why"),
    [
        ("", "body", "is required"),
        ("{", "body", "line 1, column 2"),
        ('{"name": "a" 1}', "body", "line 1, column 14"),
        ('{"name": "a"} x', "body", "Extra data"),
        ('{"name": "a\nb"}', "body", "control character"),
        ('{"name": NaN}', "body", "NaN"),
        (b'{"name": "\xff"}', "body", "not UTF-8"),
        (b'\xef\xbb\xbf{"name": "a"}', "body", ""),
        ("[]", "body", "object"),
        ("null", "body", "object"),
        ('"text"', "body", "object"),
        ("{}", "name", "is required"),
        ('{"name": ""}', "name", "must not be empty"),
        ('{"name": 7}', "name", "must be a text"),
        ('{"name": null}', "name", "must be a text"),
        ('{"name": "a", "topic": []}', "topic", "must be a text"),
        ('{"name": "a", "privacy": "secret"}', "privacy", "'public' or 'private'"),
        ('{"name": "a", "privacy": null}', "privacy", "'public' or 'private'"),
        ('{"name": "a", "isArchived": true}', "isArchived", "takes: name, privacy, topic"),
        ('{"name": "half \\ud83d"}', "body", "surrogate"),
        ('{"\\ud83d": 1, "name": "a"}', "body", "surrogate"),
        ("[" * 100_000, "body", "deep"),
        ('{"name": "a", "topic": ' + "[" * 300 + "]" * 300 + "}", "body", "200 levels"),
        ('{"name": ' + "9" * 5000 + "}", "body", ""),
        ('{"name": 1e999}', "body", "too large"),
    ],
    ids=brief,
)
def test_a_bad_body_is_400_and_named(service, body, field, why):
    reply = service.call("POST", service.path("conversation"), body)
    assert reply.status == 400
    assert field in reply.message
    assert why in reply.message


@pytest.mark.parametrize(
    ("content_type", "why"),
    [
        ("text/plain", "'text/plain'"),
        ("application/x-www-form-urlencoded", "application/json"),
        ("multipart/form-data; boundary=x", "application/json"),
        ("application/json; charset=latin-1", "charset"),
        ("json", "'json'"),
    ],
)
def test_a_body_of_another_type_is_400(service, content_type, why):
    headers = {"Content-Type": content_type}
    reply = service.call("POST", service.path("conversation"), '{"name": "a"}', headers=headers)
    assert reply.status == 400
    assert "Content-Type" in reply.message
    assert why in reply.message


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "Application/JSON", 'application/json; charset="UTF-8"', ""],
)
def test_json_is_taken_however_its_type_is_spelled(fresh, content_type):
    headers = {"Content-Type": content_type} if content_type else {}
    reply = fresh.call("POST", fresh.path("conversation"), '{"name": "a"}', headers=headers)
    assert reply.status == 201


def test_a_body_where_none_is_taken_is_400(service):
    reply = service.call("GET", "/me", {"a": 1})
    assert reply.status == 400
    assert reply.message.startswith("body")


def test_a_header_given_twice_is_400(service):
    with socket.create_connection(("127.0.0.1", service.sandbox.port)) as line:
        line.sendall(
            b"GET /me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n"
        )
        assert b"400 Bad Request" in _all(line)


def _all(line):
    chunks = []
    while chunk := line.recv(65536):
        chunks.append(chunk)
    return b"".join(chunks)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_is_413_and_the_connection_lives(service, chunked):
    path = service.path("conversation", service.room("lunch"), "message")
    body = b"x" * (BODY_LIMIT + 1)
    connection = http.client.HTTPConnection("127.0.0.1", service.sandbox.port, timeout=10)
    headers = {"Authorization": f"Bearer {service.both}", "Content-Type": "text/plain"}
    connection.request(
        "POST", path, iter([body]) if chunked else body, headers, encode_chunked=chunked
    )
    answer = connection.getresponse()
    assert answer.status == 413
    assert "1048576" in json.loads(answer.read())["message"]
    connection.request("GET", "/me", headers=headers)
    assert connection.getresponse().status == 200
    connection.close()


def test_a_body_of_just_the_limit_is_taken(fresh):
    path = fresh.path("conversation", fresh.room("lunch"), "message")
    body = b"x" * BODY_LIMIT
    reply = fresh.call("POST", path, body, headers={"Content-Type": "text/plain"})
    assert reply.status == 201
    assert len(fresh.get(f"{path}/recent?limit=1")["messages"][0]["text"]) == BODY_LIMIT


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.2",
        "0.0.0.0",
        "",
    ],
)
def test_another_host_is_403_so_that_a_rebound_name_reads_nothing(service, host):
    port = service.sandbox.port
    for value in (host, f"{host}:{port}"):
        reply = service.call("GET", "/me", headers={"Host": value})
        assert reply.status == 403
        assert "Host" in reply.message


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1", "[::1]:9999"])
def test_names_of_this_machine_are_served(service, host):
    assert service.call("GET", "/me", headers={"Host": host}).status == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example"]
)
def test_a_page_of_another_origin_is_403(service, origin):
    reply = service.call("GET", "/me", headers={"Origin": origin})
    assert reply.status == 403
    assert service.call("GET", "/me", headers={"Origin": "http://localhost:8888"}).status == 200


def test_what_is_no_http_is_400_in_json(service):
    with socket.create_connection(("127.0.0.1", service.sandbox.port)) as line:
        line.sendall(b"GET nonsense\r\n\r\n")
        head, _, body = _all(line).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400")
    assert json.loads(body)["code"] == 400


def test_headers_that_never_end_are_refused(service):
    with socket.create_connection(("127.0.0.1", service.sandbox.port)) as line:
        line.sendall(b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 20_000)
        assert _all(line).startswith(b"HTTP/1.1 431")


def test_a_caller_that_goes_away_in_its_body_leaves_the_server_well(service):
    with socket.create_connection(("127.0.0.1", service.sandbox.port)) as line:
        path = service.path("conversation", service.room("lunch"), "message")
        line.sendall(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
            f"Authorization: Bearer {service.both}\r\n\r\nhalf".encode()
        )
    assert service.call("GET", "/me").status == 200
