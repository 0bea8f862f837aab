"""Exchanges, requests and responses."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from explorer.api.exchange import Attempt, Exchange, Request, Response, Timing
from explorer.api.representation.dispatch import figure_of, line_of, markdown_of
from explorer.api.representation.figure import (
    Bit,
    Block,
    Cell,
    Code,
    Facts,
    Figure,
    Fold,
    Grid,
    Words,
    count,
    moment,
)
from explorer.api.representation.line import LONGEST, tag
from explorer.api.representation.wire import (
    body_blocks,
    header_facts,
    safe_headers,
    safe_target,
    safe_url,
    size,
)
from explorer.document.safe import one_line

OPEN_BYTES = 2000
"""Bytes of a body up to which an answer is open at once; what is longer would hide the rest."""


def request_line(request: Request, room: int = LONGEST) -> str:
    """Method and target in one line.

    Args:
        request: The request.
        room: The most characters.
    """
    return one_line(f"{request.method} {safe_target(request.target)}", max(room, 12))


def status_words(response: Response) -> str:
    """Status code and reason; the standard's reason where the server sent none."""
    return f"{response.status} {response.reason or _reason(response.status)}".strip()


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def milliseconds(value: float) -> str:
    """A duration in words: `12 ms`, `1.5 s`."""
    return f"{value:.0f} ms" if value < 1000 else f"{value / 1000:.1f} s"


@line_of.register
def _request_line(request: Request) -> str:
    # A request on its way carries its token: neither headers nor body are shown.
    return tag("Request", request_line(request, LONGEST - len("<Request >")))


@figure_of.register
def _request(request: Request) -> Figure:
    return Figure("Request", _called(request), "", _sent(request))


def _called(request: Request) -> Cell:
    target = safe_target(request.target)
    return (Bit(request.method, "strong"), " ", Bit(target, "code"))


def _sent(request: Request) -> tuple[Block, ...]:
    address = Facts((("address", Bit(safe_url(request.url), "code")),))
    body = body_blocks(request.body, request.headers, getattr(request, "cut", 0), share=4000)
    return (address, header_facts(request.headers), *body)


@line_of.register
def _response_line(response: Response) -> str:
    reason = one_line(response.reason, 40)
    more = f", {size(response.cut)} more not kept" if response.cut else ""
    return tag(f"Response {response.status} {reason}".strip(), f"{len(response.body)} bytes{more}")


@figure_of.register
def _response(response: Response) -> Figure:
    status = Bit(status_words(response), "strong")
    return Figure("Response", status, _amount(response), _received(response))


def _amount(response: Response) -> str:
    return size(len(response.body) + response.cut) if response.body or response.cut else "no body"


def _received(response: Response) -> tuple[Block, ...]:
    body = body_blocks(response.body, response.headers, response.cut)
    headers = header_facts(response.headers)
    if not response.headers:
        return (*body, headers)
    return (*body, Fold(count(len(response.headers), "header"), (headers,)))


@line_of.register
def _timing_line(timing: Timing) -> str:
    return tag("Timing", *_times(timing))


def _times(timing: Timing) -> list[str]:
    known = (("connected after", timing.connect), ("first byte after", timing.first_byte))
    words = [f"{what} {milliseconds(value)}" for what, value in known if value is not None]
    return [*words, f"whole after {milliseconds(timing.whole)}"]


@figure_of.register
def _timing(timing: Timing) -> Figure:
    return Figure("Timing", "", ", ".join(_times(timing)))


@line_of.register
def _attempt_line(attempt: Attempt) -> str:
    return tag(f"Attempt {attempt.number}", _outcome(attempt), milliseconds(attempt.timing.whole))


def _outcome(attempt: Attempt) -> str:
    if attempt.status is not None:
        return f"{attempt.status} {_reason(attempt.status)}".strip()
    return f"no answer: {one_line(attempt.failure, 50)}"


@figure_of.register
def _attempt(attempt: Attempt) -> Figure:
    times = ", ".join(_times(attempt.timing))
    return Figure("Attempt", str(attempt.number), _outcome(attempt), (Words(times),))


