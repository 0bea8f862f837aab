"""Which requests are known operations, and what they give for them."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.api.operations import (
    CATALOGUE,
    DeleteBot,
    GetConversation,
    GetDirectConversation,
    ListConversations,
    ListSites,
    UnarchiveConversation,
)
from explorer.formats.postman import read, recognise

from .making import PUBLISHED, collection, item


def known(url: Any, method: str = "GET", **variables: str) -> tuple[Any, dict[str, str]] | None:
    request = collection(item(url, method=method)).requests[0]
    found = recognise(request, variables)
    assert request.operation_id == (found and found[0].operation_id)
    return found


def test_all_of_the_published_collection_are_known() -> None:
    requests = read(PUBLISHED.read_bytes()).requests
    assert len(requests) == 21
    for request in requests:
        found = recognise(request)
        assert found == (CATALOGUE[request.name], {})
        assert request.operation_id == request.name


ROOM = {"cloudId": "S", "conversationId": "C"}
USER = {"userId": "557058:1"}


@pytest.mark.parametrize(
    ("url", "method", "operation", "values"),
    [
        ("{{any}}/site/", "GET", ListSites, {}),
        ("https://h/site/S/conversation/C", "GET", GetConversation, ROOM),
        ("h:1/site/{{s}}/conversation/{{c}}", "GET", GetConversation, {"cloudId": "from s"}),
        ("h/site/:x/conversation/:y", "GET", GetConversation, {}),
        ("h/site/:x/conversation/user/557058%3A1", "GET", GetDirectConversation, USER),
        ("h/site/S/conversation/C/unarchive", "PUT", UnarchiveConversation, ROOM),
        (
            "h/site/S/conversation/C/app/module/chat%3Abot/k",
            "DELETE",
            DeleteBot,
            {**ROOM, "key": "k"},
        ),
        (
            {
                "host": "h",
                "path": ["site/:where/conversation"],
                "variable": [{"key": "where", "value": "S"}],
                "query": [
                    {"key": "limit", "value": "5"},
                    {"key": "limit", "value": "6"},
                    {"key": "query", "value": "a%20b"},
                    {"key": "cursor", "value": "%7B%7D"},
                    {"key": "sort", "value": "asc", "disabled": True},
                    {"key": "unknown", "value": "x"},
                ],
            },
            "GET",
            ListConversations,
            {"cloudId": "S", "limit": "5", "query": "a b"},
        ),
    ],
)
def test_known_requests(url: Any, method: str, operation: Any, values: dict[str, str]) -> None:
    assert known(url, method, s="from s") == (operation, values)


@pytest.mark.parametrize(
    ("url", "method"),
    [
        ("h/site", "GET"),
        ("h/site/", "POST"),
        ("h/v1/site/", "GET"),
        ("h/site//conversation", "GET"),
        ("h/site/a/conversation/b/app/module/chat:unknown", "GET"),
        ("h/site/a/conversations", "GET"),
        ("h/", "GET"),
        ("h/:x/a/conversation", "GET"),
    ],
)
def test_generic_requests_stay_generic(url: str, method: str) -> None:
    assert known(url, method) is None


def test_the_collections_own_variables_count() -> None:
    url = {
        "host": "h",
        "path": "/site/:c/conversation",
        "variable": [{"key": "c", "value": "{{s}}"}],
    }
    request = collection(item(url), variable=[{"key": "s", "value": "S"}]).requests[0]
    assert recognise(request) == (ListConversations, {"cloudId": "S"})
    assert recognise(request, {"s": "T"}) == (ListConversations, {"cloudId": "T"})
    assert recognise(request, {"s": "{{s}}"}) == (ListConversations, {})
