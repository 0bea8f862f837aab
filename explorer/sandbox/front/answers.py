"""The handlers of the sandbox's own pages. They need no token."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from functools import cache

from explorer.sandbox.wire import Answer, Content, Request

HTML = "text/html; charset=utf-8"


async def endpoints(request: Request, base_url: str) -> Answer:
    """The page that lists the endpoints."""
    body, policy = await asyncio.to_thread(_page, base_url)
    return Answer(
        200,
        content=Content.whole(HTML, body),
        headers={
            "content-security-policy": policy,
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
        },
    )


async def openapi(request: Request, base_url: str) -> Answer:
    """The OpenAPI document."""
    body = await asyncio.to_thread(_document, base_url)
    return Answer(
        200,
        content=Content.whole("application/json", body),
        headers={"x-content-type-options": "nosniff"},
    )


@cache
def _page(base_url: str) -> tuple[bytes, str]:
    from explorer.sandbox.front.endpoints import endpoints_page
    from explorer.sandbox.front.style import STYLE

    # No script, no picture, no other host: nothing but the page's own style sheet.
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    return endpoints_page(base_url).encode(), policy


@cache
def _document(base_url: str) -> bytes:
    import json

    from explorer.api.openapi import openapi_document

    return json.dumps(openapi_document(base_url), ensure_ascii=False, indent=1).encode()