@line_of.register
def _exchange_line(exchange: Exchange) -> str:  # type: ignore[type-arg]  # of any result
    outcome = str(exchange.status) if exchange.response else "no answer"
    end = f" {outcome} {milliseconds(exchange.milliseconds)}"
    head = f"Exchange {one_line(exchange.operation_id, 40)}"
    return tag(f"{head} {request_line(exchange.request, LONGEST - len(head) - len(end) - 3)}{end}")


@figure_of.register
def _exchange(exchange: Exchange) -> Figure:  # type: ignore[type-arg]  # of any result
    response = exchange.response
    outcome = status_words(response) if response else "no answer"
    blocks: list[Block] = [*_trouble(exchange), Facts(tuple(_facts(exchange)))]
    request = exchange.request
    title = ("Request", f": {count(len(request.headers), 'header')}", _sized(request))
    blocks.append(Fold(title, _sent(request)))
    if response:
        is_short = len(response.body) <= OPEN_BYTES
        blocks.append(Fold(f"Response: {_amount(response)}", _received(response), open=is_short))
    if len(exchange.attempts) > 1:
        blocks.append(_attempts(exchange.attempts))
    note = f"{outcome} · {milliseconds(exchange.milliseconds)}"
    return Figure("Exchange", _called(request), note, tuple(blocks))


def _sized(request: Request) -> str:
    amount = len(request.body) + getattr(request, "cut", 0)
    return f", {size(amount)}" if amount else ", no body"


def _trouble(exchange: Exchange[Any]) -> list[Block]:
    error = exchange.error
    return [Words((Bit(type(error).__name__, "strong"), f": {error}"))] if error else []


def _facts(exchange: Exchange[Any]) -> list[tuple[str, Cell]]:
    from explorer.api.representation.subjects import line

    rows: list[tuple[str, Cell]] = [
        ("operation", Bit(exchange.operation_id, "code")),
        ("started", moment(exchange.started)),
    ]
    if exchange.value is not None:
        rows.append(("result", Bit(line(exchange.value), "code")))
    if len(exchange.attempts) == 1:
        rows.append(("timing", ", ".join(_times(exchange.attempts[0].timing))))
    return rows


def _attempts(attempts: tuple[Attempt, ...]) -> Grid:
    rows = tuple(
        (str(each.number), _outcome(each), ", ".join(_times(each.timing))) for each in attempts
    )
    return Grid(("attempt", "outcome", "timing"), rows, caption=count(len(attempts), "attempt"))


@markdown_of.register
def _markdown(exchange: Exchange) -> str:  # type: ignore[type-arg]  # of any result
    from explorer.api.representation.markdown import write

    request, response = exchange.request, exchange.response
    blocks: list[Block] = [*_trouble(exchange), Facts(tuple(_facts(exchange)))]
    line = f"{request.method} {safe_target(request.target)} HTTP/1.1"
    blocks += _block("Request", line, request.headers, _sent(request)[2:])
    if response:
        start = f"{response.http_version} {status_words(response)}"
        blocks += _block("Response", start, response.headers, _received(response)[:-1])
    if len(exchange.attempts) > 1:
        blocks.append(_attempts(exchange.attempts))
    outcome = status_words(response) if response else "no answer"
    note = f"{outcome} · {milliseconds(exchange.milliseconds)}"
    return write(Figure("Exchange", _called(request), note, tuple(blocks)))


def _block(label: str, start: str, headers: Any, body: tuple[Block, ...]) -> list[Block]:
    """Start line, headers and body as they travel, in one block."""
    head = [
        one_line(start),
        *(one_line(f"{name}: {value}") for name, value in safe_headers(headers)),
    ]
    codes = [block for block in body if isinstance(block, Code)]
    text = "\n".join(head) + "".join(f"\n\n{code.text}" for code in codes)
    others = [block for block in body if not isinstance(block, Code)]
    return [Code(text, "http", label), *others]
