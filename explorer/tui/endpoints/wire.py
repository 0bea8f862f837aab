"""What an exchange looked like on the wire, in words and as items of a line view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.document.lines import Span
from explorer.document.safe import one_line
from explorer.tui.endpoints.figures import FigureSource, Item

if TYPE_CHECKING:
    from explorer.api.exchange import Attempt, Exchange, Headers


def amount(size: int) -> str:
    """A size as one reads it."""
    if size < 1024:
        return f"{size} byte{'s' * (size != 1)}"
    return f"{size / 2**20:.1f} MiB" if size >= 2**20 else f"{size / 2**10:.1f} KiB"


def timing(attempt: Attempt) -> str:
    """When the connection stood, the first byte came and all was here, in milliseconds."""
    found = attempt.timing
    parts = []
    if found.connect is not None:
        parts.append(f"connected {found.connect:.0f}")
    if found.first_byte is not None:
        parts.append(f"first byte {found.first_byte:.0f}")
    parts.append(f"whole {found.whole:.0f} ms")
    return ", ".join(parts)


def facts(exchange: Exchange[Any]) -> list[str]:
    """Time, size and attempts of an exchange, each in a few words."""
    said = [f"{exchange.milliseconds:.0f} ms"]
    if exchange.response is not None:
        said.append(amount(len(exchange.response.body) + exchange.response.cut))
    if len(exchange.attempts) > 1:
        said.append(f"{len(exchange.attempts)} attempts")
    return said


def headers_source(exchange: Exchange[Any]) -> FigureSource:
    """Both heads and every attempt, for a line view."""
    request, response = exchange.request, exchange.response
    items: list[Item] = []
    if response is not None:
        reason = f" {one_line(response.reason)}" if response.reason else ""
        status = f"{one_line(response.http_version)} {response.status}{reason}"
        items += [_heading("Answer"), Item((Span(status, "strong"),))]
        items += _headers(response.headers)
        items.append(Item())
    items.append(_heading("Attempts"))
    for attempt in exchange.attempts:
        outcome = str(attempt.status) if attempt.status else one_line(attempt.failure)
        style = "strong" if attempt.status and attempt.status < 400 else "error"
        number = Span(f"{attempt.number}  ", "muted")
        items.append(Item((number, Span(outcome, style), Span(f"  {timing(attempt)}", "muted"))))
    items += [Item(), _heading("Request")]
    items.append(Item((Span(f"{request.method} {one_line(request.url)}"),), kept=True))
    items += _headers(request.headers)
    if request.body or request.source is not None:
        size = request.source.size if request.source is not None else len(request.body)
        items.append(Item((Span(f"body of {amount(size + request.cut)}", "muted"),)))
    return FigureSource(items)


def _heading(text: str) -> Item:
    return Item((Span(text, "heading-2"),))


def _headers(headers: Headers) -> list[Item]:
    return [
        Item((Span(f"{one_line(name)}: ", "muted"), Span(one_line(value))))
        for name, value in headers
    ]
