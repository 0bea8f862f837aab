"""The sandbox's own pages beside the service's paths: they need no token and count for no quota.

To add one, write `async def page(request, base_url) -> Answer` and name it in `PAGES`. Import what
is heavy inside the function: this file is loaded at every start.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from explorer.sandbox.front import answers
from explorer.sandbox.refusals import Refusal
from explorer.sandbox.wire import Answer, Request

Page = Callable[[Request, str], Awaitable[Answer]]
"""Answers one page; the second argument is the sandbox's address, without a slash at the end."""

PAGES: dict[bytes, dict[str, Page]] = {
    b"/": {"GET": answers.endpoints, "HEAD": answers.endpoints},
    b"/openapi.json": {"GET": answers.openapi, "HEAD": answers.openapi},
}
"""Path, exactly as it is sent, to method to page."""


def find_page(request: Request) -> Page | None:
    """The page a request asks for; None where the path is none of them.

    Raises:
        Refusal: 405 with `Allow`, the path is a page's and the method is not.
    """
    methods = PAGES.get(request.raw_path)
    if methods is None:
        return None
    page = methods.get(request.method)
    if page is None:
        allowed = ", ".join(sorted(methods))
        raise Refusal(
            405, f"{request.method} is not allowed here. Allowed: {allowed}.", {"allow": allowed}
        )
    return page
