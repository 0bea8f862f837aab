"""How one stands with the server: sandbox or not, and the rate limit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from explorer.api.exchange import Response
from explorer.sandbox.app import NAME
from explorer.workbench.standing import SANDBOX_NAME, Rate, Standing, rate_of

RESET = "2026-01-02T03:04:05Z"


def test_both_floors_know_one_name() -> None:
    assert SANDBOX_NAME == NAME


@pytest.mark.parametrize(
    ("headers", "rate"),
    [
        ({}, None),
        ({"X-RateLimit-Remaining": "many"}, None),
        ({"X-RateLimit-Remaining": "7"}, Rate(None, 7, None)),
        (
            {"x-ratelimit-remaining": "0", "X-RateLimit-Limit": "100", "X-RateLimit-Reset": RESET},
            Rate(100, 0, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ),
    ],
)
def test_the_rate_limit(headers: dict[str, str], rate: Rate | None) -> None:
    assert rate_of(Response(200, "OK", tuple(headers.items()), b"")) == rate


def event(headers: dict[str, str]) -> Any:
    from types import SimpleNamespace

    from explorer.api.events import Done

    exchange = SimpleNamespace(response=Response(200, "OK", tuple(headers.items()), b""))
    return Done("call", "operation", exchange)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("base_url", "name", "sandbox"),
    [
        ("http://127.0.0.1:8080", NAME, True),
        ("http://localhost:8080", NAME, True),
        ("http://127.0.0.1:8080", "nginx", False),
        ("https://api.example.com", NAME, False),
    ],
)
def test_a_sandbox_is_believed_only_on_this_machine(
    base_url: str, name: str, sandbox: bool
) -> None:
    standing = Standing(base_url, embedded=False)
    standing.see(event({"Server": name}))
    assert standing.sandbox is sandbox


def test_the_embedded_one_is_known_from_the_beginning() -> None:
    assert Standing("http://127.0.0.1:1", embedded=True).sandbox
