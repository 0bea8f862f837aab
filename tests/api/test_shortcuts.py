"""The convenient spelling: each shortcut is its operation, signature and help included."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from explorer.api.client import Client
from explorer.api.operation import PagedOperation
from explorer.api.operations import (
    CATALOGUE,
    ListConversations,
)
from explorer.api.shortcuts import Resource


def shortcuts() -> list[tuple[str, str]]:
    client = Client("https://api.example")
    names = [
        name
        for name in dir(Client)
        if isinstance(getattr(Client, name), property)
        and isinstance(getattr(client, name), Resource)
    ]
    return [
        (resource, method)
        for resource in names
        for method in dir(type(getattr(client, resource)))
        if not method.startswith("_")
    ]


OVER_FILES = {("media", "upload"): "UploadMedia", ("media", "download"): "GetMedia"}
"""Of more than the operation's own parameters: tests/api/test_media.py looks at them."""


@pytest.mark.parametrize(
    ("resource", "method"), [each for each in shortcuts() if each not in OVER_FILES]
)
def test_a_shortcut_has_its_operations_signature_and_help(resource: str, method: str) -> None:
    shortcut = getattr(getattr(Client("https://api.example"), resource), method)
    by_name = {kind.__name__: kind for kind in CATALOGUE.values()}
    kind = by_name[shortcut.__name__]

    signature = inspect.signature(shortcut)
    assert list(signature.parameters) == [
        name for name in kind.model_fields if name in signature.parameters
    ]
    assert set(signature.parameters) == set(kind.model_fields)
    assert "Annotated" not in str(signature)
    assert f"{kind.method} {kind.path}" in str(shortcut.__doc__)
    assert kind.scope is None or kind.scope in str(shortcut.__doc__)


def test_every_operation_has_a_shortcut_and_every_paged_one_an_iterator() -> None:
    client = Client("https://api.example")
    named = [
        getattr(getattr(client, resource), method).__name__
        for resource, method in shortcuts()
        if (resource, method) != ("media", "download")
    ]
    named[named.index("upload")] = OVER_FILES["media", "upload"]

    assert set(named) == {kind.__name__ for kind in CATALOGUE.values()}
    for kind in CATALOGUE.values():
        assert named.count(kind.__name__) == (2 if issubclass(kind, PagedOperation) else 1)


def test_shortcuts_send_what_the_operation_sends(wire: Any) -> None:
    wire.say(wire.json({"values": [], "cursor": ""}), wire.json({"id": "m"}, 201))
    with Client(wire.url, cloud_id="here") as client:
        assert client.conversations.list(query="launch").values == []
        assert client.messages.send(conversation_id="c", content="*hi*").id == "m"
        client.cloud_id = "there"
        client.exchange(ListConversations())

    assert [seen.target for seen in wire.requests] == [
        "/site/here/conversation?query=launch",
        "/site/here/conversation/c/message",
        "/site/there/conversation",
    ]
    assert wire.requests[1].body == b"*hi*"
    assert wire.requests[1].header("Content-Type") == "text/markdown"
