"""The published collection against a running sandbox: its 21 requests, as they arrive there."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from explorer.api.client import Client
from explorer.api.operations import CATALOGUE, ListConversations, ListRoster
from explorer.formats.postman import read, resolve
from explorer.sandbox.server import Sandbox

from .making import PUBLISHED

NAMES = [each.name for each in read(PUBLISHED.read_bytes()).requests]
NOW = datetime(2018, 6, 8, 17, 36, 32, tzinfo=UTC)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(now=NOW) as started:
        yield started


@pytest.fixture(scope="module")
def ids(sandbox: Sandbox) -> dict[str, str]:
    held = sandbox.credentials
    site = held.cloud_ids[0]
    with Client(sandbox.base_url, auth=held.participate_token, cloud_id=site) as client:
        room = client.send(ListConversations(limit=1, query="Launch")).values[0].id
        user = client.send(ListRoster(conversation_id=str(room))).values[0]
    return {
        "cloudId": held.cloud_ids[0],
        "conversationId": str(room),
        "userId": str(user),
        "messageId": "5d6e39d3-ab1d-10e7-be03-02420aff0003",
        "key": "Ünusual key/1",
        "limit": "3",
        "query": "a b",
    }


@pytest.mark.parametrize("name", NAMES)
def test_method_and_target_are_the_operations_own(
    name: str, sandbox: Sandbox, ids: dict[str, str]
) -> None:
    request = next(each for each in read(PUBLISHED.read_bytes()).requests if each.name == name)
    resolved = resolve(request, {"default": f"{sandbox.base_url}/"}, values=ids)
    assert resolved.problems == ()
    operation: Any = CATALOGUE[name]
    given = {word: text for word, text in ids.items() if operation.python_name(word)}
    prepared = operation.unchecked(given).build()
    parts = urlsplit(resolved.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    assert (resolved.method, target) == (prepared.method, prepared.target)

    before = sandbox._log.latest()[-1].number if sandbox._log.latest() else 0
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    token = sandbox.credentials.participate_token
    headers = {**dict(resolved.headers), "Authorization": f"Bearer {token}"}
    connection.request(resolved.method, target, resolved.body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    entry = sandbox._log.latest(before)[0]
    assert entry.operation == name
    assert entry.bytes.startswith(f"{resolved.method} {prepared.target} HTTP/1.1\r\n".encode())
    if resolved.method == "GET":
        assert answer.status == 200
    assert answer.status not in {401, 405}
